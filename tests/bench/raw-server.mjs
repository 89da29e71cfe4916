// Raw ceilings over sockets: a trivial POST, and a plain fan-out of given bytes to every upgraded connection.
import { readFileSync } from "node:fs";
import fastify from "fastify";

const [port = "0", bytesFile] = process.argv.slice(2);
const app = fastify();
const sockets = new Set();
app.post("/trivial", async (request, reply) => reply.code(201).send({ id: "t_1", number: "A001", of: request.body }));
app.post("/fan-out", async () => {
  const fromNs = process.hrtime.bigint();
  for (const socket of sockets) socket.write(bytes);
  return { sent: sockets.size, fromNs: String(fromNs) };
});
let bytes = Buffer.alloc(0);
app.post("/load", async () => {
  bytes = readFileSync(bytesFile);
  return { bytes: bytes.length };
});
app.server.on("upgrade", (_request, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
  socket.setNoDelay(true);
  sockets.add(socket);
  socket.on("error", () => sockets.delete(socket));
  socket.on("close", () => sockets.delete(socket));
});
await app.listen({ host: "127.0.0.1", port: Number(port) });
process.on("SIGTERM", () => process.exit(0));
