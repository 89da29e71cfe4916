// A hall with a calendar, appointments, limits and needs, for the tests of the offer.
import type { OfferCommand } from "../../controller/domain/offer-commands.ts";
import type { Appointment, AppointmentSettings, CalendarSettings } from "../../controller/domain/offer-types.ts";
import type { HallSettings, ServiceSettings, Ticket } from "../../controller/domain/types.ts";
import { GivenHall, settingsWith } from "./given-hall.ts";

export const OFFICE = ["09:00-12:00", "13:30-17:00"] as const;
/** Monday to Friday. */
export const CALENDAR: CalendarSettings = {
  week: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
  holidays: [],
  workdays: [],
  extended: [],
};
export const BOOKABLE: AppointmentSettings = {
  slotMinutes: 30,
  capacity: 2,
  daysAhead: 7,
  earlyMinutes: 60,
  lateMinutes: 15,
  remindMinutes: 30,
};
/** The Tuesday on which the given hall begins. */
export const TUESDAY = "2031-03-04";

/** Service `a` may be booked; windows 1 and 2 serve it, window 2 is fit for sign language. */
export function offerSettings(service: Partial<ServiceSettings> = {}, more: Partial<HallSettings> = {}): HallSettings {
  const usual = settingsWith({}, { priority: { classes: ["elderly", "appointment"] } });
  return {
    ...usual,
    calendar: CALENDAR,
    services: usual.services.map((one) => (one.id === "a" ? { ...one, appointments: BOOKABLE, ...service } : one)),
    windows: usual.windows.map((one) => (one.id === "2" ? { ...one, needs: ["sign-language"] } : one)),
    kiosks: [
      { id: "kiosk-1", printer: null, hasReader: true },
      { id: "kiosk-2", printer: null },
    ],
    ...more,
  };
}

type Book = Extract<OfferCommand, { type: "book-appointment" }>;

export function booking(changes: Partial<Book> = {}): Book {
  const usual = { serviceId: "a", day: TUESDAY, time: "10:00", language: null, needs: [], person: null };
  return { type: "book-appointment", ...usual, ...changes };
}

export class GivenOffer extends GivenHall {
  books(changes: Partial<Book> = {}): Appointment {
    const { subject } = this.does(booking(changes));
    const found = this.state.offer.appointments.get(subject?.appointmentId ?? "");
    if (found === undefined) throw new Error("nothing was booked");
    return found;
  }

  checksIn(code: string): Ticket {
    const { subject } = this.does({ type: "check-in", by: { code }, kioskId: null, largePrint: false });
    return this.ticket(subject?.ticketId ?? "");
  }

  issuesTo(person: string, serviceId = "a"): Ticket {
    const { subject } = this.does(walkIn({ serviceId, person }));
    return this.ticket(subject?.ticketId ?? "");
  }

  /** Local wall time on the Tuesday. */
  at(clock: string, day: string = TUESDAY): this {
    this.nowMs = Date.parse(`${day}T${clock}:00+08:00`);
    return this;
  }
}

interface WalkIn {
  readonly serviceId?: string;
  readonly kioskId?: string | null;
  readonly person?: string | null;
  readonly needs?: readonly string[];
}

export function walkIn({ serviceId = "a", kioskId = null, person = null, needs = [] }: WalkIn = {}) {
  return { type: "issue-ticket", serviceId, priority: null, kioskId, language: null, needs, person } as const;
}
