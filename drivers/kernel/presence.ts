// Whether a device answers: questions when it is quiet, patience when it is gone.
import type { Clock, Timer } from "./clock.ts";
import type { Settled } from "./link-member.ts";
import type { Timing } from "./model.ts";

/** Unanswered tries after which a device is gone (trust-and-speed row 13). */
export const MISSES_MAX = 3;
/** From the trouble to the manager's board. */
const TELL_MS_MAX = 5_000;
/** Left for the wire and for waiting one's turn. */
const MARGIN_MS = 500;
const TURN_MS = 100;
const QUIET_MS_MIN = 500;
/** A device that is back is right again within 5 s, however long it was away: this, one answer, and its orders. */
const GONE_ASK_MS_MAX = 3_500;

export interface PresenceHost {
  readonly clock: Clock;
  readonly timing: Timing;
  /** The model has a question for it. */
  readonly askable: boolean;
  /** Sends one question; false when there is none to send. */
  ask(attemptsMax: number, gone: boolean, settled: (result: Settled) => void): boolean;
  gone(): void;
  back(): void;
}

/** Silent device: asked every `quietMs`; gone after three unanswered tries in a row; then asked ever more rarely. */
export class Presence {
  readonly #host: PresenceHost;
  readonly #triesMax: number;
  readonly #quietMs: number;
  #timer: Timer | null = null;
  #up = false;
  #misses = 0;
  #seenAtMs = 0;
  #goneAskMs = 0;
  isGone = false;
  /** Since the line was opened. */
  heard = false;

  constructor(host: PresenceHost) {
    this.#host = host;
    const { replyMs, probeEveryMs } = host.timing;
    this.#triesMax = Math.max(1, Math.min(MISSES_MAX, Math.floor((TELL_MS_MAX - MARGIN_MS * 2) / (replyMs + TURN_MS))));
    const roomMs = TELL_MS_MAX - MARGIN_MS - this.#triesMax * (replyMs + TURN_MS);
    this.#quietMs = Math.max(QUIET_MS_MIN, Math.min(probeEveryMs ?? TELL_MS_MAX, roomMs));
  }

  /** It could answer and has not yet. */
  get isAwaited(): boolean {
    return this.#host.askable && !this.heard;
  }

  up(): void {
    this.#up = true;
    this.isGone = false;
    this.heard = false;
    this.#misses = 0;
    if (this.#host.askable) this.#ask();
  }

  down(): void {
    this.#up = false;
    this.isGone = false;
    this.#timer?.cancel();
  }

  /** Any frame of the device. */
  seen(): void {
    this.#seenAtMs = this.#host.clock.monotonicMs();
    this.#misses = 0;
    this.heard = true;
    if (!this.isGone) return;
    this.isGone = false;
    this.#arm(this.#quietMs);
    this.#host.back();
  }

  /** Tries that stayed without an answer count, whatever they were for. */
  settled(result: Settled): void {
    if (!this.#up || result.outcome === "link-lost" || result.unanswered === 0 || this.isGone) return;
    this.#misses += result.unanswered;
    if (this.#misses < this.#triesMax) {
      if (result.outcome === "timeout") this.#arm(0);
      return;
    }
    this.isGone = true;
    this.#goneAskMs = this.#quietMs / 2;
    this.#arm(this.#quietMs);
    this.#host.gone();
  }

  #arm(ms: number): void {
    this.#timer?.cancel();
    if (this.#host.askable || this.isGone) this.#timer = this.#host.clock.after(ms, () => this.#due());
  }

  #due(): void {
    if (!this.#up) return;
    const quietMs = this.#host.clock.monotonicMs() - this.#seenAtMs;
    if (!this.isGone && this.heard && this.#misses === 0 && this.#quietMs - quietMs > 1)
      this.#arm(this.#quietMs - quietMs);
    else this.#ask();
  }

  #ask(): void {
    const triesMax = this.isGone ? 1 : Math.max(1, this.#triesMax - this.#misses);
    const asked = this.#host.ask(triesMax, this.isGone, (result) => {
      this.settled(result);
      if (!this.#up) return;
      if (this.isGone && result.unanswered > 0) this.#goneAskMs = Math.min(GONE_ASK_MS_MAX, this.#goneAskMs * 2);
      if (result.outcome !== "timeout" || this.isGone) this.#arm(this.isGone ? this.#goneAskMs : this.#quietMs);
    });
    if (!asked) this.#arm(this.#quietMs);
  }
}
