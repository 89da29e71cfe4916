// Boards on a real hall in a real browser: cut off and back, many calls at once, recalls, zones, hostile texts.
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HallView } from "../../controller/contract/views.ts";
import { COUNT_TONES } from "../helpers/board-probes.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
const runs = executable !== null;
const WINDOWS = 12;
const SCRIPT = "<img src=x onerror='window.hacked=1'>";
let hall: RealHall;
let browser: TestBrowser | null = null;

/** A wire between page and hall that a test can cut: bytes stop, and nobody is told. */
class Wire {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  port = 0;

  constructor(target: number) {
    this.#server = createServer((near) => {
      const far = connect(target, "127.0.0.1");
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on("data", (bytes) => {
          if (!this.#cut) to.write(bytes);
        });
        from.on("error", () => to.destroy());
        from.on("close", () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    const address = this.#server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
  }

  cut(): void {
    this.#cut = true;
  }

  /** What went on meanwhile on the old connections is lost; new ones work. */
  mend(): void {
    this.#cut = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }
}

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: WINDOWS, withPrinter: false, withStrips: false });
  const services = config.services as { name: Record<string, string> }[];
  const [, second] = services;
  if (second !== undefined) second.name = { "zh-CN": `户籍${SCRIPT}`, en: "Household" };
  config.zones = [{ id: "east", name: { "zh-CN": "东区", en: "East" }, windows: ["1", "2"] }];
  config.board = { nextUp: true };
  hall = new RealHall(config, ports);
  await hall.startService();
  browser = await openBrowser(executable);
  for (let n = 1; n <= WINDOWS; n += 1) await hall.call("POST", `/windows/${n}/open`, { staffId: `s${n}` });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

async function open(address: string, from: TestBrowser | null = browser): Promise<Page> {
  if (from === null) throw new Error("no browser");
  const page = await from.context.newPage();
  await page.addInitScript(COUNT_TONES);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(address);
  return page;
}

async function call(windowId: number): Promise<string> {
  await hall.call("POST", "/tickets", { serviceId: "social-insurance" });
  const { body } = await hall.call<{ ticket: { number: string } }>("POST", `/windows/${windowId}/call-next`);
  return body.ticket.number;
}

const board = async (): Promise<HallView> => (await hall.call<HallView>("GET", "/board")).body;
/** Time stands still meanwhile: only what is due already can come. */
const comes = (page: Page, selector: string) =>
  eventually(selector, async () => (await page.locator(selector).count()) === 1);
const textOf = (page: Page) => page.locator("body").innerText();
const numbersOf = async (page: Page, selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

/** Whether the page shows what the hall says now. */
async function equalsBoard(page: Page): Promise<boolean> {
  const { calls, services, missed } = await board();
  const big = await numbersOf(page, ".big-call-number");
  const expected = calls.slice(0, big.length).map(({ number }) => number);
  const counts = (await numbersOf(page, ".count")).map(Number);
  const text = await textOf(page);
  return (
    big.length > 0 &&
    JSON.stringify(big) === JSON.stringify(expected) &&
    JSON.stringify(counts) === JSON.stringify(services.map(({ waiting }) => waiting)) &&
    missed.slice(0, 6).every(({ number }) => text.includes(number))
  );
}

test.runIf(runs)(
  "cut off for a minute during ten calls, the board says so within 10 s, keeps its numbers, and is right afterwards",
  async () => {
    if (executable === null) return;
    const own = await openBrowser(executable);
    const wire = new Wire(Number(new URL(hall.base).port));
    await wire.open();
    const page = await own.context.newPage();
    let loads = 0;
    page.on("load", () => {
      loads += 1;
    });
    await page.clock.install();
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(`http://127.0.0.1:${wire.port}/hall`);
    const first = await call(1);
    await eventually("the first call", async () => (await textOf(page)).includes(first));
    await page.clock.pauseAt((await page.evaluate("Date.now() + 1000")) as number);
    wire.cut();
    const called: string[] = [];
    for (let n = 2; n <= 11; n += 1) called.push(await call(n));
    expect(await page.locator(".hall.fresh").count()).toBe(1);
    await page.clock.runFor(10_000);
    await comes(page, ".hall.grey");
    await page.clock.runFor(20_000);
    await comes(page, ".ticker-stopped");
    expect(await textOf(page)).toContain("信息暂停更新，请留意窗口");
    await page.clock.runFor(30_000);
    // Numbers stay, nothing new is made up, and no error page has come.
    expect(await numbersOf(page, ".big-call-number")).toEqual([first]);
    expect(loads).toBe(1);
    wire.mend();
    await eventually("the board to be the hall's again", async () => {
      await page.clock.runFor(500);
      return (await page.locator(".hall.fresh").count()) === 1 && (await equalsBoard(page));
    });
    // Everybody called meanwhile is in sight, and rings.
    const text = await textOf(page);
    for (const number of called) expect(text).toContain(number);
    expect(await page.locator(".ringing").count()).toBe(called.length);
    await own.close();
    await wire.close();
  },
  120_000,
);

test.runIf(runs)(
  "the ninth of nine calls at once is in sight, and a recall of a number on screen rings and flashes again",
  async () => {
    const page = await open(`${hall.base}/hall`);
    await page.locator(".big-call").first().waitFor();
    await page.mouse.click(5, 5);
    const numbers = await Promise.all(Array.from({ length: 9 }, (_, n) => call(n + 1)));
    await eventually("all nine", async () => {
      const text = await textOf(page);
      return numbers.every((number) => text.includes(number));
    });
    await eventually("the flashes to end", async () => (await page.locator(".ringing").count()) === 0);
    const tones = Number(await page.evaluate("tones"));
    expect(tones).toBeGreaterThan(0);
    const [, again = ""] = await numbersOf(page, ".big-call-number");
    const at = (await board()).calls.find(({ number }) => number === again)?.windowId ?? "";
    await hall.call("POST", `/windows/${at}/recall`);
    await page.locator(`.newest.ringing[data-number="${again}"]`).waitFor();
    expect(Number(await page.evaluate("tones"))).toBeGreaterThan(tones);
    expect(await numbersOf(page, ".newest .big-call-number")).toEqual([again]);
    await page.close();
  },
  120_000,
);

test.runIf(runs)("script in notices and names is text; a withdrawn notice is gone", async () => {
  const page = await open(`${hall.base}/hall`);
  const text = { "zh-CN": `通知${SCRIPT}`, en: "<script>window.hacked=1</script>" };
  const posted = await hall.call<{ id: string }>("POST", "/notices", { text });
  expect(posted.status).toBe(201);
  await eventually("the notice", async () => (await page.locator(".ticker").innerText()).includes("<img src=x"));
  expect(await textOf(page)).toContain(`户籍${SCRIPT}`);
  await hall.call("POST", "/windows/12/pause", { reason: SCRIPT });
  const screen = await open(`${hall.base}/screen?window=12`);
  await eventually("the public text", async () => (await textOf(screen)).includes(SCRIPT));
  for (const each of [page, screen]) {
    expect(await each.evaluate("window.hacked")).toBeUndefined();
    expect(await each.locator("img, main script").count()).toBe(0);
  }
  await hall.call("POST", `/notices/${posted.body.id}/withdraw`);
  await eventually("no ticker", async () => (await page.locator(".ticker").count()) === 0);
  await page.close();
  await screen.close();
});

test.runIf(runs)("a board of a zone shows its windows alone; one that does not exist says so", async () => {
  const page = await open(`${hall.base}/hall?zone=east`);
  const here = await call(2);
  const there = await call(7);
  await eventually("the call of the zone", async () =>
    (await numbersOf(page, ".newest .big-call-number")).includes(here),
  );
  expect(await textOf(page)).toContain("东区");
  expect(await textOf(page)).not.toContain(there);
  const strange = await open(`${hall.base}/hall?zone=north`);
  await eventually("the word", async () => (await textOf(strange)).includes("没有名为 north 的区域"));
  await page.close();
  await strange.close();
});

test.runIf(runs)(
  "a window's screen calls, flashes, serves and closes, with the staff card",
  async () => {
    const page = await open(`${hall.base}/screen?window=3`);
    const number = await call(3);
    await eventually("the number", async () => (await textOf(page)).includes(`请 ${number} 号到本窗口办理`));
    await page.locator("main.ringing").waitFor();
    expect(await textOf(page)).toContain("1003");
    expect(await textOf(page)).toContain("员工3");
    await hall.call("POST", "/windows/3/arrived");
    await eventually("serving", async () => (await textOf(page)).includes("办理中"));
    await hall.call("POST", "/windows/3/finish");
    await hall.call("POST", "/windows/3/close");
    await eventually("closed", async () => (await textOf(page)).includes("窗口未开放"));
    expect(await textOf(page)).not.toContain(number);
    const none = await open(`${hall.base}/screen?window=99`);
    await eventually("the word", async () => (await textOf(none)).includes("没有 99 号窗口"));
    await page.close();
    await none.close();
  },
  120_000,
);
