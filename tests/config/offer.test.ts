// The offer in a configuration file: what is complete by itself, and every fault by its place.
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import { settingsOf } from "../../controller/settings-of-config.ts";

const BASE = {
  version: 1,
  hall: { id: "test-hall", name: { "zh-CN": "测试大厅" } },
  services: [{ id: "a", prefix: "A", name: { "zh-CN": "综合" } }],
  windows: [{ id: "1", name: { "zh-CN": "1号窗口" }, services: ["a"] }],
  kiosks: [{ id: "kiosk-1" }],
};
type Raw = typeof BASE & Record<string, unknown>;

function load(change: (raw: Record<string, never>) => void) {
  const raw = parse(stringify(BASE)) as Raw;
  change(raw as never);
  return parseConfig(stringify(raw));
}

// biome-ignore lint/suspicious/noExplicitAny: tests write wrong shapes on purpose.
const faults = (change: (raw: any) => void) => {
  const loaded = load(change as never);
  return loaded.ok ? [] : loaded.faults.map(({ place, message }) => `${place}: ${message}`);
};

const DAY = { mon: ["09:00-12:00", "13:30-17:00"] };

test("everything may be missing, and then the hall is always open and bookable nowhere", () => {
  const loaded = load(() => undefined);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const settings = settingsOf(loaded.config);
  expect(settings.calendar).toBeUndefined();
  expect(settings.kiosks).toEqual([{ id: "kiosk-1", printer: null, hasReader: false, hasScanner: false }]);
});

test("a whole offer is taken over, with the documented defaults", () => {
  // biome-ignore lint/suspicious/noExplicitAny: the file is written here.
  const loaded = load((raw: any) => {
    raw.hall.calendar = { week: DAY, extended: [{ weekday: "mon", hours: ["17:00-19:00"] }] };
    Object.assign(raw.services[0], { appointments: {}, documents: [{ "zh-CN": "身份证" }], perPersonDaily: 1 });
    raw.windows[0].needs = ["low-counter"];
    raw.serviceGroups = [{ id: "g", name: { "zh-CN": "个人" }, services: ["a"] }];
    raw.links = [{ id: "l", type: "tcp", host: "192.0.2.1", port: 9000 }];
    raw.devices = [{ id: "reader-1", model: "reader/samv", link: "l" }];
    Object.assign(raw.kiosks[0], { reader: "reader-1", diagonalInches: 21.5, elderlyFirst: true });
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  expect(loaded.warnings).toEqual([]);
  const settings = settingsOf(loaded.config);
  expect(settings.services[0]?.appointments).toEqual({
    slotMinutes: 30,
    capacity: 1,
    daysAhead: 14,
    earlyMinutes: 180,
    lateMinutes: 30,
    remindMinutes: 60,
  });
  expect(settings.calendar).toMatchObject({ holidays: [], workdays: [] });
  expect(settings.kiosks[0]).toMatchObject({ hasReader: true, hasScanner: false, elderlyFirst: true });
  expect(settings.kiosks[0]).not.toHaveProperty("reader");
});

test.each([
  // biome-ignore lint/suspicious/noExplicitAny: each writes one wrong thing.
  ["hours turned round", (raw: any) => (raw.hall.calendar = { week: { mon: ["12:00-09:00"] } }), "ends before"],
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  ["overlapping hours", (raw: any) => (raw.services[0].hours = { mon: ["09:00-12:00", "11:00-13:00"] }), "overlaps"],
  [
    "a day that is none",
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    (raw: any) => (raw.hall.calendar = { week: DAY, holidays: [{ date: "2031-02-29" }] }),
    "no day",
  ],
  [
    "extended hours without a day",
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    (raw: any) => (raw.hall.calendar = { week: DAY, extended: [{ hours: ["17:00-19:00"] }] }),
    "either",
  ],
  [
    "a group of strangers",
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    (raw: any) => (raw.serviceGroups = [{ id: "g", name: { en: "G" }, services: ["b"] }]),
    'no service "b"',
  ],
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  ["an empty group", (raw: any) => (raw.serviceGroups = [{ id: "g", name: { en: "G" } }]), "needs"],
  [
    "a group twice",
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    (raw: any) => (raw.serviceGroups = ["g", "g"].map((id) => ({ id, name: { en: "G" }, services: ["a"] }))),
    "twice",
  ],
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  ["a range turned round", (raw: any) => (raw.services[0].numberRange = { from: 9, to: 1 }), "greater"],
  [
    "appointments without their class",
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    (raw: any) => {
      raw.services[0].appointments = {};
      raw.policy = { priority: { classes: ["elderly"] } };
    },
    'class "appointment"',
  ],
  [
    "a class with a service's prefix",
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    (raw: any) => (raw.policy = { priority: { prefixes: { elderly: "A" } } }),
    "taken",
  ],
  [
    "a prefix for no class",
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    (raw: any) => (raw.policy = { priority: { prefixes: { elderley: "Y" } } }),
    'did you mean "elderly"',
  ],
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  ["a reader that is not there", (raw: any) => (raw.kiosks[0].reader = "reader-1"), 'no device "reader-1"'],
])("%s is a fault", (_name, change, message) => {
  expect(faults(change).join("\n")).toContain(message);
});

test("slots around the clock and services no group lists are warned of", () => {
  // biome-ignore lint/suspicious/noExplicitAny: the file is written here.
  const loaded = load((raw: any) => {
    raw.services[0].appointments = {};
    raw.services.push({ id: "b", prefix: "B", name: { en: "B" } });
    raw.windows[0].services.push("b");
    raw.serviceGroups = [{ id: "g", name: { en: "G" }, services: ["a"] }];
  });
  const warnings = loaded.ok ? loaded.warnings.map(({ message }) => message) : [];
  expect(warnings).toEqual([
    expect.stringContaining("around the clock"),
    expect.stringContaining('no group lists "b"'),
  ]);
});
