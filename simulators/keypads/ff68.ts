// Simulated FF 68 staff keypad: 21 keys and a small LCD on RS-485 (hardware.md §3).
import { Ff68Ear, ff68Mouth, identicalTo } from "../ff68-device.ts";
import { BLANK, buildFf68, CMD_BEEP, CMD_KEY, CMD_SHOW, type Ff68Frame, type Ff68Variant } from "../ff68-frame.ts";
import { type FrameRecord, type Press, type PressResult, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import { PRESS_FAULTS, type PressMouth } from "../press-mouth.ts";

/** Key codes by the name printed on the key (hardware.md §3.2). */
const KEYS: Readonly<Record<Ff68Variant, Readonly<Record<string, number>>>> = {
  jackqchen: {
    evaluate: 0x0b,
    call: 0x0c,
    recall: 0x0d,
    cancel: 0x0e,
    ok: 0x0f,
    line: 0x11,
    wait: 0x12,
    transfer: 0x13,
  },
  hallqueue: {
    transfer: 0x0a,
    evaluate: 0x0b,
    wait: 0x0b,
    call: 0x0c,
    recall: 0x0d,
    cancel: 0x0e,
    ok: 0x0f,
    function: 0x0f,
  },
};
/** §3.1: a government key frame carries 1-3 data bytes; the bank hall calls whole ticket numbers. */
const DIGITS_MAX: Readonly<Record<Ff68Variant, number>> = { jackqchen: 2, hallqueue: 4 };
const DIGIT_LAST = 0x09;
const LCD_PLACES = 6; // §3.3: [waiting ×3][ticket ×3]
/** How long the LCD says whether the key worked. */
const RESULT_SHOWN_MS = 2000;
/** The fault "stuck-key": the key pressed last goes on being sent, each time as a new press. */
const STUCK_KEY = "stuck-key";
const STUCK_EVERY_MS = 250;

export interface Ff68KeypadSettings {
  readonly address: number;
  readonly variant?: Ff68Variant | undefined;
}

type KeypadResult = "ok" | "failed";

/** A staff keypad: sends what is typed, shows what the host writes. */
export class Ff68KeypadSim implements SimDevice {
  readonly id: string;
  readonly model = "keypad/ff68";
  readonly #core: SimCore;
  readonly #address: number;
  readonly #variant: Ff68Variant;
  readonly #ear: Ff68Ear;
  readonly #mouth: PressMouth<Ff68Frame>;
  #typed: number[] = [];
  #ticket = "";
  #waiting = "";
  #lit = false;
  #beeps = 0;
  #result: { readonly what: KeypadResult; readonly atMs: number } | null = null;

  constructor(settings: Ff68KeypadSettings, options: SimOptions = {}) {
    this.id = options.id ?? `keypad-${settings.address}`;
    this.#address = settings.address;
    this.#variant = settings.variant ?? "jackqchen";
    this.#core = new SimCore(options, [...PRESS_FAULTS, STUCK_KEY]);
    this.#mouth = ff68Mouth(this.#core);
    this.#ear = new Ff68Ear(this.#core, (frame) => this.#hear(frame));
  }

  get display(): string {
    if (!this.plugged) return "";
    const lcd = this.#lit ? `票号 ${this.#ticket || "---"} 等候 ${this.#waiting || "-"}` : "待机";
    const typed = this.#typed.length > 0 ? ` 输入 ${this.#typed.join("")}` : "";
    const result = this.#shownResult();
    return lcd + typed + (result === null ? "" : result === "ok" ? " 成功" : " 失败");
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
  get keys(): readonly string[] {
    return [...Object.keys(KEYS[this.#variant]), ..."0123456789"];
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
    if (this.plugged) this.#ear.push(bytes);
  }

  hostGone(): void {
    this.#ear.clear();
  }

  onSend(listener: (bytes: Uint8Array) => void): void {
    this.#core.onSend(listener);
  }

  onChange(listener: () => void): void {
    this.#core.onChange(listener);
  }

  /** `{key}`: a name, a digit, a hex code such as "0f", or several of them separated by blanks ("6 ok"). */
  press({ key }: Press): PressResult {
    const codes = key === undefined ? null : this.#codesOf(key);
    if (codes === null) return { ok: false, allowed: this.keys };
    if (!this.plugged) return { ok: true };
    for (const code of codes) this.#pressCode(code);
    this.#core.changed();
    return { ok: true };
  }

  setFault(fault: string): void {
    this.#core.setFault(fault);
    if (fault === "unplugged") this.#powerOff();
    this.#core.changed();
  }

  view(): Record<string, unknown> {
    return {
      address: this.#address,
      variant: this.#variant,
      ticket: this.#ticket,
      waiting: this.#waiting,
      typed: this.#typed.join(""),
      result: this.#result?.what ?? null,
      beeps: this.#beeps,
      unacknowledged: this.#mouth.busy,
      lost: this.#mouth.lost,
    };
  }

  #codesOf(key: string): number[] | null {
    const words = key
      .trim()
      .toLowerCase()
      .split(/[\s+]+/);
    const codes = words.map((word) => {
      if (/^[0-9]$/.test(word)) return Number(word);
      const named = KEYS[this.#variant][word];
      if (named !== undefined) return named;
      return /^(0x)?[0-9a-f]{2}$/.test(word) ? Number.parseInt(word, 16) : -1;
    });
    return codes.includes(-1) ? null : codes;
  }

  #pressCode(code: number): void {
    if (code <= DIGIT_LAST) {
      if (this.#typed.length < DIGITS_MAX[this.#variant]) this.#typed.push(code);
      return;
    }
    const frame: Ff68Frame = { addr: this.#address, cmd: CMD_KEY, data: [...this.#typed, code], leadFF: true };
    this.#typed = [];
    this.#say(frame);
  }

  #say(frame: Ff68Frame): void {
    const bytes = buildFf68(frame.addr, frame.cmd, frame.data);
    this.#mouth.submit(bytes, identicalTo(frame), (acknowledged) => {
      if (!acknowledged) this.#result = { what: "failed", atMs: this.#core.clock.now() };
      this.#core.changed();
      if (this.#core.fault !== STUCK_KEY) return;
      this.#core.clock.after(STUCK_EVERY_MS, () => {
        if (this.#core.fault === STUCK_KEY && !this.#mouth.busy) this.#say(frame);
      });
    });
  }

  #hear(frame: Ff68Frame): void {
    // Every frame of ours has the leading FF; the bank's short acknowledgement is for pads only.
    if (frame.addr !== this.#address || !frame.leadFF) return;
    if (frame.cmd !== CMD_KEY && frame.cmd !== CMD_SHOW && frame.cmd !== CMD_BEEP) return;
    this.#core.log.add("in", buildFf68(frame.addr, frame.cmd, frame.data));
    if (this.#mouth.acknowledgedBy(frame)) return;
    if (frame.cmd === CMD_BEEP) this.#beeps++;
    else if (frame.cmd === CMD_SHOW) this.#show(frame.data);
    this.#core.changed();
  }

  #show(data: readonly number[]): void {
    const [first] = data;
    if (data.length === 1 && first !== undefined && first <= 1) {
      this.#result = { what: first === 1 ? "ok" : "failed", atMs: this.#core.clock.now() };
      return;
    }
    // An LCD has no other signs than the ten digits and the blank.
    if (data.length === 0 || data.some((place) => place > BLANK)) return;
    const halves = this.#variant === "jackqchen" ? governmentHalves(data) : bankHalves(data);
    if (halves === null) return;
    this.#ticket = digits(halves.ticket);
    this.#waiting = digits(halves.waiting).replace(/^0+(?=\d)/, "");
    this.#lit = this.#ticket !== "" || this.#waiting !== "";
  }

  #shownResult(): KeypadResult | null {
    if (this.#result === null || this.#core.clock.now() - this.#result.atMs >= RESULT_SHOWN_MS) return null;
    return this.#result.what;
  }

  #powerOff(): void {
    this.#ear.clear();
    this.#mouth.clear();
    this.#typed = [];
    this.#ticket = "";
    this.#waiting = "";
    this.#lit = false;
    this.#result = null;
  }
}

interface Halves {
  readonly ticket: readonly number[];
  readonly waiting: readonly number[];
}

function governmentHalves(data: readonly number[]): Halves | null {
  if (data.length !== LCD_PLACES) return null;
  return { waiting: data.slice(0, 3), ticket: data.slice(3) };
}

/** Ticket digits, 0A, waiting digits (§3.3); either may be blank. */
function bankHalves(data: readonly number[]): Halves {
  const split = data.lastIndexOf(BLANK);
  return split < 0 ? { ticket: data, waiting: [] } : { ticket: data.slice(0, split), waiting: data.slice(split + 1) };
}

const digits = (places: readonly number[]): string => places.filter((place) => place !== BLANK).join("");

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: Ff68KeypadSettings, options: SimOptions): SimDevice =>
  new Ff68KeypadSim(settings, options);
