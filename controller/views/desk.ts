// What the guide desk sees: who wants somebody to come, services, printers, rolls; tickets as the desk lists them.

import { BookBody } from "../contract/bodies.ts";
import type { DeskAlarmView, DeskTicketRow, DeskView, RollView } from "../contract/desk.ts";
import { APPOINTMENT_CLASS } from "../domain/appointments.ts";
import { HELPER_RULE } from "../domain/assistance.ts";
import { knownNeeds } from "../domain/needs.ts";
import { leftOfRoll, nextOfRoll, type Roll, rollNumber } from "../domain/rolls.ts";
import { printersOf } from "../domain/settings-lookup.ts";
import type { Ticket } from "../domain/types.ts";
import { alarmViews } from "./alarms.ts";
import { emergencyViews } from "./console.ts";
import { hallName, minutesSince, serviceName, timeOf, type ViewContext, windowName, wordsOf } from "./context.ts";
import { needWords, priorityWords } from "./offer-words.ts";
import { serviceView } from "./services.ts";
import { shortCodeOf } from "./short-code.ts";
import { ticketView, waitingIn } from "./tickets.ts";
import { missedRule } from "./words.ts";

/**
 * Whoever waits for somebody to come stands first. Emergencies have a list of their own; ratings are nobody's business
 * where citizens may look on: an alarm is shown here only where its rule says so.
 */
function alarmsOf(context: ViewContext): DeskAlarmView[] {
  const shown = alarmViews(context)
    .filter(({ rule, sinks }) => rule === HELPER_RULE || (rule !== "emergency" && sinks.includes("desk")))
    .map(({ id, rule, subject, detail, raisedAt, title, toDo, severity, acknowledged, silencedUntil }) => ({
      ...{ id, rule, subject, detail, raisedAt, title, toDo, severity },
      quiet: acknowledged !== null || silencedUntil !== null,
      kioskId: rule === HELPER_RULE ? subject : null,
    }));
  return [...shown.filter(({ kioskId }) => kioskId !== null), ...shown.filter(({ kioskId }) => kioskId === null)];
}

/** A roll with what is left of it. */
export function rollView(context: ViewContext, roll: Roll): RollView {
  const next = nextOfRoll(roll);
  return {
    ...{ id: roll.id, serviceId: roll.serviceId, prefix: roll.prefix, from: roll.from, to: roll.to, open: roll.open },
    openedAt: timeOf(context, roll.openedAtMs),
    used: roll.used.size,
    left: leftOfRoll(roll),
    next: next === null ? null : rollNumber(roll, next),
  };
}

/** `view=desk`. */
export function deskView(context: ViewContext): DeskView {
  const { state } = context;
  const { settings } = state;
  const { classes, prefixes } = settings.policy.priority;
  return {
    hall: hallName(context),
    day: state.day ?? "",
    emergencies: emergencyViews(context),
    alarms: alarmsOf(context),
    services: settings.services.map((service) => ({
      ...serviceView(context, service),
      bookable: service.appointments !== undefined,
    })),
    priorities: classes
      .filter((id) => id !== APPOINTMENT_CLASS)
      .map((id) => ({ id, name: wordsOf(priorityWords(settings, id)), prefix: prefixes?.[id] ?? null })),
    needs: knownNeeds(settings).map((id) => ({ id, name: wordsOf(needWords(settings, id)) })),
    printers: printersOf(settings).map((id) => {
      const record = state.devices.get(id);
      return { id, state: record?.state ?? "starting", detail: record?.detail ?? "" };
    }),
    deskPrinter: settings.deskPrinter ?? null,
    kiosks: settings.kiosks.map(({ id }) => id),
    rolls: [...state.rolls.values()].map((roll) => rollView(context, roll)),
    missedRule: missedRule(settings.policy),
    phones: "phone" in BookBody.properties,
    contacts: settings.rating?.asking !== undefined,
    waiting: settings.services.reduce((sum, { id }) => sum + waitingIn(state, id).length, 0),
  };
}

/** A ticket with what the desk needs to know of it; `url` is the person's own page, to be shown as a code. */
export function deskTicketRow(context: ViewContext, ticket: Ticket): DeskTicketRow {
  return {
    ...ticketView(context, ticket),
    shortCode: shortCodeOf(ticket.token),
    needs: [...(ticket.needs ?? [])],
    language: ticket.language,
    largePrint: ticket.largePrint === true,
    kioskId: ticket.kioskId,
    serviceName: serviceName(context, ticket.serviceId),
    windowName: ticket.windowId === null ? null : windowName(context, ticket.windowId),
    waitedMinutes: minutesSince(context, ticket.issuedAtMs),
  };
}
