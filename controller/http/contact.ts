// A number left with a booking: it goes to the vault alone, before anybody is told that the booking stands.
import { appointmentOf } from "../domain/appointments.ts";
import type { HallState } from "../domain/types.ts";
import type { Ports } from "./ports.ts";

/** Kept until some days after the appointment; not at all where nobody is reminded. */
export function keepNumber(
  { contacts }: Pick<Ports, "contacts">,
  state: HallState,
  appointmentId: string | undefined,
  phone: string,
): void {
  const found = appointmentOf(state, appointmentId ?? "");
  if (contacts === undefined || !contacts.wanted || found === undefined) return;
  contacts.keep(`appointment:${found.id}`, { phone }, found.endMs);
}
