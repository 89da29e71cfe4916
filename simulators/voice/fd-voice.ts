// A simulated voice module: takes texts, says them for a while, answers in single bytes (hardware.md §5).
import { type FrameRecord, type Press, type PressResult, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import {
  ANSWER,
  type AnswerName,
  type EncodingName,
  type FdDialect,
  type FdHeard,
  type FdOrder,
  FdReader,
  readTags,
} from "./fd-frame.ts";

/** How long one character is heard. */
export const CHARACTER_MS = 250;
/** Texts that are remembered for the technician. */
export const SPOKEN_MAX = 50;
/** §5.1: bytes of a frame stand less than 8 ms apart. Here a network may lie between host and module. */
const GAP_LOOSE_MS = 300;
export const GAP_STRICT_MS = 8;
const WAKE_MS = 16; // §5.1
const BAUD_AT_POWER_UP = 9600; // §5.1
const VOLUME_DEFAULT = 10; // §5.1

/** One text as the hall heard it. */
export interface SpokenText {
  readonly text: string;
  /** The tags the module obeyed, without brackets. */
  readonly tags: readonly string[];
  readonly encoding: EncodingName;
  readonly music: number;
  readonly atMs: number;
  /** It did not end by itself: another text, a stop or the loss of power took it away. */
  readonly cutOff: boolean;
}

export interface FdVoiceOptions extends SimOptions {
  /** Drops a frame whose bytes stand more than 8 ms apart, as the module does on a real line. */
  readonly strictGap?: boolean | undefined;
}

interface Saying {
  readonly said: SpokenText;
  /** What is left of it. */
  leftMs: number;
  sinceMs: number;
  cancel: (() => void) | null;
}

/** One module, SYN6288 or XFS5152 as its dialect says. */
export class FdVoiceSim implements SimDevice {
  readonly id: string;
  readonly model: string;
  readonly keys: readonly string[] = [];
  readonly #core: SimCore;
  readonly #dialect: FdDialect;
  readonly #gapMs: number;
  readonly #reader: FdReader;
  readonly #spoken: SpokenText[] = [];
  #saying: Saying | null = null;
  #heardAtMs = 0;
  #asleep = false;
  /** Bytes before this moment are lost: the module is still waking. */
  #deafUntilMs = 0;
  #baud = BAUD_AT_POWER_UP;
  #volume = VOLUME_DEFAULT;
  /** Nobody to hear 4A: then it is said to the host that comes. Unknown while no line says who is there. */
  #host: "unknown" | "there" | "gone" = "unknown";
  #announced = false;

  constructor(model: string, dialect: FdDialect, options: FdVoiceOptions = {}) {
    this.model = model;
    this.id = options.id ?? "voice";
    this.#dialect = dialect;
    this.#gapMs = options.strictGap === true ? GAP_STRICT_MS : GAP_LOOSE_MS;
    this.#reader = new FdReader(dialect);
    this.#core = new SimCore(options, ["two-byte-status", "never-idle", "rejecting", "power-cycle"]);
  }

  /** What is heard now. */
  get display(): string {
    return this.#saying?.said.text ?? "";
  }

  get fault(): string {
    return this.#core.fault;
  }
  set fault(fault: string) {
    this.setFault(fault);
  }
  get faults(): readonly string[] {
    return this.#core.faults;
  }
  get plugged(): boolean {
    return this.#core.fault !== "unplugged";
  }
  get reading(): boolean {
    return this.plugged;
  }
  get frames(): readonly FrameRecord[] {
    return this.#core.log.all;
  }

  receive(bytes: Uint8Array): void {
    if (!this.plugged || bytes.length === 0) return;
    const nowMs = this.#core.clock.now();
    if (this.#asleep) {
      this.#asleep = false;
      this.#deafUntilMs = nowMs + WAKE_MS;
    }
    if (nowMs < this.#deafUntilMs) return;
    if (nowMs - this.#heardAtMs > this.#gapMs) this.#reader.clear();
    this.#heardAtMs = nowMs;
    this.#hear(this.#reader.push(bytes));
  }

  /** A module that has just got its power says so to the host that is there. */
  hostCame(): void {
    this.#host = "there";
    this.#announce();
  }

  hostGone(): void {
    this.#host = "gone";
    this.#reader.clear();
  }

  onSend(listener: (bytes: Uint8Array) => void): void {
    this.#core.onSend(listener);
  }

  onChange(listener: () => void): void {
    this.#core.onChange(listener);
  }

  press(_press: Press): PressResult {
    return { ok: false, allowed: [] };
  }

  /** `power-cycle` happens at once and is over: the module comes back with 4A. */
  setFault(fault: string): void {
    const wasPlugged = this.plugged;
    this.#core.setFault(fault);
    if (fault === "unplugged" || fault === "power-cycle") this.#losePower();
    if (fault === "power-cycle") this.#core.setFault("none");
    if (fault === "power-cycle" || (!wasPlugged && this.plugged)) this.#announce();
    this.#core.changed();
  }

  view(): Record<string, unknown> {
    const saying = this.#saying;
    return {
      state: this.#asleep ? "asleep" : saying === null ? "idle" : saying.cancel === null ? "paused" : "speaking",
      baud: this.#baud,
      volume: this.#volume,
      music: saying?.said.music ?? 0,
      spoken: [...this.#spoken],
    };
  }

  #hear(heard: readonly FdHeard[]): void {
    let rejected = false;
    for (const one of heard) {
      this.#core.log.add("in", one.raw);
      if (one.kind === "order" && this.#core.fault !== "rejecting") this.#obey(one.order);
      // The rest of a broken frame is not refused once more.
      else if (!rejected) {
        rejected = true;
        this.#answer("rejected");
      }
    }
    if (heard.length > 0) this.#core.changed();
  }

  #obey(order: FdOrder): void {
    if (order.cmd === "status") {
      const speaking = this.#saying !== null || this.#core.fault === "never-idle";
      if (this.#core.fault === "two-byte-status") this.#answer("accepted", speaking ? "speaking" : "idle");
      else this.#answer(speaking ? "speaking" : "idle");
      return;
    }
    this.#answer("accepted");
    if (order.cmd === "speak") this.#speak(order.text, order.encoding, order.music ?? 0);
    else if (order.cmd === "pause") this.#pause();
    else if (order.cmd === "resume") this.#resume();
    else if (order.cmd === "baud") this.#baud = order.baud;
    else {
      const wasSpeaking = this.#saying !== null;
      this.#cutOff();
      if (order.cmd === "powerDown") this.#asleep = true;
      else if (wasSpeaking) this.#becameIdle();
    }
  }

  /** §5.1: a new text silently takes the place of the one being said. */
  #speak(raw: string, encoding: EncodingName, music: number): void {
    this.#cutOff();
    const { text, tags } = readTags(this.#dialect, raw);
    for (const tag of tags) if (/^v\d/.test(tag)) this.#volume = Number(tag.slice(1));
    if (tags.includes("d")) this.#volume = VOLUME_DEFAULT;
    const said: SpokenText = { text, tags, encoding, music, atMs: this.#core.clock.now(), cutOff: false };
    if (text !== "") this.#remember(said);
    const pauses = tags.filter((tag) => tag.startsWith("p")).reduce((ms, tag) => ms + Number(tag.slice(1)), 0);
    this.#saying = { said, leftMs: [...text].length * CHARACTER_MS + pauses, sinceMs: 0, cancel: null };
    this.#resume();
  }

  #remember(said: SpokenText): void {
    this.#spoken.push(said);
    if (this.#spoken.length > SPOKEN_MAX) this.#spoken.shift();
  }

  #pause(): void {
    const saying = this.#saying;
    if (saying === null || saying.cancel === null) return;
    saying.cancel();
    saying.cancel = null;
    saying.leftMs -= this.#core.clock.now() - saying.sinceMs;
  }

  #resume(): void {
    const saying = this.#saying;
    if (saying === null || saying.cancel !== null) return;
    saying.sinceMs = this.#core.clock.now();
    saying.cancel = this.#core.clock.after(Math.max(0, saying.leftMs), () => {
      this.#saying = null;
      this.#becameIdle();
      this.#core.changed();
    });
  }

  #becameIdle(): void {
    if (this.#core.fault !== "never-idle") this.#answer("idle");
  }

  #cutOff(): void {
    const saying = this.#saying;
    if (saying === null) return;
    saying.cancel?.();
    this.#saying = null;
    const at = this.#spoken.indexOf(saying.said);
    if (at !== -1) this.#spoken[at] = { ...saying.said, cutOff: true };
  }

  /** 4A, once for each time the module got its power. */
  #announce(): void {
    if (!this.plugged || this.#announced || this.#host === "gone") return;
    this.#announced = true;
    this.#answer("initialised");
  }

  #losePower(): void {
    this.#cutOff();
    this.#reader.clear();
    this.#asleep = false;
    this.#deafUntilMs = 0;
    this.#baud = BAUD_AT_POWER_UP;
    this.#volume = VOLUME_DEFAULT;
    this.#announced = false;
  }

  #answer(...names: readonly AnswerName[]): void {
    this.#core.send(Uint8Array.from(names, (name) => ANSWER[name]));
  }
}
