// Notes of the staff about cases: sealed, in a file of their own beside the log, and gone with the rating period.
import { join } from "node:path";
import type { NotesPort } from "../http/ports.ts";
import { SealedFile } from "../messages/sealed-file.ts";
import { secretKey } from "../secret-key.ts";

const KEY_BYTES = 32;
const DAY_MS = 86_400_000;

export interface NotesOptions {
  readonly dataDir: string;
  readonly clock: { nowMs(): number };
  /** Days a note is kept: no longer than its case may be rated. */
  readonly keepDays: number;
  readonly warn: (fields: object, message: string) => void;
}

/** A note may name a person: it is in no event and no projection; without its key the file says nothing. */
export class CaseNotes implements NotesPort {
  readonly #file: SealedFile;
  readonly #options: NotesOptions;

  constructor(options: NotesOptions) {
    this.#options = options;
    const { dataDir, clock, warn } = options;
    this.#file = new SealedFile(join(dataDir, "notes.sqlite"), secretKey(dataDir, "notes", KEY_BYTES), warn);
    this.#file.purge(clock.nowMs());
  }

  put(caseId: string, text: string): void {
    const nowMs = this.#options.clock.nowMs();
    // Whoever writes also sweeps: a hall in use needs no timer for it.
    this.#file.purge(nowMs);
    if (text === "") this.#file.forget(ref(caseId));
    else this.#file.put(ref(caseId), text, nowMs, nowMs + this.#options.keepDays * DAY_MS);
  }

  get(caseId: string): string | null {
    const found = this.#file.get(ref(caseId));
    return typeof found?.value === "string" ? found.value : null;
  }

  close(): void {
    this.#file.close();
  }
}

const ref = (caseId: string): string => `case:${caseId}`;
