// What must never be seen in a log, whatever happened: an independent reading of the events that shares no rule.
import type { StoredEvent } from "../../controller/store/event-store.ts";

interface SeenTicket {
  readonly number: string;
  state: string;
  windowId: string | null;
  calledBy: Set<string>;
}

/** Reads events one after the other and throws at the first that breaks a promise. */
export class LogChecker {
  readonly tickets = new Map<string, SeenTicket>();
  readonly #numbers = new Set<string>();
  /** Ticket now called to or served at a window. */
  readonly #atWindow = new Map<string, string>();
  readonly #cases = new Map<string, { ticketId: string; windowId: string; finished: boolean }>();
  readonly #invited = new Map<string, string>();
  readonly #everInvited = new Set<string>();
  readonly ratings = new Map<string, number>();
  #day = "";
  #seq = 0;
  #atMs = 0;

  read(events: readonly StoredEvent[]): void {
    for (const event of events) this.#one(event);
  }

  get seq(): number {
    return this.#seq;
  }

  #fail(event: StoredEvent, why: string): never {
    throw new Error(`event ${event.seq} ${event.type} ${JSON.stringify(event.data)}: ${why}`);
  }

  #one(event: StoredEvent): void {
    if (event.seq !== this.#seq + 1) this.#fail(event, `follows event ${this.#seq}`);
    if (event.atMs < this.#atMs) this.#fail(event, "is older than the event before");
    this.#seq = event.seq;
    this.#atMs = event.atMs;
    const data = event.data as Record<string, string>;
    switch (event.type) {
      case "day.started":
        if (String(data.day) <= this.#day) this.#fail(event, "a day begins twice");
        this.#day = String(data.day);
        break;
      case "ticket.issued":
        this.#issued(event, data);
        break;
      case "ticket.called":
        this.#called(event, data);
        break;
      case "rating.invited":
        if (this.#cases.get(String(data.caseId))?.windowId !== data.windowId)
          this.#fail(event, "not this window's case");
        this.#invited.set(String(data.windowId), String(data.caseId));
        this.#everInvited.add(String(data.caseId));
        break;
      case "rating.recorded":
        this.#rated(event, data);
        break;
      case "rating.lapsed":
        if (this.#invited.get(String(data.windowId)) === data.caseId) this.#invited.delete(String(data.windowId));
        break;
      default:
        this.#other(event, data);
    }
  }

  #issued(event: StoredEvent, data: Record<string, string>): void {
    const name = `${this.#day} ${data.number}`;
    if (this.#numbers.has(name)) this.#fail(event, "this number was given out today already");
    this.#numbers.add(name);
    const open = [...this.tickets.values()].find((ticket) => ticket.number === data.number && !ENDED.has(ticket.state));
    if (open !== undefined) this.#fail(event, "this number is still alive from an earlier day");
    this.tickets.set(String(data.ticketId), {
      number: String(data.number),
      state: "waiting",
      windowId: null,
      calledBy: new Set(),
    });
  }

  #called(event: StoredEvent, data: Record<string, string>): void {
    const ticket = this.tickets.get(String(data.ticketId));
    if (ticket === undefined) this.#fail(event, "a ticket that was never issued");
    if (!CALLABLE.has(ticket.state)) this.#fail(event, `the ticket is ${ticket.state} at ${ticket.windowId}`);
    const windowId = String(data.windowId);
    if (this.#atWindow.has(windowId)) this.#fail(event, `the window still has ${this.#atWindow.get(windowId)}`);
    this.#atWindow.set(windowId, String(data.ticketId));
    ticket.state = "called";
    ticket.windowId = windowId;
    ticket.calledBy.add(windowId);
  }

  #rated(event: StoredEvent, data: Record<string, string>): void {
    const caseId = String(data.caseId);
    const found = this.#cases.get(caseId);
    if (found === undefined || !found.finished) this.#fail(event, "the case is not finished");
    if (this.ratings.has(caseId)) this.#fail(event, "the case has its rating already");
    if (found.ticketId !== data.ticketId || found.windowId !== data.windowId)
      this.#fail(event, "not this case's ticket or window");
    if (data.channel === "window_pad" && data.deviceId !== null && this.#invited.get(found.windowId) !== caseId)
      this.#fail(event, "a pad's press without an open invitation for this case");
    this.ratings.set(caseId, Number(data.level));
    if (this.#invited.get(found.windowId) === caseId) this.#invited.delete(found.windowId);
  }

  #other(event: StoredEvent, data: Record<string, string>): void {
    if (event.type === "case.opened")
      this.#cases.set(String(data.caseId), {
        ticketId: String(data.ticketId),
        windowId: String(data.windowId),
        finished: false,
      });
    if (event.type === "case.finished") {
      const found = this.#cases.get(String(data.caseId));
      if (found === undefined || found.finished) this.#fail(event, "no such open case");
      found.finished = true;
    }
    if (event.type === "action.undone") this.#undone(event);
    const next = NEXT[event.type];
    if (next === undefined) return;
    const ticket = this.tickets.get(String(data.ticketId));
    if (ticket === undefined) this.#fail(event, "a ticket that was never issued");
    if (ENDED.has(ticket.state)) this.#fail(event, `the ticket has ended: ${ticket.state}`);
    ticket.state = next;
    if (next === "serving" || next === "called") this.#atWindow.set(String(data.windowId), String(data.ticketId));
    else this.#leave(String(data.ticketId));
  }

  #leave(ticketId: string): void {
    for (const [windowId, at] of this.#atWindow) if (at === ticketId) this.#atWindow.delete(windowId);
  }

  /** An undo puts records back; what it puts back must not contradict a rating or a window's present ticket. */
  #undone(event: StoredEvent): void {
    const data = event.data as {
      windowId: string;
      tickets: { id: string; state: string; windowId: string | null }[];
      cases: { id: string; status: string }[];
      removedCaseIds: string[];
      window: { ticketId: string | null; invitedCaseId: string | null };
    };
    for (const caseId of data.removedCaseIds) {
      if (this.ratings.has(caseId)) this.#fail(event, "a rated case is undone");
      this.#cases.delete(caseId);
    }
    for (const record of data.cases) {
      const found = this.#cases.get(record.id);
      if (found === undefined) continue;
      if (this.ratings.has(record.id) && record.status === "open") this.#fail(event, "a rated case is opened again");
      found.finished = record.status === "finished";
    }
    for (const record of data.tickets) {
      const ticket = this.tickets.get(record.id);
      if (ticket === undefined) this.#fail(event, "a ticket that was never issued");
      ticket.state = record.state;
      ticket.windowId = record.windowId;
      this.#leave(record.id);
    }
    // A call that is taken back gives the pad the rest of its time again.
    const { invitedCaseId } = data.window;
    if (invitedCaseId === null) this.#invited.delete(data.windowId);
    else if (this.#everInvited.has(invitedCaseId)) this.#invited.set(data.windowId, invitedCaseId);
    this.#atWindow.delete(data.windowId);
    if (data.window.ticketId !== null) this.#atWindow.set(data.windowId, data.window.ticketId);
  }
}

const ENDED = new Set(["left", "finished", "void"]);
const CALLABLE = new Set(["waiting", "missed", "held"]);
const NEXT: Record<string, string> = {
  "ticket.arrived": "serving",
  "ticket.missed": "missed",
  "ticket.returned": "waiting",
  "ticket.held": "held",
  "ticket.resumed": "serving",
  "ticket.transferred": "waiting",
  "ticket.finished": "finished",
  "ticket.left": "left",
  "ticket.voided": "void",
};
