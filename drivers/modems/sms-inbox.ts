// Messages that came in: long ones joined from their parts, repeated ones told once.
import { createHash } from "node:crypto";
import type { Deliver } from "./sms-pdu.ts";

const JOINING_MAX = 32;
/** Rounds of the health check, 30 s each by default: a part that is still missing then will not come. */
const ROUNDS_MAX = 20;
const TOLD_MAX = 64;
/** Stands for a part that never came. */
const MISSING = "…";

export interface Received {
  readonly from: string;
  readonly text: string;
}

interface Joining {
  readonly from: string;
  readonly total: number;
  readonly texts: Map<number, string>;
  rounds: number;
}

/** Bounded; what cannot be completed is handed on with its gaps rather than lost. */
export class SmsInbox {
  readonly #joining = new Map<string, Joining>();
  readonly #told = new Set<string>();

  /** Complete messages, which may be none yet. `pdu` tells a repetition by the modem from a new message. */
  take(message: Deliver, pdu: Uint8Array): Received[] {
    if (message.text === null || this.#isRepeated(pdu)) return [];
    const { concat, from, text } = message;
    if (concat === null || concat.total === 1) return [{ from, text }];
    const key = `${from}\n${concat.reference}\n${concat.total}`;
    const joining = this.#joining.get(key) ?? {
      from,
      total: concat.total,
      texts: new Map<number, string>(),
      rounds: 0,
    };
    joining.texts.set(concat.number, text);
    joining.rounds = 0;
    this.#joining.set(key, joining);
    if (joining.texts.size === joining.total) return [this.#end(key, joining)];
    const [oldest] = this.#joining;
    return this.#joining.size > JOINING_MAX && oldest !== undefined ? [this.#end(...oldest)] : [];
  }

  /** Called in every round of the health check: gives up waiting for parts. */
  age(): Received[] {
    const given: Received[] = [];
    for (const [key, joining] of this.#joining) {
      joining.rounds += 1;
      if (joining.rounds >= ROUNDS_MAX) given.push(this.#end(key, joining));
    }
    return given;
  }

  #end(key: string, { from, total, texts }: Joining): Received {
    this.#joining.delete(key);
    let text = "";
    for (let number = 1; number <= total; number++) {
      const part = texts.get(number);
      if (part !== undefined) text += part;
      else if (!text.endsWith(MISSING)) text += MISSING;
    }
    return { from, text };
  }

  /** A reset between reading and deleting makes the modem offer a message again. Only a digest is kept. */
  #isRepeated(pdu: Uint8Array): boolean {
    const digest = createHash("sha256").update(pdu).digest("base64");
    if (this.#told.has(digest)) return true;
    this.#told.add(digest);
    const [oldest] = this.#told;
    if (this.#told.size > TOLD_MAX && oldest !== undefined) this.#told.delete(oldest);
    return false;
  }
}
