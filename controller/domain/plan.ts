// What the devices of a window should show and ask, and which papers to print: derived, never stored.
import type { LoggedEvent } from "./events.ts";
import type { PadIntent, PrintIntent, StripIntent, WindowIntents } from "./intents.ts";
import { waitingForWindow } from "./queue.ts";
import { acceptanceAt } from "./rating-stages.ts";
import { isoWithOffset } from "./time.ts";
import type { Case, HallState, Ticket, Window } from "./types.ts";

/** What the public is told of a pause. */
function pauseWords(state: HallState, { pauseReason, backAtMs }: Window): Pick<StripIntent, "reason" | "back"> {
  const back = backAtMs === undefined ? null : isoWithOffset(backAtMs, state.settings.timezone).slice(11, 16);
  return { ...(pauseReason === null ? {} : { reason: pauseReason }), ...(back === null ? {} : { back }) };
}

function stripOf(state: HallState, window: Window, ticket: Ticket | undefined): StripIntent {
  const number = ticket?.number ?? null;
  const calls = ticket?.calls ?? 0;
  if (window.state === "closed") return { state: "closed", number: null, calls: 0 };
  // A person on the way must find the window, even if its staff pause meanwhile.
  if (ticket?.state === "called") return { state: "calling", number, calls };
  if (window.state === "paused") return { state: "paused", number: null, calls: 0, ...pauseWords(state, window) };
  return ticket === undefined ? { state: "idle", number, calls } : { state: "serving", number, calls };
}

/** The completion is asked about first; at acceptance the pads say so by another name of the question. */
function padOf(caseId: string | null, untilMs: number | null, taken: Case | undefined): PadIntent {
  if (untilMs !== null) return { caseId, untilMs };
  if (taken === undefined) return { caseId: null, untilMs: null };
  return { caseId: taken.id, untilMs: taken.acceptanceAsked?.untilMs ?? null, stage: 1 };
}

/** The desired state of everything at one window; an unknown window is closed. */
export function windowIntents(state: HallState, windowId: string): WindowIntents {
  const window = state.windows.get(windowId);
  if (window === undefined) {
    return {
      strip: { state: "closed", number: null, calls: 0 },
      keypad: { number: null, waiting: 0 },
      pad: { caseId: null, untilMs: null },
    };
  }
  const ticket = window.ticketId === null ? undefined : state.tickets.get(window.ticketId);
  const caseId = window.invitedCaseId;
  const untilMs = caseId === null ? null : (state.cases.get(caseId)?.inviteUntilMs ?? null);
  const taken = untilMs === null ? acceptanceAt(state, window) : undefined;
  return {
    strip: stripOf(state, window, ticket),
    keypad: { number: ticket?.number ?? null, waiting: waitingForWindow(state, windowId) },
    pad: padOf(caseId, untilMs, taken),
  };
}

/** Papers these events ask for. A restart asks for none: what was in progress is in doubt, and a person decides. */
export function printIntents(events: readonly LoggedEvent[]): PrintIntent[] {
  const intents: PrintIntent[] = [];
  for (const { type, data } of events) {
    if (type !== "ticket.issued" && type !== "ticket.print-requested") continue;
    if (data.deviceId !== null) intents.push({ ticketId: data.ticketId, deviceId: data.deviceId });
  }
  return intents;
}
