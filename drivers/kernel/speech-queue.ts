// Announcements waiting for one voice: everyone is read once before anyone is repeated, and nobody is read too late.

/** One announcement. A newer one with the same key takes the place of what is still to be read of the older. */
export interface Announcement {
  /** Names the call, e.g. the ticket: what is withdrawn or said anew later. */
  readonly key: string;
  readonly text: string;
  /** How often it is read in all. */
  readonly readings: number;
  /** 0…100: how much of the voice's own volume; without it all of it. */
  readonly volume?: number;
}

/** One reading, taken out of the queue. */
export interface Reading {
  readonly announcement: Announcement;
}

export interface SpeechQueueOptions {
  /** Readings, not announcements. */
  readonly waitingMax: number;
  /** With more readings waiting than this, repeats are left out; without it only a full queue takes them away. */
  readonly repeatsUpTo?: number;
  /** Told of an announcement that nobody was read even once, and never will be. */
  readonly unheard?: (announcement: Announcement) => void;
}

/** Whom nobody has heard of after this long has been called by the screens, or is long gone. */
const FRESH_MS = 90_000;
/** After an outage: a call that people began to hear longer ago than this is history. */
const RESUME_MS = 15_000;
const READINGS_MAX = 9;

interface Entry extends Reading {
  readonly saidAtMs: number;
  /** Readings it still deserves, the ones begun included; a full queue takes repeats away. */
  readings: number;
  begun: number;
  begunAtMs: number | null;
}

/** Pure bookkeeping: no clock, no I/O; every time is an argument and monotonic. */
export class SpeechQueue {
  /** In order of age: a key said anew goes to the end. Holds what waits and what is being read. */
  readonly #entries = new Map<string, Entry>();
  readonly #waitingMax: number;
  readonly #repeatsUpTo: number;
  readonly #unheard: (announcement: Announcement) => void;
  /** Announcements and repeats that were too old; readings for which there was no room. */
  readonly counters = { stale: 0, dropped: 0 };

  constructor({ waitingMax, repeatsUpTo, unheard }: SpeechQueueOptions) {
    this.#waitingMax = Math.max(1, waitingMax);
    this.#repeatsUpTo = repeatsUpTo ?? this.#waitingMax;
    this.#unheard = unheard ?? (() => undefined);
  }

  /** Readings that have not begun. */
  get waiting(): number {
    let waiting = 0;
    for (const entry of this.#entries.values()) waiting += waitingOf(entry);
    return waiting;
  }

  say(announcement: Announcement, nowMs: number): void {
    const readings = Math.min(READINGS_MAX, Math.max(1, Math.trunc(announcement.readings) || 1));
    this.#entries.delete(announcement.key);
    this.#entries.set(announcement.key, { announcement, saidAtMs: nowMs, readings, begun: 0, begunAtMs: null });
    this.expire(nowMs);
    while (this.waiting > this.#repeatsUpTo && this.#dropRepeat());
    while (this.waiting > this.#waitingMax) this.#dropOne();
  }

  /** Nothing more of it is read; a reading that has begun goes on. */
  withdraw(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** The next reading: the one least read, the oldest among equals; null when there is none. */
  next(nowMs: number): Reading | null {
    this.expire(nowMs);
    let next: Entry | null = null;
    for (const entry of this.#entries.values()) {
      if (waitingOf(entry) > 0 && (next === null || entry.begun < next.begun)) next = entry;
    }
    if (next === null) return null;
    next.begun += 1;
    next.begunAtMs = nowMs;
    return next;
  }

  /** False once its announcement was withdrawn or said anew. */
  stillWanted(reading: Reading): boolean {
    return this.#known(reading) !== null;
  }

  /** A reading has come to its end, said or skipped. */
  ended(reading: Reading): void {
    const entry = this.#known(reading);
    if (entry !== null && waitingOf(entry) === 0) this.#entries.delete(entry.announcement.key);
  }

  /** A reading was interrupted and waits again, unless its key was withdrawn or said anew meanwhile. */
  putBack(reading: Reading): void {
    const entry = this.#known(reading);
    if (entry !== null) entry.begun -= 1;
  }

  /** The voice was away: what had begun too long ago is not taken up again. To be called while nothing is read. */
  afterOutage(nowMs: number): void {
    this.expire(nowMs);
    this.#forget(({ begunAtMs }) => begunAtMs !== null && nowMs - begunAtMs > RESUME_MS);
  }

  /** Drops what nobody needs to hear any more. */
  expire(nowMs: number): void {
    this.#forget((entry) => waitingOf(entry) > 0 && nowMs - entry.saidAtMs > FRESH_MS);
  }

  #forget(isOld: (entry: Entry) => boolean): void {
    for (const [key, entry] of this.#entries) {
      if (!isOld(entry)) continue;
      this.#entries.delete(key);
      this.counters.stale += 1;
      if (entry.begun === 0) this.#unheard(entry.announcement);
    }
  }

  /** Somebody's repeat, else the oldest call: those who were never heard come before those who were. */
  #dropOne(): void {
    if (this.#dropRepeat()) return;
    for (const entry of this.#entries.values()) {
      if (waitingOf(entry) === 0) continue;
      this.#entries.delete(entry.announcement.key);
      if (entry.begun === 0) this.#unheard(entry.announcement);
      break;
    }
    this.counters.dropped += 1;
  }

  /** Of the oldest announcement that still has one. */
  #dropRepeat(): boolean {
    for (const entry of this.#entries.values()) {
      if (entry.readings <= Math.max(1, entry.begun)) continue;
      entry.readings -= 1;
      this.counters.dropped += 1;
      return true;
    }
    return false;
  }

  #known(reading: Reading): Entry | null {
    const entry = this.#entries.get(reading.announcement.key);
    return entry === reading ? entry : null;
  }
}

const waitingOf = ({ readings, begun }: Entry) => readings - begun;
