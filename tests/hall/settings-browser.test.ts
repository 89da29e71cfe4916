// The settings page on a running hall: a setting changed, looked at, applied and taken in by a restart; safe mode.
import { readFileSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFaults } from "../helpers/axe.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, RealHall } from "../helpers/real-hall.ts";

const BOOT_MS_MAX = 120_000;
const TEST_MS_MAX = 120_000;
const executable = chromiumPath();
interface Seen {
  readonly digest: string;
  readonly restart: boolean;
  readonly safeMode: boolean;
  readonly faults: readonly unknown[];
}

describe.skipIf(executable === null)("settings", () => {
  let hall: RealHall;
  let desk: TestBrowser;
  let page: Page;
  const settings = async () => (await hall.call<Seen>("GET", "/settings")).body;

  beforeAll(async () => {
    hall = await RealHall.planned({ windows: 2, withPrinter: false, withStrips: false });
    writeFileSync(hall.configFile, `# of this hall\n${readFileSync(hall.configFile, "utf8")}`);
    await hall.startService();
    desk = await openBrowser(executable ?? "");
    page = await desk.context.newPage();
    await page.goto(`${hall.base}/manager#settings`);
    await page.waitForSelector(".set-entries li");
  }, BOOT_MS_MAX);
  afterAll(async () => {
    await desk?.close();
    await hall?.stop();
  });

  test(
    "a service is renamed by keyboard, looked at, applied, and in force after a restart that keeps the tickets",
    async () => {
      const { body: ticket } = await hall.call<{ id: string }>("POST", "/tickets", { serviceId: "social-insurance" });
      await page.locator("[data-entry=social-insurance] button").focus();
      await page.keyboard.press("Enter");
      const name = page.locator('[data-field="services[].name"] input[data-language=zh-CN]');
      await name.fill("社保与医保");
      await name.press("Enter");
      await page.waitForSelector(".set-diff .plus");
      expect(await axeFaults(page)).toEqual([]);
      expect(await page.textContent(".set-differences")).toContain("services[social-insurance].name.zh-CN");
      await page.locator("#settings-apply").focus();
      await page.keyboard.press("Enter");
      await page.waitForSelector("#settings-restart");
      const text = readFileSync(hall.configFile, "utf8");
      expect(text).toContain("社保与医保");
      expect(text.startsWith("# of this hall\n")).toBe(true);
      await page.locator("#settings-restart").press("Enter");
      await page.waitForSelector("#settings-restart", { state: "detached", timeout: 40_000 });
      const services = await hall.call<{ id: string; name: Record<string, string> }[]>("GET", "/services");
      expect(services.body[0]?.name["zh-CN"]).toBe("社保与医保");
      const again = await hall.call<{ state: string }>("GET", `/tickets/${ticket.id}`);
      expect(again.body.state).toBe("waiting");
      const events = await hall.call<{ type: string; data: { changes?: { path: string }[] } }[]>(
        "GET",
        "/events?limit=500",
      );
      const paths = events.body.flatMap(({ type, data }) => (type === "settings.changed" ? (data.changes ?? []) : []));
      expect(paths.map(({ path }) => path)).toContain("services[social-insurance].name.zh-CN");
    },
    TEST_MS_MAX,
  );

  test("a service with open numbers cannot be taken away; a file changed by hand is not written over", async () => {
    const { digest } = await settings();
    const edits = [
      { op: "remove-entry", list: "services", id: "social-insurance" },
      { op: "set-entry", list: "windows", entry: { id: "1", name: { "zh-CN": "1" }, services: ["household"] } },
      { op: "set-entry", list: "windows", entry: { id: "2", name: { "zh-CN": "2" }, services: ["household"] } },
    ];
    const refused = await hall.call<{ applied: boolean; blocks: { en: string }[] }>("POST", "/settings/change", {
      ...{ edits, digest, apply: true },
    });
    expect(refused.body).toMatchObject({ applied: false, blocks: [{ path: "services[social-insurance]" }] });
    writeFileSync(hall.configFile, `${readFileSync(hall.configFile, "utf8")}# by hand\n`);
    const late = await hall.call<{ code: string }>("POST", "/settings/change", { edits, digest, apply: true });
    expect([late.status, late.body.code]).toEqual([409, "CONFIG_CHANGED"]);
  });

  test(
    "every part is drawn and free of what axe finds",
    async () => {
      // The forms of deadlines, alarms and reasons are scenes of their own.
      for (const part of ["windows", "staff", "kiosks", "calendar", "rules", "labels", "file"]) {
        await page.locator(`#part-${part}`).press("Enter");
        await page.waitForSelector(".settings .panel");
        expect([part, await axeFaults(page)]).toEqual([part, []]);
      }
    },
    TEST_MS_MAX,
  );

  test(
    "a broken file: the hall starts on the last good version and says what is wrong",
    async () => {
      await hall.kill("SIGTERM");
      writeFileSync(
        hall.configFile,
        readFileSync(hall.configFile, "utf8").replace("version: 1", "version: 1\nvresion: 2"),
      );
      await hall.startService();
      const view = await eventually("the settings", settings);
      expect(view).toMatchObject({ safeMode: true });
      expect(view.faults).toHaveLength(1);
      expect(hall.output).toContain("vresion");
      const open = await hall.call("POST", "/tickets", { serviceId: "household" });
      expect(open.status).toBe(201);
    },
    TEST_MS_MAX,
  );
});
