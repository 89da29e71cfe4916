// A phone and its push service, written from RFC 8030, 8188, 8291 and 8292 alone: nothing of the library the hall uses.
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type Posted, type Posting, post } from "../../controller/messages/http-post.ts";
import { selfMadeCertificate } from "./self-made-certificate.ts";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const CERTIFICATE = selfMadeCertificate();
/** The name phones know the service by; tests send there by way of loopback. */
export const SERVICE = "https://updates.push.services.mozilla.com";

/** Takes notices over TLS and answers as told; 201 when nothing is told. */
export class PushService {
  readonly received: Received[] = [];
  readonly answers: number[] = [];
  /** How the hall's own POST gets here: same bytes, same TLS, another address. */
  readonly post: (posting: Posting) => Promise<Posted>;

  private constructor(port: () => number) {
    this.post = (posting) =>
      post({
        ...posting,
        url: posting.url.replace(SERVICE, `https://127.0.0.1:${port()}`),
        private: true,
        ca: CERTIFICATE.cert,
      });
  }

  static async open(): Promise<PushService> {
    const server = createServer(CERTIFICATE, (request, reply) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        service.received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts) });
        reply.writeHead(service.answers.shift() ?? 201).end();
      });
    });
    const service = new PushService(() => (server.address() as AddressInfo).port);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return service;
  }
}

const bytes = (length: number, key: Uint8Array, salt: Uint8Array, info: Buffer) =>
  Buffer.from(hkdfSync("sha256", key, salt, info, length));

/** A browser's subscription and what only the phone can read. */
export class PushPhone {
  readonly #pair = createECDH("prime256v1");
  readonly #auth = randomBytes(16);
  readonly endpoint: string;

  constructor(path = `/wpush/v2/${randomBytes(24).toString("base64url")}`) {
    this.#pair.generateKeys();
    this.endpoint = `${SERVICE}${path}`;
  }

  /** What its page leaves with the hall. */
  body(language = "zh-CN") {
    const keys = { p256dh: this.#pair.getPublicKey().toString("base64url"), auth: this.#auth.toString("base64url") };
    return { endpoint: this.endpoint, keys, language };
  }

  /** RFC 8188 §2 and RFC 8291 §3.4; throws when it was not sealed for this phone. */
  read({ body }: Received): Record<string, string> {
    const salt = body.subarray(0, 16);
    const recordBytes = body.readUInt32BE(16);
    const keyEnd = 21 + body.readUInt8(20);
    const sender = body.subarray(21, keyEnd);
    const sealed = body.subarray(keyEnd);
    if (sealed.length > recordBytes) throw new Error("more than one record");
    const own = this.#pair.getPublicKey();
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), own, sender]);
    const ikm = bytes(32, this.#pair.computeSecret(sender), this.#auth, info);
    const key = bytes(16, ikm, salt, Buffer.from("Content-Encoding: aes128gcm\0"));
    const nonce = bytes(12, ikm, salt, Buffer.from("Content-Encoding: nonce\0"));
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    const end = plain.lastIndexOf(2);
    if (end < 0 || plain.subarray(end + 1).some((one) => one !== 0)) throw new Error("no end of the last record");
    return JSON.parse(plain.subarray(0, end).toString("utf8")) as Record<string, string>;
  }
}

/** RFC 8292: who sends it, checked with the key the header itself names; throws when the signature is not its own. */
export function vapidOf({ headers }: Received): { readonly key: string; readonly claims: Record<string, unknown> } {
  const { token = "", key = "" } =
    /^vapid t=(?<token>\S+), ?k=(?<key>\S+)$/.exec(String(headers.authorization))?.groups ?? {};
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
  const signed = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!signed) throw new Error("the signature is not of this key");
  const parsed = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  if (parsed(head).alg !== "ES256") throw new Error("not ES256");
  return { key, claims: parsed(claims) };
}
