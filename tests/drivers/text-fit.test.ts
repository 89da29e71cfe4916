// What a strip can show: counting cells, choosing the sentence, and the characters a card lacks.
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { cellsOf, fitText } from "../../drivers/led/text-fit.ts";
import { encodeGbk, missingInGbk, showableText } from "../../drivers/led/text-gbk.ts";

describe("cells", () => {
  test.each([
    ["请A001号到3号窗口", 8.5],
    ["请A001号办理", 6],
    ["A001", 2],
    ["", 0],
    ["～", 1],
  ])("%s takes %d", (text, cells) => {
    expect(cellsOf(text)).toBe(cells);
  });
});

describe("the sentence shown", () => {
  const texts = ["请A001号到3号窗口", "请A001号办理", "A001"];

  test("is the first that fits", () => {
    expect(fitText(texts, 9)).toEqual({ text: "请A001号到3号窗口", fits: true });
    expect(fitText(texts, 8)).toEqual({ text: "请A001号办理", fits: true });
    expect(fitText(texts, 6)).toEqual({ text: "请A001号办理", fits: true });
    expect(fitText(texts, 5.5)).toEqual({ text: "A001", fits: true });
  });

  test("is the last, scrolled, when none fits", () => {
    expect(fitText(texts, 1.5)).toEqual({ text: "A001", fits: false });
  });

  test("is none when there is nothing to say", () => {
    expect(fitText([], 6)).toBeNull();
    expect(fitText(["", "  "], 6)).toBeNull();
  });
});

describe("text for a card", () => {
  test("keeps what GBK has, byte for byte as iconv encodes it", () => {
    const text = "请A001号到③号窗口：李喆、朱镕";
    expect(showableText(text)).toBe(text);
    expect(Buffer.from(encodeGbk(text)).toString("hex")).toBe(iconv.encode(text, "gbk").toString("hex"));
  });

  test("shows ? for what the card lacks, and names each such character once", () => {
    expect(showableText("㐀A㐀😀€")).toBe("?A???");
    expect(missingInGbk("㐀A㐀😀€")).toEqual(["㐀", "😀", "€"]);
    expect(missingInGbk("请A001号到3号窗口，欢迎！\\ ¥5?")).toEqual([]);
  });

  test("cannot smuggle in font, colour or clock codes", () => {
    expect(showableText("\\C1红\\FO000\\DH\\n")).toBe("＼C1红＼FO000＼DH＼n");
    expect(encodeGbk(showableText("\\C1\\FO000"))).not.toContain(0x5c);
  });

  test("holds no byte 5C at all, whatever character is shown", () => {
    // The second byte of 誠 is 5C in GBK: to a card that reads byte by byte, the start of a code.
    expect(iconv.encode("誠", "gbk")[1]).toBe(0x5c);
    expect(showableText("誠C1")).toBe("?C1");
    expect(missingInGbk("誠")).toEqual(["誠"]);
    for (let code = 0x20; code < 0x1_0000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const shown = showableText(String.fromCodePoint(code));
      if (encodeGbk(shown).includes(0x5c)) expect.fail(`U+${code.toString(16)} carries 5C`);
    }
  });

  test("is one line", () => {
    expect(showableText("请\r\nA001\t号\u0000")).toBe("请 A001 号 ");
  });

  test("the yen sign becomes its full-width twin", () => {
    expect(showableText("¥5")).toBe("￥5");
  });
});
