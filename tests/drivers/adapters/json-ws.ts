// Vectors of the Android rating pad against its driver.
import { type HostMessage, jsonWsCodec } from "../../../drivers/pads/json-ws.ts";
import { fieldsOf, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

export const jsonWs: VectorAdapter = {
  families: ["json-ws"],
  encode: (_family, input) => jsonWsCodec.encode(fieldsOf(input) as unknown as HostMessage),
  decode: (_family, chunks) => readAll(jsonWsCodec, chunks).messages,
};
