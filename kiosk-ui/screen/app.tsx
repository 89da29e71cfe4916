// The screen of one window: its name, who works there, the number, large. Above the window or as its second screen.
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { pixelShift } from "../hall/plan.ts";
import { ageWords } from "../hall/view.ts";
import type { PixelSize } from "../shared/legibility.ts";
import { freshness, type Live } from "../shared/live.ts";
import { Say } from "../shared/ui/parts.tsx";
import { numberUnits, type ScreenShown, screenShown } from "./view.ts";

/** How often the page looks at the clock. */
export const TICK_MS = 500;
/** The picture the sizes are made for, and the largest number in it, in units. */
const FRAME = {
  wide: { width: 1920, height: 1080, numberMax: 520 },
  high: { width: 1080, height: 1500, numberMax: 400 },
} as const;

export interface ScreenProps {
  readonly live: Live<"hall">;
  readonly windowId: string;
  readonly nowMs: ReadonlySignal<number>;
  readonly ringing: ReadonlySignal<ReadonlySet<string>>;
  readonly size: ReadonlySignal<PixelSize>;
}

function StaffCard(props: { shown: ScreenShown }): JSX.Element | null {
  const { staffName, staffNumber } = props.shown;
  if (staffName === null && staffNumber === null) return null;
  return (
    <p class="screen-staff">
      {staffName !== null && <span class="staff-name">{staffName}</span>}
      {staffNumber !== null && (
        <span class="staff-number">
          <Say class="inline" of={{ zh: "工号", en: "No." }} /> {staffNumber}
        </span>
      )}
    </p>
  );
}

/** Before anything is known, or when the hall has no such window. */
function Empty(props: { windowId: string; known: boolean }): JSX.Element {
  const { windowId, known } = props;
  return (
    <main class="board-empty">
      <Say
        of={
          known
            ? { zh: `没有 ${windowId} 号窗口，请检查网址`, en: `There is no window ${windowId}: check the address` }
            : { zh: "欢迎光临，请留意叫号", en: "Welcome. Please watch for your number" }
        }
      />
    </main>
  );
}

export function ScreenApp(props: ScreenProps): JSX.Element {
  const view = props.live.view.value;
  const heardMs = props.live.heardMs.value;
  const now = props.nowMs.value;
  const size = props.size.value;
  const ageMs = heardMs === null ? null : Math.max(0, now - heardMs);
  const fresh = freshness(ageMs === null ? null : ageMs + TICK_MS);
  const shown = view === null ? null : screenShown(view, props.windowId, props.ringing.value);
  if (shown === null) return <Empty windowId={props.windowId} known={view !== null} />;
  const isHigh = size.height > size.width;
  const frame = isHigh ? FRAME.high : FRAME.wide;
  const unit = Math.min(size.width / frame.width, size.height / frame.height);
  const number = shown.number ?? "";
  const units = numberUnits(number, size.width / unit - 60, frame.numberMax);
  const shift = pixelShift(now);
  const place = { "--u": `${unit}px`, "--sx": shift.x, "--sy": shift.y };
  return (
    <div class={`screen tone-${shown.tone} ${isHigh ? "high" : ""}`} style={place}>
      <header>
        <Say class="screen-window" of={shown.window} />
        <Say class="screen-business" of={shown.business} />
        <StaffCard shown={shown} />
      </header>
      <main class={shown.ringing ? "ringing" : ""} aria-live="polite">
        {number !== "" && (
          <p class="screen-number" style={{ fontSize: `${units * unit}px` }}>
            {number}
          </p>
        )}
        <p class="screen-line">
          <Say of={shown.line} />
        </p>
        {shown.note !== null && (
          <p class="screen-note">
            <Say of={shown.note} />
          </p>
        )}
      </main>
      <footer class={`age-${fresh}`}>{fresh !== "fresh" && <Say class="inline" of={ageWords(ageMs, fresh)} />}</footer>
    </div>
  );
}
