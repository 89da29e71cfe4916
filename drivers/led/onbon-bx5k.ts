// Window strip on an Onbon BX-5K1/5K2/5MK/6K font card (hardware.md §2.1). Serial 8N1, 9600 or 57600, or TCP port 5005.
import { type Static, Type } from "typebox";
import type { Exchange, LedModel, ReplyJudge, StripShow } from "../kernel/model.ts";
import {
  ANY_CARD,
  ANY_DEVICE_TYPE,
  type CardTime,
  type DynamicArea,
  type OnbonCommand,
  type OnbonOrder,
  type OnbonReply,
  onbonCodec,
  outcomeOf,
} from "./lang-onbon.ts";
import { cellsOf, type Fitted, fitText } from "./text-fit.ts";
import { missingInGbk, showableText } from "./text-gbk.ts";

/** Longer sentences are cut: nobody waits for the end of a strip that scrolls for minutes. */
const TEXT_CELLS_MAX = 120;
const CUT_MARK = "…";

const SettingsSchema = Type.Object(
  {
    /** Cards ship as 1; 65534 (FFFE) is answered by every card. */
    address: Type.Integer({ minimum: 1, maximum: ANY_CARD, default: 1 }),
    width: Type.Integer({ minimum: 8, maximum: 4096, default: 96, description: "宽（点） width in dots" }),
    height: Type.Integer({ minimum: 8, maximum: 512, default: 16, description: "高（点） height in dots" }),
    /** Dots of one full-width character; without it 16, or 32 on strips of 32 dots and more. */
    cellDots: Type.Optional(Type.Integer({ minimum: 8, maximum: 512 })),
    areaId: Type.Integer({ minimum: 0, maximum: 254, default: 0 }),
    /** X and W in bytes of 8 dots, in dots with bit 15 set, or in plain dots: differs per card generation. */
    xUnit: Type.Union([Type.Literal("byte8"), Type.Literal("pixelFlag"), Type.Literal("pixelPlain")], {
      default: "byte8",
    }),
    /** FE fits any card. */
    deviceType: Type.Integer({ minimum: 0, maximum: 255, default: ANY_DEVICE_TYPE }),
    /** Older firmwares want the remaining length where newer ones want zero. */
    reserved: Type.Union([Type.Literal("zero"), Type.Literal("length")], { default: "zero" }),
    textColor: Type.Optional(Type.Union([Type.Literal("red"), Type.Literal("green"), Type.Literal("yellow")])),
    /** Number of the font stored on the card, for Chinese and Latin alike; without it the card's own choice. */
    font: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
    /** Scrolling speed, 0 fast … 24 slow. */
    speed: Type.Integer({ minimum: 0, maximum: 0x18, default: 4 }),
    /** How long a page stands, in half seconds. */
    stay: Type.Integer({ minimum: 0, maximum: 255, default: 10 }),
    /** What a call looks like; flashing is once per second, well below 3 Hz. */
    effect: Type.Union([Type.Literal("static"), Type.Literal("flash")], { default: "static" }),
    /** Sent when the card (re)connects; without it the card keeps its own. */
    brightness: Type.Optional(Type.Integer({ minimum: 0, maximum: 15 })),
    encoding: Type.Literal("gbk", { default: "gbk" }),
  },
  { additionalProperties: false },
);
/** Settings of one strip. */
export type OnbonSettings = Static<typeof SettingsSchema>;

/** Colour codes: C2 is documented, C1 and C3 follow the usual order and want a look at the real strip. */
const COLOR_CODES = { red: "\\C1", green: "\\C2", yellow: "\\C3" } as const;

const cellDots = ({ cellDots, height }: OnbonSettings) => cellDots ?? (height >= 32 ? 32 : 16);
const cells = (settings: OnbonSettings) => Math.floor((settings.width * 2) / cellDots(settings)) / 2;

/** Cards answer with their own address, some with the wildcard they were addressed by. */
const isFrom = (reply: OnbonReply, { address }: OnbonSettings) =>
  reply.src === address || address === ANY_CARD || reply.src === ANY_CARD;

function judge(settings: OnbonSettings): ReplyJudge<OnbonReply> {
  return (reply) => {
    if (!isFrom(reply, settings)) return null;
    const { kind, detail } = outcomeOf(reply);
    return kind === "report" ? null : { ok: kind === "ack", detail };
  };
}

function ask(order: OnbonOrder, settings: OnbonSettings): Exchange<OnbonReply, OnbonCommand> {
  const { address: dst, deviceType, reserved } = settings;
  return { message: { ...order, dst, deviceType, reserved }, reply: judge(settings) };
}

function inCardUnits(dots: number, xUnit: OnbonSettings["xUnit"]): number {
  if (xUnit === "byte8") return Math.floor(dots / 8);
  return xUnit === "pixelFlag" ? dots | 0x8000 : dots;
}

function cut(text: string): string {
  if (cellsOf(text) <= TEXT_CELLS_MAX) return text;
  let kept = "";
  for (const char of text) {
    if (cellsOf(kept + char + CUT_MARK) > TEXT_CELLS_MAX) break;
    kept += char;
  }
  return kept + CUT_MARK;
}

function areaFor(shown: Fitted, calling: boolean, settings: OnbonSettings): DynamicArea {
  const { areaId, width, height, xUnit, speed, stay, textColor, font, effect } = settings;
  const number = font === undefined ? "" : String(font).padStart(3, "0");
  const codes = (font === undefined ? "" : `\\FO${number}\\FE${number}`) + (textColor ? COLOR_CODES[textColor] : "");
  // A second, empty page makes the text blink: half a second on, half a second off.
  const flashes = calling && effect === "flash" && shown.fits;
  return {
    areaId,
    x: inCardUnits(0, xUnit),
    y: 0,
    w: inCardUnits(width, xUnit),
    h: height,
    lineSpace: 0,
    runMode: 0,
    timeoutS: 5,
    align: 0,
    singleLine: flashes ? 2 : 1,
    newLine: 1,
    displayMode: shown.fits ? (flashes ? 2 : 1) : 3,
    speed,
    stay: flashes ? 1 : shown.fits ? stay : 0,
    text: codes + cut(shown.text) + (flashes ? "\\n " : ""),
  };
}

const clear = (settings: OnbonSettings) => [ask({ cmd: "clear" }, settings)];

function plan(show: StripShow, settings: OnbonSettings): Exchange<OnbonReply, OnbonCommand>[] {
  const shown = fitText(show.texts.map(showableText), cells(settings));
  if (shown === null) return clear(settings);
  const area = areaFor(shown, show.state === "calling", settings);
  return [ask({ cmd: "dynamic", delete: [], areas: [area] }, settings)];
}

/** The hall's wall clock as the card wants it. */
function cardTime(atMs: number, timezone: string): CardTime {
  const format = new Intl.DateTimeFormat("en-GB-u-ca-gregory-nu-latn", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const [year, month, day] = [part("year"), part("month"), part("day")];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
  return { year, month, day, hour: part("hour"), minute: part("minute"), second: part("second"), weekday };
}

function check(settings: OnbonSettings): string[] {
  const faults: string[] = [];
  if (settings.xUnit === "byte8" && settings.width % 8 !== 0) {
    faults.push("width: 按字节计宽时须为 8 的倍数 must be a multiple of 8 with xUnit byte8");
  }
  if (cells(settings) < 1) faults.push("width: 容不下一个汉字 must hold at least one full-width character");
  if (cellDots(settings) > settings.height) faults.push("cellDots: 字高超过屏高 must not exceed height");
  return faults;
}

/** `led/onbon-bx5k`. */
export const onbonBx5k: LedModel<OnbonSettings, OnbonReply, OnbonCommand> = {
  kind: "led",
  id: "led/onbon-bx5k",
  title: "仰邦 BX-5K/5MK/6K 字库卡窗口屏 / Onbon BX-5K/5MK/6K font card",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  check,
  // A full text takes some 80 ms at 9600 baud and the reply 25 ms (§9). Showing twice is harmless, so is asking again.
  timing: { replyMs: 500, lateMsMax: 500, attemptsMax: 3, gapMs: 20, probeEveryMs: 3000 },
  codec: onbonCodec,
  owns: isFrom,
  probe: (settings) => ask({ cmd: "ping" }, settings),
  onOpen: (settings) => [
    ask({ cmd: "turnOn" }, settings),
    ...(settings.brightness === undefined ? [] : [ask({ cmd: "brightness", level: settings.brightness }, settings)]),
  ],
  cells,
  plan,
  brightness: (level, settings) => [
    ask({ cmd: "brightness", level: Math.min(15, Math.max(0, Math.round(level))) }, settings),
  ],
  setClock: (atMs, timezone, settings) => [ask({ cmd: "clock", time: cardTime(atMs, timezone) }, settings)],
  clear,
  missingGlyphs: missingInGbk,
};
