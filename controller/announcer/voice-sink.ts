// A serial voice module as one of the sinks of a zone: the zone queues, the module reads one announcement at a time.
import type { VoiceDevice } from "../../drivers/kernel/voice-device.ts";
import type { Said, SinkOutcome, ZoneSink } from "./sink.ts";

export class VoiceSink implements ZoneSink {
  readonly id: string;
  readonly kind = "voice";
  readonly #voice: VoiceDevice;
  readonly #windows: readonly string[] | null;
  #current: { readonly key: string; readonly ended: (outcome: SinkOutcome) => void } | null = null;
  #readings = 0;
  #ready: () => void = () => undefined;

  constructor(id: string, voice: VoiceDevice, windows: readonly string[] | null) {
    this.id = id;
    this.#voice = voice;
    this.#windows = windows;
    voice.onEnded((key, said, detail) => {
      if (key !== this.#current?.key) return;
      this.#end(said ? { state: "said", detail: "" } : { state: "failed", detail: detail || "模块未播 not said" });
    });
    voice.onState(({ detail }) => {
      if (this.#there) this.#ready();
      else this.#lost(detail);
    });
  }

  get ready(): boolean {
    return this.#there && this.#current === null;
  }

  get busy(): boolean {
    return this.#current !== null;
  }

  get detail(): string {
    const { state, detail } = this.#voice.status();
    return this.#current !== null ? "正在播报 speaking" : detail || (state === "online" ? "" : state);
  }

  serves(windowId: string | null): boolean {
    return windowId === null || this.#windows === null || this.#windows.includes(windowId);
  }

  onReady(listener: () => void): void {
    this.#ready = listener;
  }

  begin({ item, volume }: Said, ended: (outcome: SinkOutcome) => void): void {
    this.#readings += 1;
    const key = `${item.key} ${this.#readings}`;
    this.#current = { key, ended };
    this.#voice.say({ key, text: item.text, readings: 1, ...(volume < 100 ? { volume } : {}) });
  }

  /** In the daily self-check: asks, and is not heard. */
  async check(): Promise<{ readonly ok: boolean; readonly detail: string }> {
    return this.#voice.device.test();
  }

  get #there(): boolean {
    const { state } = this.#voice.status();
    return state === "online" || state === "faulted";
  }

  /** What it was saying is the zone's to say again; the module itself forgets it. */
  #lost(detail: string): void {
    if (this.#current === null) return;
    this.#voice.withdraw(this.#current.key);
    this.#end({ state: "failed", detail });
  }

  #end(outcome: SinkOutcome): void {
    const { ended } = this.#current ?? {};
    this.#current = null;
    ended?.(outcome);
    this.#ready();
  }
}
