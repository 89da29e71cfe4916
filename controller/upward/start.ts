// Puts reports to the province together: what follows the log, what sends, what tells the manager's page.
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import type { Posted, Posting } from "../messages/http-post.ts";
import type { LogConsumer } from "../messages/log-follower.ts";
import type { MessageSender } from "../messages/ports.ts";
import { secretOf } from "../messages/secrets.ts";
import type { SqliteOutbox } from "../messages/sqlite-outbox.ts";
import { logPath } from "../store/open-log.ts";
import { ADAPTERS } from "./adapters.ts";
import { upwardConsumer } from "./consumer.ts";
import { UpwardDesk } from "./desk.ts";
import { type UploadAbout, UploadLedger } from "./ledger.ts";
import { UpwardLog } from "./log-reader.ts";
import { type RaterSource, RecordMaker } from "./maker.ts";
import { failureReason, UploadSender } from "./sender.ts";

export interface UpwardOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
  readonly messages: {
    readonly outbox: SqliteOutbox;
    readonly vault: RaterSource;
    serve(sender: MessageSender): void;
    follow(consumer: LogConsumer): void;
  };
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly post?: (posting: Posting) => Promise<Posted>;
}

export interface Upward {
  readonly desk: UpwardDesk;
  stop(): void;
}

/** After the messages, before they start. Null: this hall reports nowhere. */
export function startUpward(options: UpwardOptions): Upward | null {
  const { config, dataDir, clock, log, messages } = options;
  const { upward, hall } = config;
  if (upward.province === "none") return null;
  const { outbox } = messages;
  const adapter = ADAPTERS[upward.province];
  const ledger = new UploadLedger(join(dataDir, "upward.sqlite"), (fields, words) => log.warn(fields, words));
  ledger.purge(clock.nowMs());
  const reader = new UpwardLog(logPath(dataDir));
  const maker = new RecordMaker({ config, log: reader, vault: messages.vault });
  const secret = () => secretOf(upward, dataDir, options.environment ?? process.env);
  const sender =
    upward.endpoint === undefined
      ? null
      : new UploadSender({
          ...{ adapter, upward, hallId: hall.id, maker, ledger, secret },
          due: ({ id, to }, limit) =>
            outbox.file
              .due("upload", to, Math.floor(clock.nowMs()), limit + 1)
              .filter((row) => row.id !== id)
              .slice(0, limit),
          rowOf: (id) => outbox.get(id),
          nowMs: () => clock.nowMs(),
          ...(options.post === undefined ? {} : { post: options.post }),
        });
  if (sender !== null) {
    outbox.onEnded((row) => {
      const isKnown = ledger.get(row.id) !== null;
      if (row.channel !== "upload" || isKnown || (row.state !== "dead" && row.state !== "cancelled")) return;
      const { caseId, number, stage, sequence } = row.body as UploadAbout;
      const isDead = row.state === "dead";
      ledger.write(row.to, {
        ...{ id: row.id, caseId, number, stage, sequence, state: isDead ? "undelivered" : "withdrawn" },
        faults: [{ field: "", reason: isDead ? failureReason(row.detail) : "record-gone" }],
        ...{ attempts: row.attempts, createdAtMs: row.createdAtMs, endedAtMs: Math.floor(clock.nowMs()) },
      });
    });
    messages.serve(sender);
    messages.follow(upwardConsumer(adapter, config));
  }
  const trouble = () => {
    const found = sender === null ? ({ ok: true } as const) : secret();
    return found.ok ? "" : found.why;
  };
  return {
    desk: new UpwardDesk({ config, adapter, reader, outbox, ledger, sender, trouble }),
    stop() {
      ledger.close();
      reader.close();
    },
  };
}
