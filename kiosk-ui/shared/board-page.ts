// What every board does around its picture: size, theme, sound, planned reload, one more try after a fault.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { HallView } from "../../controller/contract/views.ts";
import { BoardLife, minuteOf, pageAnswers } from "./board-life.ts";
import { allowSound, chime } from "./chime.ts";
import type { PixelSize } from "./legibility.ts";
import type { Live } from "./live.ts";
import { browserTimers } from "./timers.ts";

/** The size of the picture, as it changes. */
export function pageSize(): ReadonlySignal<PixelSize> {
  const now = (): PixelSize => ({ width: window.innerWidth, height: window.innerHeight });
  const size = signal(now());
  window.addEventListener("resize", () => {
    size.value = now();
  });
  return size;
}

/** The colours follow the theme; the style sheets know it by this mark. */
export function showTheme(theme: "night" | "day"): void {
  document.documentElement.dataset.theme = theme;
}

/** Rings unless the hall or this board is silent. */
export function ringUnless(isSilent: () => boolean): () => void {
  return () => {
    if (!isSilent()) chime();
  };
}

/** Asks for sound, and again at the first touch. */
export function openSound(): void {
  document.addEventListener("pointerdown", () => void allowSound(), { once: true });
  void allowSound();
}

/** Reloads once a night when the service answers, and after a fault in the page. */
export function keepAlive(live: Live<"hall">, isBusy: () => boolean): void {
  const life = new BoardLife({
    timers: browserTimers,
    answers: pageAnswers,
    reload: () => window.location.reload(),
  });
  window.addEventListener("error", () => life.fault());
  window.addEventListener("unhandledrejection", () => life.fault());
  life.watch(() => {
    const view: HallView | null = live.view.peek();
    if (view === null) return null;
    const minute = minuteOf(live.hallNowMs(), view.hall.timezone);
    return { minute, reloadAt: view.board.reloadAt, busy: isBusy() };
  });
}
