// Sends one notice: looks at the hall once more, seals it for the phone (RFC 8291), and hands it to its push service.
import { hash } from "node:crypto";
import type { RequestDetails } from "web-push";
import { type Posted, type Posting, post } from "../messages/http-post.ts";
import type { MessageSender, OutboxMessage } from "../messages/ports.ts";
import type { SentAndWait } from "../messages/sqlite-outbox.ts";
import { isPushAddress, type Subscription } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { VapidKeys } from "./vapid-keys.ts";
import type { PushKind } from "./words.ts";

/** A notice is worth nothing later: the push service must not keep it either. */
export const TTL_SECONDS = 60;
const ATTEMPTS_MAX = 3;
const ANSWER_MS_MAX = 10_000;
/** Connections at once. */
const UNDER_WAY_MAX = 32;
const TOPIC_CHARS = 32;
const GONE: ReadonlySet<number> = new Set([404, 410]);
const RETRIED: ReadonlySet<number> = new Set([408, 425, 429]);
const CONTACT = /^contact:push:(.+)$/;

/** What the outbox keeps of a notice: nothing of a person. */
export interface PushBody {
  readonly type: `push.${PushKind}`;
  readonly ticketId: string;
}

/** What the phone shows; opened by the page's own worker. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  /** A newer notice of the same ticket takes the place of an older one. */
  readonly tag: string;
  readonly url: string;
}

export interface PushSenderOptions {
  readonly subject: string;
  readonly hosts: readonly string[];
  readonly keys: VapidKeys;
  readonly subscriptions: Subscriptions;
  /** Null: there is no reason for it any more. */
  readonly notice: (body: PushBody, language: string) => Promise<Notice | null>;
  readonly post?: (posting: Posting) => Promise<Posted>;
}

export class PushSender implements MessageSender {
  readonly channel = "push";
  readonly attemptsMax = ATTEMPTS_MAX;
  readonly #options: PushSenderOptions;
  #underWay = 0;

  constructor(options: PushSenderOptions) {
    this.#options = options;
  }

  async send({ to, body }: OutboxMessage): Promise<SentAndWait> {
    const { subscriptions, hosts, notice } = this.#options;
    const ticketId = CONTACT.exec(to)?.[1] ?? "";
    const subscription = subscriptions.get(ticketId);
    if (subscription === null) return dead("已关闭通知 notices were switched off");
    if (!isPushAddress(hosts, subscription.endpoint)) return dead("推送服务不在名单上 this push service is not listed");
    if (this.#underWay >= UNDER_WAY_MAX) return { ok: false, retry: true, detail: "发送过多 too many at once" };
    const shown = await notice(body as PushBody, subscription.language);
    if (shown === null) return dead("已无需发送 there is no reason for it any more");
    this.#underWay += 1;
    try {
      return this.#settled(ticketId, await this.#posted(subscription, shown));
    } finally {
      this.#underWay -= 1;
    }
  }

  async #posted(subscription: Subscription, shown: Notice): Promise<Posted> {
    const { subject, keys } = this.#options;
    const { default: webPush } = await import("web-push");
    const { endpoint, headers, body }: RequestDetails = webPush.generateRequestDetails(
      { endpoint: subscription.endpoint, keys: subscription.keys },
      JSON.stringify(shown),
      {
        vapidDetails: { subject, ...keys },
        TTL: TTL_SECONDS,
        urgency: "high",
        contentEncoding: "aes128gcm",
        // A phone without a line gets the newest only.
        topic: hash("sha256", shown.tag, "base64url").slice(0, TOPIC_CHARS),
      },
    );
    const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return (this.#options.post ?? post)({
      url: endpoint,
      headers: Object.fromEntries(named) as Record<string, string>,
      body: body ?? "",
      msMax: ANSWER_MS_MAX,
      private: false,
    });
  }

  #settled(ticketId: string, posted: Posted): SentAndWait {
    if (!posted.ok) return { ok: false, retry: true, detail: posted.detail };
    const { status, retryAfterMs } = posted;
    if (status >= 200 && status < 300) return { ok: true, detail: String(status) };
    if (GONE.has(status)) {
      this.#options.subscriptions.forget(ticketId);
      return dead(`${status}：手机已取消 the phone no longer takes notices`);
    }
    const retry = status >= 500 || RETRIED.has(status);
    return { ok: false, retry, detail: `${status} 推送服务未收下 the push service did not take it`, retryAfterMs };
  }
}

function dead(detail: string): SentAndWait {
  return { ok: false, retry: false, detail };
}
