// A day of the log folded anew to any of its moments: the manager's page as it was then.
import type { DeviceView } from "../contract/views.ts";
import type { LoggedEvent } from "../domain/events.ts";
import { fold, newState } from "../domain/fold.ts";
import type { HallSettings, HallState } from "../domain/types.ts";
import type { ViewContext } from "./context.ts";
import { DayIndex } from "./day-index.ts";
import { contextOf } from "./sources.ts";
import type { LogRow } from "./story.ts";

/** One day being replayed; it only ever goes forward. */
export class DayReplay {
  readonly #state: HallState;
  readonly #index = new DayIndex();
  readonly #settings: HallSettings;
  /** Last event folded. */
  seq: number;

  /** `fromSeq`: the day's first event. Today's configuration is taken for that of the day. */
  constructor(settings: HallSettings, fromSeq: number) {
    this.#settings = settings;
    this.#state = newState(settings);
    this.seq = fromSeq - 1;
  }

  take(row: LogRow): void {
    const event = row as LoggedEvent;
    fold(this.#state, event);
    this.#index.fold(event);
    this.seq = row.seq;
  }

  /** What the views are made from, at a moment not before the last event taken. */
  context(atMs: number, devices: readonly DeviceView[]): ViewContext {
    const sources = {
      settings: this.#settings,
      index: this.#index,
      clock: { nowMs: () => atMs },
      baseUrl: () => "",
      devices: () => devices.map((device) => this.#device(device, atMs)),
    };
    return contextOf(sources, this.#state);
  }

  /** As the log knew it then; what the line itself counted is not kept. */
  #device(device: DeviceView, atMs: number): DeviceView {
    const known = this.#state.devices.get(device.id);
    const uptime = this.#index.uptime.of(device.id, atMs);
    return {
      ...device,
      state: known?.state ?? "starting",
      detail: known?.detail ?? "",
      lastSeenAt: null,
      counters: {},
      roundTripMs: null,
      facts: {},
      uptime:
        uptime === null || uptime.knownMs === 0 ? null : Math.round((uptime.onlineMs / uptime.knownMs) * 1000) / 1000,
    };
  }
}
