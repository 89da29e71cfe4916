// Simulated Onbon BX-5K/6K font-card LED board: reads frames, keeps areas, answers like a card (hardware.md §2.1).
import { type FrameRecord, type Press, type PressResult, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import {
  colourOf,
  halfWidths,
  type OnbonArea,
  pixelsOf,
  plainText,
  readBeginWrite,
  readDynamic,
} from "./onbon-areas.ts";
import {
  buildReply,
  type OnbonFrame,
  type OnbonHeard,
  OnbonReader,
  type OnbonReply,
  WILDCARD,
  wrapOnbon,
} from "./onbon-frame.ts";

/** §2.1: error codes of a NACK. */
const ERROR = { none: 0, group: 1, command: 2, busy: 3, memory: 4, crc: 5, fileMissing: 6, date: 14 } as const;
const GROUP_REPLY = 0xa0;
const RESPONSE_NONE = 0x02;
const AREAS_MAX = 32;
const FILES_MAX = 64;
const NAME_BYTES = 4; // §2.1: four characters
const BRIGHTNESS_LAST = 15;
/** Longer than any host waits for an acknowledgement. */
const LATE_ACK_MS = 1500;
const NINE = 9; // §2.1: a real reply has nine A5.
const ADDRESS_DEFAULT = 1; // §2.1: cards ship as address 1.
const SIZE_DEFAULT = { width: 96, height: 16 };

export interface OnbonSettings {
  readonly address?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** How the card counts X and W without bit 15 (§2.1). */
  readonly xUnit?: "byte8" | "pixelFlag" | "pixelPlain" | undefined;
}

type Answer = {
  readonly error: number;
  readonly group?: number;
  readonly command?: number;
  readonly payload?: Uint8Array;
};
const OK: Answer = { error: ERROR.none };

/** One LED board. */
export class OnbonBx5kSim implements SimDevice {
  readonly id: string;
  readonly model = "led/onbon-bx5k";
  readonly keys: readonly string[] = [];
  readonly #core: SimCore;
  readonly #address: number;
  readonly #size: { width: number; height: number };
  readonly #plainPixels: boolean;
  readonly #reader = new OnbonReader();
  readonly #areas = new Map<number, OnbonArea>();
  readonly #files = new Set<string>();
  readonly #locked = new Set<string>();
  #on = true;
  #brightness = BRIGHTNESS_LAST;
  /** Civil time on the card minus the clock; null until the host sets it. */
  #clockOffsetMs: number | null = null;

  constructor(settings: OnbonSettings = {}, options: SimOptions = {}) {
    this.#address = settings.address ?? ADDRESS_DEFAULT;
    this.id = options.id ?? `strip-${this.#address}`;
    this.#size = {
      width: settings.width ?? SIZE_DEFAULT.width,
      height: settings.height ?? SIZE_DEFAULT.height,
    };
    this.#plainPixels = settings.xUnit === "pixelPlain";
    this.#core = new SimCore(options, ["late-ack", "corrupt-ack", "busy", "nine-preamble"]);
  }

  get display(): string {
    if (!this.plugged || !this.#on) return "";
    const shown = this.#inReadingOrder().map((area) => plainText(area.text, this.#time()));
    return shown.join(" ").replace(/ {2,}/g, " ").trim();
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
    if (!this.plugged) return;
    for (const heard of this.#reader.push(bytes)) this.#hear(heard);
  }

  hostGone(): void {
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

  setFault(fault: string): void {
    this.#core.setFault(fault);
    if (fault === "unplugged") this.#restart();
    this.#core.changed();
  }

  view(): Record<string, unknown> {
    return {
      address: this.#address,
      ...this.#size,
      on: this.#on,
      brightness: this.#brightness,
      files: [...this.#files],
      locked: [...this.#locked],
      areas: this.#inReadingOrder().map((area) => this.#areaView(area)),
    };
  }

  #areaView(area: OnbonArea): Record<string, unknown> {
    const place = pixelsOf(area, this.#plainPixels);
    const text = plainText(area.text, this.#time());
    return {
      id: area.areaId,
      ...place,
      mode: ["?", "static", "instant", "left", "right", "up", "down"][area.displayMode] ?? "?",
      runMode: area.runMode,
      timeoutS: area.timeoutS,
      colour: colourOf(area.text),
      text,
      raw: area.text,
      halfWidths: halfWidths(text),
      insideBoard: place.x + place.w <= this.#size.width && place.y + place.h <= this.#size.height,
      ...(area.speech === undefined ? {} : { speech: { ...area.speech } }),
    };
  }

  #inReadingOrder(): OnbonArea[] {
    return [...this.#areas.values()].sort((a, b) => a.y - b.y || a.x - b.x || a.areaId - b.areaId);
  }

  #hear(heard: OnbonHeard): void {
    if (heard.kind === "bad-crc") {
      if (heard.dst === this.#address) this.#core.log.add("in", wrapOnbon(heard.raw));
      // A wildcard may be anybody's broken address; only the own one is worth an answer.
      if (heard.dst === this.#address && heard.response !== RESPONSE_NONE) this.#reply({ error: ERROR.crc });
      return;
    }
    const { frame } = heard;
    if (frame.dst !== this.#address && frame.dst !== WILDCARD) return;
    this.#core.log.add("in", wrapOnbon(heard.raw, heard.preamble));
    const answer = this.#core.fault === "busy" ? { error: ERROR.busy } : this.#obey(frame);
    if (frame.response !== RESPONSE_NONE) this.#reply(answer);
    this.#core.changed();
  }

  #obey(frame: OnbonFrame): Answer {
    if (frame.group === 0xa1) return this.#fileCommand(frame);
    if (frame.group === 0xa2) return this.#systemCommand(frame);
    if (frame.group === 0xa3) return this.#screenCommand(frame);
    return { error: ERROR.group };
  }

  #fileCommand({ group, command, payload }: OnbonFrame): Answer {
    const name = Buffer.from(payload.subarray(0, NAME_BYTES)).toString("latin1");
    switch (command) {
      case 0x00:
        this.#files.clear();
        return OK;
      case 0x01:
        return this.#files.delete(name) ? OK : { error: ERROR.fileMissing };
      case 0x02:
        return { error: ERROR.none, group, command, payload: this.#statusBytes() };
      case 0x05:
        return this.#beginWrite(payload);
      case 0x06:
        return OK; // Programs are stored on the card; the simulated one shows dynamic areas only.
      default:
        return { error: ERROR.command };
    }
  }

  #beginWrite(payload: Uint8Array): Answer {
    const file = readBeginWrite(payload);
    if (file === null) return { error: ERROR.command };
    if (this.#files.size >= FILES_MAX && !this.#files.has(file.name)) return { error: ERROR.memory };
    this.#files.add(file.name);
    return OK;
  }

  #systemCommand({ group, command, payload }: OnbonFrame): Answer {
    switch (command) {
      case 0x00:
        return OK;
      case 0x01:
        this.#restart();
        return OK;
      case 0x03:
        return this.#setClock(payload);
      case 0x04:
        return { error: ERROR.none, group, command, payload: Uint8Array.from(Buffer.from("BX-5K SIM", "latin1")) };
      default:
        return { error: ERROR.command };
    }
  }

  #screenCommand({ command, payload }: OnbonFrame): Answer {
    const [first = 0, second = 0] = payload;
    switch (command) {
      case 0x00:
        if (first !== 1 && first !== 2) return { error: ERROR.command };
        this.#on = first === 1;
        return OK;
      case 0x02:
        if (first !== 1 || second > BRIGHTNESS_LAST) return { error: ERROR.command };
        this.#brightness = second;
        return OK;
      case 0x04: {
        const name = Buffer.from(payload.subarray(2, 2 + NAME_BYTES)).toString("latin1");
        if (payload.length !== 2 + NAME_BYTES || second > 1) return { error: ERROR.command };
        if (second === 1 && this.#locked.size >= FILES_MAX && !this.#locked.has(name)) return { error: ERROR.memory };
        if (second === 1) this.#locked.add(name);
        else this.#locked.delete(name);
        return OK;
      }
      case 0x06:
        return this.#showAreas(payload);
      case 0x10:
        this.#areas.clear();
        return OK;
      default:
        return { error: ERROR.command };
    }
  }

  #showAreas(payload: Uint8Array): Answer {
    const dynamic = readDynamic(payload);
    if (dynamic === null) return { error: ERROR.command };
    const gone = dynamic.delete === "all" ? [...this.#areas.keys()] : dynamic.delete;
    const left = new Set([...this.#areas.keys()].filter((id) => !gone.includes(id)));
    for (const { areaId } of dynamic.areas) left.add(areaId);
    if (left.size > AREAS_MAX) return { error: ERROR.memory };
    for (const id of gone) this.#areas.delete(id);
    for (const area of dynamic.areas) this.#areas.set(area.areaId, area);
    return OK;
  }

  /** BCD: yearLo yearHi month day hour minute second weekday (§2.1). */
  #setClock(payload: Uint8Array): Answer {
    const [low = 0, high = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = [...payload].map(fromBcd);
    const wrong = payload.length !== 8 || [...payload].some((byte) => !isBcd(byte));
    if (wrong || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) {
      return { error: ERROR.date };
    }
    const civilMs = Date.UTC(high * 100 + low, month - 1, day, hour, minute, second);
    this.#clockOffsetMs = civilMs - this.#core.clock.now();
    return OK;
  }

  #civil(): Date | null {
    return this.#clockOffsetMs === null ? null : new Date(this.#core.clock.now() + this.#clockOffsetMs);
  }

  #time(): { h: string; m: string; s: string } | null {
    const now = this.#civil()?.toISOString();
    return now === undefined ? null : { h: now.slice(11, 13), m: now.slice(14, 16), s: now.slice(17, 19) };
  }

  /** On/off, brightness, BCD time, program count, dynamic areas, bar code, net id (§2.1). */
  #statusBytes(): Uint8Array {
    const now = this.#civil() ?? new Date(0);
    const year = now.getUTCFullYear();
    const day = [now.getUTCMonth() + 1, now.getUTCDate(), now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()];
    const time = [year % 100, Math.floor(year / 100), ...day, now.getUTCDay() || 7].map(toBcd);
    const ids = [...this.#areas.keys()];
    const label = (text: string, length: number): Buffer => Buffer.from(text.padEnd(length, "\0"), "latin1");
    const counts = [this.#files.size, ids.length, ...ids];
    const power = [this.#on ? 1 : 2, this.#brightness];
    return Uint8Array.from([...power, ...time, ...counts, ...label("SIM0000000000000", 16), ...label("SIM", 12)]);
  }

  #restart(): void {
    this.#reader.clear();
    this.#areas.clear(); // Dynamic areas live in the card's memory, not in its flash.
    this.#on = true;
    this.#clockOffsetMs = null;
  }

  #reply({ error, group, command, payload }: Answer): void {
    const { fault } = this.#core;
    const reply: OnbonReply = {
      src: this.#address,
      group: group ?? GROUP_REPLY,
      command: command ?? (error === ERROR.none ? 0 : 1),
      error,
      payload,
      preamble: fault === "nine-preamble" ? NINE : undefined,
      badCrc: fault === "corrupt-ack",
    };
    const bytes = buildReply(reply);
    if (fault === "late-ack") this.#core.clock.after(LATE_ACK_MS, () => this.#core.send(bytes));
    else this.#core.send(bytes);
  }
}

const isBcd = (byte: number): boolean => (byte & 0x0f) <= 9 && byte >> 4 <= 9;
const fromBcd = (byte: number): number => (byte >> 4) * 10 + (byte & 0x0f);
const toBcd = (value: number): number => (Math.floor(value / 10) << 4) | (value % 10);

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: OnbonSettings, options: SimOptions): SimDevice =>
  new OnbonBx5kSim(settings, options);
