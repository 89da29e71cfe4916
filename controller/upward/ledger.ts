// What became of each report to the province, apart from the log: ids, states and reasons, never anybody's data.
import type { UploadFault, UploadState } from "../contract/upward.ts";
import { openBeside } from "../messages/outbox-file.ts";
import type { Database } from "../store/sqlite.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY, province TEXT NOT NULL, case_id TEXT NOT NULL, number TEXT NOT NULL, stage INTEGER NOT NULL,
  sequence INTEGER NOT NULL, state TEXT NOT NULL, faults TEXT NOT NULL, attempts INTEGER NOT NULL,
  created_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS uploads_ended ON uploads (state, ended_ms DESC);
`;
/** A province asks for no longer than this. */
export const LEDGER_DAYS_MAX = 1_100;
const DAY_MS = 86_400_000;

/** What the message of a report is about. */
export interface UploadAbout {
  readonly kind: "rating" | "case";
  readonly seq: number;
  readonly caseId: string;
  readonly number: string;
  readonly stage: number;
  readonly sequence: number;
  /** The message about the default it takes the place of. */
  readonly supersedes?: string;
}

/** One that has come to an end. */
export interface LedgerRow {
  readonly id: string;
  readonly caseId: string;
  readonly number: string;
  readonly stage: number;
  readonly sequence: number;
  readonly state: UploadState;
  readonly faults: readonly UploadFault[];
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly endedAtMs: number;
}

interface RawRow extends Omit<LedgerRow, "faults"> {
  readonly faults: string;
}

const COLUMNS = `id, case_id AS caseId, number, stage, sequence, state, faults, attempts, created_ms AS createdAtMs,
  ended_ms AS endedAtMs`;

export class UploadLedger {
  readonly #db: Database;

  constructor(path: string, warn: (fields: object, message: string) => void) {
    this.#db = openBeside(path, warn);
    this.#db.exec(SCHEMA);
  }

  /** Written before the outbox ends the message: after a crash in between it is done again, with the same end. */
  write(province: string, { faults, ...row }: LedgerRow): void {
    this.#db
      .prepare("INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        ...[row.id, province, row.caseId, row.number, row.stage, row.sequence, row.state, JSON.stringify(faults)],
        ...[row.attempts, row.createdAtMs, row.endedAtMs],
      );
  }

  /** The ends of one exchange reach the disk together: the hall does not wait for it record by record. */
  together<T>(run: () => T): T {
    return this.#db.transaction(run)();
  }

  /** Sent again: it has come to no end. */
  forget(id: string): void {
    this.#db.prepare("DELETE FROM uploads WHERE id = ?").run(id);
  }

  get(id: string): LedgerRow | null {
    const row = this.#db.prepare(`SELECT ${COLUMNS} FROM uploads WHERE id = ?`).get(id) as RawRow | undefined;
    return row === undefined ? null : rowOf(row);
  }

  /** Newest first. */
  list(state: UploadState | null, limit: number): LedgerRow[] {
    const rows = this.#db
      .prepare(
        `SELECT ${COLUMNS} FROM uploads WHERE @state IS NULL OR state = @state ORDER BY ended_ms DESC, id LIMIT @limit`,
      )
      .all({ state, limit }) as RawRow[];
    return rows.map(rowOf);
  }

  counts(): ReadonlyMap<UploadState, number> {
    const rows = this.#db.prepare("SELECT state, count(*) AS count FROM uploads GROUP BY state").all();
    return new Map((rows as { state: UploadState; count: number }[]).map(({ state, count }) => [state, count]));
  }

  /** Why those did not arrive: one row per state, reason and field. */
  reasons(): {
    readonly state: UploadState;
    readonly reason: string;
    readonly field: string;
    readonly count: number;
  }[] {
    const sql = `SELECT u.state, json_extract(f.value, '$.reason') AS reason, json_extract(f.value, '$.field') AS field,
      count(*) AS count FROM uploads u, json_each(u.faults) f WHERE u.state NOT IN ('sent', 'withdrawn')
      GROUP BY 1, 2, 3 ORDER BY 4 DESC, 2, 3 LIMIT 100`;
    return this.#db.prepare(sql).all() as ReturnType<UploadLedger["reasons"]>;
  }

  lastSentMs(): number | null {
    const row = this.#db.prepare("SELECT max(ended_ms) AS ms FROM uploads WHERE state = 'sent'").get();
    return (row as { ms: number | null }).ms;
  }

  purge(nowMs: number): number {
    return this.#db.prepare("DELETE FROM uploads WHERE ended_ms < ?").run(nowMs - LEDGER_DAYS_MAX * DAY_MS).changes;
  }

  close(): void {
    this.#db.close();
  }
}

function rowOf({ faults, ...row }: RawRow): LedgerRow {
  return { ...row, faults: JSON.parse(faults) as UploadFault[] };
}
