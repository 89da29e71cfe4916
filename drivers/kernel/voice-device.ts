// The voice of a hall: announcements one after the other on one module, whatever becomes of it meanwhile.
import assert from "node:assert";
import type { Clock, Timer } from "./clock.ts";
import { createDevice, type Device, type DeviceOptions, type DeviceStatus, type Outcome } from "./device.ts";
import { StateTeller } from "./device-status.ts";
import type { FrameModel } from "./link-member.ts";
import { type Announcement, type Reading, SpeechQueue } from "./speech-queue.ts";
import { type AnySpoken, Utterance } from "./utterance.ts";
import type { WireLog } from "./wire-log.ts";

export type { Announcement } from "./speech-queue.ts";

export interface VoiceOptions extends DeviceOptions {
  /** Readings that may wait; repeats go first when there are more. */
  readonly waitingMax?: number | undefined;
}

/** A voice module on its link. Nothing here ever throws at its caller. */
export interface VoiceDevice {
  readonly id: string;
  /** Its last 200 frames, as `.wirelog` text or live. */
  readonly wireLog: WireLog;
  readonly device: Device;
  /** Queued: read once before anything is repeated. The same key again replaces what is still to be read of it. */
  say(announcement: Announcement): void;
  /** Takes back what has not begun; a reading in progress goes on. */
  withdraw(key: string): void;
  /** At once, and nothing that waits is read either. */
  silence(): void;
  /** Called when a reading has come to its end, said or not. One listener. */
  onEnded(listener: (key: string, said: boolean, detail: string) => void): void;
  /** Readings that have not begun. */
  readonly waiting: number;
  /** Called at every change of state or detail. */
  onState(listener: (status: DeviceStatus) => void): void;
  status(): DeviceStatus;
  /** Speaks a numbered sentence in its turn; ok when the module took it and came to its end. */
  test(): Promise<Outcome>;
  /** Leaves the link. What is being said is heard to its end. */
  close(): Promise<void>;
}

/** Fifty windows calling at once, and some repeats: more could not be read while anybody waits for it. */
const WAITING_MAX = 60;
/** Between two readings, so that people hear where one ends. */
const PAUSE_MS = 300;
/** Every order is settled by the link; this only bounds the wait should it not be. */
const ORDER_MS_MAX = 120_000;
/** One refusal may be a frame the noise broke; the second in a row is the module's opinion. */
const NAKS_MAX = 2;
const TEST_MS_MAX = 30_000;

/** Joins the link at once; the link may be started before or after. The model must be a voice. */
export function createVoice(options: VoiceOptions): VoiceDevice {
  const { model } = options;
  assert(model.kind === "voice", `${model.id} is no voice`);
  return new VoiceRunner(options, model);
}

type AnyVoiceModel = Extract<FrameModel, { readonly kind: "voice" }>;

interface Test {
  readonly key: string;
  readonly end: (outcome: Outcome) => void;
}

class VoiceRunner implements VoiceDevice {
  readonly id: string;
  readonly device: Device;
  readonly #model: AnyVoiceModel;
  readonly #settings: never;
  readonly #clock: Clock;
  readonly #queue: SpeechQueue;
  readonly #teller = new StateTeller(() => this.status());
  readonly #counters = { said: 0, rejected: 0, unheard: 0, powerCycles: 0 };
  /** What is being read. */
  #current: { readonly reading: Reading; readonly utterance: Utterance } | null = null;
  /** Between readings. */
  #pausing: Timer | null = null;
  /** Stop orders whose answer is awaited. */
  #stopping = 0;
  #mayTalk = false;
  #wasAway = false;
  #naksInRow = 0;
  #fault: string | null = null;
  #tests = 0;
  #test: Test | null = null;
  #testing: Promise<Outcome> | null = null;
  #closed = false;
  #endedListener: ((key: string, said: boolean, detail: string) => void) | null = null;

  constructor(options: VoiceOptions, model: AnyVoiceModel) {
    this.id = options.id;
    this.#model = model;
    // Checked by the configuration; each model casts it back to its own type.
    this.#settings = options.settings as never;
    this.#clock = options.clock;
    this.#queue = new SpeechQueue({ waitingMax: options.waitingMax ?? WAITING_MAX });
    this.device = createDevice(options);
    this.device.onMessage((message) => this.#heard(message));
    this.device.onState((status) => this.#deviceIs(status));
    this.#deviceIs(this.device.status());
  }

  get wireLog(): WireLog {
    return this.device.wireLog;
  }

  get waiting(): number {
    this.#queue.expire(this.#clock.monotonicMs());
    return this.#queue.waiting;
  }

  say(announcement: Announcement): void {
    if (this.#closed || announcement.text.trim() === "") return;
    this.#queue.say(announcement, this.#clock.monotonicMs());
    this.#pump();
  }

  withdraw(key: string): void {
    this.#queue.withdraw(key);
  }

  silence(): void {
    this.#queue.clear();
    this.#interrupt();
    this.#endTest({ ok: false, detail: "已静音 silenced" });
    if (this.#closed || !this.#mayTalk) return;
    this.#stopping += 1;
    void this.device
      .order(() => this.#model.stop(this.#settings), ORDER_MS_MAX)
      .then(() => {
        this.#stopping -= 1;
        this.#pause();
      });
  }

  onEnded(listener: (key: string, said: boolean, detail: string) => void): void {
    this.#endedListener = listener;
  }

  onState(listener: (status: DeviceStatus) => void): void {
    this.#teller.listen(listener);
  }

  status(): DeviceStatus {
    const status = this.device.status();
    const { state, detail } = this.#teller;
    const own = { ...this.#counters, ...this.#queue.counters, waiting: this.waiting };
    return { ...status, state, detail, counters: { ...status.counters, ...own } };
  }

  test(): Promise<Outcome> {
    this.#testing ??= this.#runTest().finally(() => {
      this.#testing = null;
    });
    return this.#testing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#pausing?.cancel();
    this.#queue.clear();
    this.#interrupt();
    this.#endTest({ ok: false, detail: "已停止 stopped" });
    await this.device.close();
  }

  async #runTest(): Promise<Outcome> {
    const there = await this.device.test();
    if (!there.ok || !this.#mayTalk || this.#closed) return { ok: false, detail: there.detail || "已停止 stopped" };
    this.#tests += 1;
    const key = `测试 test ${this.#tests}`;
    return new Promise((resolve) => {
      const timer = this.#clock.after(TEST_MS_MAX, () => {
        this.withdraw(key);
        this.#endTest({ ok: false, detail: `前面还有 ${this.waiting} 条 still waiting behind others` });
      });
      const end = (outcome: Outcome) => {
        timer.cancel();
        resolve(outcome);
      };
      this.#test = { key, end };
      this.say({ key, text: `语音测试，一二三，${this.#tests}`, readings: 1 });
    });
  }

  #endTest(outcome: Outcome): void {
    const test = this.#test;
    this.#test = null;
    test?.end(outcome);
  }

  #deviceIs({ state, detail }: DeviceStatus): void {
    const could = this.#mayTalk;
    this.#mayTalk = state === "online" || state === "faulted";
    this.#update();
    if (could && !this.#mayTalk) this.#lost(detail);
    if (!could && this.#mayTalk) this.#back();
  }

  #lost(detail: string): void {
    const { reading } = this.#current ?? {};
    this.#interrupt();
    if (reading !== undefined) this.#queue.putBack(reading);
    this.#wasAway = true;
    const key = this.#test?.key;
    if (key !== undefined) this.withdraw(key);
    this.#endTest({ ok: false, detail });
  }

  #back(): void {
    if (this.#wasAway) this.#queue.afterOutage(this.#clock.monotonicMs());
    this.#wasAway = false;
    this.#pump();
  }

  #heard(message: unknown): void {
    const state = this.#model.voiceState(message as never);
    if (state === "initialised") this.#counters.powerCycles += 1;
    this.#current?.utterance.heard(state);
  }

  /** Begins the next reading when nothing is being read. */
  #pump(): void {
    const isBusy = this.#current !== null || this.#pausing !== null || this.#stopping > 0;
    if (isBusy || !this.#mayTalk || this.#closed) return;
    const reading = this.#queue.next(this.#clock.monotonicMs());
    if (reading === null) return;
    const parts = this.#partsOf(reading.announcement);
    const utterance = new Utterance(parts, {
      clock: this.#clock,
      gapMs: this.device.model.timing.gapMs,
      order: (exchange) => this.device.order(() => [exchange], ORDER_MS_MAX),
      probe: () => this.#model.probe(this.#settings),
      stateOf: (message) => this.#model.voiceState(message as never),
      frame: (result) => this.#frame(result),
      ended: (said, detail) => this.#ended(reading, said, detail),
    });
    this.#current = { reading, utterance };
    utterance.begin();
  }

  /** A model that cannot put a text into frames loses that text, not its voice. */
  #partsOf({ text, volume }: Announcement): readonly AnySpoken[] {
    try {
      const parts = this.#model.speak(text, withVolume(this.#settings, volume));
      this.#fault = null;
      return parts;
    } catch (error) {
      this.#fault = `驱动出错 the driver failed (speak): ${error instanceof Error ? error.message : String(error)}`;
      return [];
    } finally {
      this.#update();
    }
  }

  #frame(result: "accepted" | "rejected" | "unheard"): void {
    if (result === "accepted") this.#naksInRow = 0;
    else if (result === "unheard") this.#counters.unheard += 1;
    else {
      this.#counters.rejected += 1;
      this.#naksInRow += 1;
    }
    this.#update();
  }

  #ended(reading: Reading, said: boolean, detail: string): void {
    this.#current = null;
    if (said) this.#counters.said += 1;
    this.#queue.ended(reading);
    if (this.#test?.key === reading.announcement.key) {
      this.#endTest({ ok: said, detail: said ? "正常 ok" : detail || this.#fault || "未播出 not said" });
    }
    this.#pause();
    this.#endedListener?.(reading.announcement.key, said, detail || (this.#fault ?? ""));
  }

  /** Nothing is sent any more of what is being read. */
  #interrupt(): void {
    this.#current?.utterance.cancel();
    this.#current = null;
  }

  #pause(): void {
    this.#pausing?.cancel();
    this.#pausing = this.#clock.after(PAUSE_MS, () => {
      this.#pausing = null;
      this.#pump();
    });
  }

  #update(): void {
    const { state, detail } = this.device.status();
    const refuses = "模块拒绝播报，请核对型号和编码 the module refuses what it is to say: check its model and encoding";
    const own = this.#fault ?? (this.#naksInRow >= NAKS_MAX ? refuses : null);
    if (state === "online" && own !== null) this.#teller.set("faulted", own);
    else this.#teller.set(state, detail);
  }
}

/** Every model calls its loudness `volume`, each with a scale of its own. */
function withVolume(settings: never, share: number | undefined): never {
  const { volume } = settings as { volume?: unknown };
  if (share === undefined || typeof volume !== "number") return settings;
  return { ...(settings as object), volume: Math.round((volume * share) / 100) } as never;
}
