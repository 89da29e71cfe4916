// Breaks text into lines by display width, with Chinese rules for what may begin or end a line.
import { displayWidth } from "./text-gb18030.ts";

/** A line never begins with these. */
const NOT_FIRST = new Set("，。、；：？！）》」』】〉〕”’…—·％℃,.;:?!)]}%");
/** A line never ends with these. */
const NOT_LAST = new Set("（《「『【〈〔“‘￥([{$");
const LINES_MAX = 40;

/** Words of one-column characters stay whole; every other character may end a line. */
function pieces(text: string): string[] {
  return text.match(/[\x21-\x7e]+| +|[^\x20-\x7e]/gu) ?? [];
}

/** Units that must not be torn: an opening bracket with what follows it, a closing mark with what precedes it. */
function units(text: string): string[] {
  const out: string[] = [];
  let glue = false;
  for (const piece of pieces(text)) {
    const last = out.at(-1);
    const closes = NOT_FIRST.has([...piece][0] ?? "") && last !== undefined && !last.endsWith(" ");
    if (last !== undefined && (glue || closes)) out[out.length - 1] = last + piece;
    else out.push(piece);
    glue = NOT_LAST.has([...piece].at(-1) ?? "");
  }
  return out;
}

/** Pieces of at most `columns` columns of a unit that is wider than a line by itself. */
function chop(unit: string, columns: number): string[] {
  const out: string[] = [""];
  for (const character of unit) {
    const line = out.at(-1) ?? "";
    if (line !== "" && displayWidth(line + character) > columns) out.push(character);
    else out[out.length - 1] = line + character;
  }
  return out;
}

/** Lines of at most `columns` half-width columns; line feeds in the text are kept. Bounded: paper is not endless. */
export function breakLines(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(/\r\n|\r|\n/)) {
    let line = "";
    for (const unit of units(paragraph)) {
      if (displayWidth(line + unit.trimEnd()) <= columns) {
        line += unit;
        continue;
      }
      if (line.trimEnd() !== "") lines.push(line.trimEnd());
      const parts = displayWidth(unit) > columns ? chop(unit, columns) : [unit];
      line = (parts.pop() ?? "").trimStart();
      lines.push(...parts);
    }
    lines.push(line.trimEnd());
  }
  return lines.slice(0, LINES_MAX);
}
