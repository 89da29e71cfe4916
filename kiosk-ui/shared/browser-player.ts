// The player of a real page: its socket, its sound card, its way to the service.
import { effect } from "@preact/signals";
import type { SoundReportBody } from "../../controller/contract/sound.ts";
import { newKey } from "./api.ts";
import { soundBlocked } from "./chime.ts";
import { ClipDeck } from "./clip-deck.ts";
import { followView, type Live } from "./live.ts";
import { playerName, type SoundPlayer, startPlayer } from "./sound-player.ts";
import { browserTimers } from "./timers.ts";

export interface BrowserPlayer {
  readonly player: SoundPlayer;
  readonly live: Live<"sound">;
  readonly deck: ClipDeck;
  readonly id: string;
}

/** `zone`: a sound zone of the hall; `name`: what staff see this page called. */
export function browserPlayer(zone: string, name: string | null): BrowserPlayer {
  const id = playerName(name);
  const live = followView("sound", zone);
  const deck = new ClipDeck();
  const url = `/api/v1/sound/${encodeURIComponent(zone)}/reports`;
  const tell = (body: SoundReportBody) =>
    fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": newKey() },
      body: JSON.stringify(body),
      keepalive: body.outcome === "leaving",
    });
  const player = startPlayer({ live, deck, timers: browserTimers, tell, id });
  window.addEventListener("pagehide", () => player.stop());
  // Any touch anywhere opens the sound, so that nobody has to find the button.
  for (const kind of ["pointerup", "keydown"]) {
    document.addEventListener(kind, () => player.blocked.peek() && void player.unlock());
  }
  return { player, live, deck, id };
}

/** `?sound=1`: the board speaks for the sound zone of its own name, or `all`; `?sound=east`: for that one. */
export function boardPlayer(query: URLSearchParams): BrowserPlayer | null {
  const asked = query.get("sound");
  if (asked === null || asked === "0") return null;
  const own = browserPlayer(asked === "1" || asked === "" ? (query.get("zone") ?? "all") : asked, query.get("player"));
  Object.assign(window, { soundCard: own.deck });
  effect(() => {
    soundBlocked.value = own.player.blocked.value;
  });
  return own;
}
