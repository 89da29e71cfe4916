// The last frames of one device or bus, replayable as text.
import type { Clock } from "./clock.ts";

const FRAMES_MAX = 200;
const MEANING_CHARS_MAX = 160;
const SUBSCRIBERS_MAX = 32;

/** `tx`: we sent it; `rx`: it came in, understood or not. */
export type WireDirection = "tx" | "rx";

export interface WireFrame {
  /** Counts up for ever; a reader who saw the last one knows what it missed. */
  readonly n: number;
  /** Wall clock at the start of the process plus monotonic time since: never runs backwards. */
  readonly atUs: number;
  readonly direction: WireDirection;
  readonly hex: string;
  readonly meaning: string;
}

/** A ring of the last 200 frames. Full means the oldest goes: a log must never be why memory grows. */
export class WireLog {
  readonly #clock: Clock;
  readonly #originMs: number;
  readonly #ring: Entry[] = [];
  #oldest = 0;
  #added = 0;
  readonly #subscribers = new Set<(frame: WireFrame) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#originMs = clock.nowMs() - clock.monotonicMs();
  }

  /** Keeps the bytes as they are (callers hand over copies) and words the meaning only when somebody looks. */
  add(direction: WireDirection, bytes: Uint8Array, meaning: unknown): void {
    const atUs = Math.round((this.#originMs + this.#clock.monotonicMs()) * 1000);
    this.#added += 1;
    const entry = { n: this.#added, atUs, direction, bytes, meaning };
    if (this.#ring.length < FRAMES_MAX) this.#ring.push(entry);
    else {
      this.#ring[this.#oldest] = entry;
      this.#oldest = (this.#oldest + 1) % FRAMES_MAX;
    }
    if (this.#subscribers.size === 0) return;
    const frame = show(entry);
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(frame);
      } catch {
        this.#subscribers.delete(subscriber); // A broken onlooker must not disturb the bus.
      }
    }
  }

  /** Oldest first. */
  frames(): WireFrame[] {
    return [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)].map(show);
  }

  /** What came after frame `n`, oldest first, and how many in between are gone. */
  after(n: number): { readonly frames: readonly WireFrame[]; readonly next: number; readonly lost: number } {
    const frames = this.frames().filter((frame) => frame.n > n);
    const first = frames[0]?.n ?? this.#added + 1;
    return { frames, next: this.#added, lost: Math.max(0, first - Math.min(n, this.#added) - 1) };
  }

  /** The `.wirelog` text: one line per frame, `microseconds direction hex`. */
  text(): string {
    return this.frames()
      .map((frame) => `${frame.atUs} ${frame.direction} ${frame.hex}\n`)
      .join("");
  }

  /** Live view; returns the way out. Refuses (null) when too many look on already. */
  subscribe(listener: (frame: WireFrame) => void): (() => void) | null {
    if (this.#subscribers.size >= SUBSCRIBERS_MAX) return null;
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }
}

/** Lower-case hex without spaces. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

interface Entry {
  readonly n: number;
  readonly atUs: number;
  readonly direction: WireDirection;
  readonly bytes: Uint8Array;
  readonly meaning: unknown;
}

function show({ n, atUs, direction, bytes, meaning }: Entry): WireFrame {
  return { n, atUs, direction, hex: toHex(bytes), meaning: word(meaning) };
}

function word(meaning: unknown): string {
  if (typeof meaning === "string") return meaning.slice(0, MEANING_CHARS_MAX);
  try {
    return (JSON.stringify(meaning) ?? "").slice(0, MEANING_CHARS_MAX);
  } catch {
    return "(not shown)"; // A message with a cycle or a bigint still has its hex.
  }
}
