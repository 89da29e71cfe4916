// What the manager's page makes of the figures: few, each with its target beside it, each leading to something to do.
import type { AlarmView, DeviceView, ManagerView } from "../../controller/contract/views.ts";
import { type Both, both } from "../shared/i18n/both.ts";

export interface FigureShown {
  readonly key: string;
  readonly name: Both;
  readonly value: string;
  readonly beside: Both;
  /** Says in words and shape, not by colour alone, that something is to be done. */
  readonly attention: Both | null;
  /** The part of the page where it can be done. */
  readonly goTo: string;
}

/** Six figures. State now, not history. */
export function figuresShown(view: ManagerView): readonly FigureShown[] {
  return [
    waitFigure(view),
    waitingFigure(view),
    withinFigure(view),
    windowsFigure(view),
    alarmsFigure(view),
    badFigure(view),
  ];
}

function waitFigure(view: ManagerView): FigureShown {
  const minutes = view.figures.longestWaitMinutes;
  const target = view.floor.targets.longestWaitMinutes;
  const first = [...view.floor.services].sort((a, b) => b.longestWaitMinutes - a.longestWaitMinutes)[0];
  const where = minutes === 0 ? "" : serviceName(view, first?.id ?? null);
  return {
    key: "wait",
    name: { zh: "最长等候", en: "Longest wait" },
    value: `${minutes} 分`,
    beside: {
      zh: `目标 ≤ ${target} 分钟${where === "" ? "" : ` · ${where}`}`,
      en: `target: at most ${target} min`,
    },
    attention: minutes > target ? { zh: "请增开窗口", en: "open another window" } : null,
    goTo: "advice",
  };
}

/** The service whose people have the fewest windows. */
function waitingFigure(view: ManagerView): FigureShown {
  const f = view.figures;
  const stuck = view.services.find((service) => service.waiting > 0 && service.openWindows === 0);
  return {
    key: "waiting",
    name: { zh: "正在等候", en: "Waiting" },
    value: String(f.waiting),
    beside: { zh: `开放窗口 ${f.openWindows} 个`, en: `${f.openWindows} windows open` },
    attention:
      stuck === undefined
        ? null
        : { zh: `${both(stuck.name).zh} 有人等候，无开放窗口`, en: `${both(stuck.name).en}: no window is open` },
    goTo: "services",
  };
}

function withinFigure(view: ManagerView): FigureShown {
  const { within, targets } = view.floor;
  const goal = Math.round(targets.withinShare * 100);
  const missed = within.share !== null && within.share < targets.withinShare;
  return {
    key: "within",
    name: { zh: `${targets.withinMinutes} 分钟内叫到`, en: `Called within ${targets.withinMinutes} min` },
    value: within.share === null ? "—" : `${Math.round(within.share * 100)}%`,
    beside: { zh: `目标 ≥ ${goal}% · 今日 n=${within.n}`, en: `target: ${goal}%, today n=${within.n}` },
    attention: missed ? { zh: "未达标", en: "below target" } : null,
    goTo: "chart",
  };
}

function windowsFigure(view: ManagerView): FigureShown {
  const { pausedWindows, waiting } = view.figures;
  const { idleWindows, targets } = view.floor;
  const tooMany = pausedWindows > targets.pausedWindowsMax;
  const idle =
    idleWindows > 0 &&
    waiting > 0 &&
    view.floor.services.some(({ id, idleWindows: free }) => {
      const service = view.services.find((candidate) => candidate.id === id);
      return free > 0 && (service?.waiting ?? 0) > 0;
    });
  return {
    key: "windows",
    name: { zh: "空闲 / 暂停窗口", en: "Idle / paused windows" },
    value: `${idleWindows} / ${pausedWindows}`,
    beside: { zh: `目标 暂停 ≤ ${targets.pausedWindowsMax}`, en: `target: at most ${targets.pausedWindowsMax} paused` },
    attention: tooMany
      ? { zh: "请暂停的人员返回", en: "ask who pauses to come back" }
      : idle
        ? { zh: "有人等候而窗口空闲", en: "idle while people wait" }
        : null,
    goTo: "windows",
  };
}

function alarmsFigure(view: ManagerView): FigureShown {
  const silent = view.devices.filter((device) => device.state !== "online").length;
  return {
    key: "alarms",
    name: { zh: "告警", en: "Alarms" },
    value: String(view.alarms.length),
    beside: {
      zh: `目标 0 · 设备 ${view.devices.length} 台，异常 ${silent} 台`,
      en: `target: 0; ${view.devices.length} devices, ${silent} not well`,
    },
    attention: view.alarms.length > 0 ? { zh: "请处理", en: "see to them" } : null,
    goTo: "alarms",
  };
}

function badFigure(view: ManagerView): FigureShown {
  const { badOpen } = view.floor;
  const { rated, finished } = view.figures;
  return {
    key: "bad",
    name: { zh: "待处理差评", en: "Bad ratings open" },
    value: String(badOpen),
    beside: {
      zh: `目标 0 · 评价 ${rated} / 办结 ${finished}（${share(rated, finished)}）`,
      en: `target: 0; rated ${rated} of ${finished} (${share(rated, finished)})`,
    },
    attention: badOpen > 0 ? { zh: "请回访", en: "call back" } : null,
    goTo: "ratings",
  };
}

/** Three figures side by side, never one: who was asked by any way, who rated, and with what a rule wrote. */
export function askedWords({ figures }: Pick<ManagerView, "figures">): Both {
  const { asked, rated, withDefaults, finished } = figures;
  const of = (part: number) => share(part, finished);
  return {
    zh: `今日办结 ${finished}：邀请 ${of(asked)} · 主动评价 ${of(rated)} · 含默认 ${of(withDefaults)}`,
    en: `asked ${asked}, rated ${rated}, with defaults ${withDefaults} of ${finished}`,
  };
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

/** `社会保险` for an id, or the id itself. */
export function serviceName(view: ManagerView, id: string | null): string {
  const service = id === null ? undefined : view.services.find((candidate) => candidate.id === id);
  return service === undefined ? (id ?? "") : both(service.name).zh;
}
