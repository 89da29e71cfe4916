// What differs between two configurations, place by place; personal and secret values are never said.
import { isDeepStrictEqual } from "node:util";
import { effectOf } from "../../config/fields.ts";
import type { SettingsDifference } from "../contract/settings.ts";

type Values = Readonly<Record<string, unknown>>;

export const DIFFERENCES_MAX = 200;
const VALUE_CHARS_MAX = 120;
/** People, and what opens doors or names machines of others. */
const UNSAID = /^staff\b|secret|password|token|phone|wifi|headers|body|\burl\b|publicUrl|\.duty\b/i;

/** At most `DIFFERENCES_MAX`, in the order of the file. */
export function differencesOf(before: Values, after: Values): SettingsDifference[] {
  const found: SettingsDifference[] = [];
  walk("", before, after, found);
  return found.slice(0, DIFFERENCES_MAX);
}

const isPlain = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNamedList = (value: unknown): value is readonly { readonly id: unknown }[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => isPlain(one) && one.id !== undefined);

function walk(path: string, before: unknown, after: unknown, found: SettingsDifference[]): void {
  if (found.length >= DIFFERENCES_MAX || isDeepStrictEqual(before, after)) return;
  if (isPlain(before) && isPlain(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      walk(path === "" ? key : `${path}.${key}`, before[key], after[key], found);
    return;
  }
  if ((isNamedList(before) || isNamedList(after)) && Array.isArray(before ?? []) && Array.isArray(after ?? [])) {
    const [was, is] = [byId(before), byId(after)];
    for (const id of new Set([...was.keys(), ...is.keys()])) walk(`${path}[${id}]`, was.get(id), is.get(id), found);
    if (found.length > 0 && found.some((one) => one.path.startsWith(`${path}[`))) return;
    found.push({ path, effect: effectOf(path) });
    return;
  }
  found.push({
    path,
    effect: effectOf(path),
    ...(UNSAID.test(path) ? {} : { ...said("from", before), ...said("to", after) }),
  });
}

function byId(list: unknown): Map<string, unknown> {
  const entries = (Array.isArray(list) ? list : []) as readonly { readonly id?: unknown }[];
  return new Map(entries.map((entry) => [String(entry?.id), entry]));
}

function said(key: "from" | "to", value: unknown): Partial<Record<"from" | "to", string>> {
  if (value === undefined) return {};
  const text = JSON.stringify(value);
  return { [key]: text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX - 1)}…` : text };
}
