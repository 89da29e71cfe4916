// Zones and boards in the configuration file.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { settingsOf } from "../../controller/settings-of-config.ts";

const demo = readFileSync(join(resolve(import.meta.dirname, "..", ".."), "config", "demo-hall.yaml"), "utf8");

function faultsOf(text: string): string {
  const loaded = parseConfig(text);
  return loaded.ok ? "" : JSON.stringify(loaded.faults);
}

test("the demo hall has zones and a board; what is not said has its default", () => {
  const loaded = parseConfig(demo);
  if (!loaded.ok) throw new Error(faultsOf(demo));
  const { zones, board } = settingsOf(loaded.config);
  expect(zones?.map(({ id, windows }) => [id, windows])).toEqual([
    ["A", ["1", "2"]],
    ["B", ["3", "4"]],
  ]);
  expect(board).toMatchObject({ nextUp: true, theme: "night", reloadAt: "03:30", silent: false, staffNames: true });
});

test("a hall without them is as valid as before", () => {
  const loaded = parseConfig(demo.replace(/board:.*\n/, "").replace(/zones:\n( {2}- .*\n){2}/, ""));
  expect(loaded.ok).toBe(true);
});

test("a zone named twice, one with a window that is not there, and a board that makes no sense are faults", () => {
  expect(faultsOf(demo.replace("id: B, name: { zh-CN: B区", "id: A, name: { zh-CN: B区"))).toContain("used twice");
  expect(faultsOf(demo.replace('windows: ["3", "4"] }', 'windows: ["3", "9"] }'))).toMatch(/there is no window/);
  expect(faultsOf(demo.replace("farthestSeatM: 10", "farthestSeatM: 0"))).toContain("farthestSeatM");
  expect(faultsOf(demo.replace("nextUp: true", "nextup: true"))).toMatch(/unknown key.*nextUp/);
});
