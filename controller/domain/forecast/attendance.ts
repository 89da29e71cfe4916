// Whether a window is manned in one run: who is there now stays as usual, who is away comes back as usual.
import { exponential, type Random, remaining } from "./draws.ts";
import type { Model, ModelWindow } from "./model.ts";
import { type Shifts, SLOTS_AHEAD, slotAt, slotStartMs } from "./roster.ts";

/** Somebody at work at an hour when nobody ever is will not go home because of that. */
const UNUSUAL = 0.1;
/** How likely a pause is short, against an absence that the roster knows. */
const SHORT_PAUSE = 0.1;
/** A window paused at present comes back in one of two runs while nothing is known of pauses. */
const UNKNOWN_PAUSE_BACK = 0.5;
const UNKNOWN_PAUSE_MS = 15 * 60_000;
const PAUSES_KNOWN_MIN = 3;

const always = -1;

export class Attendance {
  readonly #shifts: Shifts | null;
  readonly #row: number;
  /** There in every quarter whose share is greater. */
  readonly #mark: number;
  /** Back from the present pause. */
  readonly #backAtMs: number;

  constructor(model: Model, window: ModelWindow, random: Random) {
    this.#shifts = model.shifts;
    this.#row = window.row * SLOTS_AHEAD;
    const usual = this.#share(0);
    this.#backAtMs = model.atMs;
    if (window.state === "open") {
      this.#mark = this.#shifts === null || usual < UNUSUAL ? always : random() * usual;
      return;
    }
    const away = this.#shifts === null ? 0 : 1 - usual;
    const byRoster = window.state === "closed" || random() * (away + SHORT_PAUSE) < away;
    if (byRoster) {
      // Nobody knows when a closed window opens but the days before.
      this.#mark = this.#shifts === null ? Number.POSITIVE_INFINITY : usual + random() * (1 - usual);
      return;
    }
    this.#mark = this.#shifts === null ? always : random() * usual;
    this.#backAtMs = model.atMs + pauseLeft(model, window, random);
  }

  /** The first moment from then on at which somebody is at the window; infinity: not any more. */
  thereFrom(atMs: number): number {
    const fromMs = Math.max(atMs, this.#backAtMs);
    if (this.#shifts === null || this.#mark < 0) return this.#mark < 1 ? fromMs : Number.POSITIVE_INFINITY;
    if (fromMs === Number.POSITIVE_INFINITY) return fromMs;
    const first = slotAt(this.#shifts, fromMs);
    for (let slot = first; slot < SLOTS_AHEAD; slot++) {
      if (this.#share(slot) <= this.#mark) continue;
      return slot === first ? fromMs : slotStartMs(this.#shifts, slot);
    }
    return Number.POSITIVE_INFINITY;
  }

  #share(slot: number): number {
    return this.#shifts?.shares[this.#row + slot] ?? 0;
  }
}

function pauseLeft({ atMs, pauses }: Model, { pausedSinceMs }: ModelWindow, random: Random): number {
  if (pauses.length >= PAUSES_KNOWN_MIN) return remaining(random, pauses, atMs - (pausedSinceMs ?? atMs));
  return random() < UNKNOWN_PAUSE_BACK ? exponential(random, UNKNOWN_PAUSE_MS) : Number.POSITIVE_INFINITY;
}
