// Undo: what comes back, what stays, and when it is too late.
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import { pickNext } from "../../controller/domain/dispatch.ts";
import { GivenHall, pictureOf, ratingOf, settingsWith } from "./given-hall.ts";
import { checkState } from "./random-hall.ts";

const at = (type: "recall" | "arrived" | "missed" | "hold" | "finish" | "invite-rating", windowId = "1"): Command => ({
  type,
  windowId,
});
const undo = (windowId = "1"): Command => ({ type: "undo", windowId, reason: null });

function called(): GivenHall {
  const hall = new GivenHall().opens("1", "2");
  for (let count = 0; count < 4; count++) hall.issues();
  hall.callsNext();
  return hall;
}

describe("undo", () => {
  test("takes back one action after the other, newest first, and both stay in the log", () => {
    const hall = new GivenHall().opens("1");
    for (let count = 0; count < 3; count++) hall.issues();
    const pictures: unknown[] = [];
    const steps: Command[] = [
      { type: "call-next", windowId: "1", fromKeypad: false },
      at("recall"),
      at("arrived"),
      at("hold"),
      { type: "resume-ticket", windowId: "1", ticketId: null },
      at("finish"),
      { type: "call-next", windowId: "1", fromKeypad: false },
      at("missed"),
    ];
    for (const step of steps) {
      pictures.push(pictureOf(hall.state));
      hall.later(3000);
      if (step.type === "recall") hall.later(10_000);
      hall.does(step);
    }
    for (const picture of pictures.reverse()) {
      hall.does(undo());
      expect(pictureOf(hall.state)).toEqual(picture);
    }
    hall.refuses(undo(), "NOTHING_TO_UNDO");
    expect(hall.log.filter(({ type }) => type === "action.undone")).toHaveLength(steps.length);
    expect(hall.log.filter(({ type }) => type === "ticket.called")).toHaveLength(2);
  });

  test("keeps ten steps", () => {
    const hall = new GivenHall().opens("1");
    for (let count = 0; count < 12; count++) hall.issues();
    for (let count = 0; count < 12; count++) hall.callsNext();
    for (let count = 0; count < 10; count++) hall.does(undo());
    hall.refuses(undo(), "NOTHING_TO_UNDO");
    hall.refuses(undo("9"), "WINDOW_UNKNOWN");
  });

  test("names the ticket the action was about", () => {
    const hall = called();
    const ticketId = hall.window().ticketId;
    expect(hall.does(undo()).subject).toEqual({ ticketId, windowId: "1" });
    expect(hall.log.at(-1)).toMatchObject({ type: "action.undone", data: { action: "call", windowId: "1" } });
    expect(hall.state.recentCalls).toEqual([]);
  });

  test("of a call leaves the calls of others alone", () => {
    const hall = called();
    hall.later(1000).callsNext("2");
    hall.does(undo());
    checkState(hall.state);
    expect(hall.state.callsToday.get("a")).toBe(1);
    expect(hall.state.recentCalls).toMatchObject([{ windowId: "2" }]);
    expect(hall.callsNext("2")).toBe("A001");
  });

  test("of a call makes who had returned wait for that call again", () => {
    const hall = called();
    hall.does(at("missed"));
    hall.does({ type: "return-ticket", ticketId: hall.state.ticketIdByNumber.get("A001") ?? "" });
    for (const number of ["A002", "A003"]) expect(hall.callsNext("2")).toBe(number);
    expect(pickNext(hall.state, "2")?.ticket.number).toBe("A004");
    expect(hall.callsNext("1")).toBe("A004");
    expect(pickNext(hall.state, "2")?.ticket.number).toBe("A001");
    hall.does(undo("1"));
    expect(pickNext(hall.state, "2")?.ticket.number).toBe("A004");
    checkState(hall.state);
  });

  test("of a finish takes only its own measured time away when others finished since", () => {
    const hall = called();
    hall.callsNext("2");
    hall.later(60_000).does(at("finish"));
    hall.later(30_000).does(at("finish", "2"));
    hall.does(undo());
    expect(hall.state.serviceTimes.get("a")).toEqual([90_000]);
  });

  test("of a recall after other calls puts the list back to the first call", () => {
    const hall = called();
    hall.later(11_000).does(at("recall"));
    hall.later(1000).callsNext("2");
    hall.does(undo());
    expect(hall.state.recentCalls.map(({ windowId, times }) => [windowId, times])).toEqual([
      ["2", 1],
      ["1", 1],
    ]);
  });

  test("of an ordinary call in between keeps the row of overtaking calls whole", () => {
    const hall = new GivenHall().opens("1", "2");
    hall.issues();
    hall.issues();
    for (let count = 0; count < 4; count++) hall.issues("a", "elderly");
    hall.callsNext("1");
    hall.callsNext("1");
    expect(hall.callsNext("1")).toBe("A001");
    hall.callsNext("2");
    hall.does(undo("1"));
    checkState(hall.state);
    expect(hall.state.overtakes.get("a")).toBe(3);
    expect(hall.callsNext("2")).toBe("A001");
  });

  test("of a finish ends the invitation it made", () => {
    const hall = called();
    hall.later(60_000).does(at("finish"));
    hall.does(undo());
    hall.refuses(ratingOf({ windowId: "1" }), "NO_OPEN_INVITATION");
    expect(hall.window()).toMatchObject({ invitedCaseId: null, ticketId: expect.any(String) });
  });

  test("of a call gives an invitation it had cut short its time back, but not one answered or over", () => {
    for (const between of ["nothing", "answer", "time"] as const) {
      const hall = called();
      hall.does(at("finish"));
      const untilMs = hall.nowMs + 30_000;
      const caseId = hall.window().invitedCaseId ?? "";
      hall.callsNext();
      if (between === "answer") hall.pressesPad(4);
      if (between === "time") hall.later(40_000).does({ type: "tick" });
      hall.does(undo());
      checkState(hall.state);
      expect(hall.window().invitedCaseId).toBe(between === "nothing" ? caseId : null);
      if (between === "nothing") expect(hall.state.cases.get(caseId)?.inviteUntilMs).toBe(untilMs);
      if (between === "answer") expect(hall.state.cases.get(caseId)?.rating?.level).toBe(4);
    }
  });

  test("does not turn printing back", () => {
    const hall = new GivenHall().opens("1");
    const ticket = hall.issues("a", null, "kiosk-1");
    hall.callsNext();
    const paper = { ticketId: ticket.id, deviceId: "printer-1" };
    hall.does({ type: "print-started", ...paper });
    hall.does({ type: "print-ended", outcome: "unconfirmed", reason: "cut off", ...paper });
    hall.does(at("finish"));
    expect(hall.state.alarms.size).toBe(0);
    hall.does(undo());
    hall.does(undo());
    expect(ticket).toMatchObject({ state: "waiting", print: "unconfirmed", printAttempts: 1 });
    expect(hall.state.alarms.size).toBe(1);
  });

  test("leaves a window open that a key press had opened", () => {
    const hall = new GivenHall();
    hall.issues();
    hall.callsNext("1", true);
    hall.does({ type: "pause-window", windowId: "1", reason: null });
    hall.does(undo());
    expect(hall.window()).toMatchObject({ state: "paused", ticketId: null });
  });
});

describe("it is too late", () => {
  test("when somebody else has the ticket by now", () => {
    const hall = called();
    hall.does({ type: "transfer", windowId: "1", to: { windowId: "2" } });
    hall.callsNext("2");
    hall.refuses(undo("1"), "UNDO_TOO_LATE");
    hall.does(undo("2"));
    hall.does(undo("1"));
    expect(hall.window("1").ticketId).not.toBeNull();
  });

  test("when the person has left or returned", () => {
    const hall = called();
    const ticketId = hall.window().ticketId ?? "";
    hall.does(at("missed"));
    hall.does({ type: "return-ticket", ticketId });
    hall.refuses(undo(), "UNDO_TOO_LATE");
  });

  test("when the case has been rated", () => {
    const hall = called();
    hall.does(at("finish"));
    hall.pressesPad(5);
    hall.refuses(undo(), "UNDO_TOO_LATE");
    const asked = new GivenHall(settingsWith({}, { rating: { inviteOnFinish: false } })).opens("1");
    asked.issues();
    asked.callsNext();
    asked.does(at("finish"));
    asked.does(at("invite-rating"));
    asked.pressesPad(3);
    asked.refuses(undo(), "UNDO_TOO_LATE");
  });

  test("when the window has closed or the day has turned", () => {
    const hall = called();
    hall.does(at("finish"));
    hall.does({ type: "close-window", windowId: "1" });
    hall.opens("1").refuses(undo(), "NOTHING_TO_UNDO");
    hall.callsNext();
    hall.later(24 * 3_600_000).refuses(undo(), "NOTHING_TO_UNDO");
  });
});
