// Ratings one by one: what counts, what is refused, and what is logged of a refusal.
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import { notRatedReason } from "../../controller/domain/rating-period.ts";
import type { Ticket } from "../../controller/domain/types.ts";
import { GivenHall, MINUTE_MS, NINE_MS, ratingOf, settingsWith } from "./given-hall.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;
const at = (type: "arrived" | "finish" | "invite-rating"): Command => ({ type, windowId: "1" });

/** A hall whose first person has been served and has gone. */
function served(inviteOnFinish = true): { readonly hall: GivenHall; readonly ticket: Ticket; readonly caseId: string } {
  const hall = new GivenHall(settingsWith({}, { rating: { inviteOnFinish } })).opens("1");
  const ticket = hall.issues();
  hall.issues();
  hall.issues();
  hall.callsNext();
  hall.later(5 * MINUTE_MS).does(at("finish"));
  return { hall, ticket, caseId: ticket.caseId ?? "" };
}

function refusedPress(hall: GivenHall, code: "NO_OPEN_INVITATION" | "LEVEL_UNKNOWN" | "CHANNEL_RESERVED", level = 5) {
  hall.refuses(ratingOf({ windowId: "1", level, deviceId: "pad-1" }), code);
  expect(hall.log.at(-1)).toMatchObject({ type: "rating.refused", data: { reason: code, windowId: "1" } });
}

describe("the pad of a window", () => {
  test.each([1, 2, 3, 4, 5])("takes level %i with one press, for the invited case and its member of staff", (level) => {
    const { hall, caseId } = served();
    const decision = hall.pressesPad(level);
    // What follows from a bad one is another matter.
    const ratings = GivenHall.types(decision).filter((type) => type.startsWith("rating."));
    expect(ratings).toEqual(["rating.recorded"]);
    expect(decision).toMatchObject({ ok: true, subject: { caseId, windowId: "1" } });
    expect(hall.state.cases.get(caseId)?.rating).toMatchObject({ level, origin: "active", channel: "window_pad" });
    expect(hall.window().invitedCaseId).toBeNull();
  });

  test("counts the first press; the second is logged and not counted", () => {
    const { hall, caseId } = served();
    hall.pressesPad(2);
    refusedPress(hall, "NO_OPEN_INVITATION");
    expect(hall.state.cases.get(caseId)?.rating?.level).toBe(2);
  });

  test("closes after its time, also before anybody noticed", () => {
    const { hall, ticket } = served();
    hall.later(30_000);
    refusedPress(hall, "NO_OPEN_INVITATION");
    expect(GivenHall.types(hall.does({ type: "tick" }))).toEqual(["rating.lapsed"]);
    expect(GivenHall.types(hall.does({ type: "tick" }))).toEqual([]);
    expect(notRatedReason(hall.settings, hall.caseOf(ticket.id), hall.nowMs)).toBe("lapsed");
    hall.refuses(at("invite-rating"), "NOTHING_TO_RATE");
  });

  test("takes a press up to the last moment", () => {
    const { hall } = served();
    expect(hall.later(29_999).pressesPad(4).ok).toBe(true);
  });

  test("has ten seconds left after the next call, and none once the next person is there", () => {
    const { hall, caseId } = served();
    hall.callsNext();
    expect(hall.state.cases.get(caseId)?.inviteUntilMs).toBe(hall.nowMs + 10_000);
    hall.later(9_999);
    const inTime = hall.pressesPad(3);
    expect(inTime).toMatchObject({ ok: true, subject: { caseId } });
    const other = served();
    other.hall.callsNext();
    other.hall.does(at("arrived"));
    refusedPress(other.hall, "NO_OPEN_INVITATION");
    expect(other.hall.log.findLast(({ type }) => type === "rating.lapsed")?.data).toMatchObject({
      reason: "next-arrived",
    });
  });

  test("does not lengthen what is left by the next call", () => {
    const { hall, caseId } = served();
    const untilMs = hall.state.cases.get(caseId)?.inviteUntilMs;
    hall.later(25_000);
    expect(GivenHall.types(hall.does({ type: "call-next", windowId: "1", fromKeypad: false }))).not.toContain(
      "rating.invite-shortened",
    );
    expect(hall.state.cases.get(caseId)?.inviteUntilMs).toBe(untilMs);
  });

  test("asks about one case at a time: the next invitation ends the one before", () => {
    const { hall } = served();
    hall.callsNext();
    const decision = hall.does(at("invite-rating"));
    expect(GivenHall.types(decision)).toEqual([
      "rating.lapsed",
      "ticket.arrived",
      "case.opened",
      "case.finished",
      "rating.invited",
      "ticket.finished",
    ]);
    expect(hall.window().invitedCaseId).toBe(decision.subject?.caseId);
  });

  test("refuses levels that are none and the channel of the rule, and logs both", () => {
    const { hall } = served();
    for (const level of [0, 6, 2.5, Number.NaN]) refusedPress(hall, "LEVEL_UNKNOWN", level);
    hall.refuses(ratingOf({ windowId: "1", channel: "system_default" }), "CHANNEL_RESERVED");
    expect(hall.log.at(-1)?.type).toBe("rating.refused");
    hall.refuses(ratingOf({ windowId: "9" }), "WINDOW_UNKNOWN");
  });

  test("never rates another case than the one it was pressed for", () => {
    const { hall } = served();
    hall.refuses(ratingOf({ windowId: "1", caseId: "case-old" }), "NO_OPEN_INVITATION");
  });
});

describe("inviting", () => {
  test("EVALUATE on a called ticket arrives, finishes and asks", () => {
    const hall = new GivenHall().opens("1");
    const ticket = hall.issues();
    hall.callsNext();
    const { subject } = hall.does(at("invite-rating"));
    expect(subject).toEqual({ ticketId: ticket.id, caseId: ticket.caseId, windowId: "1" });
    expect(notRatedReason(hall.settings, hall.caseOf(ticket.id), hall.nowMs)).toBe("pending");
    hall.pressesPad(1);
    expect(notRatedReason(hall.settings, hall.caseOf(ticket.id), hall.nowMs)).toBeNull();
  });

  test("without a ticket asks about the person who has just left, once", () => {
    const { hall, caseId, ticket } = served(false);
    expect(notRatedReason(hall.settings, hall.caseOf(ticket.id), hall.nowMs)).toBe("not-invited");
    expect(hall.does(at("invite-rating")).subject?.caseId).toBe(caseId);
    const again = hall.later(1000).does(at("invite-rating"));
    expect(again).toMatchObject({ events: [], subject: { caseId } });
    hall.pressesPad(5);
    hall.refuses(at("invite-rating"), "NOTHING_TO_RATE");
  });

  test("needs an open window and somebody to ask", () => {
    const hall = new GivenHall();
    hall.refuses(at("invite-rating"), "WINDOW_CLOSED");
    hall.refuses({ type: "invite-rating", windowId: "9" }, "WINDOW_UNKNOWN");
    hall.opens("1").refuses(at("invite-rating"), "NOTHING_TO_RATE");
  });

  test("does not ask today about a case of yesterday", () => {
    const { hall } = served(false);
    hall.later(DAY_MS).refuses(at("invite-rating"), "NOTHING_TO_RATE");
  });

  test("closing the window ends it", () => {
    const { hall } = served();
    hall.does({ type: "close-window", windowId: "1" });
    refusedPress(hall, "NO_OPEN_INVITATION");
  });
});

describe("every other channel", () => {
  test("rates a finished case once, invited or not, and ends the invitation at the pad", () => {
    const { hall, caseId } = served();
    const decision = hall.does(ratingOf({ caseId, level: 1, channel: "sms", reasons: ["slow"], comment: "x" }));
    expect(decision.subject).toMatchObject({ caseId });
    expect(hall.state.cases.get(caseId)?.rating).toMatchObject({ level: 1, channel: "sms", reasons: ["slow"] });
    refusedPress(hall, "NO_OPEN_INVITATION");
    hall.refuses(ratingOf({ caseId, channel: "qr" }), "CASE_ALREADY_RATED");
  });

  test("logs no refusal as a press", () => {
    const { hall } = served();
    const decision = hall.refuses(ratingOf({ caseId: "case-none" }), "CASE_UNKNOWN");
    expect(decision.events).toEqual([]);
    hall.refuses(ratingOf({}), "CASE_UNKNOWN");
  });

  test("waits until the case is finished", () => {
    const hall = new GivenHall().opens("1");
    const ticket = hall.issues();
    hall.callsNext();
    hall.does(at("arrived"));
    hall.refuses(ratingOf({ caseId: ticket.caseId ?? "" }), "CASE_OPEN");
  });

  test("reaches a case of an earlier day by its link, until the period is over", () => {
    const { hall, ticket, caseId } = served();
    const finishedAtMs = hall.nowMs;
    hall.later(3 * DAY_MS).does({ type: "tick" });
    expect(hall.state.tickets.size).toBe(0);
    expect(hall.state.caseIdByToken.get(ticket.token)).toBe(caseId);
    hall.nowMs = finishedAtMs + 7 * DAY_MS - 1;
    hall.does({ type: "tick" });
    hall.later(1).refuses(ratingOf({ caseId }), "RATING_PERIOD_OVER");
    // It leaves the hall only after it has ended: once, and with what came of it.
    expect(hall.does({ type: "tick" }).events).toMatchObject([
      { type: "rating.settled", data: { outcome: "not-rated" } },
    ]);
    hall.later(DAY_MS).refuses(ratingOf({ caseId }), "CASE_UNKNOWN");
  });

  test("is refused a second time on later days too", () => {
    const { hall, caseId } = served();
    hall.pressesPad(5);
    for (let day = 0; day < 6; day++) hall.later(DAY_MS).refuses(ratingOf({ caseId }), "CASE_ALREADY_RATED");
    hall.later(2 * DAY_MS).refuses(ratingOf({ caseId }), "CASE_UNKNOWN");
  });
});

test("a call asks nobody, and silence is not a level", () => {
  const hall = new GivenHall(settingsWith(), NINE_MS).opens("1");
  const ticket = hall.issues();
  hall.issues();
  hall.callsNext();
  hall.does(at("arrived"));
  expect(notRatedReason(hall.settings, hall.caseOf(ticket.id), hall.nowMs + 8 * DAY_MS)).toBe("not-invited");
  hall.callsNext();
  const found = hall.caseOf(ticket.id);
  expect(found).toMatchObject({ status: "finished", rating: null, invitedAtMs: null });
  expect(notRatedReason(hall.settings, found, hall.nowMs)).toBe("not-invited");
  expect(notRatedReason(hall.settings, found, hall.nowMs + 8 * DAY_MS)).toBe("closed");
});
