// Answers questions for reports from a connection of its own; runs in a thread beside the hall, or in a command.
import { dirname, join } from "node:path";
import type { PublicFigures, ReportDefinitions, ReportFormat, ReportTable } from "../contract/reports.ts";
import { dayAfter } from "../domain/calendar.ts";
import { localDay } from "../domain/time.ts";
import type { HallSettings } from "../domain/types.ts";
import { ReportReader } from "../store/report-reader.ts";
import { ReportDesk, type ReportQuery, type ReportRules } from "./desk.ts";
import { fileOf, type ReportFile } from "./files.ts";
import { KeptMonths } from "./kept-months.ts";
import { columnOf, METRICS } from "./metrics.ts";
import { GROUP_NAMES, PERIOD_NAMES, PRESETS } from "./presets.ts";

export interface RoomOptions {
  /** The log's database. */
  readonly path: string;
  readonly settings: HallSettings;
  readonly rules: ReportRules;
  readonly version: string;
}

const MONTHS_FILE = "report-months.sqlite";

/** Days published: the last full ones. A span of the asker's choice would tell small numbers by difference. */
export const PUBLIC_DAYS = 30;

export class ReportRoom {
  readonly #reader: ReportReader;
  readonly #desk: ReportDesk;
  readonly #months: KeptMonths;
  readonly #settings: HallSettings;
  readonly #nowMs: () => number;

  constructor({ path, settings, rules, version }: RoomOptions, nowMs: () => number) {
    this.#reader = new ReportReader(path);
    this.#settings = settings;
    this.#nowMs = nowMs;
    this.#months = new KeptMonths(join(dirname(path), MONTHS_FILE), [version, settings.calendar]);
    this.#desk = new ReportDesk({ reader: this.#reader, settings, rules, version, nowMs, months: this.#months });
  }

  /** Null: there is no such report. */
  table(query: ReportQuery): ReportTable | null {
    return this.#desk.ask(query);
  }

  async file(query: ReportQuery, format: ReportFormat): Promise<ReportFile | null> {
    const table = this.table(query);
    return table === null ? null : fileOf(table, format);
  }

  publicFigures(): PublicFigures {
    const yesterday = dayAfter(localDay(Math.floor(this.#nowMs()), this.#settings.timezone), -1);
    return this.#desk.publicFigures(dayAfter(yesterday, 1 - PUBLIC_DAYS), yesterday);
  }

  /** Work between questions; false: nothing is left. */
  warmOne(): boolean {
    return this.#desk.warmOne();
  }

  close(): void {
    this.#reader.close();
    this.#months.close();
  }
}

/** The dictionary and the reports there are. */
export function definitions(): ReportDefinitions {
  const named = <T extends string>(names: Readonly<Record<T, Readonly<Record<string, string>>>>) =>
    (Object.keys(names) as T[]).map((id) => ({ id, name: names[id] }));
  return {
    metrics: METRICS.map(columnOf),
    reports: PRESETS.map(({ name, title, by, group, span, columns }) => {
      return { name, title, by, group, span, columns: [...columns] };
    }),
    groups: named(GROUP_NAMES),
    periods: named(PERIOD_NAMES),
  };
}
