// The Onbon window strip: what is sent for what is to be seen, and what replies mean.
import { Default, Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { Exchange } from "../../drivers/kernel/model.ts";
import {
  crc16Arc,
  type DynamicArea,
  type OnbonCommand,
  type OnbonReply,
  onbonCodec,
  outcomeOf,
  wrap,
} from "../../drivers/led/lang-onbon.ts";
import { type OnbonSettings, onbonBx5k } from "../../drivers/led/onbon-bx5k.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";
import { readAll } from "./adapters/read-all.ts";

const settings = (own: Partial<OnbonSettings> = {}) => Default(onbonBx5k.settings, { ...own }) as OnbonSettings;
const CALL = ["请A001号到3号窗口", "请A001号办理", "A001"];

/** A reply frame built by hand, not by the code under test. */
function reply(data: readonly number[], { dst = 0x8000, src = 1 } = {}): Uint8Array {
  const head = [
    dst & 255,
    dst >> 8,
    src & 255,
    src >> 8,
    0,
    0,
    0,
    0,
    0,
    0,
    0xfe,
    2,
    data.length & 255,
    data.length >> 8,
  ];
  const raw = [...head, ...data];
  const crc = crc16Arc(raw);
  return wrap([...raw, crc & 255, crc >> 8]);
}
const decoded = (bytes: Uint8Array) => readAll(onbonCodec, [bytes]).messages;
const ack = (src = 1) => decoded(reply([0xa0, 0, 0, 0, 0], { src }))[0] as OnbonReply;
const nack = (error: number) => decoded(reply([0xa0, 1, error, 0, 0]))[0] as OnbonReply;

function areaOf([exchange]: Exchange<OnbonReply, OnbonCommand>[]): DynamicArea {
  if (exchange?.message.cmd !== "dynamic") throw new Error("no area was sent");
  return exchange.message.areas[0] as DynamicArea;
}
const shown = (texts: readonly string[], own: Partial<OnbonSettings> = {}, state: "calling" | "idle" = "calling") =>
  areaOf(onbonBx5k.plan({ state, texts }, settings(own)));

describe("settings", () => {
  test("all have defaults", () => {
    expect(settings()).toMatchObject({ address: 1, width: 96, height: 16, areaId: 0, xUnit: "byte8", encoding: "gbk" });
    expect(Errors(onbonBx5k.settings, settings())).toEqual([]);
    expect(onbonBx5k.check?.(settings())).toEqual([]);
  });

  test("with an impossible geometry are refused", () => {
    expect(onbonBx5k.check?.(settings({ width: 100 }))).toHaveLength(1);
    expect(onbonBx5k.check?.(settings({ width: 100, xUnit: "pixelPlain" }))).toEqual([]);
    expect(onbonBx5k.check?.(settings({ width: 16, height: 32 }))).toHaveLength(1);
    expect(onbonBx5k.check?.(settings({ cellDots: 24 }))).toHaveLength(1);
  });

  test("unknown ones are refused", () => {
    expect(Errors(onbonBx5k.settings, { ...settings(), adress: 3 })).not.toEqual([]);
  });
});

describe("a call", () => {
  test("takes the longest sentence that fits and stands still", () => {
    expect(shown(CALL)).toMatchObject({ text: "请A001号办理", displayMode: 1, w: 12, h: 16 });
    expect(shown(CALL, { width: 144 })).toMatchObject({ text: "请A001号到3号窗口", displayMode: 1, w: 18 });
    expect(shown(CALL, { width: 128 }).text).toBe("请A001号办理");
  });

  test("on a strip of 32 dots takes cells of 32 dots, unless told otherwise", () => {
    expect(onbonBx5k.cells(settings({ width: 192, height: 32 }))).toBe(6);
    expect(onbonBx5k.cells(settings({ width: 192, height: 32, cellDots: 16 }))).toBe(12);
    expect(onbonBx5k.cells(settings({ width: 72 }))).toBe(4.5);
  });

  test("scrolls its shortest sentence when none fits", () => {
    expect(shown(CALL, { width: 24 })).toMatchObject({ text: "A001", displayMode: 3, stay: 0 });
  });

  test("is the vendor's frame for window 3, byte for byte, but for the vendor's own choice of stay", () => {
    const [exchange] = onbonBx5k.plan(
      { state: "calling", texts: ["请A001号到3号窗口"] },
      settings({ address: 3, height: 32, cellDots: 8, areaId: 1, speed: 0, stay: 8 }),
    );
    expect(toHex(onbonCodec.encode(exchange?.message as OnbonCommand))).toBe(
      "a5a5a5a5a5a5a5a503000080000000000000fe023500a30601000000012c0000000000000c002000010000050000000001010100000811" +
        "000000c7eb41303031bac5b5bd33bac5b4b0bfda58e35a",
    );
  });

  test("writes the width as the card generation wants it", () => {
    expect(shown(CALL, { xUnit: "pixelFlag" })).toMatchObject({ x: 0x8000, w: 0x8060 });
    expect(shown(CALL, { xUnit: "pixelPlain" })).toMatchObject({ x: 0, w: 96 });
  });

  test("carries colour and font in front when they are set", () => {
    expect(shown(CALL, { textColor: "green" }).text).toBe("\\C2请A001号办理");
    expect(shown(CALL, { font: 1, textColor: "red" }).text).toBe("\\FO001\\FE001\\C1请A001号办理");
  });

  test("blinks with a second, empty page, only while calling and only when it fits", () => {
    const flash = { effect: "flash" } as const;
    expect(shown(CALL, flash)).toMatchObject({ text: "请A001号办理\\n ", displayMode: 2, singleLine: 2, stay: 1 });
    expect(shown(CALL, flash, "idle")).toMatchObject({ text: "请A001号办理", displayMode: 1, singleLine: 1 });
    expect(shown(CALL, { ...flash, width: 24 })).toMatchObject({ text: "A001", displayMode: 3 });
  });

  test("never carries codes that came in with a name", () => {
    expect(shown(["\\C1\\DH请"]).text).toBe("＼C1＼DH请");
  });

  test("that would scroll for minutes is cut", () => {
    const { text } = shown(["号".repeat(500)]);
    expect(text).toBe(`${"号".repeat(119)}…`);
  });

  test("without words clears the strip", () => {
    const [exchange] = onbonBx5k.plan({ state: "closed", texts: [] }, settings());
    expect(exchange?.message).toMatchObject({ cmd: "clear", dst: 1 });
  });
});

describe("replies", () => {
  const [exchange] = onbonBx5k.plan({ state: "calling", texts: CALL }, settings());
  const judge = exchange?.reply;

  test("an ACK from the card is success, from another card none of ours", () => {
    expect(judge?.(ack())).toMatchObject({ ok: true });
    expect(judge?.(ack(2))).toBeNull();
    expect(onbonBx5k.owns(ack(2), settings())).toBe(false);
    expect(onbonBx5k.owns(ack(2), settings({ address: 2 }))).toBe(true);
  });

  test("a card addressed as FFFE may answer with any address, and any card with FFFE", () => {
    const [any] = onbonBx5k.plan({ state: "calling", texts: CALL }, settings({ address: 0xfffe }));
    expect(any?.reply?.(ack(7))).toMatchObject({ ok: true });
    expect(judge?.(ack(0xfffe))).toMatchObject({ ok: true });
  });

  test("a NACK says its reason in words, Chinese first", () => {
    expect(judge?.(nack(5))).toEqual({
      ok: false,
      detail: "控制卡拒绝 refused by the card, 5: CRC 校验错误 CRC error",
    });
    expect(judge?.(nack(99))?.detail).toContain("未知错误");
    const words = Array.from({ length: 17 }, (_, error) => outcomeOf(nack(error)).detail);
    expect(new Set(words).size).toBe(17);
  });

  test("an ACK that carries an error is no success", () => {
    const [odd] = decoded(reply([0xa0, 0, 3, 0, 0]));
    expect(judge?.(odd as OnbonReply)).toMatchObject({ ok: false });
  });

  test("a report is no answer to a command", () => {
    const [report] = decoded(reply([0xa1, 2, 0, 0, 0, 1, 15]));
    expect(report?.payload).toEqual(Uint8Array.of(1, 15));
    expect(judge?.(report as OnbonReply)).toBeNull();
  });
});

describe("reading the wire", () => {
  const good = reply([0xa0, 0, 0, 0, 0]);

  test("one A5 is enough, nine are read, a long run of them is noise before a frame", () => {
    expect(decoded(good.subarray(7))).toMatchObject([{ src: 1, preamble: 1 }]);
    expect(decoded(Uint8Array.of(0xa5, ...good))).toMatchObject([{ preamble: 9 }]);
    expect(decoded(Uint8Array.from([...new Array(100).fill(0xa5), ...good]))).toHaveLength(1);
  });

  test("every reserved byte survives escaping, in header, data and CRC", () => {
    const payload = [0xa5, 0xa6, 0x5a, 0x5b, 0xa5, 0x02, 0x5b, 0x01];
    const [message] = decoded(reply([0xa1, 2, 0, 0, 0, ...payload], { src: 0xa55a }));
    expect(message).toMatchObject({ src: 0xa55a, payload: Uint8Array.from(payload) });
  });

  test("a reply to another station is nobody's here", () => {
    expect(decoded(reply([0xa0, 0, 0, 0, 0], { dst: 0x8001 }))).toEqual([]);
    expect(decoded(reply([0xa0, 0, 0, 0, 0], { dst: 1, src: 0x8000 }))).toEqual([]);
  });

  test("our own command, echoed by the adapter, is no reply", () => {
    const ping = onbonBx5k.probe(settings())?.message as OnbonCommand;
    expect(decoded(onbonCodec.encode(ping))).toEqual([]);
  });

  test("a frame too short for a reply is not one", () => {
    expect(decoded(reply([0xa0, 0, 0, 0]))).toEqual([]);
    expect(decoded(reply([]))).toEqual([]);
  });

  test("a frame cut off anywhere does not swallow the good one behind it", () => {
    for (let cut = 0; cut < good.length; cut++) {
      const head = good.subarray(0, cut);
      expect(decoded(Uint8Array.from([...head, ...good])), `cut at ${cut}`).toHaveLength(1);
      expect(decoded(Uint8Array.from([...head, ...good.subarray(7)])), `cut at ${cut}, one A5`).toHaveLength(1);
    }
  });

  test("a flipped bit anywhere costs that frame and no other", () => {
    for (let bit = 8 * 8; bit < good.length * 8; bit++) {
      const broken = good.slice();
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // A broken end byte glues the next frame on; its own preamble frees it.
      expect(decoded(Uint8Array.from([...broken, ...good])), `bit ${bit}`).toHaveLength(1);
    }
  });
});

describe("other orders", () => {
  const wire = (exchanges: readonly Exchange<OnbonReply, OnbonCommand>[]) =>
    exchanges.map(({ message }) => toHex(onbonCodec.encode(message)));

  test("the probe is the vendor's ping", () => {
    const probe = onbonBx5k.probe(settings());
    expect(wire(probe ? [probe] : [])).toEqual(["a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a"]);
    expect(probe?.reply?.(ack())).toMatchObject({ ok: true });
  });

  test("on opening the screen is switched on, and its brightness set when configured", () => {
    expect(onbonBx5k.onOpen(settings()).map(({ message }) => message.cmd)).toEqual(["turnOn"]);
    expect(wire(onbonBx5k.onOpen(settings({ brightness: 12, reserved: "length" })))[1]).toBe(
      "a5a5a5a5a5a5a5a501000080000000000000fe020700a302010200010c262d5a",
    );
  });

  test("brightness stays within what the card knows", () => {
    const levels = [-3, 7.4, 99].map((level) => onbonBx5k.brightness(level, settings())[0]?.message);
    expect(levels).toMatchObject([{ level: 0 }, { level: 7 }, { level: 15 }]);
  });

  test("the clock is the wall clock of the hall's time zone", () => {
    const atMs = Date.UTC(2013, 0, 25, 3, 17, 26);
    expect(wire(onbonBx5k.setClock(atMs, "Asia/Shanghai", settings({ reserved: "length" })))).toEqual([
      "a5a5a5a5a5a5a5a501000080000000000000fe020d00a2030108001320012511172605b03f5a",
    ]);
    const sunday = onbonBx5k.setClock(Date.UTC(2026, 10, 1, 5, 0, 0), "Asia/Shanghai", settings())[0]?.message;
    expect(sunday).toMatchObject({ time: { weekday: 7, day: 1, hour: 13 } });
    const midnight = onbonBx5k.setClock(Date.UTC(2026, 11, 31, 16, 0, 0), "Asia/Shanghai", settings())[0]?.message;
    expect(midnight).toMatchObject({ time: { year: 2027, month: 1, day: 1, hour: 0, weekday: 5 } });
  });

  test("what the card cannot take is a mistake of the caller", () => {
    expect(() => onbonCodec.encode({ cmd: "brightness", level: 16, dst: 1 })).toThrow();
    expect(() => onbonCodec.encode({ cmd: "ping", dst: 70_000 })).toThrow();
    expect(() => onbonCodec.encode({ cmd: "lockProgram", name: "P00", lock: true, dst: 1 })).toThrow();
    expect(() =>
      onbonCodec.encode({ cmd: "dynamic", delete: [], areas: [{ ...shown(CALL), text: "㐀" }], dst: 1 }),
    ).toThrow();
  });

  test("the published check value of the CRC holds", () => {
    expect(crc16Arc(Buffer.from("123456789"))).toBe(0xbb3d);
    expect(toHex(wrap(fromHex("a5a6005b005a")))).toBe("a5a5a5a5a5a5a5a5a602a601005b01005b025a");
  });
});
