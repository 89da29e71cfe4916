// Text on Chinese printers: every GBK character as the system's iconv codes it, never four bytes, never a control code.
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { breakLines } from "../../drivers/printers/line-break.ts";
import { displayWidth, encodeText, missingGlyphs } from "../../drivers/printers/text-gb18030.ts";
import { toHex } from "./adapters/adapter.ts";

const hexOf = (text: string, ...options: [("gb18030" | "gbk")?, ("none" | "a2e3" | "80")?]): string =>
  toHex(encodeText(text, options[0] ?? "gb18030", options[1]).bytes);

/** Every character beyond ASCII that CP936 has, by the system's iconv; private-use characters have no glyph. */
function gbkBySystem(): [character: string, hex: string][] {
  const characters: string[] = [];
  for (let code = 0xa0; code < 0xd800; code++) characters.push(String.fromCodePoint(code));
  for (let code = 0xf900; code <= 0xffff; code++) characters.push(String.fromCodePoint(code));
  const input = Buffer.from(characters.join("\n"), "utf8");
  let coded: Buffer;
  try {
    coded = execFileSync("iconv", ["-c", "-f", "UTF-8", "-t", "CP936"], { input, maxBuffer: 1 << 24 });
  } catch (error) {
    // "-c" leaves out what it cannot code and says so with its exit status.
    coded = (error as { stdout: Buffer }).stdout;
  }
  const lines = coded.toString("latin1").split("\n");
  return characters.flatMap((character, at) => {
    const line = lines[at] ?? "";
    return line === "" ? [] : [[character, Buffer.from(line, "latin1").toString("hex")]];
  });
}

describe("against the system's iconv", () => {
  const table = gbkBySystem();

  test("all 21,791 double-byte characters of GBK, in both settings", () => {
    const doubleByte = table.filter(([character, hex]) => hex.length === 4 && character !== "€");
    expect(doubleByte.length).toBe(21_791);
    for (const encoding of ["gbk", "gb18030"] as const) {
      const wrong = doubleByte.filter(([character, hex]) => hexOf(character, encoding) !== hex);
      expect(wrong).toEqual([]);
    }
  });

  test("what GBK lacks is a question mark in the gbk setting, and reported", () => {
    const known = new Set(table.map(([character]) => character));
    for (let code = 0xa6; code < 0xd800; code++) {
      const character = String.fromCodePoint(code);
      if (known.has(character) || character === "€") continue;
      const { bytes, missing } = encodeText(character, "gbk");
      expect([toHex(bytes), missing]).toEqual(["3f", [character]]);
    }
  });
});

test("the yen sign is the full-width one; the euro is as set; rare characters are question marks and reported", () => {
  expect(hexOf("¥5")).toBe("a3a435");
  expect([hexOf("€"), hexOf("€", "gb18030", "a2e3"), hexOf("€", "gbk", "80")]).toEqual(["3f", "a2e3", "80"]);
  expect(encodeText("办㐀理😀㐀", "gb18030")).toEqual({
    bytes: Uint8Array.from(Buffer.from("b0ec3fc0ed3f3f", "hex")),
    missing: ["㐀", "😀"],
  });
  expect(missingGlyphs("€办\u3400")).toEqual(["€", "\u3400"]);
  expect(missingGlyphs("€办", "gb18030", "a2e3")).toEqual([]);
  expect(missingGlyphs("办", "gbk")).toEqual([]);
});

test("a no-break space is a space; control characters never reach the printer", () => {
  expect(hexOf("a\u00a0b")).toBe("612062");
  expect(hexOf("\u001b@\u001dV\u0000\u0010\u0004\u007f\u0085")).toBe("3f403f563f3f3f3f3f");
});

test("width is what the head prints: two columns for each double-byte character", () => {
  expect(displayWidth("A001 办理")).toBe(9);
  expect(displayWidth("“é”㐀😀")).toBe(8);
});

test("any text: only printable bytes and valid pairs, width = bytes", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom("gb18030" as const, "gbk" as const),
      (text, encoding) => {
        const { bytes } = encodeText(text, encoding);
        expect(displayWidth(text, encoding)).toBe(bytes.length);
        // Pairs and single printable bytes, to the end.
        expect(toHex(bytes)).toMatch(/^(?:(?:8[1-9a-f]|[9a-e].|f[0-9a-e])[4-9a-f].|[2-6].|7[0-9a-e])*$/);
      },
    ),
  );
});

describe("line breaking", () => {
  test("Chinese breaks anywhere, but no line begins with a stop or ends with an opening bracket", () => {
    expect(breakLines("过号三次作废，请重新取号。", 12)).toEqual(["过号三次作", "废，请重新取", "号。"]);
    expect(breakLines("请带身份证（原件）", 12)).toEqual(["请带身份证", "（原件）"]);
  });

  test("words and numbers stay whole unless longer than a line", () => {
    expect(breakLines("Please bring your ID card", 12)).toEqual(["Please bring", "your ID card"]);
    expect(breakLines("abcdefghijklmnop", 6)).toEqual(["abcdef", "ghijkl", "mnop"]);
    expect(breakLines("第A001号到12窗口", 8)).toEqual(["第A001号", "到12窗口"]);
  });

  test("line feeds are kept", () => {
    expect(breakLines("一\n二", 10)).toEqual(["一", "二"]);
  });

  test("any text: no line is too wide and nothing but spaces is lost", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 4, max: 48 }), (text, columns) => {
        const lines = breakLines(text, columns);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        const bare = (words: string) => words.replace(/\s/gu, "");
        if (lines.length < 40) expect(bare(lines.join(""))).toBe(bare(text));
      }),
    );
  });
});
