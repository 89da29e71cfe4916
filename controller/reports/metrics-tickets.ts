// Figures of tickets, calls and waits.
import { countOf, countWithin } from "../store/report-cells.ts";
import { counted, M1, M2, type Metric, MINUTE_MS, metric, OURS, share, spread } from "./metric.ts";

export const TICKETS: readonly Metric[] = [
  counted("issued", ["取号量", "Tickets issued", "该时段发出的号", "numbers given out"], "n(ticket.issued)", OURS),
  counted(
    "walkIns",
    ["现场取号", "Walk-in", "现场取的普通号", "ordinary numbers taken on the spot"],
    "n(no class)",
    OURS,
  ),
  counted(
    "appointments",
    ["预约取号", "By appointment", "预约签到后取的号", "numbers of appointments checked in"],
    "n(appointment)",
    OURS,
  ),
  counted("priorities", ["优先取号", "Priority", "优先人群的号", "numbers of a priority class"], "n(class)", OURS),
  counted(
    "abandoned",
    ["弃号", "Abandoned", "取号后离开，或当日结束仍未办理", "left, or still waiting when the day ended"],
    "n(ended as left) − noShow",
    OURS,
  ),
  counted(
    "noShow",
    ["过号未到", "No-show", "过号后未再恢复的号", "missed and did not come back"],
    "n(last call missed, not served later)",
    M2,
  ),
  counted("voided", ["作废", "Voided", "作废的号", "numbers cancelled"], "n(ticket.voided)", OURS),
  counted(
    "bookedAbsent",
    ["预约未到", "Appointments missed", "预约后未按时签到", "booked and not checked in"],
    "n(appointment.no-show)",
    OURS,
  ),
  counted(
    "paperTrouble",
    ["打印异常", "Paper trouble", "票纸失败或无法确认的号", "paper failed or unconfirmed"],
    "n(print failed or unconfirmed)",
    OURS,
  ),
];

export const CALLS: readonly Metric[] = [
  counted(
    "called",
    [
      "叫号",
      "Calls",
      "叫到窗口的号（重呼不计，撤销的不计）",
      "tickets called to a window; recalls and undone calls do not count",
    ],
    "n(ticket.called) − undone",
    M1,
  ),
  counted(
    "recalls",
    ["重呼", "Recalls", "同一号再次呼叫", "the same ticket announced again"],
    "n(ticket.recalled)",
    M1,
  ),
  counted(
    "served",
    ["到窗办理", "Came to the window", "叫号后到窗的号", "calls that brought the person"],
    "n(arrived)",
    M1,
  ),
  counted("missed", ["过号", "Missed calls", "叫号未到", "calls nobody came to"], "n(outcome missed)", M2),
  counted(
    "transferred",
    ["转办", "Transfers", "转到其他业务或窗口", "sent on to another service or window"],
    "n(outcome transferred)",
    M1,
  ),
  counted("undone", ["撤销操作", "Undone", "窗口撤销的操作", "actions taken back"], "n(action.undone)", OURS),
];

export const WAITS: readonly Metric[] = [
  metric(
    "waited",
    "count",
    ["等候样本", "Waits counted", "计入等候时间的号", "tickets whose wait is counted"],
    "n(last calls)",
    M1,
    (cell) => countOf(cell, "wait"),
  ),
  ...spread("wait", "等候", "Wait", ["从取号到最后一次呼叫", "issue to last call"], M1),
  metric(
    "withinTarget",
    "share",
    ["等候达标率", "Within target", "等候不超过目标的比例", "share of waits within the target"],
    "n(wait ≤ targets.withinMinutes) / n",
    "M3",
    (cell, { targetMinutes }) => share(countWithin(cell, "wait", targetMinutes * MINUTE_MS), countOf(cell, "wait")),
  ),
  metric(
    "ways",
    "count",
    ["到窗样本", "Ways counted", "由窗口确认到达的号", "arrivals that were reported, not concluded"],
    "n(arrived, reported)",
    "M2, L8",
    (cell) => countOf(cell, "way"),
  ),
  ...spread("way", "到窗用时", "Way", ["从最后一次呼叫到本人到窗", "last call to arrival at the window"], "M2, L8"),
];
