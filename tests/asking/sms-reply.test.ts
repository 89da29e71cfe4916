// What people write back, and what it is taken for. A wrong guess would be a false rating.
import { expect, test } from "vitest";
import { codeOf, replyOf } from "../../controller/asking/sms-reply.ts";
import { askText } from "../../controller/asking/sms-texts.ts";

test.each([
  ["5", null, 5],
  ["５", null, 5],
  ["五", null, 5],
  ["5 谢谢", null, 5],
  [" 4。", null, 4],
  ["3分", null, 3],
  ["我选2", null, 2],
  ["一", null, 1],
  ["非常满意", null, 5],
  ["满意", null, 4],
  ["基本满意！", null, 3],
  ["不满意", null, 2],
  ["非常不满意", null, 1],
  ["25", 2, 5],
  ["91 谢谢您", 9, 1],
  ["15", 1, 5],
])("%j is slot %s, level %s", (text, slot, level) => {
  expect(replyOf(text)).toEqual({ slot, level });
});

test.each([
  "",
  "0",
  "6",
  "05",
  "26",
  "99",
  "5 1",
  "5/10",
  "-5",
  "4.5",
  "5-1",
  "125",
  "不是很满意",
  "一二三",
  "10分钟",
  "上午9点",
  "5号窗口",
  "退订",
  "什么？",
  "☎",
])("%j is understood by nobody", (text) => expect(replyOf(text)).toBeNull());

test("every level costs the same figures in every message", () => {
  for (const slot of [1, 2, 9]) {
    const lengths = new Set([1, 2, 3, 4, 5].map((level) => codeOf(slot, level).length));
    expect(lengths.size).toBe(1);
    for (const level of [1, 2, 3, 4, 5]) expect(replyOf(codeOf(slot, level))?.level).toBe(level);
  }
});

test.each([
  ["zh-CN", "已办结，"],
  ["zh-Hant", "已辦結，"],
  ["en", "now that it is completed"],
])("in %s the message names its stage where the hall asks at acceptance, too, and only there", (language, stage) => {
  const asked = { caseId: "c", ticketId: "t", phone: "", slot: 1, token: "x", askedAtMs: 0, untilMs: 86_400_000 };
  const words = {
    ...{ asked, number: "A001", finishedAtMs: 0, timezone: "Asia/Shanghai", hall: { "zh-CN": "大厅", en: "hall" } },
    ...{ language, reminder: false, codes: true, link: null },
  };
  expect(askText({ ...words, twice: true })).toContain(stage);
  expect(askText(words)).not.toContain(stage);
});
