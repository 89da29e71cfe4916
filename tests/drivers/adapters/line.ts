// Vectors of scanners in serial mode against the driver, each read with the line end it was sent with.
import { lineCodec } from "../../../drivers/scanners/line.ts";
import { fieldsOf, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

const codec = lineCodec({ terminator: "any", encoding: "utf8", prefix: "", suffix: "", charsMax: 512 });

export const line: VectorAdapter = {
  families: ["line"],
  // Nothing is ever sent to such a scanner.
  encode: () => null,
  decode: (_family, bytes) => readAll(codec, bytes).messages.map(({ text }) => ({ text })),
  canonical(_family, input) {
    const { text } = fieldsOf(input);
    return { text };
  },
};
