// Sentences of the kiosk, Chinese first.
import type { Both } from "../shared/i18n/both.ts";

export const WORDS = {
  ask: { zh: "请选择要办理的业务", en: "Choose your service" },
  askHint: { zh: "轻触一次，出一张小票", en: "One touch, one ticket" },
  priority: { zh: "优先取号", en: "Priority number" },
  priorityWho: { zh: "老年人、残疾人、军人、孕妇等", en: "elderly, disabled, military, pregnant …" },
  askPriority: { zh: "您属于哪一类优先人员？", en: "Which priority applies to you?" },
  priorityHint: { zh: "工作人员会核对证件", en: "Staff will check your document" },
  priorityChosen: { zh: "优先取号", en: "Priority" },
  back: { zh: "返回", en: "Back" },
  more: { zh: "更多业务", en: "More services" },
  fewer: { zh: "上一页", en: "Previous page" },
  large: { zh: "大字版", en: "Large text" },
  normal: { zh: "标准字号", en: "Normal text" },
  issuing: { zh: "正在取号…", en: "Taking your number…" },
  unanswered: {
    zh: "正在联系系统，请稍候，不必再按。不会重复取号。",
    en: "Still asking the service. Please wait; no need to touch again. You will get one number only.",
  },
  refused: { zh: "未能取号", en: "No number was issued" },
  askDesk: { zh: "如需帮助，请到咨询台", en: "Need help? Please ask at the desk" },
  yourNumber: { zh: "您的号码", en: "Your number" },
  scan: { zh: "扫码在手机上查看排队", en: "Scan to follow on your phone" },
  done: { zh: "完成", en: "Done" },
  idle: { zh: "还需要时间吗？", en: "Do you need more time?" },
  moreTime: { zh: "继续操作", en: "More time" },
  stale: { zh: "正在重新连接，人数可能不是最新", en: "Reconnecting: the figures may be out of date" },
  connecting: { zh: "正在连接服务，请稍候", en: "Connecting, please wait" },
  keep: { zh: "取号只记录业务、时间和号码，不记录姓名", en: "We keep service, time and number; no names" },
} as const satisfies Record<string, Both>;

/** Seconds left before the page starts anew. */
export function resetWords(seconds: number): Both {
  return { zh: `${seconds} 秒后返回首页`, en: `Back to the start in ${seconds} s` };
}
