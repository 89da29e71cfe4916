// Drives a printer session over a transport of its own: each paper is begun once and settled once.
import type { Clock, Timer } from "./clock.ts";
import { Connection } from "./connection.ts";
import { type DeviceStatus, StateTeller } from "./device-status.ts";
import { type DriverLog, silentLog } from "./log.ts";
import type { PrinterEffect, PrinterInput, PrinterModel, PrinterSession, PrinterStatus, TicketPaper } from "./model.ts";
import { PrintQueue, type PrintResult } from "./print-queue.ts";
import type { Transport } from "./transport.ts";
import { WireLog } from "./wire-log.ts";

export type { PrintResult } from "./print-queue.ts";

/** Each piece has the write timeout for itself: 6 kB at 9600 baud take 6 s and are no fault. */
const WRITE_BYTES_MAX = 512;
/** A frame of the wire log need not hold a whole ticket's raster. */
const LOG_BYTES_MAX = 256;
/** A printer that closes idle connections is back within this; what waits longer is told to the citizen. */
const OPEN_WAIT_MS_MAX = 2_000;
/** After stop is asked for, the paper in progress may still come out. */
const CLOSE_MS_MAX = 4_000;

export interface PrinterOptions {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: the list of models mixes settings types; each model casts back its own.
  readonly model: PrinterModel<any>;
  readonly settings: unknown;
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 ≤ r < 1; for the jitter of reconnecting. */
  readonly random: () => number;
  readonly log?: DriverLog | undefined;
  /** Awaited before the session hears of a job; a rejection fails the job with no byte sent. */
  readonly beforeFirstByte?: ((jobId: string) => Promise<unknown>) | undefined;
}

/** A printer on its own link. */
export interface Printer {
  readonly id: string;
  readonly wireLog: WireLog;
  /** Opens, and keeps opening for ever. */
  start(): void;
  /**
   * Prints one paper, at most once. `beforeFirstByte` is awaited (the hall keeps "print started") before the session
   * hears of the job. `failed`: no byte left; `unconfirmed`: some did and nobody knows. The same id again gives the
   * same result and no second paper.
   */
  print(jobId: string, paper: TicketPaper, beforeFirstByte?: () => Promise<unknown>): Promise<PrintResult>;
  /** The printer proved a job after it had been settled as unconfirmed. */
  onLateOutcome(listener: (jobId: string, outcome: PrintResult["outcome"]) => void): void;
  onState(listener: (status: DeviceStatus) => void): void;
  status(): DeviceStatus;
  /** Prints the technician's page. */
  test(): Promise<{ readonly ok: boolean; readonly detail: string }>;
  /** Takes no more, lets the paper in progress end (at most 4 s), closes. */
  close(): Promise<void>;
}

export function createPrinter(options: PrinterOptions): Printer {
  return new PrintRunner(options);
}

class PrintRunner implements Printer {
  readonly id: string;
  readonly wireLog: WireLog;
  readonly #options: PrinterOptions;
  readonly #log: DriverLog;
  readonly #teller = new StateTeller(() => this.status());
  readonly #connection: Connection;
  readonly #queue: PrintQueue;
  readonly #counters = { framesIn: 0, framesOut: 0, garbage: 0, printed: 0, failed: 0, unconfirmed: 0 };
  #session: PrinterSession;
  #timer: Timer | null = null;
  #openWait: Timer | null = null;
  #writes: Uint8Array[] = [];
  #writing = false;
  /** A byte was handed to the transport since the job in progress began. */
  #bytesLeft = false;
  #lastSeenMs: number | null = null;
  #downReason: string | null = null;
  #fault: string | null = null;
  #report: { status: PrinterStatus | null; detail: string } | null = null;
  #late: ((jobId: string, outcome: PrintResult["outcome"]) => void) | null = null;
  #tests = 0;

  constructor(options: PrinterOptions) {
    this.id = options.id;
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.wireLog = new WireLog(options.clock);
    this.#session = this.#makeSession();
    this.#queue = new PrintQueue({ begin: (input) => this.#begin(input), mayBegin: () => this.#mayBegin() });
    this.#connection = new Connection({
      transport: options.transport,
      clock: options.clock,
      random: options.random,
      events: {
        up: () => this.#up(),
        down: (reason) => this.#down(reason),
        data: (bytes) => this.#data(bytes),
      },
    });
  }

  start(): void {
    this.#connection.start();
  }

  print(jobId: string, paper: TicketPaper, beforeFirstByte?: () => Promise<unknown>): Promise<PrintResult> {
    const general = this.#options.beforeFirstByte;
    const before = async () => {
      await general?.(jobId);
      await beforeFirstByte?.();
    };
    return this.#queue.add({ type: "print", jobId, paper }, before);
  }

  onLateOutcome(listener: (jobId: string, outcome: PrintResult["outcome"]) => void): void {
    this.#late = listener;
  }

  onState(listener: (status: DeviceStatus) => void): void {
    this.#teller.listen(listener);
  }

  status(): DeviceStatus {
    const { state, detail } = this.#teller;
    return {
      state,
      detail,
      lastSeenMs: this.#lastSeenMs,
      counters: { ...this.#counters, waiting: this.#queue.waiting },
      roundTripMs: null,
      facts: paperFacts(this.#report?.status ?? null),
    };
  }

  async test(): Promise<{ ok: boolean; detail: string }> {
    this.#tests += 1;
    const job = { type: "test", jobId: `test-${this.id}-${this.#tests}` } as const;
    const { outcome, detail } = await this.#queue.add(job, () => Promise.resolve());
    return { ok: outcome === "printed", detail };
  }

  async close(): Promise<void> {
    this.#queue.refuse("打印机已停止 the printer is stopped");
    this.#openWait?.cancel();
    if (this.#queue.current !== null) {
      await new Promise<void>((resolve) => {
        const timer = this.#options.clock.after(CLOSE_MS_MAX, resolve);
        void this.#queue.idle().then(() => {
          timer.cancel();
          resolve();
        });
      });
    }
    this.#step({ type: "closed", reason: "已停止 stopped" });
    this.#timer?.cancel();
    this.#endCurrent("服务停止 the service stopped");
    await this.#connection.stop();
    this.#teller.set("offline", "已停止 stopped");
  }

  #up(): void {
    this.#downReason = null;
    this.#report = null;
    this.#openWait?.cancel();
    this.#openWait = null;
    this.#log.info({ device: this.id }, "printer link open");
    this.#step({ type: "opened" });
    this.#update();
    this.#queue.kick();
  }

  #down(reason: string): void {
    if (this.#downReason !== reason) this.#log.warn({ device: this.id, reason }, "printer link down");
    this.#downReason = reason;
    this.#writes = []; // Stale bytes must never print later.
    this.#writing = false;
    this.#step({ type: "closed", reason });
    // A session settles its job when the line closes; should it forget, nobody waits for ever.
    this.#endCurrent(reason);
    this.#timer?.cancel();
    this.#report = null;
    this.#update();
    this.#waitForOpen();
  }

  #data(bytes: Uint8Array): void {
    const copy = bytes.slice();
    this.#lastSeenMs = this.#options.clock.nowMs();
    this.#counters.framesIn += 1;
    this.wireLog.add("rx", copy, "");
    this.#step({ type: "bytes", bytes: copy });
  }

  /** No job is begun on a line that is not open: it would fail, although it may be open again in a moment. */
  #mayBegin(): boolean {
    if (this.#connection.isUp) return true;
    this.#waitForOpen();
    return false;
  }

  #waitForOpen(): void {
    if (this.#openWait !== null || this.#queue.waiting === 0) return;
    this.#openWait = this.#options.clock.after(OPEN_WAIT_MS_MAX, () => {
      this.#openWait = null;
      this.#queue.failWaiting(
        `打印机未连接，未打印 not printed, the printer cannot be reached: ${this.#downReason ?? ""}`,
      );
    });
  }

  #begin(input: PrinterInput): void {
    this.#bytesLeft = false;
    this.#step(input);
  }

  #step(input: PrinterInput): void {
    let effects: PrinterEffect[];
    try {
      effects = this.#session.step(input);
    } catch (error) {
      this.#threw(error);
      return;
    }
    for (const effect of effects) if (effect.do !== "reopen") this.#perform(effect);
    // Last: it comes back as `closed`, and what the session said beside it was said before.
    for (const effect of effects) if (effect.do === "reopen") this.#connection.reopen(effect.reason);
  }

  #perform(effect: Exclude<PrinterEffect, { do: "reopen" }>): void {
    switch (effect.do) {
      case "write":
        this.#write(effect.bytes);
        break;
      case "arm":
        this.#timer?.cancel();
        this.#timer = this.#options.clock.after(effect.ms, () => this.#step({ type: "timer" }));
        break;
      case "disarm":
        this.#timer?.cancel();
        break;
      case "settle":
        this.#settle(effect.jobId, { outcome: effect.outcome, detail: effect.detail });
        break;
      case "status":
        this.#report = { status: effect.status, detail: effect.detail };
        if (effect.status !== null) this.#fault = null;
        this.#update();
        break;
      case "garbage":
        this.#counters.garbage += effect.count;
        this.wireLog.add("rx", new Uint8Array(0), `garbage: ${effect.count} × ${effect.why}`);
        break;
    }
  }

  #write(bytes: Uint8Array): void {
    if (!this.#connection.isUp || bytes.length === 0) return;
    this.#writes.push(bytes);
    if (!this.#writing) void this.#writeAll();
  }

  /** In order, in pieces; `written` after each whole write. Ends with the line: the connection tells the session. */
  async #writeAll(): Promise<void> {
    this.#writing = true;
    const writes = this.#writes;
    for (let bytes = writes.shift(); bytes !== undefined; bytes = writes.shift()) {
      this.#counters.framesOut += 1;
      this.#bytesLeft = true;
      this.wireLog.add("tx", bytes.slice(0, LOG_BYTES_MAX), `${bytes.length} bytes`);
      try {
        for (let from = 0; from < bytes.length; from += WRITE_BYTES_MAX) {
          await this.#connection.write(bytes.subarray(from, from + WRITE_BYTES_MAX));
          if (writes !== this.#writes) return;
        }
      } catch (error) {
        this.#log.warn({ device: this.id, error: String(error) }, "write failed");
        return;
      }
      this.#step({ type: "written" });
      if (writes !== this.#writes) return; // The line was lost in that step; its successor has its own list.
    }
    this.#writing = false;
  }

  #settle(jobId: string, result: PrintResult): void {
    this.#counters[result.outcome] += 1;
    if (this.#queue.settle(jobId, result)) return;
    if (result.outcome !== "printed") return;
    try {
      this.#late?.(jobId, result.outcome);
    } catch (error) {
      this.#log.error({ device: this.id, jobId, error: String(error) }, "late outcome not taken");
    }
  }

  #endCurrent(reason: string): void {
    const { current } = this.#queue;
    if (current === null) return;
    const outcome = this.#bytesLeft ? "unconfirmed" : "failed";
    this.#settle(current, { outcome, detail: reason });
  }

  /** The session is lost, its line is opened anew, its job is in doubt if any byte of it left. */
  #threw(error: unknown): void {
    const reason = this.#failed(error);
    this.#timer?.cancel();
    this.#session = this.#makeSession();
    this.#connection.reopen(reason);
    this.#endCurrent(reason);
    this.#update();
  }

  #failed(error: unknown): string {
    this.#log.error({ device: this.id, error: String(error) }, "printer session threw");
    const fault = `驱动出错 the driver failed: ${error instanceof Error ? error.message : String(error)}`;
    this.#fault = fault;
    return fault;
  }

  /** A model that cannot even begin leaves a printer that fails its jobs, and a hall that goes on without it. */
  #makeSession(): PrinterSession {
    try {
      return this.#options.model.session(this.#options.settings);
    } catch (error) {
      const detail = this.#failed(error);
      const fails = (jobId: string): PrinterEffect[] => [{ do: "settle", jobId, outcome: "failed", detail }];
      return { step: (input) => ("jobId" in input ? fails(input.jobId) : []) };
    }
  }

  #update(): void {
    const { state, detail } = printerState(this.#connection.isUp, this.#downReason, this.#fault, this.#report);
    this.#teller.set(state, detail);
  }
}

function printerState(
  isUp: boolean,
  downReason: string | null,
  fault: string | null,
  report: { readonly status: PrinterStatus | null; readonly detail: string } | null,
): Pick<DeviceStatus, "state" | "detail"> {
  if (fault !== null) return { state: "faulted", detail: fault };
  if (!isUp && downReason !== null) return { state: "offline", detail: `线路中断 link down: ${downReason}` };
  if (!isUp) return { state: "starting", detail: "正在打开线路 opening the link" };
  if (report === null) return { state: "starting", detail: "等待打印机应答 waiting for the printer's first answer" };
  const { status, detail } = report;
  if (status === null) return { state: "offline", detail: detail || "打印机无应答 the printer does not answer" };
  const causes = [
    status.paper === "end" ? "缺纸 paper is out" : "",
    status.coverOpen ? "机盖打开 cover is open" : "",
    status.cutterError ? "切刀故障 cutter fault" : "",
    status.error ? "打印机故障 printer fault" : "",
  ].filter((cause) => cause !== "");
  if (causes.length === 0 && !status.online) causes.push("打印机脱机 printer is off line");
  if (causes.length > 0) return { state: "faulted", detail: causes.join("；") };
  return { state: "online", detail: status.paper === "near-end" ? "纸将用完 paper is running low" : detail };
}

function paperFacts(status: PrinterStatus | null): Readonly<Record<string, string>> {
  return status === null ? {} : { paper: status.paper };
}
