// What the single writer needs of a log, whether it lies in a file or in memory.
import type { LoggedEvent } from "../domain/events.ts";
import type { LogHead } from "./chain.ts";

/** The answer to a keyed request, kept so that a repeat gets the same answer and no second effect. */
export interface KeptAnswer {
  readonly key: string;
  /** Tells the same request from another one that reuses the key. */
  readonly fingerprint: string;
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  readonly atMs: number;
}

/** What one transaction holds: all of it is kept or none. */
export interface AppendBatch {
  readonly events: readonly LoggedEvent[];
  readonly answers: readonly KeptAnswer[];
}

/** An event as outside programs read it. */
export interface StoredEvent {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
  readonly actor: string;
  readonly data: unknown;
  /** Lower-case hexadecimal. */
  readonly hash: string;
}

export interface EventStore {
  /** The newest row appended (not necessarily synced yet). */
  readonly head: LogHead;
  /**
   * One transaction. Afterwards readers of the file see it, a power cut may still take it back.
   * Throws a `StoreError` with code `FULL` or `BUSY` when nothing was kept and a later try may work; any other error is
   * the end.
   */
  append(batch: AppendBatch): void;
  /** Resolves when everything appended before the call survives a power cut. A rejection must not be retried. */
  sync(): Promise<void>;
  /** After `FULL` or `BUSY`: whether an append would work now. Never throws for those two. */
  probe(): boolean;
  /** House-keeping between batches, off the path of the answers. Throws like `append`. */
  tidy(): void;
  /** The events from the newest `day.started` on, oldest first; all of them when no day has started. */
  loadSinceDayStart(): Iterable<LoggedEvent>;
  eventsAfter(seq: number, limit: number): StoredEvent[];
  keptAnswer(key: string): KeptAnswer | null;
  close(): void;
}
