// Clips: recordings before the pack, the pack before the synthesizer, and a synthesizer that is really there or not.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { announcementOf } from "../../controller/announcements.ts";
import { ESPEAK_MISSING, espeak, espeakTrouble } from "../../controller/announcer/espeak.ts";
import { clipText, phrasesOf } from "../../controller/announcer/phrases.ts";
import { recordingName, VoicePack } from "../../controller/announcer/voice-pack.ts";
import { chimeWav, trimmed, wavInfo, wavOf } from "../../controller/announcer/wav.ts";
import { packWords, voicePack } from "../../controller/cli/voice-pack.ts";
import { planned } from "../controller/fleet-hall.ts";

const folders: string[] = [];
const folderOf = () => {
  const folder = mkdtempSync(join(tmpdir(), "hallkeeper-voice-"));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const RATE = 8_000;
/** A tone between two silences. */
const toneMs = (ms: number, silenceMs = 0): Buffer => {
  const [before, count] = [(RATE * silenceMs) / 1000, (RATE * ms) / 1000];
  const samples = new Int16Array(before * 2 + count);
  for (let i = 0; i < count; i++) samples[before + i] = Math.round(8_000 * Math.cos(i / 3)) || 100;
  return wavOf(samples, RATE);
};

describe("phrases", () => {
  const said = fc.record({
    kind: fc.constantFrom("call", "withdrawn", "missed") as fc.Arbitrary<"call" | "withdrawn" | "missed">,
    number: fc.stringMatching(/^[A-Z]{0,2}[0-9]{1,4}$/),
    windowName: fc.constantFrom("3号窗口", "12号窗口", "7", "综合窗口", "Window 3", "VIP窗口", "105号窗口"),
    language: fc.constantFrom("zh-CN", "en"),
    one: fc.constantFrom("yao", "yi") as fc.Arbitrary<"yao" | "yi">,
  });
  const bare = (text: string) => text.replace(/[\s,，。.]/gu, "");

  test("are the whole sentence, and so is each way of spelling them", () => {
    fc.assert(
      fc.property(said, (one) => {
        const sentence = bare(announcementOf(one));
        const phrases = phrasesOf(one);
        expect(bare(phrases.map(({ text }) => text).join(""))).toBe(sentence);
        for (const { text, spellings } of phrases)
          for (const words of spellings) expect(bare(words.join(""))).toBe(bare(text));
      }),
    );
  });

  test("make every number and window from single words", () => {
    const [number, place] = phrasesOf({ number: "A105", windowName: "12号窗口", language: "zh-CN", one: "yao" });
    expect(number?.spellings).toEqual([["请", "A", "幺", "零", "五", "号"]]);
    expect(place?.spellings.at(-1)).toEqual(["到", "十二", "号窗口", "办理"]);
    const [en, go] = phrasesOf({ number: "A105", windowName: "Window 12", language: "en", one: "yao" });
    expect(en?.spellings).toEqual([["Number", "A", "1", "0", "5"]]);
    expect(go?.spellings.at(-1)).toEqual(["please go to", "Window", "12"]);
  });
});

describe("sound files", () => {
  test("lose the silence at their ends and nothing else", () => {
    const info = wavInfo(trimmed(toneMs(300, 500)));
    expect(info?.durationMs).toBeGreaterThanOrEqual(300);
    expect(info?.durationMs).toBeLessThan(350);
  });

  test("the bell is as long as a bell, and not silent", () => {
    const info = wavInfo(chimeWav());
    expect(info).toMatchObject({ sampleRate: 22_050, bits: 16, channels: 1 });
    expect(info?.durationMs).toBeCloseTo(1_500, -1);
    expect(Math.max(...chimeWav().subarray(44))).toBeGreaterThan(100);
  });

  test("damaged ones are no sound and no fault", () => {
    const good = toneMs(50);
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(43), fc.nat(255), (cut, at, byte) => {
        const bad = Buffer.from(good.subarray(0, cut));
        if (at < bad.length) bad[at] = byte;
        const info = wavInfo(bad);
        expect(info === null || info.durationMs >= 0).toBe(true);
        expect(trimmed(bad)).toBeInstanceOf(Buffer);
      }),
    );
  });
});

describe("a pack", () => {
  const phrases = phrasesOf({ number: "A001", windowName: "3号窗口", language: "zh-CN", one: "yao" });
  const made = (texts: string[], fails = false) => ({
    synthesize: (text: string) => {
      texts.push(text);
      return fails ? Promise.reject(new Error("no voice")) : Promise.resolve(toneMs(200, 20));
    },
  });
  const opened = async (options: ConstructorParameters<typeof VoicePack>[0]) => {
    const pack = new VoicePack(options);
    await pack.open();
    return pack;
  };

  test("makes each text once, keeps it on disk, and gives it again after a start", async () => {
    const folder = folderOf();
    const texts: string[] = [];
    const pack = await opened({ folder, ...made(texts) });
    const [first] = await Promise.all([pack.clipsFor(phrases), pack.clipsFor(phrases), pack.clipsFor(phrases)]);
    expect(texts).toEqual(["请A 零零幺号", "到三号窗口办理"]);
    expect(first?.map(({ text }) => text)).toEqual(texts);
    expect(first?.[0]?.durationMs).toBeGreaterThan(190);
    const next = await opened({ folder, synthesize: null });
    expect(await next.clipsFor(phrases)).toEqual(first);
    expect(readdirSync(join(folder, "clips")).filter((name) => !name.endsWith(".wav"))).toEqual([]);
  });

  test("is replaced by recordings of the words, and by all of them or none", async () => {
    const folder = folderOf();
    const pack = await opened({ folder, ...made([]) });
    const record = (name: string) => writeFileSync(join(folder, "overrides", `${name}.wav`), toneMs(400));
    for (const word of ["请", "A", "零", "号"]) record(word);
    const [whole] = (await pack.clipsFor(phrases)) ?? [];
    expect(whole?.text).toBe("请A 零零幺号");
    record("幺");
    const clips = (await pack.clipsFor(phrases)) ?? [];
    expect(clips.map(({ text }) => text)).toEqual(["请", "A", "零", "零", "幺", "号", "到三号窗口办理"]);
    expect((await pack.file("幺", "zh-CN"))?.from).toBe("recording");
    expect(clips[0]?.durationMs).toBeCloseTo(400);
    // Of one language only, before the common one.
    mkdirSync(join(folder, "overrides", "en"));
    writeFileSync(join(folder, "overrides", "en", "A.wav"), toneMs(700));
    expect((await pack.file("A", "en"))?.durationMs).toBeCloseTo(700);
    expect((await pack.file("A", "zh-CN"))?.durationMs).toBeCloseTo(400);
  });

  test("built elsewhere speaks from its words where nothing can be made", async () => {
    const folder = folderOf();
    const builder = await opened({ folder, ...made([]) });
    for (const word of ["请", "A", "零", "幺", "号", "到", "三", "号窗口", "办理"]) await builder.ensure(word, "zh-CN");
    const pack = await opened({ folder, synthesize: null, trouble: ESPEAK_MISSING });
    const clips = await pack.clipsFor(phrases);
    expect(clips?.map(({ text }) => text)).toEqual(["请", "A", "零", "零", "幺", "号", "到", "三", "号窗口", "办理"]);
    expect(pack.status()).toEqual({ state: "partial", clips: 9, detail: ESPEAK_MISSING });
  });

  test("without a voice has no clips, says why, and still has its bell", async () => {
    const pack = await opened({ folder: folderOf(), synthesize: null, trouble: ESPEAK_MISSING });
    expect(await pack.clipsFor(phrases)).toBeNull();
    expect(pack.status()).toEqual({ state: "none", clips: 0, detail: ESPEAK_MISSING });
    expect((await pack.chime()).durationMs).toBeGreaterThan(1_000);
    const failing = await opened({ folder: folderOf(), ...made([], true) });
    expect(await failing.clipsFor(phrases)).toBeNull();
    expect(failing.status().detail).toContain("no voice");
  });

  test("no text leaves the folder of recordings", () => {
    expect(recordingName("../../etc/passwd")).toBeNull();
    expect(recordingName("a/../b")).toBe("a_.._b.wav");
    expect(recordingName("")).toBeNull();
    expect(recordingName("号到\u0000")).toBe("号到_.wav");
    expect(clipText("请稍候。")).toBe("请稍候");
  });
});

describe("espeak-ng", () => {
  test("that is missing is said in words, and everything else goes on", async () => {
    expect(await espeakTrouble("no-such-program-anywhere")).toBe(ESPEAK_MISSING);
    const config = planned({ links: [], devices: [], windows: 2 });
    const report = await voicePack({ config, folder: folderOf(), build: true, program: "no-such-program-anywhere" });
    expect(report).toMatchObject({ ok: false, trouble: ESPEAK_MISSING });
    expect(packWords(report)).toContain("apt install espeak-ng");
  });

  test("where it is installed speaks every phrase in a plausible time; where not, the hall says so", async () => {
    if ((await espeakTrouble()) !== null) {
      await expect(espeak()("你好", "zh-CN")).rejects.toThrow(/ENOENT/);
      return;
    }
    const said = { number: "A105", one: "yao" } as const;
    const cases = [
      ...phrasesOf({ ...said, windowName: "12号窗口", language: "zh-CN" }),
      ...phrasesOf({ ...said, windowName: "Window 12", language: "en" }),
    ];
    for (const { text, language } of cases) {
      const info = wavInfo(trimmed(await espeak()(text, language)));
      expect(info?.durationMs, text).toBeGreaterThan(600);
      expect(info?.durationMs, text).toBeLessThan(6_000);
    }
    await expect(espeak()("你好", "xx")).rejects.toThrow(/no voice/);
  });

  test("builds the pack of a whole hall, once", async () => {
    if ((await espeakTrouble()) !== null) return;
    const folder = folderOf();
    const config = planned({ links: [], devices: [], windows: 2 });
    const report = await voicePack({ config, folder, build: true });
    expect(report).toMatchObject({ ok: true, missing: [], trouble: null });
    expect(report.texts).toBeGreaterThan(230);
    expect(existsSync(join(folder, "clips"))).toBe(true);
    const checked = await voicePack({ config, folder, build: false });
    expect(checked).toMatchObject({ ok: true, texts: report.texts });
  }, 300_000);
});
