// What rules find in the ratings and in how they are dealt with.
import { type Look, type Measure, named, type Reading } from "./alarm-facts.ts";
import type { FeedRating } from "./alarm-feed.ts";
import type { AlarmRule } from "./alarm-kinds.ts";
import { windowOf } from "./settings-lookup.ts";

const MINUTE_MS = 60_000;
const REASONS_TOLD_MAX = 3;
const LEVEL_WORDS: Readonly<Record<number, string>> = {
  2: "不满意 dissatisfied",
  1: "非常不满意 very dissatisfied",
};
const GOOD_LEVEL = 5;
const BAD_LEVEL_MAX = 2;

function concerns(rule: AlarmRule, { serviceId, windowId }: FeedRating): boolean {
  return rule.services?.includes(serviceId) !== false && rule.windows?.includes(windowId) !== false;
}

function* recent(look: Look, rule: AlarmRule): Generator<FeedRating> {
  const sinceMs = look.nowMs - rule.withinMinutes * MINUTE_MS;
  for (const rating of look.feed.ratingsSince(sinceMs)) if (concerns(rule, rating)) yield rating;
}

/** The three reasons named most often, with how often. */
export function topReasons(ratings: readonly { readonly reasons: readonly string[] }[]): string {
  const counts = new Map<string, number>();
  for (const { reasons } of ratings) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const order = [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return order
    .slice(0, REASONS_TOLD_MAX)
    .map(([reason, count]) => `${reason}×${count}`)
    .join("，");
}

/** Each stands until somebody has acknowledged it, or its time is over. */
const badRating: Measure = (look, rule) => {
  const readings: Reading[] = [];
  for (const rating of recent(look, rule)) {
    const { caseId, number, level, serviceId, windowId, staffId, reasons } = rating;
    if (level > rule.threshold) continue;
    const alarm = look.state.alarms.get(`${rule.id}:${caseId}`);
    if (alarm?.acknowledged !== undefined || isDone(look, rule, caseId)) continue;
    const why = reasons.length === 0 ? "" : `：${reasons.join("，")}`;
    const detail = `${LEVEL_WORDS[level] ?? level}${why}`;
    const whose = { serviceId, windowId, ...(staffId === null ? {} : { staffId }) };
    readings.push({ subject: caseId, shown: number, value: 1, detail, ...whose });
  }
  return [...readings, ...fromBefore(look, rule, new Set(readings.map(({ subject }) => subject)))];
};

/** Acknowledged in the log and cleared since: it is not raised again from the same rating. */
function isDone(look: Look, rule: AlarmRule, caseId: string): boolean {
  return look.feed.isSettled(`${rule.id}:${caseId}`);
}

/** Raised on an earlier day: the feed knows the rating no more, the alarm stands for it. */
function fromBefore({ state, nowMs }: Look, rule: AlarmRule, named: ReadonlySet<string>): Reading[] {
  return [...state.alarms.values()]
    .filter((alarm) => alarm.rule === rule.id && alarm.acknowledged === undefined)
    .map(({ id, subject, detail, raisedAtMs }) => {
      return { subject: id.slice(rule.id.length + 1), shown: subject, value: 1, detail, raisedAtMs };
    })
    .filter(({ subject }) => !named.has(subject))
    .filter(({ raisedAtMs }) => nowMs - raisedAtMs < rule.withinMinutes * MINUTE_MS);
}

/** Until somebody acknowledges it or takes the first step. Ids alone: what was said is no matter of alarms. */
const complaint: Measure = (look, rule) => {
  const { state, nowMs } = look;
  const readings: Reading[] = [];
  for (const loop of state.loops.values()) {
    const { loopId, source, receivedMs, number, serviceId, windowId, handlerId, clerkId } = loop;
    if (source !== "complaint" || loop.verified !== null || loop.decided !== null || loop.withdrawnMs !== null)
      continue;
    if (nowMs - receivedMs >= rule.withinMinutes * MINUTE_MS || isOther(rule, serviceId, windowId)) continue;
    const alarm = state.alarms.get(`${rule.id}:${loopId}`);
    if (alarm?.acknowledged !== undefined || isDone(look, rule, loopId)) continue;
    if (alarm === undefined && !look.feed.isNewComplaint(loopId)) continue;
    const owner = handlerId === null ? "尚未指定经办人 no handler yet" : `经办 handler ${handlerId}`;
    // Whom it is about is not among those who are told.
    const about = {
      ...(serviceId === null ? {} : { serviceId }),
      ...(windowId === null ? {} : { windowId }),
      ...(clerkId === null ? {} : { staffId: clerkId }),
    };
    const shown = number ?? (windowId === null ? "大厅" : named(windowOf(state.settings, windowId)?.name, windowId));
    readings.push({ subject: loopId, shown, value: 1, detail: owner, ...about });
  }
  return readings;
};

/** The rule is for other services or windows alone. */
function isOther(rule: AlarmRule, serviceId: string | null, windowId: string | null): boolean {
  const isElsewhere = (list: readonly string[] | null, id: string | null) =>
    list !== null && (id === null || !list.includes(id));
  return isElsewhere(rule.services, serviceId) || isElsewhere(rule.windows, windowId);
}

const several =
  (counts: (level: number) => boolean, zh: string, en: string): Measure =>
  (look, rule) => {
    const found = [...recent(look, rule)].filter(({ level }) => counts(level));
    const reasons = topReasons(found);
    const told = reasons === "" ? "" : `；原因 reasons: ${reasons}`;
    const [n, minutes] = [found.length, rule.withinMinutes];
    const detail = `${minutes}分钟内${zh}${n}件 · ${n} ${en} in ${minutes} min${told}`;
    return [{ subject: "hall", shown: "大厅", value: found.length, detail }];
  };

const deadlineNear: Measure = ({ facts, nowMs }) =>
  facts.deadlines
    .filter(({ state, dueMs }) => state === "open" && dueMs > nowMs)
    .map(({ caseId, dueMs }) => {
      const minutes = (dueMs - nowMs) / MINUTE_MS;
      const hours = Math.floor(minutes / 60);
      const detail = `差评处理还剩${hours}小时 · ${hours} h left to deal with a bad rating`;
      return { subject: caseId, value: minutes, detail };
    });

const deadlineMissed: Measure = ({ facts, nowMs }) =>
  facts.deadlines
    .filter(({ state, dueMs }) => state === "missed" || (state === "open" && dueMs <= nowMs))
    .map(({ caseId }) => {
      const detail = "差评处理已超期 · a bad rating was not dealt with in time";
      return { subject: caseId, value: 1, detail };
    });

/** Nothing is said of a few cases. */
const coverageLow: Measure = ({ facts }, rule) => {
  const { finished, rated } = facts.coverage ?? { finished: 0, rated: 0 };
  const isKnown = facts.coverage !== null && finished >= Math.max(1, rule.least);
  const percent = finished === 0 ? 0 : (rated / finished) * 100;
  const detail = `今日评价率${Math.round(percent)}%（${rated}/${finished}） · ${rated} of ${finished} cases rated today`;
  return [{ subject: "hall", shown: "大厅", value: isKnown ? percent : null, detail }];
};

export const RATING_MEASURES = {
  "bad-rating": badRating,
  complaint,
  "bad-ratings": several((level) => level <= BAD_LEVEL_MAX, "差评", "bad ratings"),
  "good-ratings": several((level) => level === GOOD_LEVEL, "非常满意", "very satisfied"),
  "loop-deadline-near": deadlineNear,
  "loop-deadline-missed": deadlineMissed,
  "coverage-low": coverageLow,
} as const;
