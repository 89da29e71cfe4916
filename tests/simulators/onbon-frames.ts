// Onbon frames as hardware.md §2.1 draws them, for tests: a second hand that shares nothing with the simulated card.

/** CRC-16 with polynomial 8005, bit by bit from the left over mirrored bytes. */
function crc16(bytes: readonly number[]): number {
  const mirrored = (value: number, bits: number): number =>
    Number.parseInt([...value.toString(2).padStart(bits, "0")].reverse().join(""), 2);
  let register = 0;
  for (const byte of bytes) {
    register ^= mirrored(byte, 8) << 8;
    for (let bit = 0; bit < 8; bit++)
      register = register & 0x8000 ? ((register << 1) ^ 0x8005) & 0xffff : register << 1;
  }
  return mirrored(register, 16);
}

const ESCAPED: Readonly<Record<number, readonly number[]>> = {
  165: [0xa6, 2],
  166: [0xa6, 1],
  90: [0x5b, 2],
  91: [0x5b, 1],
};

/** Raw bytes with a CRC, wrapped; `crcError` breaks the CRC. */
export function wrapped(raw: readonly number[], crcError = 0): string {
  const crc = crc16(raw) ^ crcError;
  const inside = [...raw, crc & 0xff, crc >> 8].flatMap((byte) => ESCAPED[byte] ?? [byte]);
  return Buffer.from([...new Array<number>(8).fill(0xa5), ...inside, 0x5a]).toString("hex");
}

export interface Order {
  readonly dst?: number;
  readonly response?: number;
  readonly crcError?: number;
}

/** An order of the host: group and command, then the payload. */
export function order(command: string, payload: string | readonly number[] = [], options: Order = {}): string {
  const { dst = 1, response = 1, crcError = 0 } = options;
  const given = typeof payload === "string" ? Buffer.from(payload.replace(/\s+/g, ""), "hex") : payload;
  const data = [...Buffer.from(command, "hex"), response, 0, 0, ...given];
  const header = [dst & 0xff, dst >> 8, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xfe, 2, data.length & 0xff, data.length >> 8];
  return wrapped([...header, ...data], crcError);
}

/** A card's answer. */
export function answer(src: number, group: number, command: number, error: number, payload: readonly number[] = []) {
  const data = [group, command, error, 0, 0, ...payload];
  const header = [0, 0x80, src & 0xff, src >> 8, 0, 0, 0, 0, 0, 0, 0xfe, 2, data.length & 0xff, data.length >> 8];
  return wrapped([...header, ...data]);
}

export const ack = (src = 1): string => answer(src, 0xa0, 0, 0);
export const nack = (error: number, src = 1): string => answer(src, 0xa0, 1, error);

export interface Area {
  readonly id?: number;
  readonly x?: number;
  readonly y?: number;
  readonly w?: number;
  readonly h?: number;
  /** GBK, or plain ASCII, as hex. */
  readonly text: string;
  readonly sound?: string;
  readonly extend?: string;
}

const hex = (text: string): number[] => [...Buffer.from(text.replace(/\s+/g, ""), "hex")];
const u16 = (value: number): number[] => [value & 0xff, value >> 8];

function areaBytes({ id = 0, x = 0, y = 0, w = 12, h = 16, text, sound = "00", extend = "00" }: Area): number[] {
  const body = [0, ...u16(x), ...u16(y), ...u16(w), ...u16(h), id, 0, 0, 0, 0, ...hex(sound), ...hex(extend)];
  const content = hex(text);
  body.push(0, 1, 1, 1, 0, 0, 0, ...u16(content.length), 0, 0, ...content);
  return [...u16(body.length), ...body];
}

/** The payload of A3 06. */
export function dynamic(areas: readonly Area[], gone: "all" | readonly number[] = []): number[] {
  const deletions = gone === "all" ? [0xff] : [gone.length, ...gone];
  return [...deletions, areas.length, ...areas.flatMap(areaBytes)];
}
