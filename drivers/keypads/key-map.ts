// From the codes a keypad sends to what its user asks for: the key map that all configurable keypads share.
import { Type } from "typebox";
import type { KeypadAction } from "../kernel/model.ts";

export type ActionName = KeypadAction["action"];

/** Actions that carry the digits typed before the key. */
const WITH_DIGITS = ["call-number", "transfer", "sign-in"] as const;
const WITHOUT_DIGITS = [
  ...(["call-next", "recall", "evaluate", "arrived", "finish", "missed", "leave", "hold", "resume-ticket"] as const),
  ...(["undo", "pause", "resume", "sign-out", "guard", "manager", "adviser", "close-when-empty", "none"] as const),
  "released",
] as const;
type DigitsAction = (typeof WITH_DIGITS)[number];

/**
 * Key sequence → action. `0C`: the key alone; `6+0F`: exactly the digit 6, then the key; `*+0C`: any other digits, then
 * the key. Codes are the hexadecimal bytes the keypad sends.
 */
export type KeyMap = Readonly<Record<string, ActionName>>;

/** One action by its name. */
export const ActionSchema = Type.Union([...WITHOUT_DIGITS, ...WITH_DIGITS].map((name) => Type.Literal(name)));
export const KeyMapSchema = Type.Record(
  Type.String({ pattern: "^(\\*\\+|[0-9]{1,6}\\+)?[0-9A-F]{2}$" }),
  ActionSchema,
  { additionalProperties: false },
);

export const isDigitsAction = (name: ActionName): name is DigitsAction =>
  (WITH_DIGITS as readonly string[]).includes(name);

/** The action with what belongs to it: the digits typed, or the code of a key without a meaning. */
export function toAction(name: ActionName, digits: string, code: string): KeypadAction {
  if (name === "none") return { action: "none", code };
  if (isDigitsAction(name)) return { action: name, digits };
  return { action: name };
}

const hexOf = (byte: number) => byte.toString(16).toUpperCase();

/** The bytes of a key frame: digits typed, then the key. Null when there is no key. */
export function pressOf(data: readonly number[], keys: KeyMap): KeypadAction | null {
  const key = data.at(-1);
  if (key === undefined) return null;
  const hex = hexOf(key).padStart(2, "0");
  const typed = data.slice(0, -1);
  const code = typed.length === 0 ? hex : `${typed.map(hexOf).join("")}+${hex}`;
  if (typed.some((digit) => digit > 9)) return { action: "none", code };
  const name = keys[code] ?? (typed.length === 0 ? undefined : keys[`*+${hex}`]) ?? "none";
  return toAction(name, typed.join(""), code);
}

/** Actions that need digits stand at sequences that have some. */
export function keyMapFaults(keys: KeyMap): string[] {
  return Object.entries(keys)
    .filter(([sequence, name]) => isDigitsAction(name) && !sequence.includes("+"))
    .map(([sequence, name]) => `keys/${sequence}: ${name} 需要数字，请用 needs digits, write *+${sequence}`);
}
