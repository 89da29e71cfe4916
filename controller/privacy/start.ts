// Personal data end to end: commitments in the log for what the vault holds, looks that are logged, purge and report.
import type { Config } from "../../config/schema.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import type { PrivacyReport, PurgeView, RevealBody, RevealedView } from "../contract/privacy.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { Hall } from "../hall.ts";
import { LAST_PURGE } from "../messages/desk.ts";
import { logPurges, purgeNow } from "../messages/purges.ts";
import { kindOf } from "../messages/sealed-file.ts";
import type { SqliteVault } from "../messages/sqlite-vault.ts";
import { logPath } from "../store/open-log.ts";
import { UpwardLog } from "../upward/log-reader.ts";
import { committed, compare } from "./commitments.ts";

/** Kinds whose records come and go with a telephone's own settings: nobody's claim rests on them. */
const UNCOMMITTED: ReadonlySet<string> = new Set(["push"]);

export interface PrivacyOptions {
  readonly dataDir: string;
  readonly timezone: string;
  readonly contactDays: number;
  readonly clock: Clock;
  readonly vault: SqliteVault;
  readonly hall: Pick<Hall, "submit">;
  readonly log: { warn(fields: object, message: string): void };
}

export class PrivacyDesk {
  readonly #options: PrivacyOptions;

  constructor(options: PrivacyOptions) {
    this.#options = options;
    const { vault, hall, log } = options;
    this.#catchUp();
    vault.onKept((ref) => {
      if (UNCOMMITTED.has(kindOf(ref))) return;
      const commitment = vault.commitment(ref);
      if (commitment === null) return;
      hall
        .submit({ type: "commit-contact", ref, commitment }, SYSTEM)
        .catch((error: unknown) => log.warn({ ref, error: String(error) }, "a commitment was not logged"));
    });
  }

  /** A removal by hand while the service was stopped, or right before it died, goes into the log now. */
  #catchUp(): void {
    const { vault, hall, contactDays, log } = this.#options;
    logPurges(vault, hall, contactDays, "command-line").catch((error: unknown) =>
      log.warn({ error: String(error) }, "a removal was not logged; the next start tries again"),
    );
  }

  report(): PrivacyReport {
    const { vault, clock, timezone, dataDir } = this.#options;
    return privacyReport({ vault, nowMs: Math.floor(clock.nowMs()), timezone, log: logPath(dataDir) });
  }

  async purge(actor: string): Promise<PurgeView> {
    const { vault, hall, contactDays, clock } = this.#options;
    const removed = purgeNow(vault, Math.floor(clock.nowMs())).map(({ kind, removed: count }) => {
      return { kind, removed: count };
    });
    await logPurges(vault, hall, contactDays, actor);
    return { removed, total: removed.reduce((sum, one) => sum + one.removed, 0) };
  }

  /** Logged first and durably, shown after. Null: nothing is kept. */
  async reveal({ subject, id, reason }: RevealBody, actor: string): Promise<RevealedView | null> {
    const { vault, hall, dataDir } = this.#options;
    const refs = subject === "case" ? refsOfCase(dataDir, id) : [`${subject}:${id}`];
    if (vault.first(refs) === null) return null;
    await hall.submit({ type: "show-contact", subject, id, reason }, { actor, render: NOTHING });
    const found = vault.first(refs);
    if (found === null) return null;
    const { name = null, phone = null, idNumber = null } = found;
    return { name, phone, idNumber };
  }
}

/** Before the first record is kept: each one is committed to. */
export function startPrivacy(parts: {
  readonly config: Config;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly hall: Pick<Hall, "submit">;
  readonly log: PrivacyOptions["log"];
  readonly messages: { readonly vault: SqliteVault };
}): PrivacyDesk {
  const { config, messages, ...rest } = parts;
  const { timezone } = config.hall;
  return new PrivacyDesk({ ...rest, timezone, contactDays: config.privacy.contactDays, vault: messages.vault });
}

/** Nobody waits for an answer of the rules. */
const NOTHING = () => ({ status: 204, body: null });
const SYSTEM = { actor: "system", render: NOTHING };

function refsOfCase(dataDir: string, caseId: string): readonly string[] {
  const reader = new UpwardLog(logPath(dataDir));
  try {
    return reader.contactRefs(caseId);
  } finally {
    reader.close();
  }
}

export function privacyReport(asked: {
  readonly vault: SqliteVault;
  readonly nowMs: number;
  readonly timezone: string;
  /** The log's database. */
  readonly log: string;
}): PrivacyReport {
  const { vault, nowMs, timezone, log } = asked;
  const at = (ms: number | null) => (ms === null ? null : isoWithOffset(ms, timezone));
  const { unreadable, optedOut } = vault.counts();
  const purged = Number(vault.note(LAST_PURGE) ?? Number.NaN);
  return {
    at: isoWithOffset(nowMs, timezone),
    classes: vault.classes(nowMs).map(({ kind, records, oldestMs, removed }) => {
      return { kind, days: vault.daysOf(kind), records, oldestAt: at(oldestMs), due: removed };
    }),
    ...{ unreadable, optedOut, lastPurgeAt: at(Number.isFinite(purged) ? purged : null) },
    commitments: compare(committed(log), (ref) => vault.commitment(ref)),
  };
}
