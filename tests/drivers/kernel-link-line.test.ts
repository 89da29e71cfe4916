// One bus under a virtual clock: a line that drops, stalls or echoes, a busy one, and the same run from the same seed.
import { describe, expect, test } from "vitest";
import type { FrameModel } from "../../drivers/kernel/link-member.ts";
import { ackedStrip, encodeFrame, type Frame, muteStrip } from "../helpers/invented-models.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { linkBus, type Member, order, show } from "./link-bus.ts";

describe("the line", () => {
  test("when it drops, everything is settled once as lost, and nothing of it is sent later", async () => {
    const { clock, link, join, peer, sent, answerWith } = linkBus();
    answerWith(() => null);
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    const results = [order(link, strip, ["in flight"]), order(link, strip, ["queued"])];
    await clock.advanceAsync(10);
    peer.cut();
    await clock.advanceAsync(1);
    expect(results.map(([result]) => result?.outcome)).toEqual(["link-lost", "link-lost"]);
    const refused = order(link, strip, ["while down"]);
    expect(refused[0]?.outcome).toBe("link-lost");
    peer.restore();
    await clock.advanceAsync(5_000);
    expect(sent).toHaveLength(1);
    expect(results.every((settled) => settled.length === 1)).toBe(true);
    expect(strip.states).toEqual(["up", "down memory wire was cut", "up"]);
  });

  test("is opened again for ever, with delays growing to ten seconds and jitter", async () => {
    const { clock, link, join, peer } = linkBus();
    const strip = join(ackedStrip(), 1);
    peer.cut();
    link.start();
    const atMs: number[] = [];
    let seen = 0;
    while (clock.monotonicMs() < 300_000) {
      await clock.advanceAsync(10);
      if (strip.states.length > seen) atMs.push(clock.monotonicMs());
      seen = strip.states.length;
    }
    const delays = atMs.slice(1).map((ms, at) => ms - (atMs[at] ?? 0));
    expect(delays[0]).toBeGreaterThanOrEqual(250);
    expect(delays[0]).toBeLessThanOrEqual(330);
    expect(delays[2]).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(10_020);
    expect(delays.length).toBeGreaterThan(25);
    expect(new Set(delays.slice(0, 5)).size).toBe(5);
    peer.restore();
    await clock.advanceAsync(10_100);
    expect(strip.states.at(-1)).toBe("up");
  });

  test("that takes no bytes is dropped within five seconds, and the next frames go out on the new one", async () => {
    const { clock, link, join, peer, sent } = linkBus();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    peer.stall(true);
    const stuck = order(link, strip, ["stuck"]);
    await clock.advanceAsync(4_900);
    expect(stuck[0]?.outcome).toBe("link-lost");
    peer.stall(false);
    await clock.advanceAsync(1_000);
    const after = order(link, strip, ["after"]);
    await clock.advanceAsync(50);
    expect(after[0]?.outcome).toBe("ok");
    expect(sent.map(({ frame }) => frame.data)).toEqual(["after"]);
  });

  test("stop lets the exchange in progress end and settles the rest", async () => {
    const { clock, link, join, sent } = linkBus();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    const results = [order(link, strip, ["one"]), order(link, strip, ["two"])];
    const stopped = link.stop();
    await clock.advanceAsync(100);
    await stopped;
    expect(results.map(([result]) => result?.outcome)).toEqual(["ok", "link-lost"]);
    expect(sent).toHaveLength(1);
    await clock.advanceAsync(60_000);
    expect(link.isUp).toBe(false);
  });

  test("a cut frame does not delay the good one behind it by more than 50 ms, nor spoil one much later", async () => {
    const { clock, link, join, peer } = linkBus();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    const good = encodeFrame({ kind: "A", addr: 1, data: "" });
    peer.send(Buffer.concat([Uint8Array.of(0x55, 0x41, 1, 60), good]));
    await clock.advanceAsync(50);
    expect(strip.heardFrames).toHaveLength(1);
    peer.send(good.subarray(0, 3));
    await clock.advanceAsync(1_000);
    peer.send(good);
    await clock.advanceAsync(1);
    expect(strip.heardFrames).toHaveLength(2);
  });
});

describe("echo", () => {
  const echoing = (echo: boolean) => {
    const made = linkBus({ echo, baudRate: 9600, wire: 9600 });
    const model: FrameModel = { ...muteStrip(), owns: () => true };
    const strip = made.join(model, 1);
    const answer = made.peer.receive;
    made.peer.receive = (bytes) => {
      answer(bytes);
      made.peer.send(Buffer.concat([bytes, encodeFrame({ kind: "A", addr: 1, data: "real" })]));
    };
    made.answerWith(() => null);
    return { ...made, strip };
  };

  test("of our own frame is dropped when the option says so, the reply right behind it is not", async () => {
    const { clock, link, strip } = echoing(true);
    link.start();
    await clock.advanceAsync(0);
    order(link, strip, ["A001"]);
    await clock.advanceAsync(60);
    expect(strip.heardFrames.map(({ message }) => (message as Frame).data)).toEqual(["real"]);
    expect(link.counters.echoes).toBe(1);
  });

  test("is kept by default: FF 68 keypads answer with the identical frame", async () => {
    const { clock, link, strip } = echoing(false);
    link.start();
    await clock.advanceAsync(0);
    order(link, strip, ["A001"]);
    await clock.advanceAsync(60);
    expect(strip.heardFrames.map(({ message }) => (message as Frame).data)).toEqual(["A001", "real"]);
  });

  test("only one echo, and only in its time: the same bytes later are a message", async () => {
    const { clock, link, join, peer, answerWith } = linkBus({ echo: true });
    answerWith(() => null);
    const strip = join({ ...muteStrip(), owns: () => true }, 1);
    link.start();
    await clock.advanceAsync(0);
    order(link, strip, ["A001"]);
    await clock.advanceAsync(200);
    peer.send(encodeFrame({ kind: "S", addr: 1, data: "A001" }));
    await clock.advanceAsync(5);
    expect(strip.heardFrames).toHaveLength(1);
  });
});

describe("32 strips refreshing at 9600 baud", () => {
  const FRAME_TEXT = "x".repeat(55); // 60 bytes: 62.5 ms on the wire.
  const CALL_TEXT = "C".repeat(55);

  /** Keeps the bus saturated and measures how long each call waits for its first bit. */
  async function waits(model: FrameModel, seed: number, trials: number): Promise<number[]> {
    const { clock, link, join, sent } = linkBus({ baudRate: 9600, wire: 9600 });
    const strips = Array.from({ length: 32 }, (_, at) => join(model, at + 1));
    const random = seededRandom(seed);
    link.start();
    await clock.advanceAsync(0);
    const refresh = (strip: Member) =>
      link.replace(strip, "show", {
        priority: 2,
        exchanges: show(strip, [FRAME_TEXT]),
        settled: () => clock.after(0, () => refresh(strip)),
      });
    for (const strip of strips) refresh(strip);
    await clock.advanceAsync(500);
    const found: number[] = [];
    for (let trial = 0; trial < trials; trial++) {
      await clock.advanceAsync(random() * 120);
      const strip = strips[Math.floor(random() * 32)];
      if (strip === undefined) throw new Error("no strip");
      const calledMs = clock.monotonicMs();
      sent.length = 0;
      order(link, strip, [CALL_TEXT], { priority: 1, slot: "call" });
      await clock.until(() => sent.at(-1)?.frame.data === CALL_TEXT);
      expect(sent.length, "at most the frame in progress goes before").toBeLessThanOrEqual(2);
      found.push((sent.at(-1)?.atMs ?? 0) - 62.5 - calledMs);
    }
    return found;
  }

  test("a call waits for one frame and the gap: 10,000 of 10,000 within 76 ms", async () => {
    const all = (await Promise.all([1, 2, 3, 4].map((seed) => waits(muteStrip(), seed, 2_500)))).flat();
    expect(all).toHaveLength(10_000);
    expect(Math.max(...all)).toBeLessThanOrEqual(76);
    expect(Math.max(...all)).toBeGreaterThan(50); // The bus was busy: the figure means something.
  }, 300_000);

  test("strips that answer add their answer, never a second frame", async () => {
    const all = await waits(ackedStrip(), 5, 500);
    // Frame 62.5 + 5 ms until it answers + 5 bytes of answer 5.2 ms.
    expect(Math.max(...all)).toBeLessThanOrEqual(76);
  }, 300_000);
});

test("the same seed gives the same bytes at the same times", async () => {
  const run = async () => {
    const { clock, link, join, peer, sent } = linkBus({ baudRate: 9600, wire: 9600 });
    const strips = [1, 2, 3].map((addr) => join(ackedStrip(), addr));
    const random = seededRandom(42);
    link.start();
    for (let step = 0; step < 300; step++) {
      await clock.advanceAsync(random() * 60);
      const strip = strips[Math.floor(random() * 3)];
      if (strip !== undefined) order(link, strip, [`t${step}`], { slot: random() < 0.5 ? "show" : null });
      if (random() < 0.02) peer.cut();
      if (random() < 0.2) peer.restore();
      if (random() < 0.1) peer.send(Uint8Array.of(0x55, Math.floor(random() * 256)));
    }
    return sent;
  };
  expect(await run()).toEqual(await run());
});
