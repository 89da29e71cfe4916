// Keypads and pads described by patterns: what they hear, say and are told is wrong with them.
import { describe, expect, test } from "vitest";
import { createDevice } from "../../drivers/kernel/device.ts";
import { Link } from "../../drivers/kernel/link.ts";
import { type ProfileMessage, wordlessCodec } from "../../drivers/kernel/profile-codec.ts";
import { type KeypadProfileSettings, keypadProfile } from "../../drivers/keypads/profile.ts";
import { type PadProfileSettings, padProfile } from "../../drivers/pads/profile.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";
import { readAll } from "./adapters/read-all.ts";

describe("frames of one size", () => {
  const pad: PadProfileSettings = {
    reportBytes: 4,
    inputs: [
      { pattern: "01 {bit0} 00", level: 5 },
      { pattern: "01 {bit1} 00", level: 1 },
    ],
  };
  const codec = padProfile.wireFor?.(pad).codec ?? wordlessCodec;
  const levels = (hex: string) => {
    const { messages, garbageBytes } = readAll(codec, [fromHex(hex)]);
    return { levels: messages.map((message) => padProfile.result(message, pad)?.level ?? null), garbageBytes };
  };

  test("releases pass in silence, whatever the rest of a report holds", () => {
    expect(padProfile.check?.(pad)).toEqual([]);
    expect(levels("01010077" + "01000000" + "01020000" + "01000000")).toEqual({
      levels: [5, null, 1, null],
      garbageBytes: 0,
    });
    // Another report of the same device.
    expect(levels("02010203" + "01020000")).toEqual({ levels: [null, 1], garbageBytes: 0 });
  });

  test("two buttons at once are no press", () => {
    expect(levels("01030000")).toEqual({ levels: [null], garbageBytes: 0 });
  });

  test("a byte of noise loses no frame behind it", () => {
    for (const junk of ["5a", "5a5b", "5a5b5c", "5a5b5c5d5e"]) {
      expect(levels(`${junk}0102000001010000`).levels.filter((level) => level !== null)).toEqual([1, 5]);
    }
  });

  test("reports that are all zeros at rest keep their step", () => {
    const keys: PadProfileSettings = {
      reportBytes: 8,
      inputs: [
        { pattern: "00 00 1E 00", level: 5 },
        { pattern: "00 00 1F 00", level: 4 },
      ],
    };
    const own = padProfile.wireFor?.(keys).codec ?? wordlessCodec;
    const rest = "0000000000000000";
    const { messages, garbageBytes } = readAll(own, [
      fromHex(`${rest}00001e0000000000${rest}00001f0000000000${rest}${rest}`),
    ]);
    expect(messages.map((message) => padProfile.result(message, keys)?.level ?? 0)).toEqual([0, 5, 0, 4, 0, 0]);
    expect(garbageBytes).toBe(0);
  });

  test("a press on a HID line is told once, its release not at all, and no report joins the next", async () => {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock);
    Object.assign(transport, { wholeReports: true });
    const link = new Link({ id: "hid", transport, clock, random: () => 0 });
    const device = createDevice({ id: "pad", model: padProfile, settings: pad, link, clock });
    const results: (number | null)[] = [];
    device.onResult(({ level }, done) => {
      results.push(level);
      done("ok");
    });
    link.start();
    await clock.advanceAsync(100);
    for (const hex of ["01010000", "01000000", "0102", "0000", "01020000", "01000000"]) {
      peer.send(fromHex(hex));
      await clock.advanceAsync(100);
    }
    expect(results).toEqual([5, 1]);
    expect(link.counters.garbage).toBe(4);
    // The same button again: a new press, though nothing acknowledged the first.
    await clock.advanceAsync(600);
    peer.send(fromHex("01020000"));
    await clock.advanceAsync(100);
    expect(results).toEqual([5, 1, 1]);
  });
});

describe("faults of a profile, in words with their place", () => {
  const keypad = (settings: KeypadProfileSettings) => keypadProfile.check?.(settings) ?? [];
  const pad = (settings: PadProfileSettings) => padProfile.check?.(settings) ?? [];
  const GOOD = { receive: "A5 5A {data} {sum8}", grades: { 1: 5 } };

  test("a good one has none", () => {
    expect(pad(GOOD)).toEqual([]);
    expect(keypad({ receive: "A5 5A {data:1-3} {sum8}", keys: { "0C": "call-next", "*+0C": "call-number" } })).toEqual(
      [],
    );
  });

  test.each([
    [{}, "receive, inputs"],
    [{ ...GOOD, receive: "A5 {dta}" }, 'receive: 第 2 个记号 token 2 "{dta}"'],
    [{ ...GOOD, receive: "A5 {data}" }, "receive: 至少两个固定字节"],
    [{ ...GOOD, receive: "A5 5A {data:2}" }, "receive: 等级是一个数据字节"],
    [{ ...GOOD, receive: "A5 5A" }, "receive: 等级是一个数据字节"],
    [{ receive: GOOD.receive }, "grades:"],
    [{ grades: { 1: 5 }, inputs: [{ pattern: "A5 01", level: 5 }] }, "receive: 有等级表"],
    [{ ...GOOD, grades: { 300: 5 } }, "grades/300"],
    [{ ...GOOD, ack: "06 {data:2}" }, "ack: {data}"],
    [{ ...GOOD, ack: "06 XX" }, 'ack: 第 2 个记号 token 2 "XX"'],
    [{ ...GOOD, invite: "A5 {data}" }, "invite: {data}"],
    [{ ...GOOD, invite: "A5 {ticket:3}" }, "invite: {ticket}"],
    [{ ...GOOD, probe: { send: "A5 Q", reply: "A5 06 15" } }, "probe/send"],
    [{ ...GOOD, probe: { send: "A5", reply: "A5 5A 07 {sum8}" } }, "receive, probe/reply: 同样的字节"],
    [{ ...GOOD, inputs: [{ pattern: "A5 5A 07", level: 5 }] }, "receive, inputs/0/pattern: 同样的字节"],
    [
      {
        inputs: [
          { pattern: "A5 07", level: 5 },
          { pattern: "A5 {bit1}", level: 4 },
        ],
      },
      "inputs/1/pattern: 至少",
    ],
    [
      {
        inputs: [
          { pattern: "B5 A5 07", level: 5 },
          { pattern: "A5 07", level: 4 },
        ],
      },
      "inputs/0/pattern: 其中含有 inputs/1/pattern",
    ],
    [{ reportBytes: 2, inputs: [{ pattern: "A5 07 08", level: 5 }] }, "longer than reportBytes"],
  ] as [PadProfileSettings, string][])("a pad of %j", (settings, why) => {
    expect(pad(settings).join("\n")).toContain(why);
  });

  test.each([
    [{ receive: "A5 5A {data} {sum8}" }, "keys: receive 需要键表"],
    [{ keys: { "0C": "call-next" } }, "receive: 有键表"],
    [{ receive: "A5 5A {sum8}", keys: { "0C": "call-next" } }, "receive: 需要 {data}"],
    [{ receive: "A5 5A {data} {sum8}", keys: { "6+0F": "missed" } }, "receive: {data} 放不下"],
    [{ receive: "A5 5A {data:1-3} {sum8}", keys: { "123+0F": "missed" } }, "receive: {data} 放不下"],
    [{ receive: "A5 5A {data:1-3} {sum8}", keys: { "0C": "transfer" } }, "keys/0C: transfer"],
    [{ inputs: [{ pattern: "A5 01 02", action: "call-number" }] }, "inputs/0/pattern: call-number"],
  ] as [KeypadProfileSettings, string][])("a keypad of %j", (settings, why) => {
    expect(keypad(settings).join("\n")).toContain(why);
  });

  test("bits of one byte are no ambiguity", () => {
    const bits = [0, 1, 2].map((bit) => ({ pattern: `A5 5A {bit${bit}}`, level: 5 - bit }));
    expect(pad({ inputs: bits })).toEqual([]);
  });

  test("settings that were used in spite of their faults name the place", () => {
    expect(() => padProfile.wireFor?.({ receive: "A5 {x}" })).toThrow("receive: ");
  });
});

describe("what a profile says and hears", () => {
  test("digits as bytes or as ASCII, and codes nobody named", () => {
    const settings: KeypadProfileSettings = {
      receive: "A5 5A {data:1-3} {sum8}",
      keys: { "0C": "call-next", "6+0C": "missed", "*+0C": "call-number" },
      inputs: [
        { pattern: "B5 5B {data:2} {sum8}", action: "transfer" },
        { pattern: "B6 5B", action: "undo" },
        { pattern: "B7 5B", action: "none" },
      ],
    };
    const press = (from: string, data: number[]) => keypadProfile.press({ from, data, bytes: [] }, settings);
    expect(press("receive", [0x0c])).toEqual({ action: "call-next" });
    expect(press("receive", [6, 0x0c])).toEqual({ action: "missed" });
    expect(press("receive", [4, 2, 0x0c])).toEqual({ action: "call-number", digits: "42" });
    expect(press("receive", [0x0d])).toEqual({ action: "none", code: "0D" });
    expect(press("inputs/0/pattern", [0x31, 0x32])).toEqual({ action: "transfer", digits: "12" });
    expect(press("inputs/0/pattern", [0x0f, 0x32])).toEqual({ action: "none", code: "input 0: 15 50" });
    expect(press("inputs/1/pattern", [])).toEqual({ action: "undo" });
    expect(press("inputs/2/pattern", [])).toEqual({ action: "none", code: "input 2" });
    expect(press("probe/reply", [])).toBeNull();
    expect(keypadProfile.plan({ ticket: "A001", waiting: 3 }, settings)).toEqual([]);
    expect(keypadProfile.feedback("beep", settings)).toEqual([]);
  });

  test("a probe is answered by its own reply alone, and asked as often as the timing says", () => {
    const settings: PadProfileSettings = {
      receive: "A5 {addr} {data} {sum8}",
      grades: { 1: 5 },
      probe: { send: "51 {addr} {sum8}", reply: "52 {addr} {sum8}" },
      timing: { probeEverySeconds: 7 },
    };
    const { codec, timing } = padProfile.wireFor?.(settings) ?? { codec: wordlessCodec, timing: padProfile.timing };
    expect(timing.probeEveryMs).toBe(7_000);
    const probe = padProfile.probe(settings);
    expect(toHex(codec.encode(probe?.message as never))).toBe("510152");
    const [reply] = readAll(codec, [fromHex("520153")]).messages as ProfileMessage[];
    expect(probe?.reply?.(reply as ProfileMessage)).toEqual({ ok: true, detail: "" });
    const [press] = readAll(codec, [fromHex("a50101a7")]).messages as ProfileMessage[];
    expect(probe?.reply?.(press as ProfileMessage)).toBeNull();
    expect(padProfile.result(press as ProfileMessage, settings)).toEqual({ grade: 1, level: 5 });
    expect(padProfile.result(reply as ProfileMessage, settings)).toBeNull();
    expect(padProfile.probe({ receive: "A5 5A {data}" })).toBeNull();
  });

  test("an invitation that can be taken back is taken back", async () => {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock);
    const heard: string[] = [];
    peer.receive = (bytes) => heard.push(toHex(bytes));
    const link = new Link({ id: "line", transport, clock, random: () => 0 });
    const settings: PadProfileSettings = {
      inputs: [{ pattern: "A5 01", level: 5 }],
      invite: "02 01",
      withdraw: "02 00",
    };
    const device = createDevice({ id: "pad", model: padProfile, settings, link, clock });
    link.start();
    await clock.advanceAsync(10);
    device.arm("case-1");
    await clock.advanceAsync(500);
    device.arm(null);
    await clock.advanceAsync(500);
    expect(heard).toEqual(["0201", "0200"]);
  });

  test("the codec without settings reads nothing, and one settings object has one codec", () => {
    expect(wordlessCodec.decode(fromHex(""))).toEqual({ kind: "need-more" });
    expect(readAll(wordlessCodec, [fromHex("ff6803036801010c0e16")]).messages).toEqual([]);
    const settings: PadProfileSettings = { receive: "A5 5A {data}", grades: { 1: 5 } };
    expect(padProfile.wireFor?.(settings)).toBe(padProfile.wireFor?.(settings));
  });
});
