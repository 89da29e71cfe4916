// Payloads of an Onbon card that have parts: dynamic areas (A3 06) with the text people read, files (§2.1).
import iconv from "iconv-lite";
import { readU16le, readU32le } from "../lib.ts";

const DELETE_ALL = 0xff;
const PIXEL_FLAG = 0x8000; // §2.1: X and W count pixels when bit 15 is set.
const BYTE_PIXELS = 8;
const CJK_WIDE = 2;

export interface OnbonSound {
  readonly person: number;
  readonly repeat: number;
  readonly volume: number;
  readonly speechSpeed: number;
  /** Only with sound 2; with sound 1 the card speaks the text. */
  readonly spoken?: string;
}

export interface OnbonArea {
  readonly areaId: number;
  /** As on the wire: bytes, or pixels, see `pixels`. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly lineSpace: number;
  readonly runMode: number;
  readonly timeoutS: number;
  readonly sound: number;
  readonly align: number;
  readonly singleLine: number;
  readonly newLine: number;
  readonly displayMode: number;
  readonly speed: number;
  readonly stay: number;
  readonly text: string;
  /** Hex: extension bytes, when there are any; nothing in them is shown. */
  readonly extend?: string;
  readonly speech?: OnbonSound;
}

export interface OnbonDynamic {
  readonly delete: "all" | readonly number[];
  readonly areas: readonly OnbonArea[];
}

/** Reads bytes in order; running past the end is remembered instead of thrown. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;
  ok = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  u8(): number {
    return this.take(1)[0] ?? 0;
  }
  u16(): number {
    return readU16le(this.take(2), 0);
  }
  u32(): number {
    return readU32le(this.take(4), 0);
  }
  take(count: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + count);
    if (part.length < count) this.ok = false;
    this.#at += count;
    return part;
  }
  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

const gbk = (bytes: Uint8Array): string => iconv.decode(Buffer.from(bytes), "gbk");

/** A1 05: a byte 01, the name, the length; null when it is no such payload (§2.1, vector file-begin-write). */
export function readBeginWrite(payload: Uint8Array): { readonly name: string; readonly length: number } | null {
  const cursor = new Cursor(payload);
  cursor.u8();
  const name = Buffer.from(cursor.take(4)).toString("latin1");
  const length = cursor.u32();
  return cursor.ok && cursor.atEnd ? { name, length } : null;
}

/** Null when a length does not fit. */
export function readDynamic(payload: Uint8Array): OnbonDynamic | null {
  const cursor = new Cursor(payload);
  const deleteCount = cursor.u8();
  const ids = deleteCount === DELETE_ALL ? [] : [...cursor.take(deleteCount)];
  const areaCount = cursor.u8();
  const areas: OnbonArea[] = [];
  for (let i = 0; i < areaCount && cursor.ok; i++) {
    const area = readArea(cursor.take(cursor.u16()));
    if (area === null) return null;
    areas.push(area);
  }
  if (!cursor.ok || !cursor.atEnd) return null;
  return { delete: deleteCount === DELETE_ALL ? "all" : ids, areas };
}

function readArea(bytes: Uint8Array): OnbonArea | null {
  const cursor = new Cursor(bytes);
  if (cursor.u8() !== 0) return null; // §2.1: type 00
  const place = { x: cursor.u16(), y: cursor.u16(), w: cursor.u16(), h: cursor.u16() };
  const head = { areaId: cursor.u8(), lineSpace: cursor.u8(), runMode: cursor.u8(), timeoutS: cursor.u16() };
  const sound = cursor.u8();
  const speech = sound === 0 ? null : readSpeech(cursor, sound);
  const extend = Buffer.from(cursor.take(cursor.u8())).toString("hex");
  const style = { align: cursor.u8(), singleLine: cursor.u8(), newLine: cursor.u8(), displayMode: cursor.u8() };
  cursor.u8(); // §2.1: exit 00
  const pace = { speed: cursor.u8(), stay: cursor.u8() };
  const text = gbk(cursor.take(cursor.u32()));
  if (!cursor.ok || !cursor.atEnd || sound > 2) return null;
  const extras = { ...(extend === "" ? {} : { extend }), ...(speech === null ? {} : { speech }) };
  return { ...place, ...head, sound, ...style, ...pace, text, ...extras };
}

function readSpeech(cursor: Cursor, sound: number): OnbonSound {
  const who = cursor.u8();
  const speech = { person: who & 0x0f, repeat: who >> 4, volume: cursor.u8(), speechSpeed: cursor.u8() };
  return sound === 2 ? { ...speech, spoken: gbk(cursor.take(cursor.u32())) } : speech;
}

const COLOURS: Readonly<Record<string, string>> = { "1": "red", "2": "green", "3": "yellow" };

/** The colour of the first colour escape; without one a card shows red. */
export const colourOf = (text: string): string => COLOURS[/\\C([123])/.exec(text)?.[1] ?? "1"] ?? "red";

/** Text without its escapes; `clock` fills in \DH, \DM and \DS. */
export function plainText(text: string, clock: { h: string; m: string; s: string } | null): string {
  return text
    .replace(/\\F[OE]\d{3}/g, "")
    .replace(/\\C\d/g, "")
    .replace(/\\D([HMS])/g, (_, part: string) => clock?.[part.toLowerCase() as "h" | "m" | "s"] ?? "")
    .replace(/\\n|\r?\n/g, " ");
}

/** Geometry in pixels. `plain`: the card counts X and W in pixels even without bit 15, as 6K cards do. */
export function pixelsOf(area: OnbonArea, plain: boolean): { x: number; y: number; w: number; h: number } {
  const wide = (value: number): number => {
    if ((value & PIXEL_FLAG) !== 0) return value & ~PIXEL_FLAG;
    return plain ? value : value * BYTE_PIXELS;
  };
  return { x: wide(area.x), y: area.y, w: wide(area.w), h: area.h };
}

/** Width of a line in half characters. */
export function halfWidths(text: string): number {
  let width = 0;
  for (const sign of text) width += (sign.codePointAt(0) ?? 0) > 0xff ? CJK_WIDE : 1;
  return width;
}
