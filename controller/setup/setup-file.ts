// What people said about the steps of the first run: a small file of its own, since it is no fact of a hall's day.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SETUP_STEPS, type SetupMark, type SetupStep } from "../contract/setup.ts";
import { replaceFile } from "../store/durable-file.ts";

const FILE = "setup.json";
/** Left by every start that went well: a folder with it and without a set-up file is that of an older hall. */
const RAN_BEFORE = "config-good.yaml";

export interface Said {
  readonly by: string;
  readonly atMs: number;
}
export interface SetupNotes {
  readonly marks: Readonly<Partial<Record<SetupStep, Said & { readonly mark: SetupMark }>>>;
  readonly finished: Said | null;
}

export class SetupFile {
  readonly #file: string;
  #notes: SetupNotes;

  constructor(dataDir: string, nowMs: number) {
    mkdirSync(dataDir, { recursive: true });
    this.#file = join(dataDir, FILE);
    const read = readNotes(this.#file);
    const finished = existsSync(join(dataDir, RAN_BEFORE)) ? { by: "system", atMs: nowMs } : null;
    this.#notes = read ?? { marks: {}, finished };
    // Written at once: the next start must still know that this hall was new.
    if (read === null) this.#keep(this.#notes);
  }

  get notes(): SetupNotes {
    return this.#notes;
  }

  mark(step: SetupStep, mark: SetupMark | null, said: Said): void {
    const { [step]: _before, ...others } = this.#notes.marks;
    this.#keep({ ...this.#notes, marks: mark === null ? others : { ...others, [step]: { mark, ...said } } });
  }

  finish(finished: Said | null): void {
    this.#keep({ ...this.#notes, finished });
  }

  #keep(notes: SetupNotes): void {
    if (!existsSync(this.#file)) writeFileSync(this.#file, "", { mode: 0o600 });
    replaceFile(this.#file, JSON.stringify(notes));
    this.#notes = notes;
  }
}

/** A file that is damaged is put aside: steps are asked again, nothing of the hall is lost. */
function readNotes(file: string): SetupNotes | null {
  if (!existsSync(file)) return null;
  try {
    const notes: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isNotes(notes)) return notes;
  } catch {
    // No JSON: the same as JSON of another shape.
  }
  renameSync(file, `${file}.damaged`);
  return null;
}

const isSaid = (said: unknown): said is Said =>
  typeof (said as Said | null)?.by === "string" && Number.isFinite((said as Said).atMs);

function isNotes(notes: unknown): notes is SetupNotes {
  const { marks, finished } = (notes ?? {}) as Partial<SetupNotes>;
  if (typeof marks !== "object" || marks === null || (finished !== null && !isSaid(finished))) return false;
  const known: readonly string[] = SETUP_STEPS;
  return Object.entries(marks).every(([step, said]) => known.includes(step) && isSaid(said));
}
