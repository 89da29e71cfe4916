// What rules find in the lines and at the windows.
import { type Look, type Measure, named, type Reading, serviceIdsOf, windowIdsOf } from "./alarm-facts.ts";
import { queuesOf, waitingForWindow } from "./queue.ts";
import { serviceOf, windowOf } from "./settings-lookup.ts";
import type { Case, Window } from "./types.ts";

const MINUTE_MS = 60_000;

interface Line {
  readonly serviceId: string;
  readonly name: string;
  readonly people: number;
  readonly minutes: number;
}

function lineOf({ state, nowMs }: Look, serviceId: string): Line {
  const line = state.waiting.get(serviceId) ?? [];
  const sinceMs = line[0]?.arrivalMs ?? nowMs;
  const name = named(serviceOf(state.settings, serviceId)?.name, serviceId);
  return { serviceId, name, people: line.length, minutes: Math.max(0, nowMs - sinceMs) / MINUTE_MS };
}

function inWords({ people, minutes }: Line): string {
  const waited = Math.floor(minutes);
  return `最久已等${waited}分钟，${people}人等候 · longest wait ${waited} min, ${people} waiting`;
}

const perService =
  (value: (line: Line, look: Look) => number | null): Measure =>
  (look, rule) =>
    serviceIdsOf(look, rule).map((serviceId) => {
      const line = lineOf(look, serviceId);
      return { subject: serviceId, shown: line.name, serviceId, value: value(line, look), detail: inWords(line) };
    });

function windowName({ state }: Look, windowId: string): string {
  return named(windowOf(state.settings, windowId)?.name, windowId);
}

/** Windows of the rule as they are now. */
function windowsOf(look: Look, rule: Parameters<Measure>[1]): Window[] {
  return windowIdsOf(look, rule)
    .map((id) => look.state.windows.get(id))
    .filter((window) => window !== undefined);
}

const emergencyWindow: Measure = (look, rule) =>
  // Both conditions in one value: with few heads a long wait does not count.
  perService((line) => (line.people >= rule.least ? line.minutes : 0))(look, rule);

/** R19 and the rest of the lines, by service. */
const nobodyServing: Measure = (look, rule) => {
  const served = new Set<string>();
  for (const window of look.state.windows.values()) {
    if (window.state === "open") for (const queue of queuesOf(look.state, window.id)) served.add(queue);
  }
  const measured = perService((line) => (line.people > 0 && !served.has(line.serviceId) ? 1 : 0))(look, rule);
  return measured.map((reading) =>
    reading.value === 0 ? reading : { ...reading, detail: `${reading.detail}；没有开放的窗口 no window is open` },
  );
};

function isIdle({ state, ticketId }: Window): boolean {
  return state === "open" && ticketId === null;
}

const windowIdle: Measure = (look, rule) =>
  windowsOf(look, rule).map(({ id, ...window }): Reading => {
    const waiting = isIdle({ id, ...window }) ? waitingForWindow(look.state, id) : 0;
    const detail = `空闲，${waiting}人可由它办理 · idle while ${waiting} wait for it`;
    const value = waiting >= Math.max(1, rule.least) ? 1 : 0;
    return { subject: id, shown: windowName(look, id), windowId: id, value, detail };
  });

/** Open, people wait, and nobody is signed in, or nobody has touched anything for long. Serving is no absence. */
const windowAbsent: Measure = (look, rule) =>
  windowsOf(look, rule).map((window): Reading => {
    const { id, staffId, openedAtMs } = window;
    const ticket = window.ticketId === null ? undefined : look.state.tickets.get(window.ticketId);
    const waiting = window.state === "open" && ticket?.state !== "serving" ? waitingForWindow(look.state, id) : 0;
    const handMs = Math.max(look.feed.lastHandMs(id) ?? 0, openedAtMs ?? 0);
    const minutes = waiting < Math.max(1, rule.least) || handMs === 0 ? 0 : (look.nowMs - handMs) / MINUTE_MS;
    const who = staffId === null ? "无人签到 nobody signed in" : "无人操作 nobody at work";
    const detail = `已${Math.floor(minutes)}分钟${who}，${waiting}人等候 waiting`;
    return { subject: id, shown: windowName(look, id), windowId: id, value: Math.max(0, minutes), detail };
  });

/** Cases at a window or parked. */
function* openCases({ state }: Look): Generator<Case> {
  for (const { caseId } of state.windows.values()) {
    const found = caseId === null ? undefined : state.cases.get(caseId);
    if (found?.status === "open") yield found;
  }
  for (const held of state.held.values()) {
    for (const { caseId } of held) {
      const found = caseId === null ? undefined : state.cases.get(caseId);
      if (found?.status === "open") yield found;
    }
  }
}

const caseLimit: Measure = (look, rule) => {
  const readings: Reading[] = [];
  for (const found of openCases(look)) {
    const { id, number, windowId, serviceId, limitMinutes, openedAtMs } = found;
    if (limitMinutes === null || rule.services?.includes(serviceId) === false) continue;
    if (rule.windows?.includes(windowId) === false) continue;
    const minutes = (look.nowMs - openedAtMs) / MINUTE_MS;
    const percent = (minutes / limitMinutes) * 100;
    // One that is over its limit is no longer near it.
    if (rule.kind === "case-near-limit" && percent >= 100) continue;
    const done = `已办${Math.floor(minutes)}分钟，限时${limitMinutes}分钟`;
    const detail = `${windowName(look, windowId)} ${done} · ${Math.floor(percent)} % of its limit`;
    readings.push({ subject: id, shown: number, windowId, serviceId, value: percent, detail });
  }
  return readings;
};

/** With windows named: each of them; else the hall as a whole. Only a hall with a calendar has an opening time. */
const notSignedIn: Measure = (look, rule) => {
  if (look.state.settings.calendar === undefined) return [];
  if (rule.windows !== null) {
    return windowsOf(look, rule).map(({ id, state }) => {
      const isMissing = state === "closed" && !look.feed.wasOpenedToday(id);
      const detail = "开门后无人签到 · nobody has signed in since opening";
      return { subject: id, shown: windowName(look, id), windowId: id, value: isMissing ? 1 : 0, detail };
    });
  }
  const isStaffed = [...look.state.windows.values()].some(({ id, state }) => {
    return state !== "closed" || look.feed.wasOpenedToday(id);
  });
  const detail = "开门后没有任何窗口签到 · no window has been opened since opening time";
  return [{ subject: "hall", shown: "大厅", value: isStaffed ? 0 : 1, detail }];
};

export const QUEUE_MEASURES = {
  "longest-wait": perService(({ minutes }) => minutes),
  "queue-length": perService(({ people }) => people),
  "emergency-window": emergencyWindow,
  "nobody-serving": nobodyServing,
  "window-idle": windowIdle,
  "window-absent": windowAbsent,
  "case-near-limit": caseLimit,
  "case-limit": caseLimit,
  "not-signed-in": notSignedIn,
} as const;
