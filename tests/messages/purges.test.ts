// A removal by rule and its fact in the log: both or neither, once, whatever dies in between.
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { logPurges, purgeNow } from "../../controller/messages/purges.ts";
import { SqliteVault } from "../../controller/messages/sqlite-vault.ts";
import { House } from "../http/house.ts";

const DAY_MS = 86_400_000;
let house: House;
let vault: SqliteVault | null = null;

const opened = () => {
  vault?.close();
  vault = new SqliteVault({
    ...{ path: join(house.folder, "private.sqlite"), key: new Uint8Array(32).fill(3), contactDays: 1 },
    ...{ nowMs: () => house.clock.nowMs(), countryCode: "86", log: { warn: () => undefined } },
  });
  return vault;
};

afterEach(async () => {
  vault?.close();
  vault = null;
  await house.close();
});

const facts = () =>
  house.store.eventsAfter(0, 100).flatMap(({ type, data }) => (type === "privacy.purged" ? [data] : []));

test("is logged once by whoever comes next, and not again when the note could not be cleared", async () => {
  house = await House.open();
  const nowMs = house.clock.nowMs() + 10 * DAY_MS;
  const first = opened();
  first.keep("ticket:t_1", { phone: "13800000000" }, house.clock.nowMs());
  // Not even a removal holds when the process ends within it.
  expect(() =>
    purgeNow(first, nowMs, () => {
      throw new Error("the power is gone");
    }),
  ).toThrow("the power is gone");
  expect(first.refs("ticket")).toEqual(["ticket:t_1"]);
  purgeNow(first, nowMs);
  // The process dies before the log hears of it.
  const second = opened();
  expect(second.refs("ticket")).toEqual([]);
  await Promise.all([logPurges(second, house.hall, 1, "system"), logPurges(second, house.hall, 1, "system")]);
  expect(facts()).toMatchObject([{ counts: { ticket: 1 }, contactDays: 1 }]);
  await logPurges(second, house.hall, 1, "system");
  purgeNow(second, nowMs);
  const noted = second.note("unlogged-purge") ?? "";
  await logPurges(second, house.hall, 1, "system");
  // As after a crash right behind the log's write: the note is there again.
  second.setNote("unlogged-purge", noted);
  await logPurges(second, house.hall, 1, "system");
  expect(facts()).toHaveLength(2);
});

test("one noted by an earlier version is logged, too", async () => {
  house = await House.open();
  const old = opened();
  old.setNote("unlogged-purge", JSON.stringify({ appointment: 3 }));
  await logPurges(old, house.hall, 1, "command-line");
  expect(facts()).toMatchObject([{ counts: { appointment: 3 } }]);
  await logPurges(old, house.hall, 1, "command-line");
  expect(facts()).toHaveLength(1);
});
