// Starts the kiosk page: sockets, clock, presses, keys, voice.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./kiosk.css";
import "./answers.css";
import { computed, effect, signal, untracked } from "@preact/signals";
import { render } from "preact";
import { requireAdmission } from "../shared/admission.ts";
import { get, newKey, post } from "../shared/api.ts";
import { allowSound, chime } from "../shared/chime.ts";
import { wallClock } from "../shared/format.ts";
import { inTongue, type Text } from "../shared/i18n/text.ts";
import { followView } from "../shared/live.ts";
import { pageParameter, startPresses, ticking } from "../shared/ui/parts.tsx";
import { KioskApp } from "./app.tsx";
import { startKeyboard } from "./keyboard.ts";
import { type Heard, promptFor } from "./prompter.ts";
import { KioskStore } from "./store.ts";
import { ClipMouth, SynthMouth, Voice } from "./voice.ts";

const TICK_MS = 500;
/** The shortest and longest glass anybody would ask for. */
const INCHES_MIN = 4;
const INCHES_MAX = 120;
const MEMORY_KEY = "hallkeeper.kiosk.asked";

const kioskId = pageParameter("id", "kiosk-1");
const inch = Number(pageParameter("inch", ""));
const live = followView("kiosk", kioskId);
const nowMs = ticking(TICK_MS);
const store = new KioskStore({
  kioskId,
  live,
  nowMs,
  origin: window.location.origin,
  memory: {
    read: () => sessionStorage.getItem(MEMORY_KEY),
    write: (text) => {
      if (text === null) sessionStorage.removeItem(MEMORY_KEY);
      else sessionStorage.setItem(MEMORY_KEY, text);
    },
  },
  glass: {
    widthPx: window.screen.width,
    heightPx: window.screen.height,
    askedInches: inch >= INCHES_MIN && inch <= INCHES_MAX ? inch : null,
  },
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  newKey,
  post,
  get,
  followTicket: (id) => followView("ticket", id),
});
const time = computed(() => {
  const view = live.view.value;
  return view === null || nowMs.value < 0 ? "" : wallClock(live.hallNowMs(), view.hall.timezone).time;
});
effect(() => {
  if (nowMs.value >= 0) queueMicrotask(() => store.tick());
});

// Sizes for fingers are true millimetres: the configuration may know the glass better than the default does.
let pressing = false;
effect(() => {
  if (store.view.value === null || pressing) return;
  pressing = true;
  startPresses(document, store.inches.value);
});

const voice = new Voice([new ClipMouth(), new SynthMouth()]);
const caption = signal<Text | null>(null);
let heard: Heard | null = null;
effect(() => {
  const sheet = store.sheet.value;
  if (sheet === null) return;
  const now: Heard = {
    sheetId: sheet.id,
    spoken: sheet.spoken,
    result: store.result.value,
    repeats: store.repeats.value,
    guide: store.guide.value,
    elderly: store.elderly.value,
    warning: store.idle.value.step === "warn",
  };
  untracked(() => speak(now));
});

function speak(now: Heard): void {
  const text = promptFor(heard, now);
  if (now.warning && heard?.warning !== true) chime();
  // Whoever comes next does not hear the end of what was said to the one before.
  if (text === null && heard !== null && heard.sheetId !== now.sheetId) {
    voice.stop();
    caption.value = null;
  }
  heard = now;
  if (text === null) return;
  caption.value = text;
  sayAloud(inTongue(text, store.tongue.value));
}

function sayAloud(text: string): void {
  const slow = store.elderly.value || store.guide.value;
  void voice.say(text, { tongue: store.tongue.value, volume: store.volume.value, slow });
}

document.addEventListener("focusin", (event) => {
  const said = event.target instanceof HTMLElement ? event.target.dataset.say : undefined;
  if (said === undefined || !store.guide.value) return;
  caption.value = { "zh-CN": said, "zh-Hant": said, en: said };
  sayAloud(said);
});
document.addEventListener("pointerup", () => void allowSound(), { once: true });

requireAdmission({ kind: "device", role: "kiosk", place: kioskId });
startKeyboard(document, store);
store.resume();
const page = document.getElementById("page");
if (page !== null) render(<KioskApp store={store} time={time} caption={caption} />, page);
