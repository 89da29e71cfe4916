// Looks at the hall every second, and at once after what people should not wait for; writes what it finds to the log.
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { AlarmEngine } from "../domain/alarm-engine.ts";
import type { AlarmFacts } from "../domain/alarm-facts.ts";
import { type AlarmFeed, isUrgent } from "../domain/alarm-feed.ts";
import { hallOpening } from "../domain/calendar.ts";
import type { Command, Decision } from "../domain/commands.ts";
import type { LoggedEvent } from "../domain/events.ts";
import type { HallState } from "../domain/types.ts";

/** What this needs of the hall. */
export interface WatchedHall {
  read<T>(ask: (state: HallState) => T): Promise<T>;
  submit<T>(
    command: Command,
    submission: { readonly actor: string; readonly render: (state: HallState, decision: Decision) => T },
  ): Promise<T>;
}

export interface WatchOptions {
  readonly hall: WatchedHall;
  readonly clock: Clock;
  readonly feed: AlarmFeed;
  readonly engine: AlarmEngine;
  readonly facts: () => AlarmFacts;
  /** Told the state after each look, alarms included. */
  readonly looked?: (state: HallState, nowMs: number) => void;
  readonly onError: (error: unknown) => void;
}

const LOOK_MS = 1_000;
/** Many events in a row are one look. */
const SOON_MS = 50;
export const ALARM_ACTOR = "system";

export class AlarmWatch {
  readonly #options: WatchOptions;
  #timer: Timer | null = null;
  #soon: Timer | null = null;
  #looking = false;
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  get engine(): AlarmEngine {
    return this.#options.engine;
  }

  /** O(1) for each event. */
  note(events: readonly LoggedEvent[]): void {
    let urgent = false;
    for (const event of events) {
      this.#options.feed.note(event);
      urgent ||= isUrgent(event.type);
    }
    if (!urgent || this.#soon !== null || this.#stopped) return;
    this.#soon = this.#options.clock.after(SOON_MS, () => {
      this.#soon = null;
      void this.look();
    });
  }

  start(): void {
    if (this.#stopped) return;
    void this.look();
    this.#timer = this.#options.clock.after(LOOK_MS, () => this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#soon?.cancel();
  }

  /** One look; a second that comes meanwhile is left to the next second. */
  async look(): Promise<void> {
    if (this.#looking || this.#stopped) return;
    this.#looking = true;
    const { hall, engine, feed, clock, facts, looked, onError } = this.#options;
    try {
      const nowMs = clock.nowMs();
      const wishes = await hall.read((state) => {
        const opening = hallOpening(state.settings, nowMs);
        return engine.look({ state, feed, facts: facts(), nowMs, opening });
      });
      for (const wish of wishes) await hall.submit(wish, { actor: ALARM_ACTOR, render: () => null });
      if (looked !== undefined) await hall.read((state) => looked(state, nowMs));
    } catch (error) {
      // The log takes nothing now, or the hall stops: what was found is found again at the next look.
      if (!this.#stopped) onError(error);
    } finally {
      this.#looking = false;
    }
  }
}
