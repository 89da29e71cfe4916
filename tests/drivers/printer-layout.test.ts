// What one ticket, its symbols and the test page are made of.
import fc from "fast-check";
import QRCode from "qrcode";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { TicketPaper } from "../../drivers/kernel/model.ts";
import { escpos } from "../../drivers/printers/escpos.ts";
import type { EscposOp } from "../../drivers/printers/escpos-ops.ts";
import { EscposSettings } from "../../drivers/printers/escpos-settings.ts";
import { encodeOps } from "../../drivers/printers/lang-escpos.ts";
import { bitmapFromRows, packRows, qrModules } from "../../drivers/printers/raster.ts";
import { testPageOps } from "../../drivers/printers/test-page.ts";
import { displayWidth, encodeText } from "../../drivers/printers/text-gb18030.ts";
import { ticketOps } from "../../drivers/printers/ticket-layout.ts";
import { toHex } from "./adapters/adapter.ts";
import { SETTINGS } from "./scripted-printer.ts";

const URL = "https://hall.example/t/3fQ7pXk2mZ8vRb5nTc9wLd";
const PAPER: TicketPaper = {
  hall: "示例政务服务大厅 Demo Service Hall",
  number: "A001",
  service: "社会保险 Social insurance",
  ahead: "前方等待 3 人 / 3 ahead",
  estimate: "预计 5–10 分钟 / 5–10 min",
  time: "2026-05-06 09:30",
  place: "1 号窗口区 Area 1",
  notes: ["过号三次作废，请重新取号。 After 3 calls the number lapses.", "请带身份证原件。"],
  qr: URL,
  shortCode: "K7P-3X2",
  reprint: false,
};
const hex = (...ops: EscposOp[]) => toHex(encodeOps(ops));
const texts = (ops: readonly EscposOp[]) => ops.flatMap((op) => (op.op === "text" ? [op.text] : []));

/** Widest text line in dots, at the size in force. */
function widestDots(ops: readonly EscposOp[]): number {
  let scale = 1;
  let widest = 0;
  for (const op of ops) {
    if (op.op === "size") scale = op.width;
    if (op.op === "text") widest = Math.max(widest, displayWidth(op.text) * 12 * scale);
  }
  return widest;
}

const sizeOf = (ops: readonly EscposOp[], text: string) => {
  const at = ops.findIndex((op) => op.op === "text" && op.text === text);
  return ops.slice(0, at).findLast((op) => op.op === "size");
};

describe.each([384, 512, 576])("a ticket %i dots wide", (dotsPerLine) => {
  const settings = { ...SETTINGS, dotsPerLine };
  const ops = ticketOps(PAPER, settings);

  test("begins in a known state and ends with the cut", () => {
    expect(ops.slice(0, 2)).toEqual([{ op: "init" }, { op: "kanji", on: true }]);
    expect(ops.at(-1)).toEqual({ op: "cut", kind: "partial", feed: 40 });
  });

  test("says everything in the order of the hall's rule", () => {
    const all = texts(ops).join("").replaceAll(" ", "");
    const order = [
      "示例政务",
      "A001",
      "社会保险",
      "前方等待3人",
      "预计5–10",
      "09:30",
      "1号窗口区",
      "过号三次",
      "请带",
      "K7P",
    ];
    const places = order.map((word) => all.indexOf(word));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places).not.toContain(-1);
    const qrAt = ops.findIndex(({ op }) => op === "qr");
    const notesAt = ops.findIndex((op) => op.op === "text" && op.text.startsWith("请带"));
    const codeAt = ops.findIndex((op) => op.op === "text" && op.text === "K7P-3X2");
    expect(notesAt < qrAt && qrAt < codeAt).toBe(true);
  });

  test("stays within the paper and has the number largest, as large as it fits", () => {
    expect(widestDots(ops)).toBeLessThanOrEqual(dotsPerLine);
    expect(sizeOf(ops, "A001")).toEqual({ op: "size", width: 8, height: 8 });
    const long = ticketOps({ ...PAPER, number: "AB123456" }, settings);
    const scale = Math.floor(dotsPerLine / (12 * 8));
    expect(sizeOf(long, "AB123456")).toEqual({ op: "size", width: scale, height: scale });
  });

  test("the QR code and its quiet zone fit the paper", () => {
    const symbol = qrModules(URL, "M");
    const qr = ops.find((op) => op.op === "qr");
    expect(qr?.op === "qr" && (Number(symbol?.width) + 8) * qr.size <= dotsPerLine).toBe(true);
    expect(qr).toMatchObject({ data: URL, model: 2, ec: "M", size: 6 });
  });
});

test("bytes of a small ticket, command by command", () => {
  const empty = { hall: "", service: "", ahead: "", estimate: "", place: "", qr: "", shortCode: "", notes: [] };
  const paper: TicketPaper = { ...PAPER, ...empty, number: "A001", time: "09:30" };
  expect(toHex(encodeOps(ticketOps(paper, SETTINGS)))).toBe(
    ["1b40", "1c26", "1b6101", "1b4501", "1d2177", "41303031", "0a", "1d2100", "1b4500"].join("") +
      ["1d2100", "30393a3330", "0a", "1d2100", "1d564228"].join(""),
  );
});

test("a paper after the first is marked on top; the first is not", () => {
  const marked = texts(ticketOps({ ...PAPER, reprint: true }, SETTINGS));
  expect(marked[0]).toBe("补打 REPRINT");
  expect(texts(ticketOps(PAPER, SETTINGS)).join("")).not.toContain("补打");
});

test.each([
  ["partial", 40, [{ op: "cut", kind: "partial", feed: 40 }]],
  ["full", 0, [{ op: "cut", kind: "full", feed: 0 }]],
  [
    "none",
    40,
    [
      { op: "feedLines", n: 4 },
      { op: "feedDots", n: 40 },
    ],
  ],
] as const)("cut: %s", (cut, feedBeforeCut, last) => {
  const ops = ticketOps(PAPER, { ...SETTINGS, cut, feedBeforeCut });
  expect(ops.slice(-last.length)).toEqual(last);
});

test("whatever a hall writes into a ticket, it prints within the paper", () => {
  const words = fc.string({ unit: "grapheme", maxLength: 50 });
  const paper = fc.record({
    ...{ hall: words, number: words, service: words, ahead: words, estimate: words, time: words, place: words },
    ...{ notes: fc.array(words, { maxLength: 20 }), shortCode: words, reprint: fc.boolean() },
    qr: fc.oneof(words, fc.string({ minLength: 3000, maxLength: 4000 })),
  });
  fc.assert(
    fc.property(paper, fc.constantFrom(384, 512, 576), (ticket, dotsPerLine) => {
      const ops = ticketOps(ticket, { ...SETTINGS, dotsPerLine });
      expect(widestDots(ops)).toBeLessThanOrEqual(dotsPerLine);
      expect(encodeOps(ops).length).toBeLessThan(20_000);
    }),
    { numRuns: 60 },
  );
});

describe("QR as a picture", () => {
  test("is module for module the symbol of the qrcode package, doubled by the printer where it can", () => {
    const symbol = QRCode.create("A001", { errorCorrectionLevel: "M" }).modules;
    const ops = ticketOps({ ...PAPER, qr: "A001" }, { ...SETTINGS, qr: "raster", qrModule: 6 });
    const picture = ops.find((op) => op.op === "bitmap");
    if (picture?.op !== "bitmap") throw new Error("no picture");
    expect(picture.scale).toBe(3);
    expect(picture.bitmap.width).toBe(symbol.size * 3);
    for (let y = 0; y < picture.bitmap.height; y++) {
      for (let x = 0; x < picture.bitmap.width; x++) {
        const module = symbol.data[Math.floor(y / 3) * symbol.size + Math.floor(x / 3)];
        expect(picture.bitmap.dots[y * picture.bitmap.width + x]).toBe(module);
      }
    }
    const bytes = toHex(encodeOps([picture]));
    expect(bytes.startsWith("1d763003" + "0800" + "3f00")).toBe(true);
    expect(bytes.length / 2).toBe(8 + 8 * 63);
  });

  test("a code that no phone could read at this width is left out, and the short code stays", () => {
    const ops = ticketOps({ ...PAPER, qr: "x".repeat(1500) }, SETTINGS);
    expect(ops.some(({ op }) => op === "qr" || op === "bitmap")).toBe(false);
    expect(texts(ops)).toContain("K7P-3X2");
  });
});

describe("symbols and pictures", () => {
  test("QR, CODE128, EAN13 as the published examples", () => {
    expect(hex({ op: "qr", data: "1234", model: 2, size: 3, ec: "L" })).toBe(
      "1d286b0400314132001d286b03003143031d286b03003145301d286b0700315030313233341d286b0300315130",
    );
    expect(hex({ op: "code128", set: "B", data: "A001" })).toBe("1d6b49067b4241303031");
    expect(hex({ op: "code128", set: "B", data: "a{b" })).toBe("1d6b49067b42617b7b62");
    expect(hex({ op: "code128", set: "A", data: "A\u0001" })).toBe("1d6b49047b414101");
    expect(hex({ op: "code128", set: "C", data: "0099" })).toBe("1d6b49047b430063");
    expect(hex({ op: "ean13", data: "4006381333931" })).toBe("1d6b023430303633383133333339333100");
  });

  test("QR data longer than 252 bytes carries its length in two bytes", () => {
    const data = "9".repeat(600);
    expect(hex({ op: "qr", data, model: 1, size: 16, ec: "H" })).toContain(`1d286b${"5b02"}315030${"39".repeat(600)}`);
  });

  test.each<EscposOp>([
    { op: "code128", set: "C", data: "123" },
    { op: "code128", set: "A", data: "a" },
    { op: "code128", set: "B", data: "é" },
    { op: "code39", data: "abc" },
    { op: "ean13", data: "123" },
    { op: "qr", data: "", model: 2, size: 3, ec: "L" },
    { op: "qr", data: "1", model: 2, size: 17, ec: "L" },
    { op: "size", width: 9, height: 1 },
    { op: "feedLines", n: 256 },
    { op: "processId", id: "12345" },
    { op: "raster", rows: [] },
    { op: "printWidth", dots: -1 },
  ])("a mistake of the caller is refused: %j", (op) => {
    expect(() => encodeOps([op])).toThrow();
  });

  test("rows are padded to whole bytes, leftmost dot first", () => {
    expect(toHex(packRows(bitmapFromRows(["#.......#", ".#"])))).toBe("80804000");
  });

  test("the commands of the tables that no vector shows", () => {
    expect(hex({ op: "feedDots", n: 24 }, { op: "codeTable", n: 0 }, { op: "international", n: 15 })).toBe(
      "1b4a18" + "1b7400" + "1b520f",
    );
    expect(hex({ op: "cut", kind: "partial" }, { op: "oldCut", kind: "full" }, { op: "oldCut", kind: "partial" })).toBe(
      "1d5601" + "1b69" + "1b6d",
    );
    expect(hex({ op: "processId", id: "AB42" }, { op: "recover", n: 2 }, { op: "gsI", n: 67 })).toBe(
      "1d28480600303041423432" + "100502" + "1d4943",
    );
    expect(hex({ op: "mode", bold: true, doubleHeight: true, doubleWidth: true, underline: true, font: "B" })).toBe(
      "1b21b9",
    );
    expect(hex({ op: "position", dots: 300 }, { op: "kanjiSpacing", left: 1, right: 2 })).toBe("1b242c01" + "1c530102");
    expect(hex({ op: "upsideDown", on: true }, { op: "kanjiStyle", n: 8 }, { op: "kanjiQuad", on: true })).toBe(
      "1b7b01" + "1c2108" + "1c5701",
    );
    expect(hex({ op: "characterSpacing", dots: 3 }, { op: "font", font: "B" }, { op: "clearBuffer" })).toBe(
      "1b2003" + "1b4d01" + "10140801031401060208",
    );
  });

  test("a picture beyond 65,535 bytes goes out with the four-byte length", () => {
    const rows = Array.from({ length: 700 }, () => "#".repeat(800));
    expect(hex({ op: "graphics", rows }).slice(0, 34)).toBe(`1d384c${"7a110100"}30703001013120${"03bc02"}`);
  });
});

test("the test page has ruler, three sizes, four QR codes, bar and state, and is quick on a slow line", () => {
  const ops = testPageOps({ ...SETTINGS, dotsPerLine: 576 }, "纸将尽 paper near end");
  const count = (name: string) => ops.filter(({ op }) => op === name).length;
  expect([count("qr"), count("bitmap"), count("cut")]).toEqual([4, 2, 1]);
  expect(ops.flatMap((op) => (op.op === "size" ? [op.width] : []))).toEqual([1, 2, 3, 1]);
  expect(texts(ops).join("\n")).toContain("纸将尽 paper near end");
  expect(texts(ops).flatMap((text) => encodeText(text, "gb18030").missing)).toEqual([]);
  expect(widestDots(ops)).toBeLessThanOrEqual(576);
  expect(encodeOps(ops).length).toBeLessThan(3500);
});

describe("settings", () => {
  test("every one has a default, and the defaults are those of the printers most halls have", () => {
    const filled = Value.Default(EscposSettings, {});
    expect(Compile(EscposSettings).Check(filled)).toBe(true);
    expect(filled).toMatchObject({ dotsPerLine: 576, encoding: "gb18030", cut: "partial", confirm: "barrier" });
    expect(escpos.session(filled as EscposSettings).step({ type: "opened" }).length).toBeGreaterThan(0);
  });

  test.each([{ dotsPerLine: 100 }, { cut: "maybe" }, { colour: true }])("%j is refused", (wrong) => {
    expect(Compile(EscposSettings).Check(Value.Default(EscposSettings, wrong))).toBe(false);
  });
});
