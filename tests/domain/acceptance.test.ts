// The acceptance stage at the pads (R13) and marks beside the level (R12): asked and counted apart, never in the way.
import { describe, expect, test } from "vitest";
import { questionName } from "../../controller/domain/intents.ts";
import { windowIntents } from "../../controller/domain/plan.ts";
import { factsOf } from "../../controller/domain/rating-figures.ts";
import type { RatingSettings } from "../../controller/domain/rating-types.ts";
import { GivenHall, ratingOf, settingsWith } from "./given-hall.ts";

const TWICE: RatingSettings = { stages: ["acceptance", "completion"] };
const ACCEPT = { type: "invite-acceptance", windowId: "1" } as const;

/** Somebody stands at window 1, served by s01. */
function serving(rating: RatingSettings = TWICE) {
  const hall = new GivenHall(settingsWith({ rating }));
  hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
  const ticket = hall.issues();
  hall.callsNext();
  hall.does({ type: "arrived", windowId: "1" });
  const found = () => hall.caseOf(ticket.id);
  const pad = () => questionName(windowIntents(hall.state, "1").pad);
  return { hall, ticket, found, pad };
}

describe("taken in, and asked about that", () => {
  test("the pads ask for the open case under a name of its own; the press is of stage 1, in no figure", () => {
    const { hall, found, pad } = serving();
    expect(GivenHall.types(hall.does(ACCEPT))).toEqual(["rating.acceptance-invited"]);
    expect(pad()).toBe(`${found().id}/1`);
    const decision = hall.pressesPad(2);
    expect(decision.ok && decision.events[0]).toMatchObject({ type: "rating.recorded", data: { stage: 1, level: 2 } });
    expect(found()).toMatchObject({ status: "open", rating: null, acceptance: { level: 2, stage: 1 } });
    expect(pad()).toBeNull();
    hall.does({ type: "finish", windowId: "1" });
    expect(factsOf(found())).toMatchObject({ active: null, imported: null, defaulted: false });
    // The completion is asked about all the same, and rated apart.
    expect(pad()).toBe(found().id);
    hall.pressesPad(5);
    expect(found()).toMatchObject({ rating: { level: 5 }, acceptance: { level: 2 } });
    expect(factsOf(found())?.active).toMatchObject({ level: 5 });
  });

  test("only where the hall asks at this stage, only of somebody who is there, and once for each case", () => {
    serving({}).hall.refuses(ACCEPT, "STAGE_NOT_ASKED");
    const { hall, found, pad } = serving();
    hall.refuses({ type: "invite-acceptance", windowId: "2" }, "WINDOW_CLOSED");
    hall.does(ACCEPT);
    expect(hall.does(ACCEPT).events).toEqual([]);
    const lapsed = hall.later(30_000).does({ type: "tick" });
    expect(GivenHall.types(lapsed)).toContain("rating.acceptance-lapsed");
    expect([pad(), found().acceptance]).toEqual([null, undefined]);
    hall.refuses(ACCEPT, "NOTHING_TO_RATE");
    const late = hall.pressesPad(5);
    expect(late).toMatchObject({ ok: false, code: "NO_OPEN_INVITATION", events: [{ type: "rating.refused" }] });
  });

  test("a page that names its stage never rates the other one, however late its touch arrives", () => {
    const { hall, found } = serving();
    hall.does(ACCEPT);
    const caseId = found().id;
    hall.does({ type: "finish", windowId: "1" });
    hall.refuses(ratingOf({ windowId: "1", stage: 1, level: 1 }), "NO_OPEN_INVITATION");
    expect(found()).toMatchObject({ rating: null });
    // Named by its case it still counts for its own stage, as the page sends it again.
    hall.does(ratingOf({ caseId, stage: 1, level: 1, channel: "window_pad" }));
    expect(found()).toMatchObject({ rating: null, acceptance: { level: 1 } });
    hall.does(ratingOf({ windowId: "1", stage: 2, level: 4 }));
    expect(found()).toMatchObject({ rating: { level: 4 }, acceptance: { level: 1 } });
  });

  test("a person who was only called has arrived with it; who is parked is asked no more at the window", () => {
    const hall = new GivenHall(settingsWith({ rating: TWICE })).opens("1");
    hall.issues();
    hall.callsNext();
    expect(GivenHall.types(hall.does(ACCEPT))).toEqual([
      ...["ticket.arrived", "case.opened", "rating.acceptance-invited"],
    ]);
    hall.does({ type: "hold", windowId: "1" });
    expect(windowIntents(hall.state, "1").pad.caseId).toBeNull();
    hall.does({ type: "resume-ticket", windowId: "1", ticketId: null });
    expect(windowIntents(hall.state, "1").pad.stage).toBe(1);
  });

  test("may be changed within the seconds, by an event of its own; a bad level opens a case to deal with", () => {
    const { hall, found } = serving({ ...TWICE });
    hall.does(ACCEPT);
    hall.pressesPad(5);
    const { id: ratingId } = found().acceptance ?? { id: "" };
    const change = { type: "correct-rating", caseId: found().id, ratingId, level: 1 } as const;
    expect(GivenHall.types(hall.later(4_000).does(change))).toEqual(["rating.acceptance-corrected", "loop.received"]);
    expect(found()).toMatchObject({ rating: null, acceptance: { level: 1 } });
    hall.later(1_000).refuses({ ...change, level: 4 }, "RATING_FINAL");
  });

  test("what was said is not undone: neither the arrival nor the finish can be taken back over it", () => {
    const { hall } = serving();
    hall.does(ACCEPT);
    hall.pressesPad(4);
    hall.refuses({ type: "undo", windowId: "1", reason: null }, "UNDO_TOO_LATE");
    const other = serving();
    other.hall.does(ACCEPT);
    const caseId = other.found().id;
    other.hall.does({ type: "finish", windowId: "1" });
    other.hall.does(ratingOf({ caseId, stage: 1, level: 4 }));
    other.hall.refuses({ type: "undo", windowId: "1", reason: null }, "UNDO_TOO_LATE");
  });

  test("nobody enters the rating of their own work at this stage either", () => {
    const { hall, found } = serving();
    hall.does(ACCEPT);
    const said = { caseId: found().id, stage: 1, level: 3, channel: "phone" } as const;
    hall.refuses(ratingOf({ ...said, by: "s01" }), "OWN_CASE");
    hall.does(ratingOf({ ...said, by: "s02" }));
  });
});

describe("marks beside the level", () => {
  const marks = (caseId: string, ratingId: string, dimensions: Record<string, number>) =>
    ({ type: "add-rating-marks", caseId, ratingId, dimensions }) as const;

  test("come after the level, once, from the list alone, and the level stands whatever becomes of them", () => {
    const { hall, found } = serving({});
    hall.does({ type: "finish", windowId: "1" });
    hall.pressesPad(3);
    const { id: caseId, rating } = found();
    const ratingId = rating?.id ?? "";
    hall.refuses(marks(caseId, ratingId, { mood: 3 }), "DIMENSION_UNKNOWN");
    hall.refuses(marks(caseId, ratingId, { attitude: 0 }), "LEVEL_UNKNOWN");
    hall.refuses(marks(caseId, "r-other", { attitude: 2 }), "RATING_FINAL");
    expect(hall.does(marks(caseId, ratingId, {})).events).toEqual([]);
    hall.does(marks(caseId, ratingId, { attitude: 2, efficiency: 5 }));
    expect(found().rating).toMatchObject({ level: 3, dimensions: { attitude: 2, efficiency: 5 } });
    hall.refuses(marks(caseId, ratingId, { level: 5 }), "RATING_FINAL");
  });

  test("are those of the list the rating was asked with, and not for ever", () => {
    const { hall, found } = serving({});
    hall.does({ type: "finish", windowId: "1" });
    const caseId = found().id;
    hall.does(ratingOf({ caseId, level: 5, channel: "web_pc" }));
    const ratingId = found().rating?.id ?? "";
    // The online list asks about the guide, not about the manner at the window.
    hall.refuses(marks(caseId, ratingId, { attitude: 5 }), "DIMENSION_UNKNOWN");
    hall.later(10 * 60_000).refuses(marks(caseId, ratingId, { guide: 5 }), "RATING_FINAL");
  });
});
