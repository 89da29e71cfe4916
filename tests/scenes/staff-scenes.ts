// The pages of those who work in the hall. One line per state: add the states of a new tab or dialog here.
import type { Page } from "playwright-core";
import { DOOR_SCENES } from "./door-scenes.ts";
import { callingWindow, closedWindow, idleWindow, pausedWindow, servingWindow } from "./hands.ts";
import { GLASSES, type Glass, openPage, type Scene, type Stage, shows } from "./scene.ts";

interface Way {
  readonly path: string;
  readonly words: string;
  readonly glass?: Glass;
  readonly before?: (stage: Stage) => Promise<unknown>;
  readonly after?: (page: Page) => Promise<void>;
}

function staff(id: string, zh: string, en: string, way: Way): Scene {
  return {
    ...{ id, title: { zh, en }, languages: ["zh-CN"], glass: way.glass ?? GLASSES.desk },
    async play(stage, _, glass) {
      await way.before?.(stage);
      const page = await openPage(stage, way.path, glass);
      await shows(page, way.words);
      await way.after?.(page);
      return page;
    },
  };
}

const TABS = [
  ["devices", "设备", "devices"],
  ["log", "字节记录", "bytes"],
  ["ports", "接口", "ports"],
  ["add", "添加", "adding"],
  ["learn", "学习", "learning"],
  ["strips", "条屏", "strips"],
  ["acceptance", "验收", "acceptance"],
  ["config", "配置", "configuration"],
] as const;

/** The first run, on the installer's laptop and on a phone. */
const STEPS = [
  ["hall", "大厅与模板", "套用模板"],
  ["staff", "人员与窗口", "没有默认密码"],
  ["devices", "设备测试", "每种设备至少试一台"],
  ["end", "检查与完成", "各步情况"],
] as const;
const FORMS = [
  ["deadlines", "时限与评价", "承诺时限"],
  ["alarms", "告警规则", "告警规则"],
  ["lists", "原因与结果", "暂停原因"],
] as const;

export const STAFF_SCENES: readonly Scene[] = [
  staff("home", "首页", "Front page", { path: "/", words: "大厅叫号屏" }),
  staff("manager", "大厅总览", "Hall overview", { path: "/manager", words: "窗口", glass: GLASSES.wall }),
  ...TABS.map(([id, zh, en]) =>
    staff(`technician-${id}`, `设备与调试：${zh}`, `Technician: ${en}`, {
      path: `/technician#${id}`,
      words: "设备与调试",
      after: (page) => page.locator("main").first().waitFor(),
    }),
  ),
  staff("window-idle", "窗口操作台：空闲", "Console: idle", {
    path: "/window?id=1",
    words: "1号窗口",
    before: (stage) => idleWindow(stage, 1),
  }),
  staff("window-called", "窗口操作台：已叫号", "Console: called", {
    path: "/window?id=2",
    words: "2号窗口",
    before: (stage) => callingWindow(stage, 2),
  }),
  staff("window-serving", "窗口操作台：办理中", "Console: serving", {
    path: "/window?id=2",
    words: "2号窗口",
    before: (stage) => servingWindow(stage, 2),
  }),
  staff("window-paused", "窗口操作台：暂停", "Console: paused", {
    path: "/window?id=3",
    words: "3号窗口",
    before: (stage) => pausedWindow(stage, 3, "取材料"),
  }),
  staff("window-closed", "窗口操作台：未开放", "Console: closed", {
    path: "/window?id=4",
    words: "4号窗口",
    before: (stage) => closedWindow(stage, 4),
  }),
  ...STEPS.map(([id, zh, words]) =>
    staff(`setup-${id}`, `首次设置：${zh}`, `First run: ${id}`, { path: `/manager#setup/${id}`, words }),
  ),
  staff("setup-phone", "首次设置：手机", "First run: phone", {
    ...{ path: "/manager#setup/hall", words: "套用模板", glass: GLASSES.phone },
  }),
  ...FORMS.map(([id, zh, words]) =>
    staff(`settings-${id}`, `设置：${zh}`, `Settings: ${id}`, { path: `/manager#settings/${id}`, words }),
  ),
  ...DOOR_SCENES,
];
