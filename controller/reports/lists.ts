// Whole lists of the log and its tables, page by page, as CSV or lines of JSON.
import { isoWithOffset } from "../domain/time.ts";
import type { LocalDay } from "../domain/types.ts";
import { hexOf } from "../store/chain.ts";
import { openLogForReading } from "../store/open-log.ts";
import type { Database } from "../store/sqlite.ts";
import { guarded } from "./files.ts";

export const LISTS = ["events", "cases", "tickets"] as const;
export type ListName = (typeof LISTS)[number];

export interface ListOptions {
  readonly path: string;
  readonly timezone: string;
  /** Tokens of citizens' pages, hashes of persons, comments and chain hashes too. */
  readonly full: boolean;
  readonly format: "csv" | "json";
}

/** A piece to be written, and how many rows it holds. */
export interface ListPart {
  readonly text: string;
  readonly rows: number;
}

const PAGE_ROWS = 1_000;
const BOM = "\ufeff";
const EOL = "\r\n";

type Cell = string | number | null;
interface List {
  readonly head: readonly string[];
  /** Rows after a number, oldest first; the first column is the number of the row's event. */
  readonly sql: string;
  readonly row: (raw: readonly unknown[], options: ListOptions, timeOf: (ms: unknown) => string) => readonly Cell[];
}

/** What names or reaches a person: the page's token, the hashes of papers, what people wrote. */
const PERSONAL = /"(token|person|comment)":"(?:[^"\\]|\\.)*"/g;
const MAYBE_PERSONAL = /"(?:token|person|comment)":"/;

/** The event's data without what concerns a person. */
export function anonymous(data: string): string {
  return MAYBE_PERSONAL.test(data) ? data.replace(PERSONAL, '"$1":null') : data;
}

const EVENTS: List = {
  head: ["seq", "at", "type", "actor", "data", "hash"],
  sql: "SELECT seq, at_ms, type, actor, data, hash FROM events WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ?",
  row: ([seq, atMs, type, actor, data, hash], { full }, timeOf) => [
    ...[seq as number, timeOf(atMs), type as string, actor as string],
    full ? (data as string) : anonymous(data as string),
    // The hash is of the whole text: beside a shortened one it would only look wrong.
    full ? hexOf(hash as Uint8Array) : null,
  ],
};

const CASES: List = {
  head: [
    ...["seq", "case", "day", "number", "service", "window", "staff", "opened", "finished", "limitMinutes", "late"],
    ...["heldSeconds", "invited", "level", "channel", "origin"],
  ],
  sql: `SELECT c.seq, c.id, t.day, t.number, c.service_id, c.window_id, c.staff_id, c.opened_ms, c.finished_ms,
    c.limit_minutes, c.late, c.held_ms, c.invited_ms, r.level, r.channel, r.origin
    FROM cases c JOIN tickets t ON t.seq = c.ticket_seq
    LEFT JOIN ratings r ON r.case_seq = c.seq AND r.stage = 2 AND r.sequence = 1
    WHERE c.seq > ? AND c.seq < ? ORDER BY c.seq LIMIT ?`,
  row: (raw, _options, timeOf) => {
    const [seq, id, day, number, service, window, staff, opened, finished, limit, late, held, invited, ...rated] =
      raw as Cell[];
    return [
      ...[seq ?? null, id ?? null, dayText(day), number ?? null, service ?? null, window ?? null, staff ?? null],
      ...[
        timeOf(opened),
        timeOf(finished),
        limit ?? null,
        late ?? null,
        Number(held) / 1000,
        timeOf(invited),
        ...rated,
      ],
    ];
  },
};

const TICKETS: List = {
  head: [
    ...["seq", "ticket", "day", "number", "service", "movedTo", "window", "priority", "state", "issued", "called"],
    ...["started", "finished", "calls"],
  ],
  sql: `SELECT seq, id, day, number, service_id, moved_to, window_id, priority, state, issued_ms, called_ms,
    started_ms, finished_ms, calls FROM tickets WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ?`,
  row: (raw, _options, timeOf) => {
    const [seq, id, day, number, service, moved, window, priority, state, issued, called, started, finished, calls] =
      raw as Cell[];
    return [
      ...[seq ?? null, id ?? null, dayText(day), number ?? null, service ?? null, moved ?? null, window ?? null],
      ...[priority ?? null, state ?? null, timeOf(issued), timeOf(called), timeOf(started), timeOf(finished)],
      calls ?? null,
    ];
  },
};

const ALL: Readonly<Record<ListName, List>> = { events: EVENTS, cases: CASES, tickets: TICKETS };

const dayText = (day: unknown) => String(day).replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");

function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = guarded(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The range of event numbers of the days from `from` up to, not including, `end`. */
function rangeOf(db: Database, from: LocalDay, end: LocalDay): { readonly after: number; readonly before: number } {
  const first = db.prepare("SELECT min(from_seq) AS seq FROM days WHERE day >= ?");
  const seqOf = (day: LocalDay) =>
    (first.get(Number(day.replaceAll("-", ""))) as { seq: number | null }).seq ?? Number.MAX_SAFE_INTEGER;
  return { after: seqOf(from) - 1, before: seqOf(end) };
}

/** The list of a span of days; what is appended meanwhile on its last day is in it or not. */
export function* listLines(name: ListName, from: LocalDay, end: LocalDay, options: ListOptions): Generator<ListPart> {
  const list = ALL[name];
  const { format, timezone } = options;
  const timeOf = (ms: unknown) => (typeof ms === "number" ? isoWithOffset(ms, timezone) : "");
  const db = openLogForReading(options.path);
  try {
    if (format === "csv") yield { text: BOM + list.head.join(",") + EOL, rows: 0 };
    const page = db.prepare(list.sql).raw();
    const { after: first, before } = rangeOf(db, from, end);
    for (let after = first; ; ) {
      const rows = page.all(after, before, PAGE_ROWS) as unknown[][];
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last[0] as number;
      yield {
        text: pageText(
          rows.map((raw) => list.row(raw, options, timeOf)),
          list.head,
          format,
        ),
        rows: rows.length,
      };
    }
  } finally {
    db.close();
  }
}

function pageText(rows: readonly (readonly Cell[])[], head: readonly string[], format: "csv" | "json"): string {
  let text = "";
  for (const row of rows) {
    if (format === "csv") text += row.map(csvCell).join(",") + EOL;
    else text += `${JSON.stringify(Object.fromEntries(head.map((name, at) => [name, row[at] ?? null])))}\n`;
  }
  return text;
}
