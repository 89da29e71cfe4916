// Small pieces that every page uses: text in both languages, a button for fingers and keys, the state of the link.
import { type ReadonlySignal, signal } from "@preact/signals";
import { type ComponentChildren, createContext, type JSX } from "preact";
import { useContext } from "preact/hooks";
import { type Both, inOrder, type Language } from "../i18n/both.ts";
import { guardTouch, listenForPresses, SLOP_MM } from "../press.ts";

/** Which language comes first below this point; the other stays beside it. */
export const LanguageContext = createContext<Language>("zh-CN");

/** Chinese first, English beside it (or the reverse when the reader asked for it). */
export function Say(props: { of: Both; class?: string }): JSX.Element {
  const language = useContext(LanguageContext);
  const { main, side } = inOrder(props.of, language);
  return (
    <span class={`say ${props.class ?? ""}`}>
      <span class="say-main" lang={language}>
        {main}
      </span>
      {side !== "" && (
        <span class="say-side" lang={language === "en" ? "zh-CN" : "en"}>
          {side}
        </span>
      )}
    </span>
  );
}

const presses = new WeakMap<Element, () => void>();

export interface PressProps {
  readonly onPress: () => void;
  readonly class?: string;
  readonly disabled?: boolean;
  readonly label?: string;
  readonly pressed?: boolean;
  readonly id?: string;
  /** What a voice says when the button is in focus. */
  readonly say?: string;
  readonly children: ComponentChildren;
}

/** A button that acts when the finger leaves it. */
export function Press(props: PressProps): JSX.Element {
  return (
    <button
      type="button"
      id={props.id}
      data-press=""
      data-say={props.say}
      class={`press ${props.class ?? ""}`}
      disabled={props.disabled ?? false}
      aria-label={props.label}
      aria-pressed={props.pressed}
      ref={(element) => {
        if (element !== null) presses.set(element, props.onPress);
      }}
    >
      {props.children}
    </button>
  );
}

/** Pixels per millimetre of glass, from the screen's diagonal. */
export function pixelsPerMm(screen: { width: number; height: number }, inches: number): number {
  return Math.hypot(screen.width, screen.height) / (inches * 25.4);
}

/** Makes `Press` work on this page. `?inch=` says how large the glass is; sizes for fingers are true millimetres. */
export function startPresses(root: Document, inchesDefault: number | null): void {
  const asked = Number(new URLSearchParams(root.location.search).get("inch"));
  const inches = asked >= 4 && asked <= 120 ? asked : inchesDefault;
  const pxPerMm = inches === null ? 96 / 25.4 : pixelsPerMm(window.screen, inches);
  root.documentElement.style.setProperty("--mm", `${pxPerMm.toFixed(3)}px`);
  const deps = { slopPx: SLOP_MM * pxPerMm, monotonicMs: () => performance.now() };
  listenForPresses(root, deps, (element) => presses.get(element)?.());
  if (inches !== null) guardTouch(root);
}

/** Says in words that the page has lost the hall; says nothing while all is well. */
export function LinkLine(props: { link: ReadonlySignal<"live" | "stale">; text: Both }): JSX.Element | null {
  if (props.link.value === "live") return null;
  return (
    <p class="link-line" role="status">
      <Say of={props.text} />
    </p>
  );
}

/** A signal of `monotonicMs` that ticks; one per page is enough. */
export function ticking(everyMs: number): ReadonlySignal<number> {
  const now = signal(performance.now());
  setInterval(() => {
    now.value = performance.now();
  }, everyMs);
  return now;
}

/** A query parameter of the page, or the value that a hall with one of each would use. */
export function pageParameter(name: string, otherwise: string): string {
  return new URLSearchParams(window.location.search).get(name) ?? otherwise;
}

/** What went wrong last, in a line that is always there, so that it is read aloud when it fills. */
export function Trouble(props: { of: Both | null }): JSX.Element {
  return (
    <p class="trouble-line" role="status">
      {props.of !== null && <Say class="inline" of={props.of} />}
    </p>
  );
}

/** A part of a staff page under its own heading. */
export function Panel(props: { title: Both; class?: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class={`panel ${props.class ?? ""}`}>
      <h2>
        <Say class="inline" of={props.title} />
      </h2>
      {props.children}
    </section>
  );
}
