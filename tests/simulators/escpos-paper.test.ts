// What stands on the simulated printer's paper: text against the system's iconv, sizes, symbols, pictures.
import { execFileSync } from "node:child_process";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { describe, expect, test } from "vitest";
import { CODE39, CODE128, code39Bars, code128Bars, code128Values, ean13Bars } from "../../simulators/printers/bars.ts";
import { EscposPrinterSim } from "../../simulators/printers/escpos.ts";
import { EscposReader } from "../../simulators/printers/escpos-ops.ts";
import { EscposParser } from "../../simulators/printers/escpos-parse.ts";
import type { PaperItem } from "../../simulators/printers/paper.ts";
import { PrintHead } from "../../simulators/printers/print-head.ts";
import { Wire } from "./turned-clock.ts";

const latin = (text: string): string => Buffer.from(text, "latin1").toString("hex");
const iconv = (text: string): string =>
  execFileSync("iconv", ["-f", "UTF-8", "-t", "GBK"], { input: text }).toString("hex");
const CUT = "1d564200";

/** The tickets these bytes make. */
function printed(hex: string): readonly { text: string; png: Buffer }[] {
  const device = new EscposPrinterSim();
  new Wire(device).hear(hex);
  return device.tickets;
}

const textOf = (hex: string): string | undefined => printed(hex + CUT)[0]?.text;

/** The paper as the head leaves it. */
function itemsOf(hex: string): readonly PaperItem[] {
  const parser = new EscposParser();
  const reader = new EscposReader();
  const head = new PrintHead(576, () => undefined);
  const bytes = Buffer.from(hex.replace(/\s+/g, ""), "hex");
  for (const token of parser.push(bytes)) head.perform(reader.read(token));
  return head.items;
}

const lines = (hex: string): string[] =>
  itemsOf(hex).flatMap((item) => (item.kind === "line" ? [item.runs.map(({ text }) => text).join("")] : []));

describe("text", () => {
  test("every sign that GBK and the Unicode block of Chinese signs share, as the system's iconv encodes it", () => {
    const signs = Array.from({ length: 0x9fa6 - 0x4e00 }, (_, i) => String.fromCharCode(0x4e00 + i)).join("");
    expect(lines(`${iconv(signs)}0a`).join("")).toBe(signs);
  });

  test("signs of the hall, and what GBK has besides Chinese", () => {
    const text = "政务服务大厅 您的号码 A001，前面还有 3 人。￥18.50 — “请” №① αβ ЖЯ ぁカ ─┼ ℃ 〇";
    expect(lines(`${iconv(text)}0a`).join("")).toBe(text);
  });

  test("a sign cut in two by the line is one sign", () => {
    const device = new EscposPrinterSim();
    const wire = new Wire(device);
    for (const byte of Buffer.from(`${iconv("请取号")}0a${CUT}`, "hex")) wire.hear(Buffer.of(byte).toString("hex"));
    expect(device.tickets[0]?.text).toBe("请取号");
  });

  test("four-byte GB18030 leaves its digits behind, as on the real machine", () => {
    expect(textOf("81308436 0a")).toBe("06");
    expect(textOf("8139ee39 0a")).toBe("99");
    expect(textOf("a3a4 0a")).toBe("￥");
    expect(textOf("a2e3 0a")).toBe("€");
  });

  test("with Chinese switched off the bytes are single signs; ESC @ and the power switch it on again", () => {
    const please = "c7eb";
    expect(textOf(`1c2e ${please} 0a`)).toBe("╟δ");
    expect(textOf(`1c2e 1c26 ${please} 0a`)).toBe("请");
    expect(textOf(`1c2e 1b40 ${please} 0a`)).toBe("请");
  });

  test("ESC @ forgets the line that was not printed yet", () => {
    expect(textOf(`${latin("lost")} 1b40 ${latin("A001")} 0a`)).toBe("A001");
  });
});

describe("the line", () => {
  const many = latin("x".repeat(200));
  test.each([
    ["font A", "", 48],
    ["font B", "1b4d01", 64],
    ["font B as a digit", "1b4d31", 64],
    ["double width", "1d2110", 24],
    ["eightfold width", "1d2177", 6],
    ["double width by the combined mode", "1b2120", 24],
    ["small font by the combined mode", "1b2101", 64],
    ["a margin", "1d4c6000", 40],
    ["a narrow area", "1d576000", 8],
    ["a margin and an area wider than the rest", "1d4c60001d57ffff", 40],
  ])("holds as many signs as fit: %s", (_, set, signs) => {
    expect(lines(`${set}${many}0a`)[0]).toHaveLength(signs);
  });

  test("Chinese signs are twice as wide", () => {
    expect(lines(`${iconv("国".repeat(100))}0a`)[0]).toHaveLength(24);
  });

  test("each mode is switched on and off for what follows", () => {
    const [item] = itemsOf(
      "41 1b4501 42 1b4500 43 1b4701 44 1b4700 1d4201 45 1d4200 1b2d02 46 1b2d30 1d2112 47 1b21b8 48 0a",
    );
    const plain = { wide: 1, high: 1, bold: false, underline: 0, invert: false, font: "A" };
    expect(item?.kind === "line" ? item.runs : []).toEqual([
      { ...plain, text: "A" },
      { ...plain, text: "B", bold: true },
      { ...plain, text: "C" },
      { ...plain, text: "D", bold: true },
      { ...plain, text: "E", invert: true },
      { ...plain, text: "F", underline: 2 },
      { ...plain, text: "G", wide: 2, high: 3 },
      { ...plain, text: "H", bold: true, wide: 2, high: 2, underline: 1 },
    ]);
    const plainly = itemsOf("1b21b8 1d4201 1b2d01 1b40 41 0a");
    expect(plainly).toMatchObject([{ runs: [{ ...plain, text: "A" }] }]);
  });

  test("is aligned only at its start, and spaced as told", () => {
    const aligned = itemsOf("1b6101 41 1b6102 42 0a 1b6132 43 0a 1b6100 1b3310 44 0a 1b32 45 0a");
    expect(aligned.map((item) => (item.kind === "line" ? [item.align, item.pitch] : []))).toEqual([
      ["center", 30],
      ["right", 30],
      ["left", 16],
      ["left", 30],
    ]);
    expect(itemsOf("1b6102 41 0a")).toMatchObject([{ align: "right" }]);
    expect(itemsOf("1b6403 1b4a18")).toEqual([
      { kind: "feed", dots: 90 },
      { kind: "feed", dots: 24 },
    ]);
  });
});

describe("the published sequences", () => {
  const QR_1234 = "1d286b040031413200 1d286b0300314303 1d286b0300314530 1d286b0700315030 31323334 1d286b0300315130";
  test.each([
    ["Chinese text", "1b40 1c26 cabec0fdcec4b1beb4f2d3a1bbfa21 0a 1c2e", "示例文本打印机!"],
    ["QR", QR_1234, "[QR 1234]"],
    ["CODE128-B", "1d6b490d 7b42 3031324142434461626364", "[CODE128 012ABCDabcd]"],
    ["CODE128-C, pairs of digits", "1d6b4905 7b43 15202b", "[CODE128 213243]"],
    ["CODE128 with a brace and a change of set", "1d6b490a 7b42 41 7b7b 42 7b43 0063", "[CODE128 A{B0099]"],
    ["CODE39", "1d6b4504 31323334", "[CODE39 1234]"],
    ["CODE39 up to NUL", "1d6b04 31323334 00", "[CODE39 1234]"],
    ["EAN13", "1b61011d68401d77031d66001d48021d6b02 34303036333831333333393331 00", "[EAN13 4006381333931]"],
    ["raster", "1d76300001000200c000", "[图 8x2]"],
    ["graphics", "1d284c0b0030703001013101000100801d284c02003032", "[图 1x1]"],
    ["graphics with the long count", "1d384c0b000000 30703001013101000100 80 1d284c02003032", "[图 1x1]"],
    [
      "PDF417",
      "1d286b03003046001d286b03003041001d286b03003043031d286b03003044031d286b0400304531011d286b07003050303132333" +
        "41d286b0300305130",
      "[PDF417 1234]",
    ],
    ["self test", "1b401254", "自检 SELF TEST"],
  ])("%s", (_, hex, text) => {
    expect(textOf(hex)).toBe(text);
  });

  test("a whole ticket, as a well-known library writes it, without FS &", () => {
    const hex =
      "1b520f1b61011d2111c4fab5c4bac5c2eb20413030310a1b2100c7b0c3e6bbb9d3d0203320c8cb0a" +
      "1d286b0400314132001d286b0300314306" +
      "1d286b03003145311d286b0700315030413030311d286b03003151301b64041b64041d56001b40";
    expect(printed(hex)).toMatchObject([{ text: "您的号码 A001\n前面还有 3 人\n[QR A001]", cut: "full" }]);
  });

  test("a document of another generator, with everything it sends besides", () => {
    const hex =
      "1b401d61001b4d301c2841020030001b20001c5300001b33001b7b001c2e1b2d301c2d301b45301d42301d21001d4c00001d578001" +
      "1b61001d77021d683c1d48021d6b49067b4241303031 1b2400001b74001c2620 0a1d5642001d7231";
    expect(printed(hex)).toMatchObject([{ text: "[CODE128 A001]", cut: "partial" }]);
  });
});

describe("symbols", () => {
  const store = (text: string): string => {
    const length = text.length + 3;
    return `1d286b${Buffer.of(length & 0xff, length >> 8).toString("hex")}315030${latin(text)}`;
  };
  const print = "1d286b0300315130";

  test("a QR code keeps its data and is printed with the settings of that moment", () => {
    const items = itemsOf(`1d286b0300314508 ${store("A001")} 1d286b0300314310 1d286b0300314533 ${print} ${print}`);
    const qr = { kind: "qr", data: "A001", module: 16, ec: "H" };
    expect(items).toMatchObject([qr, qr]);
    expect(itemsOf(`${store("A001")}${store("B002")}${print}`)).toMatchObject([{ data: "B002", module: 3, ec: "L" }]);
  });

  test("long data needs the high byte of the count", () => {
    const url = `http://hall.example/t/${"a".repeat(300)}`;
    expect(itemsOf(store(url) + print)).toMatchObject([{ kind: "qr", data: url }]);
  });

  test("nothing stored, nothing printed; ESC @ forgets it", () => {
    expect(itemsOf(print)).toEqual([]);
    expect(itemsOf(`${store("A001")}1b40${print}`)).toEqual([]);
  });

  test("CODE128: eleven modules a sign, all different, and the published check symbol", () => {
    expect(new Set(CODE128).size).toBe(107);
    const widths = CODE128.map((widths) => [...widths].reduce((sum, width) => sum + Number(width), 0));
    expect(widths.slice(0, 106).every((sum) => sum === 11)).toBe(true);
    expect(widths[106]).toBe(13);
    // The example everybody prints: PJJ123C in set A has check symbol 54.
    expect(code128Values([{ set: "A", data: "PJJ123C" }])).toEqual([103, 48, 42, 42, 17, 18, 19, 35, 54, 106]);
    expect(code128Bars([{ set: "C", data: "" }]).slice(0, 11)).toBe("11010011100");
    expect(code128Bars([])).toBe("");
  });

  test("CODE39: three wide elements of nine, all different, with its stars", () => {
    expect(new Set(CODE39).size).toBe(44);
    expect(CODE39.every((sign) => [...sign].filter((element) => element === "w").length === 3)).toBe(true);
    expect(code39Bars("A").split("").length).toBe(3 * 15 + 2);
    expect(code39Bars("ä")).toBe("");
  });

  test("EAN13: 95 modules with guards, and the check digit is added to twelve", () => {
    const bars = ean13Bars("4006381333931");
    expect(bars).toHaveLength(95);
    expect([bars.slice(0, 3), bars.slice(45, 50), bars.slice(92)]).toEqual(["101", "01010", "101"]);
    expect(ean13Bars("400638133393")).toBe(bars);
    // The left half of 4006381333931, 0 odd 0 even 6 odd 3 odd 8 even 1 even, from the published tables.
    expect(bars.slice(3, 45)).toBe("000110101001110101111011110100010010110011");
    expect(ean13Bars("12")).toBe("");
  });
});

/** Black dots of a picture, by row and column. */
async function dots(png: Buffer): Promise<{ width: number; height: number; black(x: number, y: number): boolean }> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  return {
    width: image.width,
    height: image.height,
    black: (x, y) => (data[(y * image.width + x) * 4] ?? 255) < 128,
  };
}

describe("the picture", () => {
  const pictureOf = async (hex: string) => dots(printed(hex + CUT)[0]?.png ?? Buffer.alloc(0));
  /** White above the first line. */
  const TOP = 24;

  test("a raster stands dot for dot where the alignment puts it", async () => {
    const { width, black } = await pictureOf("1b6101 1d763000 0200 0200 8001 c003");
    const x = (576 - 16) / 2;
    expect(width).toBe(576);
    const row = (y: number) => Array.from({ length: 16 }, (_, i) => (black(x + i, TOP + y) ? "#" : ".")).join("");
    expect([row(0), row(1)]).toEqual(["#..............#", "##............##"]);
    expect([black(x - 1, TOP), black(x + 16, TOP)]).toEqual([false, false]);
  });

  test("raster mode 3 makes four dots of one", async () => {
    const { black } = await pictureOf("1d763003 0100 0100 40");
    const at = (y: number) => Array.from({ length: 6 }, (_, x) => (black(x, TOP + y) ? "#" : ".")).join("");
    expect([at(0), at(1), at(2)]).toEqual(["..##..", "..##..", "......"]);
  });

  test("a QR code has its three eyes, as large as the module says", async () => {
    const { black } = await pictureOf("1d286b0300314305 1d286b0700315030 41303031 1d286b0300315130");
    const eye = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"];
    const seen = (left: number, top: number) =>
      eye.map((row, y) =>
        [...row].map((_, x) => (black((left + x) * 5 + 2, TOP + (top + y) * 5 + 2) ? "#" : ".")).join(""),
      );
    expect([seen(0, 0), seen(14, 0), seen(0, 14)]).toEqual([eye, eye, eye]);
  });

  test("bars stand as high as told", async () => {
    const { black } = await pictureOf("1d6820 1d7702 1d6b4906 7b42 41303031");
    const bars = code128Bars([{ set: "B", data: "A001" }]);
    const seen = Array.from({ length: bars.length }, (_, at) => (black(at * 2, TOP + 31) ? "1" : "0")).join("");
    expect(seen).toBe(bars);
    expect(black(0, TOP + 32)).toBe(false);
  });

  test("text is drawn, larger when told, and inverted text is mostly black", async () => {
    const count = async (hex: string) => {
      const { width, height, black } = await pictureOf(hex);
      let sum = 0;
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) sum += black(x, y) ? 1 : 0;
      return { height, black: sum };
    };
    const plain = await count("c7eb 0a");
    const large = await count("1d2133 c7eb 0a");
    const inverted = await count("1d4201 c7eb 0a");
    expect(plain.black).toBeGreaterThan(30);
    expect(large.black).toBeGreaterThan(plain.black * 8);
    expect(large.height - plain.height).toBe(4 * 24 - 30);
    expect(inverted.black).toBeGreaterThan((24 * 24) / 2);
  });

  test("data that no QR code can hold prints nothing and harms nothing", async () => {
    const length = 5000 + 3;
    const count = Buffer.of(length & 0xff, length >> 8).toString("hex");
    const { black } = await pictureOf(`1d286b${count}315030${latin("é".repeat(5000))}1d286b0300315130 ffff`);
    expect(black(0, TOP)).toBe(false);
  });
});
