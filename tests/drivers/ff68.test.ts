// FF 68 keypads and pads: what a press means in either hall, what is shown, and who is meant on a shared bus.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { KeypadAction } from "../../drivers/kernel/model.ts";
import { type Ff68KeypadSettings, keyMaps, keypadFf68 } from "../../drivers/keypads/ff68.ts";
import { type Ff68Frame, type Ff68Variant, ff68Codec } from "../../drivers/keypads/lang-ff68.ts";
import { type Ff68PadSettings, padFf68 } from "../../drivers/pads/ff68.ts";
import { fieldsOf, fromHex, toHex, type Vector } from "./adapters/adapter.ts";
import { frameOf } from "./adapters/ff68.ts";
import { readAll } from "./adapters/read-all.ts";

const keypad = (variant: Ff68Variant, own: Partial<Ff68KeypadSettings> = {}): Ff68KeypadSettings => ({
  address: 1,
  variant,
  ...own,
});
const pad = (variant: Ff68Variant, own: Partial<Ff68PadSettings> = {}): Ff68PadSettings => ({
  address: 1,
  variant,
  grades: { 0: 1, 1: 2, 2: 3, 3: 4, 4: 5 },
  ...own,
});
const keys = (...data: number[]): Ff68Frame => ({ addr: 1, cmd: 1, data });
const wire = (frame: Ff68Frame | null | undefined) => (frame ? toHex(ff68Codec.encode(frame)) : null);
const decoded = (...hex: string[]) => readAll(ff68Codec, hex.map(fromHex)).messages;

describe.each<[Ff68Variant, [number[], KeypadAction][]]>([
  [
    "jackqchen",
    [
      [[0x0c], { action: "call-next" }],
      [[1, 2, 0x0c], { action: "call-number", digits: "12" }],
      [[0x0b], { action: "evaluate" }],
      [[0x0d], { action: "recall" }],
      [[0x0e], { action: "none", code: "0E" }],
      [[6, 0x0f], { action: "missed" }],
      [[0, 0x0f], { action: "hold" }],
      [[3, 0x0f], { action: "resume-ticket" }],
      [[5, 0x0f], { action: "none", code: "5+0F" }],
      [[1, 3, 0x13], { action: "transfer", digits: "13" }],
      [[0x13], { action: "none", code: "13" }],
      [[7], { action: "none", code: "07" }],
      [[0x0b, 0x0c], { action: "none", code: "B+0C" }],
    ],
  ],
  [
    "hallqueue",
    [
      [[0x0c], { action: "call-next" }],
      [[0, 0, 7, 0x0c], { action: "call-number", digits: "007" }],
      [[0x0b], { action: "evaluate" }],
      [[0, 0x0b], { action: "pause" }],
      [[0x0d], { action: "recall" }],
      [[0x0e], { action: "none", code: "0E" }],
      [[3, 0x0a], { action: "transfer", digits: "3" }],
      [[1, 0, 4, 0x0f], { action: "sign-in", digits: "104" }],
      [[1, 0x0f], { action: "sign-in", digits: "1" }],
      [[4, 0x0f], { action: "sign-out" }],
      [[0, 0x0f], { action: "pause" }],
      [[2, 0x0f], { action: "resume" }],
      [[5, 0x0f], { action: "missed" }],
      [[8, 0x0f], { action: "none", code: "8+0F" }],
      [[0x0f], { action: "none", code: "0F" }],
    ],
  ],
])("keys of the hall %s", (variant, presses) => {
  test.each(presses)("%j", (data, action) => {
    expect(keypadFf68.press(keys(...data), keypad(variant))).toEqual(action);
  });
});

describe("key maps", () => {
  test("are data that a hall may lay its own over", () => {
    const own = keypad("jackqchen", { keys: { "0E": "undo", "6+0F": "leave", "*+11": "transfer" } });
    expect(keypadFf68.press(keys(0x0e), own)).toEqual({ action: "undo" });
    expect(keypadFf68.press(keys(6, 0x0f), own)).toEqual({ action: "leave" });
    expect(keypadFf68.press(keys(4, 0x11), own)).toEqual({ action: "transfer", digits: "4" });
    expect(keypadFf68.press(keys(0x0c), own)).toEqual({ action: "call-next" });
  });

  test("name only sequences and actions that exist", () => {
    const faults = (value: unknown) => Errors(keypadFf68.settings, { address: 1, variant: "jackqchen", keys: value });
    expect(faults({ "0E": "undo", "*+0C": "call-number", "12+0F": "sign-out" })).toEqual([]);
    expect(faults({ "0E": "explode" })).not.toEqual([]);
    expect(faults({ "+0E": "undo" })).not.toEqual([]);
    expect(faults({ "0e": "undo" })).not.toEqual([]);
  });

  test("the shipped ones pass the check a hall's own must pass", () => {
    for (const variant of ["jackqchen", "hallqueue"] as const) {
      const settings = keypad(variant, { keys: keyMaps[variant] });
      expect(Errors(keypadFf68.settings, settings)).toEqual([]);
      expect(keypadFf68.check?.(settings)).toEqual([]);
    }
    expect(keypadFf68.check?.(keypad("jackqchen", { keys: { "0C": "call-number" } }))).toHaveLength(1);
  });
});

describe("who is meant", () => {
  const result: Ff68Frame = { addr: 1, cmd: 0x11, data: [3] };

  test("keypad and pad share an address in the government hall; the kind of frame decides", () => {
    expect(keypadFf68.owns(result, keypad("jackqchen"))).toBe(false);
    expect(keypadFf68.press(result, keypad("jackqchen"))).toBeNull();
    expect(keypadFf68.ack(result, keypad("jackqchen"))).toBeNull();
    expect(padFf68.owns(result, pad("jackqchen"))).toBe(true);
    expect(padFf68.owns(keys(0x0b), pad("jackqchen"))).toBe(false);
    expect(padFf68.result(keys(0x0b), pad("jackqchen"))).toBeNull();
  });

  test("the pad is 80h higher in the bank hall", () => {
    const bank: Ff68Frame = { addr: 0x81, cmd: 0x11, data: [3] };
    expect(padFf68.owns(bank, pad("hallqueue"))).toBe(true);
    expect(padFf68.owns(result, pad("hallqueue"))).toBe(false);
    expect(padFf68.owns(bank, pad("jackqchen"))).toBe(false);
    expect(keypadFf68.owns(bank, keypad("hallqueue"))).toBe(false);
    expect(padFf68.check?.(pad("hallqueue", { address: 128 }))).toHaveLength(1);
    expect(keypadFf68.check?.(keypad("hallqueue", { address: 128 }))).toHaveLength(1);
  });

  test("another keypad's press is not ours", () => {
    expect(keypadFf68.press({ addr: 2, cmd: 1, data: [0x0c] }, keypad("jackqchen"))).toBeNull();
  });

  test("the CMD byte of a key frame does not matter", () => {
    for (const cmd of [0, 1, 2, 3, 0x10, 0x12, 0xff]) {
      expect(keypadFf68.press({ addr: 1, cmd, data: [0x0c] }, keypad("jackqchen"))).toEqual({ action: "call-next" });
    }
  });

  test("a frame without data is no press", () => {
    expect(keypadFf68.press(keys(), keypad("jackqchen"))).toBeNull();
    expect(keypadFf68.ack(keys(), keypad("jackqchen"))).toBeNull();
  });
});

describe("acknowledgements", () => {
  test("of a key are the identical frame, known key or not", () => {
    for (const data of [[0x0c], [6, 0x0f], [9]]) {
      const [frame] = readAll(ff68Codec, [ff68Codec.encode(keys(...data))]).messages;
      expect(wire(keypadFf68.ack(frame as Ff68Frame, keypad("hallqueue")))).toBe(wire(keys(...data)));
    }
  });

  test("of a result follow the hall", () => {
    const [government] = decoded("ff680303680111031516");
    expect(wire(padFf68.ack(government as Ff68Frame, pad("jackqchen")))).toBe("ff680303680101030516");
    const [bank] = decoded("ff680303688111039516");
    expect(wire(padFf68.ack(bank as Ff68Frame, pad("hallqueue")))).toBe("6802026881018216");
  });

  test("of what is no result do not exist", () => {
    expect(padFf68.ack({ addr: 1, cmd: 0x11, data: [] }, pad("jackqchen"))).toBeNull();
    expect(padFf68.ack({ addr: 1, cmd: 0x11, data: [3, 3] }, pad("jackqchen"))).toBeNull();
  });
});

describe("the display", () => {
  const show = (variant: Ff68Variant, ticket: string | null, waiting: number | null) =>
    keypadFf68.plan({ ticket, waiting }, keypad(variant))[0]?.message.data;

  test.each<[string | null, number | null, number[]]>([
    ["A001", null, [10, 10, 10, 0, 0, 1]],
    ["A001", 7, [10, 10, 7, 0, 0, 1]],
    ["B1234", 56, [10, 5, 6, 2, 3, 4]],
    ["7", 1500, [9, 9, 9, 10, 10, 7]],
    [null, 0, [10, 10, 0, 10, 10, 10]],
    [null, null, [10, 10, 10, 10, 10, 10]],
  ])("government: %s with %s waiting", (ticket, waiting, data) => {
    expect(show("jackqchen", ticket, waiting)).toEqual(data);
  });

  test.each<[string | null, number | null, number[]]>([
    ["A001", 7, [0, 0, 1, 10, 7]],
    ["B1234", 56, [1, 2, 3, 4, 10, 5, 6]],
    [null, 12, [10, 1, 2]],
    ["A001", null, [0, 0, 1, 10]],
    ["A12345678", 9999, [3, 4, 5, 6, 7, 8, 10, 9, 9, 9]],
  ])("bank: %s with %s waiting", (ticket, waiting, data) => {
    expect(show("hallqueue", ticket, waiting)).toEqual(data);
  });

  test("ok, refused and beep are the published frames", () => {
    const frames = (["ok", "refused", "beep"] as const).map((kind) =>
      wire(keypadFf68.feedback(kind, keypad("jackqchen"))[0]?.message),
    );
    expect(frames).toEqual(["ff680303680102010416", "ff680303680102000316", "ff6802026801030416"]);
  });
});

describe("pads", () => {
  test("are invited under their address on the wire", () => {
    expect(wire(padFf68.invite(pad("jackqchen"), "case-1")[0]?.message)).toBe("ff6803036801010b0d16");
    expect(padFf68.invite(pad("hallqueue"), "case-1")[0]?.message).toMatchObject({ addr: 0x81, cmd: 1, data: [0x0b] });
  });

  test("give the level their grade map says, and none for a grade it lacks", () => {
    const grades = { 0: 2, 1: 3, 2: 4, 3: 5 };
    const level = (grade: number) =>
      padFf68.result({ addr: 1, cmd: 0x11, data: [grade] }, pad("jackqchen", { grades }));
    expect([0, 1, 2, 3].map((grade) => level(grade)?.level)).toEqual([2, 3, 4, 5]);
    expect(level(4)).toEqual({ grade: 4, level: null });
  });

  test("need a grade map with levels from 1 to 5", () => {
    const faults = (grades: unknown) => Errors(padFf68.settings, { address: 1, variant: "jackqchen", grades });
    expect(faults({ 0: 1, 4: 5 })).toEqual([]);
    for (const wrong of [undefined, {}, { 0: 6 }, { 0: 0 }, { 0: 2.5 }, { x: 1 }])
      expect(faults(wrong)).not.toEqual([]);
    expect(padFf68.check?.(pad("jackqchen"))).toEqual([]);
    expect(padFf68.check?.(pad("jackqchen", { grades: {} }))).toHaveLength(1);
    expect(padFf68.check?.(pad("jackqchen", { grades: { 0: 6, 300: 1 } }))).toHaveLength(2);
  });
});

describe("reading the wire", () => {
  const CALL = "ff6803036801010c0e16";

  test("a frame is known by FF 68, two equal lengths, 68, the sum and 16", () => {
    expect(decoded(CALL)).toEqual([keys(0x0c)]);
    const broken = ["6803036801010c0e16", "ff6903036801010c0e16", "ff6803046801010c0e16", "ff6803036901010c0e16"];
    for (const hex of [...broken, "ff6803036801010c0f16", "ff6803036801010c0e17"]) {
      expect(decoded(hex), hex).toEqual([]);
      expect(decoded(hex + CALL), hex).toEqual([keys(0x0c)]);
    }
  });

  test("a length beyond any frame is not waited for", () => {
    expect(decoded(`ff68404068${CALL}`)).toEqual([keys(0x0c)]);
    expect(decoded(`ff68010168${CALL}`)).toEqual([keys(0x0c)]);
  });

  test("a press cut off by another keypad's press does not hold that one back", () => {
    const long = toHex(ff68Codec.encode({ addr: 2, cmd: 1, data: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] }));
    for (let cut = 0; cut < long.length; cut += 2) {
      expect(decoded(long.slice(0, cut), CALL), `cut at ${cut / 2}`).toEqual([keys(0x0c)]);
    }
  });

  test("what is no byte or too long is a mistake of the caller", () => {
    expect(() => ff68Codec.encode({ addr: 300, cmd: 1, data: [] })).toThrow();
    expect(() => ff68Codec.encode({ addr: 1, cmd: 1, data: new Array(11).fill(0) })).toThrow();
  });
});

/** The vectors' words for key presses, as far as they are known. */
const EVENTS: Readonly<Record<string, KeypadAction["action"]>> = {
  callNext: "call-next",
  evaluate: "evaluate",
  recall: "recall",
  abandon: "missed",
};

describe("vectors", () => {
  const folder = resolve(process.env.VECTORS_DIR ?? join(import.meta.dirname, "..", "vectors"));
  const vectors = ["caller-ff68", "evaluator-ff68"].flatMap(
    (family) => JSON.parse(readFileSync(join(folder, `${family}.json`), "utf8")) as Vector[],
  );
  const received = vectors.filter(
    ({ direction, expect: wanted }) => direction === "device->host" && wanted === "accept",
  );

  test.each(received)("$name means what its input says", ({ input }) => {
    const fields = fieldsOf(input);
    const frame = frameOf(input);
    const variant: Ff68Variant = fields.hall === "jackqchen" ? "jackqchen" : "hallqueue";
    if (fields.event === "result") {
      const address = variant === "hallqueue" ? frame.addr - 0x80 : frame.addr;
      expect(padFf68.result(frame, pad(variant, { address }))?.grade).toBe(fields.result);
      return;
    }
    const action = keypadFf68.press(frame, keypad(variant, { address: frame.addr }));
    const wanted = EVENTS[String(fields.event)];
    expect(action).not.toBeNull();
    if (wanted !== undefined) expect(action?.action).toBe(wanted);
  });
});
