// The voice runner under a virtual clock: whom it reads when, its bounds, its test, its end.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVoice } from "../../drivers/kernel/voice-device.ts";
import { pad } from "../helpers/invented-models.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { inventedVoice, LETTER_MS, voiceBus } from "./invented-voice.ts";

describe("in good times", () => {
  test("each call is read as often as asked, and every call once before any is repeated", async () => {
    const { module, say, quiet } = await voiceBus();
    for (const key of ["a001", "a002", "a003"]) say(key, 2);
    await quiet();
    expect(module.texts).toEqual(["a001", "a002", "a003", "a001", "a002", "a003"]);
    expect(module.cuts).toBe(0);
  });

  test("ten calls in five seconds are all read once first, and nothing is cut off", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    const keys = Array.from({ length: 10 }, (_, i) => `b00${i}`);
    for (const key of keys) {
      say(key, 2);
      await clock.advanceAsync(500);
    }
    await quiet();
    // A repeat may come early only where everybody who called so far had been heard.
    const firsts = module.texts.filter((text, i) => module.texts.indexOf(text) === i);
    expect(firsts).toEqual(keys);
    expect(module.heard).toHaveLength(20);
    expect(module.cuts).toBe(0);
    expect(voice.status().counters).toMatchObject({ said: 20, stale: 0, dropped: 0, rejected: 0, unheard: 0 });
  });

  test("a long text goes out frame by frame, each after the end of the one before", async () => {
    const { module, say, quiet } = await voiceBus();
    say("long", 1, "first part/second part/end");
    await quiet();
    expect(module.texts).toEqual(["first part", "second part", "end"]);
    expect(module.cuts).toBe(0);
    const [first, second] = module.heard;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(10 * LETTER_MS + 10);
  });

  test("there is a pause between two readings", async () => {
    const { module, say, quiet } = await voiceBus();
    say("aaaa", 2);
    await quiet();
    const [first, second] = module.heard;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(4 * LETTER_MS + 300);
  });

  test("a withdrawn call is not read, nor repeated; a reading in progress goes on", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    say("a001", 2);
    say("a002", 2);
    await clock.advanceAsync(100);
    voice.withdraw("a001");
    voice.withdraw("a002");
    await quiet();
    expect(module.texts).toEqual(["a001"]);
    expect(module.cuts).toBe(0);
  });

  test("a recall replaces what is still to be read and begins its readings again", async () => {
    const { clock, module, say, quiet } = await voiceBus();
    say("k", 2, "old");
    await clock.advanceAsync(100);
    say("k", 2, "new");
    await quiet();
    expect(module.texts).toEqual(["old", "new", "new"]);
  });

  test("silence cuts off, forgets what waits, and speaks again when asked", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    say("a001", 2);
    say("a002");
    await clock.advanceAsync(100);
    voice.silence();
    say("soon");
    expect(voice.waiting).toBe(1);
    await clock.advanceAsync(250);
    expect(module.isSpeaking).toBe(false);
    voice.silence();
    expect(voice.waiting).toBe(0);
    await clock.advanceAsync(2_000);
    expect(module.isSpeaking).toBe(false);
    expect(module.heard.map(({ cut }) => cut)).toEqual([true]);
    say("a003");
    await quiet();
    expect(module.texts).toEqual(["a001", "a003"]);
    expect(module.asked.filter((kind) => kind === "X")).toHaveLength(2);
  });

  test("an empty text says nothing, and a model that is no voice is refused", async () => {
    const { clock, link, module, say } = await voiceBus();
    say("a", 1, " ");
    await clock.advanceAsync(1_000);
    expect(module.heard).toEqual([]);
    expect(() => createVoice({ id: "p", model: pad, settings: { addr: 1 }, link, clock })).toThrow(/no voice/);
  });
});

describe("the bounds", () => {
  test("repeats go first when too much waits, then the oldest calls", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus({ waitingMax: 4 });
    say("now");
    await clock.advanceAsync(50);
    for (const key of ["a", "b", "c"]) say(key, 2);
    expect(voice.waiting).toBe(4);
    for (const key of ["d", "e"]) say(key, 2);
    expect(voice.waiting).toBe(4);
    expect(voice.status().counters.dropped).toBe(6);
    await quiet();
    expect(module.texts).toEqual(["now", "b", "c", "d", "e"]);
  });

  test("who was never read within 90 s is dropped and counted", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    say("long", 1, "x".repeat(60));
    for (let i = 0; i < 9; i++) say(`next${i}`, 1, "y".repeat(60));
    await clock.advanceAsync(85_000);
    say("late", 1, "late");
    await quiet();
    expect(module.texts.at(-1)).toBe("late");
    expect(module.heard.length).toBeLessThan(11);
    expect(voice.status().counters.stale).toBe(11 - module.heard.length);
    expect(module.cuts).toBe(0);
  });

  test("a thousand calls leave no more than the bound behind", async () => {
    const { voice, say } = await voiceBus();
    for (let i = 0; i < 1_000; i++) say(`k${i}`, 9);
    expect(voice.waiting).toBe(60);
  });
});

describe("a test by hand", () => {
  test("speaks a numbered sentence and tells that it was said", async () => {
    const spoken: string[] = [];
    const plain = inventedVoice();
    const model = inventedVoice({
      speak: (text, settings) => {
        spoken.push(text);
        return plain.speak("test", settings);
      },
    });
    const { clock, voice } = await voiceBus({ model });
    for (const n of [1, 2]) {
      const outcome = voice.test();
      await clock.advanceAsync(5_000);
      expect(await outcome).toEqual({ ok: true, detail: "正常 ok" });
      expect(spoken.at(-1)).toBe(`语音测试，一二三，${n}`);
    }
  });

  test("waits for its turn, and a second one is the same", async () => {
    const { clock, module, voice, say } = await voiceBus({
      model: inventedVoice({ speak: (text) => inventedVoice().speak(text.startsWith("语") ? "test" : text, {}) }),
    });
    say("abcd");
    const [first, second] = [voice.test(), voice.test()];
    await clock.advanceAsync(10_000);
    expect(await first).toEqual(await second);
    expect(module.texts).toEqual(["abcd", "test"]);
  });

  test("fails when the module does not answer, when it refuses, and when nobody gets there in time", async () => {
    const { clock, module, voice, say } = await voiceBus({
      model: inventedVoice({ speak: (text) => inventedVoice().speak(text.startsWith("语") ? "test" : text, {}) }),
    });
    module.refused.add("test");
    const refused = voice.test();
    await clock.advanceAsync(2_000);
    expect(await refused).toMatchObject({ ok: false, detail: "no" });
    module.refused.clear();
    for (let i = 0; i < 5; i++) say(`k${i}`, 1, "x".repeat(50));
    const behind = voice.test();
    await clock.advanceAsync(31_000);
    expect(await behind).toMatchObject({ ok: false });
    voice.silence();
    await clock.advanceAsync(1_000);
    module.mute = true;
    const mute = voice.test();
    await clock.advanceAsync(2_000);
    expect(await mute).toMatchObject({ ok: false });
    expect(module.texts).not.toContain("test");
  });

  test("ends at once when the line is lost, or the voice closed", async () => {
    const { clock, peer, voice } = await voiceBus();
    const lost = voice.test();
    await clock.advanceAsync(50);
    peer.cut();
    await clock.advanceAsync(50);
    expect(await lost).toMatchObject({ ok: false });
    peer.restore();
    await clock.until(() => voice.status().state === "online");
    const closed = voice.test();
    await clock.advanceAsync(50);
    await voice.close();
    expect(await closed).toMatchObject({ ok: false });
  });
});

describe("closing", () => {
  test("takes no more and leaves the line; what is being said is heard to its end", async () => {
    const { clock, module, voice, say } = await voiceBus();
    say("abcd", 2);
    await clock.advanceAsync(100);
    await voice.close();
    say("after");
    await clock.advanceAsync(20_000);
    expect(module.texts).toEqual(["abcd"]);
    expect(module.cuts).toBe(0);
    expect(voice.waiting).toBe(0);
    expect(voice.status().state).toBe("offline");
    expect(clock.pending).toBe(0);
  });
});

describe("whatever happens", () => {
  test("two texts never overlap, and everything drains", async () => {
    const action = fc.constantFrom("say", "say", "say", "recall", "withdraw", "silence", "power", "idle", "noise");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(action, fc.nat(3_000)), { maxLength: 25 }), fc.nat(), async (acts, seed) => {
        const random = seededRandom(seed);
        const { clock, module, voice, say, quiet } = await voiceBus();
        let [excused, n] = [0, 0];
        for (const [what, waitMs] of acts) {
          await clock.advanceAsync(waitMs);
          if (what === "say") say(`k${n++}`, 1 + Math.floor(random() * 3), "abc/def");
          else if (what === "recall") say(`k${Math.max(0, n - 1)}`, 2, "recall");
          else if (what === "withdraw") voice.withdraw(`k${Math.max(0, n - 1)}`);
          else if (what === "idle") module.tell("I");
          else if (what === "noise") module.tell("A");
          else {
            if (module.isSpeaking) excused++;
            if (what === "power") module.powerCycle();
            else voice.silence();
          }
        }
        await quiet();
        await clock.advanceAsync(5_000);
        expect(voice.waiting).toBe(0);
        return module.cuts <= excused + acts.filter(([what]) => what === "idle").length;
      }),
      { numRuns: 150, seed: 4 },
    );
  });
});
