// The hash chain that makes an edit, a removal or a reorder of the log visible.
//
//   hash(n) = SHA-256( hash(n-1) ‖ UTF-8 of  seq LF at_ms LF type LF actor LF data )
//
// hash(0) is 32 zero bytes; seq and at_ms are plain decimal; LF is one byte 0A; data is the JSON text as it is stored.
// Type and actor hold no control characters, so the five fields cannot be shifted into one another.
import assert from "node:assert";
import { hash } from "node:crypto";
import type { LoggedEvent } from "../domain/events.ts";

export const HASH_BYTES = 32;
export const GENESIS: Uint8Array = new Uint8Array(HASH_BYTES);
/** Longest type or actor. */
const NAME_CHARS_MAX = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
const CONTROL = /[\u0000-\u001f\u007f]/;

/** One row of the log as it is hashed and stored. */
export interface ChainRow {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
  readonly actor: string;
  readonly data: string;
}

/** The end of the log: what a checkpoint keeps outside the box. */
export interface LogHead {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** True for a type or actor that may stand in the log. */
export function mayBeLogged(name: string): boolean {
  return name.length > 0 && name.length <= NAME_CHARS_MAX && !CONTROL.test(name);
}

/** The row of an event; its JSON text is made here once and is both stored and hashed. */
export function rowOf(event: LoggedEvent): ChainRow {
  assert(Number.isSafeInteger(event.seq) && Number.isSafeInteger(event.atMs), "seq and time are whole numbers");
  assert(mayBeLogged(event.type) && mayBeLogged(event.actor), "type and actor are short and printable");
  return {
    seq: event.seq,
    atMs: event.atMs,
    type: event.type,
    actor: event.actor,
    data: JSON.stringify(event.data),
  };
}

let scratch = Buffer.allocUnsafe(8192);

/** What is hashed of a row, as text. */
export function rowText(row: ChainRow): string {
  return `${row.seq}\n${row.atMs}\n${row.type}\n${row.actor}\n${row.data}`;
}

/** The hash of a row that follows a row with hash `previous`. */
export function chainHash(previous: Uint8Array, row: ChainRow): Buffer {
  const text = rowText(row);
  // A UTF-16 unit becomes at most three bytes.
  const bytesMax = HASH_BYTES + text.length * 3;
  if (bytesMax > scratch.length) scratch = Buffer.allocUnsafe(bytesMax * 2);
  scratch.set(previous, 0);
  const used = HASH_BYTES + scratch.write(text, HASH_BYTES, "utf8");
  // By way of a string: asked for a buffer, this Node takes twice as long.
  return Buffer.from(hash("sha256", scratch.subarray(0, used), "binary"), "binary");
}

/** Hexadecimal text of a hash, as checkpoints and the event list show it. */
export function hexOf(hashBytes: Uint8Array): string {
  return Buffer.from(hashBytes.buffer, hashBytes.byteOffset, hashBytes.byteLength).toString("hex");
}
