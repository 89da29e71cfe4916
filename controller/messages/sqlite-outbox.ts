// The durable queue of what leaves the hall: one message at a time per lane, back-off, dead letters, replay.
import assert from "node:assert";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import { OTHER_WAITS_MS, RETRY_AFTER_MS_MAX, WEBHOOK_WAITS_MS, waitMs } from "./back-off.ts";
import { OutboxFile, type StoredRow } from "./outbox-file.ts";
import type {
  MessageChannel,
  MessageSender,
  Outbox,
  OutboxListener,
  OutboxMessage,
  OutboxRow,
  OutboxState,
  Sent,
} from "./ports.ts";

/** Waiting at once; what comes on top is a dead letter at once, for a person to see. */
export const QUEUED_MAX = 100_000;
export const ENDED_ROWS_MAX = 50_000;
export const ENDED_DAYS_MAX = 30;
export const BODY_CHARS_MAX = 64 * 1024;
const DAY_MS = 86_400_000;
const PURGE_EVERY_MS = 3_600_000;
/** Ended in one go. */
const EXPIRED_MAX = 200;
/** A sender that never answers is not waited for: its channel would stand still for ever. */
const SEND_MS_MAX = 10 * 60_000;
/** After a fault of the file itself. */
const FAULT_MS = 5_000;
/** A receiver that failed rests at most this long, whatever its messages wait for. */
const RECEIVER_REST_MS_MAX = 60_000;
const STOP_MS_MAX = 2_000;
/** Above it, receivers that rest no longer are forgotten. */
const LANES_MAX = 1_000;

/** Sending twice would reach a person twice: an attempt whose end is not known is never begun again by itself. */
const AT_MOST_ONCE: ReadonlySet<MessageChannel> = new Set(["sms"]);
/** Receivers that do not wait for one another. */
const BY_RECEIVER: ReadonlySet<MessageChannel> = new Set(["webhook", "upload", "push"]);

export interface SqliteOutboxOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: { warn(fields: object, message: string): void };
  /** At least this long between the ends and the beginnings of two attempts of a channel. */
  readonly paceMs?: Partial<Readonly<Record<MessageChannel, number>>>;
}

/** A sender may say when the receiver wants to be asked again. */
export type SentAndWait = Sent & { readonly retryAfterMs?: number | undefined };

interface Lane {
  busy: boolean;
  readyAtMs: number;
}

export class SqliteOutbox implements Outbox {
  readonly file: OutboxFile;
  readonly #options: SqliteOutboxOptions;
  readonly #senders = new Map<MessageChannel, MessageSender>();
  readonly #lanes = new Map<string, Lane>();
  readonly #listeners: OutboxListener[] = [];
  readonly #enabled: ((receiver: string) => void)[] = [];
  readonly #running = new Set<Promise<void>>();
  #timer: Timer | null = null;
  #purging: Timer | null = null;
  #queued: number;
  #stopped = false;
  #started = false;

  constructor(options: SqliteOutboxOptions) {
    this.#options = options;
    this.file = new OutboxFile(options.path, (fields, message) => options.log.warn(fields, message));
    this.#queued = this.file.queued();
  }

  /** Before any sender runs: what an earlier run left half-done is settled. */
  start(): void {
    assert(!this.#started, "an outbox starts once");
    this.#started = true;
    const ended: string[] = [];
    this.file.inOne(() => {
      for (const row of this.file.interrupted()) {
        if (AT_MOST_ONCE.has(row.channel)) {
          const detail = "结果不明：发送时服务中断，未再发送 unknown: the service ended while it was being sent";
          this.file.change(row.id, { state: "dead", detail }, this.#nowMs);
          ended.push(row.id);
        } else if (row.cancelWanted) {
          this.file.change(row.id, { state: "cancelled", detail: row.detail }, this.#nowMs);
          ended.push(row.id);
        } else this.file.change(row.id, { state: "queued", detail: row.detail, nextAtMs: this.#nowMs }, this.#nowMs);
      }
    });
    for (const id of ended) this.#told(id);
    this.#queued = this.file.queued();
    this.#purge();
    this.#wake();
  }

  /** Who sends the messages of a channel; until somebody does, they wait. */
  serve(sender: MessageSender): void {
    assert(!this.#senders.has(sender.channel), `channel ${sender.channel} is served already`);
    this.#senders.set(sender.channel, sender);
    this.#wake();
  }

  served(channel: MessageChannel): boolean {
    return this.#senders.has(channel);
  }

  /** Whether so much waits that nothing should be added now. */
  get full(): boolean {
    return this.#queued >= QUEUED_MAX;
  }

  put(messages: readonly OutboxMessage[]): void {
    if (messages.length === 0) return;
    this.file.inOne(() => this.#insert(messages));
    this.#wake();
  }

  /** What part of the log asks for, in one transaction with how far it was read: done whole, or again after a crash. */
  follow(consumer: string, seq: number, put: readonly OutboxMessage[], cancel: readonly string[]): void {
    const ended = this.file.relaxed(() =>
      this.file.inOne(() => {
        this.#insert(put);
        this.file.setCursor(consumer, seq);
        return this.#cancelled(cancel);
      }),
    );
    for (const id of ended) this.#told(id);
    this.#wake();
  }

  #insert(messages: readonly OutboxMessage[]): void {
    for (const message of messages) {
      assert(JSON.stringify(message.body ?? null).length <= BODY_CHARS_MAX, `message ${message.id} is too long`);
      if (this.full) this.file.insert(message, "dead", "队列已满 the queue was full", this.#nowMs);
      else if (this.file.insert(message, "queued", "", this.#nowMs)) this.#queued += 1;
    }
  }

  cancel(ids: readonly string[]): number {
    const ended = this.file.inOne(() => this.#cancelled(ids));
    for (const id of ended) this.#told(id);
    return ended.length;
  }

  #cancelled(ids: readonly string[]): string[] {
    const ended = ids.filter((id) => this.file.cancel(id, this.#nowMs));
    this.#queued -= ended.length;
    return ended;
  }

  list(query: { channel?: MessageChannel; state?: OutboxState; limit: number }): readonly OutboxRow[] {
    return this.file.list(query);
  }

  get(id: string): OutboxRow | null {
    return this.file.get(id);
  }

  replay(id: string): boolean {
    const row = this.file.get(id);
    const done = this.file.inOne(() => {
      if (row?.state === "dead" && row.channel === "webhook") this.file.enable(row.to);
      return this.file.replay(id, this.#nowMs);
    });
    if (done) {
      if (row?.channel === "webhook") for (const listener of this.#enabled) listener(row.to);
      this.#queued += 1;
      // A person has mended something: the receiver is tried at once.
      if (row !== null) this.#lanes.delete(laneOf(row));
      this.#wake();
    }
    return done;
  }

  onEnded(listener: OutboxListener): void {
    this.#listeners.push(listener);
  }

  /** A receiver that was gone is tried again. */
  onEnabled(listener: (receiver: string) => void): void {
    this.#enabled.push(listener);
  }

  /** Waits, within a bound, for attempts under way, so that their end is kept. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#purging?.cancel();
    await Promise.race([
      Promise.allSettled([...this.#running]),
      new Promise<void>((resolve) => void this.#options.clock.after(STOP_MS_MAX, resolve)),
    ]);
    this.file.close();
  }

  get #nowMs(): number {
    return Math.floor(this.#options.clock.nowMs());
  }

  /** Starts what can start; a fault of the file is tried again and never reaches a caller. */
  #wake(): void {
    if (this.#stopped || !this.#started) return;
    this.#timer?.cancel();
    let waitMsMin = Infinity;
    try {
      for (const sender of this.#senders.values()) waitMsMin = Math.min(waitMsMin, this.#fill(sender));
    } catch (error) {
      this.#options.log.warn({ error: String(error) }, "the outbox cannot be read or written now");
      waitMsMin = FAULT_MS;
    }
    if (waitMsMin === Infinity) return;
    this.#timer = this.#options.clock.after(Math.max(0, waitMsMin), () => this.#wake());
  }

  /** Begins attempts of a channel; how long until there may be another. */
  #fill(sender: MessageSender): number {
    const { channel } = sender;
    const receivers = BY_RECEIVER.has(channel) ? this.file.receivers(channel) : [null];
    return receivers.reduce((least, receiver) => Math.min(least, this.#advance(sender, receiver)), Infinity);
  }

  /** The next attempt of one lane. */
  #advance(sender: MessageSender, receiver: string | null): number {
    const nowMs = this.#nowMs;
    const { channel } = sender;
    const lane = this.#lane(receiver === null ? channel : `${channel} ${receiver}`);
    // A busy lane wakes us when it is free.
    if (lane.busy) return Infinity;
    for (let count = 0; count < EXPIRED_MAX; count++) {
      const row = this.file.first(channel, receiver);
      if (row === null) return Infinity;
      if (row.nextAtMs > nowMs) return row.nextAtMs - nowMs;
      if (row.expiresAtMs === undefined || row.expiresAtMs > nowMs) {
        if (lane.readyAtMs > nowMs) return lane.readyAtMs - nowMs;
        this.#attempt(sender, row, lane);
        return Infinity;
      }
      this.#end(row, { state: "dead", detail: row.detail === "" ? EXPIRED : `${EXPIRED}: ${row.detail}` });
    }
    return 0;
  }

  #lane(name: string): Lane {
    const lane = this.#lanes.get(name) ?? { busy: false, readyAtMs: 0 };
    if (this.#lanes.size > LANES_MAX)
      for (const [old, { busy, readyAtMs }] of this.#lanes)
        if (!busy && readyAtMs <= this.#nowMs) this.#lanes.delete(old);
    this.#lanes.set(name, lane);
    return lane;
  }

  #attempt(sender: MessageSender, row: StoredRow, lane: Lane): void {
    this.#kept(row.channel, () => this.file.begin(row.id));
    lane.busy = true;
    const attempt = row.attempts + 1;
    const running = this.#sent(sender, row).then((sent) => {
      lane.busy = false;
      lane.readyAtMs = this.#nowMs + (this.#options.paceMs?.[sender.channel] ?? 0);
      this.#settle(sender, row, attempt, sent, lane);
    });
    const kept = running.catch((error: unknown) => {
      // The end of the attempt could not be written: as after a crash, the next start decides.
      this.#options.log.warn({ message: row.id, error: String(error) }, "the end of an attempt was not kept");
    });
    this.#running.add(kept);
    void kept.finally(() => {
      this.#running.delete(kept);
      this.#wake();
    });
  }

  /** A sender that throws or hangs is a failed attempt; for a person's telephone its end is unknown. */
  async #sent(sender: MessageSender, row: StoredRow): Promise<SentAndWait> {
    const retry = !AT_MOST_ONCE.has(sender.channel);
    try {
      return await new Promise<SentAndWait>((resolve, reject) => {
        const late = this.#options.clock.after(SEND_MS_MAX, () =>
          resolve({ ok: false, retry, detail: "发送无结果 no outcome in time" }),
        );
        // Called inside, so that a sender that throws at once is caught, too.
        sender
          .send(messageOf(row))
          .then(resolve, reject)
          .finally(() => late.cancel());
      });
    } catch (error) {
      this.#options.log.warn({ message: row.id, channel: row.channel, error: String(error) }, "a sender failed");
      return { ok: false, retry, detail: `发送程序出错 the sender failed: ${String(error).slice(0, 200)}` };
    }
  }

  #settle(sender: MessageSender, row: StoredRow, attempt: number, sent: SentAndWait, lane: Lane): void {
    const { detail } = sent;
    if (sent.ok) this.#end(row, { state: "sent", detail });
    else if (!sent.retry || attempt >= sender.attemptsMax) this.#end(row, { state: "dead", detail });
    else this.#again(row, attempt, sent, lane);
  }

  #again(row: StoredRow, attempt: number, { detail, retryAfterMs }: SentAndWait, lane: Lane): void {
    const waits = row.channel === "webhook" ? WEBHOOK_WAITS_MS : OTHER_WAITS_MS;
    const asked = Math.min(retryAfterMs ?? 0, RETRY_AFTER_MS_MAX);
    const wait = Math.max(waitMs(waits, attempt, this.#options.random), asked);
    const nextAtMs = this.#nowMs + wait;
    if (BY_RECEIVER.has(row.channel)) lane.readyAtMs = this.#nowMs + Math.min(wait, RECEIVER_REST_MS_MAX);
    if (this.file.get(row.id)?.cancelWanted) this.#end(row, { state: "cancelled", detail });
    else if (row.expiresAtMs !== undefined && nextAtMs >= row.expiresAtMs)
      this.#end(row, { state: "dead", detail: `${EXPIRED}: ${detail}` });
    else this.#kept(row.channel, () => this.file.change(row.id, { state: "queued", detail, nextAtMs }, this.#nowMs));
  }

  #end({ id, channel }: OutboxRow, change: { readonly state: OutboxState; readonly detail: string }): void {
    this.#kept(channel, () => this.file.change(id, change, this.#nowMs));
    this.#queued -= 1;
    this.#told(id);
  }

  /** An attempt that must not be repeated is on the disk before it begins. */
  #kept(channel: MessageChannel, write: () => void): void {
    if (AT_MOST_ONCE.has(channel)) write();
    else this.file.relaxed(write);
  }

  #told(id: string): void {
    const row = this.file.get(id);
    if (row === null) return;
    for (const listener of this.#listeners)
      try {
        listener(row);
      } catch (error) {
        this.#options.log.warn({ message: id, error: String(error) }, "a listener of the outbox failed");
      }
  }

  #purge(): void {
    try {
      this.file.purge(this.#nowMs - ENDED_DAYS_MAX * DAY_MS, ENDED_ROWS_MAX);
    } catch (error) {
      this.#options.log.warn({ error: String(error) }, "old messages could not be removed now");
    }
    this.#purging = this.#options.clock.after(PURGE_EVERY_MS, () => this.#purge());
  }
}

const EXPIRED = "已过期 expired";

function laneOf(row: { readonly channel: MessageChannel; readonly to: string }): string {
  return BY_RECEIVER.has(row.channel) ? `${row.channel} ${row.to}` : row.channel;
}

function messageOf({ id, channel, to, body, notBeforeMs, expiresAtMs }: StoredRow): OutboxMessage {
  return {
    ...{ id, channel, to, body },
    ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}
