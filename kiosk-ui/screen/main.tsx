// Starts the screen of one window.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "../shared/ui/board.css";
import "./screen.css";
import { computed, effect } from "@preact/signals";
import { type JSX, render } from "preact";
import { boardLanguage, boardSetup } from "../hall/choices.ts";
import { requireAdmission } from "../shared/admission.ts";
import { keepAlive, openSound, pageSize, ringUnless, showTheme } from "../shared/board-page.ts";
import { followView } from "../shared/live.ts";
import { ringing } from "../shared/ringing.ts";
import { browserTimers } from "../shared/timers.ts";
import { LanguageContext, pageParameter, startPresses, ticking } from "../shared/ui/parts.tsx";
import { ScreenApp, TICK_MS } from "./app.tsx";

const query = new URLSearchParams(window.location.search);
const windowId = pageParameter("window", pageParameter("id", "1"));
const live = followView("hall", null);
const setup = computed(() => boardSetup(live.view.value?.board, query));
// Only this window's calls ring here.
const calls = computed(() => live.view.value?.calls.filter((call) => call.windowId === windowId) ?? null);
const rings = ringing(
  calls,
  browserTimers,
  ringUnless(() => setup.peek().silent),
);
const shared = { live, windowId, ringing: rings, size: pageSize(), nowMs: ticking(TICK_MS) };

function Screen(): JSX.Element {
  const language = boardLanguage(query, live.view.value?.hall.languages ?? []);
  return (
    <LanguageContext.Provider value={language}>
      <ScreenApp {...shared} />
    </LanguageContext.Provider>
  );
}

effect(() => showTheme(setup.value.theme));
requireAdmission({ kind: "device", role: "board", place: null, rights: ["staff", "kiosk", "pad", "player"] });
startPresses(document, null);
openSound();
keepAlive(live, () => rings.peek().size > 0);
const page = document.getElementById("page");
if (page !== null) render(<Screen />, page);
