// The voice runner in trouble: lost words and frames, refusals, loss of power, outages.
import { describe, expect, test } from "vitest";
import { inventedVoice, LETTER_MS, voiceBus } from "./invented-voice.ts";

describe("a module that forgets", () => {
  test("its idle word: it is asked, and the next text goes out", async () => {
    const { clock, peer, module, say, quiet } = await voiceBus();
    say("abcdefgh");
    say("next");
    await clock.advanceAsync(100);
    peer.stall(false);
    module.mute = true;
    await clock.advanceAsync(8 * LETTER_MS - 50);
    module.mute = false;
    await quiet();
    expect(module.texts).toEqual(["abcdefgh", "next"]);
    expect(module.cuts).toBe(0);
    const [first, next] = module.heard;
    expect((next?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(5_000);
  });

  test("that it is ever idle: the longest time of each text is waited for", async () => {
    const { module, say, clock } = await voiceBus();
    module.neverIdle = true;
    say("abcd");
    say("efgh");
    await clock.advanceAsync(10_000);
    const [first, second] = module.heard;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(4 * 350 + 1_000);
    expect(module.cuts).toBe(0);
  });

  test("to acknowledge: it is asked, and the text is not said twice", async () => {
    const { module, voice, say, quiet } = await voiceBus();
    module.unanswered = "T";
    say("abcdefghij");
    say("klmnopqrst");
    await quiet();
    expect(module.texts).toEqual(["abcdefghij", "klmnopqrst"]);
    expect(module.cuts).toBe(0);
    expect(voice.status().counters.unheard).toBe(0);
  });
});

describe("a word that comes too late", () => {
  test("is not the end of a text that has just begun: the module is asked", async () => {
    const { clock, module, say, quiet } = await voiceBus();
    say("abcdefgh");
    say("next");
    await clock.advanceAsync(50);
    const asked = module.asked.length;
    module.tell("I");
    await clock.advanceAsync(50);
    expect(module.asked.slice(asked)).toEqual(["Q"]);
    await quiet();
    expect(module.texts).toEqual(["abcdefgh", "next"]);
    expect(module.cuts).toBe(0);
  });

  test("ends a short text whose acknowledgement was lost, instead of saying it twice", async () => {
    const { module, say, quiet } = await voiceBus();
    module.unanswered = "T";
    say("ab");
    await quiet();
    expect(module.texts).toEqual(["ab"]);
  });
});

describe("a frame that is lost", () => {
  test("is sent once more when the module says that it says nothing", async () => {
    const { clock, module, say, quiet } = await voiceBus();
    module.lost = "T";
    say("abcd");
    await clock.advanceAsync(100);
    module.lost = "";
    await quiet();
    expect(module.texts).toEqual(["abcd"]);
  });

  test("twice is given up and counted, and the next call is tried", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    module.lost = "T";
    say("abcd");
    say("efgh");
    await clock.until(() => voice.status().counters.unheard === 1);
    module.lost = "";
    await quiet();
    expect(module.texts).toEqual(["efgh"]);
  });
});

describe("a refusal", () => {
  test("skips that part only", async () => {
    const { module, voice, say, quiet } = await voiceBus();
    module.refused.add("bad");
    say("k", 1, "one/bad/three");
    await quiet();
    expect(module.texts).toEqual(["one", "three"]);
    expect(voice.status()).toMatchObject({ state: "online", counters: { rejected: 1, said: 1 } });
  });

  test("twice in a row is a fault until the module takes a text again", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    const states: string[] = [];
    voice.onState(({ state }) => states.push(state));
    module.refused.add("bad");
    say("a", 2, "bad");
    await clock.advanceAsync(2_000);
    expect(voice.status().state).toBe("faulted");
    expect(voice.status().detail).toMatch(/refuses/);
    say("b", 1, "good");
    await quiet();
    expect(voice.status().state).toBe("online");
    expect(states).toEqual(["faulted", "online"]);
    expect(module.texts).toEqual(["good"]);
  });

  test("by the model itself costs that text, not the voice", async () => {
    const broken = inventedVoice();
    const model = inventedVoice({
      speak: (text, settings) => {
        if (text === "boom") throw new Error("no such text");
        return broken.speak(text, settings);
      },
    });
    const { clock, module, voice, say, quiet } = await voiceBus({ model });
    say("boom");
    await clock.advanceAsync(100);
    expect(voice.status()).toMatchObject({ state: "faulted" });
    expect(voice.status().detail).toMatch(/no such text/);
    say("good");
    await quiet();
    expect(module.texts).toEqual(["good"]);
    expect(voice.status().state).toBe("online");
  });
});

describe("a loss of power", () => {
  test("in the middle lets the announcement begin again, once", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    say("k", 1, "first/second/third");
    await clock.until(() => module.texts.length === 2);
    await clock.advanceAsync(100);
    module.powerCycle();
    await quiet();
    expect(module.texts).toEqual(["first", "second", "first", "second", "third"]);
    expect(voice.status().counters.powerCycles).toBe(1);
  });

  test("that swallows a frame on its way lets the announcement begin again", async () => {
    const { clock, module, say, quiet } = await voiceBus();
    say("k", 1, "first/second");
    await clock.until(() => module.texts.length === 1 && !module.isSpeaking);
    module.lost = "T";
    await clock.advanceAsync(50);
    module.powerCycle();
    await clock.advanceAsync(50);
    module.lost = "";
    await quiet();
    expect(module.texts).toEqual(["first", "first", "second"]);
  });

  test("again and again gives the reading up instead of beginning for ever", async () => {
    const { clock, module, say, quiet } = await voiceBus();
    say("loud", 1, "loudword");
    say("next");
    for (let i = 0; i < 2; i++) {
      await clock.until(() => module.isSpeaking);
      await clock.advanceAsync(100);
      module.powerCycle();
    }
    await quiet();
    expect(module.texts).toEqual(["loudword", "loudword", "next"]);
  });

  test("while it is silent changes nothing", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    module.powerCycle();
    await clock.advanceAsync(100);
    say("abc");
    await quiet();
    expect(module.texts).toEqual(["abc"]);
    expect(voice.status().state).toBe("online");
  });
});

describe("a line that is lost", () => {
  test("for a moment lets what was being said begin again", async () => {
    const { clock, peer, module, say, quiet } = await voiceBus();
    say("abcdefgh", 1);
    say("next", 1);
    await clock.advanceAsync(200);
    peer.cut();
    await clock.advanceAsync(1_000);
    peer.restore();
    await quiet();
    expect(module.texts).toEqual(["abcdefgh", "abcdefgh", "next"]);
  });

  test("for long keeps old calls from being shouted: only what nobody heard and is still fresh is read", async () => {
    const { clock, peer, module, voice, say, quiet } = await voiceBus();
    say("interrupted", 2);
    say("stale", 2);
    await clock.advanceAsync(200);
    peer.cut();
    await clock.advanceAsync(60_000);
    say("window-3", 1, "older");
    await clock.advanceAsync(20_000);
    say("window-3", 1, "newer");
    await clock.advanceAsync(15_000);
    peer.restore();
    await quiet();
    expect(module.texts).toEqual(["interrupted", "newer"]);
    expect(voice.status().counters.stale).toBe(2);
  });

  test("forgets what was withdrawn meanwhile", async () => {
    const { clock, peer, module, voice, say, quiet } = await voiceBus();
    say("abcdefgh", 1);
    await clock.advanceAsync(200);
    peer.cut();
    await clock.advanceAsync(500);
    voice.withdraw("abcdefgh");
    say("next");
    await clock.advanceAsync(500);
    peer.restore();
    await quiet();
    expect(module.texts).toEqual(["abcdefgh", "next"]);
  });

  test("half open is noticed within 5 s, and nothing is used up meanwhile", async () => {
    const { clock, module, voice, say, quiet } = await voiceBus();
    module.lost = "TQX";
    module.mute = true;
    say("a", 1);
    say("b", 1);
    await clock.advanceAsync(6_000);
    expect(voice.status().state).toBe("offline");
    module.lost = "";
    module.mute = false;
    await clock.advanceAsync(6_000);
    await quiet();
    expect(module.texts).toEqual(["a", "b"]);
  });
});
