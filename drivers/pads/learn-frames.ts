// Finds the frame of an unknown device: lays presses side by side and explains what is constant and what varies.
import { type ChecksumKind, checksumOf } from "../kernel/byte-pattern.ts";

/** One press as it was heard. */
export interface Sample {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** The same stretch of every sample, in the order of the samples. */
export type Windows = readonly Uint8Array[];

/** A checksum at `at` over the bytes from `from` to before `to`. */
export interface Checksum {
  readonly sum: ChecksumKind;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** What a stretch of bytes turned out to be. */
export interface Explained {
  /** Constant bytes by place; null: not constant. */
  readonly constant: readonly (number | null)[];
  readonly checksum: Checksum | null;
  /** Where the key stands; null: the keys differ in more than one place that nothing explains. */
  readonly data: number | null;
  /** The bytes of each key's frame, where nothing but the key changes it. */
  readonly literal: ReadonlyMap<string, Uint8Array> | null;
  /** Places that change from press to press: a counter. */
  readonly counters: readonly number[];
}

const FRAME_BYTES_MIN = 2;
export const FRAME_BYTES_MAX = 48;
/** The key, a counter of two bytes, a checksum of two: whatever differs more is another frame. */
const DIFFERENCES_MAX = 5;
const COUNTER_BYTES_MAX = 2;
const SAMPLE_BYTES_MAX = 512;

/** Every stretch that all samples have in common but for a few bytes; `quiet`: what was heard while nobody pressed. */
export function* alignments(samples: readonly Sample[], quiet: readonly Uint8Array[], base = 0): Generator<Windows> {
  const first = samples[base]?.bytes.subarray(0, SAMPLE_BYTES_MAX) ?? new Uint8Array(0);
  const idle = new Set(quiet.flatMap(stretchesOf));
  for (let start = 0; start + FRAME_BYTES_MIN <= first.length; start++) {
    const longest = Math.min(FRAME_BYTES_MAX, first.length - start);
    const nearest = samples.map(({ bytes }, i) =>
      i === base ? new Array<number>(longest + 1).fill(start) : nearestStarts(first, start, longest, bytes, idle),
    );
    for (let size = FRAME_BYTES_MIN; size <= longest; size++) {
      if (idle.has(textOf(first, start, size))) continue;
      const starts = nearest.map((bySize) => bySize[size] ?? -1);
      if (starts.includes(-1)) break;
      yield samples.map(({ bytes }, i) => bytes.subarray(starts[i], (starts[i] ?? 0) + size));
    }
  }
}

const textOf = (bytes: Uint8Array, from: number, size: number) => bytes.subarray(from, from + size).join(",");

function stretchesOf(bytes: Uint8Array): string[] {
  const all: string[] = [];
  for (let from = 0; from < Math.min(bytes.length, SAMPLE_BYTES_MAX); from++) {
    const longest = Math.min(FRAME_BYTES_MAX, bytes.length - from);
    for (let size = FRAME_BYTES_MIN; size <= longest; size++) all.push(textOf(bytes, from, size));
  }
  return all;
}

/** By size: where in `bytes` the stretch lies that differs least from the one at `start`; the earliest of equals. */
function nearestStarts(
  first: Uint8Array,
  start: number,
  longest: number,
  bytes: Uint8Array,
  idle: ReadonlySet<string>,
): number[] {
  const starts = new Array<number>(longest + 1).fill(-1);
  const least = new Array<number>(longest + 1).fill(DIFFERENCES_MAX + 1);
  for (let at = 0; at < Math.min(bytes.length, SAMPLE_BYTES_MAX); at++) {
    let differences = 0;
    for (let size = 1; size <= longest && at + size <= bytes.length; size++) {
      if (first[start + size - 1] !== bytes[at + size - 1]) differences += 1;
      if (differences > DIFFERENCES_MAX) break;
      if (differences >= (least[size] ?? 0)) continue;
      if (size >= FRAME_BYTES_MIN && idle.size > 0 && idle.has(textOf(bytes, at, size))) continue;
      least[size] = differences;
      starts[size] = at;
    }
  }
  return starts;
}

type Column = "constant" | "key" | "varies";

function columnsOf(samples: readonly Sample[], windows: Windows): Column[] {
  const size = windows[0]?.length ?? 0;
  return Array.from({ length: size }, (_, at) => {
    const byKey = new Map<string, number>();
    let kind: Column = "constant";
    for (const [i, window] of windows.entries()) {
      const key = samples[i]?.key ?? "";
      const byte = window[at] ?? 0;
      const known = byKey.get(key);
      if (known !== undefined && known !== byte) return "varies";
      byKey.set(key, byte);
      if (byte !== windows[0]?.[at]) kind = "key";
    }
    return kind;
  });
}

/** Null: this stretch is no frame, or begins or ends in the middle of something. */
export function explain(samples: readonly Sample[], windows: Windows): Explained | null {
  const columns = columnsOf(samples, windows);
  const moving = columns.flatMap((column, at) => (column === "constant" ? [] : [at]));
  if (moving.length === 0 || moving.length > DIFFERENCES_MAX) return null;
  const checksum = checksumIn(windows, columns);
  const summed = new Set(checksum === null ? [] : placesOf(checksum));
  const left = moving.filter((at) => !summed.has(at));
  const keyed = left.filter((at) => columns[at] === "key");
  const counters = left.filter((at) => columns[at] === "varies");
  if (counters.length > COUNTER_BYTES_MAX || keyed.length === 0) return null;
  if (counters.includes(0) || counters.includes(columns.length - 1)) return null;
  const [data] = keyed;
  return {
    constant: columns.map((column, at) => (column === "constant" ? (windows[0]?.[at] ?? 0) : null)),
    checksum,
    data: keyed.length === 1 && data !== undefined ? data : null,
    literal: columns.includes("varies") ? null : new Map(samples.map(({ key }, i) => [key, windows[i] as Uint8Array])),
    counters,
  };
}

const placesOf = ({ sum, at }: Checksum): number[] => (sum.startsWith("crc") ? [at, at + 1] : [at]);

const KINDS: readonly ChecksumKind[] = ["sum8", "xor8", "crc16", "crc16be"];

/** The last place that is a checksum of bytes before it, in all windows. */
function checksumIn(windows: Windows, columns: readonly Column[]): Checksum | null {
  for (let at = columns.length - 1; at > 0; at--) {
    for (const sum of KINDS) {
      const wide = sum.startsWith("crc");
      const moves = columns[at] !== "constant" || (wide && columns[at + 1] !== "constant");
      if (!moves || (wide && at + 1 >= columns.length) || (!wide && repeats(windows, at))) continue;
      const ranges = rangesOf(windows, columns, sum, at);
      const best = ranges.find(({ from, to }) => from === 0 && to === at) ?? ranges.find(counted(windows)) ?? ranges[0];
      if (best !== undefined) return { sum, at, ...best };
    }
  }
  return null;
}

/** A byte that only says again what an earlier one said proves nothing: the frame may have been sent twice. */
function repeats(windows: Windows, at: number): boolean {
  return Array.from({ length: at }, (_, before) => before).some((before) =>
    windows.every((window) => window[before] === window[at]),
  );
}

type Range = { readonly from: number; readonly to: number };

/** A constant byte before the range counts its bytes. */
const counted =
  (windows: Windows) =>
  ({ from, to }: Range): boolean =>
    windows[0]?.subarray(0, from).includes(to - from) === true && windows.every((w) => sameHead(w, windows[0], from));

const sameHead = (a: Uint8Array, b: Uint8Array | undefined, size: number) =>
  a.subarray(0, size).every((byte, i) => byte === b?.[i]);

/** Ranges whose checksum stands at `at` in every window, the widest first. */
function rangesOf(windows: Windows, columns: readonly Column[], sum: ChecksumKind, at: number): Range[] {
  const found: Range[] = [];
  const lastMoving = columns.slice(0, at).findLastIndex((column) => column !== "constant");
  for (let from = 0; from <= lastMoving; from++) {
    for (let to = at; to > lastMoving; to--) if (holds(windows, sum, at, from, to)) found.push({ from, to });
  }
  return found;
}

function holds(windows: Windows, sum: ChecksumKind, at: number, from: number, to: number): boolean {
  return windows.every((window) => {
    const wanted = checksumOf(sum, window.subarray(from, to));
    return wanted.every((byte, i) => window[at + i] === byte);
  });
}
