// The one queue of a sound zone: a reading goes to all voices and pages of the zone together, and the next one follows.
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import { type Reading, SpeechQueue } from "../../drivers/kernel/speech-queue.ts";
import type { Item, Said, SinkOutcome, ZoneSink } from "./sink.ts";
import type { ClipSource } from "./voice-pack.ts";

export interface ZoneOptions {
  readonly clock: Clock;
  readonly clips: ClipSource | null;
  readonly sinks: readonly ZoneSink[];
  readonly volume: number;
  readonly chime: boolean;
  readonly pauseMs: number;
  readonly gapMs: number;
  readonly repeatsUpTo: number;
  /** Calls are shown and not said now. */
  readonly quiet: () => boolean;
  /** What became of a call at a sink. */
  readonly tell: (item: Item, sink: ZoneSink, outcome: SinkOutcome | { state: "pending"; detail: string }) => void;
  /** Nobody heard it, and nobody will. */
  readonly dropped: (item: Item, why: "old" | "quiet") => void;
  /** People begin to hear it. */
  readonly begun: (item: Item) => void;
  readonly changed: () => void;
}

/** Fifty windows calling at once, and some repeats: more could not be read while anybody waits for it. */
const WAITING_MAX = 60;
/** A reading that takes longer than thrice its length holds nobody else up. */
const SLACK_MS = 6_000;
/** A sentence without clips, by its letters. */
const LETTER_MS = 330;

interface Current {
  readonly reading: Reading;
  readonly item: Item;
  readonly open: Set<ZoneSink>;
  heard: boolean;
  deadline: Timer | null;
}

export class SoundZone {
  readonly #options: ZoneOptions;
  readonly #queue: SpeechQueue;
  /** What is being said, and by whom it has not been said to the end. */
  #current: Current | null = null;
  #pausing: Timer | null = null;
  #wasAway = false;
  #closed = false;

  constructor(options: ZoneOptions) {
    this.#options = options;
    const { repeatsUpTo, sinks } = options;
    this.#queue = new SpeechQueue({
      waitingMax: WAITING_MAX,
      repeatsUpTo,
      unheard: (announcement) => options.dropped(announcement as Item, "old"),
    });
    for (const sink of sinks) sink.onReady(() => this.#pump());
  }

  /** Readings that have not begun. */
  get backlog(): number {
    this.#queue.expire(this.#options.clock.monotonicMs());
    return this.#queue.waiting;
  }

  get speaking(): Item | null {
    return this.#current?.item ?? null;
  }

  get busy(): boolean {
    return this.#current !== null || this.#pausing !== null;
  }

  say(item: Item): void {
    if (this.#closed) return;
    const { quiet, sinks, tell, dropped, clock } = this.#options;
    if (item.kind !== "test" && quiet()) {
      dropped(item, "quiet");
      return;
    }
    for (const sink of sinks) {
      if (sink.serves(item.windowId)) tell(item, sink, { state: "pending", detail: sink.ready ? "" : sink.detail });
    }
    this.#queue.say(item, clock.monotonicMs());
    this.#pump();
    this.#options.changed();
  }

  /** Nothing more of it is read; a reading that has begun goes on. */
  withdraw(key: string): void {
    this.#queue.withdraw(key);
    this.#options.changed();
  }

  close(): void {
    this.#closed = true;
    this.#pausing?.cancel();
    this.#current?.deadline?.cancel();
    this.#queue.clear();
  }

  /** Begins the next reading when nothing is being read and somebody can read it. */
  #pump(): void {
    const { sinks, clock, quiet } = this.#options;
    if (this.busy || this.#closed) return;
    if (!sinks.some((sink) => sink.ready)) {
      this.#wasAway ||= sinks.length > 0;
      return;
    }
    const nowMs = clock.monotonicMs();
    if (this.#wasAway) this.#queue.afterOutage(nowMs);
    this.#wasAway = false;
    const reading = this.#queue.next(nowMs);
    if (reading === null) return;
    const item = reading.announcement as Item;
    if (item.kind !== "test" && quiet()) {
      this.#queue.withdraw(item.key);
      this.#options.dropped(item, "quiet");
      this.#pump();
      return;
    }
    const current: Current = { reading, item, open: new Set(), heard: false, deadline: null };
    this.#current = current;
    void this.#prepared(item).then((said) => this.#begin(current, said));
  }

  /** The clips, where there are pages to play them. */
  async #prepared(item: Item): Promise<Said> {
    const { clips: source, sinks, chime, gapMs, volume } = this.#options;
    const needed = source !== null && sinks.some(({ kind, ready }) => kind === "player" && ready);
    const spoken = needed ? await source.clipsFor(item.phrases).catch(() => null) : null;
    const bell = needed && chime && spoken !== null ? [await source.chime()] : [];
    const clips = spoken === null ? null : [...bell, ...spoken];
    const byLetters = item.text.length * LETTER_MS;
    const byClips = clips?.reduce((sum, { durationMs }) => sum + durationMs + gapMs, 0) ?? 0;
    return { item, clips, durationMs: clips === null ? byLetters : byClips, volume };
  }

  #begin(current: Current, said: Said): void {
    const { sinks, tell, begun, changed, clock } = this.#options;
    if (this.#closed || this.#current !== current) return;
    const { item } = current;
    const serving = sinks.filter((sink) => sink.serves(item.windowId));
    const ready = serving.filter((sink) => sink.ready);
    for (const sink of serving) {
      if (!this.#queue.stillWanted(current.reading)) break;
      if (!sink.ready) tell(item, sink, { state: "failed", detail: sink.detail || "不在线 not there" });
      else current.open.add(sink);
    }
    // Taken back while its clips were fetched: not a word of it.
    if (ready.length === 0 || !this.#queue.stillWanted(current.reading)) {
      this.#over(current);
      return;
    }
    begun(item);
    current.deadline = clock.after(said.durationMs * 3 + SLACK_MS, () => this.#late(current));
    for (const sink of ready) sink.begin(said, (outcome) => this.#ended(current, sink, outcome));
    changed();
  }

  #ended(current: Current, sink: ZoneSink, outcome: SinkOutcome): void {
    this.#options.tell(current.item, sink, outcome);
    current.heard ||= outcome.state !== "failed";
    current.open.delete(sink);
    if (current.open.size === 0 && this.#current === current) this.#over(current);
  }

  #late(current: Current): void {
    if (this.#current !== current) return;
    const outcome = { state: "unconfirmed", detail: "未在时限内播完 not ended in time" } as const;
    for (const sink of current.open) this.#options.tell(current.item, sink, outcome);
    current.heard = true;
    this.#over(current);
  }

  #over(current: Current): void {
    const { clock, pauseMs, sinks, changed } = this.#options;
    current.deadline?.cancel();
    this.#current = null;
    // Nobody could say it because nobody is there any more: it waits for somebody to come back.
    const isLost = !current.heard && !sinks.some((sink) => sink.ready);
    if (isLost) {
      this.#queue.putBack(current.reading);
      this.#wasAway = true;
    } else this.#queue.ended(current.reading);
    this.#pausing = clock.after(pauseMs, () => {
      this.#pausing = null;
      this.#pump();
    });
    changed();
  }
}
