// Bare control of a key press: when the whole key frame has arrived on one line, a frame is written to another.
import { connect } from "node:net";
import { openSerial } from "./wire.mjs";

const [keys, strip, keyBytes, answerHex, baudRate] = process.argv.slice(2);

async function opened(spec) {
  const [kind, where] = spec.split(/:(.*)/s);
  if (kind === "serial") return openSerial(where, Number(baudRate));
  const socket = connect({ host: "127.0.0.1", port: Number(where), noDelay: true });
  await new Promise((done) => socket.once("connect", done));
  return { write: (bytes) => socket.write(bytes), onData: (listener) => socket.on("data", listener) };
}

const answer = Buffer.from(answerHex, "hex");
const [from, to] = await Promise.all([opened(keys), opened(strip)]);
let have = 0;
from.onData((bytes) => {
  have += bytes.length;
  if (have < Number(keyBytes)) return;
  have = 0;
  to.write(answer);
});
process.on("message", () => process.send({}));
process.on("disconnect", () => process.exit(0));
