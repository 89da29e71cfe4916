// Faults of the file in words for those who fill in forms: the cause, and what to do about it. Pure.
import type { SettingsView } from "../../../controller/contract/settings.ts";
import type { Both } from "../../shared/i18n/both.ts";

export type Fault = SettingsView["faults"][number];
export interface FaultWords {
  readonly cause: Both;
  readonly remedy: Both;
}

const say = (zh: string, en: string): Both => ({ zh, en });
const CHOOSE = say("请从列表里选", "choose one of the list");
const FILL = say("请填写", "fill it in");

type Wording = (parts: readonly string[]) => FaultWords;
/** First match decides. */
const KNOWN: readonly (readonly [RegExp, Wording])[] = [
  [
    /^must be >= (\S+)/,
    ([at = ""]) => ({ cause: say("太小", "too small"), remedy: say(`请填 ${at} 或更大`, `${at} or more`) }),
  ],
  [
    /^must be > (\S+)/,
    ([at = ""]) => ({ cause: say("太小", "too small"), remedy: say(`请填大于 ${at} 的数`, `more than ${at}`) }),
  ],
  [
    /^must be <=? (\S+)/,
    ([at = ""]) => ({ cause: say("太大", "too large"), remedy: say(`请填 ${at} 或更小`, `${at} or less`) }),
  ],
  [
    /^must be integer/,
    () => ({ cause: say("不是整数", "no whole number"), remedy: say("请填整数，不带单位", "digits alone, no unit") }),
  ],
  [
    /^must be (number|either)/,
    () => ({ cause: say("不是数字", "no number"), remedy: say("请填数字，不带单位", "digits alone, no unit") }),
  ],
  [/^must be string/, () => ({ cause: say("不是文字", "no text"), remedy: FILL })],
  [/^"[^"]*" is missing/, () => ({ cause: say("还没有填", "missing"), remedy: FILL })],
  [
    /^must match pattern "(.*)"/,
    ([pattern = ""]) => ({ cause: say("写法不对", "not written so"), remedy: patternWords(pattern) }),
  ],
  [/fewer than \d+ characters/, () => ({ cause: say("不能空着", "empty"), remedy: FILL })],
  [
    /more than (\d+) characters/,
    ([most = ""]) => ({
      cause: say("太长", "too long"),
      remedy: say(`最多 ${most} 个字`, `${most} characters at most`),
    }),
  ],
  [
    /fewer than (\d+) items/,
    ([least = ""]) => ({ cause: say("太少", "too few"), remedy: say(`至少 ${least} 项`, `${least} or more`) }),
  ],
  [
    /more than (\d+) items/,
    ([most = ""]) => ({ cause: say("太多", "too many"), remedy: say(`最多 ${most} 项`, `${most} at most`) }),
  ],
  [/duplicate items/, () => ({ cause: say("有重复", "twice the same"), remedy: say("去掉重复的", "remove one") })],
  [
    /^is none of the values|one of the allowed values|^must be equal/,
    () => ({ cause: say("没有这个选项", "no such choice"), remedy: CHOOSE }),
  ],
  [
    /^there is no (.+?) "([^"]*)"/,
    ([what = "", id = ""]) => ({
      cause: say(`没有“${id}”这个${thing(what)}`, `there is no ${what} “${id}”`),
      remedy: say("请改选，或先新增它", "choose another, or add it first"),
    }),
  ],
  [
    /^(.+?) "([^"]*)" is used twice/,
    ([what = "", id = ""]) => ({
      cause: say(`${thing(what)}“${id}”重复了`, `${what} “${id}” is used twice`),
      remedy: say("请换一个", "choose another"),
    }),
  ],
  [
    /^"([^"]*)" ends before it begins/,
    ([span = ""]) => ({
      cause: say(`“${span}”的结束早于开始`, `“${span}” ends before it begins`),
      remedy: say("先写开始，例 09:00-12:00", "the beginning first, e.g. 09:00-12:00"),
    }),
  ],
  [
    /^"([^"]*)" overlaps/,
    ([span = ""]) => ({
      cause: say(`“${span}”与前一段重叠`, `“${span}” overlaps the hours before it`),
      remedy: say("按先后写，不要重叠", "in order, without overlap"),
    }),
  ],
  [
    /^there is no day "?([^"]*)/,
    ([day = ""]) => ({
      cause: say(`没有“${day}”这一天`, `there is no day “${day}”`),
      remedy: say("请写成 2031-10-01", "as in 2031-10-01"),
    }),
  ],
  [
    /^give either "date" or "weekday"/,
    () => ({
      cause: say("某一天和每周只能填一个", "a day and a weekday"),
      remedy: say("留一个，清空另一个", "keep one, empty the other"),
    }),
  ],
  [
    /^appointments need the class/,
    () => ({
      cause: say("优先人群里没有“预约”", "the class “appointment” is missing"),
      remedy: say("在“规则 → 优先”里加上 appointment", "add it under Rules, Priority"),
    }),
  ],
  [
    /^prefix "([^"]*)" is taken by (.+)/,
    ([prefix = "", who = ""]) => ({
      cause: say(`字头 ${prefix} 已被 ${who} 使用`, `prefix ${prefix} is taken by ${who}`),
      remedy: say("请换一个字头", "choose another"),
    }),
  ],
  [
    /^"from" is greater than "to"/,
    () => ({
      cause: say("第一个号大于最后一个号", "the first is greater than the last"),
      remedy: say("请对调", "swap them"),
    }),
  ],
  [
    /^unknown key "([^"]*)"/,
    ([key = ""]) => ({
      cause: say(`不认识“${key}”`, `“${key}” is not known`),
      remedy: say("请删去或改正", "remove or mend it"),
    }),
  ],
];

const THINGS: Readonly<Record<string, string>> = {
  ...{ service: "业务", window: "窗口", device: "设备", id: "代号", prefix: "字头", "staff number": "工号" },
  ...{ "member of staff": "员工", "person on duty": "值班人员", webhook: "推送", "priority class": "优先类别" },
};
const thing = (what: string): string => THINGS[what] ?? what;

function patternWords(pattern: string): Both {
  if (pattern.startsWith("^([01][0-9]|2[0-3]):[0-5][0-9]-")) return say("请写成 09:00-17:00", "as in 09:00-17:00");
  if (pattern.startsWith("^([01][0-9]|2[0-3]):[0-5][0-9]$")) return say("请写成 02:30", "as in 02:30");
  if (pattern.startsWith("^[0-9]{4}-")) return say("请写成 2031-10-01", "as in 2031-10-01");
  if (pattern === "^[A-Z]{0,3}$") return say("最多三个大写字母，可不填", "up to three capital letters, or none");
  if (pattern === "^[A-Z]{1,3}$") return say("一到三个大写字母", "one to three capital letters");
  if (pattern === "^[0-9]{1,10}$") return say("只填数字，最多十位", "digits alone, ten at most");
  if (pattern.startsWith("^[a-z]")) return say("小写字母开头，可用数字和连字符", "small letters, digits and hyphens");
  if (pattern.startsWith("^[A-Za-z0-9]"))
    return say("字母或数字开头，可用 . _ -，不能有空格和汉字", "letters, digits and . _ - without spaces");
  if (pattern.startsWith("^https?")) return say("以 http:// 或 https:// 开头", "beginning with http:// or https://");
  return say("请按说明填写", "as the text beside it says");
}

/** Cause and remedy; what nobody put into words is shown as it is. */
export function faultWords(message: string): FaultWords {
  for (const [pattern, words] of KNOWN) {
    const found = pattern.exec(message);
    if (found !== null) return words(found.slice(1));
  }
  return { cause: say(message, ""), remedy: say("请按说明改正", "mend it as the text beside it says") };
}

/** Whether a place is this one or lies within it. */
export const isWithin = (place: string, of: string): boolean =>
  place === of || place.startsWith(`${of}.`) || place.startsWith(`${of}[`);

/** Of a value that may be one of several kinds, the check lists every kind it is not: one is enough for a person. */
export function plainFaults(faults: readonly Fault[]): readonly Fault[] {
  const isEcho = ({ message }: Fault): boolean => message === "must be null" || message.startsWith("is none of");
  return faults.filter((one) => !isEcho(one) || faults.every((other) => other.place !== one.place || isEcho(other)));
}

/** What is wrong at a place; `below`: within it too, because nothing there has a row of its own. */
export function faultsAt(faults: readonly Fault[], place: string, below: boolean): readonly Fault[] {
  return plainFaults(faults).filter((fault) => (below ? isWithin(fault.place, place) : fault.place === place));
}
