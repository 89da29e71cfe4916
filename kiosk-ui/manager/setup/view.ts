// Pure parts of the first run: names of steps, which one comes next, what a template keeps, what tests of devices say.
import type { SettingsEdit } from "../../../controller/contract/settings.ts";
import {
  SETUP_STEPS,
  type SetupDeviceView,
  type SetupStep,
  type SetupView,
} from "../../../controller/contract/setup.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { type Values, valueAt } from "../settings/view.ts";

/** The steps, and the page at their end. */
export type SetupPlace = SetupStep | "end";
export const SETUP_PLACES: readonly SetupPlace[] = [...SETUP_STEPS, "end"];

export const STEP_WORDS: Readonly<Record<SetupPlace, Both>> = {
  languages: { zh: "语言", en: "Languages" },
  hall: { zh: "大厅与模板", en: "Hall, template" },
  services: { zh: "业务与时间", en: "Services, hours" },
  staff: { zh: "人员与窗口", en: "Staff, windows" },
  devices: { zh: "设备测试", en: "Devices" },
  labels: { zh: "二维码标签", en: "QR labels" },
  backup: { zh: "备份", en: "Backup" },
  end: { zh: "检查与完成", en: "Last look" },
};

export const STATE_WORDS: Readonly<
  Record<"done" | "open" | "skipped", { readonly mark: string; readonly words: Both }>
> = {
  done: { mark: "✓", words: { zh: "已完成", en: "done" } },
  open: { mark: "○", words: { zh: "未完成", en: "open" } },
  skipped: { mark: "–", words: { zh: "已跳过", en: "skipped" } },
};

/** `#setup/staff`; any other hash: the first step that is open, or the last page. */
export function placeOf(hash: string, view: SetupView): SetupPlace {
  const asked = hash.split("/")[1] ?? "";
  const named = SETUP_PLACES.find((place) => place === asked);
  return named ?? view.steps.find(({ state }) => state === "open")?.id ?? "end";
}

/** The place after this one, or before it; null: there is none. */
export function beside(place: SetupPlace, by: 1 | -1): SetupPlace | null {
  return SETUP_PLACES[SETUP_PLACES.indexOf(place) + by] ?? null;
}

/** Kept when a template takes the place of the file: who the hall is, and where its service is reached. */
const KEPT = [
  ...["hall.id", "hall.name", "hall.timezone", "hall.languages", "server.host", "server.port", "server.publicUrl"],
  ...["server.allowedHosts", "security.trustLoopback", "backup.nightlyAt", "backup.keep", "backup.folder"],
  ...["backup.copyTo"],
] as const;

/** The whole text of a template, with what the present file says of the hall itself. */
export function templateEdits(text: string, values: Values | null): SettingsEdit[] {
  const kept = KEPT.flatMap((path): SettingsEdit[] => {
    const value = valueAt(values, path);
    return value === undefined ? [] : [{ op: "set-value", path: path.split("."), value }];
  });
  return [{ op: "set-text", text }, ...kept];
}

/** Kinds a person in the hall sees, hears or presses, in the order in which they are tried. */
export const KINDS = ["printer", "led", "voice", "keypad", "pad"] as const;
type Kind = (typeof KINDS)[number];
interface KindWords {
  readonly name: Both;
  readonly act: Both;
  /** What must happen. */
  readonly look: Both;
}
export const KIND_WORDS: Readonly<Record<Kind, KindWords>> = {
  printer: {
    name: { zh: "小票打印机", en: "Ticket printer" },
    act: { zh: "打印测试票", en: "Print a test ticket" },
    look: { zh: "打出一张完整清楚的测试票并切纸", en: "one clear test ticket comes out and is cut" },
  },
  led: {
    name: { zh: "窗口条屏", en: "Strip" },
    act: { zh: "点亮条屏", en: "Light the strip" },
    look: { zh: "条屏显示测试文字", en: "the strip shows a test text" },
  },
  voice: {
    name: { zh: "语音", en: "Voice" },
    act: { zh: "说一句话", en: "Say a sentence" },
    look: { zh: "喇叭清楚地读出一句话", en: "one clear sentence is heard" },
  },
  keypad: {
    name: { zh: "呼叫器", en: "Keypad" },
    act: { zh: "等我按键", en: "Wait for a key" },
    look: { zh: "请到窗口按任意键", en: "press any key at the window" },
  },
  pad: {
    name: { zh: "评价器", en: "Rating pad" },
    act: { zh: "等我按评价", en: "Wait for a press" },
    look: { zh: "请到窗口按任意一个评价", en: "press any rating at the window" },
  },
};

/** Devices of a kind; those that nobody has tried and that are connected come first. */
export function devicesOf(view: SetupView, kind: string): readonly SetupDeviceView[] {
  const rank = ({ state, verdict }: SetupDeviceView): number =>
    (verdict?.verdict === "good" ? 2 : 0) + (state === "online" ? 0 : 1);
  return view.devices.filter((device) => device.kind === kind).sort((a, b) => rank(a) - rank(b));
}

export const DEVICE_STATES: Readonly<Record<SetupDeviceView["state"], Both>> = {
  starting: { zh: "正在启动", en: "starting" },
  online: { zh: "已连接", en: "connected" },
  offline: { zh: "未连接", en: "not connected" },
  faulted: { zh: "有故障", en: "in trouble" },
};
