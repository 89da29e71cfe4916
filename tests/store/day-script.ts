// A small hall's events for store tests: valid, in order, and as many as wanted.

import type { DaySnapshot, EventType } from "../../controller/domain/events.ts";
import { type EventData, event, type LoggedEvent, type NewEvent } from "../../controller/domain/events.ts";
import type { Level } from "../../controller/domain/types.ts";

export const EMPTY_SNAPSHOT = {
  tickets: [],
  windows: [],
  cases: [],
  devices: [],
  alarms: [],
  serviceTimes: [],
} as unknown as DaySnapshot;

export const DAY_START_MS = Date.UTC(2031, 2, 4, 0, 0, 0);
const MINUTE_MS = 60_000;

/** Numbers events on from `seq` and gives each a time. */
export class DayScript {
  readonly events: LoggedEvent[] = [];
  #seq: number;
  nowMs = DAY_START_MS;

  constructor(seq = 0) {
    this.#seq = seq;
  }

  add<T extends EventType>(type: T, data: EventData[T], actor = "system"): LoggedEvent {
    const decided: NewEvent = event(type, data);
    this.#seq += 1;
    const logged: LoggedEvent = { ...decided, seq: this.#seq, atMs: this.nowMs, actor };
    this.events.push(logged);
    return logged;
  }

  minutes(minutes: number): this {
    this.nowMs += minutes * MINUTE_MS;
    return this;
  }

  startDay(day = "2031-03-04"): this {
    this.add("day.started", { day, timezone: "Asia/Shanghai", snapshot: EMPTY_SNAPSHOT });
    return this;
  }

  issue(n: number, serviceId = "social-insurance", deviceId: string | null = null): TicketScript {
    const ref = { ticketId: `t_${n}`, number: `A${String(n).padStart(3, "0")}`, serviceId };
    this.add("ticket.issued", {
      ...ref,
      ...{
        token: `token-${n}`,
        ordinal: n,
        prefix: "A",
        priority: null,
        kioskId: "kiosk-1",
        language: "zh-CN",
        deviceId,
      },
    });
    return new TicketScript(this, ref, n);
  }

  /** Events since the last take. */
  take(): LoggedEvent[] {
    return this.events.splice(0);
  }
}

export class TicketScript {
  readonly ref: { ticketId: string; number: string; serviceId: string };
  readonly caseId: string;
  readonly #script: DayScript;
  windowId = "1";
  staffId: string | null = "s01";

  constructor(script: DayScript, ref: TicketScript["ref"], n: number) {
    this.#script = script;
    this.ref = ref;
    this.caseId = `c_${n}`;
  }

  call(windowId = "1", staffId: string | null = "s01"): this {
    this.windowId = windowId;
    this.staffId = staffId;
    this.#script.add("ticket.called", { ...this.#at(), staffId, why: "longest wait", overtook: [] });
    return this;
  }

  recall(times: number): this {
    this.#script.add("ticket.recalled", { ...this.#at(), times });
    return this;
  }

  arrive(limitMinutes: number | null = 15): this {
    this.#script.add("ticket.arrived", { ...this.#at(), inferred: false });
    const { caseId, staffId } = this;
    this.#script.add("case.opened", { ...this.#at(), caseId, staffId, limitMinutes });
    return this;
  }

  miss(): this {
    this.#script.add("ticket.missed", this.#at());
    return this;
  }

  leave(): this {
    this.#script.add("ticket.left", { ...this.ref, reason: "citizen" });
    return this;
  }

  hold(): this {
    this.#script.add("ticket.held", this.#at());
    return this;
  }

  resume(): this {
    this.#script.add("ticket.resumed", this.#at());
    return this;
  }

  finish(late = false): this {
    const { caseId, staffId } = this;
    this.#script.add("ticket.finished", { ...this.#at(), caseId, inferred: false });
    this.#script.add("case.finished", { ...this.#at(), caseId, staffId, late });
    return this;
  }

  rate(level: Level, channel: EventData["rating.recorded"]["channel"] = "window_pad", more: object = {}): this {
    const { caseId, staffId } = this;
    this.#script.add("rating.recorded", {
      ...{ ...this.#at(), ratingId: `r_${caseId}`, caseId, staffId, level, channel, origin: "active" as const },
      ...{ stage: 2 as const, sequence: 1 as const, reasons: [], comment: null, deviceId: null },
      ...more,
    });
    return this;
  }

  #at() {
    return { ...this.ref, windowId: this.windowId };
  }
}

/** `count` events of a plain day: each ticket is issued, called, served, finished and rated. */
export function plainDay(count: number, script = new DayScript()): LoggedEvent[] {
  script.startDay();
  for (let n = 1; script.events.length < count; n++) {
    script
      .issue(n)
      .call()
      .arrive()
      .finish()
      .rate(((n % 5) + 1) as Level);
    script.nowMs += 1000;
  }
  return script.events.slice(0, count);
}
