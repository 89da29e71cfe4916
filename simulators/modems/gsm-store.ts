// What a modem keeps: messages that came in, and those sent, joined from their parts (hardware.md §8).
import { toSeptets } from "./gsm-alphabet.ts";
import { buildDeliver, type Part, type Submit } from "./gsm-pdu.ts";

/** Places on the card. */
export const SLOTS_MAX = 20;
/** Messages the network still holds because the card is full. */
export const HELD_MAX = 50;
/** Messages sent that are remembered for the technician. */
export const SENT_MAX = 50;
/** Longer messages of which a part is missing. */
export const INCOMPLETE_MAX = 20;
/** Parts of the longest message that a person may write to the hall. */
export const PARTS_MAX = 10;
const GSM_WHOLE = 160; // §8: septets of one message, and of a part beside its header
const GSM_PART = 153;
const UCS2_WHOLE = 70; // §8
const UCS2_PART = 67;
const UCS2 = 8;

/** One message on the card; `stat` 0 = not yet read, 1 = read. */
export interface Stored {
  readonly pdu: Uint8Array;
  readonly stat: 0 | 1;
}

/** The card's places. The first one is 1, as on most modems. */
export class Inbox {
  readonly #slots = new Map<number, Stored>();
  readonly #held: Uint8Array[] = [];

  get used(): number {
    return this.#slots.size;
  }

  get all(): readonly (readonly [number, Stored])[] {
    return [...this.#slots].sort(([a], [b]) => a - b);
  }

  /** Puts it on the card; null when the network has to hold it, or has lost it. */
  add(pdu: Uint8Array): number | null {
    for (let place = 1; place <= SLOTS_MAX; place++) {
      if (this.#slots.has(place)) continue;
      this.#slots.set(place, { pdu, stat: 0 });
      return place;
    }
    if (this.#held.length < HELD_MAX) this.#held.push(pdu);
    return null;
  }

  read(place: number): Stored | null {
    const stored = this.#slots.get(place);
    if (stored === undefined) return null;
    this.#slots.set(place, { ...stored, stat: 1 });
    return stored;
  }

  /** Frees places, and gives those that were filled at once by what the network held. */
  remove(places: readonly number[]): number[] {
    for (const place of places) this.#slots.delete(place);
    const filled: number[] = [];
    while (this.#slots.size < SLOTS_MAX) {
      const next = this.#held.shift();
      const place = next === undefined ? null : this.add(next);
      if (place === null) break;
      filled.push(place);
    }
    return filled;
  }
}

/** One message as its receiver reads it. */
export interface SentMessage {
  readonly to: string;
  readonly text: string;
  readonly parts: number;
  readonly atMs: number;
}

interface Incomplete {
  readonly to: string;
  readonly part: Part;
  readonly texts: Map<number, string>;
}

/** Joins parts by receiver and reference. */
export class SentMessages {
  readonly all: SentMessage[] = [];
  readonly #incomplete = new Map<string, Incomplete>();

  /** Messages of which a part is missing. */
  get incomplete(): readonly { readonly to: string; readonly parts: number; readonly total: number }[] {
    return [...this.#incomplete.values()].map(({ to, part, texts }) => ({ to, parts: texts.size, total: part.total }));
  }

  add({ to, text, part }: Submit, atMs: number): void {
    if (part === null || part.total < 2 || part.no < 1 || part.no > part.total) {
      this.#whole({ to, text, parts: 1, atMs });
      return;
    }
    const key = `${to} ${part.ref} ${part.total}`;
    const begun: Incomplete = this.#incomplete.get(key) ?? { to, part, texts: new Map() };
    begun.texts.set(part.no, text);
    this.#incomplete.set(key, begun);
    if (begun.texts.size === part.total) {
      this.#incomplete.delete(key);
      const inOrder = [...begun.texts].sort(([a], [b]) => a - b).map(([, piece]) => piece);
      this.#whole({ to, text: inOrder.join(""), parts: part.total, atMs });
    } else if (this.#incomplete.size > INCOMPLETE_MAX) {
      const [oldest = ""] = this.#incomplete.keys();
      this.#incomplete.delete(oldest);
    }
  }

  #whole(message: SentMessage): void {
    this.all.push(message);
    if (this.all.length > SENT_MAX) this.all.shift();
  }
}

/** The deliveries of one text: in 7 bits where it can be, and in parts where it must be. Null when it is too long. */
export function deliveriesOf(from: string, text: string, sent: string, ref: number): Uint8Array[] | null {
  const septets = toSeptets(text);
  const dcs = septets === null ? UCS2 : 0;
  const length = septets?.length ?? text.length;
  if (length <= (septets === null ? UCS2_WHOLE : GSM_WHOLE)) return [buildDeliver({ from, dcs, sent, text })];
  const pieces = septets === null ? piecesOf(text, UCS2_PART, 1) : piecesOf(text, GSM_PART, 0);
  if (pieces.length > PARTS_MAX) return null;
  return pieces.map((piece, i) => {
    const udh = Buffer.from([0x00, 0x03, ref & 0xff, pieces.length, i + 1]).toString("hex");
    return buildDeliver({ from, dcs, sent, udh, text: piece });
  });
}

/** Cuts between characters: neither an escape nor a surrogate is torn from what belongs to it. */
function piecesOf(text: string, lengthMax: number, ucs2: 0 | 1): string[] {
  const pieces: string[] = [];
  let piece = "";
  let length = 0;
  for (const sign of text) {
    const own = ucs2 === 1 ? sign.length : (toSeptets(sign)?.length ?? 1);
    if (length + own > lengthMax) {
      pieces.push(piece);
      piece = "";
      length = 0;
    }
    piece += sign;
    length += own;
  }
  return [...pieces, piece];
}
