// Notices on the boards, and who is next in a service.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Notice } from "../../controller/domain/board-types.ts";
import { fold } from "../../controller/domain/fold.ts";
import { nextUp } from "../../controller/domain/next-up.ts";
import { NOTICES_MAX, noticesFor } from "../../controller/domain/notices.ts";
import { snapshotOf } from "../../controller/domain/snapshot.ts";
import { GivenHall, MINUTE_MS, SEEDED, settingsWith } from "./given-hall.ts";

const ZONES = [
  { id: "east", name: { en: "East" }, windows: ["1"] },
  { id: "west", name: { en: "West" }, windows: ["2", "3"] },
];
const text = { "zh-CN": "电梯检修", en: "The lift is being repaired" };

function given(): GivenHall {
  return new GivenHall(settingsWith({ zones: ZONES }));
}

const post = (hall: GivenHall, over: { untilMs?: number | null; zones?: string[] } = {}) =>
  hall.submit({ type: "post-notice", text, untilMs: over.untilMs ?? null, zones: over.zones ?? [] });
const shown = (hall: GivenHall, zone: string | null): readonly Notice[] => noticesFor(hall.state, zone);

describe("a notice", () => {
  test("is posted, seen in its zones alone, and withdrawn", () => {
    const hall = given();
    post(hall);
    post(hall, { zones: ["east"] });
    expect(shown(hall, null).map(({ zones }) => zones)).toEqual([["east"], []]);
    expect(shown(hall, "west").map(({ zones }) => zones)).toEqual([[]]);
    const [newest] = shown(hall, "east");
    expect(newest).toMatchObject({ text, untilMs: null, postedAtMs: hall.nowMs });
    expect(hall.submit({ type: "withdraw-notice", noticeId: newest?.id ?? "" })).toMatchObject({ ok: true });
    expect(shown(hall, "east")).toHaveLength(1);
    expect(hall.log.slice(-1)).toMatchObject([{ type: "notice.withdrawn", data: { reason: "withdrawn" } }]);
  });

  test("is refused for a zone, an end or a notice that does not exist, and when all places are taken", () => {
    const hall = given();
    expect(post(hall, { zones: ["north"] })).toMatchObject({ ok: false, code: "ZONE_UNKNOWN" });
    expect(post(hall, { untilMs: hall.nowMs })).toMatchObject({ ok: false, code: "NOTICE_OVER" });
    expect(hall.submit({ type: "withdraw-notice", noticeId: "n" })).toMatchObject({ code: "NOTICE_UNKNOWN" });
    for (let n = 0; n < NOTICES_MAX; n += 1) expect(post(hall)).toMatchObject({ ok: true });
    expect(post(hall)).toMatchObject({ ok: false, code: "NOTICES_FULL" });
    expect(hall.log.filter(({ type }) => type === "notice.posted")).toHaveLength(NOTICES_MAX);
  });

  test("comes down by itself when its time is over, and not before", () => {
    const hall = given();
    post(hall, { untilMs: hall.nowMs + MINUTE_MS });
    hall.nowMs += MINUTE_MS - 1;
    hall.submit({ type: "tick" });
    expect(shown(hall, null)).toHaveLength(1);
    hall.nowMs += 1;
    hall.submit({ type: "tick" });
    expect(shown(hall, null)).toEqual([]);
    expect(hall.log.slice(-1)).toMatchObject([{ type: "notice.withdrawn", data: { reason: "over" } }]);
    hall.submit({ type: "tick" });
    expect(hall.log.filter(({ type }) => type === "notice.withdrawn")).toHaveLength(1);
  });

  test("outlives the night, and a day that knows nothing of notices begins without", () => {
    const hall = given();
    post(hall, { zones: ["west"] });
    hall.nowMs += 24 * 60 * MINUTE_MS;
    hall.submit({ type: "tick" });
    expect(shown(hall, "west")).toHaveLength(1);
    const { notices: _left, ...old } = snapshotOf(hall.state);
    const other = given();
    const data = { day: "2031-03-06", timezone: "Asia/Shanghai", snapshot: old };
    fold(other.state, { type: "day.started", data, seq: 1, atMs: hall.nowMs, actor: "system" });
    expect(shown(other, null)).toEqual([]);
  });
});

describe("next up", () => {
  test("is who the rule would call, one after the other, where one window serves one service", () => {
    const deed = fc.constantFrom(null, null, null, "elderly", "disabled");
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 25 }), fc.integer({ min: 0, max: 10 }), (people, calls) => {
        const hall = new GivenHall(settingsWith());
        for (const priority of people) {
          hall.nowMs += 1000;
          hall.does({ type: "issue-ticket", serviceId: "a", priority, kioskId: null, language: null });
        }
        hall.does({ type: "open-window", windowId: "1", staffId: null });
        const next = () => {
          hall.nowMs += 60_000;
          return hall.does({ type: "call-next", windowId: "1", fromKeypad: false }).subject?.ticketId;
        };
        for (let n = 0; n < calls; n += 1) next();
        const promised = nextUp(hall.state, "a", 5, hall.nowMs).map(({ id }) => id);
        const called = promised.map(() => next());
        expect(called).toEqual(promised);
        expect(promised).toHaveLength(Math.max(0, Math.min(5, people.length - calls)));
      }),
      { ...SEEDED, numRuns: 150 },
    );
  });

  test("of a service nobody waits for is nobody", () => {
    expect(nextUp(given().state, "b", 3, 0)).toEqual([]);
  });
});
