// Sets or removes one value anywhere in a configuration file; the rest of the text stays as it is, comments included.
import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import {
  columnOf,
  type Entry,
  FORMAT,
  flow,
  mergeInto,
  removeEntry,
  replaceItems,
  setEntry,
  trimmedEnd,
} from "./edit.ts";

/** One change; a path leads through maps. */
export type ValueEdit =
  | { readonly op: "set-value"; readonly path: readonly string[]; readonly value: unknown }
  | { readonly op: "remove-value"; readonly path: readonly string[] }
  | { readonly op: "set-entry"; readonly list: string; readonly entry: Entry }
  | { readonly op: "remove-entry"; readonly list: string; readonly id: string }
  | { readonly op: "set-text"; readonly text: string };

/** A value on one line is no longer than this, where it may stand on several. */
const LINE_CHARS_MAX = 110;
const INDENT = "  ";

/** The text cannot be changed so: a key leads through something that is no map. */
export class EditImpossible extends Error {
  readonly code = "EDIT_IMPOSSIBLE";
}

/** The text with the edits made, in order. It must be YAML; whether the result makes a hall is checked after. */
export function editValues(text: string, edits: readonly ValueEdit[]): string {
  return edits.reduce(editOnce, text);
}

function editOnce(text: string, edit: ValueEdit): string {
  switch (edit.op) {
    case "set-text":
      return edit.text;
    case "set-entry":
      return proven(text, withEntry(text, edit.list, edit.entry), [() => setEntry(text, edit.list, edit.entry)]);
    case "remove-entry":
      return proven(text, withoutEntry(text, edit.list, edit.id), [() => removeEntry(text, edit.list, edit.id)]);
    case "set-value": {
      const { path, value } = edit;
      return proven(text, withValue(valuesOf(text), path, value), [
        () => spliced(text, path, value),
        () => rewritten(text, (document) => document.setIn(path, document.createNode(value))),
      ]);
    }
    case "remove-value":
      return proven(text, withoutValue(valuesOf(text), edit.path), [
        () => cut(text, edit.path),
        () => rewritten(text, (document) => document.deleteIn(edit.path)),
      ]);
  }
}

/** The first way that leads to what is wanted: a text that says something else is never handed on. */
function proven(text: string, wanted: unknown, ways: readonly (() => string | null)[]): string {
  for (const way of ways) {
    const result = way();
    if (result === null) continue;
    const document = parseDocument(result);
    if (document.errors.length === 0 && isDeepStrictEqual(document.toJS() ?? {}, wanted)) return result;
  }
  // Last of all the whole file anew: every comment that stands before or beside an entry is kept by the writer.
  const whole = rewritten(text, (document) => {
    if (isMap(document.contents)) mergeInto(document, document.contents as YAMLMap, wanted as Entry);
  });
  if (isDeepStrictEqual(parseDocument(whole).toJS(), wanted)) return whole;
  throw new EditImpossible("文件的写法不支持此修改 the file is written in a way that cannot be changed so");
}

const valuesOf = (text: string): Entry => (parseDocument(text).toJS() ?? {}) as Entry;

const isPlain = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function withValue(values: Entry, [key = "", ...rest]: readonly string[], value: unknown): Entry {
  if (rest.length === 0) return { ...values, [key]: value };
  const below = values[key] ?? {};
  if (!isPlain(below)) throw new EditImpossible(`${key} 不是一组设置 is no group of settings`);
  return { ...values, [key]: withValue(below, rest, value) };
}

function withoutValue(values: Entry, [key = "", ...rest]: readonly string[]): Entry {
  if (!Object.hasOwn(values, key)) return values;
  if (rest.length > 0) {
    const below = values[key];
    return isPlain(below) ? { ...values, [key]: withoutValue(below, rest) } : values;
  }
  const { [key]: _gone, ...left } = values;
  return left;
}

const listIn = (values: Entry, list: string): readonly Entry[] =>
  Array.isArray(values[list]) ? (values[list] as readonly Entry[]) : [];
const isNamed = (entry: unknown, id: unknown): boolean => isPlain(entry) && String(entry.id) === String(id);

function withEntry(text: string, list: string, entry: Entry): Entry {
  const values = valuesOf(text);
  const before = listIn(values, list);
  const at = before.findIndex((one) => isNamed(one, entry.id));
  const after = at < 0 ? [...before, entry] : before.map((one, i) => (i === at ? entry : one));
  return { ...values, [list]: after };
}

function withoutEntry(text: string, list: string, id: string): Entry {
  const values = valuesOf(text);
  const before = listIn(values, list);
  const at = before.findIndex((one) => isNamed(one, id));
  return at < 0 ? values : { ...values, [list]: before.filter((_one, i) => i !== at) };
}

function rewritten(text: string, change: (document: Document.Parsed) => void): string {
  const document = parseDocument(text);
  try {
    change(document);
  } catch (cause) {
    throw new EditImpossible(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  return document.toString(FORMAT);
}

interface Found {
  readonly document: Document.Parsed;
  /** The deepest map on the way that is there. */
  readonly parent: YAMLMap;
  /** What is left of the way, from the key in it. */
  readonly rest: readonly string[];
  readonly pair: Pair | undefined;
}

function find(text: string, path: readonly string[]): Found | null {
  const document = parseDocument(text);
  let parent: unknown = document.contents;
  for (let at = 0; at < path.length && isMap(parent); at += 1) {
    const pair = (parent as YAMLMap).items.find(({ key }) => isScalar(key) && String(key.value) === path[at]);
    const isLast = at === path.length - 1;
    if (pair === undefined || isLast || !isMap(pair.value))
      return { document, parent: parent as YAMLMap, rest: path.slice(at), pair };
    parent = pair.value;
  }
  return null;
}

function spliced(text: string, path: readonly string[], value: unknown): string | null {
  const found = find(text, path);
  if (found === null) return null;
  const { document, parent, rest, pair } = found;
  if (!parent.range) return null;
  const [key = "", ...below] = rest;
  const whole = below.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  if (parent.flow === true) {
    parent.set(key, document.createNode(whole, { flow: true }));
    return replaced(text, parent.range, flow(bare(parent)));
  }
  const keyNode = pair?.key;
  if (pair === undefined) return inserted(text, parent, key, whole);
  if (below.length > 0 || !isNode(pair.value) || !pair.value.range) return null;
  const column = isNode(keyNode) && keyNode.range ? columnOf(text, keyNode.range[0]) : 0;
  const node = pair.value;
  const [start, end] = pair.value.range;
  if (isCollection(node) && node.flow !== true) {
    if (isMap(node) && isPlain(value)) mergeInto(document, node as YAMLMap, value);
    else if (isSeq(node) && Array.isArray(value) && value.length > 0) replaceItems(document, node, value);
    else return null;
    return blockReplaced(text, node, start, trimmedEnd(text, start, end));
  }
  return replaced(text, [start, end], inPlace(value, column));
}

/** Remarks before and behind a node stand outside its range: they stay where they are, and come not twice. */
function bare<T extends Node>(node: T): T {
  node.comment = null;
  node.commentBefore = null;
  node.spaceBefore = false;
  return node;
}

const replaced = (text: string, [start, end]: readonly number[], by: string): string =>
  text.slice(0, start) + by + text.slice(end);

function blockReplaced(text: string, node: Node, start: number, end: number): string {
  bare(node);
  const indent = " ".repeat(columnOf(text, start));
  const lines = blockText(node).split("\n");
  const block = lines.map((line, i) => (i === 0 || line === "" ? line : indent + line)).join("\n");
  return replaced(text, [start, end], block);
}

function blockText(node: Node): string {
  const document = parseDocument("");
  document.contents = node as never;
  return document.toString(FORMAT).trimEnd();
}

/** After the last line of the map; what follows there, a remark beside it included, stays where it is. */
function inserted(text: string, parent: YAMLMap, key: string, value: unknown): string | null {
  const first = parent.items[0]?.key;
  if (!isNode(first) || !first.range || !parent.range) return null;
  const column = columnOf(text, first.range[0]);
  const lineEnd = text.indexOf("\n", trimmedEnd(text, parent.range[0], parent.range[1]));
  const at = lineEnd < 0 ? text.length : lineEnd;
  const line = `${" ".repeat(column)}${flow(key)}: ${inPlace(value, column)}`;
  return `${text.slice(0, at)}\n${line.trimEnd()}${text.slice(at)}`;
}

/** Behind `key: `: on one line where it fits, else lines below it. */
function inPlace(value: unknown, column: number): string {
  const line = flow(value);
  const isList = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "object");
  if (!isList && (line.length <= LINE_CHARS_MAX || !isPlain(value))) return line;
  const indent = " ".repeat(column) + INDENT;
  if (isList) return value.map((one) => `\n${indent}- ${flow(one)}`).join("");
  const entries = Object.entries(value as Entry);
  return entries.map(([key, one]) => `\n${indent}${flow(key)}: ${inPlace(one, indent.length)}`).join("");
}

function cut(text: string, path: readonly string[]): string | null {
  const found = find(text, path);
  if (found === null || found.pair === undefined || found.rest.length > 1) return text;
  const { parent, pair } = found;
  if (!parent.range || parent.items.length === 1) return null;
  if (parent.flow === true) {
    parent.delete(pair.key);
    return replaced(text, parent.range, flow(bare(parent)));
  }
  const { key, value } = pair;
  if (!isNode(key) || !key.range) return null;
  const start = text.lastIndexOf("\n", key.range[0]) + 1;
  if (text.slice(start, key.range[0]).trim() !== "") return null;
  const end = isNode(value) && value.range ? trimmedEnd(text, key.range[0], value.range[1]) : key.range[1];
  const lineEnd = text.indexOf("\n", end);
  return text.slice(0, start) + (lineEnd < 0 ? "" : text.slice(lineEnd + 1));
}
