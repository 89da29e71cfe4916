// Text for voice modules: their encodings, what they cannot say, and where a long text may be cut.
import assert from "node:assert/strict";
import iconv from "iconv-lite";

/** Names of the encodings a speak order may announce (hardware.md §5). */
export type SpeechEncoding = "gb2312" | "gbk" | "big5" | "unicode" | "utf8";

/** Last assigned trail byte and first one of the rows of GB 2312 that are not full; a row not listed is A1…FE. */
const GB2312_ROWS: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  162: [
    [0xb1, 0xe2],
    [0xe5, 0xee],
    [0xf1, 0xfc],
  ],
  164: [[0xa1, 0xf3]],
  165: [[0xa1, 0xf6]],
  166: [
    [0xa1, 0xb8],
    [0xc1, 0xd8],
  ],
  167: [
    [0xa1, 0xc1],
    [0xd1, 0xf1],
  ],
  168: [
    [0xa1, 0xba],
    [0xc5, 0xe9],
  ],
  169: [[0xa4, 0xef]],
  215: [[0xa1, 0xf9]],
};

/** Whether GB 2312 itself has this code: libraries take its name for the larger GBK. */
function isGb2312([lead = 0, trail = 0]: Uint8Array): boolean {
  const row = (lead >= 0xa1 && lead <= 0xa9) || (lead >= 0xb0 && lead <= 0xf7);
  const parts = GB2312_ROWS[lead] ?? [[0xa1, 0xfe] as const];
  return row && parts.some(([first, last]) => trail >= first && trail <= last);
}

/** Big5 without pictures of control codes and the additions of Hong Kong, which no module is known to speak. */
function isBig5([lead = 0, trail = 0]: Uint8Array): boolean {
  const code = (lead << 8) | trail;
  const isAddition = (code >= 0xa3c0 && code <= 0xa3fe) || (code >= 0xc6a1 && code <= 0xc8fe);
  return code >= 0xa140 && code <= 0xf9d5 && !isAddition;
}

function doubleByte(char: string, encoding: "gb2312" | "gbk" | "big5"): Uint8Array | null {
  const bytes = iconv.encode(char, encoding === "big5" ? "big5" : "gbk");
  // Two bytes or nothing: "?" stands for "no such code", and one page gives the euro a single byte.
  if (bytes.length !== 2) return null;
  if (encoding === "gb2312" && !isGb2312(bytes)) return null;
  return encoding === "big5" && !isBig5(bytes) ? null : bytes;
}

/** The bytes of one character, or null when the encoding has no code for it. */
export function speechBytesOf(char: string, encoding: SpeechEncoding): Uint8Array | null {
  if (/[\ud800-\udfff]/u.test(char)) return null; // Half a character.
  if (encoding === "utf8") return Buffer.from(char, "utf8");
  if (encoding === "unicode") return Buffer.from(char, "utf16le").swap16(); // §5.1: high byte first.
  if (char <= "\x7f") return Uint8Array.of(char.charCodeAt(0));
  return doubleByte(char, encoding);
}

/** Bytes of a text that may hold tags. Asserts that nothing is lost. */
export function encodeSpeech(text: string, encoding: SpeechEncoding): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = speechBytesOf(char, encoding);
    assert(code !== null, `${char} has no code in ${encoding}`);
    bytes.push(...code);
  }
  return Uint8Array.from(bytes);
}

/** A tag is a letter and a number between half-width brackets (§5.1); the full-width ones would be only text. */
const BRACKETS: Readonly<Record<string, string>> = { "[": "（", "]": "）", "［": "（", "］": "）" };

/** No brackets, line ends, control or invisible characters. */
function withoutControls(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[[\]［］]/g, (bracket) => BRACKETS[bracket] ?? " ")
    .replace(/\s*[\r\n\u2028\u2029]\s*/g, "。")
    .replace(/\p{Cf}+/gu, "")
    .replace(/[\p{Cc}\p{Zs}]+/gu, " ");
}

/** No module is known to put two units together to one character, and private codes have no sound. */
function isSayable(char: string, encoding: SpeechEncoding): boolean {
  return char.length === 1 && !/\p{Co}/u.test(char) && speechBytesOf(char, encoding) !== null;
}

/**
 * Text of a ticket, a name or a notice as the module may be given it: nothing in it can act as a tag, and what the
 * encoding lacks is a short silence, because "?" would be read aloud.
 */
export function plainSpeech(text: string, encoding: SpeechEncoding): string {
  let plain = "";
  for (const char of withoutControls(text)) plain += isSayable(char, encoding) ? char : " ";
  return plain.replace(/ +/g, " ").trim();
}

/** The characters of a text that become silence, each once, in order. */
export function unsayable(text: string, encoding: SpeechEncoding): string[] {
  const lost = new Set<string>();
  for (const char of withoutControls(text)) if (!isSayable(char, encoding)) lost.add(char);
  return [...lost];
}

/** Where a voice pauses, the strongest first. Half-width signs count only where no number or word goes on behind. */
const CUTS: readonly RegExp[] = [
  /[。！？]+[”’」）]*|[!?.]+(?=\s)/g,
  /[；：]+(?!\d)|[;:,]+(?=\s)|[，、]+/g,
  /\s+/g,
  // Better between two characters than inside a number or a word.
  /[^A-Za-z0-9](?=[A-Za-z0-9])|[A-Za-z0-9](?=[^A-Za-z0-9.:,])/g,
];
/** A cut so early would make many short pieces; a weaker pause farther on is better. */
const CUT_SHARE_MIN = 0.4;

/** How many characters of the text go into the next piece, `fits` at most. */
function cutAt(text: string, fits: number): number {
  for (const pattern of CUTS) {
    let last = 0;
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (end > fits) break;
      last = end;
    }
    if (last >= fits * CUT_SHARE_MIN) return last;
  }
  return fits;
}

/** Pieces of a plain text of at most so many bytes each, cut where a voice pauses. */
export function splitSpeech(plain: string, encoding: SpeechEncoding, bytesMax: number): string[] {
  const pieces: string[] = [];
  let rest = plain;
  while (rest !== "") {
    let [bytes, fits] = [0, 0];
    for (const char of rest) {
      bytes += speechBytesOf(char, encoding)?.length ?? 0;
      if (bytes > bytesMax) break;
      fits += char.length;
    }
    assert(fits > 0, `no room for a single character in ${bytesMax} bytes`);
    const end = fits === rest.length ? fits : cutAt(rest, fits);
    const piece = rest.slice(0, end).trim();
    if (/[\p{L}\p{N}]/u.test(piece)) pieces.push(piece);
    rest = rest.slice(end).trimStart();
  }
  return pieces;
}
