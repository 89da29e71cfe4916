// What was just presented at a kiosk: a card (masked), a ticket, an appointment, or something nobody knows.
import type { PresentedView } from "../contract/kiosk.ts";
import { appointmentsOfPerson } from "../domain/appointments.ts";
import { aheadOf } from "../domain/estimate.ts";
import { localDay } from "../domain/time.ts";
import { appointmentView } from "./appointments.ts";
import { timeOf, type ViewContext, windowName } from "./context.ts";

/** As remembered for a short while, in memory alone. */
export type Presented = { readonly atMs: number; readonly untilMs: number } & (
  | {
      readonly kind: "card";
      readonly masked: string;
      readonly handle: string;
      /** YYYYMMDD, or null when the card does not say. */
      readonly birth: string | null;
      /** Keyed hash of person and day. */
      readonly personOn: (day: string) => string;
    }
  | { readonly kind: "ticket"; readonly ticketId: string; readonly returned: boolean; readonly refusal: string | null }
  | { readonly kind: "appointment"; readonly appointmentId: string }
  | { readonly kind: "unknown"; readonly what: "unreadable" | "foreign" }
);

/** Younger people come with a guardian; older ones are offered the classes of their age. */
const ADULT_YEARS = 18;
const ELDERLY_YEARS = 60;

/** Whole years of age on a day; the day of birth YYYYMMDD. */
function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  const hadBirthday = day.slice(5).replace("-", "") >= birth.slice(4);
  return hadBirthday ? years : years - 1;
}

function ageClass(birth: string | null, day: string): "minor" | "adult" | "elderly" | null {
  if (birth === null || !/^\d{8}$/.test(birth)) return null;
  const age = ageOn(birth, day);
  if (age < 0) return null;
  if (age < ADULT_YEARS) return "minor";
  return age < ELDERLY_YEARS ? "adult" : "elderly";
}

/** The view, or null when it is too old or what it names is gone. */
export function presentedView(context: ViewContext, presented: Presented | null): PresentedView | null {
  if (presented === null || context.nowMs >= presented.untilMs) return null;
  const { state } = context;
  const shown = { at: timeOf(context, presented.atMs), until: timeOf(context, presented.untilMs) };
  switch (presented.kind) {
    case "card": {
      const { masked, handle, birth, personOn } = presented;
      const day = localDay(context.nowMs, state.settings.timezone);
      const appointments = appointmentsOfPerson(state, personOn(day))
        .filter((one) => one.state === "booked")
        .map((one) => appointmentView(context, one));
      return { kind: "card", ...shown, masked, handle, birthYearClass: ageClass(birth, day), appointments };
    }
    case "ticket": {
      const ticket = state.tickets.get(presented.ticketId);
      if (ticket === undefined) return null;
      return {
        kind: "ticket",
        ...shown,
        ticketId: ticket.id,
        number: ticket.number,
        serviceId: ticket.serviceId,
        state: ticket.state,
        returned: presented.returned,
        refusal: presented.refusal,
        ahead: ticket.state === "waiting" ? aheadOf(state, ticket) : null,
        windowName: ticket.windowId === null ? null : windowName(context, ticket.windowId),
      };
    }
    case "appointment": {
      const appointment = state.offer.appointments.get(presented.appointmentId);
      if (appointment === undefined) return null;
      return { kind: "appointment", ...shown, appointment: appointmentView(context, appointment) };
    }
    case "unknown":
      return { kind: "unknown", ...shown, what: presented.what };
  }
}
