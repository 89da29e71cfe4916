// Who was asked by message and with which codes: number → cases, link → case. Sealed in the vault, never in the log.

import { internationalNumber } from "../messages/phone-number.ts";
import type { SqliteVault } from "../messages/sqlite-vault.ts";

const DAY_MS = 86_400_000;
/** A code is not given to another case of the same number until nobody can still mean the old one. */
export const CODE_REST_MS = 30 * DAY_MS;
/** Codes begin with 1 … 9. */
export const SLOTS_MAX = 9;
const KIND = "asked";

export interface Asked {
  readonly caseId: string;
  readonly ticketId: string;
  readonly phone: string;
  readonly slot: number;
  readonly token: string;
  readonly askedAtMs: number;
  readonly untilMs: number;
}

export interface RegisterOptions {
  readonly vault: Pick<SqliteVault, "get" | "seal" | "unseal" | "refs" | "forget">;
  readonly countryCode: string;
  readonly newToken: () => string;
}

export const ticketRef = (ticketId: string): string => `ticket:${ticketId}`;
export const askedRef = (caseId: string): string => `${KIND}:${caseId}`;

export class AskRegister {
  readonly #options: RegisterOptions;
  readonly #byCase = new Map<string, Asked>();
  readonly #byPhone = new Map<string, string[]>();
  readonly #byToken = new Map<string, string>();

  constructor(options: RegisterOptions) {
    this.#options = options;
    for (const ref of options.vault.refs(KIND)) {
      const known = options.vault.unseal(ref) as Asked | null;
      if (known !== null) this.#enter(known);
    }
  }

  /**
   * The same for the same case, however often it is asked. Null: no number is known, or as many messages to it wait
   * as there are codes: then it is not written to.
   */
  assign(caseId: string, ticketId: string, untilMs: number, nowMs: number): Asked | null {
    const known = this.#byCase.get(caseId);
    if (known !== undefined) return known;
    const phone = this.#number(this.#options.vault.get(ticketRef(ticketId))?.phone);
    if (phone === null) return null;
    const taken = new Set(this.ofPhone(phone, nowMs).map(({ slot }) => slot));
    const slot = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((one) => !taken.has(one));
    if (slot === undefined) return null;
    const token = this.#options.newToken();
    const asked: Asked = { caseId, ticketId, phone, slot, token, askedAtMs: nowMs, untilMs };
    this.#options.vault.seal(askedRef(caseId), asked, untilMs);
    this.#enter(asked);
    return asked;
  }

  /** Those whose codes a person may still mean, the newest first. */
  ofPhone(from: string, nowMs: number): readonly Asked[] {
    const phone = this.#number(from);
    const ids = phone === null ? [] : (this.#byPhone.get(phone) ?? []);
    return ids
      .map((caseId) => this.#byCase.get(caseId))
      .filter((one): one is Asked => one !== undefined && nowMs < one.untilMs + CODE_REST_MS)
      .sort((left, right) => right.askedAtMs - left.askedAtMs || right.slot - left.slot);
  }

  ofCase(caseId: string): Asked | null {
    return this.#byCase.get(caseId) ?? null;
  }

  ofToken(token: string): Asked | null {
    return this.#byCase.get(this.#byToken.get(token) ?? "") ?? null;
  }

  /** The vault may have removed records by its rule since: what it no longer holds is forgotten here, too. */
  tidy(): void {
    const kept = new Set(this.#options.vault.refs(KIND));
    for (const { caseId, phone, token } of [...this.#byCase.values()]) {
      if (kept.has(askedRef(caseId))) continue;
      this.#byCase.delete(caseId);
      this.#byToken.delete(token);
      const left = (this.#byPhone.get(phone) ?? []).filter((id) => id !== caseId);
      if (left.length === 0) this.#byPhone.delete(phone);
      else this.#byPhone.set(phone, left);
    }
  }

  #enter(asked: Asked): void {
    this.#byCase.set(asked.caseId, asked);
    this.#byToken.set(asked.token, asked.caseId);
    this.#byPhone.set(asked.phone, [...(this.#byPhone.get(asked.phone) ?? []), asked.caseId]);
  }

  #number(phone: string | undefined): string | null {
    return phone === undefined ? null : internationalNumber(phone, this.#options.countryCode);
  }
}

/** `138****0000`: enough to know one's own again, for nobody else. */
export function masked(phone: string): string {
  const digits = phone.replace(/^\+?86(?=1[0-9]{10}$)/, "").replace(/[^0-9]/g, "");
  if (digits.length < 7) return "*".repeat(Math.max(4, digits.length));
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
