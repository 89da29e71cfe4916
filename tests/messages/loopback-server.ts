// A real HTTP server on loopback that keeps what it is sent and answers as told.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Request {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface LoopbackServer {
  readonly url: string;
  readonly requests: Request[];
  /** Statuses of the next answers; then 200. `silent`: no answer at all. */
  readonly answers: (number | "silent" | { status: number; headers?: Record<string, string>; body?: string })[];
}

/** Closed with the test. */
export async function loopbackServer(): Promise<LoopbackServer> {
  const { server, close } = await openLoopbackServer();
  onTestFinished(close);
  return server;
}

export async function openLoopbackServer(): Promise<{ server: LoopbackServer; close: () => void }> {
  const requests: Request[] = [];
  const answers: LoopbackServer["answers"] = [];
  const server = createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      requests.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
      const answer = answers.shift() ?? 200;
      if (answer === "silent") return;
      const { status, headers = {}, body = "" } = typeof answer === "number" ? { status: answer } : answer;
      reply.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server: { url, requests, answers }, close };
}
