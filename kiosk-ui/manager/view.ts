// What the manager's page makes of the figures: few, each with its measure beside it. Pure.
import type { AlarmView, DeviceView, ManagerView } from "../../controller/contract/views.ts";
import { type Both, both } from "../shared/i18n/both.ts";

export interface FigureShown {
  readonly key: string;
  readonly name: Both;
  readonly value: string;
  readonly beside: Both;
  /** Says in words and shape, not by colour alone, that something is to be done. */
  readonly attention: Both | null;
}

/** A wait beyond this asks for another window (the emergency-window rule of the rating rules). */
export const LONG_WAIT_MINUTES = 30;

/** Five figures. State now, not history. */
export function figuresShown(view: ManagerView): readonly FigureShown[] {
  const f = view.figures;
  const silent = view.devices.filter((device) => device.state !== "online").length;
  return [
    {
      key: "wait",
      name: { zh: "最长等候", en: "Longest wait" },
      value: `${f.longestWaitMinutes} 分`,
      beside: { zh: `目标不超过 ${LONG_WAIT_MINUTES} 分钟`, en: `target: at most ${LONG_WAIT_MINUTES} min` },
      attention: f.longestWaitMinutes > LONG_WAIT_MINUTES ? { zh: "请增开窗口", en: "open another window" } : null,
    },
    {
      key: "waiting",
      name: { zh: "正在等候", en: "Waiting" },
      value: String(f.waiting),
      beside: {
        zh: `开放窗口 ${f.openWindows} 个，暂停 ${f.pausedWindows} 个`,
        en: `${f.openWindows} windows open, ${f.pausedWindows} paused`,
      },
      attention: f.waiting > 0 && f.openWindows === 0 ? { zh: "没有开放的窗口", en: "no window is open" } : null,
    },
    {
      key: "served",
      name: { zh: "今日办结", en: "Finished today" },
      value: String(f.finished),
      beside: {
        zh: `取号 ${f.issued}，过号 ${f.missed}，离开 ${f.left}`,
        en: `${f.issued} issued, ${f.missed} missed, ${f.left} left`,
      },
      attention: f.late > 0 ? { zh: `超时办结 ${f.late} 件`, en: `${f.late} over the limit` } : null,
    },
    {
      key: "rated",
      name: { zh: "满意度", en: "Rating" },
      value: f.averageLevel === null ? "—" : f.averageLevel.toFixed(2),
      beside: {
        zh: `评价 ${f.rated} 件 / 邀请 ${f.invited} 件（${share(f.rated, f.invited)}）`,
        en: `n = ${f.rated} of ${f.invited} invited (${share(f.rated, f.invited)})`,
      },
      attention:
        f.badRatings > 0 ? { zh: `差评 ${f.badRatings} 件待回访`, en: `${f.badRatings} bad: call back` } : null,
    },
    {
      key: "alarms",
      name: { zh: "告警", en: "Alarms" },
      value: String(view.alarms.length),
      beside: {
        zh: `设备 ${view.devices.length} 台，异常 ${silent} 台`,
        en: `${view.devices.length} devices, ${silent} not well`,
      },
      attention: view.alarms.length > 0 ? { zh: "请处理", en: "see below" } : null,
    },
  ];
}

const share = (part: number, whole: number): string => (whole === 0 ? "—" : `${Math.round((part / whole) * 100)}%`);

/** How well the waits told with the numbers held: with n, because a share of three says nothing. */
export function calibrationWords({ n, share: held, today }: ManagerView["calibration"]): Both {
  if (held === null) return { zh: "预计准确率 尚无数据", en: "estimates: nothing measured yet" };
  const ofToday = today.n === 0 ? null : { n: today.n, text: share(today.inside, today.n) };
  return {
    zh:
      `预计准确率 最近${n}张 ${Math.round(held * 100)}% 落在区间内 n=${n}` +
      (ofToday === null ? "" : `；今日 ${ofToday.text} n=${ofToday.n}`),
    en:
      `estimates: ${Math.round(held * 100)}% of waits inside, n=${n}` +
      (ofToday === null ? "" : `; today ${ofToday.text}, n=${ofToday.n}`),
  };
}

/** What a person can do about an alarm, by what its rule or detail speaks of. */
const REMEDIES: readonly (readonly [RegExp, Both])[] = [
  [/paper/i, { zh: "到取号机更换纸卷并合盖", en: "put in a new roll and close the cover" }],
  [/cover/i, { zh: "合上打印机上盖", en: "close the printer's cover" }],
  [/cutter/i, { zh: "关机，清除切刀处纸屑", en: "switch off and clear the cutter" }],
  [/print|unconfirmed/i, { zh: "核对小票是否打出，必要时补打", en: "see whether the ticket came out; reprint if not" }],
  [/disk|storage/i, { zh: "联系技术人员清理磁盘", en: "call the technician: the disk is full" }],
  [/rating/i, { zh: "联系群众回访并记录整改", en: "call the person back and record what is done" }],
  [/wait|queue/i, { zh: "增开窗口或请暂停的窗口恢复", en: "open another window, or ask paused ones to resume" }],
  [/limit|late/i, { zh: "到窗口了解办理情况", en: "go and see what holds the case up" }],
  [
    /offline|reply|unplugged|faulted|device/i,
    { zh: "检查电源和连线，再按「测试」", en: "check power and cable, then press “Test”" },
  ],
];

export function remedyOf(alarm: Pick<AlarmView, "rule" | "detail">): Both {
  const found = REMEDIES.find(([pattern]) => pattern.test(alarm.detail)) ?? REMEDIES.find(([p]) => p.test(alarm.rule));
  return found?.[1] ?? { zh: "到现场查看", en: "go and look" };
}

/** Troubled devices first: what needs a hand is on top. */
export function devicesShown(devices: readonly DeviceView[]): readonly DeviceView[] {
  const rank = { faulted: 0, offline: 1, starting: 2, online: 3 } as const;
  return [...devices].sort((a, b) => rank[a.state] - rank[b.state] || a.id.localeCompare(b.id));
}

/** `3号窗口` for an id, or the id itself. */
export function windowName(view: ManagerView, id: string | null): string {
  const window = id === null ? undefined : view.windows.find((candidate) => candidate.id === id);
  return window === undefined ? (id ?? "") : both(window.name).zh;
}
