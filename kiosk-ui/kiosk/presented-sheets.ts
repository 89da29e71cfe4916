// Pages for what was shown to the reader or the scanner: a card, a ticket, an appointment, something unknown. Pure.
import type { AppointmentView, PresentedView } from "../../controller/contract/kiosk.ts";
import { clockOf } from "../shared/format.ts";
import { refusalText, say } from "../shared/i18n/kiosk.ts";
import { dayText, fromWords, inTongue, type Text } from "../shared/i18n/text.ts";
import type { Choice, Facts, Sheet } from "./model.ts";
import { aheadText } from "./outcome-view.ts";
import { serviceName } from "./services.ts";
import { choice, done, sheet } from "./sheet-parts.ts";

type Shown<K extends PresentedView["kind"]> = Extract<PresentedView, { kind: K }>;

export function presentedSheet(facts: Facts, what: PresentedView): Sheet {
  switch (what.kind) {
    case "card":
      return cardSheet(facts, what);
    case "ticket":
      return ticketSheet(facts, what);
    case "appointment":
      return appointmentSheet(facts, what);
    case "unknown":
      return sheet(facts, {
        id: `unknown/${what.at}`,
        title: say((w) => (what.what === "unreadable" ? w.unreadable : w.foreign)),
        hints: [say((w) => w.askDesk)],
        choices: [done({ do: "back" })],
        body: "answer",
      });
  }
}

/** Null: it may be checked in now. Plain words for too early, too late, wrong day, already here. */
export function appointmentProblem(appointment: AppointmentView, today: string, nowMs: number): Text | null {
  const { state, date, number, checkIn } = appointment;
  if (state === "checked-in") return say((w) => w.alreadyHere(number ?? ""));
  if (state === "cancelled") return say((w) => w.ended);
  if (date !== today) {
    const day = dayText(date);
    return say((w, tongue) => w.wrongDay(day[tongue]));
  }
  if (nowMs < Date.parse(checkIn.from)) return say((w) => w.early(clockOf(checkIn.from)));
  if (state === "no-show" || nowMs > Date.parse(checkIn.until)) return say((w) => w.late(clockOf(checkIn.until)));
  return null;
}

const named = (appointment: AppointmentView): Text => {
  const service = fromWords(appointment.serviceName);
  return say((w, tongue) => w.appointment(appointment.time, inTongue(service, tongue)));
};

function appointmentSheet(facts: Facts, { appointment }: Shown<"appointment">): Sheet {
  const problem = appointmentProblem(appointment, facts.today, facts.nowMs);
  const day = dayText(appointment.date);
  const late = problem !== null && appointment.state !== "checked-in";
  const choices: Omit<Choice, "digit">[] = [];
  if (problem === null)
    choices.push(
      choice(
        "check-in-now",
        say((w) => w.checkInNow),
        { do: "check-in", by: { code: appointment.code } },
        {
          look: "primary",
        },
      ),
    );
  if (late)
    choices.push(
      choice(
        "ordinary",
        say((w) => w.ordinaryInstead),
        {
          do: "go",
          to: { name: "service", serviceId: appointment.serviceId },
        },
      ),
    );
  return sheet(facts, {
    id: `appointment/${appointment.id}`,
    title: named(appointment),
    badges: [say((w) => w.yourAppointment), day],
    notices: [problem],
    choices,
    body: "answer",
  });
}

/** A masked name, nothing else of the card; gone when the page is left. */
function cardSheet(facts: Facts, { masked, handle, appointments }: Shown<"card">): Sheet {
  return sheet(facts, {
    id: `card/${handle}`,
    title: say((w) => w.hello(masked)),
    hints: [say((w) => w.cardCleared)],
    choices: [
      ...appointments.map((appointment) => {
        const problem = appointmentProblem(appointment, facts.today, facts.nowMs);
        return choice(
          `appointment:${appointment.id}`,
          named(appointment),
          { do: "check-in", by: { code: appointment.code } },
          { look: "primary", details: problem === null ? [say((w) => w.checkInNow)] : [], notice: problem },
        );
      }),
      choice(
        "choose-service",
        say((w) => w.chooseService),
        { do: "go", to: { name: "home" } },
      ),
      choice(
        "exit",
        say((w) => w.exit),
        { do: "leave" },
      ),
    ],
  });
}

/** How a ticket stands, in one line. */
export function stateText(what: Pick<Shown<"ticket">, "state" | "windowName">): Text {
  const place = what.windowName === null ? null : fromWords(what.windowName);
  return say((w, tongue) => {
    switch (what.state) {
      case "waiting":
        return w.ticketWaiting;
      case "called":
        return w.ticketCalled(place === null ? "" : inTongue(place, tongue));
      case "serving":
        return w.ticketServing;
      case "held":
        return w.ticketHeld;
      case "missed":
        return w.ticketMissed;
      case "left":
        return w.ticketLeft;
      case "finished":
        return w.ticketFinished;
      case "void":
        return w.ticketVoid;
    }
  });
}

/** One's own ticket: a missed one is back in line already, any other shows where it stands. */
function ticketSheet(facts: Facts, what: Shown<"ticket">): Sheet {
  const { printer } = facts.view.kiosk;
  const open = what.state === "waiting" || what.state === "held";
  const ahead = what.state === "waiting" ? aheadText(what.ahead) : null;
  return sheet(facts, {
    id: `ticket/${what.ticketId}/${what.at}`,
    title: say((w) => w.ticketTitle(what.number)),
    badges: [serviceName(facts.view, what.serviceId), what.returned ? say((w) => w.returned) : stateText(what)],
    notices: [what.state === "missed" && what.refusal !== null ? refusalText(what.refusal) : null],
    hints: ahead === null ? [] : [ahead],
    choices: [
      done({ do: "leave" }),
      ...(open && printer !== null
        ? [
            choice(
              "reprint",
              say((w) => w.reprint),
              { do: "reprint", ticketId: what.ticketId },
            ),
          ]
        : []),
    ],
    body: "answer",
  });
}
