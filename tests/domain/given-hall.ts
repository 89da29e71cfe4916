// A hall for the tests of the rules: decide and fold as the hall does, with a clock and ids of the test's own.
import { expect } from "vitest";
import type {
  Accepted,
  Command,
  DecideContext,
  Decision,
  RefusalCode,
  Refused,
} from "../../controller/domain/commands.ts";
import { decide, decideTimeMs } from "../../controller/domain/decide.ts";
import type { EventType, LoggedEvent } from "../../controller/domain/events.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import type { Case, HallSettings, HallState, Policy, Ticket, Window } from "../../controller/domain/types.ts";

/** Tuesday 2031-03-04 09:00 in Shanghai. */
export const NINE_MS = Date.parse("2031-03-04T09:00:00+08:00");
export const MINUTE_MS = 60_000;
/** One seed for all random tests: the same code gives the same verdict every time. */
export const SEEDED = { seed: 20310304 } as const;

type Changes<T> = { readonly [K in keyof T]?: T[K] extends object ? Partial<T[K]> : T[K] };

export const POLICY: Policy = {
  calls: { max: 3, minimumSecondsBetween: 10, repeatPressSeconds: 2 },
  missed: { mayReturn: true, returnAfterCalls: 3, maxReturns: 1 },
  priority: { classes: ["elderly", "disabled"], overtakeMax: 2 },
  rating: { inviteSeconds: 30, graceSeconds: 10, inviteOnFinish: true, periodDays: 7, levels: 5 },
  dayEnd: "close",
  printFailure: "show",
};

/** Two services with numbers of their own (a, b), one that shares the series of a (c); three windows. */
export function settingsWith(changes: Partial<HallSettings> = {}, policy: Changes<Policy> = {}): HallSettings {
  return {
    hallId: "test-hall",
    name: { en: "Test hall" },
    timezone: "Asia/Shanghai",
    languages: ["zh-CN", "en"],
    services: [
      { id: "a", prefix: "A", digits: 3, name: { en: "A" }, caseLimitMinutes: 15, dailyMax: null },
      { id: "b", prefix: "B", digits: 3, name: { en: "B" }, caseLimitMinutes: null, dailyMax: 2 },
      { id: "c", prefix: "A", digits: 3, name: { en: "C" }, caseLimitMinutes: null, dailyMax: null },
    ],
    windows: [
      { id: "1", name: { en: "Window 1" }, services: ["a"] },
      { id: "2", name: { en: "Window 2" }, services: ["a", "b"] },
      { id: "3", name: { en: "Window 3" }, services: ["c"] },
    ],
    staff: [
      { id: "s01", name: "Wang", number: "1001" },
      { id: "s02", name: "Li", number: "1002" },
    ],
    kiosks: [
      { id: "kiosk-1", printer: "printer-1" },
      { id: "kiosk-2", printer: null },
    ],
    policy: {
      ...POLICY,
      ...policy,
      calls: { ...POLICY.calls, ...policy.calls },
      missed: { ...POLICY.missed, ...policy.missed },
      priority: { ...POLICY.priority, ...policy.priority },
      rating: { ...POLICY.rating, ...policy.rating },
    },
    ...changes,
  };
}

/** State, log and clock; `does` expects a yes, `refuses` a no. */
export class GivenHall {
  readonly settings: HallSettings;
  readonly state: HallState;
  readonly log: LoggedEvent[] = [];
  nowMs: number;
  /** Tells the wait with each number; nothing by itself. */
  toldWait: DecideContext["toldWait"];
  #ids = 0;

  constructor(settings: HallSettings = settingsWith(), nowMs: number = NINE_MS) {
    this.settings = settings;
    this.state = newState(settings);
    this.nowMs = nowMs;
  }

  submit(command: Command): Decision {
    const ctx = {
      nowMs: this.nowMs,
      newId: (kind: string) => `${kind}-${++this.#ids}`,
      newToken: () => `token-${++this.#ids}`,
      toldWait: this.toldWait,
    };
    const atMs = decideTimeMs(this.state, this.nowMs);
    const decision = decide(this.state, command, ctx);
    for (const decided of decision.events) {
      const logged = { ...decided, seq: this.state.seq + 1, atMs, actor: "test" } as LoggedEvent;
      fold(this.state, logged);
      this.log.push(logged);
    }
    return decision;
  }

  does(command: Command): Accepted {
    const decision = this.submit(command);
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.code} ${decision.detail}`);
    return decision;
  }

  refuses(command: Command, code: RefusalCode): Refused {
    const decision = this.submit(command);
    if (decision.ok) throw new Error(`${command.type} was accepted, not refused with ${code}`);
    expect(decision.code).toBe(code);
    return decision;
  }

  /** Ids after this number; for halls that go on from a copied log. */
  idsFrom(first: number): void {
    this.#ids = first;
  }

  later(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  /** A new ticket, a moment after the one before. */
  issues(serviceId = "a", priority: string | null = null, kioskId: string | null = null): Ticket {
    this.later(1000);
    const { subject } = this.does({ type: "issue-ticket", serviceId, priority, kioskId, language: null });
    return this.ticket(subject?.ticketId ?? "");
  }

  opens(...windowIds: string[]): this {
    for (const windowId of windowIds) this.does({ type: "open-window", windowId, staffId: null });
    return this;
  }

  /** Calls the next ticket and answers with its number, or null. */
  callsNext(windowId = "1", fromKeypad = false): string | null {
    const { subject } = this.does({ type: "call-next", windowId, fromKeypad });
    return subject?.ticketId === undefined ? null : this.ticket(subject.ticketId).number;
  }

  ticket(id: string): Ticket {
    const ticket = this.state.tickets.get(id);
    if (ticket === undefined) throw new Error(`no ticket ${id}`);
    return ticket;
  }

  window(id = "1"): Window {
    const window = this.state.windows.get(id);
    if (window === undefined) throw new Error(`no window ${id}`);
    return window;
  }

  caseOf(ticketId: string): Case {
    const found = this.state.cases.get(this.ticket(ticketId).caseId ?? "");
    if (found === undefined) throw new Error(`no case of ${ticketId}`);
    return found;
  }

  /** Types of the last so many events, or of all of a decision. */
  static types(decision: Decision): EventType[] {
    return decision.events.map(({ type }) => type);
  }

  pressesPad(level: number, windowId = "1", caseId: string | null = null): Decision {
    return this.submit(ratingOf({ windowId, caseId, level, deviceId: "pad-1" }));
  }
}

type RatingCommand = Extract<Command, { type: "record-rating" }>;

export function ratingOf(changes: Partial<RatingCommand>): RatingCommand {
  return {
    type: "record-rating",
    windowId: null,
    caseId: null,
    level: 5,
    channel: changes.windowId ? "window_pad" : "qr",
    reasons: [],
    comment: null,
    deviceId: null,
    ...changes,
  };
}

/** What an undo and a restart must bring back; the log's position and the ways back are not part of it. */
export function pictureOf(state: HallState): unknown {
  const { seq: _seq, lastAtMs: _last, undo: _undo, draft: _draft, ...rest } = state;
  return structuredClone(rest);
}
