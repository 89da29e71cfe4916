// The one way from text to markup: whatever is put into a template is escaped, unless a template of ours made it.

/** Finished markup. Only `html` and `raw` make it. */
export interface Html {
  readonly markup: string;
}

type Piece = Html | string | number | null | false | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Safe as text and inside quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? "");
}

function written(piece: Piece): string {
  if (piece === null || piece === false) return "";
  if (typeof piece === "number") return String(piece);
  if (typeof piece === "string") return escaped(piece);
  if ("markup" in piece) return piece.markup;
  return piece.map(written).join("");
}

/** A template; null and false vanish, lists are joined. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { markup: parts.map((part, index) => part + written(pieces[index] ?? null)).join("") };
}

/** Markup of our own: style sheets and pictures. Never anything a person typed. */
export function raw(markup: string): Html {
  return { markup };
}
