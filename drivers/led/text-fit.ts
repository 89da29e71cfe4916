// Which of several sentences a strip can show without scrolling (surfaces.md §2.3).

/** Full-width cells a text takes; ASCII characters take half a cell. */
export function cellsOf(text: string): number {
  let halves = 0;
  for (const char of text) halves += char >= " " && char <= "~" ? 1 : 2;
  return halves / 2;
}

/** The sentence to show and whether it stands still. */
export interface Fitted {
  readonly text: string;
  readonly fits: boolean;
}

/** The first sentence that fits; else the last one, to be scrolled; null when there is nothing to say. */
export function fitText(texts: readonly string[], cells: number): Fitted | null {
  const sayable = texts.map((text) => text.trim()).filter((text) => text !== "");
  const fitting = sayable.find((text) => cellsOf(text) <= cells);
  if (fitting !== undefined) return { text: fitting, fits: true };
  const last = sayable.at(-1);
  return last === undefined ? null : { text: last, fits: false };
}
