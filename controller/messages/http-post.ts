// One POST to somebody outside: bounded in time and size, no redirects, and not to the inside unless allowed.
import { lookup as systemLookup } from "node:dns";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { isLiteral, isPrivateAddress } from "./private-address.ts";

const ANSWER_BYTES_MAX = 4 * 1024;

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly msMax: number;
  /** Also to addresses inside the building, and over plain http. */
  readonly private: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Whose certificates are believed, as PEM; missing: those the system believes. */
  readonly ca?: string;
}

export type Posted =
  | {
      readonly ok: true;
      readonly status: number;
      /** The beginning of the answer. */
      readonly text: string;
      readonly retryAfterMs: number | undefined;
    }
  /** No answer. `sent`: a connection stood, so that the far side may have taken it. */
  | { readonly ok: false; readonly sent: boolean; readonly detail: string };

/** Names are looked up once and checked before the connection is made: a name cannot change in between. */
const publicLookup: LookupFunction = (host, options, done) => {
  systemLookup(host, { ...options, all: true }, (error, found) => {
    const inside = found?.find(({ address }) => isPrivateAddress(address));
    const [first] = found ?? [];
    if (error !== null || first === undefined) done(error ?? new Error(`no address for ${host}`), "", 0);
    else if (inside !== undefined) done(new Error(`${host} leads inside (${inside.address}): not allowed here`), "", 0);
    else if (options.all === true) done(null, found);
    else done(null, first.address, first.family);
  });
};

/** Why it must not be sent there at all; null: it may. */
export function forbidden({ url, private: inside }: Pick<Posting, "url" | "private">): string | null {
  const { protocol, hostname } = new URL(url);
  if (inside) return null;
  if (protocol !== "https:") return "只允许 https only https is allowed here";
  return isLiteral(hostname) && isPrivateAddress(hostname)
    ? "内网地址未获允许 an address inside is not allowed here"
    : null;
}

export function post(posting: Posting): Promise<Posted> {
  const why = forbidden(posting);
  if (why !== null) return Promise.resolve({ ok: false, sent: false, detail: why });
  const { url, headers, body, msMax, signal } = posting;
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    let connected = false;
    const failed = (error: Error) => resolve({ ok: false, sent: connected, detail: wordsOf(error) });
    // The whole exchange has this long, not each silence in it.
    const late = AbortSignal.timeout(msMax);
    const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
    const sending = request(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-length": String(bytes.length) },
        signal: signal === undefined ? late : AbortSignal.any([late, signal]),
        ...(posting.private ? {} : { lookup: publicLookup }),
        ...(posting.ca === undefined ? {} : { ca: posting.ca }),
        agent: false,
      },
      (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        const end = () => {
          const text = Buffer.concat(parts).toString("utf8").slice(0, ANSWER_BYTES_MAX);
          const retryAfterMs = retryAfter(answer.headers["retry-after"]);
          resolve({ ok: true, status: answer.statusCode ?? 0, text, retryAfterMs });
        };
        answer.on("data", (part: Buffer) => {
          if (size < ANSWER_BYTES_MAX) parts.push(part);
          size += part.length;
          if (size < ANSWER_BYTES_MAX) return;
          // Nobody reads on: the beginning is enough.
          end();
          answer.destroy();
        });
        answer.on("end", end);
        answer.on("error", failed);
      },
    );
    sending.on("error", failed);
    const secure = url.startsWith("https:");
    sending.on("socket", (socket) => {
      // Nothing of the message leaves before: through TLS only when the certificate has been accepted.
      socket.once(secure ? "secureConnect" : "connect", () => {
        connected = true;
      });
    });
    sending.end(bytes);
  });
}

/** Seconds only; a date would need a clock that agrees with theirs. */
function retryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^[0-9]{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}

function wordsOf(error: Error): string {
  if (error.name === "AbortError" || error.name === "TimeoutError") return "对方在时限内无应答 no answer in time";
  const { code } = error as { code?: string };
  return `无法连接 no connection: ${code ?? error.message}`.slice(0, 200);
}
