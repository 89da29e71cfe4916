// Every pair of console actions in every state of a ticket: each works or is refused in words, and nobody is ever lost.
import { expect, test } from "vitest";
import { REFUSALS } from "../../controller/contract/refusals.ts";
import type { Command } from "../../controller/domain/commands.ts";
import { isFilling } from "../../controller/domain/form-pool.ts";
import { FORM_POOL } from "../../controller/domain/queue.ts";
import { isEnded } from "../../controller/domain/snapshot.ts";
import type { Ticket } from "../../controller/domain/types.ts";
import { GivenHall, settingsWith } from "./given-hall.ts";
import { checkState } from "./random-hall.ts";

const ONE = "1";
type Act = (ticket: Ticket) => Command;
const plain = (type: "recall" | "arrived" | "missed" | "hold" | "finish" | "invite-rating" | "close-window") => () =>
  ({ type, windowId: ONE }) as Command;

const ACTIONS: Readonly<Record<string, Act>> = {
  "call-next": () => ({ type: "call-next", windowId: ONE, fromKeypad: false }),
  "call again within 10 s on one key": () => ({
    ...({ type: "call-next", windowId: ONE, fromKeypad: true } as const),
    missedWithinSeconds: 10,
  }),
  call: ({ id }) => ({ type: "call-ticket", windowId: ONE, ticket: { ticketId: id }, fromKeypad: false }),
  "call elsewhere": ({ id }) => ({ type: "call-ticket", windowId: "2", ticket: { ticketId: id }, fromKeypad: false }),
  recall: plain("recall"),
  arrived: plain("arrived"),
  missed: plain("missed"),
  hold: plain("hold"),
  finish: plain("finish"),
  "invite-rating": plain("invite-rating"),
  "resume-ticket": ({ id }) => ({ type: "resume-ticket", windowId: ONE, ticketId: id }),
  "to a service": () => ({ type: "transfer", windowId: ONE, to: { serviceId: "b" } }),
  "to a window": () => ({ type: "transfer", windowId: ONE, to: { windowId: "2" } }),
  "to a clerk": () => ({ type: "transfer", windowId: ONE, to: { staffId: "s02" } }),
  "to a form": () => ({ type: "give-form", windowId: ONE }),
  "to a form, by the desk": ({ id }) => ({ type: "give-form", windowId: null, ticketId: id }),
  "next-case": () => ({ type: "next-case", windowId: ONE, serviceId: "a", outcome: "done", quantity: null }),
  "walk-in": () => ({ type: "walk-in", windowId: ONE, serviceId: "a" }),
  undo: () => ({ type: "undo", windowId: ONE, reason: null }),
  return: ({ id }) => ({ type: "return-ticket", ticketId: id }),
  leave: ({ id }) => ({ type: "leave-ticket", ticketId: id }),
  void: ({ id }) => ({ type: "void-ticket", ticketId: id, reason: "misprint" }),
  pause: () => ({ type: "pause-window", windowId: ONE, reason: null }),
  resume: () => ({ type: "resume-window", windowId: ONE }),
  "close-window": plain("close-window"),
};

/** How a ticket comes into each state; the last one is the state of every answer. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  waiting: [],
  called: ["call"],
  serving: ["call", "arrived"],
  held: ["call", "hold"],
  "filling in a form": ["call", "to a form"],
  missed: ["call", "missed"],
  returned: ["call", "missed", "return"],
  transferred: ["call", "to a service"],
  finished: ["call", "finish"],
  void: ["void"],
};

function given(steps: readonly string[]): { hall: GivenHall; ticket: Ticket } {
  const settings = settingsWith({}, { calls: { max: 3, minimumSecondsBetween: 0, repeatPressSeconds: 2 } });
  const hall = new GivenHall(settings).opens(ONE, "2");
  const ticket = hall.issues();
  hall.issues();
  for (const step of steps) hall.later(3_000).does(ACTIONS[step]?.(ticket) as Command);
  return { hall, ticket };
}

/** Exactly one place has the ticket, and it is the one its state names. */
function whereIs(hall: GivenHall, { id }: Ticket): string {
  const { state } = hall;
  const ticket = hall.ticket(id);
  const places = [
    ...[...state.waiting.values()].filter((line) => line.includes(ticket)).map(() => "waiting"),
    ...[...state.held]
      .filter(([, line]) => line.includes(ticket))
      .map(([key]) => (key === FORM_POOL ? "form" : "held")),
    ...[...state.windows.values()].filter(({ ticketId }) => ticketId === id).map(() => "window"),
    ...(ticket.state === "missed" ? ["missed"] : []),
    ...(isEnded(ticket) ? ["ended"] : []),
  ];
  expect(places, `${ticket.number} is ${ticket.state}`).toHaveLength(1);
  const wanted = { called: "window", serving: "window", held: isFilling(ticket) ? "form" : "held" };
  const named = wanted[ticket.state as keyof typeof wanted] ?? (isEnded(ticket) ? "ended" : ticket.state);
  expect(places[0]).toBe(named);
  return places[0] ?? "";
}

/** Works, or says no with a known code and changes nothing. */
function act(hall: GivenHall, ticket: Ticket, name: string): boolean {
  const decision = hall.later(3_000).submit(ACTIONS[name]?.(ticket) as Command);
  if (!decision.ok) {
    expect(Object.keys(REFUSALS), name).toContain(decision.code);
    expect(decision.detail).not.toBe("");
    // Only events change a hall.
    expect(decision.events, `${name}: ${decision.code}`).toEqual([]);
  }
  checkState(hall.state);
  whereIs(hall, ticket);
  return decision.ok;
}

/** Somebody alive can still be brought to a window, by whatever its state asks for. */
function canBeServed(hall: GivenHall, { id }: Ticket): void {
  const ticket = hall.ticket(id);
  if (isEnded(ticket)) return;
  if (hall.window().state === "closed") hall.does({ type: "open-window", windowId: ONE, staffId: null });
  if (hall.window().state === "paused") hall.does({ type: "resume-window", windowId: ONE });
  const at = [...hall.state.windows.values()].find(({ ticketId }) => ticketId === id);
  const windowId = at?.id ?? ticket.onlyWindowId ?? (ticket.serviceId === "b" ? "2" : ONE);
  if (ticket.onlyStaffId !== undefined) hall.does({ type: "open-window", windowId, staffId: ticket.onlyStaffId });
  if (at === undefined) {
    if (hall.window(windowId).ticketId !== null) hall.does({ type: "finish", windowId });
    const held = ticket.state === "held" && !isFilling(ticket);
    if (held) hall.does({ type: "resume-ticket", windowId: ticket.windowId ?? ONE, ticketId: id });
    else hall.does({ type: "call-ticket", windowId, ticket: { ticketId: id }, fromKeypad: false });
  }
  hall.does({ type: "finish", windowId: hall.ticket(id).windowId ?? windowId });
  expect(hall.ticket(id).state).toBe("finished");
}

test.each(Object.entries(STATES))(
  "a ticket that is %s is never lost, whatever two actions follow",
  (_name, steps) => {
    let [worked, refused] = [0, 0];
    for (const first of Object.keys(ACTIONS)) {
      for (const second of Object.keys(ACTIONS)) {
        const { hall, ticket } = given(steps);
        for (const name of [first, second]) {
          if (act(hall, ticket, name)) worked += 1;
          else refused += 1;
        }
        canBeServed(hall, ticket);
      }
    }
    // A table in which all is allowed, or nothing, tells nothing.
    expect(worked).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(150);
  },
  120_000,
);
