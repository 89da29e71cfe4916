// A press is a finger that went down and came up in the same place, alone. Slips, pinches and palms are not presses.

/** A finger that wanders further than this meant something else. */
export const SLOP_MM = 10;
/** Browsers send a click after the finger is up; for this long it belongs to the touch already judged. */
const CLICK_ECHO_MS = 800;

interface Down {
  readonly pointerId: number;
  readonly target: unknown;
  readonly x: number;
  readonly y: number;
}

/** Judges one page's pointers. Knows nothing of the DOM. */
export class PressTracker {
  readonly #slopPx: number;
  readonly #held = new Set<number>();
  #down: Down | null = null;

  constructor(slopPx: number) {
    this.#slopPx = slopPx;
  }

  /** Target under the finger that may still become a press. */
  get target(): unknown {
    return this.#down?.target ?? null;
  }

  /** `isPrimary`: the browser's word that no other finger of this kind is down. */
  down(pointerId: number, isPrimary: boolean, target: unknown, x: number, y: number): void {
    // A finger whose end was never reported (its element is gone) must not block the page for ever.
    if (isPrimary) this.#held.clear();
    const alone = this.#held.size === 0;
    this.#held.add(pointerId);
    // A second finger spoils the first as well: nobody can say which was meant.
    this.#down = alone ? { pointerId, target, x, y } : null;
  }

  move(pointerId: number, x: number, y: number): void {
    const down = this.#down;
    if (down === null || down.pointerId !== pointerId) return;
    if (Math.hypot(x - down.x, y - down.y) > this.#slopPx) this.#down = null;
  }

  /** The pressed target, or null when this was no press. */
  up(pointerId: number, x: number, y: number): unknown {
    this.move(pointerId, x, y);
    this.#held.delete(pointerId);
    const down = this.#down;
    if (down === null || down.pointerId !== pointerId) return null;
    this.#down = null;
    return down.target;
  }

  cancel(pointerId: number): void {
    this.#held.delete(pointerId);
    if (this.#down?.pointerId === pointerId) this.#down = null;
  }
}

export interface PressDeps {
  readonly slopPx: number;
  monotonicMs(): number;
}

/**
 * Turns pointers anywhere on the page into presses of elements that carry `data-press`; `onPress` gets the element.
 * Keyboards and assistive tools send a click without pointers: that counts as well.
 */
export function listenForPresses(root: Document, deps: PressDeps, onPress: (target: HTMLElement) => void): void {
  const tracker = new PressTracker(deps.slopPx);
  let lastPointerMs = Number.NEGATIVE_INFINITY;
  const pressable = (event: Event): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>("[data-press]") : null;
  const mark = (element: HTMLElement | null): void => {
    for (const old of root.querySelectorAll(".is-pressed")) old.classList.remove("is-pressed");
    element?.classList.add("is-pressed");
  };
  const fire = (element: HTMLElement): void => {
    if (element.isConnected && !element.matches("[disabled], [aria-disabled='true']")) onPress(element);
  };
  root.addEventListener("pointerdown", (event) => {
    lastPointerMs = deps.monotonicMs();
    tracker.down(event.pointerId, event.isPrimary, pressable(event), event.clientX, event.clientY);
    mark(tracker.target as HTMLElement | null);
  });
  root.addEventListener("pointermove", (event) => {
    const before = tracker.target;
    tracker.move(event.pointerId, event.clientX, event.clientY);
    if (before !== tracker.target) mark(tracker.target as HTMLElement | null);
  });
  root.addEventListener("pointerup", (event) => {
    lastPointerMs = deps.monotonicMs();
    const target = tracker.up(event.pointerId, event.clientX, event.clientY) as HTMLElement | null;
    mark(null);
    if (target !== null) fire(target);
  });
  root.addEventListener("pointercancel", (event) => {
    tracker.cancel(event.pointerId);
    mark(null);
  });
  root.addEventListener("click", (event) => {
    // A key's click counts no clicks (`detail` 0), so it is never a pointer's echo, however soon it follows one.
    if (event.detail !== 0 && deps.monotonicMs() - lastPointerMs < CLICK_ECHO_MS) return;
    const target = pressable(event);
    if (target !== null) fire(target);
  });
}

/** No long-press menu, no pinch, no dragging of pictures: a kiosk is not a browser. */
export function guardTouch(root: Document): void {
  for (const name of ["contextmenu", "dragstart", "selectstart", "gesturestart"]) {
    root.addEventListener(name, (event) => event.preventDefault());
  }
  const stopZoom = (event: WheelEvent): void => {
    if (event.ctrlKey) event.preventDefault();
  };
  root.addEventListener("wheel", stopZoom, { passive: false });
}
