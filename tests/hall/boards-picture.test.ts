// The boards' picture in a real browser: every shape, both themes, both languages, old data, a day and a night.
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HallView } from "../../controller/contract/views.ts";
import { FAKE_SOCKET, LOW_CONTRAST, MISPLACED } from "../helpers/board-probes.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { inLongRun } from "../helpers/long-run.ts";
import { eventually, RealHall } from "../helpers/real-hall.ts";
import { hallView, windowView } from "../ui/fixtures.ts";

const executable = chromiumPath();
const runs = executable !== null;
let hall: RealHall;
let browser: TestBrowser | null = null;
const faults: string[] = [];

beforeAll(async () => {
  if (executable === null) return;
  hall = await RealHall.planned({ windows: 1, withPrinter: false, withStrips: false });
  await hall.startService();
  browser = await openBrowser(executable);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
  expect(faults).toEqual([]);
});

/** A board whose hall is the test's own. */
async function board(path: string, width: number, height: number, clock = false): Promise<Page> {
  if (browser === null || executable === null) throw new Error("no browser");
  // A clock belongs to all pages of a browser: who sets one gets a browser of its own.
  const own = clock ? await openBrowser(executable) : browser;
  const page = await own.context.newPage();
  page.on("pageerror", (error) => faults.push(`${path}: ${error.message}`));
  if (clock) {
    page.on("close", () => void own.close());
    await page.clock.install({ time: new Date("2026-03-02T08:00:00+08:00") });
  }
  await page.addInitScript(FAKE_SOCKET);
  await page.setViewportSize({ width, height });
  await page.goto(`${hall.base}${path}`);
  return page;
}

const send = (page: Page, view: HallView) => page.evaluate(`hall.send(${JSON.stringify(view)})`);
const settled = (page: Page) => page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
/** Time stands still meanwhile: only what is due already can come. */
const comes = (page: Page, selector: string) =>
  eventually(selector, async () => (await page.locator(selector).count()) === 1);
const textOf = (page: Page) => page.locator("body").innerText();

const LONG = { "zh-CN": "企业开办综合服务窗口", en: "Business start-up service" };
const crowd = (count: number): HallView["calls"] =>
  Array.from({ length: count }, (_, index) => ({
    ticketId: `t_${index}`,
    number: `${"ABCD"[index % 4]}${100 + index}`,
    windowId: String(index + 1),
    windowName: windowView(String(index + 1)).name,
    calledAt: "2026-03-02T10:00:00+08:00",
    times: 1,
    state: "called",
  }));
const NOTICE = {
  id: "n",
  text: { "zh-CN": "今日下午三点起二层东侧洗手间检修，请使用一层西侧洗手间。", en: "The washroom is being repaired." },
  postedAt: "2026-03-02T09:00:00+08:00",
  until: null,
  zones: [],
};
const NEXT = hallView().services.map(({ id }) => ({ serviceId: id, numbers: ["A013", "P004", "A014"] }));
const FACES: Readonly<Record<string, HallView>> = {
  busy: hallView({ nextUp: NEXT, notices: [NOTICE] }),
  plain: hallView(),
  crowd: hallView({ calls: crowd(30), nextUp: NEXT, notices: [NOTICE] }),
  empty: hallView({ calls: [], missed: [], services: [] }),
  names: hallView({
    zone: { id: "A", name: { "zh-CN": "一层东区", en: "East" } },
    calls: hallView().calls.map((call, index) => ({
      ...call,
      number: index === 0 ? "GZ0123" : call.number,
      windowName: LONG,
    })),
    windows: hallView().windows.map((window) => ({ ...window, name: LONG })),
  }),
};
const SIZES = [
  [1920, 1080],
  [1280, 720],
  [1024, 768],
  [2560, 1080],
  [1080, 1920],
  [800, 1280],
  [1920, 540],
  [1920, 360],
  [3840, 1080],
] as const;

describe.runIf(runs)("a board of any shape", () => {
  test.each(SIZES)(
    "%i × %i: nothing covers another, runs over or is cut off, in either language",
    async (width, height) => {
      for (const query of ["", "?lang=en&inch=86"]) {
        const page = await board(`/hall${query}`, width, height);
        for (const [face, view] of Object.entries(FACES)) {
          await send(page, view);
          await settled(page);
          // An empty page would hide nothing either.
          expect(await page.locator(".hall").count(), `${face} ${query}`).toBe(1);
          expect(await page.evaluate(MISPLACED), `${face} ${query}`).toEqual([]);
        }
        await page.close();
      }
    },
    60_000,
  );

  test("the newest call is on top and largest, and letters are as high as the farthest seat needs", async () => {
    const page = await board("/hall", 1920, 1080);
    await send(page, FACES.plain as HallView);
    await settled(page);
    const rows = (await page.evaluate(
      `[...document.querySelectorAll(".big-call")].map((row) => {
        const size = parseFloat(getComputedStyle(row).fontSize);
        return [row.dataset.number, row.className, size];
      })`,
    )) as [string, string, number][];
    expect(rows.map(([number]) => number)).toEqual(["A012", "B004", "C101"]);
    expect(rows[0]?.[1]).toContain("newest");
    // Digits and capitals are 0.733 of the type size high; 178 pixels are 113 mm on a screen of 55 inches.
    for (const [, , size] of rows) expect(size * 0.733).toBeGreaterThanOrEqual(178);
    await page.close();
  });
});

/** Turns the page's clock on until it looks so: a drawing asked for at the last tick needs one more. */
async function turnsTo(page: Page, selector: string, msMax: number): Promise<void> {
  for (let ms = 0; ms < msMax; ms += 500) {
    await page.clock.runFor(500);
    if ((await page.locator(selector).count()) > 0) return;
  }
  throw new Error(`no ${selector} within ${msMax} ms of the page's clock`);
}

describe.runIf(runs)("contrast is at least 7 : 1", () => {
  test.each(["night", "day"])("in the %s theme, with fresh, pale and stopped data", async (theme) => {
    const page = await board(`/hall?theme=${theme}`, 1920, 1080, true);
    await page.clock.pauseAt(new Date("2026-03-02T08:01:00+08:00"));
    await send(page, FACES.busy as HallView);
    // The jump was a silence: the page may be between two connections, and is told when it has the next one.
    await turnsTo(page, ".hall.fresh", 15_000);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    await page.evaluate("hall.cut = true");
    await turnsTo(page, ".hall.grey", 22_000);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    await turnsTo(page, ".hall.stopped", 25_000);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    await page.close();
  });

  test.each(["night", "day"])(
    "of a window screen and of a flash in the %s theme",
    async (theme) => {
      for (const window of ["1", "2", "3", "4", "5"]) {
        const page = await board(`/screen?window=${window}&theme=${theme}`, 1280, 720);
        await send(page, FACES.busy as HallView);
        await settled(page);
        expect(await page.evaluate(LOW_CONTRAST), window).toEqual([]);
        await page.close();
      }
      const page = await board(`/hall?theme=${theme}`, 1920, 1080);
      // Both halves of the flash, held still.
      for (const [ground, ink] of [
        ["--lamp", "--lamp-ink"],
        ["--night", "--lamp"],
      ]) {
        await page.evaluate(
          `document.body.innerHTML = '<p style="background:var(${ground});color:var(${ink})">A012</p>'`,
        );
        expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
      }
      await page.close();
    },
    60_000,
  );
});

describe.runIf(runs)("a flash", () => {
  const again = (view: HallView): HallView => ({
    ...view,
    calls: view.calls.map((call, index) => (index === 0 ? { ...call, times: call.times + 1 } : call)),
  });
  const look = `(() => {
    const { animationName, animationDuration, backgroundColor } = getComputedStyle(document.querySelector(".newest"));
    return [animationName, animationDuration, backgroundColor];
  })()`;

  test("is slower than 3 Hz, and stands still for those who ask for less motion", async () => {
    const page = await board("/hall", 1920, 1080);
    await send(page, FACES.plain as HallView);
    await send(page, again(FACES.plain as HallView));
    await page.locator(".newest.ringing").waitFor();
    const [name, duration] = (await page.evaluate(look)) as string[];
    expect(name).toBe("call-flash");
    expect(1 / Number.parseFloat(duration ?? "0")).toBeLessThan(3);
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await page.evaluate(look)).toEqual(["none", expect.any(String), "rgb(255, 209, 102)"]);
    await page.close();
  });
});

test.runIf(runs)("the set-up page says how many rows fit, warns, and shows a letter of the true size", async () => {
  const page = await board("/hall?setup", 1920, 1080);
  await page.getByText("可显示 3 行叫号").waitFor();
  const letter = `parseFloat(getComputedStyle(document.querySelector(".setup-letter")).fontSize) * 0.733`;
  expect(Math.round(Number(await page.evaluate(letter)))).toBe(178);
  const ruler = Number(await page.evaluate(`document.querySelector(".setup-ruler").getBoundingClientRect().width`));
  expect(ruler).toBeCloseTo((Math.hypot(1920, 1080) / (55 * 25.4)) * 100, 0);
  await page.locator("#inch").fill("86");
  await page.getByText("可显示 5 行叫号").waitFor();
  await page.locator("#inch").fill("19");
  await page.locator("#seat").fill("25");
  await page.getByText("屏幕太小").waitFor();
  expect(await page.locator(".setup a").getAttribute("href")).toBe("/hall?inch=19&height=3100&seat=25");
  await page.close();
});

async function heapOf(cdp: CDPSession): Promise<{ usedBytes: number; nodes: number; listeners: number }> {
  for (let n = 0; n < 3; n += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { usedBytes: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners") };
}

/** A hall at work, in the page: a call every 20 s, a recall now and then, a heartbeat every 4 s. */
const WORK = `
  let count = 0;
  const base = hall.view;
  window.line = [];
  setInterval(() => hall.beat(), 4_000);
  setInterval(() => {
    count += 1;
    const number = "A" + String(count % 1000).padStart(3, "0");
    window.line = [{ ...base.calls[0], ticketId: "t" + count, number, times: 1 }, ...window.line].slice(0, 20);
    const again = (call) => ({ ...call, times: call.times + 1 });
    if (count % 5 === 0) window.line = window.line.map((call, i) => (i === 1 ? again(call) : call));
    const services = base.services.map((service) => ({ ...service, waiting: (service.waiting + count) % 90 }));
    hall.send({ ...base, calls: window.line, services });
  }, 120_000);
`;

const STEP_MINUTES = inLongRun(1, 3);

test.runIf(runs)(
  "a day and a night: memory stays, the picture wanders, no reload without an answer, and one with it",
  async () => {
    const page = await board("/hall", 1280, 720, true);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    await page.clock.pauseAt(new Date("2026-03-02T08:01:00+08:00"));
    let asked = 0;
    await page.route("**/readyz", (route) => {
      asked += 1;
      return route.fulfill({ status: 503, body: "" });
    });
    let loads = 0;
    page.on("load", () => {
      loads += 1;
    });
    await send(page, FACES.busy as HallView);
    await page.evaluate(WORK);
    // An hour with every tick, the rest in steps: a call and a heartbeat come in each.
    const pass = async (minutes: number, stepMinutes: number) => {
      for (let left = minutes; left > 0; left -= stepMinutes)
        await page.clock.fastForward(Math.min(left, stepMinutes) * 60_000);
    };
    await page.clock.runFor(3_600_000);
    const before = await heapOf(cdp);
    const place = () => page.evaluate(`getComputedStyle(document.querySelector(".hall")).transform`);
    const first = await place();
    await page.clock.fastForward(130_000);
    await page.clock.runFor(1_000);
    expect(await place()).not.toBe(first);
    await pass(18 * 60 + 26, STEP_MINUTES);
    await eventually(
      "three vain questions at half past three",
      async () => {
        await page.clock.fastForward(2_000);
        return asked >= 3;
      },
      60_000,
    );
    await pass(5 * 60 + 30, STEP_MINUTES);
    const after = await heapOf(cdp);
    console.log(
      `board page, 24 h: heap ${before.usedBytes} → ${after.usedBytes} bytes, nodes ${before.nodes} → ${after.nodes}`,
    );
    expect(after.usedBytes - before.usedBytes).toBeLessThan(1_000_000);
    expect(after.nodes - before.nodes).toBeLessThan(200);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners + 5);
    expect(loads).toBe(0);
    const newest = await page.evaluate("line[0].number");
    expect(await page.locator(".newest .big-call-number").innerText()).toBe(newest);

    // The next night the service answers. The reloaded page takes time as it comes.
    await pass(18 * 60 + 20, 20);
    await page.unroute("**/readyz");
    await eventually(
      "the planned reload",
      async () => {
        if (loads === 0) await page.clock.fastForward(2_000).catch(() => undefined);
        return loads === 1;
      },
      60_000,
    );
    await page.close();
  },
  600_000,
);

test.runIf(runs)("before anything is known, and when nothing comes any more, the words are calm", async () => {
  const page = await board("/hall", 1920, 1080, true);
  expect(await textOf(page)).toContain("欢迎光临，请留意窗口叫号");
  await page.clock.pauseAt(new Date("2026-03-02T08:01:00+08:00"));
  await send(page, FACES.busy as HallView);
  await page.clock.runFor(1_000);
  await page.evaluate("hall.beat(); hall.cut = true");
  await page.clock.runFor(10_000);
  await comes(page, ".hall.grey");
  expect(await textOf(page)).not.toContain("信息暂停更新");
  await page.clock.runFor(20_000);
  await comes(page, ".ticker-stopped");
  expect(await textOf(page)).toContain("信息暂停更新，请留意窗口");
  // The last numbers stay.
  expect(await textOf(page)).toContain("A012");
  await page.clock.runFor(600_000);
  expect(await textOf(page)).toContain("A012");
  await page.close();
});
