// Keys of a keypad or pad, from their frames to presses: gestures where the keypad has them, nothing from a stuck key.
import type { Timer } from "./clock.ts";
import { type GestureRules, type GestureState, joinMs, readGesture } from "./gesture-reader.ts";
import { KeyTrains, TRAIN_GAP_MS } from "./key-train.ts";
import type { KeypadAction } from "./model.ts";
import { type Done, type PressOutcome, PressSource, type PressSourceHost } from "./press-source.ts";

/** Silence after which a stuck key is free again. */
const FREE_MS = 2 * TRAIN_GAP_MS;
const STUCK_MS = 10_000;
const NO_TIMER: Timer = { cancel: () => undefined };

export interface KeySourceHost<T> extends Omit<PressSourceHost<T>, "feedback"> {
  /** Null: every press is a short one. */
  readonly rules: GestureRules | null;
  /** False: frames in any rhythm are meant (a scanner). */
  readonly watchesKeys: boolean;
  feedback(outcome: PressOutcome | "beep"): void;
  /** A key got stuck, or is free again. */
  changed(): void;
}

/** The words of a press, for people. */
function labelOf(meaning: unknown): string {
  const { action, code, digits, grade } = (meaning ?? {}) as Record<string, string | number | undefined>;
  if (action === "none") return String(code ?? "");
  if (action !== undefined) return digits === undefined ? String(action) : `${action} ${digits}`;
  return grade === undefined ? "" : `grade ${grade}`;
}

export class KeySource<T> {
  readonly #host: KeySourceHost<T>;
  readonly #plain: PressSource<T>;
  readonly #trains: KeyTrains;
  /** Key → when it counts as free again. */
  readonly #stuck = new Map<string, Timer>();
  /** Keys whose acknowledgement has not left yet: a frame before it is the device asking again. */
  readonly #unheard = new Set<string>();
  #gesture: GestureState = null;
  #wake: Timer | null = null;
  #held: Timer | null = null;

  constructor(host: KeySourceHost<T>) {
    this.#host = host;
    this.#plain = new PressSource(host);
    this.#trains = new KeyTrains(STUCK_MS, host.rules === null ? 0 : joinMs(host.rules));
  }

  /** What is wrong with a key, for the device's state; null: nothing. */
  get fault(): string | null {
    if (this.#stuck.size === 0) return null;
    const keys = [...this.#stuck.keys()].map((key) => labelOf(JSON.parse(key))).join(", ");
    return `按键卡住（${keys}），不再响应该键 a key is stuck (${keys}) and is not listened to`;
  }

  frame(message: unknown): void {
    const host = this.#host;
    const meaning = host.meaning(message);
    if (meaning === null) return;
    const key = JSON.stringify(meaning);
    if (host.watchesKeys && !this.#plain.isPending(key) && !this.#unheard.has(key)) {
      const { isRepeat, isStuck } = this.#trains.frame(key, host.clock.monotonicMs());
      if (isStuck) this.#stick(key);
      if (isRepeat) {
        // It must hear us all the same, or it would never end by itself.
        host.duplicate();
        host.acknowledge(message, () => undefined);
        return;
      }
    }
    const { action } = meaning as Partial<KeypadAction>;
    if (action === "released") this.#released(message);
    else if (action !== undefined && host.rules?.others.has(action)) this.#gestured(message, meaning, key);
    else {
      this.#flush();
      this.#plain.frame(message);
    }
  }

  /** Nothing is pending any more: the device has gone. */
  stop(): void {
    this.#wake?.cancel();
    this.#held?.cancel();
    for (const timer of this.#stuck.values()) timer.cancel();
    this.#gesture = null;
  }

  /** Acknowledged at once: which press it is shows only with time, and its repeats must not look like a second one. */
  #gestured(message: unknown, meaning: T, key: string): void {
    const { rules, clock } = this.#host;
    if (rules === null) return;
    if (this.#unheard.has(key)) {
      this.#host.duplicate();
      this.#acknowledge(message, key);
      return;
    }
    this.#acknowledge(message, key);
    const other = rules.others.get((meaning as KeypadAction).action);
    const means = { double: other?.double !== undefined, long: other?.long !== undefined };
    this.#step({ type: "down", key, means, atMs: clock.monotonicMs() });
    if (!rules.releases) return;
    this.#held?.cancel();
    this.#held = clock.after(STUCK_MS, () => this.#stick(key));
  }

  #acknowledge(message: unknown, key: string): void {
    this.#unheard.add(key);
    this.#host.acknowledge(message, () => this.#unheard.delete(key));
  }

  #released(message: unknown): void {
    this.#host.acknowledge(message, () => undefined);
    this.#held?.cancel();
    for (const key of this.#stuck.keys()) this.#free(key);
    this.#step({ type: "up", atMs: this.#host.clock.monotonicMs() });
  }

  /** A key without gestures of its own ends what another key has begun. */
  #flush(): void {
    const state = this.#gesture;
    if (state === null || state.stage === "told") return;
    this.#gesture = null;
    this.#wake?.cancel();
    this.#tell(state.key, "short");
  }

  #step(input: Parameters<typeof readGesture>[1]): void {
    const { rules, clock } = this.#host;
    if (rules === null) return;
    const { state, told, wakeAtMs } = readGesture(this.#gesture, input, rules);
    this.#gesture = state;
    this.#wake?.cancel();
    this.#wake =
      wakeAtMs === null
        ? null
        : clock.after(Math.max(0, wakeAtMs - input.atMs), () => this.#step({ type: "time", atMs: wakeAtMs }));
    for (const { key, gesture } of told) this.#tell(key, gesture);
  }

  #tell(key: string, gesture: "short" | "double" | "long"): void {
    const host = this.#host;
    const short = JSON.parse(key) as T;
    const other = host.rules?.others.get((short as KeypadAction).action);
    const meant = gesture === "short" ? short : (other?.[gesture] as T | undefined);
    if (meant === undefined) return;
    // Heard before it is decided: the hand on the key knows that it meant the other thing.
    if (gesture !== "short") host.feedback("beep");
    let isSettled = false;
    const done: Done = (outcome) => {
      if (!isSettled) host.feedback(outcome);
      isSettled = true;
    };
    host.tell(meant, done);
  }

  #stick(key: string): void {
    const { clock } = this.#host;
    const isNew = !this.#stuck.has(key);
    this.#stuck.get(key)?.cancel();
    // A key that says when it is let go is stuck until it does; the others, until they have been quiet.
    const waits = this.#host.rules?.releases ?? false;
    this.#stuck.set(key, waits ? NO_TIMER : clock.after(FREE_MS, () => this.#free(key)));
    if (isNew) this.#host.changed();
  }

  #free(key: string): void {
    this.#stuck.get(key)?.cancel();
    if (this.#stuck.delete(key)) this.#host.changed();
  }
}
