// Alarms in words: what each kind is called, what a person does about it, and where.

type Both = {
  readonly "zh-CN": string;
  readonly en: string;
};
export interface AlarmWords {
  readonly title: Both;
  readonly toDo: Both;
  /** Where it is done; missing: on the spot. */
  readonly action?: { readonly href: string; readonly name: Both };
}

const both = (zh: string, en: string): Both => ({ "zh-CN": zh, en });
const openWindow = { href: "/manager#live/open-window", name: both("增开窗口", "Open a window") };
const windows = { href: "/manager#live/windows", name: both("看窗口", "See the windows") };
const technician = { href: "/technician", name: both("设备检查", "Check devices") };
const ratings = { href: "/manager#ratings", name: both("看评价", "See the ratings") };
const loops = { href: "/manager#loop", name: both("看差评与投诉", "See complaints") };
const backups = { href: "/manager#settings", name: both("看备份", "See the backups") };
const messages = { href: "/manager#messages", name: both("看消息", "See the messages") };
const desk = { href: "/desk", name: both("咨询台", "Guide desk") };

const WORDS: Readonly<Record<string, AlarmWords>> = {
  "longest-wait": {
    title: both("等候过长", "Long wait"),
    toDo: both("增开窗口，或请暂停的窗口恢复", "open another window, or ask paused ones to resume"),
    action: openWindow,
  },
  "queue-length": {
    title: both("排队过长", "Long line"),
    toDo: both("增开窗口，引导群众预约或改天办理", "open another window; offer appointments"),
    action: openWindow,
  },
  "emergency-window": {
    title: both("请开应急窗口", "Open an emergency window"),
    toDo: both("立即增开应急窗口，请后备人员到岗", "open an emergency window now and call the reserve"),
    action: openWindow,
  },
  "nobody-serving": {
    title: both("有人等候，无窗口办理", "People wait, nobody serves"),
    toDo: both("开放一个能办理此业务的窗口，或停止取号", "open a window for this service, or stop giving out numbers"),
    action: openWindow,
  },
  "window-idle": {
    title: both("窗口空闲，有人等候", "Idle window, people wait"),
    toDo: both("请窗口人员叫号，或暂停该窗口", "ask the clerk to call, or pause the window"),
    action: windows,
  },
  "window-absent": {
    title: both("窗口疑似离岗", "Nobody at the window"),
    toDo: both("到窗口查看；离岗则暂停窗口", "go and see; pause the window if nobody is there"),
    action: windows,
  },
  "case-near-limit": {
    title: both("办件临近时限", "Case near its limit"),
    toDo: both("了解是否需要支援", "ask whether help is wanted"),
    action: windows,
  },
  "case-limit": {
    title: both("办件超时", "Case over its limit"),
    toDo: both("到窗口了解办理情况", "go and see what holds the case up"),
    action: windows,
  },
  "not-signed-in": {
    title: both("到点未签到", "Not signed in at opening"),
    toDo: both("联系值班人员到岗，安排替班", "call who is on duty and arrange a stand-in"),
    action: windows,
  },
  "bad-rating": {
    title: both("收到差评", "Bad rating"),
    toDo: both("核实情况，联系群众回访；知悉后本条解除", "verify and call back; ends when acknowledged"),
    action: ratings,
  },
  complaint: {
    title: both("收到投诉", "Complaint received"),
    toDo: both("指定经办人，核实并联系群众；知悉或受理后本条解除", "name a handler and verify; ends when taken up"),
    action: loops,
  },
  "bad-ratings": {
    title: both("差评集中", "Several bad ratings"),
    toDo: both("按主要原因现场处理", "deal with the main reason on the spot"),
    action: ratings,
  },
  "good-ratings": {
    title: both("好评集中", "Many good ratings"),
    toDo: both("看看做对了什么，给予肯定", "see what went well, and say so"),
    action: ratings,
  },
  "loop-deadline-near": {
    title: both("差评处理临期", "Deadline near"),
    toDo: both("今天完成处理和回复", "finish and reply today"),
    action: ratings,
  },
  "loop-deadline-missed": {
    title: both("差评处理超期", "Deadline missed"),
    toDo: both("立即处理并说明原因；超期如实计入报表", "deal with it now and say why; it stays in the report"),
    action: ratings,
  },
  "coverage-low": {
    title: both("评价率偏低", "Few cases are rated"),
    toDo: both("检查评价器和二维码，提醒窗口邀请评价", "check pads and codes; remind clerks to ask"),
    action: ratings,
  },
  device: {
    title: both("设备异常", "Device in trouble"),
    toDo: both("检查电源和连线，再按「测试」", "check power and cable, then press “Test”"),
    action: technician,
  },
  print: {
    title: both("小票待核对", "Paper in doubt"),
    toDo: both("核对小票是否打出，必要时补打", "see whether the ticket came out; reprint if not"),
    action: desk,
  },
  helper: {
    title: both("有人需要帮助", "Help is wanted"),
    toDo: both("请引导员到取号机", "send somebody to the kiosk"),
    action: desk,
  },
  "paper-low": { title: both("纸将用尽", "Paper low"), toDo: both("准备新纸卷，空闲时更换", "have a new roll ready") },
  "paper-out": {
    title: both("缺纸", "Paper out"),
    toDo: both("更换纸卷并合盖", "put in a new roll and close the cover"),
  },
  "mute-zone": {
    title: both("区域不能播报", "A zone cannot speak"),
    toDo: both("检查音箱和播放页面；先用屏幕和人工叫号", "check speakers and player pages; call by screen and voice"),
    action: { href: "/sound", name: both("播放页面", "Player page") },
  },
  calibration: {
    title: both("预计等候不准", "Estimates are off"),
    toDo: both("核对开放窗口与人员是否如实登记", "check that windows and staff are entered as they are"),
  },
  "clock-jump": {
    title: both("系统时钟跳变", "The clock jumped"),
    toDo: both("检查时间同步（NTP）", "check the time source (NTP)"),
  },
  "disk-low": {
    title: both("磁盘空间不足", "Disk nearly full"),
    toDo: both("联系技术人员清理磁盘；写满后将停止取号", "call the technician: a full disk stops new numbers"),
  },
  "log-check": {
    title: both("日志校验失败", "Log check failed"),
    toDo: both("保护现场，运行 verify-log，联系技术负责人", "touch nothing, run verify-log, call the technician"),
  },
  backup: {
    title: both("备份未完成", "No backup last night"),
    toDo: both("在设置页查看原因并立即备份", "see why on the settings page and make one now"),
    action: backups,
  },
  "dead-letters": {
    title: both("消息发送失败", "Messages could not be sent"),
    toDo: both("查看原因后重发", "see why and send them again"),
    action: messages,
  },
  "webhook-disabled": {
    title: both("推送地址停用", "Endpoint disabled"),
    toDo: both("联系对方系统，恢复后重发", "call the other side, then replay"),
    action: messages,
  },
  emergency: {
    title: both("窗口紧急求助", "Emergency at a window"),
    toDo: both("立即派人前往，不要声张", "send somebody at once, quietly"),
    action: windows,
  },
  "rule-error": {
    title: both("告警规则出错", "A rule fails"),
    toDo: both("联系技术人员；其他规则照常", "call the technician; other rules work"),
  },
};

const PAPER: AlarmWords = {
  title: both("打印机缺纸", "Printer out of paper"),
  toDo: both("到取号机更换纸卷并合盖", "put in a new roll and close the cover"),
  action: technician,
};
const UNKNOWN: AlarmWords = { title: both("告警", "Alarm"), toDo: both("到现场查看", "go and look") };

/** Kinds that have words. */
export const WORDED_KINDS = Object.keys(WORDS);

/** What to say and do; a printer without paper needs no check of its cable. */
export function alarmWords(kind: string, detail = ""): AlarmWords {
  if (kind === "device" && /缺纸|paper (end|out)/i.test(detail)) return PAPER;
  return WORDS[kind] ?? UNKNOWN;
}

export const SEVERITY_WORDS: Readonly<Record<string, Both>> = {
  info: both("提示", "info"),
  minor: both("一般", "minor"),
  major: both("重要", "major"),
  critical: both("紧急", "critical"),
};

export const STATE_WORDS: Readonly<Record<string, Both>> = {
  normal: both("正常", "normal"),
  pending: both("待确认", "pending"),
  alerting: both("告警中", "alerting"),
  recovering: both("恢复中", "recovering"),
  "no-data": both("无数据", "no data"),
  error: both("无法判断", "error"),
};
