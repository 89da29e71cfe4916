// Pure parts of the settings page: what a form's values become in the file, days of a year, lists pasted as text.
import type { SettingsEdit, SettingsField } from "../../../controller/contract/settings.ts";

export type Values = Readonly<Record<string, unknown>>;
export type EntryListName = "services" | "windows" | "staff" | "kiosks";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const WEEKDAY_WORDS: Readonly<Record<Weekday, string>> = {
  ...{
    mon: "周一 Mon",
    tue: "周二 Tue",
    wed: "周三 Wed",
    thu: "周四 Thu",
    fri: "周五 Fri",
    sat: "周六 Sat",
    sun: "周日 Sun",
  },
};

export const isPlain = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a dotted path; undefined: the file says nothing there. */
export function valueAt(values: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => (isPlain(at) ? at[key] : undefined), values);
}

/** What was typed for a field: a value for the file, nothing for it, or why not. */
export type Typed = { readonly value: unknown } | { readonly none: true } | { readonly wrong: string };

export function typedOf(field: Pick<SettingsField, "kind" | "nullable" | "choices">, text: string): Typed {
  const trimmed = text.trim();
  if (trimmed === "") return field.nullable ? { value: null } : { none: true };
  switch (field.kind) {
    case "integer":
    case "number": {
      const value = Number(trimmed);
      const fits = Number.isFinite(value) && (field.kind === "number" || Number.isInteger(value));
      return fits ? { value } : { wrong: "请填数字 a number, please" };
    }
    case "choice": {
      const value = field.choices?.find((one) => String(one) === trimmed);
      return value === undefined ? { wrong: "没有这个选项 no such choice" } : { value };
    }
    case "text":
      return { value: trimmed };
    default:
      return jsonOf(trimmed);
  }
}

function jsonOf(text: string): Typed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { wrong: "请按 JSON 填写 as JSON, please" };
  }
}

/** As it stands in an input. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** `["09:00-12:00", "13:30-17:00"]` as one line, and back. */
export const hoursText = (hours: unknown): string => (Array.isArray(hours) ? hours.join(", ") : "");
export const hoursOf = (text: string): string[] =>
  text
    .split(/[,，、;；\s]+/)
    .map((one) => one.trim().replace(/[–—~～至到]/g, "-"))
    .filter((one) => one !== "");

/** Lines `中文 | English` as words, and back; other languages of a line that stays are kept. */
export function linesOf(text: string, before: readonly Values[]): Values[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [zh = "", en = ""] = line.split("|").map((part) => part.trim());
      const known = before.find((one) => one["zh-CN"] === zh) ?? {};
      return { ...known, "zh-CN": zh, ...(en === "" ? {} : { en }) };
    });
}
export const linesText = (lines: unknown): string =>
  (Array.isArray(lines) ? (lines as Values[]) : [])
    .map((one) => [one["zh-CN"], one.en].filter((part) => part !== undefined).join(" | "))
    .join("\n");

/** The entry with one field set; nothing where it is undefined. */
export function withField(entry: Values, key: string, value: unknown): Values {
  const { [key]: _before, ...rest } = entry;
  if (value === undefined) return rest;
  return key in entry
    ? Object.fromEntries(Object.entries(entry).map(([name, one]) => [name, name === key ? value : one]))
    : { ...rest, [key]: value };
}

export const setValue = (path: string, value: unknown): SettingsEdit =>
  value === undefined
    ? { op: "remove-value", path: path.split(".") }
    : { op: "set-value", path: path.split("."), value };

// The calendar.

export interface Holiday {
  readonly date: string;
  readonly name?: Values;
}
export interface Workday extends Holiday {
  readonly like?: Weekday;
  readonly hours?: readonly string[];
}
export interface Extended {
  readonly date?: string;
  readonly weekday?: Weekday;
  readonly hours: readonly string[];
  readonly name?: Values;
}
export interface CalendarValues {
  readonly week: Readonly<Partial<Record<Weekday, readonly string[]>>>;
  readonly holidays?: readonly Holiday[];
  readonly workdays?: readonly Workday[];
  readonly extended?: readonly Extended[];
}

const DAY_MS = 86_400_000;
const SPAN_DAYS_MAX = 60;
const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Weeks of a month, Monday first; null: another month's day. */
export function monthWeeks(year: number, month: number): (string | null)[][] {
  const first = Date.UTC(year, month, 1);
  const count = Math.round((Date.UTC(year, month + 1, 1) - first) / DAY_MS);
  const before = (new Date(first).getUTCDay() + 6) % 7;
  const cells = [
    ...Array.from({ length: before }, () => null),
    ...Array.from({ length: count }, (_, i) => dayText(first + i * DAY_MS)),
  ];
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, i) =>
    Array.from({ length: 7 }, (_day, j) => cells[i * 7 + j] ?? null),
  );
}

export type DayKind = "open" | "closed" | "holiday" | "workday" | "extended";

export function kindOfDay(calendar: CalendarValues, day: string): DayKind {
  if (calendar.holidays?.some(({ date }) => date === day)) return "holiday";
  if (calendar.workdays?.some(({ date }) => date === day)) return "workday";
  const weekday = WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? "mon";
  const usual = (calendar.week[weekday]?.length ?? 0) > 0;
  if (calendar.extended?.some((one) => one.date === day || (usual && one.weekday === weekday))) return "extended";
  return usual ? "open" : "closed";
}

/** A press on a day: usual → holiday → usual, or closed → workday → closed. */
export function pressedDay(calendar: CalendarValues, day: string): CalendarValues {
  const { holidays = [], workdays = [] } = calendar;
  const without = <T extends Holiday>(list: readonly T[]) => list.filter(({ date }) => date !== day);
  const sorted = <T extends Holiday>(list: readonly T[]) => [...list].sort((a, b) => (a.date < b.date ? -1 : 1));
  switch (kindOfDay(calendar, day)) {
    case "holiday":
      return { ...calendar, holidays: without(holidays) };
    case "workday":
      return { ...calendar, workdays: without(workdays) };
    case "closed":
      return { ...calendar, workdays: sorted([...workdays, { date: day, like: "fri" }]) };
    default:
      return { ...calendar, holidays: sorted([...holidays, { date: day }]) };
  }
}

/**
 * A pasted notice: one line for a day or a span, then its name: `2031-10-01 国庆节`, `2031-10-01~2031-10-07 国庆节`,
 * `2031-10-11 上班`. Lines that say nothing of the kind are handed back.
 */
export function pastedDays(text: string): { holidays: Holiday[]; workdays: Workday[]; wrong: string[] } {
  const holidays: Holiday[] = [];
  const workdays: Workday[] = [];
  const wrong: string[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    const found =
      /^(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?(?:\s*[-~～至到]+\s*(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?)?\s*(.*)$/.exec(
        line,
      );
    const days = found === null ? [] : daysOf(found.slice(1, 7));
    if (days.length === 0) {
      wrong.push(line);
      continue;
    }
    const name = (found?.[7] ?? "").trim();
    for (const date of days) {
      if (/上班|补班|workday/i.test(name)) workdays.push({ date, like: "fri" });
      else holidays.push(name === "" ? { date } : { date, name: { "zh-CN": name } });
    }
  }
  return { holidays, workdays, wrong };
}

function daysOf(parts: readonly (string | undefined)[]): string[] {
  const [y, m, d, y2, m2, d2] = parts.map(Number);
  const from = Date.UTC(y ?? 0, (m ?? 1) - 1, d ?? 0);
  const to = parts[3] === undefined ? from : Date.UTC(y2 ?? 0, (m2 ?? 1) - 1, d2 ?? 0);
  const isReal = dayText(from) === `${parts[0]}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
  const count = Math.round((to - from) / DAY_MS) + 1;
  if (!isReal || !(count >= 1 && count <= SPAN_DAYS_MAX)) return [];
  return Array.from({ length: count }, (_, i) => dayText(from + i * DAY_MS));
}

/** Together with what is there; a day stands once. */
export function withDays(
  calendar: CalendarValues,
  pasted: { holidays: Holiday[]; workdays: Workday[] },
): CalendarValues {
  const merge = <T extends Holiday>(before: readonly T[], more: readonly T[]): T[] =>
    [...new Map([...before, ...more].map((one) => [one.date, one])).values()].sort((a, b) =>
      a.date < b.date ? -1 : 1,
    );
  const work = new Set(pasted.workdays.map(({ date }) => date));
  return {
    ...calendar,
    holidays: merge(calendar.holidays ?? [], pasted.holidays).filter(({ date }) => !work.has(date)),
    workdays: merge(calendar.workdays ?? [], pasted.workdays),
  };
}
