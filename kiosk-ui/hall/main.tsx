// Starts the hall board, or its set-up page.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "../shared/ui/board.css";
import "./hall.css";
import "./hall-lists.css";
import "./setup.css";
import { computed, effect, signal } from "@preact/signals";
import { type ComponentChildren, type JSX, render } from "preact";
import { requireAdmission } from "../shared/admission.ts";
import { keepAlive, openSound, pageSize, ringUnless, showTheme } from "../shared/board-page.ts";
import { boardPlayer } from "../shared/browser-player.ts";
import type { Live } from "../shared/live.ts";
import { followView } from "../shared/live.ts";
import { ringing } from "../shared/ringing.ts";
import { browserTimers } from "../shared/timers.ts";
import { LanguageContext, startPresses, ticking } from "../shared/ui/parts.tsx";
import { HallApp, TICK_MS } from "./app.tsx";
import { boardLanguage, boardSetup } from "./choices.ts";
import { mediaList } from "./media.tsx";
import { SetupApp } from "./setup.tsx";

const query = new URLSearchParams(window.location.search);

function Speaking(props: { live: Live<"hall">; children: ComponentChildren }): JSX.Element {
  const languages = props.live.view.value?.hall.languages ?? [];
  return <LanguageContext.Provider value={boardLanguage(query, languages)}>{props.children}</LanguageContext.Provider>;
}

/** A zone that does not exist would leave the board waiting for ever: it says so. */
function strangeZoneOf(zone: string | null) {
  const strange = signal<string | null>(null);
  if (zone !== null) {
    fetch(`/api/v1/board?zone=${encodeURIComponent(zone)}`).then(
      ({ status }) => {
        if (status === 404) strange.value = zone;
      },
      () => undefined, // No answer now: the socket goes on trying.
    );
  }
  return strange;
}

function startBoard(page: HTMLElement): void {
  const zone = query.get("zone");
  const live = followView("hall", zone);
  const setup = computed(() => boardSetup(live.view.value?.board, query));
  const calls = computed(() => live.view.value?.calls ?? null);
  const player = boardPlayer(query);
  const rings = ringing(
    calls,
    browserTimers,
    // A board that speaks has the bell of its announcements.
    ringUnless(() => player !== null || setup.peek().silent),
  );
  effect(() => showTheme(setup.value.theme));
  openSound();
  keepAlive(live, () => rings.peek().size > 0);
  const shared = { live, setup, ringing: rings, size: pageSize(), nowMs: ticking(TICK_MS), media: mediaList() };
  render(
    <Speaking live={live}>
      <HallApp {...shared} strangeZone={strangeZoneOf(zone)} />
    </Speaking>,
    page,
  );
}

const others = ["staff", "kiosk", "pad", "player"] as const;
requireAdmission({ kind: "device", role: "board", place: query.get("zone"), rights: others });
startPresses(document, null);
const page = document.getElementById("page");
if (page !== null) {
  if (query.has("setup")) {
    document.body.className = "paper";
    render(<SetupApp query={query} />, page);
  } else startBoard(page);
}
