// Advice against a simulation written from scratch, and what is said when there is none to give.
import { describe, expect, test } from "vitest";
import { USUAL_TARGETS } from "../../controller/domain/floor-types.ts";
import {
  adviceUntilMs,
  candidatesOf,
  changedModel,
  judged,
  longestWait,
  neededWindows,
  outlookModel,
  pressedServices,
} from "../../controller/domain/forecast/advice.ts";
import { ArrivalBook } from "../../controller/domain/forecast/arrival-book.ts";
import { Experience } from "../../controller/domain/forecast/experience.ts";
import { packed, unpacked } from "../../controller/domain/forecast/packed.ts";
import { scratchHall, simulate } from "../../controller/domain/forecast/simulate.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { GivenHall, MINUTE_MS, settingsWith } from "./given-hall.ts";

/** A morning with one open window, a paused one, and more people than they can serve. */
function pressedHall(waiting: number): { hall: GivenHall; experience: Experience } {
  const hall = new GivenHall(
    settingsWith({ services: settingsWith().services.map((one) => ({ ...one, dailyMax: null })) }),
  );
  hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
  const issue = () =>
    hall.does({ type: "issue-ticket", serviceId: "a", priority: null, kioskId: null, language: null });
  // Twelve people, six minutes each: what the hall knows of its work.
  for (let i = 0; i < 12; i++) {
    issue();
    hall.does({ type: "call-next", windowId: "1", fromKeypad: false });
    hall.does({ type: "arrived", windowId: "1" });
    hall.nowMs += 6 * MINUTE_MS;
    hall.does({ type: "finish", windowId: "1" });
  }
  for (let i = 0; i < waiting; i++) {
    issue();
    hall.nowMs += MINUTE_MS;
  }
  const experience = new Experience(hall.settings);
  for (const event of hall.log) experience.fold(event);
  return { hall, experience };
}

const services = (hall: GivenHall) => hall.settings.services.map(({ id }) => id);

function run(hall: GivenHall, model: NonNullable<ReturnType<typeof outlookModel>>): Float64Array {
  return simulate(model, scratchHall(hall.settings)).outlook;
}

/** One line, some windows, first come first served; nothing shared with the code it judges but the numbers. */
function brute(
  arrivals: readonly number[],
  perMs: number,
  windows: number,
  workMs: number,
  untilMs: number,
  fromMs: number,
) {
  const random = seededRandom(7);
  const longest: number[] = [];
  for (let day = 0; day < 400; day++) {
    const line = [...arrivals];
    for (let at = fromMs; ; ) {
      at += -Math.log(1 - random()) / perMs;
      if (at > untilMs) break;
      line.push(at);
    }
    const free = Array.from({ length: windows }, () => fromMs);
    while (line.length > 0) {
      const soonest = Math.min(...free);
      const next = line[0] ?? 0;
      const startMs = Math.max(soonest, next);
      if (startMs > untilMs) break;
      line.shift();
      free[free.indexOf(soonest)] = startMs + workMs;
    }
    const first = line[0];
    longest.push(first === undefined || first > untilMs ? 0 : (untilMs - first) / MINUTE_MS);
  }
  return longest.sort((a, b) => a - b)[200] ?? 0;
}

describe("the outlook", () => {
  test("agrees with a simulation from scratch, with one window and with two", () => {
    const { hall, experience } = pressedHall(20);
    const model = outlookModel(hall.state, experience, hall.nowMs);
    if (model === null) throw new Error("no model");
    const waiting = (hall.state.waiting.get("a") ?? []).map(({ arrivalMs }) => arrivalMs);
    const perMs = experience.arrivals.expectedPerMs("a", hall.nowMs);
    const untilMs = adviceUntilMs(hall.nowMs);
    const [line] = [longestWait(run(hall, model), 3, 0)];
    const opened = changedModel(model, { kind: "open", windowId: "2", serviceId: "a", services: null });
    const after = longestWait(run(hall, opened), 3, 0);
    const gapMs = 0;
    const expected = [1, 2].map((windows) =>
      brute(waiting, perMs, windows, 6 * MINUTE_MS + gapMs, untilMs, hall.nowMs),
    );
    expect(Math.abs(line.mid - (expected[0] ?? 0))).toBeLessThanOrEqual(6);
    expect(Math.abs(after.mid - (expected[1] ?? 0))).toBeLessThanOrEqual(6);
    expect(after.mid).toBeLessThan(line.mid);
    expect(line.low).toBeLessThanOrEqual(line.mid);
    expect(line.mid).toBeLessThanOrEqual(line.high);
  });

  test("is the same for the same hall, and on its way to the thread and back", () => {
    const { hall, experience } = pressedHall(10);
    const model = outlookModel(hall.state, experience, hall.nowMs);
    if (model === null) throw new Error("no model");
    expect(run(hall, unpacked(packed(model)))).toEqual(run(hall, model));
  });

  test("nobody comes while numbers are held", () => {
    const { hall, experience } = pressedHall(5);
    const perMs = () => outlookModel(hall.state, experience, hall.nowMs)?.arrivals.length;
    expect(perMs()).toBeGreaterThan(0);
    hall.does({ type: "hold-numbers", reason: null });
    expect(perMs()).toBe(0);
  });
});

describe("advice", () => {
  const advised = (hall: GivenHall, experience: Experience) => {
    const model = outlookModel(hall.state, experience, hall.nowMs);
    if (model === null) throw new Error("no model");
    const candidates = candidatesOf(hall.state, pressedServices(hall.state, experience, hall.nowMs));
    const tried = candidates.map((candidate) => ({ candidate, outlook: run(hall, changedModel(model, candidate)) }));
    return judged(services(hall), run(hall, model), tried, USUAL_TARGETS);
  };

  test("a window that shortens a long wait is advised, with both figures", () => {
    const { hall, experience } = pressedHall(25);
    const { lines, why } = advised(hall, experience);
    expect(why).toBeNull();
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(lines[0]).toMatchObject({ kind: "open", windowId: "2", serviceId: "a" });
    expect(lines[0]?.after.mid).toBeLessThan(lines[0]?.before.mid ?? 0);
  });

  test("short waits need none, and it says so", () => {
    const { hall, experience } = pressedHall(0);
    expect(advised(hall, experience)).toEqual({ lines: [], why: "within-target" });
  });

  test("where nothing helps, it says so", () => {
    const { hall, experience } = pressedHall(25);
    const model = outlookModel(hall.state, experience, hall.nowMs);
    if (model === null) throw new Error("no model");
    const before = run(hall, model);
    const candidate = { kind: "open", windowId: "3", serviceId: "a", services: null } as const;
    expect(judged(services(hall), before, [{ candidate, outlook: before }], USUAL_TARGETS)).toEqual({
      lines: [],
      why: "nothing-helps",
    });
  });

  test("a clerk who pauses is asked before a closed window is opened", () => {
    const { hall, experience } = pressedHall(25);
    hall.does({ type: "open-window", windowId: "2", staffId: "s02" });
    hall.does({ type: "pause-window", windowId: "2", reason: null });
    const kinds = candidatesOf(hall.state, pressedServices(hall.state, experience, hall.nowMs)).map(({ kind }) => kind);
    expect(kinds[0]).toBe("resume");
  });

  test("a hall that has measured nothing has no pressed service", () => {
    const hall = new GivenHall();
    hall.does({ type: "issue-ticket", serviceId: "a", priority: null, kioskId: null, language: null });
    expect(pressedServices(hall.state, new Experience(hall.settings), hall.nowMs + MINUTE_MS)).toEqual([]);
  });
});

test("Erlang's windows stand beside it, from the same arrivals and work", () => {
  const { hall, experience } = pressedHall(20);
  const [needed] = neededWindows(hall.state, experience, hall.nowMs, USUAL_TARGETS);
  expect(needed).toMatchObject({ serviceId: "a", meanMinutes: 6 });
  expect(needed?.windows).toBeGreaterThan(1);
});

test("the arrivals of other days count beside today's", () => {
  const book = new ArrivalBook();
  const dayMs = 24 * 60 * MINUTE_MS;
  const nine = Date.parse("2031-03-04T09:00:00+08:00");
  const begins = (day: string, atMs: number) =>
    book.fold({
      type: "day.started",
      data: { day, timezone: "Asia/Shanghai", snapshot: {} },
      atMs,
      seq: 1,
      actor: "",
    } as never);
  const comes = (atMs: number) =>
    book.fold({ type: "ticket.issued", data: { serviceId: "a" }, atMs, seq: 2, actor: "" } as never);
  begins("2031-03-04", nine - 3_600_000);
  for (let i = 0; i < 60; i++) comes(nine + i * MINUTE_MS);
  expect(book.expectedPerMs("a", nine + 60 * MINUTE_MS) * 60 * MINUTE_MS).toBeCloseTo(60, -1);
  begins("2031-03-05", nine + dayMs - 3_600_000);
  // Nobody yet today, sixty in this hour yesterday.
  expect(book.expectedPerMs("a", nine + dayMs) * 60 * MINUTE_MS).toBeCloseTo(30, 0);
  expect(book.expectedPerMs("b", nine + dayMs)).toBe(0);
});
