// What staff and pages see of the sound of the hall.
import type { Config } from "../../config/schema.ts";
import type { DeliveryView, SoundOverview, SoundSinkView, SoundView, SoundZoneView } from "../contract/sound.ts";
import { isoWithOffset } from "../domain/time.ts";
import { inLanguage } from "../ticket-paper.ts";
import type { Announcer, RunningZone } from "./announcer.ts";
import type { Delivery, SinkState } from "./deliveries.ts";
import type { SelfCheck } from "./self-check.ts";
import type { ClipSource } from "./voice-pack.ts";

export interface SoundViewSources {
  readonly announcer: Announcer;
  readonly check: SelfCheck;
  readonly clips: ClipSource | null;
  readonly config: () => Config;
}

/** The manager sees the newest; the book holds more. */
const DELIVERIES_SHOWN_MAX = 20;
const NO_PACK = { state: "none", clips: 0, detail: "没有语音包 no voice pack" } as const;

export class SoundDesk {
  readonly #sources: SoundViewSources;

  constructor(sources: SoundViewSources) {
    this.#sources = sources;
  }

  /** For the pages of a zone; null: no such zone, or no pages play there. */
  zoneView(zoneId: string): SoundView | null {
    const running = this.#sources.announcer.zone(zoneId);
    if (running === null || running.players === null) return null;
    const { plan, players } = running;
    const { id, volume } = plan;
    return {
      zone: { id, name: { ...plan.name }, volume, quiet: this.#sources.announcer.isQuiet(plan) },
      speakers: players.speakers(),
      playing: players.playing,
    };
  }

  overview(deliveriesMax = DELIVERIES_SHOWN_MAX): SoundOverview {
    const { announcer, clips } = this.#sources;
    const { state, clips: count, detail } = clips?.status() ?? NO_PACK;
    return {
      zones: [...announcer.zones()].map((running) => this.#zone(running)),
      pack: { state, clips: count, detail },
      deliveries: announcer.book.newest(deliveriesMax).map((delivery) => this.#delivery(delivery)),
    };
  }

  /** What became of the window's newest call. */
  deliveryOf(windowId: string): DeliveryView | null {
    const delivery = this.#sources.announcer.book.ofWindow(windowId);
    return delivery === null ? null : this.#delivery(delivery);
  }

  /** Readings that wait, per zone. */
  backlog(): { readonly zone: string; readonly readings: number }[] {
    return [...this.#sources.announcer.zones()].map(({ plan, zone }) => ({ zone: plan.id, readings: zone.backlog }));
  }

  #zone(running: RunningZone): SoundZoneView {
    const { plan, zone, voices, players } = running;
    const { announcer, check } = this.#sources;
    const result = check.resultOf(plan.id);
    const modules = voices.map((voice): SoundSinkView => {
      const state = voice.ready ? "ready" : voice.busy ? "busy" : "away";
      return { id: voice.id, kind: "voice", state, detail: voice.detail };
    });
    return {
      id: plan.id,
      name: { ...plan.name },
      volume: plan.volume,
      quiet: announcer.isQuiet(plan),
      backlog: zone.backlog,
      speaking: zone.speaking?.number ?? null,
      sinks: [...modules, ...(players?.views() ?? [])],
      check: result === null ? null : { at: this.#time(result.atMs), ok: result.ok, detail: result.detail },
    };
  }

  #delivery({ id, number, windowId, atMs, sinks }: Delivery): DeliveryView {
    return {
      ...{ id, number, windowId, at: this.#time(atMs) },
      sinks: sinks.map((sink) => ({ ...sink, at: sink.atMs === null ? null : this.#time(sink.atMs) })).map(bare),
      trouble: sinks.filter(({ state }) => state === "failed").map((sink) => this.#trouble(sink, windowId)),
    };
  }

  #trouble({ id, kind }: SinkState, windowId: string): Record<string, string> {
    const window = this.#sources.config().windows.find((one) => one.id === windowId);
    const zh = window === undefined ? windowId : inLanguage(window.name, "zh-CN").replace(/窗口$/, "");
    const en = window === undefined ? windowId : inLanguage(window.name, "en");
    if (kind === "strip") return { "zh-CN": `${zh}屏未应答（${id}）`, en: `Strip of ${en} (${id}): no answer` };
    if (kind === "voice") return { "zh-CN": `语音 ${id} 未播报`, en: `Voice ${id}: not said` };
    return { "zh-CN": `播放页面未播报（${id}）`, en: `Player (${id}): not said` };
  }

  #time(atMs: number): string {
    return isoWithOffset(atMs, this.#sources.config().hall.timezone);
  }
}

type Row = DeliveryView["sinks"][number];

function bare({ id, kind, state, detail, at }: Row): Row {
  return { id, kind, state, detail, at };
}
