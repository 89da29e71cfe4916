// A restart that waits until the hall has closed and nobody is on the way through it any more.
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import { hallOpening } from "../domain/calendar.ts";
import { localDay, wallTime } from "../domain/time.ts";
import type { HallState } from "../domain/types.ts";

const LOOK_MS = 30_000;
/** A hall that never closes is quietest now, local time. */
const QUIET_FROM_MINUTE = 3 * 60;
const QUIET_MINUTES = 60;
const MINUTE_MS = 60_000;
const ON_THE_WAY: ReadonlySet<string> = new Set(["waiting", "called", "serving"]);

/** Whether a restart would disturb nobody. Pure. */
export function isQuiet(state: HallState, nowMs: number): boolean {
  const { settings } = state;
  if (settings.calendar === undefined) {
    const { timezone } = settings;
    const quietMs = wallTime(localDay(nowMs, timezone), QUIET_FROM_MINUTE, timezone).atMs;
    if (nowMs < quietMs || nowMs >= quietMs + QUIET_MINUTES * MINUTE_MS) return false;
  } else if (hallOpening(settings, nowMs).open) return false;
  return ![...state.tickets.values()].some((ticket) => ON_THE_WAY.has(ticket.state));
}

export interface RestartPlanOptions {
  readonly clock: Clock;
  readonly read: <T>(look: (state: HallState) => T) => Promise<T>;
  readonly go: () => void;
  readonly warn: (fields: object, message: string) => void;
}

/** Kept in memory alone: any other start takes the new settings in as well. */
export class RestartPlan {
  readonly #with: RestartPlanOptions;
  #timer: Timer | null = null;

  constructor(options: RestartPlanOptions) {
    this.#with = options;
  }

  get planned(): boolean {
    return this.#timer !== null;
  }

  plan(): void {
    if (this.#timer === null) this.#wait();
  }

  drop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #wait(): void {
    this.#timer = this.#with.clock.after(LOOK_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { clock, read, go, warn } = this.#with;
    const quiet = await read((state) => isQuiet(state, clock.nowMs())).catch((error: unknown) => {
      warn({ err: error }, "the planned restart could not look at the hall");
      return false;
    });
    if (this.#timer === null) return; // Dropped meanwhile.
    if (!quiet) return this.#wait();
    this.#timer = null;
    go();
  }
}
