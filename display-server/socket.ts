// The screens' WebSocket: `/ws?view=…&id=…` on the service's own HTTP server, refused before the upgrade when foreign.
import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { type ContractCode, problemOf } from "../controller/contract/refusals.ts";
import type { Hub, Screen } from "./hub.ts";

/** Screens have nothing to say; what they send anyway stays small. A longer message closes with 1009. */
export const MESSAGE_BYTES_MAX = 4_096;
const FRAGMENTS_MAX = 16;
/** Pongs on their way; a screen that pings faster than it reads is cut off. */
const PENDING_PONGS_MAX = 60;
/** Messages, pings and pongs a screen may send in ten seconds; more closes it with 1008. */
export const FRAMES_IN_MAX = 200;
const FRAMES_IN_WINDOW_MS = 10_000;
const CLOSE_WAIT_MS = 2_000;

export interface SocketOptions {
  readonly hub: Hub;
  readonly clock: { monotonicMs(): number };
  /** The topic behind a view and id, or null when there is no such view. */
  readonly topicOf: (view: string, id: string | null) => string | null;
  /** Host and Origin are the hall's own. */
  readonly allowed: (request: IncomingMessage) => boolean;
  /** Who may watch what; missing: everybody everything. */
  readonly gate?: {
    admit(request: IncomingMessage, view: string, id: string | null): ContractCode | null;
    /** Told who watches, and how to end it; returns what forgets it. */
    seated(request: IncomingMessage, view: string, id: string | null, close: () => void): () => void;
  };
}

/** Close code of a screen that may not watch any longer; in the range left to applications. */
export const CLOSED_NO_RIGHT = 4_401;

/** Serves `/ws` on the server. Returns what undoes it. */
export function attachSockets(server: Server, options: SocketOptions): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression would cost a copy and a context per screen; views are small and the network is local.
    perMessageDeflate: false,
    maxPayload: MESSAGE_BYTES_MAX,
    maxFragments: FRAGMENTS_MAX,
    maxPendingAutoPongs: PENDING_PONGS_MAX,
    closeTimeout: CLOSE_WAIT_MS,
  } as ConstructorParameters<typeof WebSocketServer>[0]);

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    const wanted = wantedOf(request, options);
    if (typeof wanted !== "string") {
      refuse(socket, wanted.code);
      return;
    }
    // A bad handshake is answered by the library itself.
    sockets.handleUpgrade(request, socket, head, (ws) => {
      seatScreen(ws, socket, wanted, options);
      const [view, id] = viewOf(request);
      const forget = options.gate?.seated(request, view, id, () => ws.close(CLOSED_NO_RIGHT, "LOGIN_NEEDED"));
      if (forget !== undefined) ws.on("close", forget);
    });
  };
  server.on("upgrade", onUpgrade);
  return () => {
    server.off("upgrade", onUpgrade);
    sockets.close();
  };
}

function wantedOf(request: IncomingMessage, options: SocketOptions): string | { code: ContractCode } {
  if (!options.allowed(request)) return { code: "ORIGIN_FOREIGN" };
  if (splitTarget(request.url ?? "")[0] !== "/ws") return { code: "ROUTE_UNKNOWN" };
  if (options.hub.full) return { code: "SCREENS_FULL" };
  const [view, id] = viewOf(request);
  const topic = options.topicOf(view, id);
  if (topic === null) return { code: "VIEW_UNKNOWN" };
  const refused = options.gate?.admit(request, view, id) ?? null;
  return refused === null ? topic : { code: refused };
}

function viewOf(request: IncomingMessage): [string, string | null] {
  const search = new URLSearchParams(splitTarget(request.url ?? "")[1]);
  return [search.get("view") ?? "", search.get("id")];
}

/** Path and query of a request target; no URL is parsed, so none can be malformed. */
function splitTarget(target: string): [string, string] {
  const mark = target.indexOf("?");
  return mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
}

function refuse(socket: Duplex, code: ContractCode): void {
  const problem = problemOf(code);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ""}\r\n` +
      "Content-Type: application/problem+json; charset=utf-8\r\nConnection: close\r\n" +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** A screen over one WebSocket: finished frames go straight to the TCP socket, which this process alone writes to. */
class SocketScreen implements Screen {
  readonly #ws: WebSocket;
  readonly #socket: Duplex;

  constructor(ws: WebSocket, socket: Duplex) {
    this.#ws = ws;
    this.#socket = socket;
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  write(frame: Buffer, flushed: () => void): void {
    // After a close frame nothing may follow.
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    // Without compression the library never holds frames back, so ours and its own (pong, close) stay in order.
    this.#socket.write(frame, flushed);
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }
}

function seatScreen(ws: WebSocket, socket: Duplex, topic: string, options: SocketOptions): void {
  const { hub, clock } = options;
  // The library closes with 1002, 1007, 1008 or 1009 by itself; a faulty screen is counted, nothing more.
  ws.on("error", () => {
    hub.counters.faulty += 1;
  });
  const seat = hub.join(topic, new SocketScreen(ws, socket));
  if (seat === null) {
    ws.close(1013, "SCREENS_MAX");
    return;
  }
  let framesIn = 0;
  let windowStartMs = clock.monotonicMs();
  const heard = (): void => {
    hub.alive(seat);
    const nowMs = clock.monotonicMs();
    if (nowMs - windowStartMs > FRAMES_IN_WINDOW_MS) {
      windowStartMs = nowMs;
      framesIn = 0;
    }
    framesIn += 1;
    if (framesIn > FRAMES_IN_MAX && ws.readyState === WebSocket.OPEN) ws.close(1008, "too many messages");
  };
  ws.on("pong", heard);
  ws.on("ping", heard);
  // What a screen says is counted as a sign of life and otherwise ignored.
  ws.on("message", (_data: RawData) => heard());
  ws.on("close", () => hub.leave(seat));
}
