// Appointments and slots as pages see them.
import type { AppointmentView, SlotsView } from "../contract/kiosk.ts";
import { checkInSpan } from "../domain/appointments.ts";
import type { Appointment } from "../domain/offer-types.ts";
import { bookableDays, freeIn, slotsOf } from "../domain/slots.ts";
import type { LocalDay, ServiceSettings } from "../domain/types.ts";
import { serviceName, timeOf, type ViewContext } from "./context.ts";

/** An appointment with its code: for its holder and for staff. */
export function appointmentView(context: ViewContext, appointment: Appointment): AppointmentView {
  const { id, code, serviceId, day, time, startMs, endMs, state, needs, language, ticketId, bookedAtMs } = appointment;
  const { fromMs, untilMs } = checkInSpan(context.state.settings, appointment);
  return {
    id,
    code,
    serviceId,
    serviceName: serviceName(context, serviceId),
    date: day,
    time,
    start: timeOf(context, startMs),
    end: timeOf(context, endMs),
    state,
    checkIn: { from: timeOf(context, fromMs), until: timeOf(context, untilMs) },
    needs: [...needs],
    language,
    ticketId,
    number: context.state.tickets.get(ticketId ?? "")?.number ?? null,
    bookedAt: timeOf(context, bookedAtMs),
  };
}

/** Those of a day, in order of time. */
export function appointmentViews(context: ViewContext, day: LocalDay, max: number): AppointmentView[] {
  return [...context.state.offer.appointments.values()]
    .filter((appointment) => appointment.day === day)
    .sort((left, right) => left.startMs - right.startMs || left.bookedAtMs - right.bookedAtMs)
    .slice(0, max)
    .map((appointment) => appointmentView(context, appointment));
}

/** The slots of a service on a day; none when it takes no appointments or the day may not be booked. */
export function slotsView(context: ViewContext, service: ServiceSettings, day: LocalDay): SlotsView | null {
  const { state, nowMs } = context;
  const rules = service.appointments;
  if (rules === undefined) return null;
  const { first, last } = bookableDays(state.settings, rules, nowMs);
  const bookable = day >= first && day <= last;
  const slots = bookable ? slotsOf(state.settings, service, rules, day) : [];
  return {
    serviceId: service.id,
    date: day,
    firstDay: first,
    lastDay: last,
    slots: slots.map((slot) => ({
      time: slot.time,
      start: timeOf(context, slot.startMs),
      end: timeOf(context, slot.endMs),
      capacity: rules.capacity,
      free: freeIn(state, service.id, rules, day, slot, nowMs),
    })),
  };
}
