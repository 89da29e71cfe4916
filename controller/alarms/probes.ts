// What has to be asked of the machine: free space, jumps of its clock, the log's chain, letters that nobody took.
import { statfs } from "node:fs/promises";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { BackupFact, ProbeFacts } from "../domain/alarm-facts.ts";
import type { Outbox } from "../messages/ports.ts";

/** Checks a little of the log at a time. */
export interface LogCheck {
  check(msMax: number): { readonly fault: string };
  restart(): void;
  close(): void;
}

export interface ProbeOptions {
  /** The machine's own clock, not the steady one: it is its jumps that are looked for. */
  readonly machine: Clock;
  readonly freeMegabytes: () => Promise<number>;
  /** Null: the log is not checked here. */
  readonly logCheck: LogCheck | null;
  readonly outbox: Pick<Outbox, "list"> | null;
  /** Endpoints that refuse for good; missing: nobody knows. */
  readonly disabledWebhooks?: (() => readonly string[]) | undefined;
  /** How the nightly backups stand; missing: nobody knows. */
  readonly backups?: (() => BackupFact) | undefined;
  readonly everySeconds: number;
  readonly onError: (error: unknown, probe: string) => void;
}

const LOOK_MS = 1_000;
/** The service's loop is never held up for longer. */
export const LOG_SLICE_MS = 3;
/** The whole chain is read again so often. */
const LOG_ROUND_MS = 6 * 3_600_000;
/** Less than this is a clock that is being steered. */
const JUMP_MS_MIN = 1_000;
const DEAD_LETTERS_COUNTED_MAX = 500;
/** A notice to a phone is worth a minute: nobody can mend one that did not go out. */
const MENDABLE = ["sms", "webhook", "upload"] as const;

/** Free space for the service's own user, in MB of 10^6 bytes. */
export async function freeMegabytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / 1_000_000;
}

export class Probes {
  readonly #options: ProbeOptions;
  #aheadMs: number;
  #clockJump: ProbeFacts["clockJump"] = null;
  #free: number | null = null;
  #logFault: string | null = null;
  #deadLetters: number | null = null;
  #disabled: readonly string[] | null = null;
  #backup: BackupFact | null = null;
  #slowDueMs = 0;
  #roundEndsMs: number;
  #timer: Timer | null = null;

  constructor(options: ProbeOptions) {
    this.#options = options;
    const { machine } = options;
    this.#aheadMs = machine.nowMs() - machine.monotonicMs();
    this.#roundEndsMs = machine.monotonicMs() + LOG_ROUND_MS;
  }

  get facts(): ProbeFacts {
    return {
      diskFreeMegabytes: this.#free,
      clockJump: this.#clockJump,
      logFault: this.#logFault,
      deadLetters: this.#deadLetters,
      disabledWebhooks: this.#disabled,
      backup: this.#backup,
    };
  }

  start(): void {
    this.#look();
    this.#timer = this.#options.machine.after(LOOK_MS, () => this.start());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#options.logCheck?.close();
  }

  #look(): void {
    this.#tried("clock", () => this.#lookAtClock());
    this.#tried("log", () => this.#lookAtLog());
    const nowMs = this.#options.machine.monotonicMs();
    if (nowMs < this.#slowDueMs) return;
    this.#slowDueMs = nowMs + this.#options.everySeconds * 1000;
    this.#tried("messages", () => this.#lookAtMessages());
    this.#tried("backups", () => {
      this.#backup = this.#options.backups?.() ?? null;
    });
    this.#options.freeMegabytes().then(
      (free) => {
        this.#free = free;
      },
      (error: unknown) => {
        // Not known is not full: the rule then says "no data".
        this.#free = null;
        this.#options.onError(error, "disk");
      },
    );
  }

  #tried(probe: string, look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#options.onError(error, probe);
    }
  }

  #lookAtClock(): void {
    const { machine } = this.#options;
    const aheadMs = machine.nowMs() - machine.monotonicMs();
    const jumpedMs = aheadMs - this.#aheadMs;
    this.#aheadMs = aheadMs;
    if (Math.abs(jumpedMs) >= JUMP_MS_MIN) this.#clockJump = { seconds: jumpedMs / 1000, atMs: machine.nowMs() };
  }

  #lookAtLog(): void {
    const { logCheck, machine } = this.#options;
    if (logCheck === null) return;
    if (machine.monotonicMs() >= this.#roundEndsMs) {
      this.#roundEndsMs = machine.monotonicMs() + LOG_ROUND_MS;
      logCheck.restart();
    }
    this.#logFault = logCheck.check(LOG_SLICE_MS).fault;
  }

  #lookAtMessages(): void {
    const { outbox, disabledWebhooks } = this.#options;
    const dead = MENDABLE.map(
      (channel) => outbox?.list({ channel, state: "dead", limit: DEAD_LETTERS_COUNTED_MAX }).length,
    );
    this.#deadLetters = outbox === null ? null : dead.reduce<number>((sum, count = 0) => sum + count, 0);
    this.#disabled = disabledWebhooks?.() ?? null;
  }
}
