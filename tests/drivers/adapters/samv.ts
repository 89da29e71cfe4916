// Vectors of ID-card readers against the SAM_V driver.
import { encodeRequest, type SamvRequest, samvCodec } from "../../../drivers/readers/lang-samv.ts";
import { fieldsOf, toHex, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

export const samv: VectorAdapter = {
  families: ["idcard-samv"],
  encode(_family, input) {
    const { request } = fieldsOf(input);
    return request === undefined ? null : encodeRequest(request as SamvRequest);
  },
  decode: (_family, bytes) =>
    readAll(samvCodec, bytes).messages.map(({ sw3, data }) => ({
      sw3: toHex(Uint8Array.of(sw3)),
      ...(data.length === 0 ? {} : { data: toHex(data) }),
    })),
  canonical(_family, input) {
    const { sw3, data = "", ...others } = fieldsOf(input);
    if (typeof sw3 !== "string") return input;
    const bytes = typeof data === "string" ? data.toLowerCase() : data;
    return { ...others, sw3: sw3.toLowerCase(), data: bytes };
  },
};
