// The day's figures for the manager's page, kept up event by event; an undone action takes its figures back.

import type { EventData, LoggedEvent } from "../domain/events.ts";
import type { Case } from "../domain/types.ts";

/** What one case adds to the figures. */
interface CaseFacts {
  readonly windowId: string;
  readonly finished: boolean;
  readonly late: boolean;
  readonly invited: boolean;
  /** Askings outside the pad that reached the person, as far as is known. */
  readonly reached: readonly string[];
  /** A rule wrote a rating: never an active one. */
  readonly byDefault: boolean;
  /** Level a person gave; null while unrated or written by rule. */
  readonly level: number | null;
  /** Finished before today: its rating is no figure of today's cases. */
  readonly earlier: boolean;
}

interface TicketFacts {
  /** Event numbers at which it was missed today. */
  readonly missedSeqs: number[];
  leftSeq: number | null;
}

export interface WindowFigures {
  served: number;
  rated: number;
}

const BAD_LEVEL_MAX = 2;

/** Counters of one local day. */
export class DayFigures {
  day: string | null = null;
  issued = 0;
  finished = 0;
  missed = 0;
  left = 0;
  late = 0;
  invited = 0;
  /** By any way: at the pad, by message or call, or else nobody could have rated. */
  asked = 0;
  rated = 0;
  /** Active ratings, and those a rule wrote. */
  withDefaults = 0;
  badRatings = 0;
  #levelSum = 0;
  readonly #windows = new Map<string, WindowFigures>();
  readonly #cases = new Map<string, CaseFacts>();
  readonly #tickets = new Map<string, TicketFacts>();

  /** Mean of the active ratings, or null before the first. */
  get averageLevel(): number | null {
    return this.rated === 0 ? null : Math.round((this.#levelSum / this.rated) * 100) / 100;
  }

  window(windowId: string): Readonly<WindowFigures> {
    return this.#windows.get(windowId) ?? { served: 0, rated: 0 };
  }

  fold(event: LoggedEvent): void {
    switch (event.type) {
      case "day.started":
        this.#restart(event.data);
        return;
      case "ticket.issued":
        this.issued += 1;
        return;
      case "ticket.missed":
        this.#ticket(event.data.ticketId).missedSeqs.push(event.seq);
        this.missed += 1;
        return;
      case "ticket.left":
        this.#ticket(event.data.ticketId).leftSeq = event.seq;
        this.left += 1;
        return;
      case "case.opened":
        this.#set(event.data.caseId, fresh(event.data.windowId));
        return;
      case "case.finished":
        this.#change(event.data.caseId, event.data.windowId, { finished: true, late: event.data.late });
        return;
      case "rating.invited":
        this.#change(event.data.caseId, event.data.windowId, { invited: true });
        return;
      case "rating.asked":
      case "rating.ask-ended":
      case "callback.attempted":
        this.#asked(event);
        return;
      case "rating.recorded":
        if (event.data.sequence !== 1 || event.data.stage !== 2) return;
        if (event.data.origin === "active") this.#rated(event.data);
        else if (event.data.origin === "default") this.#byRule(event.data.caseId);
        return;
      case "rating.corrected":
        this.#rated(event.data);
        return;
      case "action.undone":
        this.#undone(event.data);
        return;
      default:
        return;
    }
  }

  #restart(data: EventData["day.started"]): void {
    this.day = data.day;
    this.issued = 0;
    this.finished = 0;
    this.missed = 0;
    this.left = 0;
    this.late = 0;
    this.invited = 0;
    this.asked = 0;
    this.withDefaults = 0;
    this.rated = 0;
    this.badRatings = 0;
    this.#levelSum = 0;
    this.#windows.clear();
    this.#cases.clear();
    this.#tickets.clear();
    for (const record of data.snapshot.cases) this.#cases.set(record.id, kept(record));
  }

  #byRule(caseId: string): void {
    const known = this.#cases.get(caseId);
    if (known !== undefined) this.#set(caseId, { ...known, byDefault: true });
  }

  /** A message that is known to be lost, and a call nobody took, asked nobody. */
  #asked(event: Extract<LoggedEvent, { type: "rating.asked" | "rating.ask-ended" | "callback.attempted" }>): void {
    const { type, data } = event;
    const known = this.#cases.get(data.caseId);
    if (known === undefined) return;
    if (type === "callback.attempted") {
      if (data.kind === "loop" || (data.result !== "rated" && data.result !== "declined")) return;
      this.#set(data.caseId, { ...known, reached: [...known.reached, `call ${data.attempt}`] });
      return;
    }
    if (data.stage !== 2) return;
    const which = `${data.channel} ${data.attempt}`;
    const others = known.reached.filter((one) => one !== which);
    const isReached = type === "rating.asked" || data.outcome === "delivered";
    this.#set(data.caseId, { ...known, reached: isReached ? [...others, which] : others });
  }

  #rated(data: Pick<EventData["rating.recorded"], "caseId" | "level">): void {
    const known = this.#cases.get(data.caseId);
    // A case of an earlier day that the snapshot no longer carries.
    if (known === undefined) return;
    this.#set(data.caseId, { ...known, level: data.level });
  }

  #change(caseId: string, windowId: string, facts: Partial<CaseFacts>): void {
    this.#set(caseId, { ...(this.#cases.get(caseId) ?? fresh(windowId)), ...facts });
  }

  #set(caseId: string, next: CaseFacts | null): void {
    const before = this.#cases.get(caseId);
    if (before !== undefined) this.#count(before, -1);
    if (next === null) {
      this.#cases.delete(caseId);
      return;
    }
    this.#cases.set(caseId, next);
    this.#count(next, 1);
  }

  #count(facts: CaseFacts, sign: 1 | -1): void {
    if (!facts.finished || facts.earlier) return;
    let window = this.#windows.get(facts.windowId);
    if (window === undefined) {
      window = { served: 0, rated: 0 };
      this.#windows.set(facts.windowId, window);
    }
    this.finished += sign;
    window.served += sign;
    if (facts.late) this.late += sign;
    if (facts.invited) this.invited += sign;
    if (facts.invited || facts.reached.length > 0 || facts.level !== null) this.asked += sign;
    if (facts.byDefault || facts.level !== null) this.withDefaults += sign;
    if (facts.level === null) return;
    this.rated += sign;
    window.rated += sign;
    this.#levelSum += sign * facts.level;
    if (facts.level <= BAD_LEVEL_MAX) this.badRatings += sign;
  }

  #ticket(ticketId: string): TicketFacts {
    let facts = this.#tickets.get(ticketId);
    if (facts === undefined) {
      facts = { missedSeqs: [], leftSeq: null };
      this.#tickets.set(ticketId, facts);
    }
    return facts;
  }

  #undone(data: EventData["action.undone"]): void {
    for (const caseId of data.removedCaseIds) this.#set(caseId, null);
    for (const record of data.cases) {
      const known = this.#cases.get(record.id);
      if (known === undefined || known.earlier) continue;
      this.#set(record.id, {
        ...known,
        finished: record.status === "finished",
        late: record.status === "finished" && known.late,
        invited: record.invitedAtMs !== null,
        level: record.rating === null || record.rating.origin !== "active" ? null : record.rating.level,
      });
    }
    for (const record of data.tickets) {
      const facts = this.#tickets.get(record.id);
      if (facts === undefined) continue;
      // Whatever happened to the ticket after the record was taken did not happen.
      while ((facts.missedSeqs.at(-1) ?? 0) > record.lastSeq) {
        facts.missedSeqs.pop();
        this.missed -= 1;
      }
      if (facts.leftSeq !== null && facts.leftSeq > record.lastSeq) {
        facts.leftSeq = null;
        this.left -= 1;
      }
    }
  }
}

function fresh(windowId: string): CaseFacts {
  const unasked = { invited: false, reached: [], byDefault: false, level: null };
  return { windowId, finished: false, late: false, ...unasked, earlier: false };
}

function kept(record: Case): CaseFacts {
  return { ...fresh(record.windowId), finished: record.status === "finished", earlier: record.status === "finished" };
}
