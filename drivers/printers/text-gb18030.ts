// Text for Chinese printers: double-byte GBK, never the four-byte forms that print as digits (hardware.md §1.3).
import iconv from "iconv-lite";

/** What the printer's character generator understands. */
export type TextEncoding = "gb18030" | "gbk" | "ascii";

/** What becomes of U+20AC: `none` = forbidden, printed as "?"; otherwise the bytes this model knows it by. */
export type EuroBytes = "none" | "a2e3" | "80";

export interface EncodedText {
  readonly bytes: Uint8Array;
  /** Characters printed as "?", each once, in order of appearance. */
  readonly missing: readonly string[];
}

const QUESTION_MARK = 0x3f;
/** §1.3: U+00A5 would become 81 30 84 36 and print "0 6"; its full-width twin is in every GBK font. */
const FULLWIDTH_YEN = Uint8Array.of(0xa3, 0xa4);
const EURO: Record<EuroBytes, Uint8Array | null> = {
  none: null,
  a2e3: Uint8Array.of(0xa2, 0xe3),
  "80": Uint8Array.of(0x80),
};
/** Byte ranges of the code pages are checked per character; remembering them keeps a ticket under a millisecond. */
const CACHE_MAX = 4096;
const cache = new Map<string, Uint8Array | null>();

/**
 * Bytes a printer can be given as they are. Control characters (an ESC in a hall's name would be a command) and
 * characters the code page lacks become "?" and are reported.
 */
export function encodeText(text: string, encoding: TextEncoding, euro: EuroBytes = "none"): EncodedText {
  const bytes: number[] = [];
  const missing = new Set<string>();
  for (const character of text) {
    const coded = encodeCharacter(character, encoding, euro);
    if (coded === null) {
      missing.add(character);
      bytes.push(QUESTION_MARK);
    } else {
      bytes.push(...coded);
    }
  }
  return { bytes: Uint8Array.from(bytes), missing: [...missing] };
}

/** Half-width columns the text takes on paper: a printer gives a double-byte character two, any other one. */
export function displayWidth(text: string, encoding: TextEncoding = "gb18030"): number {
  // The euro's one or two bytes are the only case where the option matters; "none" prints "?", one column.
  return encodeText(text, encoding).bytes.length;
}

/** Characters that would be printed as "?". */
export function missingGlyphs(text: string, encoding: TextEncoding = "gb18030", euro: EuroBytes = "none"): string[] {
  return [...encodeText(text, encoding, euro).missing];
}

/** The plain code page with nothing replaced but what it lacks: for files and comparisons, not for a print head. */
export function encodeCodePage(text: string, codePage: string): Uint8Array | null {
  if (!iconv.encodingExists(codePage)) return null;
  return Uint8Array.from(iconv.encode(text, codePage));
}

function encodeCharacter(character: string, encoding: TextEncoding, euro: EuroBytes): Uint8Array | null {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code <= 0x7e) return Uint8Array.of(code);
  if (code === 0xa0) return Uint8Array.of(0x20);
  if (encoding === "ascii" || code < 0x80) return null;
  if (code === 0xa5) return FULLWIDTH_YEN;
  if (code === 0x20ac) return EURO[euro];
  return lookUp(character, code, encoding);
}

function lookUp(character: string, code: number, encoding: "gb18030" | "gbk"): Uint8Array | null {
  const key = encoding + character;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const coded = doubleByte(character, code, encoding);
  if (cache.size >= CACHE_MAX) cache.clear();
  cache.set(key, coded);
  return coded;
}

function doubleByte(character: string, code: number, encoding: "gb18030" | "gbk"): Uint8Array | null {
  // Private-use characters have double-byte places but no glyph until somebody loads one.
  if (code >= 0xd800 && code <= 0xf8ff) return null;
  // CP936 is GBK proper; iconv-lite's "gbk" would add the double-byte part of GB18030 that a GBK font lacks.
  const coded = Uint8Array.from(iconv.encode(character, encoding === "gbk" ? "cp936" : "gb18030"));
  return coded.length === 2 ? coded : null;
}
