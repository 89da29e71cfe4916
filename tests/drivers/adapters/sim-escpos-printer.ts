// The printer vectors against the simulated printer: it reads commands and answers with status bytes.
import { type Dots, type EscposOp, EscposReader } from "../../../simulators/printers/escpos-ops.ts";
import { EscposParser } from "../../../simulators/printers/escpos-parse.ts";
import {
  asbStatus,
  cashinoStatus,
  NO_FLAGS,
  type PrinterFlags,
  paperStatus,
  processIdAnswer,
  realTimeStatus,
  textAnswer,
} from "../../../simulators/printers/escpos-status.ts";
import { type Fields, fieldsOf, numberIn, textIn, toHex, type VectorAdapter } from "./adapter.ts";

/** Names of the same bit that stand in other columns of the tables (hardware.md §1.4, §1.5). */
const ALIASES: Readonly<Record<string, keyof PrinterFlags>> = {
  recoverable: "mechanical",
  feeding: "feedButton",
  paperEndStop: "stoppedByPaperEnd",
};

const isFlag = (name: string): name is keyof PrinterFlags => name in NO_FLAGS;

/** Null for a name that no table has. */
function flagsOf(fields: Fields): PrinterFlags | null {
  const flags: Record<keyof PrinterFlags, boolean> = { ...NO_FLAGS };
  for (const name of (fields.set ?? []) as readonly string[]) {
    const flag = ALIASES[name] ?? name;
    if (!isFlag(flag)) return null;
    flags[flag] = true;
  }
  return flags;
}

function statusBytes(fields: Fields, flags: PrinterFlags): Uint8Array | null {
  switch (fields.reply) {
    case "DLE EOT": {
      const status = realTimeStatus(numberIn(fields, "n"), flags);
      return status === null ? null : Uint8Array.of(status);
    }
    case "ASB":
      return asbStatus(flags);
    case "GS r":
      return Uint8Array.of(paperStatus(flags));
    case "ESC v":
      return Uint8Array.of(cashinoStatus(flags));
    case "process id":
      return processIdAnswer(textIn(fields, "id"));
    case "GS I":
      return textAnswer(textIn(fields, "text"));
    default:
      return null;
  }
}

function rowsOf({ width, height, bits }: Dots): string[] {
  const rowBytes = Math.ceil(width / 8);
  const dot = (row: number, column: number): string =>
    ((bits[row * rowBytes + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) === 0 ? "." : "#";
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => dot(row, column)).join(""),
  );
}

/** One operation as the vectors write it; nothing for what only prepares a later one. */
function written(op: EscposOp): Fields[] {
  switch (op.op) {
    case "stored":
      return [];
    case "skip":
      return [{ op: "skip", bytes: toHex(op.bytes) }];
    case "code128": {
      const [first, second] = op.parts;
      return first !== undefined && second === undefined ? [{ op: op.op, ...first }] : [{ ...op }];
    }
    case "raster":
      return [{ op: op.op, rows: rowsOf(op.dots), ...(op.mode === 0 ? {} : { scale: op.mode }) }];
    case "graphics":
      return [
        {
          op: op.op,
          rows: rowsOf(op.dots),
          ...((op.mode & 1) === 0 ? {} : { scaleX: 2 }),
          ...((op.mode & 2) === 0 ? {} : { scaleY: 2 }),
        },
      ];
    default:
      return [{ ...op }];
  }
}

/** Signs come one by one, and the self test begins with an initialise (hardware.md §1.2). */
function joined(ops: readonly Fields[]): Fields[] {
  const all: Fields[] = [];
  for (const op of ops) {
    const last = all.at(-1);
    if (op.op === "text" && last?.op === "text") all[all.length - 1] = { op: "text", text: `${last.text}${op.text}` };
    else if (op.op === "selfTest" && last?.op === "init") all[all.length - 1] = op;
    else all.push(op);
  }
  return all;
}

export const simEscposPrinter: VectorAdapter = {
  families: ["escpos-printer"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    const flags = flagsOf(fields);
    return flags === null ? null : statusBytes(fields, flags);
  },
  decode(_family, bytes) {
    const parser = new EscposParser();
    const reader = new EscposReader();
    const ops = bytes.flatMap((chunk) => parser.push(chunk)).map((token) => reader.read(token));
    return [{ ops: joined(ops.flatMap(written)) }];
  },
};
