// One WebSocket connection of a device: greeted, logged in or not, watched for signs of life.
import { type RawData, WebSocket } from "ws";
import type { Clock, Timer } from "../kernel/clock.ts";
import type { Greeting } from "../kernel/greeting.ts";

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

const PING_MS = 10_000;
/** Pings in a row without a pong: the other side is gone although the line looks open (half open). */
const PINGS_MISSED_MAX = 2;
const LOGIN_MS_MAX = 10_000;
/** One after the other means that this is no device of ours. */
const MALFORMED_MAX = 10;
/** A device that does not read: what waits for it must not grow. */
const BUFFERED_BYTES_MAX = 65_536;
const CLOSE_MS_MAX = 1_000;
export const CLOSED_GOING = 1001;
export const CLOSED_UNSUPPORTED = 1003;
export const CLOSED_POLICY = 1008;
export const CLOSED_BUSY = 1013;

export interface GuestHost {
  readonly clock: Clock;
  /** Pure. `loggedInAs`: the key of an earlier login on the same connection. */
  readonly greet: (text: string, loggedInAs: string | null) => Greeting;
  count(counter: keyof WebsocketCounters): void;
  login(key: string, newcomer: Guest): void;
  gone(leaver: Guest, reason: string): void;
  said(speaker: Guest, text: string): void;
}

/** One connection, logged in or not. */
export class Guest {
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
