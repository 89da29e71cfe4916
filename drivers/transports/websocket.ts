// A server for devices that connect to us over WebSocket: each logged-in one becomes the line of its key.
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { type Clock, systemClock, type Timer } from "../kernel/clock.ts";
import type { Transport } from "../kernel/transport.ts";
import {
  CLOSED_BUSY,
  CLOSED_GOING,
  CLOSED_POLICY,
  Guest,
  type GuestHost,
  type WebsocketCounters,
} from "./websocket-guest.ts";

export type { WebsocketCounters } from "./websocket-guest.ts";

export interface WebsocketServerOptions {
  readonly host: string;
  /** 0: any free one; `port()` tells it. */
  readonly port: number;
  /** What to answer; `greet` of the device's model. */
  readonly greet: GuestHost["greet"];
  readonly clock?: Clock;
  readonly connectionsMax?: number;
}

export interface DeviceServer {
  /** The line of a key, for one device; the same one every time. */
  lineFor(key: string): Transport;
  /** Rejects when the address cannot be had. */
  start(): Promise<void>;
  close(): Promise<void>;
  port(): number;
  readonly counters: Readonly<WebsocketCounters>;
}

/** §4 names no limit; a rating has 100 bytes. */
const MESSAGE_BYTES_MAX = 16_384;
const CONNECTIONS_MAX = 256;
/** Before the connection's own limit of 4 s, so that the reason says what is missing. */
const OPEN_MS_MAX = 3_500;
/** Said by a device between its login and the opening of its line. */
const HELD_MAX = 16;
const LINE_END = 0x0a;

/** Listens on `start`; the lines may be asked for before. */
export function websocketServer(options: WebsocketServerOptions): DeviceServer {
  return new Server(options);
}

class Server implements DeviceServer {
  readonly counters: WebsocketCounters = {
    ...{ connections: 0, logins: 0, replaced: 0, malformed: 0, refused: 0, timedOut: 0 },
  };
  readonly #options: WebsocketServerOptions;
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();
  readonly #guests = new Set<Guest>();
  #server: WebSocketServer | null = null;

  constructor(options: WebsocketServerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  lineFor(key: string): Transport {
    return this.#line(key);
  }

  #line(key: string): Line {
    const line = this.#lines.get(key) ?? new Line(key, this.#clock);
    this.#lines.set(key, line);
    return line;
  }

  start(): Promise<void> {
    const { host, port } = this.#options;
    const server = new WebSocketServer({
      host,
      port,
      maxPayload: MESSAGE_BYTES_MAX,
      perMessageDeflate: false, // Tiny messages, and no memory for windows.
      clientTracking: false,
    });
    this.#server = server;
    server.on("connection", (socket) => this.#connected(socket));
    return new Promise((resolve, reject) => {
      const failed = (cause: Error) => {
        this.#server = null;
        reject(new Error(`无法监听 cannot listen on ${host}:${port}: ${cause.message}`, { cause }));
      };
      server.once("error", failed);
      server.once("listening", () => {
        server.off("error", failed);
        // One connection that cannot be accepted is that device's trouble; it knocks again.
        server.on("error", () => this.#count("refused"));
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const guest of [...this.#guests]) guest.leave(CLOSED_GOING, "服务停止 service stops");
    await ended;
  }

  port(): number {
    const address = this.#server?.address();
    if (address === null || address === undefined) throw new Error("未监听 not listening");
    return (address as AddressInfo).port;
  }

  #count(counter: keyof WebsocketCounters): void {
    this.counters[counter] += 1;
  }

  #connected(socket: WebSocket): void {
    const guest = new Guest(socket, {
      clock: this.#clock,
      greet: this.#options.greet,
      count: (counter) => this.#count(counter),
      login: (key, newcomer) => this.#login(key, newcomer),
      gone: (leaver, reason) => {
        this.#guests.delete(leaver);
        if (leaver.key !== null) this.#lines.get(leaver.key)?.lose(leaver, reason);
      },
      said: (speaker, text) => {
        if (speaker.key !== null) this.#lines.get(speaker.key)?.said(speaker, text);
      },
    });
    this.#guests.add(guest);
    this.#count("connections");
    if (this.#guests.size <= (this.#options.connectionsMax ?? CONNECTIONS_MAX)) return;
    this.#count("refused");
    guest.leave(CLOSED_BUSY, "连接太多 too many connections");
  }

  /** The newest login has the line: the pad that reconnects is here, and its old connection may be half open. */
  #login(key: string, newcomer: Guest): void {
    this.#count("logins");
    if (newcomer.key !== null && newcomer.key !== key) {
      this.#lines.get(newcomer.key)?.lose(newcomer, "改登其他窗口 logged in elsewhere");
    }
    const older = this.#line(key).take(newcomer);
    if (older !== null) {
      this.#count("replaced");
      older.leave(CLOSED_POLICY, "被新的登录取代 replaced by a newer login");
    }
  }
}

/** The transport of one key, whoever is logged in for it just now. */
class Line implements Transport {
  readonly label: string;
  readonly #clock: Clock;
  #guest: Guest | null = null;
  #open = false;
  #opening: { resolve(): void; reject(reason: Error): void; readonly timer: Timer } | null = null;
  #held: string[] = [];
  #data: ((bytes: Uint8Array) => void) | null = null;
  #closed: ((reason: Error | null) => void) | null = null;

  constructor(key: string, clock: Clock) {
    this.label = `websocket:${key}`;
    this.#clock = clock;
  }

  open(): Promise<void> {
    if (this.#open || this.#opening !== null) {
      return Promise.reject(new Error(`${this.label} 已打开 is open already`));
    }
    if (this.#guest !== null) {
      this.#opened();
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(OPEN_MS_MAX, () => this.#giveUp("评价器未登录 no pad has logged in"));
      this.#opening = { resolve, reject, timer };
    });
  }

  /** One message per line; each is sent as one text. */
  async write(bytes: Uint8Array): Promise<void> {
    const guest = this.#guest;
    if (!this.#open || guest === null) throw new Error(`${this.label} 未连接 is not connected`);
    const texts = Buffer.from(bytes).toString("utf8").split("\n");
    for (const text of texts) if (text !== "") await guest.send(text);
  }

  close(): Promise<void> {
    this.#giveUp("已关闭 closed");
    if (!this.#open) return Promise.resolve();
    this.#open = false;
    this.#held = [];
    const guest = this.#guest;
    this.#guest = null;
    guest?.leave(CLOSED_GOING, "线路关闭 line closed");
    this.#clock.after(0, () => this.#closed?.(null));
    return Promise.resolve();
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  onClose(listener: (reason: Error | null) => void): void {
    this.#closed = listener;
  }

  /** Returns whoever had the line before. */
  take(newcomer: Guest): Guest | null {
    const older = this.#guest;
    if (older === newcomer) return null;
    // The device behind the line is another, or has begun anew: it must be told everything again.
    if (older !== null) this.lose(older, "被新的登录取代 replaced by a newer login");
    this.#guest = newcomer;
    this.#opening?.timer.cancel();
    this.#opening?.resolve();
    if (this.#opening !== null) this.#opened();
    this.#opening = null;
    return older;
  }

  lose(guest: Guest, reason: string): void {
    if (this.#guest !== guest) return;
    this.#guest = null;
    this.#held = [];
    if (!this.#open) return;
    this.#open = false;
    this.#closed?.(new Error(`${this.label} ${reason}`));
  }

  said(speaker: Guest, text: string): void {
    if (this.#guest !== speaker) return;
    if (this.#open && this.#held.length === 0) this.#deliver(text);
    // More are lost: the pad hears no reply and says them again.
    else if (this.#held.length < HELD_MAX) this.#held.push(text);
  }

  #opened(): void {
    this.#open = true;
    // After whoever waits for `open` has heard of it.
    this.#clock.after(0, () => {
      for (const text of this.#held.splice(0)) if (this.#open) this.#deliver(text);
    });
  }

  #deliver(text: string): void {
    // Line breaks between tokens of JSON are blanks; inside its texts they are escaped.
    const bytes = Buffer.from(text.replace(/[\r\n]/g, " "), "utf8");
    this.#data?.(Uint8Array.from([...bytes, LINE_END]));
  }

  #giveUp(why: string): void {
    const opening = this.#opening;
    this.#opening = null;
    opening?.timer.cancel();
    opening?.reject(new Error(`${this.label} ${why}`));
  }
}
