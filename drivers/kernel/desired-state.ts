// What a device is to show or ask: the latest wish wins, is sent once, and again after every doubt.
import type { Clock, Timer } from "./clock.ts";
import type { AnyExchange, Order, Priority, Settled } from "./link-member.ts";

const RETRY_FIRST_MS = 300;
const RETRY_MS_MAX = 10_000;
/** After an outage a whole bus is refreshed; a call made meanwhile must not queue behind that. */
const RESYNC_PRIORITY = 2;
const REFRESH_PRIORITY = 3;

export interface Want {
  /** Equal keys mean that the device need not hear it again. */
  readonly key: string;
  readonly priority: Priority;
  readonly plan: () => readonly AnyExchange[];
}

export interface DesiredStateHost {
  readonly clock: Clock;
  readonly slot: string;
  /** Link open, device there. */
  mayTalk(): boolean;
  submit(order: Order): void;
  drop(slot: string): void;
  /** Runs model code; `undefined` when it threw. */
  guard<T>(where: string, call: () => T): T | undefined;
  settled(result: Settled): void;
  /** A device that never answers may have lost its power unseen: it is told again so often. */
  readonly refreshMs?: number;
}

/** States of a wish: unsent → pending → confirmed; back to unsent by link or device loss, again after a refusal. */
export class DesiredState {
  readonly #host: DesiredStateHost;
  #want: Want | null = null;
  #state: "unsent" | "pending" | "confirmed" = "unsent";
  /** The device answers what it is told. */
  #answered = false;
  #round = 0;
  #refusals = 0;
  #retry: Timer | null = null;
  #refresh: Timer | null = null;

  constructor(host: DesiredStateHost) {
    this.#host = host;
  }

  get want(): Want | null {
    return this.#want;
  }

  /** How far the device is known to have followed: `sent` where it has no way to answer. Null: nothing is wanted. */
  get told(): "waiting" | "sent" | "acknowledged" | null {
    if (this.#want === null) return null;
    if (this.#state !== "confirmed") return "waiting";
    return this.#answered ? "acknowledged" : "sent";
  }

  /** Null: nothing is wanted any more; what was queued is dropped, what was sent stays. */
  set(want: Want | null): void {
    if (want !== null && want.key === this.#want?.key && this.#state !== "unsent") return;
    this.lose();
    this.#want = want;
    this.#refusals = 0;
    if (want === null) {
      this.#host.drop(this.#host.slot);
    } else this.#send(want.priority, undefined);
  }

  /** The device may show anything now: forget what it was told. */
  lose(): void {
    this.#retry?.cancel();
    this.#refresh?.cancel();
    this.#state = "unsent";
    this.#round += 1; // What was under way no longer speaks for the present.
  }

  /** Sends the *current* wish, never a backlog. */
  resync(): void {
    this.lose();
    if (this.#want === null) return;
    this.#send(this.#want.priority < RESYNC_PRIORITY ? RESYNC_PRIORITY : this.#want.priority, undefined);
  }

  /** One try, used as a question where the model has none; false when there is nothing to send. */
  ask(settled: (result: Settled) => void): boolean {
    if (this.#want === null) return false;
    this.#send(3, settled);
    return true;
  }

  #send(priority: Priority, asked: ((result: Settled) => void) | undefined): void {
    const want = this.#want;
    if (want === null || (asked === undefined && !this.#host.mayTalk())) {
      this.#state = "unsent";
      return;
    }
    this.#retry?.cancel();
    const exchanges = this.#host.guard("plan", want.plan);
    if (exchanges === undefined) {
      this.#state = "unsent";
      return;
    }
    this.#state = "pending";
    this.#answered = exchanges.some(({ reply }) => reply !== null);
    this.#round += 1;
    const round = this.#round;
    const settled = (result: Settled) => {
      if (round === this.#round) this.#ended(result, want.priority);
      if (round === this.#round && exchanges.some(({ reply }) => reply === null)) this.#refreshLater();
      (asked ?? this.#host.settled)(result);
    };
    const oneTry = asked === undefined ? {} : { attemptsMax: 1, yields: true };
    this.#host.submit({ priority, slot: this.#host.slot, exchanges, settled, ...oneTry });
  }

  #ended(result: Settled, priority: Priority): void {
    this.#state = result.outcome === "ok" ? "confirmed" : "unsent";
    if (result.outcome === "ok") this.#refusals = 0;
    else if (result.outcome !== "link-lost") this.#retryLater(priority);
  }

  #refreshLater(): void {
    const { refreshMs, clock } = this.#host;
    if (refreshMs === undefined || this.#state !== "confirmed") return;
    this.#refresh?.cancel();
    this.#refresh = clock.after(refreshMs, () => this.#send(REFRESH_PRIORITY, undefined));
  }

  /** Every newer wish, and every loss, takes this retry back. */
  #retryLater(priority: Priority): void {
    const delayMs = Math.min(RETRY_MS_MAX, RETRY_FIRST_MS * 2 ** Math.min(this.#refusals, 10));
    this.#refusals += 1;
    this.#retry?.cancel();
    this.#retry = this.#host.clock.after(delayMs, () => this.#send(priority, undefined));
  }
}
