// Templates of new halls: valid, commented, without a default password, and told apart by nothing but their size.
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { hallTemplate } from "../../config/templates/hall-template.ts";

describe.each([10, 30, 60] as const)("the template of %i windows", (size) => {
  const text = hallTemplate(size);
  const loaded = parseConfig(text);

  test("is a hall without faults or warnings", () => {
    expect(loaded.ok ? loaded.warnings : loaded.faults).toEqual([]);
  });

  test("has so many windows, each with its strip, keypad and pad", () => {
    if (!loaded.ok) throw new Error("faults");
    const { windows, devices, kiosks, staff, services } = loaded.config;
    expect(windows).toHaveLength(size);
    expect(staff).toHaveLength(size);
    for (const kind of ["led", "keypad", "pad"])
      expect(devices.filter(({ model }) => model.startsWith(`${kind}/`)).map((one) => one.window)).toEqual(
        windows.map(({ id }) => id),
      );
    expect(kiosks.every(({ printer }) => devices.some(({ id }) => id === printer))).toBe(true);
    const served = new Set(windows.flatMap((window) => window.services));
    expect(services.filter(({ id }) => !served.has(id))).toEqual([]);
    expect(new Set(services.map(({ prefix }) => prefix)).size).toBe(services.length);
  });

  test("trusts nobody, keeps its lines short, and says in both languages what is what", () => {
    if (!loaded.ok) throw new Error("faults");
    expect(loaded.config.security.trustLoopback).toBe(false);
    expect(text.split("\n").filter((line) => line.includes("#")).length).toBeGreaterThan(12);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(220);
  });
});
