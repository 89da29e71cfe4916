// Beside the log: the sealed words of bad ratings and complaints, the numbers to call, and the ledger as a file.
import { createHmac } from "node:crypto";
import type { LoopLedgerView } from "../contract/loop.ts";
import type { ReportFormat } from "../contract/reports.ts";
import type { Loop, LoopRef, LoopText } from "../domain/loop-types.ts";
import type { LoopsPort } from "../http/ports.ts";
import type { Contact } from "../messages/ports.ts";
import { fileOf } from "../reports/files.ts";
import { secretKey } from "../secret-key.ts";
import type { LoopReader } from "../store/loop-ledger.ts";
import { type LedgerOrigin, ledgerTable } from "./ledger-table.ts";

const KEY_BYTES = 32;
const REF_CHARS = 32;
const DAY_MS = 86_400_000;
/** Words are kept until a year after they were written; then the ledger shows that there were some. */
export const WORDS_DAYS = 365;
/** A number is needed as long as a loop may take. */
const PHONE_DAYS = 90;
const TAMPERED = "（内容与日志摘要不符 these words are not those the log knows）";

/** The part of the vault that loops use. */
export interface SealedWords {
  seal(ref: string, value: unknown, neededUntilMs: number): void;
  unseal(ref: string): unknown;
  forget(ref: string): boolean;
  keep(ref: string, contact: Contact, neededUntilMs: number): void;
  get(ref: string): Contact | null;
}

export interface LoopRoomOptions {
  readonly dataDir: string;
  readonly clock: { nowMs(): number };
  readonly vault: SealedWords;
  readonly ledger: Pick<LoopReader, "between" | "byId" | "levels">;
  readonly isNumber: (phone: string) => boolean;
  readonly origin: () => LedgerOrigin;
}

export class LoopRoom implements LoopsPort {
  readonly #with: LoopRoomOptions;
  readonly #key: Uint8Array;

  constructor(options: LoopRoomOptions) {
    this.#with = options;
    this.#key = secretKey(options.dataDir, "loops", KEY_BYTES);
  }

  keep(statement: string, key: string): LoopText {
    const { vault, clock } = this.#with;
    const ref = `loop-text:${this.#digest(`${key}\n${statement}`).slice(0, REF_CHARS)}`;
    vault.seal(ref, statement, clock.nowMs() + WORDS_DAYS * DAY_MS);
    return { ref, digest: this.#digest(statement) };
  }

  forget({ ref }: LoopText): void {
    this.#with.vault.forget(ref);
  }

  words({ ref, digest }: LoopText): string | null {
    const words = this.#with.vault.unseal(ref);
    if (typeof words !== "string") return null;
    return this.#digest(words) === digest ? words : TAMPERED;
  }

  keepPhone(loopId: string, phone: string): void {
    const { vault, clock } = this.#with;
    vault.keep(`loop:${loopId}`, { phone }, clock.nowMs() + PHONE_DAYS * DAY_MS);
  }

  isNumber(phone: string): boolean {
    return this.#with.isNumber(phone);
  }

  contactRef({ loopId, caseId, ticketId }: LoopRef): string | null {
    const refs = [`loop:${loopId}`];
    if (caseId !== null) refs.push(`case:${caseId}`);
    if (ticketId !== null) refs.push(`ticket:${ticketId}`);
    return refs.find((ref) => this.contact(ref)?.phone !== undefined) ?? null;
  }

  contact(ref: string): Contact | null {
    return this.#with.vault.get(ref);
  }

  byId(loopId: string): Loop | null {
    return this.#with.ledger.byId(loopId);
  }

  between(fromMs: number, toMs: number): Loop[] {
    return this.#with.ledger.between(fromMs, toMs);
  }

  levels(fromMs: number, toMs: number): readonly number[] {
    return this.#with.ledger.levels(fromMs, toMs);
  }

  file(view: LoopLedgerView, format: ReportFormat) {
    return fileOf(ledgerTable(view, this.#with.origin()), format);
  }

  /** Keyed: what somebody may have written cannot be tried out against the log. */
  #digest(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("hex");
  }
}
