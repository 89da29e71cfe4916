// `hallkeeper upward export`, `verify-log`, `checkpoint`, `export-log` and their kin as processes, over one log made
// beforehand: what they answer, with which exit code, and what they say to wrong words and unreadable files.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { logPath } from "../../controller/store/open-log.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { monthLog } from "../upward/given-log.ts";
import { BASE } from "../upward/given-records.ts";
import { GIVEN_VALUES } from "../upward/given-values.ts";

const root = resolve(import.meta.dirname, "..", "..");
const SPAN = ["--from", "2026-01-05", "--to", "2026-01-11"];
const log = monthLog();
let dir = "";
let data = "";
let checkpoint = "";
let head = "";

function configured(name: string, province: "zhejiang" | "shandong"): string {
  const { subMatter: _none, ...item } = BASE.item ?? {};
  const file = join(dir, `${name}.yaml`);
  const { department, area } = BASE;
  const upward = {
    ...{ province, department, given: GIVEN_VALUES[province], items: { social: item } },
    area: { city: area.city, county: area.county },
  };
  const config = {
    version: 1,
    hall: { id: "test-hall", name: { "zh-CN": "测试大厅" } },
    services: [{ id: "social", prefix: "A", name: { "zh-CN": "社会保险" } }],
    windows: [{ id: "1", name: { "zh-CN": "1号窗口" }, services: ["social"] }],
    staff: [{ id: "s01", name: "王某", number: "1001" }],
    upward,
  };
  writeFileSync(file, stringify(config));
  return file;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "hallkeeper-records-"));
  data = join(dir, "data");
  const store = SqliteStore.open(data);
  store.append({ events: [...log], answers: [] });
  head = store.eventsAfter(log.length - 1, 1)[0]?.hash ?? "";
  store.close();
  configured("zhejiang", "zhejiang");
  configured("shandong", "shandong");
  checkpoint = join(dir, "checkpoint.json");
  expect(await run("checkpoint", "--data", data, "--out", checkpoint)).toMatchObject({ code: 0 });
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const all = ["dist/controller/cli.js", ...args];
  return new Promise((done) => {
    execFile(process.execPath, all, { cwd: root, maxBuffer: 64e6 }, (error, out, err) => {
      done({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

const upward = (province: string, ...words: string[]) =>
  run("upward", ...words, "--config", join(dir, `${province}.yaml`), "--data", data);
const lines = (text: string) => text.trimEnd().split(/\r?\n/);

describe("upward export", () => {
  test("writes what can be said, names what cannot, and says so by its exit code", async () => {
    const file = join(dir, "out.json");
    const { code, out, err } = await upward("zhejiang", "export", ...SPAN, "--out", file);
    const rows = JSON.parse(readFileSync(file, "utf8")) as { satisfaction: string; pf: string }[];
    expect(code).toBe(1);
    expect(out).toContain(`${rows.length} rows written to ${file}, ${lines(err).length} refused`);
    expect(rows.every(({ satisfaction, pf }) => /^[1-5]$/.test(satisfaction) && /^[1-7]$/.test(pf))).toBe(true);
    expect(new Set(lines(err).map((line) => line.split(": ").at(-1)))).toEqual(
      new Set(["pf channel-without-code", "pf origin-without-code"]),
    );
  });

  test("speaks each province's own form, to standard output", async () => {
    const { out } = await upward("shandong", "export", ...SPAN);
    const [heads, ...rows] = lines(out.replace(/^\ufeff/, ""));
    expect(heads?.split(",").slice(0, 5)).toEqual(["姓名", "办件编号", "事项名称", "评价渠道", "满意度"]);
    expect(rows.some((row) => row.includes("电话评价"))).toBe(true);
  });

  test.each([
    [["push"], /upward export/],
    [["export", "--province", "guangdong"], /codes of guangdong are not set/],
    [["export", "--province", "moon"], /--province moon: one of/],
    [["export", "--format", "xlsx"], /--format xlsx: csv or json/],
    [["export", "--from", "2026-02-30"], /2026-02-30: YYYY-MM-DD/],
    [["export", "--from", "2026-01-06", "--to", "2026-01-05"], /is after/],
  ])("%j is wrong usage: exit 2, said in one line", async (words, why) => {
    const { code, out, err } = await upward("zhejiang", ...words);
    expect([code, out, lines(err).length]).toEqual([2, "", 1]);
    expect(err).toMatch(why);
  });

  test("without a configuration or a log it fails in words", async () => {
    const none = await run("upward", "export", "--config", join(dir, "none.yaml"), "--data", data);
    expect([none.code, none.out]).toEqual([2, ""]);
    const empty = join(dir, "empty");
    mkdirSync(empty, { recursive: true });
    const bare = await run("upward", "export", "--config", join(dir, "zhejiang.yaml"), "--data", empty);
    expect(bare.code).toBe(1);
    expect(lines(bare.err)).toHaveLength(1);
  });
});

describe("the log's commands", () => {
  test("a whole log is intact, with a checkpoint and without, which is said", async () => {
    const sure = await run("verify-log", "--data", data, "--checkpoint", checkpoint);
    expect(sure).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${log.length} events, head ${log.length} ${head}`),
    });
    const unsure = await run("verify-log", "--data", data, "--json");
    expect(JSON.parse(unsure.out)).toMatchObject({ ok: true, count: log.length, faults: [] });
    expect((await run("verify-log", "--data", data)).out).toContain("without a checkpoint a cut-off tail");
  });

  test.each([
    ["edited", "UPDATE events SET actor = 'staff:s99' WHERE seq = 40"],
    ["removed", "DELETE FROM events WHERE seq = 40"],
    ["cut-off", "DELETE FROM events WHERE seq > (SELECT max(seq) - 3 FROM events)"],
  ])("one that was tampered with is called %s, and the exit code is 1", async (kind, sql) => {
    const copy = join(dir, `tampered-${kind}`);
    cpSync(data, copy, { recursive: true });
    const db = openDatabase(logPath(copy));
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
      name: string;
    }[])
      db.exec(`DROP TRIGGER "${name}"`);
    db.exec(sql);
    db.close();
    const { code, out } = await run("verify-log", "--data", copy, "--checkpoint", checkpoint);
    expect([code, out.startsWith("LOG DAMAGED")]).toEqual([1, true]);
    expect(out).toContain(`: ${kind}: `);
  });

  test("every row comes as it is hashed", async () => {
    const file = join(dir, "log.jsonl");
    expect(await run("export-log", "--data", data, "--out", file)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${log.length} rows written to ${file}`),
    });
    const rows = lines(readFileSync(file, "utf8")).map((line) => JSON.parse(line) as { seq: number; hash: string });
    expect(rows.map(({ seq }) => seq)).toEqual(log.map(({ seq }) => seq));
    expect(rows.at(-1)?.hash).toBe(head);
  });

  test.each([
    [["verify-log", "--checkpoint", "NONE"], /ENOENT/],
    [["verify-log", "--checkpoint", "JUNK"], /checkpoint .*junk/],
    [["verify-log", "--public-key", "JUNK"], /expected lines/],
    [["verify-receipt"], /verify-receipt FILE/],
    [["verify-receipt", "NONE"], /ENOENT/],
    [["verify-receipt", "JUNK"], /receipt .*junk/],
    [["compare-checkpoints", "CHECKPOINT"], /compare-checkpoints FILE FILE/],
    [["compare-checkpoints", "CHECKPOINT", "CHECKPOINT", "--consistency", "JUNK"], /proof .*junk/],
    [["verify-log", "--no-such-option"], /no-such-option/],
  ])("%j is wrong usage: exit 2, said in words and not as a stack", async (words, why) => {
    const junk = join(dir, "junk.json");
    writeFileSync(junk, "nothing of ours");
    const named: Readonly<Record<string, string>> = { NONE: join(dir, "none"), JUNK: junk, CHECKPOINT: checkpoint };
    const { code, err } = await run(...words.map((word) => named[word] ?? word), "--data", data);
    expect(code).toBe(2);
    expect(err).toMatch(why);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test("no log at all is a failure, not an intact log", async () => {
    const { code, err } = await run("verify-log", "--data", join(dir, "nowhere"));
    expect(code).toBe(1);
    expect(err).not.toMatch(/^\s+at /m);
  });
});
