// The wire of a device that is described by byte patterns alone: what it sends, what it takes for an acknowledgement,
// and what it understands (drivers/README.md, pattern language).
import { Ear, type FrameAt } from "./frame-search.ts";
import { concat, type SimCore } from "./lib.ts";
import { type Carried, holdsData, type Pattern, parsePattern, patternAt, writePattern } from "./pattern.ts";
import { PressMouth } from "./press-mouth.ts";

/** Patterns of what the host sends. */
const ORDERS = ["invite", "display", "beep", "ok", "refused"] as const;
export type ProfileOrder = (typeof ORDERS)[number];

const INPUTS_MAX = 64;

export interface ProfileInput {
  readonly pattern: string;
  readonly action?: string | undefined;
  readonly level?: number | undefined;
}

export interface ProfileSettings {
  readonly address?: number | undefined;
  /** HID: every report has this many bytes, the rest of it 00. */
  readonly reportBytes?: number | undefined;
  /** What the device sends for a key, with {data}. */
  readonly receive?: string | undefined;
  /** What it sends for single buttons, without {data}. */
  readonly inputs?: readonly ProfileInput[] | undefined;
  /** "echo", "none", or the pattern of the acknowledgement. */
  readonly ack?: string | undefined;
  readonly invite?: string | undefined;
  readonly display?: string | undefined;
  readonly beep?: string | undefined;
  readonly ok?: string | undefined;
  readonly refused?: string | undefined;
}

/** A frame that fits one of the device's patterns. */
interface Heard extends Carried {
  readonly order: ProfileOrder | null;
  readonly bytes: Uint8Array;
}

/** A pattern, and what it says when the host sends it; null for what is only ever an acknowledgement. */
interface Known {
  readonly order: ProfileOrder | null;
  readonly pattern: Pattern;
}

/** Reads what fits any of these patterns; the first in the list wins. */
function anyOf(known: readonly Known[], addr: number): FrameAt<Heard> {
  return (bytes, at) => {
    let more = false;
    for (const { order, pattern } of known) {
      const found = patternAt(pattern, addr, bytes, at);
      if (found === "more") more = true;
      else if (found !== null) {
        const { used, ...carried } = found;
        return { message: { order, bytes: bytes.slice(at, at + used), ...carried }, used };
      }
    }
    return more ? "more" : null;
  };
}

/** Both directions of one device. */
export class ProfileWire {
  readonly address: number;
  readonly #core: SimCore;
  readonly #receive: Pattern | null;
  readonly #inputs: readonly Pattern[];
  readonly #ack: Pattern | "echo" | "none";
  readonly #reportBytes: number;
  readonly #ear: Ear<Heard>;
  readonly #mouth: PressMouth<Heard>;

  /** `obey` hears every order of the host but acknowledgements. */
  constructor(core: SimCore, settings: ProfileSettings, obey: (order: ProfileOrder, carried: Carried) => void) {
    const { address = 1, receive, inputs = [], ack = "none", reportBytes = 0 } = settings;
    if (inputs.length > INPUTS_MAX) throw new RangeError(`at most ${INPUTS_MAX} inputs`);
    this.#core = core;
    this.address = address;
    this.#reportBytes = reportBytes;
    this.#receive = receive === undefined ? null : parsePattern(receive);
    this.#inputs = inputs.map(({ pattern }) => parsePattern(pattern));
    this.#ack = ack === "echo" || ack === "none" ? ack : parsePattern(ack);
    this.#mouth = new PressMouth(core, withBadEnd);
    this.#ear = new Ear(core, anyOf(this.#known(settings), address), (heard) => {
      this.#core.log.add("in", heard.bytes);
      if (!this.#mouth.acknowledgedBy(heard) && heard.order !== null) obey(heard.order, heard);
    });
  }

  get inputs(): number {
    return this.#inputs.length;
  }
  get unacknowledged(): boolean {
    return this.#mouth.busy;
  }
  get lost(): number {
    return this.#mouth.lost;
  }

  /** Data bytes that one key press can carry at most. */
  get dataMax(): number {
    const tokens = this.#receive?.tokens ?? [];
    return tokens.reduce((sum, token) => sum + (token.is === "data" ? token.max : 0), 0);
  }

  hear(bytes: Uint8Array): void {
    this.#ear.push(bytes);
  }

  hostGone(): void {
    this.#ear.clear();
  }

  powerOff(): void {
    this.#ear.clear();
    this.#mouth.clear();
  }

  /** A key that sends these data bytes; false when the pattern has no place for them. */
  pressData(data: readonly number[], done: (acknowledged: boolean) => void): boolean {
    if (this.#receive === null || !holdsData(this.#receive, data.length)) return false;
    this.#submit(this.#receive, data, done);
    return true;
  }

  /** The button of an input, counted from 0. */
  pressInput(index: number, done: (acknowledged: boolean) => void): boolean {
    const pattern = this.#inputs[index];
    if (pattern === undefined) return false;
    this.#submit(pattern, [], done);
    return true;
  }

  #submit(pattern: Pattern, data: readonly number[], done: (acknowledged: boolean) => void): void {
    const frame = writePattern(pattern, this.address, { data });
    const padding = new Uint8Array(Math.max(0, this.#reportBytes - frame.length));
    const ack = this.#ackOf(frame, data);
    const isAck = ack === null ? null : (heard: Heard) => Buffer.from(heard.bytes).equals(ack);
    this.#mouth.submit(concat(frame, padding), isAck, done);
  }

  #ackOf(frame: Uint8Array, data: readonly number[]): Uint8Array | null {
    if (this.#ack === "none") return null;
    return this.#ack === "echo" ? frame : writePattern(this.#ack, this.address, { data });
  }

  #known(settings: ProfileSettings): Known[] {
    const orders = ORDERS.flatMap((order): Known[] => {
      const text = settings[order];
      return text === undefined ? [] : [{ order, pattern: parsePattern(text) }];
    });
    const echoes = this.#receive === null ? this.#inputs : [this.#receive, ...this.#inputs];
    const acks = this.#ack === "none" ? [] : this.#ack === "echo" ? echoes : [this.#ack];
    return [...orders, ...acks.map((pattern): Known => ({ order: null, pattern }))];
  }
}

function withBadEnd(bytes: Uint8Array): Uint8Array {
  const broken = Uint8Array.from(bytes);
  broken[broken.length - 1] = ((broken.at(-1) ?? 0) + 1) & 0xff;
  return broken;
}
