// What is known of persons, apart from the log: sealed, found by a reference that says nothing, removed by rule.
import { internationalNumber } from "./phone-number.ts";
import type { Contact, Vault } from "./ports.ts";
import { type PurgedKind, SealedFile } from "./sealed-file.ts";

const DAY_MS = 86_400_000;
const TEXT_CHARS_MAX = 200;

export interface SqliteVaultOptions {
  readonly path: string;
  /** 32 bytes, kept outside the database. */
  readonly key: Uint8Array;
  readonly nowMs: () => number;
  readonly contactDays: number;
  /** Other days for single kinds. */
  readonly classDays?: Readonly<Record<string, number>>;
  /** Put before numbers without one, so that the same person is known again however a number is written. */
  readonly countryCode: string;
  readonly log: { warn(fields: object, message: string): void };
}

export class SqliteVault implements Vault {
  readonly #options: SqliteVaultOptions;
  readonly #file: SealedFile;
  /** References already reported as unreadable: one line each. */
  readonly #reported = new Set<string>();
  readonly #kept: ((ref: string) => void)[] = [];

  constructor(options: SqliteVaultOptions) {
    this.#options = options;
    this.#file = new SealedFile(options.path, options.key, (fields, message) => options.log.warn(fields, message));
  }

  put(ref: string, contact: Contact): void {
    this.keep(ref, contact, this.#nowMs);
  }

  /** The days of the rule are counted from when it is needed last, e.g. the day of an appointment. */
  keep(ref: string, value: Contact, neededUntilMs: number): void {
    const entries = Object.entries(value).map(([name, text]) => [name, String(text).slice(0, TEXT_CHARS_MAX)]);
    this.seal(ref, Object.fromEntries(entries), neededUntilMs);
  }

  get(ref: string): Contact | null {
    return (this.#found(ref)?.value as Contact | undefined) ?? null;
  }

  first(refs: readonly string[]): Contact | null {
    const found = refs.map((ref) => this.#found(ref)).filter((one) => one !== null);
    const [newest] = found.sort((left, right) => right.storedAtMs - left.storedAtMs);
    return (newest?.value as Contact | undefined) ?? null;
  }

  forget(ref: string): boolean {
    return this.#file.forget(ref);
  }

  optOut(phone: string): void {
    this.#file.optOut(this.#normal(phone), this.#nowMs);
  }

  optedOut(phone: string): boolean {
    return this.#file.optedOut(this.#normal(phone));
  }

  /** Anything else that belongs to a person, e.g. where a phone takes its notices. */
  seal(ref: string, value: unknown, neededUntilMs: number): void {
    this.#file.put(ref, value, this.#nowMs, Math.max(this.#nowMs, Math.floor(neededUntilMs)));
    this.#reported.delete(ref);
    for (const listener of this.#kept) listener(ref);
  }

  /** Told after a record was sealed. */
  onKept(listener: (ref: string) => void): void {
    this.#kept.push(listener);
  }

  commitment(ref: string): string | null {
    return this.#file.commitment(ref);
  }

  /** Days after it is needed last that a record of this kind stays. */
  daysOf(kind: string): number {
    return this.#options.classDays?.[kind] ?? this.#options.contactDays;
  }

  classes(nowMs: number) {
    return this.#file.classes((kind) => nowMs - this.daysOf(kind) * DAY_MS);
  }

  unseal(ref: string): unknown {
    return this.#found(ref)?.value ?? null;
  }

  refs(kind: string): readonly string[] {
    return this.#file.refs(kind);
  }

  /** Removes what the rule no longer allows to be kept. */
  purge(nowMs: number, within?: (removed: readonly PurgedKind[]) => void): readonly PurgedKind[] {
    return this.#file.purge((kind) => nowMs - this.daysOf(kind) * DAY_MS, within);
  }

  counts() {
    return { ...this.#file.counts(), unreadable: this.#file.unreadable() };
  }

  note(name: string): string | null {
    return this.#file.note(name);
  }

  setNote(name: string, value: string): void {
    this.#file.setNote(name, value);
  }

  close(): void {
    this.#file.close();
  }

  get #nowMs(): number {
    return Math.floor(this.#options.nowMs());
  }

  #normal(phone: string): string {
    return internationalNumber(phone, this.#options.countryCode) ?? phone;
  }

  /** A record that does not open counts as none, and is reported once. */
  #found(ref: string): { readonly value: unknown; readonly storedAtMs: number } | null {
    const found = this.#file.get(ref);
    if (found === null && !this.#reported.has(ref)) {
      if (this.#reported.size < 1000) this.#reported.add(ref);
      this.#options.log.warn({ ref }, "个人信息无法读取 a record does not open: another key, or damage");
    }
    return found ?? null;
  }
}
