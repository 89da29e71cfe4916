// A month of bad ratings and complaints with silent citizens, lost and wrong numbers, angry clerks, defaults by rule:
// whatever happens, each case and each loop ends in exactly one honest state, judged by the log alone.
import { describe, expect, test } from "vitest";
import { isWithinHours } from "../../controller/domain/asking.ts";
import type { EventData, EventType, LoggedEvent } from "../../controller/domain/events.ts";
import { loopCallFigures, loopCallRules, loopCallsOf, maySecondRate } from "../../controller/domain/loop-calls.ts";
import { CALL_BACK_ATTEMPTS_MAX, stepsDue } from "../../controller/domain/loop-life.ts";
import type { CallBackResult, Loop } from "../../controller/domain/loop-types.ts";
import { seeded } from "./asking-month.ts";
import { ratingOf } from "./given-hall.ts";
import { BOSS, CLERK, HANDLER, LoopHall, loopSettings, text } from "./given-loop.ts";

const HOUR_MS = 3_600_000;
const DAYS = 30;
const REVIEWER = "s04";
const CALLERS = [CLERK, HANDLER, "s05", REVIEWER];

type Of<T extends EventType> = LoggedEvent & { readonly type: T; readonly data: EventData[T] };
const all = <T extends EventType>(log: readonly LoggedEvent[], type: T): Of<T>[] =>
  log.filter((event): event is Of<T> => event.type === type);

class LoopMonth {
  readonly hall: LoopHall;
  readonly refused: string[] = [];
  /** Levels people said about the outcome, by loop. */
  readonly said = new Map<string, number>();
  /** Loops whose person left no number, or a stranger's. */
  readonly #numbers = new Map<string, "none" | "wrong" | "right">();
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
    const defaults = { on: true, days: 5, kind: "calendar", level: 3, rule: "invented-2031" } as const;
    this.hall = new LoopHall(loopSettings({ callBackByOthers: true, callBackShare: 90 }, { rating: { defaults } }));
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T;
  }

  run(): void {
    const { hall } = this;
    for (let hours = 0; hours < (DAYS + 30) * 24; hours += 2) {
      hall.later(2 * HOUR_MS);
      hall.submit({ type: "tick" });
      if (hall.window("1").state === "closed") hall.submit({ type: "open-window", windowId: "1", staffId: CLERK });
      const open = isWithinHours("09:00-17:00", hall.nowMs, "Asia/Shanghai");
      if (open && hours < DAYS * 24) this.#visit();
      for (const loop of [...hall.state.loops.values()]) if (this.#random() < 0.3) this.#handle(loop);
      this.#ring();
    }
  }

  #visit(): void {
    const { hall } = this;
    const caseId = hall.finishes();
    const chance = this.#random();
    if (chance < 0.5) hall.submit(ratingOf({ caseId, level: 1 + Math.floor(this.#random() * 5) }));
    if (chance > 0.9) hall.complains(caseId);
    // Without a case at all: somebody at the desk.
    if (chance > 0.97) hall.complains(null);
  }

  #handle(loop: Loop): void {
    const [step] = stepsDue(loop);
    if (step === undefined || step === "call-back") return;
    const { hall } = this;
    // The rated one tries, too.
    const tried = hall.submit(hall.step(loop.loopId, step, CLERK));
    if (!tried.ok) this.refused.push(tried.code);
    if (step === "decide") {
      const way = this.#pick(["fix_now", "explained", "appealed"] as const);
      const spent = loop.appeal !== null && way === "appealed";
      hall.submit(hall.decide(loop.loopId, spent ? "explained" : way));
      return;
    }
    const by = step === "decide-appeal" ? BOSS : step === "review" ? REVIEWER : HANDLER;
    hall.submit(hall.step(loop.loopId, step, by));
  }

  #numberOf(loopId: string): "none" | "wrong" | "right" {
    const known = this.#numbers.get(loopId) ?? this.#pick(["none", "wrong", "right", "right", "right"] as const);
    this.#numbers.set(loopId, known);
    return known;
  }

  /** Everybody at the same list at once, again and again. */
  #ring(): void {
    const { hall } = this;
    for (const { loopId } of loopCallsOf(hall.state, hall.nowMs).due) {
      const claims = CALLERS.map((by) => hall.submit({ type: "claim-loop-call", loopId, by, sameNumber: [] }));
      for (const claim of claims) if (!claim.ok) this.refused.push(claim.code);
      const by = CALLERS[claims.findIndex(({ ok }) => ok)];
      if (by !== undefined) this.#tell(loopId, by);
    }
  }

  #tell(loopId: string, by: string): void {
    const { hall } = this;
    const number = this.#numberOf(loopId);
    const hasNumber = number !== "none";
    const results: readonly CallBackResult[] = ["satisfied", "not-satisfied", "declined", "no-answer", "no-answer"];
    const result = !hasNumber ? "no-contact" : number === "wrong" ? "wrong-number" : this.#pick(results);
    const isRated = maySecondRate(hall.state, hall.loop(loopId), hall.nowMs) && this.#random() < 0.7;
    const level = result === "satisfied" ? 4 : 1;
    const more = isRated && (result === "satisfied" || result === "not-satisfied") ? { level } : {};
    if ("level" in more) this.said.set(loopId, level);
    const told = { type: "call-back-loop", loopId, by, text: text("x"), result, hasNumber, ...more } as const;
    hall.does(told);
    // A hasty finger.
    const again = hall.submit(told);
    if (!again.ok) this.refused.push(again.code);
  }
}

/** What is wrong with a month; empty: nothing. */
function faultsOf({ hall, said }: LoopMonth): string[] {
  const { log, state } = hall;
  const faults: string[] = [];
  const loops = new Map(all(log, "loop.received").map(({ data }) => [data.loopId, data]));
  const handlers = new Map<string, Set<string>>();
  for (const { data } of [...all(log, "loop.received"), ...all(log, "loop.assigned")]) {
    const known = handlers.get(data.loopId) ?? new Set();
    if (data.handlerId !== null) known.add(data.handlerId);
    handlers.set(data.loopId, known);
  }
  const attempts = new Map<string, string[]>();
  for (const { data, atMs } of all(log, "loop.called-back")) {
    const { loopId, by, result } = data;
    attempts.set(loopId, [...(attempts.get(loopId) ?? []), result]);
    if (by === loops.get(loopId)?.clerkId) faults.push(`${loopId}: rung by the one it is about`);
    if (handlers.get(loopId)?.has(by)) faults.push(`${loopId}: rung by its handler`);
    const answered = all(log, "loop.replied").find((reply) => reply.data.loopId === loopId);
    if (answered === undefined || answered.atMs > atMs) faults.push(`${loopId}: rung before the answer`);
    if (!isWithinHours(loopCallRules(state.settings).hours, atMs, "Asia/Shanghai")) faults.push(`${loopId}: at night`);
  }
  for (const [loopId, results] of attempts) {
    if (results.length > CALL_BACK_ATTEMPTS_MAX) faults.push(`${loopId}: rung ${results.length} times`);
    if (results.slice(0, -1).some((result) => result !== "no-answer")) faults.push(`${loopId}: rung after the end`);
  }
  for (const { data } of all(log, "rating.recorded").filter((rated) => rated.data.sequence === 2)) {
    if (data.channel === "phone" && said.get(data.loopId ?? "") !== data.level) faults.push(`${data.loopId}: not said`);
  }
  const closed = [...all(log, "loop.reviewed"), ...all(log, "loop.withdrawn")].map(({ data }) => data.loopId);
  for (const [loopId, { callBack }] of loops) {
    if (closed.filter((id) => id === loopId).length !== 1) faults.push(`${loopId} has not one end`);
    if (callBack && (attempts.get(loopId) ?? []).length === 0) faults.push(`${loopId}: its call was never made`);
  }
  const finished = new Set(all(log, "case.finished").map(({ data }) => data.caseId));
  const ends = all(log, "rating.settled");
  for (const caseId of finished) {
    const own = ends.filter(({ data }) => data.caseId === caseId);
    if (own.length !== 1) faults.push(`${caseId} has ${own.length} ends`);
    const first = all(log, "rating.recorded").filter(
      ({ data }) => data.caseId === caseId && data.sequence === 1 && data.stage === 2,
    );
    const expected = first.some(({ data }) => data.origin === "active") ? "rated" : "default";
    if (first.length === 0 || own[0]?.data.outcome !== expected) faults.push(`${caseId}: ${own[0]?.data.outcome}`);
  }
  const { owed, reached, notReached, waiting } = loopCallFigures([...state.loops.values()]);
  if (owed !== reached + notReached + waiting) faults.push("the figures do not add up");
  return faults;
}

describe.each([1, 2])("a month of seed %i", (seed) => {
  const month = new LoopMonth(seed);
  month.run();

  test("ends every case and every loop once and honestly, and nobody rings who must not", () => {
    expect(faultsOf(month)).toEqual([]);
  });

  test("has seen what it is about", () => {
    const { log } = month.hall;
    const results = new Set(all(log, "loop.called-back").map(({ data }) => data.result));
    for (const one of ["satisfied", "not-satisfied", "declined", "no-answer", "wrong-number", "no-contact"] as const)
      expect(results).toContain(one);
    expect(month.said.size).toBeGreaterThan(0);
    const ends = new Set(all(log, "rating.settled").map(({ data }) => data.outcome));
    for (const end of ["rated", "default"] as const) expect(ends).toContain(end);
    for (const code of ["LOOP_OWN_CASE", "LOOP_OTHER_PERSON", "CALLBACK_TAKEN", "LOOP_STEP_NOT_DUE"])
      expect(month.refused).toContain(code);
  });
});

test("the judge sees a call by the handler, one before the answer, and a case without an end", () => {
  const month = new LoopMonth(3);
  month.run();
  expect(faultsOf(month)).toEqual([]);
  const { log } = month.hall;
  const call = all(log, "loop.called-back")[0];
  if (call === undefined) throw new Error("nobody was rung");
  log.splice(
    log.findIndex(({ type }) => type === "rating.settled"),
    1,
  );
  log.push({ ...call, atMs: 0, data: { ...call.data, by: HANDLER } });
  const faults = faultsOf(month).join("\n");
  for (const sign of ["rung by its handler", "rung before the answer", "has 0 ends"]) expect(faults).toContain(sign);
});
