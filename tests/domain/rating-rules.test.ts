// Ratings beyond the touch: stages, option lists, defaults, imports, second records, ratings without a call.
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import { editionAt, listOf, reasonsFor } from "../../controller/domain/rating-options.ts";
import { SHIPPED_OPTIONS } from "../../controller/domain/rating-options-shipped.ts";
import type { RatingSettings } from "../../controller/domain/rating-types.ts";
import type { Level } from "../../controller/domain/types.ts";
import { GivenHall, MINUTE_MS, NINE_MS, ratingOf, settingsWith } from "./given-hall.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;

/** A hall with this rule, whose first person has been served by s01 and has gone. */
function served(rating: RatingSettings = {}, inviteOnFinish = true, periodDays = 7) {
  const settings = settingsWith({ rating }, { rating: { inviteOnFinish, periodDays } });
  const hall = new GivenHall(settings, NINE_MS);
  hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
  const ticket = hall.issues();
  hall.callsNext();
  hall.does({ type: "arrived", windowId: "1" });
  hall.later(5 * MINUTE_MS).does({ type: "finish", windowId: "1" });
  const caseId = ticket.caseId ?? "";
  const found = () => {
    const known = hall.state.cases.get(caseId);
    if (known === undefined) throw new Error("the case is gone");
    return known;
  };
  return { hall, caseId, ticket, found };
}
const TICK: Command = { type: "tick" };
const TWO_DAYS: RatingSettings = { defaults: { on: true, days: 2, kind: "working", level: 3, rule: "r7-test" } };

describe("option lists", () => {
  test("a rating says which edition it was asked with; the newest that has begun is asked with", () => {
    const later = { ...SHIPPED_OPTIONS, version: "v2", from: "2031-03-05" };
    const { hall, found } = served({ options: [later, { ...SHIPPED_OPTIONS, version: "v1" }] });
    hall.pressesPad(5);
    expect(found().rating?.optionsVersion).toBe("v1");
    expect(editionAt(hall.settings, NINE_MS + DAY_MS).version).toBe("v2");
  });

  test("a strange reason loses no mark: it is kept and flagged where no list was named", () => {
    const { hall, caseId, found } = served();
    hall.does(ratingOf({ caseId, level: 1, reasons: ["slow", "bribe"] }));
    expect(found().rating).toMatchObject({ level: 1, reasons: ["slow", "bribe"], flags: ["reason-unlisted"] });
  });

  test("an unknown reason of a named list, dimension or edition is refused, and nothing is stored", () => {
    const { hall, caseId, found } = served();
    const named = { optionsVersion: SHIPPED_OPTIONS.version };
    hall.refuses(ratingOf({ caseId, reasons: ["slow", "bribe"], ...named }), "REASON_UNKNOWN");
    hall.refuses(ratingOf({ caseId, dimensions: { mood: 3 } }), "DIMENSION_UNKNOWN");
    hall.refuses(ratingOf({ caseId, dimensions: { attitude: 6 } }), "LEVEL_UNKNOWN");
    hall.refuses(ratingOf({ caseId, optionsVersion: "never" }), "OPTIONS_UNKNOWN");
    expect(found().rating).toBeNull();
    hall.does(ratingOf({ caseId, reasons: ["slow"], dimensions: { attitude: 2, efficiency: 1 } }));
    expect(found().rating).toMatchObject({ dimensions: { attitude: 2, efficiency: 1 }, reasons: ["slow"] });
  });

  test("every level has reasons of its own, on site and online", () => {
    for (const channel of ["window_pad", "web_pc"] as const) {
      for (const level of [1, 2, 3, 4, 5] as const) {
        expect(reasonsFor(listOf(SHIPPED_OPTIONS, channel), level).length).toBeGreaterThanOrEqual(4);
      }
    }
  });

  test("a bad mark without its reason is kept and flagged, until a reason comes", () => {
    const { hall, caseId, found } = served({ reasonRequiredBelow: 3 });
    const { subject } = hall.does(ratingOf({ caseId, level: 2 }));
    expect(found().rating).toMatchObject({ level: 2, flags: ["reason-missing"] });
    const ratingId = subject?.ratingId ?? "";
    const add = { type: "add-rating-reasons", caseId, ratingId, comment: null } as const;
    hall.refuses({ ...add, reasons: ["nonsense"] }, "REASON_UNKNOWN");
    hall.does({ ...add, reasons: ["wait"] });
    expect(found().rating).toMatchObject({ level: 2, reasons: ["wait"], flags: [] });
  });

  test("a change of the level takes the flag away, or brings it", () => {
    const { hall, caseId, found } = served({ reasonRequiredBelow: 3 });
    const ratingId = hall.does(ratingOf({ caseId, level: 1 })).subject?.ratingId ?? "";
    hall.does({ type: "correct-rating", caseId, ratingId, level: 4 });
    expect(found().rating).toMatchObject({ level: 4, flags: [] });
    hall.does({ type: "correct-rating", caseId, ratingId, level: 2 });
    expect(found().rating).toMatchObject({ level: 2, flags: ["reason-missing"] });
  });

  test("words lie elsewhere: the log has a reference and a digest alone", () => {
    const { hall, caseId, found } = served();
    hall.does(ratingOf({ caseId, commentRef: "rating:abc", commentDigest: "d1" }));
    expect(hall.log.at(-1)).toMatchObject({ data: { comment: null, commentRef: "rating:abc", commentDigest: "d1" } });
    expect(found().rating?.commentRef).toBe("rating:abc");
  });

  test("the seconds of the correction are the hall's", () => {
    const { hall, caseId } = served({ correctionSeconds: 2 });
    const ratingId = hall.does(ratingOf({ caseId, level: 1 })).subject?.ratingId ?? "";
    hall.later(1_999).does({ type: "correct-rating", caseId, ratingId, level: 4 });
    hall.later(1).refuses({ type: "correct-rating", caseId, ratingId, level: 5 }, "RATING_FINAL");
  });
});

describe("silence", () => {
  test("without a rule it stays silence, and the case ends once as not rated", () => {
    const { hall, found } = served();
    hall.later(6 * DAY_MS).does(TICK);
    expect(found().rating).toBeNull();
    hall.later(DAY_MS).does(TICK);
    expect(hall.log.at(-1)).toMatchObject({ type: "rating.settled", data: { outcome: "not-rated" } });
    expect(GivenHall.types(hall.later(MINUTE_MS).does(TICK))).toEqual([]);
  });

  test("a default comes after the working days, says its rule, and is no active rating", () => {
    const { hall, found } = served(TWO_DAYS);
    // Tuesday; Wednesday and Thursday count in full.
    hall.nowMs = Date.parse("2031-03-06T23:59:59+08:00");
    hall.does(TICK);
    expect(found().rating).toBeNull();
    hall.later(1000).does(TICK);
    expect(found().rating).toMatchObject({
      ...{ origin: "default", level: 3, channel: "system_default", rule: "r7-test" },
    });
  });

  test("inside the period an active record takes its place, and the default stays in the log", () => {
    const { hall, caseId, found } = served(TWO_DAYS);
    hall.nowMs = Date.parse("2031-03-07T09:00:00+08:00");
    hall.does(TICK);
    hall.does(ratingOf({ caseId, level: 1 }));
    expect(found().rating).toMatchObject({ origin: "active", level: 1 });
    expect(found().defaulted).toMatchObject({ origin: "default", level: 3 });
    expect(hall.log.filter(({ type }) => type === "rating.recorded")).toHaveLength(2);
    hall.refuses(ratingOf({ caseId }), "CASE_ALREADY_RATED");
  });

  test("after the period the default is the end, and a late record is refused", () => {
    const { hall, caseId, found } = served(TWO_DAYS);
    hall.later(7 * DAY_MS).does(TICK);
    expect(found().rating?.origin).toBe("default");
    expect(hall.log.at(-1)).toMatchObject({ type: "rating.settled", data: { outcome: "default" } });
    hall.refuses(ratingOf({ caseId, level: 5 }), "RATING_PERIOD_OVER");
  });

  test("a hall that was off for weeks writes and ends everything at once, and once", () => {
    const { hall } = served(TWO_DAYS);
    hall.later(40 * DAY_MS).does(TICK);
    const types = hall.log.slice(-2).map(({ type }) => type);
    expect(types).toEqual(["rating.recorded", "rating.settled"]);
    expect(GivenHall.types(hall.later(DAY_MS).does(TICK))).not.toContain("rating.settled");
  });

  test("nobody may send the rule's own channel", () => {
    const { hall, caseId } = served();
    hall.refuses(ratingOf({ caseId, channel: "system_default" }), "CHANNEL_RESERVED");
  });

  test("a rated case ends when its day turns", () => {
    const { hall, caseId } = served();
    hall.pressesPad(5);
    const decision = hall.later(DAY_MS).does(TICK);
    expect(decision.events[0]).toMatchObject({ type: "rating.settled", data: { caseId, outcome: "rated" } });
    expect(hall.state.cases.has(caseId)).toBe(false);
  });
});

describe("stages and sequence", () => {
  test("acceptance is asked only where the hall says so, and stands apart from completion", () => {
    const none = served();
    none.hall.refuses(ratingOf({ caseId: none.caseId, stage: 1 }), "STAGE_NOT_ASKED");
    const { hall, caseId, found } = served({ stages: ["acceptance", "completion"] });
    hall.does(ratingOf({ caseId, stage: 1, level: 2 }));
    hall.refuses(ratingOf({ caseId, stage: 1, level: 5 }), "CASE_ALREADY_RATED");
    expect(found()).toMatchObject({ rating: null, acceptance: { level: 2, stage: 1 } });
    hall.does(ratingOf({ caseId, level: 5 }));
    expect(found()).toMatchObject({ rating: { level: 5 }, acceptance: { level: 2 } });
  });

  test("the second record is linked, given once, in time, and the first stays", () => {
    const { hall, caseId, ticket, found } = served();
    hall.does(ratingOf({ caseId, level: 1 }));
    hall.refuses(ratingOf({ caseId, sequence: 2 }), "SECOND_NOT_OPEN");
    const ids = { caseId, ticketId: ticket.id, number: ticket.number, serviceId: "a", windowId: "1", staffId: "s01" };
    hall.does({ type: "open-second", ...ids, loopId: "l1", untilMs: hall.nowMs + 20 * DAY_MS });
    // Long after the case has left the state.
    hall.later(10 * DAY_MS).does(TICK);
    expect(hall.state.cases.has(caseId)).toBe(false);
    hall.refuses(ratingOf({ caseId, sequence: 2, channel: "phone", by: "s01" }), "OWN_CASE");
    hall.does(ratingOf({ caseId, sequence: 2, level: 4 }));
    const second = hall.log.findLast(({ type }) => type === "rating.recorded");
    expect(second).toMatchObject({ data: { sequence: 2, loopId: "l1", level: 4, staffId: "s01" } });
    hall.refuses(ratingOf({ caseId, sequence: 2 }), "CASE_ALREADY_RATED");
    hall.later(20 * DAY_MS);
    expect(() => found()).toThrow();
  });

  test("the second record is refused when its time is over", () => {
    const { hall, caseId, ticket } = served();
    const ids = { caseId, ticketId: ticket.id, number: ticket.number, serviceId: "a", windowId: "1", staffId: "s01" };
    hall.does({ type: "open-second", ...ids, loopId: "l1", untilMs: hall.nowMs + 1000 });
    hall.later(1000).refuses(ratingOf({ caseId, sequence: 2 }), "RATING_PERIOD_OVER");
  });
});

describe("asking and calling", () => {
  const ask = { type: "ask-rating", channel: "sms", stage: 2, attempt: 1 } as const;

  test("each asking is noted once, with its end; a refusal on the telephone is the case's end", () => {
    const { hall, caseId, found } = served();
    const until = { untilMs: hall.nowMs + DAY_MS };
    expect(hall.does({ ...ask, caseId, ...until }).events).toHaveLength(1);
    expect(hall.does({ ...ask, caseId, ...until }).events).toHaveLength(0);
    hall.does({ type: "end-ask", caseId, channel: "sms", outcome: "undelivered" });
    expect(found().asked).toMatchObject([{ channel: "sms", outcome: "undelivered" }]);
    hall.does({ type: "attempt-callback", caseId, by: "s02", result: "no-answer" });
    hall.does({ type: "attempt-callback", caseId, by: "s02", result: "declined" });
    hall.later(7 * DAY_MS).does(TICK);
    expect(hall.log.at(-1)).toMatchObject({ type: "rating.settled", data: { outcome: "declined" } });
  });

  test("tried and never reached is unreachable, not silence", () => {
    const { hall, caseId } = served({}, false);
    hall.does({ ...ask, caseId, untilMs: hall.nowMs + DAY_MS });
    hall.does({ type: "end-ask", caseId, channel: "sms", outcome: "no-contact" });
    hall.does({ type: "attempt-callback", caseId, by: "s02", result: "wrong-number" });
    hall.later(7 * DAY_MS).does(TICK);
    expect(hall.log.at(-1)).toMatchObject({ data: { outcome: "unreachable" } });
  });

  test("nobody rings about their own case, and a level spoken is entered with the caller's name", () => {
    const { hall, caseId, found } = served();
    const call = { type: "attempt-callback", caseId, result: "rated", level: 2 } as const;
    hall.refuses({ ...call, by: "s01" }, "OWN_CASE");
    const decision = hall.does({ ...call, by: "s02" });
    expect(GivenHall.types(decision).slice(0, 2)).toEqual(["callback.attempted", "rating.recorded"]);
    expect(found().rating).toMatchObject({ channel: "phone", by: "s02", level: 2 });
    hall.refuses({ ...call, by: "s02" }, "CASE_ALREADY_RATED");
  });
});

describe("imported ratings", () => {
  const row = (caseId: string, sourceId = "77"): Command => ({
    type: "import-rating",
    caseId,
    source: "province",
    sourceId,
    level: 4,
    channel: "mobile",
    stage: 2,
    reasons: [],
    givenAtMs: NINE_MS,
  });

  test("are stored once by the id they have there, and never as active", () => {
    const { hall, caseId, found } = served();
    expect(hall.does(row(caseId)).events).toHaveLength(1);
    expect(hall.does(row(caseId)).events).toHaveLength(0);
    hall.refuses(row(caseId, "78"), "CASE_ALREADY_RATED");
    expect(found().rating).toMatchObject({ origin: "imported", source: "province" });
    hall.later(DAY_MS).does(TICK);
    expect(hall.does(row(caseId)).events).toHaveLength(0);
  });

  test("of unknown and of already rated cases are refused", () => {
    const { hall, caseId } = served();
    hall.refuses(row("nobody's"), "CASE_UNKNOWN");
    hall.pressesPad(3);
    hall.refuses(row(caseId), "CASE_ALREADY_RATED");
  });
});

describe("a rating without a call", () => {
  const on: RatingSettings = { withoutCall: { on: true, windows: ["1"], minimumSecondsBetween: 5 } };
  const press = (level: Level, windowId = "1"): Command => ratingOf({ windowId, level, deviceId: "pad-1" });

  test("is logged and not counted where the hall has not switched it on", () => {
    const { hall } = served({}, false);
    const direct = { type: "rate-without-call", windowId: "1", level: 5, channel: "window_pad" } as const;
    hall.refuses({ ...direct, reasons: [], deviceId: null }, "NO_CALL_NOT_ALLOWED");
    hall.refuses(press(5), "NO_OPEN_INVITATION");
  });

  test("stands apart from every case, says so, and keeps its distance from the one before", () => {
    const { hall, found } = served(on, false);
    hall.does(press(5));
    expect(hall.log.at(-1)).toMatchObject({ type: "rating.without-call", data: { flags: ["no-call"], level: 5 } });
    expect(found().rating).toBeNull();
    hall.later(4_999).refuses(press(5), "PRESS_TOO_SOON");
    hall.later(1).does(press(1));
  });

  test("is never taken while somebody is asked or served, nor at other windows", () => {
    const { hall, caseId, found } = served(on);
    hall.does(press(2));
    expect(found().rating).toMatchObject({ caseId, level: 2 });
    // A second touch of the same hand is no rating of its own.
    hall.later(1000).refuses(press(2), "PRESS_TOO_SOON");
    hall.issues();
    hall.callsNext();
    hall.later(60_000).refuses(press(5), "NO_OPEN_INVITATION");
    hall.opens("2").refuses(press(5, "2"), "NO_OPEN_INVITATION");
  });
});

test("signals are checked once per verdict, and the log says by whom", () => {
  const { hall } = served();
  const check = { type: "check-signal", signalId: "x", kind: "series", windowId: "1", by: "s02" } as const;
  expect(hall.does({ ...check, verdict: "ordinary" }).events).toHaveLength(1);
  expect(hall.does({ ...check, verdict: "ordinary" }).events).toHaveLength(0);
  expect(hall.state.ratings.checkedSignals.get("x")).toMatchObject({ by: "s02", verdict: "ordinary" });
});
