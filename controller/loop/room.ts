// Beside the log: the sealed words of bad ratings and complaints, the numbers to call, and the ledger as a file.
import { createHmac } from "node:crypto";
import { masked } from "../asking/register.ts";
import type { LoopLedgerView } from "../contract/loop.ts";
import type { ReportFormat } from "../contract/reports.ts";
import type { Loop, LoopRef, LoopText } from "../domain/loop-types.ts";
import type { LoopsPort } from "../http/ports.ts";
import type { Contact } from "../messages/ports.ts";
import { isCommitted, WordsKeeper, wordsOf } from "../notes/sealed-words.ts";
import { fileOf } from "../reports/files.ts";
import { secretKey } from "../secret-key.ts";
import type { LoopReader } from "../store/loop-ledger.ts";
import { type LedgerOrigin, ledgerTable } from "./ledger-table.ts";

const KEY_BYTES = 32;
/** Words are bound as such: a step's reference says which step. */
const ABOUT = "loop";
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
  optedOut(phone: string): boolean;
}

export interface LoopRoomOptions {
  readonly dataDir: string;
  readonly clock: { nowMs(): number };
  readonly vault: SealedWords;
  readonly ledger: Pick<LoopReader, "between" | "byId" | "levels">;
  readonly isNumber: (phone: string) => boolean;
  readonly origin: () => LedgerOrigin;
}

/** Where the number may lie, what was left with the complaint itself first. */
function refsOf({ loopId, caseId, ticketId }: LoopRef): readonly string[] {
  return [
    `loop:${loopId}`,
    ...(caseId === null ? [] : [`case:${caseId}`]),
    ...(ticketId === null ? [] : [`ticket:${ticketId}`]),
  ];
}

export class LoopRoom implements LoopsPort {
  readonly #with: LoopRoomOptions;
  readonly #key: Uint8Array;
  readonly #keeper: WordsKeeper;

  constructor(options: LoopRoomOptions) {
    this.#with = options;
    this.#keeper = new WordsKeeper(options.vault);
    this.#key = secretKey(options.dataDir, "loops", KEY_BYTES);
  }

  keep(statement: string, key: string): LoopText {
    const { clock } = this.#with;
    const neededUntilMs = clock.nowMs() + WORDS_DAYS * DAY_MS;
    return this.#keeper.seal(statement, {
      ...{ kind: "loop-text", key: this.#key, request: key, about: ABOUT, neededUntilMs },
    });
  }

  forget({ ref }: LoopText): void {
    this.#keeper.forget(ref);
  }

  words({ ref, digest }: LoopText): string | null {
    const kept = this.#with.vault.unseal(ref);
    const words = wordsOf(kept);
    if (words === null) return null;
    return isCommitted(kept, ABOUT, digest, (plain) => this.#earlier(plain)) ? words : TAMPERED;
  }

  keepPhone(loopId: string, phone: string): void {
    const { vault, clock } = this.#with;
    vault.keep(`loop:${loopId}`, { phone }, clock.nowMs() + PHONE_DAYS * DAY_MS);
  }

  isNumber(phone: string): boolean {
    return this.#with.isNumber(phone);
  }

  /** Who wrote TD is rung no more than written to. */
  contactRef(loop: LoopRef): string | null {
    const isUsable = (phone: string | undefined) => phone !== undefined && !this.#with.vault.optedOut(phone);
    return refsOf(loop).find((ref) => isUsable(this.contact(ref)?.phone)) ?? null;
  }

  maskedOf(loop: LoopRef): string | null {
    const ref = this.contactRef(loop);
    const phone = ref === null ? undefined : this.contact(ref)?.phone;
    return phone === undefined ? null : masked(phone);
  }

  dropNumber(loop: LoopRef): void {
    for (const ref of refsOf(loop)) this.#with.vault.forget(ref);
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

  /** How words were bound before each had a salt of its own. */
  #earlier(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("hex");
  }
}
