// What the rating pad shows: a greeting, five equal buttons, thanks, or why not. Pure.
import type { OptionsView } from "../../controller/contract/ratings.ts";
import type { PadView } from "../../controller/contract/views.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { type After, type AfterShown, afterShown } from "./after-view.ts";

/** The question that was answered; `stage` 1: at acceptance, missing: at completion. */
interface About {
  readonly caseId: string;
  readonly stage?: 1;
}

/** What became of the last touch on this tablet. */
export type Touch =
  | { readonly name: "none" }
  | ({ readonly name: "sending"; readonly unanswered: boolean } & About)
  /** `after`: what may still be said to it; missing when its id never came back. */
  | ({ readonly name: "stored"; readonly atMs: number; readonly after?: After | null } & About)
  | ({ readonly name: "refused"; readonly code: string; readonly atMs: number } & About);

export type PadShown =
  | {
      readonly name: "idle";
      readonly window: Both;
      readonly staffName: string | null;
      readonly line: Both;
      /** The window's own pad does not answer: people are told that this page takes its place. */
      readonly takesOver: boolean;
    }
  | ({ readonly name: "invited"; readonly number: string; readonly leftSeconds: number } & About)
  | { readonly name: "sending"; readonly line: Both }
  | { readonly name: "thanks"; readonly line: Both; readonly after?: AfterShown }
  | { readonly name: "refused"; readonly line: Both };

const THANKS_MS = 6_000;
const REFUSED_MS = 8_000;
const THANKS: Both = { zh: "感谢您的评价", en: "Thank you for your rating" };

export interface PadFacts {
  readonly view: PadView;
  readonly touch: Touch;
  readonly linkLive: boolean;
  readonly hallNowMs: number;
  readonly nowMs: number;
  /** The lists asked with now; null or missing: none were got, and none are offered. */
  readonly options?: OptionsView | null;
}

/** One page at a time; the touch under way comes first, so that nobody presses twice for want of an answer. */
export function padShown(facts: PadFacts): PadShown {
  const { view, touch, nowMs } = facts;
  const invitation = view.invitation;
  const sameCase =
    touch.name !== "none" && invitation?.caseId === touch.caseId && (invitation.stage ?? 2) === (touch.stage ?? 2);
  if (touch.name === "sending") return { name: "sending", line: sendingLine(touch.unanswered) };
  const after = touch.name === "stored" ? afterShown(touch.after ?? null, facts.options ?? null, nowMs) : null;
  if (after !== null && (sameCase || invitation === null)) return { name: "thanks", line: THANKS, after };
  if (touch.name === "stored" && (sameCase || nowMs - touch.atMs < THANKS_MS) && (sameCase || invitation === null))
    return { name: "thanks", line: THANKS };
  if (touch.name === "refused" && nowMs - touch.atMs < REFUSED_MS && (sameCase || invitation === null))
    return { name: "refused", line: refusalWords(touch.code) };
  if (invitation !== null) {
    const leftMs = Date.parse(invitation.until) - facts.hallNowMs;
    // With the link down the end of the invitation may never be told: the clock ends it.
    if (leftMs > 0) {
      const leftSeconds = Math.ceil(leftMs / 1000);
      const { caseId, number, stage } = invitation;
      return { name: "invited", caseId, number, leftSeconds, ...(stage === undefined ? {} : { stage }) };
    }
  }
  if (view.thanks !== null && facts.hallNowMs - Date.parse(view.thanks.at) < THANKS_MS)
    return { name: "thanks", line: THANKS };
  const { name, staffName } = view.window;
  const takesOver = view.hardware === "down" && facts.linkLive && view.window.state === "open";
  return { name: "idle", window: both(name), staffName, line: idleLine(facts), takesOver };
}

function sendingLine(unanswered: boolean): Both {
  return unanswered
    ? { zh: "已记下您的评价，网络恢复后自动送达", en: "Your rating is noted and goes out when the network is back" }
    : { zh: "正在提交…", en: "Sending…" };
}

function idleLine(facts: PadFacts): Both {
  if (!facts.linkLive) return { zh: "正在重新连接", en: "Reconnecting" };
  switch (facts.view.window.state) {
    case "open":
      return { zh: "您好，很高兴为您服务", en: "Hello, at your service" };
    case "paused":
      return { zh: "暂停服务，请稍候", en: "Paused, please wait" };
    case "closed":
      return { zh: "窗口未开放", en: "This window is closed" };
  }
}

/** Answers that mean "it is in the book": the touch did its work, now or at an earlier try. */
export function isStored(answer: { ok: boolean; code?: string }): boolean {
  return answer.ok || answer.code === "CASE_ALREADY_RATED";
}
