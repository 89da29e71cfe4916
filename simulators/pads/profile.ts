// Simulated rating pad of an unknown make, described by byte patterns (drivers/README.md, pattern language).
import { type Press, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import type { Carried } from "../pattern.ts";
import { type DeviceParts, plainDevice } from "../plain-device.ts";
import { PRESS_FAULTS } from "../press-mouth.ts";
import { type ProfileOrder, type ProfileSettings, ProfileWire } from "../profile-wire.ts";

/** The pad gives the person up by itself. */
const INVITE_MS = 30_000;
const THANKS_MS = 5_000;
const CODE_LAST = 0xff;

export interface ProfilePadSettings extends ProfileSettings {
  /** Code of a button, decimal → level. */
  readonly grades?: Readonly<Record<string, number>> | undefined;
}

type PadState =
  | { readonly at: "resting" }
  | { readonly at: "asking" }
  | { readonly at: "rated"; readonly grade: string };

/** A rating pad: asks when told to, sends a grade whenever somebody presses one. */
class ProfilePad implements DeviceParts {
  readonly id: string;
  readonly model = "pad/profile";
  readonly core: SimCore;
  readonly keys: readonly string[];
  readonly #settings: ProfilePadSettings;
  readonly #wire: ProfileWire;
  #state: PadState = { at: "resting" };
  #cancel: (() => void) | null = null;
  #asked = 0;
  #beeps = 0;
  #shown = "";

  constructor(settings: ProfilePadSettings, options: SimOptions) {
    this.#settings = settings;
    this.core = new SimCore(options, PRESS_FAULTS);
    this.#wire = new ProfileWire(this.core, settings, (order, carried) => this.#obey(order, carried));
    this.id = options.id ?? `pad-${this.#wire.address}`;
    const buttons = Array.from({ length: this.#wire.inputs }, (_, i) => `#${i + 1}`);
    this.keys = [...Object.keys(settings.grades ?? {}), ...buttons];
  }

  display(): string {
    if (this.#state.at === "asking") return "请评价";
    if (this.#state.at === "rated") return `已评价 ${this.#state.grade}`;
    return this.#shown === "" ? "欢迎" : this.#shown;
  }

  view(): Record<string, unknown> {
    return {
      address: this.#wire.address,
      state: this.#state.at,
      grade: this.#state.at === "rated" ? this.#state.grade : null,
      asked: this.#asked,
      beeps: this.#beeps,
      unacknowledged: this.#wire.unacknowledged,
      lost: this.#wire.lost,
    };
  }

  hear(bytes: Uint8Array): void {
    this.#wire.hear(bytes);
  }

  hostGone(): void {
    this.#wire.hostGone();
  }

  powerOff(): void {
    this.#wire.powerOff();
    this.#shown = "";
    this.#become({ at: "resting" }, null);
  }

  /** `{grade}` is the code of the button; without a grade map the number of the input, from 1. */
  press({ grade, key }: Press): (() => void) | null {
    const name = key ?? (grade === undefined ? "" : this.#buttonOf(grade));
    if (!this.keys.includes(name)) return null;
    const done = (acknowledged: boolean): void => {
      if (acknowledged) this.#become({ at: "rated", grade: name }, THANKS_MS);
      else this.#become({ at: "resting" }, null);
    };
    const code = Number(name);
    if (name.startsWith("#")) return () => this.#wire.pressInput(Number(name.slice(1)) - 1, done);
    if (!Number.isInteger(code) || code < 0 || code > CODE_LAST) return null;
    return () => this.#wire.pressData([code], done);
  }

  #buttonOf(grade: number): string {
    return this.#settings.grades === undefined ? `#${grade}` : String(grade);
  }

  #obey(order: ProfileOrder, { ticket, waiting }: Carried): void {
    if (order === "invite") {
      this.#asked++;
      this.#become({ at: "asking" }, INVITE_MS);
      return;
    }
    if (order === "beep") this.#beeps++;
    if (order === "display") this.#shown = `${ticket} ${waiting}`.trim();
    this.core.changed();
  }

  /** Shows a state, and goes back to rest after `forMs`. */
  #become(state: PadState, forMs: number | null): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#state = state;
    if (forMs !== null) this.#cancel = this.core.clock.after(forMs, () => this.#become({ at: "resting" }, null));
    this.core.changed();
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: ProfilePadSettings, options: SimOptions): SimDevice =>
  plainDevice(new ProfilePad(settings, options));
