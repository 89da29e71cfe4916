// A hall that trusts nobody, end to end: set-up, sign-in, a kiosk paired from a second browser, and sent away again.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const BOOT_MS_MAX = 120_000;
const TEST_MS_MAX = 120_000;
const PASSWORD = "the gate opens slowly 7";
const executable = chromiumPath();

describe.skipIf(executable === null)("a hall that trusts nobody", () => {
  let hall: RealHall;
  let desk: TestBrowser;
  let lobby: TestBrowser;

  beforeAll(async () => {
    const plan = await planHall({ windows: 2, withPrinter: false, withStrips: false });
    const staff = [{ id: "s1", name: "员工1", number: "1001", roles: ["manager"] }];
    hall = new RealHall(plan.config, plan.ports);
    writeFileSync(hall.configFile, stringify({ ...plan.config, security: { trustLoopback: false }, staff }));
    await hall.startService();
    desk = await openBrowser(executable ?? "");
    lobby = await openBrowser(executable ?? "");
  }, BOOT_MS_MAX);
  afterAll(async () => {
    await Promise.all([desk?.close(), lobby?.close()]);
    await hall?.stop();
  });

  const open = async (context: BrowserContext, path: string) => {
    const page = await context.newPage();
    await page.goto(`${hall.base}${path}`);
    return page;
  };

  test(
    "first run, sign-in, pairing, and the end of it",
    async () => {
      const page = await open(desk.context, "/manager#access");
      // Nobody is signed in, and nobody can be yet: the page leads to the set-up and back.
      await page.waitForURL(/\/login\?next=%2Fmanager%23access/);
      const code = readFileSync(join(hall.dataDir, "setup.code"), "utf8").trim();
      expect(hall.output).toContain(code);
      await page.fill("input[name=code]", code);
      await page.fill("input[name=username]", "1001");
      await page.fill("input[name=password]", PASSWORD);
      await page.fill("input[name=again]", PASSWORD);
      await page.click("button[type=submit]");
      await page.waitForURL(/\/manager#access$/);
      await page.waitForSelector("input[name=pairing-code]");

      // A kiosk in another browser shows its code, and nothing of the hall.
      const kiosk = await open(lobby.context, "/kiosk?id=kiosk-1");
      const shown = await kiosk.waitForSelector(".pairing-code");
      await eventually("a code on the kiosk", async () => /\d{3} \d{3}/.test((await shown.textContent()) ?? ""));
      const digits = (await shown.textContent())?.trim() ?? "";
      expect((await lobby.context.request.get(`${hall.base}/api/v1/kiosks/kiosk-1`)).status()).toBe(401);

      await page.fill("input[name=pairing-code]", digits);
      await page.selectOption("select[name=pairing-role]", "kiosk");
      await page.click("#pair");
      await page.waitForSelector("tr[data-device]");
      await kiosk.waitForSelector(".pairing-cover", { state: "detached" });
      await kiosk.getByText("社会保险").first().waitFor();
      const post = (path: string, data: object) => lobby.context.request.post(`${hall.base}/api/v1/${path}`, { data });
      expect((await post("tickets", { serviceId: "household", kioskId: "kiosk-1" })).status()).toBe(201);
      expect((await post("windows/1/call-next", {})).status()).toBe(403);

      // Sent away: the open page loses its view and shows a code again.
      await page.getByText("撤销 Revoke").first().click();
      await page.getByText("确认撤销 Revoke now").click();
      await kiosk.waitForSelector(".pairing-code");
      expect((await lobby.context.request.get(`${hall.base}/api/v1/kiosks/kiosk-1`)).status()).toBe(401);
    },
    TEST_MS_MAX,
  );

  test(
    "whoever is not signed in is led to the sign-in and back; the technician's key opens its own page without",
    async () => {
      for (const path of ["/", "/desk#rolls", "/manager"]) {
        const page = await open(lobby.context, path);
        await page.waitForURL((url) => url.pathname === "/login" && url.searchParams.get("next") === path);
        await page.close();
      }
      const page = await open(lobby.context, "/technician#ports");
      await page.waitForSelector("#technician-key");
      expect(await page.locator('a[href^="/login?next=%2Ftechnician"]').count()).toBe(1);
      await page.fill("#technician-key", readFileSync(join(hall.dataDir, "technician.key"), "utf8").trim());
      await page.keyboard.press("Enter");
      await page.waitForSelector(".tab-ports");
      await page.close();
      const signedIn = await open(desk.context, "/desk");
      await signedIn.waitForSelector(".desk-tab-find");
      await signedIn.close();
    },
    TEST_MS_MAX,
  );

  test(
    "a person signs out and is led back to the sign-in; the password of a moment ago opens again",
    async () => {
      const page = await open(desk.context, "/window?id=1");
      await page.waitForLoadState("load");
      await desk.context.request.post(`${hall.base}/api/v1/access/sign-out`, { data: {} });
      await page.waitForURL(/\/login\?next=%2Fwindow%3Fid%3D1/);
      await page.fill("input[name=username]", "1001");
      await page.fill("input[name=password]", "not the password");
      await page.click("button[type=submit]");
      await page.waitForSelector("[role=alert]");
      await page.fill("input[name=password]", PASSWORD);
      await page.click("button[type=submit]");
      await page.waitForURL(/\/window\?id=1$/);
    },
    TEST_MS_MAX,
  );
});
