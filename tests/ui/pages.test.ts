// Words and figures: the citizen's page, the manager's figures, the dictionaries, the doors.
import { expect, test } from "vitest";
import { REFUSALS } from "../../controller/contract/refusals.ts";
import { doors } from "../../kiosk-ui/home/view.ts";
import { devicesShown, figuresShown, remedyOf } from "../../kiosk-ui/manager/view.ts";
import { clockOf, coarseEstimateWords, estimateWords, spanWords, wallClock } from "../../kiosk-ui/shared/format.ts";
import { both, inOrder } from "../../kiosk-ui/shared/i18n/both.ts";
import { refusalWords } from "../../kiosk-ui/shared/i18n/refusals.ts";
import { TICKET_STATES } from "../../kiosk-ui/shared/i18n/states.ts";
import { whyWords } from "../../kiosk-ui/shared/i18n/why.ts";
import { ageSeconds, callsAloud, freshSearch, soonAloud } from "../../kiosk-ui/t/view.ts";
import { at, managerView } from "./fixtures.ts";
import { floorView } from "./floor-fixtures.ts";

test("the states of a ticket bear the one vocabulary", () => {
  expect(Object.values(TICKET_STATES).map(({ zh }) => zh)).toEqual([
    "等候",
    "已叫号",
    "办理中",
    "挂起",
    "已过号",
    "已离开",
    "已办结",
    "已作废",
  ]);
});

test("every code of the contract has words in both languages, and an unknown one is shown as it is", () => {
  for (const code of [...Object.keys(REFUSALS), "NO_ANSWER"]) {
    const words = refusalWords(code);
    expect(words.zh, code).toMatch(/[\u4e00-\u9fff]/);
    expect(words.en.length, code).toBeGreaterThan(3);
    expect(words.zh, code).not.toContain(code);
  }
  expect(refusalWords("BRAND_NEW").zh).toContain("BRAND_NEW");
});

test("near the front people are told so instead of minutes", () => {
  expect(coarseEstimateWords({ lowMinutes: 1, highMinutes: 4 }).en).toContain("please stay near");
  expect(coarseEstimateWords(null).en).toBe("cannot say how long");
});

test("the phone rings when it is called and at each recall, not on opening the page", () => {
  const waiting = { state: "waiting", calls: 0, phase: "waiting" };
  const soon = { ...waiting, phase: "soon" };
  const called = { state: "called", calls: 1, phase: "called" };
  const again = { ...called, calls: 2 };
  expect(callsAloud(null, called)).toBe(false);
  expect(callsAloud(waiting, called)).toBe(true);
  expect(callsAloud(called, called)).toBe(false);
  expect(callsAloud(called, again)).toBe(true);
  expect([soonAloud(null, soon), soonAloud(waiting, soon), soonAloud(soon, soon)]).toEqual([false, true, false]);
});

test("the phone shows the age of its data, and after half a minute that there is none", () => {
  expect([ageSeconds(1_000, 3_900), ageSeconds(1_000, 31_000), ageSeconds(5_000, 1_000)]).toEqual([2, null, 0]);
});

test("a newer page is asked for without the message, and without a question that is over", () => {
  expect(freshSearch("?lang=en&said=left&ask=time", false)).toBe("?lang=en&ask=time");
  expect(freshSearch("?lang=en&big=1&ask=time", true)).toBe("?lang=en&big=1");
  expect(freshSearch("?said=left", true)).toBe("");
});

test("the manager's six figures carry their target, and attention only where something is to be done", () => {
  const figures = figuresShown(managerView());
  expect(figures).toHaveLength(6);
  expect(figures.find(({ key }) => key === "wait")?.beside.en).toBe("target: at most 30 min");
  expect(figures.find(({ key }) => key === "within")).toMatchObject({
    value: "68%",
    attention: { en: "below target" },
  });
  expect(figures.filter(({ attention }) => attention !== null).map(({ goTo }) => goTo)).toContain("advice");
  const calm = managerView({
    figures: { ...managerView().figures, longestWaitMinutes: 12, waiting: 0 },
    services: managerView().services.map((service) => ({ ...service, waiting: 0 })),
    floor: floorView({ within: { n: 0, inside: 0, share: null }, badOpen: 0 }),
    alarms: [],
  });
  expect(figuresShown(calm).every(({ attention }) => attention === null)).toBe(true);
  expect(figuresShown(calm).find(({ key }) => key === "within")).toMatchObject({ value: "—" });
});

test("each alarm says what to do, and troubled devices stand first", () => {
  expect(remedyOf({ rule: "device", detail: "paper-out" }).zh).toContain("纸卷");
  expect(remedyOf({ rule: "device.offline", detail: "no reply for 12 s" }).zh).toContain("电源");
  expect(remedyOf({ rule: "print", detail: "A012" }).zh).toContain("补打");
  expect(remedyOf({ rule: "something", detail: "new" }).zh).not.toBe("");
  expect(devicesShown(managerView().devices).map(({ state }) => state)).toEqual([
    "faulted",
    "offline",
    "online",
    "online",
  ]);
});

test("times are the hall's, not the device's", () => {
  expect(clockOf("2026-03-02T10:05:33.120+08:00")).toBe("10:05");
  expect(wallClock(Date.parse(at(0)), "Asia/Shanghai").time).toBe("10:00");
  expect(wallClock(Date.parse(at(0)), "Asia/Urumqi").time).toBe("08:00");
  expect([spanWords(-5), spanWords(67_000), spanWords(3_725_000)]).toEqual(["0:00", "1:07", "1:02:05"]);
});

test("an estimate is an interval or nothing", () => {
  expect(estimateWords({ lowMinutes: 8, highMinutes: 20 }).en).toBe("about 8–20 min");
  expect(estimateWords({ lowMinutes: 0, highMinutes: 0 }).zh).toBe("无需等候");
  expect(estimateWords(null).zh).toContain("无法估计");
});

test("Chinese comes first and English beside it, or the reverse when asked", () => {
  const name = both({ "zh-CN": "税务", en: "Tax" });
  expect(inOrder(name, "zh-CN")).toEqual({ main: "税务", side: "Tax" });
  expect(inOrder(name, "en")).toEqual({ main: "Tax", side: "税务" });
  expect(inOrder(both({ "zh-CN": "税务" }), "en")).toEqual({ main: "税务", side: "" });
});

test("the virtual hall is looked for on the host that served the page", () => {
  const links = doors({ protocol: "http:", hostname: "10.0.0.5" }, ["kiosk-1"]).map(({ href }) => href);
  const own = ["/kiosk?id=kiosk-1", "/hall", "/desk", "/manager", "/public", "/technician"];
  expect(links).toEqual([...own, "http://10.0.0.5:8090/"]);
});

test("every reason the rules give for the next number is read in Chinese, an unknown one in English", () => {
  const zh = (why: string): string => whyWords(why).zh;
  expect(zh("longest wait: 24 min")).toBe("等候最久，24 分钟");
  expect(zh("priority elderly, longest wait: 3 min")).toBe("优先（老年人），已等 3 分钟");
  expect(zh("priority military, 1 of 2 in a row")).toBe("优先（军人），连续第 1 个，最多 2 个");
  expect(zh("guarantee: ordinary after 2 priority calls")).toContain("轮到普通号");
  expect(zh("directed to this window")).toBe("指定到本窗口");
  expect(zh("returned after a miss: nobody else waits for its service")).toContain("过号后恢复");
  expect(whyWords("something new")).toEqual({ zh: "", en: "something new" });
});
