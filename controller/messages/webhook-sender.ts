// Webhooks to a city's systems, in the form of Standard Webhooks: id, timestamp, signature.
import { Webhook } from "standardwebhooks";
import type { WebhookBody } from "./bodies.ts";
import { type Posted, type Posting, post } from "./http-post.ts";
import type { MessageSender, OutboxMessage } from "./ports.ts";
import type { SentAndWait } from "./sqlite-outbox.ts";

/** Attempts the specification advises. */
const ATTEMPTS_MAX = 10;
const GONE = 410;
const ANSWER_CHARS_MAX = 120;

export interface WebhookTarget {
  readonly id: string;
  readonly url: string;
  readonly private: boolean;
  readonly timeoutSeconds: number;
  /** `whsec_` and base64, or any text. Null: not to be had, and `why` says why. */
  readonly secret: string | null;
  readonly why: string;
}

export interface WebhookSenderOptions {
  readonly targets: readonly WebhookTarget[];
  readonly nowMs: () => number;
  /** The receiver said that it is gone. */
  readonly gone: (target: WebhookTarget) => void;
  readonly isDisabled: (target: WebhookTarget) => boolean;
  readonly post?: (posting: Posting) => Promise<Posted>;
}

/** Signs as `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`. */
export function signer(secret: string): Webhook {
  return secret.startsWith("whsec_") ? new Webhook(secret) : new Webhook(secret, { format: "raw" });
}

export class WebhookSender implements MessageSender {
  readonly channel = "webhook";
  readonly attemptsMax = ATTEMPTS_MAX;
  readonly #options: WebhookSenderOptions;

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  async send(message: OutboxMessage): Promise<SentAndWait> {
    const { targets, nowMs, gone, isDisabled } = this.#options;
    const target = targets.find(({ id }) => id === message.to);
    if (target === undefined) return dead("配置中已无此地址 no such webhook is configured any more");
    if (isDisabled(target)) return dead("对方已停用 the receiver said before that it is gone (410)");
    if (target.secret === null) return { ok: false, retry: true, detail: `缺少密钥 no secret: ${target.why}` };
    const body = JSON.stringify(message.body as WebhookBody);
    // Of this attempt: a receiver refuses what is signed long ago.
    const at = new Date(nowMs());
    const posted = await (this.#options.post ?? post)({
      url: target.url,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Hallkeeper",
        "webhook-id": message.id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": signer(target.secret).sign(message.id, at, body),
      },
      body,
      msMax: target.timeoutSeconds * 1000,
      private: target.private,
    });
    if (!posted.ok) return { ok: false, retry: true, detail: posted.detail };
    const { status, text, retryAfterMs } = posted;
    if (status >= 200 && status < 300) return { ok: true, detail: String(status) };
    if (status === GONE) {
      gone(target);
      return dead("410：对方已停用 the receiver is gone, nothing more is sent there");
    }
    return { ok: false, retry: true, detail: `${status} ${text.slice(0, ANSWER_CHARS_MAX)}`.trim(), retryAfterMs };
  }
}

function dead(detail: string): SentAndWait {
  return { ok: false, retry: false, detail };
}
