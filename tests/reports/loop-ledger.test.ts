// The ledger of bad ratings and complaints as files, against a golden one: every level's word, every column.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LoopFiguresView, LoopRow } from "../../controller/contract/loop.ts";
import { ledgerTable } from "../../controller/loop/ledger-table.ts";
import { fileOf } from "../../controller/reports/files.ts";
import { unzipped } from "./unzipped.ts";

const GOLDEN = join(import.meta.dirname, "golden", "loop-ledger.csv");
const LEVELS = ["非常不满意", "不满意", "基本满意", "满意", "非常满意"];
/** As a city asks for them; names and numbers of people are left out on purpose. */
const ASKED = [
  ...["号码", "类别", "渠道", "等级", "区域", "联系方式", "窗口", "是否回复", "是否回访", "拟办意见"],
  ...["办理结果", "答复内容", "核实情况", "原因", "领导批示", "回访记录"],
];

const none = { n: 0, of: 0, share: null };
const figures: LoopFiguresView = {
  ...{ bad: 0, complaints: 0, open: 0, setAside: 0, replied: none, calledBack: none, fixed: none },
  ...{ fixedSatisfied: none, overdue: none, raw: none, adjusted: none },
};

type Trail = LoopRow["trail"][number];
const did = (what: string, words: string | null, detail = ""): Trail => ({
  ...{ what, detail, words },
  by: { id: "s02", name: "李某" },
  at: "2031-03-04T10:00:00+08:00",
});

function row(n: number, more: Partial<LoopRow> = {}): LoopRow {
  return {
    ...{ id: `l_${n}`, source: "rating", state: "reviewed", level: n, channel: "window_pad", number: `A00${n}` },
    ...{ caseId: `c_${n}`, serviceId: "tax", serviceName: { "zh-CN": "税务", en: "Tax" } },
    ...{ windowId: "1", windowName: { "zh-CN": "1号窗口", en: "Window 1" } },
    ...{ clerk: { id: "s01", name: "王某" }, handler: { id: "s02", name: "李某" } },
    ...{ receivedAt: "2031-03-03T09:30:00+08:00", closedAt: "2031-03-05T09:30:00+08:00", due: [], mine: [] },
    ...{ next: null, overdue: [], byDate: null, setAside: null, appealSpent: false, callBackOwed: true },
    ...{ second: 6 - n, hasContact: true, reasons: ["attitude"] },
    reasonWords: [{ "zh-CN": "态度不好", en: "attitude" }],
    trail: [
      did("received", null),
      did("verified", "已看监控"),
      did("decided", "当场重新办理", "fix_now"),
      did("fixed", "已重新办理"),
      did("replied", "已为您重新办理，抱歉"),
      did("called-back", null, "no-answer"),
      did("called-back", "满意", "satisfied"),
      did("reviewed", "属实"),
    ],
    ...more,
  } as LoopRow;
}

const ROWS: readonly LoopRow[] = [
  ...[1, 2, 3, 4, 5].map((level) => row(level)),
  row(6, {
    ...{ source: "complaint", level: null, channel: "guide", number: null, second: null, hasContact: false },
    ...{ windowId: null, windowName: {}, state: "replied", reasons: [], reasonWords: [] },
    overdue: [{ step: "handle", dueAt: "2031-03-20T23:59:59+08:00" }],
    trail: [did("noted", '=1+1 引号"与,逗号'), did("decided", "说明情况", "explained"), did("replied", "已说明")],
  }),
  row(7, {
    ...{ level: 1, state: "appealed", setAside: "malicious", channel: "phone_page", second: null },
    trail: [did("decided", "评错人", "appealed"), did("appeal-decided", "查实", "malicious")],
  }),
  row(8, { level: 2, channel: "unheard-of", trail: [did("called-back", null, "no-contact")], second: null }),
];

const table = ledgerTable(
  { from: "2031-03-01", to: "2031-03-31", figures, rows: [...ROWS] },
  {
    hall: { id: "test-hall", name: { "zh-CN": "测试大厅", en: "Test hall" }, timezone: "Asia/Shanghai" },
    checkpoint: { seq: 7, hash: "ab".repeat(32) },
    ...{ version: "0.0.0", days: 31, generatedAt: "2031-04-01T09:00:00+08:00" },
  },
);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");

describe("the ledger as a file", () => {
  test("CSV is the golden one, letter by letter", async () => {
    const { bytes, type } = await fileOf(table, "csv");
    expect(type).toContain("csv");
    expect(text(bytes)).toBe(readFileSync(GOLDEN, "utf8"));
  });

  test("each level has its own word, the third above all, in its column and in that of the second rating", () => {
    const at = (id: string) => table.columns.findIndex((column) => column.id === id);
    const words = (id: string) => table.rows.slice(0, 5).map(({ values }) => values[at(id)]);
    expect(words("level")).toEqual(LEVELS.map((word, i) => `${i + 1} ${word}`));
    expect(words("second")).toEqual([...words("level")].reverse());
  });

  test("holds the columns that are asked for, and nobody's name but the handler's", async () => {
    const csv = text((await fileOf(table, "csv")).bytes);
    const [head = ""] = csv.split(/\r?\n/).filter((line) => line.includes("号码"));
    for (const name of ASKED) expect(head).toContain(name);
    expect(csv).not.toContain("王某");
    // A spreadsheet must not run what a citizen wrote.
    expect(csv).not.toMatch(/(^|,)"?=1\+1/m);
  });

  test("XLSX holds the same words", async () => {
    const strings = unzipped((await fileOf(table, "xlsx")).bytes, "xl/sharedStrings.xml");
    for (const [i, word] of LEVELS.entries()) expect(strings).toContain(`${i + 1} ${word}`);
  });
});
