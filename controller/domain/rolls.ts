// Rolls of pre-printed numbers: a line behind all others. A number becomes a ticket when it is called or entered.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { serviceOf } from "./settings-lookup.ts";
import { spokenLanguage } from "./ticketing.ts";
import type { HallSettings, HallState } from "./types.ts";
import { servicesAt } from "./window-services.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** Rolls of one day, closed ones with them: their numbers are never given out a second time. */
export const ROLLS_MAX = 40;
/** Numbers of one roll. */
export const ROLL_NUMBERS_MAX = 1_000;
const ROLL_DIGITS = 3;
/** Why a number of a roll was called. */
export const ROLL_WHY = "paper roll: nobody else waits";

/** Pre-printed numbers that were given out today. */
export interface Roll {
  readonly id: string;
  readonly serviceId: string;
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
  readonly openedAtMs: number;
  open: boolean;
  readonly used: Set<number>;
  /** No number below it is left. */
  next: number;
}

/** A number of a roll as it is printed. */
export function rollNumber(roll: Pick<Roll, "prefix">, ordinal: number): string {
  return roll.prefix + String(ordinal).padStart(ROLL_DIGITS, "0");
}

/** The number of an open roll that is called next, or null. */
export function nextOfRoll(roll: Roll): number | null {
  return roll.open && roll.next <= roll.to ? roll.next : null;
}

/** Numbers of an open roll that nobody has used. */
export function leftOfRoll(roll: Roll): number {
  return roll.open ? roll.to - roll.from + 1 - roll.used.size : 0;
}

/** Whether a series of the hall could ever print one of these numbers. */
function isPrefixTaken(settings: HallSettings, prefix: string): boolean {
  const own = [
    ...settings.services.map((service) => service.prefix),
    ...Object.values(settings.policy.priority.prefixes ?? {}),
  ];
  // "P" and "P1" can meet: P1 01 and P 101 read the same.
  return own.some((known) => known.startsWith(prefix) && /^\d*$/.test(known.slice(prefix.length)));
}

/** The desk gave numbers of a roll out. */
export function openRoll(at: Moment, { serviceId, prefix, from, to }: Of<"open-roll">): Decision {
  const { state } = at;
  if (serviceOf(state.settings, serviceId) === undefined) {
    return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
  }
  if (from > to || to - from + 1 > ROLL_NUMBERS_MAX) {
    return refuse("ROLL_RANGE_INVALID", `1 to ${ROLL_NUMBERS_MAX} numbers, the smaller first`);
  }
  if (isPrefixTaken(state.settings, prefix)) {
    return refuse("ROLL_PREFIX_TAKEN", `${prefix} begins the numbers of a service or class`);
  }
  if (state.rolls.size >= ROLLS_MAX) return refuse("ROLLS_FULL", `${ROLLS_MAX} rolls were opened today`);
  for (const other of state.rolls.values()) {
    if (other.prefix === prefix && from <= other.to && to >= other.from) {
      return refuse("ROLL_NUMBERS_TAKEN", `${rollNumber(other, other.from)} to ${other.to} were given out today`);
    }
  }
  for (let ordinal = from; ordinal <= to; ordinal++) {
    // A number kept open from yesterday is somebody's.
    const number = rollNumber({ prefix }, ordinal);
    if (state.ticketIdByNumber.has(number)) return refuse("ROLL_NUMBERS_TAKEN", `${number} is somebody's number`);
  }
  const rollId = `${prefix}-${from}-${to}`;
  return accept([event("roll.opened", { rollId, serviceId, prefix, from, to })], { rollId });
}

/** The rest of it is called no more. */
export function closeRoll(at: Moment, { rollId }: Of<"close-roll">): Decision {
  const roll = at.state.rolls.get(rollId);
  if (roll === undefined) return refuse("ROLL_UNKNOWN", `there is no roll ${rollId} today`);
  if (!roll.open) return accept([], { rollId });
  return accept([event("roll.closed", { rollId, serviceId: roll.serviceId })], { rollId });
}

/** The roll of a number, with the number's place in it; null: no roll of today holds it. */
export function rollOf(state: HallState, number: string): { readonly roll: Roll; readonly ordinal: number } | null {
  const parts = /^([A-Z]{1,3})(\d{1,6})$/.exec(number.trim().toUpperCase());
  if (parts === null) return null;
  const ordinal = Number(parts[2]);
  for (const roll of state.rolls.values()) {
    if (roll.prefix === parts[1] && ordinal >= roll.from && ordinal <= roll.to) return { roll, ordinal };
  }
  return null;
}

/** A number of a roll that may still become a ticket, or null. */
export function unusedOf(state: HallState, number: string): { readonly roll: Roll; readonly ordinal: number } | null {
  const found = rollOf(state, number);
  if (found === null || !found.roll.open) return null;
  return found.roll.used.has(found.ordinal) ? null : found;
}

/** What makes a ticket of a paper number. */
export interface RollTicket {
  readonly ticketId: string;
  readonly number: string;
  readonly serviceId: string;
  readonly events: readonly NewEvent[];
}

/** The events by which a paper number becomes a waiting ticket. */
export function ticketOfRoll(at: Moment, roll: Roll, ordinal: number): RollTicket {
  const { serviceId, id: rollId, prefix } = roll;
  const number = rollNumber(roll, ordinal);
  const ticketId = at.newId("ticket");
  const issued = event("ticket.issued", {
    ...{ ticketId, number, serviceId, token: at.newToken(), ordinal, prefix },
    ...{ priority: null, kioskId: null, language: spokenLanguage(at.state.settings, null), deviceId: null },
    // Its ordinals are those of the paper: no series of the hall goes on from them.
    series: `roll:${prefix}`,
  });
  const used = event("roll.number-used", { rollId, serviceId, ordinal, number, ticketId });
  return { ticketId, number, serviceId, events: [used, issued] };
}

/** The oldest roll a window may call from, with its next number; null: none has one left. */
export function rollFor(state: HallState, windowId: string): { readonly roll: Roll; readonly ordinal: number } | null {
  const services = servicesAt(state, windowId);
  for (const roll of state.rolls.values()) {
    const ordinal = services.includes(roll.serviceId) ? nextOfRoll(roll) : null;
    if (ordinal !== null) return { roll, ordinal };
  }
  return null;
}

/** Somebody with a paper number came to the desk: from now on an ordinary place, behind all who wait. */
export function enterRollNumber(at: Moment, { number }: Of<"enter-roll-number">): Decision {
  const found = rollOf(at.state, number);
  if (found === null) return refuse("ROLL_NUMBER_UNKNOWN", `${number} is on no roll of today`);
  if (found.roll.used.has(found.ordinal)) return refuse("ROLL_NUMBER_USED", `${number} was used already`);
  if (!found.roll.open) return refuse("ROLL_NUMBER_UNKNOWN", `the roll of ${number} was closed`);
  const { ticketId, events } = ticketOfRoll(at, found.roll, found.ordinal);
  return accept(events, { ticketId });
}
