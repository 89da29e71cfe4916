// The kiosk's pages: place → what is asked there. Pure; the store carries out what is chosen.
import { refusalText, say } from "../shared/i18n/kiosk.ts";
import { fromWords, joined, NO_TEXT, OWN_NAMES, STOPS, type Text, type Tongue, tongueOf } from "../shared/i18n/text.ts";
import { contactChoice, contactSheet } from "./contact-sheets.ts";
import type { Choice, Facts, Sheet } from "./model.ts";
import { paperText, type ResultShown } from "./outcome-view.ts";
import { ownTicketSheet } from "./own-ticket-sheets.ts";
import { presentedSheet } from "./presented-sheets.ts";
import { bookedSheet, bookSheet, cardWantedSheet, serviceSheet } from "./service-sheets.ts";
import { branch, branchName, locked, printerNotice } from "./services.ts";
import { CHECK_IN_DIGIT, choice, done, PRIORITY_DIGIT, sheet } from "./sheet-parts.ts";

/** What is on the glass now. */
export function sheetOf(facts: Facts): Sheet {
  const { place } = facts;
  switch (place.name) {
    case "home":
      return locked(facts.view) ? closedSheet(facts) : homeSheet(facts, []);
    case "group":
      return homeSheet(facts, place.path);
    case "service":
      return serviceSheet(facts, place.serviceId);
    case "card-wanted":
      return cardWantedSheet(facts, place.serviceId);
    case "priority":
      return prioritySheet(facts);
    case "check-in":
      return checkInSheet(facts);
    case "presented":
      return presentedSheet(facts, place.what);
    case "own-ticket":
      return ownTicketSheet(facts, place);
    case "needs":
      return needsSheet(facts);
    case "help":
      return helpSheet(facts);
    case "language":
      return languageSheet(facts);
    case "book":
      return bookSheet(facts, place.serviceId, place.date);
    case "booked":
      return bookedSheet(facts, place.appointment);
    case "working":
      return sheet(facts, {
        id: "working",
        title: place.doing,
        badges: [place.about],
        notices: [place.unanswered ? say((w) => w.unanswered) : null],
        choices: [],
        body: "wait",
        mayGoBack: false,
      });
    case "refused":
      return refusedSheet(facts, place);
    case "said":
      return sheet(facts, {
        id: "said",
        title: place.title,
        hints: [place.hint],
        choices: [done({ do: "leave" })],
        body: "answer",
      });
    case "contact":
      return contactSheet(facts, place);
    case "result":
      return resultSheet(facts, place.ticket.id);
  }
}

/** Classes that people choose themselves. */
const mayClaim = (facts: Facts): boolean => facts.view.priorities.length > 0;

function badges(facts: Facts): Text[] {
  const { priority, needs, card } = facts.errand;
  const chosen = facts.view.priorities.find(({ id }) => id === priority);
  const named = chosen === undefined ? null : fromWords(chosen.name);
  return [
    ...(named === null ? [] : [say((w, tongue) => w.priorityAs(named[tongue]))]),
    ...facts.view.needs.filter(({ id }) => needs.includes(id)).map(({ name }) => fromWords(name)),
    ...(card === null ? [] : [say((w) => w.hello(card.masked))]),
  ];
}

/** The questions of the tree; on the first one also the separate ways in. */
function homeSheet(facts: Facts, path: readonly string[]): Sheet {
  const { view, elderly } = facts;
  const first = path.length === 0;
  const entries: Choice[] = [];
  if (elderly) entries.push({ ...helperChoice(facts), digit: "6", look: "entry" });
  if (first && facts.errand.priority === null && mayClaim(facts))
    entries.push({
      ...choice(
        "priority",
        say((w) => w.priority),
        { do: "go", to: { name: "priority" } },
        { look: "priority" },
      ),
      details: [say((w) => w.priorityWho)],
      digit: PRIORITY_DIGIT,
    });
  if (first)
    entries.push({
      ...choice(
        "check-in",
        say((w) => w.checkIn),
        { do: "go", to: { name: "check-in" } },
        { look: "entry" },
      ),
      details: [say((w) => w.checkInHint)],
      digit: CHECK_IN_DIGIT,
    });
  // The digit of the helper is not a service's.
  const perPage = elderly ? Math.min(5, facts.perPage) : facts.perPage;
  const branched = branchName(view, path);
  return sheet(
    { ...facts, perPage },
    {
      id: `home/${path.join("/")}`,
      title: first ? say((w) => w.ask) : branched,
      badges: badges(facts),
      notices: [helperNotice(facts), printerNotice(view)],
      hints: view.kiosk.keypadOnly ? [say((w) => w.keyHint)] : [],
      choices: branch(facts, path),
      entries,
    },
  );
}

function helperNotice(facts: Facts): Text | null {
  return facts.view.helperCalledAt === null ? null : say((w) => w.helperComing);
}

function helperChoice(facts: Facts): Omit<Choice, "digit"> {
  const rung = facts.view.helperCalledAt !== null;
  const text = rung ? say((w) => w.helperComing) : say((w) => w.helper);
  return choice("helper", text, { do: "helper" });
}

/** Its own step: priority is asked for by name, never given by default. */
function prioritySheet(facts: Facts): Sheet {
  return sheet(facts, {
    id: "priority",
    title: say((w) => w.askPriority),
    hints: [say((w) => w.priorityHint)],
    choices: facts.view.priorities.map(({ id, name, prefix }) =>
      choice(
        `priority:${id}`,
        fromWords(name),
        { do: "priority", id },
        {
          details: prefix === null ? [] : [{ "zh-CN": `${prefix} …`, "zh-Hant": `${prefix} …`, en: `${prefix} …` }],
        },
      ),
    ),
  });
}

/** A code to type; scanner and reader listen on every page, and here it is said. */
function checkInSheet(facts: Facts): Sheet {
  const { scanner, reader } = facts.view.kiosk;
  return sheet(facts, {
    id: "check-in",
    title: say((w) => w.askCode),
    hints: [...(scanner ? [say((w) => w.scanHere)] : []), ...(reader ? [say((w) => w.cardHere)] : [])],
    choices: [],
    body: "digits",
  });
}

/** Whether the code is whole. */

function needsSheet(facts: Facts): Sheet {
  return sheet(facts, {
    id: "needs",
    title: say((w) => w.needsAsk),
    hints: [say((w) => w.needsHint)],
    choices: facts.view.needs.map(({ id, name }) =>
      choice(
        `need:${id}`,
        fromWords(name),
        { do: "need", id },
        {
          look: "toggle",
          pressed: facts.errand.needs.includes(id),
        },
      ),
    ),
    entries: [
      {
        ...choice(
          "needs-done",
          say((w) => w.needsDone),
          { do: "home" },
          { look: "primary" },
        ),
        digit: CHECK_IN_DIGIT,
      },
    ],
  });
}

/** Languages this kiosk is set to, as far as there are dictionaries. */
export function tonguesOf(facts: Pick<Facts, "view">): Tongue[] {
  const { kiosk, hall } = facts.view;
  const asked = (kiosk.languages.length > 0 ? kiosk.languages : hall.languages).map(tongueOf);
  const found = asked.filter((tongue): tongue is Tongue => tongue !== null);
  return found.length > 0 ? [...new Set(found)] : ["zh-CN"];
}

const sameInAll = (text: string): Text => ({ "zh-CN": text, "zh-Hant": text, en: text });

function languageSheet(facts: Facts): Sheet {
  return sheet(facts, {
    id: "language",
    title: say((w) => w.languageAsk),
    choices: tonguesOf(facts).map((tongue) =>
      choice(`tongue:${tongue}`, sameInAll(OWN_NAMES[tongue]), { do: "tongue", tongue }),
    ),
  });
}

function helpSheet(facts: Facts): Sheet {
  const { guide, reach, volume, view } = facts;
  return sheet(facts, {
    id: "help",
    title: say((w) => w.helpTitle),
    notices: [helperNotice(facts)],
    hints: [say((w) => w.keyHint)],
    choices: [
      helperChoice(facts),
      ...(view.needs.length > 0
        ? [
            choice(
              "needs",
              say((w) => w.needs),
              { do: "go", to: { name: "needs" } },
            ),
          ]
        : []),
      choice(
        "guide",
        say((w) => (guide ? w.voiceGuideOff : w.voiceGuide)),
        { do: "guide" },
      ),
      choice(
        "volume",
        say((w) => w.volume(Math.round(volume * 100))),
        { do: "volume" },
      ),
      guide
        ? choice(
            "blank",
            say((w) => w.blank),
            { do: "blank" },
          )
        : choice(
            "reach",
            say((w) => (reach ? w.reachOff : w.reach)),
            { do: "reach" },
          ),
    ],
  });
}

function refusedSheet(facts: Facts, place: Extract<Facts["place"], { name: "refused" }>): Sheet {
  const again = choice(
    "retry",
    say((w) => w.tryAgain),
    { do: "retry" },
    { look: "primary" },
  );
  // Whoever is done is gone: nothing of them may wait for the next person's eyes.
  const leave = done({ do: "leave" }, place.mayRetry ? "plain" : "primary");
  return sheet(facts, {
    id: `refused/${place.code}`,
    title: place.title,
    notices: [place.mayRetry ? say((w) => w.noAnswerHint) : refusalText(place.code)],
    hints: place.mayRetry ? [] : [say((w) => w.askDesk)],
    choices: place.mayRetry ? [again, leave] : [leave],
    body: "answer",
  });
}

/** The number itself is drawn by the page; here is what can be done about it. */
function resultSheet(facts: Facts, ticketId: string): Sheet {
  const { result } = facts;
  const choices: Omit<Choice, "digit">[] = [];
  if (result !== null && result.leaveAfterMs !== null) choices.push(done({ do: "leave-result" }));
  if (result?.mayReprint === true && facts.view.kiosk.printer !== null)
    choices.push(
      choice(
        "reprint",
        say((w) => w.reprint),
        { do: "reprint", ticketId },
      ),
    );
  const contact = contactChoice(facts, ticketId);
  if (contact !== null) choices.push(contact);
  return sheet(facts, {
    id: `result/${ticketId}`,
    title: say((w) => w.yourNumber),
    notices: [facts.resultNotice],
    choices,
    body: "result",
    mayGoBack: false,
    spoken: result === null ? NO_TEXT : resultSpoken(result),
  });
}

/** Everything the ticket says, and where the paper is. */
function resultSpoken(result: ResultShown): Text {
  const { number, aheadCount, estimate, paper } = result;
  const opening = say((w) => w.spokenResult(number, aheadCount));
  const parts = [opening, ...(estimate === null ? [] : [estimate]), paperText(paper), say((w) => w.whereToWait)];
  return joined(parts, STOPS);
}

/** Nothing to be had now: the hall's own text, when it opens, and what can be booked. */
function closedSheet(facts: Facts): Sheet {
  const { view } = facts;
  const own = fromWords(view.site.lockScreen);
  const bookable = view.services.filter(({ nextBookableDay }) => nextBookableDay !== null);
  return sheet(facts, {
    id: "closed",
    title: own["zh-CN"] === "" ? say((w) => w.closedTitle) : own,
    days: view.calendar === null ? [] : [view.calendar.today, ...view.calendar.next],
    choices: bookable.map(({ id, name, nextBookableDay }) => {
      const named = fromWords(name);
      return choice(
        `book:${id}`,
        say((w, tongue) => `${w.book} · ${named[tongue] === "" ? named["zh-CN"] : named[tongue]}`),
        { do: "go", to: { name: "book", serviceId: id, date: nextBookableDay ?? "" } },
      );
    }),
    mayGoBack: false,
  });
}
