// The log in memory, with the same chain and the same second locks: for simulated halls that crash and lose power.
import assert from "node:assert";
import type { LoggedEvent } from "../domain/events.ts";
import { type ChainRow, chainHash, GENESIS, hexOf, type LogHead, rowOf } from "./chain.ts";
import type { AppendBatch, EventStore, KeptAnswer, StoredEvent } from "./event-store.ts";
import { StoreError } from "./store-error.ts";

interface HashedRow extends ChainRow {
  readonly hash: Uint8Array;
}

export class MemoryStore implements EventStore {
  readonly #rows: HashedRow[] = [];
  readonly #answers = new Map<string, KeptAnswer>();
  /** `day number` and `case stage sequence` of what may exist once only. */
  readonly #once = new Set<string>();
  readonly #batches: AppendBatch[] = [];
  #durableBatches = 0;
  #dayStart = 0;
  #day = "";
  /** Appends fail as on a full disk while true. */
  full = false;

  get head(): LogHead {
    const last = this.#rows.at(-1);
    return last === undefined ? { seq: 0, hash: GENESIS } : { seq: last.seq, hash: last.hash };
  }

  append(batch: AppendBatch): void {
    if (this.full) throw new StoreError("FULL", "The memory is set to be full");
    for (const event of batch.events) this.#add(event);
    for (const answer of batch.answers) {
      assert(!this.#answers.has(answer.key), "an idempotency key is stored once");
      this.#answers.set(answer.key, answer);
    }
    this.#batches.push(batch);
  }

  sync(): Promise<void> {
    this.#durableBatches = this.#batches.length;
    return Promise.resolve();
  }

  probe(): boolean {
    return !this.full;
  }

  tidy(): void {
    // Memory needs no house-keeping.
  }

  *loadSinceDayStart(): Generator<LoggedEvent> {
    for (const row of this.#rows.slice(this.#dayStart)) {
      const { seq, atMs, actor, type } = row;
      yield { type, data: JSON.parse(row.data), seq, atMs, actor } as LoggedEvent;
    }
  }

  eventsAfter(seq: number, limit: number): StoredEvent[] {
    const rows = this.#rows.slice(Math.max(0, seq), Math.max(0, seq) + limit);
    return rows.map((row) => ({ ...row, data: JSON.parse(row.data), hash: hexOf(row.hash) }));
  }

  keptAnswer(key: string): KeptAnswer | null {
    return this.#answers.get(key) ?? null;
  }

  close(): void {
    // Nothing is held; what was appended stays readable, as a file would.
  }

  /** What a power cut leaves: all synced batches and the first `unsyncedKept` of the others. */
  afterPowerCut(unsyncedKept = 0): MemoryStore {
    const survivor = new MemoryStore();
    for (const batch of this.#batches.slice(0, this.#durableBatches + unsyncedKept)) survivor.append(batch);
    survivor.#durableBatches = survivor.#batches.length;
    return survivor;
  }

  #add(event: LoggedEvent): void {
    const head = this.head;
    assert(event.seq === head.seq + 1, "the log is append-only: not the next seq");
    if (event.type === "day.started") {
      this.#dayStart = head.seq;
      this.#day = event.data.day;
    }
    if (event.type === "ticket.issued") this.#claim(`${this.#day} ${event.data.number}`);
    // One that takes the place of a default is the only second row there may be.
    if (event.type === "rating.recorded" && event.data.supersedes === undefined) {
      this.#claim(`${event.data.caseId} ${event.data.stage} ${event.data.sequence}`);
    }
    const row = rowOf(event);
    this.#rows.push({ ...row, hash: chainHash(head.hash, row) });
  }

  #claim(name: string): void {
    assert(!this.#once.has(name), `exists once only: ${name}`);
    this.#once.add(name);
  }
}
