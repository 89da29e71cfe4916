// Tests a technician starts by hand, beyond the one that every device has of its own.
import type { Outcome } from "../../drivers/kernel/device.ts";
import type { Model } from "../../drivers/kernel/model.ts";
import { cellsOf } from "../../drivers/led/text-fit.ts";
import type { TEST_NAMES } from "../contract/technician.ts";
import type { Member } from "../lines.ts";

export type TestName = (typeof TEST_NAMES)[number];

/** Every dot of a cell is lit. */
const FULL_CELL = "■";
const CELL_DIGITS = "一二三四五六七八九十";
const GBK_SAMPLE = "中文测试永国龘Aa09";
const SCROLL_SAMPLE = "滚动测试：从右向左平稳移动，不闪烁，不缺字。Scrolling: even, no flicker, no missing characters.";
const BY_KIND: Readonly<Record<Model["kind"], readonly TestName[]>> = {
  led: ["plain", "all-dots", "address", "brightness", "scroll", "gbk", "cells"],
  keypad: ["plain", "beep"],
  voice: ["plain", "speak"],
  ...{ printer: ["plain"], pad: ["plain"], reader: ["plain"], scanner: ["plain"], modem: ["plain"] },
};

/** What can be tested on a device of this kind. */
export function testsOf(kind: Model["kind"]): readonly TestName[] {
  return BY_KIND[kind];
}

/** Runs one test; null: this kind of device has no such test. */
export function runTest(member: Member, test: TestName, level: number): Promise<Outcome> | null {
  const { model, device } = member;
  if (!testsOf(model.kind).includes(test)) return null;
  if (device === undefined || model.kind !== "led" || test === "plain") return member.test();
  if (test === "brightness") return device.setBrightness(level);
  return device.test({ state: "idle", texts: [stripText(test, model, member.config.settings)] });
}

function stripText(
  test: TestName,
  model: Extract<Model, { kind: "led" }>,
  settings: Readonly<Record<string, unknown>>,
): string {
  const cells = model.cells(settings);
  if (test === "all-dots") return FULL_CELL.repeat(Math.max(1, Math.floor(cells)));
  if (test === "address") return `地址${String(settings.address ?? "")}`;
  if (test === "scroll") return SCROLL_SAMPLE;
  if (test === "gbk") return fitting(GBK_SAMPLE, cells);
  // As many numbered characters as the strip is said to hold: the last one must be whole and at the very end.
  return Array.from({ length: Math.max(1, Math.floor(cells)) }, (_, at) => CELL_DIGITS[at % 10]).join("");
}

function fitting(text: string, cells: number): string {
  let kept = "";
  for (const char of text) if (cellsOf(kept + char) <= cells) kept += char;
  return kept;
}
