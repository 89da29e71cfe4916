// Paper rolls: pre-printed numbers called after everybody else, each at most once, never two alike.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GivenHall, MINUTE_MS, SEEDED, settingsWith } from "./given-hall.ts";

const open = (more: Partial<{ serviceId: string; prefix: string; from: number; to: number }> = {}) =>
  ({ type: "open-roll", serviceId: "a", prefix: "P", from: 1, to: 3, ...more }) as const;
const ROLL = "P-1-3";

describe("a roll given out", () => {
  test("is called after all others, number by number, each a ticket from its call on", () => {
    const hall = new GivenHall().opens("1");
    hall.does(open());
    expect(hall.state.tickets.size).toBe(0);
    const ordinary = hall.issues();
    expect(hall.callsNext()).toBe(ordinary.number);
    const { events, why } = hall.does({ type: "call-next", windowId: "1", fromKeypad: false });
    expect(events.map(({ type }) => type).slice(-3)).toEqual(["roll.number-used", "ticket.issued", "ticket.called"]);
    expect(why).toBe("paper roll: nobody else waits");
    const late = hall.issues();
    expect([hall.callsNext(), hall.callsNext(), hall.callsNext(), hall.callsNext()]).toEqual([
      late.number,
      "P002",
      "P003",
      null,
    ]);
  });

  test("is reached by a keypad alone, at a window that is closed, and only where its service is served", () => {
    const hall = new GivenHall();
    hall.does(open({ serviceId: "b" }));
    expect(hall.callsNext("3", true)).toBeNull();
    expect(hall.callsNext("2", true)).toBe("P001");
    expect(hall.window("2").state).toBe("open");
  });

  test("may be called by number, once", () => {
    const hall = new GivenHall().opens("1", "2");
    hall.does(open());
    hall.does({ type: "call-ticket", windowId: "1", ticket: { number: "P002" }, fromKeypad: false });
    const again = { type: "call-ticket", windowId: "2", ticket: { number: "P002" }, fromKeypad: false } as const;
    hall.refuses(again, "TICKET_ALREADY_CALLED");
    expect([hall.callsNext("2"), hall.callsNext("2")]).toEqual(["P001", "P003"]);
  });

  test("gives an ordinary place, behind all who wait, to a number entered at the desk", () => {
    const hall = new GivenHall().opens("1");
    hall.does(open());
    const first = hall.issues();
    hall.later(MINUTE_MS).does({ type: "enter-roll-number", number: "p003" });
    expect([hall.callsNext(), hall.callsNext(), hall.callsNext()]).toEqual([first.number, "P003", "P001"]);
    hall.refuses({ type: "enter-roll-number", number: "P003" }, "ROLL_NUMBER_USED");
    hall.refuses({ type: "enter-roll-number", number: "P044" }, "ROLL_NUMBER_UNKNOWN");
  });

  test("ends when it is closed, and at the turn of the day", () => {
    const hall = new GivenHall().opens("1");
    hall.does(open());
    hall.does({ type: "close-roll", rollId: ROLL });
    expect(hall.does({ type: "close-roll", rollId: ROLL }).events).toEqual([]);
    expect(hall.callsNext()).toBeNull();
    hall.refuses({ type: "enter-roll-number", number: "P001" }, "ROLL_NUMBER_UNKNOWN");
    hall.refuses({ type: "close-roll", rollId: "P-7-9" }, "ROLL_UNKNOWN");
    hall.does(open({ from: 4, to: 6 }));
    hall.later(24 * 60 * MINUTE_MS).does({ type: "tick" });
    expect(hall.state.rolls.size).toBe(0);
    hall.does(open());
  });

  test("a call undone puts its number back in line, and nobody else gets it", () => {
    const hall = new GivenHall().opens("1");
    hall.does(open());
    expect(hall.callsNext()).toBe("P001");
    hall.does({ type: "undo", windowId: "1", reason: null });
    expect([hall.callsNext(), hall.callsNext()]).toEqual(["P001", "P002"]);
  });
});

describe("a roll is refused", () => {
  test("when a service or class begins its numbers alike", () => {
    const prefixes = { elderly: "Y" };
    const hall = new GivenHall(settingsWith({}, { priority: { prefixes } }));
    hall.refuses(open({ prefix: "A" }), "ROLL_PREFIX_TAKEN");
    hall.refuses(open({ prefix: "Y" }), "ROLL_PREFIX_TAKEN");
    hall.does(open({ prefix: "AA" }));
  });

  test("when some of its numbers were given out today, even by a roll that is closed", () => {
    const hall = new GivenHall();
    hall.does(open());
    hall.does({ type: "close-roll", rollId: ROLL });
    hall.refuses(open({ from: 3, to: 8 }), "ROLL_NUMBERS_TAKEN");
    hall.does(open({ from: 4, to: 8 }));
  });

  test("when a number of it is still somebody's from the day before", () => {
    const hall = new GivenHall(settingsWith({}, { dayEnd: "keep" }));
    hall.does(open());
    hall.does({ type: "enter-roll-number", number: "P002" });
    hall.later(24 * 60 * MINUTE_MS).does({ type: "tick" });
    hall.refuses(open(), "ROLL_NUMBERS_TAKEN");
    hall.does(open({ from: 3, to: 9 }));
  });

  test("when its range is none, its service unknown, or the day has too many", () => {
    const hall = new GivenHall();
    hall.refuses(open({ from: 9, to: 8 }), "ROLL_RANGE_INVALID");
    hall.refuses(open({ from: 1, to: 1001 }), "ROLL_RANGE_INVALID");
    hall.refuses(open({ serviceId: "x" }), "SERVICE_UNKNOWN");
    for (let at = 0; at < 40; at++) hall.does(open({ from: at * 10 + 1, to: at * 10 + 10 }));
    hall.refuses(open({ from: 900, to: 901 }), "ROLLS_FULL");
  });
});

test("no number is ever two tickets, however rolls, kiosks, desk and windows mix", () => {
  const deeds = fc.array(
    fc.record({
      do: fc.constantFrom("open", "close", "enter", "call", "number", "come", "undo", "missed"),
      prefix: fc.constantFrom("P", "Q"),
      at: fc.integer({ min: 1, max: 12 }),
      size: fc.integer({ min: 0, max: 4 }),
      windowId: fc.constantFrom("1", "2"),
    }),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(deeds, (day) => {
      const hall = new GivenHall().opens("1", "2");
      for (const { do: deed, prefix, at, size, windowId } of day) {
        const number = `${prefix}${String(at).padStart(3, "0")}`;
        hall.later(1000);
        if (deed === "open") hall.submit(open({ prefix, from: at, to: at + size }));
        else if (deed === "close") hall.submit({ type: "close-roll", rollId: `${prefix}-${at}-${at + size}` });
        else if (deed === "enter") hall.submit({ type: "enter-roll-number", number });
        else if (deed === "number")
          hall.submit({ type: "call-ticket", windowId, ticket: { number }, fromKeypad: false });
        else if (deed === "come") hall.issues();
        else if (deed === "undo") hall.submit({ type: "undo", windowId, reason: null });
        else if (deed === "missed") hall.submit({ type: "missed", windowId });
        else hall.callsNext(windowId);
      }
      const issued = hall.log.flatMap((event) => (event.type === "ticket.issued" ? [event.data.number] : []));
      expect(new Set(issued).size).toBe(issued.length);
      const used = hall.log.flatMap((event) => (event.type === "roll.number-used" ? [event.data.number] : []));
      expect(new Set(used).size).toBe(used.length);
    }),
    { ...SEEDED, numRuns: 200 },
  );
});
