// Words of the offer: why a service is closed, names of priority classes and needs, texts of the site.
import type { StandingCode } from "../domain/opening.ts";
import type { HallSettings, Words } from "../domain/types.ts";

type ThreeLanguages = { readonly "zh-CN": string; readonly "zh-Hant": string; readonly en: string };

const REASONS: Readonly<Record<StandingCode, ThreeLanguages | null>> = {
  open: null,
  "closed-hours": {
    "zh-CN": "现在不在受理时间内",
    "zh-Hant": "現在不在受理時間內",
    en: "Closed at this hour",
  },
  "closed-day": { "zh-CN": "今天不受理", "zh-Hant": "今天不受理", en: "Closed today" },
  "closed-by-manager": { "zh-CN": "暂停受理", "zh-Hant": "暫停受理", en: "Suspended for now" },
  quota: { "zh-CN": "今天的号已取完", "zh-Hant": "今天的號碼已取完", en: "All of today's numbers have been given out" },
  "no-window": {
    "zh-CN": "暂无窗口开放，可先取号等候",
    "zh-Hant": "暫無窗口開放，可先取號等候",
    en: "No window is open yet; you may take a number and wait",
  },
};

/** Why a service is not open; empty while it is. What the manager wrote stands in every language. */
export function standingWords(code: StandingCode, reason: string | null): Words {
  const words = REASONS[code];
  if (words === null) return {};
  if (reason === null || reason.trim() === "") return words;
  return {
    "zh-CN": `${words["zh-CN"]}：${reason}`,
    "zh-Hant": `${words["zh-Hant"]}：${reason}`,
    en: `${words.en}: ${reason}`,
  };
}

const PRIORITIES: Readonly<Record<string, ThreeLanguages>> = {
  elderly: { "zh-CN": "老年人", "zh-Hant": "長者", en: "Senior citizens" },
  disabled: { "zh-CN": "残疾人", "zh-Hant": "殘障人士", en: "People with disabilities" },
  military: { "zh-CN": "军人", "zh-Hant": "軍人", en: "Military" },
  pregnant: { "zh-CN": "孕妇", "zh-Hant": "孕婦", en: "Pregnant women" },
  appointment: { "zh-CN": "预约", "zh-Hant": "預約", en: "Appointment" },
  green: { "zh-CN": "绿色通道", "zh-Hant": "綠色通道", en: "Green channel" },
};

/** Name of a priority class. */
export function priorityWords(settings: HallSettings, priority: string): Words {
  return settings.policy.priority.names?.[priority] ?? PRIORITIES[priority] ?? { "zh-CN": priority, en: priority };
}

const NEEDS: Readonly<Record<string, ThreeLanguages>> = {
  "sign-language": { "zh-CN": "手语服务", "zh-Hant": "手語服務", en: "Sign language" },
  "low-counter": { "zh-CN": "低位柜台（轮椅）", "zh-Hant": "低位櫃檯（輪椅）", en: "Low counter (wheelchair)" },
  "text-only": { "zh-CN": "文字交流", "zh-Hant": "文字交流", en: "Writing instead of speech" },
  "hearing-loop": { "zh-CN": "助听感应", "zh-Hant": "助聽感應", en: "Hearing loop" },
  "large-print": { "zh-CN": "大字材料", "zh-Hant": "大字資料", en: "Large-print papers" },
  "language-help": { "zh-CN": "语言协助", "zh-Hant": "語言協助", en: "Language help" },
};

/** Name of a need. */
export function needWords(settings: HallSettings, need: string): Words {
  return settings.needs?.[need] ?? NEEDS[need] ?? { "zh-CN": need, en: need };
}

const LOCK_SCREEN: ThreeLanguages = {
  "zh-CN": "现在不办理业务",
  "zh-Hant": "現在不辦理業務",
  en: "We are closed at the moment",
};

const KEEPS: ThreeLanguages = {
  "zh-CN": "我们保存：号码、业务和办理时间。身份证不保存姓名和号码，只保存当日有效、无法还原的校验码，用于限号和预约。",
  "zh-Hant":
    "我們保存：號碼、業務和辦理時間。身分證不保存姓名和號碼，只保存當日有效、無法還原的校驗碼，用於限號和預約。",
  en:
    "We keep: your number, the service and the times. Of an ID card we keep neither name nor number, only a one-way " +
    "code that is good for today, for limits and bookings.",
};

/** The site's own texts, or the usual ones. */
export function siteWords(settings: HallSettings): { lockScreen: Words; ticketFooter: Words; keeps: Words } {
  const { site } = settings;
  return {
    lockScreen: site?.lockScreen ?? LOCK_SCREEN,
    ticketFooter: site?.ticketFooter ?? {},
    keeps: site?.keeps ?? KEEPS,
  };
}
