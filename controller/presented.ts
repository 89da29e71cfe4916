// What was just presented at each kiosk: kept in memory for a moment, never in the log, gone when the page is cleared.
import { createHmac, randomBytes } from "node:crypto";
import type { Clock, Timer } from "../drivers/kernel/clock.ts";
import type { IdCard } from "../drivers/kernel/model.ts";
import { cardKey, maskId, maskName } from "../drivers/readers/card-privacy.ts";
import type { Presented } from "./views/presented.ts";

/** On show for so long. */
const SHOWN_MS = 60_000;
/** A slow person may still use the card a while after it left the page. */
const HANDLE_MS = 180_000;
const HANDLE_BYTES = 12;
/** Enough to tell all the people of a day apart, and half as long in the log. */
const PERSON_CHARS = 32;

type PersonOn = (day: string) => string;
type NewlyPresented =
  | { readonly kind: "ticket"; readonly ticketId: string; readonly returned: boolean; readonly refusal: string | null }
  | { readonly kind: "appointment"; readonly appointmentId: string }
  | { readonly kind: "unknown"; readonly what: "unreadable" | "foreign" };

interface Entry {
  readonly presented: Presented;
  readonly timer: Timer;
}

interface Card {
  readonly kioskId: string;
  readonly personOn: PersonOn;
  readonly untilMs: number;
}

/** One thing per kiosk: the newest. */
export class PresentedThings {
  readonly #clock: Clock;
  readonly #byKiosk = new Map<string, Entry>();
  readonly #cards = new Map<string, Card>();
  #changed: (kioskId: string) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Called when a kiosk's page has something else to show. */
  onChange(changed: (kioskId: string) => void): void {
    this.#changed = changed;
  }

  /** What the kiosk's page shows, or null. */
  at(kioskId: string): Presented | null {
    const presented = this.#byKiosk.get(kioskId)?.presented;
    return presented === undefined || this.#clock.nowMs() >= presented.untilMs ? null : presented;
  }

  /** A card was read; only its mask, its age and a keyed hash are kept. */
  card(kioskId: string, { name, idNumber, birth }: IdCard, secret: Uint8Array): void {
    this.#forgetCards(kioskId);
    const key = cardKey({ idNumber }, secret);
    // Days cannot be linked with each other: each has a hash of its own.
    const personOn: PersonOn = (day) =>
      createHmac("sha256", secret).update(`${key} ${day}`).digest("hex").slice(0, PERSON_CHARS);
    const handle = randomBytes(HANDLE_BYTES).toString("base64url");
    this.#cards.set(handle, { kioskId, personOn, untilMs: this.#clock.nowMs() + HANDLE_MS });
    const masked = `${maskName(name)} ${maskId(idNumber)}`;
    this.#show(kioskId, { kind: "card", masked, handle, birth: birth === "" ? null : birth, personOn });
  }

  /** A ticket, an appointment, or something unknown. */
  thing(kioskId: string, thing: NewlyPresented): void {
    this.#show(kioskId, thing);
  }

  /** The page was left: everything of its visitor is forgotten. */
  clear(kioskId: string): void {
    this.#forgetCards(kioskId);
    this.#forget(kioskId);
  }

  /** The hash of the card's person for a day; null when the handle is unknown, too old, or another kiosk's. */
  personOf(handle: string, day: string, kioskId: string | null): string | null {
    const card = this.#cards.get(handle);
    if (card === undefined || this.#clock.nowMs() >= card.untilMs) return null;
    if (kioskId !== null && card.kioskId !== kioskId) return null;
    return card.personOn(day);
  }

  #show(kioskId: string, thing: Omit<Extract<Presented, { kind: "card" }>, "atMs" | "untilMs"> | NewlyPresented): void {
    this.#byKiosk.get(kioskId)?.timer.cancel();
    const atMs = this.#clock.nowMs();
    const timer = this.#clock.after(SHOWN_MS, () => this.#forget(kioskId));
    this.#byKiosk.set(kioskId, { presented: { ...thing, atMs, untilMs: atMs + SHOWN_MS }, timer });
    this.#changed(kioskId);
  }

  #forget(kioskId: string): void {
    const entry = this.#byKiosk.get(kioskId);
    if (entry === undefined) return;
    entry.timer.cancel();
    this.#byKiosk.delete(kioskId);
    this.#changed(kioskId);
  }

  /** One card per kiosk: the next one ends the visit of the one before. */
  #forgetCards(kioskId: string): void {
    const nowMs = this.#clock.nowMs();
    for (const [handle, card] of this.#cards) {
      if (card.kioskId === kioskId || nowMs >= card.untilMs) this.#cards.delete(handle);
    }
  }
}
