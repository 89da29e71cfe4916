// Voice module SYN6288 and SYN6288E (hardware.md §5.1). UART 8N1, 9600 baud after each power-up, a line of its own.
import { type Static, Type } from "typebox";
import type { VoiceModel } from "../kernel/model.ts";
import {
  FD_TIMING,
  type FdAnswer,
  type FdCommand,
  fdCodec,
  fdStatus,
  fdStop,
  speakFrames,
  TEXT_BYTES_MAX,
} from "./lang-fd.ts";
import { unsayable } from "./speech-text.ts";

const SPEED_DEFAULT = 4;

const SettingsSchema = Type.Object(
  {
    encoding: Type.Union([Type.Literal("gb2312"), Type.Literal("gbk"), Type.Literal("big5"), Type.Literal("unicode")], {
      default: "gbk",
    }),
    volume: Type.Integer({ minimum: 0, maximum: 16, default: 10 }),
    /** 0 slow … 5 fast. */
    speed: Type.Integer({ minimum: 0, maximum: 5, default: SPEED_DEFAULT }),
    /** Number of the background music; 0 = none. */
    music: Type.Integer({ minimum: 0, maximum: 15, default: 0 }),
    musicVolume: Type.Integer({ minimum: 0, maximum: 16, default: 4 }),
    /** How Arabic digits are read: as the module thinks, one by one, as a value. */
    digits: Type.Union([Type.Literal("auto"), Type.Literal("string"), Type.Literal("value")], { default: "auto" }),
    /** How a digit 1 is read in a row of digits: 幺 or 一. */
    one: Type.Union([Type.Literal("yao"), Type.Literal("yi")], { default: "yao" }),
    /** Whether the names of prompt tones in a text sound as tones. */
    tones: Type.Boolean({ default: false }),
    /** Name of the prompt tone before each announcement, from the module's manual; empty = none. Needs `tones`. */
    chime: Type.String({ pattern: "^[A-Za-z0-9]{0,12}$", default: "" }),
  },
  { additionalProperties: false },
);
/** Settings of one SYN6288. */
export type Syn6288Settings = Static<typeof SettingsSchema>;

const DIGITS = { auto: 0, string: 1, value: 2 } as const;

/** §5.1: `[v]` and `[m]` count only at the start of a frame, so they come first. */
function tagsOf({ volume, musicVolume, speed, digits, one, tones }: Syn6288Settings): string {
  const [y, x] = [one === "yao" ? 0 : 1, tones ? 1 : 0];
  return `[v${volume}][m${musicVolume}][t${speed}][n${DIGITS[digits]}][y${y}][x${x}]`;
}

/** Each step below the default may take a fifth longer. */
const slownessOf = ({ speed }: Syn6288Settings) => 1 + Math.max(0, SPEED_DEFAULT - speed) / 5;

function check({ chime, tones }: Syn6288Settings): string[] {
  return chime !== "" && !tones ? ["chime: 需要 tones: true needs tones: true"] : [];
}

/** `voice/syn6288`. */
export const syn6288: VoiceModel<Syn6288Settings, FdAnswer, FdCommand> = {
  kind: "voice",
  id: "voice/syn6288",
  title: "宇音天下 SYN6288 语音模块 / SYN6288 voice module",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  check,
  timing: FD_TIMING,
  codec: fdCodec({ name: "syn6288", checksum: true, textBytesMax: TEXT_BYTES_MAX }),
  owns: () => true,
  probe: fdStatus,
  // Nothing to set: each frame carries its tags.
  onOpen: () => [],
  speak: (text, settings) => {
    const { encoding, music, chime, tones } = settings;
    return speakFrames(text, {
      encoding,
      music,
      tags: tagsOf(settings),
      chime,
      tones,
      slowness: slownessOf(settings),
    });
  },
  stop: () => [fdStop()],
  voiceState: (answer) => answer,
  missingGlyphs: (text) => unsayable(text, "gbk"),
};
