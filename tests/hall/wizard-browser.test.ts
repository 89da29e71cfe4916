// A technician teaches the hall a pad nobody has described, in a real browser: three presses per key, a proposal, a
// trial, and a device that rates.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, freePort, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
const root = resolve(import.meta.dirname, "..", "..");
/** What the hall does not know: a head, the pad's number, a key code, a sum. It repeats until it hears an echo. */
const UNKNOWN = { address: 7, receive: "5A {addr} A1 {data} {sum8} 0D", ack: "echo" };
/** Code of the key → level, in no order that could be guessed. */
const GRADES = { "19": 5, "35": 4, "2": 3, "96": 2, "77": 1 };
const LEVELS = [
  ["19", "非常满意"],
  ["35", "满意"],
  ["2", "基本满意"],
  ["96", "不满意"],
  ["77", "非常不满意"],
] as const;

let hall: RealHall;
let browser: TestBrowser | null = null;
let unknown: ReturnType<typeof spawn> | null = null;
let unknownSim = "";
let padPort = 0;

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 2, withStrips: false });
  hall = new RealHall(config, ports);
  await hall.startSimulators();
  await hall.startService();
  padPort = await freePort();
  await startUnknownPad();
  browser = await openBrowser(executable);
}, 120_000);

/** The pad hangs on a line of which the hall's file says nothing. */
async function startUnknownPad(): Promise<void> {
  const file = join(hall.dir, "unknown.yaml");
  const settings = { ...UNKNOWN, grades: GRADES };
  const device = { id: "mystery", model: "pad/profile", link: "line", window: "1", settings };
  const links = [{ id: "line", type: "tcp", host: "127.0.0.1", port: padPort, baudRate: 9600 }];
  writeFileSync(file, stringify({ version: 1, hall: { name: {} }, links, devices: [device] }));
  const port = await freePort();
  unknownSim = `http://127.0.0.1:${port}/sim`;
  unknown = spawn(process.execPath, ["dist/simulators/run.js", "--config", file, "--port", String(port)], {
    cwd: root,
    stdio: "ignore",
  });
  await eventually("the unknown pad", async () => (await fetch(`${unknownSim}/devices`)).ok);
}

afterAll(async () => {
  unknown?.kill("SIGTERM");
  await browser?.close();
  if (executable !== null) await hall.stop();
});

async function press(grade: string): Promise<void> {
  const response = await fetch(`${unknownSim}/devices/mystery/press`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ grade: Number(grade) }),
  });
  expect(response.status).toBe(200);
}

function shows(page: Page, ...pieces: string[]): Promise<unknown> {
  return eventually(`the page to show ${pieces.join(", ")}`, async () => {
    const text = await page.locator("body").innerText();
    if (!pieces.every((piece) => text.includes(piece))) throw new Error(text.slice(0, 2000));
    return true;
  });
}

const button = (page: Page, name: RegExp) => page.getByRole("button", { name });

test.runIf(executable !== null)(
  "an unknown pad is learnt from three presses per key, tried, saved, and rates a case",
  async () => {
    const before = readFileSync(hall.configFile, "utf8");
    const page = await (browser as TestBrowser).context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(`${hall.base}/technician#learn`);
    await shows(page, "教系统认识一台没有驱动的设备");
    await page.locator("#learn-link").selectOption("*tcp");
    await page.locator("#learn-link-host").fill("127.0.0.1");
    await page.locator("#learn-link-port").fill(String(padPort));
    await button(page, /开始监听/).click();
    for (const [grade, words] of LEVELS)
      for (let nth = 1; nth <= 3; nth++) {
        await shows(page, `「${words}」`, `第 ${nth}/3 次`, "正在听");
        await press(grade);
      }
    await shows(page, "可以分析了");
    await button(page, /够了，分析/).click();
    await shows(page, "找到的规律", "试一试：随便按一个键", "正在听");
    expect(await button(page, /保存为设备/).isDisabled()).toBe(true);
    await press("2");
    await shows(page, "基本满意");
    await button(page, /对，按的就是它/).click();
    await button(page, /保存为设备/).click();
    await shows(page, "预览");
    await page.locator("#learnt-id").fill("pad-learnt");
    await page.locator("#learnt-window").selectOption("2");
    await button(page, /^预览/).click();
    await shows(page, "pad/profile", "pad-learnt");
    expect(readFileSync(hall.configFile, "utf8")).toBe(before);
    await button(page, /应用|保存|Apply/)
      .last()
      .click();
    await eventually("the file to hold the pad", () => readFileSync(hall.configFile, "utf8").includes("pad-learnt"));
    await eventually("the pad to be online", async () => {
      const { body } = await hall.call<{ id: string; state: string }[]>("GET", "/devices");
      return body.find(({ id }) => id === "pad-learnt")?.state === "online";
    });
    await ratesACase();
    expect(faults).toEqual([]);
  },
  180_000,
);

async function ratesACase(): Promise<void> {
  await hall.call("POST", "/windows/2/open", {});
  await hall.call("POST", "/tickets", { serviceId: "social-insurance" });
  await hall.call("POST", "/windows/2/call-next", {});
  await hall.call("POST", "/windows/2/arrived", {});
  await hall.call("POST", "/windows/2/finish", {});
  await press("96");
  await eventually("the rating of the learnt pad", async () => {
    const { body } = await hall.call<{ type: string; data: Record<string, unknown> }[]>("GET", "/events?limit=1000");
    return body.some(
      ({ type, data }) => type === "rating.recorded" && data.level === 2 && data.deviceId === "pad-learnt",
    );
  });
}
