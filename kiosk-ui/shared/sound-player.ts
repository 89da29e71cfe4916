// A page as a loudspeaker of its zone: plays what the service tells it to, once, and reports what came of it.
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PlayingView, SoundReportBody, SoundView } from "../../controller/contract/sound.ts";
import { newKey } from "./api.ts";
import type { Played, Reel } from "./clip-deck.ts";
import type { Live } from "./live.ts";
import type { Timers } from "./timers.ts";

/** The service forgets a page that has been silent for 50 s. */
const PRESENT_MS = 20_000;
/** What should have begun so long ago was for another time: a page that comes back repeats nothing. */
const LATE_MS_MAX = 3_000;

export interface Deck {
  readonly isOpen: boolean;
  open(): Promise<boolean>;
  play(reel: Reel): Promise<Played>;
}

export interface PlayerDeps {
  readonly live: Pick<Live<"sound">, "view" | "link" | "hallNowMs">;
  readonly deck: Deck;
  readonly timers: Timers;
  /** Rejects, or resolves without `ok`, when the service cannot be told now. */
  readonly tell: (body: SoundReportBody) => Promise<{ readonly ok: boolean }>;
  readonly id: string;
}

export interface SoundPlayer {
  /** The browser waits for a touch before it lets sound out. */
  readonly blocked: ReadonlySignal<boolean>;
  /** What is being said here now. */
  readonly speaking: ReadonlySignal<PlayingView | null>;
  /** Readings heard to their end since the page began. */
  readonly said: ReadonlySignal<number>;
  /** After a touch. */
  unlock(): Promise<void>;
  stop(): void;
}

/** A name of its own, for as long as the page lives. */
export const playerName = (asked: string | null): string =>
  asked !== null && /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(asked) ? asked : `page-${newKey().slice(0, 8)}`;

export function startPlayer({ live, deck, timers, tell, id }: PlayerDeps): SoundPlayer {
  const blocked = signal(false);
  const speaking = signal<PlayingView | null>(null);
  const said = signal(0);
  let lastSeq = 0;
  let again: { cancel(): void } | null = null;
  let stopped = false;

  const report = (body: SoundReportBody): void => {
    // Not told: the next word, at the latest in 20 s, makes up for a lost one; a lost "said" is seen as unconfirmed.
    tell(body).catch(() => undefined);
  };
  const present = async (): Promise<void> => {
    again?.cancel();
    again = timers.after(PRESENT_MS, () => void present());
    const isOpen = await deck.open();
    if (stopped) return;
    blocked.value = !isOpen;
    report({ player: id, outcome: isOpen ? "ready" : "blocked" });
  };
  const play = async (playing: PlayingView): Promise<void> => {
    speaking.value = playing;
    const { clips, gapMs, volume, seq } = playing;
    const inMs = Date.parse(playing.playAt) - live.hallNowMs();
    const { ok, detail } = await deck.play({ clips, gapMs, volume, inMs });
    if (speaking.value?.seq === seq) speaking.value = null;
    if (ok && playing.kind !== "check") said.value += 1;
    blocked.value = !deck.isOpen;
    report({
      player: id,
      outcome: ok ? "said" : "failed",
      seq,
      ...(detail === "" ? {} : { detail: detail.slice(0, 200) }),
    });
  };
  const quit = effect(() => {
    const view: SoundView | null = live.view.value;
    const playing = view?.playing ?? null;
    if (playing === null || playing.seq <= lastSeq || stopped) return;
    lastSeq = playing.seq;
    if (view?.speakers.includes(id) !== true || playing.clips.length === 0) return;
    if (live.hallNowMs() - Date.parse(playing.playAt) > LATE_MS_MAX) return;
    void play(playing);
  });
  // Back on the line, perhaps to a service that has just started and knows nobody.
  const watch = effect(() => {
    if (live.link.value === "live") void present();
  });
  return {
    ...{ blocked, speaking, said },
    unlock: present,
    stop() {
      stopped = true;
      again?.cancel();
      quit();
      watch();
      report({ player: id, outcome: "leaving" });
    },
  };
}
