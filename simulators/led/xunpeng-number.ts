// Simulated XunPeng number board: colour and value in a 3A … 0A frame (hardware.md §2.5).
import { Ear, type FrameAt } from "../frame-search.ts";
import { SimCore, type SimDevice, type SimOptions, sum8 } from "../lib.ts";
import { answer, type DeviceParts, plainDevice } from "../plain-device.ts";

const START = 0x3a;
const END = 0x0a;
const FRAME_BYTES = 7;
/** §2.5: the published frames carry 01. */
export const XUNPENG_INFO = 0x01;
/** §2.5: the page says 3A and prints 2A. */
const REPLY_STARTS = { "2a": 0x2a, "3a": 0x3a } as const;

/** §2.5: colour 0 green, 1 yellow, 2 red. */
export const XUNPENG_COLOURS = ["green", "yellow", "red"] as const;
export type XunpengColour = (typeof XUNPENG_COLOURS)[number];

export interface XunpengOrder {
  readonly colour: XunpengColour;
  readonly value: number;
  readonly info: number;
  readonly bytes: Uint8Array;
}

export interface XunpengReply {
  readonly colour: XunpengColour;
  readonly value: number;
  readonly info?: number | undefined;
  readonly start?: keyof typeof REPLY_STARTS | undefined;
}

/** 3A | colour | valLo | valHi | info | sum8 of all before | 0A */
export const xunpengAt: FrameAt<XunpengOrder> = (bytes, at) => {
  const [start, code, low = 0, high = 0, info = 0, sum, end] = bytes.subarray(at, at + FRAME_BYTES);
  if (start !== START) return null;
  if (code === undefined) return "more";
  const colour = XUNPENG_COLOURS[code];
  if (colour === undefined) return null;
  if (end === undefined) return "more";
  if (sum !== sum8(bytes.subarray(at, at + 5)) || end !== END) return null;
  const frame = bytes.slice(at, at + FRAME_BYTES);
  return { message: { colour, value: high * 256 + low, info, bytes: frame }, used: FRAME_BYTES };
};

/** The answer repeats what is shown. */
export function buildXunpengReply({ colour, value, info = XUNPENG_INFO, start = "3a" }: XunpengReply): Uint8Array {
  const body = [REPLY_STARTS[start], XUNPENG_COLOURS.indexOf(colour), value & 0xff, (value >> 8) & 0xff, info];
  return Uint8Array.of(...body, sum8(body), END);
}

export interface XunpengNumberSettings {
  readonly replyStart?: keyof typeof REPLY_STARTS | undefined;
}

/** One board: a number in one colour, answered with the same number. */
class XunpengNumber implements DeviceParts {
  readonly id: string;
  readonly model = "led/xunpeng-number";
  readonly core: SimCore;
  readonly #replyStart: keyof typeof REPLY_STARTS;
  readonly #ear: Ear<XunpengOrder>;
  #shown: XunpengOrder | null = null;

  constructor({ replyStart = "2a" }: XunpengNumberSettings, options: SimOptions) {
    this.id = options.id ?? "number-1";
    this.core = new SimCore(options, ["late-ack", "corrupt-ack", "other-start"]);
    this.#replyStart = replyStart;
    this.#ear = new Ear<XunpengOrder>(this.core, xunpengAt, (order) => this.#show(order));
  }

  display(): string {
    return this.#shown === null ? "" : String(this.#shown.value);
  }

  view(): Record<string, unknown> {
    const { colour = "green", value = null, info = null } = this.#shown ?? {};
    return { colour, value, info, replyStart: this.#replyStart };
  }

  hear(bytes: Uint8Array): void {
    this.#ear.push(bytes);
  }

  hostGone(): void {
    this.#ear.clear();
  }

  powerOff(): void {
    this.#ear.clear();
    this.#shown = null;
  }

  #show(order: XunpengOrder): void {
    this.core.log.add("in", order.bytes);
    this.#shown = order;
    const { fault } = this.core;
    const other = this.#replyStart === "2a" ? "3a" : "2a";
    const reply = buildXunpengReply({ ...order, start: fault === "other-start" ? other : this.#replyStart });
    if (fault === "corrupt-ack") reply[5] = ((reply[5] ?? 0) + 1) & 0xff;
    answer(this.core, reply);
    this.core.changed();
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: XunpengNumberSettings, options: SimOptions): SimDevice =>
  plainDevice(new XunpengNumber(settings, options));
