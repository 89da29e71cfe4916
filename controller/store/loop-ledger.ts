// The ledger of bad ratings and complaints (差评台账): a row per loop, folded by the very function the state is.
import type { LoggedEvent } from "../domain/events.ts";
import { closedMs, loopAfter } from "../domain/loop-life.ts";
import type { Loop } from "../domain/loop-types.ts";
import type { Database, Statement } from "./sqlite.ts";

/** Found by when it came in; `body` is the loop as JSON. */
export const LOOPS_SCHEMA = `
CREATE TABLE loops (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, received_ms INTEGER NOT NULL, closed_ms INTEGER, body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX loops_id ON loops (id);
CREATE INDEX loops_received ON loops (received_ms);
`;

/** Rows of one answer. */
export const LOOPS_READ_MAX = 5_000;

export type LoopEvent = Extract<LoggedEvent, { type: `loop.${string}` }>;

/** Writes the rows; the caller owns the transaction. */
export class LoopLedger {
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #body: Statement;

  constructor(db: Database) {
    this.#insert = db.prepare("INSERT INTO loops (seq, id, received_ms, closed_ms, body) VALUES (?, ?, ?, NULL, ?)");
    this.#update = db.prepare("UPDATE loops SET closed_ms = ?, body = ? WHERE id = ?");
    this.#body = db.prepare("SELECT body FROM loops WHERE id = ?");
  }

  apply(event: LoopEvent): void {
    const { loopId } = event.data;
    const row = this.#body.get(loopId) as { body: string } | undefined;
    const before = row === undefined ? null : (JSON.parse(row.body) as Loop);
    const after = loopAfter(before, event);
    if (after === null) return;
    if (row === undefined) this.#insert.run(event.seq, loopId, after.receivedMs, JSON.stringify(after));
    else this.#update.run(closedMs(after), JSON.stringify(after), loopId);
  }
}

/** How often each level was given by people, at completion, first records alone; index 1 to 5. */
export type LevelCounts = readonly [0, number, number, number, number, number];

/** Questions to the ledger. */
export class LoopReader {
  readonly #between: Statement;
  readonly #one: Statement;
  readonly #levels: Statement;

  constructor(db: Database) {
    this.#between = db.prepare(
      "SELECT body FROM loops WHERE received_ms >= ? AND received_ms < ? ORDER BY received_ms, seq LIMIT ?",
    );
    this.#one = db.prepare("SELECT body FROM loops WHERE id = ?");
    this.#levels = db.prepare(
      `SELECT r.level AS level, count(*) AS n FROM ratings r JOIN cases c ON c.seq = r.case_seq
        WHERE r.origin = 'active' AND r.stage = 2 AND r.sequence = 1 AND c.finished_ms >= ? AND c.finished_ms < ?
        GROUP BY r.level`,
    );
  }

  /** Those received in the span, oldest first. */
  between(fromMs: number, toMs: number): Loop[] {
    const rows = this.#between.all(fromMs, toMs, LOOPS_READ_MAX) as { body: string }[];
    return rows.map(({ body }) => JSON.parse(body) as Loop);
  }

  byId(loopId: string): Loop | null {
    const row = this.#one.get(loopId) as { body: string } | undefined;
    return row === undefined ? null : (JSON.parse(row.body) as Loop);
  }

  /** Of the cases finished in the span. */
  levels(fromMs: number, toMs: number): LevelCounts {
    const counts: [0, number, number, number, number, number] = [0, 0, 0, 0, 0, 0];
    for (const { level, n } of this.#levels.all(fromMs, toMs) as { level: 1 | 2 | 3 | 4 | 5; n: number }[]) {
      counts[level] = n;
    }
    return counts;
  }
}

/** Who rings now is known from the state alone. */
type Unkept = "loop.call-claimed" | "loop.call-released";
type LoopAppliers = {
  readonly [T in Exclude<LoopEvent["type"], Unkept>]: (data: unknown, event: LoggedEvent) => void;
} & { readonly [T in Unkept | "contact.revealed"]: null };

/** One applier for every event of a loop; who looked at a number stands in the log alone. */
export function loopAppliers(db: Database): LoopAppliers {
  const ledger = new LoopLedger(db);
  const apply = (_data: unknown, event: LoggedEvent) => ledger.apply(event as LoopEvent);
  return {
    "loop.received": apply,
    "loop.withdrawn": apply,
    "loop.assigned": apply,
    "loop.noted": apply,
    "loop.verified": apply,
    "loop.decided": apply,
    "loop.appeal-decided": apply,
    "loop.fixed": apply,
    "loop.replied": apply,
    "loop.called-back": apply,
    "loop.reviewed": apply,
    "loop.second-rated": apply,
    "loop.overdue": apply,
    "loop.reminded": apply,
    "loop.call-claimed": null,
    "loop.call-released": null,
    "contact.revealed": null,
  };
}
