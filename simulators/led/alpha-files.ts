// The files of an Alpha sign and what their bytes mean (hardware.md §2.7).

export const PRIORITY_LABEL = "0";
const CALL_STRING = "\x10";
/** Control codes that are followed by one parameter: calls, fonts, colours. */
const WITH_PARAMETER = new Set([CALL_STRING, "\x1a", "\x1c"]);
const START_OF_MODE = "\x1b";
const NEW_LINE = "\r";
const ENTRY_CHARS = 11;
/** A sign is delivered with one text file. */
const FACTORY_FILE = { label: "A", type: "text", locked: false, size: 0x100, qqqq: "FFFF" } as const;

export interface AlphaEntry {
  readonly label: string;
  readonly type: "text" | "string" | "dots";
  readonly locked: boolean;
  readonly size: number;
  /** Run times of a text file, 0000 for a string. */
  readonly qqqq: string;
}

export type AlphaPart = string | { readonly string: string };

export interface AlphaText {
  readonly label: string;
  readonly position: string | null;
  readonly mode: string | null;
  readonly parts: readonly AlphaPart[];
}

/** label | 1B | position | mode | text; a label alone empties the file. Null when it is neither. */
export function readText(data: string): AlphaText | null {
  const [label, start, position, mode] = data;
  if (label === undefined) return null;
  if (start === undefined) return { label, position: null, mode: null, parts: [] };
  if (start !== START_OF_MODE || position === undefined || mode === undefined) return null;
  return { label, position, mode, parts: partsOf(data.slice(4)) };
}

function partsOf(text: string): AlphaPart[] {
  const [first = "", ...calls] = text.split(CALL_STRING);
  const rest = calls.flatMap((call): AlphaPart[] => [{ string: call.slice(0, 1) }, call.slice(1)]);
  return [first, ...rest].filter((part) => part !== "");
}

const TYPES = { A: "text", B: "string", D: "dots" } as const;
const LETTERS = { text: "A", string: "B", dots: "D" } as const;

/** The memory table behind `E$`; null when an entry makes no sense. */
export function readMemory(table: string): AlphaEntry[] | null {
  if (table.length % ENTRY_CHARS !== 0) return null;
  const entries: AlphaEntry[] = [];
  for (let at = 0; at < table.length; at += ENTRY_CHARS) {
    const entry = /^(.)([ABD])([UL])([0-9A-F]{4})(.{4})$/s.exec(table.slice(at, at + ENTRY_CHARS));
    if (entry === null) return null;
    const [, label = "", type = "A", lock, size = "", qqqq = ""] = entry;
    const kind = TYPES[type as keyof typeof TYPES];
    entries.push({ label, type: kind, locked: lock === "L", size: Number.parseInt(size, 16), qqqq });
  }
  return entries;
}

const writeEntry = ({ label, type, locked, size, qqqq }: AlphaEntry): string =>
  `${label}${LETTERS[type]}${locked ? "L" : "U"}${size.toString(16).toUpperCase().padStart(4, "0")}${qqqq}`;

export type FileResult = "ok" | "illegal" | "overflow";

/** The memory of one sign: a table, what stands in its files, and the priority text that needs no place in it. */
export class AlphaFiles {
  #table: readonly AlphaEntry[] = [FACTORY_FILE];
  readonly #contents = new Map<string, string>();
  #priority = "";

  get table(): readonly AlphaEntry[] {
    return this.#table;
  }

  get tableText(): string {
    return this.#table.map(writeEntry).join("");
  }

  /** What a file was written with, without its label; null for a label that the table does not hold. */
  contentOf(type: "text" | "string", label: string): string | null {
    if (type === "text" && label === PRIORITY_LABEL) return this.#priority;
    const entry = this.#table.find((one) => one.label === label && one.type === type);
    return entry === undefined ? null : (this.#contents.get(label) ?? "");
  }

  /** A new table empties every file. */
  configure(table: readonly AlphaEntry[]): void {
    this.#table = table;
    this.#contents.clear();
    this.#priority = "";
  }

  write(type: "text" | "string", label: string, content: string): FileResult {
    if (type === "text" && label === PRIORITY_LABEL) {
      this.#priority = content;
      return "ok";
    }
    const entry = this.#table.find((one) => one.label === label && one.type === type);
    if (entry === undefined) return "illegal";
    if (content.length > entry.size) return "overflow";
    this.#contents.set(label, content);
    return "ok";
  }

  /** What people read: the priority text if there is one, else the texts of the table one after the other. */
  get shown(): string {
    if (this.#priority !== "") return this.#plain(this.#priority);
    const texts = this.#table.filter(({ type }) => type === "text").map(({ label }) => this.#contents.get(label) ?? "");
    return texts
      .map((text) => this.#plain(text))
      .filter((text) => text !== "")
      .join(" ");
  }

  #plain(content: string): string {
    let plain = "";
    for (let at = 0; at < content.length; at++) {
      const sign = content[at] ?? "";
      const next = content[at + 1] ?? "";
      if (sign === START_OF_MODE) at += 2;
      else if (WITH_PARAMETER.has(sign)) {
        if (sign === CALL_STRING) plain += this.#plain(stringOnly(this.#contents.get(next) ?? ""));
        at += 1;
      } else if (sign === NEW_LINE) plain += " ";
      else if (sign >= " ") plain += sign;
    }
    return plain;
  }
}

/** A string that calls a string would never end: strings call nothing. */
function stringOnly(content: string): string {
  const [first = "", ...calls] = content.split(CALL_STRING);
  return first + calls.map((call) => call.slice(1)).join("");
}
