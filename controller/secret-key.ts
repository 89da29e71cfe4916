// Secrets that belong to one hall: made once, kept in its data folder, readable by the service alone.
import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "./store/durable-file.ts";

/** The bytes of `<name>.key`; made when missing. Throws when the file holds no such secret. */
export function secretKey(dataDir: string, name: string, byteCount: number): Buffer {
  const file = join(dataDir, `${name}.key`);
  const text = readOrNull(file) ?? made(dataDir, file, byteCount);
  const key = Buffer.from(text, "base64url");
  // Whoever types the key types this text: another spelling of the same bytes would be refused at the door.
  if (key.length < byteCount || key.toString("base64url") !== text)
    throw new Error(`${file}: 密钥不完整 the key is cut or damaged; remove the file to make a new one`);
  return key;
}

/** Whole before it has its name: nobody reads half of it, and of two processes at once both read the same one. */
function made(dataDir: string, file: string, byteCount: number): string {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, `${randomBytes(byteCount).toString("base64url")}\n`, { flush: true, mode: 0o600 });
  try {
    linkSync(fresh, file);
  } catch (error) {
    // `EEXIST`: another process was first. Anything else is a file system without links: the name is given at once.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
  syncFolder(dataDir);
  return readFileSync(file, "utf8").trim();
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
