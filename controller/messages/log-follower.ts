// Reads the event log after a stored place and makes messages of it: nothing is skipped or doubled over a crash,
// because the place and the messages are kept in one transaction.
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { StoredEvent } from "../store/event-store.ts";
import type { OutboxMessage } from "./ports.ts";
import type { SqliteOutbox } from "./sqlite-outbox.ts";

/** Events of a burst are read together, and after the devices and screens have been told. */
const LOOK_MS = 200;
const ROWS_MAX = 200;
/** The place is kept at least this often; reading an event that says nothing twice does no harm. */
const UNKEPT_MAX = 5_000;
const AGAIN_MS = 5_000;

/** What an event means to a consumer. */
export interface Taken {
  readonly put?: readonly OutboxMessage[];
  /** Ids of messages to take back. */
  readonly cancel?: readonly string[];
}

export interface LogConsumer {
  /** Its place is kept under this name: unique, and never another's. */
  readonly name: string;
  /** Pure, and the same for the same event: it may be asked twice. */
  readonly take: (event: StoredEvent) => Taken | null;
  /** Where it begins the very first time: with what happens from now on, or with the beginning of the log. */
  readonly from?: "now" | "start";
}

export interface LogFollowerOptions {
  readonly outbox: SqliteOutbox;
  readonly log: { eventsAfter(seq: number, limit: number): StoredEvent[] };
  /** Events after it may still be taken back by a power cut: outside must not hear of them. */
  readonly durableSeq: () => number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

interface Following {
  readonly consumer: LogConsumer;
  seq: number;
  keptSeq: number;
}

export class LogFollower {
  readonly #options: LogFollowerOptions;
  readonly #followings: Following[] = [];
  #timer: Timer | null = null;
  #stopped = false;

  constructor(options: LogFollowerOptions) {
    this.#options = options;
  }

  add(consumer: LogConsumer): void {
    const { outbox, durableSeq } = this.#options;
    const known = outbox.file.cursor(consumer.name);
    const seq = known ?? (consumer.from === "start" ? 0 : durableSeq());
    if (known === null) outbox.file.setCursor(consumer.name, seq);
    this.#followings.push({ consumer, seq, keptSeq: seq });
    this.poke();
  }

  /** Something was logged. Cheap: called after every batch. */
  poke(afterMs = LOOK_MS): void {
    if (this.#stopped || this.#timer !== null || this.#followings.length === 0) return;
    this.#timer = this.#options.clock.after(afterMs, () => {
      this.#timer = null;
      this.#look();
    });
  }

  stop(): void {
    this.#look();
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** A fault loses nothing: the place stays, and it is tried again. */
  #look(): void {
    if (this.#stopped) return;
    try {
      let more = false;
      for (const following of this.#followings) more = this.#step(following) || more;
      if (more) this.poke(0);
    } catch (error) {
      this.#options.onError(error);
      this.poke(AGAIN_MS);
    }
  }

  /** Whether there is more to read now. */
  #step(following: Following): boolean {
    const { outbox, log, durableSeq } = this.#options;
    // What waits already is more than enough; the log keeps the rest.
    if (outbox.full) {
      this.poke(AGAIN_MS);
      return false;
    }
    const upTo = durableSeq();
    if (following.seq >= upTo) return false;
    const rows = log.eventsAfter(following.seq, ROWS_MAX).filter(({ seq }) => seq <= upTo);
    const taken = rows.map((row) => following.consumer.take(row)).filter((one) => one !== null);
    const last = rows.at(-1)?.seq ?? following.seq;
    const put = taken.flatMap((one) => one.put ?? []);
    const cancel = taken.flatMap((one) => one.cancel ?? []);
    if (put.length > 0 || cancel.length > 0 || last - following.keptSeq >= UNKEPT_MAX) {
      // What is taken back was put before, in this step or an earlier one.
      outbox.follow(following.consumer.name, last, put, cancel);
      following.keptSeq = last;
    }
    following.seq = last;
    return rows.length === ROWS_MAX;
  }
}
