// Services as choices: how many wait, how long, whether it is open, what to bring. Pure.
import type { ServiceGroupView } from "../../controller/contract/kiosk.ts";
import type { EstimateView, KioskServiceView, KioskView } from "../../controller/contract/views.ts";
import { clockOf } from "../shared/format.ts";
import { say } from "../shared/i18n/kiosk.ts";
import { dayText, fromWords, joined, NO_TEXT, STOPS, type Text } from "../shared/i18n/text.ts";
import type { Act, Choice, Errand, Facts } from "./model.ts";

/** Few left: worth telling before somebody walks away and comes back. */
const FEW_LEFT = 10;
const DASH: Text = { "zh-CN": " · ", "zh-Hant": " · ", en: " · " };

/** The wait in words: an interval, or an honest "cannot say". */
export function estimateText(estimate: EstimateView | null): Text {
  if (estimate === null) return say((w) => w.estimateUnknown);
  const { lowMinutes, highMinutes } = estimate;
  if (highMinutes <= 0) return say((w) => w.noWait);
  return say((w) => w.estimate(lowMinutes, highMinutes));
}

/** `今天 14:00` or `3月3日 星期二 09:00`. */
export function whenText(iso: string, today: string): Text {
  const date = iso.slice(0, 10);
  const day = date === today ? say((w) => w.today) : dayText(date);
  return say((_, tongue) => `${day[tongue]} ${clockOf(iso)}`);
}

/** Why no number is to be had, or what to expect; null when all is normal. */
export function openText(service: KioskServiceView, today: string): Text | null {
  const { code, reason, nextOpening } = service.openState;
  if (code === "open") return null;
  const told = fromWords(reason);
  const why = {
    "closed-hours": say((w) => w.closedHours),
    "closed-day": say((w) => w.closedDay),
    "closed-by-manager": told["zh-CN"] === "" ? say((w) => w.closedByManager) : told,
    quota: say((w) => w.quotaUsed),
    "no-window": say((w) => w.noWindow),
  }[code];
  if (nextOpening === null || code === "no-window") return why;
  const when = whenText(nextOpening, today);
  return joined([why, say((w, tongue) => w.opensAt(when[tongue]))], DASH);
}

function noticeOf(service: KioskServiceView, today: string): Text | null {
  const shut = openText(service, today);
  if (shut !== null) return shut;
  const { closing, remaining } = service;
  if (closing?.late === true) return say((w) => w.closingShort(clockOf(closing.closesAt)));
  if (remaining !== null && remaining <= FEW_LEFT) return say((w) => w.remaining(remaining));
  return service.crowded ? say((w) => w.crowded) : null;
}

/** Before the number, not after: it may not be today. */
export function closingText(service: KioskServiceView): Text | null {
  const { closing, waiting } = service;
  if (closing === null) return null;
  const [low, high, closes] = [closing.likelyLow, closing.likelyHigh, closing.closesAt].map(clockOf);
  return say((w) => w.closing(waiting, low ?? "", high ?? "", closes ?? ""));
}

/** One tap, one ticket; a page between only where something must be known first. */
export function serviceAct(service: KioskServiceView, errand: Errand): Act {
  const { openState, documents, closing, cardNeeded, crowded } = service;
  const ask =
    !openState.mayIssue ||
    documents.length > 0 ||
    closing?.late === true ||
    crowded ||
    (cardNeeded && errand.card === null);
  if (ask) return { do: "go", to: { name: "service", serviceId: service.id } };
  return { do: "take", serviceId: service.id };
}

/** One service as a large choice. */
export function serviceChoice(service: KioskServiceView, facts: Facts): Omit<Choice, "digit"> {
  const shut = !service.openState.mayIssue;
  const figures = [say((w) => w.waiting(service.waiting)), estimateText(service.open ? service.estimate : null)];
  return {
    id: `service:${service.id}`,
    look: "service",
    text: fromWords(service.name),
    details: shut ? [] : figures,
    notice: noticeOf(service, facts.today),
    shut,
    act: serviceAct(service, facts.errand),
  };
}

const allIn = (group: ServiceGroupView): readonly string[] => [
  ...group.services,
  ...group.groups.flatMap((inner) => inner.services),
];

function groupChoice(
  group: { id: string; name: Record<string, string> },
  path: readonly string[],
  serviceIds: readonly string[],
  view: KioskView,
): Omit<Choice, "digit"> {
  const inside = view.services.filter(({ id }) => serviceIds.includes(id));
  const waiting = inside.reduce((sum, service) => sum + service.waiting, 0);
  return {
    id: `group:${group.id}`,
    look: "service",
    text: fromWords(group.name),
    details: [say((w) => w.groupServices(inside.length)), say((w) => w.waiting(waiting))],
    notice: null,
    shut: inside.every((service) => !service.openState.mayIssue),
    act: { do: "go", to: { name: "group", path } },
  };
}

/** What stands at one place of the tree. Services in no group stand beside the groups: none is lost. */
export function branch(facts: Facts, path: readonly string[]): Omit<Choice, "digit">[] {
  const { view } = facts;
  const one = (id: string): Omit<Choice, "digit">[] =>
    view.services.filter((service) => service.id === id).map((service) => serviceChoice(service, facts));
  const [first, second] = path;
  if (first === undefined) {
    const grouped = new Set(view.groups.flatMap(allIn));
    const loose = view.services.filter(({ id }) => !grouped.has(id));
    return [
      ...view.groups.map((group) => groupChoice(group, [group.id], allIn(group), view)),
      ...loose.map((service) => serviceChoice(service, facts)),
    ];
  }
  const group = view.groups.find(({ id }) => id === first);
  if (group === undefined) return [];
  if (second !== undefined) return (group.groups.find(({ id }) => id === second)?.services ?? []).flatMap(one);
  return [
    ...group.groups.map((inner) => groupChoice(inner, [first, inner.id], inner.services, view)),
    ...group.services.flatMap(one),
  ];
}

/** The name of the branch, for its question. */
export function branchName(view: KioskView, path: readonly string[]): Text {
  const group = view.groups.find(({ id }) => id === path[0]);
  const inner = group?.groups.find(({ id }) => id === path[1]);
  const named = inner ?? group;
  return named === undefined ? NO_TEXT : fromWords(named.name);
}

export function serviceById(view: KioskView, id: string): KioskServiceView | undefined {
  return view.services.find((service) => service.id === id);
}

/** The name of a service as text, also when it is no longer offered. */
export function serviceName(view: KioskView, id: string): Text {
  const service = serviceById(view, id);
  return service === undefined ? NO_TEXT : fromWords(service.name);
}

/** Everything a choice says, for the voice. */
export function choiceSpoken(choice: Choice): Text {
  const parts = [choice.text, ...choice.details, ...(choice.notice === null ? [] : [choice.notice])];
  const { digit } = choice;
  return joined(digit === null ? parts : [...parts, say((w) => w.press(digit))], STOPS);
}

/** A printer in trouble is told before the number is taken. */
export function printerNotice(view: KioskView): Text | null {
  const { printer, printerState } = view.kiosk;
  if (printer === null) return say((w) => w.printerNone);
  if (printerState === "offline" || printerState === "faulted") return say((w) => w.printerDown);
  return null;
}

/** The hall is shut and nothing at all can be had: the lock screen. */
export function locked(view: KioskView): boolean {
  const closedNow = view.calendar !== null && !view.calendar.openNow;
  return closedNow && view.services.every((service) => !service.openState.mayIssue);
}
