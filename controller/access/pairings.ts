// Pages that show a code and wait to be let in. In memory: after a restart a page asks for a new code by itself.
import { randomInt } from "node:crypto";
import { PAIRING_DIGITS } from "../contract/access-limits.ts";
import type { DeviceRole } from "../contract/roles.ts";
import { hashOf, newSecret } from "./access-store.ts";

export const PAIRING_MS = 10 * 60_000;
/** Pages that wait at once. */
export const PAIRINGS_MAX = 50;

interface Pairing {
  readonly code: string;
  readonly role: DeviceRole;
  readonly place: string | null;
  readonly expiresMs: number;
  /** What the page will be given as soon as it asks. */
  grant: string | null;
}

export class Pairings {
  readonly #nowMs: () => number;
  /** By the hash of the page's secret. */
  readonly #open = new Map<string, Pairing>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Null: too many wait already. */
  begin(role: DeviceRole, place: string | null): { secret: string; code: string; expiresMs: number } | null {
    this.#forget();
    if (this.#open.size >= PAIRINGS_MAX) return null;
    const taken = new Set([...this.#open.values()].map(({ code }) => code));
    let code: string;
    do code = String(randomInt(10 ** PAIRING_DIGITS)).padStart(PAIRING_DIGITS, "0");
    while (taken.has(code));
    const secret = newSecret();
    const expiresMs = this.#nowMs() + PAIRING_MS;
    this.#open.set(hashOf(secret), { code, role, place, expiresMs, grant: null });
    return { secret, code, expiresMs };
  }

  /** Null: no such page, or its time is over. Granted once: the secret of the device is handed out and forgotten. */
  claim(secret: string): { grant: string | null } | null {
    this.#forget();
    const key = hashOf(secret);
    const found = this.#open.get(key);
    if (found === undefined) return null;
    if (found.grant !== null) this.#open.delete(key);
    return { grant: found.grant };
  }

  /** Whether a page shows this code and was not let in yet. */
  isShown(code: string): boolean {
    this.#forget();
    return [...this.#open.values()].some((one) => one.code === code && one.grant === null);
  }

  /** Lets the page with this code in. */
  grant(code: string, deviceSecret: string): boolean {
    this.#forget();
    for (const one of this.#open.values()) {
      if (one.code !== code || one.grant !== null) continue;
      one.grant = deviceSecret;
      return true;
    }
    return false;
  }

  /** Those that still show a code. */
  waiting(): { role: DeviceRole; place: string | null; expiresMs: number }[] {
    this.#forget();
    return [...this.#open.values()]
      .filter(({ grant }) => grant === null)
      .map(({ role, place, expiresMs }) => ({ role, place, expiresMs }));
  }

  #forget(): void {
    const now = this.#nowMs();
    for (const [key, { expiresMs }] of this.#open) if (expiresMs <= now) this.#open.delete(key);
  }
}
