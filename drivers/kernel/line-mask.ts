// Lines of text whose words must not be kept: their length and their control characters stay, all else is zero.

/** Stands for a character that is not kept. No line of text holds it. */
export const MASKED_BYTE = 0x00;

/** A copy with everything but control characters masked: a technician still sees how long a line is and how it ends. */
export function maskLine(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes, (byte) => (byte < 0x20 ? byte : MASKED_BYTE));
}
