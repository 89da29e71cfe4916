// Simulated identity-card reader: cards laid down, found, selected, read, lifted; and its troubles.
import { describe, expect, test } from "vitest";
import { createSimulator, READ_MS, SLOW_MS } from "../../simulators/readers/samv.ts";
import { CARDS, cardText, inventedNumber } from "../../simulators/readers/samv-cards.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

const FIND = "aaaaaa96690003200122";
const SELECT = "aaaaaa96690003200221";
const READ = "aaaaaa96690003300132";
const FINGERPRINT = "aaaaaa96690003301023";
const RESET = "aaaaaa9669000310ffec";
const STATUS = "aaaaaa9669000311ffed";
const FOUND = "aaaaaa9669000800009f0000000097";
const NO_CARD = "aaaaaa9669000400008084";
const SELECTED = "aaaaaa9669000c00009000000000000000009c";
const answer = (sw3: number) => `aaaaaa966900040000${Buffer.from([sw3, 4 ^ sw3]).toString("hex")}`;

function reader() {
  const clock = turnedClock();
  const device = createSimulator({}, { clock });
  return { device, clock, wire: new Wire(device) };
}

/** Lays a card down and asks until it is read; the answer to the last request. */
function readCard(bench: ReturnType<typeof reader>, key: string, request = READ): string {
  bench.device.press({ key });
  expect(bench.wire.ask(FIND)).toEqual([FOUND]);
  expect(bench.wire.ask(SELECT)).toEqual([SELECTED]);
  bench.wire.hear(request);
  bench.clock.advance(READ_MS);
  return bench.wire.take().join("");
}

const fieldOf = (hex: string, from: number, bytes: number) =>
  Buffer.from(hex, "hex")
    .subarray(14 + from, 14 + from + bytes)
    .toString("utf16le")
    .trimEnd();

describe("a card", () => {
  test("is found, selected and read with 256 bytes of text and 1024 of photo", () => {
    const bench = reader();
    expect(bench.device.display).toBe("请放卡");
    expect(bench.wire.ask(FIND)).toEqual([NO_CARD]);
    const hex = readCard(bench, "card-1");
    expect(hex).toHaveLength(1295 * 2);
    expect(hex.slice(0, 28)).toBe("aaaaaa9669050800009001000400");
    const xor = Buffer.from(hex, "hex")
      .subarray(5)
      .reduce((sum, byte) => sum ^ byte, 0);
    expect(xor).toBe(0);
    expect(fieldOf(hex, 0, 30)).toBe("张某");
    expect(fieldOf(hex, 30, 2)).toBe("1");
    expect(fieldOf(hex, 36, 16)).toBe("19900101");
    expect(fieldOf(hex, 122, 36)).toMatch(/^99000019900101001[\dX]$/);
    expect(fieldOf(hex, 204, 16)).toBe("20400101");
    expect(bench.device.display).toBe("已读卡");
  });

  test("is found again only after it was lifted", () => {
    const bench = reader();
    readCard(bench, "card-2");
    expect(bench.wire.ask(FIND)).toEqual([NO_CARD]);
    bench.device.press({ key: "lift" });
    expect([bench.device.display, bench.wire.ask(FIND)]).toEqual(["请放卡", [NO_CARD]]);
    expect(fieldOf(readCard(bench, "card-2"), 204, 16)).toBe("长期");
  });

  test("is read a second time while it stays selected: the first answer may have been lost", () => {
    const bench = reader();
    const first = readCard(bench, "card-3");
    bench.wire.hear(READ);
    bench.clock.advance(READ_MS);
    expect(bench.wire.take()).toEqual([first]);
  });

  test("has a fingerprint when it is asked for", () => {
    const bench = reader();
    const hex = readCard(bench, "card-1", FINGERPRINT);
    expect(hex.slice(0, 32)).toBe("aaaaaa9669090a000090010004000400");
    expect(hex).toHaveLength((5 + 2 + 0x090a) * 2);
  });

  test("that is gone in between is neither selected nor read", () => {
    const { device, clock, wire } = reader();
    device.press({ key: "card-1" });
    wire.hear(FIND);
    device.press({ key: "lift" });
    expect(wire.ask(SELECT)).toEqual([answer(0x81)]);
    wire.hear(READ);
    clock.advance(READ_MS);
    expect(wire.take()).toEqual([answer(0x41)]);
  });

  test("cannot be read before it was selected", () => {
    const { device, clock, wire } = reader();
    device.press({ key: "card-1" });
    wire.ask(READ);
    clock.advance(READ_MS);
    expect(wire.take()).toEqual([answer(0x41)]);
  });

  test("that does not exist cannot be laid down", () => {
    const { device } = reader();
    expect(device.press({ key: "card-9" })).toEqual({ ok: false, allowed: ["card-1", "card-2", "card-3", "lift"] });
    expect(device.press({ text: "card-1" })).toMatchObject({ ok: false });
  });
});

describe("the people on the cards are invented", () => {
  test.each(Object.entries(CARDS))("%s fits its record and has a number that checks", (_, fields) => {
    expect(cardText(fields)).toHaveLength(256);
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((total, weight, i) => total + weight * Number(fields.idNumber.charAt(i)), 0);
    expect("10X98765432".charAt(sum % 11)).toBe(fields.idNumber.charAt(17));
    expect(fields.idNumber).toHaveLength(18);
    expect(fields.idNumber.startsWith("990000")).toBe(true);
    expect(fields.idNumber.slice(6, 14)).toBe(fields.birth);
  });

  test("a known number has its checksum", () => {
    expect(inventedNumber("19491231", "002")).toMatch(/^99000019491231002[\dX]$/);
    const all = Array.from({ length: 40 }, (_, i) => inventedNumber("20000101", String(i).padStart(3, "0")).slice(-1));
    expect(new Set(all)).toEqual(new Set([..."0123456789X"]));
  });
});

describe("the module", () => {
  test("is reset and tells its state", () => {
    const { device, wire } = reader();
    device.press({ key: "card-1" });
    wire.ask(FIND);
    expect([wire.ask(STATUS), wire.ask(RESET)]).toEqual([[answer(0x90)], [answer(0x90)]]);
    expect(wire.ask(SELECT)).toEqual([answer(0x81)]);
  });

  test("refuses a wrong XOR and an unknown command, and reads the next request", () => {
    const { wire } = reader();
    expect(wire.ask("aaaaaa96690003200123")).toEqual([answer(0x10)]);
    expect(wire.ask("aaaaaa96690003400142")).toEqual([answer(0x21)]);
    expect(wire.ask(`00ffaaaaaa9669${FIND}`)).toEqual([NO_CARD]);
  });

  test("does one thing at a time", () => {
    const bench = reader();
    bench.device.press({ key: "card-1" });
    bench.wire.hear(FIND + SELECT + READ);
    bench.wire.take();
    expect(bench.wire.ask(FIND)).toEqual([]);
    bench.clock.advance(READ_MS);
    expect(bench.wire.take()).toHaveLength(1);
  });

  test("forgets half a request when the wire is silent or the host gone", () => {
    const { device, clock, wire } = reader();
    wire.hear(FIND.slice(0, 14));
    clock.advance(1000);
    expect(wire.ask(FIND)).toEqual([NO_CARD]);
    wire.hear(FIND.slice(0, 14));
    device.hostGone();
    expect(wire.ask(FIND)).toEqual([NO_CARD]);
  });
});

describe("faults", () => {
  test("a failed security module says so to everything", () => {
    const { device, wire } = reader();
    device.setFault("sam-failed");
    device.press({ key: "card-1" });
    expect([wire.ask(STATUS), wire.ask(FIND)]).toEqual([[answer(0x60)], [answer(0x32)]]);
  });

  test("a card that is not authentic is found but not read", () => {
    const bench = reader();
    bench.device.setFault("auth-failed");
    expect(readCard(bench, "card-1")).toBe(answer(0x31));
    expect([bench.device.display, bench.wire.ask(FIND)]).toEqual(["卡已放上", [FOUND]]);
  });

  test("slow answers come when nobody waits any more", () => {
    const { device, clock, wire } = reader();
    device.setFault("slow");
    expect(wire.ask(FIND)).toEqual([]);
    clock.advance(SLOW_MS - 1);
    expect(wire.take()).toEqual([]);
    clock.advance(1);
    expect(wire.take()).toEqual([NO_CARD]);
  });

  test("answers with a wrong XOR, and half answers", () => {
    const { device, wire } = reader();
    device.setFault("bad-xor");
    expect(wire.ask(FIND)).toEqual(["aaaaaa9669000400008085"]);
    device.setFault("cut-answer");
    expect(wire.ask(FIND)).toEqual([NO_CARD.slice(0, 12)]);
  });

  test("unplugged it is dark; the card still lies there afterwards", () => {
    const { device, clock, wire } = reader();
    device.press({ key: "card-1" });
    wire.hear(FIND + SELECT + READ);
    wire.take();
    device.setFault("unplugged");
    clock.advance(60_000);
    expect([device.display, wire.ask(FIND), clock.pending]).toEqual(["", [], 0]);
    device.setFault("none");
    expect([device.display, wire.ask(SELECT), wire.ask(FIND)]).toEqual(["卡已放上", [answer(0x81)], [FOUND]]);
  });
});
