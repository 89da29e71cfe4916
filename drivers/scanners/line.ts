// Any scanner in serial mode: each code comes as one line of text (hardware.md §7). It cannot be told anything.
import assert from "node:assert/strict";
import { type Static, Type } from "typebox";
import { maskLine } from "../kernel/line-mask.ts";
import type { Codec, ScannerModel, Timing } from "../kernel/model.ts";
import { type CodeLine, codeMeaning, decodeLine, LINE_BYTES_MAX, type LineRules, lineProperties } from "./code-line.ts";

const SettingsSchema = Type.Object(
  {
    terminator: Type.Union([Type.Literal("cr"), Type.Literal("lf"), Type.Literal("crlf")], { default: "cr" }),
    ...lineProperties,
  },
  { additionalProperties: false },
);
export type LineScannerSettings = Static<typeof SettingsSchema>;

const LINE_ENDS = { cr: "\r", lf: "\n", crlf: "\r\n" } as const;
const DEFAULTS: LineScannerSettings = { terminator: "cr", encoding: "utf8", prefix: "", suffix: "", charsMax: 512 };

/** Nothing is ever sent, so nothing is waited for. */
const TIMING: Timing = { replyMs: 500, lateMsMax: 0, attemptsMax: 1, gapMs: 0, probeEveryMs: null };

/** Lines in; nothing goes out. */
export function lineCodec(rules: LineRules): Codec<CodeLine, never> {
  return {
    name: "line",
    frameBytesMax: LINE_BYTES_MAX,
    personal: true,
    encode: () => assert.fail("a scanner of text lines is never told anything"),
    decode: (buffer) => decodeLine(buffer, rules),
  };
}

/** A scanner that types lines. */
export const lineScanner: ScannerModel<LineScannerSettings, CodeLine, never> = {
  kind: "scanner",
  id: "scanner/line",
  title: "串口文本扫码器 / Scanner sending text lines",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  timing: TIMING,
  codec: lineCodec(DEFAULTS),
  wireFor: (settings) => ({ codec: lineCodec(settings), timing: TIMING }),
  lineEnd: ({ terminator }) => LINE_ENDS[terminator],
  owns: () => true,
  probe: () => null,
  onOpen: () => [],
  scan: ({ text }) => (text === "" ? null : text),
  trigger: () => [],
  masked: (message, bytes) => ({ bytes: maskLine(bytes), meaning: codeMeaning(message) }),
};
