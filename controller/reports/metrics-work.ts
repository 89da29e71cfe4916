// Figures of finished cases, of the staff at their windows, and of devices.
import type { Cell } from "../store/report-cells.ts";
import { count, counted, hours, M2, type Metric, metric, minutes, OURS, R7, share, spread } from "./metric.ts";

export const CASES: readonly Metric[] = [
  counted(
    "finished",
    ["办件量", "Cases finished", "该时段办结的办件", "cases finished in the period"],
    "F = n(case.finished) − undone",
    R7,
  ),
  counted(
    "extended",
    [
      "延时办件",
      "In extended hours",
      "日历所定延时服务时段内办结（按刻钟）",
      "finished in extended hours of the calendar, by the quarter",
    ],
    "n(finished in extended hours)",
    "R18",
  ),
  counted("limited", ["限时办件", "With a limit", "有办理时限的办件", "cases with a time limit"], "n(limit)", OURS),
  counted("early", ["提前办结", "Early", "在时限之前办结", "finished before the limit"], "n(took < limit)", OURS),
  counted("late", ["超期办结", "Late", "超过时限办结", "finished after the limit"], "n(took > limit)", OURS),
  metric(
    "lateRate",
    "share",
    ["超期率", "Late share", "超期办结占限时办件", "late among cases with a limit"],
    "late / limited",
    OURS,
    (cell) => share(count(cell, "late"), count(cell, "limited")),
  ),
  ...spread(
    "service",
    "办理",
    "Service",
    [
      "从开始办理到办结，扣除挂起，不含标为时间不准的办件",
      "case opened to finished, without time on hold and without cases flagged as wrongly timed",
    ],
    M2,
  ),
  counted(
    "timeFlagged",
    [
      "时间不准",
      "Wrongly timed",
      "标为时间不准的办件：计入办件量和办理时限，不计入办理用时",
      "flagged as wrongly timed: counted as cases and against their limit, left out of service times",
    ],
    "n(case.time-flagged)",
    OURS,
  ),
];

/** A figure of one day alone: the first sign-in of a month says nothing. */
const onOneDay = (name: string) => (cell: Cell) =>
  count(cell, "days") === 1 ? (cell.counters.get(name) ?? null) : null;

export const ATTENDANCE: readonly Metric[] = [
  metric(
    "attended",
    "count",
    ["出勤天数", "Days attended", "有签到的天数", "days with a sign-in"],
    "n(days with sign-in)",
    OURS,
    (cell) => count(cell, "attended"),
  ),
  metric(
    "firstIn",
    "clock",
    ["首次签到", "First sign-in", "当日首次签到时间", "first sign-in of the day"],
    "min(staff.signed-in)",
    OURS,
    onOneDay("min:in"),
  ),
  metric(
    "lastOut",
    "clock",
    ["末次签退", "Last sign-out", "当日最后签退时间", "last sign-out of the day"],
    "max(staff.signed-out)",
    OURS,
    onOneDay("max:out"),
  ),
  counted(
    "overnight",
    ["未签退过夜", "Not signed out", "前一日未签退", "still signed in from the day before"],
    "n(signed in at day.started)",
    OURS,
  ),
  metric(
    "atWindow",
    "hours",
    ["在岗时长", "Hours at window", "窗口开放的时长，暂停除外", "window open, pauses apart"],
    "Σ open",
    OURS,
    (cell) => hours(count(cell, "openMs")),
  ),
  counted("pauses", ["暂停次数", "Pauses", "窗口暂停次数", "times the window was paused"], "n(window.paused)", OURS),
  metric(
    "paused",
    "minutes",
    ["暂停时长", "Paused", "窗口暂停的时长", "time the window was paused"],
    "Σ paused",
    OURS,
    (cell) => minutes(count(cell, "pausedMs")),
  ),
  metric(
    "pauseReasons",
    "text",
    ["暂停原因", "Pauses by reason", "各暂停原因的时长（分钟）", "minutes per reason"],
    "Σ paused by reason",
    OURS,
    (cell) =>
      [...cell.counters]
        .filter(([name]) => name.startsWith("pause:"))
        .map(([name, ms]) => `${name.slice(6) || "—"} ${minutes(ms)}`)
        .sort()
        .join("; "),
  ),
];

export const DEVICES: readonly Metric[] = [
  metric("up", "minutes", ["在线时长", "Connected", "设备在线的时长", "time connected"], "Σ online", "M10", (cell) =>
    minutes(count(cell, "upMs")),
  ),
  metric(
    "down",
    "minutes",
    ["离线时长", "Disconnected", "设备离线的时长", "time disconnected"],
    "Σ offline",
    "M10",
    (cell) => minutes(count(cell, "downMs")),
  ),
  metric(
    "faulted",
    "minutes",
    ["故障时长", "In fault", "设备报故障的时长", "connected and in trouble"],
    "Σ faulted",
    "M10",
    (cell) => minutes(count(cell, "faultMs")),
  ),
  counted(
    "drops",
    ["断线次数", "Disconnections", "连接中断的次数，故障中的也算", "times the connection broke, in fault or not"],
    "n(online or faulted → offline)",
    "M10",
  ),
  counted("faults", ["故障次数", "Faults", "变为故障的次数", "times a fault began"], "n(→ faulted)", "M10"),
  metric(
    "uptime",
    "share",
    ["可用率", "Uptime", "在线时长占已知时长", "connected share of known time"],
    "up / (up + down + faulted)",
    "M10",
    (cell) => share(count(cell, "upMs"), count(cell, "upMs") + count(cell, "downMs") + count(cell, "faultMs")),
  ),
];
