// Vectors of Grow GM65/GM72 scanners against the driver. Codes typed on the same wire are no frames.
import { gm72 } from "../../../drivers/scanners/gm72.ts";
import { encodeGm72 } from "../../../drivers/scanners/lang-gm72.ts";
import { fieldsOf, fromHex, textIn, toHex, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

const byteHex = (byte: number): string => toHex(Uint8Array.of(byte));

export const gm72Scanner: VectorAdapter = {
  families: ["scanner-growgm72"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    if (fields.op === undefined) return null;
    const [op = 0] = fromHex(textIn(fields, "op"));
    const [source = 0] = fromHex(textIn(fields, "source"));
    return encodeGm72({ op, source, rest: [...fromHex(textIn(fields, "rest"))] });
  },
  decode: (_family, bytes) =>
    readAll(gm72.codec, bytes).messages.flatMap((message) => {
      if ("text" in message) return [];
      const { op, source, rest } = message;
      return [{ op: byteHex(op), source: byteHex(source), rest: toHex(Uint8Array.from(rest)) }];
    }),
};
