// Views of an invented hall, for the page tests. All people and numbers are made up.
import type { ConsoleParts } from "../../controller/contract/console.ts";
import type {
  HallView,
  ManagerView,
  PadView,
  QueueRow,
  ServiceView,
  TicketPageView,
  TicketView,
  WindowConsoleView,
  WindowView,
} from "../../controller/contract/views.ts";
import { floorView } from "./floor-fixtures.ts";

export const hall = {
  id: "demo-hall",
  name: { "zh-CN": "示例政务服务大厅", en: "Demo Service Hall" },
  languages: ["zh-CN", "en"],
  timezone: "Asia/Shanghai",
};

/** 2026-03-02 10:00 in the hall's zone, `minutes` later. */
export function at(minutes: number, seconds = 0): string {
  const ms = Date.parse("2026-03-02T10:00:00+08:00") + minutes * 60_000 + seconds * 1000;
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 23)}+08:00`;
}

const NAMES: readonly (readonly [string, string, string])[] = [
  ["social-insurance", "社会保险", "Social insurance"],
  ["household", "户籍业务", "Household registration"],
  ["tax", "税务办理", "Tax"],
  ["property", "不动产登记", "Property registration"],
  ["market", "市场主体登记", "Business registration"],
  ["general", "综合咨询", "General enquiries"],
];

export function services(): ServiceView[] {
  return NAMES.map(([id, zh, en], index) => ({
    id,
    name: { "zh-CN": zh, en },
    open: index !== 4,
    waiting: [12, 3, 0, 27, 4, 1][index] ?? 0,
    estimate: index === 4 || index === 1 ? null : { lowMinutes: index * 8 + 5, highMinutes: index * 12 + 15 },
    openWindows: index === 4 ? 0 : 2,
    remaining: index === 3 ? 0 : null,
  }));
}

export function ticket(over: Partial<TicketView> = {}): TicketView {
  return {
    id: "t_1",
    number: "A012",
    serviceId: "social-insurance",
    priority: null,
    state: "waiting",
    windowId: null,
    issuedAt: at(0),
    calledAt: null,
    calls: 0,
    startedAt: null,
    finishedAt: null,
    ahead: 7,
    estimate: { lowMinutes: 25, highMinutes: 40 },
    print: { state: "pending" },
    url: "/t/mFzq3l0b9s2pXk1vQeD7yA",
    ...over,
  };
}

export function windowView(id: string, over: Partial<WindowView> = {}): WindowView {
  return {
    id,
    name: { "zh-CN": `${id}号窗口`, en: `Window ${id}` },
    state: "open",
    activity: "idle",
    number: null,
    staffId: "s01",
    staffName: "王某",
    staffNumber: "1001",
    pauseReason: null,
    services: ["social-insurance", "general"],
    ...over,
  };
}

const row = (number: string, minutes: number, over: Partial<QueueRow> = {}): QueueRow => ({
  ticketId: `t_${number}`,
  number,
  serviceId: "social-insurance",
  priority: null,
  state: "waiting",
  issuedAt: at(-minutes),
  waitedMinutes: minutes,
  ...over,
});

const missedRule = {
  "zh-CN": "叫号 3 次未到即过号；过号后到咨询台登记，再叫 3 个号后重新呼叫。",
  en: "After 3 calls the number is missed; come to the desk and you are called again after 3 more calls.",
};

export function ticketPage(over: Partial<TicketPageView> = {}): TicketPageView {
  return {
    hall,
    ticket: ticket(),
    serviceName: { "zh-CN": "社会保险", en: "Social insurance" },
    windowName: null,
    priorityAhead: 2,
    mayRate: false,
    caseId: null,
    rated: false,
    missedRule,
    ...over,
  };
}

/** What stands on a console beside its call, of an ordinary morning. */
export function consoleParts(over: Partial<ConsoleParts> = {}): ConsoleParts {
  const named = (id: string, zh: string, en: string) => ({ id, name: { "zh-CN": zh, en } });
  return {
    elsewhere: [
      {
        ...{ ticketId: "t_A011", number: "A011", serviceId: "social-insurance", state: "serving", windowId: "3" },
        ...{ windowName: windowView("3").name, since: at(-6) },
      },
    ],
    done: [
      {
        ...{ caseId: "c_9", number: "A008", serviceId: "social-insurance", outcome: "done", quantity: 2 },
        ...{ finishedAt: at(-18), rated: true, timeFlagged: false, hasNote: false },
      },
    ],
    history: [{ seq: 90, action: "finish", number: "A008", at: at(-18) }],
    load: { light: "amber", waiting: 14, longestWaitMinutes: 24 },
    emergencies: [],
    outcomes: [named("done", "办结", "Done"), named("papers-missing", "材料不全", "Papers missing")],
    pauseReasons: [named("back-soon", "短暂离开", "Back soon"), named("lunch", "午间休息", "Lunch break")],
    clerks: [
      { staffId: "s01", name: "王某", windowId: "1" },
      { staffId: "s02", name: "李某", windowId: "3" },
      { staffId: "s03", name: "赵某某", windowId: null },
    ],
    habits: { autoCallSeconds: null, pingSeconds: 10, profile: "longest-wait" },
    ...over,
  };
}

export function consoleView(over: Partial<WindowConsoleView> = {}): WindowConsoleView {
  return {
    hall,
    window: windowView("1"),
    ticket: null,
    case: null,
    next: { number: "A013", ticketId: "t_A013", why: "longest wait: 24 min" },
    waiting: {
      total: 14,
      rows: [
        row("A013", 24),
        row("A014", 22),
        row("P003", 9, { priority: "elderly" }),
        ...Array.from({ length: 9 }, (_, index) => row(`A0${15 + index}`, 20 - index)),
      ],
    },
    held: [row("A009", 41, { state: "held" })],
    missed: [row("A007", 55, { state: "missed" }), row("A005", 63, { state: "missed" })],
    doneToday: 18,
    rating: { invited: false, until: null, lastOutcome: null },
    undo: null,
    askedBackAt: null,
    ...consoleParts(),
    staff: [
      { id: "s01", name: "王某", number: "1001" },
      { id: "s02", name: "李某", number: "1002" },
      { id: "s03", name: "赵某某", number: "1003" },
    ],
    services: services().map(({ id, name, waiting }) => ({ id, name, waiting })),
    windows: ["1", "2", "3", "4", "5", "6"].map((id) => ({ id, name: windowView(id).name })),
    devices: [
      { id: "keypad-1", kind: "keypad", state: "online", detail: "" },
      { id: "strip-1", kind: "led", state: "online", detail: "" },
    ],
    policy: { callsMax: 3, minimumSecondsBetween: 10 },
    delivery: null,
    ...over,
  };
}

export function hallView(over: Partial<HallView> = {}): HallView {
  const numbers = ["A012", "B004", "C101", "P003", "A011", "D020", "A010", "B003", "E002", "A008"];
  return {
    hall,
    calls: numbers.map((number, index) => ({
      ticketId: `t_${number}`,
      number,
      windowId: String((index % 6) + 1),
      windowName: windowView(String((index % 6) + 1)).name,
      calledAt: at(-index),
      times: index === 0 ? 2 : 1,
      state: (["called", "called", "serving", "called", "serving", "finished"] as const)[index % 6] ?? "finished",
    })),
    windows: ["1", "2", "3", "4", "5", "6"].map((id, index) =>
      windowView(id, {
        activity: (["calling", "serving", "idle", "paused", "closed", "serving"] as const)[index] ?? "idle",
        state: index === 3 ? "paused" : index === 4 ? "closed" : "open",
        number: ["A012", "B004", null, null, null, "D020"][index] ?? null,
        pauseReason: index === 3 ? "短暂离开" : null,
      }),
    ),
    services: services().map(({ id, name, waiting }) => ({ id, name, waiting })),
    missed: ["A007", "A005", "B001"].map((number, index) => ({
      number,
      windowId: "1",
      windowName: windowView("1").name,
      missedAt: at(-10 - index),
    })),
    kiosks: ["kiosk-1"],
    zone: null,
    zones: [],
    nextUp: null,
    notices: [],
    missedRule: {
      "zh-CN": "呼叫3次未到即过号；请到咨询台恢复，再叫3个号后可重新呼叫（最多恢复1次）。",
      en: "A number called 3 times without an answer is missed; ask at the information desk.",
    },
    board: {
      rows: null,
      diagonalInches: 55,
      farthestSeatM: 10,
      mountingHeightMm: 3100,
      theme: "night",
      silent: false,
      reloadAt: "03:30",
      staffNames: true,
    },
    rule: {
      "zh-CN": "按到达先后叫号；优先号最多连续先叫 2 个，之后必叫普通号。",
      en: "Called in order of arrival; at most 2 priority numbers in a row before an ordinary one.",
    },
    ...over,
  };
}

export function padView(over: Partial<PadView> = {}): PadView {
  return { hall, window: windowView("1"), invitation: null, thanks: null, ...over };
}

export function managerView(over: Partial<ManagerView> = {}): ManagerView {
  return {
    hall,
    day: "2026-03-02",
    figures: {
      waiting: 47,
      longestWaitMinutes: 38,
      openWindows: 4,
      pausedWindows: 1,
      issued: 132,
      finished: 74,
      missed: 6,
      left: 3,
      late: 2,
      rated: 51,
      invited: 70,
      asked: 74,
      withDefaults: 66,
      badRatings: 1,
      averageLevel: 4.62,
    },
    sound: null,
    calibration: { n: 200, inside: 172, share: 0.86, today: { n: 41, inside: 34, share: 0.829 } },
    floor: floorView(),
    services: services(),
    windows: hallView().windows.map((window, index) => ({
      ...window,
      since: at(-3 - index),
      servedToday: 12 + index,
      ratedToday: 8 + index,
    })),
    alarms: [
      {
        id: "device:printer-1",
        rule: "device.faulted",
        subject: "printer-1",
        detail: "缺纸：请更换纸卷 / paper out: put in a new roll",
        raisedAt: at(-2),
        ...{
          kind: "device",
          state: "alerting",
          severity: "major",
          since: at(-2),
          repeats: 1,
          sinks: ["board", "desk"],
        },
        ...{ acknowledged: null, silencedUntil: null, action: null },
        title: { "zh-CN": "打印机缺纸", en: "Printer out of paper" },
        toDo: { "zh-CN": "到取号机更换纸卷并合盖", en: "put in a new roll and close the cover" },
      },
    ],
    devices: ["printer/escpos", "led/onbon-bx5k", "keypad/ff68", "pad/ff68"].map((model, index) => ({
      id: `${model.split("/")[0]}-1`,
      model,
      kind: model.split("/")[0] ?? "",
      link: index === 0 ? "usb-1" : "bus-1",
      windowId: index === 0 ? null : "1",
      state: (["faulted", "online", "online", "offline"] as const)[index] ?? "online",
      detail: index === 0 ? "paper-out" : index === 3 ? "no reply for 12 s" : "",
      lastSeenAt: at(0),
      counters: {},
      title: model,
      roundTripMs: null,
      facts: {},
      uptime: null,
    })),
    ratings: [5, 4, 5, 1].map((level, index) => ({
      number: `A00${index + 1}`,
      windowId: "1",
      level,
      channel: "window_pad",
      at: at(-index * 4),
    })),
    events: Array.from({ length: 14 }, (_, index) => ({
      seq: 900 - index,
      at: at(-index),
      type: "ticket.called",
      text: `A0${30 - index} → 1号窗口`,
    })),
    ...over,
  };
}
