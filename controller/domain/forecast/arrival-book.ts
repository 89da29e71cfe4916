// How many numbers are taken, by service and quarter of an hour: today's pace, and what other days had at this hour.
import type { LoggedEvent } from "../events.ts";
import { localDayRange } from "../time.ts";

const SLOT_MS = 15 * 60_000;
const SLOTS = 100;
const HOUR_SLOTS = 4;
/** How much the newest day counts beside all before it. */
const NEWEST_DAY = 0.35;
/** How much today's last hour counts beside what other days had in the hour to come. */
const TODAY = 0.5;

/** O(1) per event; services times quarters when a day begins. */
export class ArrivalBook {
  readonly #today = new Map<string, Float32Array>();
  #past: Map<string, Float32Array> | null = null;
  #startMs: number | null = null;
  #fromMs = 0;

  fold({ type, data, atMs }: LoggedEvent): void {
    if (type === "day.started") {
      this.#learn();
      this.#startMs = localDayRange(data.day, data.timezone).startMs;
      this.#fromMs = atMs;
      return;
    }
    if (type !== "ticket.issued" || this.#startMs === null) return;
    let slots = this.#today.get(data.serviceId);
    if (slots === undefined) {
      slots = new Float32Array(SLOTS);
      this.#today.set(data.serviceId, slots);
    }
    const at = this.#slot(atMs);
    slots[at] = (slots[at] ?? 0) + 1;
  }

  /** Numbers per millisecond to be expected in the hour to come; 0 for a service nobody has come for. */
  expectedPerMs(serviceId: string, nowMs: number): number {
    const now = this.#slot(nowMs);
    const today = this.#today.get(serviceId);
    // Four quarters and the part of the present one that has passed, or less early in the day.
    const beganMs = (this.#startMs ?? nowMs) + Math.max(0, now - HOUR_SLOTS) * SLOT_MS;
    const seenMs = Math.max(SLOT_MS, nowMs - Math.max(beganMs, this.#fromMs));
    const recent = sum(today, now - HOUR_SLOTS, now + 1) / seenMs;
    if (this.#past === null) return recent;
    const usual = sum(this.#past.get(serviceId), now, now + HOUR_SLOTS) / (HOUR_SLOTS * SLOT_MS);
    return TODAY * recent + (1 - TODAY) * usual;
  }

  #slot(atMs: number): number {
    const at = Math.floor((atMs - (this.#startMs ?? atMs)) / SLOT_MS);
    return Math.min(SLOTS - 1, Math.max(0, at));
  }

  /** A day on which nobody came (a holiday, the service off) teaches nothing. */
  #learn(): void {
    if (this.#today.size > 0) {
      const past = this.#past;
      const ids = new Set([...this.#today.keys(), ...(past?.keys() ?? [])]);
      this.#past = new Map(
        [...ids].map((id) => {
          const [before, newest] = [past?.get(id), this.#today.get(id)];
          const weight = past === null ? 1 : NEWEST_DAY;
          const learnt = new Float32Array(SLOTS);
          for (let at = 0; at < SLOTS; at++) {
            learnt[at] = (1 - weight) * (before?.[at] ?? 0) + weight * (newest?.[at] ?? 0);
          }
          return [id, learnt];
        }),
      );
    }
    this.#today.clear();
  }
}

function sum(slots: Float32Array | undefined, from: number, to: number): number {
  let total = 0;
  for (let at = Math.max(0, from); at < Math.min(SLOTS, to); at++) total += slots?.[at] ?? 0;
  return total;
}
