// `hallkeeper` checkpoint, verify-log, verify-receipt, compare-checkpoints, export-log: evidence at the command line.
import { once } from "node:events";
import { createWriteStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { CheckpointFile } from "../contract/evidence.ts";
import { Audit } from "../evidence/audit.ts";
import { type HallKey, hallKey, keyPairOf, readKey, signCheckpoint } from "../evidence/checkpoint.ts";
import {
  checkpointFile,
  type GivenCheckpoint,
  hexOf,
  readCheckpointText,
  readConsistencyText,
  readReceiptText,
} from "../evidence/files.ts";
import { Frontier } from "../evidence/frontier.ts";
import { type Judgement, judgePair, judgeReceipt } from "../evidence/judge.ts";
import { logPath } from "../store/open-log.ts";
import { lineOfRow, RawRows } from "../store/raw-rows.ts";
import { type Checkpoint, checkpointOf, type Verification, verifyLog } from "../store/verify.ts";

/** A wrong word, or a file that cannot be read: exit 2. */
export class EvidenceUsageError extends Error {}

export interface EvidenceArguments {
  readonly dataDir: string;
  readonly words: readonly string[];
  readonly checkpoints: readonly string[];
  readonly publicKey: string | undefined;
  readonly consistency: string | undefined;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new EvidenceUsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A text instead of what was asked for says what is wrong with the file. */
function readFile<T extends object>(what: string, file: string, read: (text: string) => T | string): T {
  const value = read(textOf(file));
  if (typeof value === "string") throw new EvidenceUsageError(`${what} ${file}: ${value}`);
  return value;
}

/** One key per line. */
function trustedKeys(file: string | undefined): HallKey[] {
  if (file === undefined) return [];
  const lines = textOf(file)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const key = readKey(line);
    if (key === null) throw new EvidenceUsageError(`--public-key ${file}: expected lines <name>+<id>+<base64>`);
    return key;
  });
}

const given = (file: string): GivenCheckpoint => readFile("checkpoint", file, readCheckpointText);

/** The newest of those given, as the plain pair; null: none was. */
export function oneCheckpoint(args: Pick<EvidenceArguments, "checkpoints">): Checkpoint | null {
  const newest = args.checkpoints.map(given).sort((a, b) => b.seq - a.seq)[0];
  return newest === undefined ? null : { seq: newest.seq, hash: newest.hash };
}

export function verifyLogCommand(args: EvidenceArguments): Verification & { readonly signedCheckpoints: number } {
  const all = args.checkpoints.map(given);
  const signed = all.filter(({ note }) => note !== null);
  const audit = new Audit({ given: signed, trusted: trustedKeys(args.publicKey) });
  const plain = all.filter(({ note }) => note === null);
  const result = verifyLog(logPath(args.dataDir), plain, audit);
  return { ...result, signedCheckpoints: audit.checkpoints };
}

export function verifyLogWords(args: EvidenceArguments, result: ReturnType<typeof verifyLogCommand>): string {
  const head = `${result.count} events, head ${result.head.seq} ${result.head.hash}`;
  const inside = `${result.signedCheckpoints} signed checkpoints in the log`;
  if (result.ok) {
    const hint =
      args.checkpoints.length === 0 ? "\nwithout a checkpoint a cut-off tail or a log written anew cannot be seen" : "";
    return `log intact: ${head}; ${inside}${hint}`;
  }
  const lines = result.faults.map((fault) => `event ${fault.seq}: ${fault.kind}: ${fault.detail}`);
  return `LOG DAMAGED: ${head}; ${inside}\n${lines.join("\n")}`;
}

export function verifyReceiptCommand(args: EvidenceArguments): Judgement & { readonly keyGiven: boolean } {
  const [file, ...more] = args.words;
  if (file === undefined || more.length > 0) throw new EvidenceUsageError("verify-receipt FILE");
  const receipt = readFile("receipt", file, readReceiptText);
  const trusted = trustedKeys(args.publicKey);
  const judged = judgeReceipt(receipt, trusted);
  const [later, tooMany] = args.checkpoints;
  const keyGiven = trusted.length > 0;
  if (tooMany !== undefined) throw new EvidenceUsageError("verify-receipt takes one --checkpoint");
  if (later === undefined) return { ...judged, keyGiven };
  const proof = args.consistency === undefined ? null : readFile("proof", args.consistency, readConsistencyText);
  const pair = judgePair([receipt.checkpoint, given(later)], trusted, proof, receipt.rotations);
  const faults = [...judged.faults, ...pair.faults];
  return { ok: faults.length === 0, faults, holds: [...judged.holds, ...pair.holds], keyGiven };
}

export function compareCommand(args: EvidenceArguments): Judgement & { readonly keyGiven: boolean } {
  const [older, newer, ...more] = [...args.words, ...args.checkpoints];
  if (older === undefined || newer === undefined || more.length > 0)
    throw new EvidenceUsageError("compare-checkpoints FILE FILE [--consistency FILE]");
  const trusted = trustedKeys(args.publicKey);
  const proof = args.consistency === undefined ? null : readFile("proof", args.consistency, readConsistencyText);
  return { ...judgePair([given(older), given(newer)], trusted, proof), keyGiven: trusted.length > 0 };
}

export function judgementWords({ ok, faults, holds, keyGiven }: ReturnType<typeof compareCommand>): string {
  const own = keyGiven ? "" : "\nno --public-key given: compare the key's id with the published one yourself";
  const lines = [...faults.map(({ kind, detail }) => `${kind}: ${detail}`), ...holds.map((hold) => `holds: ${hold}`)];
  return `${ok ? "all holds" : "DOES NOT HOLD"}\n${lines.join("\n")}${own}`;
}

/** The log as it is now, signed with the hall's key where there is one; nothing in the data folder is changed. */
export function checkpointCommand(dataDir: string, nowMs: number): CheckpointFile | (Checkpoint & { at: string }) {
  const [secretFile, publicFile] = [join(dataDir, "evidence.key"), join(dataDir, "evidence.pub")];
  if (!existsSync(secretFile) || !existsSync(publicFile))
    return { ...checkpointOf(logPath(dataDir)), at: new Date(nowMs).toISOString() };
  const published = readKey(textOf(publicFile));
  const { privateKey, publicKey } = keyPairOf(Buffer.from(textOf(secretFile).trim(), "base64url"));
  const key = published === null ? null : hallKey(published.name, publicKey);
  if (key === null || key.id !== published?.id)
    throw new Error(`${publicFile} 与密钥不符 does not belong to ${secretFile}: start the service once`);
  const rows = new RawRows(logPath(dataDir));
  try {
    const frontier = new Frontier();
    let hash = "00".repeat(32);
    // The same tree as the service keeps, made from the rows: its file may be written to at this moment.
    for (const row of rows.all()) {
      frontier.push(row);
      hash = hexOf(row.hash);
    }
    const root = frontier.rootAt(frontier.size) as Uint8Array;
    const statement = { origin: key.name, seq: frontier.size, hash, root, atMs: nowMs };
    return checkpointFile(signCheckpoint(statement, key, privateKey), key, null);
  } finally {
    rows.close();
  }
}

/** Every row as it is hashed, one JSON object per line: with it anybody can check chain and tree. */
export async function exportLogCommand(dataDir: string, out: string | undefined): Promise<number> {
  const rows = new RawRows(logPath(dataDir));
  const stream: Writable = out === undefined ? process.stdout : createWriteStream(out);
  let count = 0;
  try {
    for (const row of rows.all()) {
      count += 1;
      if (!stream.write(lineOfRow(row))) await once(stream, "drain");
    }
    if (out === undefined) return count;
    stream.end();
    await finished(stream);
    return count;
  } finally {
    rows.close();
  }
}

/** What a command came to. `words` empty: it is to be read as JSON; `report` null: it has written all itself. */
export interface EvidenceOutcome {
  readonly ok: boolean;
  readonly report: object | null;
  readonly words: string;
}

export async function evidenceCommand(
  command: string,
  args: EvidenceArguments,
  out: string | undefined,
): Promise<EvidenceOutcome> {
  if (command === "verify-log") {
    const report = verifyLogCommand(args);
    return { ok: report.ok, report, words: verifyLogWords(args, report) };
  }
  if (command === "export-log") {
    const rows = await exportLogCommand(args.dataDir, out);
    return { ok: true, report: out === undefined ? null : { rows, out }, words: `${rows} rows written to ${out}` };
  }
  if (command === "checkpoint") {
    const report = checkpointCommand(args.dataDir, Date.now());
    if (out === undefined) return { ok: true, report, words: "" };
    writeFileSync(out, `${JSON.stringify(report)}\n`);
    return { ok: true, report, words: `checkpoint of event ${report.seq} written to ${out}` };
  }
  const report = command === "verify-receipt" ? verifyReceiptCommand(args) : compareCommand(args);
  return { ok: report.ok, report, words: judgementWords(report) };
}
