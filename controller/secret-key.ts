// Secrets that belong to one hall: made once, kept in its data folder, readable by the service alone.
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The bytes of `<name>.key`; made when missing. Throws when the file is too short to be a secret. */
export function secretKey(dataDir: string, name: string, byteCount: number): Buffer {
  const file = join(dataDir, `${name}.key`);
  try {
    // `wx`: of two processes that start at once one makes the key and both read it.
    writeFileSync(file, `${randomBytes(byteCount).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
  if (key.length < byteCount) throw new Error(`${file}: 密钥不完整 the key is cut; remove the file to make a new one`);
  return key;
}
