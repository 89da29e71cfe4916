// XunPeng 讯鹏 number board: one board per line, 16-bit value, three colours (hardware.md §2.5). 9600 8N1.
import assert from "node:assert/strict";
import { type Static, Type } from "typebox";
import type { Codec, Decoded, Exchange, LedModel, ReplyJudge, StripShow, Timing } from "../kernel/model.ts";
import { type BoardColour, StateColours } from "./state-colours.ts";
import { BOARD_DIGITS_MAX, boardValue, lostOnDigits } from "./ticket-digits.ts";

const START = 0x3a;
/** The document prints 2A in its example of an answer and 3A in its words: both are answers. */
const START_PRINTED = 0x2a;
const END = 0x0a;
/** `3A | colour | valLo | valHi | info | sum8 (all before) | 0A`. */
const FRAME_BYTES = 7;
const COLOURS: readonly BoardColour[] = ["green", "yellow", "red"];

/** The meaning of `info` is not documented; 01 in the document's example. */
const INFO = 0x01;

/** What is to be shown, and the same words as the board's answer. */
export interface XunpengFrame {
  readonly colour: BoardColour;
  readonly value: number;
  readonly info: number;
}

/** An answer also tells which of the two start bytes it had. */
export interface XunpengReply extends XunpengFrame {
  readonly start: number;
}

const sum8 = (bytes: Iterable<number>) => [...bytes].reduce((sum, byte) => (sum + byte) & 0xff, 0);

function encode({ colour, value, info }: XunpengFrame): Uint8Array {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, "a value has 16 bits");
  assert(Number.isInteger(info) && info >= 0 && info <= 0xff, "info is a byte");
  const counted = [START, COLOURS.indexOf(colour), value & 0xff, value >> 8, info];
  return Uint8Array.of(...counted, sum8(counted), END);
}

/** Reads the answer at the start of the buffer. Never throws. */
function decode(buffer: Uint8Array): Decoded<XunpengReply> {
  const [start, code, low = 0, high = 0, info = 0, sum, end] = buffer;
  if (start === undefined) return { kind: "need-more" };
  if (start !== START && start !== START_PRINTED) return { kind: "garbage", skip: 1, why: "no 3A or 2A" };
  if (code === undefined) return { kind: "need-more" };
  const colour = COLOURS[code];
  if (colour === undefined) return { kind: "garbage", skip: 1, why: "no such colour" };
  if (buffer.length < FRAME_BYTES) return { kind: "need-more" };
  // One byte, not seven: a good frame may start inside a broken one.
  if (end !== END || sum !== sum8(buffer.subarray(0, FRAME_BYTES - 2))) {
    return { kind: "garbage", skip: 1, why: "bad sum or end" };
  }
  return { kind: "message", message: { start, colour, value: low | (high << 8), info }, used: FRAME_BYTES };
}

/** The same frame both ways; an answer may start with 2A. */
export const xunpengCodec: Codec<XunpengReply, XunpengFrame> = {
  name: "xunpeng",
  frameBytesMax: FRAME_BYTES,
  encode,
  decode,
};

const SettingsSchema = Type.Object(
  {
    digits: Type.Integer({ minimum: 1, maximum: BOARD_DIGITS_MAX, default: 3, description: "位数 digits" }),
    /** What an idle window shows; the board cannot be blank. */
    idle: Type.Union([Type.Literal("zero"), Type.Literal("keep")], { default: "zero" }),
    colours: StateColours,
    info: Type.Integer({ minimum: 0, maximum: 255, default: INFO }),
    /** Whether the board answers. */
    reply: Type.Boolean({ default: true }),
    replyMs: Type.Integer({ minimum: 20, maximum: 5000, default: 200 }),
    /** How often a call is sent to a board that does not answer. */
    callSends: Type.Integer({ minimum: 1, maximum: 3, default: 2 }),
  },
  { additionalProperties: false },
);
/** Settings of one board. */
export type XunpengSettings = Static<typeof SettingsSchema>;

/** Boards need some time to turn round (§9). Showing twice is harmless, so is asking again. */
const TIMING: Timing = { replyMs: 200, lateMsMax: 200, attemptsMax: 3, gapMs: 20, probeEveryMs: null };

/** The answer repeats value and colour: any other is the late answer to something older. */
const judge =
  (sent: XunpengFrame): ReplyJudge<XunpengReply> =>
  ({ value, colour }) =>
    value === sent.value && colour === sent.colour ? { ok: true, detail: "已确认 acknowledged" } : null;

function show(value: number, state: StripShow["state"], settings: XunpengSettings) {
  const message: XunpengFrame = { colour: settings.colours[state], value, info: settings.info };
  const exchange: Exchange<XunpengReply, XunpengFrame> = { message, reply: settings.reply ? judge(message) : null };
  return exchange;
}

function plan(desired: StripShow, settings: XunpengSettings): Exchange<XunpengReply, XunpengFrame>[] {
  const value = boardValue(desired, settings.digits);
  if (value === null && settings.idle === "keep") return [];
  const exchange = show(value ?? 0, desired.state, settings);
  const sends = desired.state === "calling" && !settings.reply ? settings.callSends : 1;
  return new Array<typeof exchange>(sends).fill(exchange);
}

/** `led/xunpeng-number`. */
export const xunpengNumber: LedModel<XunpengSettings, XunpengReply, XunpengFrame> = {
  kind: "led",
  id: "led/xunpeng-number",
  title: "讯鹏数码屏（3A…0A） / XunPeng number board (3A…0A)",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  timing: TIMING,
  codec: xunpengCodec,
  wireFor: ({ replyMs }) => ({ codec: xunpengCodec, timing: { ...TIMING, replyMs, lateMsMax: replyMs } }),
  // No address: whoever answers on this line is this board.
  owns: () => true,
  probe: () => null,
  onOpen: () => [],
  cells: ({ digits }) => digits / 2,
  plan,
  brightness: () => [],
  setClock: () => [],
  clear: (settings) => [show(0, "idle", settings)],
  missingGlyphs: lostOnDigits,
};
