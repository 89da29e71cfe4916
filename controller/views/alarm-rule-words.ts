// A rule in words: when it speaks, after how long, and when it is over.
import type { AlarmRule, AlarmUnit } from "../domain/alarm-kinds.ts";

const UNITS: Readonly<Record<AlarmUnit, readonly [zh: string, en: string]>> = {
  minutes: ["分钟", " min"],
  people: ["人", " people"],
  percent: ["%", " %"],
  count: ["件", ""],
  seconds: ["秒", " s"],
  megabytes: [" MB", " MB"],
  level: ["级", ""],
  none: ["", ""],
};

function span(seconds: number): readonly [zh: string, en: string] {
  if (seconds === 0) return ["立即", "at once"];
  if (seconds % 60 === 0) return [`持续${seconds / 60}分钟`, `for ${seconds / 60} min`];
  return [`持续${seconds}秒`, `for ${seconds} s`];
}

/** What some kinds measure, where unit and limit alone do not say it. */
const ABOUT: Partial<Record<AlarmRule["kind"], (rule: AlarmRule) => readonly [zh: string, en: string]>> = {
  "emergency-window": ({ threshold, least }) => [
    `等候≥${threshold}分钟且≥${least}人`,
    `a wait of ${threshold} min and ${least} people`,
  ],
  "nobody-serving": () => ["有人等候而没有开放的窗口", "people wait and no window is open"],
  "window-idle": () => ["开放的窗口无号在办而有人等候", "an open window has no ticket while people wait"],
  "window-absent": ({ threshold }) => [
    `窗口开放、有人等候，${threshold}分钟无人操作`,
    `open, people wait, nothing pressed for ${threshold} min`,
  ],
  "not-signed-in": () => ["开门后无人签到", "nobody signed in after opening"],
  "bad-rating": ({ threshold }) => [`评价≤${threshold}级（不通知被评窗口）`, `a level of ${threshold} or less`],
  complaint: () => ["收到投诉而无人受理（不通知咨询台）", "a complaint came and nobody has taken it up"],
  backup: ({ withinMinutes }) => [
    `夜间备份失败，或到点${withinMinutes}分钟后仍没有新备份`,
    `the nightly backup failed, or there is none ${withinMinutes} min after its hour`,
  ],
  "bad-ratings": ({ threshold, withinMinutes }) => [
    `${withinMinutes}分钟内差评≥${threshold}件`,
    `${threshold} bad ratings in ${withinMinutes} min`,
  ],
  "good-ratings": ({ threshold, withinMinutes }) => [
    `${withinMinutes}分钟内非常满意≥${threshold}件`,
    `${threshold} very satisfied in ${withinMinutes} min`,
  ],
  "coverage-low": ({ threshold, least }) => [
    `办结≥${least}件后评价率<${threshold}%`,
    `under ${threshold} % rated after ${least} cases`,
  ],
  calibration: ({ threshold, least }) => [
    `≥${least}张后预计准确率<${threshold}%`,
    `under ${threshold} % of ${least} told waits hold`,
  ],
  device: () => ["设备离线或故障", "a device is offline or at fault"],
  print: () => ["小票未打出或结果不明", "a paper failed or is in doubt"],
  helper: () => ["群众在取号机求助", "somebody at a kiosk wants help"],
  "paper-low": () => ["打印机报告纸将尽", "a printer says that paper is low"],
  "paper-out": () => ["打印机报告缺纸", "a printer says that paper is out"],
  "mute-zone": () => ["区域内没有可用的播放端", "nothing in the zone can speak"],
  "log-check": () => ["日志链校验不通过", "the log's chain of hashes does not hold"],
  "webhook-disabled": () => ["推送地址被停用", "an endpoint refuses for good"],
  "loop-deadline-missed": () => ["差评处理超期", "a bad rating was not dealt with in time"],
  emergency: () => ["窗口发出紧急求助", "a window calls for help"],
  "rule-error": () => ["规则无法判断", "a rule cannot be judged"],
};

function limit(rule: AlarmRule): readonly [zh: string, en: string] {
  const about = ABOUT[rule.kind];
  if (about !== undefined) return about(rule);
  const [zh, en] = UNITS[rule.unit];
  const sign = rule.sense === "under" ? ["<", "under"] : ["≥", "at least"];
  return [`${sign[0]}${rule.threshold}${zh}`, `${sign[1]} ${rule.threshold}${en}`];
}

/** When the alarm is over again, if that is another value than the one that raised it. */
function ending(rule: AlarmRule): readonly [zh: string, en: string] {
  const [zh, en] = UNITS[rule.unit];
  if (rule.sense !== "over" && rule.sense !== "under") return ["", ""];
  if (rule.clearAt === rule.threshold) return ["", ""];
  const value = Math.round(rule.clearAt * 10) / 10;
  return rule.sense === "over"
    ? [`；≤${value}${zh}解除`, `; over at ${value}${en}`]
    : [`；≥${value}${zh}解除`, `; over at ${value}${en}`];
}

function only(rule: AlarmRule): readonly [zh: string, en: string] {
  const named = [...(rule.services ?? []), ...(rule.windows ?? [])];
  const where = named.length === 0 ? ["", ""] : [`；仅 ${named.join("、")}`, `; only ${named.join(", ")}`];
  const hours = rule.hours === "open" ? ["；仅开放时间", "; in opening hours"] : ["", ""];
  return [`${where[0]}${hours[0]}`, `${where[1]}${hours[1]}`];
}

/** One sentence per language. */
export function ruleWords(rule: AlarmRule): { "zh-CN": string; en: string } {
  const parts = [limit(rule), span(rule.forSeconds), ending(rule), only(rule)] as const;
  const [what, how, until, where] = parts;
  return { "zh-CN": `${what[0]}，${how[0]}${until[0]}${where[0]}`, en: `${what[1]}, ${how[1]}${until[1]}${where[1]}` };
}
