// The FF 68 frame of staff keypads and rating pads: building and reading (hardware.md §3.1).
import { concat, sum8 } from "./lib.ts";

const LEAD = 0xff;
const START = 0x68;
const END = 0x16;
/** Largest length byte we believe: longer ones come from noise. LCD frames have about ten. */
const LENGTH_MAX = 32;
/** 68 L L 68 ADDR CMD before the data, SUM 16 behind it. */
const AROUND_DATA = 8;

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

/** §3.1: only the bank hall's acknowledgement of a grade comes without the leading FF. */
const isShortAck = ({ cmd, data }: Ff68Frame): boolean => cmd === CMD_KEY && data.length === 0;

/** Finds frames in a byte stream, whatever stands around them. Skips one byte at a time. */
export class Ff68Reader {
  #pending: Uint8Array = new Uint8Array(0);
  #afterLead = false;

  push(bytes: Uint8Array): Ff68Frame[] {
    this.#pending = concat(this.#pending, bytes);
    return this.#read(false);
  }

  /** The wire fell silent: what looked like the head of a long frame was noise. */
  flush(): Ff68Frame[] {
    const frames = this.#read(true);
    this.#afterLead = false;
    return frames;
  }

  /** Never more than one frame's head. */
  get waiting(): boolean {
    return this.#pending.length > 0;
  }

  #read(final: boolean): Ff68Frame[] {
    const frames: Ff68Frame[] = [];
    let at = 0;
    while (at < this.#pending.length) {
      const found = frameAt(this.#pending, at, final);
      if (found === "more") break;
      const frame = found === null ? null : { ...found, leadFF: this.#afterLead };
      if (frame !== null && (frame.leadFF || isShortAck(frame))) {
        frames.push(frame);
        at += frame.data.length + AROUND_DATA;
        this.#afterLead = false;
      } else {
        this.#afterLead = this.#pending[at] === LEAD;
        at++;
      }
    }
    this.#pending = this.#pending.slice(at);
    return frames;
  }
}

/** The frame whose start byte stands at `at`; `more` while its end has not come. */
function frameAt(bytes: Uint8Array, at: number, final: boolean): Omit<Ff68Frame, "leadFF"> | "more" | null {
  const more = final ? null : "more";
  const [start, length, again, second] = bytes.subarray(at, at + 4);
  if (start !== START) return null;
  if (length === undefined) return more;
  if (length < 2 || length > LENGTH_MAX) return null;
  if (again === undefined) return more;
  if (again !== length) return null;
  if (second === undefined) return more;
  if (second !== START) return null;
  if (bytes.length < at + length + 6) return more;
  const body = bytes.subarray(at + 4, at + 4 + length);
  const [sum, end] = bytes.subarray(at + 4 + length);
  if (sum !== sum8(body) || end !== END) return null;
  const [addr = 0, cmd = 0, ...data] = body;
  return { addr, cmd, data };
}
