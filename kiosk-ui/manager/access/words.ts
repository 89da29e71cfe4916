// What roles are called.
import type { DeviceRole, StaffRole } from "../../../controller/contract/roles.ts";
import type { Both } from "../../shared/i18n/both.ts";

export const STAFF_ROLE_WORDS: Readonly<Record<StaffRole, Both>> = {
  window: { zh: "窗口人员", en: "Window" },
  guide: { zh: "导办", en: "Guide" },
  supervisor: { zh: "值班长", en: "Supervisor" },
  manager: { zh: "管理员", en: "Manager" },
  technician: { zh: "技术人员", en: "Technician" },
  auditor: { zh: "监察", en: "Auditor" },
};

export const DEVICE_ROLE_WORDS: Readonly<Record<DeviceRole, Both>> = {
  kiosk: { zh: "取号机", en: "Kiosk" },
  pad: { zh: "评价器", en: "Rating pad" },
  board: { zh: "大厅屏", en: "Board" },
  player: { zh: "语音播放", en: "Sound player" },
};
