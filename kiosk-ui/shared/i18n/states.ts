// The one vocabulary: states of tickets, windows, devices and paper are called the same on every page.
import type { DeviceView, TicketView, WindowView } from "../../../controller/contract/views.ts";
import type { Both } from "./both.ts";

/** Said while a press has no answer yet. */
export const RETRYING: Both = { zh: "正在重试，不会重复操作", en: "Trying again; nothing is done twice" };

export const TICKET_STATES: Readonly<Record<TicketView["state"], Both>> = {
  waiting: { zh: "等候", en: "waiting" },
  called: { zh: "已叫号", en: "called" },
  serving: { zh: "办理中", en: "serving" },
  held: { zh: "挂起", en: "held" },
  missed: { zh: "已过号", en: "missed" },
  left: { zh: "已离开", en: "left" },
  finished: { zh: "已办结", en: "finished" },
  void: { zh: "已作废", en: "void" },
};

export const ACTIVITIES: Readonly<Record<WindowView["activity"], Both>> = {
  closed: { zh: "未开放", en: "closed" },
  paused: { zh: "暂停服务", en: "paused" },
  idle: { zh: "空闲", en: "free" },
  calling: { zh: "正在叫号", en: "calling" },
  serving: { zh: "办理中", en: "serving" },
};

export const DEVICE_STATES: Readonly<Record<DeviceView["state"], Both>> = {
  starting: { zh: "启动中", en: "starting" },
  online: { zh: "正常", en: "online" },
  offline: { zh: "离线", en: "offline" },
  faulted: { zh: "故障", en: "fault" },
};

export const DEVICE_KINDS: Readonly<Record<string, Both>> = {
  printer: { zh: "打印机", en: "printer" },
  led: { zh: "条屏", en: "LED strip" },
  keypad: { zh: "呼叫器", en: "keypad" },
  pad: { zh: "评价器", en: "rating pad" },
  voice: { zh: "语音", en: "voice" },
  reader: { zh: "读卡器", en: "card reader" },
  scanner: { zh: "扫码器", en: "scanner" },
  modem: { zh: "短信模块", en: "modem" },
};

/** Known classes of a hall's priority rule; a hall's own class is shown by its id. */
const PRIORITY: Readonly<Record<string, Both>> = {
  elderly: { zh: "老年人", en: "Elderly" },
  disabled: { zh: "残疾人", en: "Disabled" },
  military: { zh: "军人", en: "Military" },
  pregnant: { zh: "孕妇", en: "Pregnant" },
  appointment: { zh: "已预约", en: "Appointment" },
  green: { zh: "绿色通道", en: "Green lane" },
};

export function priorityWords(id: string): Both {
  return PRIORITY[id] ?? { zh: id, en: "" };
}

/** The five levels, best first, as on every channel. */
export const LEVELS: readonly { readonly level: 1 | 2 | 3 | 4 | 5; readonly words: Both }[] = [
  { level: 5, words: { zh: "非常满意", en: "Very satisfied" } },
  { level: 4, words: { zh: "满意", en: "Satisfied" } },
  { level: 3, words: { zh: "基本满意", en: "Fairly satisfied" } },
  { level: 2, words: { zh: "不满意", en: "Dissatisfied" } },
  { level: 1, words: { zh: "非常不满意", en: "Very dissatisfied" } },
];
