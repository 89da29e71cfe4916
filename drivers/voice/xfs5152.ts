// Voice modules XFS5152CE, XFS5051 and VTX316 (hardware.md §5.2). UART 8N1, 115200 or 9600 baud, a line of its own.
import { type Static, Type } from "typebox";
import type { VoiceModel } from "../kernel/model.ts";
import { FD_TIMING, type FdAnswer, type FdCommand, fdCodec, fdStatus, fdStop, speakFrames } from "./lang-fd.ts";
import { unsayable } from "./speech-text.ts";

const SPEED_DEFAULT = 5;
/** No limit is published; makers speak of four kilobytes. Our own frames stay as short as those of §5.1. */
const TEXT_BYTES_MAX = 4_094;

const SettingsSchema = Type.Object(
  {
    /** `utf8` only on a VTX316. */
    encoding: Type.Union(
      [
        Type.Literal("gb2312"),
        Type.Literal("gbk"),
        Type.Literal("big5"),
        Type.Literal("unicode"),
        Type.Literal("utf8"),
      ],
      { default: "gbk" },
    ),
    volume: Type.Integer({ minimum: 0, maximum: 10, default: 5 }),
    /** 0 slow … 10 fast. */
    speed: Type.Integer({ minimum: 0, maximum: 10, default: SPEED_DEFAULT }),
    /** Pitch of the voice, 0 low … 10 high. */
    tone: Type.Integer({ minimum: 0, maximum: 10, default: 5 }),
    /** Number of the voice, e.g. 51; without it the module's own. */
    speaker: Type.Optional(Type.Integer({ minimum: 0, maximum: 99 })),
    /** As with the SYN6288; its tags are not published for all makes, so they are sent only when set. */
    digits: Type.Optional(Type.Union([Type.Literal("auto"), Type.Literal("string"), Type.Literal("value")])),
    one: Type.Optional(Type.Union([Type.Literal("yao"), Type.Literal("yi")])),
    tones: Type.Optional(Type.Boolean()),
    /** Name of the prompt tone before each announcement, from the module's manual; empty = none. */
    chime: Type.String({ pattern: "^[A-Za-z0-9]{0,12}$", default: "" }),
  },
  { additionalProperties: false },
);
/** Settings of one XFS5152, XFS5051 or VTX316. */
export type Xfs5152Settings = Static<typeof SettingsSchema>;

const DIGITS = { auto: 0, string: 1, value: 2 } as const;

function tagsOf({ volume, speed, tone, speaker, digits, one, tones }: Xfs5152Settings): string {
  const optional = [
    speaker === undefined ? "" : `[m${speaker}]`,
    digits === undefined ? "" : `[n${DIGITS[digits]}]`,
    one === undefined ? "" : `[y${one === "yao" ? 0 : 1}]`,
    tones === undefined ? "" : `[x${tones ? 1 : 0}]`,
  ];
  return `[v${volume}][s${speed}][t${tone}]${optional.join("")}`;
}

/** Each step below the default may take a tenth longer. */
const slownessOf = ({ speed }: Xfs5152Settings) => 1 + Math.max(0, SPEED_DEFAULT - speed) / 10;

function check({ chime, tones }: Xfs5152Settings): string[] {
  return chime !== "" && tones === false ? ["chime: 与 tones: false 矛盾 makes no sense with tones: false"] : [];
}

/** `voice/xfs5152`. */
export const xfs5152: VoiceModel<Xfs5152Settings, FdAnswer, FdCommand> = {
  kind: "voice",
  id: "voice/xfs5152",
  title: "科大讯飞 XFS5152CE 语音模块 / XFS5152CE, XFS5051, VTX316 voice module",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  check,
  timing: FD_TIMING,
  codec: fdCodec({ name: "xfs5152", checksum: false, textBytesMax: TEXT_BYTES_MAX }),
  owns: () => true,
  probe: fdStatus,
  // Nothing to set: each frame carries its tags.
  onOpen: () => [],
  speak: (text, settings) =>
    speakFrames(text, {
      encoding: settings.encoding,
      tags: tagsOf(settings),
      chime: settings.chime,
      // Unless they are switched off, the module's own default may be on.
      tones: settings.tones !== false,
      slowness: slownessOf(settings),
    }),
  stop: () => [fdStop()],
  voiceState: (answer) => answer,
  missingGlyphs: (text) => unsayable(text, "gbk"),
};
