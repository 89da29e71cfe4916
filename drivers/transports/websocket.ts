// A server for devices that connect to us over WebSocket: each logged-in one becomes the line of its key.
import type { AddressInfo } from "node:net";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { type Clock, systemClock, type Timer } from "../kernel/clock.ts";
import type { Transport } from "../kernel/transport.ts";

/** What to do about one text message; `greet` of the device's model says it. */
export interface Greeting {
  readonly reply: string | null;
  /** Logged in for the line of this key. */
  readonly key: string | null;
  /** To be handed to the line the connection is logged in for. */
  readonly forward: boolean;
  readonly malformed: boolean;
  /** After a login: silence this long means that the device's program hangs; null: any silence is fine. */
  readonly quietMsMax: number | null;
}

export interface WebsocketServerOptions {
  readonly host: string;
  /** 0: any free one; `port()` tells it. */
  readonly port: number;
  /** Pure. `loggedInAs`: the key of an earlier login on the same connection. */
  readonly greet: (text: string, loggedInAs: string | null) => Greeting;
  readonly clock?: Clock;
  readonly connectionsMax?: number;
}

/** For the technician's page. */
export interface WebsocketCounters {
  connections: number;
  logins: number;
  replaced: number;
  malformed: number;
  refused: number;
  /** Ended because no pong, no login or no message came. */
  timedOut: number;
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
const PING_MS = 10_000;
/** Pings in a row without a pong: the other side is gone although the line looks open (half open). */
const PINGS_MISSED_MAX = 2;
const LOGIN_MS_MAX = 10_000;
/** One after the other means that this is no device of ours. */
const MALFORMED_MAX = 10;
/** Before the connection's own limit of 4 s, so that the reason says what is missing. */
const OPEN_MS_MAX = 3_500;
/** Said by a device between its login and the opening of its line. */
const HELD_MAX = 16;
/** A device that does not read: what waits for it must not grow. */
const BUFFERED_BYTES_MAX = 65_536;
const CLOSE_MS_MAX = 1_000;
const CLOSED_GOING = 1001;
const CLOSED_UNSUPPORTED = 1003;
const CLOSED_POLICY = 1008;
const CLOSED_BUSY = 1013;
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

interface GuestHost {
  readonly clock: Clock;
  readonly greet: WebsocketServerOptions["greet"];
  count(counter: keyof WebsocketCounters): void;
  login(key: string, newcomer: Guest): void;
  gone(leaver: Guest, reason: string): void;
  said(speaker: Guest, text: string): void;
}

/** One connection, logged in or not. */
class Guest {
  key: string | null = null;
  readonly #socket: WebSocket;
  readonly #host: GuestHost;
  #login: Timer;
  #ping: Timer;
  #quiet: Timer | null = null;
  #quietMsMax: number | null = null;
  #pingsMissed = 0;
  #malformed = 0;
  #left = false;

  constructor(socket: WebSocket, host: GuestHost) {
    this.#socket = socket;
    this.#host = host;
    this.#login = host.clock.after(LOGIN_MS_MAX, () => this.#timedOut("未登录 no login in time"));
    this.#ping = host.clock.after(PING_MS, () => this.#pingDue());
    socket.on("message", (data, isBinary) => this.#message(data, isBinary));
    socket.on("pong", () => {
      this.#pingsMissed = 0;
    });
    // Too large, no UTF-8, reset: `ws` closes by itself, and `close` follows.
    socket.on("error", () => this.#host.count("refused"));
    socket.on("close", () => this.#gone("对方已断开 closed by the other side"));
  }

  /** Resolves when the system took the bytes. */
  send(text: string): Promise<void> {
    if (this.#left || this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Error("未连接 not connected"));
    }
    if (this.#socket.bufferedAmount > BUFFERED_BYTES_MAX) {
      this.leave(CLOSED_POLICY, "对方不接收 the other side does not read");
      return Promise.reject(new Error("对方不接收 the other side does not read"));
    }
    return new Promise((resolve, reject) => {
      this.#socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Says why, and is gone at once; who does not answer the farewell is cut off. */
  leave(code: number, reason: string): void {
    if (this.#left) return;
    this.#socket.close(code, reason);
    const { clock } = this.#host;
    const cut = clock.after(CLOSE_MS_MAX, () => this.#socket.terminate());
    this.#socket.once("close", () => cut.cancel());
    this.#gone(reason);
  }

  #gone(reason: string): void {
    if (this.#left) return;
    this.#left = true;
    for (const timer of [this.#login, this.#ping, this.#quiet]) timer?.cancel();
    this.#host.gone(this, reason);
  }

  #timedOut(reason: string): void {
    this.#host.count("timedOut");
    this.leave(CLOSED_POLICY, reason);
  }

  #pingDue(): void {
    if (this.#pingsMissed >= PINGS_MISSED_MAX) {
      this.#host.count("timedOut");
      this.#socket.terminate(); // Nobody would read a farewell.
      this.#gone("连接已失效 no pong: the connection is dead");
      return;
    }
    this.#pingsMissed += 1;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
    this.#ping = this.#host.clock.after(PING_MS, () => this.#pingDue());
  }

  #message(data: RawData, isBinary: boolean): void {
    if (this.#left) return;
    if (isBinary) {
      this.#host.count("malformed");
      this.leave(CLOSED_UNSUPPORTED, "只收文本 text only");
      return;
    }
    const text = data.toString();
    const greeting = this.#host.greet(text, this.key);
    if (greeting.malformed) {
      this.#host.count("malformed");
      this.#malformed += 1;
    } else this.#malformed = 0;
    if (greeting.key !== null) this.#loggedIn(greeting.key, greeting.quietMsMax);
    this.#listenOn();
    // A pad that is gone hears nothing; its connection tells by itself.
    if (greeting.reply !== null) this.send(greeting.reply).catch(() => undefined);
    if (greeting.forward) this.#host.said(this, text);
    if (this.#malformed >= MALFORMED_MAX) this.leave(CLOSED_POLICY, "看不懂的消息太多 too many malformed messages");
  }

  #loggedIn(key: string, quietMsMax: number | null): void {
    this.#host.login(key, this);
    this.key = key;
    this.#quietMsMax = quietMsMax;
    this.#login.cancel();
  }

  /** Pongs come from the system's library; only messages prove that the program behind it still runs. */
  #listenOn(): void {
    this.#quiet?.cancel();
    if (this.#left || this.#quietMsMax === null) return;
    this.#quiet = this.#host.clock.after(this.#quietMsMax, () => this.#timedOut("没有心跳 no heartbeat"));
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
    else if (this.#held.length < HELD_MAX) this.#held.push(text); // Else lost: the pad hears no reply and says it again.
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
