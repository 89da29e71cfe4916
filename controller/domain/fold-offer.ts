// Appointments and closed services, folded into the state; what of them a day begins with.
import type { DaySnapshot, EventType } from "./events.ts";
import type { Folds } from "./fold-table.ts";
import { found } from "./invariant.ts";
import type { Appointment, OfferState } from "./offer-types.ts";
import { countReserved, countSlot } from "./slots.ts";
import { localDay } from "./time.ts";
import type { HallState } from "./types.ts";

function appointment(offer: OfferState, id: string): Appointment {
  return found(offer.appointments.get(id), `appointment ${id}`);
}

/** Its place is counted while it is booked or checked in, its number is kept until it is checked in. */
function enter(offer: OfferState, one: Appointment): void {
  offer.appointments.set(one.id, one);
  offer.appointmentIdByCode.set(one.code, one.id);
  if (one.state === "booked") countReserved(offer, one.serviceId, one.day, 1);
  if (one.state === "booked" || one.state === "checked-in") countSlot(offer, one.serviceId, one.day, one.time, 1);
}

function release(offer: OfferState, id: string, to: "cancelled" | "no-show"): void {
  const one = appointment(offer, id);
  countReserved(offer, one.serviceId, one.day, -1);
  countSlot(offer, one.serviceId, one.day, one.time, -1);
  one.state = to;
}

/** The offer's facts. */
export const OFFER_FOLDS = {
  "appointment.booked": ({ offer }, { data, atMs }) => {
    const { appointmentId: id, code, serviceId, day, time, startMs, endMs, person, needs, language } = data;
    const terms = { id, code, serviceId, day, time, startMs, endMs, person, needs, language };
    enter(offer, { ...terms, bookedAtMs: atMs, state: "booked", reminded: false, ticketId: null });
  },
  "appointment.cancelled": ({ offer }, { data }) => release(offer, data.appointmentId, "cancelled"),
  "appointment.no-show": ({ offer }, { data }) => release(offer, data.appointmentId, "no-show"),
  "appointment.checked-in": ({ offer }, { data }) => {
    const one = appointment(offer, data.appointmentId);
    countReserved(offer, one.serviceId, one.day, -1);
    one.state = "checked-in";
    one.ticketId = data.ticketId;
  },
  "appointment.reminded": ({ offer }, { data }) => {
    appointment(offer, data.appointmentId).reminded = true;
  },
  "service.closed": ({ offer }, { data, atMs }) => {
    offer.closedServices.set(data.serviceId, { reason: data.reason, sinceMs: atMs });
  },
  "service.opened": ({ offer }, { data }) => {
    offer.closedServices.delete(data.serviceId);
  },
} satisfies Partial<Folds<EventType>>;

/** Appointments of today and later, and closed services; copies. */
export function offerSnapshot(state: HallState): Pick<DaySnapshot, "appointments" | "closedServices"> {
  const today = localDay(state.lastAtMs, state.settings.timezone);
  const kept = [...state.offer.appointments.values()].filter((one) => one.day >= today);
  return { appointments: kept.map((one) => ({ ...one })), closedServices: [...state.offer.closedServices] };
}

/** Reads them back; days logged before there were appointments have none. */
export function loadOffer(state: HallState, { appointments, closedServices }: DaySnapshot): void {
  for (const one of appointments ?? []) enter(state.offer, { ...one });
  for (const [serviceId, closed] of closedServices ?? []) state.offer.closedServices.set(serviceId, { ...closed });
}
