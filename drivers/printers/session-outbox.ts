// What one step of a printer session asks of its runner, collected in order.
import type { PrinterEffect, PrinterStatus } from "../kernel/model.ts";
import type { EscposOp } from "./escpos-ops.ts";
import { encodeOps } from "./lang-escpos.ts";

type Outcome = "printed" | "failed" | "unconfirmed";

/** Also remembers what the runner was told last: the armed time, the state, and how many writes are on the way. */
export class SessionOutbox {
  #effects: PrinterEffect[] = [];
  #armedMs = 0;
  #told = "";
  #writesOut = 0;
  #writesIn = 0;

  /** The effects of this step; the next step starts with none. */
  take(): PrinterEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** A new connection: writes begun on the old one are never reported, and the state is news again. */
  restart(): void {
    this.#writesOut = 0;
    this.#writesIn = 0;
    this.#told = "";
  }

  get armedMs(): number {
    return this.#armedMs;
  }

  /** The number of this write; `written` events come in the same order. */
  writeBytes(bytes: Uint8Array): number {
    this.#effects.push({ do: "write", bytes });
    this.#writesOut += 1;
    return this.#writesOut;
  }

  write(...ops: readonly EscposOp[]): void {
    this.writeBytes(encodeOps(ops));
  }

  /** How many writes the system has taken by now. */
  written(): number {
    this.#writesIn += 1;
    return this.#writesIn;
  }

  arm(ms: number): void {
    this.#armedMs = ms;
    this.#effects.push({ do: "arm", ms });
  }

  disarm(): void {
    this.#effects.push({ do: "disarm" });
  }

  settle(jobId: string, outcome: Outcome, detail: string): void {
    this.#effects.push({ do: "settle", jobId, outcome, detail });
  }

  garbage(count: number, why: string): void {
    this.#effects.push({ do: "garbage", count, why });
  }

  reopen(reason: string): void {
    this.#effects.push({ do: "reopen", reason });
  }

  /** Only news: the same state twice is said once. */
  tell(status: PrinterStatus | null, detail: string): void {
    const key = JSON.stringify(status);
    if (key === this.#told) return;
    this.#told = key;
    this.#effects.push({ do: "status", status, detail });
  }
}
