// Short, double and long presses of a key, from the frames it sends and the time they came. Pure: time is an argument.
import type { KeypadAction } from "./model.ts";

/** How a keypad is pressed, and how it tells of it. */
export interface GestureTimes {
  /** A contact that bounces, or a repeat that crossed our acknowledgement, is the same press. */
  readonly bounceMs: number;
  /** A second press so soon after the first is a double press; until then the first one waits. */
  readonly doubleMs: number;
  /** Held so long it is a long press. */
  readonly longMs: number;
  /** A held key sends its frame again so often; null: it sends it once. */
  readonly heldEveryMs: number | null;
  /** The keypad says when a key is let go. */
  readonly releases: boolean;
}

/** What keys mean beside a short press, by the action of the short press. */
export interface GestureRules extends GestureTimes {
  readonly others: ReadonlyMap<string, { readonly double?: KeypadAction; readonly long?: KeypadAction }>;
}

/** Which other presses of the key mean something. */
export interface Meanings {
  readonly double: boolean;
  readonly long: boolean;
}

export type Gesture = "short" | "double" | "long";
export type GestureInput =
  | { readonly type: "down"; readonly key: string; readonly means: Meanings; readonly atMs: number }
  | { readonly type: "up"; readonly atMs: number }
  | { readonly type: "time"; readonly atMs: number };

/** The key that is being pressed, or was a moment ago; null: none. */
export type GestureState = {
  readonly key: string;
  readonly means: Meanings;
  /** `pressed`: nobody knows yet what it is; `between`: let go, another may follow; `told`: the rest is absorbed. */
  readonly stage: "pressed" | "between" | "told";
  /** Of releasing keypads: the key is down. */
  readonly down: boolean;
  readonly firstMs: number;
  /** The newest frame of this press, or its end. */
  readonly lastMs: number;
  /** Of `told`: silence after which a frame is a new press. */
  readonly quietMs: number;
} | null;

export interface GestureStep {
  readonly state: GestureState;
  readonly told: readonly { readonly key: string; readonly gesture: Gesture }[];
  /** When time itself decides something next; null: never. */
  readonly wakeAtMs: number | null;
}

type Pressed = NonNullable<GestureState>;
type Told = GestureStep["told"];
type Moved = { readonly state: GestureState; readonly told: Told };

/** A held key's own rhythm may be late by half. */
const RHYTHM = 1.5;

/** Frames closer than this are one press. */
export function joinMs({ bounceMs, heldEveryMs }: GestureTimes): number {
  return Math.max(bounceMs, Math.round((heldEveryMs ?? 0) * RHYTHM));
}

/** Whether the key is down, as far as its frames can say. */
function isHeld(state: Pressed, times: GestureTimes, atMs: number): boolean {
  return times.releases ? state.down : atMs - state.lastMs <= joinMs(times);
}

function tell(state: Pressed, gesture: Gesture, times: GestureTimes): Moved {
  // A key that goes on after a double press goes on being that press.
  const quietMs = gesture === "double" ? Math.max(times.doubleMs, joinMs(times)) : joinMs(times);
  return { state: { ...state, stage: "told", quietMs }, told: [{ key: state.key, gesture }] };
}

/** The first press ended: a second one is waited for where it would mean something else. */
function ended(state: Pressed, endMs: number, times: GestureTimes): Moved {
  const up = { ...state, down: false, lastMs: endMs };
  return state.means.double ? { state: { ...up, stage: "between" }, told: [] } : tell(up, "short", times);
}

/** What the passing of time alone decides. */
function settled(state: GestureState, times: GestureTimes, atMs: number): Moved {
  if (state === null) return { state, told: [] };
  if (state.stage === "told") {
    const isOver = !(times.releases && state.down) && atMs - state.lastMs > state.quietMs;
    return { state: isOver ? null : state, told: [] };
  }
  if (state.stage === "between") {
    if (atMs - state.lastMs <= times.doubleMs) return { state, told: [] };
    return { state: null, told: [{ key: state.key, gesture: "short" }] };
  }
  if (isHeld(state, times, atMs)) {
    const isLong = times.releases && state.means.long && atMs - state.firstMs >= times.longMs;
    return isLong ? tell(state, "long", times) : { state, told: [] };
  }
  const now = ended(state, state.lastMs, times);
  if (now.state?.stage !== "between") return now;
  return settled(now.state, times, atMs);
}

/** A new press of a key; one that can mean one thing only is told at once. */
function begun(key: string, means: Meanings, atMs: number, times: GestureTimes): Moved {
  const state: Pressed = { key, means, stage: "pressed", down: true, firstMs: atMs, lastMs: atMs, quietMs: 0 };
  return means.double || means.long ? { state, told: [] } : tell(state, "short", times);
}

function down(state: GestureState, input: Extract<GestureInput, { type: "down" }>, times: GestureTimes): Moved {
  const { key, means, atMs } = input;
  if (state === null) return begun(key, means, atMs, times);
  if (state.key !== key) {
    // Another key: what was begun is what it is so far.
    const before: Told = state.stage === "told" ? [] : [{ key: state.key, gesture: "short" }];
    const now = begun(key, means, atMs, times);
    return { state: now.state, told: [...before, ...now.told] };
  }
  const again = { ...state, down: true, lastMs: atMs };
  if (state.stage === "told") return { state: again, told: [] };
  if (state.stage === "between") {
    // Let go and down again within a bounce: it was never let go.
    if (atMs - state.lastMs <= times.bounceMs) return { state: { ...again, stage: "pressed" }, told: [] };
    return tell(again, "double", times);
  }
  if (means.long && atMs - state.firstMs >= times.longMs) return tell(again, "long", times);
  return { state: again, told: [] };
}

function up(state: GestureState, atMs: number, times: GestureTimes): Moved {
  if (state === null || !times.releases || !state.down) return { state, told: [] };
  if (state.stage === "pressed") return ended(state, atMs, times);
  return { state: { ...state, down: false, lastMs: atMs }, told: [] };
}

function wakeOf(state: GestureState, times: GestureTimes): number | null {
  if (state === null || state.stage === "told") return null;
  if (state.stage === "between") return state.lastMs + times.doubleMs + 1;
  if (!times.releases) return state.lastMs + joinMs(times) + 1;
  return state.means.long ? state.firstMs + times.longMs : null;
}

/** One frame, or time that has passed; times never run backwards. */
export function readGesture(state: GestureState, input: GestureInput, times: GestureTimes): GestureStep {
  const passed = settled(state, times, input.atMs);
  const now: Moved =
    input.type === "time"
      ? { state: passed.state, told: [] }
      : input.type === "down"
        ? down(passed.state, input, times)
        : up(passed.state, input.atMs, times);
  return { state: now.state, told: [...passed.told, ...now.told], wakeAtMs: wakeOf(now.state, times) };
}
