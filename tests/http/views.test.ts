// Views and figures beside the state: what they count, what an undo takes back, what a restart rebuilds.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ManagerView, WindowConsoleView } from "../../controller/contract/views.ts";
import type { HallState, Policy } from "../../controller/domain/types.ts";
import { viewData } from "../../controller/live.ts";
import { indexOf, MISSED_KEPT_MAX } from "../../controller/views/day-index.ts";
import { contextOf } from "../../controller/views/sources.ts";
import { QUEUE_ROWS_MAX } from "../../controller/views/windows.ts";
import { dispatchRule, missedRule } from "../../controller/views/words.ts";
import { House, SETTINGS } from "./house.ts";

let house: House;

/** A house for each test of a group: its figures begin at nothing. */
function inHouseOfItsOwn(): void {
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(async () => {
    expect(house.errors).toEqual([]);
    await house.close();
  });
}

async function view<T>(key: string): Promise<T> {
  return house.hall.read((state: HallState) => viewData(contextOf(house.sources, state), key, () => null) as T);
}
const figures = async (): Promise<ManagerView["figures"]> => (await view<ManagerView>("manager")).figures;
const console1 = (): Promise<WindowConsoleView> => view<WindowConsoleView>("window:1");

describe("the day's figures", () => {
  inHouseOfItsOwn();

  test("count what happened, and an undo takes its own back", async () => {
    for (let n = 0; n < 3; n += 1) await house.ticket();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next");
    await house.post("windows/1/missed");
    expect(await figures()).toMatchObject({ issued: 3, waiting: 2, missed: 1, finished: 0 });
    await house.post("windows/1/undo");
    expect(await figures()).toMatchObject({ missed: 0 });
    await house.post("windows/1/arrived");
    house.clock.advance(16 * 60_000);
    await house.post("windows/1/finish");
    expect(await figures()).toMatchObject({ finished: 1, late: 1, invited: 1, rated: 0 });
    expect((await console1()).doneToday).toBe(1);
    await house.post("windows/1/undo");
    expect(await figures()).toMatchObject({ finished: 0, late: 0, invited: 0 });
    expect((await console1()).doneToday).toBe(0);
    await house.post("windows/1/finish");
    await house.post("windows/1/rating", { level: 2 });
    await house.post("windows/1/call-next");
    await house.post("windows/1/invite-rating");
    await house.post("windows/1/rating", { level: 5 });
    expect(await figures()).toMatchObject({
      finished: 2,
      late: 1,
      invited: 2,
      rated: 2,
      badRatings: 1,
      averageLevel: 3.5,
    });
    const waiting = (await house.get("tickets?state=waiting")).body;
    await house.post(`tickets/${waiting[0].id}/leave`);
    expect(await figures()).toMatchObject({ left: 1, waiting: 0 });
  });

  test("are the same after a restart, folded from the day's events", async () => {
    await house.ticket();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next");
    await house.post("windows/1/missed");
    await house.post("windows/1/undo");
    await house.post("windows/1/finish");
    await house.post("windows/1/rating", { level: 4 });
    const again = indexOf(house.store.loadSinceDayStart());
    const { index } = house.sources;
    expect(JSON.stringify([again.figures, again.figures.averageLevel, again.figures.window("1")])).toBe(
      JSON.stringify([index.figures, index.figures.averageLevel, index.figures.window("1")]),
    );
    expect([...again.ticketIdByToken]).toEqual([...index.ticketIdByToken]);
    expect([...again.staffAt]).toEqual([["1", "s01"]]);
    expect(again.events).toEqual(index.events);
    expect(again.figures.averageLevel).toBe(4);
  });

  test("start at nothing with a new day; a rating for yesterday's case is listed, not counted", async () => {
    await house.ticket();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next");
    const { body } = await house.post("windows/1/invite-rating");
    house.clock.advance(26 * 3_600_000);
    await house.ticket();
    expect(await figures()).toMatchObject({ issued: 1, finished: 0, invited: 0, rated: 0, averageLevel: null });
    await house.post("ratings", { caseId: body.case.id, level: 1, channel: "qr" });
    const manager = await view<ManagerView>("manager");
    expect(manager.figures).toMatchObject({ rated: 0, badRatings: 0 });
    expect(manager.ratings).toMatchObject([{ level: 1, channel: "qr", windowId: "1" }]);
  });
});

describe("a console", () => {
  inHouseOfItsOwn();

  test("lists the queues of its services in order of arrival, and at most a screenful", async () => {
    const a = await house.ticket("social");
    const b = await house.ticket("house");
    const c = await house.ticket("social");
    const ids = async (key: string) => (await view<WindowConsoleView>(key)).waiting.rows.map((row) => row.ticketId);
    expect(await ids("window:1")).toEqual([a.id, c.id]);
    expect(await ids("window:2")).toEqual([a.id, b.id, c.id]);
    expect(await ids("window:3")).toEqual([b.id]);
    for (let n = 0; n < QUEUE_ROWS_MAX + 5; n += 1) await house.ticket("social");
    const { waiting } = await console1();
    expect([waiting.total, waiting.rows.length]).toEqual([QUEUE_ROWS_MAX + 7, QUEUE_ROWS_MAX]);
  });

  test("shows a ticket sent to it alone, and no other window does", async () => {
    const a = await house.ticket("social");
    await house.post("windows/1/open", {});
    await house.post("windows/1/call-next");
    await house.post("windows/1/transfer", { windowId: "3" });
    const third = await view<WindowConsoleView>("window:3");
    expect(third.waiting).toMatchObject({ total: 1, rows: [{ ticketId: a.id }] });
    expect(third.next).toMatchObject({ ticketId: a.id });
    expect((await view<WindowConsoleView>("window:2")).waiting).toEqual({ total: 0, rows: [] });
  });

  test("says who is next and why, who is held and who was missed", async () => {
    const a = await house.ticket();
    const b = await house.ticket("social", { priority: "elderly" });
    expect((await console1()).next).toEqual({ number: b.number, ticketId: b.id, why: expect.any(String) });
    await house.post("windows/1/open", {});
    await house.post("windows/1/call-next");
    await house.post("windows/1/hold");
    await house.post("windows/1/call-next");
    await house.post("windows/1/missed");
    const { held, missed, next } = await console1();
    expect([held, missed, next]).toMatchObject([[{ ticketId: b.id }], [{ ticketId: a.id }], null]);
  });
});

test("the list of missed tickets is bounded, and a second miss makes a ticket the newest", () => {
  const event = (seq: number, ticketId: string) =>
    ({
      type: "ticket.missed",
      seq,
      atMs: seq,
      actor: "system",
      data: { ticketId, number: ticketId, serviceId: "social", windowId: "1" },
    }) as const;
  const index = indexOf([]);
  for (let n = 0; n < MISSED_KEPT_MAX + 50; n += 1) index.fold(event(n, `t${n}`));
  index.fold(event(9_999, "t100"));
  expect(index.missed.size).toBe(MISSED_KEPT_MAX);
  expect([...index.missed.keys()].at(-1)).toBe("t100");
  expect(index.missed.has("t0")).toBe(false);
});

describe("the hall's rules in words", () => {
  const policy = (more: object): Policy => ({ ...SETTINGS.policy, ...more }) as Policy;
  const IN_ORDER = { "zh-CN": "按取号先后叫号。", en: "Numbers are called in order of arrival." };

  test("follow the policy in force", () => {
    const rule = (classes: string[], overtakeMax: number) =>
      dispatchRule(policy({ priority: { classes, overtakeMax } }));
    for (const [most, times] of [
      [1, "once"],
      [2, "2 times"],
      [7, "7 times"],
    ] as const) {
      const { en, "zh-CN": zh } = rule(["elderly"], most);
      expect(en).toContain(`priority numbers go first, an ordinary one is overtaken at most ${times} in a row`);
      expect(zh).toContain(`优先号先办，普通号最多连续被超过${most}次`);
    }
    expect(rule([], 2)).toEqual(IN_ORDER);
    const strict = policy({ missed: { mayReturn: false, returnAfterCalls: 3, maxReturns: 1 } });
    expect(missedRule(strict)["zh-CN"]).toContain("须重新取号");
    const kind = policy({ missed: { mayReturn: true, returnAfterCalls: 3, maxReturns: 2 } });
    expect(missedRule(kind)["zh-CN"]).toContain("再叫3个号后可重新呼叫");
    expect(missedRule(kind).en).toContain("after 3 more calls");
  });

  test("do not promise an order that the rules do not keep", () => {
    // With no overtaking allowed everybody goes in order of arrival: the sentence promises no priority.
    const none = policy({ priority: { classes: ["elderly"], overtakeMax: 0 } });
    expect(dispatchRule(none)).toEqual(IN_ORDER);
  });
});
