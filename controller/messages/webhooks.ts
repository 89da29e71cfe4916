// Which events of the log go to which webhook, and in what shape.
import type { Config } from "../../config/schema.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { StoredEvent } from "../store/event-store.ts";
import type { WebhookBody } from "./bodies.ts";
import type { LogConsumer } from "./log-follower.ts";
import { type SecretPlace, secretOf } from "./secrets.ts";
import { BODY_CHARS_MAX } from "./sqlite-outbox.ts";
import type { WebhookTarget } from "./webhook-sender.ts";

type WebhookConfig = Config["messages"]["webhooks"][number];

/** Fields that name a person, if only as a keyed hash, or carry the whole day: nobody outside needs them. */
const KEPT_BACK: ReadonlySet<string> = new Set(["person", "snapshot"]);
/** Room for what stands around the data. */
const DATA_CHARS_MAX = BODY_CHARS_MAX - 1024;

/** `*` stands for any part: `rating.*`, `*.called`, `*`. */
export function matches(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(type);
  });
}

/** An event as a receiver gets it: its data with number, actor and hall beside. */
export function bodyOf({ seq, atMs, type, actor, data }: StoredEvent, hallId: string, timezone: string): WebhookBody {
  const own = Object.fromEntries(Object.entries(data as object).filter(([name]) => !KEPT_BACK.has(name)));
  // So much belongs to no single fact; whoever needs it reads `GET /events`.
  const shown = JSON.stringify(own).length > DATA_CHARS_MAX ? { tooLarge: true } : own;
  return { type, timestamp: isoWithOffset(atMs, timezone), data: { ...shown, hallId, seq, actor } };
}

/** The place in the log of each webhook is its own: a new one begins now, another one's trouble is not its trouble. */
export function webhookConsumer(
  { id, events }: WebhookConfig,
  { hallId, timezone, isDisabled }: { hallId: string; timezone: string; isDisabled: (id: string) => boolean },
): LogConsumer {
  return {
    name: `webhook:${id}`,
    take(event) {
      if (!matches(events, event.type) || isDisabled(id)) return null;
      // The hash makes it unique among halls, and after a log that was begun anew.
      const messageId = `event.${event.seq}.${event.hash.slice(0, 12)}.${id}`;
      return { put: [{ id: messageId, channel: "webhook", to: id, body: bodyOf(event, hallId, timezone) }] };
    },
  };
}

export function targetOf(
  webhook: WebhookConfig,
  dataDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): WebhookTarget {
  const { id, url, timeoutSeconds, private: inside } = webhook;
  const known = secretOf(webhook as SecretPlace, dataDir, environment);
  const secret = known.ok && known.secret !== "" ? known.secret : null;
  const why = known.ok ? "secretFile / secretEnv" : known.why;
  return { id, url, timeoutSeconds, private: inside, secret: secret === null || !signs(secret) ? null : secret, why };
}

/** `whsec_` is followed by base64. */
function signs(secret: string): boolean {
  return !secret.startsWith("whsec_") || /^whsec_[A-Za-z0-9+/]{4,}={0,2}$/.test(secret);
}
