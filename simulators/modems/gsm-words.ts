// How a modem writes a PDU, its length and the network's time in its answers (hardware.md §8).

/** The hall's zone: the network sends local time. */
const ZONE_MS = 8 * 3600 * 1000;

/** Octets behind the service centre, as every length in an answer counts them. */
export const octetsOf = (pdu: Uint8Array): number => pdu.length - 1 - (pdu[0] ?? 0);

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();

/** "2026-01-05T09:00:00+08:00" */
export const isoTime = (atMs: number): string => `${new Date(atMs + ZONE_MS).toISOString().slice(0, 19)}+08:00`;
