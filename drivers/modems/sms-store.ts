// Messages and reports that the modem has stored: fetched one by one, told, and only then deleted (hardware.md §8).
import type { AtAnswer, AtCommand } from "./at-chat.ts";

const STORED_MAX = 512;
const TRIES_MAX = 3;
/** At least the head of a message: shorter hex is something else. */
const PDU = /^([0-9A-Fa-f]{2}){8,}$/;

/** Whether a line is a PDU in hex. */
export const isPdu = (line: string): boolean => PDU.test(line);

/** Asks the modem; `done` is called unless the modem stayed silent, which the session sees to. */
export type Ask = (
  text: string,
  prefix: string | null,
  done: (answer: AtAnswer) => void,
  more?: Partial<Pick<AtCommand, "logged" | "pdu">>,
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
  #memory: string | null = null;

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

  /** After a start nobody knows which memory the modem uses. */
  started(): void {
    this.#memory = null;
  }

  /** Asks for the next place. Only when something waits. */
  next(): void {
    const [place] = this.#places;
    if (place === undefined) return;
    const { memory, index } = place;
    if (place.tries >= TRIES_MAX) {
      // What cannot be read stays where it is; a person may look at it.
      this.#places.shift();
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
