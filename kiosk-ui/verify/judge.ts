// What holds of the files somebody brought, and what does not: in sentences, never more than was really checked.
import type { Both } from "../shared/i18n/both.ts";
import { fromHex, hex, joined, same, sha256, utf8 } from "./bytes.ts";
import { fingerprint, followed, type PublicKey, type Rotation, readKey, signerOf } from "./note.ts";
import { type Brought, type Checkpoint, isRotation, type Row } from "./read.ts";
import { GrowingTree, isConsistent, isIncluded, leafHash } from "./tree.ts";

/** `open`: could not be checked with what was brought. */
export interface Finding {
  readonly state: "holds" | "fails" | "open";
  /** The name of the fault, as `hallkeeper verify-log` says it. */
  readonly kind?: string;
  readonly file: string;
  readonly words: Both;
}

type Of<K extends Brought["kind"]> = Extract<Brought, { kind: K }>;

/** A believed checkpoint. */
interface Signed {
  readonly file: string;
  readonly origin: string;
  readonly size: number;
  readonly hash: string;
  readonly root: Uint8Array;
}

const bytesOf = ({ seq, atMs, type, actor, data }: Row): Uint8Array =>
  utf8(`${seq}\n${atMs}\n${type}\n${actor}\n${data}`);

class Judge {
  readonly findings: Finding[] = [];
  readonly #brought: readonly Brought[];
  readonly #keys: readonly PublicKey[];
  readonly #signed: Signed[] = [];
  readonly #plain: Checkpoint[] = [];

  constructor(brought: readonly Brought[]) {
    this.#brought = brought;
    this.#keys = this.#trustedKeys();
  }

  run(): Finding[] {
    for (const { file } of this.#of("unknown"))
      this.#fails(
        file,
        "malformed",
        "无法识别或已损坏的文件",
        "This file cannot be read: it is none of ours, or damaged",
      );
    for (const { file, checkpoint } of this.#of("checkpoint")) this.#checkpoint(file, checkpoint);
    for (const receipt of this.#of("receipt")) this.#receipt(receipt);
    for (const log of this.#of("log")) this.#log(log);
    this.#pairs();
    return this.findings;
  }

  #of<K extends Brought["kind"]>(kind: K): Of<K>[] {
    return this.#brought.filter((one): one is Of<K> => one.kind === kind);
  }

  #say(state: Finding["state"], file: string, zh: string, en: string, kind?: string): void {
    this.findings.push({ state, file, words: { zh, en }, ...(kind === undefined ? {} : { kind }) });
  }

  #holds(file: string, zh: string, en: string): void {
    this.#say("holds", file, zh, en);
  }

  #fails(file: string, kind: string, zh: string, en: string): void {
    this.#say("fails", file, zh, en, kind);
  }

  /** A key that was brought on its own is trusted; otherwise the files' own one, which proves less: that is said. */
  #trustedKeys(): PublicKey[] {
    const rotations: Rotation[] = this.#of("receipt").flatMap((receipt) => receipt.rotations);
    for (const { rows } of this.#of("log"))
      for (const { type, data } of rows) if (type === "evidence.key-rotated") rotations.push(...rotationIn(data));
    const brought = this.#of("key").map(({ key }) => key);
    for (const { file, key } of this.#of("key"))
      this.#holds(file, `以此公钥核对（指纹 ${fingerprint(key)}）`, `Checked with this key (fingerprint above)`);
    if (brought.length > 0) return followed(brought, rotations);
    const own = [...this.#of("checkpoint"), ...this.#of("receipt")].map(({ checkpoint }) => checkpoint.key);
    const first = own.find((key) => key !== null) ?? this.#keyInLog();
    if (first === null || first === undefined) return [];
    this.#say(
      "open",
      first.name,
      `未提供公钥，使用文件自带的公钥。请与大厅公布的指纹比对：${fingerprint(first)}`,
      "No key was brought: the files' own is used. Compare this fingerprint with the one the hall has published",
    );
    return followed([first], rotations);
  }

  #keyInLog(): PublicKey | null {
    for (const { rows } of this.#of("log")) {
      const found = rows.find(({ type }) => type === "checkpoint.signed");
      const key: unknown = found === undefined ? null : (JSON.parse(found.data) as { key?: unknown }).key;
      if (typeof key === "string") return readKey(key);
    }
    return null;
  }

  #checkpoint(file: string, checkpoint: Checkpoint): Signed | null {
    const { note, seq, hash, root } = checkpoint;
    if (note === null) {
      this.#plain.push(checkpoint);
      this.#say("open", file, `第 ${seq} 条的检查点没有签名`, `The checkpoint of ${seq} is not signed`);
      return null;
    }
    const signer = signerOf(note, this.#keys);
    if (signer === "unknown") {
      this.#fails(file, "key-replaced", "签名用的不是这把公钥", "It was signed with another key than this one");
      return null;
    }
    if (signer === "wrong") {
      this.#fails(file, "signature-wrong", "签名不成立：内容被改动", "The signature does not hold: it was changed");
      return null;
    }
    if (note.size !== seq || note.hash !== hash || (root !== null && root !== hex(note.root))) {
      this.#fails(
        file,
        "signature-wrong",
        "文件内容与签名的内容不一致",
        "The file says something else than what was signed",
      );
      return null;
    }
    this.#holds(
      file,
      `检查点签名有效：${note.origin}，前 ${seq} 条，${note.at}`,
      `The signature holds: the first ${seq} entries of ${note.origin}`,
    );
    const signed = { file, origin: note.origin, size: seq, hash, root: note.root };
    this.#signed.push(signed);
    return signed;
  }

  #receipt({ file, row, leaf, proof, checkpoint }: Of<"receipt">): void {
    const signed = this.#checkpoint(file, checkpoint);
    const own = leafHash(bytesOf(row));
    if (!same(own, fromHex(leaf)))
      this.#fails(file, "edited", `第 ${row.seq} 条的内容被改动`, `Entry ${row.seq} is not the one that was logged`);
    if (signed === null) return;
    if (!isIncluded(own, row.seq - 1, signed.size, proof, signed.root)) {
      this.#fails(
        file,
        "root-wrong",
        `第 ${row.seq} 条不在已签名的日志中`,
        `Entry ${row.seq} does not stand in the signed log`,
      );
      return;
    }
    const level = levelOf(row);
    const told = level === null ? "" : `（评价 ${level} 分）`;
    this.#holds(
      file,
      `第 ${row.seq} 条${told}确实在 ${signed.size} 条的已签名日志中`,
      `Entry ${row.seq}${level === null ? "" : ` (rating ${level})`} stands in the signed log of ${signed.size}`,
    );
  }

  #log({ file, rows }: Of<"log">): void {
    const first = rows[0] as Row & { hash: string };
    const tree = new GrowingTree();
    const isWhole = first.seq === 1;
    let previous: Uint8Array | null = isWhole ? new Uint8Array(32) : null;
    let faults = 0;
    let seq = first.seq - 1;
    for (const row of rows) {
      const bytes = bytesOf(row);
      if (row.seq !== seq + 1) {
        faults += 1;
        this.#fails(
          file,
          "removed",
          `第 ${seq + 1} 条起缺失或顺序被改`,
          `Entries from ${seq + 1} on are missing or moved`,
        );
      } else if (previous !== null && hex(sha256(joined(previous, bytes))) !== row.hash) {
        faults += 1;
        this.#fails(file, "edited", `第 ${row.seq} 条被改动`, `Entry ${row.seq} was changed`);
      }
      if (faults > FAULTS_MAX) return;
      previous = fromHex(row.hash);
      seq = row.seq;
      if (isWhole) tree.add(leafHash(bytes));
      this.#against(file, row, isWhole ? tree : null);
    }
    for (const { size } of this.#signed)
      if (size > seq)
        this.#fails(
          file,
          "cut-off",
          `日志只到第 ${seq} 条，检查点是 ${size} 条`,
          `The log ends at ${seq}, before ${size}`,
        );
    if (faults === 0)
      this.#holds(file, `${rows.length} 条记录前后相连，没有改动`, `${rows.length} entries follow from one another`);
    if (this.#signed.length === 0)
      this.#say(
        "open",
        file,
        "没有签名检查点：整本重写或截尾看不出来",
        "Without a signed checkpoint a log written anew, or cut off, cannot be told",
      );
  }

  /** The log against every checkpoint of this very number. */
  #against(file: string, row: Row & { readonly hash: string }, tree: GrowingTree | null): void {
    for (const { size, hash, root, file: from } of this.#signed) {
      if (size !== row.seq) continue;
      if (hash !== row.hash)
        this.#fails(file, "rewritten", `第 ${size} 条与检查点 ${from} 不同`, `Entry ${size} differs from ${from}`);
      else if (tree !== null && !same(tree.root(), root))
        this.#fails(file, "root-wrong", `前 ${size} 条与检查点 ${from} 不同`, `The first ${size} differ from ${from}`);
      else this.#holds(file, `前 ${size} 条与检查点 ${from} 一致`, `The first ${size} entries are those of ${from}`);
    }
    for (const { seq, hash, file: from } of this.#plain)
      if (seq === row.seq && hash !== row.hash)
        this.#fails(file, "rewritten", `第 ${seq} 条与检查点 ${from} 不同`, `Entry ${seq} differs from ${from}`);
  }

  #pairs(): void {
    const signed = [...this.#signed].sort((a, b) => a.size - b.size);
    const proofs = this.#of("proof");
    for (const [at, newer] of signed.entries()) {
      const older = signed[at - 1];
      if (older === undefined) continue;
      const files = `${older.file} · ${newer.file}`;
      const { size: from, root: first } = older;
      const { size: to, root: second } = newer;
      const proof = proofs.find((one) => one.from === from && one.to === to);
      if (older.origin !== newer.origin)
        this.#fails(files, "other-hall", "不是同一个大厅的日志", "These are the logs of two halls");
      else if (from === to && (!same(first, second) || older.hash !== newer.hash))
        this.#fails(files, "forked", `同一把密钥签了两本不同的日志`, `One key has signed two different logs of ${to}`);
      else if (from === to) this.#holds(files, "两个检查点相同", "Both are of the same log");
      else if (proof === undefined) this.#unproved(files, from, to);
      else if (isConsistent(from, to, proof.proof, first, second))
        this.#holds(
          files,
          `前 ${from} 条原样保留在 ${to} 条之中`,
          `The first ${from} entries are unchanged among ${to}`,
        );
      else
        this.#fails(
          files,
          "forked",
          `${from} 条的日志不是 ${to} 条日志的开头：日志被重写`,
          `The log of ${from} is not the beginning of the one of ${to}: it was written anew`,
        );
    }
  }

  #unproved(files: string, from: number, to: number): void {
    // With the whole log at hand both were compared with it.
    if (this.#of("log").length > 0) return;
    const address = `/api/v1/checkpoints/consistency?from=${from}&to=${to}`;
    this.#say("open", files, `还需一致性证明：${address}`, "A proof of consistency is needed: see the address");
  }
}

const FAULTS_MAX = 50;

function levelOf({ type, data }: Row): number | null {
  if (!type.startsWith("rating.")) return null;
  try {
    const { level } = JSON.parse(data) as { level?: unknown };
    return typeof level === "number" ? level : null;
  } catch {
    return null;
  }
}

function rotationIn(data: string): Rotation[] {
  try {
    const value: unknown = JSON.parse(data);
    return isRotation(value) ? [value] : [];
  } catch {
    return [];
  }
}

/** All findings over all files together, in order of the files. */
export function judge(brought: readonly Brought[]): Finding[] {
  return new Judge(brought).run();
}
