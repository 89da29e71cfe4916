// Vectors of the voice modules against the simulated ones.
import { ANSWER, FdReader, SYN6288, XFS5152 } from "../../../simulators/voice/fd-frame.ts";
import { fieldsOf, type VectorAdapter } from "./adapter.ts";

export const simVoice: VectorAdapter = {
  families: ["syn6288", "xfs5152"],
  encode(_family, input) {
    const { answer } = fieldsOf(input);
    if (!Array.isArray(answer)) return null;
    return Uint8Array.from(answer, (name) => {
      const byte = ANSWER[name as keyof typeof ANSWER];
      if (byte === undefined) throw new TypeError(`no answer is called ${String(name)}`);
      return byte;
    });
  },
  decode(family, bytes) {
    const reader = new FdReader(family === "syn6288" ? SYN6288 : XFS5152);
    const heard = bytes.flatMap((chunk) => reader.push(chunk));
    // Behind the last byte the wire is silent.
    heard.push(...reader.flush());
    return heard.flatMap((one) => (one.kind === "order" ? [one.order] : []));
  },
};
