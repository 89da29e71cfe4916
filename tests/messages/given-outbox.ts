// An outbox in a folder of its own, on a virtual clock, with senders that do as they are told.
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { MessageChannel, MessageSender, OutboxMessage } from "../../controller/messages/ports.ts";
import { type SentAndWait, SqliteOutbox, type SqliteOutboxOptions } from "../../controller/messages/sqlite-outbox.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { tempFolder } from "../store/temp-folder.ts";

export const SECOND_MS = 1_000;
export const DAY_MS = 86_400_000;

/** Keeps what it was given, and answers in the order of `answers`; then with success. */
export class ScriptedSender implements MessageSender {
  readonly channel: MessageChannel;
  readonly attemptsMax: number;
  readonly sent: { readonly id: string; readonly atMs: number }[] = [];
  readonly answers: (SentAndWait | Error | "never")[] = [];
  readonly #clock: VirtualClock;
  /** Attempts that have begun and not ended. */
  underWay = 0;
  underWayMost = 0;
  /** How long an attempt takes. */
  takesMs = 0;

  constructor(clock: VirtualClock, channel: MessageChannel, attemptsMax = 3) {
    this.#clock = clock;
    this.channel = channel;
    this.attemptsMax = attemptsMax;
  }

  async send(message: OutboxMessage): Promise<SentAndWait> {
    this.sent.push({ id: message.id, atMs: this.#clock.monotonicMs() });
    this.underWay += 1;
    this.underWayMost = Math.max(this.underWayMost, this.underWay);
    const answer = this.answers.shift() ?? { ok: true, detail: "200" };
    if (this.takesMs > 0) await new Promise<void>((resolve) => void this.#clock.after(this.takesMs, resolve));
    if (answer === "never") return new Promise(() => undefined);
    this.underWay -= 1;
    if (answer instanceof Error) throw answer;
    return answer;
  }

  get ids(): string[] {
    return this.sent.map(({ id }) => id);
  }
}

export class GivenOutbox {
  readonly clock: VirtualClock;
  readonly folder: string;
  readonly warnings: string[] = [];
  readonly outbox: SqliteOutbox;
  #closed = false;

  constructor(more: Partial<SqliteOutboxOptions> & { clock?: VirtualClock; folder?: string } = {}) {
    this.clock = more.clock ?? new VirtualClock();
    this.folder = more.folder ?? tempFolder();
    this.outbox = new SqliteOutbox({
      path: join(this.folder, "outbox.sqlite"),
      random: () => 0,
      log: { warn: (_fields, message) => this.warnings.push(message) },
      ...more,
      clock: this.clock,
    });
    onTestFinished(() => this.crash());
  }

  sender(channel: MessageChannel, attemptsMax?: number): ScriptedSender {
    const sender = new ScriptedSender(this.clock, channel, attemptsMax);
    this.outbox.serve(sender);
    return sender;
  }

  /** The process is gone: nothing that is under way is ever kept. */
  crash(): void {
    if (!this.#closed) this.outbox.file.close();
    this.#closed = true;
  }

  /** The next process on the same folder. */
  again(): GivenOutbox {
    this.crash();
    return new GivenOutbox({ clock: this.clock, folder: this.folder });
  }

  stateOf(id: string): string {
    return this.outbox.get(id)?.state ?? "none";
  }
}

export const message = (id: string, channel: MessageChannel, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  ...{ id, channel, to: "city", body: { type: "ticket.issued" } },
  ...more,
});
