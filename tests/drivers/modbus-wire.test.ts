// Modbus RTU on the wire: strict reading among noise, requests to the letter of the standard.
import { describe, expect, test } from "vitest";
import { crc16 } from "../../drivers/kernel/crc16.ts";
import { type ModbusReply, type ModbusRequest, modbusCodec } from "../../drivers/led/lang-modbus.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";
import { below, noise } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";
import { bytes, fuzz, type Random } from "./damaged-streams.ts";
import { framed } from "./modbus-frame.ts";

const decoded = (...chunks: readonly Uint8Array[]) => readAll(modbusCodec, chunks).messages;
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe("reading the wire", () => {
  test("every function's reply is read", () => {
    const all = joined(
      framed(17, 1, 2, 0xcd, 0x01),
      framed(17, 2, 1, 0x80),
      framed(17, 3, 4, 0xae, 0x41, 0x56, 0x52),
      framed(17, 4, 2, 0, 10),
      framed(17, 5, 0, 0xac, 0xff, 0),
      framed(17, 6, 0, 1, 0, 3),
      framed(17, 15, 0, 0x13, 0, 10),
      framed(17, 16, 0, 1, 0, 2),
      framed(17, 0x8f, 3),
    );
    expect(decoded(all)).toEqual([
      { unit: 17, fn: 1, type: "reply", bytes: Uint8Array.of(0xcd, 0x01) },
      { unit: 17, fn: 2, type: "reply", bytes: Uint8Array.of(0x80) },
      { unit: 17, fn: 3, type: "reply", registers: [0xae41, 0x5652] },
      { unit: 17, fn: 4, type: "reply", registers: [10] },
      { unit: 17, fn: 5, type: "reply", address: 172, value: 0xff00 },
      { unit: 17, fn: 6, type: "reply", address: 1, value: 3 },
      { unit: 17, fn: 15, type: "reply", address: 19, count: 10 },
      { unit: 17, fn: 16, type: "reply", address: 1, count: 2 },
      { unit: 17, fn: 15, type: "exception", code: 3 },
    ]);
  });

  test.each([
    ["unit 0", [0, 6, 0, 1, 0, 3]],
    ["a unit above 247", [248, 6, 0, 1, 0, 3]],
    ["an unknown function", [17, 7, 0, 1, 0, 3]],
    ["no data", [17, 3, 0]],
    ["half a register", [17, 3, 3, 1, 2, 3]],
    ["an unknown exception", [17, 0x86, 7]],
    ["a coil that is neither on nor off", [17, 5, 0, 1, 0x12, 0x34]],
    ["no registers written", [17, 16, 0, 1, 0, 0]],
    ["more registers written than a frame holds", [17, 16, 0, 1, 0, 124]],
    ["more coils written than a frame holds", [17, 15, 0, 1, 0x07, 0xb1]],
  ])("a frame with %s is no reply, though its sum is right", (_name, body) => {
    const good = framed(5, 6, 0, 1, 3, 0x78);
    expect(decoded(framed(...body))).toEqual([]);
    expect(decoded(joined(framed(...body), good))).toEqual(decoded(good));
  });

  test("our own question, echoed by the adapter, is no reply", () => {
    expect(decoded(fromHex("1103006b00037687"), fromHex("11100001000204000a0102c6f0"))).toEqual([]);
  });

  test("the head of a long reply never holds back the good frame behind it", () => {
    const good = framed(5, 6, 0, 1, 3, 0x78);
    for (const head of [[1], [3, 3], [3, 3, 250], [9, 1, 200, 7, 7, 7], [3, 3, 100, 3, 3, 80, 3, 3, 60], [5, 0x86]]) {
      expect(decoded(Uint8Array.from([...head, ...good])), String(head)).toHaveLength(1);
      expect(decoded(...[...head, ...good].map((byte) => Uint8Array.of(byte))), String(head)).toHaveLength(1);
    }
  });

  test("a reply cut off anywhere does not swallow the good one behind it", () => {
    const long = framed(17, 3, 40, ...new Array<number>(40).fill(0x33));
    const good = framed(5, 16, 0, 1, 0, 2);
    for (let cut = 0; cut < long.length; cut++) {
      expect(decoded(joined(long.subarray(0, cut), good)), `cut at ${cut}`).toEqual(decoded(good));
    }
  });

  test("a frame that can only be noise is not waited for", () => {
    const waits = (...seen: readonly number[]) => modbusCodec.decode(Uint8Array.from(seen)).kind === "need-more";
    expect([waits(), waits(17), waits(17, 3), waits(17, 3, 6), waits(17, 16, 0, 1)]).toEqual(new Array(5).fill(true));
    for (const seen of [[0], [255], [17, 9], [17, 3, 5], [17, 0x83, 7], [17, 5, 0, 1, 7], [17, 16, 0, 1, 1]]) {
      expect(waits(...seen), String(seen)).toBe(false);
    }
  });

  const RANDOM_REPLY: readonly ((random: Random) => number[])[] = [
    (random) => {
      const data = bytes(1 + below(30, random), random);
      return [1 + below(2, random), data.length, ...data];
    },
    (random) => {
      const data = bytes(2 * (1 + below(20, random)), random);
      return [3 + below(2, random), data.length, ...data];
    },
    (random) => [5, ...bytes(2, random), below(2, random) * 0xff, 0],
    (random) => [6, ...bytes(4, random)],
    (random) => [15, ...bytes(2, random), 0, 1 + below(255, random)],
    (random) => [16, ...bytes(2, random), 0, 1 + below(123, random)],
    (random) => [0x80 + 1 + below(6, random), 1 + below(4, random)],
  ];

  test("10,000 damaged streams of replies give only what is there, however they are cut", () => {
    fuzz<ModbusReply>({
      codec: modbusCodec,
      valid: (random) =>
        framed(1 + below(247, random), ...(RANDOM_REPLY[below(RANDOM_REPLY.length, random)]?.(random) ?? [])),
      again: replyBytes,
      // A sum of 16 bits, and frames that may begin anywhere.
      falseMax: 3,
    });
  });

  test("look-alike noise holds no reply", () => {
    for (let seed = 0; seed < 2000; seed++) expect(decoded(noise(seed))).toEqual([]);
  });

  test("the worst stream there is, heads of the longest reply throughout, is read in good time", () => {
    const heads = Array.from({ length: 5_000 }, () => Uint8Array.of(2, 2, 250));
    expect(decoded(...heads, framed(5, 6, 0, 1, 3, 0x78))).toHaveLength(1);
  });
});

/** A reply as the bytes it must have come from. */
function replyBytes(reply: ModbusReply): Uint8Array {
  const { unit, fn } = reply;
  const u16 = (value: number) => [value >>> 8, value & 0xff];
  if (reply.type === "exception") return framed(unit, fn | 0x80, reply.code);
  if ("bytes" in reply) return framed(unit, fn, reply.bytes.length, ...reply.bytes);
  if ("registers" in reply) return framed(unit, fn, reply.registers.length * 2, ...reply.registers.flatMap(u16));
  return framed(unit, fn, ...u16(reply.address), ...u16("value" in reply ? reply.value : reply.count));
}

describe("building requests", () => {
  test("10,000 random ones keep to the standard: sum, length, and what was asked", () => {
    fuzzRequests();
  });

  test.each([
    [{ unit: 248, fn: 6, address: 0, value: 0 }],
    [{ unit: 1, fn: 6, address: 65_536, value: 0 }],
    [{ unit: 1, fn: 6, address: 0, value: -1 }],
    [{ unit: 1, fn: 5, address: 0, value: 1 }],
    [{ unit: 1, fn: 3, address: 0, count: 126 }],
    [{ unit: 1, fn: 3, address: 65_535, count: 2 }],
    [{ unit: 1, fn: 1, address: 0, count: 0 }],
    [{ unit: 1, fn: 15, address: 0, count: 9, bytes: Uint8Array.of(1) }],
    [{ unit: 1, fn: 16, address: 0, registers: [] }],
    [{ unit: 1, fn: 16, address: 0, registers: new Array<number>(124).fill(0) }],
  ] as [ModbusRequest][])("what no board can be asked is a mistake of the caller: %j", (request) => {
    expect(() => modbusCodec.encode(request)).toThrow();
  });

  test("the published check values hold", () => {
    expect(crc16(Buffer.from("123456789"), 0xffff)).toBe(0x4b37);
    expect(crc16(Buffer.from("123456789"), 0)).toBe(0xbb3d);
  });
});

function fuzzRequests(): void {
  for (let seed = 0; seed < 10_000; seed++) {
    const value = (salt: number, limit: number) => (Math.imul(seed + salt, 0x9e3779b1) >>> 0) % limit;
    const [unit, address] = [value(1, 248), value(2, 60_000)];
    const registers = Array.from({ length: 1 + value(3, 123) }, (_, i) => value(i + 4, 65_536));
    const wire = modbusCodec.encode({ unit, fn: 16, address, registers });
    const data = registers.flatMap((one) => [one >>> 8, one & 0xff]);
    const count = registers.length;
    const body = [unit, 16, address >>> 8, address & 0xff, 0, count, count * 2, ...data];
    if (toHex(wire) !== toHex(framed(...body))) expect.fail(`seed ${seed}`);
  }
}
