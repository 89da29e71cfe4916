// From a model's JSON schema to the fields of a form, and from what was typed back to settings. Pure.
import type { Both } from "../shared/i18n/both.ts";

export type Kind = "integer" | "number" | "boolean" | "choice" | "text" | "record" | "json";
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly description: string;
  /** As JSON; null: none. */
  readonly fallback: string | null;
  readonly choices: readonly (string | number | boolean)[];
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Of a record's values. */
  readonly of: Field | null;
}

type Schema = Readonly<Record<string, unknown>>;
const record = (value: unknown): Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** The constants a schema allows, where it allows nothing else. */
function choicesOf(schema: Schema): readonly (string | number | boolean)[] {
  if (Array.isArray(schema.enum)) return schema.enum as (string | number | boolean)[];
  if (schema.const !== undefined) return [schema.const as string];
  const parts = list(schema.anyOf).map(record);
  const constants = parts.flatMap(choicesOf);
  return parts.length > 0 && parts.every((part) => choicesOf(part).length > 0) ? constants : [];
}

function kindOf(schema: Schema): Kind {
  if (choicesOf(schema).length > 0) return "choice";
  const { type } = schema;
  if (type === "integer" || type === "number" || type === "boolean") return type;
  if (type === "string") return "text";
  const values = Object.values(record(schema.patternProperties)).map(record);
  const simple = values.length === 1 && !["record", "json"].includes(kindOf(values[0] ?? {}));
  return type === "object" && schema.properties === undefined && simple ? "record" : "json";
}

/** A default as the service completes it: what an object leaves out has defaults of its own. */
function defaultOf(schema: Schema): unknown {
  const { default: value } = schema;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const parts = Object.entries(record(schema.properties)).map(
    ([name, part]) => [name, defaultOf(record(part))] as const,
  );
  return { ...Object.fromEntries(parts.filter(([, each]) => each !== undefined)), ...value };
}

function fieldOf(name: string, schema: Schema, required: boolean): Field {
  const kind = kindOf(schema);
  const [value] = Object.values(record(schema.patternProperties)).map(record);
  return {
    name,
    kind,
    required,
    description: typeof schema.description === "string" ? schema.description : "",
    fallback: schema.default === undefined ? null : JSON.stringify(defaultOf(schema)),
    choices: choicesOf(schema),
    minimum: number(schema.minimum),
    maximum: number(schema.maximum),
    of: kind === "record" && value !== undefined ? fieldOf("", value, true) : null,
  };
}

/** The fields of an object's schema in its own order; what has a default need not be filled in. */
export function fieldsOf(schema: unknown): readonly Field[] {
  const required = list(record(schema).required);
  return Object.entries(record(record(schema).properties)).map(([name, part]) =>
    fieldOf(name, record(part), required.includes(name) && record(part).default === undefined),
  );
}

/** What was typed into a field: text, or rows of key and value. An empty text leaves the setting out. */
export type Typed = string | readonly (readonly [key: string, value: string])[];
export type Draft = Readonly<Record<string, Typed>>;

const shownValue = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The service gives settings completed: what only repeats a default must not be written into the file. */
function isDefault(field: Field, value: unknown): boolean {
  return field.fallback !== null && sorted(value) === sorted(JSON.parse(field.fallback));
}

/** JSON with the keys of every object in one order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function typedOf(field: Field, value: unknown): Typed {
  const plain = value === undefined || isDefault(field, value);
  if (field.kind === "record") {
    return plain ? [] : Object.entries(record(value)).map(([key, each]) => [key, shownValue(each)]);
  }
  if (plain) return "";
  return field.kind === "json" ? JSON.stringify(value, null, 2) : shownValue(value);
}

/** The form as it opens on these settings. */
export function draftOf(fields: readonly Field[], settings: Schema): Draft {
  return Object.fromEntries(fields.map((field) => [field.name, typedOf(field, settings[field.name])]));
}

/** Settings that the schema does not name; they are kept, and may be edited as JSON. */
export function unknownOf(fields: readonly Field[], settings: Schema): Schema {
  const known = new Set(fields.map(({ name }) => name));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !known.has(name)));
}

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: Both };
const no = (zh: string, en: string): Read => ({ ok: false, why: { zh, en } });

function numberRead(field: Field, text: string): Read {
  const value = Number(text);
  if (!Number.isFinite(value)) return no("请填数字", "a number, please");
  if (field.kind === "integer" && !Number.isInteger(value)) return no("请填整数", "a whole number, please");
  const { minimum, maximum } = field;
  if ((minimum !== null && value < minimum) || (maximum !== null && value > maximum)) {
    const range = `${minimum ?? "…"}–${maximum ?? "…"}`;
    return no(`应在 ${range} 之间`, `must be within ${range}`);
  }
  return { ok: true, value };
}

function read(field: Field, text: string): Read {
  switch (field.kind) {
    case "integer":
    case "number":
      return numberRead(field, text);
    case "boolean":
      return { ok: true, value: text === "true" };
    case "choice": {
      const value = field.choices.find((choice) => String(choice) === text);
      return value === undefined ? no("请选一项", "choose one") : { ok: true, value };
    }
    case "text":
      return { ok: true, value: text };
    case "json":
    case "record":
      return jsonRead(text);
  }
}

function jsonRead(text: string): Read {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return no("不是有效的 JSON", "this is not JSON");
  }
}

function recordRead(field: Field, rows: Exclude<Typed, string>): Read {
  const filled = rows.map(([key, value]) => [key.trim(), value.trim()] as const).filter(([key]) => key !== "");
  if (new Set(filled.map(([key]) => key)).size < filled.length) return no("键重复", "a key stands twice");
  const values = filled.map(([key, text]) => ({ key, read: read(field.of ?? field, text) }));
  const bad = values.find((each) => !each.read.ok);
  if (bad !== undefined && !bad.read.ok) return no(`${bad.key}：${bad.read.why.zh}`, `${bad.key}: ${bad.read.why.en}`);
  return {
    ok: true,
    value: Object.fromEntries(values.map((each) => [each.key, each.read.ok ? each.read.value : null])),
  };
}

export interface Settings {
  readonly settings: Readonly<Record<string, unknown>>;
  /** By field. */
  readonly faults: Readonly<Record<string, Both>>;
}

/** What was typed as settings; empty fields are left out, so that the model's defaults stay its own. */
export function settingsOf(fields: readonly Field[], draft: Draft): Settings {
  const settings: Record<string, unknown> = {};
  const faults: Record<string, Both> = {};
  for (const field of fields) {
    const typed = draft[field.name] ?? "";
    const empty = typeof typed === "string" ? typed.trim() === "" : typed.length === 0;
    if (empty) {
      if (field.required) faults[field.name] = { zh: "必填", en: "required" };
      continue;
    }
    const result = typeof typed === "string" ? read(field, typed.trim()) : recordRead(field, typed);
    if (result.ok) settings[field.name] = result.value;
    else faults[field.name] = result.why;
  }
  return { settings, faults };
}
