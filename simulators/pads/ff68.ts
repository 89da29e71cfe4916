// Simulated FF 68 rating pad: a few grade buttons, lamps and voice of its own (hardware.md §3).
import { Ff68Ear, ff68Mouth, resultAck } from "../ff68-device.ts";
import {
  buildFf68,
  CMD_KEY,
  CMD_RESULT,
  CMD_SHOW,
  DATA_RATE,
  type Ff68Frame,
  type Ff68Variant,
  PAD_OFFSET,
} from "../ff68-frame.ts";
import { type FrameRecord, type Press, type PressResult, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import { PRESS_FAULTS, type PressMouth } from "../press-mouth.ts";

const GRADE_LAST = 4; // §3.3: 0 bad … 4 best.
const STARS_LAST = 5; // §3.3
/** The pad gives the person up by itself (§3.3: 30 s is typical, unverified). */
const INVITE_MS = 30_000;
const THANKS_MS = 5_000;

export interface Ff68PadSettings {
  /** The number of its keypad; the address on the wire follows from the variant. */
  readonly address: number;
  readonly variant?: Ff68Variant | undefined;
  /** The hall's grade map: its keys are the codes of further buttons. */
  readonly grades?: Readonly<Record<string, number>> | undefined;
}

type PadState =
  | { readonly at: "resting" }
  | { readonly at: "asking" }
  | { readonly at: "rated"; readonly grade: number };

/** A rating pad: asks when told to, sends a grade whenever somebody presses one. */
export class Ff68PadSim implements SimDevice {
  readonly id: string;
  readonly model = "pad/ff68";
  readonly keys: readonly string[];
  readonly #core: SimCore;
  readonly #wire: number;
  readonly #variant: Ff68Variant;
  readonly #ear: Ff68Ear;
  readonly #mouth: PressMouth<Ff68Frame>;
  #state: PadState = { at: "resting" };
  #cancel: (() => void) | null = null;
  #stars = 0;
  #asked = 0;

  constructor(settings: Ff68PadSettings, options: SimOptions = {}) {
    this.id = options.id ?? `pad-${settings.address}`;
    this.#variant = settings.variant ?? "jackqchen";
    this.#wire = settings.address + (this.#variant === "hallqueue" ? PAD_OFFSET : 0);
    const codes = new Set(Array.from({ length: GRADE_LAST + 1 }, (_, grade) => String(grade)));
    for (const code of Object.keys(settings.grades ?? {})) codes.add(code);
    this.keys = [...codes];
    this.#core = new SimCore(options, PRESS_FAULTS);
    this.#mouth = ff68Mouth(this.#core);
    this.#ear = new Ff68Ear(this.#core, (frame) => this.#hear(frame));
  }

  get display(): string {
    if (!this.plugged) return "";
    if (this.#state.at === "asking") return "请评价";
    return this.#state.at === "rated" ? `已评价 ${this.#state.grade}` : "欢迎";
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

  /** `{grade}` is the code of the button, as on the wire. A press is sent even when nobody asked. */
  press({ grade, key }: Press): PressResult {
    const code = grade === undefined ? key : String(grade);
    if (code === undefined || !this.keys.includes(code)) return { ok: false, allowed: this.keys };
    if (!this.plugged) return { ok: true };
    const frame: Ff68Frame = { addr: this.#wire, cmd: CMD_RESULT, data: [Number(code)], leadFF: true };
    const short = this.#variant === "hallqueue";
    this.#mouth.submit(buildFf68(frame.addr, frame.cmd, frame.data), resultAck(frame, short), (acknowledged) => {
      if (acknowledged) this.#become({ at: "rated", grade: Number(code) }, THANKS_MS);
      else this.#become({ at: "resting" }, null);
    });
    return { ok: true };
  }

  setFault(fault: string): void {
    this.#core.setFault(fault);
    if (fault === "unplugged") {
      this.#ear.clear();
      this.#mouth.clear();
      this.#stars = 0;
      this.#become({ at: "resting" }, null);
    } else this.#core.changed();
  }

  view(): Record<string, unknown> {
    return {
      wireAddress: this.#wire,
      variant: this.#variant,
      state: this.#state.at,
      stars: this.#stars,
      asked: this.#asked,
      unacknowledged: this.#mouth.busy,
      lost: this.#mouth.lost,
    };
  }

  #hear(frame: Ff68Frame): void {
    if (frame.addr !== this.#wire || (frame.cmd !== CMD_KEY && frame.cmd !== CMD_SHOW)) return;
    this.#core.log.add("in", buildFf68(frame.addr, frame.cmd, frame.data, frame.leadFF));
    if (this.#mouth.acknowledgedBy(frame)) return;
    if (!frame.leadFF || frame.data.length !== 1) return;
    const [data = 0] = frame.data;
    if (frame.cmd === CMD_KEY && data === DATA_RATE) {
      this.#asked++;
      this.#become({ at: "asking" }, INVITE_MS);
    } else if (frame.cmd === CMD_SHOW && data <= STARS_LAST) {
      this.#stars = data;
      this.#core.changed();
    }
  }

  /** Shows a state, and goes back to rest after `forMs`. */
  #become(state: PadState, forMs: number | null): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#state = state;
    if (forMs !== null) this.#cancel = this.#core.clock.after(forMs, () => this.#become({ at: "resting" }, null));
    this.#core.changed();
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: Ff68PadSettings, options: SimOptions): SimDevice =>
  new Ff68PadSim(settings, options);
