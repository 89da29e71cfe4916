// Makes the events of one turn of the loop durable together: one transaction, one sync, then everybody hears of it.
import type { LoggedEvent } from "./domain/events.ts";
import { HallError, type HallErrorCode } from "./hall-error.ts";
import type { EventStore, KeptAnswer } from "./store/event-store.ts";
import { StoreError } from "./store/store-error.ts";

/** Steps at which a test may end the process. */
export type FaultPoint = "received" | "decided" | "before-commit" | "after-commit" | "after-sync" | "before-ack";

/** Somebody who may only be told when a batch is durable. Exactly one of the three is called, once. */
export interface Waiter {
  readonly settle: () => void;
  /** The log failed and the outcome is unknown, or too many wait and nothing was done. */
  readonly fail: (error: HallError) => void;
  /** Nothing of the batch was kept, and the state is as before it. */
  readonly rolledBack: (error: HallError) => void;
}

interface Batch {
  readonly events: LoggedEvent[];
  readonly answers: KeptAnswer[];
  readonly waiters: Waiter[];
}

export interface GroupCommitOptions {
  readonly store: EventStore;
  readonly waitersMax: number;
  readonly defer: (run: () => void) => void;
  readonly faultPoint: (label: FaultPoint) => void;
  /** The batch is committed and its sync has begun; what is returned runs when it is durable, after the waiters. */
  readonly committed: (events: readonly LoggedEvent[]) => () => void;
  /** The batch was not kept: put the state back before anybody hears of it. */
  readonly rollBack: (code: HallErrorCode) => void;
  /** Called once, before the waiters are told. */
  readonly failed: (error: unknown) => void;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #open: Batch = newBatch();
  /** At most one batch is between its transaction and the end of its sync. */
  #inFlight: Batch | null = null;
  #scheduled = false;
  #hasFailed = false;
  #whenIdle: (() => void) | null = null;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** True when the open batch takes no more waiters. */
  get full(): boolean {
    return this.#open.waiters.length >= this.#options.waitersMax;
  }

  get idle(): boolean {
    return this.#inFlight === null && isEmpty(this.#open);
  }

  /** Puts facts and answers into the batch of this turn. */
  add(events: readonly LoggedEvent[], answer: KeptAnswer | null): void {
    this.#open.events.push(...events);
    if (answer !== null) this.#open.answers.push(answer);
    this.#schedule();
  }

  /** Told once all that has been added is durable; at once when it is. */
  afterAll(waiter: Waiter): void {
    this.#tellAfter(isEmpty(this.#open) ? this.#inFlight : this.#open, waiter);
  }

  /** Told once all that is committed, which readers of the store can see, is durable. */
  afterCommitted(waiter: Waiter): void {
    this.#tellAfter(this.#inFlight, waiter);
  }

  /** Runs `done` once nothing is under way any more. */
  whenIdle(done: () => void): void {
    this.#whenIdle = done;
    this.#checkIdle();
  }

  /** Nothing more is written or told; whoever waits learns that the outcome is unknown. */
  fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.failed(error);
    const waiters = [...(this.#inFlight?.waiters ?? []), ...this.#open.waiters];
    this.#inFlight = null;
    this.#open = newBatch();
    for (const waiter of waiters) waiter.fail(outcomeUnknown(error));
    this.#checkIdle();
  }

  #tellAfter(batch: Batch | null, waiter: Waiter): void {
    if (batch === null) waiter.settle();
    else if (batch.waiters.length >= this.#options.waitersMax) waiter.fail(busy());
    else batch.waiters.push(waiter);
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight !== null || isEmpty(this.#open)) return;
    this.#scheduled = true;
    this.#options.defer(() => {
      this.#scheduled = false;
      if (!this.#hasFailed) this.#commit();
    });
  }

  #commit(): void {
    const batch = this.#open;
    this.#open = newBatch();
    this.#options.faultPoint("before-commit");
    try {
      this.#options.store.append(batch);
    } catch (error) {
      this.#inFlight = batch;
      if (error instanceof StoreError && (error.code === "FULL" || error.code === "BUSY")) this.#refuse(batch, error);
      else this.fail(error);
      return;
    }
    this.#inFlight = batch;
    this.#options.faultPoint("after-commit");
    // Views are computed while the disk works.
    const synced = this.#options.store.sync();
    const publish = this.#options.committed(batch.events);
    synced.then(
      () => this.#durable(batch, publish),
      (error: unknown) => this.fail(error),
    );
  }

  #refuse(batch: Batch, cause: StoreError): void {
    const code = cause.code === "FULL" ? "STORAGE_FULL" : "HALL_BUSY";
    try {
      this.#options.rollBack(code);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.#inFlight = null;
    for (const waiter of batch.waiters) waiter.rolledBack(new HallError(code, cause.message, { cause }));
    this.#checkIdle();
  }

  #durable(batch: Batch, publish: () => void): void {
    if (this.#hasFailed) return;
    this.#options.faultPoint("after-sync");
    this.#inFlight = null;
    this.#options.faultPoint("before-ack");
    for (const waiter of batch.waiters) waiter.settle();
    publish();
    this.#schedule();
    // After the answers have left: a checkpoint syncs on this thread.
    this.#options.defer(() => this.#tidy());
    this.#checkIdle();
  }

  #tidy(): void {
    // A batch in flight brings its own tidying, and a closed store must not be touched.
    if (this.#hasFailed || this.#inFlight !== null || this.#whenIdle !== null) return;
    try {
      this.#options.store.tidy();
    } catch (error) {
      this.fail(error);
    }
  }

  #checkIdle(): void {
    if (!this.idle || this.#whenIdle === null) return;
    const done = this.#whenIdle;
    this.#whenIdle = () => undefined;
    done();
  }
}

/** The answer to whoever waits when too many do. Nothing has happened. */
export function busy(): HallError {
  return new HallError("HALL_BUSY", "Too many requests are waiting for the disk");
}

/** The answer when the log failed under a request. */
export function outcomeUnknown(cause: unknown): HallError {
  return new HallError("INTERNAL", "The log failed; whether the command took effect shows after the restart", {
    cause,
  });
}

function newBatch(): Batch {
  return { events: [], answers: [], waiters: [] };
}

function isEmpty(batch: Batch): boolean {
  return batch.events.length === 0 && batch.answers.length === 0;
}
