// The screen above one window: its name, who works there, the number, large.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./screen.css";
import { computed, type ReadonlySignal } from "@preact/signals";
import { type JSX, render } from "preact";
import { ageWords } from "../hall/view.ts";
import { allowSound } from "../shared/chime.ts";
import { followView, freshness, type Live } from "../shared/live.ts";
import { ringing } from "../shared/ringing.ts";
import { browserTimers } from "../shared/timers.ts";
import { pageParameter, Say, startPresses, ticking } from "../shared/ui/parts.tsx";
import { screenShown } from "./view.ts";

interface ScreenProps {
  readonly live: Live<"hall">;
  readonly windowId: string;
  readonly nowMs: ReadonlySignal<number>;
  readonly ringing: ReadonlySignal<ReadonlySet<string>>;
}

function Screen(props: ScreenProps): JSX.Element {
  const view = props.live.view.value;
  const heardMs = props.live.heardMs.value;
  const ageMs = heardMs === null ? null : Math.max(0, props.nowMs.value - heardMs);
  const fresh = freshness(ageMs);
  const shown = view === null ? null : screenShown(view, props.windowId, props.ringing.value);
  if (shown === null) {
    return (
      <main class="screen-empty">
        <Say
          of={{ zh: `${props.windowId} 号窗口屏 · 正在连接`, en: `Screen of window ${props.windowId}: connecting` }}
        />
      </main>
    );
  }
  return (
    <div class={`screen tone-${shown.tone}`}>
      <header>
        <Say class="screen-window" of={shown.window} />
        <Say class="screen-business" of={shown.business} />
        {shown.staffName !== null && <span class="screen-staff">{shown.staffName}</span>}
      </header>
      <main class={shown.ringing ? "ringing" : ""} aria-live="polite">
        {shown.number !== null && <p class="screen-number">{shown.number}</p>}
        <p class="screen-line">
          <Say of={shown.line} />
        </p>
      </main>
      <footer>{fresh !== "fresh" && <Say class="inline" of={ageWords(ageMs, fresh)} />}</footer>
    </div>
  );
}

const windowId = pageParameter("window", pageParameter("id", "1"));
const live = followView("hall", null);
// Only this window's calls ring here.
const calls = computed(() => live.view.value?.calls.filter((call) => call.windowId === windowId) ?? null);

startPresses(document, null);
document.addEventListener("pointerdown", () => void allowSound(), { once: true });
void allowSound();
const page = document.getElementById("page");
const rings = ringing(calls, browserTimers);
if (page !== null) render(<Screen live={live} windowId={windowId} nowMs={ticking(500)} ringing={rings} />, page);
