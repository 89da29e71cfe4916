// Reports in a real browser, over a real service with ten days behind it: read, sorted, taken away as files, printed;
// and the page for everybody.
import { readFileSync, writeFileSync } from "node:fs";
import type { Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { ReportTable } from "../../controller/contract/reports.ts";
import { METRICS } from "../../controller/reports/metrics.ts";
import { PRESETS } from "../../controller/reports/presets.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { axeFaults, smallTargets } from "../helpers/axe.ts";
import { chromiumPath, fitsAcross, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";
import { GivenMonth, monthSettings } from "../reports/given-month.ts";
import { unzipped } from "../reports/unzipped.ts";

const BOOT_MS_MAX = 120_000;
const TEST_MS_MAX = 120_000;
const WINDOWS = 4;
const DAYS = 10;
const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
/** A4 across, without its margins. */
const LANDSCAPE_PX = 1054;
const executable = chromiumPath();

const midnightMs = Math.floor((Date.now() + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS;
const dayText = (back: number) => new Date(midnightMs + SHANGHAI_MS - back * DAY_MS).toISOString().slice(0, 10);
const [FROM, TO] = [dayText(DAYS), dayText(1)];

let hall: RealHall;
let browser: TestBrowser;
let page: Page;
let config: Record<string, unknown> = {};
const crashes: string[] = [];

beforeAll(async () => {
  if (executable === null) return;
  const settings = monthSettings(WINDOWS);
  const services = settings.services.map(({ id, prefix, digits, name }) => ({ id, prefix, digits, name }));
  const plan = await planHall({ windows: WINDOWS, withPrinter: false, withStrips: false, services });
  config = plan.config;
  hall = new RealHall(config, plan.ports);
  const startMs = midnightMs - DAYS * DAY_MS;
  const month = new GivenMonth({ ...settings, hallId: "test-hall", calendar: undefined }, startMs, 4);
  month.days(DAYS, startMs, 60);
  const store = SqliteStore.open(hall.dataDir);
  month.storeIn(store);
  store.close();
  await hall.startService();
  browser = await openBrowser(executable);
  page = await browser.context.newPage();
  page.on("pageerror", (error) => crashes.push(error.message));
  await page.goto(`${hall.base}/manager#reports`);
  await page.waitForSelector(".report");
}, BOOT_MS_MAX);
afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

const choose = async (title: string) => {
  await page.click(`.report-names button:has-text("${title}")`);
  await page.waitForSelector(`.report h2:has-text("${title}")`);
};
const tableOf = async (name: string, more = "") =>
  (await hall.call<ReportTable>("GET", `/reports/${name}?from=${FROM}&to=${TO}${more}`)).body;
/** Both days of the span, as a person types them. */
async function span(from: string, to: string): Promise<void> {
  const fields = page.locator('.report-settings input[type="date"]');
  await fields.nth(0).fill(from);
  await fields.nth(1).fill(to);
  await page.waitForSelector(`.report-span:has-text("${from === to ? from : `${from} – ${to}`}")`);
}
const column = (table: ReportTable, id: string) => table.columns.findIndex((one) => one.id === id);
const cellsAt = (at: number) => page.locator(`.report tbody tr td:nth-child(${at + 2})`).allTextContents();

async function fileBehind(press: () => Promise<void>): Promise<Buffer> {
  const waiting = page.waitForEvent("download");
  await press();
  const download: Download = await waiting;
  return readFileSync(await download.path());
}

describe.runIf(executable !== null)("the reports' tab", () => {
  test(
    "has every report, and its days can be chosen",
    async () => {
      expect(await page.locator(".report-names button").count()).toBe(PRESETS.length);
      await choose("业务");
      await span(FROM, TO);
      const table = await tableOf("services");
      expect(await page.locator(".report tbody tr").count()).toBe(table.rows.length);
      const shown = await cellsAt(column(table, "issued"));
      expect(shown.map(Number)).toEqual(table.rows.map((row) => row.values[column(table, "issued")]));
      expect(await page.locator(".report-chart canvas").count()).toBe(1);
    },
    TEST_MS_MAX,
  );

  test(
    "the span before is as long, and ends where this one begins",
    async () => {
      await page.click('button:has-text("上一期")');
      await page.waitForSelector(`.report-span:has-text("${dayText(2 * DAYS)} – ${dayText(DAYS + 1)}")`);
      await span(FROM, TO);
    },
    TEST_MS_MAX,
  );

  test(
    "rows are sorted by a heading: largest first, smallest first, as they came; the heading says what it means",
    async () => {
      await choose("窗口");
      await span(FROM, TO);
      const at = column(await tableOf("windows"), "finished");
      const came = (await cellsAt(at)).map(Number);
      const press = () => page.click('[data-column="finished"]');
      await press();
      expect((await cellsAt(at)).map(Number)).toEqual([...came].sort((one, other) => other - one));
      expect(await page.getAttribute('th:has([data-column="finished"])', "aria-sort")).toBe("descending");
      await press();
      expect((await cellsAt(at)).map(Number)).toEqual([...came].sort((one, other) => one - other));
      await press();
      expect((await cellsAt(at)).map(Number)).toEqual(came);
      await page.focus('[data-column="late"]');
      expect(await page.textContent(".report-meaning")).toContain("超过时限办结");
    },
    TEST_MS_MAX,
  );

  test(
    "CSV and XLSX hold the same cells as the page",
    async () => {
      await choose("人员");
      await span(FROM, TO);
      const table = await tableOf("staff");
      const csv = (await fileBehind(() => page.click('.report-files a:has-text("CSV")'))).toString("utf8");
      const lines = csv.trimEnd().split("\r\n");
      expect(lines).toHaveLength(table.rows.length + 3);
      const [first] = table.rows;
      const said = first?.values.map((value) => value ?? "").slice(0, 6);
      expect(lines[1]?.split(",").slice(3, 9)).toEqual(said?.map(String));
      const xlsx = await fileBehind(() => page.click('.report-files a:has-text("Excel")'));
      const sheet = unzipped(xlsx, "xl/worksheets/sheet1.xml");
      const rows = sheet.match(/<row .*?<\/row>/gs) ?? [];
      expect(rows).toHaveLength(table.rows.length + 3);
      const numbers = [...(rows[1] ?? "").matchAll(/<c r="([A-Z]+)2"(?![^>]*t="s")[^>]*><v>([^<]*)<\/v>/g)];
      const wanted = first?.values.filter((value) => typeof value === "number");
      expect(numbers.map(([, , value]) => Number(value))).toEqual(wanted);
    },
    TEST_MS_MAX,
  );

  test(
    "definitions name every figure",
    async () => {
      await page.goto(`${hall.base}/manager#reports/definitions`);
      await page.waitForSelector(".definitions tbody tr");
      expect(await page.locator(".definitions tbody tr").count()).toBe(METRICS.length);
      expect(await page.textContent(".definitions")).toContain("办件量");
      expect(await axeFaults(page)).toEqual([]);
      await page.click('.definitions a[href="#reports"]');
      await page.waitForSelector(".report-names");
    },
    TEST_MS_MAX,
  );

  test(
    "the day's report prints on one page of A4, with its checkpoint and without the buttons",
    async () => {
      await eventually("a signed checkpoint", async () => (await tableOf("day")).signed != null);
      await choose("日报");
      await span(TO, TO);
      await page.emulateMedia({ media: "print" });
      expect(await page.isVisible(".report-origin")).toBe(true);
      expect(await page.textContent(".report-origin")).toMatch(
        /检查点 Checkpoint \d+ · [0-9a-f]{64} · 已签名 Signed \d+ [0-9a-f]{16} · 密钥 Key [0-9a-f]{8} · .*Hallkeeper \d/,
      );
      for (const gone of [".tabs", ".report-names", ".report-settings"]) expect(await page.isVisible(gone)).toBe(false);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
      await page.emulateMedia({ media: "screen" });
    },
    TEST_MS_MAX,
  );

  test(
    "wide tables print across A4 with every column on the page",
    async () => {
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: LANDSCAPE_PX, height: 720 });
      for (const title of ["月报", "窗口", "考勤"]) {
        await page.emulateMedia({ media: "screen" });
        await choose(title);
        await span(FROM, TO);
        await page.emulateMedia({ media: "print" });
        const width = await page.evaluate("document.querySelector('.report table').getBoundingClientRect().right");
        expect([title, Number(width) <= LANDSCAPE_PX]).toEqual([title, true]);
      }
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      await page.emulateMedia({ media: "screen" });
      await page.setViewportSize({ width: 1280, height: 900 });
      const sheets = [...pdf.matchAll(/\/MediaBox\s*\[0 0 ([.\d]+) ([.\d]+)\]/g)];
      expect(sheets.length).toBeGreaterThan(0);
      for (const [, width, height] of sheets) expect([Number(width) > 840, Number(height) < 600]).toEqual([true, true]);
    },
    TEST_MS_MAX,
  );

  test(
    "has no fault that axe finds and no small target, and fits a phone",
    async () => {
      await choose("业务");
      await span(FROM, TO);
      expect([...(await axeFaults(page)), ...(await smallTargets(page, null))]).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      await fitsAcross(page);
      expect([...(await axeFaults(page)), ...(await smallTargets(page, null))]).toEqual([]);
      await page.setViewportSize({ width: 1280, height: 900 });
      expect(crashes).toEqual([]);
    },
    TEST_MS_MAX,
  );
});

describe.runIf(executable !== null)("the page for everybody", () => {
  test(
    "is a door of the home page and shows the hall and its services, without names",
    async () => {
      await page.goto(`${hall.base}/`);
      await page.click('.door[href="/public"]');
      await page.waitForSelector(".public-card");
      const text = (await page.textContent(".public")) ?? "";
      expect(await page.locator(".public-card").count()).toBe(monthSettings(1).services.length + 1);
      expect(await page.textContent(".public-loops")).toMatch(/差评.*\d.*已整改.*超期/s);
      expect(text).toMatch(/办件量.*\d/s);
      expect(text).not.toMatch(/员工|号窗口|100\d/);
      expect([...(await axeFaults(page)), ...(await smallTargets(page, null))]).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      await fitsAcross(page);
      await page.setViewportSize({ width: 1280, height: 900 });
    },
    TEST_MS_MAX,
  );

  test(
    "tells nothing of too few; the service ends in good order with reports made",
    async () => {
      expect(await hall.kill("SIGTERM")).toBe(0);
      writeFileSync(hall.configFile, stringify({ ...config, reports: { publicLeast: 10_000 } }));
      await hall.startService();
      await page.goto(`${hall.base}/public`);
      await page.waitForSelector(".public-card");
      const figures = await page.locator(".public-card dd:not(.public-beside)").allTextContents();
      expect(figures.length).toBeGreaterThan(0);
      for (const figure of figures) expect(figure).toMatch(/^–/);
      expect(await page.textContent(".public")).toContain("评价数不足");
      expect(await axeFaults(page)).toEqual([]);
    },
    TEST_MS_MAX,
  );
});
