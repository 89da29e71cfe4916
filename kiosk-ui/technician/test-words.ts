// Each test: what its button says, what must come out, and how a person says what did. Pure.
import type { TEST_NAMES } from "../../controller/contract/technician.ts";
import type { Both } from "../shared/i18n/both.ts";

export type TestName = (typeof TEST_NAMES)[number];
export type Verdict = "good" | "garbage" | "wrong-width" | "nothing" | "other";

export interface TestWords {
  readonly name: Both;
  /** What to look for. */
  readonly look: Both;
}

const PLAIN: TestWords = {
  name: { zh: "基本测试", en: "Plain test" },
  look: { zh: "设备应有反应", en: "the device must react" },
};

const TESTS: Readonly<Record<Exclude<TestName, "plain">, TestWords>> = {
  "all-dots": {
    name: { zh: "全点亮", en: "All dots" },
    look: { zh: "每个点都亮，没有暗点、暗行、暗列", en: "every dot is lit: no dark dots, rows or columns" },
  },
  address: {
    name: { zh: "显示地址", en: "Address" },
    look: { zh: "只有这一块屏显示自己的地址，其他屏不变", en: "this strip alone shows its address; the others stay" },
  },
  brightness: {
    name: { zh: "亮度", en: "Brightness" },
    look: { zh: "屏的亮度随数值变化", en: "the strip gets darker and brighter with the figure" },
  },
  scroll: {
    name: { zh: "滚动", en: "Scrolling" },
    look: { zh: "文字从右向左平稳移动，不闪、不缺字", en: "text moves left evenly: no flicker, nothing missing" },
  },
  gbk: {
    name: { zh: "汉字", en: "Chinese characters" },
    look: { zh: "「中文测试…」完整清楚，没有方块和问号", en: "the characters are whole: no boxes, no question marks" },
  },
  cells: {
    name: { zh: "满屏字数", en: "Full width" },
    look: {
      zh: "「一二三…」排满全屏，最后一个字完整",
      en: "numbered characters fill the strip, the last one is whole",
    },
  },
  beep: {
    name: { zh: "蜂鸣", en: "Beep" },
    look: { zh: "呼叫器应响一声", en: "the keypad must beep once" },
  },
  speak: {
    name: { zh: "播报", en: "Speak" },
    look: { zh: "喇叭应清楚读出一句话", en: "the loudspeaker must say one clear sentence" },
  },
};

/** The plain test does something else on each kind of device. */
const PLAIN_LOOKS: Readonly<Record<string, Both>> = {
  printer: {
    zh: "打出一张：标尺到两边、三种字号、二维码、整条黑带，并切纸",
    en: "one slip: ruler to both edges, three sizes, QR codes, an unbroken black bar, and a cut",
  },
  led: { zh: "屏上显示测试文字", en: "the strip shows a test text" },
  keypad: { zh: "呼叫器显示测试数字", en: "the keypad shows test digits" },
  pad: { zh: "评价器亮灯或提示「请评价」", en: "the pad lights up or says “please rate”" },
  voice: { zh: "喇叭应清楚读出一句话", en: "the loudspeaker must say one clear sentence" },
  reader: { zh: "读卡器应答；再放一张卡看右侧按键区", en: "the reader answers; then put a card on it and watch below" },
  scanner: { zh: "扫码器亮灯或应答；再扫一个码", en: "the scanner answers; then scan a code" },
  modem: { zh: "短信模块应答并给出信号", en: "the modem answers and tells its signal" },
};

export function testWords(test: string, kind: string): TestWords {
  if (test === "plain") return { ...PLAIN, look: PLAIN_LOOKS[kind] ?? PLAIN.look };
  return TESTS[test as keyof typeof TESTS] ?? { ...PLAIN, name: { zh: test, en: "" } };
}

export const BRIGHTNESS_MAX = 15;

export interface VerdictWords {
  readonly verdict: Verdict;
  readonly icon: string;
  readonly words: Both;
}

/** In the order in which they are offered. */
export const VERDICTS: readonly VerdictWords[] = [
  { verdict: "good", icon: "✓", words: { zh: "良好", en: "good" } },
  { verdict: "garbage", icon: "#", words: { zh: "乱码", en: "garbage" } },
  { verdict: "wrong-width", icon: "↔", words: { zh: "宽度不对", en: "wrong width" } },
  { verdict: "nothing", icon: "∅", words: { zh: "没有反应", en: "nothing" } },
  { verdict: "other", icon: "?", words: { zh: "其他", en: "other" } },
];

export function verdictWords(verdict: string): VerdictWords {
  return (
    VERDICTS.find((each) => each.verdict === verdict) ?? {
      verdict: "other",
      icon: "?",
      words: { zh: verdict, en: "" },
    }
  );
}
