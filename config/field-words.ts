// What each setting means, in both languages, and whose figure its default is. The one place such words come from.

import { MORE_FIELD_WORDS } from "./field-words-more.ts";

export interface FieldWords {
  readonly name: readonly [zh: string, en: string];
  readonly help: readonly [zh: string, en: string];
  /** Where the figure comes from; missing: the program's own choice. */
  readonly source?: readonly [zh: string, en: string];
}

const say = (
  ...[zh, en, helpZh, helpEn, source]: [string, string, string, string, FieldWords["source"]?]
): FieldWords => ({
  name: [zh, en],
  help: [helpZh, helpEn],
  ...(source === undefined ? {} : { source }),
});

const HABIT = ["各地大厅的常用值", "what halls commonly use"] as const;
const PROMISE = ["以本地的服务承诺为准", "the promise of your own hall"] as const;
const LOCAL = ["以本省的评价办法为准，各省不同", "your province's rule; provinces differ"] as const;
const GUARANTEE = ["公示的优先规则", "the published rule of priority"] as const;
const PRIVACY = ["个人信息最少保存", "keep personal data no longer than needed"] as const;

/** By path; `[]` stands for any entry of a list. */
export const FIELD_WORDS: Readonly<Record<string, FieldWords>> = {
  ...MORE_FIELD_WORDS,
  "hall.name": say("大厅名称", "Name of the hall", "显示在所有页面和小票上", "shown on every page and paper"),
  "hall.timezone": say("时区", "Time zone", "日期、报表和号码按它换日", "days, reports and numbers follow it"),
  "hall.languages": say(
    "语言",
    "Languages",
    "页面提供的语言，第一个是默认",
    "offered by the pages; the first one comes first",
  ),
  "server.publicUrl": say("手机访问地址", "Public address", "印在小票二维码里", "printed in the code on papers"),
  "services[].id": say("代号", "Id", "日志和报表里用，定了就不要改", "used in the log and in reports: never change it"),
  "services[].name": say("名称", "Name", "取号机和屏幕上的名称", "on kiosks and screens"),
  "services[].prefix": say("号码字头", "Prefix", "大写字母，0 到 3 个", "capital letters, none to three"),
  "services[].digits": say("号码位数", "Digits", "字头后的数字位数", "digits behind the prefix", HABIT),
  "services[].caseLimitMinutes": say(
    "承诺时限（分钟）",
    "Time promised (min)",
    "办理超过它记为超时",
    "longer is counted as late",
    PROMISE,
  ),
  "services[].dailyMax": say("每日限号", "Numbers per day", "留空不限", "empty: no limit"),
  "services[].perPersonDaily": say(
    "每人每日限号",
    "Per person and day",
    "取号机会要求刷身份证",
    "the kiosk then asks for the ID card",
  ),
  "services[].crowdedFrom": say(
    "拥挤提醒",
    "Crowded from",
    "等候人数到此数，取号前提醒",
    "waiting people from which the kiosk warns",
  ),
  "services[].documents": say("所需材料", "What to bring", "每行一项", "one line each"),
  "services[].hours": say("受理时间", "Hours", "比大厅的时间更窄时填写", "only where narrower than the hall's"),
  "services[].numberRange": say("号段", "Number range", "当天的第一个和最后一个号", "first and last number of the day"),
  "services[].appointments": say("预约", "Appointments", "开放预约的时段和人数", "slots that can be booked"),
  "windows[].id": say("代号", "Id", "日志和报表里用，定了就不要改", "used in the log and in reports: never change it"),
  "windows[].name": say("名称", "Name", "叫号时显示和播报", "shown and spoken with each call"),
  "windows[].services": say("办理的业务", "Services", "此窗口叫哪些业务的号", "what this window calls"),
  "windows[].needs": say("特别条件", "Needs met", "手语、低位柜台等", "sign language, low counter …"),
  "windows[].profile": say(
    "叫号顺序",
    "Order of calls",
    "先到先办、按业务次序或按比例",
    "longest wait, fixed order, or by shares",
  ),
  "staff[].id": say("代号", "Id", "日志里只写它，不写姓名", "the log holds this, never the name"),
  "staff[].name": say("姓名", "Name", "只在页面上显示", "shown on pages only"),
  "staff[].number": say("工号", "Staff number", "在窗口登录时输入", "typed to sign in at a window"),
  "staff[].roles": say("角色", "Roles", "可以使用哪些页面", "which pages may be used"),
  "staff[].username": say("用户名", "User name", "留空则用工号登录", "empty: the staff number"),
  "kiosks[].id": say("代号", "Id", "取号机页面地址里的 id", "the id in the kiosk's address"),
  "kiosks[].printer": say("打印机", "Printer", "小票从哪台打印机出来", "where its papers come out"),
  "kiosks[].mountingHeightMm": say(
    "安装高度（毫米）",
    "Height (mm)",
    "地面到画面下沿",
    "floor to the lower edge of the picture",
  ),
  "kiosks[].diagonalInches": say(
    "屏幕尺寸（英寸）",
    "Screen (inches)",
    "按钮按真实毫米排",
    "buttons are sized in true millimetres",
  ),
  "kiosks[].elderlyFirst": say("长者模式优先", "Large first", "开机就是大字简版", "starts with large type"),
  "kiosks[].keypadOnly": say("只用键盘", "Keypad only", "不用触摸也能取号", "works without touch"),
  "policy.calls.max": say("最多叫几次", "Calls at most", "叫满后才可以过号", "only then may a number be missed", HABIT),
  "policy.calls.minimumSecondsBetween": say(
    "两次叫号间隔（秒）",
    "Between calls (s)",
    "给人走过来的时间",
    "time to walk over",
    HABIT,
  ),
  "policy.calls.repeatPressSeconds": say(
    "连按忽略（秒）",
    "Double press (s)",
    "此时间内再按不算",
    "a second press within it does not count",
  ),
  "policy.calls.atMax": say(
    "呼叫次数用完后再重呼",
    "Recall beyond the most",
    "call 再叫一次；missed 过号；requeue 重新排队，次数用完再过号",
    "call again, missed, or back in line until the returns are used up",
  ),
  "policy.moveBack.transferred": say(
    "转来的号让几个",
    "Transferred: let pass",
    "转移到另一业务的号先让这么多号，取号时间不变",
    "so many calls of the service go first; its time stays",
  ),
  "policy.moveBack.upgraded": say(
    "转优先的号让几个",
    "Upgraded: let pass",
    "咨询台转为优先的号先让这么多号",
    "so many calls of the service go first",
  ),
  "policy.missed.mayReturn": say(
    "过号可返回",
    "May return",
    "过号的人可否再排",
    "whether a missed number may wait again",
  ),
  "policy.missed.returnAfterCalls": say(
    "返回后隔几个号",
    "Back after calls",
    "排在这么多号之后",
    "so many calls later",
    HABIT,
  ),
  "policy.missed.maxReturns": say("最多返回几次", "Returns at most", "再过号即作废", "then the number is void"),
  "policy.missed.callBackWithin": say(
    "可回叫的号数",
    "Called back within",
    "过了这么多号就不再回叫",
    "not after so many calls of its service",
  ),
  "policy.priority.classes": say("优先人群", "Priority classes", "按法规和本地规定", "by law and local rule"),
  "policy.priority.overtakeMax": say(
    "连续插队上限",
    "Overtaken at most",
    "普通号最多连续被超过几次",
    "how often an ordinary number is overtaken in a row",
    GUARANTEE,
  ),
  "policy.priority.names": say("类别名称", "Names of classes", "自设类别的名称", "of classes beside the usual ones"),
  "policy.priority.prefixes": say(
    "优先号字头",
    "Prefixes of classes",
    "让大家看得出为什么先办",
    "so that everybody sees why",
  ),
  "policy.rating.inviteSeconds": say(
    "评价等待（秒）",
    "Rating open (s)",
    "办结后评价器亮多久",
    "how long the pad waits",
    HABIT,
  ),
  "policy.rating.graceSeconds": say("改评时间（秒）", "Grace (s)", "按错后可改的时间", "to mend a slip of the finger"),
  "policy.rating.inviteOnFinish": say("办结即邀评", "Invite on finish", "不必另按评价键", "without another key"),
  "policy.rating.periodDays": say(
    "评价期限（天）",
    "Rating period (days)",
    "小票和短信链接多久有效",
    "how long links on papers live",
    LOCAL,
  ),
  "policy.rating.levels": say("评价等级", "Levels", "五级，全国统一", "five, the same everywhere", [
    "全国统一",
    "the same nationwide",
  ]),
  "policy.moreTime.placesMax": say("可让几位", "Places given up", "一次最多让几位", "at a time"),
  "policy.moreTime.timesMax": say("可让几次", "Times given up", "每个号最多几次", "for each number"),
  "policy.dayEnd": say("下班时未办的号", "At the day's end", "作废，或留到第二天", "closed, or kept for the next day"),
  "policy.printFailure": say(
    "打印失败时",
    "When printing fails",
    "屏幕显示号码，或作废重取",
    "show the number, or void it",
  ),
  "policy.needs.waitMinutes": say(
    "等待合适窗口（分钟）",
    "Wait for a fitting window",
    "之后任何窗口可叫",
    "then any window may call",
  ),
  "targets.longestWaitMinutes": say(
    "最长等候（分钟）",
    "Longest wait (min)",
    "任何人不应更久",
    "nobody should wait longer",
    PROMISE,
  ),
  "targets.withinMinutes": say(
    "多数人等候（分钟）",
    "Most within (min)",
    "下面这个比例的人应在此内",
    "for the share below",
    PROMISE,
  ),
  "targets.withinShare": say("达标比例", "Share", "0.8 即八成", "0.8 is eight in ten", [
    "常用的八成目标",
    "the usual eight in ten",
  ]),
  "targets.pausedWindowsMax": say("暂停窗口上限", "Paused windows", "超过则提示", "more ask for a look"),
  "reports.rankLeast": say("排名最少评价数", "Ranked from", "太少不排名", "fewer get no place", [
    "小样本不公平",
    "small numbers are unfair",
  ]),
  "reports.publicLeast": say("公示最少评价数", "Published from", "太少不公示", "fewer are not published", PRIVACY),
  "privacy.contactDays": say(
    "联系方式保存（天）",
    "Contacts kept (days)",
    "之后自动删除",
    "then they are removed",
    PRIVACY,
  ),
  "backup.nightlyAt": say("每晚备份时间", "Nightly backup", "留空不自动备份", "empty: none by itself"),
  "backup.keep": say("保留几份", "Backups kept", "更早的自动删除", "older ones are removed"),
  "backup.folder": say("备份目录", "Folder", "留空放在数据目录", "empty: in the data folder"),
  "backup.copyTo": say("另存目录", "Second copy", "例如另一台机器的共享目录", "e.g. a share of another machine"),
  "console.autoCallSeconds": say("自动叫号（秒）", "Calls by itself (s)", "留空由人叫", "empty: the clerk calls"),
  "console.pingSeconds": say(
    "空闲提醒（秒）",
    "Nudge (s)",
    "有人等而窗口空闲时轻响；0 不响",
    "somebody waits and the window is free; 0: never",
    ["其他系统常用十秒", "ten seconds is usual elsewhere"],
  ),
  "console.amberFrom": say("黄灯人数", "Amber from", "等候人数", "people waiting"),
  "console.redFrom": say("红灯人数", "Red from", "等候人数", "people waiting"),
  "alarms.repeatMinutes": say(
    "重复提醒（分钟）",
    "Repeat (min)",
    "无人确认时再发；0 只发一次",
    "while nobody acknowledges; 0: once",
  ),
  "alarms.repeatsMax": say("最多重复", "Repeats at most", "次", "times"),
  "alarms.quietHours": say("免打扰时段", "Quiet hours", "只发最严重的", "only what is critical"),
  "alarms.messagesMax": say("十分钟内最多几条", "Messages in ten minutes", "其余合并成一条", "the rest become one"),
  "alarms.probeSeconds": say("磁盘检查（秒）", "Disk looked at (s)", "多久看一次", "how often"),
  "speech.one": say("号码里的“1”", "A 1 in a number", "幺不会听成七", "yao is not taken for seven"),
  "speech.readings": say("播报几遍", "Readings", "每次叫号一共播几遍", "of each call in all", HABIT),
  "speech.languages": say("播报语言", "Spoken languages", "按顺序播", "in this order"),
};
