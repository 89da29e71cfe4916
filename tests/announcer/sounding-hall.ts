// A hall that speaks, in virtual time: simulated modules, and pages that play as real ones report.
import type { ClipSource } from "../../controller/announcer/voice-pack.ts";
import type { PlayingView } from "../../controller/contract/sound.ts";
import type { MemoryStore } from "../../controller/store/memory-store.ts";
import { FleetHall, type FleetPlan } from "../controller/fleet-hall.ts";

export const voice = (id: string, link: string, more: object = {}) => ({ id, model: "voice/syn6288", link, ...more });

/** Every phrase is a clip of this length; no files. */
export const CLIP_MS = 900;
export const clips: ClipSource = {
  clipsFor: (phrases) =>
    Promise.resolve(phrases.map(({ text, language }) => ({ text, language, durationMs: CLIP_MS }))),
  chime: () => Promise.resolve({ text: "chime", language: "zh-CN", durationMs: 1_500 }),
  status: () => ({ state: "ok", clips: 9, detail: "" }),
};

/** A page of a zone: hears the view, plays what it is told to, reports. */
export class FakePage {
  readonly heard: { readonly atMs: number; readonly endMs: number; readonly playing: PlayingView }[] = [];
  /** What it does with a reading. */
  manner: "plays" | "fails" | "mute" = "plays";
  #lastSeq = 0;

  readonly #hall: FleetHall;
  readonly #zone: string;
  readonly id: string;

  constructor(hall: FleetHall, zone: string, id: string) {
    this.#hall = hall;
    this.#zone = zone;
    this.id = id;
  }

  tell(outcome: "ready" | "blocked" | "leaving") {
    return this.#hall.fleet.announcer.report(this.#zone, { player: this.id, outcome });
  }

  /** The view has changed. */
  look(): void {
    const players = this.#hall.fleet.announcer.zone(this.#zone)?.players;
    const playing = players?.playing ?? null;
    if (playing === null || playing.seq <= this.#lastSeq) return;
    this.#lastSeq = playing.seq;
    if (players?.speakers().includes(this.id) !== true || playing.clips.length === 0 || this.manner === "mute") return;
    const { clock } = this.#hall;
    const inMs = Date.parse(playing.playAt) - clock.nowMs();
    const { player, seq } = { player: this.id, seq: playing.seq };
    if (this.manner === "fails") {
      clock.after(10, () => this.#report({ player, outcome: "failed", seq, detail: "no sound card" }));
      return;
    }
    clock.after(inMs, () => {
      const atMs = clock.nowMs();
      this.heard.push({ atMs, endMs: atMs + playing.durationMs, playing });
      clock.after(playing.durationMs, () => this.#report({ player, outcome: "said", seq }));
    });
  }

  /** Numbers in the order in which they were heard. */
  get numbers(): (string | null)[] {
    return this.heard.map(({ playing }) => playing.number);
  }

  #report(body: { player: string; outcome: "said" | "failed"; seq: number; detail?: string }): void {
    this.#hall.fleet.announcer.report(this.#zone, body);
  }
}

export class SoundingHall {
  readonly hall: FleetHall;
  readonly pages: FakePage[] = [];

  constructor(hall: FleetHall) {
    this.hall = hall;
    hall.fleet.announcer.onChange(() => {
      for (const page of this.pages) page.look();
    });
  }

  /** `store`: of a hall that ended `startMs` after the beginning of virtual time. */
  static async open(plan: FleetPlan, store?: MemoryStore, startMs = 0): Promise<SoundingHall> {
    return new SoundingHall(await FleetHall.open(plan, store, { clips }, startMs));
  }

  /** A page that is there and tells so every 20 s. */
  page(zone: string, id: string): FakePage {
    const page = new FakePage(this.hall, zone, id);
    this.pages.push(page);
    const present = () => {
      page.tell("ready");
      this.hall.clock.after(20_000, present);
    };
    present();
    return page;
  }

  /** What a module said, without spaces. */
  said(id: string): string[] {
    return (this.hall.sim(id).view().spoken as { text: string }[]).map(({ text }) => text.replaceAll(/\s/g, ""));
  }

  /** State and sink of the window's newest call. */
  delivery(windowId: string): Record<string, string> {
    const sinks = this.hall.fleet.announcer.book.ofWindow(windowId)?.sinks ?? [];
    return Object.fromEntries(sinks.map(({ id, state }) => [id, state]));
  }
}
