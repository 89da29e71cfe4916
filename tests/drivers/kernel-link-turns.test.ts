// One bus under a virtual clock: the awkward moments of turn-taking, each order settled once and in its own way.
import { describe, expect, test } from "vitest";
import type { FrameModel, Settled } from "../../drivers/kernel/link-member.ts";
import { ackedStrip, encodeFrame, type Frame, muteStrip, textCodec } from "../helpers/invented-models.ts";
import { linkBus, order } from "./link-bus.ts";

const ack = (addr: number, data = "") => encodeFrame({ kind: "A", addr, data });

async function openBus(options: Parameters<typeof linkBus>[0] = {}) {
  const bus = linkBus(options);
  bus.link.start();
  await bus.clock.advanceAsync(0);
  return bus;
}

describe("an order", () => {
  test("of nothing is done at once", async () => {
    const { link, join, sent } = await openBus();
    const settled = order(link, join(muteStrip(), 1), []);
    expect(settled).toEqual([{ outcome: "ok", detail: "", unanswered: 0 }]);
    expect(sent).toEqual([]);
  });

  test("of several frames is given up for a newer one of its slot after the frame on the wire", async () => {
    const { clock, link, join, sent } = await openBus();
    const strip = join(ackedStrip(), 1);
    const older = order(link, strip, ["one", "two"], { slot: "show" });
    const newer = order(link, strip, ["new"], { slot: "show" });
    await clock.advanceAsync(200);
    expect(sent.map(({ frame }) => frame.data)).toEqual(["one", "new"]);
    expect([older[0]?.outcome, newer[0]?.outcome]).toEqual(["replaced", "ok"]);
  });

  test("of several frames ends as lost when the bus is stopped after the frame on the wire", async () => {
    const { clock, link, join, sent } = await openBus();
    const settled = order(link, join(ackedStrip(), 1), ["one", "two"]);
    const stopped = link.stop();
    await clock.advanceAsync(200);
    await stopped;
    expect(sent.map(({ frame }) => frame.data)).toEqual(["one"]);
    expect(settled).toEqual([{ outcome: "link-lost", detail: "已停止 stopped", unanswered: 0 }]);
  });

  test("given by the end of another goes out in its turn", async () => {
    const { clock, link, join, sent } = await openBus();
    const strip = join(ackedStrip(), 1);
    const next: Settled[][] = [];
    order(link, strip, ["x".repeat(99)], { settled: () => next.push(order(link, strip, ["next"])) });
    order(link, strip, ["waiting"]);
    await clock.advanceAsync(200);
    expect(sent.map(({ frame }) => frame.data)).toEqual(["next", "waiting"]);
    expect(next.map(([result]) => result?.outcome)).toEqual(["ok"]);
  });
});

describe("an answer", () => {
  test("is not any frame of the device: what means something else is heard and settles nothing", async () => {
    const { clock, link, join, peer, answerWith } = await openBus();
    answerWith(() => null);
    const owns = ({ addr }: Frame) => addr === 1;
    const strip = join({ ...ackedStrip(), owns }, 1);
    const settled = order(link, strip, ["A001"]);
    peer.send(encodeFrame({ kind: "K", addr: 1, data: "key" }));
    await clock.advanceAsync(1);
    expect(strip.heardFrames).toEqual([{ message: { kind: "K", addr: 1, data: "key" }, reply: false }]);
    expect(settled).toEqual([]);
    peer.send(ack(1));
    await clock.advanceAsync(1);
    expect(settled[0]?.outcome).toBe("ok");
  });

  test("that the model cannot read settles nothing and is its own device's trouble", async () => {
    const { clock, link, join } = await openBus();
    const strip = join(ackedStrip({ attemptsMax: 1 }), 1);
    const message: Frame = { kind: "S", addr: 1, data: "A001" };
    const reply = () => {
      throw new Error("cannot read it");
    };
    const settled = order(link, strip, [], { exchanges: [{ message, reply }] });
    await clock.advanceAsync(300);
    expect(strip.thrown).toEqual(["reply"]);
    expect(settled[0]?.outcome).toBe("timeout");
  });

  test("that comes before the system has taken the frame counts; the next frame waits until it has", async () => {
    const { clock, link, join, peer, sent } = await openBus();
    const strip = join(ackedStrip(), 1);
    peer.stall(true);
    const first = order(link, strip, ["first"]);
    const second = order(link, strip, ["second"]);
    peer.send(ack(1));
    await clock.advanceAsync(100);
    expect([first[0]?.outcome, second, sent]).toEqual(["ok", [], []]);
    peer.stall(false);
    await clock.advanceAsync(100);
    expect(sent.map(({ frame }) => frame.data)).toEqual(["first", "second"]);
    expect(second[0]?.outcome).toBe("ok");
  });

  test("is not taken for one where none is awaited: the frame is still being written", async () => {
    const { clock, link, join, peer } = await openBus();
    const strip = join(muteStrip(), 1);
    peer.stall(true);
    const settled = order(link, strip, ["A001"]);
    peer.send(ack(1));
    await clock.advanceAsync(10);
    expect(strip.heardFrames).toMatchObject([{ reply: false }]);
    expect(settled).toEqual([]);
    peer.stall(false);
    await clock.advanceAsync(10);
    expect(settled[0]?.outcome).toBe("ok");
  });
});

describe("late answers", () => {
  test("are owed as often as was asked: the next exchange waits for all of them", async () => {
    const { clock, link, join, peer, sent, answerWith } = await openBus();
    answerWith(() => null);
    const strip = join(ackedStrip({ attemptsMax: 2, lateMsMax: 5_000 }), 1);
    const first = order(link, strip, ["first"]);
    await clock.advanceAsync(450);
    expect(first[0]).toMatchObject({ outcome: "timeout", unanswered: 2 });
    order(link, strip, ["second"]);
    sent.length = 0;
    for (const expected of [0, 1]) {
      peer.send(ack(1));
      await clock.advanceAsync(50);
      expect(sent).toHaveLength(expected);
    }
    expect(strip.counters.late).toBe(2);
  });

  test("no longer owed by one device do not hold up another that still owes", async () => {
    const { clock, link, join, sent, answerWith } = await openBus();
    answerWith(() => null);
    const soon = join(ackedStrip({ attemptsMax: 1, lateMsMax: 100 }), 1);
    const later = join(ackedStrip({ attemptsMax: 1, lateMsMax: 1_000 }), 2);
    order(link, soon, ["x"]);
    order(link, later, ["y"]);
    await clock.advanceAsync(450);
    sent.length = 0;
    order(link, later, ["z"]);
    await clock.advanceAsync(900);
    expect(sent).toEqual([]);
    await clock.advanceAsync(100);
    expect(sent.map(({ frame }) => frame.data)).toEqual(["z"]);
  });
});

describe("devices of two tongues on one bus", () => {
  test("hear each their own frames", async () => {
    const { clock, join, peer } = await openBus();
    const text = join({ ...muteStrip(), codec: textCodec, owns: () => true } as unknown as FrameModel, 1);
    const strip = join(ackedStrip(), 2);
    peer.send(ack(2));
    peer.send(textCodec.encode("hello"));
    await clock.advanceAsync(10);
    expect(text.heardFrames.map(({ message }) => message)).toEqual(["hello"]);
    expect(strip.heardFrames.map(({ message }) => message)).toEqual([{ kind: "A", addr: 2, data: "" }]);
  });
});
