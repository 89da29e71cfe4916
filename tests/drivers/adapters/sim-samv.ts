// Vectors of identity-card readers against the simulated SAM_V module.
import { FrameSearch } from "../../../simulators/frame-search.ts";
import { buildSamvAnswer, samvAt } from "../../../simulators/readers/samv-frame.ts";
import { fieldsOf, fromHex, textIn, type VectorAdapter } from "./adapter.ts";

export const simSamv: VectorAdapter = {
  families: ["idcard-samv"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    if (fields.sw3 === undefined) return null;
    const data = fields.data === undefined ? new Uint8Array(0) : fromHex(textIn(fields, "data"));
    return buildSamvAnswer(Number.parseInt(textIn(fields, "sw3"), 16), data);
  },
  decode(_family, bytes) {
    const search = new FrameSearch(samvAt);
    const heard = bytes.flatMap((chunk) => search.push(chunk));
    // Behind the last byte the wire is silent.
    heard.push(...search.flush());
    return heard.flatMap(({ request }) => (request === "bad" || request === "unknown" ? [] : [{ request }]));
  },
};
