// Pages about one service: what to know before the number, the card it asks for, a booking. Pure.
import type { AppointmentView } from "../../controller/contract/kiosk.ts";
import { say } from "../shared/i18n/kiosk.ts";
import { dayText, fromWords } from "../shared/i18n/text.ts";
import type { Choice, Facts, Sheet } from "./model.ts";
import { closingText, estimateText, openText, serviceById, serviceName } from "./services.ts";
import { choice, done, PRIORITY_DIGIT, sheet } from "./sheet-parts.ts";

const DAY_MS = 86_400_000;

/** Before the number: open or not, how many, how long, what to bring, whether it will be today. */
export function serviceSheet(facts: Facts, serviceId: string): Sheet {
  const service = serviceById(facts.view, serviceId);
  if (service === undefined) {
    return sheet(facts, { id: `service/${serviceId}`, title: say((w) => w.refusals.SERVICE_UNKNOWN), choices: [] });
  }
  const { openState, closing, documents, nextBookableDay, cardNeeded, crowded } = service;
  const may = openState.mayIssue;
  const late = may && closing?.late === true;
  const needsCard = cardNeeded && facts.errand.card === null;
  const atDesk = needsCard && !facts.view.kiosk.reader;
  const choices: Omit<Choice, "digit">[] = [];
  if (may && !atDesk) {
    const take = say((w) => (late ? w.takeAnyway : w.take));
    choices.push(
      needsCard
        ? choice("take", take, { do: "go", to: { name: "card-wanted", serviceId } }, { look: "primary" })
        : choice("take", take, { do: "take", serviceId }, { look: "primary" }),
    );
  }
  if (nextBookableDay !== null) {
    const day = dayText(nextBookableDay);
    const to = { name: "book", serviceId, date: nextBookableDay } as const;
    choices.push(
      choice(
        "book",
        say((w, tongue) => w.bookOn(day[tongue])),
        { do: "go", to },
      ),
    );
  }
  // Nothing to be had here: the way on is another service, not an empty page.
  if (choices.length === 0)
    choices.push(
      choice(
        "other-service",
        say((w) => w.otherService),
        { do: "home" },
        { look: "primary" },
      ),
    );
  return sheet(facts, {
    id: `service/${serviceId}`,
    title: fromWords(service.name),
    badges: may ? [say((w) => w.waiting(service.waiting)), estimateText(service.open ? service.estimate : null)] : [],
    notices: [
      openText(service, facts.today),
      late ? closingText(service) : null,
      may && crowded && !late ? say((w) => w.crowded) : null,
      atDesk ? say((w) => w.cardNoReader) : null,
    ],
    hints: documents.length > 0 ? [say((w) => w.bring)] : may ? [] : [say((w) => w.noNumberNow)],
    list: documents.map(fromWords),
    choices,
  });
}

/** Numbers of this service are counted per person. */
export function cardWantedSheet(facts: Facts, serviceId: string): Sheet {
  return sheet(facts, {
    id: `card-wanted/${serviceId}`,
    title: say((w) => w.cardNeeded),
    badges: [serviceName(facts.view, serviceId)],
    hints: [say((w) => w.cardNeededHint)],
    choices: [],
    body: "wait",
  });
}

/** Another day of the same span, or null when it is over. */
export function nextDay(date: string, lastDay: string): string | null {
  const next = new Date(Date.parse(`${date}T12:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return next > lastDay ? null : next;
}

/** Free times of one day. */
export function bookSheet(facts: Facts, serviceId: string, date: string): Sheet {
  const { slots } = facts;
  const day = dayText(date);
  const draft = { id: `book/${serviceId}/${date}`, badges: [serviceName(facts.view, serviceId)] };
  const title = say((w, tongue) => w.bookAsk(day[tongue]));
  if (slots === null || slots === "loading" || slots === "failed") {
    const hint = slots === "failed" ? say((w) => w.refusals.NO_ANSWER) : say((w) => w.loading);
    return sheet(facts, { ...draft, id: `${draft.id}/${slots ?? "loading"}`, title, hints: [hint], choices: [] });
  }
  const free = slots.slots.filter((slot) => slot.free > 0);
  const next = nextDay(date, slots.lastDay);
  return sheet(facts, {
    ...draft,
    title,
    notices: [free.length === 0 ? say((w) => w.bookNone) : null],
    choices: free.map((slot) =>
      choice(
        `slot:${slot.time}`,
        { "zh-CN": slot.time, "zh-Hant": slot.time, en: slot.time },
        { do: "slot", time: slot.time },
        { details: [say((w) => w.slotFree(slot.free))] },
      ),
    ),
    entries:
      next === null
        ? []
        : [
            {
              ...choice(
                "next-day",
                say((w) => w.nextDay),
                {
                  do: "go",
                  to: { name: "book", serviceId, date: next },
                },
              ),
              details: [dayText(next)],
              look: "entry",
              digit: PRIORITY_DIGIT,
            },
          ],
  });
}

/** The booking, to be noted or scanned: no paper holds it. */
export function bookedSheet(facts: Facts, appointment: AppointmentView): Sheet {
  const day = dayText(appointment.date);
  return sheet(facts, {
    id: `booked/${appointment.id}`,
    title: say((w) => w.booked),
    badges: [fromWords(appointment.serviceName), say((w, tongue) => w.bookedWhen(day[tongue], appointment.time))],
    hints: [say((w) => w.bookedHint)],
    choices: [done({ do: "leave" })],
    body: "booked",
    mayGoBack: false,
    spoken: say(
      (w, tongue) =>
        `${w.booked}。${w.bookedWhen(day[tongue], appointment.time)}。${w.bookedCode} ${[...appointment.code].join(" ")}`,
    ),
  });
}
