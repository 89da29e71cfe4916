// TCP: printers on port 9100, boards, and serial device servers in raw mode (hardware.md §1.1, §9).
import { connect, type Socket } from "node:net";
import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Transport } from "../kernel/transport.ts";

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  readonly clock?: Clock;
}

const CONNECT_MS_MAX = 3_000;
/** A peer that lost its power says nothing; keepalive is the net under the devices' own questions. */
const KEEPALIVE_MS = 5_000;
/** Destroying a socket throws unsent bytes away, and with them the end of a ticket: end, and wait this long. */
const DRAIN_MS_MAX = 2_000;
/** After our last byte left: time for the other side to close as well, so that it sees an end and not a reset. */
const LINGER_MS_MAX = 200;

/** A closed connection; `open` may be called again after every close. */
export function tcpTransport(options: TcpOptions): Transport {
  return new TcpTransport(options);
}

class TcpTransport implements Transport {
  readonly label: string;
  readonly #options: TcpOptions;
  readonly #clock: Clock;
  #socket: Socket | null = null;
  #data: ((bytes: Uint8Array) => void) | null = null;
  #closed: ((reason: Error | null) => void) | null = null;
  readonly #failWrites = new Set<(reason: Error) => void>();

  constructor(options: TcpOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.label = `tcp:${options.host}:${options.port}`;
  }

  open(): Promise<void> {
    if (this.#socket !== null) return Promise.reject(new Error(`${this.label} 已打开 is open already`));
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEPALIVE_MS });
      this.#socket = socket;
      let opened = false;
      let problem: Error | null = null;
      const timer = this.#clock.after(CONNECT_MS_MAX, () => {
        socket.destroy(new Error(`${this.label} 连接超时 no answer within ${CONNECT_MS_MAX / 1000} s`));
      });
      socket.once("connect", () => {
        opened = true;
        timer.cancel();
        resolve();
      });
      socket.on("data", (bytes: Buffer) => this.#data?.(bytes));
      socket.on("error", (error) => {
        problem = this.#worded(error);
      });
      socket.once("close", () => {
        timer.cancel();
        const byUs = this.#socket !== socket;
        if (!byUs) this.#socket = null;
        const reason = problem ?? new Error(`${this.label} 对方已断开 closed by the other side`);
        for (const fail of this.#failWrites) fail(reason);
        if (opened) this.#closed?.(byUs ? null : reason);
        else reject(reason);
      });
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (socket === null || !socket.writable || socket.connecting) {
      return Promise.reject(new Error(`${this.label} 未连接 is not connected`));
    }
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null | undefined) => {
        if (!this.#failWrites.delete(settle)) return;
        if (error) reject(this.#worded(error));
        else resolve();
      };
      this.#failWrites.add(settle);
      socket.write(bytes, settle);
    });
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null || socket.destroyed) return;
    if (socket.connecting) {
      socket.destroy();
      return;
    }
    await new Promise<void>((resolve) => {
      let linger = this.#clock.after(DRAIN_MS_MAX, () => socket.destroy());
      socket.once("finish", () => {
        linger.cancel();
        linger = this.#clock.after(LINGER_MS_MAX, () => socket.destroy());
      });
      socket.once("close", () => {
        linger.cancel();
        resolve();
      });
      socket.end();
    });
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  onClose(listener: (reason: Error | null) => void): void {
    this.#closed = listener;
  }

  #worded(error: Error): Error {
    const { code } = error as NodeJS.ErrnoException;
    const words: Record<string, string> = {
      ECONNREFUSED: "拒绝连接，设备端口未开 refused: nothing listens on that port",
      ECONNRESET: "连接被重置 reset by the other side",
      EHOSTUNREACH: "主机不可达，检查网线和地址 host unreachable: check cable and address",
      ENETUNREACH: "网络不可达 network unreachable",
      ENOTFOUND: "主机名无法解析 host name unknown",
      ETIMEDOUT: "连接超时 timed out",
      EPIPE: "对方已断开 closed by the other side",
    };
    const known = code === undefined ? undefined : words[code];
    return known === undefined ? error : new Error(`${this.label} ${known}`, { cause: error });
  }
}
