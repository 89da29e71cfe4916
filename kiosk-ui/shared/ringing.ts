// Follows the calls of a view: chimes once for news and keeps the numbers flashing for a few seconds.
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { chime } from "./chime.ts";
import { RingBook, type RingCall } from "./rings.ts";
import type { Timers } from "./timers.ts";

/** Five flashes of 0.9 s: about one a second, far below the 3 Hz that can harm. */
export const FLASH_MS = 4_500;

/** The ids that flash now. */
export function ringing(
  calls: ReadonlySignal<readonly RingCall[] | null>,
  timers: Timers,
  ring: () => void = chime,
): ReadonlySignal<ReadonlySet<string>> {
  const book = new RingBook();
  const flashing = signal<ReadonlySet<string>>(new Set());
  const turns = new Map<string, number>();
  effect(() => {
    const now = calls.value;
    if (now === null) return;
    const news = book.news(now);
    if (news.length === 0) return;
    ring();
    flashing.value = new Set([...flashing.peek(), ...news]);
    for (const id of news) {
      const turn = (turns.get(id) ?? 0) + 1;
      turns.set(id, turn);
      timers.after(FLASH_MS, () => {
        if (turns.get(id) !== turn) return; // Called again meanwhile: the later flash ends it.
        turns.delete(id);
        flashing.value = new Set([...flashing.peek()].filter((other) => other !== id));
      });
    }
  });
  return flashing;
}
