// What the hall itself tells about each step of the first run: done or open, and why, in words.
import type { Config } from "../../config/schema.ts";
import type { BackupsView } from "../contract/settings.ts";
import type { SetupDeviceView, SetupStep } from "../contract/setup.ts";

export interface Finding {
  readonly done: boolean;
  readonly found: { readonly zh: string; readonly en: string };
}

/** Names that templates and examples come with. */
const PLACEHOLDER_HALL = /^(新政务服务大厅|示例.*大厅|New Service Hall)$/;
const PLACEHOLDER_PERSON = /^员工\d+$/;
/** What people in the hall see, hear and press: one of each kind that is there must have been tried. */
const TRIED_KINDS = ["printer", "led", "voice", "keypad", "pad"] as const;
const KIND_WORDS: Readonly<Record<(typeof TRIED_KINDS)[number], { zh: string; en: string }>> = {
  printer: { zh: "打印机", en: "printer" },
  led: { zh: "条屏", en: "strip" },
  voice: { zh: "语音", en: "voice" },
  keypad: { zh: "呼叫器", en: "keypad" },
  pad: { zh: "评价器", en: "pad" },
};

const finding = (done: boolean, zh: string, en: string): Finding => ({ done, found: { zh, en } });
const LOOK = { zh: "请核对后确认", en: "look through it and confirm" };

function hallFinding({ hall, windows }: Config): Finding {
  const name = hall.name["zh-CN"] ?? Object.values(hall.name)[0] ?? "";
  const isPlaceholder = PLACEHOLDER_HALL.test(name);
  const hint = isPlaceholder ? { zh: "，还是模板里的名称", en: ", still the template's name" } : { zh: "", en: "" };
  const count = windows.length;
  return finding(!isPlaceholder, `${name}，${count} 个窗口${hint.zh}`, `${count} windows${hint.en}`);
}

function servicesFinding({ services, hall }: Config): Finding {
  const { length } = services;
  if (hall.calendar === undefined)
    return finding(false, `${length} 项业务；没有开放时间，一直开放`, `${length} services; no hours: always open`);
  const days = Object.values(hall.calendar.week).filter((hours) => (hours?.length ?? 0) > 0).length;
  return finding(
    false,
    `${length} 项业务，每周开放 ${days} 天；${LOOK.zh}`,
    `${length} services, open ${days} days a week; ${LOOK.en}`,
  );
}

function staffFinding({ staff, windows }: Config): Finding {
  const unnamed = staff.filter(({ name }) => PLACEHOLDER_PERSON.test(name)).length;
  const [zh, en] = [
    `${staff.length} 人，${windows.length} 个窗口`,
    `${staff.length} people, ${windows.length} windows`,
  ];
  if (unnamed > 0) return finding(false, `${zh}；${unnamed} 人还是占位名`, `${en}; ${unnamed} without a real name`);
  return finding(false, `${zh}；${LOOK.zh}`, `${en}; ${LOOK.en}`);
}

function devicesFinding(devices: readonly SetupDeviceView[]): Finding {
  const kinds = TRIED_KINDS.filter((kind) => devices.some((device) => device.kind === kind));
  if (kinds.length === 0)
    return finding(false, "还没有设备：可以只用页面，也可以添加", "no devices: pages alone will do, or add some");
  const open = kinds.filter(
    (kind) => !devices.some((device) => device.kind === kind && device.verdict?.verdict === "good"),
  );
  const offline = devices.filter(({ state }) => state !== "online").length;
  const away = offline === 0 ? { zh: "", en: "" } : { zh: `；${offline} 台未连接`, en: `; ${offline} not connected` };
  if (open.length === 0) return finding(true, `每种设备都试过${away.zh}`, `every kind was tried${away.en}`);
  const [zh, en] = [open.map((kind) => KIND_WORDS[kind].zh), open.map((kind) => KIND_WORDS[kind].en)];
  return finding(false, `还没试过：${zh.join("、")}${away.zh}`, `not tried yet: ${en.join(", ")}${away.en}`);
}

function backupFinding({ nightlyAt, backups, trouble }: BackupsView): Finding {
  if (trouble !== "") return finding(false, `上次备份失败：${trouble}`, "the newest backup failed");
  if (nightlyAt === null) return finding(false, "没有每晚备份", "no nightly backup");
  const newest = backups[0];
  if (newest === undefined)
    return finding(false, `每晚 ${nightlyAt} 备份；还没有第一份`, `every night at ${nightlyAt}; none made yet`);
  const at = newest.at.slice(0, 16).replace("T", " ");
  return finding(true, `每晚 ${nightlyAt} 备份，最近 ${at}`, `every night at ${nightlyAt}, newest ${at}`);
}

/** `config` null: the file has faults, which must be mended before anything else. */
export function findingsOf(
  config: Config | null,
  devices: readonly SetupDeviceView[],
  backups: BackupsView,
): Readonly<Record<SetupStep, Finding>> {
  const broken = finding(false, "配置文件有错，先在“设置 → 文件”里改好", "the file has faults: mend it under Settings");
  const of = (look: (config: Config) => Finding): Finding => (config === null ? broken : look(config));
  return {
    languages: of(({ hall }) =>
      finding(false, `${hall.languages.join("、")}；${LOOK.zh}`, `${hall.languages.join(", ")}; ${LOOK.en}`),
    ),
    hall: of(hallFinding),
    services: of(servicesFinding),
    staff: of(staffFinding),
    devices: devicesFinding(devices),
    labels: finding(false, "打印并贴到机器上", "print them and stick them on the machines"),
    backup: backupFinding(backups),
  };
}
