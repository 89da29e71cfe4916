// The byte log as a reader asks for it piece by piece, and the bus as an onlooker hears it.
import { describe, expect, test } from "vitest";
import { Link } from "../../drivers/kernel/link.ts";
import { WireLog } from "../../drivers/kernel/wire-log.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

const RING = 200;

describe("the byte log", () => {
  const filled = (count: number) => {
    const log = new WireLog(new VirtualClock());
    for (let i = 1; i <= count; i++) log.add("rx", Uint8Array.of(i & 0xff), `frame ${i}`);
    return log;
  };
  const numbers = (log: WireLog, n: number) => log.after(n).frames.map((frame) => frame.n);

  test("is empty at first", () => {
    expect(filled(0).after(0)).toEqual({ frames: [], next: 0, lost: 0 });
  });

  test("tells each frame once to who asks for what came after", () => {
    const log = filled(3);
    expect(numbers(log, 0)).toEqual([1, 2, 3]);
    const { next, lost } = log.after(0);
    expect([next, lost]).toEqual([3, 0]);
    expect(log.after(next)).toEqual({ frames: [], next: 3, lost: 0 });
    log.add("tx", Uint8Array.of(9), "late");
    expect(log.after(next)).toMatchObject({ frames: [{ n: 4, direction: "tx", hex: "09" }], next: 4, lost: 0 });
  });

  test.each([
    [RING, 0, 0],
    [RING + 1, 0, 1],
    [RING * 3 + 7, 0, RING * 2 + 7],
    [RING * 3 + 7, RING, RING + 7],
    [RING * 3 + 7, RING * 2 + 7, 0],
    [RING * 3 + 7, RING * 3, 0],
  ])("after %i frames says to who saw %i that %i are gone", (count, seen, gone) => {
    const log = filled(count);
    const { frames, next, lost } = log.after(seen);
    expect([next, lost]).toEqual([count, gone]);
    // Seen, gone and told: together they are all.
    expect(frames.length).toBe(count - seen - gone);
    expect(frames.map((frame) => frame.n)).toEqual(frames.map((_, i) => seen + gone + 1 + i));
  });

  test("of a service that was started anew begins anew for who saw more than there is", () => {
    expect(filled(5).after(900)).toEqual({ frames: [], next: 5, lost: 0 });
  });
});

describe("an onlooker of a bus", () => {
  const bench = () => {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock);
    const link = new Link({ id: "bus", transport, clock, random: () => 0 });
    link.start();
    return { clock, peer, link };
  };

  test("hears every byte that comes in, until it leaves", async () => {
    const { clock, peer, link } = bench();
    await clock.advanceAsync(1);
    const heard: number[] = [];
    const leave = link.tap((bytes) => heard.push(...bytes));
    peer.send(Uint8Array.of(1, 2));
    await clock.advanceAsync(1);
    leave();
    peer.send(Uint8Array.of(3));
    await clock.advanceAsync(1);
    expect(heard).toEqual([1, 2]);
  });

  test("can change nothing of what the bus reads, and one that fails is not asked again", async () => {
    const { clock, peer, link } = bench();
    await clock.advanceAsync(1);
    let asked = 0;
    link.tap((bytes) => bytes.fill(0));
    link.tap(() => {
      asked += 1;
      throw new Error("onlooker");
    });
    peer.send(Uint8Array.of(7));
    await clock.advanceAsync(1_000);
    peer.send(Uint8Array.of(8));
    await clock.advanceAsync(1_000);
    expect(asked).toBe(1);
    expect(link.isUp).toBe(true);
    expect(link.wireLog.frames().map(({ hex }) => hex)).toEqual(["07", "08"]);
  });
});
