// One-key buttons, people with forms, what calls in vain come to, places after a move, and a hall that never closes.
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import { pickNext } from "../../controller/domain/dispatch.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import { keypadCommand } from "../../controller/keypad-commands.ts";
import { GivenHall, MINUTE_MS, pictureOf, settingsWith } from "./given-hall.ts";
import { checkState } from "./random-hall.ts";

const undo: Command = { type: "undo", windowId: "1", reason: null };
const here = (type: "recall" | "missed" | "arrived" | "finish" | "hold"): Command => ({ type, windowId: "1" });

/** So many wait for service a, window 1 and 2 are open. */
function waiting(count: number, policy: Parameters<typeof settingsWith>[1] = {}): GivenHall {
  const hall = new GivenHall(settingsWith({}, policy)).opens("1", "2");
  for (let number = 0; number < count; number++) hall.issues();
  return hall;
}
const number = (hall: GivenHall, ordinal: number) =>
  hall.ticket(hall.state.ticketIdByNumber.get(`A00${ordinal}`) ?? "");

describe("a button with one key", () => {
  const press = (hall: GivenHall) => {
    const command = keypadCommand({ action: "call-next" }, "1", hall.state, 30);
    if ("none" in command) throw new Error(command.none);
    return hall.does(command);
  };

  test("pressed again in time says that nobody came; pressed later, that the person was served", () => {
    const hall = waiting(3);
    press(hall);
    expect(GivenHall.types(press(hall.later(10_000)))).toEqual(["ticket.missed", "ticket.called"]);
    expect(number(hall, 1)).toMatchObject({ state: "missed", caseId: null });
    expect(hall.log.at(-2)?.data).toMatchObject({ number: "A001", inferred: true });
    expect(GivenHall.types(press(hall.later(31_000)))).toContain("ticket.finished");
    expect([number(hall, 2).state, number(hall, 3).state]).toEqual(["finished", "called"]);
    expect(GivenHall.types(press(hall.later(20_000)))).toEqual(["ticket.missed"]);
    checkState(hall.state);
  });

  test("whoever has arrived is never inferred away, and a bounce is no second press", () => {
    const hall = waiting(2);
    press(hall);
    expect(press(hall.later(500)).events).toEqual([]);
    hall.later(3_000).does(here("arrived"));
    press(hall.later(3_000));
    expect(number(hall, 1).state).toBe("finished");
  });

  test("the inference is taken back with its call by one undo: the person stands at the window as before", () => {
    const hall = waiting(3);
    press(hall);
    const before = pictureOf(hall.state);
    press(hall.later(10_000));
    hall.later(1_000).does(undo);
    expect(pictureOf(hall.state)).toEqual(before);
    hall.does(here("arrived"));
    expect(number(hall, 1).state).toBe("serving");
  });
});

describe("people who fill in a form", () => {
  const form: Command = { type: "give-form", windowId: "1" };

  test("are nobody's next, keep number and time, and come back to their own place", () => {
    const hall = waiting(3);
    hall.callsNext();
    const { id, arrivalMs } = number(hall, 1);
    hall.does(form);
    expect(hall.window().ticketId).toBeNull();
    expect(pickNext(hall.state, "1", hall.nowMs)?.ticket.number).toBe("A002");
    expect(hall.later(MINUTE_MS).callsNext()).toBe("A002");
    hall.does({ type: "return-ticket", ticketId: id });
    expect(hall.ticket(id)).toMatchObject({ state: "waiting", arrivalMs, returns: 0, notBeforeCall: null });
    expect(hall.ticket(id).formSinceMs).toBeUndefined();
    expect(hall.callsNext("2")).toBe("A001");
    checkState(hall.state);
  });

  test("may be called by number, leave, or be sent by the desk; one undo brings them back to the window", () => {
    const hall = waiting(3);
    hall.callsNext();
    hall.does(here("arrived"));
    const before = pictureOf(hall.state);
    expect(GivenHall.types(hall.does(form))).toEqual(["case.finished", "ticket.form-given"]);
    hall.does(undo);
    expect(pictureOf(hall.state)).toEqual(before);
    hall.does(form);
    const { id } = number(hall, 1);
    hall.refuses({ type: "resume-ticket", windowId: "1", ticketId: id }, "TICKET_NOT_HELD");
    hall.does({ type: "call-ticket", windowId: "2", ticket: { ticketId: id }, fromKeypad: false });
    const waits = number(hall, 3).id;
    hall.does({ type: "give-form", windowId: null, ticketId: waits });
    expect(hall.does({ type: "give-form", windowId: null, ticketId: waits }).events).toEqual([]);
    hall.refuses({ type: "give-form", windowId: null, ticketId: id }, "TICKET_NOT_WAITING");
    hall.does({ type: "leave-ticket", ticketId: waits });
    expect(hall.state.held.size).toBe(0);
    checkState(hall.state);
  });
});

describe("calls in vain", () => {
  const callsInVain = (atMax: "call" | "missed" | "requeue") => {
    const hall = waiting(5, { calls: { max: 2, minimumSecondsBetween: 10, atMax } });
    hall.callsNext();
    hall.later(5_000).refuses(here("recall"), "RECALL_TOO_SOON");
    hall.later(6_000).does(here("recall"));
    return hall.later(11_000);
  };

  test("beyond the most call once more, or end as missed, as the hall wants it", () => {
    expect(GivenHall.types(callsInVain("call").does(here("recall")))).toEqual(["ticket.recalled"]);
    const hall = callsInVain("missed");
    expect(GivenHall.types(hall.does(here("recall")))).toEqual(["ticket.missed"]);
    expect(number(hall, 1).state).toBe("missed");
  });

  test("go back in line as often as the hall lets people return, then are no-shows; one undo takes it back", () => {
    const hall = callsInVain("requeue");
    const before = pictureOf(hall.state);
    expect(GivenHall.types(hall.does(here("recall")))).toEqual(["ticket.missed", "ticket.returned"]);
    hall.does(undo);
    expect(pictureOf(hall.state)).toEqual(before);
    hall.does(here("recall"));
    expect(number(hall, 1)).toMatchObject({ state: "waiting", returns: 1, calls: 2 });
    // Exactly three others first (returnAfterCalls), then it again with its own time.
    const called = [1, 2, 3, 4].map(() => hall.later(3_000).callsNext());
    expect(called).toEqual(["A002", "A003", "A004", "A001"]);
    hall.later(11_000).does(here("recall"));
    expect(number(hall, 1).state).toBe("missed");
    hall.refuses({ type: "return-ticket", ticketId: number(hall, 1).id }, "RETURN_NOT_ALLOWED");
    checkState(hall.state);
  });
});

test("a transferred and an upgraded ticket let as many go first as the hall says, and keep their time", () => {
  const hall = waiting(0, { moveBack: { transferred: 1, upgraded: 2 } });
  const moved = hall.issues("b");
  for (let count = 0; count < 4; count++) hall.issues("a");
  hall.callsNext("2");
  hall.does({ type: "transfer", windowId: "2", to: { serviceId: "a" } });
  expect(hall.ticket(moved.id).arrivalMs).toBe(moved.arrivalMs);
  expect([1, 2].map(() => hall.later(3_000).callsNext())).toEqual(["A001", "B001"]);
  hall.does({ type: "upgrade-ticket", ticketId: number(hall, 4).id, priority: "elderly", reason: "seen" });
  expect([1, 2, 3].map(() => hall.later(3_000).callsNext())).toEqual(["A002", "A003", "A004"]);
  checkState(hall.state);
});

describe("a hall that never closes", () => {
  test("turns its day with people in every state: all are kept, numbers begin anew, none comes twice", () => {
    const nightMs = Date.parse("2031-03-04T23:58:00+08:00");
    const hall = new GivenHall(settingsWith({}, { dayEnd: "keep" }), nightMs).opens("1", "2");
    for (let count = 0; count < 5; count++) hall.issues();
    hall.callsNext("1");
    hall.does(here("arrived"));
    hall.callsNext("2");
    hall.does({ type: "give-form", windowId: null, ticketId: number(hall, 5).id });
    hall.later(5 * MINUTE_MS).does({ type: "tick" });
    expect(hall.state.day).toBe("2031-03-05");
    expect([1, 2].map((id) => hall.window(String(id)).state)).toEqual(["open", "open"]);
    const states = [...hall.state.tickets.values()].map((ticket) => `${ticket.number} ${ticket.state}`);
    expect(states).toEqual(["A001 serving", "A002 called", "A003 waiting", "A004 waiting", "A005 held"]);
    // Numbers still in people's hands are passed over.
    expect(hall.issues().number).toBe("A006");
    expect(hall.issues("b").number).toBe("B001");
    hall.does(here("finish"));
    expect(hall.callsNext("1")).toBe("A003");
    hall.does({ type: "return-ticket", ticketId: number(hall, 5).id });
    checkState(hall.state);
  });

  test("read from the start of its day it is the same hall: a restart after midnight loses nobody", () => {
    const hall = new GivenHall(settingsWith({}, { dayEnd: "keep" }), Date.parse("2031-03-04T23:59:00+08:00")).opens(
      "1",
    );
    for (let count = 0; count < 3; count++) hall.issues();
    hall.callsNext();
    hall.does({ type: "give-form", windowId: "1" });
    hall.later(2 * MINUTE_MS).issues();
    const from = hall.log.map(({ type }) => type).lastIndexOf("day.started");
    expect(hall.log.filter(({ type }) => type === "day.started")).toHaveLength(2);
    const again = newState(hall.settings);
    for (const event of hall.log.slice(from)) fold(again, event);
    const sorted = (state: typeof again) =>
      [...state.tickets.values()].map(({ id, state: at }) => `${id} ${at}`).sort();
    expect(sorted(again)).toEqual(sorted(hall.state));
    expect([...again.held.keys()]).toEqual([...hall.state.held.keys()]);
  });
});
