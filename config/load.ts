// Reads a configuration file: YAML, defaults, schema, cross-checks. Every fault is listed with its place in the file.
import { readFileSync } from "node:fs";
import Type, { type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import Value from "typebox/value";
import { type Document, isMap, isNode, LineCounter, parseDocument } from "yaml";
import { modelById } from "../drivers/models.ts";
import { crossCheck } from "./check.ts";
import type { Finding, Path } from "./finding.ts";
import { type Config, ConfigSchema, LINK_SCHEMAS, type LinkConfig } from "./schema.ts";
import { nearest } from "./suggest.ts";

export interface Fault {
  /** JSON path, e.g. `policy.calls.max` or `devices[2].settings.width`. */
  readonly place: string;
  /** 1-based; 0 when the file has no such place. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type Loaded =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly Fault[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const FILE_BYTES_MAX = 1_048_576;

/** Reads and checks a file. A file that cannot be read is one fault at its very beginning. */
export function loadConfig(file: string): Loaded {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, faults: [{ place: "", line: 0, column: 0, message: `cannot read ${file}: ${reason}` }] };
  }
  return parseConfig(text);
}

/** Checks the text of a configuration file. */
export function parseConfig(text: string): Loaded {
  if (text.length > FILE_BYTES_MAX)
    return { ok: false, faults: [{ place: "", line: 1, column: 1, message: "the file is larger than 1 MiB" }] };
  const { document, lines, faults: broken } = documentOf(text);
  if (broken.length > 0) return { ok: false, faults: broken };
  const at = (finding: Finding): Fault => ({ ...placeOf(document, lines, finding.path), message: finding.message });
  const raw: unknown = document.toJS();
  const completed = Value.Default(ConfigSchema, Value.Clone(raw));
  const findings = schemaFindings(completed);
  if (findings.length > 0) return { ok: false, faults: sorted(findings.map(at)) };
  const config = completed as Config;
  const { faults, warnings } = crossCheck(config);
  if (faults.length > 0) return { ok: false, faults: sorted(faults.map(at)) };
  return { ok: true, config: deepFreeze(config), warnings: sorted(warnings.map(at)) };
}

/** Faults of the text as YAML alone. */
export function yamlFaults(text: string): Fault[] {
  return documentOf(text).faults;
}

function documentOf(text: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const faults = document.errors.map((error): Fault => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { place: "", line, column: col, message: `YAML: ${error.message}` };
  });
  return { document, lines, faults };
}

// Links and devices are checked one by one below: a union would report every alternative for one slip.
const Outline = Type.Object(
  {
    ...ConfigSchema.properties,
    links: Type.Array(Type.Unknown()),
    devices: Type.Array(Type.Unknown()),
  },
  { additionalProperties: false },
);
const outline = Compile(Outline);

function schemaFindings(value: unknown): Finding[] {
  const findings = errorsOf(Outline, value, []);
  if (outline.Check(value) && findings.length > 0) throw new Error("schema and error list disagree");
  const { links, devices } = (value ?? {}) as { links?: unknown; devices?: unknown };
  if (Array.isArray(links)) for (const [i, link] of links.entries()) findings.push(...linkFindings(link, ["links", i]));
  if (Array.isArray(devices))
    for (const [i, device] of devices.entries()) findings.push(...deviceFindings(device, ["devices", i]));
  return findings;
}

function linkFindings(link: unknown, path: Path): Finding[] {
  const type = (link as { type?: unknown } | null)?.type;
  const kinds = Object.keys(LINK_SCHEMAS);
  if (typeof type !== "string" || !kinds.includes(type))
    return [{ path: [...path, "type"], message: `a link's type is one of ${kinds.join(", ")}` }];
  const schema = LINK_SCHEMAS[type as keyof typeof LINK_SCHEMAS];
  Value.Default(schema, link);
  return errorsOf(schema, link, path);
}

/** Checks one link by itself, as a page sends it. */
export function parseLink(
  link: Readonly<Record<string, unknown>>,
): { readonly ok: true; readonly link: LinkConfig } | { readonly ok: false; readonly faults: readonly string[] } {
  const copy = Value.Clone(link);
  const findings = linkFindings(copy, []);
  if (findings.length > 0) return { ok: false, faults: worded(findings) };
  return { ok: true, link: copy as LinkConfig };
}

function deviceFindings(device: unknown, path: Path): Finding[] {
  const Device = ConfigSchema.properties.devices.items;
  Value.Default(Device, device);
  const findings = errorsOf(Device, device, path);
  const { model: id, settings } = (device ?? {}) as { model?: unknown; settings?: unknown };
  if (typeof id !== "string" || typeof settings !== "object" || settings === null) return findings;
  return [...findings, ...settingsFindings(id, settings, [...path, "settings"])];
}

/** Completes the settings with their defaults. */
function settingsFindings(modelId: string, settings: object, path: Path): Finding[] {
  const model = modelById(modelId);
  if (model === undefined) return [];
  Value.Default(model.settings, settings);
  const own = errorsOf(Type.Object(model.settings.properties, { additionalProperties: false }), settings, path);
  if (own.length > 0 || model.check === undefined) return own;
  return model.check(settings as never).map((message) => ({ path, message }));
}

type Settings = Readonly<Record<string, unknown>>;

/** Checks the settings of one device by themselves, and completes them. */
export function parseSettings(
  modelId: string,
  settings: Settings,
): { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly faults: readonly string[] } {
  const copy = Value.Clone(settings) as Settings;
  const findings = settingsFindings(modelId, copy, []);
  return findings.length > 0 ? { ok: false, faults: worded(findings) } : { ok: true, settings: copy };
}

const worded = (findings: readonly Finding[]): string[] =>
  findings.map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`));

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly message: string;
  readonly params: Record<string, unknown>;
}

/** Schema errors as findings, with a suggestion for unknown keys and without the errors that only repeat another. */
function errorsOf(schema: TSchema, value: unknown, base: Path): Finding[] {
  const errors = [...Value.Errors(schema, value)] as unknown as SchemaError[];
  return errors
    .filter((error) => !repeats(error, errors))
    .flatMap((error): Finding[] => {
      const path = [...base, ...pointer(error.instancePath)];
      if (error.keyword === "boolean") {
        const key = String(path.at(-1));
        const hint = suggestion(key, knownKeys(schema, error.instancePath));
        return [{ path, message: `unknown key "${key}"${hint}` }];
      }
      if (error.keyword !== "required") return [{ path, message: describe(error) }];
      const keys = error.params.requiredProperties as string[];
      return keys.map((key) => ({ path: [...path, key], message: `"${key}" is missing` }));
    });
}

/** An error that another one of the same list says better. */
function repeats(error: SchemaError, all: readonly SchemaError[]): boolean {
  if (error.keyword === "additionalProperties") return true;
  if (error.keyword === "anyOf") return hasDeeper(all, error);
  return error.keyword === "const" && all.some((e) => e.keyword === "anyOf" && e.instancePath === error.instancePath);
}

/** The alternatives of a union say more than the union itself. */
function hasDeeper(errors: readonly SchemaError[], union: SchemaError): boolean {
  return errors.some((e) => e !== union && e.instancePath.startsWith(`${union.instancePath}/`));
}

function describe(error: SchemaError): string {
  if (error.keyword === "const") return `must be ${JSON.stringify(error.params.allowedValue)}`;
  if (error.keyword === "anyOf") return "is none of the values allowed here";
  return error.message;
}

function suggestion(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== null) return `; did you mean "${near}"?`;
  return known.length > 0 ? `; known here: ${known.join(", ")}` : "";
}

/** Keys the schema knows at the parent of an instance path. */
function knownKeys(schema: TSchema, instancePath: string): string[] {
  let at: unknown = schema;
  for (const key of pointer(instancePath).slice(0, -1)) {
    const node = at as { properties?: Record<string, unknown>; items?: unknown };
    at = typeof key === "number" ? node.items : node.properties?.[key];
    if (at === undefined) return [];
  }
  return Object.keys((at as { properties?: Record<string, unknown> }).properties ?? {});
}

function pointer(instancePath: string): (string | number)[] {
  return instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Line and column of a path, or of its nearest parent that is in the file. */
function placeOf(document: Document, lines: LineCounter, path: Path): Omit<Fault, "message"> {
  const place = path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const offset = keyOffset(document, path.slice(0, length)) ?? (isNode(node) ? node.range?.[0] : undefined);
    if (offset === undefined) continue;
    const { line, col } = lines.linePos(offset);
    return { place, line, column: col };
  }
  return { place, line: 0, column: 0 };
}

/** Where the key itself stands: an unknown key is marked, not its value. */
function keyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(path.at(-1)));
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}

function sorted(faults: Fault[]): Fault[] {
  return faults.sort((a, b) => a.line - b.line || a.column - b.column);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
