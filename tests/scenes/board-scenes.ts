// The screens that everybody sees: the hall's board and its set-up, the screen above a window, the page that speaks.
import type { Page } from "playwright-core";
import { callingWindow, closedWindow, idleWindow, pausedWindow, servingWindow } from "./hands.ts";
import { ask, GLASSES, type Glass, openPage, type Scene, type Stage, shows, type Tongue } from "./scene.ts";

const BOTH: readonly Tongue[] = ["zh-CN", "en"];
const WINDOWS = 12;

interface Way {
  readonly glass?: Glass;
  readonly query?: string;
  readonly before?: (stage: Stage) => Promise<void>;
  readonly after?: (page: Page, stage: Stage) => Promise<void>;
}

function board(id: string, zh: string, en: string, way: Way): Scene {
  return {
    ...{ id: `board-${id}`, title: { zh: `大厅叫号屏：${zh}`, en: `Hall board: ${en}` }, languages: BOTH },
    glass: way.glass ?? GLASSES.board,
    async play(stage, tongue, glass) {
      await way.before?.(stage);
      const page = await openPage(stage, `/hall?lang=${tongue}${way.query ?? ""}`, glass);
      await page.locator(".hall").waitFor();
      await way.after?.(page, stage);
      return page;
    },
  };
}

function screen(windowId: number, id: string, zh: string, en: string, way: Way & { readonly words: string }): Scene {
  return {
    ...{ id: `screen-${id}`, title: { zh: `窗口屏：${zh}`, en: `Window screen: ${en}` }, languages: BOTH },
    glass: way.glass ?? GLASSES.board,
    async play(stage, tongue, glass) {
      await way.before?.(stage);
      const page = await openPage(stage, `/screen?window=${windowId}&lang=${tongue}`, glass);
      await shows(page, way.words);
      return page;
    },
  };
}

/** Nobody is called anywhere. */
async function calm(stage: Stage): Promise<void> {
  for (let n = 1; n <= WINDOWS; n += 1) await idleWindow(stage, n);
}

async function busy(stage: Stage, windows: number): Promise<void> {
  for (let n = 1; n <= windows; n += 1) await callingWindow(stage, n);
}

/** The flash of a new call is over. */
const settled = (page: Page) => page.locator(".hall:not(:has(.ringing))").waitFor();

/** A notice is posted once and stays. */
async function noticed(stage: Stage): Promise<void> {
  const { body: known } = await stage.hall.call<unknown[]>("GET", "/notices");
  const text = { "zh-CN": "中午 12:00 至 13:00，1 号窗口有人值班", en: "Window 1 stays open at noon" };
  if (known.length === 0) await ask(stage, "/notices", { text });
}

/** Cut off: no byte comes, and nobody is told. */
function stale(id: string, seconds: number, zh: string, en: string, state: string): Scene {
  return {
    ...{ id: `board-${id}`, title: { zh: `大厅叫号屏：${zh}`, en: `Hall board: ${en}` }, languages: BOTH },
    glass: GLASSES.board,
    ownClock: true,
    async play(stage, tongue, glass) {
      const page = await stage.context.newPage();
      await page.setViewportSize({ width: glass.width, height: glass.height });
      let cut = false;
      await page.routeWebSocket(/\/ws/, (near) => {
        const far = near.connectToServer();
        far.onMessage((message) => {
          if (!cut) near.send(message);
        });
      });
      await page.clock.install();
      await page.goto(`${stage.hall.base}/hall?lang=${tongue}`);
      await page.locator(".hall").waitFor();
      cut = true;
      await page.clock.fastForward(seconds * 1000);
      await page.locator(state).waitFor();
      return page;
    },
  };
}

const BOARDS: readonly Scene[] = [
  board("calm", "无人叫号", "calm", { before: calm }),
  board("calls", "三个新叫号", "three calls", {
    async before(stage) {
      await calm(stage);
      await busy(stage, 3);
    },
    after: settled,
  }),
  board("ringing", "正在叫号", "a call comes in", {
    async after(page, stage) {
      await callingWindow(stage, 4);
      await page.locator(".newest.ringing").waitFor();
    },
  }),
  board("many", "同时十二个叫号", "twelve calls at once", { before: (stage) => busy(stage, WINDOWS), after: settled }),
  board("high", "竖屏", "portrait", {
    glass: GLASSES.highBoard,
    before: (stage) => busy(stage, WINDOWS),
    after: settled,
  }),
  board("recall", "重呼", "a recall", {
    async after(page, stage) {
      await ask(stage, "/windows/2/recall");
      await page.locator(".newest.ringing").waitFor();
    },
  }),
  board("day", "白底", "on a light ground", { query: "&theme=day", after: settled }),
  stale("old", 11, "数据已旧", "data grows old", ".hall.grey"),
  stale("stopped", 40, "信息暂停更新", "no news any more", ".ticker-stopped"),
  board("notice", "通知与过号", "a notice and missed numbers", {
    async before(stage) {
      await callingWindow(stage, 3);
      await ask(stage, "/windows/3/missed");
      await noticed(stage);
    },
    after: (page) => page.locator(".ticker").waitFor(),
  }),
];

const SCREENS: readonly Scene[] = [
  screen(8, "idle", "空闲", "idle", { words: "8号窗口", before: (stage) => idleWindow(stage, 8) }),
  screen(8, "calling", "叫号", "calling", {
    words: "到本窗口",
    before: async (stage) => void (await callingWindow(stage, 8)),
  }),
  screen(8, "serving", "办理中", "serving", {
    words: "办理中",
    before: async (stage) => void (await servingWindow(stage, 8)),
  }),
  screen(9, "paused", "暂停", "paused", { words: "系统升级", before: (stage) => pausedWindow(stage, 9, "系统升级") }),
  screen(10, "closed", "未开放", "closed", { words: "未开放", before: (stage) => closedWindow(stage, 10) }),
  screen(99, "strange", "没有这个窗口", "no such window", { words: "没有 99 号窗口" }),
];

const OTHERS: readonly Scene[] = [
  {
    ...{ id: "board-setup", title: { zh: "大厅屏安装", en: "Setting up a board" }, languages: ["zh-CN"] },
    // Read by whoever hangs the screen, at arm's length.
    glass: GLASSES.wall,
    async play(stage, _, glass) {
      const page = await openPage(stage, "/hall?setup", glass);
      await page.locator(".setup-result").waitFor();
      return page;
    },
  },
  {
    ...{ id: "sound", title: { zh: "播音页", en: "Sound page" }, languages: ["zh-CN"] },
    glass: GLASSES.wall,
    async play(stage, _, glass) {
      const page = await openPage(stage, "/sound", glass);
      await page.locator(".sound-state").waitFor();
      return page;
    },
  },
];

export const BOARD_SCENES: readonly Scene[] = [...BOARDS, ...SCREENS, ...OTHERS];

/** Played in a hall where no window is open. */
export const CLOSED_BOARDS: readonly Scene[] = [board("closed", "窗口全部关闭", "every window is closed", {})];
