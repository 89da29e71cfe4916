// Calls as speech: which voice says what, from events alone.
import type { Config } from "../config/schema.ts";
import { announcementOf } from "./announcements.ts";
import type { LoggedEvent } from "./domain/events.ts";
import type { Member } from "./lines.ts";
import { inLanguage } from "./ticket-paper.ts";

/** A call to be read, or no longer to be read. Of a window only its newest call is ever waiting. */
export type Speech =
  | { readonly do: "call"; readonly windowId: string; readonly number: string }
  | { readonly do: "withdraw"; readonly windowId: string };

/** What ends the reading of a call: the person is there, or is no longer called. */
const ENDS: ReadonlySet<string> = new Set([
  ...["ticket.arrived", "ticket.missed", "ticket.held", "ticket.transferred", "ticket.finished", "ticket.left"],
  ...["ticket.voided", "action.undone"],
]);

export class Speaker {
  readonly #running: () => { readonly config: Config; readonly members: readonly Member[] };

  constructor(running: () => { readonly config: Config; readonly members: readonly Member[] }) {
    this.#running = running;
  }

  /** When a batch closes: what it makes heard. */
  capture(events: readonly LoggedEvent[]): Speech[] {
    return events.flatMap((event): Speech[] => {
      if (event.type === "ticket.called" || event.type === "ticket.recalled") {
        const { windowId, number } = event.data;
        return [{ do: "call", windowId, number }];
      }
      const { windowId } = event.data as { readonly windowId?: string | null };
      return ENDS.has(event.type) && windowId != null ? [{ do: "withdraw", windowId }] : [];
    });
  }

  /** When it is durable. */
  publish(speech: readonly Speech[]): void {
    if (speech.length === 0) return;
    const { config, members } = this.#running();
    for (const { config: own, voice } of members) {
      if (voice === undefined) continue;
      for (const each of speech) {
        if (own.windows !== undefined && !own.windows.includes(each.windowId)) continue;
        if (each.do === "withdraw") voice.withdraw(each.windowId);
        else voice.say({ key: each.windowId, text: textOf(config, each), readings: config.speech.readings });
      }
    }
  }
}

function textOf(config: Config, { windowId, number }: { windowId: string; number: string }): string {
  const window = config.windows.find((candidate) => candidate.id === windowId);
  const { one, languages } = config.speech;
  return languages
    .map((language) => {
      const windowName = window === undefined ? windowId : inLanguage(window.name, language);
      return announcementOf({ kind: "call", number, windowName, language, one });
    })
    .join("");
}
