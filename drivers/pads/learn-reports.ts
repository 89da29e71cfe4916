// Devices with reports of one size, another one when a button is let go (most HID pads): which report is which key.
import type { Sample } from "./learn-frames.ts";

/** The report of each key as a pattern, and the size of all reports. */
export interface LearnedReports {
  readonly reportBytes: number;
  readonly patterns: ReadonlyMap<string, string>;
}

const REPORT_BYTES_MAX = 64;
const hexOf = (byte: number) => byte.toString(16).toUpperCase().padStart(2, "0");

/**
 * Null when what was heard is not made of such reports. Of several sizes that would do, the one whose presses differ
 * least from the release is meant, and the larger of equals.
 */
export function learnReports(samples: readonly Sample[], quiet: readonly Uint8Array[]): LearnedReports | null {
  const shortest = Math.min(...samples.map(({ bytes }) => bytes.length));
  let best: (LearnedReports & { readonly differences: number }) | null = null;
  for (let size = Math.min(REPORT_BYTES_MAX, Math.floor(shortest / 2)); size >= 1; size--) {
    const found = patternsOf(samples, quiet, size);
    if (found !== null && (best === null || found.differences < best.differences))
      best = { reportBytes: size, ...found };
  }
  return best;
}

const reportsOf = (bytes: Uint8Array, size: number): string[] =>
  Array.from({ length: bytes.length / size }, (_, i) =>
    [...bytes.subarray(i * size, (i + 1) * size)].map(hexOf).join(" "),
  );

function patternsOf(
  samples: readonly Sample[],
  quiet: readonly Uint8Array[],
  size: number,
): { readonly patterns: ReadonlyMap<string, string>; readonly differences: number } | null {
  if ([...samples.map(({ bytes }) => bytes), ...quiet].some(({ length }) => length % size !== 0)) return null;
  const heard = samples.map(({ key, bytes }) => ({ key, reports: reportsOf(bytes, size) }));
  const idle = new Set(quiet.flatMap((bytes) => reportsOf(bytes, size)));
  // The release comes last and is the same for every key.
  const release = heard[0]?.reports.at(-1);
  if (release === undefined || heard.some(({ reports }) => reports.at(-1) !== release)) return null;
  const pressed = new Map<string, string>();
  for (const { key, reports } of heard) {
    const own = reports.filter((report) => report !== release && !idle.has(report));
    const [press] = own;
    if (press === undefined || own.some((report) => report !== press)) return null;
    if ((pressed.get(key) ?? press) !== press) return null;
    pressed.set(key, press);
  }
  if (new Set(pressed.values()).size !== pressed.size) return null;
  const rest = release.split(" ");
  const differences = [...pressed.values()].map(
    (press) => press.split(" ").filter((byte, i) => byte !== rest[i]).length,
  );
  return { patterns: asBits(pressed, release) ?? pressed, differences: Math.max(...differences) };
}

/** Buttons that are bits of one byte, each its own: other bits may then be held down as well. */
function asBits(pressed: ReadonlyMap<string, string>, release: string): ReadonlyMap<string, string> | null {
  const rest = release.split(" ");
  const named = new Map<string, string>();
  for (const [key, press] of pressed) {
    const bytes = press.split(" ");
    const [at, ...others] = bytes.flatMap((byte, i) => (byte === rest[i] ? [] : [i]));
    if (at === undefined || others.length > 0) return null;
    const bit = Math.log2(Number.parseInt(bytes[at] ?? "", 16));
    if (rest[at] !== "00" || !Number.isInteger(bit)) return null;
    named.set(key, bytes.map((byte, i) => (i === at ? `{bit${bit}}` : byte)).join(" "));
  }
  return new Set(named.values()).size === named.size ? named : null;
}
