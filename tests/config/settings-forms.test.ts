// What the forms of settings and the first run make of the file: faults in words, references, templates, places.
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { editValues } from "../../config/edit-values.ts";
import { parseConfig } from "../../config/load.ts";
import { hallTemplate } from "../../config/templates/hall-template.ts";
import type { SettingsField, SettingsView } from "../../controller/contract/settings.ts";
import type { SetupDeviceView, SetupView } from "../../controller/contract/setup.ts";
import { type Fault, faultsAt, faultWords } from "../../kiosk-ui/manager/settings/fault-words.ts";
import { choiceWords, keyOf, optionsOf } from "../../kiosk-ui/manager/settings/references.ts";
import { typedOf } from "../../kiosk-ui/manager/settings/view.ts";
import { beside, devicesOf, placeOf, templateEdits } from "../../kiosk-ui/manager/setup/view.ts";

const HALL = `version: 1
hall: { id: h, name: { zh-CN: 厅 } }
services:
  - { id: a, prefix: A, name: { zh-CN: 甲 } }
windows:
  - { id: "1", name: { zh-CN: 1号 }, services: [a] }
devices: []
`;
const faultsOf = (text: string): readonly Fault[] => {
  const loaded = parseConfig(text);
  return loaded.ok ? [] : loaded.faults;
};

describe("faults", () => {
  test.each([
    ["prefix: A", "prefix: ab1", "services[0].prefix", "大写字母"],
    ["prefix: A", "digits: 9, prefix: A", "services[0].digits", "请填 6 或更小"],
    ["prefix: A", "digits: many, prefix: A", "services[0].digits", "请填整数"],
    ["prefix: A", "caseLimitMinutes: 0, prefix: A", "services[0].caseLimitMinutes", "大于 0"],
    ["services: [a]", "services: []", "windows[0].services", "至少 1 项"],
    ["services: [a]", "services: [b]", "windows[0].services[0]", "请改选"],
    ["services: [a]", "services: [a, a]", "windows[0].services", "去掉重复的"],
    ["name: { zh-CN: 甲 }", "name: { zh-CN: 甲 }, hours: { mon: [9-12] }", "services[0].hours.mon[0]", "09:00-17:00"],
    ['id: "1"', 'id: "1 号"', "windows[0].id", "不能有空格"],
    ["devices: []", 'policy: { calls: { max: "x" } }', "policy.calls.max", "请填整数"],
    ["devices: []", "policy: { calls: { mex: 3 } }", "policy.calls.mex", "请删去或改正"],
    ["devices: []", 'backup: { nightlyAt: "25:00" }', "backup.nightlyAt", "02:30"],
    ["devices: []", "pauseReasons: [{ id: lunch }]", "pauseReasons[0].name", "请填写"],
    ["devices: []", "alarms: { rules: [{ kind: nothing }] }", "alarms.rules[0].kind", "请从列表里选"],
  ])("%s as %s is said at %s with what to do", (good, bad, place, remedy) => {
    const faults = faultsAt(faultsOf(HALL.replace(good, bad)), place, false);
    expect(faults).toHaveLength(1);
    const words = faultWords(faults[0]?.message ?? "");
    expect(words.cause.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(words.remedy.zh).toContain(remedy);
    expect(words.remedy.en).not.toBe("");
  });

  test("a row without parts takes those within it, and no others; what is unknown is shown as it is", () => {
    const fault = (place: string): Fault => ({ place, line: 1, column: 1, message: "x" });
    const faults = [fault("a.hours.mon[0]"), fault("a.hoursOfRest"), fault("a"), fault("a.hours")];
    expect(faultsAt(faults, "a.hours", true).map(({ place }) => place)).toEqual(["a.hours.mon[0]", "a.hours"]);
    expect(faultsAt(faults, "a.hours", false).map(({ place }) => place)).toEqual(["a.hours"]);
    expect(faultWords("a riddle").cause.zh).toBe("a riddle");
  });
});

describe("references", () => {
  const values = {
    services: [{ id: "a", name: { "zh-CN": "甲", en: "A" } }],
    devices: [
      { id: "p1", model: "printer/escpos" },
      { id: "l1", model: "led/onbon-bx5k" },
    ],
    alarms: { duty: [{ id: "wang" }] },
    staff: [{ id: "s1", name: "王某" }],
  };
  const view = { values, fields: [] } as unknown as SettingsView;
  const ids = (path: string, value?: unknown) => optionsOf({ path } as SettingsField, view, value)?.map(({ id }) => id);

  test("are chosen from what this very file has", () => {
    expect(ids("windows[].services")).toEqual(["a"]);
    expect(ids("kiosks[].printer")).toEqual(["p1"]);
    expect(ids("alarms.rules[].sinks")).toEqual(["board", "desk", "sms:wang"]);
    expect(ids("rating.loop.handlers[].staff")).toEqual(["s1"]);
    expect(ids("policy.calls.max")).toBeUndefined();
  });

  test("that lead nowhere any more stay to be seen", () => {
    expect(ids("windows[].services", ["a", "gone"])).toEqual(["a", "gone"]);
    expect(ids("kiosks[].printer", "gone")).toEqual(["p1", "gone"]);
  });

  test("parts are named below their group or list; choices have words", () => {
    expect(keyOf({ path: "alarms.rules[].threshold" } as SettingsField, "alarms.rules")).toBe("threshold");
    expect(keyOf({ path: "services[].appointments.hours" } as SettingsField, "services[].appointments")).toBe("hours");
    expect(choiceWords("calendar")).toContain("自然日");
    expect(choiceWords(5)).toBe("5");
    expect(typedOf({ kind: "integer", nullable: false }, "二十")).toHaveProperty("wrong");
  });
});

describe("the first run", () => {
  test.each([10, 30, 60] as const)("a template of %i takes the file's place and keeps who the hall is", (size) => {
    const before = parse(`${HALL}server: { host: 10.0.0.7, port: 9090 }\nbackup: { nightlyAt: "03:00" }\n`);
    const text = editValues(HALL, templateEdits(hallTemplate(size), before));
    expect(faultsOf(text)).toEqual([]);
    const after = parse(text);
    expect(after.hall).toMatchObject({ id: "h", name: { "zh-CN": "厅" } });
    expect(after.server).toMatchObject({ host: "10.0.0.7", port: 9090 });
    expect(after.backup).toMatchObject({ nightlyAt: "03:00", keep: 14 });
    expect(after.windows).toHaveLength(size);
    for (const [comment] of hallTemplate(size).matchAll(/#.*$/gm)) expect(text).toContain(comment.trim());
  });

  const view = (states: readonly string[]): SetupView =>
    ({ steps: states.map((state, i) => ({ id: ["languages", "hall"][i], state })), devices: [] }) as never;

  test("goes on where it was left, and to any step that is named", () => {
    expect(placeOf("#setup", view(["done", "open"]))).toBe("hall");
    expect(placeOf("#setup", view(["skipped", "done"]))).toBe("end");
    expect(placeOf("#setup/labels", view(["open", "open"]))).toBe("labels");
    expect(placeOf("#setup/nonsense", view(["open", "open"]))).toBe("languages");
    expect([beside("languages", -1), beside("backup", 1), beside("end", 1)]).toEqual([null, "end", null]);
  });

  test("devices that nobody tried and that are there come first", () => {
    const device = (id: string, state: string, verdict: string | null): SetupDeviceView =>
      ({ id, kind: "led", state, verdict: verdict === null ? null : { verdict } }) as never;
    const devices = [device("a", "online", "good"), device("b", "offline", null), device("c", "online", null)];
    expect(devicesOf({ ...view([]), devices }, "led").map(({ id }) => id)).toEqual(["c", "b", "a"]);
  });
});
