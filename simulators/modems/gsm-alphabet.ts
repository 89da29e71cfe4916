// The 7-bit default alphabet of short messages, packed and unpacked (3GPP TS 23.038, used by hardware.md §8).

/** Every place of the table; the one at 1B leads to the extension. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const ESCAPE = 0x1b;
const EXTENSION: Readonly<Record<number, string>> = {
  ...{ 10: "\f", 20: "^", 40: "{", 41: "}", 47: "\\", 60: "[", 61: "~", 62: "]", 64: "|", 101: "€" },
};
const EXTENSION_OF = new Map(Object.entries(EXTENSION).map(([code, sign]) => [sign, Number(code)]));

/** The septets of a text, or null when it holds a character that the alphabet lacks. */
export function toSeptets(text: string): number[] | null {
  const septets: number[] = [];
  for (const sign of text) {
    const basic = BASIC.indexOf(sign);
    const extended = EXTENSION_OF.get(sign);
    if (basic !== -1 && basic !== ESCAPE) septets.push(basic);
    else if (extended !== undefined) septets.push(ESCAPE, extended);
    else return null;
  }
  return septets;
}

/** The text of septets; an unknown extension is shown as the basic character, as the standard asks. */
export function fromSeptets(septets: readonly number[]): string {
  let text = "";
  let escaped = false;
  for (const septet of septets) {
    if (!escaped && septet === ESCAPE) {
      escaped = true;
      continue;
    }
    text += (escaped ? EXTENSION[septet] : undefined) ?? BASIC.charAt(septet);
    escaped = false;
  }
  return text;
}

/** Packs septets into octets, the first bits left free for `fillBits` behind a header. */
export function packSeptets(septets: readonly number[], fillBits = 0): Uint8Array {
  const octets = new Uint8Array(Math.ceil((septets.length * 7 + fillBits) / 8));
  septets.forEach((septet, i) => {
    const bit = fillBits + i * 7;
    const at = bit >> 3;
    const wide = septet << (bit & 7);
    octets[at] = (octets[at] ?? 0) | (wide & 0xff);
    if (wide > 0xff) octets[at + 1] = (octets[at + 1] ?? 0) | (wide >> 8);
  });
  return octets;
}

/** The first `count` septets in the octets, behind `fillBits`. */
export function unpackSeptets(octets: Uint8Array, count: number, fillBits = 0): number[] {
  return Array.from({ length: count }, (_, i) => {
    const bit = fillBits + i * 7;
    const wide = (octets[bit >> 3] ?? 0) | ((octets[(bit >> 3) + 1] ?? 0) << 8);
    return (wide >> (bit & 7)) & 0x7f;
  });
}
