// The words of the messages: the same five levels in the same order for everybody, no level dearer than another (I3).
import { isoWithOffset } from "../domain/time.ts";
import type { HallState } from "../domain/types.ts";
import type { Asked } from "./register.ts";
import { codeOf } from "./sms-reply.ts";

type Language = "zh-CN" | "zh-Hant" | "en";
const LEVELS = [5, 4, 3, 2, 1] as const;
const NAMES: Readonly<Record<Language, Readonly<Record<(typeof LEVELS)[number], string>>>> = {
  "zh-CN": { 5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意" },
  "zh-Hant": { 5: "非常滿意", 4: "滿意", 3: "基本滿意", 2: "不滿意", 1: "非常不滿意" },
  en: { 5: "very satisfied", 4: "satisfied", 3: "fairly satisfied", 2: "dissatisfied", 1: "very dissatisfied" },
};

/** How an answer can come back. */
export interface AnswerWays {
  /** Messages that come in are read: by the hall's own modem. */
  readonly codes: boolean;
  /** Address of the page for one's own link, or null where phones cannot reach it. */
  readonly link: string | null;
}

export interface AskWords extends AnswerWays {
  readonly asked: Asked;
  readonly number: string;
  readonly finishedAtMs: number;
  readonly timezone: string;
  readonly hall: Readonly<Record<string, string>>;
  readonly language: string;
  readonly reminder: boolean;
  /** The hall asks at acceptance, too: then the message says that it is about the completion. */
  readonly twice?: boolean;
}

export function languageOf(name: string): Language {
  if (/^zh-(hant|tw|hk|mo)/i.test(name)) return "zh-Hant";
  return /^en/i.test(name) ? "en" : "zh-CN";
}

/** `5非常满意 4满意 …`, or with the first figure of the message's own codes. */
function codes(slot: number, language: Language): string {
  return LEVELS.map((level) => `${codeOf(slot, level)}${language === "en" ? " " : ""}${NAMES[language][level]}`).join(
    language === "en" ? ", " : " ",
  );
}

/** Neither the service nor a name: whoever reads the message by mistake learns a number on a slip of paper. */
export function askText(words: AskWords): string {
  const { asked, number, finishedAtMs, timezone, reminder, link } = words;
  const language = languageOf(words.language);
  const hall = words.hall[language] ?? words.hall["zh-CN"] ?? Object.values(words.hall)[0] ?? "";
  const day = isoWithOffset(finishedAtMs, timezone).slice(5, 10);
  const until = isoWithOffset(asked.untilMs, timezone).slice(5, 10);
  const list = codes(asked.slot, language);
  if (language === "en") {
    const how = [words.codes ? `reply with the number: ${list}` : null, link === null ? null : `or open ${link}`];
    const ways = how.filter((part) => part !== null).join("; ");
    return `${reminder ? "Reminder: " : ""}how was your visit (${number}, ${day}) to ${hall}${
      words.twice === true ? ", now that it is completed" : ""
    }? If you like, ${words.codes ? ways : ways.replace(/^or /, "")}. Until ${until}. Reply TD to stop`;
  }
  const simple = language === "zh-CN";
  const visit = simple
    ? `您${day}在${hall}的办件（${number}号）${words.twice === true ? "已办结，" : ""}请您评价，自愿参加：`
    : `您${day}在${hall}的辦件（${number}號）${words.twice === true ? "已辦結，" : ""}請您評價，自願參加：`;
  const reply = simple ? `回复数字 ${list}` : `回覆數字 ${list}`;
  const open = link === null ? null : simple ? `打开 ${link} ` : `開啟 ${link} `;
  const ways = [words.codes ? reply : null, open].filter((part) => part !== null).join(simple ? "；或" : "；或");
  const end = simple ? `${until}前有效。回复TD退订` : `${until}前有效。回覆TD退訂`;
  return `${reminder ? "提醒：" : ""}${visit}${ways}。${end}`;
}

/** Once, when an answer could not be told. Names each message that still waits by its own codes. */
export function helpText(
  open: readonly { readonly asked: Asked; readonly number: string }[],
  language: string,
): string {
  const own = languageOf(language);
  const lines = open.map(({ asked, number }) =>
    own === "en" ? `${number}: ${codes(asked.slot, own)}` : `${number}号：${codes(asked.slot, own)}`,
  );
  if (own === "en")
    return `Sorry, we could not read your answer. Please reply with a number alone. ${lines.join("; ")}`;
  const sorry = own === "zh-CN" ? "抱歉，未能识别您的回复，请只回复数字。" : "抱歉，未能識別您的回覆，請只回覆數字。";
  return `${sorry}${lines.join("；")}`;
}

/** Once, when an answer came for a case that has its rating. */
export function ratedText(number: string, language: string): string {
  const own = languageOf(language);
  if (own === "en") return `${number}: your rating is recorded already and stays as it is. Thank you`;
  return own === "zh-CN"
    ? `${number}号办件已收到评价，以首次评价为准，感谢您`
    : `${number}號辦件已收到評價，以首次評價為準，感謝您`;
}

/** The language a ticket was taken in; the hall's first one when the ticket is gone. */
export function languageOfCase(state: HallState, ticketId: string): string {
  return state.tickets.get(ticketId)?.language ?? state.settings.languages[0] ?? "zh-CN";
}
