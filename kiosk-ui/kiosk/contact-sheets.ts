// Pages for leaving a number after the ticket: what for and for how long, the number, and taking it away again. Pure.
import { refusalText, say } from "../shared/i18n/kiosk.ts";
import type { Text } from "../shared/i18n/text.ts";
import type { Facts, Place, Sheet } from "./model.ts";
import { choice, done, sheet } from "./sheet-parts.ts";

type Contact = Extract<Place, { name: "contact" }>;

/** Offered beside the number; nobody is asked to. Null: this hall asks nobody. */
export function contactChoice(facts: Facts, ticketId: string): ReturnType<typeof choice> | null {
  if (facts.view.contactDays === undefined) return null;
  return choice(
    "contact",
    say((w) => w.contact),
    { do: "go", to: { name: "contact", ticketId, step: "consent", masked: null, code: null } },
  );
}

export function contactSheet(facts: Facts, place: Contact): Sheet {
  if (place.step === "consent") return consentSheet(facts, place);
  if (place.step === "kept") return keptSheet(facts, place);
  const trouble: Text | null = place.code === null ? null : refusalText(place.code);
  return sheet(facts, {
    id: `contact/number/${place.code ?? ""}`,
    title: say((w) => w.contactAsk),
    notices: [trouble],
    hints: [say((w) => w.contactHint)],
    choices: [],
    body: "digits",
  });
}

/** Read and agreed to before a single digit is typed; going back costs nothing. */
function consentSheet(facts: Facts, place: Contact): Sheet {
  const days = facts.view.contactDays ?? 0;
  return sheet(facts, {
    id: "contact/consent",
    title: say((w) => w.contactTitle),
    list: [say((w) => w.contactWhy), say((w) => w.contactKept(days)), say((w) => w.contactFree)],
    choices: [
      choice(
        "agree",
        say((w) => w.contactAgree),
        { do: "go", to: { ...place, step: "number" } },
      ),
      choice(
        "decline",
        say((w) => w.contactDecline),
        { do: "back" },
      ),
    ],
    body: "answer",
  });
}

/** The first and last figures tell its owner which it is, and nobody else. */
function keptSheet(facts: Facts, { ticketId, masked, code }: Contact): Sheet {
  return sheet(facts, {
    id: `contact/kept/${masked ?? ""}/${code ?? ""}`,
    title: say((w) => (masked === null ? w.contactNotKept : w.contactDone(masked))),
    notices: [code === null ? null : refusalText(code)],
    hints: masked === null ? [] : [say((w) => w.contactStop)],
    choices: [
      done({ do: "leave" }),
      ...(masked === null
        ? []
        : [
            choice(
              "contact-forget",
              say((w) => w.contactForget),
              { do: "forget-number", ticketId },
            ),
          ]),
    ],
    body: "answer",
    mayGoBack: false,
  });
}
