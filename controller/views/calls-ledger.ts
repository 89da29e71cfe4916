// The day's calls per service: so anybody waiting can be told who was called before and why. Counts, never persons.
import type { EventData, LoggedEvent } from "../domain/events.ts";

/** What kind of ticket was called. */
export type CallKind = "appointment" | "priority" | "ordinary";

/** Why it went first, as told to those who wait. */
export type CallReason = "turn" | "class" | "guarantee" | "returned" | "by-number" | "directed";

export interface CallsSince {
  /** Called since the ticket was issued, per kind. */
  readonly called: Readonly<Record<CallKind, number>>;
  /** Of these, came after the ticket and went before it, per kind. */
  readonly overtook: Readonly<Record<CallKind, number>>;
  /** Of these, went first because the ticket gave up places. */
  readonly letPass: number;
  readonly reasons: Readonly<Record<CallReason, number>>;
}

interface Known {
  readonly arrivalSeq: number;
  readonly kind: CallKind;
}
interface Call extends Known {
  readonly seq: number;
  readonly ticketId: string;
  readonly reason: CallReason;
}

const APPOINTMENT = "appointment";

/** The kind of a class of the hall's policy. */
export function kindOf(priority: string | null): CallKind {
  if (priority === null) return "ordinary";
  return priority === APPOINTMENT ? "appointment" : "priority";
}

/** The rule behind a call, out of the sentence that was logged with it. */
export function reasonOf(why: string): CallReason {
  if (why.startsWith("guarantee")) return "guarantee";
  if (why.startsWith("returned")) return "returned";
  if (why.startsWith("paper roll")) return "turn";
  if (why.startsWith("called by number")) return "by-number";
  if (why.startsWith("directed")) return "directed";
  return why.startsWith("longest wait") ? "turn" : "class";
}

/** Costs O(1) per event; a question costs the calls since the ticket's issue. */
export class CallsLedger {
  readonly #tickets = new Map<string, Known>();
  readonly #calls = new Map<string, Call[]>();
  /** Ticket → those it let go first. */
  readonly #letPass = new Map<string, Set<string>>();

  fold(event: LoggedEvent): void {
    switch (event.type) {
      case "day.started":
        this.#restart(event.data);
        return;
      case "ticket.issued":
        this.#tickets.set(event.data.ticketId, { arrivalSeq: event.seq, kind: kindOf(event.data.priority) });
        return;
      case "ticket.called":
        this.#called(event.data, event.seq);
        return;
      case "ticket.yielded": {
        const before = this.#letPass.get(event.data.ticketId) ?? new Set<string>();
        for (const id of event.data.passedBy) before.add(id);
        this.#letPass.set(event.data.ticketId, before);
        return;
      }
      case "ticket.upgraded":
        this.#changed(event.data.ticketId, { kind: kindOf(event.data.priority) });
        return;
      case "ticket.merged": {
        const other = this.#tickets.get(event.data.mergedId);
        if (event.data.takesPlace && other !== undefined) {
          this.#changed(event.data.ticketId, { arrivalSeq: other.arrivalSeq });
        }
        return;
      }
      case "action.undone":
        if (event.data.action === "call") this.#undone(event.data.undoneSeq);
        return;
      default:
        return;
    }
  }

  /** Calls of a service after the ticket's issue and before its own first call; null for a ticket of another day. */
  since(serviceId: string, ticketId: string): CallsSince | null {
    const own = this.#tickets.get(ticketId);
    if (own === undefined) return null;
    const called = { appointment: 0, priority: 0, ordinary: 0 };
    const overtook = { appointment: 0, priority: 0, ordinary: 0 };
    const reasons = { turn: 0, class: 0, guarantee: 0, returned: 0, "by-number": 0, directed: 0 };
    const passed = this.#letPass.get(ticketId);
    let letPass = 0;
    const calls = this.#calls.get(serviceId) ?? [];
    for (let index = firstAfter(calls, own.arrivalSeq); index < calls.length; index++) {
      const call = calls[index];
      if (call === undefined || call.ticketId === ticketId) break;
      called[call.kind] += 1;
      reasons[call.reason] += 1;
      if (call.arrivalSeq < own.arrivalSeq) continue;
      if (passed?.has(call.ticketId)) letPass += 1;
      else overtook[call.kind] += 1;
    }
    return { called, overtook, letPass, reasons };
  }

  #changed(ticketId: string, changes: Partial<Known>): void {
    const known = this.#tickets.get(ticketId);
    if (known !== undefined) this.#tickets.set(ticketId, { ...known, ...changes });
  }

  #called({ ticketId, serviceId, why }: EventData["ticket.called"], seq: number): void {
    const known = this.#tickets.get(ticketId) ?? { arrivalSeq: seq, kind: "ordinary" };
    const calls = this.#calls.get(serviceId) ?? [];
    calls.push({ ...known, seq, ticketId, reason: reasonOf(why) });
    this.#calls.set(serviceId, calls);
  }

  #undone(seq: number): void {
    for (const calls of this.#calls.values()) {
      const at = firstAfter(calls, seq - 1);
      if (calls[at]?.seq === seq) calls.splice(at, 1);
    }
  }

  #restart({ snapshot }: EventData["day.started"]): void {
    this.#tickets.clear();
    this.#calls.clear();
    this.#letPass.clear();
    for (const { id, arrivalSeq, priority } of snapshot.tickets) {
      this.#tickets.set(id, { arrivalSeq, kind: kindOf(priority) });
    }
  }
}

function firstAfter(calls: readonly Call[], seq: number): number {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((calls[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
