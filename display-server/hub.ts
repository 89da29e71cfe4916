// Fan-out of whole views to screens: one serialisation and one frame per change, sent in slices; the newest view wins.
import { frameOf, PING_FRAME } from "./frames.ts";
import { HOLD_STEP_MS, Hold } from "./hold.ts";

/** Sockets written per turn of the loop: 1,000 screens never hold up a strip (16 writes take about 0.2 ms). */
export const SLICE_SCREENS_MAX = 16;
/** A heartbeat leaves at least this often; outside programs rely on 5 s. */
export const HEARTBEAT_MS = 4_000;
/** Ping with every n-th heartbeat. */
const PING_BEATS = 2;
/** No answer to pings for this long: the screen is gone (found within 30 s). */
export const SILENT_MS_MAX = 25_000;
/** Bytes of a screen that the network has not taken for this long: it is cut off and may come back. */
export const STUCK_MS_MAX = 20_000;
/** Connections at once; beyond it an upgrade is refused with 503. */
export const SCREENS_MAX = 12_000;

/** What the hub needs of the clock; the kernel's clock fits. */
export interface HubClock {
  nowMs(): number;
  monotonicMs(): number;
  after(delayMs: number, run: () => void): { cancel(): void };
}

/** One connection, as the hub sees it. */
export interface Screen {
  /** Bytes handed over that the network has not taken. */
  readonly bufferedBytes: number;
  /** Sends one finished frame; `flushed` runs when the network took it or the screen is gone. */
  write(frame: Buffer, flushed: () => void): void;
  /** Says goodbye and closes. */
  close(code: number, reason: string): void;
  terminate(): void;
}

/** A view as rendered: `data` is its JSON, `seq` the newest event folded into it. */
export interface Rendered {
  readonly seq: number;
  readonly data: string;
}

export interface HubOptions {
  readonly clock: HubClock;
  /** Time as the screens get it: ISO 8601 with the hall's offset. */
  readonly timeText: (atMs: number) => string;
  /** Renders a view that nobody has watched until now; resolves when all it shows is durable, null when it is gone. */
  readonly load: (key: string) => Promise<Rendered | null>;
  /** Runs later in the loop; a test may run it by hand. */
  readonly defer?: (run: () => void) => void;
  /** Something is on its way to the devices: they go first, and every slice would keep them waiting. */
  readonly hold?: () => boolean;
}

/** One screen's place in the hub. */
export interface Seat {
  readonly topic: Topic;
  readonly screen: Screen;
  /** Version of the topic it got last; 0 before the first. */
  version: number;
  /** Highest event number it was told: it never hears a lower one. */
  seq: number;
  queued: boolean;
  beatDue: boolean;
  /** Skipped because bytes were still on their way: gets the newest view when they are gone. */
  behind: boolean;
  stuckSinceMs: number | null;
  aliveAtMs: number;
  gone: boolean;
  readonly flushed: () => void;
}

/** One view (and id) with everybody who watches it. */
export class Topic {
  readonly key: string;
  readonly view: string;
  readonly seats = new Set<Seat>();
  /** Counts changes of the content. */
  version = 0;
  seq = 0;
  data: string | null = null;
  frame: Buffer | null = null;
  /** A change is known that has not been rendered. Otherwise the content holds for the hub's newest event. */
  stale = false;
  loading = false;
  /** When the content was last made, on the monotonic clock; the one who renders keeps it. */
  renderedAtMs = Number.NEGATIVE_INFINITY;

  constructor(key: string) {
    this.key = key;
    this.view = key.split(":", 1)[0] ?? key;
  }
}

/** Counts that tests and `/metrics` read. */
export interface HubCounters {
  framesBuilt: number;
  writes: number;
  slices: number;
  unchanged: number;
  cutOff: number;
  /** Connections that broke the protocol. */
  faulty: number;
}

export class Hub {
  readonly counters: HubCounters = { framesBuilt: 0, writes: 0, slices: 0, unchanged: 0, cutOff: 0, faulty: 0 };
  readonly #options: HubOptions;
  readonly #defer: (run: () => void) => void;
  readonly #hold: Hold;
  readonly #topics = new Map<string, Topic>();
  readonly #seats = new Set<Seat>();
  #queue: Seat[] = [];
  #head = 0;
  #scheduled = false;
  #seq = 0;
  #beats = 0;
  #beat: { readonly seq: number; readonly frame: Buffer } | null = null;
  #timer: { cancel(): void } | null = null;
  #stopped = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#defer = options.defer ?? ((run) => void setImmediate(run));
    this.#hold = new Hold(options.hold ?? (() => false), () => options.clock.monotonicMs());
  }

  /** Newest event that any screen may hear of. */
  get seq(): number {
    return this.#seq;
  }

  get screens(): number {
    return this.#seats.size;
  }

  /** Nobody else can be seated. */
  get full(): boolean {
    return this.#stopped || this.#seats.size >= SCREENS_MAX;
  }

  /** Views somebody watches now. */
  topics(): IterableIterator<Topic> {
    return this.#topics.values();
  }

  topic(key: string): Topic | undefined {
    return this.#topics.get(key);
  }

  /** Starts the heartbeats. */
  start(): void {
    if (this.#timer !== null || this.#stopped) return;
    this.#timer = this.#options.clock.after(HEARTBEAT_MS, () => this.#heartbeat());
  }

  /** A new screen: its first message is the whole current view. Null when the house is full. */
  join(key: string, screen: Screen): Seat | null {
    if (this.full) return null;
    let topic = this.#topics.get(key);
    if (topic === undefined) {
      topic = new Topic(key);
      this.#topics.set(key, topic);
    }
    const seat = this.#newSeat(topic, screen);
    topic.seats.add(seat);
    this.#seats.add(seat);
    if (topic.data === null || topic.stale || topic.loading) this.#load(topic);
    else {
      // Unchanged since it was rendered: the same content under the newest number, framed once for all who join now.
      if (topic.seq < this.#seq) this.#stamp(topic, this.#seq);
      this.#enqueue(seat);
    }
    return seat;
  }

  leave(seat: Seat): void {
    if (seat.gone) return;
    seat.gone = true;
    this.#seats.delete(seat);
    seat.topic.seats.delete(seat);
    if (seat.topic.seats.size === 0) this.#topics.delete(seat.topic.key);
  }

  /** The screen showed a sign of life (a pong, a message). */
  alive(seat: Seat): void {
    seat.aliveAtMs = this.#options.clock.monotonicMs();
  }

  /** Everything up to this event is durable and its views are on their way. */
  advance(seq: number): void {
    if (seq > this.#seq) this.#seq = seq;
  }

  /** The view's content is out of date: its next rendering is due, and nobody joins with the old one. */
  markStale(key: string): void {
    const topic = this.#topics.get(key);
    if (topic !== undefined) topic.stale = true;
  }

  /** Renders a view anew, through the durable read. */
  refresh(key: string): void {
    const topic = this.#topics.get(key);
    if (topic !== undefined) this.#load(topic);
  }

  /** The newest content of a view; equal content is not sent again. */
  publish(key: string, view: Rendered): void {
    const topic = this.#topics.get(key);
    if (topic === undefined || view.seq < topic.seq) return;
    this.advance(view.seq);
    const seq = topic.stale ? view.seq : this.#seq;
    if (view.data === topic.data) {
      this.counters.unchanged += 1;
      // The frame goes out only to those who still lack it, under a number that is as new as it can be.
      if (seq > topic.seq) topic.frame = null;
      topic.seq = seq;
    } else {
      topic.data = view.data;
      topic.version += 1;
      topic.seq = seq;
      topic.frame = null;
    }
    for (const seat of topic.seats) if (seat.version < topic.version) this.#enqueue(seat);
  }

  /** Screens get a goodbye; whoever does not answer is cut off. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    for (const seat of [...this.#seats]) seat.screen.close(1001, "stopping");
    const cut = () => {
      for (const seat of [...this.#seats]) {
        seat.screen.terminate();
        this.leave(seat);
      }
    };
    this.#options.clock.after(200, cut);
  }

  #newSeat(topic: Topic, screen: Screen): Seat {
    const seat: Seat = {
      topic,
      screen,
      version: 0,
      seq: 0,
      queued: false,
      beatDue: false,
      behind: false,
      stuckSinceMs: null,
      aliveAtMs: this.#options.clock.monotonicMs(),
      gone: false,
      // One closure per screen for all its writes.
      flushed: () => {
        if (screen.bufferedBytes > 0) return;
        seat.stuckSinceMs = null;
        if (seat.behind) this.#enqueue(seat);
      },
    };
    return seat;
  }

  #load(topic: Topic): void {
    if (topic.loading) return;
    topic.loading = true;
    topic.stale = false;
    this.#options.load(topic.key).then(
      (view) => this.#loaded(topic, view),
      () => this.#notLoaded(topic),
    );
  }

  /** Nothing durable to show: who has a view keeps it, who has none may try again. */
  #notLoaded(topic: Topic): void {
    topic.loading = false;
    topic.stale = true;
    for (const seat of [...topic.seats]) if (seat.version === 0) seat.screen.close(1013, "try again later");
  }

  #loaded(topic: Topic, view: Rendered | null): void {
    topic.loading = false;
    if (this.#topics.get(topic.key) !== topic) return;
    if (view === null) {
      for (const seat of [...topic.seats]) seat.screen.close(4404, "VIEW_UNKNOWN");
      return;
    }
    if (view.seq >= topic.seq) this.publish(topic.key, view);
    else for (const seat of topic.seats) if (seat.version < topic.version) this.#enqueue(seat);
  }

  #stamp(topic: Topic, seq: number): void {
    topic.seq = seq;
    topic.frame = null;
  }

  #frame(topic: Topic): Buffer {
    if (topic.frame === null) {
      const at = this.#options.timeText(this.#options.clock.nowMs());
      topic.frame = frameOf(
        `{"type":"view","view":${JSON.stringify(topic.view)},"seq":${topic.seq},"at":"${at}","data":${topic.data}}`,
      );
      this.counters.framesBuilt += 1;
    }
    return topic.frame;
  }

  #enqueue(seat: Seat): void {
    if (seat.queued || seat.gone) return;
    seat.queued = true;
    this.#queue.push(seat);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#defer(() => this.#slice());
  }

  /** The queue holds each screen at most once, so its length is bounded by the number of screens. */
  #slice(): void {
    this.#scheduled = false;
    if (this.#hold.holds) {
      this.#scheduled = true;
      this.#options.clock.after(HOLD_STEP_MS, () => this.#slice());
      return;
    }
    this.counters.slices += 1;
    const end = Math.min(this.#queue.length, this.#head + SLICE_SCREENS_MAX);
    while (this.#head < end) {
      const seat = this.#queue[this.#head];
      this.#head += 1;
      if (seat !== undefined) this.#deliver(seat);
    }
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
      return;
    }
    this.#scheduled = true;
    this.#defer(() => this.#slice());
  }

  #deliver(seat: Seat): void {
    seat.queued = false;
    if (seat.gone) return;
    // At most one frame per screen waits in this process, and it is the same buffer for all of them.
    if (seat.screen.bufferedBytes > 0) {
      seat.behind = true;
      seat.stuckSinceMs ??= this.#options.clock.monotonicMs();
      return;
    }
    seat.behind = false;
    const { topic } = seat;
    if (topic.data !== null && seat.version < topic.version) {
      // A heartbeat has told a newer number: this rendering comes too late, and the next one is due.
      if (topic.seq < seat.seq && !topic.stale && !topic.loading) this.#stamp(topic, this.#seq);
      if (topic.seq >= seat.seq) {
        seat.version = topic.version;
        seat.seq = topic.seq;
        this.#write(seat, this.#frame(topic));
      }
    }
    // Before the first view there is nothing to keep alive.
    if (!seat.beatDue || seat.version === 0) return;
    seat.beatDue = false;
    seat.seq = Math.max(seat.seq, this.#seq);
    this.#write(seat, this.#beatFrame());
  }

  #write(seat: Seat, frame: Buffer): void {
    this.counters.writes += 1;
    seat.screen.write(frame, seat.flushed);
  }

  /** Made once per beat, and again when events came in between: no screen hears a lower number than before. */
  #beatFrame(): Buffer {
    if (this.#beat === null || this.#beat.seq !== this.#seq) {
      const at = this.#options.timeText(this.#options.clock.nowMs());
      const text = frameOf(`{"type":"heartbeat","seq":${this.#seq},"at":"${at}"}`);
      const frame = this.#beats % PING_BEATS === 0 ? Buffer.concat([text, PING_FRAME]) : text;
      this.#beat = { seq: this.#seq, frame };
    }
    return this.#beat.frame;
  }

  #heartbeat(): void {
    if (this.#stopped) return;
    this.#timer = this.#options.clock.after(HEARTBEAT_MS, () => this.#heartbeat());
    const nowMs = this.#options.clock.monotonicMs();
    this.#beats += 1;
    this.#beat = null;
    for (const seat of [...this.#seats]) {
      const stuck = seat.stuckSinceMs !== null && nowMs - seat.stuckSinceMs > STUCK_MS_MAX;
      if (stuck || nowMs - seat.aliveAtMs > SILENT_MS_MAX) {
        this.counters.cutOff += 1;
        seat.screen.terminate();
        this.leave(seat);
        continue;
      }
      seat.beatDue = true;
      this.#enqueue(seat);
    }
  }
}
