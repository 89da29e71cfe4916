// What the rows of reports are called. Staff stand under their number unless names are asked for.
import type { ReportGroup } from "../contract/reports.ts";
import type { HallSettings, Words } from "../domain/types.ts";
import { WALK_IN } from "../store/report-day.ts";
import { priorityWords } from "../views/offer-words.ts";
import { CHANNEL_NAMES } from "./presets.ts";

const same = (text: string): Words => ({ "zh-CN": text, en: text });

/** Things that are no longer in the configuration keep their id. */
export function nameOf(settings: HallSettings, group: ReportGroup, id: string, names: boolean): Words {
  switch (group) {
    case "hall":
      return settings.name;
    case "service":
      return settings.services.find((service) => service.id === id)?.name ?? same(id);
    case "window":
      return settings.windows.find((window) => window.id === id)?.name ?? same(id);
    case "staff": {
      const staff = settings.staff.find((one) => one.id === id);
      if (staff === undefined) return same(id);
      return same(names ? `${staff.number} ${staff.name}` : staff.number);
    }
    case "kind":
      return id === WALK_IN ? { "zh-CN": "现场取号", en: "Walk-in" } : priorityWords(settings, id);
    case "channel":
      return CHANNEL_NAMES[id] ?? same(id);
    case "kiosk":
    case "device":
      return same(id);
  }
}
