// One bus: one transport, one talker at a time, one or many devices.
import { BusScheduler } from "./bus-scheduler.ts";
import type { Clock, Timer } from "./clock.ts";
import { Connection } from "./connection.ts";
import { EchoFilter } from "./echo-filter.ts";
import { type AnyCodec, FrameReader, type Reading } from "./frame-reader.ts";
import { maskLine } from "./line-mask.ts";
import type { LinkMember, Order } from "./link-member.ts";
import { type DriverLog, silentLog } from "./log.ts";
import type { Transport } from "./transport.ts";
import { WireLog } from "./wire-log.ts";

/** Silence after which a head with complete frames behind it is given up. */
const STALE_MS = 40;
/** Silence after which a cut frame is forgotten, so that it cannot swallow what comes much later. */
const DISCARD_MS = 500;

export interface LinkOptions {
  readonly id: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 ≤ r < 1; for the jitter of reconnecting. */
  readonly random: () => number;
  /** Silence after each of our frames; default: what the model of the frame asks for. */
  readonly gapMs?: number | undefined;
  /** Wire speed; without it (plain TCP) nothing is paced. */
  readonly baudRate?: number | undefined;
  /** Drop exact echoes of our own frames. Never with FF 68 keypads on a bus that does not echo. */
  readonly echo?: boolean | undefined;
  readonly log?: DriverLog | undefined;
}

/**
 * Opens and reconnects for ever, shares the wire among its devices and hands each its frames.
 * Which frame goes next is decided only when the bus is free, so a call goes right after the frame in progress.
 */
export class Link {
  readonly id: string;
  readonly wireLog: WireLog;
  /** Of the bus as a whole; `garbage` counts bytes, `foreign` frames of nobody we know. */
  readonly counters = { garbage: 0, foreign: 0, lost: 0, echoes: 0 };
  readonly #clock: Clock;
  readonly #log: DriverLog;
  readonly #connection: Connection;
  readonly #wholeReports: boolean;
  readonly #scheduler: BusScheduler;
  readonly #echo: EchoFilter | null;
  readonly #members: LinkMember[] = [];
  #reader: FrameReader;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #stale: Timer | null = null;
  #downReason: string | null = null;
  #stopped = true;
  /** Who wants every byte as it comes: the learning of an unknown device. */
  readonly #taps = new Set<(bytes: Uint8Array) => void>();

  constructor(options: LinkOptions) {
    this.id = options.id;
    this.#clock = options.clock;
    this.#log = options.log ?? silentLog;
    this.wireLog = new WireLog(options.clock);
    this.#echo = options.echo === true ? new EchoFilter(options.clock) : null;
    this.#reader = this.#makeReader();
    this.#wholeReports = options.transport.wholeReports === true;
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
    this.#scheduler = new BusScheduler({
      clock: options.clock,
      gapMs: options.gapMs,
      baudRate: options.baudRate,
      write: (bytes) => this.#connection.write(bytes),
      receiving: () => ({
        pendingBytes: this.#reader.pendingBytes,
        heardAtMs: this.#heardAtMs,
        quietMs: this.#members.reduce((ms, { timing }) => Math.max(ms, timing.quietMs ?? 0), 0),
      }),
      sending: (member, message, bytes, wireMs) => {
        member.counters.framesOut += 1;
        this.#keep("tx", member, message, bytes);
        this.#echo?.sent(bytes, wireMs);
      },
      tell: (member, where, call) => this.#tell(member, where, call),
    });
  }

  get isUp(): boolean {
    return this.#connection.isUp;
  }

  /** Why it is not open; null before the first attempt and while it is. */
  get downReason(): string | null {
    return this.#downReason;
  }

  /** A device joins the bus, before or after `start`. */
  attach(member: LinkMember): void {
    this.#members.push(member);
    this.#reader = this.#makeReader();
    const reason = this.#downReason;
    if (this.isUp) this.#tell(member, "up", () => member.up());
    else if (reason !== null) this.#tell(member, "down", () => member.down(reason));
  }

  /** A device leaves; what it had waiting is settled as replaced. */
  detach(member: LinkMember): void {
    const at = this.#members.indexOf(member);
    if (at < 0) return;
    this.drop(member);
    this.#members.splice(at, 1);
    this.#reader = this.#makeReader();
  }

  /** Opens, and keeps opening for ever. */
  start(): void {
    this.#stopped = false;
    this.#connection.start();
  }

  /** Lets the exchange in progress end (at most `drainMs`), then closes; everything that waits is settled as lost. */
  async stop(drainMs = 1_000): Promise<void> {
    this.#stopped = true;
    await this.#scheduler.drain(drainMs);
    this.#stale?.cancel();
    this.#scheduler.lost("已停止 stopped");
    await this.#connection.stop();
  }

  /** Queues an order. It is settled exactly once, possibly before this returns (full, not open). */
  submit(member: LinkMember, order: Order): void {
    if (this.isUp && !this.#stopped && this.#members.includes(member)) {
      this.#scheduler.submit(member, order);
      return;
    }
    const detail = this.#downReason ?? "未打开 not open";
    this.#tell(member, "settled", () => order.settled({ outcome: "link-lost", detail, unanswered: 0 }));
  }

  /** Newest wish wins: exchanges of this slot that are not on the wire yet are dropped for these. */
  replace(member: LinkMember, slot: string, order: Omit<Order, "slot">): void {
    this.submit(member, { ...order, slot });
  }

  /** Drops what a device has waiting, in one slot or all. */
  drop(member: LinkMember, slot?: string): void {
    this.#scheduler.drop(member, slot);
  }

  /** Every byte that comes in, as it comes; returns the way out. */
  tap(listener: (bytes: Uint8Array) => void): () => void {
    this.#taps.add(listener);
    return () => this.#taps.delete(listener);
  }

  #makeReader(): FrameReader {
    const codecs = new Set<AnyCodec>(this.#members.map((member) => member.codec));
    return new FrameReader([...codecs], {
      frame: (readings, bytes) => this.#frame(readings, bytes),
      garbage: (bytes, why) => {
        this.counters.garbage += bytes.length;
        const personal = this.#members.some((member) => member.codec.personal === true);
        this.wireLog.add("rx", personal ? maskLine(bytes) : bytes, `garbage: ${why}`);
      },
    });
  }

  #up(): void {
    this.#downReason = null;
    this.#scheduler.opened();
    this.#reader.reset();
    this.#log.info({ link: this.id }, "link open");
    for (const member of [...this.#members]) this.#tell(member, "up", () => member.up());
    this.#scheduler.pump();
  }

  #down(reason: string): void {
    this.counters.lost += 1;
    // The same refusal every few seconds for a whole night is one line, not ten thousand.
    if (this.#downReason !== reason) this.#log.warn({ link: this.id, reason }, "link down");
    this.#downReason = reason;
    this.#stale?.cancel();
    this.#reader.reset();
    this.#echo?.flush();
    this.#scheduler.lost(reason);
    for (const member of [...this.#members]) this.#tell(member, "down", () => member.down(reason));
  }

  #data(bytes: Uint8Array): void {
    this.#heardAtMs = this.#clock.monotonicMs();
    this.#stale?.cancel();
    for (const tap of this.#taps) this.#tapped(tap, bytes);
    this.#reader.push(this.#echo === null ? bytes : this.#echo.pass(bytes));
    if (this.#wholeReports) this.#reader.discardStale();
    this.counters.echoes = this.#echo?.dropped ?? 0;
    if (this.#reader.pendingBytes > 0) this.#stale = this.#clock.after(STALE_MS, () => this.#silence());
    this.#scheduler.pump();
  }

  /** A broken onlooker must not disturb the bus. */
  #tapped(tap: (bytes: Uint8Array) => void, bytes: Uint8Array): void {
    try {
      tap(bytes.slice());
    } catch (error) {
      this.#taps.delete(tap);
      this.#log.warn({ link: this.id, error: String(error) }, "a listener on the line failed");
    }
  }

  #silence(): void {
    this.#reader.flushStale();
    if (this.#reader.pendingBytes === 0) return;
    this.#stale = this.#clock.after(DISCARD_MS, () => this.#reader.discardStale());
  }

  #frame(readings: readonly Reading[], bytes: Uint8Array): void {
    const owned = this.#ownerOf(readings);
    if (owned === null) {
      this.wireLog.add("rx", bytes, readings[0]?.message);
      this.counters.foreign += 1;
      return;
    }
    const { member, message } = owned;
    member.counters.framesIn += 1;
    this.#keep("rx", member, message, bytes);
    const reply = this.#scheduler.answer(member, message);
    this.#tell(member, "heard", () => member.heard(message, bytes, reply));
  }

  #keep(direction: "tx" | "rx", member: LinkMember, message: unknown, bytes: Uint8Array): void {
    const masked = this.#tell(member, "masked", () => member.masked(message, bytes)) ?? { bytes, meaning: message };
    member.wireLog.add(direction, masked.bytes, masked.meaning);
    this.wireLog.add(direction, masked.bytes, masked.meaning);
  }

  /** The device that waits for an answer comes first, then the order of the configuration. */
  #ownerOf(readings: readonly Reading[]): { member: LinkMember; message: unknown } | null {
    const waiting = this.#scheduler.awaited;
    const members = waiting === null ? this.#members : [waiting, ...this.#members];
    for (const member of members) {
      const reading = readings.find((each) => each.codec === member.codec);
      if (reading === undefined) continue;
      if (this.#tell(member, "owns", () => member.owns(reading.message)) === true) {
        return { member, message: reading.message };
      }
    }
    return null;
  }

  #tell<T>(member: LinkMember, where: string, call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      this.#log.error({ link: this.id, device: member.id, where, error: String(error) }, "device threw");
      member.threw(error, where);
      return undefined;
    }
  }
}
