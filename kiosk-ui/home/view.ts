// The doors of the front page. Pure.
import type { Both } from "../shared/i18n/both.ts";

/** Where the simulators serve the virtual hall. */
export const VIRTUAL_HALL_PORT = 8090;

export interface DoorShown {
  readonly href: string;
  readonly name: Both;
  readonly about: Both;
}

/** Pages that are there once per hall or kiosk; the windows' pages are listed beside their windows. */
export function doors(place: { protocol: string; hostname: string }, kiosks: readonly string[]): readonly DoorShown[] {
  const kioskDoors = kiosks.map((id) => ({
    href: `/kiosk?id=${encodeURIComponent(id)}`,
    name: kiosks.length === 1 ? { zh: "取号机", en: "Kiosk" } : { zh: `取号机 ${id}`, en: `Kiosk ${id}` },
    about: { zh: "选业务、取号、打印小票", en: "Choose a service, take a number, print it" },
  }));
  return [
    ...kioskDoors,
    {
      href: "/hall",
      name: { zh: "大厅叫号屏", en: "Hall board" },
      about: { zh: "最新叫号、等候人数、过号", en: "Newest calls, who waits, who was missed" },
    },
    {
      href: "/desk",
      name: { zh: "咨询台", en: "Guide desk" },
      about: { zh: "查号、代取号、预约、公告、纸卷号", en: "Find, issue, book, notices, paper rolls" },
    },
    {
      href: "/manager",
      name: { zh: "大厅总览", en: "Hall overview" },
      about: { zh: "排队、窗口、评价、告警、设备", en: "Queues, windows, ratings, alarms, devices" },
    },
    {
      href: "/public",
      name: { zh: "服务公示", en: "Public figures" },
      about: { zh: "近 30 日的等候、办件量、好评率", en: "Waits, cases and ratings of the last 30 days" },
    },
    {
      href: "/technician",
      name: { zh: "设备与调试", en: "Technician" },
      about: { zh: "设备测试、字节记录、添加、学习、验收", en: "Tests, byte logs, adding, learning, acceptance" },
    },
    {
      href: `${place.protocol}//${place.hostname}:${VIRTUAL_HALL_PORT}/`,
      name: { zh: "虚拟大厅", en: "Virtual hall" },
      about: { zh: "模拟的打印机、条屏、呼叫器、评价器", en: "Simulated printers, strips, keypads, pads" },
    },
  ];
}
