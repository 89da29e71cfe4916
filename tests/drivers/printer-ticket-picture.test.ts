// A whole ticket as a person sees it: the bytes are read back by a reader of its own and drawn as text.
import { expect, test } from "vitest";
import type { TicketPaper } from "../../drivers/kernel/model.ts";
import { encodeOps } from "../../drivers/printers/lang-escpos.ts";
import { displayWidth } from "../../drivers/printers/text-gb18030.ts";
import { ticketOps } from "../../drivers/printers/ticket-layout.ts";
import { SETTINGS } from "./scripted-printer.ts";

const COLUMNS = 32;

interface Head {
  at: number;
  line: number[];
  scale: number;
  height: number;
  align: number;
  inverse: boolean;
  qr: string;
  readonly lines: string[];
}

/** Length of each command that only sets something; the byte before the parameters is the key. */
const SETTERS: Readonly<Record<string, number>> = { "1b45": 3, "1b40": 2, "1c26": 2 };

function endLine(head: Head): void {
  const text = new TextDecoder("gb18030").decode(Uint8Array.from(head.line)).trimEnd();
  const free = COLUMNS - displayWidth(text) * head.scale;
  const left = " ".repeat(head.align === 1 ? Math.max(0, Math.floor(free / 2)) : 0);
  const size = head.scale === 1 && head.height === 1 ? "" : ` (${head.scale}×${head.height})`;
  head.lines.push(text === "" ? "" : left + (head.inverse ? `[${text}]` : text) + size);
  head.line = [];
}

function symbol(bytes: Uint8Array, head: Head): void {
  const length = (bytes[head.at + 3] ?? 0) + 256 * (bytes[head.at + 4] ?? 0);
  const fn = bytes[head.at + 6];
  if (fn === 0x50) head.qr = Buffer.from(bytes.slice(head.at + 8, head.at + 5 + length)).toString("utf8");
  if (fn === 0x51) head.line.push(...Buffer.from(`<QR ${head.qr}>`));
  head.at += 5 + length;
}

function command(bytes: Uint8Array, head: Head): void {
  const [one = 0, two = 0, three = 0] = bytes.slice(head.at);
  const key = Buffer.from([one, two]).toString("hex");
  if (key === "1d28") {
    symbol(bytes, head);
    return;
  }
  if (key === "1d56") head.lines.push("- - - - - - - - - - - - - - - -");
  if (key === "1b61") head.align = three;
  if (key === "1d42") head.inverse = three === 1;
  if (key === "1d21") [head.scale, head.height] = [(three >> 4) + 1, (three & 7) + 1];
  const length = SETTERS[key] ?? (key === "1d56" ? 4 : 3);
  expect(["1b40", "1c26", "1b45", "1d56", "1b61", "1d42", "1d21"]).toContain(key);
  head.at += length;
}

function draw(bytes: Uint8Array): string[] {
  const head: Head = { at: 0, line: [], scale: 1, height: 1, align: 0, inverse: false, qr: "", lines: [] };
  while (head.at < bytes.length) {
    const byte = bytes[head.at] ?? 0;
    if (byte === 0x1b || byte === 0x1c || byte === 0x1d) command(bytes, head);
    else if (byte === 0x0a) {
      endLine(head);
      head.at += 1;
    } else {
      head.line.push(byte);
      head.at += 1;
    }
  }
  return head.lines;
}

test("a reprinted ticket on 58 mm paper", () => {
  const paper: TicketPaper = {
    hall: "示例政务服务大厅",
    number: "A001",
    service: "社会保险",
    ahead: "前方等待 3 人",
    estimate: "预计 5-10 分钟 / 5-10 min",
    time: "2026-05-06 09:30",
    place: "1 号窗口区",
    notes: ["过号三次作废，请重新取号。After 3 calls please take a new number.", "请带身份证（原件）。"],
    qr: "http://h.example/t/3fQ7",
    shortCode: "K7P-3X2",
    reprint: true,
  };
  expect(draw(encodeOps(ticketOps(paper, SETTINGS)))).toEqual([
    "    [补打 REPRINT] (2×2)",
    "        示例政务服务大厅 (1×2)",
    "A001 (8×8)",
    "        社会保险 (2×2)",
    "   前方等待 3 人 (2×2)",
    "   预计 5-10 分钟 / 5-10 min (1×2)",
    "        2026-05-06 09:30",
    "      1 号窗口区 (2×2)",
    "",
    "过号三次作废，请重新取号。After",
    "3 calls please take a new",
    "number.",
    "请带身份证（原件）。",
    "<QR http://h.example/t/3fQ7>".padStart(30),
    "            K7P-3X2 (1×2)",
    "- - - - - - - - - - - - - - - -",
  ]);
});
