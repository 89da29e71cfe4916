// What stands behind "more": each on a digit of its own, so that a numeric pad reaches everything. Pure.
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import type { Both } from "../shared/i18n/both.ts";

export type MenuId =
  | "accept-case"
  | "finish-quietly"
  | "next-case"
  | "outcome"
  | "walk-in"
  | "bring-back"
  | "marks"
  | "pause"
  | "resume"
  | "closing"
  | "emergency";

export interface MenuItem {
  readonly id: MenuId;
  readonly words: Both;
  readonly enabled: boolean;
}

/** Places never change; what cannot be done now stays, greyed. */
export function menuOf(view: WindowConsoleView): readonly MenuItem[] {
  const { activity, state } = view.window;
  const serving = activity === "serving";
  const done = view.done.length > 0;
  const { mayAccept } = view.rating;
  // Pause has a key of its own: in halls that ask at acceptance, too, its place here is for that.
  const pause: MenuItem =
    state === "paused"
      ? { id: "resume", words: { zh: "恢复服务", en: "Resume" }, enabled: true }
      : { id: "pause", words: { zh: "暂停服务", en: "Pause" }, enabled: state === "open" };
  return [
    { id: "finish-quietly", words: { zh: "办结，不请评价", en: "Finish without a rating" }, enabled: serving },
    { id: "next-case", words: { zh: "再办一件（同一人）", en: "Another case, same person" }, enabled: serving },
    { id: "outcome", words: { zh: "办理结果、数量", en: "Outcome and quantity" }, enabled: serving || done },
    { id: "walk-in", words: { zh: "无号直办", en: "Walk-in without a number" }, enabled: activity === "idle" },
    {
      id: "bring-back",
      words: { zh: "挂起、过号、填表叫回", en: "Bring back held, missed, forms" },
      enabled: state === "open" && view.held.length + view.missed.length + (view.pool?.length ?? 0) > 0,
    },
    { id: "marks", words: { zh: "备注、投诉、留号码", en: "Note, complaint, number" }, enabled: true },
    mayAccept === undefined
      ? pause
      : { id: "accept-case", words: { zh: "受理并请评价", en: "Taken in: ask for a rating" }, enabled: mayAccept },
    { id: "closing", words: { zh: "关闭窗口", en: "Close the window" }, enabled: state !== "closed" },
    { id: "emergency", words: { zh: "静默求助", en: "Silent call for help" }, enabled: true },
  ];
}

/** The case that outcomes and marks are about: the open one, else the newest done. */
export function markedCase(view: WindowConsoleView): {
  readonly caseId: string;
  readonly number: string;
  readonly timeFlagged: boolean;
  readonly quantity: number;
} | null {
  if (view.case !== null) {
    const { id, timeFlagged, quantity } = view.case;
    return { caseId: id, number: view.window.number ?? "", timeFlagged, quantity };
  }
  const [newest] = view.done;
  return newest ?? null;
}

export const EMERGENCY_WORDS: Readonly<Record<"help" | "guard" | "manager" | "adviser", Both>> = {
  help: { zh: "需要帮助", en: "Help is needed" },
  guard: { zh: "请保安", en: "Guard is needed" },
  manager: { zh: "请值班经理", en: "Manager is needed" },
  adviser: { zh: "请业务顾问", en: "Adviser is needed" },
};

export interface Light {
  readonly shape: string;
  readonly words: Both;
}

/** Colour, shape and words: nobody has to tell colours apart. */
export const LIGHTS: Readonly<Record<"green" | "amber" | "red", Light>> = {
  green: { shape: "●", words: { zh: "顺畅", en: "calm" } },
  amber: { shape: "▲", words: { zh: "较多", en: "busy" } },
  red: { shape: "■", words: { zh: "拥挤", en: "crowded" } },
};

/** Whether a free clerk should be nudged now. `freeSinceMs`: since when the window is free while somebody waits. */
export function shouldPing(view: WindowConsoleView, freeSinceMs: number | null, nowMs: number): boolean {
  const { pingSeconds } = view.habits;
  if (freeSinceMs === null || pingSeconds === 0) return false;
  // No sound where somebody has asked for help without one.
  if (view.emergencies.some(({ windowId }) => windowId === view.window.id)) return false;
  return nowMs - freeSinceMs >= pingSeconds * 1000;
}

/** Free while somebody waits. */
export const isWaitedFor = (view: WindowConsoleView): boolean =>
  view.window.activity === "idle" && view.waiting.total > 0;

/** Who was taken by another window, in words; null: not known. */
export function takenWords(view: WindowConsoleView, number: string, next: string | null): Both | null {
  const row = view.elsewhere.find((one) => one.number === number);
  if (row === undefined) return null;
  const name = row.windowName["zh-CN"] ?? row.windowId;
  const english = row.windowName.en ?? row.windowId;
  return {
    zh: `${number} 已被${name}叫走${next === null ? "" : `；下一个 ${next}`}`,
    en: `${number} was taken by ${english}${next === null ? "" : `; next is ${next}`}`,
  };
}
