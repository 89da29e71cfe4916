// A hall that gets busier than its windows can serve: people come by chance, clerks work as long as they usually do.
import type { Command } from "../../controller/domain/commands.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { GivenHall, MINUTE_MS } from "../domain/given-hall.ts";
import { seeded } from "../reports/given-month.ts";

const STEP_MS = 5_000;

export interface Rush {
  readonly serviceId: string;
  /** Windows that are open, from the first on; the rest stay closed until somebody opens them. */
  readonly open: readonly string[];
  readonly seed: number;
}

/** Ticks in steps of five seconds; `perMinute` people take a number, each case takes about six minutes. */
export class GivenRush {
  readonly hall: GivenHall;
  readonly #rush: Rush;
  readonly #random: () => number;
  readonly #busyUntil = new Map<string, number>();

  constructor(settings: HallSettings, startMs: number, rush: Rush) {
    this.hall = new GivenHall(settings, startMs);
    this.#rush = rush;
    this.#random = seeded(rush.seed);
    this.hall.submit({ type: "tick" });
    for (const windowId of rush.open) this.opens(windowId);
  }

  opens(windowId: string): void {
    const staffId = this.hall.settings.staff[this.#busyUntil.size]?.id ?? null;
    const decision = this.hall.submit({ type: "open-window", windowId, staffId });
    if (!decision.ok) throw new Error(decision.detail);
    this.#busyUntil.set(windowId, 0);
  }

  /** How many wait for the service of the rush. */
  get waiting(): number {
    return this.hall.state.waiting.get(this.#rush.serviceId)?.length ?? 0;
  }

  goesOn(minutes: number, perMinute: number): this {
    const { hall } = this;
    const endMs = hall.nowMs + minutes * MINUTE_MS;
    for (; hall.nowMs < endMs; hall.nowMs += STEP_MS) {
      if (this.#random() < (perMinute * STEP_MS) / MINUTE_MS) this.#does(this.#take());
      for (const [windowId, untilMs] of this.#busyUntil) {
        if (hall.nowMs < untilMs) continue;
        if (untilMs > 0) this.#does({ type: "finish", windowId });
        const called = hall.submit({ type: "call-next", windowId, fromKeypad: false });
        const got = called.ok && hall.state.windows.get(windowId)?.ticketId != null;
        if (got) this.#does({ type: "arrived", windowId });
        this.#busyUntil.set(windowId, got ? hall.nowMs + (4 + 4 * this.#random()) * MINUTE_MS : 0);
      }
    }
    return this;
  }

  #take(): Command {
    const { serviceId } = this.#rush;
    return { type: "issue-ticket", serviceId, priority: null, kioskId: null, language: null };
  }

  #does(command: Command): void {
    this.hall.submit(command);
  }
}
