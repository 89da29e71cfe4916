// Reports as files: CSV that Excel opens as it is, XLSX, JSON. All from the one table, never from figures of their own.
import { stringify } from "csv-stringify/sync";
import type { SheetData } from "write-excel-file/node";
import type { ReportFormat, ReportTable, ReportUnit } from "../contract/reports.ts";
import { GROUP_NAMES, PERIOD_NAMES } from "./presets.ts";
import { signedWords } from "./signed.ts";

export interface ReportFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

type Value = number | string | null;

/** Spreadsheets run cells that begin so; a leading apostrophe makes them text. */
const RUNS = /^[=+\-@\t\r]/;

/** A text that no spreadsheet takes for a formula. */
export function guarded(text: string): string {
  return RUNS.test(text) ? `'${text}` : text;
}

const zh = (words: Readonly<Record<string, string>>) => words["zh-CN"] ?? Object.values(words)[0] ?? "";
const en = (words: Readonly<Record<string, string>>) => words.en ?? zh(words);

/** `08:30` of 510. */
function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(Math.round(minutes % 60)).padStart(2, "0")}`;
}

const UNITS: Readonly<Record<ReportUnit, string>> = {
  count: "",
  minutes: " (min)",
  hours: " (h)",
  share: " (0–1)",
  level: " (1–5)",
  clock: "",
  text: "",
};

const isRanked = (table: ReportTable) => table.rows.some((row) => row.place !== undefined);

/** Headings: period, id, name, the dictionary's columns, place and note where there are any. */
export function headings(table: ReportTable): string[] {
  const group = GROUP_NAMES[table.group];
  return [
    ...(table.heads ?? [`${zh(PERIOD_NAMES[table.by])} Period`, "编号 Id", `${zh(group)} ${en(group)}`]),
    ...table.columns.map((column) => `${zh(column.name)} ${en(column.name)}${UNITS[column.unit]}`),
    ...(isRanked(table) ? ["名次 Place"] : []),
    "备注 Note",
  ];
}

/** Rows of plain values, the totals last. */
export function rowsOf(table: ReportTable): Value[][] {
  const shown = (values: readonly Value[]) =>
    values.map((value, at) =>
      table.columns[at]?.unit === "clock" && typeof value === "number" ? clock(value) : value,
    );
  const ranked = isRanked(table);
  const rows = table.rows.map((row): Value[] => [
    ...[row.period, row.id, zh(row.name), ...shown(row.values)],
    ...(ranked ? [row.place ?? null] : []),
    row.note === undefined ? "" : `${zh(row.note)} ${en(row.note)}`,
  ]);
  return [...rows, ["合计 Total", "", "", ...shown(table.totals), ...(ranked ? [null] : []), ""]];
}

/** Where the figures come from: the last line of every file and of the printed page. */
export function originOf(table: ReportTable): string {
  const { hall, from, to, checkpoint, signed, version, generatedAt } = table;
  return (
    `${zh(hall.name)} ${hall.id} · ${from} – ${to} (${hall.timezone}) · 日志检查点 Checkpoint ` +
    `${checkpoint.seq} ${checkpoint.hash} · ${signed === undefined ? "" : `${signedWords(signed)} · `}` +
    `Hallkeeper ${version} · ${generatedAt}`
  );
}

const BOM = "\ufeff";

/** UTF-8 with a mark, CRLF, formulas guarded. */
export function csvOf(table: ReportTable): string {
  const lines: Value[][] = [headings(table), ...rowsOf(table), [originOf(table)]];
  const cells = lines.map((line) => line.map((value) => (typeof value === "string" ? guarded(value) : value)));
  return BOM + stringify(cells, { record_delimiter: "windows", eof: true });
}

const FORMATS: Readonly<Partial<Record<ReportUnit, string>>> = {
  count: "#,##0",
  minutes: "0.0",
  hours: "0.00",
  share: "0.0%",
  level: "0.00",
};
const LEADING_COLUMNS = 3;

/** One sheet with its heading frozen, and one with the definitions. */
export async function xlsxOf(table: ReportTable): Promise<Uint8Array> {
  const heading = headings(table).map((value) => ({ value, fontWeight: "bold" as const, wrap: true }));
  const rows = rowsOf(table).map((row) =>
    row.map((value, at) => {
      if (value === null || value === "") return null;
      if (typeof value === "string") return { value, type: String };
      const format = FORMATS[table.columns[at - LEADING_COLUMNS]?.unit ?? "text"];
      return { value, type: Number, ...(format === undefined ? {} : { format }) };
    }),
  );
  const definitions = table.columns.map((column) =>
    [zh(column.name), en(column.name), zh(column.meaning), en(column.meaning), column.formula, column.source].map(
      (value) => ({ value, type: String }),
    ),
  );
  const said = ["名称", "Name", "含义", "Meaning", "公式 Formula", "来源 Source"].map((value) => ({
    ...{ value, fontWeight: "bold" as const },
  }));
  const sheets = [
    { data: [heading, ...rows, [{ value: originOf(table), type: String }]], sheet: "报表", stickyRowsCount: 1 },
    { data: [said, ...definitions], sheet: "定义", stickyRowsCount: 1 },
  ];
  // Large: it is loaded with the first such file.
  const { default: writeExcel } = await import("write-excel-file/node");
  const made = await writeExcel(sheets as unknown as { data: SheetData; sheet: string }[]).toBuffer();
  return made;
}

/** A report as a file to be kept. */
export async function fileOf(table: ReportTable, format: ReportFormat): Promise<ReportFile> {
  const name = `${table.hall.id}-${table.report}-${table.from}-${table.to}.${format}`;
  switch (format) {
    case "json":
      return { name, type: "application/json; charset=utf-8", bytes: Buffer.from(JSON.stringify(table)) };
    case "csv":
      return { name, type: "text/csv; charset=utf-8", bytes: Buffer.from(csvOf(table)) };
    case "xlsx": {
      const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
      return { name, type, bytes: await xlsxOf(table) };
    }
  }
}
