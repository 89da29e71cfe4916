// The hall's secrets: made once, for the service's eyes alone, whole or not there at all.
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { secretKey } from "../../controller/secret-key.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "hallkeeper-key-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const file = () => join(dir, "technician.key");

test("is made at the first call, kept, and different in every hall", () => {
  const key = secretKey(dir, "technician", 12);
  expect(key).toHaveLength(12);
  expect(secretKey(dir, "technician", 12)).toEqual(key);
  expect(secretKey(dir, "cards", 32)).toHaveLength(32);
  const other = mkdtempSync(join(dir, "other-"));
  expect(secretKey(other, "technician", 12)).not.toEqual(key);
  expect(readFileSync(file(), "utf8")).toBe(`${key.toString("base64url")}\n`);
});

test("may be read by the service's own user alone", () => {
  secretKey(dir, "technician", 12);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test("leaves nothing else behind", () => {
  secretKey(dir, "technician", 12);
  expect(readdirSync(dir)).toEqual(["technician.key"]);
});

test.each(["", "\n", "abc\n", "!!!!not a key at all!!!!\n", `${"A".repeat(15)}\n`])(
  "that was cut or damaged (%j) is refused with the file's name, and not overwritten",
  (text) => {
    writeFileSync(file(), text);
    expect(() => secretKey(dir, "technician", 12)).toThrow(file());
    expect(readFileSync(file(), "utf8")).toBe(text);
  },
);

test("that cannot be made says why", () => {
  expect(() => secretKey(join(dir, "none"), "technician", 12)).toThrow(/ENOENT/);
});

test("that was given by hand is taken when it is long enough", () => {
  const own = Buffer.from("sixteen byte key").toString("base64url");
  writeFileSync(file(), own);
  chmodSync(file(), 0o600);
  expect(secretKey(dir, "technician", 12).toString()).toBe("sixteen byte key");
});

test("is the same one for many processes that start at once", async () => {
  const module = resolve(import.meta.dirname, "..", "..", "dist", "controller", "secret-key.js");
  const script = `import { secretKey } from ${JSON.stringify(`file://${module}`)};
    while (Date.now() < Number(process.argv[2]));
    console.log(secretKey(process.argv[1], "technician", 12).toString("base64url"));`;
  const at = String(Date.now() + 1_500);
  const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", script, dir, at]);
  const keys = (await Promise.all(Array.from({ length: 6 }, run))).map(({ stdout }) => stdout.trim());
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[\w-]{16}$/);
  expect(readdirSync(dir)).toEqual(["technician.key"]);
}, 300_000);
