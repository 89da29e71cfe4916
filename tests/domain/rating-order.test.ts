// Every order of what can happen around a pad, to depth six: never two ratings on a case, none on the wrong person.
import { describe, expect, test } from "vitest";
import type { Command, Decision } from "../../controller/domain/commands.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { fold } from "../../controller/domain/fold.ts";
import { GivenHall, ratingOf, settingsWith } from "./given-hall.ts";
import { checkState } from "./random-hall.ts";

const DEPTH = 6;
const WAIT_MS = 4000;

interface Move {
  readonly name: string;
  readonly waitMs: number;
  readonly commands: readonly Command[];
}
const at = (type: "arrived" | "finish" | "invite-rating"): Command => ({ type, windowId: "1" });
const press: Command = ratingOf({ windowId: "1", deviceId: "pad-1" });
const move = (name: string, ...commands: Command[]): Move => ({ name, waitMs: WAIT_MS, commands });
const MOVES: readonly Move[] = [
  move("invite", at("invite-rating")),
  move("press", press),
  move("press twice", press, press),
  move("call", { type: "call-next", windowId: "1", fromKeypad: false }),
  move("arrived", at("arrived")),
  move("finish", at("finish")),
  { name: "wait out", waitMs: 31_000, commands: [{ type: "tick" }] },
  { name: "wait", waitMs: 11_000, commands: [] },
  move("undo", { type: "undo", windowId: "1", reason: null }),
];

/** Follows the log and knows, by itself, whose rating is asked for at the window at each moment. */
class Judge {
  readonly #rated = new Set<string>();
  /** Open invitations with their end; nobody else's press may count. */
  readonly #asked = new Map<string, number>();
  /** Whose person was replaced by one known to be there. */
  #present: string | null = null;

  see(logged: LoggedEvent): void {
    const { type, data, atMs } = logged;
    if (type === "rating.invited") {
      this.#asked.clear();
      this.#asked.set(data.caseId, data.untilMs);
    }
    if (type === "rating.invite-shortened") this.#asked.set(data.caseId, data.untilMs);
    if (type === "rating.lapsed") this.#asked.delete(data.caseId);
    if (type === "case.opened") this.#present = data.caseId;
    if (type === "ticket.arrived" && !data.inferred) this.#asked.clear();
    if (type === "action.undone") {
      const caseId = data.window.invitedCaseId;
      // One that was put back has its old end again; one the action had not touched goes on.
      const back = data.cases.find((found) => found.id === caseId)?.inviteUntilMs ?? this.#asked.get(caseId ?? "");
      this.#asked.clear();
      if (caseId !== null && back !== undefined) this.#asked.set(caseId, back);
    }
    if (type !== "rating.recorded") return;
    if (this.#rated.has(data.caseId)) throw new Error(`${data.caseId} was rated twice`);
    this.#rated.add(data.caseId);
    const untilMs = this.#asked.get(data.caseId);
    if (untilMs === undefined) throw new Error(`${data.caseId} was rated and nobody had asked for it`);
    if (atMs >= untilMs) throw new Error(`${data.caseId} was rated after its time (${this.#present} is there)`);
    this.#asked.delete(data.caseId);
  }
}

function judged(log: readonly LoggedEvent[]): void {
  const judge = new Judge();
  for (const logged of log) judge.see(logged);
}

interface Situation {
  readonly log: readonly LoggedEvent[];
  readonly nowMs: number;
}

function prepared(inviteOnFinish: boolean): GivenHall {
  const hall = new GivenHall(settingsWith({}, { rating: { inviteOnFinish, inviteSeconds: 30, graceSeconds: 10 } }));
  for (let count = 0; count < 4; count++) hall.issues("a");
  hall.opens("1").callsNext();
  return hall;
}

/** Situations that cannot be told apart by anything that follows are walked once. */
function sameness(hall: GivenHall): string {
  const { state, nowMs } = hall;
  const since = (ms: number | null) => (ms === null ? null : ms - nowMs);
  const cases = [...state.cases.values()].map((found) => [
    found.status,
    found.rating !== null,
    since(found.inviteUntilMs),
    found.invitedAtMs !== null,
  ]);
  const { ticketId, caseId, invitedCaseId, lastFinishedCaseId } = hall.window();
  const tickets = [...state.tickets.values()].map((ticket) => [ticket.state, ticket.caseId]);
  const steps = (state.undo.get("1") ?? []).map((step) => [
    step.action,
    step.tickets.map((ticket) => [ticket.id, ticket.state]),
    step.cases.map((found) => [found.id, found.status, since(found.inviteUntilMs)]),
    step.createdCaseIds,
    step.window.invitedCaseId,
  ]);
  return JSON.stringify([cases, ticketId, caseId, invitedCaseId, lastFinishedCaseId, tickets, steps]);
}

function copyOf(start: GivenHall, { log, nowMs }: Situation): GivenHall {
  const hall = new GivenHall(start.settings, nowMs);
  for (const logged of log) {
    fold(hall.state, logged);
    hall.log.push(logged);
  }
  return hall;
}

function walk(inviteOnFinish: boolean): { readonly orders: number; readonly rated: number; readonly refused: number } {
  const start = prepared(inviteOnFinish);
  let layer: Situation[] = [{ log: start.log, nowMs: start.nowMs }];
  const counts = { orders: 0, rated: 0, refused: 0 };
  for (let depth = 0; depth < DEPTH; depth++) {
    const next = new Map<string, Situation>();
    for (const situation of layer) {
      for (const { waitMs, commands } of MOVES) {
        const hall = copyOf(start, situation).later(waitMs);
        // Ids must not repeat those of the log so far.
        const decisions: Decision[] = commands.map((command) => submitFresh(hall, command, hall.log.length));
        counts.orders += 1;
        const types = decisions.flatMap(({ events }) => events.map(({ type }) => type));
        counts.rated += types.filter((type) => type === "rating.recorded").length;
        counts.refused += types.filter((type) => type === "rating.refused").length;
        if (types.includes("rating.recorded")) judged(hall.log);
        const key = sameness(hall);
        if (next.has(key)) continue;
        checkState(hall.state);
        next.set(key, { log: hall.log, nowMs: hall.nowMs });
      }
    }
    layer = [...next.values()];
  }
  return counts;
}

function submitFresh(hall: GivenHall, command: Command, salt: number): Decision {
  hall.idsFrom(salt * 100);
  return hall.submit(command);
}

describe("around a pad, in every order to depth six", () => {
  test.each([true, false])("one rating per case, and only for the case asked about (asked at finish: %s)", (asked) => {
    const counts = walk(asked);
    expect(counts.orders).toBeGreaterThan(2000);
    expect(counts.rated).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(100);
  });

  test("the judge sees a second rating and a rating nobody asked for", () => {
    const hall = prepared(true);
    hall.does({ type: "finish", windowId: "1" });
    hall.pressesPad(5);
    const recorded = hall.log.at(-1);
    expect(recorded?.type).toBe("rating.recorded");
    expect(() => judged([...hall.log, recorded as LoggedEvent])).toThrow(/rated twice/);
    expect(() => judged([recorded as LoggedEvent])).toThrow(/nobody had asked/);
  });
});
