// Process ids of print jobs: four printable characters each, and which jobs an answered id proves (hardware.md §1.3a).

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 4;
const IDS = ALPHABET.length ** ID_LENGTH;
const ISSUED_MAX = 16;

interface Issued {
  readonly jobId: string;
  readonly id: string;
  /** Nothing happened since that could have emptied the printer's buffer. */
  sound: boolean;
}

/** Ids given out and not yet answered, oldest first. */
export class ProcessIds {
  #issued: Issued[] = [];
  #next: number | null = null;

  /** An id of its own for this job. Numbering starts at a place that differs from run to run with the first job. */
  issue(jobId: string): string {
    const number = this.#next ?? hash(jobId) % IDS;
    this.#next = (number + 1) % IDS;
    const id = spell(number);
    this.#issued.push({ jobId, id, sound: true });
    if (this.#issued.length > ISSUED_MAX) this.#issued.shift();
    return id;
  }

  /**
   * Jobs proven by an answer: its own, and older ones when nothing came between ("a newer id implies the older ones").
   * Empty: an id nobody here gave out, or one answered before.
   */
  answered(id: string): string[] {
    const at = this.#issued.findIndex((issued) => issued.id === id);
    if (at < 0) return [];
    const proven = this.#issued.filter((issued, place) => place === at || (place < at && issued.sound));
    this.#issued = this.#issued.slice(at + 1);
    return proven.map(({ jobId }) => jobId);
  }

  /** A lost line, a silence or an error: from now on only a job's own id proves it. */
  interrupted(): void {
    for (const issued of this.#issued) issued.sound = false;
  }
}

function spell(number: number): string {
  let rest = number;
  let id = "";
  for (let place = 0; place < ID_LENGTH; place++) {
    id = ALPHABET.charAt(rest % ALPHABET.length) + id;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return id;
}

/** FNV-1a, 32 bits: spreads job ids that differ in one character. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
