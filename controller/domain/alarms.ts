// Alarms that follow from devices and paper.
import { event, type NewEvent } from "./events.ts";
import type { HallState, Ticket } from "./types.ts";

/** The alarm of a device in trouble. */
export function deviceAlarmId(deviceId: string): string {
  return `device:${deviceId}`;
}

/** The alarm of a paper that did not or may not have come out. */
export function printAlarmId(ticketId: string): string {
  return `print:${ticketId}`;
}

/** Raises an alarm unless it is up already. */
export function raise(state: HallState, alarmId: string, rule: string, subject: string, detail: string): NewEvent[] {
  return state.alarms.has(alarmId) ? [] : [event("alarm.raised", { alarmId, rule, subject, detail })];
}

/** Clears an alarm if it is up. */
export function clear(state: HallState, alarmId: string): NewEvent[] {
  return state.alarms.has(alarmId) ? [event("alarm.cleared", { alarmId })] : [];
}

/** The alarm of paper in doubt or failed, for a ticket that is still alive. */
export function raisePrint(state: HallState, ticket: Ticket, detail: string): NewEvent[] {
  return raise(state, printAlarmId(ticket.id), "print", ticket.number, detail);
}
