// Reads a backup from end to end: form, sums, databases, and the chain of the event log in it.
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openDatabase } from "../store/sqlite.ts";
import { type Checkpoint, verifyLog } from "../store/verify.ts";
import { readArchive, type Taker } from "./archive.ts";
import { BackupError } from "./backup-error.ts";
import { LOG, MANIFEST, MANIFEST_BYTES_MAX, type Manifest, manifestOf } from "./manifest.ts";

export interface VerifyOptions {
  /** A folder for the copy of the databases; the system's own when missing. */
  readonly scratch?: string;
  /** `only`: the sums alone, where what is packed has been looked at just before. */
  readonly sums?: "only";
  /** The end of the log as kept elsewhere: finds a backup that was made from a rewritten log. */
  readonly checkpoint?: Checkpoint | null;
}

/** Resolves to what the backup says of itself, all of it proven. Rejects with `BackupError`. */
export async function verifyBackup(path: string, options: VerifyOptions = {}): Promise<Manifest> {
  if (options.sums === "only") return unpack(path, () => null);
  const scratch = mkdtempSync(join(options.scratch ?? tmpdir(), "hallkeeper-verify-"));
  try {
    const manifest = await unpack(path, (name) => (isDatabaseName(name) ? join(scratch, name) : null));
    checkDatabases(path, manifest, scratch, options.checkpoint ?? null);
    return manifest;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

export const isDatabaseName = (name: string): boolean => /\.(db|sqlite)$/.test(name);

/** What stands in `folder` under the names of the manifest. */
export function checkDatabases(path: string, manifest: Manifest, folder: string, checkpoint: Checkpoint | null): void {
  for (const { name } of manifest.files) {
    if (!isDatabaseName(name)) continue;
    const said = integrityOf(join(folder, name));
    if (said !== "ok") throw damaged(path, `${name}: ${said}`);
  }
  const { ok, head, faults } = verifyLog(join(folder, LOG), checkpoint);
  if (!ok) throw damaged(path, `event ${faults[0]?.seq} of its log: ${faults[0]?.detail}`);
  if (head.seq !== manifest.log.seq || head.hash !== manifest.log.hash)
    throw damaged(path, `its log ends at event ${head.seq}, not at ${manifest.log.seq} as it says`);
}

function integrityOf(file: string): string {
  try {
    const db = openDatabase(file, { readonly: true, fileMustExist: true });
    try {
      return String(db.pragma("integrity_check", { simple: true }));
    } finally {
      db.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function damaged(path: string, why: string): BackupError {
  return new BackupError("BACKUP_DAMAGED", `备份文件已损坏 ${path} is damaged: ${why}`);
}

/** Reads all and compares every sum; files go where `place` says, or nowhere. Folders are made. */
export async function unpack(path: string, place: (name: string) => string | null): Promise<Manifest> {
  const state: { manifest: Manifest | null } = { manifest: null };
  const seen = new Set<string>();
  const open = (name: string, bytes: number): Taker => {
    if (state.manifest === null) return manifestTaker(path, name, bytes, (manifest) => (state.manifest = manifest));
    const file = state.manifest.files.find((one) => one.name === name);
    if (file === undefined || seen.has(name)) throw damaged(path, `"${name}" is not on its list, or is in it twice`);
    if (file.bytes !== bytes) throw damaged(path, `"${name}" has ${bytes} bytes, not ${file.bytes}`);
    seen.add(name);
    return fileTaker(place(name), (sum) => {
      if (sum !== file.sha256) throw damaged(path, `the content of "${name}" has changed since it was made`);
    });
  };
  await readArchive(path, open);
  const { manifest } = state;
  if (manifest === null) throw new BackupError("BACKUP_FOREIGN", `不是本系统的备份 ${path} holds nothing`);
  const missing = manifest.files.find(({ name }) => !seen.has(name));
  if (missing !== undefined) throw damaged(path, `"${missing.name}" is missing`);
  return manifest;
}

function manifestTaker(path: string, name: string, bytes: number, found: (manifest: Manifest) => void): Taker {
  if (name !== MANIFEST || bytes > MANIFEST_BYTES_MAX)
    throw new BackupError("BACKUP_FOREIGN", `不是本系统的备份 ${path} is no backup of this program`);
  const chunks: Buffer[] = [];
  return {
    take: (chunk) => void chunks.push(Buffer.from(chunk)),
    done: () => found(manifestOf(Buffer.concat(chunks), path)),
  };
}

function fileTaker(to: string | null, check: (sum: string) => void): Taker {
  const hash = createHash("sha256");
  if (to !== null) mkdirSync(dirname(to), { recursive: true });
  const descriptor = to === null ? null : openSync(to, "wx", 0o600);
  return {
    take: (chunk) => {
      hash.update(chunk);
      for (let at = 0; descriptor !== null && at < chunk.length; ) at += writeSync(descriptor, chunk, at);
    },
    done: () => {
      if (descriptor !== null) closeSync(descriptor);
      check(hash.digest("hex"));
    },
  };
}
