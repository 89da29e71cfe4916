// Vectors of staff keypads and rating pads against the FF 68 driver.
import { type Ff68Frame, ff68Codec } from "../../../drivers/keypads/lang-ff68.ts";
import { type Fields, fieldsOf, numberIn, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

/** The frame of an input, in full. */
export function frameOf(input: unknown): Ff68Frame {
  const fields = fieldsOf(input);
  const frame: Fields = fieldsOf(fields.frame);
  const data = frame.data as readonly number[];
  const plain = { addr: numberIn(frame, "addr"), cmd: numberIn(frame, "cmd"), data };
  return fields.leadFF === false ? { ...plain, lead: false } : plain;
}

export const ff68: VectorAdapter = {
  families: ["caller-ff68", "evaluator-ff68"],
  encode: (_family, input) => ff68Codec.encode(frameOf(input)),
  decode: (_family, bytes) => readAll(ff68Codec, bytes).messages.map((frame) => ({ frame })),
};
