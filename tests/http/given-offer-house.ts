// A house with a calendar, appointments, limits and needs; Monday 2026-01-05, 09:00 in Shanghai.
import type { HallSettings } from "../../controller/domain/types.ts";
import type { IdCard } from "../../drivers/kernel/model.ts";
import { SETTINGS } from "./house.ts";

const OFFICE = ["09:00-12:00", "13:30-17:00"];

export const MONDAY = "2026-01-05";

export const OFFER: HallSettings = {
  ...SETTINGS,
  calendar: {
    week: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
    holidays: [{ date: "2026-01-06", name: { "zh-CN": "停业一天" } }],
    workdays: [],
    extended: [{ weekday: "wed", hours: ["17:00-19:00"] }],
  },
  services: SETTINGS.services.map((service) =>
    service.id === "social"
      ? {
          ...service,
          documents: [{ "zh-CN": "身份证", en: "ID card" }],
          perPersonDaily: 1,
          crowdedFrom: 1,
          appointments: {
            slotMinutes: 30,
            capacity: 1,
            daysAhead: 7,
            earlyMinutes: 60,
            lateMinutes: 15,
            remindMinutes: 0,
          },
        }
      : service,
  ),
  windows: SETTINGS.windows.map((window) => (window.id === "1" ? { ...window, needs: ["sign-language"] } : window)),
  kiosks: [
    {
      id: "kiosk-1",
      printer: "printer-1",
      hasReader: true,
      hasScanner: true,
      diagonalInches: 21.5,
      elderlyFirst: true,
    },
    { id: "kiosk-2", printer: null },
  ],
  serviceGroups: [
    {
      id: "people",
      name: { "zh-CN": "个人" },
      groups: [{ id: "in", name: { "zh-CN": "保障" }, services: ["social"] }],
    },
    { id: "homes", name: { "zh-CN": "户籍" }, services: ["house"] },
  ],
  site: { lockScreen: { "zh-CN": "明天见" } },
  policy: { ...SETTINGS.policy, priority: { classes: ["elderly", "appointment"], overtakeMax: 2 } },
};

/** An invented person; the number is of no real shape but of the real length. */
export function idCard(changes: Partial<IdCard> = {}): IdCard {
  return {
    name: "王小明",
    sex: "男",
    nation: "汉",
    birth: "19600105",
    address: "示例镇1号",
    idNumber: "110000196001050011",
    issuer: "示例公安局",
    validFrom: "20200101",
    validUntil: "长期",
    ...changes,
  };
}

export const SECRET = new Uint8Array(32).fill(7);
