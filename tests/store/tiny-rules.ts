// The smallest rules that need everything the single writer offers: numbers, a queue, a refusal, a poison command.
import type { Command, DecideContext, Decision } from "../../controller/domain/commands.ts";
import { event, type LoggedEvent } from "../../controller/domain/events.ts";
import type { HallSettings, HallState } from "../../controller/domain/types.ts";
import type { Hall, HallOptions, Rules } from "../../controller/hall.ts";
import { EMPTY_SNAPSHOT } from "./day-script.ts";

/** What the tiny fold keeps; the hall itself only looks at `seq`. */
export interface TinyState {
  seq: number;
  lastAtMs: number;
  issued: string[];
  called: string[];
}

export const tiny = (state: HallState): TinyState => state as unknown as TinyState;

export const tinyRules: Rules = {
  newState: () => ({ seq: 0, lastAtMs: 0, issued: [], called: [] }) as unknown as HallState,
  decideTimeMs: (state, nowMs) => Math.max(state.lastAtMs, nowMs),
  fold(hallState: HallState, logged: LoggedEvent) {
    const state = tiny(hallState);
    state.seq = logged.seq;
    state.lastAtMs = logged.atMs;
    if (logged.type === "ticket.issued") state.issued.push(logged.data.number);
    if (logged.type === "ticket.called") state.called.push(logged.data.number);
    if (logged.type === "settings.changed" && logged.data.digest === "bad-fold") throw new Error("the fold has a bug");
  },
  decide(hallState: HallState, command: Command, context: DecideContext): Decision {
    const state = tiny(hallState);
    switch (command.type) {
      case "tick":
        return yes([event("day.started", { day: "2031-03-04", timezone: "Asia/Shanghai", snapshot: EMPTY_SNAPSHOT })]);
      case "issue-ticket":
        return issue(state, command.serviceId, context);
      case "call-next":
        return callNext(state, command.windowId);
      case "record-rating": {
        const { level, channel, windowId, caseId, deviceId } = command;
        const press = { reason: "NO_OPEN_INVITATION", level, channel, windowId, caseId, deviceId };
        const events = [event("rating.refused", press)];
        return { ok: false, code: "NO_OPEN_INVITATION", detail: "", events };
      }
      case "leave-ticket":
        return { ok: false, code: "TICKET_UNKNOWN", detail: command.ticketId, events: [] };
      case "settings-changed":
        if (command.digest === "poison") throw new Error("the rule has a bug");
        return yes([event("settings.changed", { digest: command.digest, summary: command.summary })]);
      default:
        return yes([]);
    }
  },
};

function yes(events: Extract<Decision, { ok: true }>["events"]): Decision {
  return { ok: true, events, subject: null, why: null };
}

function issue(state: TinyState, serviceId: string, context: DecideContext): Decision {
  const ordinal = state.issued.length + 1;
  const number = `A${String(ordinal).padStart(3, "0")}`;
  return yes([
    event("ticket.issued", {
      ...{ ticketId: context.newId("ticket"), number, serviceId, token: context.newToken(), ordinal, prefix: "A" },
      ...{ priority: null, kioskId: null, language: "zh-CN", deviceId: null },
    }),
  ]);
}

function callNext(state: TinyState, windowId: string): Decision {
  const number = state.issued[state.called.length];
  if (number === undefined) return yes([]);
  const ref = { ticketId: `t_${state.called.length + 1}`, number, serviceId: "social-insurance", windowId };
  return yes([event("ticket.called", { ...ref, staffId: null, why: "first", overtook: [] })]);
}

export const ISSUE: Command = {
  ...{ type: "issue-ticket", serviceId: "social-insurance", priority: null, kioskId: null, language: null },
};
export const CALL: Command = { type: "call-next", windowId: "1", fromKeypad: false };
export const TICK: Command = { type: "tick" };
export const POISON: Command = { type: "settings-changed", digest: "poison", summary: "" };
export const BAD_FOLD: Command = { type: "settings-changed", digest: "bad-fold", summary: "" };

/** Options with counted ids, a clock that stands still, and any fault thrown at the test. */
export function tinyOptions(store: HallOptions["store"], more: Partial<HallOptions> = {}): HallOptions {
  let id = store.head.seq;
  let token = store.head.seq;
  return {
    settings: {} as HallSettings,
    rules: tinyRules,
    nowMs: () => Date.UTC(2031, 2, 4),
    newId: (kind) => `${kind[0]}_${++id}`,
    newToken: () => `token-${++token}`,
    onFatal: (error) => {
      throw error;
    },
    onObserverError: (error) => {
      throw error;
    },
    ...more,
    store,
  };
}

/** Issues a ticket and answers with its number, as a route would. */
export function issueTicket(
  hall: Hall,
  key?: string,
  fingerprint = "issue",
): Promise<{ status: number; body: unknown }> {
  return hall.submit(ISSUE, {
    actor: "api",
    render: (state) => ({ status: 201, body: { number: tiny(state).issued.at(-1) } }),
    ...(key === undefined ? {} : { idempotency: { key, fingerprint } }),
  });
}
