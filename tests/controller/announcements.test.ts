// What a hall says aloud: numbers sign by sign, places as counts, in Chinese and English.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { announcementOf, spokenNumber, spokenPlace, spokenValue } from "../../controller/announcements.ts";

const call = { number: "A001", windowName: "3号窗口", language: "zh-CN", one: "yao" } as const;

describe("the Chinese sentences", () => {
  test("a call spells the number and counts the window", () => {
    expect(announcementOf(call)).toBe("请A 零零幺号到三号窗口办理。");
  });

  test("一 is read where the hall wants no 幺", () => {
    expect(announcementOf({ ...call, one: "yi" })).toBe("请A 零零一号到三号窗口办理。");
  });

  test("the 1 of a window stays 一 whatever the setting", () => {
    expect(announcementOf({ ...call, number: "B117", windowName: "11号窗口" })).toBe("请B 幺幺七号到十一号窗口办理。");
  });

  test("a window known by its number alone is called a window", () => {
    expect(announcementOf({ ...call, windowName: "12" })).toBe("请A 零零幺号到十二号窗口办理。");
  });

  test("a withdrawn call asks for patience", () => {
    expect(announcementOf({ ...call, kind: "withdrawn" })).toBe("A 零零幺号请稍候。");
  });

  test("a missed number is sent to the desk", () => {
    expect(announcementOf({ ...call, kind: "missed" })).toBe("A 零零幺号已过号，请到咨询台。");
  });
});

describe("the English sentence", () => {
  const en = { ...call, windowName: "Window 3", language: "en" } as const;

  test("spells the number and has the English name of the window", () => {
    expect(announcementOf(en)).toBe("Number A 0 0 1, please go to Window 3.");
    expect(announcementOf({ ...en, number: "a-012", language: "en-GB" })).toMatch(/^Number A 0 1 2, /);
  });

  test("finds the number in a Chinese name", () => {
    expect(announcementOf({ ...en, windowName: "综合12号窗口" })).toMatch(/go to window 12\.$/);
    expect(announcementOf({ ...en, windowName: "03" })).toMatch(/go to window 3\.$/);
  });

  test("points to the screen when the window has no number either", () => {
    expect(announcementOf({ ...en, windowName: "综合窗口" })).toMatch(/window shown on the screen\.$/);
  });

  test("exists for withdrawn and missed numbers", () => {
    expect(announcementOf({ ...en, kind: "withdrawn" })).toBe("Number A 0 0 1, please wait.");
    expect(announcementOf({ ...en, kind: "missed" })).toMatch(/^Number A 0 0 1 was missed.*information desk\.$/);
  });

  test("is for English alone", () => {
    for (const language of ["zh-Hant", "engage", "ug", ""]) {
      expect(announcementOf({ ...call, language })).toBe("请A 零零幺号到三号窗口办理。");
    }
  });
});

describe("numbers", () => {
  test.each([
    ["AB012", "A B 零幺二"],
    ["a7", "A 七"],
    ["Ａ００１", "A 零零幺"],
    ["A-001", "A 零零幺"],
    ["1001", "幺零零幺"],
  ])("%s is spelled %s", (number, words) => {
    expect(spokenNumber(number, "yao")).toBe(words);
  });

  test("never leave a digit to the voice, and never join two letters", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{0,3}[0-9]{1,6}$/), fc.constantFrom("yao", "yi"), (number, one) => {
        const words = spokenNumber(number, one);
        expect(words).not.toMatch(/[0-9]|[A-Z][A-Z]/);
        expect([...words.replaceAll(" ", "")]).toHaveLength(number.length);
      }),
    );
  });
});

describe("places", () => {
  test.each([
    ["0", "零"],
    ["2", "二"],
    ["10", "十"],
    ["12", "十二"],
    ["20", "二十"],
    ["21", "二十一"],
    ["100", "一百"],
    ["101", "一百零一"],
    ["110", "一百一十"],
    ["111", "一百一十一"],
    ["199", "一百九十九"],
    ["1001", "一千零一"],
    ["1010", "一千零一十"],
    ["007", "七"],
    ["10010", "一零零一零"],
  ])("%s is read %s", (digits, words) => {
    expect(spokenValue(digits)).toBe(words);
  });

  test("values are all different up to 9999", () => {
    expect(new Set(Array.from({ length: 10_000 }, (_, n) => spokenValue(String(n)))).size).toBe(10_000);
  });

  test.each([
    ["3号窗口", "三号窗口"],
    ["2楼12号窗口", "二楼十二号窗口"],
    ["Ｂ区03号窗口", "B 区三号窗口"],
    ["VIP窗口", "V I P 窗口"],
    ["综合窗口", "综合窗口"],
    ["Window 3", "Window 三"],
  ])("%s is read %s", (name, words) => {
    expect(spokenPlace(name)).toBe(words);
  });
});
