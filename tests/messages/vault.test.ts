// Personal data beside the log: sealed, bound to its place, removed by rule; damage is "nothing known", never a crash.
import { createDecipheriv } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SqliteVault } from "../../controller/messages/sqlite-vault.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { tempFolder } from "../store/temp-folder.ts";

const DAY_MS = 86_400_000;
const PHONE = "+8613912345678";

class GivenVault {
  readonly clock: VirtualClock;
  readonly folder: string;
  readonly warnings: string[] = [];
  readonly vault: SqliteVault;
  #closed = false;

  constructor(folder = tempFolder(), key = Buffer.alloc(32, 7), clock = new VirtualClock()) {
    this.folder = folder;
    this.clock = clock;
    this.vault = new SqliteVault({
      ...{ path: join(folder, "private.sqlite"), key, nowMs: () => clock.nowMs(), contactDays: 30, countryCode: "86" },
      log: { warn: (_fields, message) => this.warnings.push(message) },
    });
    onTestFinished(() => this.close());
  }

  close(): void {
    if (!this.#closed) this.vault.close();
    this.#closed = true;
  }

  /** The file as it lies there, opened by something else. */
  raw() {
    const db = openDatabase(join(this.folder, "private.sqlite"));
    onTestFinished(() => void db.close());
    return db;
  }

  bytes(): string {
    const files = readdirSync(this.folder).filter((name) => name.startsWith("private.sqlite"));
    return files.map((name) => readFileSync(join(this.folder, name)).toString("latin1")).join("");
  }
}

test("what is put is found again, by one reference or the newest of several", () => {
  const { vault, clock } = new GivenVault();
  vault.put("ticket:t1", { phone: PHONE });
  clock.advance(1000);
  vault.put("case:c1", { phone: "+8613800000000", name: "张某" });
  expect(vault.get("ticket:t1")).toEqual({ phone: PHONE });
  expect(vault.get("ticket:t2")).toBeNull();
  expect(vault.first(["ticket:t1", "case:c1", "case:c2"])?.name).toBe("张某");
  expect(vault.first([])).toBeNull();
  expect(vault.forget("case:c1")).toBe(true);
  expect(vault.forget("case:c1")).toBe(false);
  expect(vault.first(["ticket:t1", "case:c1"])).toEqual({ phone: PHONE });
});

test("neither the number nor the name stands in the file, before or after it is forgotten", () => {
  const given = new GivenVault();
  given.vault.put("ticket:t1", { phone: PHONE, name: "Zhang Mouren" });
  given.vault.optOut(PHONE);
  for (const text of ["13912345678", "Mouren"]) expect(given.bytes()).not.toContain(text);
  const before = given.raw().prepare("SELECT sealed FROM records").get() as { sealed: Buffer };
  given.vault.forget("ticket:t1");
  expect(given.bytes()).not.toContain(before.sealed.toString("latin1"));
});

test("a record is AES-256-GCM under the key, its reference the associated data", () => {
  const given = new GivenVault();
  given.vault.put("ticket:t1", { phone: PHONE });
  const { sealed } = given.raw().prepare("SELECT sealed FROM records").get() as { sealed: Buffer };
  const open = createDecipheriv("aes-256-gcm", Buffer.alloc(32, 7), sealed.subarray(0, 12));
  open.setAAD(Buffer.from("ticket:t1"));
  open.setAuthTag(sealed.subarray(sealed.length - 16));
  const text = open.update(sealed.subarray(12, sealed.length - 16)).toString() + open.final().toString();
  expect(JSON.parse(text)).toEqual({ phone: PHONE });
});

test("a record moved to another person, cut or changed counts as none, and is reported once", () => {
  const given = new GivenVault();
  const db = given.raw();
  given.vault.put("ticket:t1", { phone: PHONE });
  given.vault.put("ticket:t2", { phone: PHONE });
  given.vault.put("ticket:t3", { phone: PHONE });
  db.prepare("UPDATE records SET sealed = (SELECT sealed FROM records WHERE ref = 'ticket:t3') WHERE ref = ?").run(
    "ticket:t1",
  );
  db.prepare("UPDATE records SET sealed = x'0102' WHERE ref = ?").run("ticket:t2");
  expect([given.vault.get("ticket:t1"), given.vault.get("ticket:t1")]).toEqual([null, null]);
  expect(given.vault.get("ticket:t2")).toBeNull();
  expect(given.vault.get("ticket:t3")).toEqual({ phone: PHONE });
  expect(given.warnings).toHaveLength(2);
  expect(given.vault.counts()).toMatchObject({ records: 3, unreadable: 2 });
});

test("under another key everything counts as unknown, opt-outs too, and new records work", () => {
  const first = new GivenVault();
  first.vault.put("ticket:t1", { phone: PHONE });
  first.close();
  const other = new GivenVault(first.folder, Buffer.alloc(32, 8));
  expect(other.vault.get("ticket:t1")).toBeNull();
  expect(other.warnings).toHaveLength(1);
  other.vault.put("ticket:t1", { phone: PHONE });
  expect(other.vault.get("ticket:t1")).toEqual({ phone: PHONE });
});

test("the rule removes what is older, counted from when it is needed last, and says what it removed", () => {
  const { vault, clock } = new GivenVault();
  const startMs = clock.nowMs();
  vault.put("ticket:t1", { phone: PHONE });
  vault.put("case:c1", { phone: PHONE });
  vault.keep("appointment:a1", { phone: PHONE }, startMs + 60 * DAY_MS);
  clock.advance(30 * DAY_MS);
  expect(vault.purge(clock.nowMs())).toEqual([]);
  clock.advance(1);
  expect(vault.purge(clock.nowMs())).toEqual([
    { kind: "case", removed: 1, oldestMs: startMs },
    { kind: "ticket", removed: 1, oldestMs: startMs },
  ]);
  expect(vault.get("appointment:a1")).toEqual({ phone: PHONE });
  clock.advance(60 * DAY_MS);
  expect(vault.purge(clock.nowMs())).toMatchObject([{ kind: "appointment", removed: 1 }]);
});

test("who asked not to be written to is known by every way of writing the number, and stays so", () => {
  const { vault, clock } = new GivenVault();
  expect(vault.optedOut(PHONE)).toBe(false);
  vault.optOut("139 1234 5678");
  clock.advance(400 * DAY_MS);
  vault.purge(clock.nowMs());
  for (const written of [PHONE, "13912345678", "008613912345678", "8613912345678", "+86 139-1234-5678"])
    expect(vault.optedOut(written), written).toBe(true);
  expect(vault.optedOut("13912345679")).toBe(false);
});
