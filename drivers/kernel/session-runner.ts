// Drives one session (card reader, modem) over a line of its own: feeds it bytes and time, does what it asks.
import type { Clock, Timer } from "./clock.ts";
import { Connection } from "./connection.ts";
import { type DeviceState, type DeviceStatus, StateTeller } from "./device-status.ts";
import { type DriverLog, silentLog } from "./log.ts";
import type { TestedEvent, TestOrder } from "./model.ts";
import type { Session, SessionEffect, SessionInput } from "./session.ts";
import { SessionWriter, WRITES_MAX } from "./session-writer.ts";
import type { Transport } from "./transport.ts";
import { WireLog } from "./wire-log.ts";

/** Orders given from inside a listener wait for the step in progress; more than this is a loop. */
const INPUTS_MAX = 256;
/** One frame in the wire log. The longest known, a card with fingerprints, has 2,321 bytes. */
const LOG_BYTES_MAX = 2_400;
const GARBAGE_LOG_BYTES_MAX = 64;
const TEST_MS_MAX = 10_000;
const TESTS_MAX = 8;

/** What the runner needs of a `SessionModel`; order and event types come with it. */
export interface SessionModelOf<Order, Event> {
  readonly id: string;
  readonly kind: "reader" | "modem";
  // biome-ignore lint/suspicious/noExplicitAny: the list of models mixes settings types; each model casts back its own.
  session(settings: any): Session<Order, Event>;
}

export interface SessionDeviceOptions<Order, Event> {
  readonly id: string;
  readonly model: SessionModelOf<Order, Event>;
  /** Checked against the model's schema. */
  readonly settings: unknown;
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 ≤ r < 1; for the jitter of reconnecting. */
  readonly random: () => number;
  readonly log?: DriverLog | undefined;
}

/** A device with its line to itself. Nothing here ever throws at its caller. */
export interface SessionDevice<Order, Event> {
  readonly id: string;
  readonly model: SessionModelOf<Order, Event>;
  /** What the session let through; raw bytes are never kept, because they may be personal. */
  readonly wireLog: WireLog;
  /** Opens, and keeps opening for ever. */
  start(): void;
  /** Hands an order to the session, on an open line or not; false: stopped or overrun, no event will come of it. */
  order(order: Order): boolean;
  /** Everything the session tells but the answers to `test()`. One listener. */
  onEvent(listener: (event: Event) => void): void;
  /** The session threw and was replaced: orders it had not told the end of are in doubt. One listener. */
  onRestart(listener: (reason: string) => void): void;
  /** Called at every change of state or detail. */
  onState(listener: (status: DeviceStatus) => void): void;
  status(): DeviceStatus;
  /** Asks the device whether it is there, within 10 s. */
  test(): Promise<{ readonly ok: boolean; readonly detail: string }>;
  /** Tells the session that its line is gone, so that it ends what is under way, and closes the line. */
  close(): Promise<void>;
}

/**
 * One session serves the device's whole life and keeps its memory over every reopening, because what a modem still has
 * to send must survive a pulled plug; `opened` and `closed` tell it where the line stands. Its timer is disarmed before
 * it hears `closed`; what it arms then runs on.
 */
export function createSessionDevice<Order extends { readonly type: string }, Event extends { readonly type: string }>(
  options: SessionDeviceOptions<Order, Event>,
): SessionDevice<Order, Event> {
  return new SessionRunner(options);
}

type Tested = { readonly ok: boolean; readonly detail: string };

class SessionRunner<Order extends { readonly type: string }, Event extends { readonly type: string }>
  implements SessionDevice<Order, Event>
{
  readonly id: string;
  readonly model: SessionModelOf<Order, Event>;
  readonly wireLog: WireLog;
  readonly #options: SessionDeviceOptions<Order, Event>;
  readonly #log: DriverLog;
  readonly #teller = new StateTeller(() => this.status());
  readonly #connection: Connection;
  readonly #counters = {
    framesIn: 0,
    framesOut: 0,
    garbage: 0,
    retries: 0,
    timeouts: 0,
    naks: 0,
    late: 0,
    restarts: 0,
  };
  #session: Session<Order, Event>;
  readonly #inputs: SessionInput<Order>[] = [];
  #stepping = false;
  #timer: Timer | null = null;
  readonly #writer: SessionWriter;
  #askedAtMs: number | null = null;
  #roundTripMs: number | null = null;
  #lastSeenMs: number | null = null;
  #downReason: string | null = null;
  #fault: string | null = null;
  #report: { readonly state: DeviceState; readonly detail: string } | null = null;
  #facts: Readonly<Record<string, string>> = {};
  /** The session has heard `opened` and not `closed` since; an attempt to open that failed is neither. */
  #opened = false;
  #stopped = false;
  #event: ((event: Event) => void) | null = null;
  #restart: ((reason: string) => void) | null = null;
  readonly #tests = new Map<string, (tested: Tested) => void>();
  #testCount = 0;

  constructor(options: SessionDeviceOptions<Order, Event>) {
    this.id = options.id;
    this.model = options.model;
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.wireLog = new WireLog(options.clock);
    this.#session = this.#makeSession();
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
    this.#writer = new SessionWriter({
      write: (bytes) => this.#connection.write(bytes),
      sending: ({ logged, meaning }) => {
        this.#counters.framesOut += 1;
        this.#askedAtMs = options.clock.monotonicMs();
        this.wireLog.add("tx", logged, meaning);
      },
      written: () => this.#take({ type: "written" }),
      failed: (error) => this.#log.warn({ device: this.id, error: String(error) }, "write failed"),
    });
    this.#update();
  }

  start(): void {
    if (!this.#stopped) this.#connection.start();
  }

  order(order: Order): boolean {
    if (this.#stopped || this.#inputs.length >= INPUTS_MAX) return false;
    this.#take({ type: "order", order });
    return true;
  }

  onEvent(listener: (event: Event) => void): void {
    this.#event = listener;
  }

  onRestart(listener: (reason: string) => void): void {
    this.#restart = listener;
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
      counters: { ...this.#counters },
      roundTripMs: this.#roundTripMs,
      facts: this.#facts,
    };
  }

  test(): Promise<Tested> {
    if (!this.#connection.isUp) return Promise.resolve({ ok: false, detail: this.#teller.detail });
    if (this.#tests.size >= TESTS_MAX) return Promise.resolve({ ok: false, detail: "测试太多 too many tests at once" });
    this.#testCount += 1;
    const id = `test-${this.id}-${this.#testCount}`;
    return new Promise((resolve) => {
      const settle = (tested: Tested) => {
        timer.cancel();
        if (this.#tests.delete(id)) resolve(tested);
      };
      const timer = this.#options.clock.after(TEST_MS_MAX, () =>
        settle({ ok: false, detail: `${TEST_MS_MAX / 1000} 秒内无结果 no result within ${TEST_MS_MAX / 1000} s` }),
      );
      this.#tests.set(id, settle);
      const order: TestOrder = { type: "test", id };
      if (!this.order(order as { readonly type: string } as Order)) settle({ ok: false, detail: "未受理 not taken" });
    });
  }

  async close(): Promise<void> {
    if (this.#stopped) return;
    this.#writer.drop();
    this.#take({ type: "closed", reason: "已停止 stopped" });
    this.#stopped = true;
    this.#inputs.length = 0;
    this.#timer?.cancel();
    for (const settle of [...this.#tests.values()]) settle({ ok: false, detail: "已停止 stopped" });
    await this.#connection.stop();
    this.#teller.set("offline", "已停止 stopped");
  }

  #up(): void {
    this.#downReason = null;
    this.#report = null;
    this.#log.info({ device: this.id }, "session link open");
    this.#opened = true;
    this.#take({ type: "opened" });
    this.#update();
  }

  #down(reason: string): void {
    if (this.#downReason !== reason) this.#log.warn({ device: this.id, reason }, "session link down");
    this.#downReason = reason;
    this.#writer.drop();
    this.#askedAtMs = null;
    this.#report = null;
    if (this.#opened) this.#take({ type: "closed", reason });
    this.#opened = false;
    this.#update();
  }

  #data(bytes: Uint8Array): void {
    this.#lastSeenMs = this.#options.clock.nowMs();
    this.#take({ type: "bytes", bytes: bytes.slice() });
    // What a card reader sends is somebody's papers: the transport's copy goes here, the session's behind its step.
    if (this.model.kind === "reader") bytes.fill(0);
  }

  /** Inputs in order, each with all its effects, even when an effect brings about the next input. */
  #take(input: SessionInput<Order>): void {
    if (this.#stopped) return;
    this.#inputs.push(input);
    if (this.#stepping) return;
    this.#stepping = true;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#step(next);
    this.#stepping = false;
  }

  #step(input: SessionInput<Order>): void {
    if (input.type === "closed") this.#timer?.cancel();
    let effects: SessionEffect<Event>[];
    try {
      effects = this.#session.step(input);
    } catch (error) {
      this.#threw(error);
      return;
    } finally {
      if (input.type === "bytes" && this.model.kind === "reader") input.bytes.fill(0);
    }
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: SessionEffect<Event>): void {
    switch (effect.do) {
      case "write":
        this.#write(effect.bytes, effect.logged ?? effect.bytes, effect.meaning);
        break;
      case "heard":
        this.#heard(effect.bytes, effect.meaning);
        break;
      case "arm":
        this.#timer?.cancel();
        this.#timer = this.#options.clock.after(effect.ms, () => this.#take({ type: "timer" }));
        break;
      case "disarm":
        this.#timer?.cancel();
        break;
      case "tell":
        this.#tell(effect.event);
        break;
      case "status":
        this.#reported(effect.state, effect.detail, effect.facts);
        break;
      case "count":
        this.#counters[effect.counter] += 1;
        break;
      case "reopen":
        this.#connection.reopen(effect.reason);
        break;
      case "garbage":
        this.#counters.garbage += effect.bytes.length;
        this.wireLog.add("rx", effect.bytes.slice(0, GARBAGE_LOG_BYTES_MAX), `garbage: ${effect.why}`);
        break;
    }
  }

  #heard(bytes: Uint8Array, meaning: unknown): void {
    this.#counters.framesIn += 1;
    if (this.#askedAtMs !== null) this.#roundTripMs = this.#options.clock.monotonicMs() - this.#askedAtMs;
    this.#askedAtMs = null;
    this.wireLog.add("rx", bytes.slice(0, LOG_BYTES_MAX), meaning);
  }

  #reported(state: DeviceState, detail: string, facts: Readonly<Record<string, string>> | undefined): void {
    if (facts !== undefined) this.#facts = { ...this.#facts, ...facts };
    if (!this.#connection.isUp) return; // On a line that is down only the line's reason counts.
    this.#report = { state, detail };
    this.#fault = null;
    this.#update();
  }

  #write(bytes: Uint8Array, logged: Uint8Array, meaning: unknown): void {
    if (!this.#connection.isUp || bytes.length === 0) return;
    const added = this.#writer.add({ bytes, logged: logged.slice(0, LOG_BYTES_MAX), meaning });
    if (!added) this.#connection.reopen(`等待发送的太多 more than ${WRITES_MAX} writes waiting`);
  }

  #tell(event: Event): void {
    if (event.type === "tested") {
      const { id, ok, detail } = event as { readonly type: string } as TestedEvent;
      const settle = this.#tests.get(id);
      if (settle !== undefined) {
        settle({ ok, detail });
        return;
      }
    }
    this.#notify(() => this.#event?.(event), `event ${event.type} not taken`);
  }

  #notify(run: () => void, what: string): void {
    try {
      run();
    } catch (error) {
      this.#log.error({ device: this.id, error: placeOf(error) }, what);
    }
  }

  /** The session is lost with what it remembered; a new one begins on a line opened anew. */
  #threw(error: unknown): void {
    this.#counters.restarts += 1;
    const reason = this.#failed(error);
    this.#timer?.cancel();
    this.#session = this.#makeSession();
    this.#opened = false; // The new one has heard nothing yet.
    this.#notify(() => this.#restart?.(reason), "restart not taken");
    for (const settle of [...this.#tests.values()]) settle({ ok: false, detail: reason });
    this.#connection.reopen(reason);
    this.#update();
  }

  #failed(error: unknown): string {
    const fault = `驱动出错，已重启 the driver failed and was restarted: ${placeOf(error)}`;
    // A session that fails at every opening says so once; the counter has the rest.
    if (fault !== this.#fault) this.#log.error({ device: this.id, error: placeOf(error) }, "session threw");
    this.#fault = fault;
    return fault;
  }

  /** A model that cannot even begin leaves a faulted device, and a hall that goes on without it. */
  #makeSession(): Session<Order, Event> {
    try {
      return this.#options.model.session(this.#options.settings);
    } catch (error) {
      this.#failed(error);
      return { step: () => [] };
    }
  }

  #update(): void {
    if (this.#stopped) return;
    if (this.#fault !== null) this.#teller.set("faulted", this.#fault);
    else if (!this.#connection.isUp) {
      if (this.#downReason === null) this.#teller.set("starting", "正在打开线路 opening the link");
      else this.#teller.set("offline", `线路中断 link down: ${this.#downReason}`);
    } else if (this.#report === null) {
      this.#teller.set("starting", "等待设备首次应答 waiting for the device's first answer");
    } else this.#teller.set(this.#report.state, this.#report.detail);
  }
}

/** Name and place of an error, without its message: that may quote what a session was reading. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const place = error.stack?.split("\n").find((line) => /^\s+at /.test(line));
  return place === undefined ? error.name : `${error.name} ${place.trim().replace(/file:\/\/\S*\//, "")}`;
}
