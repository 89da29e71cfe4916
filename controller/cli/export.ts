// `hallkeeper export`: reports, and lists of events, cases and tickets, streamed; without personal data by default.
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Config } from "../../config/schema.ts";
import { REPORT_FORMATS, REPORT_GROUPS, REPORT_PERIODS, type ReportFormat } from "../contract/reports.ts";
import { dayAfter } from "../domain/calendar.ts";
import { localDay } from "../domain/time.ts";
import { LISTS, type ListName, listLines } from "../reports/lists.ts";
import { presetOf } from "../reports/presets.ts";
import { ReportRoom } from "../reports/room.ts";
import { reportRules } from "../reports/rules.ts";
import { settingsOf } from "../settings-of-config.ts";
import { logPath } from "../store/open-log.ts";

/** A wrong word on the command line. */
export class ExportUsageError extends Error {}

export interface ExportArguments {
  readonly config: Config;
  readonly dataDir: string;
  /** A report's name, `events`, `cases` or `tickets`. */
  readonly what: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly by: string | undefined;
  readonly group: string | undefined;
  readonly format: string | undefined;
  /** With tokens, hashes of persons, comments; staff by name. */
  readonly full: boolean;
  readonly out: string | undefined;
  readonly version: string;
  readonly nowMs: () => number;
}

function chosen<T extends string>(value: string | undefined, among: readonly T[], option: string): T | undefined {
  if (value === undefined || (among as readonly string[]).includes(value)) return value as T | undefined;
  throw new ExportUsageError(`--${option} ${value}: one of ${among.join(", ")}`);
}

function day(value: string | undefined, option: string, otherwise: string): string {
  if (value === undefined) return otherwise;
  const date = new Date(`${value}T00:00:00Z`);
  const isReal = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime());
  if (!isReal || !date.toISOString().startsWith(value)) throw new ExportUsageError(`--${option} ${value}: YYYY-MM-DD`);
  return value;
}

/** Writes to the file or to standard output; says how many rows there were. */
export async function exportCommand(args: ExportArguments): Promise<{ readonly rows: number }> {
  const { config, dataDir, what } = args;
  const today = localDay(args.nowMs(), config.hall.timezone);
  const from = day(args.from, "from", day(args.to, "to", today));
  const to = day(args.to, "to", today);
  if (from > to) throw new ExportUsageError(`--from ${from} is after --to ${to}`);
  const list = LISTS.find((name) => name === what);
  if (list !== undefined) return exportList(args, list, from, to);
  const preset = presetOf(what ?? "");
  if (preset === null) throw new ExportUsageError(`export ${what ?? ""}: a report, ${LISTS.join(", ")}`);
  const format: ReportFormat = chosen(args.format, REPORT_FORMATS, "format") ?? "csv";
  const query = {
    ...{ report: preset.name, from, to, names: args.full },
    by: chosen(args.by, REPORT_PERIODS, "by"),
    group: chosen(args.group, REPORT_GROUPS, "group"),
  };
  const { version, nowMs } = args;
  const path = logPath(dataDir);
  const room = new ReportRoom({ path, settings: settingsOf(config), rules: reportRules(config), version }, nowMs);
  try {
    const table = room.table(query);
    const file = await room.file(query, format);
    await written(args.out, async (stream) => void (await put(stream, file?.bytes ?? "")));
    return { rows: table?.rows.length ?? 0 };
  } finally {
    room.close();
  }
}

async function exportList(args: ExportArguments, list: ListName, from: string, to: string): Promise<{ rows: number }> {
  const format = chosen(args.format, ["csv", "json"] as const, "format") ?? "csv";
  const options = { path: logPath(args.dataDir), timezone: args.config.hall.timezone, full: args.full, format };
  let rows = 0;
  await written(args.out, async (stream) => {
    // The span's last day ends where the next one begins.
    for (const part of listLines(list, from, dayAfter(to), options)) {
      rows += part.rows;
      await put(stream, part.text);
    }
  });
  return { rows };
}

/** Waits while the reader is slower than we are: memory does not grow with the log. */
async function put(stream: Writable, text: string | Uint8Array): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}

async function written(out: string | undefined, write: (stream: Writable) => Promise<void>): Promise<void> {
  if (out === undefined) return write(process.stdout);
  const stream = createWriteStream(out);
  await write(stream);
  stream.end();
  await finished(stream);
}
