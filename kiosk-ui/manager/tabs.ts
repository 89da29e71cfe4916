// The parts of the manager's page: one line each. What is not looked at is not loaded.
import type { JSX } from "preact";
import type { ManagerView } from "../../controller/contract/views.ts";
import type { Both } from "../shared/i18n/both.ts";
import { LiveTab } from "./live-tab.tsx";

/** What every tab is given: the newest live view and the hall's own clock, in ms since the epoch. */
export interface TabProps {
  readonly view: ManagerView;
  readonly hallNowMs: number;
}

export type TabComponent = (props: TabProps) => JSX.Element;

export interface TabEntry {
  /** Its place in the address: `/manager#reports`. What follows a slash belongs to the tab. */
  readonly id: string;
  readonly name: Both;
  readonly load: () => Promise<TabComponent>;
}

export const TABS: readonly TabEntry[] = [
  { id: "live", name: { zh: "实时", en: "Live" }, load: () => Promise.resolve(LiveTab) },
  {
    id: "alarms",
    name: { zh: "告警", en: "Alarms" },
    load: async () => (await import("./alarms/tab.tsx")).AlarmsTab,
  },
  {
    id: "loop",
    name: { zh: "差评办理", en: "Bad ratings" },
    load: async () => (await import("./loop/tab.tsx")).LoopTab,
  },
  {
    id: "settings",
    name: { zh: "设置", en: "Settings" },
    load: () => import("./settings/tab.tsx").then(({ SettingsTab }) => SettingsTab),
  },
  {
    id: "access",
    name: { zh: "人员与设备", en: "Access" },
    load: async () => (await import("./access/tab.tsx")).AccessTab,
  },
  {
    id: "ratings",
    name: { zh: "评价", en: "Ratings" },
    load: () => import("./ratings/tab.tsx").then(({ RatingsTab }) => RatingsTab),
  },
  {
    id: "replay",
    name: { zh: "回放", en: "Replay" },
    load: () => import("./replay/tab.tsx").then(({ ReplayTab }) => ReplayTab),
  },
  {
    id: "messages",
    name: { zh: "消息", en: "Messages" },
    load: () => import("./messages/tab.tsx").then(({ MessagesTab }) => MessagesTab),
  },
  {
    id: "callbacks",
    name: { zh: "回访", en: "Call-backs" },
    load: () => import("./callbacks/tab.tsx").then(({ CallbacksTab }) => CallbacksTab),
  },
  {
    id: "reports",
    name: { zh: "报表", en: "Reports" },
    load: () => import("./reports/tab.tsx").then(({ ReportsTab }) => ReportsTab),
  },
  {
    id: "evidence",
    name: { zh: "证据", en: "Evidence" },
    load: () => import("./evidence/tab.tsx").then(({ EvidenceTab }) => EvidenceTab),
  },
  {
    id: "upward",
    name: { zh: "上报", en: "Upward" },
    load: () => import("./upward/tab.tsx").then(({ UpwardTab }) => UpwardTab),
  },
  {
    id: "setup",
    name: { zh: "首次设置", en: "First run" },
    load: () => import("./setup/tab.tsx").then(({ SetupTab }) => SetupTab),
  },
];

/** The tab of an address's hash; the first one for any other. */
export function tabOf(hash: string): string {
  const id = hash.replace(/^#/, "").split("/", 1)[0] ?? "";
  return TABS.some((tab) => tab.id === id) ? id : (TABS[0]?.id ?? "");
}
