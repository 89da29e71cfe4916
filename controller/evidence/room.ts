// Checkpoints, receipts and proofs of the running hall. Reads the log beside the writer and costs the writer nothing.
import { join } from "node:path";
import type {
  CheckpointFile,
  ConsistencyFile,
  EvidenceKeyView,
  EvidenceView,
  ReceiptFile,
} from "../contract/evidence.ts";
import type { CheckpointReason, EvidenceState, KeyRotation, SignedState } from "../domain/evidence-events.ts";
import type { NoEvidence } from "../http/evidence-port.ts";
import { RawRows } from "../store/raw-rows.ts";
import { keyText, type SignedCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { checkpointFile, consistencyFile, hexOf, receiptFile, recordedFile } from "./files.ts";
import { KeyRing, originOf, type SigningKey } from "./key-ring.ts";
import { CHUNK_ROWS, LogTree, leafOfRow } from "./log-tree.ts";

/** Chunks taken in per step: some milliseconds. */
const CHUNKS_PER_STEP = 4;
/** A receipt's checkpoint serves for so long: nobody makes the hall sign all day. */
const RECEIPT_SIGN_MS = 10_000;
/** Further behind than this the tree is not caught up while somebody waits. */
const BEHIND_ROWS_MAX = CHUNK_ROWS * 16;

export interface EvidenceRoomOptions {
  readonly dataDir: string;
  readonly hallId: string;
  /** The log's file. */
  readonly logFile: string;
  readonly nowMs: () => number;
  /** Rows after it may still be taken back by a power cut: they are not signed. */
  readonly durableSeq: () => number;
  /** As the log is folded now. */
  readonly state: () => EvidenceState;
}

/** A rotation that was logged after the newest checkpoint has the last word; a key that signed later has another. */
function loggedKeyOf({ newest, rotations }: EvidenceState): string | null {
  const last = rotations.at(-1);
  if (newest === null || last?.from === newest.key) return last?.to ?? newest?.key ?? null;
  return newest.key;
}

/** Signed for receipts, recorded nowhere. */
interface LiveCheckpoint {
  readonly checkpoint: SignedCheckpoint;
  readonly file: CheckpointFile;
  readonly atMs: number;
}

export class EvidenceRoom {
  readonly #options: EvidenceRoomOptions;
  readonly #rows: RawRows;
  readonly #tree: LogTree;
  readonly #keys: KeyRing;
  /** The log is not what was signed: nothing more is signed over it. */
  #fault = "";
  /** Another key than the log names lies in the folder. The hall goes on; whoever checks is told. */
  #keyFault = "";
  #live: LiveCheckpoint | null = null;

  constructor(options: EvidenceRoomOptions) {
    this.#options = options;
    const { dataDir, hallId } = options;
    const { newest, rotations } = options.state();
    this.#rows = new RawRows(options.logFile);
    const rows = (seq: number, count: number) => this.#rows.from(seq, count);
    this.#tree = new LogTree({ path: join(dataDir, "tree.nodes"), rows, signed: newest });
    const loggedKey = loggedKeyOf({ newest, rotations });
    this.#keys = new KeyRing({ dataDir, hallId, loggedKey });
    if (loggedKey !== null && keyText(this.#keys.current.key) !== loggedKey)
      this.#keyFault = "key-replaced: 签名密钥已被更换 the key that signed before is not in the data folder";
    if (newest !== null) this.#checkSigned(newest);
  }

  /** What does not agree; empty: nothing. */
  get fault(): string {
    return this.#fault === "" ? this.#keyFault : this.#fault;
  }

  /** Whether proofs can be given without making anybody wait. */
  get isReady(): boolean {
    return this.#options.durableSeq() - this.#tree.coveredRows < BEHIND_ROWS_MAX;
  }

  /** Takes in some of what is new; returns whether more is left. */
  work(): boolean {
    return this.#tree.catchUp(this.#options.durableSeq(), CHUNKS_PER_STEP);
  }

  /** Signs the log as it is on the disk now. Null: the tree is not there yet, or is not what was signed before. */
  sign(): SignedState | null {
    const checkpoint = this.#signed();
    if (checkpoint === null) return null;
    const { seq: size, hash, root, note } = checkpoint;
    return { size, hash, root: hexOf(root), note, key: keyText(this.#keys.current.key) };
  }

  /** The newest that the log recorded. */
  newest(): CheckpointFile | null {
    const { newest } = this.#options.state();
    return newest === null ? null : recordedFile(newest, newest.seq);
  }

  /** Recorded ones, newest first: each event names the one before it. */
  list(limit: number): CheckpointFile[] {
    const files: CheckpointFile[] = [];
    let seq = this.#options.state().newest?.seq ?? null;
    while (seq !== null && files.length < limit) {
      const row = this.#rows.at(seq);
      if (row?.type !== "checkpoint.signed") break;
      const data = JSON.parse(row.data) as SignedState & { reason: CheckpointReason; previous: number | null };
      const file = recordedFile(data, seq);
      if (file !== null) files.push(file);
      // Backwards only: a log that points forwards is not followed in circles.
      seq = data.previous !== null && data.previous < seq ? data.previous : null;
    }
    return files;
  }

  /** Of one row, in a state signed moments ago. */
  receipt(seq: number): ReceiptFile | NoEvidence {
    if (!this.isReady) return "busy";
    const row = this.#rows.at(seq);
    if (row === null || seq > this.#options.durableSeq()) return "unknown";
    const live = this.#liveCheckpoint(seq);
    if (live === null) return "busy";
    const proof = this.#tree.inclusion(seq, live.checkpoint.seq);
    const { rotations } = this.#options.state();
    return receiptFile({ row, leaf: leafOfRow(row), proof, checkpoint: live.file, rotations });
  }

  consistency(from: number, to: number): ConsistencyFile | NoEvidence {
    if (from > to || to > this.#options.durableSeq()) return "unknown";
    if (!this.isReady) return "busy";
    return consistencyFile(from, to, this.#tree.consistency(from, to));
  }

  key(): EvidenceKeyView {
    const { key } = this.#keys.current;
    const rotations = this.#options.state().rotations.map((one) => ({ ...one }));
    return { key: keyText(key), keyId: key.id, fingerprint: this.#keys.fingerprint, rotations };
  }

  view(): EvidenceView {
    const rows = this.#options.durableSeq();
    return { key: this.key(), newest: this.newest(), rows, covered: this.#tree.coveredRows, fault: this.fault };
  }

  /** Another key, and the old one's word for it: signs once `adoptKey` is called. */
  nextKey(): { readonly next: SigningKey; readonly rotation: KeyRotation } {
    return this.#keys.prepare();
  }

  adoptKey(next: SigningKey): void {
    this.#keys.adopt(next);
    this.#live = null;
  }

  close(): void {
    this.#tree.close();
    this.#rows.close();
  }

  #liveCheckpoint(seq: number): LiveCheckpoint | null {
    const nowMs = this.#options.nowMs();
    const live = this.#live;
    if (live !== null && live.checkpoint.seq >= seq && nowMs - live.atMs < RECEIPT_SIGN_MS) return live;
    const checkpoint = this.#signed();
    if (checkpoint === null) return null;
    const file = checkpointFile(checkpoint, this.#keys.current.key, null);
    this.#live = { checkpoint, file, atMs: nowMs };
    return this.#live;
  }

  #signed(): SignedCheckpoint | null {
    const size = this.#options.durableSeq();
    // A hall that finds its own log changed signs nothing more over it.
    if (!this.isReady || this.#fault !== "") return null;
    const row = this.#rows.at(size);
    if (row === null) return null;
    const { key, privateKey } = this.#keys.current;
    const atMs = Math.floor(this.#options.nowMs());
    const statement = { origin: originOf(this.#options.hallId), seq: size, hash: hexOf(row.hash), atMs };
    return signCheckpoint({ ...statement, root: this.#tree.root(size) }, key, privateKey);
  }

  /** Cheap at the start: only what was signed last is compared with what is there. */
  #checkSigned({ size, hash, root }: SignedState): void {
    const row = this.#rows.at(size);
    if (row === null)
      this.#fault = `cut-off: 日志短于已签名的 ${size} 条 the log ends before ${size}, which was signed`;
    else if (hexOf(row.hash) !== hash)
      this.#fault = `rewritten: 第 ${size} 条与已签名的不同 differs from what was signed`;
    // A tree that is still being made is compared by `verify-log`; it would hold up the start for minutes.
    else if (this.isReady && hexOf(this.#tree.root(size)) !== root)
      this.#fault = `root-wrong: 前 ${size} 条与已签名的不同 differ from what was signed`;
  }
}
