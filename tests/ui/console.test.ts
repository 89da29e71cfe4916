// The console's parts: one tab works, the menu keeps its places, the nudge, conflicts in words, a numeric pad's keys.
import { expect, test } from "vitest";
import { isCancel } from "../../kiosk-ui/window/keys.ts";
import { isWaitedFor, menuOf, shouldPing, takenWords } from "../../kiosk-ui/window/menu.ts";
import { pageOf } from "../../kiosk-ui/window/sheet.tsx";
import { type TabChannel, TabLease } from "../../kiosk-ui/window/tab-lease.ts";
import { settled } from "./fake-time.ts";
import { consoleParts, consoleView, windowView } from "./fixtures.ts";

/** Tabs of one browser that hear each other. */
function browser() {
  const channels: TabChannel[] = [];
  const tab = (tabId: string, held: () => boolean | null = () => true) => {
    const changes: boolean[] = [];
    const channel: TabChannel = {
      onmessage: null,
      postMessage: (data) => {
        for (const other of channels) if (other !== channel) other.onmessage?.({ data });
      },
    };
    channels.push(channel);
    const lease = new TabLease({
      ...{ tabId, channel, every: () => undefined },
      claim: () => Promise.resolve(held()),
      onChange: (readOnly) => changes.push(readOnly),
    });
    return { lease, changes };
  };
  return { tab };
}

test("a second tab of the window only looks on, until it takes over or the first is closed", async () => {
  const { tab } = browser();
  const first = tab("one");
  const second = tab("two");
  await settled();
  expect([first.lease.readOnly, second.lease.readOnly]).toEqual([false, true]);
  await second.lease.takeOver();
  expect([first.lease.readOnly, second.lease.readOnly]).toEqual([true, false]);
  second.lease.leave();
  expect(first.lease.readOnly).toBe(false);
});

test("another browser is told by the hall; without an answer nothing changes", async () => {
  const { tab } = browser();
  let held: boolean | null = false;
  const other = tab("three", () => held);
  await settled();
  expect(other.lease.readOnly).toBe(true);
  held = null;
  await other.lease.renew();
  expect(other.lease.readOnly).toBe(true);
  held = true;
  await other.lease.renew();
  expect(other.changes).toEqual([true, false]);
});

test("nine entries, always in the same places; what cannot be done is greyed", () => {
  const idle = consoleView();
  const closed = consoleView({ window: windowView("1", { state: "closed", activity: "closed" }) });
  const places = (view: ReturnType<typeof consoleView>) => menuOf(view).map(({ id }) => id);
  expect(places(idle)).toEqual(places(closed));
  expect(places(idle)).toHaveLength(9);
  expect(menuOf(idle).find(({ id }) => id === "walk-in")?.enabled).toBe(true);
  expect(
    menuOf(closed)
      .filter(({ enabled }) => enabled)
      .map(({ id }) => id),
  ).toEqual(["outcome", "marks", "emergency"]);
});

test("only a free clerk is nudged, after the hall's time, and never where help was asked for", () => {
  const view = consoleView();
  expect(isWaitedFor(view)).toBe(true);
  expect([shouldPing(view, 0, 9_999), shouldPing(view, 0, 10_000), shouldPing(view, null, 10_000)]).toEqual([
    false,
    true,
    false,
  ]);
  const emergency = {
    ...{ id: "e", windowId: "1", windowName: {}, kind: "guard" as const, raisedAt: "", coming: [] },
  };
  expect(shouldPing(consoleView({ ...consoleParts({ emergencies: [emergency] }) }), 0, 60_000)).toBe(false);
});

test("a conflict names the window that was faster and who is next", () => {
  expect(takenWords(consoleView(), "A011", "A013")).toEqual({
    zh: "A011 已被3号窗口叫走；下一个 A013",
    en: "A011 was taken by Window 3; next is A013",
  });
  expect(takenWords(consoleView(), "A999", null)).toBeNull();
});

test("more than nine choices come page by page, every one on a digit", () => {
  const choices = Array.from({ length: 20 }, (_, index) => ({
    words: { zh: `${index}`, en: "" },
    choose: () => undefined,
  }));
  const pages = [0, 1, 2].map((page) => pageOf(choices, page, () => undefined));
  expect(pages.map(({ length }) => length)).toEqual([9, 9, 5]);
  expect(new Set(pages.flatMap((page) => page.slice(0, -1).map(({ words }) => words.zh))).size).toBe(20);
  expect(pageOf(choices.slice(0, 9), 0, () => undefined)).toHaveLength(9);
});

test("a numeric pad has its own way back", () => {
  expect(["Escape", "-", ".", "5"].map(isCancel)).toEqual([true, true, true, false]);
});
