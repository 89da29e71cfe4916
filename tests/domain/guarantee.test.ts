// The published guarantee: an ordinary ticket is overtaken at most K times in a row, over random arrivals and windows.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HallSettings } from "../../controller/domain/types.ts";
import { GivenHall, SEEDED, settingsWith } from "./given-hall.ts";

const SERVICES = ["a", "b", "c"];
const WINDOWS: readonly (readonly string[])[] = [["a"], ["a", "b"], ["b", "c"], ["c", "a", "b"]];

function hallWith(overtakeMax: number): HallSettings {
  const service = { digits: 3, caseLimitMinutes: null, dailyMax: null };
  return settingsWith(
    {
      services: SERVICES.map((id) => ({ id, prefix: id.toUpperCase(), name: { en: id }, ...service })),
      windows: WINDOWS.map((services, index) => ({ id: String(index + 1), name: { en: "Window" }, services })),
    },
    { priority: { overtakeMax } },
  );
}

type Move =
  | { readonly does: "arrive"; readonly serviceId: string; readonly priority: string | null }
  | { readonly does: "leave"; readonly index: number }
  | { readonly does: "call"; readonly windowId: string };

const arrive = fc.record({
  does: fc.constant("arrive" as const),
  serviceId: fc.constantFrom(...SERVICES),
  priority: fc.constantFrom(null, "elderly", "disabled"),
});
const call = fc.record({ does: fc.constant("call" as const), windowId: fc.constantFrom("1", "2", "3", "4") });
const leave = fc.record({ does: fc.constant("leave" as const), index: fc.nat(50) });
const moves = fc.array(
  fc.oneof({ arbitrary: arrive, weight: 6 }, { arbitrary: call, weight: 5 }, { arbitrary: leave, weight: 1 }),
  { minLength: 20, maxLength: 150 },
);

interface Waiting {
  readonly number: string;
  readonly serviceId: string;
  readonly priority: string | null;
}

/** Plays the day beside a plain list of people, and judges every call by that list alone. */
function judge(settings: HallSettings, day: readonly Move[], limit: number): void {
  const hall = new GivenHall(settings).opens("1", "2", "3", "4");
  const people: Waiting[] = [];
  const inRow = new Map(SERVICES.map((serviceId) => [serviceId, 0]));
  const oldest = (serviceId: string) => people.find((one) => one.serviceId === serviceId && one.priority === null);
  for (const move of day) {
    if (move.does === "arrive") people.push(hall.issues(move.serviceId, move.priority));
    if (move.does === "leave" && people.length > 0) {
      const [gone] = people.splice(move.index % people.length, 1);
      const ticketId = hall.state.ticketIdByNumber.get(gone?.number ?? "") ?? "";
      hall.does({ type: "leave-ticket", ticketId });
    }
    if (move.does === "call") judgeCall(hall.callsNext(move.windowId), WINDOWS[Number(move.windowId) - 1] ?? []);
    for (const serviceId of SERVICES) if (oldest(serviceId) === undefined) inRow.set(serviceId, 0);
  }

  function judgeCall(number: string | null, services: readonly string[]): void {
    const mine = people.filter((one) => services.includes(one.serviceId));
    if (number === null) {
      expect(mine).toEqual([]);
      return;
    }
    const chosen = mine.find((one) => one.number === number);
    if (chosen === undefined) throw new Error(`${number} does not wait for this window`);
    const place = people.indexOf(chosen);
    const passed = services.filter((serviceId) => {
      const head = oldest(serviceId);
      return head !== undefined && head !== chosen && people.indexOf(head) < place;
    });
    for (const serviceId of passed) {
      const count = (inRow.get(serviceId) ?? 0) + 1;
      if (count > limit) throw new Error(`${oldest(serviceId)?.number} was overtaken ${count} times in a row`);
      inRow.set(serviceId, count);
    }
    if (chosen.priority === null && !passed.includes(chosen.serviceId)) inRow.set(chosen.serviceId, 0);
    // The other half: nobody with priority waits behind an ordinary ticket that is not due.
    const first = mine.find((one) => one.priority === "elderly") ?? mine.find((one) => one.priority !== null);
    if (chosen.priority !== null) expect(number).toBe(first?.number);
    else if (first !== undefined) expect(people.indexOf(chosen)).toBeLessThan(people.indexOf(first));
    people.splice(place, 1);
  }
}

describe("the guarantee", () => {
  test.each([0, 1, 2, 5])("holds for K = %i over random days at windows that share services", (limit) => {
    fc.assert(
      fc.property(moves, (day) => judge(hallWith(limit), day, limit)),
      { ...SEEDED, numRuns: 150 },
    );
  });

  test("would be seen broken by this judge: a hall that lets one more pass fails", () => {
    const found = fc.check(
      fc.property(moves, (day) => judge(hallWith(3), day, 2)),
      { ...SEEDED, numRuns: 500 },
    );
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/overtaken 3 times in a row|to be/);
  });

  test("an ordinary ticket is due after two priority calls, and the reason says so", () => {
    const hall = new GivenHall(hallWith(2));
    const ordinary = hall.issues("a");
    for (let count = 0; count < 3; count++) hall.issues("a", "elderly");
    hall.opens("1");
    const whys = [1, 2, 3].map(() => hall.does({ type: "call-next", windowId: "1", fromKeypad: false }).why);
    expect(whys).toEqual([
      "priority elderly, 1 of 2 in a row",
      "priority elderly, 2 of 2 in a row",
      "guarantee: ordinary after 2 priority calls",
    ]);
    expect(ordinary.state).toBe("called");
  });

  test("a class earlier in the policy goes first, whoever came first", () => {
    const hall = new GivenHall(hallWith(2));
    hall.issues("a", "disabled");
    const elderly = hall.issues("a", "elderly");
    expect(hall.opens("1").callsNext()).toBe(elderly.number);
  });

  test("an ordinary ticket called in its turn is told its wait", () => {
    const hall = new GivenHall(hallWith(2)).opens("1");
    hall.issues("a");
    hall.later(12 * 60_000 + 5000);
    expect(hall.does({ type: "call-next", windowId: "1", fromKeypad: false }).why).toBe("longest wait: 12 min");
  });
});
