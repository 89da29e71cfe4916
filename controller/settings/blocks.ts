// What of the running day hangs on an entry that a new configuration no longer has.
import type { SettingsBlock } from "../contract/settings.ts";
import type { HallState } from "../domain/types.ts";

interface Named {
  readonly services: readonly { readonly id: string }[];
  readonly windows: readonly { readonly id: string }[];
}

const OPEN: ReadonlySet<string> = new Set(["waiting", "called", "serving", "held"]);

/** Empty: nothing stands in the way. */
export function blocksOf(state: HallState, after: Named): SettingsBlock[] {
  const services = new Set(after.services.map(({ id }) => id));
  const windows = new Set(after.windows.map(({ id }) => id));
  const blocks: SettingsBlock[] = [];
  for (const { id } of state.settings.services) {
    if (services.has(id)) continue;
    const count = [...state.tickets.values()].filter((one) => one.serviceId === id && OPEN.has(one.state)).length;
    if (count > 0)
      blocks.push({
        path: `services[${id}]`,
        zh: `还有 ${count} 个未办完的号，办完或作废后才能删除`,
        en: `${count} numbers are still open: finish or void them first`,
      });
  }
  for (const { id } of state.settings.windows) {
    if (windows.has(id) || (state.windows.get(id)?.state ?? "closed") === "closed") continue;
    blocks.push({
      path: `windows[${id}]`,
      zh: "窗口还开着，关闭后才能删除",
      en: "the window is open: close it first",
    });
  }
  return blocks;
}
