// The reports by name: what each is about, how it is cut and which figures of the dictionary it shows.
import type { ReportDefinitions, ReportGroup, ReportPeriod } from "../contract/reports.ts";
import type { Words } from "../domain/types.ts";

export interface Preset {
  readonly name: string;
  readonly title: Words;
  readonly by: ReportPeriod;
  readonly group: ReportGroup;
  readonly span: ReportDefinitions["reports"][number]["span"];
  readonly columns: readonly string[];
  /** Rows get a place by good ratings. */
  readonly ranked?: true;
}

const TICKETS = ["issued", "walkIns", "appointments", "priorities", "called", "served", "abandoned", "noShow"];
const WAIT = ["waited", "waitP50", "waitP90", "waitMax", "withinTarget"];
const WAY = ["ways", "wayP50", "wayP90"];
const CASES = ["finished", "early", "late", "lateRate"];
const SERVICE = ["serviceAverage", "serviceP50", "serviceP90", "serviceMax", "timeFlagged"];
const RATED = [
  ...["askedRate", "active", "activeRate", "withDefaultsRate", "responseRate"],
  ...["good", "goodLow", "goodHigh", "average", "bad"],
];
const REST = ["voided", "limited", "timeFlagged", "waitAverage", "wayAverage", "wayMax", "ratingsRefused"];
const ASKED_BY = ["askedPad", "askedQr", "askedSms", "askedPhone", "askedOther"];
const COVERAGE = ["coveragePad", "coverageQr", "coverageSms", "coveragePhone", "coverageOther"];
const LEVELS = ["level5", "level4", "level3", "level2", "level1"];
const DESK = ["called", "recalls", "served", "missed", "transferred", "undone"];
const OVERVIEW = [...TICKETS, ...WAIT, ...CASES, "extended", "serviceP50", "serviceP90", ...RATED];
const RATINGS = [
  ...["finished", "asked", "askedRate", "active", "activeRate", "withDefaultsRate"],
  ...[...ASKED_BY, ...COVERAGE, "responseRate", "defaults", "imported"],
  ...["unrated", "unratedWithDefaults", "good", "goodLow", "goodHigh", "goodWithDefaults", "average", ...LEVELS, "bad"],
];
const PAUSED = ["pauses", "paused", "pauseReasons"];
const ATTENDANCE = ["attended", "firstIn", "lastOut", "overnight", "atWindow", ...PAUSED];
const AT_WORK = [...DESK, ...CASES, "extended", ...SERVICE, ...WAY, "atWindow", ...PAUSED, ...RATED];

/** In the order of the page. */
export const PRESETS: readonly Preset[] = [
  {
    ...{ name: "day", title: { "zh-CN": "日报", en: "Day" }, by: "day", group: "hall", span: "day" },
    columns: [...OVERVIEW, "missed", "recalls", "transferred", "undone", "bookedAbsent", ...WAY, ...LEVELS, ...REST],
  },
  {
    ...{ name: "week", title: { "zh-CN": "周报", en: "Week" }, by: "day", group: "hall", span: "week" },
    columns: OVERVIEW,
  },
  {
    ...{ name: "month", title: { "zh-CN": "月报", en: "Month" }, by: "day", group: "hall", span: "month" },
    columns: OVERVIEW,
  },
  {
    ...{ name: "hours", title: { "zh-CN": "时段", en: "Hours" }, by: "hour", group: "hall", span: "month" },
    columns: [
      ...[...TICKETS, ...WAIT, ...WAY, "transferred", "undone", "finished", "late", "serviceP50", "serviceP90"],
      ...["askedRate", "active", "responseRate", "good", "bad"],
    ],
  },
  {
    ...{ name: "services", title: { "zh-CN": "业务", en: "Services" }, by: "total", group: "service", span: "month" },
    columns: [...OVERVIEW, ...WAY, "transferred"],
  },
  {
    ...{ name: "windows", title: { "zh-CN": "窗口", en: "Windows" }, by: "total", group: "window", span: "month" },
    columns: AT_WORK,
  },
  {
    ...{ name: "staff", title: { "zh-CN": "人员", en: "Staff" }, by: "total", group: "staff", span: "month" },
    columns: AT_WORK,
  },
  {
    ...{ name: "ratings", title: { "zh-CN": "评价", en: "Ratings" }, by: "month", group: "window", span: "month" },
    ...{ columns: RATINGS, ranked: true },
  },
  {
    ...{
      name: "channels",
      title: { "zh-CN": "评价渠道", en: "Channels" },
      by: "total",
      group: "channel",
      span: "month",
    },
    columns: [
      ...["asked", "askedRate", "active", "activeRate", "good", "goodLow", "goodHigh", "average"],
      ...[...LEVELS, "bad"],
    ],
  },
  {
    ...{ name: "attendance", title: { "zh-CN": "考勤", en: "Attendance" }, by: "day", group: "staff", span: "week" },
    columns: [...ATTENDANCE, "finished"],
  },
  {
    ...{ name: "kinds", title: { "zh-CN": "取号方式", en: "Kinds" }, by: "total", group: "kind", span: "month" },
    columns: [
      ...["issued", "called", "served", "missed", "abandoned", "noShow"],
      ...WAIT,
      "finished",
      "late",
      ...RATED,
    ],
  },
  {
    ...{ name: "kiosks", title: { "zh-CN": "取号机", en: "Kiosks" }, by: "total", group: "kiosk", span: "month" },
    columns: ["issued", "walkIns", "appointments", "priorities", "abandoned", "noShow", "paperTrouble"],
  },
  {
    ...{ name: "devices", title: { "zh-CN": "设备", en: "Devices" }, by: "total", group: "device", span: "week" },
    columns: ["up", "down", "faulted", "drops", "faults", "uptime"],
  },
];

/** Null: there is no such report. */
export function presetOf(name: string): Preset | null {
  return PRESETS.find((preset) => preset.name === name) ?? null;
}

export const GROUP_NAMES: Readonly<Record<ReportGroup, Words>> = {
  hall: { "zh-CN": "全厅", en: "Hall" },
  service: { "zh-CN": "业务", en: "Service" },
  window: { "zh-CN": "窗口", en: "Window" },
  staff: { "zh-CN": "人员", en: "Staff" },
  kind: { "zh-CN": "取号方式", en: "Kind" },
  channel: { "zh-CN": "评价渠道", en: "Channel" },
  kiosk: { "zh-CN": "取号机", en: "Kiosk" },
  device: { "zh-CN": "设备", en: "Device" },
};

export const PERIOD_NAMES: Readonly<Record<ReportPeriod, Words>> = {
  total: { "zh-CN": "合计", en: "In all" },
  hour: { "zh-CN": "按钟点", en: "By hour" },
  day: { "zh-CN": "按日", en: "By day" },
  week: { "zh-CN": "按周", en: "By week" },
  month: { "zh-CN": "按月", en: "By month" },
  quarter: { "zh-CN": "按季", en: "By quarter" },
  year: { "zh-CN": "按年", en: "By year" },
};

export const CHANNEL_NAMES: Readonly<Record<string, Words>> = {
  window_pad: { "zh-CN": "窗口评价器", en: "Window pad" },
  hall_terminal: { "zh-CN": "大厅终端", en: "Hall terminal" },
  qr: { "zh-CN": "扫码", en: "QR" },
  sms: { "zh-CN": "短信", en: "SMS" },
  phone: { "zh-CN": "电话回访", en: "Phone" },
  web_pc: { "zh-CN": "网页", en: "Web" },
  mobile: { "zh-CN": "手机", en: "Mobile" },
  paper: { "zh-CN": "纸质", en: "Paper" },
};
