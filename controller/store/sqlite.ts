// Opens better-sqlite3, whichever of its two lines fits the running Node, and says clearly when neither does.
import { createRequire } from "node:module";
import type Sqlite from "better-sqlite3";
import { StoreError } from "./store-error.ts";

export type Database = Sqlite.Database;
export type Statement = Sqlite.Statement<unknown[]>;
type DatabaseClass = new (path: string, options?: Sqlite.Options) => Database;

/** Node-API level that version 13 needs; it crashes the process below it. */
const NAPI_FOR_13 = 10;
/** Version 12 aborts the process from this Node on. */
const NODE_WITHOUT_12 = [24, 19] as const;

/** Packages that are safe to load on this Node, best first. Loading a wrong one would end the process, not throw. */
export function candidates(napi: number, nodeVersion: string): string[] {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const old = major < NODE_WITHOUT_12[0] || (major === NODE_WITHOUT_12[0] && minor < NODE_WITHOUT_12[1]);
  return [...(napi >= NAPI_FOR_13 ? ["better-sqlite3-v13"] : []), ...(old ? ["better-sqlite3"] : [])];
}

let loaded: DatabaseClass | null = null;

function load(): DatabaseClass {
  if (loaded !== null) return loaded;
  const require = createRequire(import.meta.url);
  const why: string[] = [];
  for (const name of candidates(Number(process.versions.napi), process.versions.node)) {
    try {
      const found = require(name) as DatabaseClass;
      // The native part is only loaded by the first open.
      new found(":memory:").close();
      loaded = found;
      return found;
    } catch (error) {
      why.push(`${name}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    }
  }
  throw new StoreError(
    "SQLITE_MISSING",
    `没有可用的 SQLite 模块 No usable SQLite module for Node ${process.versions.node} ` +
      `(Node-API ${process.versions.napi}); run npm ci. ${why.join("; ")}`,
  );
}

/** Opens a database file; every error names the file. */
export function openDatabase(path: string, options: Sqlite.Options = {}): Database {
  const found = load();
  try {
    return new found(path, options);
  } catch (error) {
    throw asStoreError(error, path);
  }
}

/** The SQLite code of an error, e.g. `SQLITE_FULL`, or null. */
export function sqliteCode(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" && error.code.startsWith("SQLITE_") ? error.code : null;
}

/** Says in words what SQLite found wrong with a file; anything else is passed on as it is. */
export function asStoreError(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === null || error instanceof StoreError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT")) {
    return new StoreError(
      "MALFORMED",
      `数据文件已损坏 ${path} is malformed (${detail}). Nothing was changed: restore a backup.`,
      { cause: error },
    );
  }
  if (code === "SQLITE_FULL") return new StoreError("FULL", `磁盘已满 The disk is full: ${path}`, { cause: error });
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return new StoreError("BUSY", `数据文件被占用 Another program holds ${path} locked`, { cause: error });
  }
  if (code.startsWith("SQLITE_CANTOPEN")) {
    return new StoreError("CANNOT_OPEN", `无法打开数据文件 Cannot open ${path}: ${detail}`, { cause: error });
  }
  return error;
}
