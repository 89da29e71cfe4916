// Signs of interference: each is found where it is, not where it is not, and nothing is ever taken away.
import { expect, test } from "vitest";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { RatingFeed } from "../../controller/domain/rating-feed.ts";
import { signalsOf, spreadOfRhythm } from "../../controller/domain/rating-signals.ts";
import type { RatingSettings } from "../../controller/domain/rating-types.ts";
import { GivenHall, ratingOf, settingsWith } from "./given-hall.ts";

/** People come and are served at window 1; `press` after so many ms with a level, or not at all. */
class Watched {
  readonly hall: GivenHall;
  constructor(rating: RatingSettings = {}) {
    this.hall = new GivenHall(settingsWith({ rating }));
    this.hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
  }

  serves(delayMs: number | null, level = 5): string {
    const ticket = this.hall.issues();
    this.hall.callsNext();
    this.hall.does({ type: "arrived", windowId: "1" });
    this.hall.later(120_000).does({ type: "finish", windowId: "1" });
    if (delayMs !== null) this.hall.later(delayMs).pressesPad(level);
    this.hall.later(40_000).does({ type: "tick" });
    return ticket.caseId ?? "";
  }

  signals() {
    const feed = new RatingFeed();
    for (const logged of this.hall.log) feed.fold(logged as LoggedEvent);
    return signalsOf(feed, this.hall.settings.rating, this.hall.state.ratings.checkedSignals);
  }

  kinds(): string[] {
    return this.signals().map(({ kind }) => kind);
  }
}

test("ordinary people leave no sign: different levels, or the same one at a pace of their own", () => {
  const watched = new Watched();
  for (const [i, level] of [5, 4, 5, 3, 5, 5, 2, 4, 5, 5].entries()) watched.serves(3_000 + i * 900, level);
  expect(watched.kinds()).toEqual([]);
  const pleased = new Watched();
  for (const delay of [3_000, 9_000, 5_000, 14_000, 4_000, 7_000, 11_000, 20_000, 6_000]) pleased.serves(delay, 5);
  expect(pleased.kinds()).toEqual([]);
});

test("presses while somebody is still being served", () => {
  const watched = new Watched();
  watched.hall.issues();
  watched.hall.callsNext();
  watched.hall.does({ type: "arrived", windowId: "1" });
  watched.hall.submit(ratingOf({ windowId: "1", level: 5, deviceId: "pad-1" }));
  expect(watched.signals()).toMatchObject([{ kind: "press-before-end", strength: "weak", count: 1 }]);
  for (let i = 0; i < 2; i++) watched.hall.submit(ratingOf({ windowId: "1", level: 5, deviceId: "pad-1" }));
  expect(watched.signals()).toMatchObject([{ strength: "strong", count: 3 }]);
});

test("presses at a closed window", () => {
  const watched = new Watched();
  watched.hall.does({ type: "close-window", windowId: "1" });
  watched.hall.submit(ratingOf({ windowId: "1", level: 5 }));
  expect(watched.kinds()).toEqual(["press-at-closed-window"]);
});

test("presses faster than anybody reads", () => {
  const watched = new Watched();
  watched.serves(300);
  expect(watched.kinds()).toEqual(["quick-press"]);
});

test("a row of one level at an even pace", () => {
  const watched = new Watched();
  for (let i = 0; i < 7; i++) watched.serves(4_000 + i * 10, 5);
  expect(watched.kinds()).toEqual([]);
  watched.serves(4_050, 5);
  expect(watched.signals()).toMatchObject([{ kind: "series", strength: "strong", count: 8 }]);
});

test("a pad on the staff's side, and many marks changed upward", () => {
  const watched = new Watched({ staffSidePads: ["1"] });
  for (let i = 0; i < 4; i++) watched.serves(5_000 + i * 2_500, 2);
  expect(watched.kinds()).toEqual(["staff-side-pad"]);
  const feed = new RatingFeed();
  const corrected = (caseId: string, from: number, level: number): LoggedEvent =>
    ({
      ...{ type: "rating.corrected", seq: 1, atMs: 1, actor: "citizen" },
      data: {
        windowId: "2",
        caseId,
        from,
        level,
        ticketId: "t",
        number: "A1",
        serviceId: "a",
        channel: "qr",
        ratingId: "r",
      },
    }) as LoggedEvent;
  for (const caseId of ["a", "b", "c"]) feed.fold(corrected(caseId, 1, 5));
  feed.fold(corrected("d", 5, 1));
  expect(signalsOf(feed, undefined, new Map())).toEqual([]);
  feed.fold(corrected("e", 2, 4));
  expect(signalsOf(feed, undefined, new Map())).toMatchObject([{ kind: "corrected-upward", windowId: "2", count: 4 }]);
});

test("what was looked at stays, and asks again only when it grows", () => {
  const watched = new Watched();
  watched.serves(300);
  const [sign] = watched.signals();
  if (sign === undefined) throw new Error("no sign");
  const { id: signalId, kind, windowId } = sign;
  watched.hall.does({ type: "check-signal", signalId, kind, windowId, by: "s02", verdict: "ordinary" });
  expect(watched.signals()).toMatchObject([{ id: signalId, checked: { by: "s02" } }]);
  watched.serves(300);
  const [grown] = watched.signals();
  expect(grown).toMatchObject({ id: signalId, count: 2 });
  expect(grown?.checked).toBeUndefined();
});

test("the spread of a rhythm", () => {
  expect(spreadOfRhythm([1, 2])).toBeNull();
  expect(spreadOfRhythm([5, 5, 5])).toEqual({ mean: 5, spread: 0 });
  expect(spreadOfRhythm([1, 5, 9])?.spread).toBeGreaterThan(0.5);
});
