// Who may speak to the service through a browser: Host and Origin must be the hall's own (CSRF, DNS rebinding).
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export interface OriginOptions {
  /** `server.host` of the configuration. */
  readonly host: string;
  readonly publicUrl: string | null;
  readonly allowedHosts: readonly string[];
}

interface HostPort {
  readonly name: string;
  readonly port: string;
}

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
const HOST_CHARS_MAX = 255;
const HOST_TEXT = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/;

function hostPort(text: string, portByDefault: string): HostPort | null {
  if (text.length > HOST_CHARS_MAX) return null;
  const match = HOST_TEXT.exec(text.toLowerCase());
  return match?.[1] === undefined ? null : { name: match[1], port: match[2] ?? portByDefault };
}

function originParts(origin: string): (HostPort & { readonly scheme: string }) | null {
  const match = /^(https?):\/\/(.*)$/.exec(origin.toLowerCase());
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const parts = hostPort(match[2], match[1] === "https" ? "443" : "80");
  return parts === null ? null : { ...parts, scheme: match[1] };
}

/** An address as it stands in a Host header. */
function addressText(address: string): string {
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
  return isIP(plain) === 6 ? `[${plain}]` : plain;
}

/** The address this connection came to. Asking the system costs a call, so it is asked last. */
function localName(request: IncomingMessage): string | undefined {
  const address = request.socket?.localAddress;
  return address === undefined ? undefined : addressText(address);
}

/** Decides for one configuration. A request without Origin passes by its Host alone: programs send none. */
export function originGuard(options: OriginOptions): (request: IncomingMessage) => boolean {
  const publicOrigin = options.publicUrl === null ? null : originParts(new URL(options.publicUrl).origin);
  const named = new Set(options.allowedHosts.map((host) => host.toLowerCase()));
  const configured = addressText(options.host.toLowerCase());

  const hostAllowed = (host: HostPort, request: IncomingMessage): boolean =>
    LOOPBACK.has(host.name) ||
    host.name === configured ||
    named.has(host.name) ||
    named.has(`${host.name}:${host.port}`) ||
    host.name === publicOrigin?.name ||
    // A name can be made to point here by anybody; the address this very connection came to cannot.
    host.name === localName(request);

  const originAllowed = (origin: string, host: HostPort): boolean => {
    const from = originParts(origin);
    if (from === null) return false;
    if (from.port === host.port && (from.name === host.name || (LOOPBACK.has(from.name) && LOOPBACK.has(host.name)))) {
      return true;
    }
    if (named.has(from.name) || named.has(`${from.name}:${from.port}`)) return true;
    return publicOrigin !== null && from.name === publicOrigin.name && from.port === publicOrigin.port;
  };

  return (request) => {
    const host = hostPort(request.headers.host ?? "", "80");
    if (host === null || !hostAllowed(host, request)) return false;
    const { origin } = request.headers;
    return origin === undefined || originAllowed(origin, host);
  };
}
