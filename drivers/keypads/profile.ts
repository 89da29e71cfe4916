// A keypad without a driver of its own, described by byte patterns (hardware.md §3.4, drivers/README.md).
import { Type } from "typebox";
import { type BytePattern, parsePattern } from "../kernel/byte-pattern.ts";
import type { KeypadAction, KeypadModel } from "../kernel/model.ts";
import { type ProfileMessage, type ProfileOrder, wordlessCodec } from "../kernel/profile-codec.ts";
import {
  inputPlace,
  inputsOf,
  makeWire,
  PatternText,
  type ProfileSettings,
  type ProfileWire,
  patternFaults,
  profileProperties,
} from "../kernel/profile-settings.ts";
import { ackFor, orderFor, ownsFrame, probeFor } from "../kernel/profile-talk.ts";
import { type GestureSettings, gestureFaults, gestureProperties, gestureRules } from "./gestures.ts";
import {
  type ActionName,
  ActionSchema,
  isDigitsAction,
  type KeyMap,
  KeyMapSchema,
  keyMapFaults,
  pressOf,
  toAction,
} from "./key-map.ts";

const SettingsSchema = Type.Object(
  {
    ...profileProperties,
    /** What the bytes at `{data}` mean: digits typed, then the key. */
    keys: Type.Optional(KeyMapSchema),
    inputs: Type.Optional(inputsOf({ action: ActionSchema })),
    display: Type.Optional(PatternText),
    beep: Type.Optional(PatternText),
    ok: Type.Optional(PatternText),
    refused: Type.Optional(PatternText),
    ...gestureProperties,
  },
  { additionalProperties: false },
);

/** Settings of one keypad. */
export interface KeypadProfileSettings extends ProfileSettings, GestureSettings {
  readonly keys?: KeyMap;
  readonly inputs?: readonly { readonly pattern: string; readonly action: ActionName }[];
  readonly display?: string;
  readonly beep?: string;
  readonly ok?: string;
  readonly refused?: string;
}

const sent = ({ display, beep, ok, refused }: KeypadProfileSettings) => ({ display, beep, ok, refused });

const wires = new WeakMap<KeypadProfileSettings, ProfileWire>();
function wireOf(settings: KeypadProfileSettings): ProfileWire {
  const wire = wires.get(settings) ?? makeWire(settings, sent(settings));
  wires.set(settings, wire);
  return wire;
}

const ASCII_0 = 0x30;
const digitOf = (byte: number) => (byte >= ASCII_0 ? byte - ASCII_0 : byte);

function press(message: ProfileMessage, settings: KeypadProfileSettings): KeypadAction | null {
  const { from, data } = message;
  if (from === "receive") return pressOf(data, settings.keys ?? {});
  const at = (settings.inputs ?? []).findIndex((_, i) => from === inputPlace(i));
  const input = settings.inputs?.[at];
  if (input === undefined) return null;
  const digits = data.map(digitOf);
  const code = `input ${at}${data.length === 0 ? "" : `: ${data.join(" ")}`}`;
  return toAction(digits.every((digit) => digit <= 9) ? input.action : "none", digits.join(""), code);
}

const actionsOf = ({ keys = {}, inputs = [] }: KeypadProfileSettings): ActionName[] => [
  ...Object.values(keys),
  ...inputs.map(({ action }) => action),
];

function check(settings: KeypadProfileSettings): string[] {
  const faults = patternFaults(settings, sent(settings), ["display"]);
  const { receive, keys, inputs = [] } = settings;
  if (receive !== undefined && keys === undefined) faults.push("keys: receive 需要键表 receive needs a key map");
  if (receive === undefined && keys !== undefined) faults.push("receive: 有键表而没有样式 keys needs this pattern");
  const read = patternOf(receive);
  if (read !== null && read.data.min < 1) {
    faults.push("receive: 需要 {data} 才知道是哪个键 needs {data}, or no key is known from another");
  }
  const longest = Math.max(0, ...Object.keys(keys ?? {}).map((sequence) => (sequence.split("+")[0] ?? "").length));
  const typed = Object.keys(keys ?? {}).some((sequence) => sequence.includes("+"));
  if (read !== null && typed && read.data.max < (longest > 2 ? longest : 1) + 1) {
    faults.push("receive: {data} 放不下键表中的数字 has too few data bytes for the digits of keys");
  }
  for (const [i, { pattern, action }] of inputs.entries()) {
    if (isDigitsAction(action) && (patternOf(pattern)?.data.min ?? 1) < 1) {
      faults.push(`${inputPlace(i)}: ${action} 需要 {data} 中的数字 needs digits at {data}`);
    }
  }
  return [...faults, ...keyMapFaults(keys ?? {}), ...gestureFaults(settings, actionsOf(settings))];
}

function patternOf(text: string | undefined): BytePattern | null {
  const parsed = text === undefined ? null : parsePattern(text);
  return parsed?.ok === true ? parsed.pattern : null;
}

/** `keypad/profile`. */
export const keypadProfile: KeypadModel<KeypadProfileSettings, ProfileMessage, ProfileOrder> = {
  kind: "keypad",
  id: "keypad/profile",
  title: "按字节样式描述的叫号键盘 / Staff keypad described by byte patterns",
  links: ["serial", "tcp", "hid", "memory"],
  settings: SettingsSchema,
  check,
  timing: makeWire({}, {}).timing,
  codec: wordlessCodec,
  wireFor: wireOf,
  owns: ownsFrame,
  probe: (settings) => probeFor(wireOf(settings), settings),
  onOpen: () => [],
  press,
  gestures: (settings) => gestureRules(settings, actionsOf(settings)),
  ack: (message, settings) => (press(message, settings) === null ? null : ackFor(wireOf(settings), settings, message)),
  plan: ({ ticket, waiting }, settings) => orderFor(wireOf(settings), settings, "display", { ticket, waiting }),
  feedback: (kind, settings) => orderFor(wireOf(settings), settings, kind),
};
