// Meanings of the settings inside groups and lists: appointments, alarm rules, deadlines of ratings, lists of words.

import type { FieldWords } from "./field-words.ts";

type Source = NonNullable<FieldWords["source"]>;
const say = (...[zh, en, helpZh, helpEn, source]: [string, string, string, string, Source?]): FieldWords => ({
  name: [zh, en],
  help: [helpZh, helpEn],
  ...(source === undefined ? {} : { source }),
});
const LOCAL: Source = ["以本省的评价办法为准，各省不同", "your province's rule; provinces differ"];
const HABIT: Source = ["各地大厅的常用值", "what halls commonly use"];
const PRIVACY: Source = ["个人信息最少保存", "keep personal data no longer than needed"];
const below = (path: string, words: Readonly<Record<string, FieldWords>>): Readonly<Record<string, FieldWords>> =>
  Object.fromEntries(Object.entries(words).map(([key, one]) => [`${path}${key}`, one]));

const OFFER: Readonly<Record<string, FieldWords>> = {
  "hall.id": say("大厅代号", "Id of the hall", "日志和报表里用，定了就不要改", "in logs and reports: never change it"),
  "hall.calendar.week": say("每周时间", "Week", "没有写的日子不开放", "a day without hours is closed"),
  "hall.calendar.holidays": say("放假", "Holidays", "这些日子不开放", "closed on these days"),
  "hall.calendar.workdays": say("调休上班", "Make-up days", "休息日照常上班", "days off that are worked"),
  "hall.calendar.extended": say("延时服务", "Extended hours", "比平时长的时间", "longer than usual"),
  ...below("hall.calendar.holidays[]", {
    ".date": say("日期", "Day", "年-月-日", "year-month-day"),
    ".name": say("名称", "Name", "显示在屏幕上", "shown on screens"),
  }),
  ...below("hall.calendar.workdays[]", {
    ".date": say("日期", "Day", "年-月-日", "year-month-day"),
    ".like": say("按哪天的时间", "Hours of", "照这一天的时间上班", "worked with the hours of this weekday"),
    ".hours": say("自定时间", "Own hours", "填了就不按上面那天", "instead of those of a weekday"),
    ".name": say("名称", "Name", "显示在屏幕上", "shown on screens"),
  }),
  ...below("hall.calendar.extended[]", {
    ".date": say("某一天", "One day", "与“每周”二选一", "or a day of every week"),
    ".weekday": say("每周", "Every week on", "与“某一天”二选一", "or one day"),
    ".hours": say("时间", "Hours", "例 17:00-19:00", "e.g. 17:00-19:00"),
    ".name": say("名称", "Name", "显示在屏幕上", "shown on screens"),
  }),
  "server.host": say("监听地址", "Listens on", "0.0.0.0 大厅内网可访问", "0.0.0.0: reachable in the hall's network"),
  "server.port": say("端口", "Port", "页面地址里的数字", "the number in the pages' addresses"),
  "server.allowedHosts": say("其他主机名", "Further host names", "每行一个", "one line each"),
  "services[].numberRange.from": say("第一个号", "First number", "当天从它开始", "the day begins with it"),
  "services[].numberRange.to": say("最后一个号", "Last number", "用完即停止取号", "then no more are given out"),
  ...below("services[].appointments", {
    ".slotMinutes": say("每个时段（分钟）", "Slot (min)", "一个时段有多长", "how long a slot lasts", HABIT),
    ".hours": say("开放预约的日子和时间", "Days and hours", "留空同业务的受理时间", "empty: the service's own hours"),
    ".capacity": say("每时段人数（人）", "People per slot", "满了就不能再约", "then the slot is full"),
    ".daysAhead": say("提前几天开放（天）", "Days ahead", "0 只能约当天", "0: today only", HABIT),
    ".earlyMinutes": say(
      "最早提前到（分钟）",
      "Early at most (min)",
      "更早取号按普通号",
      "earlier counts as a walk-in",
    ),
    ".lateMinutes": say("最多迟到（分钟）", "Late at most (min)", "更晚预约作废", "later the booking is void", HABIT),
    ".remindMinutes": say("提前提醒（分钟）", "Reminder (min before)", "0 不提醒", "0: none"),
  }),
  "kiosks[].languages": say("语言", "Languages", "此机提供的语言", "offered at this kiosk"),
  "kiosks[].reader": say("身份证阅读器", "Card reader", "此机的阅读器", "the reader at this kiosk"),
  "kiosks[].scanner": say("扫码器", "Scanner", "此机的扫码器", "the scanner at this kiosk"),
  outcomes: say("办理结果", "Outcomes", "办结时选哪一个；留空用常用的四个", "chosen at the end; empty: the usual four"),
  pauseReasons: say(
    "暂停原因",
    "Pause reasons",
    "显示给群众；留空用常用的四个",
    "shown to the public; empty: the usual four",
  ),
  "outcomes[].id": say("代号", "Id", "英文小写，定了就不要改", "small letters; never change it"),
  "outcomes[].name": say("名称", "Name", "窗口操作台上的字", "on the console"),
  "pauseReasons[].id": say("代号", "Id", "英文小写，定了就不要改", "small letters; never change it"),
  "pauseReasons[].name": say("名称", "Name", "条屏和大屏上的字", "on strips and boards"),
  "policy.calls.atMax": say(
    "叫满再叫时",
    "A call beyond that",
    "照叫、记过号或排回去",
    "call, miss it, or put it back",
  ),
  "policy.moveBack.transferred": say("转来的号后退（位）", "Transferred: back by", "让多少位先办", "so many go first"),
  "policy.moveBack.upgraded": say("改优先的号后退（位）", "Upgraded: back by", "让多少位先办", "so many go first"),
  "privacy.classDays": say("各类另定（天）", "By kind (days)", "例 ticket 7", "e.g. ticket 7", PRIVACY),
};

const ALARMS: Readonly<Record<string, FieldWords>> = {
  "alarms.rules": say("告警规则", "Alarm rules", "没有改过的用默认值", "what is not changed keeps its usual value"),
  ...below("alarms.rules[]", {
    ".id": say("代号", "Id", "同一种告警要两条规则时填", "only for a second rule of a kind"),
    ".kind": say("看什么", "Watches", "哪一种情况", "what is looked at"),
    ".enabled": say("启用", "On", "关掉就不再告警", "off: never raised"),
    ".threshold": say("阈值", "Threshold", "达到就开始计时", "from which it counts"),
    ".clearAt": say("解除值", "Over again at", "回到它才算解除，避免反复", "keeps it from flapping"),
    ".least": say("至少几个", "At least", "人数或样本太少不告警", "fewer people or samples raise nothing"),
    ".withinMinutes": say("统计时间（分钟）", "Counted within (min)", "在多长时间内数", "the stretch that is counted"),
    ".forSeconds": say("持续多久才告警（秒）", "Pending (s)", "短暂的不告警", "short ones are let pass"),
    ".recoverSeconds": say("恢复多久才解除（秒）", "Recovering (s)", "稳定后才解除", "over only when it stays well"),
    ".severity": say("等级", "Severity", "决定颜色和发给谁", "its colour, and who is sent it"),
    ".hours": say("什么时候", "When", "只在开门时，或任何时候", "only while open, or always"),
    ".sinks": say("通知谁", "Who is told", "可选几个", "any number of them"),
    ".services": say("只看这些业务", "Only these services", "都不选是全部", "none chosen: all"),
    ".windows": say("只看这些窗口", "Only these windows", "都不选是全部", "none chosen: all"),
  }),
  "alarms.duty": say("值班人员", "On duty", "收短信的人", "who gets messages"),
  ...below("alarms.duty[]", {
    ".id": say("代号", "Id", "规则里选它", "chosen in the rules"),
    ".staff": say(
      "是哪位员工",
      "Member of staff",
      "本人的差评不发给本人",
      "their own bad ratings are not sent to them",
    ),
    ".phoneEnv": say(
      "手机号所在的环境变量",
      "Number in the variable",
      "号码不写进文件",
      "the number is not in this file",
    ),
    ".phoneFile": say("手机号所在的文件", "Number in the file", "与上一项二选一", "or the variable above"),
    ".atLeast": say("最低等级", "From severity", "更轻的不发", "what is less serious is not sent"),
  }),
};

const RATINGS: Readonly<Record<string, FieldWords>> = {
  "rating.defaults": say("逾期默认评价", "Default after silence", "不计入主动评价", "never counted as active", LOCAL),
  ...below("rating.defaults", {
    ".on": say("启用", "On", "逾期未评写入默认评价", "written after silence", LOCAL),
    ".days": say("期限（天）", "Deadline (days)", "办结后多少天", "days after the end", LOCAL),
    ".kind": say("怎么数天", "Days are", "自然日或工作日", "calendar or working days", LOCAL),
    ".level": say("默认等级", "Level", "3 基本满意 4 满意 5 非常满意", "3 fair, 4 good, 5 very good", LOCAL),
    ".rule": say("规则代号", "Id of the rule", "写进记录，英文小写", "kept in the record, small letters"),
    ".source": say("依据", "Source", "哪个文件的规定", "the document it comes from"),
  }),
  "rating.stages": say("何时评价", "When people are asked", "受理时、办结时", "at acceptance, at completion", LOCAL),
  "rating.reasonRequiredBelow": say("低于几级要选原因", "Reason below level", "0 不要求", "0: never", LOCAL),
  "rating.withoutCall": say("不叫号也可评价", "Rated without a call", "单独记录，不计评价率", "apart, in no rate"),
  ...below("rating.withoutCall", {
    ".on": say("启用", "On", "只对下面的窗口", "for the windows below only"),
    ".windows": say("窗口", "Windows", "哪些窗口", "which windows"),
    ".minimumSecondsBetween": say("最短间隔（秒）", "Between two (s)", "更快的不算", "faster ones do not count"),
  }),
  "rating.pad.voice": say("评价器语音", "The pad's voice", "邀请评价时说一句话", "one spoken sentence when asking"),
  ...below("rating.pad.voice", {
    ".on": say("启用", "On", "默认不说", "silent otherwise"),
    ".hours": say("说话时间", "Spoken within", "例 08:30-17:30", "e.g. 08:30-17:30"),
    ".volume": say("音量（0–1）", "Volume (0–1)", "0.6 适中", "0.6 is middling"),
  }),
  "rating.correctionSeconds": say("点错可改（秒）", "To correct (s)", "0 不能改", "0: never"),
  "rating.staffSidePads": say("员工一侧的评价器", "Pads on the staff's side", "这些窗口的评价会标注", "flagged"),
  "rating.signals": say("异常评价提示", "Signs to look at", "供核查，不改评价", "to look into; no rating is changed"),
  ...below("rating.signals", {
    ".seriesLength": say("连续相同（次）", "Series of equals", "连续多少次相同评价", "so many equal ones in a row"),
    ".quickMs": say("过快（毫秒）", "Too quick (ms)", "比它还快就提示", "anything faster"),
    ".correctionsMin": say("更改次数（次）", "Corrections", "更改太多就提示", "that many changes"),
  }),
  "rating.asking.sms": say("短信邀评", "Asked by SMS", "没按评价器的人收到短信", "those who did not press the pad"),
  ...below("rating.asking.sms", {
    ".afterMinutes": say("办结后多久发（分钟）", "Sent after (min)", "从办结算起", "from the end of the case"),
    ".hours": say("发送时间", "Sent within", "例 09:00-20:00", "e.g. 09:00-20:00"),
    ".reminders": say("再提醒（次）", "Reminders", "最多一次", "one at most"),
    ".reminderAfterDays": say("隔几天再提醒（天）", "Reminder after (days)", "从第一条算起", "from the first message"),
    ".expiresDays": say("链接有效（天）", "Link lives (days)", "不会超过评价期限", "never beyond the rating period"),
  }),
  "rating.asking.phone": say(
    "电话回访邀评",
    "Asked by telephone",
    "短信也没评的人",
    "those who did not answer the SMS",
  ),
  ...below("rating.asking.phone", {
    ".afterDays": say("办结后几天（天）", "After (days)", "从办结算起", "from the end of the case"),
    ".attemptsMax": say("最多打几次", "Attempts at most", "打不通就结束", "then it ends"),
    ".retryHours": say("隔几小时再打（小时）", "Again after (h)", "没接通以后", "when nobody answers"),
    ".hours": say("拨打时间", "Called within", "例 09:00-17:30", "e.g. 09:00-17:30"),
    ".sampleShare": say("抽样比例", "Share called", "1 全部，0.2 两成", "1: all; 0.2: two in ten"),
  }),
  ...below("rating.loop", {
    ".handleWorkingDays": say("差评办理期限（工作日）", "Handled within (days)", "从收到算起", "from receipt", LOCAL),
    ".replyWorkingDays": say("答复期限（工作日）", "Answered within (days)", "从收到算起", "from receipt", LOCAL),
    ".callBackWorkingDays": say("回访期限（工作日）", "Called back within", "从办完算起", "from its end", LOCAL),
    ".callBackShare": say("回访比例（%）", "Called back (%)", "100 全部回访", "100: all", LOCAL),
    ".handlers": say("办理人", "Handlers", "第一个合适且不是本人的", "the first who fits and is not the rated one"),
    ".handlers[].staff": say("员工", "Member of staff", "谁来办", "who handles it"),
    ".handlers[].services": say("业务", "Services", "都不选是全部", "none chosen: all"),
    ".handlers[].windows": say("窗口", "Windows", "都不选是全部", "none chosen: all"),
    ".callBackByOthers": say("由他人回访", "Called back by others", "没办过此事的人来回访", "by who never handled it"),
    ".notices": say("到期短信提醒", "SMS before deadlines", "发给办理人和下面的人", "to the handler and these people"),
    ".notices.supervisors": say("另发给", "Also sent to", "号码是值班人员的", "numbers are those on duty"),
    ".notices.hours": say("发送时间", "Sent within", "例 08:00-20:00", "e.g. 08:00-20:00"),
    ".notices.nearWorkingDays": say("提前几个工作日（天）", "Before (days)", "期限前多少天", "before a deadline"),
    ".source": say("依据", "Source", "这些期限出自哪个文件", "the document these terms come from"),
  }),
};

/** By path, as in `FIELD_WORDS`. */
export const MORE_FIELD_WORDS: Readonly<Record<string, FieldWords>> = { ...OFFER, ...ALARMS, ...RATINGS };
