// The SAM_V reader and what is personal: nothing of a card is kept or logged, and no damage makes another card of it.
import { describe, expect, test } from "vitest";
import { toHex } from "../../drivers/kernel/wire-log.ts";
import { cardKey, maskId, maskName } from "../../drivers/readers/card-privacy.ts";
import { maskedAnswer, samvCodec } from "../../drivers/readers/lang-samv.ts";
import { samv } from "../../drivers/readers/samv.ts";
import { WipingReader } from "../../drivers/readers/wiping-reader.ts";
import { below, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";
import { bytes, fuzz } from "./damaged-streams.ts";
import { answer, cardText, LI, readAnswer, readerOnWire, WANG } from "./scripted-reader.ts";

const wangTold = { ...WANG, sex: "男", nation: "汉" };

describe("privacy", () => {
  const personal = [...Object.values(WANG), ...Object.values(LI)].filter((text) => text.length > 2);
  const pieces = personal.flatMap((text) => {
    const tokens = [text, ...(text.length > 6 ? [text.slice(0, 6), text.slice(-6)] : [])];
    return tokens.flatMap((token) => [token, toHex(Buffer.from(token, "utf16le")), toHex(Buffer.from(token))]);
  });

  test("no log holds a piece of a card, whatever noise it comes with", async () => {
    const random = seeded(7);
    const { clock, bench, device, events, lay, peer } = await readerOnWire({ again: true });
    bench.twist = (request) => {
      if (request !== "read") return undefined;
      const whole = readAnswer(bench.card ?? WANG);
      const cut = below(whole.length, random);
      const kind = below(4, random);
      if (kind === 0) return whole.subarray(0, cut);
      if (kind === 1) return whole.subarray(cut);
      if (kind === 2) return whole.map((byte, i) => (i === cut ? byte ^ 0x40 : byte));
      return whole;
    };
    for (let round = 0; round < 60; round++) {
      lay(round % 2 === 0 ? WANG : LI);
      await clock.advanceAsync(2_000);
      peer.send(Uint8Array.from([...bytes(10, random), ...cardText(WANG), ...bytes(5, random)]));
      lay(null);
      await clock.advanceAsync(1_500);
    }
    expect(events.filter(({ type }) => type === "card").length).toBeGreaterThan(10);
    expect(device.status().counters.garbage).toBeGreaterThan(1_000);
    const meanings = device.wireLog.frames().map(({ meaning }) => meaning);
    const said = device.wireLog.text() + meanings.join() + JSON.stringify(device.status());
    expect(said).toContain("card read, masked");
    for (const piece of pieces) expect(said).not.toContain(piece);
  });

  test("the pieces looked for would be seen", () => {
    const raw = toHex(readAnswer(WANG));
    expect(pieces.filter((piece) => raw.includes(piece)).length).toBeGreaterThan(10);
  });

  test("a masked answer is a whole frame of zeros that says nothing, not even by its check byte", () => {
    const [wang] = readAll(samvCodec, [readAnswer(WANG)]).messages;
    const [li] = readAll(samvCodec, [readAnswer(LI)]).messages;
    if (wang === undefined || li === undefined) throw new Error("not read");
    expect(toHex(maskedAnswer(wang))).toBe(toHex(maskedAnswer(li)));
    expect(readAll(samvCodec, [maskedAnswer(wang)]).messages).toMatchObject([{ sw3: 0x90 }]);
    expect(maskedAnswer(wang)).toHaveLength(1295);
  });

  test("a reader of frames keeps no byte it has judged", () => {
    const reader = new WipingReader(samvCodec);
    const seen: Uint8Array[] = [];
    const listener = { message: ({ data }: { data: Uint8Array }) => void seen.push(data), garbage: () => undefined };
    reader.push(readAnswer(WANG), listener);
    expect(seen).toHaveLength(1);
    expect(reader.wipe()).toBe(0);
    reader.push(readAnswer(WANG).subarray(0, 700), listener);
    expect(reader.wipe()).toBe(700);
    expect(reader.wipe()).toBe(0);
  });

  test("names and numbers are masked; the key is the hall's own and needs its secret", () => {
    expect([maskName("王小明"), maskName("王明"), maskName("王"), maskName("")]).toEqual(["王**", "王*", "*", ""]);
    expect(maskName("\u{2070E}某某")).toBe("\u{2070E}**");
    expect(maskId(WANG.idNumber)).toBe(`990*************${WANG.idNumber.slice(-2)}`);
    expect(maskId("12345")).toBe("*****");
    const key = Buffer.alloc(32, 1);
    expect(cardKey(WANG, key)).toMatch(/^[0-9a-f]{64}$/);
    expect(cardKey(WANG, key)).toBe(cardKey({ idNumber: WANG.idNumber }, key));
    expect(cardKey(WANG, key)).not.toBe(cardKey(LI, key));
    expect(cardKey(WANG, key)).not.toBe(cardKey(WANG, Buffer.alloc(32, 2)));
    expect(() => cardKey(WANG, Buffer.alloc(8))).toThrow("16 bytes");
  });
});

describe("damaged answers", () => {
  test("of all kinds are never read as anything that is not there", () => {
    fuzz({
      codec: samvCodec as never,
      valid: (random) => answer(below(256, random), Uint8Array.from(bytes(below(24, random), random))),
      again: ({ sw3, data }: { sw3: number; data: Uint8Array }) => answer(sw3, data),
      // An 8-bit XOR: some damage inside a frame adds up to the same.
      falseMax: 60,
    });
  });

  test("never become a card that was not sent, but for what an 8-bit XOR cannot see", () => {
    const random = seeded(11);
    const sent = readAnswer(WANG);
    let right = 0;
    let collisions = 0;
    let wrong = 0;
    for (let round = 0; round < 10_000; round++) {
      const damaged = mutate(sent, random);
      const session = sessionThatReads();
      const told = session.step({ type: "bytes", bytes: damaged.slice() });
      const card = told.flatMap((effect) =>
        effect.do === "tell" && effect.event.type === "card" ? [effect.event.card] : [],
      );
      if (card.length === 0) continue;
      if (JSON.stringify(card) === JSON.stringify([wangTold])) right += 1;
      else if (holdsFrame(damaged)) collisions += 1;
      else wrong += 1;
    }
    console.info(
      `SAM_V: ${right} unharmed cards, ${collisions} changed cards the XOR lets through, of 10,000 mutations`,
    );
    expect(wrong).toBe(0);
    expect(right).toBeGreaterThan(100);
    expect(collisions).toBeLessThan(80);
  });
});

/** A session that has found and selected a card and waits for its text. */
function sessionThatReads() {
  const session = samv.session({ findEveryMs: 300, replyMs: 600, readMs: 1500, resetAtOpen: false });
  session.step({ type: "opened" });
  const said = [answer(0x90), answer(0x9f, new Uint8Array(4)), answer(0x90, new Uint8Array(8))];
  for (const each of said) session.step({ type: "bytes", bytes: each });
  return session;
}

/** Whether a whole frame with its length and a check byte that fits stands anywhere in the bytes. */
function holdsFrame(stream: Uint8Array): boolean {
  const hex = Buffer.from(stream);
  for (let at = hex.indexOf("aaaaaa9669", 0, "hex"); at >= 0; at = hex.indexOf("aaaaaa9669", at + 1, "hex")) {
    const counted = hex.subarray(at + 5, at + 7 + 0x0508);
    if (
      counted.length === 1290 &&
      counted.readUInt16BE() === 0x0508 &&
      counted.reduce((xor, byte) => xor ^ byte, 0) === 0
    )
      return true;
  }
  return false;
}

/** One to four bytes changed, inserted, removed or swapped, or the frame cut; at times nothing. */
function mutate(frame: Uint8Array, random: () => number): Uint8Array {
  const out = [...frame];
  for (let times = below(5, random); times > 0; times--) {
    const at = below(out.length, random);
    const kind = below(5, random);
    if (kind === 0) out[at] = below(256, random);
    else if (kind === 1) out.splice(at, 0, below(256, random));
    else if (kind === 2) out.splice(at, 1);
    else if (kind === 3) [out[at], out[at - 1]] = [out[at - 1] ?? 0, out[at] ?? 0];
    else out[at] = (out[at] ?? 0) ^ (1 << below(8, random));
  }
  return Uint8Array.from(below(10, random) === 0 ? out.slice(0, below(out.length, random)) : out);
}
