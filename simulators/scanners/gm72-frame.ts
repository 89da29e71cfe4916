// Command frames of a Grow GM65/GM72 scanner, as the scanner reads and writes them (hardware.md §7).
import type { FrameAt } from "../frame-search.ts";
import { concat } from "../lib.ts";

const CHECKSUM_BYTES = 2;
const BYTES_MIN = 4; // length, op, source, one byte more
/** Parameters are short; a longer claim is noise. */
const BYTES_MAX = 64;
const FROM_HOST = 0x04;
const FROM_SCANNER = 0x00;

/** §7 */
export const OP = { start: 0xe4, stop: 0xe5, ack: 0xd0, nak: 0xd1, version: 0xa3, parameter: 0xc6 } as const;

export interface GmFrame {
  readonly op: number;
  readonly source: number;
  readonly rest: Uint8Array;
}

export interface GmHeard extends GmFrame {
  readonly raw: Uint8Array;
}

/** §7: two's complement of the 16-bit sum. */
function checksum(bytes: Uint8Array): number {
  return -bytes.reduce((sum, byte) => sum + byte, 0) & 0xffff;
}

/** Any frame; the scanner's own have the source 00. */
export function buildGm({ op, source, rest }: GmFrame): Uint8Array {
  const body = concat(Uint8Array.of(3 + rest.length, op, source), rest);
  const sum = checksum(body);
  return concat(body, Uint8Array.of(sum >> 8, sum & 0xff));
}

/** A frame from the scanner. */
export const fromScanner = (op: number, ...rest: readonly number[]): Uint8Array =>
  buildGm({ op, source: FROM_SCANNER, rest: Uint8Array.from(rest) });

/** length | op | 04 | … | checksum. Wake bytes and noise are no frame. */
export const gmAt: FrameAt<GmHeard> = (bytes, at) => {
  const here = bytes.subarray(at, at + BYTES_MAX + CHECKSUM_BYTES);
  const [length = 0, op = 0, source] = here;
  if (length < BYTES_MIN || length > BYTES_MAX) return null;
  if (source !== undefined && source !== FROM_HOST) return null;
  if (here.length < length + CHECKSUM_BYTES) return "more";
  const raw = here.slice(0, length + CHECKSUM_BYTES);
  const sum = ((raw.at(-2) ?? 0) << 8) | (raw.at(-1) ?? 0);
  if (sum !== checksum(raw.subarray(0, length))) return null;
  return { message: { op, source: FROM_HOST, rest: raw.slice(3, length), raw }, used: raw.length };
};
