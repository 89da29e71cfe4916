// Starts the page that plays the announcements of one sound zone.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "../shared/ui/board.css";
import "./sound.css";
import type { ReadonlySignal } from "@preact/signals";
import { type JSX, render } from "preact";
import { requireAdmission } from "../shared/admission.ts";
import { type BrowserPlayer, browserPlayer } from "../shared/browser-player.ts";
import { both } from "../shared/i18n/both.ts";
import { Press, pageParameter, Say, startPresses, ticking } from "../shared/ui/parts.tsx";
import { type SoundState, stateOf } from "./view.ts";

function Sound(props: { own: BrowserPlayer; zone: string; nowMs: ReadonlySignal<number> }): JSX.Element {
  const { player, live, id } = props.own;
  const view = live.view.value;
  const isHere = props.nowMs.value >= 0 && live.link.value === "live";
  const state: SoundState = stateOf(view, { id, isHere, blocked: player.blocked.value });
  const playing = view?.playing ?? null;
  return (
    <main class={`sound sound-${state.tone}`}>
      <header>
        <h1>{view === null ? <span>{props.zone}</span> : <Say class="inline" of={both(view.zone.name)} />}</h1>
        <p class="sound-state" role="status">
          <Say class="inline" of={state.words} />
        </p>
      </header>
      <p class="sound-text" aria-live="polite">
        {playing === null || playing.kind === "check" ? "" : playing.text}
      </p>
      {player.blocked.value && (
        <Press class="sound-unlock" onPress={() => void player.unlock()}>
          点击开启声音 · Touch to turn the sound on
        </Press>
      )}
      <footer>
        {id} · 已播 said {player.said.value}
        {view !== null && ` · 音量 volume ${view.zone.volume}`}
      </footer>
    </main>
  );
}

startPresses(document, null);
const zone = pageParameter("zone", "all");
const own = browserPlayer(zone, new URLSearchParams(window.location.search).get("player"));
requireAdmission({ kind: "device", role: "player", place: zone, rights: ["board", "staff"] });
// For a test, and for a technician's console: the sound card's own clock.
Object.assign(window, { soundCard: own.deck });
const page = document.getElementById("page");
if (page !== null) render(<Sound own={own} zone={zone} nowMs={ticking(1000)} />, page);
