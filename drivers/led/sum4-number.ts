// Number board of four bytes: address, value, sum; it never answers (hardware.md §2.6). 9600 8N1.
import assert from "node:assert/strict";
import { type Static, Type } from "typebox";
import type { Codec, Exchange, LedModel, StripShow } from "../kernel/model.ts";
import { BOARD_DIGITS_MAX, boardValue, lostOnDigits } from "./ticket-digits.ts";

/** Long enough for a receiver that waits for several characters' silence, 1 ms each at 9600 baud. */
const FRAME_GAP_MS = 50;

/** Board `board` is to show this value. */
export interface Sum4Frame {
  readonly board: number;
  readonly value: number;
}

function encode({ board, value }: Sum4Frame): Uint8Array {
  assert(Number.isInteger(board) && board >= 0 && board <= 0xff, "an address is a byte");
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, "a value has 16 bits");
  const [high, low] = [value >> 8, value & 0xff];
  return Uint8Array.of(board, high, low, (board + high + low) & 0xff);
}

/** Boards are silent: no message of this type is ever read. */
type Silence = null;

/** `id hi lo sum8` out; nothing ever comes back. */
export const sum4Codec: Codec<Silence, Sum4Frame> = {
  name: "sum4",
  frameBytesMax: 4,
  encode,
  decode: (buffer) =>
    buffer.length === 0 ? { kind: "need-more" } : { kind: "garbage", skip: buffer.length, why: "boards are silent" },
};

const SettingsSchema = Type.Object(
  {
    address: Type.Integer({ minimum: 0, maximum: 255, default: 1, description: "屏号 number of the board" }),
    digits: Type.Integer({ minimum: 1, maximum: BOARD_DIGITS_MAX, default: 3, description: "位数 digits" }),
    /** What an idle window shows; the board cannot be blank. */
    idle: Type.Union([Type.Literal("zero"), Type.Literal("keep")], { default: "zero" }),
    /** How often a call is sent, as nobody says whether it came through. */
    callSends: Type.Integer({ minimum: 1, maximum: 3, default: 2 }),
  },
  { additionalProperties: false },
);
/** Settings of one board. */
export type Sum4Settings = Static<typeof SettingsSchema>;

const show = (value: number, { address }: Sum4Settings): Exchange<Silence, Sum4Frame> => ({
  message: { board: address, value },
  reply: null,
});

function plan(desired: StripShow, settings: Sum4Settings): Exchange<Silence, Sum4Frame>[] {
  const value = boardValue(desired, settings.digits);
  if (value === null && settings.idle === "keep") return [];
  const exchange = show(value ?? 0, settings);
  return new Array<typeof exchange>(desired.state === "calling" ? settings.callSends : 1).fill(exchange);
}

/** `led/sum4-number`. */
export const sum4Number: LedModel<Sum4Settings, Silence, Sum4Frame> = {
  kind: "led",
  id: "led/sum4-number",
  title: "四字节数码屏 / four-byte number board",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  // No start byte: only the silence before a frame tells the boards where it begins (§9), so it is a long one.
  timing: { replyMs: 0, lateMsMax: 0, attemptsMax: 1, gapMs: FRAME_GAP_MS, quietMs: FRAME_GAP_MS, probeEveryMs: null },
  codec: sum4Codec,
  owns: () => false,
  probe: () => null,
  onOpen: () => [],
  cells: ({ digits }) => digits / 2,
  plan,
  brightness: () => [],
  setClock: () => [],
  clear: (settings) => [show(0, settings)],
  missingGlyphs: lostOnDigits,
};
