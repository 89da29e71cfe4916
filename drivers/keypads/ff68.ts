// Staff keypad 呼叫器 of the FF 68 family: 21 keys, small display, RS-485 (hardware.md §3).
import { Type } from "typebox";
import type { Exchange, KeypadAction, KeypadModel, KeypadShow } from "../kernel/model.ts";
import { type GestureSettings, gestureFaults, gestureProperties, gestureRules } from "./gestures.ts";
import { type ActionName, type KeyMap, KeyMapSchema, keyMapFaults, pressOf } from "./key-map.ts";
import {
  addressFaults,
  BEEP,
  BLANK,
  DISPLAY,
  type Ff68Frame,
  type Ff68Variant,
  ff68Codec,
  ff68Timing,
  RATING_RESULT,
} from "./lang-ff68.ts";

/** §3.2, left column. 11 to 13 (one-metre line, wait, transfer) have no counterpart without further digits. */
const JACKQCHEN: KeyMap = {
  "0B": "evaluate",
  "0C": "call-next",
  "*+0C": "call-number",
  "0D": "recall",
  "0E": "none",
  "6+0F": "missed",
  "0+0F": "hold",
  "3+0F": "resume-ticket",
  "11": "none",
  "12": "none",
  "13": "none",
  "*+13": "transfer",
};

/** §3.2, right column. WAIT pauses the window: CALL undoes that, but no key here fetches a ticket from hold. */
const HALLQUEUE: KeyMap = {
  "*+0A": "transfer",
  "0B": "evaluate",
  "0+0B": "pause",
  "0C": "call-next",
  "*+0C": "call-number",
  "0D": "recall",
  "0E": "none",
  "*+0F": "sign-in",
  "0+0F": "pause",
  "2+0F": "resume",
  "4+0F": "sign-out",
  "5+0F": "missed",
  "6+0F": "guard",
  "7+0F": "manager",
  "8+0F": "none",
  "9+0F": "adviser",
};

/** The two shipped key maps. */
export const keyMaps: Readonly<Record<Ff68Variant, KeyMap>> = { jackqchen: JACKQCHEN, hallqueue: HALLQUEUE };

const SettingsSchema = Type.Object(
  {
    address: Type.Integer({ minimum: 1, maximum: 255, description: "键盘号 number of the keypad" }),
    variant: Type.Union([Type.Literal("jackqchen"), Type.Literal("hallqueue")]),
    /** Laid over the variant's key map, key by key. */
    keys: Type.Optional(KeyMapSchema),
    ...gestureProperties,
  },
  { additionalProperties: false },
);
/** Settings of one keypad. */
export interface Ff68KeypadSettings extends GestureSettings {
  readonly address: number;
  readonly variant: Ff68Variant;
  readonly keys?: KeyMap;
}

const keysOf = ({ variant, keys }: Ff68KeypadSettings): KeyMap => ({ ...keyMaps[variant], ...keys });
const actionsOf = (settings: Ff68KeypadSettings): ActionName[] => Object.values(keysOf(settings));

/** CMD 11 is a pad's result; the CMD byte of key frames is checked by no host (§3.2). */
const owns = (message: Ff68Frame, settings: Ff68KeypadSettings) =>
  message.addr === settings.address && message.cmd !== RATING_RESULT;

function press(message: Ff68Frame, settings: Ff68KeypadSettings): KeypadAction | null {
  if (!owns(message, settings)) return null;
  return pressOf(message.data, keysOf(settings));
}

/** The digits of a number, right-aligned in `places`, blanks before; what is too long loses its first digits. */
function places(text: string, count: number): number[] {
  const digits = [...text].filter((char) => char >= "0" && char <= "9").map(Number);
  const kept = digits.slice(-count);
  return [...new Array<number>(count - kept.length).fill(BLANK), ...kept];
}

const WAITING_MAX = 999;

/** Government: `[waiting ×3][ticket ×3]`; bank: ticket digits, a blank, waiting digits (§3.3). */
function displayData({ ticket, waiting }: KeypadShow, variant: Ff68Variant): number[] {
  const count = waiting === null ? "" : String(Math.min(WAITING_MAX, Math.max(0, Math.trunc(waiting) || 0)));
  if (variant === "jackqchen") return [...places(count, 3), ...places(ticket ?? "", 3)];
  const ticketDigits = places(ticket ?? "", 6).filter((place) => place !== BLANK);
  return [...ticketDigits, BLANK, ...[...count].map(Number)];
}

const send = (
  cmd: number,
  data: readonly number[],
  { address }: Ff68KeypadSettings,
): Exchange<Ff68Frame, Ff68Frame> => ({
  message: { addr: address, cmd, data },
  reply: null,
});

function check(settings: Ff68KeypadSettings): string[] {
  const gestures = gestureFaults(settings, actionsOf(settings));
  return [...addressFaults(settings), ...keyMapFaults(settings.keys ?? {}), ...gestures];
}

/** `keypad/ff68`. */
export const keypadFf68: KeypadModel<Ff68KeypadSettings, Ff68Frame, Ff68Frame> = {
  kind: "keypad",
  id: "keypad/ff68",
  title: "FF 68 叫号键盘（呼叫器） / FF 68 staff keypad",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  check,
  timing: ff68Timing,
  codec: ff68Codec,
  owns,
  probe: () => null,
  onOpen: () => [],
  press,
  gestures: (settings) => gestureRules(settings, actionsOf(settings)),
  ack: (message, settings) => (press(message, settings) === null ? null : message),
  plan: (show, settings) => [send(DISPLAY, displayData(show, settings.variant), settings)],
  feedback: (kind, settings) => {
    if (kind === "beep") return [send(BEEP, [], settings)];
    return [send(DISPLAY, [kind === "ok" ? 0x01 : 0x00], settings)];
  },
};
