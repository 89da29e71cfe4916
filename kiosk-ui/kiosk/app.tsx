// The kiosk page: hall and clock above, one question, the row of helps below, a line that says what is kept.
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { say } from "../shared/i18n/kiosk.ts";
import { fromWords, type Text, type Tongue } from "../shared/i18n/text.ts";
import { Bar } from "./bar.tsx";
import { IdleWarning } from "./outcome.tsx";
import { SayText, TongueContext } from "./say-text.tsx";
import { SheetView } from "./sheet.tsx";
import type { KioskStore } from "./store.ts";

/** Below this width the row of helps has its signs above its words. */
const NARROW_MM = 170;

export interface KioskAppProps {
  readonly store: KioskStore;
  readonly time: ReadonlySignal<string>;
  /** What the voice is saying: everything spoken is shown. */
  readonly caption: ReadonlySignal<Text | null>;
}

function Connecting(): JSX.Element {
  return (
    <main class="connecting">
      <h1 class="question">
        <SayText of={say((w) => w.connecting)} />
      </h1>
      <p class="hint">
        <SayText of={say((w) => w.askDesk)} />
      </p>
    </main>
  );
}

/** Each page begins at its top, for eyes, for Tab and for screen readers. */
function useFreshFocus(sheetId: string): void {
  useEffect(() => {
    if (sheetId !== "") document.querySelector<HTMLElement>("main.sheet")?.focus({ preventScroll: true });
  }, [sheetId]);
}

function Foot(props: { store: KioskStore }): JSX.Element {
  const keeps = fromWords(props.store.view.value?.site.keeps ?? {});
  return (
    <footer class="kiosk-foot">
      <SayText of={keeps["zh-CN"] === "" ? say((w) => w.keep) : keeps} />
    </footer>
  );
}

/** A touch beside the buttons ends the page with the number, once its paper is cut. */
function touchedBeside(store: KioskStore, target: EventTarget | null): void {
  if (store.blank.value) store.blank.value = false;
  else if (target instanceof Element && target.closest("[data-press]") === null) store.leaveResult();
}

/** Everything on the glass. */
export function KioskApp(props: KioskAppProps): JSX.Element {
  const { store } = props;
  const view = store.view.value;
  const sheet = store.sheet.value;
  const tongue: Tongue = store.tongue.value;
  useFreshFocus(sheet?.id ?? "");
  useEffect(() => {
    document.documentElement.lang = tongue;
  }, [tongue]);
  if (view === null || sheet === null) return <Connecting />;
  const idle = store.idle.value;
  const reach = store.reach.value;
  const isNarrow = store.lines.value.widthMm < NARROW_MM;
  const modes = [
    ...[store.elderly.value && "elderly", store.guide.value && "guide"],
    ...[reach && "reach", isNarrow && "narrow"],
  ].filter(Boolean);
  const caption = store.elderly.value || store.guide.value ? props.caption.value : null;
  return (
    <TongueContext.Provider value={tongue}>
      <div
        class={`kiosk ${modes.join(" ")}`}
        style={reach ? { "--band-top": `${store.lines.value.bandTopPx}px` } : {}}
        onPointerDown={() => store.touched()}
        onPointerUp={(event) => touchedBeside(store, event.target)}
      >
        <header class="kiosk-header">
          <SayText class="hall-name" of={fromWords(view.hall.name)} />
          <span class="kiosk-clock">{props.time.value}</span>
        </header>
        <div class="lines">
          {store.link.value === "stale" && (
            <p class="link-line" role="status">
              <SayText of={say((w) => w.stale)} />
            </p>
          )}
          {caption !== null && (
            <p class="caption" aria-hidden="true">
              <span class="caption-sign">♪</span>
              <SayText of={caption} alone />
            </p>
          )}
        </div>
        <SheetView sheet={sheet} store={store} />
        <Bar store={store} />
        <Foot store={store} />
        {idle.step === "warn" && <IdleWarning store={store} leftSeconds={idle.leftSeconds} />}
        {store.blank.value && <div class="blank" />}
      </div>
    </TongueContext.Provider>
  );
}
