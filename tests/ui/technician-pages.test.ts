// @vitest-environment happy-dom
// The technician's page as a person meets it: the key, a test with its verdict and advice, changes, a lesson.
import { h, render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeAll, expect, test } from "vitest";
import { startPresses } from "../../kiosk-ui/shared/ui/parts.tsx";
import { KEY_HEADER, TechnicianApi, troubleOf } from "../../kiosk-ui/technician/api.ts";
import { TechnicianApp } from "../../kiosk-ui/technician/app.tsx";
import { Change } from "../../kiosk-ui/technician/change.ts";
import { LearnFlow } from "../../kiosk-ui/technician/learn.ts";
import { FakeTime, settled } from "./fake-time.ts";
import { at } from "./fixtures.ts";
import { config, device, type FakeService, model, no, ok, openPage, type Page } from "./technician-fixtures.ts";

beforeAll(() => startPresses(document, null));
afterEach(() => {
  render(null, document.body);
});

async function show(page: Page): Promise<void> {
  await act(() => render(h(TechnicianApp, { store: page.store }), document.body));
  await quiet();
}

/** Answers come, effects run, answers to those come. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await act(() => settled());
}

const words = (): string => document.body.textContent ?? "";

function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")].find(({ textContent }) => textContent.includes(name));
  if (found === undefined) throw new Error(`no button ${name} in ${words()}`);
  return found as unknown as HTMLButtonElement;
}

async function press(name: string): Promise<void> {
  button(name).click();
  await quiet();
}

const TEST = "/technician/devices/strip-1/test";
const VERDICTS = "/technician/devices/strip-1/verdicts";
const EDIT = { op: "set-device", device: { id: "strip-1", settings: { address: 2 } } } as const;
const change = (over: object) =>
  ok({
    ok: true,
    applied: false,
    diff: "@@ @@\n-a\n+b",
    faults: [],
    warnings: [],
    digest: "d1",
    restart: false,
    ...over,
  });

test("without a key the page asks for it, says where it is, and goes on where it stood", async () => {
  const page = openPage("#config");
  const open = (): boolean => page.service.key === "right";
  page.service.answer("/technician/models", () => (open() ? ok([model()]) : no(401, "TECHNICIAN_KEY_NEEDED")));
  page.service.answer("/technician/config", () => (open() ? ok(config()) : no(401, "TECHNICIAN_KEY_NEEDED")));
  await show(page);
  expect(words()).toContain("technician.key");
  await act(() => page.store.enterKey("wrong"));
  expect(words()).toContain("密钥不对");
  await act(() => page.store.enterKey(" right "));
  await quiet();
  expect(words()).toContain("/srv/hall/hall.yaml");
  expect(openPage("", page.kept).service.key).toBe("right");
});

test("somebody signed in without the right may give the key, or sign in as somebody else", async () => {
  const page = openPage("#config");
  const open = (): boolean => page.service.key === "right";
  page.service.answer("/technician/models", () => (open() ? ok([model()]) : no(403, "RIGHT_MISSING")));
  page.service.answer("/technician/config", () => (open() ? ok(config()) : no(403, "RIGHT_MISSING")));
  await show(page);
  expect(words()).toContain("technician.key");
  expect(document.querySelector('a[href^="/login?next="]')?.textContent).toContain("登录");
  await act(() => page.store.enterKey("wrong"));
  expect(words()).toContain("密钥不对");
  await act(() => page.store.enterKey("right"));
  await quiet();
  expect(words()).toContain("/srv/hall/hall.yaml");
});

test("the key goes with each request, and no answer is told apart from a refusal", async () => {
  const sent: RequestInit[] = [];
  const api = new TechnicianApi(
    {
      timers: new FakeTime(),
      newKey: () => "k1",
      fetch: (_url, init) => {
        sent.push(init);
        return sent.length < 3 ? Promise.resolve(new Response("[]")) : Promise.reject(new Error("no line"));
      },
    },
    "secret",
  );
  await api.get("/technician/models");
  await api.post("/technician/config", {});
  expect(sent.map(({ headers }) => (headers as Record<string, string>)[KEY_HEADER])).toEqual(["secret", "secret"]);
  expect(sent[1]?.headers).toMatchObject({ "idempotency-key": "k1" });
  expect(troubleOf(await api.get("/devices"))?.words.zh).toBe("服务没有回答，请再试");
});

test("devices show what is wrong in words, and lost contact is said as well", async () => {
  const page = openPage();
  page.service.answer(
    "/devices",
    ok([device(), device({ id: "pad-1", kind: "pad", state: "offline", detail: "无应答 no reply", lastSeenAt: null })]),
  );
  await show(page);
  const rows = [...document.querySelectorAll(".device-row")].map(({ textContent }) => textContent ?? "");
  expect(rows[0]).toContain("离线");
  expect(rows[0]).toContain("无应答 no reply");
  expect(rows[1]).toContain("1号窗口");
  page.service.answer("/devices", no(0, "NO_ANSWER"));
  await page.time.pass(2_000);
  await quiet();
  expect(words()).toContain("显示可能不是最新");
});

test("a test that came out wrong leads to advice, the change is previewed, applied, and tested again", async () => {
  const page = openPage("#devices/strip-1", new Map([["hallkeeper.technician.tester", "王某"]]));
  page.service
    .answer(TEST, ok({ ok: true, detail: "正常 ok" }))
    .answer(VERDICTS, (body) => ok({ ...(body as object), deviceId: "strip-1", at: at(1) }))
    .answer("/technician/advice", ok({ steps: [{ zh: "换地址", en: "another address", edit: EDIT }] }))
    .answer("/technician/config", (body) =>
      body === undefined ? ok(config()) : change({ applied: (body as { apply: boolean }).apply, digest: "d1" }),
    );
  await show(page);
  await press("全点亮");
  expect(page.service.bodies(TEST)).toEqual([{ test: "all-dots" }]);
  await press("乱码");
  expect(page.service.bodies(VERDICTS)).toEqual([{ test: "all-dots", verdict: "garbage", note: "", by: "王某" }]);
  expect(words()).toContain("已记录：乱码（王某）");
  await press("试试");
  expect(words()).toContain("将要改动的内容");
  await press("应用");
  expect(page.service.bodies("/technician/config")).toEqual([
    { edits: [EDIT], digest: "d1", apply: false },
    { edits: [EDIT], digest: "d1", apply: true },
  ]);
  await press("再测一次");
  expect(page.service.bodies(TEST)).toHaveLength(2);
  expect(words()).not.toContain("已记录");
});

test("nobody's verdict is not taken", async () => {
  const page = openPage("#devices/strip-1");
  page.service.answer(TEST, ok({ ok: true, detail: "" }));
  await show(page);
  await press("基本测试");
  expect(button("良好").disabled).toBe(true);
  expect(words()).toContain("请先在页首填写测试人");
});

test("the brightness test sends the level that was chosen", async () => {
  const page = openPage("#devices/strip-1");
  page.service.answer(TEST, ok({ ok: true, detail: "" }));
  await show(page);
  const range = document.querySelector("input[type=range]") as unknown as HTMLInputElement;
  range.value = "15";
  await act(() => void range.dispatchEvent(new Event("input", { bubbles: true })));
  await press("亮度");
  expect(page.service.bodies(TEST)).toEqual([{ test: "brightness", level: 15 }]);
});

test("keys turn green when pressed, and presses from before the page was opened do not count", async () => {
  const page = openPage("#devices/keypad-1");
  const inputs = [{ n: 1, at: at(0), what: "recall", became: "recall" }];
  page.service
    .answer("/devices", ok([device({ id: "keypad-1", kind: "keypad", model: "keypad/ff68" })]))
    .answer("/technician/devices/keypad-1/inputs", ok({ inputs, next: 1 }));
  await show(page);
  expect(document.querySelectorAll(".matrix-cell.lit")).toHaveLength(0);
  const pressed = { n: 2, at: at(1), what: "call-next", became: "WINDOW_CLOSED" };
  page.service.answer("/technician/devices/keypad-1/inputs?after=1", ok({ inputs: [pressed], next: 2 }));
  page.service.answer("/technician/devices/keypad-1/inputs?after=2", ok({ inputs: [], next: 2 }));
  await page.time.pass(500);
  await quiet();
  const lit = [...document.querySelectorAll(".matrix-cell.lit")].map(({ textContent }) => textContent ?? "");
  expect(lit).toHaveLength(1);
  expect(lit[0]).toContain("叫下一位");
  expect(lit[0]).toContain("窗口未开放");
});

test("the byte log follows the line, stops while paused, and can be cleared", async () => {
  const page = openPage("#log/strip-1");
  const frame = (n: number) => ({ n, atUs: n, direction: "rx" as const, hex: "06", meaning: `frame ${n}` });
  const path = "/technician/devices/strip-1/wirelog";
  page.service.answer(`${path}?after=0`, ok({ frames: [frame(1)], next: 1, lost: 0 }));
  page.service.answer(`${path}?after=1`, ok({ frames: [frame(4)], next: 4, lost: 2 }));
  page.service.answer(`${path}?after=4`, ok({ frames: [], next: 4, lost: 0 }));
  await show(page);
  await page.time.pass(500);
  await quiet();
  expect(words()).toContain("frame 1");
  expect(words()).toContain("有 2 帧来不及读取");
  await press("暂停");
  const asked = page.service.asked.filter((each) => each.path.startsWith(path)).length;
  await page.time.pass(5_000);
  expect(page.service.asked.filter((each) => each.path.startsWith(path))).toHaveLength(asked);
  await press("清屏");
  expect(words()).not.toContain("frame 4");
});

test("faults of a change are shown with their lines, and it cannot be applied", async () => {
  const page = openPage("#add/strip-1");
  const fault = { place: "devices/0/window", line: 12, column: 5, message: "没有这个窗口 no such window" };
  page.service.answer("/technician/config", (body) =>
    body === undefined ? ok(config()) : change({ ok: false, faults: [fault] }),
  );
  await page.store.load();
  await show(page);
  await press("预览改动");
  expect(words()).toContain("第 12 行 5 列");
  expect(button("应用").disabled).toBe(true);
});

test("a change is made for the file that was previewed; another file is asked for again", async () => {
  const { store, service } = openPage();
  const edit = new Change(store);
  let digest = "d1";
  service.answer("/technician/config", (body) => {
    if (body === undefined) return ok(config({ digest }));
    return (body as { digest: string }).digest === digest ? change({ digest }) : no(409, "CONFIG_CHANGED");
  });
  await edit.show([EDIT]);
  digest = "d2";
  await edit.apply();
  expect(edit.trouble.value?.words.zh).toContain("已被他人修改");
  await edit.show([EDIT]);
  expect([edit.trouble.value, edit.preview.value?.digest]).toEqual([null, "d2"]);
});

test("going back to a version is asked about first", async () => {
  const page = openPage("#config");
  const versions = [{ version: "20260302-100000-1a2b3c4d", at: at(0) }];
  page.service.answer("/technician/config", ok(config({ versions })));
  page.service.answer("/technician/config/rollback", change({ applied: true }));
  await show(page);
  await press("回退…");
  expect(page.service.bodies("/technician/config/rollback")).toEqual([]);
  await press("确定回退");
  expect(page.service.bodies("/technician/config/rollback")).toEqual([
    { version: "20260302-100000-1a2b3c4d", digest: "d1" },
  ]);
  expect(words()).toContain("已回退");
});

/** A line on which somebody presses: each listening hears the next of these. */
function line(service: FakeService, heard: (string | "closed" | "lost")[]): void {
  let opened = 0;
  service
    .answer("/technician/learn/open", () => ok({ id: `ear-${++opened}` }))
    .answer("/technician/learn/listen", () => {
      const next = heard.shift();
      if (next === "closed") return no(409, "LINE_NOT_OPEN");
      if (next === "lost") return no(0, "NO_ANSWER");
      return next === undefined ? new Promise<never>(() => undefined) : ok({ hex: next });
    })
    .answer("/technician/learn/ear-1/close", ok(null))
    .answer("/technician/learn/ear-2/close", ok(null));
}

const LINK = { link: { id: "bus-1", type: "tcp" }, isNew: false };

test("a lesson survives a lost request and a line that was closed meanwhile", async () => {
  const { store, service } = openPage();
  const heard = ["", "01", "lost"];
  line(service, heard);
  const flow = new LearnFlow(store);
  flow.begin("pad", LINK);
  await settled();
  await settled();
  expect(flow.stage.value).toBe("press");
  expect(flow.trouble.value?.words.zh).toContain("没有回答");
  expect([flow.listening.value, flow.lesson.value.keys[0]?.samples]).toEqual([false, ["01"]]);
  heard.push("closed", "01", "", "01", "02");
  void flow.presses();
  for (let turn = 0; turn < 5; turn += 1) await settled();
  expect(flow.lesson.value.keys.map(({ samples }) => samples.length)).toEqual([3, 1, 0, 0, 0]);
  expect(service.bodies("/technician/learn/open")).toHaveLength(2);
  expect(flow.trouble.value).toBeNull();
});

test("a profile is saved only after a press was understood rightly, and the line is free by then", async () => {
  const { store, service } = openPage();
  line(service, ["aa", "01", "01", "01", "02", "02", "02"]);
  const flow = new LearnFlow(store);
  flow.begin("pad", LINK);
  await settled();
  expect([flow.stage.value, flow.lesson.value.quiet, flow.listening.value]).toEqual(["press", ["aa"], false]);
  void flow.presses();
  for (let turn = 0; turn < 5; turn += 1) await settled();
  service.answer(
    "/technician/learn/propose",
    ok({ ok: true, why: "", settings: { receive: "{data}" }, confidence: [] }),
  );
  service.answer("/technician/learn/check", ok({ heard: ["4"], garbageBytes: 0 }));
  line(service, ["02"]);
  await flow.propose();
  for (let turn = 0; turn < 5; turn += 1) await settled();
  expect(flow.checks.value.map(({ heard }) => heard)).toEqual([["4"]]);
  expect(flow.confirmed).toBe(false);
  flow.judged(true);
  expect(flow.confirmed).toBe(true);
  await flow.toSave();
  expect(flow.stage.value).toBe("save");
  expect(service.bodies("/technician/learn/ear-1/close")).toHaveLength(1);
  expect(service.bodies("/technician/learn/propose")).toEqual([
    {
      kind: "pad",
      keys: [
        { means: "5", samples: ["01", "01", "01"] },
        { means: "4", samples: ["02", "02", "02"] },
      ],
      quiet: ["aa"],
    },
  ]);
});

test("a port in trouble shows its command, one that is free goes into the form", async () => {
  const page = openPage("#ports");
  const port = (id: string, over: object) => ({
    ...{ kind: "serial", id, path: id, title: "USB 串口", usedBy: null, trouble: null },
    ...{ link: { type: "serial", path: id }, ...over },
  });
  const trouble =
    "/dev/ttyUSB1 无权访问 permission denied; run: sudo usermod -aG dialout hall, 然后重新登录 then log in again";
  page.service.answer("/technician/candidates", ok([port("/dev/ttyUSB0", {}), port("/dev/ttyUSB1", { trouble })]));
  await show(page);
  expect(document.querySelector(".command code")?.textContent).toBe("sudo usermod -aG dialout hall");
  await press("用它");
  expect(page.store.draftLink.value).toEqual({ type: "serial", path: "/dev/ttyUSB0" });
  expect(location.hash).toBe("#add");
});

test("strips are drawn with their count, and what does not fit is said", async () => {
  const page = openPage("#strips");
  const shows = [{ state: "calling", text: "请A001号办理", cells: 6, fits: true, missing: [] }];
  const long = { state: "idle", text: "一二三四五六七", cells: 7, fits: false, missing: ["七"] };
  const strip = { deviceId: "strip-1", windowId: "1", model: "led/onbon-bx5k", cells: 6, shows: [...shows, long] };
  page.service.answer("/technician/strips", ok([strip]));
  await show(page);
  expect(words()).toContain("6 / 6 格");
  expect(words()).toContain("放不下，将滚动显示");
  expect(document.querySelectorAll(".cell.over")).toHaveLength(1);
});

test("the acceptance sheet names what was tested and what was not", async () => {
  const page = openPage("#acceptance");
  page.service.answer("/devices", ok([device(), device({ id: "strip-2" })]));
  const verdict = { deviceId: "strip-1", test: "gbk", verdict: "good", note: "", by: "王某", at: at(3) };
  const checkpoint = { seq: 42, hash: "ab".repeat(32) };
  const hall = { "zh-CN": "示例大厅", en: "Demo hall" };
  page.service.answer(
    "/technician/acceptance",
    ok({ hall, version: "1.2.3", digest: "d1", checkpoint, at: at(4), verdicts: [verdict] }),
  );
  await show(page);
  const rows = [...document.querySelectorAll(".sheet-table tbody tr")].map(({ textContent }) => textContent ?? "");
  expect(rows[0]).toMatch(/strip-1.*汉字.*良好.*王某/s);
  expect(rows[1]).toMatch(/strip-2.*未测/s);
  expect(words()).toContain(checkpoint.hash);
});
