// A default in the tables: written, then replaced by an active record, with the log keeping both and agreeing.
import { afterEach, expect, test } from "vitest";
import { openLog } from "../../controller/store/open-log.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { House, SETTINGS } from "../http/house.ts";

const DAY_MS = 86_400_000;
let house: House;
afterEach(() => house.close());

async function servedWithDefault(): Promise<string> {
  const defaults = { on: true, days: 2, kind: "calendar", level: 4, rule: "r7-test" } as const;
  house = await House.open({ ...SETTINGS, rating: { defaults, stages: ["acceptance", "completion"] } });
  await house.post("windows/1/open", { staffId: "s01" });
  await house.ticket();
  await house.post("windows/1/call-next");
  await house.post("windows/1/arrived");
  await house.post("windows/1/finish");
  const caseId = (await house.get("cases")).body[0].id;
  house.clock.advance(3 * DAY_MS);
  await house.hall.submit({ type: "tick" }, { actor: "system", render: () => null });
  return caseId;
}

test("the tables follow, a rebuild makes the same, and the check of the log agrees", async () => {
  const caseId = await servedWithDefault();
  const { store } = house;
  expect(store.records.caseById(caseId)?.rating).toMatchObject({ origin: "default", level: 4, rule: "r7-test" });
  expect(verifyLog(store.path)).toMatchObject({ ok: true });
  await house.post("ratings", { caseId, level: 2, channel: "mobile", stage: 1 });
  await house.post("ratings", { caseId, level: 1, channel: "mobile" });
  const rows = () => {
    const db = openLog(store.path);
    const found = db.prepare("SELECT stage, sequence, level, origin FROM ratings ORDER BY seq").all();
    db.close();
    return found;
  };
  const expected = [
    { stage: 1, sequence: 1, level: 2, origin: "active" },
    { stage: 2, sequence: 1, level: 1, origin: "active" },
  ];
  expect(rows()).toEqual(expected);
  expect(store.records.caseById(caseId)?.rating).toMatchObject({ origin: "active", level: 1 });
  const types = store.eventsAfter(0, 1000).filter(({ type }) => type === "rating.recorded");
  expect(types).toHaveLength(3);
  expect(verifyLog(store.path)).toMatchObject({ ok: true });
  store.rebuildProjections();
  expect(rows()).toEqual(expected);
  const db = openLog(store.path);
  db.exec("DELETE FROM ratings WHERE stage = 2");
  db.close();
  expect(verifyLog(store.path).faults).toMatchObject([{ kind: "rating" }]);
});

test("a default that is gone from the table without anything in its place is a fault", async () => {
  await servedWithDefault();
  const db = openLog(house.store.path);
  db.exec("DELETE FROM ratings");
  db.close();
  expect(verifyLog(house.store.path).faults).toMatchObject([{ kind: "rating" }]);
});
