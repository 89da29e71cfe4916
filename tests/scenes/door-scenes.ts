// The guide desk, the sign-in, and what a page shows that is not let in. The hall itself trusts the tests: who asks is
// told by the scene instead.
import type { Page } from "playwright-core";
import { ticket } from "./hands.ts";
import { GLASSES, type Glass, openPage, type Scene, type Stage, shows } from "./scene.ts";

const NOBODY = { kind: "nobody", id: null, name: null, rights: ["public"], place: null, setUpNeeded: false };
const CLERK = { ...NOBODY, kind: "staff", id: "s1", name: "王某", rights: ["public", "staff", "window"] };

/** A page as somebody else sees it. */
async function openAs(stage: Stage, me: object, path: string, glass: Glass): Promise<Page> {
  const page = await stage.context.newPage();
  await page.setViewportSize({ width: glass.width, height: glass.height });
  await page.route("**/api/v1/access/me", (route) => route.fulfill({ json: me }));
  await page.goto(`${stage.hall.base}${path}`);
  await page.bringToFront();
  return page;
}

const scene = (id: string, zh: string, en: string, glass: Glass, play: Scene["play"]): Scene => ({
  ...{ id, title: { zh, en }, languages: ["zh-CN"], glass, play },
});

const desk = (id: string, zh: string, en: string, tab: string, then: (page: Page, stage: Stage) => Promise<unknown>) =>
  scene(`desk-${id}`, `咨询台：${zh}`, `Guide desk: ${en}`, GLASSES.desk, async (stage, _, glass) => {
    const page = await openPage(stage, `/desk#${tab}`, glass);
    await page.locator(`.desk-tab-${tab}`).waitFor();
    await then(page, stage);
    return page;
  });

const signIn = (id: string, zh: string, en: string, query: string, me: object, words: string) =>
  scene(`login-${id}`, `登录：${zh}`, `Sign-in: ${en}`, GLASSES.desk, async (stage, _, glass) => {
    const page = await openAs(stage, me, `/login${query}`, glass);
    await shows(page, words);
    return page;
  });

const pairing = (id: string, path: string, words: string, glass: Glass) =>
  scene(`pairing-${id}`, `配对：${words}`, `Pairing: ${id}`, glass, async (stage, _, wide) => {
    const page = await openAs(stage, NOBODY, path, wide);
    await shows(page, words, "配对码", /\d{3} \d{3}/);
    return page;
  });

const nothing = () => Promise.resolve();

export const DOOR_SCENES: readonly Scene[] = [
  desk("find", "查号", "finding", "find", nothing),
  desk("ticket", "打开的号", "an open ticket", "find", async (page, stage) => {
    const { number } = await ticket(stage);
    await page.locator(".desk-tab-find input").first().fill(number);
    await page.keyboard.press("Enter");
    await page.locator(".opened").waitFor();
  }),
  desk("nothing", "没有找到", "nothing found", "find", async (page) => {
    await page.locator(".desk-tab-find input").first().fill("Z99999");
    await shows(page, "没有找到");
  }),
  desk("form", "代取号", "issuing", "find", async (page) => {
    await page.keyboard.press("F1");
    await page.locator("dialog, [role=dialog]").first().waitFor();
  }),
  desk("appointments", "预约", "appointments", "appointments", nothing),
  desk("notices", "公告", "notices", "notices", nothing),
  desk("rolls", "纸卷号", "paper rolls", "rolls", nothing),
  signIn("plain", "未登录", "nobody", "?next=%2Fdesk", NOBODY, "用户名或工号"),
  signIn("other", "没有权限", "no right", "?next=%2Fmanager&other=1", CLERK, "没有该页面的权限"),
  signIn("in", "已登录", "signed in", "", CLERK, "已登录"),
  signIn("set-up", "首次设置", "first run", "", { ...NOBODY, setUpNeeded: true }, "首次设置"),
  pairing("kiosk", "/kiosk?id=kiosk-1", "取号机", GLASSES.kiosk),
  pairing("pad", "/pad?id=1", "评价器", GLASSES.pad),
  pairing("board", "/hall", "大厅屏", GLASSES.board),
  scene("technician-key", "设备与调试：密钥", "Technician: the key", GLASSES.desk, async (stage, _, glass) => {
    const page = await stage.context.newPage();
    await page.setViewportSize({ width: glass.width, height: glass.height });
    const json = { type: "about:blank", title: "", status: 401, code: "TECHNICIAN_KEY_NEEDED" };
    await page.route("**/api/v1/technician/**", (route) => route.fulfill({ status: 401, json }));
    await page.goto(`${stage.hall.base}/technician`);
    await shows(page, "technician.key", "账号登录");
    return page;
  }),
];
