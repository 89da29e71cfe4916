// Numbers left and calls under way, folded into the state; what of them a day begins with.
import { askingOf, callbackOf, neededContacts, smsFromMs } from "./asking.ts";
import type { DaySnapshot, EventType, LoggedEvent } from "./events.ts";
import type { Folds } from "./fold-table.ts";
import type { HallState } from "./types.ts";

/** Contacts and leases. */
export const CONTACT_FOLDS = {
  "contact.left": (state, { data, atMs }) => {
    const { ticketId, place } = data;
    const caseIds = [...state.cases.values()].filter((found) => found.ticketId === ticketId).map(({ id }) => id);
    state.asking.contacts.set(ticketId, { ticketId, place, atMs, caseIds });
  },
  "contact.removed": ({ asking }, { data }) => {
    const contact = asking.contacts.get(data.ticketId);
    asking.contacts.delete(data.ticketId);
    for (const caseId of contact?.caseIds ?? []) {
      asking.leases.delete(caseId);
      asking.due.delete(caseId);
      asking.calls.delete(caseId);
    }
  },
  "callback.claimed": ({ asking }, { data }) => {
    const { caseId, by, untilMs } = data;
    asking.leases.set(caseId, { caseId, by, untilMs });
  },
  "callback.released": ({ asking }, { data }) => {
    asking.leases.delete(data.caseId);
  },
} satisfies Partial<Folds<EventType>>;

/** From when on a case is asked about and its person is rung; by the case alone, so that a start finds the same. */
function noteDue(state: HallState, caseId: string): void {
  const { sms } = askingOf(state.settings);
  const found = state.cases.get(caseId);
  const isContact = found !== undefined && state.asking.contacts.has(found.ticketId);
  const fromMs = sms === undefined || !isContact ? null : smsFromMs(sms, found);
  if (fromMs === null) state.asking.due.delete(caseId);
  else state.asking.due.set(caseId, fromMs);
  const call = isContact ? callbackOf(state, found) : null;
  if (call === null) state.asking.calls.delete(caseId);
  else state.asking.calls.set(caseId, call);
}

/** What events mean for these beyond their own folds: cases of tickets with a number, and the end of a call. */
export function foldContacts(state: HallState, { type, data }: LoggedEvent): void {
  const { contacts, leases } = state.asking;
  switch (type) {
    case "case.opened": {
      const contact = contacts.get(data.ticketId);
      if (contact !== undefined && !contact.caseIds.includes(data.caseId))
        contacts.set(data.ticketId, { ...contact, caseIds: [...contact.caseIds, data.caseId] });
      return;
    }
    case "contact.left":
      for (const caseId of contacts.get(data.ticketId)?.caseIds ?? []) noteDue(state, caseId);
      return;
    case "action.undone":
      for (const caseId of [...data.cases.map(({ id }) => id), ...data.removedCaseIds]) noteDue(state, caseId);
      return;
    case "callback.attempted":
      leases.delete(data.caseId);
      noteDue(state, data.caseId);
      return;
    case "case.finished":
    case "rating.asked":
    case "rating.ask-ended":
    case "rating.recorded":
    case "rating.settled":
      noteDue(state, data.caseId);
  }
}

export function askingSnapshot(state: HallState): Pick<DaySnapshot, "asking"> {
  const leases = [...state.asking.leases.values()].filter(({ untilMs }) => state.lastAtMs < untilMs);
  return { asking: { contacts: neededContacts(state), leases } };
}

/** Days logged before there was such a part have none. */
export function loadAsking(state: HallState, { asking }: DaySnapshot): void {
  for (const contact of asking?.contacts ?? []) {
    state.asking.contacts.set(contact.ticketId, contact);
    for (const caseId of contact.caseIds) noteDue(state, caseId);
  }
  for (const lease of asking?.leases ?? []) state.asking.leases.set(lease.caseId, lease);
}
