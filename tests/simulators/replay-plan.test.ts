// A recorded day becomes timed arrivals and departures.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockTime, planReplay, type ReplayAction } from "../../simulators/replay-plan.ts";

const HEADER = "day,arrive_s,type,priority,outcome,wait_s,service_s,clerk";
const csvOf = (...lines: string[]): string => [HEADER, ...lines, ""].join("\n");
const SERVICES = ["first", "second", "third"];

describe("the plan of a day", () => {
  const csv = csvOf(
    "1,32460,NW,2,left,90,0,",
    "1,32400,PS,0,served,30,120,clerk-1",
    "1,32520,PS,1,served,0,600,clerk-2",
    "1,32580,XX,0,served,0,60,clerk-2",
    "2,30000,PE,0,served,0,60,clerk-1",
  );

  test("begins at the first arrival and runs at its speed", () => {
    const plan = planReplay(csv, { speed: 60, services: SERVICES });
    expect(plan).toMatchObject({ day: 1, startS: 32_400, people: 4, badLines: [] });
    expect(plan.actions[0]).toEqual({
      do: "arrive",
      atMs: 0,
      person: 0,
      serviceId: "first",
      priority: 0,
      serviceMs: 2000,
    });
    expect(plan.actions.map(({ atMs, do: what, person }) => `${atMs} ${what} ${person}`)).toEqual([
      "0 arrive 0",
      "1000 arrive 1",
      "2000 arrive 2",
      "2500 leave 1",
      "3000 arrive 3",
    ]);
  });

  test("deals the types out to the services in order, and an unknown type to the last", () => {
    const lines = ["PS", "PE", "NE", "NW", "IN", "TT", "??"].map((type, i) => `5,${i},${type},0,served,0,10,c`);
    const plan = planReplay(csvOf(...lines), { speed: 1, services: SERVICES });
    const services = plan.actions.map((action) => (action.do === "arrive" ? action.serviceId : ""));
    expect(services).toEqual(["first", "second", "third", "first", "second", "third", "third"]);
  });

  test("gives somebody who left the usual time of the others, in case a window is quicker", () => {
    const lines = ["1,0,NW,0,served,0,30,c", "1,1,NW,0,served,0,90,c", "1,2,NW,0,served,0,500,c", "1,3,NW,0,left,9,0,"];
    const plan = planReplay(csvOf(...lines), { speed: 1, services: SERVICES });
    expect(plan.actions.find((action) => action.do === "arrive" && action.person === 3)).toMatchObject({
      serviceMs: 90_000,
    });
  });

  test("takes another day and a later beginning when asked", () => {
    expect(planReplay(csv, { day: 2, speed: 1, services: SERVICES })).toMatchObject({ day: 2, people: 1 });
    const late = planReplay(csv, { day: 1, speed: 1, services: SERVICES, fromS: 32_500 });
    expect(late).toMatchObject({ startS: 32_500, people: 2 });
    expect(late.actions[0]).toMatchObject({ atMs: 20_000 });
  });

  test.each([
    ["a day that is not in the file", csv, { day: 9, speed: 1, services: SERVICES }, /day 9: the file has 1, 2/],
    ["a speed of nothing", csv, { speed: 0, services: SERVICES }, /speed 0/],
    ["a hall without services", csv, { speed: 1, services: [] }, /no services/],
    ["a file of another kind", "name,age\na,1", { speed: 1, services: SERVICES }, /column day, arrive_s.* missing/],
    ["a file without people", `${HEADER}\n`, { speed: 1, services: SERVICES }, /no arrivals/],
    ["a beginning after everybody", csv, { speed: 1, services: SERVICES, fromS: 86_000 }, /nobody comes/],
  ])("refuses %s", (_name, text, options, message) => {
    expect(() => planReplay(text, options)).toThrow(message);
  });

  test("names the lines it cannot read", () => {
    const plan = planReplay(
      csvOf("1,0,PS,0,served,0,1,c", "1,x,PS,0,served,0,1,c", "1,5,PS,3,served,0,1,c", "1,6,PS,0,gone,0,1,c", "1"),
      { speed: 1, services: SERVICES },
    );
    expect(plan).toMatchObject({ people: 1, badLines: [3, 4, 5, 6] });
  });

  test("whatever the day, nobody leaves before arriving and time never runs back", () => {
    const line = fc
      .record({ at: fc.nat(86_000), left: fc.boolean(), wait: fc.nat(4000), priority: fc.nat(2) })
      .map(({ at, left, wait, priority }) => `3,${at},PS,${priority},${left ? "left" : "served"},${wait},60,c`);
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5000 }),
        (lines, speed) => {
          const { actions, people } = planReplay(csvOf(...lines), { speed, services: SERVICES });
          const arrived = new Set<number>();
          let lastMs = 0;
          for (const action of actions) {
            expect(action.atMs).toBeGreaterThanOrEqual(lastMs);
            lastMs = action.atMs;
            if (action.do === "arrive") arrived.add(action.person);
            else expect(arrived.has(action.person)).toBe(true);
          }
          expect(arrived.size).toBe(people);
          expect(people).toBe(lines.length);
        },
      ),
    );
  });

  test("reads the time of day", () => {
    expect([clockTime(0), clockTime(33_300), clockTime(90_000)]).toEqual(["00:00", "09:15", "01:00"]);
  });
});

test("a leave of the plan always belongs to somebody who arrives in it", () => {
  const actions: readonly ReplayAction[] = planReplay(csvOf("1,10,PS,0,left,5,0,", "1,20,PS,0,left,5,0,"), {
    speed: 1,
    services: SERVICES,
    fromS: 15,
  }).actions;
  expect(actions.map(({ do: what, person }) => `${what} ${person}`)).toEqual(["arrive 0", "leave 0"]);
});
