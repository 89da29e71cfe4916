// The FF 68 frame of staff keypads and rating pads: building and reading (hardware.md §3.1).
import { sum8 } from "./lib.ts";

const LEAD = 0xff;
const START = 0x68;
const END = 0x16;
/** Largest length byte we believe: longer ones come from noise. LCD frames have about ten. */
const LENGTH_MAX = 32;

export const CMD_KEY = 0x01; // §3.2/§3.3: key frames, "please rate" and acknowledgements.
export const CMD_SHOW = 0x02; // §3.3: LCD digits, ok/failed; on a pad the stars.
export const CMD_BEEP = 0x03; // §3.3
export const CMD_RESULT = 0x11; // §3.3: a grade was pressed.
export const DATA_RATE = 0x0b; // §3.3: "please rate".
export const BLANK = 0x0a; // §3.3: an empty LCD place.
/** HallQueFront numbers its pads keypad + 80h (§3.1). */
export const PAD_OFFSET = 0x80;

export type Ff68Variant = "jackqchen" | "hallqueue";

export interface Ff68Frame {
  readonly addr: number;
  readonly cmd: number;
  readonly data: readonly number[];
  /** False for the bank hall's short acknowledgement, which has no leading FF. */
  readonly leadFF: boolean;
}

export function buildFf68(addr: number, cmd: number, data: readonly number[], leadFF = true): Uint8Array {
  const body = [addr, cmd, ...data];
  const frame = [START, body.length, body.length, START, ...body, sum8(body), END];
  return Uint8Array.from(leadFF ? [LEAD, ...frame] : frame);
}

export const sameFrame = (a: Ff68Frame, b: Ff68Frame): boolean =>
  a.addr === b.addr && a.cmd === b.cmd && a.leadFF === b.leadFF && a.data.join() === b.data.join();

/** Finds frames in a byte stream, whatever stands around them. Skips one byte at a time. */
export class Ff68Reader {
  #pending: number[] = [];
  #afterLead = false;

  push(bytes: Uint8Array): Ff68Frame[] {
    this.#pending.push(...bytes);
    return this.#read(false);
  }

  /** The wire fell silent: what looked like the head of a long frame was noise. */
  flush(): Ff68Frame[] {
    const frames = this.#read(true);
    this.#pending = [];
    this.#afterLead = false;
    return frames;
  }

  get waiting(): boolean {
    return this.#pending.length > 0;
  }

  #read(final: boolean): Ff68Frame[] {
    const frames: Ff68Frame[] = [];
    while (this.#pending.length > 0) {
      const found = frameAt(this.#pending, final);
      if (found === "more") break;
      if (found === null) {
        this.#afterLead = this.#pending.shift() === LEAD;
        continue;
      }
      frames.push({ ...found.frame, leadFF: this.#afterLead });
      this.#pending.splice(0, found.used);
      this.#afterLead = false;
    }
    return frames;
  }
}

function frameAt(bytes: readonly number[], final: boolean): { frame: Ff68Frame; used: number } | "more" | null {
  const more = final ? null : "more";
  const [start, length, again, second] = bytes;
  if (start !== START) return null;
  if (length === undefined) return more;
  if (length < 2 || length > LENGTH_MAX) return null;
  if (again === undefined) return more;
  if (again !== length) return null;
  if (second === undefined) return more;
  if (second !== START) return null;
  const used = length + 6;
  if (bytes.length < used) return more;
  const body = bytes.slice(4, 4 + length);
  if (bytes[used - 2] !== sum8(body) || bytes[used - 1] !== END) return null;
  const [addr = 0, cmd = 0, ...data] = body;
  return { frame: { addr, cmd, data, leadFF: false }, used };
}
