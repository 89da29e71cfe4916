// The guide desk is heard: a person who wants help, an emergency, what is serious; once, and not when it is muted.
import { expect, test } from "vitest";
import type { DeskAlarmView } from "../../controller/contract/desk.ts";
import { heardAtDesk } from "../../kiosk-ui/desk/heard.ts";
import { AlarmBell } from "../../kiosk-ui/shared/alarm-bell.ts";

const RAISED = "2031-03-04T09:00:00+08:00";
const alarm = (id: string, more: Partial<DeskAlarmView> = {}): DeskAlarmView => ({
  ...{ id, rule: "paper-low", subject: id, detail: "", raisedAt: RAISED, kioskId: null, severity: "minor" },
  ...{ title: { "zh-CN": "纸将用尽" }, toDo: { "zh-CN": "" }, quiet: false, ...more },
});

function bell() {
  const seen = { rings: 0, title: "", kept: new Map<string, string>() };
  const storage = {
    getItem: (key: string) => seen.kept.get(key) ?? null,
    setItem: (key: string, value: string) => void seen.kept.set(key, value),
  };
  const made = new AlarmBell("desk", "咨询台", {
    ring: () => {
      seen.rings += 1;
    },
    setTitle: (title) => {
      seen.title = title;
    },
    storage,
  });
  const shows = (alarms: readonly DeskAlarmView[], emergencies: readonly object[] = []) => {
    made.show(heardAtDesk({ alarms, emergencies } as never));
    return [seen.rings, seen.title];
  };
  return { bell: made, shows };
}

test("what was there when the page opened is shown; a new one rings once; small ones are seen and not heard", () => {
  const { shows } = bell();
  expect(shows([alarm("old", { severity: "major" })])).toEqual([0, "(1) 咨询台"]);
  expect(shows([alarm("old", { severity: "major" }), alarm("paper")])).toEqual([0, "(2) 咨询台"]);
  const serious = alarm("nobody-serving:a", { severity: "major" });
  expect(shows([serious, alarm("paper")])).toEqual([1, "(2) 咨询台"]);
  expect(shows([serious])).toEqual([1, "(1) 咨询台"]);
  expect(shows([{ ...serious, quiet: true }])).toEqual([1, "咨询台"]);
});

test("a helper and an emergency ring whatever their rule says, until somebody is on the way", () => {
  const { shows } = bell();
  shows([]);
  expect(shows([alarm("helper:kiosk-1", { kioskId: "kiosk-1" })])[0]).toBe(1);
  const emergency = { id: "emergency:1", raisedAt: RAISED, coming: [] };
  expect(shows([], [emergency])).toEqual([2, "(1) 咨询台"]);
  expect(shows([], [{ ...emergency, coming: [{ windowId: null, name: "李某" }] }])).toEqual([2, "咨询台"]);
});

test("muted it keeps quiet and still counts in the title", () => {
  const { bell: made, shows } = bell();
  shows([]);
  made.mute(true);
  expect(shows([alarm("x", { severity: "critical" })])).toEqual([0, "(1) 咨询台"]);
});
