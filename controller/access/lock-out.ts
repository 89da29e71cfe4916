// Slows down who guesses passwords: per account and per address, longer each time.
import { createHash } from "node:crypto";
import type { AccessStore } from "./access-store.ts";

/** Wrong passwords in a row before an account waits. */
export const ACCOUNT_TRIES = 5;
/** Before an address does, whatever names it tried. Behind a proxy many people share one. */
export const ADDRESS_TRIES = 30;
export const FIRST_WAIT_MS = 30_000;
export const WAIT_MS_MAX = 15 * 60_000;
/** Without a further failure for so long, all is forgotten. */
const FORGET_MS = 60 * 60_000;

/** Neither names nor addresses stand in the file. */
const keyOf = (kind: "name" | "address", text: string): string =>
  `${kind}:${createHash("sha256").update(text).digest("base64url").slice(0, 22)}`;

export const nameKey = (name: string): string => keyOf("name", name);
export const addressKey = (address: string): string => keyOf("address", address);

export class LockOut {
  readonly #store: AccessStore;
  readonly #nowMs: () => number;

  constructor(store: AccessStore, nowMs: () => number) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** Time until which this one waits; null: it need not. */
  untilMs(key: string): number | null {
    const row = this.#store.failure(key);
    return row !== null && row.until_ms > this.#nowMs() ? row.until_ms : null;
  }

  /** Counted before the password is looked at: guesses sent side by side count each. Returns the new wait's end. */
  tried(key: string, triesMax: number): number | null {
    const nowMs = this.#nowMs();
    const row = this.#store.failure(key);
    const count = row === null || nowMs - row.at_ms > FORGET_MS ? 1 : row.count + 1;
    const over = count - triesMax;
    const waitMs = over < 0 ? 0 : Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** Math.min(over, 20));
    this.#store.putFailure(key, { count, until_ms: nowMs + waitMs, at_ms: nowMs });
    return waitMs === 0 ? null : nowMs + waitMs;
  }

  /** The password was right. */
  forget(key: string): void {
    this.#store.dropFailure(key);
  }
}
