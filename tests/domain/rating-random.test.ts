// Every channel at once, in any order: one rating per case, stage and sequence, none on the wrong case, one honest end.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import type { EventData, LoggedEvent } from "../../controller/domain/events.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import { GivenHall, MINUTE_MS, pictureOf, ratingOf, SEEDED, settingsWith } from "./given-hall.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;
const RULES = settingsWith(
  {
    rating: {
      stages: ["acceptance", "completion"],
      defaults: { on: true, days: 2, kind: "working", level: 4, rule: "r7-random" },
      reasonRequiredBelow: 3,
    },
  },
  { rating: { periodDays: 4 } },
);

/** Knows by itself, from the log alone, what may be in it. */
class Judge {
  readonly cases = new Map<string, EventData["case.opened"]>();
  readonly finished = new Set<string>();
  readonly settled = new Map<string, string>();
  readonly #records = new Map<string, string>();
  readonly #seconds = new Set<string>();
  readonly #marks = new Set<string>();

  see(logged: LoggedEvent): void {
    if (logged.type === "case.opened") this.cases.set(logged.data.caseId, logged.data);
    if (logged.type === "case.finished") this.finished.add(logged.data.caseId);
    if (logged.type === "rating.second-opened") this.#seconds.add(logged.data.caseId);
    if (logged.type === "rating.recorded") this.#recorded(logged.data);
    if (logged.type === "rating.settled") this.#settled(logged.data);
    if (logged.type === "action.undone") this.#undone(logged.data);
    if (logged.type === "rating.marks-added") this.#marked(logged.data);
  }

  #recorded(data: EventData["rating.recorded"]): void {
    const { caseId, stage, sequence, origin, by, staffId } = data;
    const about = this.cases.get(caseId);
    // Nothing is attached to a case that is another's.
    expect(about).toMatchObject({ ticketId: data.ticketId, windowId: data.windowId, staffId });
    const key = `${caseId} ${stage} ${sequence}`;
    const before = this.#records.get(key);
    if (before !== undefined) {
      expect([before, origin === "default", data.supersedes !== undefined]).toEqual(["default", false, true]);
    }
    this.#records.set(key, origin);
    if (stage === 2) expect(this.finished.has(caseId)).toBe(true);
    if (sequence === 2) expect(this.#seconds.has(caseId)).toBe(true);
    if (by !== undefined) expect(by).not.toBe(staffId);
    expect(data.optionsVersion).toBe("phone-1");
    expect(origin === "default").toBe(data.channel === "system_default");
    expect(this.settled.has(caseId) && sequence === 1).toBe(false);
  }

  /** What somebody said about a case is not undone with it: neither at completion nor at acceptance. */
  #undone({ removedCaseIds, cases }: EventData["action.undone"]): void {
    for (const caseId of removedCaseIds)
      for (const key of this.#records.keys()) expect(key.startsWith(`${caseId} `), key).toBe(false);
    for (const { id, acceptance } of cases) expect(this.#records.has(`${id} 1 1`), id).toBe(acceptance !== undefined);
  }

  #marked({ caseId, ratingId, dimensions }: EventData["rating.marks-added"]): void {
    expect(this.#marks.has(ratingId)).toBe(false);
    this.#marks.add(ratingId);
    expect(this.#records.get(`${caseId} 2 1`)).toBe("active");
    expect(Object.keys(dimensions)).toEqual(["attitude"]);
  }

  #settled({ caseId, outcome }: EventData["rating.settled"]): void {
    expect(this.finished.has(caseId)).toBe(true);
    expect(this.settled.has(caseId)).toBe(false);
    this.settled.set(caseId, outcome);
    const record = this.#records.get(`${caseId} 2 1`);
    expect(outcome === "rated").toBe(record === "active" || record === "imported");
    expect(outcome === "default").toBe(record === "default");
  }
}

interface Step {
  readonly kind: number;
  readonly pick: number;
  readonly level: number;
}

const STAFF = ["s01", "s02"];

/** What step so and so asks of the hall; cases are picked among all there ever were. */
function commandOf({ kind, pick, level }: Step, hall: GivenHall, known: readonly string[]): Command | number {
  const windowId = String((pick % 2) + 1);
  const caseId = known.length === 0 ? "none" : (known[pick % known.length] ?? "none");
  const by = STAFF[pick % 2] ?? "s01";
  const found = hall.state.cases.get(caseId);
  const ids = { caseId, ticketId: found?.ticketId ?? "", number: found?.number ?? "", serviceId: "a" };
  const moves: readonly (() => Command | number)[] = [
    () => ({ type: "issue-ticket", serviceId: "a", priority: null, kioskId: null, language: null }),
    () => ({ type: "call-next", windowId, fromKeypad: false }),
    () => ({ type: "arrived", windowId }),
    () => ({ type: "finish", windowId }),
    () => ratingOf({ windowId, level, deviceId: "pad-1" }),
    () => ratingOf({ caseId, level }),
    () => ratingOf({ caseId, level, channel: "phone", by }),
    () => ratingOf({ caseId, level, stage: 1, channel: "mobile" }),
    () => ratingOf({ caseId, level, sequence: 2, channel: "sms" }),
    () => ({ type: "ask-rating", caseId, channel: "sms", stage: 2, attempt: level, untilMs: hall.nowMs + DAY_MS }),
    () => ({ type: "end-ask", caseId, channel: "sms", outcome: level > 3 ? "undelivered" : "delivered" }),
    () => ({ type: "attempt-callback", caseId, by, result: level > 3 ? "rated" : "no-answer", level }),
    () => ({ type: "attempt-callback", caseId, by, result: level > 2 ? "declined" : "wrong-number" }),
    () => ({
      ...{ type: "import-rating", caseId, source: "p", sourceId: `${pick}`, level, channel: "mobile", stage: 2 },
      ...{ reasons: [], givenAtMs: 1 },
    }),
    () => ({
      ...{ type: "open-second", ...ids, windowId: found?.windowId ?? "1", staffId: found?.staffId ?? null },
      ...{ loopId: `loop-${caseId}`, untilMs: hall.nowMs + 3 * DAY_MS },
    }),
    () => ({ type: "undo", windowId, reason: null }),
    () => ({ type: "invite-acceptance", windowId }),
    () => ratingOf({ windowId, level, stage: 1 }),
    () => ({ type: "correct-rating", caseId, ratingId: found?.acceptance?.id ?? found?.rating?.id ?? "", level }),
    () => ({
      ...{ type: "add-rating-marks", caseId, ratingId: found?.rating?.id ?? found?.acceptance?.id ?? "" },
      dimensions: { attitude: level },
    }),
    () => 5_000 * level,
    () => level * 6 * 60 * MINUTE_MS,
    () => ({ type: "tick" }),
  ];
  return moves[kind % moves.length]?.() ?? 0;
}

describe("all channels at once", () => {
  test("any sequence keeps one rating per case, stage and sequence, and every finished case ends once", () => {
    const steps = fc.array(fc.record({ kind: fc.nat(22), pick: fc.nat(9), level: fc.integer({ min: 1, max: 5 }) }), {
      minLength: 30,
      maxLength: 160,
    });
    let [rated, accepted, marked] = [0, 0, 0];
    fc.assert(
      fc.property(steps, (sequence) => {
        const hall = new GivenHall(RULES);
        const judge = new Judge();
        for (const [i, staffId] of STAFF.entries()) {
          hall.does({ type: "open-window", windowId: String(i + 1), staffId });
        }
        let seen = 0;
        const look = () => {
          for (; seen < hall.log.length; seen++) judge.see(hall.log[seen] as LoggedEvent);
        };
        for (const step of sequence) {
          const command = commandOf(step, hall, [...judge.cases.keys()]);
          if (typeof command === "number") hall.later(command);
          else if (command.type !== "open-second" || hall.state.cases.has(command.caseId)) hall.submit(command);
          look();
        }
        for (const windowId of ["1", "2"]) hall.submit({ type: "finish", windowId });
        for (let day = 0; day < 12; day++) {
          hall.later(DAY_MS).does({ type: "tick" });
          look();
        }
        const undone = hall.log.filter(({ type }) => type === "action.undone").length;
        const unsettled = [...judge.finished].filter((caseId) => {
          // A finish that was taken back is no finish; its case may stand open or never have been.
          return !judge.settled.has(caseId) && (undone === 0 || hall.state.cases.get(caseId)?.status === "finished");
        });
        expect(unsettled).toEqual([]);
        rated += [...judge.settled.values()].filter((outcome) => outcome === "rated").length;
        accepted += hall.log.filter(({ type }) => type === "rating.acceptance-invited").length;
        marked += hall.log.filter(({ type }) => type === "rating.marks-added").length;
        // A restart finds the same hall.
        const again = newState(RULES);
        for (const logged of hall.log) fold(again, logged);
        expect(pictureOf(again)).toEqual(pictureOf(hall.state));
      }),
      { ...SEEDED, numRuns: 150 },
    );
    expect(rated).toBeGreaterThan(25);
    expect([accepted > 15, marked > 2], `${accepted} ${marked}`).toEqual([true, true]);
  }, 300_000);
});

describe("one pad, two people", () => {
  const MOVES: readonly (readonly [string, number, Command])[] = [
    ["press", 1_000, ratingOf({ windowId: "1", level: 2, deviceId: "pad-1" })],
    ["finish", 20_000, { type: "finish", windowId: "1" }],
    ["call", 3_000, { type: "call-next", windowId: "1", fromKeypad: false }],
    ["arrived", 3_000, { type: "arrived", windowId: "1" }],
  ];
  /** The first is the call: before it there is nobody to rate. */
  const DEPTH = 7;

  test(`every order of ${MOVES.length} moves to depth ${DEPTH + 1}: a press rates who is asked, or nobody`, () => {
    let orders = 0;
    for (let order = 0; order < MOVES.length ** DEPTH; order++) {
      const hall = new GivenHall();
      hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
      hall.issues();
      hall.issues();
      hall.callsNext();
      let rest = order;
      for (let depth = 0; depth < DEPTH; depth++) {
        const [name, waitMs, command] = MOVES[rest % MOVES.length] ?? MOVES[0] ?? [];
        rest = Math.floor(rest / MOVES.length);
        if (command === undefined) throw new Error("no move");
        const window = hall.window();
        const asked = window.invitedCaseId === null ? undefined : hall.state.cases.get(window.invitedCaseId);
        const isAsked = asked?.inviteUntilMs != null && hall.nowMs + (waitMs ?? 0) < asked.inviteUntilMs;
        const decision = hall.later(waitMs ?? 0).submit(command);
        if (name !== "press") continue;
        if (decision.ok !== isAsked) throw new Error(`order ${order}, depth ${depth}: ${JSON.stringify(decision)}`);
        if (decision.ok && decision.subject?.caseId !== asked?.id) throw new Error(`order ${order}: another case`);
      }
      const records = hall.log.filter(({ type }) => type === "rating.recorded");
      const about = records.map(({ data }) => (data as { caseId: string }).caseId);
      if (new Set(about).size !== about.length) throw new Error(`order ${order}: two ratings of one case`);
      orders += 1;
    }
    expect(orders).toBe(16_384);
  }, 300_000);
});
