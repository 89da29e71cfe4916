// Vectors of Grow GM65/GM72 scanners against the simulated one.
import { FrameSearch } from "../../../simulators/frame-search.ts";
import { buildGm, gmAt } from "../../../simulators/scanners/gm72-frame.ts";
import { fieldsOf, fromHex, textIn, toHex, type VectorAdapter } from "./adapter.ts";

const hexByte = (byte: number): string => byte.toString(16).padStart(2, "0");

export const simGm72: VectorAdapter = {
  families: ["scanner-growgm72"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    if (fields.op === undefined) return null;
    const byteIn = (key: string): number => Number.parseInt(textIn(fields, key), 16);
    return buildGm({ op: byteIn("op"), source: byteIn("source"), rest: fromHex(textIn(fields, "rest")) });
  },
  decode(_family, bytes) {
    const search = new FrameSearch(gmAt);
    const heard = bytes.flatMap((chunk) => search.push(chunk));
    // Behind the last byte the wire is silent.
    heard.push(...search.flush());
    return heard.map(({ op, source, rest }) => ({ op: hexByte(op), source: hexByte(source), rest: toHex(rest) }));
  },
};
