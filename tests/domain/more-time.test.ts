// "I need more time": places are given up, never gained, and nobody else loses one. Ratings corrected within seconds.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, newState } from "../../controller/domain/fold.ts";
import type { HallState, Ticket } from "../../controller/domain/types.ts";
import { GivenHall, ratingOf, SEEDED, settingsWith } from "./given-hall.ts";
import { checkLog, checkState } from "./random-hall.ts";

const yields = (ticketId: string, places: number) => ({ type: "yield-places", ticketId, places }) as const;

function copyOf(hall: GivenHall): GivenHall {
  const copy = new GivenHall(hall.settings, hall.nowMs);
  for (const logged of JSON.parse(JSON.stringify(hall.log))) {
    fold(copy.state, logged);
    copy.log.push(logged);
  }
  copy.idsFrom(100_000);
  return copy;
}

/** Who is called in what order when the windows take turns from now on and nobody else comes. */
function orderOf(hall: GivenHall): string[] {
  const order: string[] = [];
  const waiting = () => [...hall.state.waiting.values()].some((line) => line.length > 0);
  for (let turn = 0; waiting() && turn < 1000; turn++) {
    hall.later(60_000);
    for (const windowId of ["1", "2", "3"]) {
      const number = hall.callsNext(windowId);
      if (number !== null) order.push(number);
    }
  }
  return order;
}

const day = fc.record({
  overtakeMax: fc.constantFrom(0, 1, 2, 5),
  arrivals: fc.array(
    fc.record({
      serviceId: fc.constantFrom("a", "a", "a", "b", "c"),
      priority: fc.constantFrom(null, null, null, "elderly", "disabled"),
      calls: fc.boolean(),
    }),
    { minLength: 3, maxLength: 30 },
  ),
  yielders: fc.array(fc.record({ who: fc.nat(60), places: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});

function begun(overtakeMax: number): GivenHall {
  const services = settingsWith().services.map((service) => ({ ...service, dailyMax: null }));
  const settings = settingsWith({ services }, { priority: { overtakeMax }, moreTime: { placesMax: 5, timesMax: 2 } });
  return new GivenHall(settings).opens("1", "2", "3");
}

describe("giving up places", () => {
  test("never gains a place and costs nobody else one, whatever is waiting, however often", () => {
    let tried = 0;
    fc.assert(
      fc.property(day, ({ overtakeMax, arrivals, yielders }) => {
        const hall = begun(overtakeMax);
        for (const { serviceId, priority, calls } of arrivals) {
          hall.issues(serviceId, priority);
          if (calls) hall.callsNext("1");
        }
        for (const { who, places } of yielders) {
          const tickets = [...hall.state.tickets.values()].filter(({ state }) => state === "waiting");
          const ticket = tickets[who % Math.max(1, tickets.length)];
          if (ticket === undefined) return;
          const before = orderOf(copyOf(hall));
          const decision = hall.submit(yields(ticket.id, places));
          checkState(hall.state);
          if (!decision.ok) continue;
          tried += 1;
          const after = orderOf(copyOf(hall));
          expect([...after].sort()).toEqual([...before].sort());
          for (const [place, number] of before.entries()) {
            const now = after.indexOf(number);
            if (number === ticket.number) expect(now).toBeGreaterThan(place);
            else expect(now).toBeLessThanOrEqual(place);
          }
        }
        checkLog(hall);
      }),
      { ...SEEDED, numRuns: 300 },
    );
    expect(tried).toBeGreaterThan(100);
  });

  test("is folded the same from the log, and lives through the turn of a day that keeps its tickets", () => {
    const settings = settingsWith({}, { dayEnd: "keep" });
    const hall = new GivenHall(settings);
    const [first, second, third] = [hall.issues("a"), hall.issues("a"), hall.issues("a")];
    hall.does(yields(first.id, 1));
    const again: HallState = newState(settings);
    for (const logged of JSON.parse(JSON.stringify(hall.log))) fold(again, logged);
    expect(again).toEqual(hall.state);
    hall.later(24 * 3_600_000);
    hall.opens("1");
    expect([hall.callsNext(), hall.callsNext(), hall.callsNext()]).toEqual([second.number, first.number, third.number]);
  });

  test("lets as many go first as wait behind in the same line, and no more than asked for", () => {
    const hall = new GivenHall().opens("1", "2", "3");
    const numbers = ["a", "a", "a", "a"].map((service) => hall.issues(service));
    const elderly = hall.issues("a", "elderly");
    const [first, second, third, fourth] = numbers as [Ticket, Ticket, Ticket, Ticket];
    hall.does(yields(first.id, 2));
    expect(hall.log.at(-1)?.data).toMatchObject({ passedBy: [second.id, third.id] });
    hall.does(yields(second.id, 5));
    expect(orderOf(hall)).toEqual([elderly, third, first, fourth, second].map(({ number }) => number));
  });

  test("is refused where it makes no sense: unknown, ended, called, too many, too often, alone, blocked", () => {
    const hall = new GivenHall(settingsWith({}, { missed: { returnAfterCalls: 3 } })).opens("1");
    const called = hall.issues("a");
    hall.callsNext();
    const [one, two] = [hall.issues("a"), hall.issues("a")];
    hall.refuses(yields("ticket-none", 1), "TICKET_UNKNOWN");
    hall.refuses(yields(called.id, 1), "TICKET_NOT_WAITING");
    for (const places of [0, -1, 1.5, 6, Number.NaN]) hall.refuses(yields(one.id, places), "YIELD_NOT_ALLOWED");
    hall.refuses(yields(two.id, 1), "NOBODY_BEHIND");
    hall.does(yields(one.id, 1));
    const three = hall.issues("a");
    hall.does(yields(one.id, 1));
    hall.issues("a");
    hall.refuses(yields(one.id, 1), "YIELD_NOT_ALLOWED");
    hall.does({ type: "leave-ticket", ticketId: three.id });
    hall.refuses(yields(three.id, 1), "TICKET_ENDED");
    hall.does({ type: "missed", windowId: "1" });
    hall.does({ type: "return-ticket", ticketId: called.id });
    hall.refuses(yields(called.id, 1), "YIELD_NOT_ALLOWED");
  });

  test("leaves the row of calls that passed the line as it was", () => {
    const hall = new GivenHall().opens("1");
    const first = hall.issues("a");
    hall.issues("a");
    hall.issues("a", "elderly");
    hall.callsNext();
    expect(hall.state.overtakes.get("a")).toBe(1);
    hall.does(yields(first.id, 1));
    expect(hall.state.overtakes.get("a")).toBe(1);
  });
});

describe("a rating after its touch", () => {
  function rated(level = 1): { hall: GivenHall; caseId: string; ratingId: string } {
    const hall = new GivenHall().opens("1");
    const ticket = hall.issues("a");
    hall.callsNext();
    hall.does({ type: "finish", windowId: "1" });
    const caseId = hall.caseOf(ticket.id).id;
    const ratingId = hall.does(ratingOf({ caseId, level })).subject?.ratingId ?? "";
    return { hall, caseId, ratingId };
  }
  const correct = (caseId: string, ratingId: string, level: number) =>
    ({ type: "correct-rating", caseId, ratingId, level }) as const;

  test("may be changed for five seconds from the touch; both stay in the log, and all levels alike", () => {
    for (const to of [1, 2, 3, 4, 5]) {
      const { hall, caseId, ratingId } = rated(to === 3 ? 5 : 3);
      hall.later(4_900).does(correct(caseId, ratingId, to));
      expect(hall.state.cases.get(caseId)?.rating?.level).toBe(to);
      const types = hall.log.map(({ type }) => type).filter((type) => type.startsWith("rating."));
      expect(types.slice(-2)).toEqual(["rating.recorded", "rating.corrected"]);
      hall.later(200).refuses(correct(caseId, ratingId, 4), "RATING_FINAL");
      checkLog(hall);
    }
  });

  test("is changed by its own id alone, to a level that exists; the same level is no change", () => {
    const { hall, caseId, ratingId } = rated(2);
    hall.refuses(correct("case-none", ratingId, 4), "CASE_UNKNOWN");
    hall.refuses(correct(caseId, "rating-none", 4), "RATING_FINAL");
    hall.refuses(correct(caseId, ratingId, 6), "LEVEL_UNKNOWN");
    expect(hall.does(correct(caseId, ratingId, 2)).events).toEqual([]);
    hall.refuses(ratingOf({ caseId, level: 5 }), "CASE_ALREADY_RATED");
  });

  test("takes reasons once, within minutes; none is an answer too", () => {
    const { hall, caseId, ratingId } = rated();
    const add = (reasons: string[]) =>
      ({ type: "add-rating-reasons", caseId, ratingId, reasons, comment: null }) as const;
    expect(hall.later(60_000).does(add([])).events).toEqual([]);
    hall.does(add(["phone-1:slow"]));
    expect(hall.state.cases.get(caseId)?.rating).toMatchObject({ level: 1, reasons: ["phone-1:slow"] });
    hall.refuses(add(["phone-1:wait"]), "RATING_FINAL");
    const late = rated();
    const lateAdd = { ...add(["phone-1:slow"]), caseId: late.caseId, ratingId: late.ratingId };
    late.hall.later(11 * 60_000).refuses(lateAdd, "RATING_FINAL");
  });
});

test("a phone that reached the page is remembered per connection, over the turn of the day", () => {
  const hall = new GivenHall();
  const reached = (via: "mobile" | "wifi", host: string) =>
    hall.does({ type: "reachability-checked", via, host, address: "public" });
  reached("mobile", "old.example");
  reached("wifi", "10.0.0.5:8080");
  reached("mobile", "hall.example");
  const known = hall.state.reachability.map(({ via, host }) => [via, host]);
  expect(known).toEqual([
    ["wifi", "10.0.0.5:8080"],
    ["mobile", "hall.example"],
  ]);
  hall.later(24 * 3_600_000).issues("a");
  expect(hall.state.reachability.map(({ via, host }) => [via, host])).toEqual(known);
});
