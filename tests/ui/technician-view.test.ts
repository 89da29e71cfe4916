// What the technician's page makes of devices, strips, keys, schemas, links and diffs.
import { expect, test } from "vitest";
import { TEST_NAMES, VerdictBody } from "../../controller/contract/technician.ts";
import { clockWithSeconds } from "../../kiosk-ui/shared/format.ts";
import { drafted, draftOfDevice, emptyDraft, removalOf, withModel } from "../../kiosk-ui/technician/add-view.ts";
import { fieldsOf, settingsOf, unknownOf } from "../../kiosk-ui/technician/form-view.ts";
import { chosenLink, formOf, linkTitle } from "../../kiosk-ui/technician/link-view.ts";
import {
  appended,
  cellOf,
  INPUTS_MAX,
  litCells,
  matrixCells,
  strangeInputs,
} from "../../kiosk-ui/technician/matrix-view.ts";
import { testWords, VERDICTS } from "../../kiosk-ui/technician/test-words.ts";
import * as view from "../../kiosk-ui/technician/view.ts";
import { at } from "./fixtures.ts";
import { config, device, model } from "./technician-fixtures.ts";

test("the address keeps the tab and the device, whatever stands in it", () => {
  expect(view.placeOf("#log/strip-1")).toEqual({ tab: "log", deviceId: "strip-1" });
  expect(view.placeOf(view.hashOf("add", "a/b c"))).toEqual({ tab: "add", deviceId: "a/b c" });
  expect(view.placeOf("")).toEqual({ tab: "devices", deviceId: null });
  expect(view.placeOf("#nonsense/%E0%A4%A")).toEqual({ tab: "devices", deviceId: "%E0%A4%A" });
});

test("devices in trouble stand first, then those with errors, then by number", () => {
  const devices = [
    device({ id: "strip-10" }),
    device({ id: "strip-9" }),
    device({ id: "strip-3", counters: { timeouts: 2, framesIn: 900 } }),
    device({ id: "pad-1", state: "offline" }),
    device({ id: "printer-1", state: "faulted" }),
  ];
  expect(view.byTrouble(devices).map(({ id }) => id)).toEqual(["printer-1", "pad-1", "strip-3", "strip-9", "strip-10"]);
  expect(view.tally(devices).zh).toBe("5 台设备，2 台异常");
  expect(view.tally([device()]).en).toBe("all 1 devices online");
});

test("counters of trouble stand before traffic, and only they are marked", () => {
  const shown = view.countersShown({ framesIn: 40, garbage: 3, retries: 0, brandNew: 1 });
  expect(shown.map(({ name, trouble }) => [name, trouble])).toEqual([
    ["garbage", true],
    ["retries", false],
    ["framesIn", false],
    ["brandNew", false],
  ]);
  expect(shown[3]?.words.zh).toBe("brandNew");
});

test("uptime is never rounded up to all of the day", () => {
  expect([1, 0.99999, 0.5, 0, null].map(view.uptimeWords)).toEqual(["100 %", "99.9 %", "50.0 %", "0.0 %", "—"]);
  expect([null, 3.25, 94.2].map(view.roundTripWords)).toEqual(["—", "3.3 ms", "94 ms"]);
  expect(clockWithSeconds(at(5, 7))).toBe("10:05:07");
});

test("a strip's text is drawn in full and half cells, to its end and beyond", () => {
  const fit = view.cellsOf("请A001号", 6, []);
  expect(fit.filter(({ half }) => half).map(({ text }) => text)).toEqual(["A", "0", "0", "1"]);
  expect(fit.reduce((sum, { half }) => sum + (half ? 0.5 : 1), 0)).toBe(6);
  const long = view.cellsOf("一二三", 2, ["三"]);
  expect(long.map(({ over, missing }) => [over, missing])).toEqual([
    [false, false],
    [false, false],
    [true, true],
  ]);
  expect(view.cellsOf("A", 2, []).map(({ half }) => half)).toEqual([true, false, true]);
  const troubles = view.stripTroubles({ state: "idle", text: "龘", cells: 1, fits: false, missing: ["龘"] });
  expect(troubles.map(({ zh }) => zh)).toEqual(["放不下，将滚动显示", "字库缺字：龘"]);
});

test("a diff loses its headings and shows what changed within a line", () => {
  const diff = `--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b: { dots: 576, x: 1 }\n+b: { dots: 512, x: 1 }\n\\ No newline\n`;
  const lines = view.diffLines(diff);
  expect(lines.map(({ sign }) => sign)).toEqual(["@", " ", "-", "+"]);
  const part = ({ text, differs }: view.DiffLine) => (differs === null ? null : text.slice(...differs));
  expect(lines.map(part)).toEqual([null, null, "76", "12"]);
  const block = view.diffLines("@@ @@\n-one\n-two\n+three\n+four");
  expect(block.every(({ differs }) => differs === null)).toBe(true);
  expect(view.diffLines("")).toEqual([]);
});

test("the acceptance sheet has a row per test, an empty one for what nobody tested, and counts the good", () => {
  const verdict = (deviceId: string, name: string, word: string) => ({
    ...{ deviceId, test: name, verdict: word, note: "", by: "王某", at: at(1) },
  });
  const devices = ["a", "b", "c"].map((id) => device({ id }));
  const rows = view.acceptanceRows(devices, [
    verdict("a", "plain", "good"),
    verdict("a", "gbk", "good"),
    verdict("b", "plain", "good"),
    verdict("b", "cells", "wrong-width"),
    verdict("gone", "plain", "good"),
  ]);
  expect(rows.map(({ device: { id }, verdict: v }) => [id, v?.test ?? null])).toEqual([
    ["a", "plain"],
    ["a", "gbk"],
    ["b", "plain"],
    ["b", "cells"],
    ["c", null],
  ]);
  expect(view.acceptanceTally(rows)).toEqual({ devices: 3, tested: 2, good: 1 });
});

test("the command that mends a port is found in the words of its trouble", () => {
  const words = "/dev/ttyUSB0 无权访问 permission denied: port belongs to group dialout; run: ";
  expect(view.commandIn(`${words}sudo usermod -aG dialout hall, 然后重新登录 then log in again`)).toBe(
    "sudo usermod -aG dialout hall",
  );
  expect(view.commandIn("/dev/ttyUSB0 被其他程序占用 is in use by another program")).toBeNull();
});

test("a free id is the first one nobody has", () => {
  expect(view.freeId("pad", ["pad-1", "pad-3"])).toBe("pad-2");
});

test("every test and every verdict of the contract has words in both languages", () => {
  for (const name of TEST_NAMES) {
    const { name: words, look } = testWords(name, "led");
    for (const text of [words, look]) {
      expect(text.zh, name).toMatch(/[\u4e00-\u9fff]/);
      expect(text.en.length, name).toBeGreaterThan(2);
    }
  }
  const verdicts = VerdictBody.properties.verdict.anyOf.map((one: { const: string }) => one.const);
  expect(VERDICTS.map(({ verdict }) => verdict)).toEqual(verdicts);
});

test("a pressed key lights its own cell and says what became of it", () => {
  const cells = matrixCells("keypad", { variant: "jackqchen", keys: { "0E": "finish" } });
  const input = (n: number, what: string, became: string) => ({ n, at: at(n), what, became });
  const inputs = [
    input(1, "call-next", "WINDOW_CLOSED"),
    input(2, "call-number 12", "call-number"),
    input(3, "key 11", "no meaning"),
    input(4, "finish", "finish"),
    input(5, "key 7F", "no meaning"),
  ];
  const lit = litCells(cells, inputs).filter(({ count }) => count > 0);
  expect(lit.map(({ key }) => key).sort()).toEqual(["11", "call-next", "call-number", "finish"]);
  expect(lit.find(({ key }) => key === "call-next")?.became).toBe("WINDOW_CLOSED");
  expect(strangeInputs(cells, inputs).map(({ what }) => what)).toEqual(["key 7F"]);
});

test("a pad's cells are its grades by level, the five levels where it names none", () => {
  const cells = matrixCells("pad", { grades: { 0: 2, 1: 3, 2: 4, 3: 5 } });
  expect(cells.map(({ name }) => name.zh)).toEqual(["非常满意", "满意", "基本满意", "不满意"]);
  expect(cellOf(cells, "grade 3")?.name.zh).toBe("非常满意");
  expect(cellOf(cells, "grade 7")).toBeNull();
  expect(matrixCells("pad", {})).toHaveLength(5);
  expect(cellOf(matrixCells("reader", {}), "王* 1101****")?.key).toBe("reader");
  expect(matrixCells("printer", {})).toEqual([]);
});

test("the list of inputs stays short", () => {
  const one = { n: 1, at: at(0), what: "recall", became: "" };
  expect(appended(new Array(INPUTS_MAX).fill(one), [one, { ...one, n: 2 }]).map(({ n }) => n)).toHaveLength(INPUTS_MAX);
});

const SCHEMA = {
  properties: {
    address: { type: "integer", minimum: 1, maximum: 255 },
    ratio: { type: "number", default: 0.5 },
    mode: { anyOf: [{ const: "a" }, { const: "b" }] },
    echo: { type: "boolean", default: false },
    grades: { type: "object", patternProperties: { "^[0-9]$": { type: "integer", minimum: 1, maximum: 5 } } },
    keys: { type: "object", patternProperties: { ".": { anyOf: [{ const: "recall" }, { const: "none" }] } } },
    inputs: { type: "array" },
  },
  required: ["address", "ratio", "mode"],
};

test("a schema's kinds, defaults and needs are read from it", () => {
  const fields = fieldsOf(SCHEMA);
  expect(fields.map(({ kind }) => kind)).toEqual([
    "integer",
    "number",
    "choice",
    "boolean",
    "record",
    "record",
    "json",
  ]);
  expect(fields.filter(({ required }) => required).map(({ name }) => name)).toEqual(["address", "mode"]);
  expect(unknownOf(fields, { address: 1, odd: true })).toEqual({ odd: true });
});

test("what is typed becomes settings of the right types, and what is empty is left to the model's default", () => {
  const draft = {
    ...{ address: " 7 ", ratio: "", mode: "b", echo: "false", inputs: '[{"pattern":"06"}]' },
    grades: [
      ["0", "2"],
      ["", ""],
    ] as const,
    keys: [["0C", "recall"]] as const,
  };
  expect(settingsOf(fieldsOf(SCHEMA), draft)).toEqual({
    faults: {},
    settings: {
      ...{ address: 7, mode: "b", echo: false, inputs: [{ pattern: "06" }] },
      grades: { 0: 2 },
      keys: { "0C": "recall" },
    },
  });
});

test("what cannot be is said beside its field", () => {
  const faults = (draft: Record<string, string | readonly (readonly [string, string])[]>) =>
    Object.fromEntries(
      Object.entries(settingsOf(fieldsOf(SCHEMA), { address: "1", mode: "a", ...draft }).faults).map(
        ([name, words]) => [name, words.zh],
      ),
    );
  expect(faults({ address: "300" })).toEqual({ address: "应在 1–255 之间" });
  expect(faults({ address: "1.5", ratio: "x" })).toEqual({ address: "请填整数", ratio: "请填数字" });
  expect(faults({ address: "", mode: "c" })).toEqual({ address: "必填", mode: "请选一项" });
  expect(faults({ inputs: "[" })).toEqual({ inputs: "不是有效的 JSON" });
  expect(faults({ grades: [["0", "9"]] })).toEqual({ grades: "0：应在 1–5 之间" });
  expect(
    faults({
      grades: [
        ["0", "1"],
        ["0", "2"],
      ],
    }),
  ).toEqual({ grades: "键重复" });
});

test("a link is one of the file's, or a new one when its form is complete", () => {
  const { links } = config();
  expect(chosenLink({ mode: "existing", id: "bus-1" }, links)).toMatchObject({ isNew: false, link: { port: 4001 } });
  const form = formOf({ type: "serial", path: "usb:1a86:7523@1-1.2" }, "line-2");
  expect(chosenLink(form, links)).toEqual({
    isNew: true,
    faults: {},
    link: { id: "line-2", type: "serial", path: "usb:1a86:7523@1-1.2" },
  });
  const open = chosenLink(formOf({ type: "tcp" }, "net-1"), links);
  expect([open.link, Object.keys(open.faults)]).toEqual([null, ["host", "port"]]);
  expect(links.map(linkTitle)).toEqual(["bus-1 · 网络 TCP · 10.0.0.9:4001", "line-1 · 串口 · /dev/ttyUSB0 · 9600"]);
  expect(linkTitle({ id: "h", type: "hid", vendorId: 0x1a86, productId: 0xe010 })).toBe("h · USB HID · 1a86:e010");
});

test("a new device with its new line is two edits, the line first", () => {
  const draft = {
    ...withModel(emptyDraft("strip-9"), model(), config().links),
    link: formOf({ type: "serial", path: "/dev/ttyS0" }, "line-2"),
    settings: { address: "9" },
    place: { window: "2" },
    extra: '{"odd":1}',
  };
  expect(drafted(draft, model(), config()).edits).toEqual([
    { op: "set-link", link: { id: "line-2", type: "serial", path: "/dev/ttyS0" } },
    {
      op: "set-device",
      device: {
        ...{ id: "strip-9", model: "led/onbon-bx5k", link: "line-2", window: "2" },
        settings: { odd: 1, address: 9 },
      },
    },
  ]);
});

test("a device that is replaced keeps its id, its settings and what the form does not show", () => {
  const old = { ...config().devices[0], kiosk: "k1", expectEverySeconds: 30 };
  const draft = draftOfDevice(old, model());
  const other = model({ id: "led/other", settings: { properties: { address: { type: "integer" } } } });
  const next = withModel(draft, other, config().links);
  const { edits } = drafted(next, other, config({ devices: [old] }));
  expect(edits).toEqual([
    {
      op: "set-device",
      device: {
        ...{ id: "strip-1", model: "led/other", link: "bus-1", window: "1", kiosk: "k1", expectEverySeconds: 30 },
        settings: { address: 1 },
      },
    },
  ]);
});

test("what is missing or wrong keeps a device from being sent", () => {
  const whole = draftOfDevice(config().devices[0] ?? {}, model());
  const faulty = (over: object) => drafted({ ...whole, ...over }, model(), config());
  expect(faulty({}).edits).not.toBeNull();
  expect(faulty({ link: null }).edits).toBeNull();
  expect(faulty({ replaces: null }).faults.id?.zh).toBe("这个名字已被使用");
  expect(faulty({ replaces: null, id: "-x" }).edits).toBeNull();
  expect(faulty({ extra: "[1]" }).faults.extra?.zh).toBe("应为 JSON 对象");
  expect(faulty({ settings: { address: "" } }).faults.settings.address?.zh).toBe("必填");
});

test("a model that cannot use the line asks for another one", () => {
  const whole = draftOfDevice(config().devices[2] ?? {}, model());
  expect(withModel(whole, model({ links: ["serial"] }), config().links).link).not.toBeNull();
  expect(withModel(whole, model({ links: ["websocket"] }), config().links).link).toBeNull();
});

test("a line goes with its last device only", () => {
  const { devices } = config();
  expect(removalOf("strip-1", devices, true)).toEqual([{ op: "remove-device", id: "strip-1" }]);
  expect(removalOf("keypad-1", devices, true)).toEqual([
    { op: "remove-device", id: "keypad-1" },
    { op: "remove-link", id: "line-1" },
  ]);
  expect(removalOf("keypad-1", devices, false)).toHaveLength(1);
});
