// Who may touch devices and configuration: somebody at the machine itself where the hall says so, or who has the key.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export const KEY_HEADER = "x-technician-key";
const PASSED_ON = ["forwarded", "x-forwarded-for", "x-real-ip", "via"] as const;
const LOOPBACK = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

export interface GateOptions {
  /** `security.trustLoopback` of the configuration. */
  readonly trustLoopback: boolean;
  /** As it stands in the hall's data folder. */
  readonly key: string;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** What a proxy on this machine passes on comes from loopback too, and is from anybody. */
function isPassedOn({ headers }: IncomingMessage): boolean {
  return PASSED_ON.some((name) => headers[name] !== undefined);
}

/** Decides for one hall. Comparing takes the same time whatever was sent. */
export function technicianGate({ trustLoopback, key }: GateOptions): (request: IncomingMessage) => boolean {
  const wanted = digest(key);
  return (request) => {
    if (trustLoopback && LOOPBACK.test(request.socket?.remoteAddress ?? "") && !isPassedOn(request)) return true;
    const sent = request.headers[KEY_HEADER];
    return typeof sent === "string" && timingSafeEqual(digest(sent), wanted);
  };
}
