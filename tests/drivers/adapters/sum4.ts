// Vectors of four-byte number boards against the driver.
import { sum4Codec } from "../../../drivers/led/sum4-number.ts";
import { fieldsOf, numberIn, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

export const sum4: VectorAdapter = {
  families: ["numeric-board-4byte"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    return sum4Codec.encode({ board: numberIn(fields, "board"), value: numberIn(fields, "value") });
  },
  decode: (_family, bytes) => readAll(sum4Codec, bytes).messages,
};
