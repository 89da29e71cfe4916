// The one runner for devices that speak in frames: their state, what they show, what they report.
import type { Clock } from "./clock.ts";
import { DesiredState } from "./desired-state.ts";
import type { Device, DeviceOptions, Outcome, PadResult, Shown } from "./device-port.ts";
import { type DeviceStatus, StateTeller } from "./device-status.ts";
import { ExpectedWord } from "./expected-word.ts";
import { KeySource } from "./key-source.ts";
import type { Link } from "./link.ts";
import {
  type AnyCodec,
  type AnyExchange,
  type FrameModel,
  type LinkMember,
  type MemberCounters,
  type Order,
  type Settled,
  STRIP_PRIORITY,
} from "./link-member.ts";
import type { KeypadAction, StripShow, Timing } from "./model.ts";
import { Presence } from "./presence.ts";
import type { Done, PressOutcome } from "./press-source.ts";
import { WireLog } from "./wire-log.ts";

export type { Device, DeviceOptions, Outcome, PadResult, Shown } from "./device-port.ts";
export type { DeviceState, DeviceStatus } from "./device-status.ts";
export type { Done, PressOutcome } from "./press-source.ts";

const CLOSE_MS_MAX = 2_000;
const TEST_MS_MAX = 5_000;
const TEST_SHOWN_MS = 3_000;
const WORDS_SHOWN_MS = 10_000;
/** 32 strips of 70 ms each take 7 % of a bus at 9600 baud (hardware.md §9). */
const REFRESH_MS = 30_000;
/** One refusal may be a frame the noise broke; the second in a row is the device's opinion. */
const NAKS_MAX = 2;

/** Joins the link at once; the link may be started before or after. */
export function createDevice(options: DeviceOptions): Device {
  const device = new FrameDevice(options);
  options.link.attach(device);
  return device;
}

class FrameDevice implements Device, LinkMember {
  readonly id: string;
  readonly model: FrameModel;
  readonly codec: AnyCodec;
  readonly timing: Timing;
  readonly wireLog: WireLog;
  readonly counters: MemberCounters = { framesIn: 0, framesOut: 0, retries: 0, timeouts: 0, naks: 0, late: 0 };
  readonly #settings: never;
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #teller = new StateTeller(() => this.status());
  readonly #presence: Presence;
  readonly #shown: DesiredState;
  readonly #invited: DesiredState;
  readonly #presses: KeySource<KeypadAction | PadResult | string>;
  #press: ((press: KeypadAction, done: Done) => void) | null = null;
  #result: ((result: PadResult, done: Done) => void) | null = null;
  #scanned: ((text: string) => void) | null = null;
  #message: ((message: unknown) => void) | null = null;
  #roundTripMs: number | null = null;
  #facts: Readonly<Record<string, string>> = {};
  #fault: string | null = null;
  #naksInRow = 0;
  #lastSeenMs: number | null = null;
  #duplicates = 0;
  #tests = 0;
  #closed = false;
  readonly #expected: ExpectedWord;

  constructor({ id, model, settings, link, clock, expectEveryMs }: DeviceOptions) {
    this.#expected = new ExpectedWord(clock, expectEveryMs, () => this.#update());
    this.id = id;
    this.model = model;
    // Checked by the configuration; each model casts it back to its own type.
    this.#settings = settings as never;
    const wire = this.guard("wire", () => model.wireFor?.(this.#settings));
    this.codec = wire?.codec ?? model.codec;
    this.timing = wire?.timing ?? model.timing;
    this.#link = link;
    this.#clock = clock;
    this.wireLog = new WireLog(clock);
    this.#presence = new Presence({
      clock,
      timing: this.timing,
      askable: this.guard("probe", () => model.probe(this.#settings) !== null) ?? false,
      ask: (attemptsMax, gone, settled) => this.#ask(attemptsMax, gone, settled),
      gone: () => this.#gone(),
      back: () => this.#resync(),
    });
    this.#shown = this.#desired("show");
    this.#invited = this.#desired("invite");
    this.#presses = new KeySource({
      clock,
      rules: this.guard("gestures", () => model.kind === "keypad" && model.gestures?.(this.#settings)) || null,
      watchesKeys: model.kind === "keypad" || model.kind === "pad",
      changed: () => this.#update(),
      meaning: (message) => this.guard("press", () => this.#meaning(message)) ?? null,
      tell: (press, done) => this.guard("listener", () => this.#tellPress(press, done)) ?? false,
      acknowledge: (message, sent) => this.#acknowledge(message, sent),
      feedback: (outcome) => this.#feedback(outcome),
      duplicate: () => {
        this.#duplicates += 1;
      },
    });
  }

  show(desired: Shown): void {
    const { model } = this;
    if ((model.kind !== "led" && model.kind !== "keypad") || this.#closed) return;
    const priority = "texts" in desired ? STRIP_PRIORITY[desired.state] : 2;
    const plan = (): readonly AnyExchange[] => model.plan(desired as never, this.#settings);
    this.#shown.set({ key: JSON.stringify(desired), priority, plan });
    this.#update();
  }

  get told(): Device["told"] {
    return this.#shown.told;
  }

  arm(invitation: string | boolean | null): void {
    const { model } = this;
    if (model.kind !== "pad" || this.#closed) return;
    if (invitation === null || invitation === false) {
      const exchanges = this.guard("withdraw", () => model.withdraw?.(this.#settings)) ?? [];
      this.#invited.set(exchanges.length === 0 ? null : { key: "", priority: 2, plan: () => exchanges });
    } else {
      const name = String(invitation);
      this.#invited.set({ key: name, priority: 1, plan: () => model.invite(this.#settings, name) });
    }
  }

  onPress(listener: (press: KeypadAction, done: Done) => void): void {
    this.#press = listener;
  }

  onResult(listener: (result: PadResult, done: Done) => void): void {
    this.#result = listener;
  }

  onScan(listener: (text: string) => void): void {
    this.#scanned = listener;
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }

  onState(listener: (status: DeviceStatus) => void): void {
    this.#teller.listen(listener);
  }

  status(): DeviceStatus {
    const counters = { ...this.counters, duplicates: this.#duplicates, garbage: this.#link.counters.garbage };
    const { state, detail } = this.#teller;
    const [roundTripMs, facts] = [this.#roundTripMs, this.#facts];
    return { state, detail, lastSeenMs: this.#lastSeenMs, counters, roundTripMs, facts };
  }

  async test(words?: StripShow): Promise<Outcome> {
    const { model } = this;
    const probe = this.guard("probe", () => model.probe(this.#settings)) ?? null;
    if (probe !== null) {
      const asked = await this.order(() => [probe]);
      if (!asked.ok) return asked;
    }
    if (model.kind === "pad") return this.order(() => model.invite(this.#settings, "test"));
    if (model.kind === "keypad") return this.order(() => model.feedback("beep", this.#settings));
    if (model.kind === "scanner") return this.order(() => model.trigger(true, this.#settings));
    if (model.kind === "voice") return { ok: this.#mayTalk(), detail: this.#teller.detail };
    this.#tests += 1;
    const own: StripShow = { state: "idle", texts: [`测试 TEST ${this.#tests}`, "测试", "88"], number: "88" };
    const shown = await this.order(() => model.plan(words ?? own, this.#settings));
    this.#clock.after(words === undefined ? TEST_SHOWN_MS : WORDS_SHOWN_MS, () => this.#shown.resync());
    return shown;
  }

  setBrightness(level: number): Promise<Outcome> {
    const { model } = this;
    return this.order(() => (model.kind === "led" ? model.brightness(level, this.#settings) : []));
  }

  setClock(atMs: number, timezone: string): Promise<Outcome> {
    const { model } = this;
    return this.order(() => (model.kind === "led" ? model.setClock(atMs, timezone, this.#settings) : []));
  }

  clear(): Promise<Outcome> {
    const { model } = this;
    return this.order(() => (model.kind === "led" ? model.clear(this.#settings) : []));
  }

  async close(closing?: Shown): Promise<void> {
    const { model } = this;
    this.arm(null);
    this.#shown.set(null);
    this.#closed = true;
    const shows = model.kind === "led" || model.kind === "keypad";
    if (closing !== undefined && shows && this.#mayTalk()) {
      await this.order(() => model.plan(closing as never, this.#settings), CLOSE_MS_MAX);
    }
    this.#expected.stop();
    this.#presses.stop();
    this.#presence.down();
    this.#link.detach(this);
    this.#teller.set("offline", "已停止 stopped");
  }

  // What the link tells.

  owns(message: unknown): boolean {
    return this.model.owns(message, this.#settings);
  }

  up(): void {
    this.#resync();
    this.#presence.up();
    this.#expected.heard();
    this.#update();
  }

  down(): void {
    this.#expected.stop();
    this.#presence.down();
    this.#shown.lose();
    this.#invited.lose();
    this.#update();
  }

  heard(message: unknown, _bytes: Uint8Array, reply: boolean): void {
    this.#lastSeenMs = this.#clock.nowMs();
    this.#presence.seen();
    this.#expected.heard();
    const facts = this.guard("facts", () => this.model.facts?.(message));
    if (facts != null) this.#facts = { ...this.#facts, ...facts };
    this.#update();
    if (reply) return;
    this.guard("listener", () => this.#message?.(message));
    this.#presses.frame(message);
  }

  masked(message: unknown, bytes: Uint8Array): { readonly bytes: Uint8Array; readonly meaning: unknown } | null {
    return this.model.masked?.(message, bytes) ?? null;
  }

  answeredAfter(ms: number): void {
    this.#roundTripMs = ms;
  }

  threw(error: unknown, where: string): void {
    this.#fault = `驱动出错 the driver failed (${where}): ${error instanceof Error ? error.message : String(error)}`;
    this.#update();
  }

  guard<T>(where: string, call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      this.threw(error, where);
      return undefined;
    }
  }

  #update(): void {
    if (this.#closed) return; // `close` has said the last word.
    const { downReason, isUp } = this.#link;
    const fault = this.#fault ?? this.#presses.fault;
    const naks = this.#naksInRow >= NAKS_MAX ? "设备拒绝显示 the device refuses what it is to show" : null;
    if (!isUp && downReason !== null) this.#teller.set("offline", `线路中断 link down: ${downReason}`);
    else if (!isUp) this.#teller.set("starting", "正在打开线路 opening the link");
    else if (fault !== null) this.#teller.set("faulted", fault);
    else if (this.#presence.isGone) this.#teller.set("offline", "设备无应答 the device does not answer");
    else if (this.#expected.isOverdue)
      this.#teller.set("offline", "设备静默，超过应有间隔 silent for longer than expected");
    else if (naks !== null) this.#teller.set("faulted", naks);
    else if (this.#presence.isAwaited) this.#teller.set("starting", "等待设备应答 waiting for its first answer");
    else this.#teller.set("online", "");
  }

  #mayTalk(): boolean {
    return this.#link.isUp && !this.#presence.isGone;
  }

  /** After every opening and every return: the device may have lost its power meanwhile. */
  #resync(): void {
    const exchanges = this.guard("onOpen", () => this.model.onOpen(this.#settings)) ?? [];
    // Priority 1 and submitted first: nothing of this device goes before; others wait no longer than behind a call.
    const settled = (result: Settled) => this.#settled(result);
    if (exchanges.length > 0) this.#link.submit(this, { priority: 1, slot: "open", exchanges, settled });
    this.#shown.resync();
    this.#invited.resync();
  }

  #gone(): void {
    this.#shown.lose();
    this.#invited.lose();
    this.#link.drop(this);
    this.#update();
  }

  #desired(slot: string): DesiredState {
    return new DesiredState({
      clock: this.#clock,
      slot,
      mayTalk: () => this.#mayTalk(),
      submit: (order) => this.#link.submit(this, order),
      drop: (which) => this.#link.drop(this, which),
      guard: (where, call) => this.guard(where, call),
      settled: (result) => this.#settled(result),
      ...(slot === "show" ? { refreshMs: REFRESH_MS } : {}),
    });
  }

  #settled(result: Settled): void {
    if (result.outcome === "ok") {
      this.#fault = null;
      this.#naksInRow = 0;
    } else if (result.outcome === "nak") this.#naksInRow += 1;
    this.#presence.settled(result);
    this.#update();
  }

  #ask(attemptsMax: number, gone: boolean, settled: (result: Settled) => void): boolean {
    const probe = this.guard("probe", () => this.model.probe(this.#settings)) ?? null;
    const told = (result: Settled) => {
      if (result.outcome === "ok") this.#fault = null;
      settled(result);
      this.#update();
    };
    if (probe === null) return this.#shown.ask(told) || this.#invited.ask(told);
    this.#link.submit(this, {
      priority: 3,
      slot: "probe",
      exchanges: [probe],
      attemptsMax,
      yields: gone,
      settled: told,
    });
    return true;
  }

  #meaning(message: unknown): KeypadAction | PadResult | string | null {
    const { model } = this;
    if (model.kind === "scanner") return model.scan(message, this.#settings);
    if (model.kind === "keypad") return model.press(message, this.#settings);
    return model.kind === "pad" ? model.result(message, this.#settings) : null;
  }

  #tellPress(press: KeypadAction | PadResult | string, done: Done): boolean {
    if (typeof press === "string") {
      this.#scanned?.(press);
      done("ok");
      return this.#scanned !== null;
    }
    if ("action" in press) this.#press?.(press, done);
    else this.#result?.(press, done);
    return ("action" in press ? this.#press : this.#result) !== null;
  }

  #acknowledge(message: unknown, sent: (ok: boolean) => void): void {
    const { model } = this;
    // Scanners wait for no answer: the same code read again a moment later is a new one.
    if (model.kind !== "keypad" && model.kind !== "pad") {
      sent(true);
      return;
    }
    const ack: unknown = this.guard("ack", () => model.ack(message, this.#settings)) ?? null;
    const settled = (result: Settled) => sent(result.outcome === "ok");
    if (ack === null)
      sent(true); // It waits for none: only a bounce is the same press, no later one.
    else this.#link.submit(this, { priority: 0, slot: null, exchanges: [{ message: ack, reply: null }], settled });
  }

  #feedback(outcome: PressOutcome | "beep"): void {
    const { model } = this;
    if (model.kind !== "keypad") return;
    const exchanges = this.guard("feedback", () => model.feedback(outcome, this.#settings)) ?? [];
    const [slot, settled] = [`feedback ${outcome === "beep"}`, (result: Settled) => this.#settled(result)];
    this.#link.submit(this, { priority: 1, slot, exchanges, settled });
  }

  order(plan: () => readonly AnyExchange[], msMax = TEST_MS_MAX): Promise<Outcome> {
    return new Promise((resolve) => {
      const exchanges = this.guard("order", plan);
      if (exchanges === undefined) {
        resolve({ ok: false, detail: this.#fault ?? "" });
        return;
      }
      const timer = this.#clock.after(msMax, () => resolve({ ok: false, detail: "超时 took too long" }));
      const settled = ({ outcome, detail }: Settled) => {
        timer.cancel();
        resolve({ ok: outcome === "ok", detail: outcome === "ok" ? "正常 ok" : detail || outcome });
      };
      const order: Order = { priority: 1, slot: null, exchanges, settled };
      this.#link.submit(this, order);
    });
  }
}
