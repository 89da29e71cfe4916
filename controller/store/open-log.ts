// Opens or creates the log's database: never in place of a damaged one, and with the durability it promises.
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { syncFolder } from "./durable-file.ts";
import { checkSchema, migrate } from "./migrations.ts";
import { asStoreError, type Database, openDatabase } from "./sqlite.ts";
import { StoreError } from "./store-error.ts";

/** The log of a data folder. */
export function logPath(folder: string): string {
  return join(folder, "hall.db");
}

/** First bytes of every SQLite 3 file, with the NUL that ends them. */
const MAGIC = "SQLite format 3\0";
/** A backup tool may hold the file for a moment; longer than this the loop must not wait. */
const BUSY_MS = 250;
const CACHE_KIB = 16 * 1024;
/** `synchronous` as SQLite numbers it. */
const NORMAL = 1;

/** Opens the log for the one writer of the folder, which must hold the folder's lock. */
export function openLog(path: string): Database {
  if (existsSync(path)) {
    checkHeader(path);
  } else {
    for (const rest of ["-wal", "-journal"]) {
      if (existsSync(path + rest)) {
        throw new StoreError("MALFORMED", `数据主文件缺失 ${path} is missing but ${path}${rest} is there: restore it`);
      }
    }
    create(path);
  }
  const db = openDatabase(path, { timeout: BUSY_MS, fileMustExist: true });
  try {
    // Before anything is changed: a file that is not ours stays as it is.
    requireOurs(db, path);
    configure(db);
    migrate(db, path);
    assertDurable(db, path);
    return db;
  } catch (error) {
    db.close();
    throw asStoreError(error, path);
  }
}

/** Opens the log for reading beside a running service. */
export function openLogForReading(path: string): Database {
  if (!existsSync(path)) throw new StoreError("CANNOT_OPEN", `没有数据文件 There is no log at ${path}`);
  const db = openDatabase(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  try {
    requireOurs(db, path);
    return db;
  } catch (error) {
    db.close();
    throw asStoreError(error, path);
  }
}

/** A log is only ever created complete, so a file without a schema is somebody else's. */
function requireOurs(db: Database, path: string): void {
  if (checkSchema(db, path) > 0) return;
  throw new StoreError("FOREIGN", `不是本系统的数据文件 ${path} holds no log`);
}

/** A crash while creating leaves only the file with the other name: a hall.db that exists was complete once. */
function create(path: string): void {
  const fresh = `${path}.new`;
  for (const rest of ["", "-wal", "-shm", "-journal"]) rmSync(fresh + rest, { force: true });
  const db = openDatabase(fresh);
  try {
    configure(db);
    db.pragma("synchronous = FULL");
    migrate(db, fresh);
    db.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    throw asStoreError(error, fresh);
  } finally {
    db.close();
  }
  renameSync(fresh, path);
  syncFolder(dirname(path));
}

/** Closing a descriptor of the file drops SQLite's own locks in this process: only before it is opened. */
function checkHeader(path: string): void {
  const head = Buffer.alloc(MAGIC.length);
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  if (head.toString("latin1") === MAGIC) return;
  const size = statSync(path).size;
  throw new StoreError(
    "MALFORMED",
    `数据文件已损坏 ${path} (${size} bytes) is not a log. Nothing was changed: restore a backup.`,
  );
}

/** `synchronous` is not kept in the file: without this a re-opened log would use the compiled default. */
function configure(db: Database): void {
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  // Checkpoints are ours: SQLite's own would swallow a failed sync.
  db.pragma("wal_autocheckpoint = 0");
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma("foreign_keys = OFF");
}

/** Writes once and looks what is really in force: some settings fall back silently at the first write. */
function assertDurable(db: Database, path: string): void {
  db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'opens'").run();
  const journal = db.pragma("journal_mode", { simple: true });
  const synchronous = db.pragma("synchronous", { simple: true });
  if (journal === "wal" && synchronous === NORMAL) return;
  throw new StoreError(
    "NOT_DURABLE",
    `无法保证数据持久 ${path}: journal_mode ${journal}, synchronous ${synchronous}; expected wal and ${NORMAL}`,
  );
}
