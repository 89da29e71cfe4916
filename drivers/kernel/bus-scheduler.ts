// Turn-taking on one bus: who talks next, how long we wait, what a late answer may no longer do.
import type { Clock, Timer } from "./clock.ts";
import { type Entry, ExchangeQueue } from "./exchange-queue.ts";
import type { AnyExchange, LinkMember, Order, Settled } from "./link-member.ts";

/** 8N1 on the wire: start, eight, stop (hardware.md §9). */
const BITS_PER_BYTE = 10;
/** Keypads talk when they like: while a frame is coming in we keep silent, but not for ever on a noisy bus. */
const LISTEN_MS = 20;
const LISTEN_MS_MAX = 100;
/** Times are fractions of a millisecond; less than this is "now". */
const NOW_MS = 0.001;

export interface SchedulerOptions {
  readonly clock: Clock;
  readonly gapMs: number | undefined;
  readonly baudRate: number | undefined;
  write(bytes: Uint8Array): Promise<void>;
  /** What is coming in right now, and how long the bus must have been silent before the next frame. */
  receiving(): { readonly pendingBytes: number; readonly heardAtMs: number; readonly quietMs: number };
  /** A frame is about to be written. */
  sending(member: LinkMember, message: unknown, bytes: Uint8Array, wireMs: number): void;
  /** Calls into a device; a throw is its own trouble and gives `undefined`. */
  tell<T>(member: LinkMember, where: string, call: () => T): T | undefined;
}

/** Late answers a device may still owe; they must not settle its next exchange. */
interface Debt {
  readonly exchange: AnyExchange;
  owed: number;
  readonly untilMs: number;
}

interface Flight {
  readonly entry: Entry;
  readonly exchange: AnyExchange;
  /** When its last byte is on the wire, as far as the speed of the wire is known. */
  readonly wireEndMs: number;
  timer: Timer | null;
  written: boolean;
}

/** One exchange at a time. The next is chosen only when the bus is free; calls go between the tries of others. */
export class BusScheduler {
  readonly #options: SchedulerOptions;
  readonly #clock: Clock;
  readonly #queue = new ExchangeQueue();
  readonly #debts = new Map<LinkMember, Debt>();
  #open = false;
  #flight: Flight | null = null;
  /** The system has not taken its bytes yet; nothing else may go meanwhile. */
  #writing: Flight | null = null;
  #pumping = false;
  #freeAtMs = 0;
  #wantedAtMs: number | null = null;
  #wake: Timer | null = null;
  #landed: (() => void) | null = null;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#clock = options.clock;
  }

  /** The device whose answer is awaited. */
  get awaited(): LinkMember | null {
    return this.#flight?.entry.member ?? null;
  }

  /** The line is open: what is submitted now goes out. */
  opened(): void {
    this.#open = true;
    this.#freeAtMs = 0;
  }

  /** The line is gone: everything is settled as lost, and nothing of it will ever be sent. */
  lost(reason: string): void {
    this.#open = false;
    const flight = this.#flight;
    this.#flight = null;
    this.#writing = null;
    this.#wantedAtMs = null;
    this.#debts.clear();
    this.#wake?.cancel();
    flight?.timer?.cancel();
    const entries = this.#queue.clear();
    if (flight !== null) entries.unshift(flight.entry);
    for (const entry of entries) this.#settleEntry(entry, "link-lost", reason);
    this.#landed?.();
  }

  /** Lets the exchange in progress end, at most `msMax`; starts nothing more. */
  async drain(msMax: number): Promise<void> {
    this.#open = false;
    if (this.#flight === null) return;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(msMax, resolve);
      this.#landed = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#landed = null;
  }

  /** The caller has made sure that the line is open. Settled exactly once. */
  submit(member: LinkMember, order: Order): void {
    if (order.exchanges.length === 0) {
      this.#settle(member, order, { outcome: "ok", detail: "", unanswered: 0 });
      return;
    }
    if (order.slot !== null) this.#dropFlight(member, order.slot);
    const added = this.#queue.add(member, order);
    if (added === null) {
      const detail = "总线排队已满 too much is waiting for this bus";
      this.#settle(member, order, { outcome: "full", detail, unanswered: 0 });
      return;
    }
    for (const old of added.replaced) this.#settleEntry(old, "replaced", "");
    const flight = this.#flight;
    if (order.priority <= 1 && flight?.entry.order.yields === true && flight.written) this.#timeout(flight, true);
    this.pump();
  }

  /** Drops what a device has waiting, in one slot or all; what is on the wire is not tried again. */
  drop(member: LinkMember, slot?: string): void {
    this.#dropFlight(member, slot);
    for (const entry of this.#queue.remove(member, slot)) this.#settleEntry(entry, "replaced", "");
  }

  #dropFlight(member: LinkMember, slot: string | undefined): void {
    const entry = this.#flight?.entry;
    if (entry?.member === member && (slot === undefined || entry.order.slot === slot)) entry.dropped = true;
  }

  /** Whether this message answers the exchange in progress, or one given up before. */
  answer(member: LinkMember, message: unknown): boolean {
    return this.#settleFlightWith(member, message) || this.#paysDebt(member, message);
  }

  #settleFlightWith(member: LinkMember, message: unknown): boolean {
    const flight = this.#flight;
    if (flight === null || flight.entry.member !== member) return false;
    const verdict = this.#judge(member, flight.exchange, message);
    if (verdict === null) return false;
    const { entry } = flight;
    if (entry.unanswered > 0) this.#owe(flight, entry.unanswered);
    else member.answeredAfter(Math.max(0, this.#clock.monotonicMs() - flight.wireEndMs));
    this.#land(flight);
    if (verdict.ok) this.#advance(entry);
    else {
      member.counters.naks += 1;
      this.#settleEntry(entry, "nak", verdict.detail);
    }
    return true;
  }

  #paysDebt(member: LinkMember, message: unknown): boolean {
    const debt = this.#debts.get(member);
    if (debt === undefined || this.#judge(member, debt.exchange, message) === null) return false;
    member.counters.late += 1;
    debt.owed -= 1;
    if (debt.owed <= 0) this.#debts.delete(member);
    return true;
  }

  #judge(member: LinkMember, exchange: AnyExchange, message: unknown): { ok: boolean; detail: string } | null {
    return this.#options.tell(member, "reply", () => exchange.reply?.(message) ?? null) ?? null;
  }

  #owe(flight: Flight, owed: number): void {
    const { member } = flight.entry;
    const untilMs = this.#clock.monotonicMs() + member.timing.lateMsMax;
    this.#debts.set(member, { exchange: flight.exchange, owed, untilMs });
  }

  #land(flight: Flight): void {
    flight.timer?.cancel();
    this.#flight = null;
    this.#landed?.();
  }

  #advance(entry: Entry): void {
    entry.index += 1;
    entry.unanswered = 0;
    if (entry.index >= entry.order.exchanges.length) this.#settleEntry(entry, "ok", "");
    else if (entry.dropped) this.#settleEntry(entry, "replaced", "");
    else if (!this.#open) this.#settleEntry(entry, "link-lost", "已停止 stopped");
    else this.#queue.putBack(entry);
  }

  #timeout(flight: Flight, yielded: boolean): void {
    const { entry } = flight;
    const { timing } = entry.member;
    if (!yielded) {
      entry.unanswered += 1;
      entry.member.counters.timeouts += 1;
    }
    this.#land(flight);
    const attemptsMax = entry.order.attemptsMax ?? timing.attemptsMax;
    if (entry.dropped || yielded || entry.unanswered >= attemptsMax) {
      this.#owe(flight, Math.max(1, entry.unanswered));
      this.#settleEntry(entry, yielded || entry.dropped ? "replaced" : "timeout", "无应答 no answer");
    } else {
      entry.member.counters.retries += 1;
      this.#queue.putBack(entry);
    }
    this.pump();
  }

  #settleEntry(entry: Entry, outcome: Settled["outcome"], detail: string): void {
    this.#settle(entry.member, entry.order, { outcome, detail, unanswered: entry.unanswered });
  }

  #settle(member: LinkMember, order: Order, result: Settled): void {
    this.#options.tell(member, "settled", () => order.settled(result));
  }

  /** A device may owe late answers: nothing that needs an answer of its own goes to it before. */
  #mayGo(entry: Entry, nowMs: number): boolean {
    const debt = this.#debts.get(entry.member);
    if (debt === undefined) return true;
    if (debt.untilMs - nowMs < NOW_MS) {
      this.#debts.delete(entry.member);
      return true;
    }
    return entry.order.exchanges[entry.index]?.reply == null;
  }

  /** Sends what may go now; to be called whenever the bus may have become free. */
  pump(): void {
    if (this.#pumping) return; // Settling may submit; the loop below sees it.
    this.#pumping = true;
    try {
      while (this.#flight === null && this.#writing === null && this.#open && this.#queue.size > 0) {
        const nowMs = this.#clock.monotonicMs();
        const waitMs = this.#waitMs(nowMs);
        const entry = waitMs > 0 ? null : this.#queue.take((each) => this.#mayGo(each, nowMs));
        if (entry === null) {
          this.#wakeIn(waitMs > 0 ? waitMs : this.#debtMs(nowMs));
          return;
        }
        this.#wantedAtMs = null;
        this.#send(entry);
      }
    } finally {
      this.#pumping = false;
    }
  }

  #wakeIn(ms: number): void {
    this.#wake?.cancel();
    this.#wake = this.#clock.after(ms, () => this.pump());
  }

  /** Until the first debt that still counts runs out. */
  #debtMs(nowMs: number): number {
    let firstMs = Number.POSITIVE_INFINITY;
    for (const [member, debt] of this.#debts) {
      if (debt.untilMs - nowMs < NOW_MS) this.#debts.delete(member);
      else firstMs = Math.min(firstMs, debt.untilMs - nowMs);
    }
    return Number.isFinite(firstMs) ? firstMs : 0;
  }

  /** How long the bus is still ours or another's; 0 = free. */
  #waitMs(nowMs: number): number {
    if (this.#freeAtMs - nowMs >= NOW_MS) return this.#freeAtMs - nowMs;
    this.#wantedAtMs ??= nowMs;
    const { pendingBytes, heardAtMs, quietMs } = this.#options.receiving();
    const silenceMs = Math.max(quietMs, pendingBytes > 0 ? LISTEN_MS : 0);
    const listenMs = Math.min(heardAtMs + silenceMs, this.#wantedAtMs + Math.max(quietMs, LISTEN_MS_MAX)) - nowMs;
    return silenceMs > 0 && listenMs >= NOW_MS ? listenMs : 0;
  }

  #send(entry: Entry): void {
    const { member, order } = entry;
    const exchange = order.exchanges[entry.index];
    if (exchange === undefined) return; // `advance` settles an order after its last exchange.
    const bytes = this.#options.tell(member, "encode", () => member.codec.encode(exchange.message));
    if (bytes === undefined) {
      this.#settleEntry(entry, "fault", "编码失败 the model could not encode it");
      return;
    }
    const { baudRate, gapMs } = this.#options;
    const wireMs = baudRate === undefined ? 0 : (bytes.length * BITS_PER_BYTE * 1000) / baudRate;
    const wireEndMs = this.#clock.monotonicMs() + wireMs;
    this.#freeAtMs = wireEndMs + (gapMs ?? member.timing.gapMs);
    const flight: Flight = { entry, exchange, wireEndMs, timer: null, written: false };
    this.#flight = flight;
    this.#writing = flight;
    this.#options.sending(member, exchange.message, bytes, wireMs);
    this.#options.write(bytes).then(
      () => this.#wrote(flight),
      (error: unknown) => {
        // A failed write also drops the line, and `lost` has settled this by then.
        if (this.#flight === flight) this.lost(String(error));
      },
    );
  }

  #wrote(flight: Flight): void {
    if (this.#writing !== flight) return;
    this.#writing = null;
    flight.written = true;
    if (this.#flight === flight && flight.exchange.reply === null) {
      this.#land(flight);
      this.#advance(flight.entry);
    } else if (this.#flight === flight) {
      const { replyMs } = flight.entry.member.timing;
      const waitMs = Math.max(0, flight.wireEndMs - this.#clock.monotonicMs()) + replyMs;
      flight.timer = this.#clock.after(waitMs, () => this.#timeout(flight, false));
    }
    this.pump();
  }
}
