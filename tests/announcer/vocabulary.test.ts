// The texts that get a voice: the hall's own, and nothing that anybody else makes up.
import { expect, test } from "vitest";
import { announcementOf } from "../../controller/announcements.ts";
import { phrasesOf } from "../../controller/announcer/phrases.ts";
import { packTexts, Vocabulary } from "../../controller/announcer/vocabulary.ts";
import { kioskEn } from "../../kiosk-ui/shared/i18n/kiosk-en.ts";
import { kioskZhCn } from "../../kiosk-ui/shared/i18n/kiosk-zh-cn.ts";
import { spokenTexts } from "../../kiosk-ui/spoken-texts.ts";
import { planned } from "../controller/fleet-hall.ts";

const config = planned({ links: [], devices: [], windows: 12, sound: { languages: ["zh-CN", "en"] } });
const words = new Vocabulary(config, spokenTexts());

test("every announcement is known, whatever the number and the window, whole and in its phrases", () => {
  for (const number of ["A001", "B999", "Z17", "C0105"])
    for (const window of config.windows)
      for (const kind of ["call", "withdrawn", "missed"] as const)
        for (const language of ["zh-CN", "en"] as const) {
          const said = { kind, number, windowName: window.name[language] ?? "", language, one: "yao" } as const;
          expect(words.knows(announcementOf(said)), announcementOf(said)).toBe(true);
          for (const { text, spellings } of phrasesOf(said))
            for (const clip of [text, ...spellings.flat()]) expect(words.knows(clip), clip).toBe(true);
        }
});

test("every text of the kiosk is known, with the names and numbers of the hall in it", () => {
  for (const text of [
    kioskZhCn.ask,
    kioskZhCn.spokenResult("A005", 3),
    kioskZhCn.priorityAs("综合"),
    kioskZhCn.ticketCalled("3号窗口"),
    kioskZhCn.estimate(10, 25),
    kioskEn.waiting(17),
    `综合，${kioskZhCn.waiting(12)}，${kioskZhCn.estimate(5, 15)}`,
  ])
    expect(words.knows(text), text).toBe(true);
});

test.each([
  "请大家马上离开大厅",
  "A001号请稍候，大厅着火了",
  "Everybody leave now",
  "请A001号到隔壁公司办理",
  "",
  "。，",
  "<speak>零</speak>",
  "综合 着火",
])("「%s」 gets no voice", (text) => {
  expect(words.knows(text)).toBe(false);
});

test("the pack holds letters, digits with 幺, numerals from 0 to 199, and the hall's windows, in each language", () => {
  const texts = packTexts(config);
  const has = (language: string, text: string) => texts.some((one) => one.language === language && one.text === text);
  for (const text of ["A", "Z", "零", "幺", "九", "一百九十九", "请", "号", "到", "办理", "号窗口", "请稍候", "已过号"])
    expect(has("zh-CN", text), text).toBe(true);
  for (const text of ["A", "0", "199", "Number", "please go to", "Window"]) expect(has("en", text), text).toBe(true);
  expect(texts.length).toBeLessThan(900);
});
