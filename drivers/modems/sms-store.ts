// Messages and reports that the modem has stored: fetched one by one, told, and only then deleted (hardware.md §8).
import type { AtAnswer, AtCommand } from "./at-chat.ts";

const STORED_MAX = 512;
const TRIES_MAX = 3;
/** At least the head of a message: shorter hex is something else. */
const PDU = /^([0-9A-Fa-f]{2}){8,}$/;

/** Whether a line is a PDU in hex. */
export const isPdu = (line: string): boolean => PDU.test(line);

/** Everything the modem has stored, read or not. */
export const LIST_STORED = "AT+CMGL=4";
/** Enough for a SIM and a modem's own memory; the rest is found the next time. */
const LISTED_MAX = 255;
/** Then it is not asked for any more until the line is opened anew: a modem may not know the command. */
const LISTS_UNANSWERED_MAX = 2;

/** The places of received messages in the answer to `LIST_STORED`. */
export function storedIn(lines: readonly string[]): number[] {
  // 0 and 1: received, unread and read; 2 and 3 are stored messages of our own.
  const indexes = lines.flatMap((line) => {
    const index = /^\+CMGL: ?(\d{1,4}),[01],/.exec(line)?.[1];
    return index === undefined ? [] : [Number(index)];
  });
  return indexes.slice(0, LISTED_MAX);
}

/** Asks the modem; `done` is called unless the modem stayed silent: then `silent`, and the session begins anew. */
export type Ask = (
  text: string,
  prefix: string | null,
  done: (answer: AtAnswer) => void,
  more?: Partial<Pick<AtCommand, "logged" | "pdu">>,
  silent?: () => void,
) => void;

/** `memory` null: the one the modem uses now. */
interface Stored {
  readonly memory: string | null;
  readonly index: number;
  tries: number;
}

/** Places still to be read, each once. */
export class SmsStore {
  readonly #ask: Ask;
  readonly #take: (hex: string) => boolean;
  readonly #places: Stored[] = [];
  /** Places given up since the last start. */
  readonly #unreadable = new Set<number>();
  #memory: string | null = null;
  /** Listings in a row. */
  #listsUnanswered = 0;

  /** `take`: true when the PDU was understood. */
  constructor(ask: Ask, take: (hex: string) => boolean) {
    this.#ask = ask;
    this.#take = take;
  }

  get waiting(): boolean {
    return this.#places.length > 0;
  }

  notice(memory: string | null, index: number): void {
    if (this.#places.some((place) => place.memory === memory && place.index === index)) return;
    if (this.#places.length < STORED_MAX) this.#places.push({ memory, index, tries: 0 });
  }

  /** The line was opened. */
  opened(): void {
    this.#listsUnanswered = 0;
  }

  /** The word that a message came in may have been lost on the line, and a SIM that is full takes no more. */
  list(): void {
    if (this.waiting || this.#listsUnanswered >= LISTS_UNANSWERED_MAX) return;
    const listed = ({ lines }: AtAnswer) => {
      this.#listsUnanswered = 0;
      // What could not be read is not read again until a start.
      for (const index of storedIn(lines)) if (!this.#unreadable.has(index)) this.notice(null, index);
    };
    const silent = () => {
      this.#listsUnanswered += 1;
    };
    this.#ask(LIST_STORED, "+CMGL:", listed, {}, silent);
  }

  /** After a start nobody knows which memory the modem uses. */
  started(): void {
    this.#memory = null;
    this.#unreadable.clear();
  }

  /** Asks for the next place. Only when something waits. */
  next(): void {
    const [place] = this.#places;
    if (place === undefined) return;
    const { memory, index } = place;
    if (place.tries >= TRIES_MAX) {
      // What cannot be read stays where it is; a person may look at it.
      this.#places.shift();
      if (this.#unreadable.size < STORED_MAX) this.#unreadable.add(index);
      this.next();
    } else if (memory !== null && memory !== this.#memory) {
      this.#ask(`AT+CPMS="${memory}"`, "+CPMS:", () => {
        this.#memory = memory;
      });
    } else {
      place.tries += 1;
      this.#ask(`AT+CMGR=${index}`, "+CMGR:", (answer) => this.#fetched(index, answer), { pdu: true });
    }
  }

  #fetched(index: number, answer: AtAnswer): void {
    const hex = answer.lines.find(isPdu);
    if (hex !== undefined && this.#take(hex)) {
      this.#ask(`AT+CMGD=${index}`, null, () => this.#places.shift());
    } else if (answer.ok && hex === undefined) this.#places.shift(); // Nothing there.
  }
}
