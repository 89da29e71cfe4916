// The voice models: their tags, what no text may do, where texts are cut, and ten thousand damaged streams.
import fc from "fast-check";
import { Value } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { Spoken } from "../../drivers/kernel/model.ts";
import type { FdAnswer, FdCommand } from "../../drivers/voice/lang-fd.ts";
import { encodeSpeech, type SpeechEncoding, speechBytesOf } from "../../drivers/voice/speech-text.ts";
import { type Syn6288Settings, syn6288 } from "../../drivers/voice/syn6288.ts";
import { type Xfs5152Settings, xfs5152 } from "../../drivers/voice/xfs5152.ts";
import { toHex } from "./adapters/adapter.ts";
import { below, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";

const syn = (settings: Partial<Syn6288Settings> = {}) => Value.Default(syn6288.settings, settings) as Syn6288Settings;
const xfs = (settings: Partial<Xfs5152Settings> = {}) => Value.Default(xfs5152.settings, settings) as Xfs5152Settings;
const SYN_TAGS = "[v10][m4][t4][n0][y0][x0]";
const XFS_TAGS = "[v5][s5][t5]";

function said({ exchange }: Spoken<FdAnswer, FdCommand>): string {
  if (exchange.message.cmd !== "speak") throw new Error("no speak order");
  return exchange.message.text;
}
const synSays = (text: string, settings?: Partial<Syn6288Settings>) => syn6288.speak(text, syn(settings)).map(said);
const xfsSays = (text: string, settings?: Partial<Xfs5152Settings>) => xfs5152.speak(text, xfs(settings)).map(said);
const withoutTags = (text: string) => text.replace(/^(\[[a-z]\d+\])*/, "");

describe("the tags", () => {
  test("of a SYN6288 carry every setting at the start of each frame, volumes first", () => {
    expect(synSays("您好")).toEqual([`${SYN_TAGS}您好`]);
    const settings = { volume: 16, musicVolume: 2, speed: 3, digits: "value", one: "yi", tones: true } as const;
    expect(synSays("您好", settings)).toEqual(["[v16][m2][t3][n2][y1][x1]您好"]);
    expect(synSays("您好", { digits: "string" })[0]).toContain("[n1]");
  });

  test("of an XFS5152 are the published ones, others only when set", () => {
    expect(xfsSays("您好")).toEqual([`${XFS_TAGS}您好`]);
    const settings = { volume: 10, speed: 0, tone: 7, speaker: 51, digits: "string", one: "yi", tones: false } as const;
    expect(xfsSays("您好", settings)).toEqual(["[v10][s0][t7][m51][n1][y1][x0]您好"]);
  });

  test("come again in each further frame of a long text", () => {
    const frames = synSays("请各位办事群众按照取号顺序等候。".repeat(20));
    expect(frames.length).toBeGreaterThan(3);
    for (const frame of frames) expect(frame.startsWith(SYN_TAGS)).toBe(true);
  });

  test("the chime comes once, before the first words", () => {
    const frames = synSays("请各位办事群众按照取号顺序等候。".repeat(20), { tones: true, chime: "sounda" });
    expect(frames.map((frame) => frame.includes("sounda"))).toEqual(frames.map((_, i) => i === 0));
  });

  test("a chime without tones is refused by the check", () => {
    expect(syn6288.check?.(syn({ chime: "sounda" }))).toHaveLength(1);
    expect(syn6288.check?.(syn({ chime: "sounda", tones: true }))).toEqual([]);
    expect(xfs5152.check?.(xfs({ chime: "sound101", tones: false }))).toHaveLength(1);
    expect(xfs5152.check?.(xfs({ chime: "sound101" }))).toEqual([]);
  });

  test("the music is in the parameter of a SYN6288 and nowhere else", () => {
    const [frame] = syn6288.speak("您好", syn({ music: 5 }));
    const bytes = syn6288.codec.encode(frame?.exchange.message as FdCommand);
    expect(bytes[4]).toBe((5 << 3) | 1);
  });
});

describe("a text from outside", () => {
  test("cannot switch the volume, the speed or the speaker", () => {
    expect(withoutTags(synSays("[v0][d]王[m16]某")[0] ?? "")).toBe("（v0）（d）王（m16）某");
    expect(withoutTags(xfsSays("［v0］您好")[0] ?? "")).toBe("（v0）您好");
  });

  test("cannot ring a prompt tone by its name while tones are on", () => {
    expect(withoutTags(synSays("请soundb办理", { tones: true })[0] ?? "")).toBe("请sound b办理");
    expect(withoutTags(xfsSays("sound101 到")[0] ?? "")).toBe("sound 101 到");
    expect(withoutTags(xfsSays("The soundness is fine")[0] ?? "")).toBe("The soundness is fine");
  });

  test("loses line ends, control and invisible characters, and what the encoding lacks", () => {
    expect(withoutTags(synSays("一\r\n二\u0007三\u200b四😀五")[0] ?? "")).toBe("一。二 三四 五");
    expect(withoutTags(synSays("請到櫃台", { encoding: "gb2312" })[0] ?? "")).toBe("到 台");
  });

  test("that holds nothing to say makes no frame", () => {
    expect(synSays("")).toEqual([]);
    expect(synSays("……！[]😀")).toEqual([]);
  });

  test("reports what it loses", () => {
    expect(syn6288.missingGlyphs("王😀某[v1]\n𠮷")).toEqual(["😀", "𠮷"]);
    expect(xfs5152.missingGlyphs("请A001号到3号窗口办理")).toEqual([]);
  });

  test("is never more than tags and plain words, in every encoding, in frames the module takes", () => {
    const encodings = ["gb2312", "gbk", "big5", "unicode", "utf8"] as const;
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom("[v16]", "[d]", "请A001号到3号窗口办理，", "窗口业务。", "12,345.67 ", "soundc", "\n", "Window "),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.constantFrom(...encodings), (pieces, encoding) => {
        const frames = xfs5152.speak(pieces.join(""), xfs({ encoding }));
        for (const frame of frames) {
          expect(withoutTags(said(frame))).not.toMatch(/[[\]\p{Cc}]|sound[a-z](?![a-z])/iu);
          expect(xfs5152.codec.encode(frame.exchange.message).length).toBeLessThanOrEqual(5 + 200);
          expect(frame.msMax).toBeGreaterThanOrEqual(2_000);
        }
      }),
      { numRuns: 150, seed: 5152 },
    );
  });
});

describe("long texts", () => {
  const sentence = "请持有预约号的群众到二楼办理，其他群众请在一楼等候。";

  test("are cut after the end of a sentence", () => {
    const frames = synSays(sentence.repeat(12)).map(withoutTags);
    expect(frames.join("")).toBe(sentence.repeat(12));
    for (const frame of frames) expect(frame.endsWith("。")).toBe(true);
  });

  test("without sentences are cut at commas, and never inside a number or a word", () => {
    const text = "请A001号，请A002号，请B117号，".repeat(12);
    for (const frame of synSays(text).map(withoutTags)) expect(frame.endsWith("，")).toBe(true);
    const numbers = synSays("号A0012345".repeat(40)).map(withoutTags);
    expect(numbers.length).toBeGreaterThan(1);
    for (const frame of numbers) expect(frame).toMatch(/^号.*A0012345$|^A0012345.*号$|^号.*号$|^A0012345.*A0012345$/);
  });

  test("lose nothing but the blanks at their cuts, whatever they are", () => {
    const unit = fc.constantFrom(..."请号窗口办理一二三，。；、！？ABab019 .,:");
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 400 }), (text) => {
        const bare = (words: string) => words.replace(/[^\p{L}\p{N}]/gu, "");
        expect(bare(synSays(text).map(withoutTags).join(""))).toBe(bare(text));
      }),
      { seed: 6288 },
    );
  });

  test("are given more time than speech takes, and more where the speed is low", () => {
    const ms = (settings: Partial<Syn6288Settings>, text = "请到窗口") =>
      syn6288.speak(text, syn(settings))[0]?.msMax ?? 0;
    expect(ms({})).toBe(4 * 350 + 2_000);
    expect(ms({ speed: 0 })).toBeGreaterThan(ms({}));
    expect(ms({}, "12号窗口")).toBe(2 * 700 + 3 * 350 + 2_000);
    expect(ms({ tones: true, chime: "soundn" })).toBeGreaterThan(ms({}));
  });
});

describe("encodings", () => {
  const NAMES: Readonly<Record<SpeechEncoding, string>> = {
    ...{ gb2312: "gbk", gbk: "gbk", big5: "big5", unicode: "utf-16be", utf8: "utf-8" },
  };
  test.each(Object.entries(NAMES))("%s agrees with the platform's decoder", (encoding, name) => {
    const decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true });
    const wrong: string[] = [];
    let known = 0;
    for (let code = 0x20; code < 0xfffe; code++) {
      const char = String.fromCharCode(code);
      const bytes = speechBytesOf(char, encoding as SpeechEncoding);
      if (bytes === null) continue;
      known++;
      const read = decoder.decode(bytes);
      // Characters that came into GB 18030 later are read as private ones by the platform.
      if (read !== char && !/\p{Co}/u.test(read)) wrong.push(char);
    }
    expect(wrong).toEqual([]);
    const least = { gb2312: 7_445, gbk: 21_000, big5: 13_000, unicode: 60_000, utf8: 60_000 };
    expect(known).toBeGreaterThan(least[encoding as SpeechEncoding]);
  });

  test("GB 2312 has exactly its 7,445 characters beside ASCII", () => {
    let known = 0;
    for (let code = 0x80; code < 0x1_0000; code++)
      if (speechBytesOf(String.fromCharCode(code), "gb2312") !== null) known++;
    expect(known).toBe(7_445);
    expect(toHex(encodeSpeech("号", "gb2312"))).toBe("bac5");
    expect(speechBytesOf("號", "gb2312")).toBeNull();
  });

  test("encoding asserts that nothing is lost", () => {
    expect(() => encodeSpeech("😀", "gbk")).toThrow(/no code/);
    expect(() => encodeSpeech("\ud800", "unicode")).toThrow(/no code/);
  });
});

describe("frames", () => {
  const speak = (text: string): FdCommand => ({ cmd: "speak", encoding: "gbk", text });

  test("of a SYN6288 hold 200 bytes of text and no more", () => {
    expect(syn6288.codec.encode(speak("号".repeat(100)))).toHaveLength(206);
    expect(() => syn6288.codec.encode(speak("号".repeat(101)))).toThrow(/bytes of text/);
    expect(() => syn6288.codec.encode(speak(""))).toThrow(/bytes of text/);
    expect(() => syn6288.codec.encode({ cmd: "baud", baud: 1234 })).toThrow(/no code/);
    expect(() => syn6288.codec.encode({ ...speak("号"), music: 16 } as FdCommand)).toThrow(/music/);
  });

  test("end in the XOR of all bytes before, or in none", () => {
    for (const cmd of ["stop", "pause", "resume", "status", "powerDown"] as const) {
      const frame = syn6288.codec.encode({ cmd });
      expect(frame.reduce((xor, byte) => xor ^ byte, 0)).toBe(0);
      expect(toHex(xfs5152.codec.encode({ cmd }))).toBe(`fd0001${toHex(frame).slice(6, 8)}`);
    }
  });
});

describe("answers", () => {
  const ANSWERS: Readonly<Record<FdAnswer, number>> = {
    ...{ initialised: 0x4a, accepted: 0x41, rejected: 0x45, speaking: 0x4e, idle: 0x4f },
  };
  const ask = syn6288.probe(syn())?.reply ?? null;
  const take = syn6288.speak("您好", syn())[0]?.exchange.reply ?? null;

  test("a status query is answered by 4E or 4F; the 41 before it says nothing", () => {
    expect(ask?.("accepted")).toBeNull();
    expect(ask?.("initialised")).toBeNull();
    expect(ask?.("speaking")?.ok).toBe(true);
    expect(ask?.("idle")?.ok).toBe(true);
    expect(ask?.("rejected")?.ok).toBe(false);
  });

  test("a text is accepted by 41 and refused by 45; the end of an earlier one is no answer", () => {
    expect(take?.("accepted")?.ok).toBe(true);
    expect(take?.("rejected")?.ok).toBe(false);
    for (const other of ["idle", "speaking", "initialised"] as const) expect(take?.(other)).toBeNull();
    expect(syn6288.stop(syn())[0]?.reply?.("accepted")?.ok).toBe(true);
  });

  test("tell the state of the voice", () => {
    for (const answer of Object.keys(ANSWERS) as FdAnswer[]) {
      expect(syn6288.voiceState(answer)).toBe(answer);
      expect(xfs5152.voiceState(answer)).toBe(answer);
      expect(syn6288.owns(answer, syn()) && xfs5152.owns(answer, xfs())).toBe(true);
    }
    expect([...syn6288.onOpen(syn()), ...xfs5152.onOpen(xfs())]).toEqual([]);
  });

  test.each([syn6288, xfs5152])("of $id survive 10,000 damaged streams: each byte alone decides", ({ codec }) => {
    const byByte = new Map(Object.entries(ANSWERS).map(([name, byte]) => [byte, name]));
    const wrong: number[] = [];
    for (let seed = 0; seed < 10_000; seed++) {
      const random = seeded(seed);
      const stream = Array.from({ length: 1 + below(8, random) }, () => [...byByte.keys()][below(5, random)] ?? 0);
      for (let i = below(6, random); i > 0; i--) {
        const at = below(stream.length + 1, random);
        if (below(3, random) === 0) stream.splice(at, 1);
        else if (below(2, random) === 0) stream.splice(at, 0, ...Array.from({ length: 3 }, () => below(256, random)));
        else stream[at] = (stream[at] ?? 0) ^ (1 << below(8, random));
      }
      const bytes = Uint8Array.from(stream);
      const cut = below(bytes.length + 1, random);
      const { messages, garbageBytes } = readAll(codec, [bytes.subarray(0, cut), bytes.subarray(cut)]);
      const due = [...bytes].flatMap((byte) => byByte.get(byte) ?? []);
      if (messages.join() !== due.join() || messages.length + garbageBytes !== bytes.length) wrong.push(seed);
    }
    expect(wrong, "seeds").toEqual([]);
  });
});
