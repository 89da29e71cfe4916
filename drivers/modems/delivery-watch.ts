// Which messages still wait for their delivery reports: matched by reference and recipient (hardware.md §8).
import { reportOutcome } from "./gsm-words.ts";
import type { Report } from "./sms-pdu.ts";

const WATCHED_MAX = 1000;
/** Networks write the same number with and without the country: this many last digits must agree. */
const DIGITS_SAME_MIN = 7;

interface Watched {
  readonly to: string;
  /** References of the parts whose report is still out. */
  readonly open: Set<number>;
  /** All parts are with the network, so `sent` has been told. */
  sent: boolean;
  failed: boolean;
  words: string;
}

export interface Delivery {
  readonly smsId: string;
  readonly ok: boolean;
  readonly words: string;
}

/** The same recipient, however the network writes the number. */
export function sameNumber(one: string, other: string): boolean {
  const [a, b] = [one, other].map((number) => number.replace(/\D/g, "")) as [string, string];
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const core = short.replace(/^0+/, "");
  return (a === b && a !== "") || (core.length >= DIGITS_SAME_MIN && long.endsWith(core));
}

/** Bounded: the oldest are forgotten, and then simply never reported as delivered. */
export class DeliveryWatch {
  readonly #watched = new Map<string, Watched>();

  /** The network took a part under this reference. */
  took(smsId: string, to: string, reference: number): void {
    // The counter of the modem has come round: whoever still waits under this reference will hear nothing any more.
    for (const [id, other] of this.#watched) {
      if (id === smsId || !other.open.has(reference) || !sameNumber(other.to, to)) continue;
      this.#watched.delete(id);
    }
    const known = this.#watched.get(smsId);
    if (known !== undefined) known.open.add(reference);
    else this.#watched.set(smsId, { to, open: new Set([reference]), sent: false, failed: false, words: "" });
    const [oldest] = this.#watched.keys();
    if (this.#watched.size > WATCHED_MAX && oldest !== undefined) this.#watched.delete(oldest);
  }

  /** All parts have been taken. A report may have been faster. */
  sent(smsId: string): Delivery | null {
    const watched = this.#watched.get(smsId);
    if (watched === undefined) return null;
    watched.sent = true;
    return this.#finished(smsId, watched);
  }

  /** Failed or in doubt: its reports mean nothing any more. */
  forget(smsId: string): void {
    this.#watched.delete(smsId);
  }

  /** `unknown`: nobody waits for it. Null: parts are still out, or the network still tries. */
  report(report: Report): Delivery | null | "unknown" {
    for (const [smsId, watched] of this.#watched) {
      if (!watched.open.has(report.reference) || !sameNumber(watched.to, report.to)) continue;
      const outcome = reportOutcome(report.status);
      if (outcome === null) return null;
      watched.open.delete(report.reference);
      // One part that will never arrive decides for the whole.
      if (!watched.failed) watched.words = outcome.words;
      watched.failed ||= !outcome.ok;
      return this.#finished(smsId, watched);
    }
    return "unknown";
  }

  #finished(smsId: string, watched: Watched): Delivery | null {
    const { sent, failed, open, words } = watched;
    if (!sent || (!failed && open.size > 0)) return null;
    this.#watched.delete(smsId);
    return { smsId, ok: !failed, words };
  }
}
