// Grow GM65/GM72 scanner in serial mode: types codes as lines and takes commands (hardware.md §7).
import { type Static, Type } from "typebox";
import { maskLine } from "../kernel/line-mask.ts";
import type { Exchange, ReplyJudge, ScannerModel, Timing } from "../kernel/model.ts";
import { codeMeaning, lineProperties } from "./code-line.ts";
import {
  ACK,
  type Gm72Frame,
  type Gm72In,
  type Gm72Out,
  gm72Codec,
  HOST,
  NAK,
  PARAMETER,
  SCANNER,
  START,
  STOP,
  VERSION,
} from "./lang-gm72.ts";

const SettingsSchema = Type.Object(
  {
    /** `auto`: it reads by itself and is never configured. `host`: it reads when told to. */
    trigger: Type.Union([Type.Literal("auto"), Type.Literal("host")], { default: "auto" }),
    /** Tells it at each opening to answer on its serial line. */
    serialMode: Type.Boolean({ default: false }),
    /** The byte that wakes a sleeping scanner before a command. */
    wake: Type.Boolean({ default: true }),
    terminator: Type.Union([Type.Literal("any"), Type.Literal("cr"), Type.Literal("lf"), Type.Literal("crlf")], {
      default: "any",
    }),
    ...lineProperties,
  },
  { additionalProperties: false },
);
export type Gm72Settings = Static<typeof SettingsSchema>;

const DEFAULTS = { terminator: "any", encoding: "utf8", prefix: "", suffix: "", charsMax: 512 } as const;

/** 50 ms behind the wake byte (§7), and so behind every frame: commands are rare. */
const TIMING: Timing = { replyMs: 500, lateMsMax: 500, attemptsMax: 3, gapMs: 50, probeEveryMs: 3_000 };

/** The two bytes before a parameter (§7). */
const PARAMETER_HEAD = [0x08, 0x00];
const TRIGGER_HOST = [0x8a, 0x08];
const SERIAL_MODE = [0xf2, 0x01, 0x00];

const isCode = (message: Gm72In | Gm72Out): message is Extract<Gm72In, { text: string }> => "text" in message;

function isFrom(message: Gm72In, op: number): message is Gm72Frame {
  return !isCode(message) && message.source === SCANNER && message.op === op;
}

/** ACK, or NAK with its cause in the last byte (§7). */
const acknowledged: ReplyJudge<Gm72In> = (reply) => {
  if (isFrom(reply, ACK)) return { ok: true, detail: "" };
  if (!isFrom(reply, NAK)) return null;
  const cause = (reply.rest.at(-1) ?? 0).toString(16).padStart(2, "0");
  return { ok: false, detail: `扫码器拒绝命令 the scanner refuses the command, cause ${cause}` };
};

/** A scanner that does not know the question is there all the same. */
const there: ReplyJudge<Gm72In> = (reply) =>
  isFrom(reply, VERSION) || isFrom(reply, ACK) || isFrom(reply, NAK) ? { ok: true, detail: "" } : null;

function command(settings: Gm72Settings, op: number, rest: readonly number[]): Exchange<Gm72In, Gm72Out>[] {
  const exchange = { message: { op, source: HOST, rest }, reply: acknowledged };
  return settings.wake ? [{ message: { wake: true }, reply: null }, exchange] : [exchange];
}

const parameter = (settings: Gm72Settings, value: readonly number[]) =>
  command(settings, PARAMETER, [...PARAMETER_HEAD, ...value]);

/** What the scanner told of its version: text where it is text. */
function versionOf({ rest }: Gm72Frame): string {
  const bytes = Buffer.from(rest);
  const text = bytes.toString("latin1").replace(/\0+$/, "").trim();
  return /^[\x20-\x7e]+$/.test(text) ? text : bytes.toString("hex");
}

/** A scanner of the GM65/GM72 family. */
export const gm72: ScannerModel<Gm72Settings, Gm72In, Gm72Out> = {
  kind: "scanner",
  id: "scanner/gm72",
  title: "Grow 扫码模块 GM65/GM72 / Grow GM65/GM72 scanner",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  timing: TIMING,
  codec: gm72Codec(DEFAULTS),
  wireFor: (settings) => ({ codec: gm72Codec(settings), timing: TIMING }),
  owns: (message) => isCode(message) || message.source === SCANNER,
  probe: () => ({ message: { op: VERSION, source: HOST, rest: [0x00] }, reply: there }),
  onOpen: (settings) => [
    ...(settings.serialMode ? parameter(settings, SERIAL_MODE) : []),
    ...(settings.trigger === "host" ? parameter(settings, TRIGGER_HOST) : []),
  ],
  scan: (message) => (isCode(message) && message.text !== "" ? message.text : null),
  trigger: (on, settings) => (settings.trigger === "host" ? command(settings, on ? START : STOP, [0x00]) : []),
  facts: (message) => (isFrom(message, VERSION) ? { firmware: versionOf(message) } : null),
  masked: (message, bytes) => (isCode(message) ? { bytes: maskLine(bytes), meaning: codeMeaning(message) } : null),
};
