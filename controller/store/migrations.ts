// The tables, as numbered steps. A step is never edited after a release: a change is a new step.
import { ASKS_SCHEMA, ASKS_TABLES } from "./case-asks.ts";
import { LOOPS_SCHEMA } from "./loop-ledger.ts";
import { MARKS_SCHEMA } from "./rating-marks.ts";
import { ROLLUP_SCHEMA, ROLLUP_TABLES } from "./report-rollup.ts";
import type { Database } from "./sqlite.ts";
import { StoreError } from "./store-error.ts";

/** "HALL": tells our file from any other SQLite file. */
export const APPLICATION_ID = 0x48414c4c;

/** Everything derived from the events; dropped and made again by a rebuild. */
export const PROJECTION_TABLES = [
  ...["days", "tickets", "calls", "cases", "ratings", "loops"],
  ...ASKS_TABLES,
  ...ROLLUP_TABLES,
] as const;

const STEP_1 = `
CREATE TABLE events (
  seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, type TEXT NOT NULL, actor TEXT NOT NULL,
  data TEXT NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE INDEX events_day ON events (seq) WHERE type = 'day.started';
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'the log is append-only: no update'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'the log is append-only: no delete'); END;
-- INSERT OR REPLACE slips past the other two.
CREATE TRIGGER events_next_only BEFORE INSERT ON events
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
  BEGIN SELECT RAISE(ABORT, 'the log is append-only: not the next seq'); END;

CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('opens', 0), ('probe', NULL);

CREATE TABLE idempotency (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL, body TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;

-- day is yyyymmdd of the hall's own calendar. Rows are keyed by the event that made them: a day is a range of seq.
CREATE TABLE days (day INTEGER PRIMARY KEY, from_seq INTEGER NOT NULL) STRICT;
-- service_id is where the ticket was issued for, moved_to where a transfer brought it.
CREATE TABLE tickets (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, day INTEGER NOT NULL, number TEXT NOT NULL, token TEXT NOT NULL,
  service_id TEXT NOT NULL, moved_to TEXT, window_id TEXT, priority TEXT, state TEXT NOT NULL, print TEXT NOT NULL,
  print_attempts INTEGER NOT NULL, issued_ms INTEGER NOT NULL, called_ms INTEGER, calls INTEGER NOT NULL,
  started_ms INTEGER, finished_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX tickets_id ON tickets (id);
CREATE UNIQUE INDEX tickets_number ON tickets (day, number);
-- By day first: random tokens then touch today's corner of the index only, however many years it holds.
CREATE UNIQUE INDEX tickets_token ON tickets (day, token);
-- One row per call of a ticket to a window (not per recall): what waits and outcomes are counted from.
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY, ticket_seq INTEGER NOT NULL, service_id TEXT NOT NULL, window_id TEXT NOT NULL,
  staff_id TEXT, last_ms INTEGER NOT NULL, arrived_ms INTEGER, outcome TEXT
) STRICT;
CREATE INDEX calls_ticket ON calls (ticket_seq);
CREATE TABLE cases (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, ticket_seq INTEGER NOT NULL, service_id TEXT NOT NULL,
  window_id TEXT NOT NULL, staff_id TEXT, limit_minutes REAL, opened_ms INTEGER NOT NULL, finished_ms INTEGER,
  late INTEGER NOT NULL, held_at_ms INTEGER, held_ms INTEGER NOT NULL, invited_ms INTEGER, invite_until_ms INTEGER,
  lapsed_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX cases_id ON cases (id);
CREATE INDEX cases_ticket ON cases (ticket_seq);
CREATE TABLE ratings (
  seq INTEGER PRIMARY KEY, case_seq INTEGER NOT NULL, stage INTEGER NOT NULL, sequence INTEGER NOT NULL,
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5), channel TEXT NOT NULL, origin TEXT NOT NULL
) STRICT;
-- One case, one rating: the rules say so too, this is the second lock.
CREATE UNIQUE INDEX ratings_once ON ratings (case_seq, stage, sequence);
`;

/** Events that changed a rating after its touch: another level within seconds, reasons within minutes. */
const STEP_2 = `
ALTER TABLE ratings ADD COLUMN changed_seq INTEGER;
ALTER TABLE ratings ADD COLUMN reasons_seq INTEGER;
`;

/** What the clerk said of a case: how it ended, how many of the same, and that its times say nothing. */
const STEP_CASE_MARKS = `
ALTER TABLE cases ADD COLUMN outcome TEXT;
ALTER TABLE cases ADD COLUMN quantity INTEGER;
ALTER TABLE cases ADD COLUMN time_flagged INTEGER;
`;

/**
 * Whom a case counts as asked is counted over every channel: the roll-up of earlier releases knew the pad alone. Its
 * days are rolled up anew, newest first; readers that keep months see another stamp.
 */
const STEP_ASKED = `
DELETE FROM report_days;
DELETE FROM report_cells;
DELETE FROM report_hours;
UPDATE meta SET value = value + 1 WHERE name GLOB 'rollup:*';
`;

const STEPS: readonly string[] = [
  ...[STEP_1, STEP_2, ROLLUP_SCHEMA, STEP_CASE_MARKS, LOOPS_SCHEMA, ASKS_SCHEMA],
  STEP_ASKED,
  MARKS_SCHEMA,
];
export const SCHEMA_VERSION = STEPS.length;

/** Refuses a file that is not ours or was written by a newer release. `user_version` 0 is a new file. */
export function checkSchema(db: Database, path: string): number {
  const version = Number(db.pragma("user_version", { simple: true }));
  const application = Number(db.pragma("application_id", { simple: true }));
  if (version > 0 && application !== APPLICATION_ID) {
    throw new StoreError("FOREIGN", `不是本系统的数据文件 ${path} is another program's database`);
  }
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      "SCHEMA_NEWER",
      `数据由更新的版本写入 ${path} was written by a newer release (schema ${version}, this one knows ` +
        `${SCHEMA_VERSION}). Install that release again; data are never converted backwards.`,
    );
  }
  return version;
}

/** Brings the file up to this release's schema, each step in a transaction of its own. */
export function migrate(db: Database, path: string): void {
  const from = checkSchema(db, path);
  for (const [at, step] of STEPS.entries()) {
    if (at < from) continue;
    db.transaction(() => {
      db.exec(step);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${at + 1}`);
    }).immediate();
  }
}
