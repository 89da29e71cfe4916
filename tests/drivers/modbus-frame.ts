// Modbus RTU frames for tests, summed by the bit-by-bit rule of the standard and not by the table under test.

/** Unit, function and data with their check sum. */
export function framed(...body: readonly number[]): Uint8Array {
  let crc = 0xffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return Uint8Array.of(...body, crc & 0xff, crc >>> 8);
}
