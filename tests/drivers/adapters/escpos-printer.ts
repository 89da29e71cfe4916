// The ESC/POS driver's side of the printer and text vectors.
import type { EscposOp } from "../../../drivers/printers/escpos-ops.ts";
import {
  AnswerReader,
  asbFacts,
  escVFacts,
  type PrinterAnswer,
  paperSensorFacts,
  realTimeFacts,
} from "../../../drivers/printers/escpos-status.ts";
import { encodeOps } from "../../../drivers/printers/lang-escpos.ts";
import { encodeCodePage } from "../../../drivers/printers/text-gb18030.ts";
import { fieldsOf, numberIn, textIn, type VectorAdapter } from "./adapter.ts";

const PRINTER = "escpos-printer";
const TEXT = "text-encoding";

function encode(family: string, input: unknown): Uint8Array | null {
  const fields = fieldsOf(input);
  if (family === TEXT) return encodeCodePage(textIn(fields, "text"), textIn(fields, "encoding"));
  if (!Array.isArray(fields.ops)) return null;
  return encodeOps(fields.ops as EscposOp[]);
}

/** What the answer says; a bare byte that nobody asked for says nothing. */
function said(answer: PrinterAnswer, asked: unknown): unknown[] {
  if (answer.kind === "asb") return [{ reply: "ASB", set: asbFacts(answer.bytes) }];
  if (answer.kind === "process-id") return [{ reply: "process id", id: answer.id }];
  if (answer.kind === "info") return [{ reply: "GS I", text: answer.text }];
  if (asked === undefined) return [];
  const question = fieldsOf(asked);
  if (answer.kind === "real-time" && question.reply === "DLE EOT") {
    const n = numberIn(question, "n");
    return [{ reply: "DLE EOT", n, set: realTimeFacts(n, answer.byte) }];
  }
  if (answer.kind === "plain" && question.reply === "GS r") {
    return [{ reply: "GS r", n: numberIn(question, "n", 1), set: paperSensorFacts(answer.byte) }];
  }
  if (answer.kind === "plain" && question.reply === "ESC v") return [{ reply: "ESC v", set: escVFacts(answer.byte) }];
  return [];
}

/** Encodes `{ops}` and `{text, encoding}`; decodes status bytes, the bare ones by what was asked. */
export const escposPrinter: VectorAdapter = {
  families: [PRINTER, TEXT],
  encode,
  decode(family, bytes, asked) {
    if (family !== PRINTER) return [];
    const reader = new AnswerReader();
    return bytes.flatMap((chunk) => reader.read(chunk)).flatMap((answer) => said(answer, asked));
  },
};
