// `hallkeeper privacy` as processes of their own: report, purge, a lost key, a wrong one, and kill -9 in the middle.
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import type { PrivacyReport, PurgeView } from "../../controller/contract/privacy.ts";
import { SqliteVault } from "../../controller/messages/sqlite-vault.ts";
import { secretKey } from "../../controller/secret-key.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { hallConfig } from "../helpers/real-hall.ts";
import { GivenMonth, monthSettings } from "../reports/given-month.ts";

const root = resolve(import.meta.dirname, "..", "..");
const DAY_MS = 86_400_000;
const RUN_MS = 120_000;
const OLD = 300;
const FRESH = 7;
const WINDOWS = 2;
const LONG_AGO_MS = Date.now() - 400 * DAY_MS;
const phoneOf = (n: number) => `1380000${String(n).padStart(4, "0")}`;

let dir = "";
let configFile = "";
let dataDir = "";
/** Sealed bytes as they lay in the file before anything was removed. */
let sealed: Buffer[] = [];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "hallkeeper-privacy-"));
  configFile = join(dir, "hall.yaml");
  dataDir = join(dir, "data");
  const settings = monthSettings(WINDOWS);
  const services = settings.services.map(({ id, prefix, digits, name }) => ({ id, prefix, digits, name }));
  const ports = { hall: 1, bus: 2, strips: 3, printer: 4, sim: 5 };
  writeFileSync(configFile, stringify(hallConfig({ windows: WINDOWS, services }, ports)));
  const month = new GivenMonth(settings, Date.parse("2031-03-03T00:00:00+08:00"), 3);
  month.days(1, Date.parse("2031-03-03T00:00:00+08:00"), 4);
  const store = SqliteStore.open(dataDir);
  month.storeIn(store);
  store.close();
  const vault = new SqliteVault({
    ...{ path: join(dataDir, "private.sqlite"), key: secretKey(dataDir, "vault", 32), nowMs: () => LONG_AGO_MS },
    ...{ contactDays: 30, countryCode: "86", log: { warn: () => undefined } },
  });
  for (let n = 0; n < OLD; n++) vault.keep(`ticket:t_${n}`, { phone: phoneOf(n) }, LONG_AGO_MS);
  for (let n = 0; n < FRESH; n++) vault.keep(`appointment:a_${n}`, { phone: phoneOf(9000 + n) }, Date.now());
  vault.close();
  const db = openDatabase(join(dataDir, "private.sqlite"));
  const rows = db.prepare("SELECT sealed FROM records WHERE kind = 'ticket'").all() as { sealed: Buffer }[];
  sealed = rows.map((row) => row.sealed);
  db.close();
}, RUN_MS);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 16e6 }, (error, out, err) => {
      const code = typeof error?.code === "number" ? error.code : error === null ? 0 : -1;
      done({ code, signal: error?.signal ?? null, out, err });
    });
  });
}
const hallkeeper = (...args: string[]) =>
  run("dist/controller/cli.js", ...args, "--config", configFile, "--data", dataDir);
const report = async (): Promise<PrivacyReport> => {
  const { code, out, err } = await hallkeeper("privacy", "report", "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as PrivacyReport;
};
const heldOf = ({ classes }: PrivacyReport, kind: string) => classes.find((one) => one.kind === kind)?.records ?? 0;
/** Every file of the folder, whole. */
const bytes = () =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));

test(
  "the report counts by class and tells nothing; wrong words are refused",
  async () => {
    const found = await report();
    expect([heldOf(found, "ticket"), heldOf(found, "appointment")]).toEqual([OLD, FRESH]);
    expect(found.classes.find(({ kind }) => kind === "ticket")?.due).toBe(OLD);
    expect(found.unreadable).toBe(0);
    const plain = await hallkeeper("privacy", "report");
    expect(plain.code).toBe(0);
    expect(plain.out).toContain(`${OLD} held, ${OLD} due`);
    expect(plain.out).not.toMatch(/1380000|t_1\b/);
    expect((await hallkeeper("privacy", "show")).code).not.toBe(0);
    for (const file of bytes()) expect(file.includes(phoneOf(1))).toBe(false);
  },
  RUN_MS,
);

test(
  "with the key lost or another's nothing is readable, and no new key takes its place",
  async () => {
    const key = join(dataDir, "vault.key");
    const aside = join(dir, "vault.key");
    copyFileSync(key, aside);
    rmSync(key);
    const lost = await hallkeeper("privacy", "report", "--json");
    expect(lost.code).toBe(0);
    expect(lost.err).toContain("vault.key");
    expect((JSON.parse(lost.out) as PrivacyReport).unreadable).toBe(OLD + FRESH);
    expect(existsSync(key)).toBe(false);
    writeFileSync(key, `${Buffer.alloc(32, 5).toString("base64url")}\n`);
    const other = await hallkeeper("privacy", "report", "--json");
    expect((JSON.parse(other.out) as PrivacyReport).unreadable).toBe(OLD + FRESH);
    writeFileSync(key, "cut");
    expect((await hallkeeper("privacy", "report")).code).not.toBe(0);
    copyFileSync(aside, key);
    expect((await report()).unreadable).toBe(0);
  },
  RUN_MS,
);

test(
  "killed in the middle a purge is undone or whole; afterwards nothing of it is left and the log verifies",
  async () => {
    const key = readFileSync(join(dataDir, "vault.key"), "utf8").trim();
    const killed = await run("tests/hall/purging-child.mjs", join(dataDir, "private.sqlite"), key, "30");
    expect(killed.signal).toBe("SIGKILL");
    const between = await report();
    expect(heldOf(between, "ticket")).toBe(OLD);
    expect(between.unreadable).toBe(0);
    const purged = await hallkeeper("privacy", "purge", "--json");
    expect([purged.code, purged.err]).toEqual([0, ""]);
    expect((JSON.parse(purged.out) as PurgeView).total).toBe(OLD);
    const after = await report();
    expect([heldOf(after, "ticket"), heldOf(after, "appointment")]).toEqual([0, FRESH]);
    expect(after.lastPurgeAt).not.toBeNull();
    // Not only let go: not even the sealed bytes are in a file any more, so that a key found later opens nothing.
    const files = bytes();
    for (const one of sealed) for (const file of files) expect(file.includes(one)).toBe(false);
    expect((await hallkeeper("privacy", "purge", "--json")).out).toContain('"total":0');
    const checked = await hallkeeper("verify-log");
    expect([checked.code, checked.err]).toEqual([0, ""]);
  },
  RUN_MS,
);
