// Advice with its arithmetic, seen as the manager sees it: a hall gets busy until a step is advised; taken, it helps.
import { expect, test } from "vitest";
import { Advisor } from "../../controller/advisor.ts";
import type { ManagerView } from "../../controller/contract/views.ts";
import { Experience } from "../../controller/domain/forecast/experience.ts";
import { packed, unpacked } from "../../controller/domain/forecast/packed.ts";
import { scratchHall, simulate } from "../../controller/domain/forecast/simulate.ts";
import type { HallState } from "../../controller/domain/types.ts";
import { viewData } from "../../controller/live.ts";
import { indexOf } from "../../controller/views/day-index.ts";
import { contextOf } from "../../controller/views/sources.ts";
import { adviceWords, noAdviceWords } from "../../kiosk-ui/manager/floor-view.ts";
import { monthSettings } from "../reports/given-month.ts";
import { GivenRush } from "./given-rush.ts";

const START_MS = Date.parse("2031-03-04T09:00:00+08:00");
const LOOKS_MAX = 30;

/** The manager's page of this moment, with the advice of the real rule. */
async function page(rush: GivenRush): Promise<ManagerView> {
  const { hall } = rush;
  const experience = new Experience(hall.settings);
  for (const event of hall.log) experience.fold(event);
  const scratch = scratchHall(hall.settings);
  const advisor = new Advisor({
    settings: hall.settings,
    hall: { read: async (ask) => ask(hall.state as HallState) },
    experience,
    clock: { nowMs: () => hall.nowMs, after: () => ({ cancel: () => undefined }) },
    // As on its way to the thread and back.
    engine: { outlook: async (model) => simulate(unpacked(packed(model)), scratch).outlook },
    watched: () => true,
    changed: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  await advisor.refresh();
  const sources = { settings: hall.settings, index: indexOf(hall.log), clock: { nowMs: () => hall.nowMs } };
  const more = { baseUrl: () => "http://hall", devices: () => [], advice: () => advisor.view() };
  return viewData(contextOf({ ...sources, ...more }, hall.state), "manager", () => null) as ManagerView;
}

test("as the line grows a window is advised, with the wait before and after; opened, the wait falls", async () => {
  const { calendar: _always, ...settings } = monthSettings(3);
  const rush = new GivenRush(settings, START_MS, { serviceId: "social", open: ["1"], seed: 5 });
  rush.goesOn(90, 0.14);
  const calm = await page(rush);
  expect(calm.floor.advice.lines).toEqual([]);
  expect(noAdviceWords(calm.floor.advice)?.zh).toContain("无需调整");

  let view = calm;
  for (let look = 0; look < LOOKS_MAX && view.floor.advice.lines.length === 0; look += 1) {
    view = await page(rush.goesOn(3, 0.6));
  }
  const { advice } = view.floor;
  const [line] = advice.lines;
  if (line === undefined) throw new Error("no advice came");
  expect(line).toMatchObject({ kind: "open", serviceId: "social" });
  expect(line.after.mid).toBeLessThan(line.before.mid);
  expect(advice.needed.find(({ serviceId }) => serviceId === "social")?.windows).toBeGreaterThan(1);
  const words = adviceWords(view, line, advice.until);
  expect(words.zh).toMatch(/^增?开.*\d号窗口.*业务1：\d\d:\d\d 最长等候预计 \d+.* → \d+.* 分钟$/);
  expect(words.en).toMatch(/expected longest wait at \d\d:\d\d falls \d+ → \d+ min/);

  // Done as advised, with as many people coming as before: by the moment it spoke of, the wait is shorter than it said.
  const untilMinutes = Math.round((Date.parse(advice.until ?? "") - rush.hall.nowMs) / 60_000);
  rush.opens(line.windowId);
  const after = await page(rush.goesOn(untilMinutes, 0.6));
  const waited = after.floor.services.find(({ id }) => id === "social")?.longestWaitMinutes ?? 0;
  expect(waited).toBeLessThan(line.before.mid);
});
