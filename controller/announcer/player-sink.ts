// The pages of a zone that play clips: who is there, who speaks, and what they report.
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { PlayingView, SoundReportBody, SoundSinkView } from "../contract/sound.ts";
import type { Item, Said, SinkOutcome, ZoneSink } from "./sink.ts";
import type { Clip } from "./voice-pack.ts";
import { BROWSER } from "./zones.ts";

/** Pages of one zone; more than that is a mistake or a joke. */
export const PLAYERS_MAX = 24;
/** Pages tell every 20 s that they are there. */
const GONE_MS = 50_000;
/** From the order to the first sound: the clips are fetched meanwhile. */
const LEAD_MS = 600;
/** After the end as the clips tell it, for the report to come. */
const REPORT_MS_MAX = 3_000;
/** A text without a voice stands this long. */
const SHOWN_MS = 4_000;

export interface PlayerSinkOptions {
  readonly clock: Clock;
  readonly mode: "one" | "all";
  readonly gapMs: number;
  /** The hall counts on a page here; otherwise only once one has been there. */
  readonly expected: boolean;
  readonly clipUrl: (clip: Clip) => string;
  readonly timeText: (atMs: number) => string;
  /** What pages are told has changed. */
  readonly changed: () => void;
}

interface Player {
  readonly id: string;
  state: "ready" | "blocked";
  heardMs: number;
  /** Readings in a row without a report. */
  unanswered: number;
  detail: string;
}

interface Playing {
  readonly view: PlayingView;
  readonly speakers: ReadonlySet<string>;
  readonly outcomes: Map<string, { readonly ok: boolean; readonly detail: string }>;
  /** Players that failed this reading before another took over. */
  readonly failed: ReadonlySet<string>;
  readonly said: Said | null;
  readonly ended: (outcome: SinkOutcome, perPlayer: Playing["outcomes"]) => void;
  deadline: Timer;
}

type Outcomes = Playing["outcomes"];

export class PlayerSink implements ZoneSink {
  readonly id = BROWSER;
  readonly kind = "player";
  readonly #options: PlayerSinkOptions;
  /** In the order in which they came. */
  readonly #players = new Map<string, Player>();
  #playing: Playing | null = null;
  #seq = 0;
  #hadPages = false;
  #ready: () => void = () => undefined;

  constructor(options: PlayerSinkOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#playing === null && this.#able().length > 0;
  }

  get playing(): PlayingView | null {
    return this.#playing?.view ?? null;
  }

  get detail(): string {
    const players = this.#here();
    if (players.length === 0) return "没有播放页面 no page plays here";
    return this.#able().length === 0 ? "页面声音未开启 the page's sound is blocked" : "";
  }

  /** While something is played, those who play it; otherwise those who would. */
  speakers(): string[] {
    return this.#playing === null ? this.#elected(new Set()).map(({ id }) => id) : [...this.#playing.speakers];
  }

  serves(): boolean {
    return this.#options.expected || this.#hadPages;
  }

  onReady(listener: () => void): void {
    this.#ready = listener;
  }

  views(): SoundSinkView[] {
    const speakers = this.speakers();
    return this.#here().map(({ id, state, detail }) => ({
      id,
      kind: "player",
      state: state === "blocked" ? "blocked" : speakers.includes(id) ? "ready" : "standby",
      detail,
    }));
  }

  /** What a page tells. Null: it cannot join, there are too many. */
  report(body: SoundReportBody): { readonly speaks: boolean } | null {
    const { player: id, outcome, detail = "" } = body;
    const before = this.speakers().join();
    if (outcome === "leaving") this.#leave(id);
    else {
      const player = this.#known(id);
      if (player === null) return null;
      player.heardMs = this.#options.clock.monotonicMs();
      player.unanswered = 0;
      if (outcome === "ready" || outcome === "blocked") player.state = outcome;
      player.detail = detail;
      if ("seq" in body) this.#reported(player, body.seq, body.outcome === "said", detail);
      else if (outcome === "blocked") this.#result(id, false, detail || "页面声音未开启 sound blocked");
    }
    if (before !== this.speakers().join()) this.#options.changed();
    if (this.ready) this.#ready();
    return { speaks: this.speakers().includes(id) };
  }

  begin(said: Said, ended: (outcome: SinkOutcome) => void): void {
    this.#play(said, new Set(), ended);
  }

  /** Every page proves that its sound runs, unheard. Resolves with what each said; null while something is played. */
  check(clips: readonly Clip[]): Promise<Outcomes> | null {
    if (this.#playing !== null) return null;
    const all = this.#here();
    if (all.length === 0) return Promise.resolve(new Map());
    return new Promise((resolve) => {
      const durationMs = clips.reduce((sum, clip) => sum + clip.durationMs, 0);
      const view = this.#view("check", { number: null, windowId: null, shown: "" }, clips, durationMs, 0);
      this.#set(view, all, new Set(), null, (_outcome, perPlayer) => resolve(perPlayer));
    });
  }

  /** Nothing more is played or awaited. */
  stop(): void {
    this.#playing?.deadline.cancel();
    this.#playing = null;
  }

  #play(said: Said, failed: ReadonlySet<string>, ended: (outcome: SinkOutcome) => void): void {
    const speakers = this.#elected(failed);
    const { item, clips, durationMs, volume } = said;
    const view = this.#view(item.kind, item, clips ?? [], clips === null ? SHOWN_MS : durationMs, volume);
    this.#set(view, speakers, failed, said, (outcome) => ended(outcome));
  }

  #view(
    kind: PlayingView["kind"],
    item: Pick<Item, "number" | "windowId" | "shown">,
    clips: readonly Clip[],
    durationMs: number,
    volume: number,
  ): PlayingView {
    const { clock, gapMs, clipUrl, timeText } = this.#options;
    const nowMs = Math.round(clock.nowMs());
    // Grows over a restart too: a page knows by it what it has played already.
    this.#seq = Math.max(this.#seq + 1, nowMs);
    return {
      seq: this.#seq,
      kind,
      number: item.number,
      windowId: item.windowId,
      text: item.shown,
      playAt: timeText(nowMs + LEAD_MS),
      clips: clips.map(clipUrl),
      gapMs,
      durationMs: Math.round(durationMs),
      volume,
    };
  }

  #set(
    view: PlayingView,
    speakers: readonly Player[],
    failed: ReadonlySet<string>,
    said: Said | null,
    ended: Playing["ended"],
  ): void {
    const msMax = LEAD_MS + view.durationMs + (said?.clips === null ? 0 : REPORT_MS_MAX);
    const deadline = this.#options.clock.after(msMax, () => this.#late());
    const ids = new Set(speakers.map(({ id }) => id));
    this.#playing = { view, speakers: ids, outcomes: new Map(), failed, said, ended, deadline };
    this.#options.changed();
  }

  #reported(player: Player, seq: number, ok: boolean, detail: string): void {
    if (seq !== this.#playing?.view.seq) return;
    player.state = "ready";
    this.#result(player.id, ok, detail);
  }

  #result(id: string, ok: boolean, detail: string): void {
    const playing = this.#playing;
    if (playing === null || !playing.speakers.has(id) || playing.outcomes.has(id)) return;
    // A text without a voice stands for its time, whatever a page says of it.
    if (playing.said?.clips === null) return;
    playing.outcomes.set(id, { ok, detail });
    if (playing.outcomes.size === playing.speakers.size) this.#over();
  }

  #late(): void {
    const playing = this.#playing;
    if (playing === null) return;
    if (playing.said?.clips !== null) {
      for (const id of playing.speakers) {
        const player = this.#players.get(id);
        if (player !== undefined && !playing.outcomes.has(id)) player.unanswered += 1;
      }
    }
    this.#over();
  }

  #over(): void {
    const playing = this.#playing;
    if (playing === null) return;
    const { said, failed, outcomes, speakers, ended, deadline } = playing;
    deadline.cancel();
    this.#playing = null;
    const outcome = outcomeOf(playing);
    const lost = new Set([...failed, ...speakers]);
    // The page that was to speak could not: another one does, the same reading.
    if (outcome.state === "failed" && said !== null && this.#elected(lost).length > 0) {
      this.#play(said, lost, (next) => ended(next, outcomes));
      return;
    }
    this.#options.changed();
    ended(outcome, outcomes);
    this.#ready();
  }

  #known(id: string): Player | null {
    const known = this.#players.get(id);
    if (known !== undefined) return known;
    this.#here();
    if (this.#players.size >= PLAYERS_MAX) return null;
    this.#hadPages = true;
    const player: Player = { id, state: "blocked", heardMs: 0, unanswered: 0, detail: "" };
    this.#players.set(id, player);
    return player;
  }

  #leave(id: string): void {
    this.#players.delete(id);
    this.#result(id, false, "页面已关闭 the page was closed");
  }

  /** Pages heard of lately; the others are forgotten. */
  #here(): Player[] {
    const sinceMs = this.#options.clock.monotonicMs() - GONE_MS;
    for (const [id, { heardMs }] of this.#players) if (heardMs < sinceMs) this.#players.delete(id);
    return [...this.#players.values()];
  }

  #able(): Player[] {
    return this.#here().filter(({ state }) => state === "ready");
  }

  /** Those that answer before those that did not, then the one that came first. */
  #elected(except: ReadonlySet<string>): Player[] {
    const able = this.#able().filter(({ id }) => !except.has(id));
    if (this.#options.mode === "all") return able;
    return [...able].sort((a, b) => a.unanswered - b.unanswered).slice(0, 1);
  }
}

function outcomeOf({ said, outcomes, speakers }: Playing): SinkOutcome {
  if (said !== null && said.clips === null) {
    return { state: "shown", detail: "没有语音包，仅显示文字 no voice pack: shown as text" };
  }
  const told = [...outcomes.values()];
  if (told.some(({ ok }) => ok)) return { state: "said", detail: "" };
  if (outcomes.size < speakers.size) return { state: "unconfirmed", detail: "页面未回报 the page did not report" };
  return {
    state: "failed",
    detail: told.map(({ detail }) => detail).find((one) => one !== "") ?? "页面未播 not played",
  };
}
