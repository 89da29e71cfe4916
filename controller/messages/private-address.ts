// Addresses inside the building or the machine itself. A webhook may only lead there when its configuration says so.

/** Networks that are not the public internet, as their first bits. RFC 6890, RFC 6598, RFC 5771. */
const V4: readonly (readonly [string, number])[] = [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as const),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["224.0.0.0", 3],
  ] as const),
];

function numberOf(address: string): number | null {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function isPrivate4(address: string): boolean {
  const value = numberOf(address);
  if (value === null) return true;
  return V4.some(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(value / size) === Math.floor((numberOf(network) ?? 0) / size);
  });
}

/** Whether an IP address (4 or 6) leads anywhere but to the public internet; what is no address does, too. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, "").toLowerCase();
  if (!plain.includes(":")) return isPrivate4(plain);
  const mapped = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return isPrivate4(mapped);
  // Only 2000::/3 is the public internet of IPv6, without the documentation's and the tunnels' own parts.
  const first = Number.parseInt(plain.split(":", 1)[0] ?? "", 16);
  if (!(first >= 0x2000 && first <= 0x3fff)) return true;
  return first === 0x2002 || plain.startsWith("2001:0:") || plain.startsWith("2001::") || plain.startsWith("2001:db8:");
}

/** Whether a host as it stands in an address needs no name service. */
export function isLiteral(host: string): boolean {
  return host.startsWith("[") || /^[0-9.]+$/.test(host);
}
