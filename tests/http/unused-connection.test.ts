// A connection that a browser keeps ready is closed without a word: a word would be taken for the next answer.
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refuseRaw } from "../../controller/http/problems.ts";

const TIMES = { headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 };
let server: Server;
const faults: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer(TIMES, (_request, response) => response.end("well"));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    faults.push(error.code);
    refuseRaw(error.code, socket as Socket);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => new Promise((done) => server.close(done)));

/** All that comes back until the other end hangs up. */
const heard = (said: string): Promise<string> =>
  new Promise((done, broken) => {
    const { port } = server.address() as AddressInfo;
    let bytes = "";
    const socket = connect(port, "127.0.0.1", () => said !== "" && socket.write(said));
    socket.on("data", (some) => {
      bytes += some.toString("latin1");
    });
    socket.on("error", broken);
    socket.on("close", () => done(bytes));
  });

test("nothing is said where nothing was asked in time, nor where the question never ended", async () => {
  expect(await heard("")).toBe("");
  expect(await heard("POST /api/v1/tickets HTTP/1.1\r\nhost: hall\r\n")).toBe("");
  expect(faults).toEqual(["ERR_HTTP_REQUEST_TIMEOUT", "ERR_HTTP_REQUEST_TIMEOUT"]);
});

test("what is no request is answered by a code", async () => {
  const answer = await heard("PUSH THE BUTTON\r\n\r\n");
  expect(answer).toContain("HTTP/1.1 400");
  expect(answer).toContain('"code":"BODY_INVALID"');
});
