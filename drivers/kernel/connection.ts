// Keeps one transport open for ever: growing delays with jitter, bounded writes, one teller of good and bad news.
import type { Clock, Timer } from "./clock.ts";
import type { Transport } from "./transport.ts";

const DELAY_FIRST_MS = 250;
/** What is back is online again within 5 s, however long it was away. */
const DELAY_MS_MAX = 4_000;
/** Up to a quarter on top, so that a hall's devices do not all knock at once after a power cut. */
const JITTER_SHARE = 0.25;
/** A line that stayed up this long, or said something, is judged anew when it drops. */
const STABLE_MS = 5_000;
/** Opening and writing give up early enough for trouble to be on the board within 5 s (trust-and-speed rows 7-9). */
const OPEN_MS_MAX = 4_000;
const WRITE_MS_MAX = 4_000;
const CLOSE_MS_MAX = 3_000;

export interface ConnectionEvents {
  up(): void;
  /** After an `up`, or when an attempt to open failed. */
  down(reason: string): void;
  data(bytes: Uint8Array): void;
}

export interface ConnectionOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 ≤ r < 1. */
  readonly random: () => number;
  readonly events: ConnectionEvents;
}

/** States: stopped → opening ⇄ waiting, opening → up → closing → waiting → … */
export class Connection {
  readonly #options: ConnectionOptions;
  #state: "stopped" | "opening" | "up" | "closing" | "waiting" = "stopped";
  #failures = 0;
  #upAtMs = 0;
  #timer: Timer | null = null;
  /** Everything begun under an older life is stale. */
  #life = 0;
  #failWrites = new Set<(reason: Error) => void>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    options.transport.onData((bytes) => {
      if (this.#state !== "up") return;
      this.#failures = 0;
      options.events.data(bytes);
    });
    options.transport.onClose((reason) => {
      if (this.#state === "up") this.reopen(reason?.message ?? "已关闭 closed");
    });
  }

  get isUp(): boolean {
    return this.#state === "up";
  }

  start(): void {
    if (this.#state === "stopped") void this.#open();
  }

  /** Resolves when the system took the bytes; a failure or 4 s of silence drops the line and rejects. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#state !== "up") return Promise.reject(new Error("未打开 not open"));
    return new Promise((resolve, reject) => {
      const life = this.#life;
      const settle = (error: Error | null) => {
        timer.cancel();
        if (!this.#failWrites.delete(settle)) return;
        if (error === null) return resolve();
        reject(error);
        if (life === this.#life) this.reopen(error.message);
      };
      const timer = this.#options.clock.after(WRITE_MS_MAX, () =>
        settle(new Error(`${WRITE_MS_MAX / 1000} 秒未能写出 no byte taken for ${WRITE_MS_MAX / 1000} s`)),
      );
      this.#failWrites.add(settle);
      this.#options.transport.write(bytes).then(
        () => settle(null),
        (error: unknown) => settle(asError(error)),
      );
    });
  }

  /** Drops a line that is dead although it looks open, and tries again after the delay. */
  reopen(reason: string): void {
    if (this.#state !== "up") return;
    if (this.#options.clock.monotonicMs() - this.#upAtMs >= STABLE_MS) this.#failures = 0;
    this.#endLife("closing", reason);
    const life = this.#life;
    this.#options.events.down(reason);
    void this.#closeTransport().then(() => {
      if (life === this.#life && this.#state === "closing") this.#waitAndOpen();
    });
  }

  /** Closes for good; writes under way are given the transport's own drain. */
  async stop(): Promise<void> {
    if (this.#state === "stopped") return;
    this.#endLife("stopped", "已停止 stopped");
    await this.#closeTransport();
  }

  #endLife(next: "closing" | "stopped", reason: string): void {
    this.#life += 1;
    this.#state = next;
    this.#timer?.cancel();
    for (const fail of this.#failWrites) fail(new Error(reason));
  }

  async #open(): Promise<void> {
    this.#state = "opening";
    const life = ++this.#life;
    try {
      await this.#bounded(this.#options.transport.open(), OPEN_MS_MAX, "打开无应答 no answer to opening");
    } catch (error) {
      if (life !== this.#life) return;
      this.#life += 1;
      this.#state = "closing";
      const failed = this.#life;
      this.#options.events.down(asError(error).message);
      await this.#closeTransport();
      if (failed === this.#life) this.#waitAndOpen();
      return;
    }
    if (life !== this.#life) return;
    this.#state = "up";
    this.#upAtMs = this.#options.clock.monotonicMs();
    this.#options.events.up();
  }

  #waitAndOpen(): void {
    this.#state = "waiting";
    const delayMsMax = Math.min(DELAY_MS_MAX, this.#options.transport.retryMsMax ?? DELAY_MS_MAX);
    const delayMs = Math.min(delayMsMax, DELAY_FIRST_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    const jitterMs = delayMs * JITTER_SHARE * this.#options.random();
    this.#timer = this.#options.clock.after(Math.min(delayMsMax, delayMs + jitterMs), () => void this.#open());
  }

  async #closeTransport(): Promise<void> {
    try {
      await this.#bounded(this.#options.transport.close(), CLOSE_MS_MAX, "关闭超时 closing took too long");
    } catch (error) {
      // The line is given up either way; the next `open` says what is wrong, if anything still is.
      void error;
    }
  }

  #bounded<T>(promise: Promise<T>, msMax: number, why: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.after(msMax, () => reject(new Error(why)));
      promise.then(
        (value) => {
          timer.cancel();
          resolve(value);
        },
        (error: unknown) => {
          timer.cancel();
          reject(asError(error));
        },
      );
    });
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
