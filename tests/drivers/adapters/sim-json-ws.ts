// Vectors of the Android rating pad against the simulated one.
import { concat } from "../../../simulators/lib.ts";
import { buildPadMessage, messagesIn, type PadMessage } from "../../../simulators/pads/json-messages.ts";
import { fieldsOf, type VectorAdapter } from "./adapter.ts";

/** Behind every message of a recording; on a WebSocket the message itself has an end. */
const LINE_END = Uint8Array.of(0x0a);

export const simJsonWs: VectorAdapter = {
  families: ["json-ws"],
  encode: (_family, input) => concat(buildPadMessage(fieldsOf(input) as PadMessage), LINE_END),
  decode: (_family, bytes) => messagesIn(concat(...bytes)),
};
