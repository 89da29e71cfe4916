// Sound zones in a configuration: defaults, and what does not fit together.
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import { isQuiet, zonesOf } from "../../controller/announcer/zones.ts";

const voice = (id: string, link: string, more: object = {}) => ({ id, model: "voice/syn6288", link, ...more });
const given = (more: object) =>
  parseConfig(
    stringify({
      version: 1,
      hall: { id: "test-hall", name: { "zh-CN": "测试大厅" } },
      services: [{ id: "a", prefix: "A", name: { "zh-CN": "综合" } }],
      windows: ["1", "2"].map((id) => ({ id, name: { "zh-CN": `${id}号窗口` }, services: ["a"] })),
      links: ["l1", "l2", "l3"].map((id, i) => ({ id, type: "tcp", host: "192.0.2.1", port: 9000 + i })),
      devices: [voice("common", "l1"), voice("east", "l2", { windows: ["2"] })],
      ...more,
    }),
  );
const configOf = (more: object) => {
  const loaded = given(more);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
};
const faultsOf = (zones: object[]) => {
  const loaded = given({ sound: { zones } });
  return loaded.ok ? [] : loaded.faults.map(({ place, message }) => `${place}: ${message}`);
};

test("without zones there is one for all, and one for each voice that has windows of its own", () => {
  const zones = zonesOf(configOf({}));
  expect(zones.map(({ id, voices, windows, browser }) => ({ id, voices, windows, browser }))).toEqual([
    { id: "all", voices: ["common"], windows: null, browser: true },
    { id: "east", voices: ["east"], windows: ["2"], browser: false },
  ]);
});

test("a zone without sinks has the pages and the voices that no other zone has", () => {
  const zones = zonesOf(
    configOf({
      sound: {
        zones: [
          { id: "a", sinks: ["east"] },
          { id: "b", volume: 40 },
        ],
      },
    }),
  );
  expect(zones.map(({ voices, browser, volume }) => ({ voices, browser, volume }))).toEqual([
    { voices: ["east"], browser: false, volume: 100 },
    { voices: ["common"], browser: true, volume: 40 },
  ]);
});

test("zones that name what is not there, or a voice twice, are faults with their place", () => {
  expect(faultsOf([{ id: "a", windows: ["9"] }])).toEqual([expect.stringMatching(/zones.*windows.*no window "9"/)]);
  expect(faultsOf([{ id: "a", sinks: ["nobody"] }])).toEqual([expect.stringMatching(/no device "nobody"/)]);
  const twice = [
    { id: "a", sinks: ["east"] },
    { id: "b", sinks: ["east", "browser"] },
  ];
  expect(faultsOf(twice)).toEqual([expect.stringMatching(/speaks in zone "a" already/)]);
  expect(faultsOf([{ id: "a" }, { id: "a", sinks: [] }])).toEqual([expect.stringMatching(/used twice/)]);
  expect(faultsOf([{ id: "a", quiet: ["25:00-26:00"] }])).not.toEqual([]);
});

test("a window that is heard nowhere, and a voice that never speaks, are warned of", () => {
  const loaded = given({ sound: { zones: [{ id: "a", windows: ["1"], sinks: ["browser", "east"] }] } });
  const told = loaded.ok ? loaded.warnings.map(({ message }) => message).join("\n") : "";
  expect(told).toMatch(/window "2" are heard in no zone/);
  expect(told).toMatch(/voice "common" is in no zone/);
});

test.each([
  [["12:00-13:30"], "11:59", false],
  [["12:00-13:30"], "12:00", true],
  [["12:00-13:30"], "13:29", true],
  [["12:00-13:30"], "13:30", false],
  [["22:00-06:30"], "23:59", true],
  [["22:00-06:30"], "06:29", true],
  [["22:00-06:30"], "12:00", false],
  [["08:00-09:00", "18:00-24:00"], "23:59", true],
  [[], "12:00", false],
])("quiet %j at %s: %s", (spans, time, quiet) => {
  expect(isQuiet(spans, time)).toBe(quiet);
});
