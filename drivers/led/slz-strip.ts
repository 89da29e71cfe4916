// "SLZ" window strip, A0 90 with a colour per character, and its single-colour variant (hardware.md §2.3).
import { type Static, Type } from "typebox";
import type { Exchange, LedModel, ReplyJudge, StripShow, Timing } from "../kernel/model.ts";
import { DATA_BYTES_MAX, dataBytesOf, type SlzCommand, type SlzReply, slzCodec } from "./lang-slz.ts";
import { StateColours } from "./state-colours.ts";
import { fitText } from "./text-fit.ts";
import { missingInGbk, showableText } from "./text-gbk.ts";

const CUT_MARK = "…";
/** A line of blanks, each with its colour byte, must fit one message. */
const CELLS_MAX = Math.floor(DATA_BYTES_MAX / 4);

const SettingsSchema = Type.Object(
  {
    /** `colour`: A0 90 with checksum; `single`: 80+addr … 1A without. */
    variant: Type.Union([Type.Literal("colour"), Type.Literal("single")], { default: "colour" }),
    address: Type.Integer({ minimum: 0, maximum: 255, default: 1, description: "屏号 number of the strip" }),
    /** Full-width characters in one line. */
    cells: Type.Number({ minimum: 1, maximum: CELLS_MAX, multipleOf: 0.5, default: 8 }),
    colours: StateColours,
    /** Whether the strip answers; undocumented for most, so not expected. */
    reply: Type.Boolean({ default: false }),
    /** How long its answer may take. */
    ackMs: Type.Integer({ minimum: 20, maximum: 5000, default: 300 }),
    /** How often a call is sent to a strip that cannot say whether it came through. */
    callSends: Type.Integer({ minimum: 1, maximum: 3, default: 2 }),
  },
  { additionalProperties: false },
);
/** Settings of one strip. */
export type SlzSettings = Static<typeof SettingsSchema>;

/** Keypads talk on the same bus: 80 ms between our frames (§3.3, §9). Showing twice is harmless. */
const TIMING: Timing = { replyMs: 300, lateMsMax: 300, attemptsMax: 3, gapMs: 80, probeEveryMs: null };

const isFrom = ({ addr }: SlzReply, { address, variant }: SlzSettings) => variant === "colour" && addr === address;

const judge =
  (settings: SlzSettings): ReplyJudge<SlzReply> =>
  (reply) =>
    isFrom(reply, settings) ? { ok: true, detail: "已确认 acknowledged" } : null;

/** The text, or as much of it as one message carries. */
function cut(text: string, variant: SlzSettings["variant"]): string {
  if (dataBytesOf(text, variant) <= DATA_BYTES_MAX) return text;
  let kept = "";
  for (const char of text) {
    if (dataBytesOf(kept + char + CUT_MARK, variant) > DATA_BYTES_MAX) break;
    kept += char;
  }
  return kept + CUT_MARK;
}

function show(text: string, state: StripShow["state"], settings: SlzSettings): Exchange<SlzReply, SlzCommand> {
  const { variant, address: addr, colours, reply } = settings;
  const message: SlzCommand =
    variant === "single"
      ? { cmd: "showSingle", addr, text: cut(text, variant) }
      : { cmd: "show", addr, text: cut(text, variant), colour: colours[state] };
  return { message, reply: reply ? judge(settings) : null };
}

/** No command clears a strip: a line of blanks does. */
const blank = ({ cells }: SlzSettings) => " ".repeat(cells * 2);

function plan(desired: StripShow, settings: SlzSettings): Exchange<SlzReply, SlzCommand>[] {
  const shown = fitText(desired.texts.map(showableText), settings.cells);
  const exchange = show(shown?.text ?? blank(settings), desired.state, settings);
  const sends = desired.state === "calling" && !settings.reply ? settings.callSends : 1;
  return new Array<typeof exchange>(sends).fill(exchange);
}

function check({ variant, reply }: SlzSettings): string[] {
  return variant === "single" && reply ? ["reply: 单色屏没有应答 single-colour strips do not answer"] : [];
}

/** `led/slz-strip`. */
export const slzStrip: LedModel<SlzSettings, SlzReply, SlzCommand> = {
  kind: "led",
  id: "led/slz-strip",
  title: "SLZ 窗口条屏（A0 90） / SLZ window strip (A0 90)",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  check,
  timing: TIMING,
  codec: slzCodec,
  wireFor: ({ ackMs }) => ({ codec: slzCodec, timing: { ...TIMING, replyMs: ackMs, lateMsMax: ackMs } }),
  owns: isFrom,
  probe: () => null,
  onOpen: () => [],
  cells: ({ cells }) => cells,
  plan,
  brightness: () => [],
  setClock: () => [],
  clear: (settings) => [show(blank(settings), "idle", settings)],
  missingGlyphs: missingInGbk,
};
