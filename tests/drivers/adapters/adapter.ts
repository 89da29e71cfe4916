// Between the test vectors and the code that must pass them.

/** One side of a wire: drivers encode host → device and decode device → host, simulators the other way round. */
export interface VectorAdapter {
  readonly families: readonly string[];
  /** Input → bytes; null when this input cannot be re-created as bytes by this side. */
  encode(family: string, input: unknown): Uint8Array | null;
  /** Bytes → every input read from them, in order; garbage is skipped. `asked`: what a bare status byte answers. */
  decode(family: string, bytes: readonly Uint8Array[], asked?: unknown): unknown[];
  /** Drivers only: the same value for every way of writing the same input (defaults filled in, labels left out). */
  canonical?(family: string, input: unknown): unknown;
}

/** One line of a vector file; tests/vectors/README.md explains it. */
export interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly meaning: string;
  readonly source: string;
  readonly direction?: "host->device" | "device->host";
  readonly expect?: "accept" | "reject";
  readonly input?: unknown;
}

/** A JSON object of a vector, before anything is known about it. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an input; a vector whose input is no object is a broken vector file. */
export function fieldsOf(input: unknown): Fields {
  if (typeof input !== "object" || input === null || Array.isArray(input)) throw new TypeError("input is no object");
  return input as Fields;
}

/** A number field, or its default. */
export function numberIn(fields: Fields, key: string, otherwise?: number): number {
  const value = fields[key] ?? otherwise;
  if (typeof value !== "number") throw new TypeError(`${key} is no number: ${JSON.stringify(value)}`);
  return value;
}

/** A text field. */
export function textIn(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== "string") throw new TypeError(`${key} is no text: ${JSON.stringify(value)}`);
  return value;
}

export const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
