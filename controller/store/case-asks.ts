// Askings and calls of each case as rows, for the reports and for cases that the state knows no more.
import type { AskedSum, CaseAsks } from "../domain/asking-types.ts";
import type { EventData, EventType, LoggedEvent } from "../domain/events.ts";
import { type MarkAppliers, markAppliers } from "./rating-marks.ts";
import type { Database } from "./sqlite.ts";

/** One migration step. `channel` of a call is `phone`; the end of a case is kept once, beside them. */
export const ASKS_SCHEMA = `
CREATE TABLE asks (
  seq INTEGER PRIMARY KEY, case_seq INTEGER NOT NULL, channel TEXT NOT NULL, stage INTEGER NOT NULL,
  attempt INTEGER NOT NULL, at_ms INTEGER NOT NULL, outcome TEXT, called_by TEXT
) STRICT;
CREATE INDEX asks_case ON asks (case_seq);
CREATE TABLE settled_cases (case_seq INTEGER PRIMARY KEY, outcome TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
`;
export const ASKS_TABLES = ["asks", "settled_cases"] as const;

const CASE = "(SELECT seq FROM cases WHERE id = ?)";

type AskAppliers = {
  [T in EventType & (`contact.left` | "contact.removed" | `callback.${string}` | AskType)]: Applier<T>;
};
type AskType = "rating.asked" | "rating.ask-ended" | "rating.settled";
type Applier<T extends EventType> = ((data: EventData[T], event: LoggedEvent) => void) | null;

/** Askings and calls, and what was said to a rating afterwards. */
export function askAppliers(db: Database): AskAppliers & MarkAppliers {
  const insert = db.prepare(
    `INSERT INTO asks (seq, case_seq, channel, stage, attempt, at_ms, outcome, called_by)
      SELECT ?, seq, ?, ?, ?, ?, ?, ? FROM cases WHERE id = ?`,
  );
  const end = db.prepare(
    `UPDATE asks SET outcome = ? WHERE case_seq = ${CASE} AND channel = ? AND stage = ? AND attempt = ?
      AND called_by IS NULL`,
  );
  const settle = db.prepare(
    "INSERT OR IGNORE INTO settled_cases (case_seq, outcome, at_ms) SELECT seq, ?, ? FROM cases WHERE id = ?",
  );
  return {
    "rating.asked": ({ caseId, channel, stage, attempt }, { seq, atMs }) => {
      insert.run(seq, channel, stage, attempt, atMs, null, null, caseId);
    },
    "rating.ask-ended": ({ caseId, channel, stage, attempt, outcome }) => {
      end.run(outcome, caseId, channel, stage, attempt);
    },
    "callback.attempted": ({ caseId, attempt, by, result, kind }, { seq, atMs }) => {
      // A call about how a bad rating was dealt with is no asking for one.
      if (kind !== "loop") insert.run(seq, "phone", 2, attempt, atMs, result, by, caseId);
    },
    "rating.settled": ({ caseId, outcome }, { atMs }) => {
      settle.run(outcome, atMs, caseId);
    },
    "contact.left": null,
    "contact.removed": null,
    "callback.claimed": null,
    "callback.released": null,
    ...markAppliers(db),
  };
}

/** An asking that reached somebody: a message that may have arrived, or a call that became a conversation. */
export const REACHED = `(a.stage = 2 AND ((a.called_by IS NULL AND (a.outcome IS NULL OR a.outcome = 'delivered'))
  OR a.outcome IN ('rated', 'declined')))`;

/** Whether somebody was asked, or was not after all: a message that arrived, or a call nobody took, changes nothing. */
export function isAsking({ type, data }: LoggedEvent): boolean {
  if (type === "callback.attempted") return data.result === "rated" || data.result === "declined";
  return type !== "rating.ask-ended" || data.outcome !== "delivered";
}

interface AskRow {
  readonly channel: string;
  readonly stage: number;
  readonly attempt: number;
  readonly at_ms: number;
  readonly outcome: string | null;
  readonly called_by: string | null;
}

/**
 * Asked: at the pad, or by a message that may have arrived, or in a conversation, or rated by any way. The period of
 * a case without an end is still open. Completion alone: what is asked at acceptance stays apart (R13).
 */
const SUMS = `
WITH f AS (
  SELECT c.seq, c.invited_ms, r.channel, r.origin, s.outcome AS settled,
    EXISTS (SELECT 1 FROM asks a WHERE a.case_seq = c.seq AND ${REACHED}) AS reached,
    EXISTS (SELECT 1 FROM asks a WHERE a.case_seq = c.seq AND a.outcome = 'declined') AS declined
  FROM cases c
  LEFT JOIN ratings r ON r.seq = (SELECT max(seq) FROM ratings
    WHERE case_seq = c.seq AND stage = 2 AND sequence = 1)
  LEFT JOIN settled_cases s ON s.case_seq = c.seq
  WHERE c.finished_ms >= ? AND c.finished_ms < ? AND c.seq >= ?
), g AS (
  SELECT (coalesce(origin, '') = 'active' OR invited_ms IS NOT NULL OR reached) AS asked,
    coalesce(origin, '') = 'active' AS active, coalesce(origin, '') = 'default' AS by_default, channel, origin,
    settled, declined FROM f
)
SELECT count(*) AS cases, asked, active, by_default AS byDefault, CASE
  WHEN active THEN CASE channel WHEN 'window_pad' THEN 'pad' WHEN 'qr' THEN 'qr' WHEN 'sms' THEN 'sms'
    WHEN 'phone' THEN 'phone' ELSE 'other' END
  WHEN origin IS NOT NULL THEN origin
  WHEN declined THEN 'declined'
  WHEN settled = 'unreachable' THEN 'unreachable'
  WHEN NOT asked THEN 'not-asked'
  WHEN settled IS NULL THEN 'waiting'
  ELSE 'silent' END AS kind
FROM g GROUP BY 2, 3, 4, 5 ORDER BY 2, 3, 4, 5`;

/** Cases opened so long before they were finished are rare: where the search begins. */
const OPEN_MS_MAX = 7 * 86_400_000;

/** Rows of the three figures for cases finished in this span: for the page of call-backs and for reports. */
export function askedSums(db: Database, fromMs: number, toMs: number): AskedSum[] {
  const day = Number(new Date(fromMs - OPEN_MS_MAX).toISOString().slice(0, 10).replaceAll("-", ""));
  const first = db.prepare("SELECT min(from_seq) AS seq FROM days WHERE day >= ?").get(day) as { seq: number | null };
  return db.prepare(SUMS).all(fromMs, toMs, first.seq ?? 0) as AskedSum[];
}

export function caseAsks(db: Database, caseId: string): CaseAsks {
  const rows = db.prepare(`SELECT * FROM asks WHERE case_seq = ${CASE} ORDER BY seq LIMIT 100`).all(caseId) as AskRow[];
  const end = db.prepare(`SELECT outcome FROM settled_cases WHERE case_seq = ${CASE}`).get(caseId) as
    | { outcome: string }
    | undefined;
  const paper = db
    .prepare(`SELECT t.print, t.issued_ms FROM tickets t WHERE t.seq = (SELECT ticket_seq FROM cases WHERE id = ?)`)
    .get(caseId) as { print: string; issued_ms: number } | undefined;
  return {
    asks: rows.map(({ at_ms: atMs, called_by: by, ...row }) => {
      const { channel, stage, attempt, outcome } = row;
      return { channel, stage, attempt, atMs, outcome, by };
    }),
    settled: end?.outcome ?? null,
    printedAtMs: paper?.print === "printed" ? paper.issued_ms : null,
  };
}

/** The rows, for the routes. */
export class AskReader {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  sums(fromMs: number, toMs: number): AskedSum[] {
    return askedSums(this.#db, fromMs, toMs);
  }

  ofCase(caseId: string): CaseAsks {
    return caseAsks(this.#db, caseId);
  }
}
