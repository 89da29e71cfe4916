// Sending: one part at a time, each PDU written once at most; what nobody knows is `unconfirmed` (hardware.md §8).
import assert from "node:assert";
import { createHash } from "node:crypto";
import type { ModemEvent } from "../kernel/model.ts";
import type { GsmOut } from "./at-chat.ts";
import { CTRL_Z, ESC, maskedNumber } from "./at-lines.ts";
import { DeliveryWatch } from "./delivery-watch.ts";
import { type GsmFault, gsmFault, isError } from "./gsm-words.ts";
import { concatHeader, encodeSubmit, type Report, submitFirstOctet, validityByte } from "./sms-pdu.ts";
import { splitText } from "./sms-text.ts";

/** Tries after the first, as long as no byte of the PDU has left. */
const RETRIES_MAX = 3;
/** Before the first of them; each further one waits twice as long. */
const RETRY_MS = 2_000;
/** International: country code and number (E.164). */
const NUMBER = /^\+[1-9][0-9]{6,14}$/;
/** No message holds more: a longer text is not even looked at. */
const PART_CHARS_MAX = 160;
const CODING_GSM7 = 0x00;
const CODING_UCS2 = 0x08;

export interface OutboxSettings {
  readonly smsc?: string | undefined;
  readonly reports: boolean;
  readonly validityHours: number;
  readonly ordersMax: number;
  readonly partsMax: number;
  readonly promptMs: number;
  readonly sendMs: number;
}

interface Part {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Its PDU has been written. This is never undone. */
  written: boolean;
}

interface Job {
  readonly smsId: string;
  readonly to: string;
  readonly parts: readonly Part[];
  /** Parts the network took. */
  taken: number;
  retries: number;
}

interface Sending {
  readonly job: Job;
  readonly part: Part;
  at: "prompt" | "verdict";
  reference: number | null;
}

/** What became of a line or a silence while sending. */
export type SendStep =
  | "not-mine"
  | "going-on"
  /** The part or the message is settled, the modem ready for the next command. */
  | "settled"
  /** The same, and an error was the reason: perhaps the network is gone. */
  | "refused"
  /** The modem and we are out of step: start it up again. */
  | "lost";

/** What can be said before anything is sent; null: nothing is wrong. */
function faultOf(to: string, text: string): string | null {
  if (!NUMBER.test(to)) return "号码无效，应为 + 国家码和号码 bad number: + country code and number";
  return text === "" ? "短信内容为空 the text is empty" : null;
}

/** The queue of messages and the one that is being sent. */
export class SmsOutbox {
  readonly #settings: OutboxSettings;
  readonly #out: GsmOut;
  readonly #queue: Job[] = [];
  readonly #watch = new DeliveryWatch();
  #sending: Sending | null = null;
  #concat: number | null = null;
  /** Wait before the next try; 0: none. */
  delayMs = 0;

  constructor(settings: OutboxSettings, out: GsmOut) {
    this.#settings = settings;
    this.#out = out;
  }

  get isSending(): boolean {
    return this.#sending !== null;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** What was sent last, to know its echo. */
  get asked(): string | null {
    return this.#sending === null ? null : this.#commandOf(this.#sending.part);
  }

  order(smsId: string, to: string, text: string): void {
    if (this.#queue.some((job) => job.smsId === smsId)) return; // Under way already, and told once.
    const { ordersMax, partsMax } = this.#settings;
    const fault = faultOf(to, text);
    const parts = fault === null ? this.#partsOf(smsId, to, text, partsMax) : null;
    if (parts === null) {
      const detail = fault ?? `短信超过 ${partsMax} 条的长度 longer than ${partsMax} parts`;
      this.#out.tell({ type: "failed", smsId, detail, permanent: true });
    } else if (this.#queue.length >= ordersMax) {
      const detail = `等待发送的已有 ${ordersMax} 条 the queue is full`;
      this.#out.tell({ type: "failed", smsId, detail, permanent: false });
    } else this.#queue.push({ smsId, to, parts, taken: 0, retries: 0 });
  }

  /** Asks for the prompt of the next part. Only when something waits and nothing is under way. */
  send(): void {
    const [job] = this.#queue;
    const part = job?.parts[job.taken];
    assert(job !== undefined && part !== undefined && this.#sending === null);
    this.#sending = { job, part, at: "prompt", reference: null };
    this.#out.write(`${this.#commandOf(part)}\r`);
    this.#out.arm(this.#settings.promptMs);
  }

  prompt(): void {
    const sending = this.#sending;
    if (sending === null || sending.at !== "prompt") return;
    const { job, part } = sending;
    assert(!part.written, "a PDU is written once");
    part.written = true;
    sending.at = "verdict";
    const hex = Buffer.from(part.bytes).toString("hex").toUpperCase();
    const end = String.fromCharCode(CTRL_Z);
    const meaning = { sms: maskedNumber(job.to), part: `${job.taken + 1}/${job.parts.length}` };
    this.#out.write(`${hex}${end}`, `<PDU ${part.bytes.length} bytes>${end}`, meaning);
    this.#out.arm(this.#settings.sendMs);
  }

  line(text: string): SendStep {
    const sending = this.#sending;
    if (sending === null) return "not-mine";
    if (isError(text)) {
      this.#out.count("naks");
      if (sending.at === "prompt") this.#refusedEarly(sending, gsmFault(text));
      else this.#refusedLate(sending, gsmFault(text));
      return "refused";
    }
    if (sending.at === "prompt") return "not-mine";
    const reference = /^\+CMGS: ?(\d{1,3})(,|$)/.exec(text)?.[1];
    if (reference !== undefined && Number(reference) <= 255) {
      sending.reference = Number(reference);
      if (this.#settings.reports) this.#watch.took(sending.job.smsId, sending.job.to, sending.reference);
      return "going-on";
    }
    if (text !== "OK") return "not-mine";
    if (sending.reference !== null) this.#taken(sending);
    else this.#unconfirmed(sending.job, "模块未给出编号 the modem gave no reference");
    return "settled";
  }

  /** Nothing came in time. Before the PDU the prompt is left; after it nobody knows. */
  timeout(): SendStep {
    const sending = this.#sending;
    if (sending === null) return "not-mine";
    this.#out.count("timeouts");
    if (sending.at === "prompt") this.#out.write(String.fromCharCode(ESC), "<ESC>");
    this.interrupted("模块在时限内无应答 the modem did not answer in time");
    return "lost";
  }

  /** A reset, a closed line or silence. A reference proves that the network took the part. */
  interrupted(why: string): void {
    const sending = this.#sending;
    if (sending === null) return;
    if (sending.at === "prompt") this.#tryAgain(sending, why, false);
    else if (sending.reference !== null) this.#taken(sending);
    else this.#unconfirmed(sending.job, why);
  }

  /** The line is gone: the rest of a message whose first parts left must not wait for it. */
  closed(reason: string): void {
    this.interrupted(reason);
    const [job] = this.#queue;
    if (job !== undefined && job.taken > 0) this.#unconfirmed(job, `只发出一部分 only part of it was sent: ${reason}`);
  }

  report(report: Report): void {
    const delivery = this.#watch.report(report);
    if (delivery === "unknown") this.#out.count("late");
    else if (delivery !== null) this.#delivered(delivery);
  }

  #commandOf(part: Part): string {
    return `AT+CMGS=${part.length}`;
  }

  #partsOf(smsId: string, to: string, text: string, partsMax: number): Part[] | null {
    if (text.length > partsMax * PART_CHARS_MAX) return null;
    const parts = splitText(text);
    if (parts.length > partsMax) return null;
    const { smsc = "", reports, validityHours } = this.#settings;
    // Begins somewhere else after every start, so that old parts on a telephone do not meet new ones.
    if (parts.length > 1) {
      const last = this.#concat ?? createHash("sha256").update(smsId).digest().readUInt8();
      this.#concat = (last + 1) & 0xff;
    }
    const reference = this.#concat ?? 0;
    return parts.map(({ alphabet, text: piece, number, total }) => {
      const header = total > 1 ? concatHeader({ reference, total, number }) : new Uint8Array();
      const encoded = encodeSubmit({
        smsc,
        firstOctet: submitFirstOctet({ report: reports, header: total > 1 }),
        reference: 0, // The modem puts its own.
        to,
        protocol: 0,
        coding: alphabet === "gsm7" ? CODING_GSM7 : CODING_UCS2,
        validity: Uint8Array.of(validityByte(validityHours)),
        header,
        text: piece,
      });
      return { ...encoded, written: false };
    });
  }

  #taken({ job }: Sending): void {
    this.#sending = null;
    job.taken += 1;
    job.retries = 0;
    if (job.taken < job.parts.length) return;
    this.#settle(job, { type: "sent", smsId: job.smsId });
    const delivery = this.#watch.sent(job.smsId);
    if (delivery !== null) this.#delivered(delivery);
  }

  /** Before the prompt: no byte of the PDU has left. */
  #refusedEarly(sending: Sending, fault: GsmFault): void {
    this.#tryAgain(sending, fault.words, fault.permanent);
  }

  #refusedLate(sending: Sending, { words, permanent, doubt }: GsmFault): void {
    if (sending.reference !== null) this.#taken(sending);
    else if (doubt) this.#unconfirmed(sending.job, words);
    else this.#failed(sending.job, words, permanent);
  }

  #tryAgain({ job }: Sending, why: string, permanent: boolean): void {
    this.#sending = null;
    if (permanent || job.retries >= RETRIES_MAX) {
      this.#failed(job, why, permanent);
      return;
    }
    this.delayMs = RETRY_MS * 2 ** job.retries;
    job.retries += 1;
    this.#out.count("retries");
  }

  #failed(job: Job, detail: string, permanent: boolean): void {
    if (job.taken > 0) this.#unconfirmed(job, `只发出一部分 only part of it was sent: ${detail}`);
    else this.#settle(job, { type: "failed", smsId: job.smsId, detail, permanent });
  }

  #unconfirmed(job: Job, detail: string): void {
    this.#settle(job, { type: "unconfirmed", smsId: job.smsId, detail });
  }

  #settle(job: Job, event: ModemEvent): void {
    this.#sending = null;
    const at = this.#queue.indexOf(job);
    assert(at >= 0, "an order ends once");
    this.#queue.splice(at, 1);
    if (event.type !== "sent") this.#watch.forget(job.smsId);
    this.#out.tell(event);
  }

  #delivered({ smsId, ok, words }: { readonly smsId: string; readonly ok: boolean; readonly words: string }): void {
    this.#out.tell({ type: "delivered", smsId, ok, detail: words });
  }
}
