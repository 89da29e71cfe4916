// The two cookies: a person's session, which ends with the browser, and a device's, which lasts.
import type { IncomingMessage } from "node:http";

const DAY_SECONDS = 86_400;
/** As long as browsers keep one; renewed whenever the page starts. */
const DEVICE_DAYS = 400;
const HEADER_CHARS_MAX = 4_096;
const SECRET = /^[A-Za-z0-9_-]{20,64}$/;

export type CookieName = "session" | "device";

export interface Cookies {
  /** The secret a request carries under this name; null when there is none, or none of ours. */
  read(request: IncomingMessage, name: CookieName): string | null;
  /** The line that gives it to the browser; null takes it away. */
  line(name: CookieName, secret: string | null): string;
}

/** `__Host-` over TLS: no other host of the same domain can put one in its place. */
export function cookiesFor(publicUrl: string | null): Cookies {
  const secure = publicUrl?.startsWith("https:") === true;
  const named = (name: CookieName): string => `${secure ? "__Host-" : ""}hallkeeper_${name}`;
  return {
    read({ headers }, name) {
      const text = headers.cookie;
      if (text === undefined || text.length > HEADER_CHARS_MAX) return null;
      const wanted = `${named(name)}=`;
      for (const part of text.split(";")) {
        const pair = part.trim();
        if (!pair.startsWith(wanted)) continue;
        const value = pair.slice(wanted.length);
        return SECRET.test(value) ? value : null;
      }
      return null;
    },
    line(name, secret) {
      const age = secret === null ? "; Max-Age=0" : name === "device" ? `; Max-Age=${DEVICE_DAYS * DAY_SECONDS}` : "";
      return `${named(name)}=${secret ?? ""}; Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}${age}`;
    },
  };
}
