// A provider's HTTP interface for short messages: one POST per message, shaped by a template of the configuration.
import { type Posted, type Posting, post } from "./http-post.ts";
import type { SmsRoute } from "./sms-sender.ts";

export interface GatewaySettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly accepted?: string | undefined;
  readonly private: boolean;
  readonly timeoutSeconds: number;
}

type Fields = Readonly<Record<"to" | "text" | "id" | "secret", string>>;
const TOO_MANY = 429;

function filled(template: string, fields: Fields, escaped: (text: string) => string): string {
  return template.replace(/\{(to|text|id|secret)\}/g, (_all, name: keyof Fields) => escaped(fields[name]));
}

/** As the content says: inside a JSON string, or a field of a form. */
function escaping(headers: Readonly<Record<string, string>>): (text: string) => string {
  const [, type = ""] = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type") ?? [];
  if (type.includes("x-www-form-urlencoded")) return encodeURIComponent;
  if (type.includes("json") || type === "") return (text) => JSON.stringify(text).slice(1, -1);
  return (text) => text.replace(/[<>&"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** What the provider answers is never kept: it may repeat the number. */
export function gatewayRoute(
  settings: GatewaySettings,
  secret: () => { readonly ok: true; readonly secret: string } | { readonly ok: false; readonly why: string },
  poster: (posting: Posting) => Promise<Posted> = post,
): SmsRoute {
  return {
    async send(id, to, text) {
      const known = secret();
      if (!known.ok) return { state: "failed", detail: `缺少密钥 no secret: ${known.why}`, permanent: false };
      const fields = { to, text, id, secret: known.secret };
      const headers = Object.fromEntries(
        Object.entries(settings.headers).map(([name, value]) => [name, filled(value, fields, (plain) => plain)]),
      );
      const posted = await poster({
        url: settings.url,
        headers,
        body: filled(settings.body, fields, escaping(headers)),
        msMax: settings.timeoutSeconds * 1000,
        private: settings.private,
      });
      if (!posted.ok) {
        const state = posted.sent ? "unconfirmed" : "failed";
        return { state, detail: posted.detail, permanent: false };
      }
      const { status, text: answer, retryAfterMs } = posted;
      const isTaken = status >= 200 && status < 300;
      if (isTaken && (settings.accepted === undefined || answer.includes(settings.accepted)))
        return { state: "sent", detail: `网关已接收 taken by the gateway (${status})`, permanent: false };
      if (isTaken) return { state: "failed", detail: "网关未接收 the gateway did not take it", permanent: true };
      // A gateway that failed inside (5xx) may have sent it; one that refused (4xx) has not.
      if (status >= 500)
        return { state: "unconfirmed", detail: `网关出错 the gateway failed (${status})`, permanent: false };
      const permanent = status !== TOO_MANY;
      return { state: "failed", detail: `网关拒绝 the gateway refused (${status})`, permanent, retryAfterMs };
    },
  };
}
