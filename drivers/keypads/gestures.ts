// What keys of a configurable keypad mean when they are pressed twice or held: settings, their faults, and the rules.
import { Type } from "typebox";
import { type GestureRules, type GestureTimes, joinMs } from "../kernel/gesture-reader.ts";
import { type ActionName, ActionSchema, isDigitsAction, toAction } from "./key-map.ts";

const ms = (minimum: number, maximum: number, fallback: number) =>
  Type.Integer({ minimum, maximum, default: fallback });
/** Beside the settings that keypads have anyway. */
export const gestureProperties = {
  /** Short press → what the same key means pressed twice or held. */
  gestures: Type.Optional(
    Type.Object(
      {
        keys: Type.Record(
          Type.String({ pattern: "^[a-z][a-z-]*$" }),
          Type.Object(
            { double: Type.Optional(ActionSchema), long: Type.Optional(ActionSchema) },
            { additionalProperties: false, minProperties: 1 },
          ),
          { minProperties: 1 },
        ),
        bounceMs: ms(20, 1000, 120),
        doubleMs: ms(200, 2000, 600),
        longMs: ms(400, 5000, 1200),
        heldEveryMs: Type.Optional(Type.Integer({ minimum: 20, maximum: 1000 })),
      },
      { additionalProperties: false },
    ),
  ),
  /** A second call so soon, with nobody come yet, says that the one called did not come. */
  missedWithinSeconds: Type.Optional(
    Type.Integer({
      minimum: 3,
      maximum: 120,
      description: "此秒数内再按叫号 = 过号 a second call so soon means missed",
    }),
  ),
};

interface Gestures extends Omit<GestureTimes, "heldEveryMs" | "releases"> {
  readonly keys: Readonly<Record<string, { readonly double?: ActionName; readonly long?: ActionName }>>;
  readonly heldEveryMs?: number;
}
export interface GestureSettings {
  readonly gestures?: Gestures;
  readonly missedWithinSeconds?: number;
}

const timesOf = ({ bounceMs, doubleMs, longMs, heldEveryMs }: Gestures, releases: boolean): GestureTimes => ({
  ...{ bounceMs, doubleMs, longMs, releases },
  heldEveryMs: heldEveryMs ?? null,
});

/** `actions`: what keys of this keypad mean when they are pressed shortly. */
export function gestureRules({ gestures }: GestureSettings, actions: readonly ActionName[]): GestureRules | null {
  if (gestures === undefined) return null;
  const act = (name: ActionName | undefined) => (name === undefined ? undefined : toAction(name, "", ""));
  const others = new Map(
    Object.entries(gestures.keys).map(([short, { double, long }]) => {
      const [twice, held] = [act(double), act(long)];
      return [short, { ...(twice && { double: twice }), ...(held && { long: held }) }] as const;
    }),
  );
  return { ...timesOf(gestures, actions.includes("released")), others };
}

/** What cannot work, or would mean two things at once (D7: one map per device). */
export function gestureFaults(settings: GestureSettings, actions: readonly ActionName[]): string[] {
  const { gestures, missedWithinSeconds } = settings;
  if (gestures === undefined) return [];
  const faults: string[] = [];
  const times = timesOf(gestures, actions.includes("released"));
  const canBeHeld = times.releases || times.heldEveryMs !== null;
  for (const [short, { double, long }] of Object.entries(gestures.keys)) {
    const at = `gestures/keys/${short}`;
    if (!actions.includes(short as ActionName)) faults.push(`${at}: 没有这样的短按键 no key means this when pressed`);
    for (const name of [short as ActionName, double, long]) {
      if (name !== undefined && (isDigitsAction(name) || name === "none" || name === "released")) {
        faults.push(`${at}: ${name} 不能用手势 cannot be part of a gesture`);
      }
    }
    if (long !== undefined && !canBeHeld) {
      const why = "长按需要 heldEveryMs 或 released 键 a long press needs heldEveryMs, or a key that says released";
      faults.push(`${at}/long: ${why}`);
    }
    if (double !== undefined && short === "call-next" && missedWithinSeconds !== undefined) {
      const why = "与 missedWithinSeconds 冲突，只能选一种 clashes with missedWithinSeconds: choose one";
      faults.push(`${at}/double: ${why}`);
    }
  }
  if (times.doubleMs <= joinMs(times)) {
    faults.push("gestures/doubleMs: 须大于抖动和重复间隔 must exceed bounceMs and 1.5 × heldEveryMs");
  }
  return faults;
}
