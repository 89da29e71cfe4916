// Reports to a simulated province from a real hall: each state in the tab, sent again, taken as a file.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UpwardView } from "../../controller/contract/upward.ts";
import { Province, type ProvinceFault } from "../../simulators/upward/province.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { PATIENCE_MS } from "../helpers/patience.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const SECRET = "an invented secret of a province";
const UPWARD = {
  ...{ province: "zhejiang", private: true, secretEnv: "UPLOAD_SECRET", timeoutSeconds: 60 },
  area: { city: { code: "990100", name: "示例市" }, county: { code: "990106", name: "示例区" } },
  department: { creditCode: "11990106MB0000001X", code: "D-017", name: "示例区政务服务局" },
  given: { dataSource: "165", appStatus: "1" },
  items: {
    "social-insurance": {
      ...{ taskCode: "1190147000", handleItem: "119014700001", name: "社会保险登记", promise: "instant" },
    },
  },
  schedule: { holdSeconds: 10, attemptsMax: 1 },
};

const executable = chromiumPath();
let hall: RealHall;
let province: Province;
let browser: TestBrowser | null = null;
let page: Page;
let fault: ProvinceFault = "none";
let isItemKnown = true;
const faults: string[] = [];

async function counts(): Promise<UpwardView["counts"]> {
  return (await hall.call<UpwardView>("GET", "/upward")).body.counts;
}

/** A visit that is rated at the pad; then until its report has come to this end. */
async function reported(serviceId: string, state: keyof UpwardView["counts"], count = 1): Promise<void> {
  await hall.call("POST", "/tickets", { serviceId });
  for (const step of ["call-next", "arrived", "invite-rating"]) await hall.call("POST", `/windows/1/${step}`);
  expect((await hall.call("POST", "/windows/1/rating", { level: 4 })).status).toBeLessThan(300);
  await eventually(`a report ${state}`, async () => (await counts())[state] === count, 2 * PATIENCE_MS);
}

beforeAll(async () => {
  if (executable === null) return;
  const refuses = () => (isItemKnown ? [] : [{ field: "taskCode", code: "unknown" }]);
  province = new Province({ secret: SECRET, fault: () => fault, refuses });
  const endpoint = await province.listen();
  const { config, ports } = await planHall({ windows: 1, withPrinter: false, withStrips: false });
  hall = new RealHall({ ...config, links: [], devices: [], upward: { ...UPWARD, endpoint } }, ports);
  await hall.startService({ UPLOAD_SECRET: SECRET });
  await hall.call("POST", "/windows/1/open", { staffId: "s1" });
  browser = await openBrowser(executable);
  page = await browser.context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
}, 120_000);

afterAll(async () => {
  await browser?.close();
  province?.close();
  if (executable !== null) await hall.stop();
});

/** The tab's rows of one state. */
async function rows(state: string): Promise<string[]> {
  await page.locator(".choices .press", { hasText: state }).click();
  await page.locator(`.choices .press[aria-pressed="true"]`, { hasText: state }).waitFor();
  const found = page.getByRole("region", { name: "记录 Records" }).locator("tbody tr");
  await found.first().waitFor();
  return found.allTextContents();
}

describe.runIf(executable !== null)("the tab of reports to the province", { timeout: 180_000 }, () => {
  test("shows what arrived, was refused on either side or never answered, each with its cause", async () => {
    await reported("social-insurance", "sent");
    await reported("household", "refused");
    isItemKnown = false;
    await reported("social-insurance", "rejected");
    isItemKnown = true;
    fault = "error";
    await reported("social-insurance", "undelivered");
    fault = "none";
    await page.goto(`${hall.base}/manager#upward`);
    await page.getByText("3 条未能上报").waitFor();
    expect((await rows("已上报")).join()).toContain("A001");
    expect((await rows("本厅拦下")).join()).toMatch(/B001.*taskCode：该业务未对应省级事项/);
    expect((await rows("省平台退回")).join()).toMatch(/A002.*taskCode：省平台不接受该字段/);
    expect((await rows("未送达")).join()).toMatch(/A003.*多次尝试均未送达/);
  });

  test("sends again what a person has mended the cause of, and the province has each once", async () => {
    await rows("未送达");
    await page.getByRole("button", { name: "重报 Send again A003" }).click();
    await eventually("it to arrive", async () => (await counts()).sent === 2, 2 * PATIENCE_MS);
    await rows("省平台退回");
    await page.getByRole("button", { name: /全部重报/ }).click();
    await eventually("the others to arrive", async () => (await counts()).sent === 3, 2 * PATIENCE_MS);
    await page.getByText("1 条未能上报").waitFor();
    expect(await counts()).toMatchObject({ refused: 1, rejected: 0, undelivered: 0, queued: 0 });
    expect(province.records.size).toBe(3);
  });

  test("gives the same as a file, without anybody's data", async () => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".upward-file a").first().click()]);
    expect(file.suggestedFilename()).toMatch(/^zhejiang-\d{4}-\d{2}-\d{2}\.json$/);
    const { body } = await hall.call<{ projectNo: string }[]>("GET", "/upward/file");
    const told = [...province.records.values()].map(({ projectNo }) => projectNo);
    expect(body.map(({ projectNo }) => projectNo).sort()).toEqual(told.sort());
  });

  test("a report under way is shown waiting, and a kill meanwhile neither loses nor doubles it", async () => {
    await hall.call("POST", "/tickets", { serviceId: "social-insurance" });
    for (const step of ["call-next", "arrived", "invite-rating"]) await hall.call("POST", `/windows/1/${step}`);
    fault = "silent";
    await hall.call("POST", "/windows/1/rating", { level: 5 });
    const asked = province.requests;
    expect((await rows("待上报")).join()).toContain("A004");
    await eventually("the province to be asked", () => province.requests > asked, 2 * PATIENCE_MS);
    await hall.kill("SIGKILL");
    fault = "none";
    await hall.startService({ UPLOAD_SECRET: SECRET });
    await eventually("it to arrive", async () => (await counts()).sent === 4, 2 * PATIENCE_MS);
    expect(province.records.size).toBe(4);
    expect(faults).toEqual([]);
  });
});
