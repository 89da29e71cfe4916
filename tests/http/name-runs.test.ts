// A hall of many windows says where to go in one line.
import { expect, test } from "vitest";
import { nameRuns } from "../../controller/views/name-runs.ts";

test("windows that follow one another become a run, in any language", () => {
  const many = Array.from({ length: 12 }, (_, i) => i + 1);
  expect(nameRuns(many.map((n) => `${n}号窗口`))).toEqual(["1–12号窗口"]);
  expect(nameRuns(many.map((n) => `Window ${n}`))).toEqual(["Window 1–12"]);
});

test("gaps, short runs and other names stay as they are", () => {
  expect(nameRuns(["1号窗口", "2号窗口", "4号窗口"])).toEqual(["1号窗口", "2号窗口", "4号窗口"]);
  expect(nameRuns(["1号窗口", "2号窗口", "3号窗口", "7号窗口", "咨询台"])).toEqual(["1–3号窗口", "7号窗口", "咨询台"]);
  expect(nameRuns(["A1窗", "B2窗", "C3窗"])).toEqual(["A1窗", "B2窗", "C3窗"]);
  expect(nameRuns([])).toEqual([]);
});
