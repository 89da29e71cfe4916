// GBK text for font cards: which characters a card can show, and the bytes of those it can.
import assert from "node:assert/strict";
import iconv from "iconv-lite";

/** Shown instead of a character the card lacks. */
const SUBSTITUTE = "?";
/** To the card `\` starts a font, colour or clock code (hardware.md §2.1); its full-width twin is only text. */
const BACKSLASH = "\\";
const BACKSLASH_WIDE = "＼";
/** U+00A5 is no GBK character, U+FFE5 is, and looks the same (hardware.md §1.3). */
const YEN = "\u00a5";
const YEN_WIDE = "\uffe5";

/** The GBK bytes of one character, or null when GBK has no one- or two-byte code for it. */
function gbkOf(char: string): Uint8Array | null {
  if (char >= " " && char <= "~") return Uint8Array.of(char.charCodeAt(0));
  const bytes = iconv.encode(char, "gbk");
  // Two bytes or nothing: CP936 gives the euro sign one byte that cards do not know, and `?` stands for "no such code".
  return bytes.length === 2 ? bytes : null;
}

/** GBK bytes of a text that may hold card codes such as `\C2`. Asserts that nothing is lost. */
export function encodeGbk(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = gbkOf(char);
    assert(code !== null, `${char} has no GBK code`);
    bytes.push(...code);
  }
  return Uint8Array.from(bytes);
}

function isShowable(char: string): boolean {
  const code = gbkOf(char);
  // Some rare characters end in 5C: a card that reads byte by byte would take that for the start of a code.
  return code !== null && !(code.length === 2 && code[1] === 0x5c);
}

/** Plain text as the card will show it: no codes, no line ends, `?` for what it lacks. */
export function showableText(text: string): string {
  const plain = text.normalize("NFC").replaceAll(BACKSLASH, BACKSLASH_WIDE).replaceAll(YEN, YEN_WIDE);
  let shown = "";
  for (const char of plain.replace(/\p{Cc}+/gu, " ")) shown += isShowable(char) ? char : SUBSTITUTE;
  return shown;
}

/** The characters of a text that become `?`, each once, in order. */
export function missingInGbk(text: string): string[] {
  const missing = new Set<string>();
  for (const char of text.normalize("NFC")) {
    if (char === BACKSLASH || char === YEN || /\p{Cc}/u.test(char)) continue;
    if (!isShowable(char)) missing.add(char);
  }
  return [...missing];
}
