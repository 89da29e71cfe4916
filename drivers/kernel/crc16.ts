// CRC-16 with the reflected polynomial 8005 (A001): Modbus starts at FFFF, CRC-16/ARC at 0 (hardware.md §2.1, §2.4).

const POLYNOMIAL = 0xa001;

function tableEntry(byte: number): number {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
}

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => tableEntry(byte));

/** The sum of the bytes from this start; no final xor. Both families send its low byte first. */
export function crc16(bytes: Iterable<number>, init: number): number {
  let crc = init;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}
