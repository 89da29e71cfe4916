// The hall's voice: one queue per sound zone, each call to every voice and page of its zones, and a book of what came
// of it. Runs beside the hall: it hears of calls when they are durable, and changes no state.
import type { Config } from "../../config/schema.ts";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { VoiceDevice } from "../../drivers/kernel/voice-device.ts";
import type { SoundReportBody } from "../contract/sound.ts";
import type { LoggedEvent } from "../domain/events.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { Member } from "../lines.ts";
import { type Delivered, DeliveryBook } from "./deliveries.ts";
import { PlayerSink } from "./player-sink.ts";
import { sentencesOf, testSentences } from "./sentences.ts";
import { type Audience, sightsOf } from "./sights.ts";
import type { Item, SinkOutcome, ZoneSink } from "./sink.ts";
import { type Speech, speechesOf } from "./speeches.ts";
import { CHIME, type Clip, type ClipSource } from "./voice-pack.ts";
import { VoiceSink } from "./voice-sink.ts";
import { SoundZone } from "./zone.ts";
import { isQuiet, type ZonePlan, zonesOf } from "./zones.ts";

export interface AnnouncerOptions {
  readonly running: () => { readonly config: Config; readonly members: readonly Member[] };
  readonly clock: Clock;
  /** Null: pages show the text and nothing is heard from them. */
  readonly clips: ClipSource | null;
  /** Screens that show this call now. */
  readonly audience: (windowId: string, ticketId: string) => Audience;
}

/** What has changed for those who look: pages of a zone, or staff. */
export type SoundChange = { readonly zone: string } | { readonly windowId: string } | "overview";

/** A zone as it runs. */
export interface RunningZone {
  readonly plan: ZonePlan;
  readonly zone: SoundZone;
  readonly voices: readonly VoiceSink[];
  readonly players: PlayerSink | null;
  /** From which settings: another configuration with the same leaves it as it is. */
  readonly made: string;
}

interface OpenCall {
  readonly call: Extract<Speech, { do: "call" }>;
  /** Somebody has begun to hear it. */
  heard: boolean;
}

/** Strips are looked at twice: most answer within a second, a busy bus takes longer. */
const LOOKS_MS = [1_200, 5_000] as const;
/** After a start: a call that was made longer ago was heard, or its person has come. */
const RESUME_MS = 30_000;
const TEST_MS_MAX = 30_000;

export class Announcer {
  readonly book = new DeliveryBook();
  readonly #options: AnnouncerOptions;
  readonly #voices = new Map<VoiceDevice, VoiceSink>();
  readonly #open = new Map<string, OpenCall>();
  readonly #looks = new Set<Timer>();
  #zones = new Map<string, RunningZone>();
  #config: Config | null = null;
  #members: readonly Member[] = [];
  #tests = 0;
  readonly #testEnds = new Map<string, (outcome: SinkOutcome) => void>();
  #changed: (change: SoundChange) => void = () => undefined;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  /** One listener. */
  onChange(listener: (change: SoundChange) => void): void {
    this.#changed = listener;
  }

  zones(): IterableIterator<RunningZone> {
    this.#current();
    return this.#zones.values();
  }

  zone(id: string): RunningZone | null {
    this.#current();
    return this.#zones.get(id) ?? null;
  }

  /** When a batch closes: what it makes heard. */
  capture(events: readonly LoggedEvent[]): Speech[] {
    return speechesOf(events);
  }

  /** When it is durable. */
  publish(speeches: readonly Speech[]): void {
    if (speeches.length === 0) return;
    this.#current();
    for (const speech of speeches) {
      if (speech.do === "call") this.#call(speech, null);
      else if (speech.do === "withdraw") this.#withdraw(speech);
      else if (this.#options.running().config.sound.missed) this.#say("missed", speech, `missed ${speech.windowId}`, 1);
    }
  }

  /** After a start: who was called just before the end, and may not have been heard, is called once more. */
  resume(calls: readonly Extract<Speech, { do: "call" }>[]): void {
    this.#current();
    for (const call of calls) {
      const isNew = this.#options.clock.nowMs() - call.atMs <= RESUME_MS;
      // Called since the start: that is being said already.
      if (isNew && !this.#open.has(call.windowId)) this.#call(call, 1);
    }
  }

  /** A page's report; null: no such zone, `full`: it cannot join. */
  report(zoneId: string, body: SoundReportBody): { readonly speaks: boolean } | "full" | null {
    const players = this.zone(zoneId)?.players ?? null;
    if (players === null) return null;
    return players.report(body) ?? "full";
  }

  /** Says a sentence in its turn; resolves when it was said or could not be. Null: no such zone. */
  test(zoneId: string): Promise<SinkOutcome> | null {
    const running = this.zone(zoneId);
    if (running === null) return null;
    const { config } = this.#options.running();
    this.#tests += 1;
    const key = `test ${this.#tests}`;
    const item = { key, kind: "test", callId: null, number: null, windowId: null, readings: 1 } as const;
    return new Promise((resolve) => {
      const late = this.#options.clock.after(TEST_MS_MAX, () => {
        running.zone.withdraw(key);
        end({
          state: "failed",
          detail: "没有可用的语音设备或播放页面，或前面还有播报 no voice there, or others go first",
        });
      });
      const end = (outcome: SinkOutcome) => {
        late.cancel();
        this.#testEnds.delete(key);
        resolve(outcome);
      };
      this.#testEnds.set(key, end);
      running.zone.say({ ...item, ...testSentences(config) });
    });
  }

  stop(): void {
    for (const look of this.#looks) look.cancel();
    this.#looks.clear();
    for (const { zone, players } of this.#zones.values()) {
      zone.close();
      players?.stop();
    }
  }

  isQuiet(plan: ZonePlan): boolean {
    const { clock, running } = this.#options;
    return isQuiet(plan.quiet, isoWithOffset(clock.nowMs(), running().config.hall.timezone).slice(11, 16));
  }

  #call(call: Extract<Speech, { do: "call" }>, readings: number | null): void {
    const { ticketId, number, windowId, atMs, callId } = call;
    this.book.open({ id: callId, ticketId, number, windowId, atMs });
    const before = this.#open.get(windowId);
    this.#open.set(windowId, { call, heard: before?.call.ticketId === ticketId && before.heard });
    this.#say("call", call, windowId, readings);
    this.#look(call, 0);
    this.#changed({ windowId });
  }

  #withdraw({ ticketId, windowId, apologise, stays }: Extract<Speech, { do: "withdraw" }>): void {
    for (const [at, { call, heard }] of this.#open) {
      if (call.ticketId !== ticketId || (windowId !== null && at !== windowId)) continue;
      if (stays !== true) this.#open.delete(at);
      for (const { zone } of this.#zones.values()) zone.withdraw(at);
      if (this.book.settle(call.callId, "silent", "不必再报 no longer needed", this.#options.clock.nowMs()))
        this.#changed({ windowId: at });
      if (apologise && heard) this.#say("withdrawn", call, `wait ${ticketId}`, 1);
    }
  }

  /** To every zone that hears this window. */
  #say(
    kind: "call" | "withdrawn" | "missed",
    about: { readonly number: string; readonly windowId: string; readonly callId?: string },
    key: string,
    readings: number | null,
  ): void {
    const { config } = this.#options.running();
    const { number, windowId } = about;
    const item: Item = {
      ...sentencesOf(config, kind, number, windowId),
      ...{ key, kind, number, windowId, callId: kind === "call" ? (about.callId ?? null) : null },
      readings: readings ?? config.sound.readings ?? config.speech.readings,
    };
    for (const { plan, zone } of this.#zones.values()) {
      if (plan.windows === null || plan.windows.includes(windowId)) zone.say(item);
    }
  }

  /** What the strips and screens made of it. */
  #look(call: Extract<Speech, { do: "call" }>, turn: number): void {
    const delayMs = LOOKS_MS[turn];
    if (delayMs === undefined) return;
    const timer = this.#options.clock.after(delayMs, () => {
      this.#looks.delete(timer);
      // By now the strip may show somebody else: nothing can be said of this call any more.
      if (this.book.ofWindow(call.windowId)?.id !== call.callId) return;
      const { clock, running, audience } = this.#options;
      const final = turn === LOOKS_MS.length - 1;
      const seen = sightsOf(running().members, call, audience(call.windowId, call.ticketId), final);
      const news = seen.map((sink) => this.book.note(call.callId, sink, clock.nowMs()));
      if (news.includes(true)) this.#changed({ windowId: call.windowId });
      this.#look(call, turn + 1);
    });
    this.#looks.add(timer);
  }

  #tell(zoneId: string, item: Item, sink: ZoneSink, outcome: { state: Delivered; detail: string }): void {
    if (item.kind === "test" && outcome.state !== "pending") {
      this.#testEnds.get(item.key)?.({ state: outcome.state as SinkOutcome["state"], detail: outcome.detail });
    }
    if (item.callId === null) return;
    const id = sink.kind === "player" ? `${sink.id} ${zoneId}` : sink.id;
    const { state, detail } = outcome;
    const isNews = this.book.note(item.callId, { id, kind: sink.kind, state, detail }, this.#options.clock.nowMs());
    if (isNews && item.windowId !== null) this.#changed({ windowId: item.windowId });
  }

  #dropped(item: Item, why: "old" | "quiet"): void {
    if (item.callId === null || item.windowId === null) return;
    const [state, detail] =
      why === "quiet"
        ? (["silent", "静音时段，仅显示 quiet hours: shown only"] as const)
        : (["failed", "等候过久，未播报 waited too long, not said"] as const);
    const nowMs = this.#options.clock.nowMs();
    for (const { plan, voices, players } of this.#zones.values()) {
      if (plan.windows !== null && !plan.windows.includes(item.windowId)) continue;
      if (why !== "quiet" || !this.isQuiet(plan)) continue;
      for (const sink of [...voices, ...(players === null ? [] : [players])]) {
        if (!sink.serves(item.windowId)) continue;
        const id = sink.kind === "player" ? `${sink.id} ${plan.id}` : sink.id;
        this.book.note(item.callId, { id, kind: sink.kind, state, detail }, nowMs);
      }
    }
    if (why === "old") this.book.settle(item.callId, state, detail, nowMs);
    this.#changed({ windowId: item.windowId });
  }

  #begun({ callId, windowId }: Item): void {
    const open = windowId === null ? undefined : this.#open.get(windowId);
    if (open !== undefined && open.call.callId === callId) open.heard = true;
  }

  /** The zones of the configuration that runs now; those that are the same stay as they are. */
  #current(): void {
    const { config, members } = this.#options.running();
    if (config === this.#config && members.length === this.#members.length) {
      if (members.every((member, i) => member === this.#members[i])) return;
    }
    this.#config = config;
    this.#members = members;
    const running = new Set(members.flatMap(({ voice }) => voice ?? []));
    for (const voice of this.#voices.keys()) if (!running.has(voice)) this.#voices.delete(voice);
    const before = this.#zones;
    this.#zones = new Map();
    for (const plan of zonesOf(config)) {
      const voices = this.#voicesOf(plan);
      const old = before.get(plan.id);
      const made = JSON.stringify([plan, config.sound, config.hall.timezone]);
      const same = old !== undefined && old.made === made && sameList(old.voices, voices);
      if (same) before.delete(plan.id);
      this.#zones.set(plan.id, same ? old : { ...this.#make(plan, config, voices), made });
    }
    for (const { zone, players } of before.values()) {
      zone.close();
      players?.stop();
    }
    this.#changed("overview");
  }

  #voicesOf(plan: ZonePlan): VoiceSink[] {
    return plan.voices.flatMap((id) => {
      const { voice, config } = this.#members.find((member) => member.config.id === id) ?? {};
      return voice === undefined ? [] : [this.#voiceSink(id, voice, config?.windows ?? null)];
    });
  }

  #make(plan: ZonePlan, { sound, hall }: Config, voices: readonly VoiceSink[]): Omit<RunningZone, "made"> {
    const { clock, clips } = this.#options;
    const changed = () => this.#changed({ zone: plan.id });
    const players = plan.browser
      ? new PlayerSink({
          ...{ clock, mode: plan.players, gapMs: sound.gapMs, clipUrl, changed },
          expected: plan.browserExpected,
          timeText: (atMs) => isoWithOffset(atMs, hall.timezone),
        })
      : null;
    const zone = new SoundZone({
      ...{ clock, clips, volume: plan.volume, chime: sound.chime, pauseMs: sound.pauseMs, gapMs: sound.gapMs },
      repeatsUpTo: sound.repeatsUpTo,
      sinks: [...voices, ...(players === null ? [] : [players])],
      quiet: () => this.isQuiet(plan),
      tell: (item, sink, outcome) => this.#tell(plan.id, item, sink, outcome),
      dropped: (item, why) => this.#dropped(item, why),
      begun: (item) => this.#begun(item),
      changed: () => this.#changed("overview"),
    });
    return { plan, zone, voices, players };
  }

  /** One per module for as long as it runs. */
  #voiceSink(id: string, voice: VoiceDevice, windows: readonly string[] | null): VoiceSink {
    const known = this.#voices.get(voice);
    if (known !== undefined) return known;
    const sink = new VoiceSink(id, voice, windows);
    this.#voices.set(voice, sink);
    return sink;
  }
}

/** Where pages get a clip. */
const clipUrl = ({ text, language }: Clip): string =>
  text === CHIME
    ? "/api/v1/speech/chime"
    : `/api/v1/speech?text=${encodeURIComponent(text)}&language=${encodeURIComponent(language)}`;

const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);
