// Bytes on a simulated line take the time they take on a real one, and who talks at the same time is heard to.
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../simulators/lib.ts";
import { byteMs, LINE_BYTES_MAX, type LineSetup, PacedLine, speedOf } from "../../simulators/wire-pace.ts";
import { turnedClock } from "./turned-clock.ts";

const SPEED = { baudRate: 9600, bitsPerByte: 10 };
const BYTE_MS = 10_000 / 9600; // hardware.md §9: 1.0417 ms

function line(shared = true) {
  const clock = turnedClock();
  const startMs = clock.now();
  const heard = { devices: [] as number[], host: [] as number[] };
  /** When each byte arrived, in ms since the start. */
  const at = { devices: [] as number[], host: [] as number[] };
  const take = (side: "devices" | "host") => (bytes: Uint8Array) => {
    heard[side].push(...bytes);
    at[side].push(...[...bytes].map(() => clock.now() - startMs));
  };
  const options = { toDevices: take("devices"), toHost: take("host") };
  const paced = new PacedLine({ clock, speed: SPEED, random: seededRandom(1), shared, ...options });
  return { clock, paced, heard, at };
}

const count = (length: number, first = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => (first + i) & 0xff);

describe("the speed of a line", () => {
  test.each<[string, LineSetup, number, number]>([
    ["a serial line without a word about it", { type: "serial" }, 9600, 10],
    ["a serial line of its own", { type: "serial", baudRate: 57600 }, 57600, 10],
    ["with parity", { type: "serial", parity: "even" }, 9600, 11],
    ["7E1", { type: "serial", dataBits: 7, parity: "even" }, 9600, 10],
    ["8N2", { type: "serial", stopBits: 2 }, 9600, 11],
    ["a network line with a bus behind it", { type: "tcp", baudRate: 19200 }, 19200, 10],
  ])("%s", (_, setup, baudRate, bitsPerByte) => {
    expect(speedOf(setup)).toEqual({ baudRate, bitsPerByte });
    expect(byteMs({ baudRate, bitsPerByte })).toBe((bitsPerByte * 1000) / baudRate);
  });

  test.each([{ type: "tcp" }, { type: "file" }, { type: "hid", baudRate: 9600 }])("%j has none", (setup) => {
    expect(speedOf(setup)).toBeNull();
  });
});

describe("one talker", () => {
  test("a frame of ten bytes has arrived after 10.4 ms, not before, in either direction", () => {
    const { clock, paced, heard } = line();
    paced.fromHost(count(10));
    clock.advance(10.3);
    expect(heard.devices.length).toBeLessThan(10);
    clock.advance(0.2);
    expect(heard.devices).toEqual([...count(10)]);
    paced.fromDevice("a", count(10, 100));
    clock.advance(10.3);
    expect(heard.host.length).toBeLessThan(10);
    clock.advance(0.2);
    expect(heard.host).toEqual([...count(10, 100)]);
    expect(paced.collisions).toBe(0);
  });

  test("no byte is early, and none is later than timers wake up; long streams do not drift", () => {
    const { clock, paced, at } = line();
    const bytes = 9_600; // Ten seconds of wire.
    for (let i = 0; i < bytes / 960; i++) paced.fromHost(count(960));
    // A busy machine: time comes in uneven steps.
    const random = seededRandom(7);
    while (at.devices.length < bytes) clock.advance(random() * 40);
    const late = at.devices.map((ms, i) => ms - (i + 1) * BYTE_MS);
    expect(Math.min(...late)).toBeGreaterThan(-0.002);
    expect(Math.max(...late)).toBeLessThan(8 + BYTE_MS);
    expect(late.at(-1)).toBeLessThan(0.01);
  });

  test("a device that answers the last byte at once does not collide", () => {
    const clock = turnedClock();
    const host: number[] = [];
    const paced: PacedLine = new PacedLine({
      ...{ clock, speed: SPEED, random: seededRandom(1), shared: true },
      toDevices: (bytes) => {
        if (bytes.at(-1) === 9) paced.fromDevice("a", Uint8Array.of(0xaa));
      },
      toHost: (bytes) => host.push(...bytes),
    });
    paced.fromHost(count(10));
    clock.advance(11.5 * BYTE_MS);
    expect(host).toEqual([0xaa]);
    expect(paced.collisions).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("what waits for the host's words happens after them, at once on an idle line", () => {
    const { clock, paced, heard } = line();
    const seen: number[] = [];
    paced.afterHost(() => seen.push(heard.devices.length));
    expect(seen).toEqual([0]);
    paced.fromHost(count(5));
    paced.afterHost(() => seen.push(heard.devices.length));
    paced.fromHost(count(5));
    clock.advance(20);
    expect(seen).toEqual([0, 5]);
  });

  test("while nobody reads, time stands still for the bytes", () => {
    const { clock, paced, heard } = line();
    paced.fromHost(count(10));
    clock.advance(5 * BYTE_MS);
    const before = heard.devices.length;
    paced.setReading(false);
    clock.advance(60_000);
    paced.fromHost(count(2, 10));
    expect(heard.devices).toHaveLength(before);
    paced.setReading(true);
    clock.advance(5 * BYTE_MS);
    expect(heard.devices).toEqual([...count(10)]);
    clock.advance(2 * BYTE_MS + 0.01);
    expect(heard.devices).toEqual([...count(12)]);
  });

  test("a device that says more than a line can carry is cut off; the host's words are counted", () => {
    const { clock, paced, heard } = line();
    for (let i = 0; i < 100; i++) paced.fromDevice("a", count(1024));
    clock.advance(1_000_000);
    expect(heard.host).toHaveLength(LINE_BYTES_MAX);
    paced.fromHost(count(100));
    expect(paced.hostBytes).toBe(100);
    paced.clear();
    expect([paced.hostBytes, clock.pending]).toEqual([0, 0]);
  });
});

describe("two talkers", () => {
  test("are counted and both understood while nothing may break", () => {
    const { clock, paced, heard } = line();
    paced.fromHost(count(10));
    clock.advance(3);
    paced.fromDevice("a", count(6, 50));
    clock.advance(2);
    paced.fromDevice("b", count(4, 80));
    clock.advance(60);
    expect(paced.collisions).toBe(3); // a into the host's words; b into the host's and into a's.
    expect(heard.devices).toEqual([...count(10)]);
    expect(heard.host).toEqual([...count(6, 50), ...count(4, 80)]);
  });

  test("destroy what is said at the same time, and only that", () => {
    const { clock, paced, heard } = line();
    paced.collide = true;
    paced.fromHost(count(20));
    clock.advance(10 * BYTE_MS);
    paced.fromDevice("a", count(4, 50));
    clock.advance(60);
    expect(paced.collisions).toBe(1);
    expect(heard.devices.slice(0, 10)).toEqual([...count(10)]);
    expect(heard.devices.slice(14)).toEqual([...count(6, 14)]);
    for (const [i, byte] of heard.devices.slice(10, 14).entries()) expect(byte).not.toBe(10 + i);
    expect(heard.host).toHaveLength(4);
    for (const [i, byte] of heard.host.entries()) expect(byte).not.toBe(50 + i);
  });

  test("two devices spoil each other's frames; what is said later is clean", () => {
    const { clock, paced, heard } = line();
    paced.collide = true;
    paced.fromDevice("a", count(10));
    clock.advance(6 * BYTE_MS);
    paced.fromDevice("b", count(10, 100));
    clock.advance(60);
    paced.fromDevice("b", count(3, 200));
    clock.advance(60);
    expect(heard.host).toHaveLength(23);
    expect(heard.host.slice(0, 6)).toEqual([...count(6)]);
    for (const [i, byte] of heard.host.slice(6, 10).entries()) expect(byte).not.toBe(6 + i);
    for (const [i, byte] of heard.host.slice(10, 14).entries()) expect(byte).not.toBe(100 + i);
    expect(heard.host.slice(14, 20)).toEqual([...count(6, 104)]);
    expect(heard.host.slice(20)).toEqual([...count(3, 200)]);
    expect(paced.collisions).toBe(1);
  });

  test("one device says two things one after the other without colliding with itself", () => {
    const { clock, paced, heard } = line();
    paced.collide = true;
    paced.fromDevice("a", count(5));
    paced.fromDevice("a", count(5, 5));
    clock.advance(60);
    expect(heard.host).toEqual([...count(10)]);
    expect(paced.collisions).toBe(0);
  });

  test("with a wire for each direction nobody disturbs anybody", () => {
    const { clock, paced, heard } = line(false);
    paced.collide = true;
    paced.fromHost(count(10));
    paced.fromDevice("a", count(10));
    clock.advance(60);
    expect([heard.devices, heard.host]).toEqual([[...count(10)], [...count(10)]]);
    expect(paced.collisions).toBe(0);
  });
});
