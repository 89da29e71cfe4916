// Reads along while the log is verified: the tree over its rows against what the hall signed, inside it and outside.
import type { KeyRotation, SignedState } from "../domain/evidence-events.ts";
import type { LogFault, LogRow, LogWatch } from "../store/verify.ts";
import { type HallKey, keyText, readCheckpoint, readKey } from "./checkpoint.ts";
import { type GivenCheckpoint, hexOf } from "./files.ts";
import { Frontier } from "./frontier.ts";
import { isRotation, keysReached } from "./key-ring.ts";

/** Hashes of newest rows that a checkpoint may speak of: the one that records it follows within a batch. */
const RECENT_MAX = 32_768;

export interface AuditOptions {
  /** Signed checkpoints from outside the box. */
  readonly given: readonly GivenCheckpoint[];
  /** Keys known from elsewhere; empty: the log's own first key is taken for the hall's. */
  readonly trusted: readonly HallKey[];
}

interface Met {
  readonly given: GivenCheckpoint;
  /** As the log has them at that number; null: it does not reach so far. */
  hash: string | null;
  root: string | null;
}

/** Watches every row of one pass, oldest first. */
export class Audit implements LogWatch {
  readonly #frontier = new Frontier();
  readonly #given = new Map<number, Met[]>();
  readonly #trusted: readonly HallKey[];
  readonly #rotations: KeyRotation[] = [];
  #recent = new Map<number, Uint8Array>();
  #older = new Map<number, Uint8Array>();
  /** Text of the key that signs at this point of the log. */
  #key: string | null = null;
  #firstKey: HallKey | null = null;
  /** Size of the newest checkpoint in the log that holds. */
  #heldSize = 0;
  #broken = false;
  checkpoints = 0;

  constructor({ given, trusted }: AuditOptions) {
    this.#trusted = trusted;
    for (const one of given) {
      const met = this.#given.get(one.seq) ?? [];
      met.push({ given: one, hash: null, root: null });
      this.#given.set(one.seq, met);
    }
  }

  row(row: LogRow): readonly LogFault[] {
    // Rows are missing: what comes after has no place in the tree, and that is said once by the chain.
    if (row.seq !== this.#frontier.size + 1) this.#broken = true;
    if (!this.#broken) this.#frontier.push(row);
    this.#remember(row);
    for (const met of this.#given.get(row.seq) ?? []) {
      met.hash = hexOf(row.hash);
      const root = this.#broken ? null : this.#frontier.rootAt(row.seq);
      met.root = root === null ? null : hexOf(root);
    }
    if (row.type === "checkpoint.signed") return this.#signed(row);
    return row.type === "evidence.key-rotated" ? this.#rotated(row) : [];
  }

  end(newest: number): readonly LogFault[] {
    const judged = [...this.#given.values()].flatMap((all) => all.flatMap((met) => this.#judged(met, newest)));
    return [...judged, ...this.#ownKeyFaults()];
  }

  #remember({ seq, hash }: LogRow): void {
    this.#recent.set(seq, hash);
    if (this.#recent.size < RECENT_MAX) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  #signed({ seq, data }: LogRow): LogFault[] {
    const fault = (kind: LogFault["kind"], detail: string): LogFault[] => [{ seq, kind, detail }];
    const signed = dataOf<SignedState>(data);
    const key = readKey(String(signed?.key));
    if (signed === null || key === null)
      return fault("signature-wrong", "the checkpoint holds no key that can be read");
    this.checkpoints += 1;
    const faults = this.#keyFaults(seq, key);
    this.#key = keyText(key);
    this.#firstKey ??= key;
    const read = readCheckpoint(String(signed.note), [key]);
    if (!read.ok) return [...faults, ...fault("signature-wrong", `the checkpoint's note is ${read.fault}`)];
    const { checkpoint } = read;
    const root = hexOf(checkpoint.root);
    if (checkpoint.seq !== signed.size || checkpoint.hash !== signed.hash || root !== signed.root)
      return [...faults, ...fault("signature-wrong", "the note says something else than the event around it")];
    const differs = this.#differs(checkpoint.seq, checkpoint.hash, root);
    if (differs === null) this.#heldSize = Math.max(this.#heldSize, checkpoint.seq);
    else faults.push({ seq, kind: differs, detail: `the log up to ${checkpoint.seq} is not the one that was signed` });
    return faults;
  }

  /** Another key than before needs the word of the one before. The first is compared with the known one at the end. */
  #keyFaults(seq: number, key: HallKey): LogFault[] {
    if (this.#key === null || keyText(key) === this.#key) return [];
    return [{ seq, kind: "key-replaced", detail: `key ${key.id} signs without the word of the one before it` }];
  }

  #rotated({ seq, data }: LogRow): LogFault[] {
    const rotation = dataOf<KeyRotation>(data);
    if (rotation === null || !isRotation(rotation) || (this.#key !== null && rotation.from !== this.#key))
      return [{ seq, kind: "key-replaced", detail: "a change of keys without the word of the key before" }];
    this.#rotations.push(rotation);
    this.#firstKey ??= readKey(rotation.from);
    this.#key = rotation.to;
    return [];
  }

  #differs(size: number, hash: string, root: string): "rewritten" | "root-wrong" | null {
    const known = this.#recent.get(size) ?? this.#older.get(size);
    if (known !== undefined && hexOf(known) !== hash) return "rewritten";
    const here = this.#broken ? null : this.#frontier.rootAt(size);
    return here !== null && hexOf(here) !== root ? "root-wrong" : null;
  }

  #judged({ given, hash, root }: Met, newest: number): LogFault[] {
    const { seq } = given;
    const fault = (kind: LogFault["kind"], detail: string): LogFault[] => [{ seq, kind, detail }];
    const keys = keysReached(this.#knownKeys(given), this.#rotations);
    const read = readCheckpoint(given.note ?? "", keys);
    if (!read.ok) {
      return read.fault === "key-unknown"
        ? fault("key-replaced", `the checkpoint of ${seq} is signed with a key that is not this log's`)
        : fault("signature-wrong", `the signature of the checkpoint of ${seq} does not hold: ${read.fault}`);
    }
    const { checkpoint } = read;
    const signedRoot = hexOf(checkpoint.root);
    if (checkpoint.seq !== seq || checkpoint.hash !== given.hash || (given.root !== null && given.root !== signedRoot))
      return fault("signature-wrong", "the file says something else than the note that was signed");
    if (hash === null) return fault("cut-off", `the log ends at ${newest}, the checkpoint is of ${seq}`);
    if (hash !== checkpoint.hash) {
      return this.#heldSize >= seq
        ? fault("forked", `the hall's key has signed this log and another one with ${seq} rows`)
        : fault("rewritten", "another event stands here than when the checkpoint was signed");
    }
    if (root !== null && root !== signedRoot) return fault("root-wrong", `the rows up to ${seq} are not those signed`);
    return [];
  }

  /** Where nobody names a key and the log holds none, the file's own says at least that it was not changed since. */
  #knownKeys({ key }: GivenCheckpoint): readonly HallKey[] {
    if (this.#trusted.length > 0) return this.#trusted;
    const known = this.#firstKey ?? (key === null ? null : readKey(key));
    return known === null ? [] : [known];
  }

  /** The known key is the log's first one, or one that the first reached or that reached it by signed rotations. */
  #ownKeyFaults(): LogFault[] {
    const first = this.#firstKey;
    if (this.#trusted.length === 0 || first === null) return [];
    const own = new Set(keysReached([first], this.#rotations).map(keyText));
    if (keysReached(this.#trusted, this.#rotations).some((key) => own.has(keyText(key)))) return [];
    return [{ seq: 0, kind: "key-replaced", detail: "the log is signed with another key than the one given" }];
  }
}

function dataOf<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? (value as T) : null;
  } catch {
    // The chain's own check says that it is malformed.
    return null;
  }
}
