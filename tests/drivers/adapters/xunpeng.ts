// Vectors of XunPeng number boards against the driver.
import type { BoardColour } from "../../../drivers/led/state-colours.ts";
import { xunpengCodec } from "../../../drivers/led/xunpeng-number.ts";
import { fieldsOf, numberIn, textIn, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

/** Left out of an input: the document's own `info`, and the start byte its words name. */
const DEFAULTS = { info: 1, start: "3a" };

export const xunpeng: VectorAdapter = {
  families: ["numeric-board-xunpeng"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    const colour = textIn(fields, "colour") as BoardColour;
    return xunpengCodec.encode({ colour, value: numberIn(fields, "value"), info: numberIn(fields, "info", 1) });
  },
  decode: (_family, bytes) =>
    readAll(xunpengCodec, bytes).messages.map((reply) => ({ ...reply, start: reply.start.toString(16) })),
  canonical: (_family, input) => ({ ...DEFAULTS, ...fieldsOf(input) }),
};
