// A backup that failed, or is not there after its hour, is an alarm; the next good one ends it.
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { backupName } from "../../controller/backup/make-backup.ts";
import { NightlyBackup } from "../../controller/backup/nightly.ts";
import { alarmWords } from "../../controller/contract/alarm-words.ts";
import { GivenAlarms } from "./given-alarms.ts";

const HOUR_MS = 3_600_000;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The real desk of backups over a folder of its own, with a maker that fails when told to. */
function desk(now: { ms: number }, fails: { with: string }) {
  const folder = mkdtempSync(join(tmpdir(), "hk-backup-"));
  folders.push(folder);
  const clock = { nowMs: () => now.ms } as never;
  const nightly = new NightlyBackup({
    ...{ backup: { nightlyAt: "02:30", keep: 5, folder }, hall: { id: "hall", timezone: "Asia/Shanghai" } },
    ...{ dataDir: folder, configFile: "", clock, warn: () => undefined, info: () => undefined },
    make: async (file) => {
      if (fails.with !== "") throw new Error(fails.with);
      writeFileSync(file, "copy");
      utimesSync(file, now.ms / 1000, now.ms / 1000);
    },
  });
  return { nightly, folder };
}

test("missing an hour after its time: raised; one made by hand ends it", async () => {
  const hall = new GivenAlarms([]);
  const now = { ms: hall.nowMs };
  const { nightly, folder } = desk(now, { with: "" });
  const look = () => {
    hall.nowMs = now.ms;
    return hall.probes({ backup: nightly.fact }).look().up("backup");
  };
  // 9:00: last night's was to be made at 2:30.
  const old = join(folder, backupName("hall", now.ms - 30 * HOUR_MS));
  writeFileSync(old, "copy");
  utimesSync(old, (now.ms - 30 * HOUR_MS) / 1000, (now.ms - 30 * HOUR_MS) / 1000);
  expect(look()).toEqual(["backup:nightly"]);
  expect(hall.state.alarms.get("backup:nightly")).toMatchObject({ severity: "major" });
  expect(hall.state.alarms.get("backup:nightly")?.detail).toContain("1 days old");
  await nightly.makeNow();
  expect(look()).toEqual([]);
  // The next night's is not missed before it has had an hour.
  now.ms += 17.5 * HOUR_MS + 59 * 60_000;
  expect(look()).toEqual([]);
  now.ms += 2 * 60_000;
  expect(look()).toEqual(["backup:nightly"]);
});

test("failed: raised at once, without a word of the machine's paths; where none is wanted none is missed", async () => {
  const hall = new GivenAlarms([]);
  const now = { ms: hall.nowMs };
  const fails = { with: "EACCES: /home/somebody/13800138000" };
  const { nightly } = desk(now, fails);
  await nightly.makeNow().catch(() => undefined);
  hall.probes({ backup: nightly.fact }).look();
  expect(hall.up("backup")).toEqual(["backup:nightly"]);
  expect(JSON.stringify(hall.log)).not.toContain("somebody");
  fails.with = "";
  await nightly.makeNow();
  hall.probes({ backup: nightly.fact }).look();
  expect(hall.up("backup")).toEqual([]);
  expect(
    hall
      .probes({ backup: { trouble: "", newestMs: null, dueMs: null } })
      .look()
      .up("backup"),
  ).toEqual([]);
  expect(alarmWords("backup").action?.href).toBe("/manager#settings");
});
