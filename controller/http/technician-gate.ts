// Two proofs that somebody may be at the machine: the request comes from it, or carries the key in its data folder.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export const KEY_HEADER = "x-technician-key";
const PASSED_ON = ["forwarded", "x-forwarded-for", "x-real-ip", "via"] as const;
const LOOPBACK = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

const digest = (text: string) => createHash("sha256").update(text).digest();

/** What a proxy on this machine passes on comes from loopback too, and is from anybody. */
function isPassedOn({ headers }: IncomingMessage): boolean {
  return PASSED_ON.some((name) => headers[name] !== undefined);
}

/** Whether it was sent by a program on this machine, not passed on by one. */
export function isFromHere(request: IncomingMessage): boolean {
  return LOOPBACK.test(request.socket?.remoteAddress ?? "") && !isPassedOn(request);
}

/** Whether a request carries this key. Comparing takes the same time whatever was sent. */
export function keyMatcher(key: string): (request: IncomingMessage) => boolean {
  const wanted = digest(key);
  return (request) => {
    const sent = request.headers[KEY_HEADER];
    return typeof sent === "string" && timingSafeEqual(digest(sent), wanted);
  };
}
