// From the handle of a presented card to the keyed hash that the rules count by.
import { CARD_GONE } from "../domain/offer-commands.ts";
import { localDay } from "../domain/time.ts";
import type { LocalDay } from "../domain/types.ts";
import type { Ports } from "./ports.ts";

/**
 * Null without a card. A card nobody knows any more is refused by the rules and not here, so that a repeat of a request
 * that took effect gets its answer again even when the card has gone since.
 */
export function personOn(ports: Ports, handle: string | null, day: LocalDay, kioskId: string | null): string | null {
  return handle === null ? null : (ports.cards?.personOf(handle, day, kioskId) ?? CARD_GONE);
}

/** The same for today. */
export function personToday(ports: Ports, handle: string | null, kioskId: string | null): string | null {
  const { clock, settings } = ports.sources;
  return personOn(ports, handle, localDay(clock.nowMs(), settings.timezone), kioskId);
}
