// Window strip on the Alpha Sign protocol: Adaptive, BetaBrite (hardware.md §2.7). 9600 7E1 as delivered; ASCII only.
import { type Static, Type } from "typebox";
import type { Exchange, LedModel, ReplyJudge, StripShow, Timing } from "../kernel/model.ts";
import {
  type AlphaCommand,
  type AlphaOrder,
  type AlphaReply,
  alphaCodec,
  alphaMuteCodec,
  NUL_COUNT_MIN,
  POSITIONS,
  PRIORITY_LABEL,
  refusalWords,
  type TextPart,
} from "./lang-alpha.ts";
import { type Fitted, fitText } from "./text-fit.ts";

const strict = { additionalProperties: false } as const;
const NUL_COUNT_SET_MAX = 40;
const TEMPLATES_MAX = 8;
/** Longer texts are cut: nobody waits for the end of a strip that scrolls for minutes. */
const TEXT_BYTES_MAX = 120;
/** Position, mode, colour and font of a text lie in its file too. */
const CONTROL_BYTES_MAX = 8;
const SUBSTITUTE = "?";
const HOLD = "b";
const ROTATE = "a";

const Mode = Type.String({ pattern: "^([a-mo-z]|n[!-~])$", default: HOLD });
const AsciiText = Type.String({ pattern: "^[ -~]*$", maxLength: 60 });
const Templates = (...defaults: string[]) =>
  Type.Array(AsciiText, { minItems: 1, maxItems: TEMPLATES_MAX, default: defaults });
const position = (name: keyof typeof POSITIONS) => Type.Literal(name);

const SettingsSchema = Type.Object(
  {
    /** Two hex digits; 00 reaches every sign on the line. */
    address: Type.String({ pattern: "^[0-9A-F]{2}$", default: "00" }),
    /** Type of sign; Z is any. */
    type: Type.String({ pattern: "^[!-~]$", default: "Z" }),
    /** A packet that was damaged on the way is then ignored, not shown. */
    checksum: Type.Boolean({ default: true }),
    /** NUL bytes before each packet; signs find their baud rate by them. */
    nulCount: Type.Integer({ minimum: NUL_COUNT_MIN, maximum: NUL_COUNT_SET_MAX, default: NUL_COUNT_MIN }),
    /** Characters that stand still side by side. */
    columns: Type.Integer({ minimum: 4, maximum: 200, default: 14 }),
    /** Text file that is written. */
    label: Type.String({ pattern: "^[1-9A-Za-z]$", default: "A" }),
    position: Type.Union(
      [position("middle"), position("top"), position("bottom"), position("fill"), position("left"), position("right")],
      { default: "middle" },
    ),
    /** How a text appears: a rotate, b hold, c flash, e to k rolls and wipes. What does not fit rotates. */
    mode: Type.Object(
      { closed: Mode, idle: Mode, calling: Mode, serving: Mode, paused: Mode },
      { ...strict, default: {} },
    ),
    /** Code after 1C: 1 red, 2 green, 3 amber … */
    colour: Type.Optional(Type.String({ pattern: "^[1-9A-C]$" })),
    /** Code after 1A. */
    font: Type.Optional(Type.String({ pattern: "^[0-~]$" })),
    /** Calls go to the priority file, which covers everything else and needs no memory, and is cleared afterwards. */
    priority: Type.Boolean({ default: true }),
    /** Memory of the text file, set at each start: erases all other files. Without it the sign's table stays. */
    memoryBytes: Type.Optional(Type.Integer({ minimum: 16, maximum: 4096 })),
    /** Name of the window in ASCII, for `{window}`. */
    window: Type.Optional(Type.String({ pattern: "^[ -~]+$", maxLength: 20 })),
    /** What is shown instead of sentences that are not ASCII: the first that fits and lacks nothing. */
    asciiFallback: Type.Object(
      {
        closed: Templates("CLOSED"),
        idle: Templates("{number}", "WELCOME"),
        calling: Templates("{number} > {window}", "{number} NOW", "{number}"),
        serving: Templates("{number} SERVING", "{number}"),
        paused: Templates("PAUSED"),
      },
      { ...strict, default: {} },
    ),
    /** The sign is set up to answer each packet (ACK/NAK); it then needs a line of its own. */
    reply: Type.Boolean({ default: false }),
    /** How often a call is sent to a sign that cannot say whether it came through. */
    callSends: Type.Integer({ minimum: 1, maximum: 3, default: 2 }),
  },
  strict,
);
/** Settings of one sign. */
export type AlphaSettings = Static<typeof SettingsSchema>;
type Ask = Exchange<AlphaReply, AlphaCommand>;

const textBytesMax = ({ memoryBytes }: AlphaSettings) =>
  Math.min(TEXT_BYTES_MAX, (memoryBytes ?? Number.POSITIVE_INFINITY) - CONTROL_BYTES_MAX);

const isAscii = (text: string) => /^[ -~]*$/.test(text);
const showable = (text: string) =>
  text
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .replace(/[^ -~]/gu, SUBSTITUTE);

const judge: ReplyJudge<AlphaReply> = (reply) =>
  reply.cmd === "ack" ? { ok: true, detail: "已确认 acknowledged" } : { ok: false, detail: refusalWords(reply.status) };

function ask(order: AlphaOrder, { address, type, nulCount, checksum, reply }: AlphaSettings): Ask {
  // A sign reached by broadcast does not answer, or they all would at once.
  const answers = reply && address !== "00";
  return { message: { ...order, sign: address, type, nulCount, checksum }, reply: answers ? judge : null };
}

/** The number of the ticket; where none is told (a test), the last text if it is one. */
function numberOf({ number, texts }: StripShow): string | null {
  if (number !== undefined) return number;
  const last = texts.at(-1) ?? "";
  return /^[A-Za-z]?\d+$/.test(last) ? last : null;
}

/** ASCII sentences as they are; else the templates of the state that lack nothing. */
function sentences(show: StripShow, settings: AlphaSettings): string[] {
  if (show.texts.every(isAscii)) return [...show.texts];
  const [number, window] = [numberOf(show), settings.window ?? null];
  const whole = (template: string) =>
    (number !== null || !template.includes("{number}")) && (window !== null || !template.includes("{window}"));
  return settings.asciiFallback[show.state]
    .filter(whole)
    .map((template) => showable(template.replaceAll("{number}", number ?? "").replaceAll("{window}", window ?? "")));
}

function textOrder(label: string, shown: Fitted, state: StripShow["state"], settings: AlphaSettings): AlphaOrder {
  const { colour, font } = settings;
  const parts: TextPart[] = [
    ...(font === undefined ? [] : [{ font }]),
    ...(colour === undefined ? [] : [{ colour }]),
    shown.text.slice(0, textBytesMax(settings)),
  ];
  const mode = shown.fits ? settings.mode[state] : ROTATE;
  return { cmd: "text", label, position: POSITIONS[settings.position], mode, parts };
}

function clear(settings: AlphaSettings): Ask[] {
  const empty: AlphaOrder = {
    cmd: "text",
    label: settings.label,
    position: POSITIONS[settings.position],
    mode: HOLD,
    parts: [],
  };
  return [ask(empty, settings), ...(settings.priority ? [ask({ cmd: "clearPriority" }, settings)] : [])];
}

function plan(show: StripShow, settings: AlphaSettings): Ask[] {
  // ASCII characters take half a cell.
  const shown = fitText(sentences(show, settings), settings.columns / 2);
  if (shown === null) return clear(settings);
  const { label, priority, reply, callSends } = settings;
  const calling = show.state === "calling";
  const text = ask(textOrder(priority && calling ? PRIORITY_LABEL : label, shown, show.state, settings), settings);
  if (calling) return new Array<Ask>(reply ? 1 : callSends).fill(text);
  // The text first: what appears when the call goes is then already the new one.
  return priority ? [text, ask({ cmd: "clearPriority" }, settings)] : [text];
}

/** The hall's wall clock, which signs keep to the minute. */
function clockOrder(atMs: number, timezone: string): AlphaOrder {
  const format = new Intl.DateTimeFormat("en-GB-u-nu-latn", {
    timeZone: timezone,
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
  });
  return { cmd: "time", hhmm: format.format(atMs).replace(/\D/g, "") };
}

function onOpen(settings: AlphaSettings): Ask[] {
  const { memoryBytes, label } = settings;
  if (memoryBytes === undefined) return [];
  // FFFF: the text runs at all times; U: unlocked (hardware.md §2.7).
  const entry = { label, type: "text", locked: false, size: memoryBytes, qqqq: "FFFF" } as const;
  return [ask({ cmd: "memory", entries: [entry] }, settings)];
}

function check(settings: AlphaSettings): string[] {
  const faults: string[] = [];
  if (settings.reply && settings.address === "00") {
    faults.push("reply: 广播地址 00 不应答 a sign addressed as 00 does not answer: give its own address");
  }
  if (settings.memoryBytes !== undefined && textBytesMax(settings) < settings.columns) {
    faults.push("memoryBytes: 容不下一屏文字 must hold `columns` characters and 8 bytes more");
  }
  return faults;
}

/** Signs want 100 ms between packets (§2.7). Showing the same text twice is harmless. */
const timing: Timing = { replyMs: 1000, lateMsMax: 1000, attemptsMax: 3, gapMs: 100, probeEveryMs: null };

/** `led/alpha-sign`. */
export const alphaSign: LedModel<AlphaSettings, AlphaReply, AlphaCommand> = {
  kind: "led",
  id: "led/alpha-sign",
  title: "Alpha 协议条屏（Adaptive、BetaBrite） / Alpha sign (Adaptive, BetaBrite)",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  check,
  timing,
  codec: alphaCodec,
  wireFor: ({ reply }) => ({ codec: reply ? alphaCodec : alphaMuteCodec, timing }),
  // The answer carries no address: whoever was spoken to last has answered.
  owns: (_reply, settings) => settings.reply,
  // A sign can be asked nothing whose answer says only that it is there.
  probe: () => null,
  onOpen,
  cells: ({ columns }) => columns / 2,
  plan,
  // No order for brightness is common to all signs.
  brightness: () => [],
  setClock: (atMs, timezone, settings) => [ask(clockOrder(atMs, timezone), settings)],
  clear,
  missingGlyphs: (text) => [...new Set(text.normalize("NFC").replace(/\s/gu, ""))].filter((char) => !isAscii(char)),
};
