// Random days for the tests of the rules: commands of every kind, and what must hold after each.
import fc from "fast-check";
import type { Command } from "../../controller/domain/commands.ts";
import { isFilling } from "../../controller/domain/form-pool.ts";
import { byArrival, FORM_POOL, isBlocked, queueKey } from "../../controller/domain/queue.ts";
import { isEnded } from "../../controller/domain/snapshot.ts";
import type { HallState, Ticket } from "../../controller/domain/types.ts";
import type { GivenHall } from "./given-hall.ts";

const HOUR_MS = 3_600_000;

/** A command whose ticket is chosen when its turn comes. */
export interface Step {
  readonly waitMs: number;
  readonly make: (state: HallState) => Command;
}

const windowId = fc.constantFrom("1", "2", "3");
const pick = fc.nat(30);

/** A ticket still alive, or (rarely) any. */
function someTicket(state: HallState, index: number): string {
  const all = [...state.tickets.values()];
  const alive = all.filter((ticket) => !isEnded(ticket));
  const from = alive.length > 0 && index % 7 !== 0 ? alive : all;
  return from[index % Math.max(1, from.length)]?.id ?? "ticket-none";
}

function someCase(state: HallState, index: number): string {
  return [...state.cases.keys()][index % Math.max(1, state.cases.size)] ?? "case-none";
}

const plain = (type: "recall" | "arrived" | "missed" | "hold" | "finish" | "invite-rating" | "close-window") =>
  windowId.map((id) => (): Command => ({ type, windowId: id }));

const issue = fc
  .record({
    serviceId: fc.constantFrom("a", "a", "b", "c"),
    priority: fc.constantFrom(null, null, "elderly", "disabled"),
    kioskId: fc.constantFrom(null, "kiosk-1"),
  })
  .map((given) => (): Command => ({ type: "issue-ticket", language: null, ...given }));

const callNext = fc
  .record({ windowId, fromKeypad: fc.boolean() })
  .map((given) => (): Command => ({ type: "call-next", ...given }));

const callTicket = fc
  .record({ windowId, fromKeypad: fc.boolean(), index: pick })
  .map(({ index, ...given }) => (state: HallState): Command => {
    return { type: "call-ticket", ticket: { ticketId: someTicket(state, index) }, ...given };
  });

const resumeTicket = windowId.map((id) => (): Command => ({ type: "resume-ticket", windowId: id, ticketId: null }));

const transfer = fc
  .record({
    windowId,
    to: fc.oneof(
      fc.constantFrom("a", "b", "c").map((serviceId) => ({ serviceId })),
      windowId.map((id) => ({ windowId: id })),
    ),
  })
  .map((given) => (): Command => ({ type: "transfer", ...given }));

const giveForm = windowId.map((id) => (): Command => ({ type: "give-form", windowId: id }));

const undo = windowId.map((id) => (): Command => ({ type: "undo", windowId: id, reason: null }));

/** What a window does with people: every one of these can be undone. */
export const undoable = fc.oneof(
  { arbitrary: callNext, weight: 5 },
  { arbitrary: callTicket, weight: 2 },
  plain("recall"),
  plain("arrived"),
  plain("missed"),
  plain("hold"),
  resumeTicket,
  { arbitrary: transfer, weight: 2 },
  { arbitrary: plain("finish"), weight: 2 },
  plain("invite-rating"),
  giveForm,
);

const ABOUT_TICKET = [
  ...(["leave-ticket", "return-ticket", "reprint-ticket", "void-ticket", "yield-places", "give-form"] as const),
];

const aboutTicket = fc
  .record({ kind: fc.constantFrom(...ABOUT_TICKET), index: pick })
  .map(({ kind, index }) => (state: HallState): Command => {
    const ticketId = someTicket(state, index);
    if (kind === "void-ticket") return { type: kind, ticketId, reason: "test" };
    if (kind === "give-form") return { type: kind, windowId: null, ticketId };
    if (kind === "yield-places") return { type: kind, ticketId, places: 1 + (index % 5) };
    return { type: kind, ticketId };
  });

const print = fc
  .record({ outcome: fc.constantFrom(null, "printed", "failed", "unconfirmed"), index: pick })
  .map(({ outcome, index }) => (state: HallState): Command => {
    const about = { ticketId: someTicket(state, index), deviceId: "printer-1" };
    if (outcome === null) return { type: "print-started", ...about };
    return { type: "print-ended", outcome: outcome as "printed", reason: "test", ...about };
  });

const session = fc
  .record({ windowId, staffId: fc.constantFrom(null, "s01", "s02"), kind: fc.nat(2) })
  .map(({ kind, staffId, windowId: id }) => (): Command => {
    if (kind === 0) return { type: "pause-window", windowId: id, reason: null };
    if (kind === 1) return { type: "resume-window", windowId: id };
    return { type: "open-window", windowId: id, staffId };
  });

const rate = fc
  .record({ windowId: fc.option(windowId), index: pick, level: fc.integer({ min: 0, max: 5 }) })
  .map(({ windowId: id, index, level }) => (state: HallState): Command => {
    const caseId = id === null ? someCase(state, index) : null;
    const channel = id === null ? "qr" : "window_pad";
    return { type: "record-rating", windowId: id, caseId, level, channel, reasons: [], comment: null, deviceId: null };
  });

const device = fc
  .record({ state: fc.constantFrom("online", "offline", "faulted", "starting"), detail: fc.constantFrom("", "cover") })
  .map((given) => (): Command => ({ type: "device-changed", deviceId: "printer-1", ...given }) as Command);

/** A step of any kind, after a while of ordinary length, or a jump of the clock. */
export const anyStep: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.oneof(
    { arbitrary: fc.integer({ min: 0, max: 60_000 }), weight: 40 },
    { arbitrary: fc.constantFrom(-1000, -HOUR_MS, HOUR_MS, 9 * HOUR_MS, 25 * HOUR_MS, -25 * HOUR_MS), weight: 1 },
  ),
  make: fc.oneof(
    { arbitrary: issue, weight: 8 },
    { arbitrary: undoable, weight: 16 },
    { arbitrary: undo, weight: 3 },
    { arbitrary: aboutTicket, weight: 4 },
    { arbitrary: print, weight: 3 },
    { arbitrary: session, weight: 4 },
    { arbitrary: rate, weight: 3 },
    { arbitrary: plain("close-window"), weight: 1 },
    { arbitrary: device, weight: 1 },
    { arbitrary: fc.constant((): Command => ({ type: "tick" })), weight: 2 },
  ),
});

function fail(what: string): never {
  throw new Error(what);
}

/** What must hold at every moment of every day. */
export function checkState(state: HallState): void {
  checkWindows(state);
  checkLines(state);
  for (const [queue, count] of state.overtakes) {
    if (count <= 0 || state.lanes.get(queue)?.get("") === undefined) fail(`${queue} counts overtaken nobodies`);
  }
  for (const ticket of state.tickets.values()) checkTimes(ticket);
  if (state.draft !== null) fail("an action was begun and not concluded");
}

function checkWindows(state: HallState): void {
  const atWindows = new Map<string, string>();
  for (const window of state.windows.values()) {
    const { ticketId, caseId, invitedCaseId } = window;
    if (ticketId !== null) {
      const ticket = state.tickets.get(ticketId);
      if (atWindows.has(ticketId)) fail(`${ticketId} is at two windows`);
      atWindows.set(ticketId, window.id);
      if (ticket?.windowId !== window.id) fail(`${ticketId} does not know its window`);
      if (window.state === "closed") fail(`a closed window has ${ticketId}`);
    }
    if (caseId !== null && state.cases.get(caseId)?.status !== "open") fail(`${caseId} is not open`);
    const invited = invitedCaseId === null ? null : state.cases.get(invitedCaseId);
    if (invited === null) continue;
    if (invited?.status !== "finished" || invited.rating !== null) fail(`${invitedCaseId} cannot be rated`);
    if (invited.windowId !== window.id || invited.inviteUntilMs === null) fail(`${invitedCaseId} is not invited here`);
  }
  for (const ticket of state.tickets.values()) {
    const isThere = ticket.state === "called" || ticket.state === "serving";
    if (isThere !== atWindows.has(ticket.id)) fail(`${ticket.number} is ${ticket.state} and not where it says`);
    const open = ticket.caseId === null ? undefined : state.cases.get(ticket.caseId);
    if (ticket.state === "serving" && open?.status !== "open") fail(`${ticket.number} is served without a case`);
    if (isEnded(ticket) && open?.status === "open") fail(`${ticket.number} has ended, its case has not`);
  }
}

/** The lines, drawn up again from the tickets alone. */
function checkLines(state: HallState): void {
  const waiting = [...state.tickets.values()].filter((ticket) => ticket.state === "waiting").sort(byArrival);
  const drawn = (tickets: readonly Ticket[], keyOf: (ticket: Ticket) => string) => {
    const lines = new Map<string, string[]>();
    for (const ticket of tickets) lines.set(keyOf(ticket), [...(lines.get(keyOf(ticket)) ?? []), ticket.number]);
    return JSON.stringify([...lines].sort());
  };
  const kept = (lists: Iterable<readonly [string, readonly Ticket[]]>) =>
    JSON.stringify(
      [...lists]
        .filter(([, list]) => list.length > 0)
        .map(([key, list]) => [key, list.map(({ number }) => number)])
        .sort(),
    );
  if (drawn(waiting, (ticket) => ticket.serviceId) !== kept(state.waiting)) fail("the lines of waiting are wrong");
  const lanes = [...state.lanes].flatMap(([queue, byClass]) =>
    [...byClass].map(([name, list]) => [`${queue}/${name}`, list] as const),
  );
  const callable = waiting.filter((ticket) => !isBlocked(state, ticket));
  const laneOf = (ticket: Ticket) => `${queueKey(ticket)}/${ticket.priority ?? ""}`;
  if (drawn(callable, laneOf) !== kept(lanes)) fail("the lanes are wrong");
  const held = [...state.tickets.values()].filter((ticket) => ticket.state === "held");
  held.sort((left, right) => left.lastSeq - right.lastSeq);
  const heldAt = (ticket: Ticket) => (isFilling(ticket) ? FORM_POOL : (ticket.windowId ?? "?"));
  if (drawn(held, heldAt) !== kept(state.held)) fail("the held tickets are wrong");
}

function checkTimes(ticket: Ticket): void {
  const { issuedAtMs, calledAtMs, startedAtMs, finishedAtMs } = ticket;
  if ((calledAtMs ?? issuedAtMs) < issuedAtMs) fail(`${ticket.number} was called before it was issued`);
  if ((startedAtMs ?? issuedAtMs) < issuedAtMs) fail(`${ticket.number} was served before it was issued`);
  if ((finishedAtMs ?? issuedAtMs) < issuedAtMs) fail(`${ticket.number} was finished before it was issued`);
}

/** What the log alone must show: no number twice in a day, no case with two ratings, time never back. */
export function checkLog(hall: GivenHall): void {
  const rated = new Set<string>();
  let numbers = new Set<string>();
  let day = "";
  let lastMs = 0;
  hall.log.forEach((logged, index) => {
    if (logged.seq !== index + 1) fail("a number of the log is missing");
    if (logged.atMs < lastMs) fail("time ran backwards");
    lastMs = logged.atMs;
    if (logged.type === "day.started") {
      if (logged.data.day <= day) fail(`${logged.data.day} started after ${day}`);
      day = logged.data.day;
      numbers = new Set(logged.data.snapshot.tickets.map(({ number }) => number));
    }
    if (logged.type === "ticket.issued") {
      if (numbers.has(logged.data.number)) fail(`${logged.data.number} was given out twice`);
      numbers.add(logged.data.number);
    }
    if (logged.type !== "rating.recorded") return;
    if (rated.has(logged.data.caseId)) fail(`${logged.data.caseId} was rated twice`);
    rated.add(logged.data.caseId);
  });
}
