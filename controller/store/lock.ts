// One service per data folder: a lock of the operating system that ends with the process, however it ends.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Database, openDatabase, sqliteCode } from "./sqlite.ts";
import { StoreError } from "./store-error.ts";

export interface FolderLock {
  release(): void;
}

/** An old instance that is just ending gets this long. */
const WAIT_MS = 250;

/**
 * Takes the lock or says who has it. The lock is an open exclusive transaction on `lock.db`, a file lock of the
 * kernel; the pid beside it only serves the message, so a stale file can neither block nor let in anybody.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, "lock.db");
  const pidPath = join(folder, "lock.pid");
  const db: Database = openDatabase(path, { timeout: WAIT_MS });
  try {
    // Nothing is ever written to it; a journal in memory keeps the folder clean.
    db.pragma("journal_mode = MEMORY");
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (sqliteCode(error) !== "SQLITE_BUSY") throw error;
    throw new StoreError(
      "LOCKED",
      `数据目录正被另一个实例使用 ${folder} is in use by another instance (pid ${holderOf(pidPath)}). Stop it first.`,
      { cause: error },
    );
  }
  writeFileSync(pidPath, `${process.pid}\n`);
  return {
    release() {
      rmSync(pidPath, { force: true });
      db.exec("ROLLBACK");
      db.close();
    },
  };
}

function holderOf(pidPath: string): string {
  try {
    return readFileSync(pidPath, "utf8").trim();
  } catch (error) {
    // The holder may be between taking the lock and writing its pid.
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? "unknown" : "unreadable";
  }
}
