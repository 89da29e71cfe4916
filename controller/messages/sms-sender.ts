// Short messages to a telephone known only to the vault: through the hall's modem or a gateway, at most once each.
import type { SmsOutcome } from "../sms-room.ts";
import type { SmsBody } from "./bodies.ts";
import { internationalNumber } from "./phone-number.ts";
import type { MessageSender, OutboxMessage, Vault } from "./ports.ts";
import type { SentAndWait } from "./sqlite-outbox.ts";

const ATTEMPTS_MAX = 5;
const CONTACT = /^contact:(.+)$/;

/** One way out of the hall for short messages. */
export interface SmsRoute {
  send(smsId: string, to: string, text: string): Promise<SmsOutcome & { readonly retryAfterMs?: number | undefined }>;
}

export interface SmsSenderOptions {
  readonly route: SmsRoute;
  readonly vault: Vault;
  readonly signature: string;
  readonly countryCode: string;
  /** The words of a body; null: there is no reason for it any more. */
  readonly textOf: (body: SmsBody) => Promise<string | null>;
}

export class SmsSender implements MessageSender {
  readonly channel = "sms";
  readonly attemptsMax = ATTEMPTS_MAX;
  readonly #options: SmsSenderOptions;

  constructor(options: SmsSenderOptions) {
    this.#options = options;
  }

  async send({ id, to, body }: OutboxMessage): Promise<SentAndWait> {
    const { route, vault, signature, countryCode, textOf } = this.#options;
    const ref = CONTACT.exec(to)?.[1];
    const phone = ref === undefined ? undefined : vault.get(ref)?.phone;
    if (phone === undefined) return dead("没有号码（未留或已清除） no number is known (any more)");
    const number = internationalNumber(phone, countryCode);
    if (number === null) return dead("号码无效 the number is not valid");
    if (vault.optedOut(number)) return dead("对方已退订 this person asked not to be written to");
    const text = await textOf(body as SmsBody);
    if (text === null) return dead("已无需发送 there is no reason for it any more");
    const outcome = await route.send(id, number, `${signature}${text}`);
    if (outcome.state === "sent") return { ok: true, detail: outcome.detail };
    if (outcome.state === "unconfirmed") return dead(`结果不明，未再发送 unknown, not sent again: ${outcome.detail}`);
    const { detail, permanent, retryAfterMs } = outcome;
    return { ok: false, retry: !permanent, detail, retryAfterMs };
  }
}

function dead(detail: string): SentAndWait {
  return { ok: false, retry: false, detail };
}
