// Changes of a configuration file that touch only the entries concerned: comments and layout of the rest stay.
import { isDeepStrictEqual } from "node:util";
import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Range,
  Scalar,
  stringify,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

export type Entry = Readonly<Record<string, unknown>>;

/** One change; entries are told apart by their `id`. */
export type Edit =
  | { readonly op: "set-link"; readonly link: Entry }
  | { readonly op: "remove-link"; readonly id: string }
  | { readonly op: "set-device"; readonly device: Entry }
  | { readonly op: "remove-device"; readonly id: string };

export const FORMAT = { lineWidth: 0, flowCollectionPadding: true } as const;
const ONE_LINE = { ...FORMAT, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER } as const;

/** The text with the edits made, in order. The text must be YAML; whether the result makes a hall is checked after. */
export function editConfig(text: string, edits: readonly Edit[]): string {
  return edits.reduce(editOnce, text);
}

function editOnce(text: string, edit: Edit): string {
  switch (edit.op) {
    case "set-link":
      return setEntry(text, "links", edit.link);
    case "remove-link":
      return removeEntry(text, "links", edit.id);
    case "set-device":
      return setEntry(text, "devices", edit.device);
    case "remove-device":
      return removeEntry(text, "devices", edit.id);
  }
}

interface Listed {
  readonly document: Document.Parsed;
  readonly list: YAMLSeq<YAMLMap> | null;
}

function listed(text: string, key: string): Listed {
  const document = parseDocument(text);
  const list = document.get(key);
  return { document, list: isSeq(list) ? (list as YAMLSeq<YAMLMap>) : null };
}

function indexOf(list: YAMLSeq<YAMLMap>, id: unknown): number {
  // What is no name is nobody's: such an entry is added, and then refused by the check.
  if (typeof id !== "string" && typeof id !== "number") return -1;
  return list.items.findIndex((item) => isMap(item) && String(item.get("id")) === String(id));
}

/** `{ id: x, … }` on one line, as halls write their devices. */
export function flow(entry: unknown): string {
  const document = new Document(entry);
  if (isMap(document.contents) || isSeq(document.contents)) document.contents.flow = true;
  // A line break inside a text is written as `\n`: unquoted it would break the line, and the brackets with it.
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === "string" && /[\r\n]/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString(ONE_LINE).trimEnd();
}

/** Changes the entry with the same id, or adds it at the end. */
export function setEntry(text: string, key: string, entry: Entry): string {
  const { document, list } = listed(text, key);
  if (list === null || list.flow === true || list.items.length === 0) return addToEmpty(document, key, entry);
  const at = indexOf(list, entry.id);
  if (at < 0) return append(text, list, entry);
  const item = list.items[at] as YAMLMap;
  const [start, end] = item.range as Range;
  if (item.flow === true) return text.slice(0, start) + flow(entry) + text.slice(end);
  // Written over several lines: changed in place, so that its own comments stay.
  mergeInto(document, item, entry);
  const indent = " ".repeat(columnOf(text, start));
  const lines = stringify(item, FORMAT).trimEnd().split("\n");
  const block = lines.map((line, i) => (i === 0 || line === "" ? line : indent + line)).join("\n");
  return text.slice(0, start) + block + text.slice(trimmedEnd(text, start, end));
}

function addToEmpty(document: Document.Parsed, key: string, entry: Entry): string {
  const node = document.createNode([entry]);
  for (const item of node.items) if (isMap(item)) item.flow = true;
  const before = document.get(key);
  if (isSeq(before)) {
    const list = before as YAMLSeq<YAMLMap>;
    const at = indexOf(list, entry.id);
    if (at < 0) list.items.push(node.items[0] as never);
    else list.items[at] = node.items[0] as never;
    if (list.items.length === 1) list.flow = false;
  } else document.set(key, node);
  return document.toString(FORMAT);
}

function append(text: string, list: YAMLSeq<YAMLMap>, entry: Entry): string {
  const [start, end] = rangeOf(list, list.items.length - 1);
  const lineEnd = text.indexOf("\n", trimmedEnd(text, start, end));
  const at = lineEnd < 0 ? text.length : lineEnd;
  const dash = text.slice(0, start).lastIndexOf("-");
  const indent = " ".repeat(columnOf(text, dash));
  return `${text.slice(0, at)}\n${indent}- ${flow(entry)}${text.slice(at)}`;
}

/** Without the entry of this id. */
export function removeEntry(text: string, key: string, id: string): string {
  const { document, list } = listed(text, key);
  const at = list === null ? -1 : indexOf(list, id);
  if (list === null || at < 0) return text;
  if (list.flow === true || list.items.length === 1) {
    document.deleteIn([key, at]);
    return document.toString(FORMAT);
  }
  const [start, end] = rangeOf(list, at);
  const from = text.lastIndexOf("\n", start) + 1;
  const lineEnd = text.indexOf("\n", trimmedEnd(text, start, end));
  return text.slice(0, from) + (lineEnd < 0 ? "" : text.slice(lineEnd + 1));
}

/** Makes a map say what `entry` says; nodes that say so already stay, with their comments. */
export function mergeInto(document: Document.Parsed, map: YAMLMap, entry: Entry): void {
  for (const pair of [...map.items] as Pair[]) {
    const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
    if (!Object.hasOwn(entry, name)) map.delete(pair.key);
  }
  for (const [name, value] of Object.entries(entry)) {
    const before = map.get(name, true);
    if (isMap(before) && typeof value === "object" && value !== null && !Array.isArray(value))
      mergeInto(document, before as YAMLMap, value as Entry);
    else if (isScalar(before) && (typeof value !== "object" || value === null)) {
      if (before.value !== value) before.value = value;
    } else if (isSeq(before) && Array.isArray(value)) replaceItems(document, before as YAMLSeq, value);
    else map.set(name, document.createNode(value, { flow: true }));
  }
}

/** What tells entries of a list apart; the first that both have decides. */
const NAMES = ["id", "code", "date", "weekday", "staff", "kind"] as const;

function isSameEntry(item: unknown, value: Entry): boolean {
  if (!isMap(item)) return false;
  const name = NAMES.find((one) => item.has(one) || Object.hasOwn(value, one));
  return name !== undefined && item.has(name) && isDeepStrictEqual(item.get(name), value[name]);
}

/** Items that stay keep their nodes, and so their comments; an entry that was changed keeps those around and in it. */
export function replaceItems(document: Document.Parsed, list: YAMLSeq, values: readonly unknown[]): void {
  const before: unknown[] = [...list.items];
  const take = (at: number): unknown => before.splice(at, 1)[0];
  const kept = values.map((value) => {
    const at = before.findIndex((item) => isNode(item) && isDeepStrictEqual(item.toJS(document), value));
    return at < 0 ? undefined : take(at);
  });
  list.items = values.map((value, i) => {
    if (kept[i] !== undefined) return kept[i];
    const isEntry = typeof value === "object" && value !== null && !Array.isArray(value);
    const at = isEntry ? before.findIndex((item) => isSameEntry(item, value as Entry)) : -1;
    if (at < 0) return document.createNode(value, { flow: true });
    const item = take(at) as YAMLMap;
    mergeInto(document, item, value as Entry);
    return item;
  });
}

/** Where an entry stands in the text. */
function rangeOf(list: YAMLSeq<YAMLMap>, at: number): Range {
  return list.items[at]?.range ?? [0, 0, 0];
}

export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** A block entry's range ends where the next thing begins; its own text ends before the blank lines and comments. */
export function trimmedEnd(text: string, start: number, end: number): number {
  const own = text.slice(start, end);
  return start + own.trimEnd().length;
}
