// What a kiosk page offers: services with their opening, the tree, needs, calendar, what was presented, texts.
import type { KioskOffer, ServiceGroupView, ServiceOffer } from "../contract/kiosk.ts";
import type { KioskServiceView, KioskView } from "../contract/views.ts";
import { APPOINTMENT_CLASS } from "../domain/appointments.ts";
import { askingOf } from "../domain/asking.ts";
import { helperAlarmId } from "../domain/assistance.ts";
import { knownNeeds, needsOfService } from "../domain/needs.ts";
import { closingOf, standingOf } from "../domain/opening.ts";
import { nextFreeDay } from "../domain/slots.ts";
import type { HallSettings, ServiceSettings } from "../domain/types.ts";
import { calendarView } from "./calendar.ts";
import { hallName, timeOf, timeOrNull, type ViewContext, wordsOf } from "./context.ts";
import { needWords, priorityWords, siteWords, standingWords } from "./offer-words.ts";
import { presentedView } from "./presented.ts";
import { serviceView } from "./services.ts";
import { missedRule } from "./words.ts";

type Kiosk = HallSettings["kiosks"][number];

function offerOf(context: ViewContext, service: ServiceSettings, kiosk: Kiosk, seen: SeenService): ServiceOffer {
  const { state, nowMs } = context;
  const { code, mayIssue, opening, reason } = standingOf(state, service, nowMs);
  const closing = closingOf(opening, seen.estimate, nowMs);
  return {
    openState: {
      open: code === "open",
      mayIssue,
      code,
      reason: wordsOf(standingWords(code, reason)),
      nextOpening: timeOrNull(context, opening.nextOpeningMs),
    },
    documents: (service.documents ?? []).map(wordsOf),
    needsOffered: needsOfService(state.settings, service.id),
    closing:
      closing === null
        ? null
        : {
            closesAt: timeOf(context, closing.closesAtMs),
            likelyLow: timeOf(context, closing.lowMs),
            likelyHigh: timeOf(context, closing.highMs),
            late: closing.late,
          },
    cardNeeded: service.perPersonDaily !== undefined && kiosk.hasReader === true,
    bookable: service.appointments !== undefined,
    nextBookableDay: nextFreeDay(state, service, nowMs),
    crowded: service.crowdedFrom !== undefined && seen.waiting >= service.crowdedFrom,
  };
}

type SeenService = Pick<KioskServiceView, "estimate" | "waiting">;

function kioskService(context: ViewContext, service: ServiceSettings, kiosk: Kiosk): KioskServiceView {
  const seen = serviceView(context, service);
  return { ...seen, ...offerOf(context, service, kiosk, seen) };
}

function groupViews(settings: HallSettings): ServiceGroupView[] {
  return (settings.serviceGroups ?? []).map((group) => ({
    id: group.id,
    name: wordsOf(group.name),
    services: [...(group.services ?? [])],
    groups: (group.groups ?? []).map(({ id, name, services }) => ({
      id,
      name: wordsOf(name),
      services: [...services],
    })),
  }));
}

function wholeOffer(context: ViewContext, kioskId: string): KioskOffer {
  const { settings, alarms } = context.state;
  const { classes, prefixes } = settings.policy.priority;
  const site = siteWords(settings);
  return {
    groups: groupViews(settings),
    priorities: classes
      .filter((id) => id !== APPOINTMENT_CLASS)
      .map((id) => ({ id, name: wordsOf(priorityWords(settings, id)), prefix: prefixes?.[id] ?? null })),
    needs: knownNeeds(settings).map((id) => ({ id, name: wordsOf(needWords(settings, id)) })),
    calendar: calendarView(context),
    site: {
      lockScreen: wordsOf(site.lockScreen),
      ticketFooter: wordsOf(site.ticketFooter),
      keeps: wordsOf(site.keeps),
    },
    ...contactOf(settings),
    presented: presentedView(context, context.presentedAt(kioskId)),
    helperCalledAt: timeOrNull(context, alarms.get(helperAlarmId(kioskId))?.raisedAtMs ?? null),
  };
}

/** Whether numbers are of any use here, and how long they are kept. */
function contactOf(settings: HallSettings): Pick<KioskView, "contactDays"> {
  const { sms, phone } = askingOf(settings);
  return sms === undefined && phone === undefined ? {} : { contactDays: settings.policy.rating.periodDays };
}

/** What a kiosk page offers, or null for a kiosk that is not configured. */
export function kioskView(context: ViewContext, kioskId: string): KioskView | null {
  const { settings } = context.state;
  const kiosk = settings.kiosks.find((candidate) => candidate.id === kioskId);
  if (kiosk === undefined) return null;
  const device = kiosk.printer === null ? undefined : context.devices.find((row) => row.id === kiosk.printer);
  const record = kiosk.printer === null ? undefined : context.state.devices.get(kiosk.printer);
  return {
    hall: hallName(context),
    kiosk: {
      id: kiosk.id,
      printer: kiosk.printer,
      printerState: kiosk.printer === null ? "none" : (record?.state ?? device?.state ?? "starting"),
      printerDetail: record?.detail ?? device?.detail ?? "",
      mountingHeightMm: kiosk.mountingHeightMm ?? null,
      diagonalInches: kiosk.diagonalInches ?? null,
      elderlyFirst: kiosk.elderlyFirst ?? false,
      languages: [...(kiosk.languages ?? settings.languages)],
      keypadOnly: kiosk.keypadOnly ?? false,
      reader: kiosk.hasReader ?? false,
      scanner: kiosk.hasScanner ?? false,
    },
    services: settings.services.map((service) => kioskService(context, service, kiosk)),
    priorityClasses: [...settings.policy.priority.classes],
    missedRule: missedRule(settings.policy),
    ...wholeOffer(context, kioskId),
  };
}
