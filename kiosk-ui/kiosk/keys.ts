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

/** What a key means, or null for one that has no meaning here. A pad without NumLock sends arrows: they work too. */
export function keyMeaning(key: string): KeyMeaning | null {
  if (/^[0-9]$/.test(key)) return { is: "digit", digit: key };
  const is = FIXED.get(key);
  return is === undefined ? null : { is };
}
