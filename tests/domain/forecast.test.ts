// Told waits: the rule they are simulated by, "cannot say", the rounding, the steadiness, and what is learnt.
import { describe, expect, test } from "vitest";
import { bandOf, bandsOf, GRAIN_MINUTES } from "../../controller/domain/forecast/bands.ts";
import { corrected, NO_CORRECTION, type ToldWait } from "../../controller/domain/forecast/calibration.ts";
import { Experience } from "../../controller/domain/forecast/experience.ts";
import { forecastOf, outlineOf } from "../../controller/domain/forecast/forecast.ts";
import { type Model, modelOf, SERVICE_TIMES_MIN } from "../../controller/domain/forecast/model.ts";
import { packed, unpacked } from "../../controller/domain/forecast/packed.ts";
import { Roster, SLOTS_AHEAD } from "../../controller/domain/forecast/roster.ts";
import { scratchHall, simulate } from "../../controller/domain/forecast/simulate.ts";
import { ForecastTeller, STEADY_MS } from "../../controller/domain/forecast/teller.ts";
import type { Ticket } from "../../controller/domain/types.ts";
import { GivenHall, MINUTE_MS, NINE_MS } from "./given-hall.ts";

/** A hall that learns from its log and forecasts on request. */
class Forecasting extends GivenHall {
  readonly experience = new Experience(this.settings);
  readonly teller = new ForecastTeller();
  #seen = 0;

  learn(): this {
    for (const event of this.log.slice(this.#seen)) this.experience.fold(event);
    this.#seen = this.log.length;
    return this;
  }

  /** Simulated waits by ticket, with nobody coming in between. */
  waits(): Map<string, number[]> {
    const found = modelOf(this.state, this.learn().experience, this.nowMs);
    if (found === null) throw new Error("nothing to be said");
    const model = { ...found, arrivals: [], leavesPerMs: 0 };
    const { ms, runs } = simulate(model, scratchHall(this.settings));
    return new Map(model.tickets.map(({ id }, i) => [id, [...ms.slice(i * runs, (i + 1) * runs)]]));
  }

  forecasts(): this {
    const model = modelOf(this.state, this.learn().experience, this.nowMs);
    if (model === null) throw new Error("nothing to be said");
    const bands = bandsOf(simulate(model, scratchHall(this.settings)), model);
    this.teller.take(forecastOf(outlineOf(this.state, model), bands));
    return this;
  }

  says(ticket: Ticket, ahead = 3) {
    return this.teller.ofTicket(this.state, ticket, ahead, this.nowMs);
  }
}

function measured(minutes: readonly number[], hall = new Forecasting()): Forecasting {
  hall.opens("1");
  for (const each of minutes) {
    hall.issues();
    hall.callsNext();
    hall.later(each * MINUTE_MS).does({ type: "finish", windowId: "1" });
  }
  return hall;
}

const TIMES = [6, 8, 5, 9, 7, 6, 8, 12, 5, 7];

describe("the simulation", () => {
  test("calls by the hall's own rule: priority first, the guarantee kept", () => {
    const hall = measured(TIMES);
    const classes = [null, null, "elderly", null, "disabled", "elderly", "elderly", null];
    const tickets = classes.map((priority) => hall.issues("a", priority));
    const waits = hall.waits();
    const order = [...tickets].sort((one, other) => (waits.get(one.id)?.[0] ?? 0) - (waits.get(other.id)?.[0] ?? 0));
    const called = tickets.map(() => hall.callsNext());
    expect(order.map(({ number }) => number)).toEqual(called);
  });

  test("gives the same answer to the same seed, and leaves the hall as it was", () => {
    const hall = measured(TIMES);
    for (let count = 0; count < 6; count++) hall.issues();
    const before = structuredClone({ ...hall.state, undo: undefined, draft: undefined });
    expect(hall.waits()).toEqual(hall.waits());
    expect(structuredClone({ ...hall.state, undo: undefined, draft: undefined })).toEqual(before);
  });

  test("lets waits grow along the line and shrink with another window", () => {
    const hall = measured(TIMES);
    const tickets = Array.from({ length: 8 }, () => hall.issues());
    const mean = (of: Ticket) => {
      const all = hall.waits().get(of.id) ?? [];
      return all.reduce((sum, ms) => sum + ms, 0) / all.length;
    };
    const means = tickets.map(mean);
    expect(means).toEqual([...means].sort((one, other) => one - other));
    hall.opens("2");
    const last = tickets.at(-1);
    if (last === undefined) throw new Error("nobody waits");
    expect(mean(last)).toBeLessThan(0.75 * (means.at(-1) ?? 0));
  });

  test("is the same in another thread, where tickets come as figures", () => {
    const hall = measured(TIMES).opens("2");
    const late = hall.issues();
    hall.callsNext("2");
    hall.does({ type: "missed", windowId: "2" });
    for (const priority of [null, "elderly", null]) hall.issues("a", priority);
    hall.does({ type: "return-ticket", ticketId: late.id });
    const model = modelOf(hall.state, hall.learn().experience, hall.nowMs);
    if (model === null) throw new Error("nothing to be said");
    const strange = {
      ...model,
      tickets: [...model.tickets, { ...model.tickets[0], id: "x", needs: ["sign"], dueMs: 9 }],
    };
    const there = unpacked(structuredClone(packed(strange as Model)));
    expect(there.tickets.map(({ id: _, ...rest }) => rest)).toEqual(strange.tickets.map(({ id: _, ...rest }) => rest));
    const scratch = scratchHall(hall.settings);
    expect(simulate(unpacked(packed(model)), scratch)).toEqual(simulate(model, scratch));
  });

  test("carries nothing of a person", () => {
    const hall = measured(TIMES);
    hall.issues();
    const model = modelOf(hall.state, hall.learn().experience, hall.nowMs);
    expect(JSON.stringify(model)).not.toMatch(/token|number|A0/);
  });
});

test("tickets that may only be called by one window, and returned ones, are simulated in their turn", () => {
  const hall = measured(TIMES).opens("2");
  const [late, sent, other] = [hall.issues(), hall.issues(), hall.issues()];
  for (let count = 0; count < 4; count++) hall.issues();
  hall.callsNext("2");
  hall.does({ type: "missed", windowId: "2" });
  hall.does({ type: "return-ticket", ticketId: late.id });
  hall.callsNext("2");
  hall.does({ type: "transfer", windowId: "2", to: { windowId: "1" } });
  const waits = hall.waits();
  const sum = (ticket: Ticket) => (waits.get(ticket.id) ?? []).reduce((all, ms) => all + ms, 0);
  expect(sum(late)).toBeGreaterThan(sum(other));
  expect(sum(sent)).toBeLessThan(sum(late));
});

describe("cannot say", () => {
  test("with no window open for the service, whatever was measured", () => {
    const hall = measured(TIMES).forecasts();
    const ticket = hall.issues();
    expect(hall.teller.forNew(hall.state, "a", null, hall.nowMs)).not.toBeNull();
    hall.does({ type: "close-window", windowId: "1" });
    expect(hall.teller.forNew(hall.state, "a", null, hall.nowMs)).toBeNull();
    expect(hall.says(ticket)).toBeNull();
    hall.opens("1").does({ type: "pause-window", windowId: "1", reason: null });
    expect(hall.teller.forNew(hall.state, "a", null, hall.nowMs)).toBeNull();
  });

  test(`with fewer than ${SERVICE_TIMES_MIN} measured times`, () => {
    const hall = measured(TIMES.slice(0, SERVICE_TIMES_MIN - 1)).learn();
    expect(modelOf(hall.state, hall.experience, hall.nowMs)).toBeNull();
    expect(hall.teller.forNew(hall.state, "a", null, hall.nowMs)).toBeNull();
    hall.opens("3");
    expect(hall.teller.forNew(hall.state, "c", null, hall.nowMs)).toBeNull();
  });
});

describe("what is told", () => {
  test("lies on the grid of five minutes and holds most simulated waits", () => {
    const waits = Float64Array.from({ length: 101 }, (_, i) => (20 + i / 5) * MINUTE_MS);
    const { lowMinutes, highMinutes, share, midMinutes } = bandOf(waits, NO_CORRECTION);
    expect([lowMinutes % GRAIN_MINUTES, highMinutes % GRAIN_MINUTES]).toEqual([0, 0]);
    expect(share).toBeGreaterThanOrEqual(0.8);
    expect(highMinutes - lowMinutes).toBeLessThanOrEqual(20);
    expect(midMinutes).toBe(30);
  });

  test("is stored with the number, and is the formula's while no forecast is there", () => {
    const hall = measured(TIMES);
    hall.toldWait = (state, serviceId, priority, nowMs) => hall.teller.forNew(state, serviceId, priority, nowMs);
    hall.issues();
    hall.callsNext();
    const early = hall.issues();
    expect(early.told).toBeDefined();
    expect(early.told?.share).toBeUndefined();
    hall.forecasts();
    const ticket = hall.issues();
    expect(ticket.told?.share).toBeGreaterThan(0.5);
    const { lowMinutes, highMinutes } = ticket.told ?? {};
    expect(hall.says(ticket)).toEqual({ lowMinutes, highMinutes });
  });

  test("does not change for five minutes without a change that concerns the ticket, then only counts down", () => {
    const hall = measured(TIMES);
    hall.toldWait = (state, serviceId, priority, nowMs) => hall.teller.forNew(state, serviceId, priority, nowMs);
    for (let count = 0; count < 6; count++) hall.issues();
    hall.callsNext();
    hall.forecasts();
    const ticket = hall.issues();
    const said: string[] = [];
    let changes = 0;
    for (let second = 0; second < 3 * STEADY_MS; second += 10_000) {
      hall.later(10_000).forecasts();
      const text = JSON.stringify(hall.says(ticket, 6));
      if (said.length > 0 && text !== said.at(-1)) changes += 1;
      said.push(text);
    }
    expect(changes).toBeLessThanOrEqual(3);
    expect(new Set(said.slice(0, STEADY_MS / 10_000 - 1)).size).toBe(1);
  });

  test("follows at once what concerns the ticket", () => {
    const hall = measured(TIMES);
    for (let count = 0; count < 9; count++) hall.issues();
    hall.callsNext();
    const last = hall.forecasts().issues();
    const before = hall.says(last, 8);
    hall.opens("2").forecasts();
    const after = hall.says(last, 8);
    if (before === null || after === null) throw new Error("cannot say");
    expect(after.highMinutes).toBeLessThan(before.highMinutes);
  });
});

describe("experience", () => {
  const wait = (waitMinutes: number): ToldWait => ({
    ...{ ticketId: "t", serviceId: "a", priority: null, waitMs: waitMinutes * MINUTE_MS },
    told: { lowMinutes: 10, highMinutes: 20, share: 0.85, midMinutes: 15 },
  });

  test("widens after surprises and narrows while everything holds", () => {
    let wide = NO_CORRECTION;
    for (let count = 0; count < 20; count++) wide = corrected(wide, wait(40));
    expect(wide.spread).toBeGreaterThan(0.3);
    expect(wide.bias).toBeGreaterThan(0.1);
    let narrow = NO_CORRECTION;
    for (let count = 0; count < 200; count++) narrow = corrected(narrow, wait(15));
    expect(narrow.spread).toBeLessThan(-0.2);
  });

  test("judges a ticket by its first call, and not by one that was undone", () => {
    const hall = measured(TIMES).forecasts();
    hall.toldWait = () => ({ lowMinutes: 0, highMinutes: 5, share: 0.8, midMinutes: 2 });
    hall.issues();
    hall.later(MINUTE_MS).callsNext();
    expect(hall.learn().experience.today).toMatchObject({ n: 1, inside: 1 });
    hall.does({ type: "undo", windowId: "1", reason: null });
    expect(hall.learn().experience.today).toMatchObject({ n: 0, inside: 0 });
    hall.later(30 * MINUTE_MS).callsNext();
    expect(hall.learn().experience.today).toMatchObject({ n: 1, inside: 0 });
    expect(hall.experience.toldWaits).toHaveLength(1);
  });

  test("is the same after a restart that reads the log", () => {
    const hall = measured(TIMES).learn();
    const again = new Experience(hall.settings);
    for (const event of hall.log) again.fold(event);
    expect(again).toEqual(hall.experience);
    expect(again.work.get("a")?.map(({ ms }) => ms)).toEqual(TIMES.map((each) => each * MINUTE_MS));
  });

  test("knows no-shows, leavers, gaps and who comes with priority", () => {
    const hall = measured(TIMES);
    const leaver = hall.issues();
    hall.issues("a", "elderly");
    hall.later(10 * MINUTE_MS).callsNext();
    hall.later(MINUTE_MS).does({ type: "missed", windowId: "1" });
    hall.later(20_000).does({ type: "leave-ticket", ticketId: leaver.id });
    const { experience } = hall.learn();
    expect(experience.noShows.filter(Boolean)).toHaveLength(1);
    expect(experience.missedMs).toEqual([MINUTE_MS]);
    expect(experience.leavesPerMs).toBeGreaterThan(0);
    expect([...experience.arrivalRates(hall.nowMs).keys()]).toEqual(["a|elderly"]);
  });
});

test("the roster learns lunch from the days before, and that who has a number is served in the evening", () => {
  const roster = new Roster(["1", "2"]);
  const hour = 3_600_000;
  const dayMs = NINE_MS - 9 * hour;
  for (let day = 0; day < 3; day++) {
    const at = (hours: number) => dayMs + day * 24 * hour + hours * hour;
    roster.dayStarted(at(0), at(0), []);
    expect(roster.ahead(at(9)) === null).toBe(day === 0);
    for (const id of ["1", "2"]) roster.manned(id, at(9));
    roster.left("1", at(12));
    roster.manned("1", at(13));
    for (const id of ["1", "2"]) roster.left(id, at(17));
  }
  const shifts = roster.ahead(dayMs + 2 * 24 * hour + 11 * hour);
  if (shifts === null) throw new Error("nothing learnt");
  const share = (row: number, quarter: number) => shifts.shares[row * SLOTS_AHEAD + quarter] ?? 0;
  expect(share(0, 1)).toBe(1);
  expect(share(0, 6)).toBe(0);
  expect(share(1, 6)).toBe(1);
  expect(share(0, 10)).toBe(1);
  expect(share(1, SLOTS_AHEAD - 1)).toBeGreaterThan(0.5);
});
