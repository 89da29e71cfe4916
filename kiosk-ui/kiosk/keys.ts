// Keys of keyboards and numeric pads as what they mean here. Pure.

export type KeyMeaning =
  | { readonly is: "digit"; readonly digit: string }
  | { readonly is: "next" | "previous" | "ok" | "back" | "erase" | "star" | "help" };

const FIXED = new Map<string, Exclude<KeyMeaning["is"], "digit">>(
  Object.entries({
    ArrowDown: "next",
    ArrowRight: "next",
    ArrowUp: "previous",
    ArrowLeft: "previous",
    Enter: "ok",
    Escape: "back",
    Backspace: "erase",
    Delete: "erase",
    ".": "erase",
    ",": "erase",
    "-": "erase",
    "*": "star",
    "#": "help",
    "+": "help",
    "/": "help",
  } as const),
);

/**
 * What a key means, or null for one that has no meaning here. A numeric pad without NumLock calls its keys Home or
 * ArrowLeft: its place on the pad (`code`) says which digit is printed on it.
 */
export function keyMeaning(key: string, code = ""): KeyMeaning | null {
  const digit = /^Numpad([0-9])$/.exec(code)?.[1] ?? (/^[0-9]$/.test(key) ? key : undefined);
  if (digit !== undefined) return { is: "digit", digit };
  if (code === "NumpadDecimal") return { is: "erase" };
  const is = FIXED.get(key);
  return is === undefined ? null : { is };
}
