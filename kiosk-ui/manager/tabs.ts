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
];

/** The tab of an address's hash; the first one for any other. */
export function tabOf(hash: string): string {
  const id = hash.replace(/^#/, "").split("/", 1)[0] ?? "";
  return TABS.some((tab) => tab.id === id) ? id : (TABS[0]?.id ?? "");
}
