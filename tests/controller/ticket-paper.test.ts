// What is printed on a ticket beside its number: documents, the appointment's time, the site's own line, large print.
import { expect, test } from "vitest";
import { ticketPaper } from "../../controller/ticket-paper.ts";
import { missingGlyphs } from "../../drivers/printers/text-gb18030.ts";
import { ticketOps } from "../../drivers/printers/ticket-layout.ts";
import { GivenOffer, offerSettings, walkIn } from "../domain/given-offer.ts";

const SETTINGS = { dotsPerLine: 384, cut: "none", feedBeforeCut: 0, qr: "native", qrModule: 4 } as const;

function hallWithWords(): GivenOffer {
  const documents = [
    { "zh-CN": "身份证", en: "ID card" },
    { "zh-CN": "户口簿", en: "household register" },
  ];
  const site = { ticketFooter: { "zh-CN": "祝您顺利", en: "All the best" } };
  return new GivenOffer(offerSettings({ documents }, { site }));
}

function paperOf(hall: GivenOffer, command: Parameters<GivenOffer["does"]>[0]) {
  const { subject } = hall.does(command);
  return ticketPaper(hall.state, hall.ticket(subject?.ticketId ?? ""), "http://hall.example/t/x", hall.nowMs);
}

test("documents and the site's line are on it, in Chinese and in the citizen's language", () => {
  const hall = hallWithWords();
  const chinese = paperOf(hall, walkIn());
  expect(chinese.notes).toContain("请备齐：身份证、户口簿");
  expect(chinese.notes.at(-1)).toBe("祝您顺利");
  const english = paperOf(hall, { ...walkIn(), language: "en" });
  expect(english.notes).toContain("请备齐：身份证、户口簿 · Bring: ID card, household register");
  expect(english.notes.at(-1)).toBe("祝您顺利 All the best");
  expect(chinese).not.toHaveProperty("largePrint");
});

test("a checked-in appointment prints its time", () => {
  const hall = hallWithWords();
  const { code } = hall.books();
  const checkIn = { type: "check-in", by: { code }, kioskId: null, largePrint: true } as const;
  const paper = paperOf(hall.at("09:30"), checkIn);
  expect(paper.notes[0]).toBe("预约时间 10:00");
  expect(paper.largePrint).toBe(true);
});

test("in large print no word is below 16 pt, on the narrowest paper, and none is lost", () => {
  const paper = paperOf(hallWithWords(), { ...walkIn(), largePrint: true });
  const sizes: number[] = [];
  const texts: string[] = [];
  let height = 1;
  for (const op of ticketOps(paper, SETTINGS as never)) {
    if (op.op === "size") height = op.height;
    if (op.op !== "text") continue;
    sizes.push(height * 24);
    texts.push(op.text);
  }
  // 16 pt are 45 dots at 203 dpi.
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(45);
  const printed = texts.join("").replaceAll(/\s/g, "");
  for (const note of paper.notes) expect(printed).toContain(note.replaceAll(/\s/g, ""));
  const usual = ticketOps({ ...paper, largePrint: false }, SETTINGS as never);
  expect(usual.some((op) => op.op === "size" && op.height === 1)).toBe(true);
});

test("a ticket in traditional Chinese is worded in it throughout, and every letter can be printed", () => {
  const documents = [{ "zh-CN": "身份证", "zh-Hant": "身分證", en: "ID card" }];
  const usual = offerSettings({ documents, name: { "zh-CN": "社会保险", "zh-Hant": "社會保險", en: "Insurance" } });
  const hall = new GivenOffer({ ...usual, languages: ["zh-CN", "zh-Hant", "en"] });
  hall.opens("1");
  const paper = paperOf(hall, { ...walkIn(), language: "zh-Hant" });
  expect([paper.service, paper.ahead]).toEqual(["社會保險", "前方等候 0 人"]);
  expect(paper.notes[0]).toContain("請至諮詢臺恢復");
  expect(paper.notes).toContain("請備妥：身分證");
  const words = [paper.service, paper.ahead, ...paper.notes].join("");
  expect(words).not.toMatch(/[请备齐预约时间号扫码进评价]/);
  for (const encoding of ["gb18030", "gbk"] as const) expect(missingGlyphs(words, encoding)).toEqual([]);
});

test("in English everything stands beside the Chinese, and the short code is printed in two groups", () => {
  const hall = hallWithWords();
  const paper = paperOf(hall, { ...walkIn(), language: "en" });
  expect(paper.ahead).toBe("前方等待 0 人 · 0 ahead");
  expect(paper.notes.join("\n")).toContain("scan to follow it");
  expect(paper.shortCode).toMatch(/^\d{4} \d{4}$/);
  expect(missingGlyphs(paper.notes.join(""), "gbk")).toEqual([]);
});
