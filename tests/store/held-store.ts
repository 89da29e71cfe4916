// A store whose syncs end when the test says so.
import type { AppendBatch } from "../../controller/store/event-store.ts";
import { MemoryStore } from "../../controller/store/memory-store.ts";

/** A store in memory whose syncs are finished by the test, and which writes down what happens. */
export class HeldStore extends MemoryStore {
  readonly steps: string[] = [];
  readonly syncs: { resolve: () => void; reject: (error: Error) => void }[] = [];
  appendError: Error | null = null;

  override append(batch: AppendBatch): void {
    if (this.appendError !== null) throw this.appendError;
    super.append(batch);
    this.steps.push(`append ${batch.events.length}`);
  }

  override sync(): Promise<void> {
    this.steps.push("sync begins");
    return new Promise((resolve, reject) => {
      const done = () => {
        this.steps.push("sync ends");
        void super.sync();
        resolve();
      };
      this.syncs.push({ resolve: done, reject });
    });
  }
}

/** Lets one turn of the loop pass. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
