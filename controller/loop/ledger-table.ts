// The ledger (差评台账) in the columns that cities ask for, as one table for CSV, XLSX and JSON.
import type { LoopLedgerView, LoopRow } from "../contract/loop.ts";
import type { ReportTable } from "../contract/reports.ts";
import { CHANNEL_NAMES } from "../reports/presets.ts";

/** Where the figures come from: stands in every file. */
export type LedgerOrigin = Pick<ReportTable, "hall" | "checkpoint" | "signed" | "version" | "generatedAt" | "days">;

type Value = string | number | null;

const RESULT_WORDS: Readonly<Record<string, string>> = {
  fix_now: "立即整改 fix now",
  fix_by_date: "限期整改 fix by date",
  explained: "解释说明 explained",
  appealed: "申诉 appealed",
  satisfied: "满意 satisfied",
  "not-satisfied": "不满意 not satisfied",
  declined: "不愿答复 declined",
  "no-answer": "无人接听 no answer",
  "wrong-number": "号码有误 wrong number",
  "no-contact": "没有可拨的号码 nobody to ring",
  mistaken: "误评 mistaken",
  malicious: "恶意评价 malicious",
  "not-ours": "非本大厅事项 not ours",
  refused: "申诉不成立 refused",
};
/** All five by a table, so that none can fall through to another. */
const LEVEL_WORDS: readonly string[] = ["", "1 非常不满意", "2 不满意", "3 基本满意", "4 满意", "5 非常满意"];

const STATE_WORDS: Readonly<Record<LoopRow["state"], string>> = {
  ...{ received: "待核实 received", verified: "已核实 verified", fix_now: "立即整改 fix now" },
  ...{ fix_by_date: "限期整改 fix by date", explained: "解释说明 explained", appealed: "申诉待裁定 appealed" },
  ...{ fixed: "已整改 put right", replied: "已答复 replied", called_back: "已回访 called back" },
  ...{ reviewed: "已复核办结 closed", withdrawn: "已撤回 withdrawn" },
};
const TERM_WORDS: Readonly<Record<LoopRow["overdue"][number]["step"], string>> = {
  ...{ handle: "办理 handling", fix: "整改 putting right", reply: "答复 reply", "call-back": "回访 call back" },
};

/** Where it came in; what is not known keeps its code, so that nothing falls through to another word. */
function channelWords(channel: string): string {
  const known = CHANNEL_NAMES[channel];
  return known === undefined ? (PLACES[channel] ?? channel) : `${zh(known)} ${known.en ?? ""}`.trim();
}
const PLACES: Readonly<Record<string, string>> = {
  ...{ guide: "咨询台 guide desk", window: "窗口 window", phone_page: "手机页 phone page" },
};

const words = (row: LoopRow, what: string): string =>
  row.trail
    .filter((entry) => entry.what === what)
    .map(({ detail, words: said }) => [RESULT_WORDS[detail] ?? detail, said ?? ""].filter(Boolean).join("："))
    .filter(Boolean)
    .join("；");
const yes = (flag: boolean): string => (flag ? "是 yes" : "否 no");
const has = (row: LoopRow, what: string): boolean => row.trail.some((entry) => entry.what === what);
const zh = (names: Readonly<Record<string, string>>): string => names["zh-CN"] ?? Object.values(names)[0] ?? "";

interface Column {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly of: (row: LoopRow, hallId: string) => Value;
}

/** Names and numbers of people are never in it: whether there is a way to reach them is (I10). */
const COLUMNS: readonly Column[] = [
  { id: "number", zh: "号码", en: "Case no.", of: ({ number }) => number },
  {
    id: "source",
    zh: "类别",
    en: "Kind",
    of: ({ source }) => (source === "rating" ? "差评 rating" : "投诉 complaint"),
  },
  { id: "channel", zh: "渠道", en: "Channel", of: ({ channel }) => channelWords(channel) },
  { id: "level", zh: "等级", en: "Level", of: ({ level }) => (level === null ? null : (LEVEL_WORDS[level] ?? null)) },
  { id: "area", zh: "区域", en: "Area", of: (_row, hallId) => hallId },
  { id: "contact", zh: "有无联系方式", en: "Contact", of: ({ hasContact }) => yes(hasContact === true) },
  {
    id: "window",
    zh: "窗口",
    en: "Window",
    of: ({ windowId, windowName }) => (windowId === null ? null : `${zh(windowName)} (${windowId})`),
  },
  { id: "handler", zh: "经办人", en: "Handler", of: ({ handler }) => handler?.name ?? null },
  { id: "reason", zh: "原因", en: "Reason", of: ({ reasonWords }) => reasonWords.map(zh).join("，") },
  { id: "said", zh: "反映内容", en: "What was said", of: (row) => words(row, "noted") },
  { id: "indicator", zh: "核实情况", en: "Verified", of: (row) => words(row, "verified") },
  { id: "proposed", zh: "拟办意见", en: "Proposed handling", of: (row) => words(row, "decided") },
  { id: "result", zh: "办理结果", en: "Result", of: (row) => words(row, "fixed") || words(row, "appeal-decided") },
  { id: "is-replied", zh: "是否回复", en: "Replied?", of: (row) => yes(has(row, "replied")) },
  { id: "reply", zh: "答复内容", en: "Reply", of: (row) => words(row, "replied") },
  { id: "is-called", zh: "是否回访", en: "Called back?", of: (row) => yes(has(row, "called-back")) },
  { id: "call", zh: "回访记录", en: "Call-back note", of: (row) => words(row, "called-back") },
  {
    id: "second",
    zh: "整改后评价",
    en: "Second rating",
    of: ({ second }) => (second === null ? null : (LEVEL_WORDS[second] ?? null)),
  },
  {
    id: "overdue",
    zh: "超期",
    en: "Overdue",
    of: ({ overdue }) => overdue.map(({ step }) => TERM_WORDS[step]).join("，"),
  },
  {
    id: "set-aside",
    zh: "申诉成立不计",
    en: "Set aside",
    of: ({ setAside }) => (setAside ? RESULT_WORDS[setAside] : "") ?? "",
  },
  { id: "leader", zh: "领导批示", en: "Leader's note", of: (row) => words(row, "reviewed") },
  { id: "state", zh: "状态", en: "State", of: ({ state }) => STATE_WORDS[state] },
];

/** One row per loop; the last line says which end of the log it comes from. */
export function ledgerTable(view: LoopLedgerView, origin: LedgerOrigin): ReportTable {
  const { from, to, rows } = view;
  return {
    ...origin,
    ...{ from, to, report: "bad-ratings", by: "total", group: "hall", only: null, cut: false },
    heads: ["收到 Received", "编号 Id", "事项 Item"],
    title: { "zh-CN": "差评投诉台账", en: "Ledger of bad ratings and complaints" },
    columns: COLUMNS.map(({ id, zh: name, en }) => ({
      ...{ id, name: { "zh-CN": name, en }, unit: "text" as const, meaning: { "zh-CN": name, en } },
      ...{ formula: "", source: "rating rules §6" },
    })),
    rows: rows.map((row) => ({
      period: row.receivedAt.slice(0, 16).replace("T", " "),
      id: row.id,
      name: { ...row.serviceName },
      values: COLUMNS.map(({ of }) => of(row, origin.hall.id)),
    })),
    totals: COLUMNS.map(() => null),
  };
}
