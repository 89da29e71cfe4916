// What the technician's page makes of bytes: the log of a device, and the presses of a lesson.
import { expect, test } from "vitest";
import * as learn from "../../kiosk-ui/technician/learn-view.ts";
import * as log from "../../kiosk-ui/technician/log-view.ts";
import { at } from "./fixtures.ts";

const frame = (n: number, over: Partial<log.Frame> = {}): log.Frame => ({
  ...{ n, atUs: 1_772_416_800_000_045 + n, direction: "tx", hex: "ff6801a1f041", meaning: '{"cmd":"ping"}' },
  ...over,
});

test("the byte log keeps its newest rows and says what is missing", () => {
  const history = log.taken(log.EMPTY_LOG, { frames: [frame(7)], next: 7, lost: 6 });
  expect(log.gapWords(history)).toBeNull();
  const gap = log.taken(history, { frames: [frame(12)], next: 12, lost: 4 });
  expect(log.gapWords(gap)?.zh).toBe("有 4 帧来不及读取，已丢失");
  const many = Array.from({ length: log.ROWS_MAX }, (_, at) => frame(13 + at));
  const full = log.taken(gap, { frames: many, next: 12 + log.ROWS_MAX, lost: 0 });
  expect(full.frames).toHaveLength(log.ROWS_MAX);
  expect(full.frames[0]?.n).toBe(13);
  expect(log.gapWords(full)?.en).toContain("2 older frames");
});

test("the byte log is filtered by direction, meaning, text and whole bytes", () => {
  const frames = [frame(1), frame(2, { direction: "rx", hex: "414243", meaning: "garbage" })];
  const found = (filter: Partial<log.LogFilter>) =>
    log.filtered(frames, { direction: "both", text: "", ...filter }).map(({ n }) => n);
  expect(found({ direction: "rx" })).toEqual([2]);
  expect(found({ text: "PING" })).toEqual([1]);
  expect(found({ text: "abc" })).toEqual([2]);
  expect(found({ text: "a1 F0" })).toEqual([1]);
  expect(found({ text: "1f04" })).toEqual([]);
});

test("bytes are read in groups, as text, and by the hall's clock to the microsecond", () => {
  expect(log.grouped("000102030405060708")).toBe("00 01 02 03 04 05 06 07  08");
  expect(log.asText("41207e7f0a")).toBe("A ~··");
  expect(log.timeOfUs(1_772_416_800_000_045, 480)).toBe("10:00:00.000045");
  expect([at(0), "2026-03-02T10:00:00Z", "2026-03-02T10:00:00-03:30", null].map(log.offsetMinutesOf)).toEqual([
    480,
    0,
    -210,
    null,
  ]);
});

test("the log is saved as other tools read it", () => {
  const frames = [frame(1), frame(2, { direction: "rx", hex: "06" })];
  expect(log.wirelogText(frames)).toBe("1772416800000046 tx ff6801a1f041\n1772416800000047 rx 06\n");
  expect(log.fixtures(frames, "strip-1", "2026-03-02")[1]).toEqual({
    name: "strip-1 rx 2",
    hex: "06",
    meaning: '{"cmd":"ping"}',
    source: "capture strip-1 2026-03-02",
    direction: "rx",
  });
  expect(log.copyText(frames.slice(1), 480)).toBe('10:00:00.000047 rx 06 | · | {"cmd":"ping"}\n');
});

const presses = (lesson: learn.Lesson, ...hex: string[]) => hex.reduce(learn.heard, lesson);

test("a lesson asks for each key three times and moves on by itself", () => {
  const lesson = presses(learn.newLesson("pad"), "01", "01");
  expect(learn.askWords(lesson).zh).toBe("请按「非常满意」，第 3/3 次");
  const next = presses(lesson, "01", "");
  expect(learn.askWords(next).zh).toBe("请按「满意」，第 1/3 次");
  expect(learn.enough(next)).toBe(false);
  const two = presses(next, "02", "02", "02");
  expect(learn.enough(two)).toBe(true);
  const end = [1, 2, 3].reduce((each) => learn.skipped(each), two);
  expect([learn.finished(end), learn.learnt(end).length]).toEqual([true, 2]);
  expect(learn.proposeBody({ ...end, quiet: ["aa"] })).toEqual({
    kind: "pad",
    keys: [
      { means: "5", samples: ["01", "01", "01"] },
      { means: "4", samples: ["02", "02", "02"] },
    ],
    quiet: ["aa"],
  });
});

test("a wrong press is taken back, a key is done again, and the lesson returns to where it was", () => {
  const lesson = presses(learn.newLesson("pad"), "01", "01", "01", "02");
  expect(learn.undone(lesson)).toMatchObject({ at: 1 });
  const back = learn.undone(learn.undone(lesson));
  expect([back.at, back.keys[0]?.samples.length]).toEqual([0, 2]);
  const redo = presses(learn.redone(lesson, 0), "03", "03", "03");
  expect([redo.at, redo.keys[0]?.samples[0], redo.keys[1]?.samples.length]).toEqual([1, "03", 1]);
});

test("the same bytes for two keys are doubted, however often the device repeated them", () => {
  const lesson = presses(learn.newLesson("pad"), "0106", "01060106", "0106", "010601060106");
  expect(learn.unitOf("010601060106")).toEqual({ hex: "0106", times: 3 });
  expect(learn.unitOf("010607")).toEqual({ hex: "010607", times: 1 });
  expect(learn.doubt(lesson, 0)?.zh).toContain("与「满意」完全相同");
  expect(learn.doubt(presses(learn.newLesson("pad"), "01", "0102"), 0)?.zh).toContain("长短不一");
  expect(learn.doubt(presses(learn.newLesson("pad"), "01", "0101"), 0)).toBeNull();
});

test("a profile is read in words", () => {
  const lines = learn.profileLines("pad", {
    receive: "FF {data}",
    grades: { 3: 5 },
    inputs: [{ pattern: "06", level: 1 }],
  });
  expect(lines.map(({ zh }) => zh)).toEqual(["一帧的样式：FF {data}", "码 3 → 非常满意", "收到 06 → 非常不满意"]);
  expect(learn.meaningWords("keypad", "call-next").zh).toBe("叫下一位");
  expect(learn.marked("ff0207", "ff0107").map(({ differs }) => differs)).toEqual([false, true, false]);
});
