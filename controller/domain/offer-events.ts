// Facts about appointments and services. No event names a person: `person` is a keyed hash of person and day.
import type { LocalDay } from "./types.ts";

interface AppointmentRef {
  readonly appointmentId: string;
  readonly serviceId: string;
}

export interface OfferEventData {
  "appointment.booked": AppointmentRef & {
    readonly code: string;
    readonly day: LocalDay;
    readonly time: string;
    readonly startMs: number;
    readonly endMs: number;
    readonly person: string | null;
    readonly needs: readonly string[];
    readonly language: string;
  };
  "appointment.cancelled": AppointmentRef;
  /** The ticket's own event comes before it. */
  "appointment.checked-in": AppointmentRef & { readonly ticketId: string; readonly number: string };
  /** Nobody came in time; the place is free again. */
  "appointment.no-show": AppointmentRef;
  /** It is time to remind: for whoever sends messages. */
  "appointment.reminded": AppointmentRef & { readonly startMs: number };
  "service.closed": { readonly serviceId: string; readonly reason: string | null };
  "service.opened": { readonly serviceId: string };
}
