// Simulated Grow GM65/GM72 scanner: takes commands, reads codes when triggered or by itself (hardware.md §7).
import { Ear } from "../frame-search.ts";
import { type Press, SimCore, type SimDevice, type SimOptions, toHex } from "../lib.ts";
import { type DeviceParts, plainDevice } from "../plain-device.ts";
import { fromScanner, type GmHeard, gmAt, OP } from "./gm72-frame.ts";
import { codeLine, isCode } from "./line-text.ts";

/** §7: the parameters whose meaning is known. */
const PARAMETER = { trigger: 0x8a, baud: 0x9c, interface: 0xf2 } as const;
const TRIGGER_HOST = 0x08;
const INTERFACE_FACTORY = 0xff;
const ACK = fromScanner(OP.ack, 0x00);
const NAK = fromScanner(OP.nak, 0x00, 0x06); // The only published cause.
/** The two bytes before a parameter (§7). */
const PARAMETER_HEAD = [0x08, 0x00] as const;
const PARAMETERS_MAX = 256;
const VERSION = "GM72-SIM";

/** One scanner. By default it reads whatever is held before it. */
class Gm72 implements DeviceParts {
  readonly id: string;
  readonly model = "scanner/gm72";
  readonly core: SimCore;
  readonly #ear: Ear<GmHeard>;
  /** Number of a parameter → its value in hex. */
  readonly #parameters = new Map<number, string>();
  #triggered = false;
  #last = "";
  #scans = 0;
  #missed = 0;

  constructor(options: SimOptions) {
    this.id = options.id ?? "scanner";
    this.core = new SimCore(options, ["no-terminator", "refusing", "silent-start"]);
    this.#ear = new Ear(this.core, gmAt, (heard) => this.#hear(heard));
  }

  display(): string {
    return this.#triggered ? "请扫码" : this.#last;
  }

  hear(bytes: Uint8Array): void {
    this.#ear.push(bytes);
  }

  hostGone(): void {
    this.#ear.clear();
  }

  /** Parameters are stored; the light is not. */
  powerOff(): void {
    this.#ear.clear();
    this.#triggered = false;
    this.#last = "";
  }

  /** `{text}` is the content of a code; with its light off the scanner does not see it. */
  press({ text }: Press): (() => void) | null {
    return isCode(text) ? () => this.#scan(text) : null;
  }

  #scan(text: string): void {
    if (this.#hostMode && !this.#triggered) {
      this.#missed++;
      return;
    }
    this.#triggered = false;
    this.#last = text;
    this.#scans++;
    this.core.send(codeLine(text, this.core.fault === "no-terminator" ? "none" : "cr"));
  }

  view(): Record<string, unknown> {
    return {
      mode: this.#hostMode ? "host" : "auto",
      armed: !this.#hostMode || this.#triggered,
      last: this.#last,
      scans: this.#scans,
      /** Codes held before it while its light was off. */
      missed: this.#missed,
      parameters: Object.fromEntries([...this.#parameters].map(([number, value]) => [number.toString(16), value])),
    };
  }

  get #hostMode(): boolean {
    return this.#parameters.get(PARAMETER.trigger) === TRIGGER_HOST.toString(16).padStart(2, "0");
  }

  #hear(heard: GmHeard): void {
    this.core.log.add("in", heard.raw);
    const answer = this.core.fault === "refusing" ? NAK : this.#obey(heard);
    if (answer !== null) this.core.send(answer);
    this.core.changed();
  }

  /** The answer, or null where there is none. */
  #obey({ op, rest }: GmHeard): Uint8Array | null {
    switch (op) {
      case OP.start:
        if (this.core.fault === "silent-start") return null;
        this.#triggered = true;
        return ACK;
      case OP.stop:
        this.#triggered = false;
        return ACK;
      case OP.version:
        return fromScanner(OP.version, ...Buffer.from(VERSION, "latin1"));
      case OP.parameter:
        return this.#store(rest) ? ACK : NAK;
      case OP.ack:
      case OP.nak:
        return null; // The host's word about a code needs no answer.
      default:
        return NAK;
    }
  }

  /** `08 00`, the number of a parameter, its value. Stored even where its meaning is not known. */
  #store([first, second, parameter, ...value]: Uint8Array): boolean {
    const [head, zero] = PARAMETER_HEAD;
    if (first !== head || second !== zero || parameter === undefined || value.length === 0) return false;
    if (parameter === PARAMETER.interface && value[0] === INTERFACE_FACTORY) {
      this.#parameters.clear();
      this.#triggered = false;
      return true;
    }
    if (this.#parameters.size >= PARAMETERS_MAX && !this.#parameters.has(parameter)) return false;
    this.#parameters.set(parameter, toHex(Uint8Array.from(value)));
    return true;
  }
}

/** The device of one entry of a hall's file. The driver's settings change nothing in the scanner. */
export const createSimulator = (_settings: unknown, options: SimOptions): SimDevice => plainDevice(new Gm72(options));
