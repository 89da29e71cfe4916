// The settings of a hall as a list: kind, bounds and default from the schema, meaning and source from the words.
import { FIELD_WORDS } from "./field-words.ts";
import { ConfigSchema } from "./schema.ts";

type Both = { readonly zh: string; readonly en: string };
export type FieldKind =
  | "text"
  | "number"
  | "integer"
  | "boolean"
  | "choice"
  | "words"
  | "list"
  | "week"
  | "record"
  | "object";

export interface Field {
  readonly path: string;
  readonly name: Both;
  readonly help: Both;
  readonly kind: FieldKind;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly choices?: unknown[];
  readonly required: boolean;
  readonly nullable: boolean;
  readonly source: Both;
  readonly effect: "now" | "restart";
  /** The group or list this belongs to: it is shown within that one. Missing: it stands by itself. */
  readonly parent?: string;
  /** Of a list without parts, and of a record: what each value is. */
  readonly of?: FieldKind;
  readonly itemsMax?: number;
}

/** Parts that `Fleet.apply` takes over while the hall runs. */
const AT_ONCE: ReadonlySet<string> = new Set(["links", "devices", "texts", "speech", "sound"]);
/** Parts the page edits; links and devices are the technician's. */
const PARTS = [
  ...(["hall", "server", "services", "windows", "staff", "kiosks", "policy", "targets", "reports"] as const),
  ...(["console", "alarms", "privacy", "backup", "speech", "rating", "outcomes", "pauseReasons"] as const),
] as const;
/** Lists whose entries are edited one by one: their parts stand by themselves. */
const ENTRY_LISTS: ReadonlySet<string> = new Set(["services", "windows", "staff", "kiosks"]);
/** Not in a form: editions that are only ever added to, and whole dictionaries of another language. */
const LEFT_OUT: ReadonlySet<string> = new Set(["rating.options", "rating.pad.languages"]);
const OWN_CHOICE: Both = { zh: "本系统的默认值", en: "this program's own choice" };
const DEPTH_MAX = 4;

interface Plain {
  readonly type?: string;
  readonly anyOf?: readonly Plain[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Plain>>;
  readonly patternProperties?: Readonly<Record<string, Plain>>;
  readonly required?: readonly string[];
  readonly items?: Plain;
  readonly maxItems?: number;
}

/** When a change of this path takes effect. */
export const effectOf = (path: string): Field["effect"] =>
  AT_ONCE.has(path.split(/[.[]/, 1)[0] ?? "") ? "now" : "restart";

let made: readonly Field[] | null = null;

/** Every setting the page can change, in the order of the schema. */
export function fieldsOfConfig(): readonly Field[] {
  const root = ConfigSchema as unknown as Plain;
  made ??= PARTS.flatMap((part) => fieldsOf(part, root.properties?.[part] ?? {}, isRequired(root, part), 0));
  return made;
}

const isRequired = (schema: Plain, key: string): boolean => schema.required?.includes(key) ?? false;

function fieldsOf(path: string, schema: Plain, required: boolean, depth: number, parent?: string): Field[] {
  if (LEFT_OUT.has(path)) return [];
  const { properties, items } = schema;
  if (properties !== undefined && depth < DEPTH_MAX && !isWeek(schema)) {
    const isGroup = FIELD_WORDS[path] !== undefined;
    const below = Object.entries(properties).flatMap(([key, one]) =>
      fieldsOf(`${path}.${key}`, one, isRequired(schema, key), depth + 1, isGroup ? path : parent),
    );
    return isGroup ? [fieldOf(path, schema, required, parent), ...below] : below;
  }
  if (items?.properties === undefined) return [fieldOf(path, schema, required, parent)];
  const isEntries = ENTRY_LISTS.has(path);
  const parts = Object.entries(items.properties).flatMap(([key, one]) =>
    fieldsOf(`${path}[].${key}`, one, isRequired(items, key), depth + 1, isEntries ? undefined : path),
  );
  return isEntries ? parts : [fieldOf(path, schema, required, parent), ...parts];
}

const isWeek = ({ properties }: Plain): boolean => properties?.mon !== undefined && properties.sun !== undefined;

function fieldOf(path: string, schema: Plain, required: boolean, parent?: string): Field {
  const { inner, nullable } = withoutNull(schema);
  const words = FIELD_WORDS[path];
  const key = path.split(".").at(-1) ?? path;
  const [zh = "", en = ""] = schema.description?.split(" · ") ?? [];
  const name = words === undefined ? { zh: key, en: key } : both(words.name);
  const help = words === undefined ? { zh, en } : both(words.help);
  const kind = kindOf(inner, choicesOf(inner));
  const each = eachOf(inner);
  const choices = choicesOf(inner) ?? (each === null ? null : choicesOf(each));
  const minimum = inner.minimum ?? inner.exclusiveMinimum;
  return {
    ...{ path, name, help, kind, required, nullable, effect: effectOf(path) },
    source: words?.source === undefined ? OWN_CHOICE : both(words.source),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(inner.maximum === undefined ? {} : { maximum: inner.maximum }),
    ...(inner.pattern === undefined ? {} : { pattern: inner.pattern }),
    ...(choices === null ? {} : { choices }),
    ...(parent === undefined ? {} : { parent }),
    ...(each === null ? {} : { of: kindOf(each, choicesOf(each)) }),
    ...(inner.maxItems === undefined ? {} : { itemsMax: inner.maxItems }),
  };
}

/** What a list or a record holds; null: it is neither, or its parts are listed themselves. */
function eachOf({ items, properties, patternProperties }: Plain): Plain | null {
  if (items !== undefined) return items.properties === undefined ? items : null;
  if (properties !== undefined) return null;
  return Object.values(patternProperties ?? {})[0] ?? null;
}

const both = ([zh, en]: readonly [string, string]): Both => ({ zh, en });

function withoutNull(schema: Plain): { inner: Plain; nullable: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== "null") ?? [];
  if (schema.anyOf === undefined || others.length === schema.anyOf.length) return { inner: schema, nullable: false };
  return { inner: others.length === 1 ? (others[0] ?? schema) : { ...schema, anyOf: others }, nullable: true };
}

function choicesOf({ anyOf, enum: values, const: only }: Plain): unknown[] | null {
  if (values !== undefined) return [...values];
  if (only !== undefined) return [only];
  const found = anyOf?.map((one) => one.const) ?? [];
  return found.length > 0 && found.every((one) => one !== undefined) ? found : null;
}

function kindOf(schema: Plain, choices: unknown[] | null): FieldKind {
  if (choices !== null) return "choice";
  const { type } = schema;
  if (type === "integer" || type === "number" || type === "boolean") return type;
  if (type === "string") return "text";
  if (type === "array") return "list";
  if (isWeek(schema)) return "week";
  const patterns = Object.entries(schema.patternProperties ?? {});
  if (patterns.some(([pattern, one]) => pattern.includes("{2,3}") && one.type === "string")) return "words";
  return patterns.length > 0 ? "record" : "object";
}
