// Number board on Modbus RTU: which register shows the number, and how, is configuration (hardware.md §2.4, §9).
import { type Static, Type } from "typebox";
import type { Exchange, LedModel, ReplyJudge, StripShow, Timing } from "../kernel/model.ts";
import { exceptionWords, type ModbusReply, type ModbusRequest, modbusCodec, UNIT_MAX } from "./lang-modbus.ts";
import { lostOnDigits } from "./ticket-digits.ts";

const strict = { additionalProperties: false } as const;
const Word = Type.Integer({ minimum: 0, maximum: 0xffff });
const Register = (fallback?: number) =>
  Type.Integer({ minimum: 0, maximum: 0xffff, ...(fallback === undefined ? {} : { default: fallback }) });
const order = { default: "highFirst" } as const;
const Order = Type.Union([Type.Literal("highFirst"), Type.Literal("lowFirst")], order);
const PROBE_REGISTERS_MAX = 16;

const SettingsSchema = Type.Object(
  {
    /** Unit number. */
    address: Type.Integer({ minimum: 1, maximum: UNIT_MAX, default: 1 }),
    /** 6 writes one register per frame, 16 all of a number in one. */
    function: Type.Union([Type.Literal(6), Type.Literal(16)], { default: 6 }),
    /** First register of the number, as on the wire: "40002" in a manual is 1. */
    register: Register(1),
    digits: Type.Integer({ minimum: 1, maximum: 8, default: 3 }),
    format: Type.Union(
      [Type.Literal("binary"), Type.Literal("bcd"), Type.Literal("ascii"), Type.Literal("digitPerRegister")],
      { default: "binary" },
    ),
    /** Registers of a binary or BCD number; without it as many as the digits need. */
    words: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)])),
    /** Which end of the number is in the first register. */
    wordOrder: Order,
    /** Which half of a register is the first character or the high byte. */
    byteOrder: Order,
    /** What stands before a short number, where the board does not decide that itself. */
    leading: Type.Union([Type.Literal("zero"), Type.Literal("blank")], { default: "zero" }),
    /** Digit code of a dark place, in BCD and digitPerRegister. */
    blankDigit: Type.Integer({ minimum: 0, maximum: 0xffff, default: 0x0f }),
    /** Written to every register of the number when there is none; without it dark digits, or 0 in binary. */
    blankValue: Type.Optional(Word),
    /** Digits for the letters of tickets, so that A001 and B001 look different: `{ A: "1", B: "2" }`. */
    prefixDigits: Type.Record(Type.String(), Type.String({ pattern: "^[0-9]{1,2}$" }), { default: {} }),
    /** Whether letters without digits of their own are sent, which takes ASCII. */
    letters: Type.Union([Type.Literal("drop"), Type.Literal("keep")], { default: "drop" }),
    /** Where the board keeps the place of its decimal point, and what is written there at the start. */
    decimalRegister: Type.Optional(Register()),
    decimals: Type.Integer({ minimum: 0, maximum: 0xffff, default: 0 }),
    colorRegister: Type.Optional(Register()),
    /** Values of the colour register; a state that is left out keeps the colour. */
    colors: Type.Object(
      {
        closed: Type.Optional(Word),
        idle: Type.Optional(Word),
        calling: Type.Optional(Word),
        serving: Type.Optional(Word),
        paused: Type.Optional(Word),
      },
      { ...strict, default: {} },
    ),
    /** A read that the board answers; without it only writing tells whether the board is there. */
    probe: Type.Optional(
      Type.Object(
        {
          function: Type.Union([Type.Literal(3), Type.Literal(4)], { default: 3 }),
          register: Register(0),
          count: Type.Integer({ minimum: 1, maximum: PROBE_REGISTERS_MAX, default: 1 }),
        },
        strict,
      ),
    ),
    /** Silence before and after each frame: t3.5 at 9600 is 4 ms, but real boards need 5 to 50 (§9). */
    gapMs: Type.Integer({ minimum: 2, maximum: 500, default: 20 }),
    replyMs: Type.Integer({ minimum: 20, maximum: 2000, default: 200 }),
  },
  strict,
);
/** Settings of one number board. */
export type ModbusNumberSettings = Static<typeof SettingsSchema>;
type Ask = Exchange<ModbusReply, ModbusRequest>;

/** Digits beyond which a binary number needs a second register, and places of a BCD register. */
const WORD_DIGITS = 4;

function registersOf({ format, digits, words }: ModbusNumberSettings): number {
  if (format === "digitPerRegister") return digits;
  if (format === "ascii") return Math.ceil(digits / 2);
  return words ?? Math.ceil(digits / WORD_DIGITS);
}

/** A reply with these echoed fields is the answer; one that differs belongs to an earlier request. */
function judge({ unit, fn }: ModbusRequest, answers: (reply: ModbusReply) => boolean): ReplyJudge<ModbusReply> {
  return (reply) => {
    if (reply.unit !== unit || reply.fn !== fn) return null;
    if (reply.type === "exception") return { ok: false, detail: exceptionWords(reply.code) };
    return answers(reply) ? { ok: true, detail: "已写入 written" } : null;
  };
}

function write(register: number, values: readonly number[], settings: ModbusNumberSettings): Ask[] {
  const { address: unit, function: fn } = settings;
  if (fn === 16) {
    const message = { unit, fn, address: register, registers: values } as const;
    const echo = (reply: ModbusReply) =>
      "count" in reply && reply.address === register && reply.count === values.length;
    return [{ message, reply: judge(message, echo) }];
  }
  return values.map((value, i) => {
    const message = { unit, fn, address: register + i, value } as const;
    const echo = (reply: ModbusReply) => "value" in reply && reply.address === message.address && reply.value === value;
    return { message, reply: judge(message, echo) };
  });
}

function probe({ address: unit, probe }: ModbusNumberSettings): Ask | null {
  if (probe === undefined) return null;
  const { function: fn, register, count } = probe;
  const message = { unit, fn, address: register, count } as const;
  const read = judge(message, (reply) => "registers" in reply && reply.registers.length === count);
  // A board that refuses the register is there all the same.
  return { message, reply: (reply) => (read(reply) === null ? null : { ok: true, detail: "已应答 answered" }) };
}

/** What a board can show of a ticket's number; null: nothing, or more than it has places for. */
function shownDigits(number: string, settings: ModbusNumberSettings): string | null {
  const { digits, format, letters, prefixDigits } = settings;
  let shown = "";
  for (const char of number.toUpperCase()) {
    if (char >= "0" && char <= "9") shown += char;
    else if (/^[A-Z]$/.test(char))
      shown += prefixDigits[char] ?? (format === "ascii" && letters === "keep" ? char : "");
  }
  if (shown === "") return null;
  // Zeros that do not fit say nothing; any other digit does, and half a number is another number.
  const fitting = shown.replace(new RegExp(`^0{0,${Math.max(0, shown.length - digits)}}`), "");
  return fitting.length <= digits ? fitting : null;
}

/** The value cut into registers, the high one first. */
function words(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(value / 0x10000 ** (count - 1 - i)) % 0x10000);
}

/** The number as registers in their plain order; null: dark. */
function plainValues(shown: string | null, settings: ModbusNumberSettings): number[] {
  const { format, digits, leading, blankDigit, blankValue } = settings;
  const count = registersOf(settings);
  if (shown === null && blankValue !== undefined) return new Array<number>(count).fill(blankValue);
  if (format === "binary") return words(Number(shown ?? 0), count);
  if (format === "ascii") {
    const filled = shown?.padStart(digits, leading === "zero" ? "0" : " ") ?? "";
    const text = Buffer.from(filled.padEnd(count * 2, " "), "ascii");
    return Array.from({ length: count }, (_, i) => text.readUInt16BE(i * 2));
  }
  const places = format === "bcd" ? count * WORD_DIGITS : digits;
  const filler = shown === null || leading === "blank" ? blankDigit : 0;
  const own = [...(shown ?? "")].map(Number);
  const codes = [...new Array<number>(places - own.length).fill(filler), ...own];
  if (format === "digitPerRegister") return codes;
  return Array.from({ length: count }, (_, i) =>
    codes.slice(i * WORD_DIGITS, (i + 1) * WORD_DIGITS).reduce((value, code) => value * 16 + code, 0),
  );
}

const swapped = (value: number) => ((value & 0xff) << 8) | (value >>> 8);

function showDigits(shown: string | null, settings: ModbusNumberSettings): Ask[] {
  const plain = plainValues(shown, settings);
  const ordered = settings.wordOrder === "lowFirst" ? plain.reverse() : plain;
  return write(settings.register, settings.byteOrder === "lowFirst" ? ordered.map(swapped) : ordered, settings);
}

/** The number of the ticket; where none is told (a test), the last text if it is one. */
function numberOf({ number, texts }: StripShow): string | null {
  if (number !== undefined) return number;
  const last = texts.at(-1) ?? "";
  return /^[A-Za-z]?\d+$/.test(last) ? last : null;
}

function plan(show: StripShow, settings: ModbusNumberSettings): Ask[] {
  const number = numberOf(show);
  const color = settings.colors[show.state];
  const { colorRegister } = settings;
  // The colour goes first: a new number never stands there in the colour of the one before.
  return [
    ...(colorRegister === undefined || color === undefined ? [] : write(colorRegister, [color], settings)),
    ...showDigits(number === null ? null : shownDigits(number, settings), settings),
  ];
}

function check(settings: ModbusNumberSettings): string[] {
  const { format, digits, words, register, blankDigit, colorRegister, colors, letters } = settings;
  const faults: string[] = [];
  const count = registersOf(settings);
  if (words !== undefined && (format === "ascii" || format === "digitPerRegister")) {
    faults.push("words: 仅用于 binary 和 bcd only for binary and bcd");
  } else if (words !== undefined && digits > words * WORD_DIGITS) {
    faults.push("words: 位数太多 too few registers for so many digits");
  }
  if (register + count > 0x10000) faults.push("register: 超出最后一个寄存器 the number runs past the last register");
  if (Object.keys(settings.prefixDigits).some((letter) => !/^[A-Z]$/.test(letter))) {
    faults.push("prefixDigits: 键须为一个大写字母 each key is one capital letter");
  }
  if (format === "bcd" && blankDigit > 0x0f) faults.push("blankDigit: BCD 时最大 15 at most 15 in BCD");
  if (colorRegister === undefined && Object.keys(colors).length > 0) {
    faults.push("colors: 需要 colorRegister need colorRegister");
  }
  if (settings.decimalRegister === undefined && settings.decimals !== 0) {
    faults.push("decimals: 需要 decimalRegister need decimalRegister");
  }
  if (letters === "keep" && format !== "ascii") faults.push("letters: keep 需要 ascii 格式 needs format ascii");
  const { probe } = settings;
  if (probe !== undefined && probe.register + probe.count > 0x10000) {
    faults.push("probe: 超出最后一个寄存器 runs past the last register");
  }
  return faults;
}

const ATTEMPTS_MAX = 3;
const PROBE_EVERY_MS = 3000;

/** Writing the same number twice is harmless, so is asking again. */
const timing = ({ gapMs, replyMs, probe }: { gapMs: number; replyMs: number; probe?: unknown }): Timing => ({
  replyMs,
  lateMsMax: replyMs,
  attemptsMax: ATTEMPTS_MAX,
  gapMs,
  quietMs: gapMs,
  probeEveryMs: probe === undefined ? null : PROBE_EVERY_MS,
});

/** `led/modbus-number`. */
export const modbusNumber: LedModel<ModbusNumberSettings, ModbusReply, ModbusRequest> = {
  kind: "led",
  id: "led/modbus-number",
  title: "Modbus RTU 数码屏 / Modbus RTU number board",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  check,
  timing: timing({ gapMs: 20, replyMs: 200 }),
  codec: modbusCodec,
  wireFor: (settings) => ({ codec: modbusCodec, timing: timing(settings) }),
  owns: (reply, { address }) => reply.unit === address,
  probe,
  onOpen: (settings) =>
    settings.decimalRegister === undefined ? [] : write(settings.decimalRegister, [settings.decimals], settings),
  cells: ({ digits }) => digits / 2,
  plan,
  // No register of brightness or time is common to these boards.
  brightness: () => [],
  setClock: () => [],
  clear: (settings) => showDigits(null, settings),
  missingGlyphs: lostOnDigits,
};
