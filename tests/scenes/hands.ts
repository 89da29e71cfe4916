// What staff and citizens do to bring a window or a ticket into a state, whatever it was in before.
import type { TicketView } from "../../controller/contract/views.ts";
import { ask, type Stage } from "./scene.ts";

/** The paths of a window; the answer may be "that does not go now", which is fine here. */
async function tries(stage: Stage, path: string, body: unknown = {}): Promise<void> {
  await stage.hall.call("POST", path, body);
}

const at = (windowId: number, what: string) => `/windows/${windowId}/${what}`;

/** Open, with nobody at it. */
export async function idleWindow(stage: Stage, windowId: number): Promise<void> {
  await tries(stage, at(windowId, "open"), { staffId: `s${windowId}` });
  await tries(stage, at(windowId, "resume"));
  await tries(stage, at(windowId, "arrived"));
  await tries(stage, at(windowId, "finish"));
}

export async function closedWindow(stage: Stage, windowId: number): Promise<void> {
  await idleWindow(stage, windowId);
  await tries(stage, at(windowId, "close"));
}

export async function pausedWindow(stage: Stage, windowId: number, reason: string): Promise<void> {
  await idleWindow(stage, windowId);
  await ask(stage, at(windowId, "pause"), { reason });
}

/** A number just for this. */
export function ticket(stage: Stage, more: object = {}): Promise<TicketView> {
  return ask<TicketView>(stage, "/tickets", { serviceId: "social", ...more });
}

export async function callingWindow(stage: Stage, windowId: number, called?: TicketView): Promise<TicketView> {
  const one = called ?? (await ticket(stage));
  await idleWindow(stage, windowId);
  await ask(stage, at(windowId, "call"), { ticketId: one.id });
  return one;
}

export async function servingWindow(stage: Stage, windowId: number, called?: TicketView): Promise<TicketView> {
  const one = await callingWindow(stage, windowId, called);
  await ask(stage, at(windowId, "arrived"));
  return one;
}

/** The case is done and its rating is asked for. */
export async function finishedAt(stage: Stage, windowId: number, called?: TicketView): Promise<TicketView> {
  const one = await servingWindow(stage, windowId, called);
  await ask(stage, at(windowId, "finish"));
  return one;
}
