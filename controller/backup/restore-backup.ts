// Puts a backup back into a data folder: everything is proven first, what was there is put aside, never deleted.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { replaceFile, syncFolder } from "../store/durable-file.ts";
import { type FolderLock, lockFolder } from "../store/lock.ts";
import { StoreError } from "../store/store-error.ts";
import type { Checkpoint } from "../store/verify.ts";
import { BackupError } from "./backup-error.ts";
import { CONFIG, DATA, type Manifest } from "./manifest.ts";
import { checkDatabases, unpack } from "./verify-backup.ts";

export interface RestoreOptions {
  readonly file: string;
  readonly dataDir: string;
  /** Where the configuration goes; null: `hall.yaml` in the data folder. */
  readonly configFile: string | null;
  /** The folder may hold data: they are put aside. */
  readonly force: boolean;
  readonly nowMs: number;
  readonly checkpoint?: Checkpoint | null;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Where the configuration was written; null: the backup holds none. */
  readonly configFile: string | null;
  /** Folder of what was there before; null: nothing was. */
  readonly putAside: string | null;
}

const LOCKS = /^lock\.(db|pid)$/;
const KEPT = /^(lock\.(db|pid)|backups|replaced-.*|restoring-.*)$/;
/** A start refuses while this is there: the folder holds half of two halls. */
export const UNFINISHED = "restore-unfinished";

/** Rejects with `BackupError`; then the folder is as it was. */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { file, dataDir, force } = options;
  mkdirSync(dataDir, { recursive: true });
  const lock = locked(dataDir);
  try {
    const before = readdirSync(dataDir).filter((name) => !KEPT.test(name));
    if (before.length > 0 && !force && !before.includes(UNFINISHED))
      throw new BackupError(
        "FOLDER_NOT_EMPTY",
        `${dataDir} 已有数据 holds data; with --force they are put aside, not deleted`,
      );
    const staging = mkdtempSync(join(dataDir, "restoring-"));
    try {
      const manifest = await unpack(file, (name) => join(staging, name));
      checkDatabases(file, manifest, staging, options.checkpoint ?? null);
      return exchange(options, manifest, staging, before);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
}

function locked(dataDir: string): FolderLock {
  try {
    return lockFolder(dataDir);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "LOCKED") throw error;
    throw new BackupError("FOLDER_IN_USE", error.message, { cause: error });
  }
}

function exchange(options: RestoreOptions, manifest: Manifest, staging: string, before: readonly string[]): Restored {
  const { dataDir, nowMs } = options;
  const marker = join(dataDir, UNFINISHED);
  writeFileSync(marker, "恢复未完成，请再次运行 restore · run restore again\n", { flush: true });
  const stamp = new Date(nowMs).toISOString().replace(/[-:]/g, "").slice(0, 15);
  const old = before.filter((name) => !LOCKS.test(name) && name !== UNFINISHED);
  const putAside = old.length === 0 ? null : mkdtempSync(join(dataDir, `replaced-${stamp}-`));
  for (const name of old) renameSync(join(dataDir, name), join(putAside ?? "", name));
  const fresh = join(staging, DATA);
  for (const name of readdirSync(fresh)) renameSync(join(fresh, name), join(dataDir, name));
  const configFile = putConfig(options, join(staging, CONFIG));
  syncFolder(dataDir);
  rmSync(marker);
  syncFolder(dataDir);
  return { manifest, configFile, putAside };
}

/** A file that is in the way keeps its text under another name. */
function putConfig({ dataDir, configFile, nowMs }: RestoreOptions, from: string): string | null {
  if (!existsSync(from)) return null;
  const to = configFile ?? join(dataDir, "hall.yaml");
  const text = readFileSync(from, "utf8");
  if (existsSync(to)) {
    const present = readFileSync(to, "utf8");
    if (present === text) return to;
    writeFileSync(`${to}.before-restore-${nowMs}`, present, { flush: true, flag: "wx" });
  } else mkdirSync(dirname(to), { recursive: true });
  replaceFile(to, text);
  return to;
}
