// Vectors of XunPeng number boards against the simulated board's reading and answers.
import { FrameSearch } from "../../../simulators/frame-search.ts";
import {
  buildXunpengReply,
  XUNPENG_INFO,
  type XunpengColour,
  type XunpengOrder,
  xunpengAt,
} from "../../../simulators/led/xunpeng-number.ts";
import { fieldsOf, numberIn, textIn, type VectorAdapter } from "./adapter.ts";

export const simXunpeng: VectorAdapter = {
  families: ["numeric-board-xunpeng"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    return buildXunpengReply({
      colour: textIn(fields, "colour") as XunpengColour,
      value: numberIn(fields, "value"),
      info: numberIn(fields, "info", XUNPENG_INFO),
      start: fields.start === "2a" ? "2a" : "3a",
    });
  },
  decode(_family, bytes) {
    const search = new FrameSearch<XunpengOrder>(xunpengAt);
    const heard = [...bytes.flatMap((chunk) => search.push(chunk)), ...search.flush()];
    return heard.map(({ colour, value, info }) => ({ colour, value, ...(info === XUNPENG_INFO ? {} : { info }) }));
  },
};
