// What the floor's figures need beside the state, kept up event by event: waits, quarters, who passed whom, since when.
import type { EventData, LoggedEvent } from "../domain/events.ts";
import { localDayRange } from "../domain/time.ts";
import { type CallReason, reasonOf } from "./calls-ledger.ts";

const MINUTE_MS = 60_000;
export const QUARTER_MS = 15 * MINUTE_MS;
/** A day of 25 hours when the clocks are set back. */
const QUARTERS_MAX = 100;
/** Longer waits are counted as this long. */
const WAIT_MINUTES_MAX = 600;

/** A quarter of an hour. */
export interface Quarter {
  issued: number;
  calls: number;
  /** Most who waited at one time. */
  waitingMax: number;
}

/** A call that passed somebody, kept so that it can be taken back. */
interface Passing {
  readonly windowId: string;
  readonly reason: CallReason;
}

/** Costs O(1) per event. */
export class FloorIndex {
  /** Called tickets by whole minutes from issue to the newest call. */
  readonly #waits = new Int32Array(WAIT_MINUTES_MAX + 1);
  readonly #waitOf = new Map<string, number>();
  readonly #issuedAtMs = new Map<string, number>();
  readonly #waiting = new Set<string>();
  readonly #passings = new Map<number, Passing>();
  readonly #outOfOrder = new Map<string, Map<CallReason, number>>();
  readonly #activitySince = new Map<string, number>();
  #startMs: number | null = null;
  #quarters: (Quarter | undefined)[] = [];

  fold(event: LoggedEvent): void {
    const { type, data, atMs } = event;
    if (type === "day.started") {
      this.#restart(data, atMs);
      return;
    }
    this.#window(event);
    switch (type) {
      case "ticket.issued":
        this.#issuedAtMs.set(data.ticketId, atMs);
        this.#waiting.add(data.ticketId);
        this.#quarter(atMs).issued += 1;
        break;
      case "ticket.called":
        this.#called(data, event.seq, atMs);
        break;
      case "ticket.returned":
      case "ticket.transferred":
        this.#waiting.add(data.ticketId);
        break;
      case "ticket.resumed":
      case "ticket.form-given":
      case "ticket.left":
      case "ticket.voided":
        this.#waiting.delete(data.ticketId);
        break;
      case "action.undone":
        this.#undone(data, atMs);
        break;
      default:
        return;
    }
    const quarter = this.#quarter(atMs);
    quarter.waitingMax = Math.max(quarter.waitingMax, this.#waiting.size);
  }

  /** Of those called today, the ones whose newest call came within so many minutes of their number. */
  within(minutes: number): { readonly n: number; readonly inside: number } {
    let inside = 0;
    for (let at = 0; at < Math.min(minutes, WAIT_MINUTES_MAX); at++) inside += this.#waits[at] ?? 0;
    return { n: this.#waitOf.size, inside };
  }

  /** Since when the window does what it does now; null: nothing happened there today. */
  activitySinceMs(windowId: string): number | null {
    return this.#activitySince.get(windowId) ?? null;
  }

  /** Calls of the window that passed somebody who came earlier, by the rule behind them. */
  outOfOrder(windowId: string): ReadonlyMap<CallReason, number> {
    return this.#outOfOrder.get(windowId) ?? new Map();
  }

  /** Quarters of the day from the first with an event to the newest. */
  quarters(): readonly (Quarter & { readonly atMs: number })[] {
    const startMs = this.#startMs;
    const first = this.#quarters.findIndex((quarter) => quarter !== undefined);
    if (startMs === null || first < 0) return [];
    let waitingMax = 0;
    return Array.from({ length: this.#quarters.length - first }, (_, i) => {
      const quarter = this.#quarters[first + i];
      if (quarter !== undefined) waitingMax = quarter.waitingMax;
      const none = { issued: 0, calls: 0, waitingMax };
      return { ...(quarter ?? none), atMs: startMs + (first + i) * QUARTER_MS };
    });
  }

  #quarter(atMs: number): Quarter {
    const at = Math.max(0, Math.min(QUARTERS_MAX, Math.floor((atMs - (this.#startMs ?? atMs)) / QUARTER_MS)));
    let quarter = this.#quarters[at];
    if (quarter === undefined) {
      quarter = { issued: 0, calls: 0, waitingMax: this.#waiting.size };
      this.#quarters[at] = quarter;
    }
    return quarter;
  }

  #called(data: EventData["ticket.called"], seq: number, atMs: number): void {
    const { ticketId, windowId, why, overtook } = data;
    this.#waiting.delete(ticketId);
    this.#quarter(atMs).calls += 1;
    const issuedAtMs = this.#issuedAtMs.get(ticketId);
    if (issuedAtMs !== undefined) this.#setWait(ticketId, Math.floor((atMs - issuedAtMs) / MINUTE_MS));
    if (overtook.length === 0) return;
    const reason = reasonOf(why);
    this.#passings.set(seq, { windowId, reason });
    this.#countPassing({ windowId, reason }, 1);
  }

  #setWait(ticketId: string, minutes: number | null): void {
    const before = this.#waitOf.get(ticketId);
    if (before !== undefined) this.#waits[before] = (this.#waits[before] ?? 0) - 1;
    if (minutes === null) {
      this.#waitOf.delete(ticketId);
      return;
    }
    const at = Math.max(0, Math.min(WAIT_MINUTES_MAX, minutes));
    this.#waits[at] = (this.#waits[at] ?? 0) + 1;
    this.#waitOf.set(ticketId, at);
  }

  #countPassing({ windowId, reason }: Passing, by: 1 | -1): void {
    const reasons = this.#outOfOrder.get(windowId) ?? new Map<CallReason, number>();
    this.#outOfOrder.set(windowId, reasons);
    const count = (reasons.get(reason) ?? 0) + by;
    if (count === 0) reasons.delete(reason);
    else reasons.set(reason, count);
  }

  #window({ type, data, atMs }: LoggedEvent): void {
    switch (type) {
      case "window.opened":
      case "window.paused":
      case "window.resumed":
      case "window.closed":
      case "ticket.called":
      case "ticket.arrived":
      case "ticket.missed":
      case "ticket.held":
      case "ticket.resumed":
      case "ticket.finished":
      case "ticket.transferred":
        this.#activitySince.set(data.windowId, atMs);
        return;
      case "ticket.form-given":
        if (data.windowId !== null) this.#activitySince.set(data.windowId, atMs);
        return;
      default:
        return;
    }
  }

  /** An undone call was none; the call before it, if any, is forgotten with it. */
  #undone({ tickets, undoneSeq, windowId }: EventData["action.undone"], atMs: number): void {
    this.#activitySince.set(windowId, atMs);
    const passing = this.#passings.get(undoneSeq);
    if (passing !== undefined) {
      this.#passings.delete(undoneSeq);
      this.#countPassing(passing, -1);
    }
    for (const ticket of tickets) {
      if (ticket.state === "waiting") this.#waiting.add(ticket.id);
      else this.#waiting.delete(ticket.id);
      if (ticket.calls > 0 && ticket.calledAtMs !== null) {
        const minutes = Math.floor((ticket.calledAtMs - ticket.issuedAtMs) / MINUTE_MS);
        if (this.#waitOf.has(ticket.id)) this.#setWait(ticket.id, minutes);
      } else this.#setWait(ticket.id, null);
    }
  }

  #restart({ day, timezone, snapshot }: EventData["day.started"], atMs: number): void {
    this.#startMs = localDayRange(day, timezone).startMs;
    this.#quarters = [];
    this.#waits.fill(0);
    for (const map of [this.#waitOf, this.#issuedAtMs, this.#passings, this.#outOfOrder, this.#activitySince])
      map.clear();
    this.#waiting.clear();
    for (const ticket of snapshot.tickets) {
      this.#issuedAtMs.set(ticket.id, ticket.issuedAtMs);
      if (ticket.state === "waiting") this.#waiting.add(ticket.id);
    }
    for (const window of snapshot.windows) {
      if (window.state !== "closed") this.#activitySince.set(window.id, atMs);
    }
  }
}
