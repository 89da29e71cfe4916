// Reports to the province as the manager's page sees them: counts, reasons, single records, and sending again.
import type { Config } from "../../config/schema.ts";
import type { UploadReason, UploadState, UploadsQuery, UploadView, UpwardView } from "../contract/upward.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { LocalDay } from "../domain/types.ts";
import type { StoredRow } from "../messages/outbox-file.ts";
import type { SqliteOutbox } from "../messages/sqlite-outbox.ts";
import type { ProvinceAdapter } from "./adapter.ts";
import { type ExportPart, exportLines } from "./export.ts";
import type { LedgerRow, UploadAbout, UploadLedger } from "./ledger.ts";
import type { UpwardLog } from "./log-reader.ts";
import { RecordMaker } from "./maker.ts";
import { placeOf } from "./record.ts";
import type { UploadSender } from "./sender.ts";

const LIST_MAX = 200;
/** Replayed in one go. */
const REPLAY_MAX = 10_000;
/** A person may mend the cause of these; what was taken back or has arrived is left alone. */
const REPLAYABLE: readonly UploadState[] = ["refused", "rejected", "undelivered"];

export interface DeskOptions {
  readonly config: Pick<Config, "upward" | "hall" | "windows" | "staff">;
  readonly outbox: SqliteOutbox;
  readonly ledger: UploadLedger;
  readonly adapter: ProvinceAdapter;
  readonly reader: UpwardLog;
  /** Null: nothing is uploaded here. */
  readonly sender: UploadSender | null;
  readonly trouble: () => string;
}

export class UpwardDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  summary(): UpwardView {
    const { config, ledger, outbox, sender, trouble } = this.#options;
    const { province, area } = config.upward;
    const counts = ledger.counts();
    const queued = outbox.file.counts().find(({ channel, state }) => channel === "upload" && state === "queued");
    const of = (state: UploadState) => counts.get(state) ?? 0;
    const next = province === "none" ? null : outbox.file.first("upload", province);
    return {
      province,
      uploads: sender !== null,
      trouble: trouble(),
      area: area === undefined ? "" : wordsOf({ ...area }),
      counts: {
        ...{ queued: queued?.count ?? 0, sent: of("sent"), refused: of("refused"), rejected: of("rejected") },
        ...{ undelivered: of("undelivered"), withdrawn: of("withdrawn") },
      },
      reasons: ledger.reasons().map((row) => ({ ...row, reason: row.reason as UploadReason })),
      lastSentAt: this.#at(ledger.lastSentMs()),
      oldestQueuedAt: this.#at(queued?.oldestMs ?? null),
      nextAt: this.#at(next?.nextAtMs ?? null),
    };
  }

  list({ state }: UploadsQuery): UploadView[] {
    const { ledger, outbox } = this.#options;
    if (state === "queued") {
      return outbox.file.list({ channel: "upload", state: "queued", limit: LIST_MAX }).map((row) => this.#waiting(row));
    }
    return ledger.list(state ?? null, LIST_MAX).map((row) => this.#ended(row));
  }

  /** One, or all of a state that a person may have mended the cause of. Null: there is no such report. */
  replay(id: string): "queued" | "unknown" | "not-dead" {
    const { ledger, outbox, sender } = this.#options;
    const row = ledger.get(id);
    if (row === null) return outbox.get(id) === null ? "unknown" : "not-dead";
    if (!REPLAYABLE.includes(row.state)) return "not-dead";
    sender?.forget(id);
    if (!outbox.replay(id)) return "not-dead";
    ledger.forget(id);
    return "queued";
  }

  replayAll(state: UploadState): number {
    const rows = this.#options.ledger.list(state, REPLAY_MAX);
    return rows.filter(({ id }) => this.replay(id) === "queued").length;
  }

  /** The file for hand-over, in the province's form; nobody's data, whatever is uploaded. */
  file(
    from: LocalDay,
    to: LocalDay,
  ): { readonly name: string; readonly type: string; readonly text: Iterable<string> } {
    const { config, adapter, reader: log } = this.#options;
    const maker = new RecordMaker({ config, log, vault: null });
    const format = adapter.file.kind;
    return {
      name: `${adapter.province}-${from === to ? from : `${from}-${to}`}.${format}`,
      type: format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
      text: filled(exportLines({ adapter, log, maker, from, to, format })),
    };
  }

  #waiting({ id, body, attempts, createdAtMs, nextAtMs }: StoredRow): UploadView {
    const { caseId, number, stage, sequence } = body as UploadAbout;
    return {
      ...{ id, caseId, number, stage, sequence, attempts, state: "queued", faults: [], endedAt: null },
      createdAt: isoWithOffset(createdAtMs, this.#options.config.hall.timezone),
      nextAt: this.#at(nextAtMs),
    };
  }

  #ended({ createdAtMs, endedAtMs, faults, ...row }: LedgerRow): UploadView {
    const { timezone } = this.#options.config.hall;
    return {
      ...row,
      faults: [...faults],
      createdAt: isoWithOffset(createdAtMs, timezone),
      endedAt: isoWithOffset(endedAtMs, timezone),
      nextAt: null,
    };
  }

  #at(ms: number | null): string | null {
    return ms === null ? null : isoWithOffset(ms, this.#options.config.hall.timezone);
  }
}

/** Without the empty pieces: in a stream they would mean its end. */
function* filled(parts: Iterable<ExportPart>): Generator<string> {
  for (const { text } of parts) if (text !== "") yield text;
}

function wordsOf(area: NonNullable<Config["upward"]["area"]>): string {
  const { city, county = null, township = null, village = null } = area;
  const place = placeOf({ city, county, township, village });
  return `${place.name} ${place.code}`;
}
