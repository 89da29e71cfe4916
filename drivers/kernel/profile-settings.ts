// What keypad and pad profiles share: settings, their faults in words, and the wire that is made of them.
import { type Static, type TSchema, Type } from "typebox";
import { type BytePattern, faultsOfPattern, type ParsedPattern, parsePattern } from "./byte-pattern.ts";
import type { Codec, Timing } from "./model.ts";
import { contains, overlap } from "./pattern-overlap.ts";
import { type ProfileMessage, type ProfileOrder, profileCodec } from "./profile-codec.ts";

const strict = { additionalProperties: false } as const;

/** The text of a pattern. */
export const PatternText = Type.String({ minLength: 1, maxLength: 1_024 });
/** HID reports are at most 64 bytes and a report id; serial frames get room beyond that. */
const REPORT_BYTES_MAX = 256;
/** Silence between our frames: devices without a master talk in it (hardware.md §9). */
const GAP_MS = 80;
const REPLY_MS = 500;
const ATTEMPTS_MAX = 3;
const PROBE_EVERY_SECONDS = 10;
export const INPUTS_MAX = 64;

const TimingSchema = Type.Object(
  {
    gapMs: Type.Integer({ minimum: 0, maximum: 1_000, default: GAP_MS }),
    replyMs: Type.Integer({ minimum: 10, maximum: 3_000, default: REPLY_MS }),
    attemptsMax: Type.Integer({ minimum: 1, maximum: 5, default: ATTEMPTS_MAX }),
    probeEverySeconds: Type.Integer({ minimum: 1, maximum: 3_600, default: PROBE_EVERY_SECONDS }),
  },
  { ...strict, default: {} },
);

/** Settings of every profile, whatever the device. */
export const profileProperties = {
  address: Type.Integer({ minimum: 0, maximum: 255, default: 1 }),
  reportBytes: Type.Optional(Type.Integer({ minimum: 1, maximum: REPORT_BYTES_MAX })),
  receive: Type.Optional(PatternText),
  ack: Type.String({ minLength: 1, maxLength: 1_024, default: "none" }),
  probe: Type.Optional(Type.Object({ send: PatternText, reply: PatternText }, strict)),
  timing: TimingSchema,
} as const;

/** Literal presses: a pattern and what it means. */
export const inputsOf = <T extends Record<string, TSchema>>(meaning: T) =>
  Type.Array(Type.Object({ pattern: PatternText, ...meaning }, strict), { minItems: 1, maxItems: INPUTS_MAX });

/** What the shared parts need to know of a profile; everything may be missing as in the configuration. */
export interface ProfileSettings {
  readonly address?: number;
  readonly reportBytes?: number;
  readonly receive?: string;
  readonly inputs?: readonly { readonly pattern: string }[];
  /** `echo`, `none` or a pattern. */
  readonly ack?: string;
  readonly probe?: { readonly send: string; readonly reply: string };
  readonly timing?: Partial<Static<typeof TimingSchema>>;
}

export const addressOf = ({ address }: ProfileSettings): number => address ?? 1;
export const ackOf = ({ ack }: ProfileSettings): string => ack ?? "none";
export const inputPlace = (i: number): string => `inputs/${i}/pattern`;

/** Everything a profile can send, by its place in the settings. */
export type Written = Readonly<Record<string, string | undefined>>;

/** The wire of one profile. */
export interface ProfileWire {
  readonly codec: Codec<ProfileMessage, ProfileOrder>;
  readonly timing: Timing;
  /** Everything that is sent, by its place. */
  readonly written: ReadonlyMap<string, BytePattern>;
}

function readPlaces({ receive, inputs = [], probe }: ProfileSettings): [string, string][] {
  const places: [string, string][] = inputs.map(({ pattern }, i) => [inputPlace(i), pattern]);
  if (receive !== undefined) places.unshift(["receive", receive]);
  if (probe !== undefined) places.push(["probe/reply", probe.reply]);
  return places;
}

function writtenPlaces(settings: ProfileSettings, own: Written): [string, string][] {
  const { probe } = settings;
  const ack = ackOf(settings);
  const all: [string, string | undefined][] = [...Object.entries(own), ["probe/send", probe?.send]];
  if (ack !== "echo" && ack !== "none") all.push(["ack", ack]);
  return all.filter((each): each is [string, string] => each[1] !== undefined);
}

/** Makes the wire; throws in words when `check` has found faults and the settings are used all the same. */
export function makeWire(settings: ProfileSettings, own: Written): ProfileWire {
  const understood = (place: string, text: string): BytePattern => {
    const parsed = parsePattern(text);
    if (!parsed.ok) throw new Error(`${place}: ${parsed.why}`);
    return parsed.pattern;
  };
  const readers = readPlaces(settings).map(([place, text]) => ({ place, pattern: understood(place, text) }));
  const written = writtenPlaces(settings, own).map(([place, text]) => [place, understood(place, text)] as const);
  const { gapMs = GAP_MS, replyMs = REPLY_MS, attemptsMax = ATTEMPTS_MAX, probeEverySeconds } = settings.timing ?? {};
  const probeEveryMs = settings.probe === undefined ? null : (probeEverySeconds ?? PROBE_EVERY_SECONDS) * 1_000;
  const { reportBytes } = settings;
  return {
    codec: profileCodec({ readers, address: addressOf(settings), reportBytes }),
    timing: { replyMs, lateMsMax: replyMs, attemptsMax, gapMs, probeEveryMs },
    written: new Map(written),
  };
}

/** Every fault of the patterns with its place. `own`: what the device is sent; `shows`: where numbers may stand. */
export function patternFaults(settings: ProfileSettings, own: Written, shows: readonly string[]): string[] {
  const faults: string[] = [];
  const read = new Map<string, BytePattern>();
  const take = (place: string, parsed: ParsedPattern): BytePattern | null => {
    if (!parsed.ok) faults.push(`${place}: ${parsed.why}`);
    return parsed.ok ? parsed.pattern : null;
  };
  for (const [place, text] of readPlaces(settings)) {
    const pattern = take(place, parsePattern(text));
    if (pattern === null) continue;
    const found = faultsOfPattern(pattern, "read", settings.reportBytes);
    faults.push(...found.map((why) => `${place}: ${why}`));
    if (found.length === 0) read.set(place, pattern);
  }
  for (const [place, text] of writtenPlaces(settings, own)) {
    const pattern = take(place, parsePattern(text));
    if (pattern !== null) faults.push(...writeFaults(place, pattern, read, shows));
  }
  if (settings.receive === undefined && (settings.inputs ?? []).length === 0) {
    faults.push("receive, inputs: 没有任何输入样式 there is no pattern for what the device sends");
  }
  return [...faults, ...ambiguities(read, addressOf(settings), settings.reportBytes === undefined)];
}

function writeFaults(
  place: string,
  pattern: BytePattern,
  read: ReadonlyMap<string, BytePattern>,
  shows: readonly string[],
): string[] {
  const faults: string[] = [];
  const numbers = pattern.tokens.some(({ kind }) => kind === "digits" || kind === "digits-bin");
  if (numbers && !shows.includes(place)) {
    faults.push(`${place}: {ticket} 和 {waiting} 只用于显示 belong to what is shown`);
  }
  const { min, max } = pattern.data;
  if (place !== "ack") {
    if (max > 0) faults.push(`${place}: {data} 只能用于读和应答 is only for what is read and for ack`);
    return faults;
  }
  for (const [from, { data }] of read) {
    if (from === "probe/reply" || max === 0 || (data.min >= min && data.max <= max)) continue;
    faults.push(`ack: {data} 与 ${from} 的数据字节数不符 does not fit the data bytes of ${from}`);
  }
  return faults;
}

/** In a stream a frame may stand inside another; reports come one by one. */
function ambiguities(read: ReadonlyMap<string, BytePattern>, address: number, stream: boolean): string[] {
  const faults: string[] = [];
  const all = [...read];
  for (const [i, [place, pattern]] of all.entries()) {
    for (const [j, [other, against]] of all.entries()) {
      if (j > i && overlap(pattern, against, address)) {
        faults.push(`${place}, ${other}: 同样的字节两者都匹配 both match the same bytes`);
      } else if (stream && i !== j && !overlap(pattern, against, address) && contains(pattern, against, address)) {
        faults.push(`${place}: 其中含有 ${other} 的样式 holds the pattern of ${other}`);
      }
    }
  }
  return faults;
}
