// Proposes a profile for a device nobody has described: from a few presses per key, heard as raw bytes.
import { faultsOfPattern, parsePattern } from "../kernel/byte-pattern.ts";
import type { Codec } from "../kernel/model.ts";
import { type ProfileMessage, type ProfileOrder, type ProfileReader, profileCodec } from "../kernel/profile-codec.ts";
import { alignments, type Explained, explain, type Sample } from "./learn-frames.ts";
import { learnReports } from "./learn-reports.ts";

/** Presses of one key: `1` to `5` for the levels of a pad, else the name of a keypad's action. */
export interface Capture {
  readonly key: string;
  readonly samples: readonly Uint8Array[];
}

/** Settings of `pad/profile` or `keypad/profile`, without what the device is sent. */
export interface LearnedSettings {
  readonly address?: number;
  readonly reportBytes?: number;
  readonly receive?: string;
  readonly grades?: Readonly<Record<string, number>>;
  readonly keys?: Readonly<Record<string, string>>;
  readonly inputs?: readonly { readonly pattern: string; readonly level?: number; readonly action?: string }[];
  readonly ack: "echo" | "none";
}

export type Learned =
  | { readonly ok: true; readonly settings: LearnedSettings; readonly confidence: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** A way to read every sample. */
interface Proposal {
  readonly settings: Omit<LearnedSettings, "ack">;
  readonly readers: readonly ProfileReader[];
  /** What a frame means; null: nothing. */
  readonly keyOf: (message: ProfileMessage) => string | null;
  readonly words: readonly string[];
  readonly checked: boolean;
  readonly bytes: number;
  /** Its second half looks like its first: perhaps two frames taken for one. */
  readonly doubled: boolean;
}

interface Judged {
  readonly proposal: Proposal;
  readonly coveredBytes: number;
  /** The fewest frames of its key that any sample holds. */
  readonly copies: number;
}

const SAMPLES_MIN = 2;

/** `quiet`: what was heard while nobody pressed anything, e.g. heartbeats. */
export function learnProfile(captures: readonly Capture[], quiet: readonly Uint8Array[] = []): Learned {
  const samples = captures.flatMap(({ key, samples: heard }) => heard.map((bytes) => ({ key, bytes })));
  const unfit = unfitness(captures);
  if (unfit !== null) return { ok: false, why: unfit };
  const best = bestFrames(samples, quiet);
  const reports = best !== null && isWhole(best, samples) ? null : reportsProposal(samples, quiet);
  const judged = reports === null ? best : (judge(reports, samples, quiet) ?? best);
  if (judged === null) return { ok: false, why: whyNot(captures, quiet) };
  return proposed(judged, judged.proposal === reports);
}

/** Proven by a checksum, or nothing is left over that could be another report. */
function isWhole({ proposal, coveredBytes }: Judged, samples: readonly Sample[]): boolean {
  if (proposal.checked) return true;
  return !proposal.doubled && coveredBytes === samples.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function unfitness(captures: readonly Capture[]): string | null {
  if (captures.length < 2) return "至少按两个键 press at least two keys";
  if (new Set(captures.map(({ key }) => key)).size < captures.length) return "键名重复 a key is named twice";
  for (const { key, samples } of captures) {
    if (samples.length < SAMPLES_MIN) {
      return `键 ${key}: 每个键至少按 ${SAMPLES_MIN} 次 press key ${key} at least ${SAMPLES_MIN} times`;
    }
    if (samples.some(({ length }) => length === 0)) return `键 ${key}: 没有收到字节 nothing was heard from key ${key}`;
  }
  return null;
}

function proposed({ proposal, copies }: Judged, released: boolean): Learned {
  const { settings, words, checked } = proposal;
  const repeats = copies >= 2 && !released;
  const confidence = [...words];
  confidence.push(
    checked
      ? "每帧有校验 every frame is protected by a checksum"
      : "没有找到校验，只按固定字节识别 no checksum was found",
  );
  if (repeats) {
    confidence.push("同一帧重复发送，可能在等应答：建议 ack: echo the frame is repeated, perhaps until it is answered");
  }
  return { ok: true, settings: { ...settings, ack: repeats ? "echo" : "none" }, confidence };
}

function bestFrames(samples: readonly Sample[], quiet: readonly Uint8Array[]): Judged | null {
  let best: Judged | null = null;
  const heardBytes = samples.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const seen = new Set<string>();
  for (const windows of alignments(samples, quiet)) {
    const explained = explain(samples, windows);
    if (explained === null) continue;
    for (const proposal of [patternProposal(samples, windows, explained), literalProposal(explained)]) {
      if (proposal === null || seen.has(JSON.stringify(proposal.settings))) continue;
      // At best it accounts for every byte; what cannot win even then need not be tried.
      if (best !== null && !better({ proposal, coveredBytes: heardBytes, copies: 0 }, best)) continue;
      seen.add(JSON.stringify(proposal.settings));
      const judged = judge(proposal, samples, quiet);
      if (judged !== null && (best === null || better(judged, best))) best = judged;
    }
  }
  return best;
}

/** A checksum is proof; then one frame rather than two; then what accounts for most bytes; then the general pattern. */
function better(a: Judged, b: Judged): boolean {
  const rank = ({ proposal, coveredBytes }: Judged) => [
    proposal.checked ? 1 : 0,
    proposal.doubled ? 0 : 1,
    coveredBytes,
    proposal.settings.receive === undefined ? 0 : 1,
    -proposal.bytes,
  ];
  const [left, right] = [rank(a), rank(b)];
  const at = left.findIndex((value, i) => value !== right[i]);
  return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
}

/** Reads every sample with the proposal: each must say its own key and no other, and silence must say nothing. */
function judge(proposal: Proposal, samples: readonly Sample[], quiet: readonly Uint8Array[]): Judged | null {
  const { address = 1, reportBytes } = proposal.settings;
  const codec = profileCodec({ readers: proposal.readers, address, reportBytes });
  let coveredBytes = 0;
  let copies = Number.POSITIVE_INFINITY;
  for (const bytes of quiet) if (framesIn(codec, bytes).some(({ from }) => from !== null)) return null;
  for (const { key, bytes } of samples) {
    const frames = framesIn(codec, bytes).filter(({ from }) => from !== null);
    if (frames.length === 0 || frames.some((frame) => proposal.keyOf(frame) !== key)) return null;
    copies = Math.min(copies, frames.length);
    for (const frame of frames) coveredBytes += frame.bytes.length;
  }
  return { proposal, coveredBytes, copies };
}

function framesIn(codec: Codec<ProfileMessage, ProfileOrder>, bytes: Uint8Array): ProfileMessage[] {
  const frames: ProfileMessage[] = [];
  let at = 0;
  while (at < bytes.length) {
    const decoded = codec.decode(bytes.subarray(at, at + codec.frameBytesMax));
    if (decoded.kind === "message") frames.push(decoded.message);
    // Nothing more comes: a head that waits is no frame.
    at += decoded.kind === "message" ? decoded.used : decoded.kind === "garbage" ? decoded.skip : 1;
  }
  return frames;
}

const hexOf = (byte: number) => byte.toString(16).toUpperCase().padStart(2, "0");

/** Addresses on a bus are small. */
const ADDRESS_MAX = 127;
/** A keypad sends the digits typed before the key (hardware.md §3.1). */
const TYPED = "{data:1-3}";

const isLevel = (key: string) => /^[1-5]$/.test(key);

/** One pattern for all keys. */
function patternProposal(
  samples: readonly Sample[],
  windows: readonly Uint8Array[],
  { constant, checksum, data, counters }: Explained,
): Proposal | null {
  if (data === null) return null;
  const codes = new Map(samples.map(({ key }, i) => [key, windows[i]?.[data] ?? 0]));
  if (new Set(codes.values()).size < codes.size) return null;
  const pad = samples.every(({ key }) => isLevel(key));
  const brackets = checksum !== null && (checksum.from > 0 || checksum.to < checksum.at) ? checksum : null;
  const counts = (at: number) =>
    brackets !== null && at < brackets.from && constant[at] === brackets.to - brackets.from;
  const counting = constant.some((_, at) => counts(at));
  const addressAt = counting && brackets !== null ? brackets.from : -1;
  const address = constant[addressAt];
  const named = address != null && address >= 1 && address <= ADDRESS_MAX && addressAt !== data;
  const typed = !pad && counting && brackets !== null && data >= brackets.from && data < brackets.to;
  const tokens: string[] = [];
  for (let at = 0; at < constant.length; at++) {
    if (at === brackets?.from) tokens.push("[");
    if (at === brackets?.to) tokens.push("]");
    if (checksum !== null && at === checksum.at) {
      tokens.push(`{${checksum.sum}}`);
      if (checksum.sum.startsWith("crc")) at += 1;
    } else if (at === data) tokens.push(typed ? TYPED : "{data}");
    else if (counters.includes(at)) tokens.push("??");
    else if (counts(at)) tokens.push("{len}");
    else if (named && at === addressAt) tokens.push("{addr}");
    else tokens.push(hexOf(constant[at] ?? 0));
  }
  const settings = {
    ...(named ? { address } : {}),
    receive: tokens.join(" "),
    ...(pad
      ? { grades: Object.fromEntries([...codes].map(([key, code]) => [String(code), Number(key)])) }
      : { keys: Object.fromEntries([...codes].map(([key, code]) => [hexOf(code), key])) }),
  };
  const reader = readerOf("receive", settings.receive);
  if (reader === null) return null;
  const byCode = new Map([...codes].map(([key, code]) => [code, key]));
  const words = [`一个数据字节区分 ${codes.size} 个键 one data byte tells ${codes.size} keys apart`];
  if (named)
    words.push(`第 ${addressAt + 1} 字节可能是地址 byte ${addressAt + 1} is taken for the address: ${address}`);
  if (counters.length > 0) words.push("有一个每次都变的字节（计数）a byte that changes with every press is ignored");
  return {
    settings,
    readers: [reader],
    keyOf: ({ data: [code] }) => byCode.get(code ?? -1) ?? null,
    words,
    checked: checksum !== null,
    bytes: constant.length,
    doubled: isDoubled(constant),
  };
}

/** A frame of its own for each key. */
function literalProposal({ literal, constant }: Explained): Proposal | null {
  if (literal === null) return null;
  const patterns = new Map([...literal].map(([key, bytes]) => [key, [...bytes].map(hexOf).join(" ")]));
  return inputsProposal(patterns, { bytes: constant.length, doubled: isDoubled(constant) });
}

function reportsProposal(samples: readonly Sample[], quiet: readonly Uint8Array[]): Proposal | null {
  const learned = learnReports(samples, quiet);
  if (learned === null) return null;
  const { reportBytes, patterns } = learned;
  return inputsProposal(patterns, { bytes: reportBytes, doubled: false }, reportBytes);
}

function inputsProposal(
  patterns: ReadonlyMap<string, string>,
  shape: Pick<Proposal, "bytes" | "doubled">,
  reportBytes?: number,
): Proposal | null {
  const keys = [...patterns.keys()];
  const pad = keys.every(isLevel);
  const readers = [...patterns].map(([key, text]) => readerOf(key, text, reportBytes));
  if (readers.some((reader) => reader === null)) return null;
  const inputs = [...patterns].map(([key, pattern]) =>
    pad ? { pattern, level: Number(key) } : { pattern, action: key },
  );
  const words = [`每个键有自己的字节 each of the ${keys.length} keys has bytes of its own`];
  if (reportBytes !== undefined) {
    words.push(`每帧 ${reportBytes} 字节，松开时另发一帧 reports of ${reportBytes} bytes, and another at the release`);
  }
  return {
    settings: { ...(reportBytes === undefined ? {} : { reportBytes }), inputs },
    readers: readers.filter((reader) => reader !== null),
    keyOf: ({ from }) => from,
    words,
    checked: false,
    ...shape,
  };
}

function readerOf(place: string, text: string, reportBytes?: number): ProfileReader | null {
  const parsed = parsePattern(text);
  if (!parsed.ok || faultsOfPattern(parsed.pattern, "read", reportBytes).length > 0) return null;
  return { place, pattern: parsed.pattern };
}

/** Its parts look alike: a press and its release, or a frame and its repeats. */
function isDoubled(constant: readonly (number | null)[]): boolean {
  for (let part = 1; part * 2 <= constant.length; part++) {
    if (constant.length % part !== 0) continue;
    const known = constant.slice(0, part).flatMap((byte, at) => (byte === null ? [] : [at]));
    const alike = (from: number) => known.filter((at) => constant[at] === constant[at + from]).length;
    const starts = Array.from({ length: constant.length / part - 1 }, (_, i) => (i + 1) * part);
    if (known.length > 0 && starts.every((from) => alike(from) * 2 >= known.length)) return true;
  }
  return false;
}

/** Enough to tell two keys apart; a search for ever longer stretches of noise would hold up the whole hall. */
const COMMON_BYTES_MAX = 32;

/** The longest stretch that every sample holds and silence does not. */
function commonOf(samples: readonly Uint8Array[], quiet: readonly Uint8Array[]): string {
  const texts = samples.map((bytes) => `,${bytes.join(",")},`);
  const idle = quiet.map((bytes) => `,${bytes.join(",")},`);
  const [first = new Uint8Array(0)] = samples;
  for (let size = Math.min(first.length, COMMON_BYTES_MAX); size >= 1; size--) {
    for (let from = 0; from + size <= first.length; from++) {
      const text = `,${first.subarray(from, from + size).join(",")},`;
      if (texts.every((each) => each.includes(text)) && !idle.some((each) => each.includes(text))) return text;
    }
  }
  return "";
}

/** Two bytes and their separators. */
const COMMON_BYTES_MIN = 2;

function whyNot(captures: readonly Capture[], quiet: readonly Uint8Array[]): string {
  const common = captures.map(({ key, samples }) => ({ key, samples, text: commonOf(samples, quiet) }));
  for (const { key, text } of common) {
    if (text.split(",").length - 2 < COMMON_BYTES_MIN) {
      return `键 ${key} 每次发出不同的字节 key ${key} gives different frames each time`;
    }
  }
  for (const [i, one] of common.entries()) {
    for (const other of common.slice(i + 1)) {
      const inOther = other.samples.every((bytes) => `,${bytes.join(",")},`.includes(one.text));
      const inOne = one.samples.every((bytes) => `,${bytes.join(",")},`.includes(other.text));
      if (inOther && inOne)
        return `键 ${one.key} 与键 ${other.key} 相同 keys ${one.key} and ${other.key} look the same`;
    }
  }
  return "找不到能区分各键的样式，请重按一遍 no pattern tells the keys apart: please press them all again";
}
