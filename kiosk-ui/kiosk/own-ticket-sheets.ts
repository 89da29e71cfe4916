// Pages for a ticket found by the short code on its paper: where it stands, and what its holder may do without a phone.
import { say } from "../shared/i18n/kiosk.ts";
import { fromWords } from "../shared/i18n/text.ts";
import type { Choice, Facts, Place, Sheet } from "./model.ts";
import { aheadText } from "./outcome-view.ts";
import { stateText } from "./presented-sheets.ts";
import { estimateText } from "./services.ts";
import { choice, done, sheet } from "./sheet-parts.ts";

type Own = Extract<Place, { name: "own-ticket" }>;

/** Gone from the glass with the person, like everything they were shown. */
export function ownTicketSheet(facts: Facts, { ticket, asks }: Own): Sheet {
  if (asks) return leaveSheet(facts, { name: "own-ticket", ticket, asks });
  const waits = ticket.state === "waiting";
  const ahead = waits ? aheadText(ticket.ahead) : null;
  const choices: Omit<Choice, "digit">[] = [done({ do: "leave" })];
  const own = (what: "yield" | "return" | "leave-line", places = 0) =>
    ({ do: "own", what, ticketId: ticket.id, places }) as const;
  const { moreTime } = ticket;
  if (moreTime !== null) {
    const { places } = moreTime;
    choices.push(
      choice(
        "more-time",
        say((w) => w.letPass(places)),
        own("yield", places),
      ),
    );
  }
  if (ticket.mayReturn)
    choices.push(
      choice(
        "return",
        say((w) => w.returnToLine),
        own("return"),
      ),
    );
  if ((waits || ticket.state === "held") && facts.view.kiosk.printer !== null)
    choices.push(
      choice(
        "reprint",
        say((w) => w.reprint),
        { do: "reprint", ticketId: ticket.id },
      ),
    );
  if (ticket.mayLeave)
    choices.push(
      choice(
        "leave-line",
        say((w) => w.leaveLine),
        { do: "go", to: { name: "own-ticket", ticket, asks: true } },
      ),
    );
  return sheet(facts, {
    id: `own/${ticket.id}/${ticket.state}/${ticket.ahead ?? ""}`,
    title: say((w) => w.ticketTitle(ticket.number)),
    badges: [fromWords(ticket.serviceName), stateText(ticket)],
    hints: [...(ahead === null ? [] : [ahead]), ...(waits ? [estimateText(ticket.estimate)] : [])],
    choices,
    body: "answer",
  });
}

/** It cannot be taken back: asked once. */
function leaveSheet(facts: Facts, { ticket }: Own): Sheet {
  return sheet(facts, {
    id: `own/${ticket.id}/leave`,
    title: say((w) => w.leaveAsk(ticket.number)),
    choices: [
      choice(
        "stay",
        say((w) => w.stayInLine),
        { do: "back" },
        { look: "primary" },
      ),
      choice(
        "leave-yes",
        say((w) => w.leaveYes),
        { do: "own", what: "leave-line", ticketId: ticket.id, places: 0 },
      ),
    ],
    body: "answer",
  });
}
