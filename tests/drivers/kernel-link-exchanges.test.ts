// One bus under a virtual clock: each exchange is settled once, by its own reply, and devices take turns.
import { describe, expect, test } from "vitest";
import { ackedStrip, encodeFrame, muteStrip } from "../helpers/invented-models.ts";
import { linkBus, order } from "./link-bus.ts";

describe("an exchange", () => {
  test("is settled by its reply", async () => {
    const { clock, link, join } = linkBus();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    const settled = order(link, strip, ["A001"]);
    await clock.advanceAsync(20);
    expect(settled).toEqual([{ outcome: "ok", detail: "", unanswered: 0 }]);
    expect(strip.heardFrames).toEqual([{ message: { kind: "A", addr: 1, data: "" }, reply: true }]);
  });

  test("is tried three times without an answer, then it is a timeout", async () => {
    const { clock, link, join, sent, answerWith } = linkBus();
    answerWith(() => null);
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    const settled = order(link, strip, ["A001"]);
    await clock.advanceAsync(599);
    expect(settled).toEqual([]);
    await clock.advanceAsync(30);
    expect(settled).toEqual([{ outcome: "timeout", detail: "无应答 no answer", unanswered: 3 }]);
    expect(sent).toHaveLength(3);
    expect(strip.counters).toMatchObject({ framesOut: 3, retries: 2, timeouts: 3 });
  });

  test("is settled as refused at once, with the device's words", async () => {
    const { clock, link, join, answerWith } = linkBus();
    answerWith(({ addr }) => ({ kind: "N", addr, data: "busy" }));
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    const settled = order(link, strip, ["A001", "second frame"]);
    await clock.advanceAsync(1_000);
    expect(settled).toEqual([{ outcome: "nak", detail: "busy", unanswered: 0 }]);
    expect(strip.counters).toMatchObject({ framesOut: 1, naks: 1 });
  });

  test("whose encoding throws is that device's fault alone", async () => {
    const { clock, link, join } = linkBus();
    const [bad, good] = [join(ackedStrip(), 1), join(ackedStrip(), 2)];
    link.start();
    await clock.advanceAsync(0);
    const broken = order(link, bad, ["x".repeat(99)]);
    const fine = order(link, good, ["A002"]);
    await clock.advanceAsync(50);
    expect(broken[0]?.outcome).toBe("fault");
    expect(bad.thrown).toEqual(["encode"]);
    expect(fine[0]?.outcome).toBe("ok");
  });
});

describe("late answers", () => {
  test("do not settle the next exchange of the device", async () => {
    const { clock, link, join, peer, sent, answerWith } = linkBus();
    answerWith(() => null);
    const strip = join(ackedStrip({ attemptsMax: 1 }), 1);
    link.start();
    await clock.advanceAsync(0);
    const first = order(link, strip, ["first"]);
    await clock.advanceAsync(210);
    expect(first[0]?.outcome).toBe("timeout");
    const second = order(link, strip, ["second"]);
    await clock.advanceAsync(100);
    expect(sent).toHaveLength(1); // Nothing goes out that the late answer could be taken for.
    peer.send(encodeFrame({ kind: "A", addr: 1, data: "late" }));
    await clock.advanceAsync(30);
    expect(strip.counters.late).toBe(1);
    expect(sent).toHaveLength(2);
    expect(second).toEqual([]);
    peer.send(encodeFrame({ kind: "N", addr: 1, data: "" }));
    await clock.advanceAsync(10);
    expect(second[0]?.outcome).toBe("nak");
  });

  test("to a first try settle the second, and the answer to the second is drained", async () => {
    const { clock, link, join, peer, answerWith } = linkBus();
    answerWith(() => null);
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    const first = order(link, strip, ["first"]);
    await clock.advanceAsync(215); // The second try is out.
    peer.send(encodeFrame({ kind: "A", addr: 1, data: "to the first" }));
    await clock.advanceAsync(1);
    expect(first[0]?.outcome).toBe("ok");
    const second = order(link, strip, ["second"]);
    peer.send(encodeFrame({ kind: "A", addr: 1, data: "to the second" }));
    await clock.advanceAsync(1);
    expect(second).toEqual([]);
    expect(strip.counters.late).toBe(1);
  });

  test("owed by one device hold up no other", async () => {
    const { clock, link, join, answerWith } = linkBus();
    answerWith(({ addr }) => (addr === 1 ? null : { kind: "A", addr, data: "" }));
    const dead = join(ackedStrip({ attemptsMax: 1, lateMsMax: 5_000 }), 1);
    const live = join(ackedStrip(), 2);
    link.start();
    await clock.advanceAsync(0);
    order(link, dead, ["x"]);
    const waiting = order(link, dead, ["y"]);
    await clock.advanceAsync(201);
    const settled = order(link, live, ["A002"]);
    await clock.advanceAsync(20);
    expect(settled[0]?.outcome).toBe("ok");
    expect(waiting).toEqual([]);
    await clock.advanceAsync(6_000);
    expect(waiting[0]?.outcome).toBe("timeout");
  });
});

describe("many devices", () => {
  test("a call goes between the tries of a dead strip, and before its questions are over", async () => {
    const { clock, link, join, sent, answerWith } = linkBus();
    answerWith(({ addr }) => (addr === 1 ? null : { kind: "A", addr, data: "" }));
    const [dead, live] = [join(ackedStrip(), 1), join(ackedStrip(), 2)];
    link.start();
    await clock.advanceAsync(0);
    order(link, dead, ["x"]);
    await clock.advanceAsync(50);
    order(link, live, ["CALL"], { priority: 1 });
    await clock.advanceAsync(200);
    expect(sent.map(({ frame }) => frame.addr)).toEqual([1, 2, 1]);
    const probe = { priority: 3, attemptsMax: 1, yields: true } as const;
    await clock.advanceAsync(2_000);
    sent.length = 0;
    order(link, dead, ["probe"], probe);
    await clock.advanceAsync(20);
    order(link, live, ["CALL"], { priority: 1 });
    await clock.advanceAsync(1);
    expect(sent.map(({ frame }) => frame.data)).toEqual(["probe", "CALL"]);
  });

  test("frames of nobody are counted, and one device's throw on a frame does not reach the other", async () => {
    const { clock, link, join, peer } = linkBus();
    const thrower = join(
      {
        ...ackedStrip(),
        owns: () => {
          throw new Error("no");
        },
      },
      1,
    );
    const strip = join(ackedStrip(), 2);
    link.start();
    await clock.advanceAsync(0);
    peer.send(encodeFrame({ kind: "A", addr: 2, data: "" }));
    peer.send(encodeFrame({ kind: "A", addr: 77, data: "" }));
    await clock.advanceAsync(1);
    expect(strip.heardFrames).toHaveLength(1);
    expect(thrower.thrown).toEqual(["owns", "owns"]);
    expect(link.counters.foreign).toBe(1);
  });

  test("a newer text of the same slot replaces what is not on the wire, and keeps its place", async () => {
    const { clock, link, join, sent } = linkBus({ baudRate: 9600, wire: 9600 });
    const strips = [1, 2, 3].map((addr) => join(muteStrip(), addr));
    link.start();
    await clock.advanceAsync(0);
    const [first, second, third] = strips;
    if (!first || !second || !third) throw new Error("three strips");
    order(link, first, ["busy"]);
    const stale = order(link, second, ["stale", "stale too"], { slot: "show" });
    order(link, third, ["third"]);
    const fresh = order(link, second, ["fresh"], { slot: "show" });
    await clock.advanceAsync(500);
    expect(sent.map(({ frame }) => frame.data)).toEqual(["busy", "fresh", "third"]);
    expect(stale[0]?.outcome).toBe("replaced");
    expect(fresh[0]?.outcome).toBe("ok");
  });

  test("silence is kept after each of our frames: wire time and gap", async () => {
    const { clock, link, join, sent } = linkBus({ baudRate: 9600, wire: 9600, gapMs: 20 });
    const strip = join(muteStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    order(link, strip, ["12345", "12345", "12345"]); // 10 bytes each: 10.417 ms on the wire.
    await clock.advanceAsync(200);
    const gaps = sent.slice(1).map(({ atMs }, at) => atMs - (sent[at]?.atMs ?? 0));
    for (const gap of gaps) expect(gap).toBeCloseTo(30.417, 2);
  });

  test("while a frame is coming in, we do not talk over it, but noise does not silence us", async () => {
    const { clock, link, join, peer, sent } = linkBus();
    const strip = join(muteStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    peer.send(encodeFrame({ kind: "A", addr: 1, data: "12" }).subarray(0, 4));
    await clock.advanceAsync(1);
    order(link, strip, ["held"]);
    await clock.advanceAsync(15);
    expect(sent).toHaveLength(0);
    await clock.advanceAsync(10);
    expect(sent).toHaveLength(1);
    order(link, strip, ["held again"]);
    for (let ms = 0; ms < 150; ms += 5) {
      peer.send(Uint8Array.of(0x55));
      await clock.advanceAsync(5);
    }
    expect(sent).toHaveLength(2);
  });

  test("the queue is bounded and says so", async () => {
    const { clock, link, join } = linkBus({ baudRate: 300 });
    const strip = join(muteStrip(), 1);
    link.start();
    await clock.advanceAsync(0);
    const results = Array.from({ length: 1_100 }, () => order(link, strip, ["x"]));
    expect(results.filter(([result]) => result?.outcome === "full").length).toBeGreaterThan(50);
    await link.stop(0);
    expect(results.every((settled) => settled.length === 1)).toBe(true);
  });
});
