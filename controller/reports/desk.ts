// The one place where figures become reports: screen, files, programs and the command line all ask here.
import type { PublicFigures, ReportGroup, ReportPeriod, ReportRow, ReportTable } from "../contract/reports.ts";
import { hallDay } from "../domain/calendar.ts";
import { isoWithOffset, localDay } from "../domain/time.ts";
import type { HallSettings, LocalDay } from "../domain/types.ts";
import { type Cell, merge, newCell, put, REPORT_DIMS } from "../store/report-cells.ts";
import type { ReportFigures, ReportReader } from "../store/report-reader.ts";
import { Kept } from "./kept.ts";
import type { KeptMonths } from "./kept-months.ts";
import { nameOf } from "./labels.ts";
import type { Metric } from "./metric.ts";
import { columnOf, metricOf } from "./metrics.ts";
import { byMonths, eachDay, MONTHS_MAKE, monthBefore, periodOf } from "./periods.ts";
import { type Preset, presetOf } from "./presets.ts";
import { withPlaces } from "./ranking.ts";
import { signedView } from "./signed.ts";

/** Longest answer; what is beyond is left out and said so. */
export const ROWS_MAX = 5_000;

export interface ReportQuery {
  readonly report: string;
  readonly from: LocalDay;
  /** Included. */
  readonly to: LocalDay;
  /** As the report usually is, when missing. */
  readonly by?: ReportPeriod | undefined;
  readonly group?: ReportGroup | undefined;
  /** One service, window, … of the group. */
  readonly only?: string | undefined;
  /** Names of staff instead of their numbers. */
  readonly names?: boolean | undefined;
}

export interface ReportRules {
  readonly waitTargetMinutes: number;
  /** Fewer ratings are not ranked. */
  readonly rankLeast: number;
  /** Fewer are not published. */
  readonly publicLeast: number;
}

export interface DeskDeps {
  readonly reader: ReportReader;
  readonly settings: HallSettings;
  readonly rules: ReportRules;
  readonly version: string;
  readonly nowMs: () => number;
  /** Where months stay that were added up before this process began. */
  readonly months?: KeptMonths;
}

const QUARTER = 15;
/** Counters of quarters of an hour begin with `q:`. */
const LETTER_Q = 113;
const COLON = 58;

interface Line {
  readonly period: string;
  readonly id: string;
  readonly cell: Cell;
}

/** Figures of months kept added up, the last asked ones: some 20 KB each in a busy hall. */
const CELLS_KEPT_MAX = 3_000;
/** Rows of whole answers kept. */
const ROWS_KEPT_MAX = 10_000;

/** What takes time to add up. */
type TableFigures = Pick<ReportTable, "rows" | "totals" | "days" | "cut">;

export class ReportDesk {
  readonly #deps: DeskDeps;
  readonly #months = new Kept<ReadonlyMap<string, Cell>>(CELLS_KEPT_MAX, (cells) => cells.size);
  /** An answer without rows takes its place as well. */
  readonly #answers = new Kept<TableFigures>(ROWS_KEPT_MAX, ({ rows }) => rows.length + 1);

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** Null: there is no such report. */
  ask(query: ReportQuery): ReportTable | null {
    const preset = presetOf(query.report);
    if (preset === null) return null;
    return this.#deps.reader.atOneMoment(() => this.#table(preset, query));
  }

  /** Adds up the newest month that is not kept yet; false: there is none. Between questions, so that none waits. */
  warmOne(): boolean {
    const { reader, months } = this.#deps;
    if (months === undefined) return false;
    return reader.atOneMoment(() => {
      for (const month of reader.months().reverse()) {
        const stamp = reader.monthStamp(month);
        const group = REPORT_DIMS.find((dim) => stamp !== null && !months.has(`${dim} ${month}`, stamp));
        if (group === undefined || stamp === null) continue;
        this.#monthCells(group, month, stamp);
        return months.has(`${group} ${month}`, stamp);
      }
      return false;
    });
  }

  /** For everybody: by service, without names, small numbers withheld. */
  publicFigures(from: LocalDay, to: LocalDay): PublicFigures {
    const { reader, settings, rules } = this.#deps;
    return reader.atOneMoment(() => {
      const [hall = { period: "", id: "", cell: newCell() }] = this.#lines("hall", "total", from, to);
      const rows = [hall, ...this.#lines("service", "total", from, to)];
      const wholes = this.#wholes("total", from, to);
      return {
        ...{ hall: settings.name, from, to, least: rules.publicLeast },
        rows: rows.map(({ id, cell }) => ({
          ...{ id, name: id === "" ? settings.name : nameOf(settings, "service", id, false) },
          ...this.#publicRow(cell, wholes.get("") ?? newCell()),
        })),
        metrics: PUBLIC_COLUMNS.map((column) => columnOf(metricOf(column))),
        checkpoint: reader.checkpoint(),
        ...{ signed: signedView(reader.signed(), settings.timezone), version: this.#deps.version },
        generatedAt: this.#now(),
      };
    });
  }

  #publicRow(cell: Cell, whole: Cell): Omit<PublicFigures["rows"][number], "id" | "name"> {
    const { waitTargetMinutes: targetMinutes, publicLeast } = this.#deps.rules;
    const value = (id: string, of: string) => {
      const around = { whole, targetMinutes };
      const n = metricOf(of).of(cell, around);
      return typeof n === "number" && n >= publicLeast ? (metricOf(id).of(cell, around) as number | null) : null;
    };
    return {
      finished: value("finished", "finished"),
      waitP50: value("waitP50", "waited"),
      waitP90: value("waitP90", "waited"),
      rated: value("active", "active"),
      asked: value("askedRate", "finished"),
      coverage: value("activeRate", "active"),
      withDefaults: value("withDefaultsRate", "active"),
      good: value("good", "active"),
      goodLow: value("goodLow", "active"),
      goodHigh: value("goodHigh", "active"),
    };
  }

  #table(preset: Preset, query: ReportQuery): ReportTable {
    const { reader, settings, version } = this.#deps;
    const { from, to, only = null, names = false } = query;
    const by = query.by ?? preset.by;
    const group = query.group ?? preset.group;
    const question = JSON.stringify([preset.name, from, to, by, group, only, names]);
    const figures = () => this.#figures(preset, query, by, group);
    const { cut, ...added } = this.#answers.of(question, this.#stampOf(preset, query), figures);
    return {
      ...{ report: preset.name, title: preset.title, from, to, by, group, only },
      hall: { id: settings.hallId, name: settings.name, timezone: settings.timezone },
      columns: preset.columns.map((id) => columnOf(metricOf(id))),
      ...added,
      checkpoint: reader.checkpoint(),
      signed: signedView(reader.signed(), settings.timezone),
      version,
      generatedAt: this.#now(),
      cut,
    };
  }

  /** Changes with the figures of the days asked for; ranks look at the month before as well. */
  #stampOf(preset: Preset, { from, to }: ReportQuery): string | null {
    const { reader, settings, nowMs } = this.#deps;
    const stamp = reader.spanStamp(preset.ranked === true ? monthBefore(from) : from, to);
    // Days on which nothing happened are listed up to today.
    return stamp === null ? null : `${localDay(nowMs(), settings.timezone)} ${stamp}`;
  }

  #figures(preset: Preset, query: ReportQuery, by: ReportPeriod, group: ReportGroup): TableFigures {
    const { from, to } = query;
    const metrics = preset.columns.map(metricOf);
    const lines = this.#filled(this.#lines(group, by, from, to, query.only), group, by, from, to, query.only);
    const wholes = this.#wholes(by, from, to);
    const rows = lines.map((line) => this.#row(line, metrics, group, wholes, query.names === true));
    const total = newCell();
    for (const { cell } of lines) merge(total, cell);
    const whole = newCell();
    for (const cell of wholes.values()) merge(whole, cell);
    return {
      rows: (preset.ranked === true ? this.#ranked(rows, lines, group, by, query) : rows).slice(0, ROWS_MAX),
      totals: this.#values(metrics, total, whole),
      days: this.#deps.reader.daysBetween(from, to).length,
      cut: rows.length > ROWS_MAX,
    };
  }

  #row(
    line: Line,
    metrics: readonly Metric[],
    group: ReportGroup,
    wholes: Map<string, Cell>,
    names: boolean,
  ): ReportRow {
    const { period, id, cell } = line;
    const name = nameOf(this.#deps.settings, group, id, names);
    return { period, id, name, values: this.#values(metrics, cell, wholes.get(period) ?? newCell()) };
  }

  #values(metrics: readonly Metric[], cell: Cell, whole: Cell): (number | string | null)[] {
    const around = { whole, targetMinutes: this.#deps.rules.waitTargetMinutes };
    return metrics.map((metric) => metric.of(cell, around));
  }

  /** Two months at the bottom can only be seen with the month before the first. */
  #ranked(rows: readonly ReportRow[], lines: readonly Line[], group: ReportGroup, by: ReportPeriod, q: ReportQuery) {
    const ofLine = (line: Line, row: ReportRow) => {
      const [good, n] = this.#values([metricOf("good"), metricOf("active")], line.cell, newCell());
      return { row, good: good as number | null, n: n as number };
    };
    const asked = lines.map((line, at) => ofLine(line, rows[at] as ReportRow));
    if (by !== "month") return withPlaces(asked, this.#deps.rules.rankLeast);
    const first = monthBefore(q.from);
    const last = new Date(Date.parse(`${q.from.slice(0, 7)}-01T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const before = this.#lines(group, by, first, last).map((line) =>
      ofLine(line, { period: line.period, id: line.id, name: {}, values: [] }),
    );
    return withPlaces([...before, ...asked], this.#deps.rules.rankLeast).slice(before.length);
  }

  /** The hall in each period. */
  #wholes(by: ReportPeriod, from: LocalDay, to: LocalDay): Map<string, Cell> {
    return new Map(this.#lines("hall", by, from, to).map(({ period, cell }) => [period, cell]));
  }

  /** Added up by period and thing, in order. */
  #lines(group: ReportGroup, by: ReportPeriod, from: LocalDay, to: LocalDay, only?: string): Line[] {
    const lines = new Map<string, Line>();
    const cellOf = (period: string, id: string) => {
      const key = `${period}\n${id}`;
      const line = lines.get(key) ?? { period, id, cell: newCell() };
      lines.set(key, line);
      return line.cell;
    };
    for (const part of MONTHS_MAKE.has(by) ? byMonths(from, to) : [{ from, to, month: null }]) {
      const kept = part.month === null ? null : this.#month(group, part.month);
      for (const [id, cell] of kept ?? []) {
        if (only === undefined || id === only) merge(cellOf(periodOf(part.from, null, by), id), cell);
      }
      if (kept !== null) continue;
      const figures = this.#deps.reader.figures(group, part.from, part.to, by === "hour");
      this.#addUp(figures, only, (day, hour, id) => cellOf(periodOf(day, hour, by), id));
    }
    return [...lines.values()].sort(byPeriodAndId);
  }

  #addUp(
    all: Iterable<ReportFigures>,
    only: string | undefined,
    cellOf: (day: LocalDay, hour: number | null, id: string) => Cell,
  ): void {
    const namedOn = this.#extendedOn();
    for (const figures of all) {
      const { day, id, hour } = figures;
      if (only !== undefined && id !== only) continue;
      const cell = cellOf(day, hour, id);
      figures.addTo(cell, namedOn(day));
      if (hour === null) put(cell, "days", 1);
    }
  }

  /** A whole month added up, kept while its roll-up stays as it is; null while that is not complete. */
  #month(group: ReportGroup, month: string): ReadonlyMap<string, Cell> | null {
    const stamp = this.#deps.reader.monthStamp(month);
    if (stamp === null) return null;
    return this.#months.of(`${group} ${month}`, stamp, () => this.#monthCells(group, month, stamp));
  }

  #monthCells(group: ReportGroup, month: string, stamp: string): ReadonlyMap<string, Cell> {
    const { reader, months } = this.#deps;
    const name = `${group} ${month}`;
    const found = months?.find(name, stamp) ?? null;
    if (found !== null) return found;
    const cells = new Map<string, Cell>();
    this.#addUp(reader.figures(group, `${month}-01`, `${month}-31`, false), undefined, (_day, _hour, id) => {
      const cell = cells.get(id) ?? newCell();
      cells.set(id, cell);
      return cell;
    });
    months?.keep(name, stamp, cells);
    return cells;
  }

  /** Every period of a report about the hall is there, also one in which nothing happened. */
  #filled(lines: Line[], group: ReportGroup, by: ReportPeriod, from: LocalDay, to: LocalDay, only?: string): Line[] {
    if (by === "hour" || (group !== "hall" && only === undefined)) return lines;
    const known = new Set(lines.map(({ period }) => period));
    const today = localDay(this.#deps.nowMs(), this.#deps.settings.timezone);
    for (const day of eachDay(from, to < today ? to : today)) {
      const period = periodOf(day, null, by);
      if (!known.has(period)) lines.push({ period, id: only ?? "", cell: newCell() });
      known.add(period);
    }
    return lines.sort(byPeriodAndId);
  }

  /** Cases finished in a quarter of an hour of extended hours are counted as such; the quarters are not kept. */
  #extendedOn(): (day: LocalDay) => (name: string) => string | null {
    const { calendar } = this.#deps.settings;
    const known = new Map<LocalDay, (name: string) => string | null>();
    return (day) => {
      const found = known.get(day);
      if (found !== undefined) return found;
      const extended = calendar === undefined ? [] : hallDay(calendar, day).hours.filter((hours) => hours.extended);
      const named = (name: string) => {
        if (name.charCodeAt(0) !== LETTER_Q || name.charCodeAt(1) !== COLON) return name;
        const minute = Number(name.slice(2)) * QUARTER;
        return extended.some(({ from, to }) => from <= minute && minute < to) ? "extended" : null;
      };
      known.set(day, named);
      return named;
    };
  }

  #now(): string {
    return isoWithOffset(Math.floor(this.#deps.nowMs()), this.#deps.settings.timezone);
  }
}

const PUBLIC_COLUMNS = [
  ...["finished", "waitP50", "waitP90", "askedRate", "active", "activeRate", "withDefaultsRate"],
  ...["good", "goodLow", "goodHigh"],
];

const byPeriodAndId = (one: Line, other: Line) =>
  one.period === other.period ? compare(one.id, other.id) : compare(one.period, other.period);

/** Window 10 comes after window 2. One collator for all: asked by options, each comparison would make its own. */
const { compare } = new Intl.Collator("en", { numeric: true });
