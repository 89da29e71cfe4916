// Vectors of voice modules against the drivers.
import type { Codec } from "../../../drivers/kernel/model.ts";
import type { FdAnswer, FdCommand } from "../../../drivers/voice/lang-fd.ts";
import { syn6288 } from "../../../drivers/voice/syn6288.ts";
import { xfs5152 } from "../../../drivers/voice/xfs5152.ts";
import { fieldsOf, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

const CODECS: Readonly<Record<string, Codec<FdAnswer, FdCommand>>> = {
  syn6288: syn6288.codec,
  xfs5152: xfs5152.codec,
};

function codecOf(family: string): Codec<FdAnswer, FdCommand> {
  const codec = CODECS[family];
  if (codec === undefined) throw new TypeError(`no voice module is called ${family}`);
  return codec;
}

/** A status is answered by one byte or by two: 41 and what the module does (hardware.md §5.1). */
function answersOf(bytes: readonly FdAnswer[]): { readonly answer: readonly FdAnswer[] }[] {
  const answers: { answer: FdAnswer[] }[] = [];
  for (const name of bytes) {
    const before = answers.at(-1)?.answer;
    const isStatus = name === "speaking" || name === "idle";
    if (isStatus && before?.length === 1 && before[0] === "accepted") before.push(name);
    else answers.push({ answer: [name] });
  }
  return answers;
}

export const voice: VectorAdapter = {
  families: ["syn6288", "xfs5152"],
  encode: (family, input) => codecOf(family).encode(fieldsOf(input) as unknown as FdCommand),
  decode: (family, chunks) => answersOf(readAll(codecOf(family), chunks).messages),
  canonical(_family, input) {
    const fields = fieldsOf(input);
    return fields.cmd === "speak" ? { music: 0, ...fields } : fields;
  },
};
