// The FD frame of voice modules: its reader, the orders inside, the tags in a text, the answers (hardware.md §5).
import { concat } from "../lib.ts";

const HEAD = 0xfd;
const HEAD_BYTES = 3; // FD and two bytes of length
const COMMAND = { speak: 0x01, stop: 0x02, pause: 0x03, resume: 0x04, status: 0x21, baud: 0x31, powerDown: 0x88 };
const MUSIC_SHIFT = 3; // §5.1: the high five bits of a speak parameter

/** §5.1: every answer is one byte. */
export const ANSWER = { initialised: 0x4a, accepted: 0x41, rejected: 0x45, speaking: 0x4e, idle: 0x4f } as const;
export type AnswerName = keyof typeof ANSWER;

/** How one make writes the frame. */
export interface FdDialect {
  /** §5.1 has an XOR byte, §5.2 has none. */
  readonly checksum: boolean;
  /** Everything after the length field. */
  readonly bodyBytesMax: number;
  /** Number of an encoding → its name. */
  readonly encodings: Readonly<Record<number, EncodingName>>;
  /** 0: the parameter of a speak order is the encoding alone. */
  readonly musicLast: number;
  /** Number of a baud rate → the rate; empty: no such command. */
  readonly bauds: Readonly<Record<number, number>>;
  /** Letter of a tag → its highest number, or null for a tag without one. */
  readonly tags: Readonly<Record<string, number | null>>;
  /** Tags that count only at the start of a text. */
  readonly startTags: string;
}

const DECODERS = {
  gb2312: new TextDecoder("gbk", { fatal: true }),
  gbk: new TextDecoder("gbk", { fatal: true }),
  big5: new TextDecoder("big5", { fatal: true }),
  unicode: new TextDecoder("utf-16be", { fatal: true, ignoreBOM: true }),
  utf8: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }),
};
export type EncodingName = keyof typeof DECODERS;

/** SYN6288 (§5.1). */
export const SYN6288: FdDialect = {
  checksum: true,
  bodyBytesMax: 203,
  encodings: { 0: "gb2312", 1: "gbk", 2: "big5", 3: "unicode" },
  musicLast: 15,
  bauds: { 0: 9600, 1: 19200, 2: 38400 },
  tags: { v: 16, m: 16, t: 5, n: 2, y: 1, x: 1, o: 1, b: 1, r: null, d: null },
  startTags: "dvm",
};

/** XFS5152 and its kin (§5.2). */
export const XFS5152: FdDialect = {
  checksum: false,
  // No limit is published; four kilobytes is beyond any announcement.
  bodyBytesMax: 4096,
  encodings: { 0: "gb2312", 1: "gbk", 2: "big5", 3: "unicode", 5: "utf8" },
  musicLast: 0,
  bauds: {},
  tags: { v: 10, s: 10, t: 10, m: 99, p: 9999, n: 2, d: null },
  startTags: "",
};

/** What the host wants. */
export type FdOrder =
  | { readonly cmd: "speak"; readonly encoding: EncodingName; readonly music?: number; readonly text: string }
  | { readonly cmd: "baud"; readonly baud: number }
  | { readonly cmd: "stop" | "pause" | "resume" | "status" | "powerDown" };

/** `bad` is a whole frame that the module answers with 45; noise without a head is not mentioned. */
export type FdHeard =
  | { readonly kind: "order"; readonly order: FdOrder; readonly raw: Uint8Array }
  | { readonly kind: "bad"; readonly raw: Uint8Array };

/** Finds frames in a stream. A corrupt head costs one byte, so a good frame behind it is still read. */
export class FdReader {
  readonly #dialect: FdDialect;
  #buffer: Uint8Array = new Uint8Array(0);

  constructor(dialect: FdDialect) {
    this.#dialect = dialect;
  }

  /** Bytes of a frame that has begun. */
  get waitingBytes(): number {
    return this.#buffer.length;
  }

  push(bytes: Uint8Array): FdHeard[] {
    this.#buffer = concat(this.#buffer, bytes);
    return this.#read();
  }

  /** The wire fell silent: whatever began a frame will never be one. What stands behind such a head is read. */
  flush(): FdHeard[] {
    const heard: FdHeard[] = [];
    while (this.#buffer.length > 0) {
      this.#buffer = this.#buffer.slice(1);
      heard.push(...this.#read());
    }
    return heard;
  }

  clear(): void {
    this.#buffer = new Uint8Array(0);
  }

  #read(): FdHeard[] {
    const heard: FdHeard[] = [];
    let at = 0;
    for (;;) {
      at = nextHead(this.#buffer, at);
      const rest = this.#buffer.subarray(at);
      if (rest.length < HEAD_BYTES) break;
      const length = ((rest[1] ?? 0) << 8) | (rest[2] ?? 0);
      if (length < 1 || length > this.#dialect.bodyBytesMax) {
        heard.push({ kind: "bad", raw: rest.slice(0, HEAD_BYTES) });
        at += 1;
        continue;
      }
      if (rest.length < HEAD_BYTES + length) break;
      const raw = rest.slice(0, HEAD_BYTES + length);
      const order = readOrder(this.#dialect, raw);
      heard.push(order === null ? { kind: "bad", raw } : { kind: "order", order, raw });
      at += order === null ? 1 : raw.length;
    }
    this.#buffer = this.#buffer.slice(at);
    return heard;
  }
}

function nextHead(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(HEAD, from);
  return at === -1 ? bytes.length : at;
}

/** The order of one whole frame; null for a wrong XOR, an unknown command or parameter, bytes that are no text. */
function readOrder(dialect: FdDialect, raw: Uint8Array): FdOrder | null {
  if (dialect.checksum && raw.reduce((xor, byte) => xor ^ byte, 0) !== 0) return null;
  const [cmd, ...rest] = raw.slice(HEAD_BYTES, dialect.checksum ? -1 : undefined);
  const [param] = rest;
  if (cmd === COMMAND.speak) return readSpeak(dialect, Uint8Array.from(rest));
  if (cmd === COMMAND.baud) {
    const baud = dialect.bauds[param ?? -1];
    return rest.length === 1 && baud !== undefined ? { cmd: "baud", baud } : null;
  }
  if (rest.length > 0) return null;
  if (cmd === COMMAND.stop) return { cmd: "stop" };
  if (cmd === COMMAND.pause) return { cmd: "pause" };
  if (cmd === COMMAND.resume) return { cmd: "resume" };
  if (cmd === COMMAND.status) return { cmd: "status" };
  return cmd === COMMAND.powerDown ? { cmd: "powerDown" } : null;
}

function readSpeak(dialect: FdDialect, [param, ...bytes]: Uint8Array): FdOrder | null {
  if (param === undefined || bytes.length === 0) return null;
  const encoding = dialect.encodings[dialect.musicLast > 0 ? param & 0x07 : param];
  const music = dialect.musicLast > 0 ? param >> MUSIC_SHIFT : 0;
  if (encoding === undefined || music > dialect.musicLast) return null;
  try {
    const text = DECODERS[encoding].decode(Uint8Array.from(bytes));
    return { cmd: "speak", encoding, ...(dialect.musicLast > 0 ? { music } : {}), text };
  } catch {
    // Half a character, or bytes of another encoding.
    return null;
  }
}

/** A text as it is heard, and the tags that were obeyed. */
export interface Spoken {
  readonly text: string;
  readonly tags: readonly string[];
}

/**
 * Takes the tags out of a text. A tag that this module does not have, a number beyond its range, and a tag for the
 * start that stands elsewhere stay in the text: they would be read aloud.
 */
export function readTags(dialect: FdDialect, text: string): Spoken {
  const tags: string[] = [];
  let atStart = true;
  const heard = text.replace(/\[([a-z])(\d{0,4})\]|[^[]+|\[/g, (piece, letter?: string, digits?: string) => {
    const isTag = letter !== undefined && isKnownTag(dialect, letter, digits ?? "");
    if (!isTag || (!atStart && dialect.startTags.includes(letter))) {
      atStart = false;
      return piece;
    }
    tags.push(`${letter}${digits}`);
    return "";
  });
  return { text: heard, tags };
}

function isKnownTag({ tags }: FdDialect, letter: string, digits: string): boolean {
  const last = tags[letter];
  if (last === undefined) return false;
  return last === null ? digits === "" : digits !== "" && Number(digits) <= last;
}
