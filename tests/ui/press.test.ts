// @vitest-environment happy-dom
// Fingers: a press is down and up in one place with one finger; everything else is not.
import { beforeEach, describe, expect, test } from "vitest";
import { listenForPresses, PressTracker } from "../../kiosk-ui/shared/press.ts";

const SLOP_PX = 40;

describe("the tracker", () => {
  test("counts a finger that comes up where it went down, however long it stayed", () => {
    const tracker = new PressTracker(SLOP_PX);
    tracker.down(1, true, "A", 100, 100);
    tracker.move(1, 120, 110);
    expect(tracker.up(1, 125, 110)).toBe("A");
  });

  test("does not count a slip, not even when the finger comes back", () => {
    const tracker = new PressTracker(SLOP_PX);
    tracker.down(1, true, "A", 100, 100);
    tracker.move(1, 100 + SLOP_PX + 8, 100);
    tracker.move(1, 100, 100);
    expect(tracker.up(1, 100, 100)).toBeNull();
  });

  test("counts neither of two fingers", () => {
    const tracker = new PressTracker(SLOP_PX);
    tracker.down(1, true, "A", 100, 100);
    tracker.down(2, false, "B", 300, 100);
    expect(tracker.up(2, 300, 100)).toBeNull();
    expect(tracker.up(1, 100, 100)).toBeNull();
    tracker.down(3, true, "A", 100, 100);
    expect(tracker.up(3, 100, 100)).toBe("A");
  });

  test("does not count a touch that the system took away", () => {
    const tracker = new PressTracker(SLOP_PX);
    tracker.down(1, true, "A", 100, 100);
    tracker.cancel(1);
    expect(tracker.up(1, 100, 100)).toBeNull();
  });

  test("forgets a finger whose end was never reported when the next one comes alone", () => {
    const tracker = new PressTracker(SLOP_PX);
    tracker.down(1, true, "gone", 100, 100);
    tracker.down(2, true, "B", 300, 100);
    expect(tracker.up(2, 300, 100)).toBe("B");
  });
});

describe("on a page", () => {
  let now = 0;
  let pressed: string[] = [];
  let root: Document;

  const button = (id: string): HTMLElement => {
    const element = root.getElementById(id);
    if (element === null) throw new Error(`no ${id}`);
    return element;
  };
  const point = (name: string, target: Element, x: number, y: number, pointerId = 1): void => {
    const event = new Event(name, { bubbles: true });
    Object.assign(event, { pointerId, isPrimary: pointerId === 1, clientX: x, clientY: y });
    target.dispatchEvent(event);
  };
  const tap = (id: string, slipPx = 0): void => {
    const target = button(id);
    point("pointerdown", target, 100, 100);
    if (slipPx > 0) point("pointermove", target, 100 + slipPx, 100);
    point("pointerup", target, 100 + slipPx, 100);
    click(target, 1);
  };
  /** `detail` as browsers say it: how many clicks of a pointer, 0 for a key. */
  const click = (target: Element, detail: number): void => {
    target.dispatchEvent(Object.assign(new Event("click", { bubbles: true }), { detail }));
  };

  beforeEach(() => {
    now = 10_000;
    pressed = [];
    root = document.implementation.createHTMLDocument("page");
    root.body.innerHTML = `<button id="a" data-press><b id="inner">A</b></button>
      <button id="b" data-press disabled>B</button><p id="p">no button</p>`;
    listenForPresses(root, { slopPx: SLOP_PX, monotonicMs: () => now }, (element) => pressed.push(element.id));
  });

  test("a tap with its echoing click is one press", () => {
    tap("a");
    expect(pressed).toEqual(["a"]);
  });

  test("a touch on what is inside a button presses the button", () => {
    tap("inner");
    expect(pressed).toEqual(["a"]);
  });

  test("a slip of 12 mm presses nothing, although the browser sends a click", () => {
    tap("a", SLOP_PX * 1.2);
    expect(pressed).toEqual([]);
  });

  test("a disabled button and bare paper press nothing", () => {
    tap("b");
    tap("p");
    expect(pressed).toEqual([]);
  });

  test("a keyboard or assistive click without a pointer counts", () => {
    click(button("a"), 0);
    expect(pressed).toEqual(["a"]);
    tap("a");
    now += 2_000;
    click(button("a"), 1);
    expect(pressed).toEqual(["a", "a", "a"]);
  });

  test("a key pressed right after a touch counts, the touch's own click does not", () => {
    tap("a");
    now += 100;
    click(button("a"), 1);
    expect(pressed).toEqual(["a"]);
    click(button("a"), 0);
    expect(pressed).toEqual(["a", "a"]);
  });

  test("shows which button is under the finger, and only while it is", () => {
    const target = button("a");
    point("pointerdown", target, 100, 100);
    expect(target.classList.contains("is-pressed")).toBe(true);
    point("pointermove", target, 200, 100);
    expect(target.classList.contains("is-pressed")).toBe(false);
  });

  test("a button that left the page while it was pressed does nothing", () => {
    const target = button("a");
    point("pointerdown", target, 100, 100);
    target.remove();
    point("pointerup", root.body, 100, 100);
    expect(pressed).toEqual([]);
  });
});
