// Calls and what follows at the window, with every refusal.
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import { GivenHall, settingsWith } from "./given-hall.ts";

const at = (type: "recall" | "arrived" | "missed" | "hold" | "finish", windowId = "1"): Command => ({ type, windowId });
const next = (windowId = "1", fromKeypad = false): Command => ({ type: "call-next", windowId, fromKeypad });
const byNumber = (number: string, windowId = "1", fromKeypad = false): Command => {
  return { type: "call-ticket", windowId, ticket: { number }, fromKeypad };
};
const resume = (ticketId: string | null, windowId = "1"): Command => ({ type: "resume-ticket", windowId, ticketId });

describe("call next", () => {
  test("finishes what is open: who was only called counts as arrived", () => {
    const hall = new GivenHall().opens("1");
    const [first, second] = [hall.issues(), hall.issues()];
    hall.callsNext();
    hall.later(5 * 60_000);
    const decision = hall.does(next());
    expect(GivenHall.types(decision)).toEqual([
      "ticket.arrived",
      "case.opened",
      "case.finished",
      "ticket.finished",
      "ticket.called",
    ]);
    expect(decision.subject).toEqual({ ticketId: second.id, windowId: "1" });
    expect(first.state).toBe("finished");
    expect(hall.caseOf(first.id)).toMatchObject({ status: "finished", invitedAtMs: null, windowId: "1" });
  });

  test("with nobody waiting still finishes what is open, and answers with nobody", () => {
    const hall = new GivenHall().opens("1");
    const only = hall.issues();
    hall.callsNext();
    expect(hall.does(next()).subject).toBeNull();
    expect(only.state).toBe("finished");
    expect(hall.does(next())).toMatchObject({ subject: null, events: [] });
  });

  test("is refused at a closed or paused window, unless a key was pressed", () => {
    const hall = new GivenHall();
    hall.issues();
    hall.issues();
    hall.refuses(next(), "WINDOW_CLOSED");
    hall.refuses(next("9"), "WINDOW_UNKNOWN");
    hall.refuses(byNumber("A001"), "WINDOW_CLOSED");
    expect(GivenHall.types(hall.does(next("1", true)))).toEqual(["window.opened", "ticket.called"]);
    hall.does({ type: "pause-window", windowId: "1", reason: "lunch" });
    hall.refuses(next(), "WINDOW_PAUSED");
    hall.later(60_000);
    expect(GivenHall.types(hall.does(next("1", true)))[0]).toBe("window.resumed");
    expect(hall.window()).toMatchObject({ state: "open", pauseReason: null });
  });

  test("pressed twice within the guard time is one press; later it is the next call", () => {
    const hall = new GivenHall();
    const first = hall.issues();
    hall.issues();
    hall.does(next("1", true));
    const bounce = hall.later(1900).does(next("1", true));
    expect(bounce).toMatchObject({ events: [], subject: { ticketId: first.id } });
    expect(hall.does(byNumber("A001", "1", true))).toMatchObject({ events: [], subject: { ticketId: first.id } });
    expect(hall.later(100).callsNext("1", true)).toBe("A002");
  });

  test("works again at once when the clock was set back by a day: the guard cannot last until it catches up", () => {
    const hall = new GivenHall();
    hall.issues();
    hall.issues();
    hall.callsNext("1", true);
    hall.later(-24 * 3_600_000);
    expect(hall.callsNext("1", true)).toBe("A002");
    hall.does(at("recall"));
  });

  test("never gives one ticket to two windows", () => {
    const hall = new GivenHall().opens("1", "2");
    for (let count = 0; count < 6; count++) hall.issues();
    const called = ["1", "2", "2", "1", "2", "1"].map((windowId) => hall.callsNext(windowId));
    expect(called).toEqual(["A001", "A002", "A003", "A004", "A005", "A006"]);
  });
});

describe("call by number", () => {
  test("takes a ticket out of turn and says so", () => {
    const hall = new GivenHall().opens("1");
    hall.issues();
    const wanted = hall.issues();
    expect(hall.does(byNumber("A002"))).toMatchObject({ subject: { ticketId: wanted.id }, why: "called by number" });
    expect(hall.state.overtakes.get("a")).toBe(1);
  });

  test("takes a missed ticket, and one held here with its case", () => {
    const hall = new GivenHall().opens("1", "2");
    const [gone, parked] = [hall.issues(), hall.issues()];
    hall.callsNext();
    hall.does(at("missed"));
    hall.does({ type: "call-ticket", windowId: "1", ticket: { ticketId: gone.id }, fromKeypad: false });
    expect(gone.state).toBe("called");
    hall.callsNext();
    hall.does(at("arrived"));
    const { caseId } = parked;
    hall.does(at("hold"));
    hall.refuses(byNumber("A002", "2"), "TICKET_NOT_WAITING");
    hall.does(byNumber("A002"));
    hall.does(at("arrived"));
    expect(parked).toMatchObject({ state: "serving", caseId });
    expect(hall.window().caseId).toBe(caseId);
  });

  test("says which window has it already", () => {
    const hall = new GivenHall().opens("1", "2");
    hall.issues();
    hall.callsNext("2");
    expect(hall.refuses(byNumber("A001"), "TICKET_ALREADY_CALLED").detail).toBe("A001 was called by window 2");
    hall.does(at("finish", "2"));
    hall.refuses(byNumber("A001"), "TICKET_ENDED");
    hall.refuses(byNumber("A009"), "TICKET_UNKNOWN");
    hall.issues("b");
    hall.refuses(byNumber("B001"), "WINDOW_SERVICE_MISMATCH");
    hall.refuses(byNumber("A001", "9"), "WINDOW_UNKNOWN");
  });
});

describe("after a call", () => {
  test("recall waits its minimum time, counts, and comes first on the boards", () => {
    const hall = new GivenHall().opens("1", "2");
    const ticket = hall.issues();
    hall.issues();
    hall.callsNext();
    hall.later(5000).callsNext("2");
    hall.refuses(at("recall"), "RECALL_TOO_SOON");
    hall.later(5000).does(at("recall"));
    expect(ticket.calls).toBe(2);
    expect(hall.state.recentCalls.map(({ times }) => times)).toEqual([2, 1]);
    hall.refuses(at("recall"), "RECALL_TOO_SOON");
  });

  test("arrival opens one case, however often it is said", () => {
    const hall = new GivenHall().opens("1");
    const ticket = hall.issues();
    hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
    hall.callsNext();
    hall.does(at("arrived"));
    expect(hall.caseOf(ticket.id)).toMatchObject({ status: "open", staffId: "s01", limitMinutes: 15, serviceId: "a" });
    expect(hall.does(at("arrived")).events).toEqual([]);
    for (const type of ["recall", "missed"] as const) hall.refuses(at(type), "TICKET_NOT_WAITING");
  });

  test("finishing after the time limit is late, within it is not", () => {
    const hall = new GivenHall().opens("1");
    const late = [15 * 60_000, 15 * 60_000 + 1].map((tookMs) => {
      hall.issues();
      hall.callsNext();
      hall.does(at("arrived"));
      hall.later(tookMs).does(at("finish"));
      return hall.log.findLast(({ type }) => type === "case.finished")?.data;
    });
    expect(late).toMatchObject([{ late: false }, { late: true }]);
  });

  test("needs a ticket at an open window", () => {
    const hall = new GivenHall();
    for (const type of ["recall", "arrived", "missed", "hold", "finish"] as const) {
      hall.refuses(at(type), "WINDOW_CLOSED");
      hall.refuses(at(type, "9"), "WINDOW_UNKNOWN");
    }
    hall.opens("1");
    for (const type of ["recall", "arrived", "missed", "hold", "finish"] as const) {
      hall.refuses(at(type), "WINDOW_HAS_NO_TICKET");
    }
    hall.refuses({ type: "transfer", windowId: "1", to: { serviceId: "c" } }, "WINDOW_HAS_NO_TICKET");
  });
});

describe("hold and resume", () => {
  test("the newest held ticket goes on with the same case", () => {
    const hall = new GivenHall().opens("1");
    const [first, second] = [hall.issues(), hall.issues()];
    for (let count = 0; count < 2; count++) {
      hall.callsNext();
      hall.does(at("hold"));
    }
    const { caseId } = second;
    hall.does(resume(null));
    expect(second).toMatchObject({ state: "serving", caseId });
    hall.refuses(resume(first.id), "WINDOW_BUSY");
    hall.does(at("finish"));
    expect(hall.caseOf(second.id).status).toBe("finished");
    hall.does(resume(first.id));
    expect(first.state).toBe("serving");
  });

  test("only here, only held, only alive", () => {
    const hall = new GivenHall().opens("1", "2");
    const ticket = hall.issues();
    hall.refuses(resume(ticket.id), "TICKET_NOT_HELD");
    hall.refuses(resume(null), "TICKET_NOT_HELD");
    hall.refuses(resume("ticket-none"), "TICKET_UNKNOWN");
    hall.refuses(resume(null, "3"), "WINDOW_CLOSED");
    hall.refuses(resume(null, "9"), "WINDOW_UNKNOWN");
    hall.callsNext();
    hall.does(at("hold"));
    hall.refuses(resume(ticket.id, "2"), "TICKET_NOT_HELD");
    hall.does({ type: "void-ticket", ticketId: ticket.id, reason: "test" });
    hall.refuses(resume(ticket.id), "TICKET_ENDED");
  });
});

describe("transfer", () => {
  test("to a service: waits there with the original arrival time, and a case that was open ends", () => {
    const hall = new GivenHall().opens("1", "3");
    const moved = hall.issues("a");
    hall.issues("c");
    hall.callsNext();
    hall.does(at("arrived"));
    hall.does({ type: "transfer", windowId: "1", to: { serviceId: "c" } });
    expect(moved).toMatchObject({ state: "waiting", serviceId: "c", calls: 0, arrivalMs: moved.issuedAtMs });
    expect(hall.caseOf(moved.id)).toMatchObject({ status: "finished", serviceId: "a", invitedAtMs: null });
    expect(hall.callsNext("3")).toBe(moved.number);
    hall.does(at("arrived", "3"));
    expect(hall.caseOf(moved.id)).toMatchObject({ status: "open", serviceId: "c", windowId: "3" });
  });

  test("to a window: nobody else may call it", () => {
    const hall = new GivenHall().opens("1", "2", "3");
    const moved = hall.issues("a");
    hall.callsNext();
    hall.does({ type: "transfer", windowId: "1", to: { windowId: "3" } });
    expect(moved.caseId).toBeNull();
    expect([hall.callsNext("1"), hall.callsNext("2")]).toEqual([null, null]);
    hall.refuses(byNumber(moved.number), "WINDOW_SERVICE_MISMATCH");
    expect(hall.does(next("3"))).toMatchObject({ why: "directed to this window", subject: { ticketId: moved.id } });
  });

  test("goes somewhere else and to something that exists", () => {
    const hall = new GivenHall().opens("1");
    hall.issues("a");
    hall.callsNext();
    const to = (target: { serviceId: string } | { windowId: string }): Command => {
      return { type: "transfer", windowId: "1", to: target };
    };
    hall.refuses(to({ serviceId: "a" }), "TRANSFER_TO_ITSELF");
    hall.refuses(to({ windowId: "1" }), "TRANSFER_TO_ITSELF");
    hall.refuses(to({ serviceId: "z" }), "SERVICE_UNKNOWN");
    hall.refuses(to({ windowId: "9" }), "WINDOW_UNKNOWN");
  });
});

describe("windows", () => {
  const open = (windowId: string, staffId: string | null): Command => ({ type: "open-window", windowId, staffId });

  test("open with staff, hand over, and close with the staff signed out", () => {
    const hall = new GivenHall();
    expect(GivenHall.types(hall.does(open("1", "s01")))).toEqual(["day.started", "window.opened", "staff.signed-in"]);
    hall.refuses(open("1", "s01"), "WINDOW_NOT_CLOSED");
    hall.refuses(open("1", null), "WINDOW_NOT_CLOSED");
    hall.refuses(open("2", "s01"), "STAFF_AT_OTHER_WINDOW");
    hall.refuses(open("1", "s99"), "STAFF_UNKNOWN");
    hall.refuses(open("9", null), "WINDOW_UNKNOWN");
    expect(GivenHall.types(hall.does(open("1", "s02")))).toEqual(["staff.signed-out", "staff.signed-in"]);
    expect(hall.window().staffId).toBe("s02");
    hall.does({ type: "close-window", windowId: "1" });
    expect(hall.window()).toMatchObject({ state: "closed", staffId: null });
    hall.does(open("2", "s02"));
  });

  test("pause and resume in turn", () => {
    const hall = new GivenHall();
    const pause: Command = { type: "pause-window", windowId: "1", reason: "lunch" };
    const go: Command = { type: "resume-window", windowId: "1" };
    hall.refuses(pause, "WINDOW_CLOSED");
    hall.refuses(go, "WINDOW_CLOSED");
    hall.opens("1");
    hall.refuses(go, "WINDOW_NOT_PAUSED");
    hall.does(pause);
    expect(hall.window().pauseReason).toBe("lunch");
    hall.refuses(pause, "WINDOW_PAUSED");
    hall.does(go);
    for (const type of ["pause-window", "resume-window", "close-window"] as const) {
      hall.refuses({ type, windowId: "9", reason: null } as Command, "WINDOW_UNKNOWN");
    }
  });

  test("do not close on somebody", () => {
    const hall = new GivenHall();
    hall.refuses({ type: "close-window", windowId: "1" }, "WINDOW_CLOSED");
    hall.opens("1").issues();
    hall.callsNext();
    hall.refuses({ type: "close-window", windowId: "1" }, "WINDOW_BUSY");
    hall.does(at("finish"));
    const closed = hall.does({ type: "close-window", windowId: "1" });
    expect(GivenHall.types(closed)).toEqual(["rating.lapsed", "window.closed"]);
  });
});

test("the longest wait over all services of the window goes first", () => {
  const hall = new GivenHall(settingsWith()).opens("2");
  const numbers = ["b", "a", "b"].map((serviceId) => hall.issues(serviceId).number);
  expect([1, 2, 3].map(() => hall.callsNext("2"))).toEqual(numbers);
});
