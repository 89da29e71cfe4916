// Simulated staff keypad of an unknown make, described by byte patterns (drivers/README.md, pattern language).
import { type Press, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import type { Carried } from "../pattern.ts";
import { type DeviceParts, plainDevice } from "../plain-device.ts";
import { PRESS_FAULTS } from "../press-mouth.ts";
import { type ProfileOrder, type ProfileSettings, ProfileWire } from "../profile-wire.ts";

/** How long the display says whether the key worked. */
const RESULT_SHOWN_MS = 2000;
/** Names of the virtual hall's keys → actions of the key map. */
const ALIASES: Readonly<Record<string, string>> = { call: "call-next" };

export interface ProfileKeypadSettings extends ProfileSettings {
  /** "0C", "6+0F" or "*+0C" (codes in hex, digits before them) → action. */
  readonly keys?: Readonly<Record<string, string>> | undefined;
}

type Result = { readonly what: "ok" | "failed"; readonly atMs: number };

/** A keypad: sends what is typed, shows what the host writes. */
class ProfileKeypad implements DeviceParts {
  readonly id: string;
  readonly model = "keypad/profile";
  readonly core: SimCore;
  readonly keys: readonly string[];
  readonly #map: Readonly<Record<string, string>>;
  readonly #wire: ProfileWire;
  #typed: number[] = [];
  #ticket = "";
  #waiting = "";
  #beeps = 0;
  #result: Result | null = null;

  constructor(settings: ProfileKeypadSettings, options: SimOptions) {
    this.core = new SimCore(options, PRESS_FAULTS);
    this.#wire = new ProfileWire(this.core, settings, (order, carried) => this.#obey(order, carried));
    this.id = options.id ?? `keypad-${this.#wire.address}`;
    this.#map = settings.keys ?? {};
    const codes = Object.keys(this.#map).map((key) => (key.split("+").at(-1) ?? "").toUpperCase());
    const digits = this.#wire.dataMax > 1 ? [..."0123456789"] : [];
    const buttons = Array.from({ length: this.#wire.inputs }, (_, i) => `#${i + 1}`);
    this.keys = [...new Set([...codes, ...buttons, ...digits])];
  }

  display(): string {
    const lit = this.#ticket !== "" || this.#waiting !== "";
    const shown = lit ? `票号 ${this.#ticket || "---"} 等候 ${this.#waiting || "-"}` : "待机";
    const typed = this.#typed.length > 0 ? ` 输入 ${this.#typed.join("")}` : "";
    const result = this.#shownResult();
    return shown + typed + (result === null ? "" : result === "ok" ? " 成功" : " 失败");
  }

  view(): Record<string, unknown> {
    return {
      address: this.#wire.address,
      ticket: this.#ticket,
      waiting: this.#waiting,
      typed: this.#typed.join(""),
      result: this.#result?.what ?? null,
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
    this.#typed = [];
    this.#ticket = "";
    this.#waiting = "";
    this.#result = null;
  }

  /** `{key}`: a digit, a code in hex, "#1" for the first input, several of them ("6 0F"), or an action's name. */
  press({ key }: Press): (() => void) | null {
    if (key === undefined) return null;
    const words = this.#ofAction(key) ?? key.trim().split(/[\s+]+/);
    const known = words.map((word) => (/^#\d+$/.test(word) ? word : word.toUpperCase()));
    if (!known.every((word) => this.#exists(word))) return null;
    return () => {
      for (const word of known) this.#pressOne(word);
    };
  }

  #exists(word: string): boolean {
    return this.keys.includes(word) || (/^[0-9A-F]{2}$/.test(word) && this.#wire.dataMax > 0);
  }

  /** The keys that mean an action; none that wants digits of the person's own choice. */
  #ofAction(name: string): string[] | null {
    const action = ALIASES[name] ?? name;
    const found = Object.entries(this.#map).find(([keys, means]) => means === action && !keys.startsWith("*"));
    return found === undefined ? null : found[0].split("+");
  }

  #pressOne(word: string): void {
    const done = (acknowledged: boolean): void => {
      if (!acknowledged) this.#result = { what: "failed", atMs: this.core.clock.now() };
      this.core.changed();
    };
    if (word.startsWith("#")) {
      this.#wire.pressInput(Number(word.slice(1)) - 1, done);
      return;
    }
    if (word.length === 1) {
      // The function key needs its place, too.
      if (this.#typed.length < this.#wire.dataMax - 1) this.#typed.push(Number(word));
      return;
    }
    const data = [...this.#typed, Number.parseInt(word, 16)];
    this.#typed = [];
    this.#wire.pressData(data, done);
  }

  #obey(order: ProfileOrder, { ticket, waiting }: Carried): void {
    if (order === "beep") this.#beeps++;
    else if (order === "ok" || order === "refused")
      this.#result = { what: order === "ok" ? "ok" : "failed", atMs: this.core.clock.now() };
    else if (order === "display") {
      this.#ticket = ticket;
      this.#waiting = waiting;
    }
    this.core.changed();
  }

  #shownResult(): Result["what"] | null {
    if (this.#result === null || this.core.clock.now() - this.#result.atMs >= RESULT_SHOWN_MS) return null;
    return this.#result.what;
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: ProfileKeypadSettings, options: SimOptions): SimDevice =>
  plainDevice(new ProfileKeypad(settings, options));
