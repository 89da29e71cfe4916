// Makes a backup beside the running service: one moment of every database, checked before and after it is written.
import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "../store/durable-file.ts";
import { logPath } from "../store/open-log.ts";
import { openDatabase } from "../store/sqlite.ts";
import { verifyLog } from "../store/verify.ts";
import { type Packed, writeArchive } from "./archive.ts";
import { BackupError } from "./backup-error.ts";
import { CONFIG, DATA, FORMAT, LOG, MANIFEST, type Manifest, type ManifestFile, mayBePacked } from "./manifest.ts";
import { verifyBackup } from "./verify-backup.ts";

export interface BackupOptions {
  readonly dataDir: string;
  readonly configFile: string;
  readonly hallId: string;
  readonly version: string;
  readonly nowMs: number;
  /** Where it goes; a folder gets a file with the usual name. Missing: `backups` in the data folder. */
  readonly out?: string | undefined;
}

export interface MadeBackup {
  readonly file: string;
  readonly bytes: number;
  readonly log: { readonly seq: number; readonly hash: string };
  readonly files: number;
}

/** Folder of the backups in the data folder. */
export const backupFolder = (dataDir: string): string => join(dataDir, "backups");
const STAGING = "backup-staging-";
/** What is not the hall's: locks, what SQLite or we left half-written, earlier backups, what a restore put aside. */
const LEFT_OUT = /^(lock\.(db|pid)|.*-(wal|shm|journal)|.*\.new|backups|backup-staging-.*|replaced-.*|restoring-.*)$/;
const MAGIC = "SQLite format 3\0";
const BUSY_MS = 5_000;
/** Room for the copy and the archive of it, beside what the service needs meanwhile. */
const ROOM_FACTOR = 2;
const ROOM_SPARE_BYTES = 64 * 1024 * 1024;

/** The usual name: hall and moment, in the order of time when sorted. */
export function backupName(hallId: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]/g, "").slice(0, 15);
  return `hallkeeper-${hallId}-${stamp}Z.tar.gz`;
}

/** Whether a file is named as one of the hall's own backups. */
export function isBackupOf(hallId: string, name: string): boolean {
  const start = `hallkeeper-${hallId}-`;
  return name.startsWith(start) && /^\d{8}T\d{6}Z\.tar\.gz$/.test(name.slice(start.length));
}

/** Writes, verifies, and only then gives the file its name. Rejects with `BackupError`; nothing is left behind. */
export async function makeBackup(options: BackupOptions): Promise<MadeBackup> {
  const { dataDir, hallId, nowMs } = options;
  if (!existsSync(logPath(dataDir)))
    throw new BackupError("BACKUP_FAILED", `没有数据文件 there is no event log in ${dataDir}`);
  const file = targetOf(options, backupName(hallId, nowMs));
  const staging = stagingIn(dirname(file), dataDir);
  try {
    const packed = stage(options, staging);
    const log = checkedLog(join(staging, LOG));
    const files: ManifestFile[] = [];
    for (const { name, file: from, bytes } of packed) files.push({ name, bytes, sha256: await hashOfFile(from) });
    const at = new Date(nowMs).toISOString();
    const manifest: Manifest = { format: FORMAT, at, version: options.version, hallId, log, files };
    const first = join(staging, MANIFEST);
    writeFileSync(first, `${JSON.stringify(manifest, null, 1)}\n`);
    const fresh = `${file}.new`;
    try {
      const all = [{ name: MANIFEST, file: first, bytes: statSync(first).size }, ...packed];
      await writeArchive(fresh, all, nowMs);
      await verifyBackup(fresh, { scratch: staging, sums: "only" });
      renameSync(fresh, file);
    } finally {
      rmSync(fresh, { force: true });
    }
    syncFolder(dirname(file));
    return { file, bytes: statSync(file).size, log, files: files.length };
  } catch (error) {
    if (error instanceof BackupError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new BackupError("BACKUP_FAILED", `备份失败 the backup was not made: ${why}`, { cause: error });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function targetOf({ out, dataDir }: BackupOptions, name: string): string {
  if (out === undefined) return join(backupFolder(dataDir), name);
  return existsSync(out) && statSync(out).isDirectory() ? join(out, name) : out;
}

/** Beside the target: a rename there is a rename, and its disk is the one that must have the room. */
function stagingIn(folder: string, dataDir: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const rest of readdirSync(folder)) {
    const path = join(folder, rest);
    // What a killed backup left over; one that runs now is younger.
    if (rest.startsWith(STAGING) && Date.now() - statSync(path).mtimeMs > 86_400_000)
      rmSync(path, { recursive: true, force: true });
  }
  const { bavail, bsize } = statfsSync(folder);
  const needed = sizeOf(dataDir) * ROOM_FACTOR + ROOM_SPARE_BYTES;
  if (bavail * bsize < needed) {
    const words = `${Math.ceil(needed / 1_000_000)} MB`;
    throw new BackupError("NO_ROOM", `磁盘空间不足 a backup in ${folder} needs ${words} free`);
  }
  return mkdtempSync(join(folder, STAGING));
}

function sizeOf(dataDir: string): number {
  return [...filesIn(dataDir, "")].reduce((sum, name) => sum + statSync(join(dataDir, name)).size, 0);
}

/** Relative names, `/` between folders. */
function* filesIn(root: string, below: string): Generator<string> {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue;
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(root, name);
    else if (entry.isFile()) yield name;
  }
}

/** A copy of everything, as of one moment each. */
function stage({ dataDir, configFile }: BackupOptions, staging: string): Packed[] {
  const packed: Packed[] = [];
  const add = (name: string, copy: (to: string) => void) => {
    const to = join(staging, name);
    mkdirSync(dirname(to), { recursive: true });
    copy(to);
    packed.push({ name, file: to, bytes: statSync(to).size });
  };
  if (existsSync(configFile)) add(CONFIG, (to) => copyFileSync(configFile, to));
  for (const relative of filesIn(dataDir, "")) {
    const from = join(dataDir, relative);
    const name = `${DATA}${relative}`;
    if (!mayBePacked(name))
      throw new BackupError("BACKUP_FAILED", `${from}: 文件名无法备份 a file of this name cannot be kept; move it`);
    add(name, (to) => (isDatabase(from) ? copyDatabase(from, to) : copyFileSync(from, to)));
  }
  return packed;
}

/** Reading the first bytes of a file the service has open is safe: no lock of this process is on it. */
function isDatabase(file: string): boolean {
  const head = Buffer.alloc(MAGIC.length);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return head.toString("latin1") === MAGIC;
}

/** One transaction of a reader: the service writes on meanwhile, and the copy is of one moment. */
function copyDatabase(from: string, to: string): void {
  const source = openDatabase(from, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  try {
    source.prepare("VACUUM INTO ?").run(to);
  } finally {
    source.close();
  }
  const copy = openDatabase(to, { readonly: true, fileMustExist: true });
  try {
    const said = copy.pragma("integrity_check", { simple: true });
    if (said !== "ok")
      throw new BackupError("BACKUP_FAILED", `${basename(from)} 已损坏 is damaged, no backup of it is kept: ${said}`);
  } finally {
    copy.close();
  }
}

/** A log that is damaged must not push good backups out. */
function checkedLog(path: string): { seq: number; hash: string } {
  const { ok, head, faultCount, faults } = verifyLog(path);
  if (ok) return { ...head };
  const [first] = faults;
  throw new BackupError(
    "BACKUP_FAILED",
    `事件日志有 ${faultCount} 处异常，未备份 the log has ${faultCount} faults (event ${first?.seq}: ${first?.detail})`,
  );
}

export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
