// Once a day, before the doors open: does every page's sound run, does every module answer, are there clips?
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { Announcer, RunningZone } from "./announcer.ts";
import type { ClipSource } from "./voice-pack.ts";

export interface CheckResult {
  readonly atMs: number;
  readonly ok: boolean;
  readonly detail: string;
}

export interface SelfCheckOptions {
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly clips: ClipSource | null;
  readonly timezone: () => string;
  /** `HH:MM`; null: none. */
  readonly checkAt: () => string | null;
  readonly changed: () => void;
}

const LOOK_MS = 20_000;
/** Busy with a call: asked again a little later, so often. */
const BUSY_MS = 5_000;
const BUSY_MAX = 24;

export class SelfCheck {
  readonly #options: SelfCheckOptions;
  readonly #results = new Map<string, CheckResult>();
  #day = "";
  #timer: Timer | null = null;
  #stopped = false;

  constructor(options: SelfCheckOptions) {
    this.#options = options;
  }

  resultOf(zoneId: string): CheckResult | null {
    return this.#results.get(zoneId) ?? null;
  }

  start(): void {
    if (this.#stopped) return;
    this.#timer = this.#options.clock.after(LOOK_MS, () => {
      this.#look();
      this.start();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** All zones now. */
  async run(): Promise<void> {
    await Promise.all([...this.#options.announcer.zones()].map((running) => this.#check(running)));
    this.#options.changed();
  }

  #look(): void {
    const { clock, timezone, checkAt } = this.#options;
    const at = checkAt();
    const [day = "", time = ""] = isoWithOffset(clock.nowMs(), timezone()).slice(0, 16).split("T");
    if (at === null || day === this.#day || time < at) return;
    this.#day = day;
    void this.run();
  }

  async #check({ plan, voices, players }: RunningZone): Promise<void> {
    const { clips, clock } = this.#options;
    const troubles: string[] = [];
    for (const voice of voices) {
      const { ok, detail } = voice.ready || voice.busy ? await voice.check() : { ok: false, detail: voice.detail };
      if (!ok) troubles.push(`${voice.id}: ${detail || "无应答 no answer"}`);
    }
    if (players !== null) {
      const bell = clips === null ? [] : [await clips.chime()];
      const outcomes = await this.#whenFree(() => players.check(bell));
      for (const { id, state, detail } of players.views()) {
        const outcome = outcomes?.get(id);
        if (outcome?.ok === true || outcomes === null) continue;
        troubles.push(
          `${id}: ${outcome?.detail || detail || (state === "blocked" ? "声音未开启 blocked" : "未回报 no report")}`,
        );
      }
      const pack = clips?.status();
      const needed = players.views().length > 0;
      if (needed && pack?.state !== "ok") troubles.push(pack?.detail || "没有语音包 no voice pack");
    }
    const nobody = voices.length === 0 && (players === null || players.views().length === 0);
    const detail = nobody ? "此区域没有语音设备和播放页面 nothing speaks here" : troubles.join("; ");
    this.#results.set(plan.id, { atMs: clock.nowMs(), ok: troubles.length === 0, detail });
  }

  async #whenFree<T>(ask: () => Promise<T> | null): Promise<T | null> {
    for (let turn = 0; turn < BUSY_MAX && !this.#stopped; turn += 1) {
      const asked = ask();
      if (asked !== null) return asked;
      await new Promise<void>((resolve) => void this.#options.clock.after(BUSY_MS, resolve));
    }
    return null;
  }
}
