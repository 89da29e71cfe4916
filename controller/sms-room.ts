// Short messages through the hall's modems: hands orders over, waits for what became of each, hands on what comes in.
import type { Clock, Timer } from "../drivers/kernel/clock.ts";
import type { ModemEvent } from "../drivers/kernel/model.ts";
import type { Member } from "./lines.ts";

/** `failed`: surely not sent. `unconfirmed`: nobody knows. */
export interface SmsOutcome {
  readonly state: "sent" | "failed" | "unconfirmed";
  readonly detail: string;
  /** Trying again will not help. */
  readonly permanent: boolean;
}

/** What a message that came in was taken for, in a word for the log; null: by nobody. Never its text. */
export type SmsListener = (from: string, text: string) => string | null;
export type DeliveryListener = (smsId: string, ok: boolean, detail: string) => void;

/** A modem that has not told the end of an order by then will not. */
const OUTCOME_MS_MAX = 5 * 60_000;
const UNDER_WAY_MAX = 100;

interface Waiting {
  readonly done: (outcome: SmsOutcome) => void;
  readonly late: Timer;
}

export class SmsRoom {
  readonly #clock: Clock;
  readonly #member: (deviceId: string) => Member | undefined;
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners: SmsListener[] = [];
  readonly #deliveries: DeliveryListener[] = [];

  constructor(clock: Clock, member: (deviceId: string) => Member | undefined) {
    this.#clock = clock;
    this.#member = member;
  }

  /** At most once: whatever is not surely unsent is `unconfirmed`. `to`: `+` and digits. */
  send(deviceId: string, smsId: string, to: string, text: string): Promise<SmsOutcome> {
    const member = this.#member(deviceId);
    const failed = (detail: string): Promise<SmsOutcome> =>
      Promise.resolve({ state: "failed", detail, permanent: false });
    if (member?.modem === undefined) return failed(`没有短信猫 there is no modem ${deviceId}`);
    const { state, detail } = member.status();
    // An order given now would be sent whenever the modem is back, perhaps long after its time.
    if (state !== "online") return failed(`短信猫未就绪 the modem is ${state}: ${detail}`);
    if (this.#waiting.has(smsId)) return failed("正在发送 it is being sent already");
    if (this.#waiting.size >= UNDER_WAY_MAX) return failed("正在发送的过多 too many are under way");
    if (!member.modem.order({ type: "send", smsId, to, text })) return failed("短信猫未接受 the modem took no order");
    return new Promise((resolve) => {
      const late = this.#clock.after(OUTCOME_MS_MAX, () => {
        this.#waiting.delete(smsId);
        resolve({ state: "unconfirmed", detail: "短信猫无结果 the modem told no end", permanent: false });
      });
      this.#waiting.set(smsId, { done: resolve, late });
    });
  }

  onSms(listener: SmsListener): void {
    this.#listeners.push(listener);
  }

  onDelivery(listener: DeliveryListener): void {
    this.#deliveries.push(listener);
  }

  /** What a modem told; for a message that came in, what it was taken for. */
  event(event: ModemEvent): string | null {
    switch (event.type) {
      case "sent":
        this.#settle(event.smsId, { state: "sent", detail: "网络已接收 taken by the network", permanent: false });
        return null;
      case "failed":
        this.#settle(event.smsId, { state: "failed", detail: event.detail, permanent: event.permanent });
        return null;
      case "unconfirmed":
        this.#settle(event.smsId, { state: "unconfirmed", detail: event.detail, permanent: false });
        return null;
      case "delivered":
        for (const listener of this.#deliveries) listener(event.smsId, event.ok, event.detail);
        return null;
      case "received":
        return this.#received(event.from, event.text);
      default:
        return null;
    }
  }

  #received(from: string, text: string): string | null {
    for (const listener of this.#listeners) {
      const taken = listener(from, text);
      if (taken !== null) return taken;
    }
    return null;
  }

  #settle(smsId: string, outcome: SmsOutcome): void {
    const waiting = this.#waiting.get(smsId);
    if (waiting === undefined) return;
    this.#waiting.delete(smsId);
    waiting.late.cancel();
    waiting.done(outcome);
  }
}
