// The tongue of FD voice modules: frames with and without a checksum, orders, one-byte answers (hardware.md §5).
import assert from "node:assert/strict";
import type { Codec, Decoded, Exchange, ReplyJudge, Spoken, Timing } from "../kernel/model.ts";
import { encodeSpeech, plainSpeech, type SpeechEncoding, splitSpeech } from "./speech-text.ts";

const START = 0xfd;
/** §5.1: the encoding is the low three bits of the parameter; 5 is VTX316's (§5.2). */
const ENCODINGS: Readonly<Record<SpeechEncoding, number>> = { gb2312: 0, gbk: 1, big5: 2, unicode: 3, utf8: 5 };
const MUSIC_SHIFT = 3;
const MUSIC_MAX = 15;
const SPEAK = 0x01;
const BAUD = 0x31;
const PLAIN = { stop: 0x02, pause: 0x03, resume: 0x04, status: 0x21, powerDown: 0x88 } as const;
const BAUDS: Readonly<Record<number, number>> = { 9600: 0, 19200: 1, 38400: 2 };
/** §5.1: text bytes of one frame, tags included; the whole frame is then 206 bytes. */
export const TEXT_BYTES_MAX = 200;

/** What a module is told. */
export type FdCommand =
  | {
      readonly cmd: "speak";
      readonly encoding: SpeechEncoding;
      /** Background music; 0 = none. */
      readonly music?: number;
      /** May hold tags: callers pass foreign text through `speakFrames`. */
      readonly text: string;
    }
  | { readonly cmd: "baud"; readonly baud: number }
  | { readonly cmd: keyof typeof PLAIN };

const ANSWERS = { 74: "initialised", 65: "accepted", 69: "rejected", 78: "speaking", 79: "idle" } as const;
/** §5.1: 4A, 41, 45, 4E, 4F. */
export type FdAnswer = (typeof ANSWERS)[keyof typeof ANSWERS];

const answerOf = (byte: number | undefined): FdAnswer | undefined => ANSWERS[byte as keyof typeof ANSWERS];

/** How one make writes the frame. */
export interface FdDialect {
  readonly name: string;
  /** §5.1: the XOR of all bytes before; §5.2: none. */
  readonly checksum: boolean;
  readonly textBytesMax: number;
}

function bodyOf(command: FdCommand, { textBytesMax }: FdDialect): number[] {
  if (command.cmd === "speak") {
    const { encoding, music = 0 } = command;
    assert(Number.isInteger(music) && music >= 0 && music <= MUSIC_MAX, `music ${music}`);
    const text = encodeSpeech(command.text, encoding);
    assert(text.length > 0 && text.length <= textBytesMax, `${text.length} bytes of text`);
    return [SPEAK, (music << MUSIC_SHIFT) | ENCODINGS[encoding], ...text];
  }
  if (command.cmd !== "baud") return [PLAIN[command.cmd]];
  const code = BAUDS[command.baud];
  assert(code !== undefined, `no code for ${command.baud} baud`);
  return [BAUD, code];
}

function encode(command: FdCommand, dialect: FdDialect): Uint8Array {
  const body = bodyOf(command, dialect);
  const length = body.length + (dialect.checksum ? 1 : 0);
  const frame = [START, length >> 8, length & 0xff, ...body];
  if (dialect.checksum) frame.push(frame.reduce((xor, byte) => xor ^ byte, 0));
  return Uint8Array.from(frame);
}

/** Every answer is one byte; the two of `41 4F` are two messages, so that it does not matter how they arrive. */
function decode(buffer: Uint8Array): Decoded<FdAnswer> {
  if (buffer.length === 0) return { kind: "need-more" };
  const answer = answerOf(buffer[0]);
  if (answer !== undefined) return { kind: "message", message: answer, used: 1 };
  const next = buffer.findIndex((byte) => answerOf(byte) !== undefined);
  return { kind: "garbage", skip: next < 0 ? buffer.length : next, why: "no answer of a voice module" };
}

/** Orders out, answers in. */
export function fdCodec(dialect: FdDialect): Codec<FdAnswer, FdCommand> {
  return { name: dialect.name, frameBytesMax: 1, encode: (command) => encode(command, dialect), decode };
}

/**
 * A full frame takes 215 ms at 9600 baud (§9), also where a serial server hides the baud rate from us. One attempt: a
 * second speak frame would cut off the first if only its answer was lost, so the runner asks before it says anything
 * again. The gap is more than the 8 ms of §5.1, which also covers the 1 ms after 4F.
 */
export const FD_TIMING: Timing = { replyMs: 600, lateMsMax: 600, attemptsMax: 1, gapMs: 10, probeEveryMs: 3_000 };

const refused = { ok: false, detail: "模块拒绝 refused by the module (45)" };

/** 41 or 45; what it says of speaking belongs to nobody's order. */
const taken: ReplyJudge<FdAnswer> = (answer) => {
  if (answer === "accepted") return { ok: true, detail: "已接收 accepted" };
  return answer === "rejected" ? refused : null;
};

/** 4E or 4F, with or without 41 before it (§5.1, conflict): the 41 alone says nothing. */
const told: ReplyJudge<FdAnswer> = (answer) => {
  if (answer === "speaking") return { ok: true, detail: "正在播音 speaking" };
  if (answer === "idle") return { ok: true, detail: "空闲 idle" };
  return answer === "rejected" ? refused : null;
};

/** Only a living module answers. */
export const fdStatus = (): Exchange<FdAnswer, FdCommand> => ({ message: { cmd: "status" }, reply: told });
/** Ends what is being said. */
export const fdStop = (): Exchange<FdAnswer, FdCommand> => ({ message: { cmd: "stop" }, reply: taken });

/** How the frames of a text are to be made. */
export interface Speech {
  readonly encoding: SpeechEncoding;
  readonly music?: number;
  /** Tags at the start of each frame: after a loss of power the next frame sets everything again. */
  readonly tags: string;
  /** Name of a prompt tone before the first words; empty = none. */
  readonly chime: string;
  /** Words that are the name of a prompt tone may sound as one. */
  readonly tones: boolean;
  /** Slowness of the speed set, 1 = the protocol's default. */
  readonly slowness: number;
}

/** Ordinary speech takes about 250 ms a syllable; a third more, so that only a module that forgot its 4F runs late. */
const CHARACTER_MS = 350;
/** Read as a value, a digit brings its unit with it: 25 has two digits and three syllables. */
const DIGIT_MS = 700;
/** The module's own start and the pauses at punctuation. */
const START_MS = 2_000;
/** The longest prompt tones are short tunes. */
const CHIME_MS = 4_000;

function longestMs(text: string, slowness: number): number {
  let ms = 0;
  for (const char of text) ms += /\p{Nd}/u.test(char) ? DIGIT_MS : CHARACTER_MS;
  return Math.ceil(ms * slowness) + START_MS;
}

/** "sounda", "sound101": with a blank inside it is a word like any other. */
const withoutToneNames = (text: string) => text.replace(/(sound)(?=[a-z](?![a-z])|\d)/gi, "$1 ");

/** The text in frames a module can take, cut at punctuation. Nothing in it can act as a tag or a tone. */
export function speakFrames(text: string, speech: Speech): Spoken<FdAnswer, FdCommand>[] {
  const { encoding, tags, chime, slowness } = speech;
  const start = tags + (chime === "" ? "" : `${chime} `);
  const plain = plainSpeech(text, encoding);
  const room = TEXT_BYTES_MAX - encodeSpeech(start, encoding).length;
  const pieces = splitSpeech(speech.tones ? withoutToneNames(plain) : plain, encoding, room);
  return pieces.map((piece, i) => {
    const spoken = (i === 0 ? start : tags) + piece;
    const music = speech.music === undefined ? {} : { music: speech.music };
    const message: FdCommand = { cmd: "speak", encoding, ...music, text: spoken };
    const msMax = longestMs(piece, slowness) + (i === 0 && chime !== "" ? CHIME_MS : 0);
    return { exchange: { message, reply: taken }, msMax };
  });
}
