// The nouns of what the hall offers: hours, appointments, needs, limits per person, closed services.
import type { LocalDay, Words } from "./types.ts";

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** `HH:MM-HH:MM` per weekday, local wall time; a day that is not named is closed. */
export type WeekHours = { readonly [D in Weekday]?: readonly string[] | undefined };

export interface CalendarSettings {
  readonly week: WeekHours;
  readonly holidays: readonly { readonly date: LocalDay; readonly name?: Words | undefined }[];
  /** Worked instead of a day off (调休). */
  readonly workdays: readonly {
    readonly date: LocalDay;
    readonly like?: Weekday | undefined;
    readonly hours?: readonly string[] | undefined;
    readonly name?: Words | undefined;
  }[];
  /** Longer than usual (延时服务). */
  readonly extended: readonly {
    readonly date?: LocalDay | undefined;
    readonly weekday?: Weekday | undefined;
    readonly hours: readonly string[];
    readonly name?: Words | undefined;
  }[];
}

export interface AppointmentSettings {
  /** Narrower than the service's hours; missing: all of them. */
  readonly hours?: WeekHours | undefined;
  readonly slotMinutes: number;
  readonly capacity: number;
  readonly daysAhead: number;
  readonly earlyMinutes: number;
  readonly lateMinutes: number;
  /** 0: no reminder. */
  readonly remindMinutes: number;
}

/** What a service may have beside its name and numbers. */
export interface ServiceOfferSettings {
  readonly documents?: readonly Words[] | undefined;
  readonly hours?: WeekHours | undefined;
  readonly perPersonDaily?: number | undefined;
  readonly numberRange?: { readonly from: number; readonly to: number } | undefined;
  readonly crowdedFrom?: number | undefined;
  readonly appointments?: AppointmentSettings | undefined;
}

/** What a kiosk is like, for its page. */
export interface KioskOfferSettings {
  readonly mountingHeightMm?: number | undefined;
  readonly diagonalInches?: number | undefined;
  readonly elderlyFirst?: boolean | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly keypadOnly?: boolean | undefined;
  readonly hasReader?: boolean | undefined;
  readonly hasScanner?: boolean | undefined;
}

export interface ServiceGroupSettings {
  readonly id: string;
  readonly name: Words;
  readonly services?: readonly string[] | undefined;
  readonly groups?:
    | readonly { readonly id: string; readonly name: Words; readonly services: readonly string[] }[]
    | undefined;
}

/** Beside services, windows, staff and policy; all of it may be missing. */
export interface OfferSettings {
  readonly calendar?: CalendarSettings | undefined;
  readonly serviceGroups?: readonly ServiceGroupSettings[] | undefined;
  /** Names of needs beside the usual ones. */
  readonly needs?: { readonly [need: string]: Words } | undefined;
  readonly site?:
    | {
        readonly lockScreen?: Words | undefined;
        readonly wifi?: string | undefined;
        readonly ticketFooter?: Words | undefined;
        readonly keeps?: Words | undefined;
      }
    | undefined;
}

export type AppointmentState = "booked" | "cancelled" | "checked-in" | "no-show";

export interface Appointment {
  readonly id: string;
  /** Eight digits, unique among those that are kept. */
  readonly code: string;
  readonly serviceId: string;
  readonly day: LocalDay;
  /** Wall time of the slot, `HH:MM`. */
  readonly time: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Keyed hash of person and day; never a name or a number. */
  readonly person: string | null;
  readonly needs: readonly string[];
  readonly language: string;
  readonly bookedAtMs: number;
  state: AppointmentState;
  reminded: boolean;
  ticketId: string | null;
}

/** One number a person has had today. */
export interface PersonTicket {
  readonly ticketId: string;
  readonly serviceId: string;
  readonly atMs: number;
}

/** The part of the state that belongs to the offer. */
export interface OfferState {
  /** Today's and coming appointments. */
  readonly appointments: Map<string, Appointment>;
  readonly appointmentIdByCode: Map<string, string>;
  /** Taken places per slot time, per service and day (`slotKey`); cancelled ones and no-shows are free again. */
  readonly slotsTaken: Map<string, Map<string, number>>;
  /** Appointments not yet checked in, per service and day: numbers that walk-ins may not have. */
  readonly reserved: Map<string, number>;
  /** Today's numbers per person. */
  readonly persons: Map<string, PersonTicket[]>;
  /** Closed by the manager, until opened again. */
  readonly closedServices: Map<string, { readonly reason: string | null; readonly sinceMs: number }>;
}

/** Nothing booked, nobody known, all open. */
export function newOfferState(): OfferState {
  return {
    appointments: new Map(),
    appointmentIdByCode: new Map(),
    slotsTaken: new Map(),
    reserved: new Map(),
    persons: new Map(),
    closedServices: new Map(),
  };
}

/** Forgets everything of the offer. */
export function clearOffer(offer: OfferState): void {
  for (const map of Object.values(offer) as Map<string, unknown>[]) map.clear();
}
