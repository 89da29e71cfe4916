// What the page of call-backs says: the script, the figures and what they are made of. Pure.
import type { AskingFiguresView, CallbackRow, CallbacksView } from "../../../controller/contract/callbacks.ts";
import type { Both } from "../../shared/i18n/both.ts";

/** Whose calls are listed. */
export type Kind = CallbackRow["kind"] | "all";
/** How a call for a missing rating can end. */
export type Result = "rated" | "declined" | "no-answer" | "busy" | "wrong-number";
export type Level = 1 | 2 | 3 | 4 | 5;

/** Read aloud in this order to everybody, and shown in it: no level is dearer than another. */
export const LEVELS: readonly { readonly level: Level; readonly words: Both }[] = [
  { level: 5, words: { zh: "非常满意", en: "Very satisfied" } },
  { level: 4, words: { zh: "满意", en: "Satisfied" } },
  { level: 3, words: { zh: "基本满意", en: "Fairly satisfied" } },
  { level: 2, words: { zh: "不满意", en: "Dissatisfied" } },
  { level: 1, words: { zh: "非常不满意", en: "Very dissatisfied" } },
];

/** How a call can end without a level. `key`: pressed on the keyboard. */
export const OTHER_RESULTS: readonly {
  readonly result: Exclude<Result, "rated">;
  readonly key: string;
  readonly words: Both;
}[] = [
  { result: "declined", key: "d", words: { zh: "不愿评价", en: "Declined" } },
  { result: "no-answer", key: "n", words: { zh: "无人接听", en: "No answer" } },
  { result: "busy", key: "b", words: { zh: "占线", en: "Busy" } },
  { result: "wrong-number", key: "w", words: { zh: "号码有误", en: "Wrong number" } },
];

/** Of both kinds of call. */
export const RESULT_WORDS: Readonly<Record<CallbackRow["attempts"][number]["result"], Both>> = {
  satisfied: { zh: "满意", en: "satisfied" },
  "not-satisfied": { zh: "不满意", en: "not satisfied" },
  "no-contact": { zh: "没有可拨的号码", en: "nobody to ring" },
  rated: { zh: "已评价", en: "rated" },
  declined: { zh: "不愿评价", en: "declined" },
  "no-answer": { zh: "无人接听", en: "no answer" },
  busy: { zh: "占线", en: "busy" },
  "wrong-number": { zh: "号码有误", en: "wrong number" },
};

export const WHY_WORDS: Readonly<Record<CallbackRow["why"], Both>> = {
  unrated: { zh: "未评价", en: "not rated" },
  "not-reached": { zh: "短信未送达", en: "message not received" },
  "bad-rating": { zh: "差评已处理", en: "bad rating dealt with" },
  complaint: { zh: "投诉已处理", en: "complaint dealt with" },
};

/** The kinds to choose from, with how many are due. */
export function kindChoices({ waiting }: CallbacksView): readonly { readonly id: Kind; readonly name: Both }[] {
  const { rate, loop } = waiting;
  return [
    { id: "all", name: { zh: `全部 ${rate + loop}`, en: "all" } },
    { id: "loop", name: { zh: `处理后回访 ${loop}`, en: "after handling" } },
    { id: "rate", name: { zh: `未评价 ${rate}`, en: "not rated" } },
  ];
}

/** The last day of it; of a call after handling it is late when that is over, and still owed. */
export function whenWords({ untilAt, late }: Pick<CallbackRow, "untilAt" | "late">): string {
  if (untilAt === null) return "–";
  return late ? `${untilAt.slice(5, 10)} 已超期 late` : untilAt.slice(5, 10);
}

/** `138 0000 0185`: as it is read and dialled. */
export function grouped(phone: string): string {
  return phone.replace(/^(\+?86)?(1[0-9]{2})([0-9]{4})([0-9]{4})$/, (_all, country = "", a, b, c) =>
    [country, a, b, c].filter((part) => part !== "").join(" "),
  );
}

/** What is read aloud, sentence by sentence. */
export function scriptOf(
  row: Pick<CallbackRow, "number" | "finishedAt">,
  hall: Readonly<Record<string, string>>,
): Both[] {
  const day = `${Number(row.finishedAt.slice(5, 7))}月${Number(row.finishedAt.slice(8, 10))}日`;
  const name = hall["zh-CN"] ?? Object.values(hall)[0] ?? "";
  return [
    {
      zh: `您好，这里是${name}。${day}您来办过业务，号码是 ${row.number}。`,
      en: `Hello, this is ${hall.en ?? name}. You came to us on ${row.finishedAt.slice(5, 10)}, number ${row.number}.`,
    },
    {
      zh: "想请您给那次服务评价，一分钟就好；自愿参加，不评也没有关系。",
      en: "May I ask how you would rate that visit? It takes a minute and is entirely up to you.",
    },
    { zh: "请在这五项中选一项：", en: "Please choose one of these five:" },
  ];
}

/** The row to ring next: due, and nobody else rings that person. */
export function nextRow(view: CallbacksView): CallbackRow | null {
  return view.rows.find(({ claimedBy }) => claimedBy === null || claimedBy === view.me) ?? null;
}

/** Why nobody can be rung now, or null. */
export function idleWords(view: CallbacksView): Both | null {
  if (!view.open) return { zh: `回访时段 ${view.hours}，现在不打电话`, en: `Calls are made ${view.hours}: not now` };
  if (nextRow(view) !== null) return null;
  if (!view.on) {
    return {
      zh: "现在没有处理后的回访；未评价办件的回访未启用（设置 rating.asking.phone）",
      en: "No calls after handling now; calls for missing ratings are off (setting rating.asking.phone)",
    };
  }
  return { zh: "现在没有需要回访的办事人", en: "Nobody is to be rung now" };
}

/** What lies beside the list: later ones, and those that others must ring. */
export function besideWords({ later, own }: CallbacksView): Both[] {
  const lines: Both[] = [];
  if (later > 0) lines.push({ zh: `另有 ${later} 人未到时间`, en: `${later} more are not due yet` });
  if (own > 0)
    lines.push({ zh: `${own} 件与您本人有关，须由同事回访`, en: `${own} are about your own work: a colleague rings` });
  return lines;
}

export interface Figure {
  readonly words: Both;
  readonly hint: Both;
  readonly count: number;
  /** `86.7 %`, or a dash where nothing was finished. */
  readonly share: string;
}

export function shareOf(count: number, of: number): string {
  return of === 0 ? "–" : `${((count / of) * 100).toFixed(1)} %`;
}

/** Always the three together, never one alone. */
export function threeFigures({ finished, asked, active, withDefaults }: AskingFiguresView): readonly Figure[] {
  const figure = (words: Both, hint: Both, count: number) => ({ words, hint, count, share: shareOf(count, finished) });
  return [
    figure({ zh: "已请评", en: "Asked" }, { zh: "至少一个渠道请过评价", en: "offered at least one channel" }, asked),
    figure({ zh: "主动评价", en: "Active" }, { zh: "由本人作出的评价", en: "really rated by the person" }, active),
    figure(
      { zh: "含默认", en: "With defaults" },
      { zh: "加上按规则写入的默认评价", en: "and those written by rule after silence" },
      withDefaults,
    ),
  ];
}

const MADE_WORDS: Readonly<Record<string, Both>> = {
  pad: { zh: "窗口评价器", en: "pad" },
  qr: { zh: "扫码", en: "QR" },
  sms: { zh: "短信", en: "SMS" },
  phone: { zh: "电话回访", en: "telephone" },
  other: { zh: "其他渠道", en: "other ways" },
  default: { zh: "默认", en: "default" },
  imported: { zh: "外部导入", en: "imported" },
  declined: { zh: "不愿评价", en: "declined" },
  unreachable: { zh: "联系不上", en: "not reached" },
  waiting: { zh: "评价期内", en: "still open" },
  silent: { zh: "请过未评", en: "asked, silent" },
  "not-asked": { zh: "未请评", en: "not asked" },
};

/** The parts that all finished cases are made of, empty ones left out; `isActive`: the person rated. */
export function partsOf({ made, finished }: AskingFiguresView): readonly {
  readonly id: string;
  readonly words: Both;
  readonly count: number;
  readonly percent: number;
  readonly isActive: boolean;
}[] {
  const active = new Set(["pad", "qr", "sms", "phone", "other"]);
  return made
    .filter(({ count }) => count > 0)
    .map(({ id, count }) => ({
      id,
      count,
      words: MADE_WORDS[id] ?? { zh: id, en: id },
      percent: finished === 0 ? 0 : (count / finished) * 100,
      isActive: active.has(id),
    }));
}
