// What the staff console shows and offers, from the window's view. Pure.
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { DEVICE_KINDS, DEVICE_STATES } from "../shared/i18n/states.ts";
import { whyWords } from "../shared/i18n/why.ts";

export type ActionId =
  | "open"
  | "call-next"
  | "arrived"
  | "finish"
  | "recall"
  | "missed"
  | "hold"
  | "transfer"
  | "call"
  | "pause"
  | "resume"
  | "undo"
  | "more";

export interface Action {
  readonly id: ActionId;
  /** Position on the keyboard: F1..F9, or the digit alone. */
  readonly key: number;
  readonly words: Both;
  readonly note: Both | null;
  readonly enabled: boolean;
}

const UNDO_SHOWN_MS = 15_000;

/** The one thing to do now; its name changes with the state, its place and its key never do. */
export function primaryAction(view: WindowConsoleView): Action {
  const base = { key: 1, enabled: true } as const;
  switch (view.window.activity) {
    case "closed":
      return { ...base, id: "open", words: { zh: "开放窗口", en: "Open window" }, note: null };
    case "paused":
      return { ...base, id: "resume", words: { zh: "恢复服务", en: "Resume" }, note: null };
    case "calling":
      return {
        ...base,
        id: "arrived",
        words: { zh: "已到窗口", en: "Has arrived" },
        note: { zh: "人到了吗？没到请按「未到」", en: "Has the person come? If not, press “Did not come”" },
      };
    case "serving":
      return { ...base, id: "finish", words: { zh: "办结并请评价", en: "Finish and ask for a rating" }, note: null };
    case "idle":
      return { ...base, id: "call-next", words: { zh: "呼叫下一位", en: "Call next" }, note: nextNote(view) };
  }
}

function nextNote(view: WindowConsoleView): Both {
  if (view.next === null) return { zh: "现在无人等候", en: "nobody is waiting" };
  const why = whyWords(view.next.why);
  return { zh: [`下一位 ${view.next.number}`, why.zh].filter((part) => part !== "").join(" · "), en: why.en };
}

/** Everything else, each on a fixed key. What cannot be done now stays in place, greyed. */
export function secondaryActions(view: WindowConsoleView, recallWaitSeconds: number): readonly Action[] {
  const { activity } = view.window;
  const calling = activity === "calling";
  const withTicket = calling || activity === "serving";
  const paused = activity === "paused";
  const calls = view.ticket?.calls ?? 0;
  const callsNote = {
    zh: `已呼叫 ${calls}/${view.policy.callsMax} 次`,
    en: `${calls} of ${view.policy.callsMax} calls`,
  };
  const recallNote =
    recallWaitSeconds > 0
      ? { zh: `${recallWaitSeconds} 秒后可再呼`, en: `again in ${recallWaitSeconds} s` }
      : { zh: `已呼叫 ${calls} 次`, en: `called ${calls}×` };
  return [
    {
      id: "recall",
      key: 2,
      words: { zh: "重呼", en: "Call again" },
      note: calling ? recallNote : null,
      enabled: calling && recallWaitSeconds === 0,
    },
    {
      id: "missed",
      key: 3,
      words: { zh: "未到", en: "Did not come" },
      note: calling ? callsNote : null,
      enabled: calling,
    },
    { id: "hold", key: 4, words: { zh: "挂起", en: "Hold" }, note: null, enabled: withTicket },
    { id: "transfer", key: 5, words: { zh: "转移", en: "Transfer" }, note: null, enabled: withTicket },
    { id: "call", key: 6, words: { zh: "按号呼叫", en: "Call by number" }, note: null, enabled: callable(view) },
    { id: "more", key: 7, words: { zh: "更多", en: "More" }, note: null, enabled: true },
    { id: "undo", key: 8, words: { zh: "撤销", en: "Undo" }, note: undoWords(view), enabled: view.undo !== null },
    paused
      ? { id: "resume", key: 9, words: { zh: "恢复", en: "Resume" }, note: null, enabled: true }
      : { id: "pause", key: 9, words: { zh: "暂停", en: "Pause" }, note: null, enabled: activity !== "closed" },
  ];
}

const callable = (view: WindowConsoleView): boolean => view.window.state === "open";

/** Every action by its key. */
export function actionOfKey(actions: readonly Action[], key: number): Action | null {
  const action = actions.find((candidate) => candidate.key === key);
  return action?.enabled ? action : null;
}

/** F1..F9, or a digit on the row or the numeric pad. */
export function keyNumber(event: {
  readonly key: string;
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}): number | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  // By its place on a numeric pad, whether NumLock is on or not.
  const found = /^F?([1-9])$/.exec(event.key) ?? /^Numpad([1-9])$/.exec(event.code ?? "");
  return found === null ? null : Number(found[1]);
}

/** Seconds until another call is allowed. `recalledMs`: the page's own last recall, on the hall's clock. */
export function recallWait(view: WindowConsoleView, recalledMs: number, hallNowMs: number): number {
  const calledMs = view.ticket?.calledAt ? Date.parse(view.ticket.calledAt) : 0;
  const freeMs = Math.max(calledMs, recalledMs) + view.policy.minimumSecondsBetween * 1000;
  const leftMs = freeMs - hallNowMs;
  return leftMs <= 0 ? 0 : Math.min(Math.ceil(leftMs / 1000), Math.ceil(view.policy.minimumSecondsBetween));
}

export interface TimerShown {
  readonly words: Both;
  readonly ms: number;
  readonly limitMinutes: number | null;
  readonly late: boolean;
  /** Of the limit: plenty left, nearly over, over; null: no limit. */
  readonly pace: "within" | "near" | "over" | null;
  /** Until the limit, negative after it; null: no limit. */
  readonly leftMs: number | null;
}

/** From this share of the limit on, a case is near its end. */
const NEAR = 0.8;
const MINUTE_MS = 60_000;

function paceOf(ms: number, limitMinutes: number | null): Pick<TimerShown, "late" | "pace" | "leftMs"> {
  if (limitMinutes === null) return { late: false, pace: null, leftMs: null };
  const limitMs = limitMinutes * MINUTE_MS;
  const late = ms > limitMs;
  return { late, pace: late ? "over" : ms >= limitMs * NEAR ? "near" : "within", leftMs: limitMs - ms };
}

/** Time since the call, or since the case began, with its limit beside it. */
export function timerOf(view: WindowConsoleView, hallNowMs: number): TimerShown | null {
  if (view.window.activity === "calling" && view.ticket?.calledAt) {
    const ms = hallNowMs - Date.parse(view.ticket.calledAt);
    return { words: { zh: "叫号后", en: "since the call" }, ms, limitMinutes: null, ...paceOf(ms, null) };
  }
  if (view.window.activity === "serving" && view.case !== null) {
    const ms = hallNowMs - Date.parse(view.case.openedAt);
    const { limitMinutes } = view.case;
    return { words: { zh: "已办理", en: "serving for" }, ms, limitMinutes, ...paceOf(ms, limitMinutes) };
  }
  return null;
}

const UNDO_WORDS: Readonly<Record<string, Both>> = {
  call: { zh: "叫号", en: "call" },
  recall: { zh: "重呼", en: "call again" },
  arrived: { zh: "已到窗口", en: "arrived" },
  missed: { zh: "未到", en: "did not come" },
  hold: { zh: "挂起", en: "hold" },
  "resume-ticket": { zh: "恢复办理", en: "resume" },
  transfer: { zh: "转移", en: "transfer" },
  finish: { zh: "办结", en: "finish" },
  "invite-rating": { zh: "办结", en: "finish" },
  "walk-in": { zh: "无号直办", en: "walk-in" },
  "next-case": { zh: "再办一件", en: "next case" },
  outcome: { zh: "办理结果", en: "outcome" },
  "flag-time": { zh: "时间不准", en: "times are wrong" },
};

/** An action and the number it was about. */
export function actionWords(step: { readonly action: string; readonly number: string | null }): Both {
  const words = UNDO_WORDS[step.action] ?? { zh: step.action, en: step.action };
  const number = step.number ?? "";
  return { zh: `${words.zh} ${number}`.trim(), en: `${words.en} ${number}`.trim() };
}

function undoWords(view: WindowConsoleView): Both | null {
  return view.undo === null ? null : actionWords(view.undo);
}

export interface UndoBar {
  readonly words: Both;
  readonly leftSeconds: number;
}

/** For 15 s a slip of the hand is taken back without a question; later a reason is asked. */
export function undoBar(view: WindowConsoleView, hallNowMs: number): UndoBar | null {
  const words = undoWords(view);
  if (view.undo === null || words === null) return null;
  const leftMs = Date.parse(view.undo.at) + UNDO_SHOWN_MS - hallNowMs;
  if (leftMs <= 0) return null;
  return { words, leftSeconds: Math.min(Math.ceil(leftMs / 1000), UNDO_SHOWN_MS / 1000) };
}

/** The window has a pad of its own, and it does not answer. */
function padIsOut({ devices }: WindowConsoleView): boolean {
  const pads = devices.filter(({ kind }) => kind === "pad");
  return pads.length > 0 && pads.every(({ state }) => state === "offline" || state === "faulted");
}

/** Asked for, given or lapsed; never which level. */
export function ratingWords(view: WindowConsoleView, hallNowMs: number): Both | null {
  const { invited, until, lastOutcome } = view.rating;
  if (invited) {
    const left = until === null ? 0 : Math.max(0, Math.ceil((Date.parse(until) - hallNowMs) / 1000));
    // Nobody is to be sent to a pad that does not answer; the code on the paper is always there.
    if (padIsOut(view)) {
      return {
        zh: `评价器不可用，请提醒对方扫小票二维码评价（${left} 秒）`,
        en: `the pad is out: please point to the code on the ticket (${left} s)`,
      };
    }
    return { zh: `正在请群众评价（${left} 秒）`, en: `asking for a rating (${left} s)` };
  }
  if (lastOutcome === null) return null;
  return lastOutcome.outcome === "rated"
    ? { zh: `${lastOutcome.number} 已评价`, en: `${lastOutcome.number} was rated` }
    : { zh: `${lastOutcome.number} 未评价`, en: `${lastOutcome.number} was not rated` };
}

/** One line per device of this window that does not work. */
export function deviceTroubles(view: WindowConsoleView): readonly Both[] {
  return view.devices
    .filter((device) => device.state === "offline" || device.state === "faulted")
    .map((device) => {
      const kind = DEVICE_KINDS[device.kind] ?? { zh: device.kind, en: device.kind };
      const state = DEVICE_STATES[device.state === "offline" ? "offline" : "faulted"];
      const detail = device.detail === "" ? "" : `：${device.detail}`;
      return { zh: `${kind.zh} ${device.id} ${state.zh}${detail}`, en: `${kind.en} ${device.id}: ${state.en}` };
    });
}

/** What staff should know of how the newest call went out: who was not reached. */
export function deliveryWords(view: WindowConsoleView): Both | null {
  const { delivery } = view;
  if (delivery === null || delivery.trouble.length === 0 || delivery.number !== view.ticket?.number) return null;
  const words = delivery.trouble.map((trouble) => both(trouble));
  return { zh: words.map(({ zh }) => zh).join("；"), en: words.map(({ en }) => en).join("; ") };
}

function clerkWords(view: WindowConsoleView, name: string, windowId: string | null): Both {
  const seat = view.windows.find(({ id }) => id === windowId);
  if (seat === undefined) return { zh: `${name}（到岗后）`, en: `${name}, when signed in` };
  const words = both(seat.name);
  return { zh: `${name}（${words.zh}）`, en: `${name} (${words.en})` };
}

/** Where a ticket may go: every service and every other window. */
export function transferTargets(view: WindowConsoleView): readonly {
  readonly body: { serviceId: string } | { windowId: string } | { staffId: string };
  readonly words: Both;
}[] {
  return [
    ...view.services
      .filter((service) => service.id !== view.ticket?.serviceId)
      .map((service) => ({ body: { serviceId: service.id }, words: both(service.name) })),
    ...view.windows
      .filter((window) => window.id !== view.window.id)
      .map((window) => ({ body: { windowId: window.id }, words: both(window.name) })),
    ...view.clerks
      .filter(({ windowId }) => windowId !== view.window.id)
      .map(({ staffId, name, windowId }) => ({ body: { staffId }, words: clerkWords(view, name, windowId) })),
  ];
}

/** Calling somebody else while one is being served costs something: that alone is asked about. */
export function mustAskBeforeCall(view: WindowConsoleView): boolean {
  return view.window.activity === "serving" || view.window.activity === "calling";
}
