// Screens that never read: connected, upgraded, and silent from then on.
import { connect } from "node:net";

const sockets = [];

async function open({ port, count }) {
  for (let i = 0; i < count; i++) {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    await new Promise((done, fail) => {
      socket.once("error", fail);
      socket.once("connect", done);
    });
    // Nobody ever listens for data, so nothing is ever read.
    socket.on("error", () => undefined);
    socket.write(
      `GET /ws?view=hall HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: aGFsbGtlZXBlci1iZW5jaA==\r\n\r\n",
    );
    sockets.push(socket);
  }
  return { open: sockets.length };
}

process.on("message", (message) => void open(message).then((answer) => process.send(answer)));
process.on("disconnect", () => process.exit(0));
