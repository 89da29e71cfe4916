// Appointments: booked, cancelled, reminded, checked in, or nobody came. A checked-in one joins the common queue.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { unknownNeed } from "./needs.ts";
import { remainingNumbers } from "./numbering.ts";
import { CARD_GONE } from "./offer-commands.ts";
import type { Appointment, AppointmentSettings } from "./offer-types.ts";
import { serviceOf } from "./settings-lookup.ts";
import { bookableDays, freeIn, slotKey, slotsOf } from "./slots.ts";
import { cardGone, issueOf, spokenLanguage } from "./ticketing.ts";
import { isoWithOffset, localDay } from "./time.ts";
import type { HallSettings, HallState, LocalDay, ServiceSettings } from "./types.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** The class of checked-in appointments in the policy. */
export const APPOINTMENT_CLASS = "appointment";
/** Kept at once; more are refused as full. */
export const APPOINTMENTS_MAX = 50_000;
const MINUTE_MS = 60_000;
const CODE_DIGITS = 8;
const CODES = 10 ** CODE_DIGITS;
/** A code that is taken is drawn again; so often in a row it is no accident. */
const DRAWS_MAX = 50;
/** The same person, slot and service again within this time is the same wish (D6). */
const SAME_WISH_MS = 10_000;

/** Eight digits from a random token: every code is as likely as any other. */
function codeOf(token: string): string {
  let value = 0;
  for (const character of token) value = (value * 131 + character.charCodeAt(0)) % CODES;
  return String(value).padStart(CODE_DIGITS, "0");
}

function freshCode(at: Moment): string {
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const code = codeOf(at.newToken());
    if (!at.state.offer.appointmentIdByCode.has(code)) return code;
  }
  throw new Error("no free appointment code was drawn");
}

/** An appointment by id or code, or undefined. */
export function appointmentOf(state: HallState, idOrCode: string): Appointment | undefined {
  const { appointments, appointmentIdByCode } = state.offer;
  return appointments.get(idOrCode) ?? appointments.get(appointmentIdByCode.get(idOrCode) ?? "");
}

/** When it may be checked in; a service that takes no appointments any more keeps to the slot itself. */
export function checkInSpan(
  settings: HallSettings,
  { serviceId, startMs, endMs }: Pick<Appointment, "serviceId" | "startMs" | "endMs">,
): { readonly fromMs: number; readonly untilMs: number } {
  const rules = serviceOf(settings, serviceId)?.appointments;
  if (rules === undefined) return { fromMs: startMs, untilMs: endMs };
  return {
    fromMs: startMs - rules.earlyMinutes * MINUTE_MS,
    untilMs: startMs + rules.lateMinutes * MINUTE_MS,
  };
}

/** Today's and coming appointments of a person on that person's day, in order of time. */
export function appointmentsOfPerson(state: HallState, person: string): Appointment[] {
  return [...state.offer.appointments.values()]
    .filter((appointment) => appointment.person === person)
    .sort((left, right) => left.startMs - right.startMs);
}

const clock = (settings: HallSettings, atMs: number) => isoWithOffset(atMs, settings.timezone).slice(11, 16);

/** A number is kept for the appointment: there must be one. */
function hasNumberLeft(state: HallState, service: ServiceSettings, day: LocalDay): boolean {
  if (day === state.day) return remainingNumbers(state, service) !== 0;
  const { dailyMax, numberRange: range } = service;
  const kept = state.offer.reserved.get(slotKey(service.id, day)) ?? 0;
  const inRange = range === undefined ? Number.POSITIVE_INFINITY : range.to - range.from + 1;
  return kept < Math.min(dailyMax ?? Number.POSITIVE_INFINITY, inRange);
}

/** An earlier booking of this person for the service on that day that still counts. */
function earlierBooking(state: HallState, person: string, serviceId: string, day: LocalDay): Appointment | undefined {
  return appointmentsOfPerson(state, person).find(
    (known) => known.serviceId === serviceId && known.day === day && known.state === "booked",
  );
}

function slotFor(
  at: Moment,
  service: ServiceSettings,
  rules: AppointmentSettings,
  { day, time }: Of<"book-appointment">,
): { readonly startMs: number; readonly endMs: number } | Decision {
  const { state, nowMs } = at;
  const { first, last } = bookableDays(state.settings, rules, nowMs);
  if (day < first || day > last)
    return refuse("SLOT_UNKNOWN", `可预约日期 ${first} – ${last} · days from ${first} to ${last}`);
  const slot = slotsOf(state.settings, service, rules, day).find((known) => known.time === time);
  if (slot === undefined) return refuse("SLOT_UNKNOWN", `${day} ${time} 无此时段 · there is no slot at ${day} ${time}`);
  if (slot.startMs <= nowMs) return refuse("SLOT_UNKNOWN", `${time} 时段已开始 · the slot of ${time} has begun`);
  const isFull = freeIn(state, service.id, rules, day, slot, nowMs) === 0;
  if (isFull || state.offer.appointments.size >= APPOINTMENTS_MAX) {
    return refuse(
      "SLOT_FULL",
      `${day} ${time} 已约满，请选择其他时间 · ${day} ${time} is full, please choose another time`,
    );
  }
  if (!hasNumberLeft(state, service, day)) {
    return refuse("SERVICE_QUOTA_REACHED", `all numbers of ${day} for ${service.id} are taken`);
  }
  return slot;
}

/** Takes a place in a slot. */
export function bookAppointment(at: Moment, command: Of<"book-appointment">): Decision {
  const { state } = at;
  const { serviceId, day, time, needs, person } = command;
  const service = serviceOf(state.settings, serviceId);
  if (service === undefined) return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
  const rules = service.appointments;
  if (rules === undefined) return refuse("SERVICE_NOT_BOOKABLE", `${serviceId} takes no appointments`);
  if (person === CARD_GONE) return cardGone();
  const strange = unknownNeed(state.settings, needs);
  if (strange !== null) return refuse("NEED_UNKNOWN", `there is no need ${strange}`);
  const earlier = person === null ? undefined : earlierBooking(state, person, serviceId, day);
  if (earlier !== undefined) {
    const isSame = earlier.time === time && at.nowMs - earlier.bookedAtMs < SAME_WISH_MS;
    if (isSame) return accept([], { appointmentId: earlier.id });
    return refuse(
      "PERSON_HAS_APPOINTMENT",
      `已预约 ${day} ${earlier.time} · already booked for ${day} ${earlier.time}`,
    );
  }
  const slot = slotFor(at, service, rules, command);
  if ("ok" in slot) return slot;
  const appointmentId = at.newId("appointment");
  const { startMs, endMs } = slot;
  const language = spokenLanguage(state.settings, command.language);
  const code = freshCode(at);
  const booked = { appointmentId, serviceId, code, day, time, startMs, endMs, person, needs: [...needs], language };
  return accept([event("appointment.booked", booked)], { appointmentId });
}

/** Gives the place back. */
export function cancelAppointment({ state }: Moment, { appointment }: Of<"cancel-appointment">): Decision {
  const found = appointmentOf(state, appointment);
  if (found === undefined) return refuse("APPOINTMENT_UNKNOWN", "没有此预约 · there is no such appointment");
  if (found.state !== "booked") return refuse("APPOINTMENT_ENDED", `the appointment is ${found.state}`);
  const { id: appointmentId, serviceId } = found;
  return accept([event("appointment.cancelled", { appointmentId, serviceId })], { appointmentId });
}

/** Why this appointment cannot be checked in now, in plain words; or null. */
function lateOrEarly(at: Moment, found: Appointment): Decision | null {
  const { state, nowMs } = at;
  const { settings } = state;
  if (found.state === "cancelled") return refuse("APPOINTMENT_ENDED", "该预约已取消 · this appointment was cancelled");
  if (found.state === "checked-in") {
    const number = state.tickets.get(found.ticketId ?? "")?.number ?? "";
    return refuse("APPOINTMENT_ALREADY_HERE", `您已签到，号码 ${number} · you are here already with number ${number}`);
  }
  if (found.day !== localDay(nowMs, settings.timezone)) {
    const { day, time } = found;
    return refuse("APPOINTMENT_WRONG_DAY", `您的预约是 ${day} ${time} · your appointment is on ${day} at ${time}`);
  }
  const { fromMs, untilMs } = checkInSpan(settings, found);
  const [from, until] = [clock(settings, fromMs), clock(settings, untilMs)];
  if (nowMs < fromMs) {
    const zh = `您的预约时间是 ${found.time}，${from} 起可以签到`;
    return refuse("APPOINTMENT_TOO_EARLY", `${zh} · your appointment is at ${found.time}; check in from ${from} on`);
  }
  if (found.state === "no-show" || nowMs > untilMs) {
    const zh = `您的预约时间是 ${found.time}，签到已于 ${until} 截止，请取普通号`;
    const en = `your appointment was at ${found.time}, check-in ended at ${until}; please take an ordinary number`;
    return refuse("APPOINTMENT_TOO_LATE", `${zh} · ${en}`);
  }
  return null;
}

/** The appointment meant: by code, or the person's earliest of today that can be checked in. */
function meantBy(at: Moment, by: Of<"check-in">["by"]): Appointment | undefined {
  if ("code" in by) return appointmentOf(at.state, by.code);
  const today = appointmentsOfPerson(at.state, by.person).filter(({ state }) => state !== "cancelled");
  return (
    today.find((one) => lateOrEarly(at, one) === null) ?? today.find(({ state }) => state === "booked") ?? today[0]
  );
}

/** The person has come: a number of the common queue, in the class of appointments, due from the slot's start. */
export function checkIn(at: Moment, { by, kioskId, largePrint }: Of<"check-in">): Decision {
  const { state, nowMs } = at;
  const { settings } = state;
  if (kioskId !== null && !settings.kiosks.some(({ id }) => id === kioskId)) {
    return refuse("KIOSK_UNKNOWN", `there is no kiosk ${kioskId}`);
  }
  if ("person" in by && by.person === CARD_GONE) return cardGone();
  const found = meantBy(at, by);
  if (found === undefined) return refuse("APPOINTMENT_UNKNOWN", "没有此预约 · there is no such appointment");
  const { id: appointmentId, serviceId, needs, language, person, startMs: dueMs } = found;
  const given = state.tickets.get(found.ticketId ?? "");
  if (given?.state === "waiting" && nowMs - given.issuedAtMs < SAME_WISH_MS) {
    return accept([], { ticketId: given.id, appointmentId });
  }
  const refused = lateOrEarly(at, found);
  if (refused !== null) return refused;
  const service = serviceOf(settings, serviceId);
  if (service === undefined) return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId} any more`);
  const closed = state.offer.closedServices.get(serviceId);
  if (closed !== undefined) return refuse("SERVICE_CLOSED", `${serviceId} was closed: ${closed.reason ?? ""}`);
  const priority = APPOINTMENT_CLASS;
  const issue = issueOf(at, { service, priority, kioskId, language, needs, largePrint, person, dueMs });
  if (issue === null) return refuse("SERVICE_QUOTA_REACHED", `the numbers of ${serviceId} are used up today`);
  const { ticketId, number } = issue;
  const here = event("appointment.checked-in", { appointmentId, serviceId, ticketId, number });
  return accept([issue.issued, here], { ticketId, appointmentId });
}

const noShow = ({ id: appointmentId, serviceId }: Appointment) =>
  event("appointment.no-show", { appointmentId, serviceId });

/** Time passes: whoever has not come in time frees the place; reminders are due. */
export function dueAppointments({ state, nowMs }: Moment): NewEvent[] {
  const events: NewEvent[] = [];
  for (const appointment of state.offer.appointments.values()) {
    if (appointment.state !== "booked") continue;
    const { id: appointmentId, serviceId, startMs, reminded } = appointment;
    if (nowMs > checkInSpan(state.settings, appointment).untilMs) {
      events.push(noShow(appointment));
      continue;
    }
    const remindMs = (serviceOf(state.settings, serviceId)?.appointments?.remindMinutes ?? 0) * MINUTE_MS;
    if (reminded || remindMs === 0 || nowMs < startMs - remindMs || nowMs >= startMs) continue;
    events.push(event("appointment.reminded", { appointmentId, serviceId, startMs }));
  }
  return events;
}

/** When a day begins: the bookings of earlier days that nobody came for. */
export function absentBefore(state: HallState, day: LocalDay): NewEvent[] {
  const past = [...state.offer.appointments.values()].filter((one) => one.state === "booked" && one.day < day);
  return past.map(noShow);
}
