// Reports carry the newest signed checkpoint: signed today, or before today, and none where nothing was signed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keyText, signCheckpoint } from "../../controller/evidence/checkpoint.ts";
import { KeyRing, originOf } from "../../controller/evidence/key-ring.ts";
import { csvOf, xlsxOf } from "../../controller/reports/files.ts";
import { ReportRoom } from "../../controller/reports/room.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { GivenHall } from "../domain/given-hall.ts";
import { monthSettings } from "./given-month.ts";
import { keptFolder } from "./kept-folder.ts";
import { unzipped } from "./unzipped.ts";

const START_MS = Date.parse("2031-03-04T09:00:00+08:00");
const RULES = { waitTargetMinutes: 20, rankLeast: 3, publicLeast: 3 };
const ROOT = "ab".repeat(32);
const HASH = "cd".repeat(32);

test("from the log alone, as of the figures' own moment, in the table, the files and the public page", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hk-signed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const hall = new GivenHall(monthSettings(2), START_MS);
  hall.does({ type: "tick" });
  const store = SqliteStore.open(keptFolder());
  onTestFinished(() => store.close());
  let stored = 0;
  const keep = () => {
    store.append({ events: hall.log.slice(stored), answers: [] });
    stored = hall.log.length;
  };
  const { current } = new KeyRing({ dataDir: folder, hallId: "demo", loggedKey: null });
  const signs = (size: number) => {
    const statement = { origin: originOf("demo"), seq: size, hash: HASH, atMs: hall.nowMs };
    const { note } = signCheckpoint({ ...statement, root: Buffer.from(ROOT, "hex") }, current.key, current.privateKey);
    const signed = { size, hash: HASH, root: ROOT, note, key: keyText(current.key) };
    hall.does({ type: "note-checkpoint", reason: "asked", ...signed });
    keep();
  };
  keep();
  const options = { path: store.path, settings: hall.settings, rules: RULES, version: "9.8.7" };
  const room = new ReportRoom(options, () => hall.nowMs);
  onTestFinished(() => room.close());
  const table = () => room.table({ report: "day", from: "2031-03-04", to: "2031-03-05" });
  expect(table()?.signed).toBeNull();
  expect(csvOf(table() as never)).toContain("尚未签名 not signed yet");

  signs(1);
  const first = { size: 1, root: ROOT, keyId: current.key.id, at: "2031-03-04T09:00:00.000+08:00" };
  expect(table()?.signed).toEqual(first);
  const later = table();
  if (later === null) throw new Error("no table");
  const words = `已签名 Signed 1 ${ROOT.slice(0, 16)} · 密钥 Key ${current.key.id} · 2031-03-04 09:00 · Hallkeeper 9.8.7`;
  expect(csvOf(later)).toContain(words);
  expect(unzipped(Buffer.from(await xlsxOf(later)), "xl/sharedStrings.xml")).toContain(words);
  expect(room.publicFigures()).toMatchObject({ signed: first, version: "9.8.7" });

  // The next day begins with it; a reader that opens then finds it without looking through the days before.
  hall.nowMs += 86_400_000;
  hall.does({ type: "tick" });
  keep();
  const fresh = new ReportRoom(options, () => hall.nowMs);
  onTestFinished(() => fresh.close());
  expect(fresh.table({ report: "day", from: "2031-03-05", to: "2031-03-05" })?.signed).toEqual(first);
  signs(2);
  expect([table()?.signed?.size, fresh.publicFigures().signed?.size]).toEqual([2, 2]);
});
