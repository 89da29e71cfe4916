// The SAM_V reader: one card told once, trouble said in words, nothing personal left behind.
import { describe, expect, test } from "vitest";
import { hasCheckDigit, parseCardText } from "../../drivers/readers/card-text.ts";
import { wordsOf } from "../../drivers/readers/lang-samv.ts";
import { answer, type CardFields, cardText, LI, readAnswer, readerOnWire, WANG } from "./scripted-reader.ts";

const wangTold = { ...WANG, sex: "男", nation: "汉" };
const liTold = { ...LI, sex: "女", nation: "汉" };

describe("a card", () => {
  test("is told once, with all its fields in words", async () => {
    const { clock, device, events, lay, asked } = await readerOnWire();
    expect(asked.slice(0, 3)).toEqual(["reset", "status", "find"]);
    expect(device.status().state).toBe("online");
    lay(WANG);
    await clock.advanceAsync(2_000);
    expect(events[0]).toEqual({ type: "card", card: wangTold });
    await clock.advanceAsync(60_000);
    expect(events.filter(({ type }) => type === "card")).toHaveLength(1);
  });

  test("that its reader goes on finding is told once, and again only after it was lifted", async () => {
    const { clock, types, events, lay, asked } = await readerOnWire({ again: true });
    lay(WANG);
    await clock.advanceAsync(30_000);
    expect(types()).toEqual(["card"]);
    // Looked at once more, in case it is already the next one, and then left alone.
    expect(asked.filter((request) => request === "read")).toHaveLength(2);
    lay(null);
    await clock.advanceAsync(2_000);
    expect(types()).toEqual(["card", "card-removed"]);
    lay(WANG);
    await clock.advanceAsync(2_000);
    expect(types()).toEqual(["card", "card-removed", "card"]);
    expect(events[2]).toEqual({ type: "card", card: wangTold });
  });

  test("that its reader does not find again counts as lifted; laid anew it is told anew", async () => {
    const { clock, types, lay } = await readerOnWire();
    lay(WANG);
    await clock.advanceAsync(5_000);
    expect(types()).toEqual(["card", "card-removed"]);
    lay(null);
    await clock.advanceAsync(1_000);
    lay(WANG);
    await clock.advanceAsync(1_000);
    expect(types().slice(0, 3)).toEqual(["card", "card-removed", "card"]);
  });

  test.each([true, false])("is followed at once by another (goes on finding: %s)", async (again) => {
    const { clock, events, lay } = await readerOnWire({ again });
    lay(WANG);
    await clock.until(() => events.length === 1);
    lay(LI);
    await clock.advanceAsync(1_500);
    expect(events.slice(0, 3)).toEqual([
      { type: "card", card: wangTold },
      { type: "card-removed" },
      { type: "card", card: liTold },
    ]);
  });

  test("with a bad contact for one find is neither removed nor told twice", async () => {
    const { clock, bench, types, lay, asked } = await readerOnWire({ again: true });
    lay(WANG);
    await clock.advanceAsync(5_000);
    let once = true;
    bench.twist = (request) => {
      if (request !== "find" || !once) return undefined;
      once = false;
      return answer(0x80);
    };
    const before = asked.length;
    await clock.advanceAsync(5_000);
    expect(types()).toEqual(["card"]);
    expect(asked.slice(before)).toContain("read");
  });

  test("that its reader refuses to select a second time stays told, without a word of failure", async () => {
    const { clock, bench, types, lay } = await readerOnWire({ again: true });
    bench.twist = (request) => (request === "select" && bench.read ? answer(0x81) : undefined);
    lay(WANG);
    await clock.advanceAsync(10_000);
    expect(types()).toEqual(["card"]);
  });
});

describe("a card that cannot be read", () => {
  test.each([
    [0x31, "证件认证失败 the card was not authenticated (SW3 31)"],
    [0x41, "读证件失败 reading the card failed (SW3 41)"],
    [0x91, "证件内无此项 the card has no such item (SW3 91)"],
  ])("with SW3 %i is tried three times and told once with the reason", async (sw3, words) => {
    const { clock, bench, device, events, asked, lay } = await readerOnWire({ again: true });
    bench.twist = (request) => (request === "read" ? answer(sw3) : undefined);
    lay(WANG);
    await clock.advanceAsync(30_000);
    expect(events).toEqual([{ type: "card-failed", detail: expect.stringContaining(words) }]);
    expect(asked.filter((request) => request === "read")).toHaveLength(3);
    expect(device.status().state).toBe("online");
    bench.twist = () => undefined;
    lay(null);
    await clock.advanceAsync(1_500);
    lay(WANG);
    await clock.advanceAsync(1_500);
    expect(events.slice(1)).toEqual([{ type: "card-removed" }, { type: "card", card: wangTold }]);
  });

  test("and is not found again is told when it is missed", async () => {
    const { clock, bench, types, lay } = await readerOnWire();
    bench.twist = (request) => {
      if (request !== "read") return undefined;
      bench.read = true;
      return answer(0x41);
    };
    lay(WANG);
    await clock.advanceAsync(10_000);
    expect(types()).toEqual(["card-failed", "card-removed"]);
  });

  test("whose answer is broken on the wire once is read again, and told", async () => {
    const { clock, bench, device, events, lay } = await readerOnWire({ again: true });
    let broken = false;
    bench.twist = (request) => {
      if (request !== "read" || broken) return undefined;
      broken = true;
      return readAnswer(WANG).map((byte, i) => (i === 40 ? byte ^ 4 : byte));
    };
    lay(WANG);
    await clock.advanceAsync(5_000);
    expect(events).toEqual([{ type: "card", card: wangTold }]);
    expect(device.status().counters).toMatchObject({ timeouts: 1, retries: 1 });
  });

  test("gets no answer that was meant for an earlier request", async () => {
    const { clock, bench, peer, device, events, lay } = await readerOnWire({ again: true });
    let reads = 0;
    bench.twist = (request) => {
      if (request !== "read" || ++reads > 1) return undefined;
      clock.after(1_560, () => peer.send(answer(0x90, new Uint8Array(8)))); // A late answer to select.
      return null;
    };
    lay(WANG);
    await clock.advanceAsync(5_000);
    expect(events).toEqual([{ type: "card", card: wangTold }]);
    expect(device.status().counters.late).toBeGreaterThan(0);
  });
});

describe("the text of a card", () => {
  const faultsOf = (change: Partial<CardFields>) => {
    const text = parseCardText(cardText({ ...WANG, ...change }));
    return text.ok ? [] : text.faults;
  };

  test.each<[string, Partial<CardFields>]>([
    ["校验位", { idNumber: `${WANG.idNumber.slice(0, 17)}${WANG.idNumber.endsWith("X") ? "1" : "X"}` }],
    ["身份证号", { idNumber: "99000019900307001" }],
    ["出生日期", { birth: "19900231", idNumber: WANG.idNumber }],
    ["不符", { birth: "19900308" }],
    ["民族", { nation: "57" }],
    ["性别", { sex: "3" }],
    ["姓名", { name: "" }],
    ["姓名", { name: "王\u0007" }],
    ["有效期止", { validUntil: "短期" }],
    ["有效期起", { validFrom: "20201301" }],
  ])("is refused for its %s", (fault, change) => {
    expect(faultsOf(change).join()).toContain(fault);
  });

  test("is refused without quoting any of it", async () => {
    const { clock, events, device, lay } = await readerOnWire({ again: true });
    lay({ ...WANG, idNumber: "990000199003071234", birth: "19900308" });
    await clock.advanceAsync(10_000);
    expect(events.map(({ type }) => type)).toEqual(["card-failed"]);
    const said = JSON.stringify([events, device.status(), device.wireLog.frames()]);
    for (const part of ["王", "9900001990", "19900308", "虚构"]) expect(said).not.toContain(part);
  });

  test("may be padded with zeros, hold rare characters and blanks inside", () => {
    const rare = { ...WANG, name: "\u{2070E}某·阿 某" };
    const zeros = cardText(rare).map((byte, i, all) => (byte === 0x20 && all[i + 1] === 0 && i > 200 ? 0 : byte));
    expect(parseCardText(zeros)).toMatchObject({ ok: true, card: { name: rare.name } });
    expect(parseCardText(cardText({ ...WANG, nation: "97" }))).toMatchObject({ ok: true, card: { nation: "其他" } });
    expect(parseCardText(cardText({ ...WANG, nation: "56" }))).toMatchObject({ ok: true, card: { nation: "基诺" } });
  });

  test("with half a character is refused as a whole", () => {
    const text = Uint8Array.from(cardText(WANG));
    text.set([0x00, 0xd8], 4);
    expect(parseCardText(text)).toEqual({ ok: false, faults: ["文字编码 text encoding"] });
  });

  test("the check digit is that of GB 11643, X included", () => {
    // The standard's own example number.
    expect(hasCheckDigit("11010519491231002X")).toBe(true);
    expect(hasCheckDigit("440524188001010014")).toBe(true);
    for (const last of "0123456789") expect(hasCheckDigit(`11010519491231002${last}`)).toBe(false);
  });
});

describe("the reader itself", () => {
  test("is offline after three unanswered requests, within 5 s, and comes back by itself", async () => {
    const { clock, bench, device, types, lay } = await readerOnWire({ again: true });
    lay(WANG);
    await clock.advanceAsync(3_000);
    bench.twist = () => null;
    await clock.advanceAsync(5_000);
    expect(device.status()).toMatchObject({ state: "offline", detail: expect.stringContaining("does not answer") });
    expect(types()).toEqual(["card", "card-removed"]);
    bench.twist = () => undefined;
    await clock.advanceAsync(3_000);
    expect(device.status().state).toBe("online");
    expect(types()).toEqual(["card", "card-removed", "card"]);
  });

  test("that never answered is offline within 5 s of the opening", async () => {
    const { clock, bench, device, peer } = await readerOnWire();
    bench.twist = () => null;
    peer.cut();
    await clock.advanceAsync(10);
    peer.restore();
    await clock.until(() => peer.opened === 2);
    await clock.advanceAsync(5_000);
    expect(device.status().state).toBe("offline");
  });

  test("that reports a fault of its security module is faulted in words, reset, and heals", async () => {
    const { clock, bench, device, asked } = await readerOnWire();
    bench.twist = (request) => (request === "find" ? answer(0x32) : request === "status" ? answer(0x60) : undefined);
    await clock.advanceAsync(3_000);
    expect(device.status()).toMatchObject({ state: "faulted", detail: expect.stringContaining("安全模块") });
    const resets = asked.filter((request) => request === "reset").length;
    await clock.advanceAsync(10_000);
    expect(asked.filter((request) => request === "reset").length).toBeGreaterThan(resets + 2);
    expect(device.status().state).toBe("faulted");
    bench.twist = () => undefined;
    await clock.advanceAsync(5_000);
    expect(device.status()).toMatchObject({ state: "online", detail: "" });
  });

  test("that refuses every request is faulted; one that heard noise once is asked again", async () => {
    const { clock, bench, device, events, lay } = await readerOnWire({ again: true });
    let once = true;
    bench.twist = (request) => {
      if (request !== "select" || !once) return undefined;
      once = false;
      return answer(0x10);
    };
    lay(WANG);
    await clock.advanceAsync(3_000);
    expect(events).toMatchObject([{ type: "card" }]);
    expect(device.status()).toMatchObject({ state: "online", counters: { naks: 1, retries: 1 } });
    bench.twist = () => answer(0x21);
    await clock.advanceAsync(3_000);
    expect(device.status()).toMatchObject({ state: "faulted", detail: expect.stringContaining("SW3 21") });
  });

  test("that needs long for a reset is waited for", async () => {
    const { clock, bench, device, peer } = await readerOnWire();
    bench.twist = (request) => {
      if (request !== "reset") return undefined;
      clock.after(1_800, () => peer.send(answer(0x90)));
      return null;
    };
    peer.cut();
    await clock.advanceAsync(10);
    peer.restore();
    await clock.until(() => peer.opened === 2);
    await clock.advanceAsync(3_000);
    expect(device.status()).toMatchObject({ state: "online", counters: { timeouts: 0 } });
  });

  test("is asked by a test between two finds", async () => {
    const { clock, bench, device } = await readerOnWire();
    const good = device.test();
    await clock.advanceAsync(700);
    expect(await good).toEqual({ ok: true, detail: "正常 ok" });
    bench.twist = () => answer(0x66);
    const refused = device.test();
    await clock.advanceAsync(700);
    expect(await refused).toMatchObject({ ok: false, detail: expect.stringContaining("SW3 66") });
    bench.twist = () => null;
    const silent = device.test();
    await clock.advanceAsync(5_000);
    expect(await silent).toMatchObject({ ok: false, detail: expect.stringContaining("does not answer") });
  });

  test("on a line that drops has its card removed, and reads on when the line is back", async () => {
    const { clock, peer, types, lay } = await readerOnWire({ again: true });
    lay(WANG);
    await clock.advanceAsync(2_000);
    peer.cut();
    await clock.advanceAsync(100);
    expect(types()).toEqual(["card", "card-removed"]);
    peer.restore();
    await clock.advanceAsync(5_000);
    expect(types()).toEqual(["card", "card-removed", "card"]);
  });

  test("every known status byte has words in both languages", () => {
    const known = "10 11 21 23 24 31 32 33 37 3f 40 41 47 60 66 80 81 90 91 9f".split(" ");
    for (const hex of known) {
      const { words } = wordsOf(Number.parseInt(hex, 16));
      expect(words).toMatch(/\p{Script=Han}.*[a-z].*SW3/u);
      expect(words).not.toContain("unknown status");
    }
    expect(wordsOf(0x77).words).toContain("SW3 77");
  });
});
