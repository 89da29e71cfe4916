// Where a phone takes its notices, and whether the hall may send there at all.
import { ECDH, hash } from "node:crypto";
import { isLiteral } from "../messages/private-address.ts";

/** As a browser gives it, with the language of the page it was asked for on. */
export interface Subscription {
  readonly endpoint: string;
  /** base64url: the phone's public key (65 bytes) and its secret (16 bytes). RFC 8291 §3.1, §3.2. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly language: string;
}

const PUBLIC_KEY_BYTES = 65;
const AUTH_BYTES = 16;
const MARK_CHARS = 16;

/** What the page knows its own phone by: it says nothing about the address. */
export function markOf(endpoint: string): string {
  return hash("sha256", endpoint, "base64url").slice(0, MARK_CHARS);
}

/** `*.example.org` stands for every name below, `example.org` for itself. */
export function isHost(hosts: readonly string[], hostname: string): boolean {
  return hosts.some((host) => (host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host));
}

/** A push service this hall writes to: by https, by a name on its list, without a name and password in the address. */
export function isPushAddress(hosts: readonly string[], endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, username, password } = new URL(endpoint);
  if (protocol !== "https:" || username !== "" || password !== "") return false;
  return !isLiteral(hostname) && isHost(hosts, hostname);
}

/** Keys that a message can be sealed for: a point of the curve, and a secret of the right length. */
export function areKeys({ p256dh, auth }: Subscription["keys"]): boolean {
  const key = Buffer.from(p256dh, "base64url");
  if (key.length !== PUBLIC_KEY_BYTES || Buffer.from(auth, "base64url").length !== AUTH_BYTES) return false;
  try {
    ECDH.convertKey(key, "prime256v1");
    return true;
  } catch {
    // Not a point of the curve: nothing could be sealed for it.
    return false;
  }
}
