// The hub alone, with screens that are counters and a loop that turns by hand.
import { describe, expect, test } from "vitest";
import {
  HEARTBEAT_MS,
  Hub,
  type Rendered,
  SCREENS_MAX,
  type Screen,
  type Seat,
  SILENT_MS_MAX,
  SLICE_SCREENS_MAX,
  STUCK_MS_MAX,
} from "../../display-server/hub.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

interface Message {
  readonly type: "view" | "heartbeat";
  readonly seq: number;
  readonly data?: unknown;
}

/** Takes frames as a network would; `open` decides whether bytes leave at once. */
class FakeScreen implements Screen {
  readonly frames: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  bufferedBytes = 0;
  open = true;
  closed: number | null = null;
  terminated = false;

  write(frame: Buffer, flushed: () => void): void {
    this.frames.push(frame);
    if (this.open) return;
    this.bufferedBytes += frame.length;
    this.#waiting.push(flushed);
  }

  /** The network takes everything that waited. */
  drain(): void {
    this.open = true;
    this.bufferedBytes = 0;
    for (const flushed of this.#waiting.splice(0)) flushed();
  }

  close(code: number): void {
    this.closed = code;
  }

  terminate(): void {
    this.terminated = true;
  }

  get messages(): Message[] {
    return this.frames.map((frame) => {
      const length = frame[1] ?? 0;
      const [head, size] =
        length < 126
          ? [2, length]
          : length === 126
            ? [4, frame.readUInt16BE(2)]
            : [10, Number(frame.readBigUInt64BE(2))];
      return JSON.parse(frame.subarray(head, head + size).toString("utf8")) as Message;
    });
  }

  get seqs(): number[] {
    return this.messages.map((message) => message.seq);
  }
}

class Bench {
  readonly clock = new VirtualClock();
  readonly turns: (() => void)[] = [];
  readonly loads: { key: string; done: (view: Rendered | null) => void }[] = [];
  readonly hub = new Hub({
    clock: this.clock,
    timeText: (atMs) => new Date(atMs).toISOString(),
    load: (key) => new Promise((done) => this.loads.push({ key, done })),
    defer: (run) => void this.turns.push(run),
  });

  /** Turns the loop until nothing is left to do; says how often. */
  async spin(): Promise<number> {
    let turns = 0;
    for (;;) {
      await Promise.resolve();
      await Promise.resolve();
      const run = this.turns.shift();
      if (run === undefined) return turns;
      turns += 1;
      run();
    }
  }

  async loaded(seq: number, data: unknown): Promise<void> {
    for (const { done } of this.loads.splice(0)) done({ seq, data: JSON.stringify(data) });
    await this.spin();
  }

  seat(screen: Screen, key = "hall"): Seat {
    const seat = this.hub.join(key, screen);
    if (seat === null) throw new Error("the house is full");
    return seat;
  }

  publish(seq: number, data: unknown, key = "hall"): void {
    this.hub.publish(key, { seq, data: JSON.stringify(data) });
  }
}

describe("a screen that joins", () => {
  test("gets the whole view first, through the durable read, and nothing before it", async () => {
    const bench = new Bench();
    const screen = new FakeScreen();
    bench.seat(screen);
    bench.hub.start();
    bench.clock.advance(HEARTBEAT_MS);
    await bench.spin();
    expect(screen.frames).toHaveLength(0);
    await bench.loaded(7, { n: 1 });
    expect(screen.messages[0]).toMatchObject({ type: "view", view: "hall", seq: 7, data: { n: 1 } });
  });

  test("shares one read with all that join at the same time", async () => {
    const bench = new Bench();
    const screens = Array.from({ length: 500 }, () => new FakeScreen());
    for (const screen of screens) bench.seat(screen);
    expect(bench.loads).toHaveLength(1);
    await bench.loaded(3, { n: 1 });
    for (const screen of screens) expect(screen.seqs).toEqual([3]);
    expect(bench.hub.counters.framesBuilt).toBe(1);
  });

  test("joins an unchanged view under the newest number, without another read", async () => {
    const bench = new Bench();
    bench.seat(new FakeScreen());
    await bench.loaded(3, { n: 1 });
    bench.hub.advance(9);
    const late = new FakeScreen();
    bench.seat(late);
    await bench.spin();
    expect(bench.loads).toHaveLength(0);
    expect(late.messages).toMatchObject([{ seq: 9, data: { n: 1 } }]);
  });

  test("waits for a fresh read when the view is known to be out of date", async () => {
    const bench = new Bench();
    bench.seat(new FakeScreen());
    await bench.loaded(3, { n: 1 });
    bench.hub.markStale("hall");
    bench.hub.advance(5);
    const late = new FakeScreen();
    bench.seat(late);
    await bench.spin();
    expect(late.frames).toHaveLength(0);
    await bench.loaded(5, { n: 2 });
    expect(late.messages).toMatchObject([{ seq: 5, data: { n: 2 } }]);
  });

  test("takes a view published while its read was under way and drops the older read", async () => {
    const bench = new Bench();
    const screen = new FakeScreen();
    bench.seat(screen);
    bench.publish(8, { n: 8 });
    await bench.spin();
    await bench.loaded(7, { n: 7 });
    expect(screen.messages).toMatchObject([{ seq: 8, data: { n: 8 } }]);
  });

  test("is closed when the thing it watches is gone", async () => {
    const bench = new Bench();
    const screen = new FakeScreen();
    bench.seat(screen, "ticket:t_1");
    for (const { done } of bench.loads.splice(0)) done(null);
    await bench.spin();
    expect(screen.closed).toBe(4404);
  });

  test("is asked to try again when the hall cannot answer", async () => {
    const clock = new VirtualClock();
    const hub = new Hub({ clock, timeText: String, load: () => Promise.reject(new Error("the disk is gone")) });
    const screen = new FakeScreen();
    hub.join("hall", screen);
    await Promise.resolve();
    await Promise.resolve();
    expect(screen.closed).toBe(1013);
  });

  test("is refused beyond the bound on connections", () => {
    const bench = new Bench();
    for (let i = 0; i < SCREENS_MAX; i += 1) bench.seat(new FakeScreen());
    expect(bench.hub.full).toBe(true);
    expect(bench.hub.join("hall", new FakeScreen())).toBeNull();
  });
});

describe("a change", () => {
  test("reaches 1,000 screens with one frame and one write each, in slices of 16", async () => {
    const bench = new Bench();
    const screens = Array.from({ length: 1_000 }, () => new FakeScreen());
    for (const screen of screens) bench.seat(screen);
    await bench.loaded(1, { n: 1 });
    const before = { ...bench.hub.counters };
    bench.publish(2, { n: 2 });
    expect(bench.hub.counters.writes).toBe(before.writes);
    const turns = await bench.spin();
    expect(turns).toBe(Math.ceil(1_000 / SLICE_SCREENS_MAX));
    expect(bench.hub.counters.framesBuilt - before.framesBuilt).toBe(1);
    expect(bench.hub.counters.writes - before.writes).toBe(1_000);
    const frames = new Set(screens.map((screen) => screen.frames.at(-1)));
    expect(frames.size).toBe(1);
  });

  test("is not sent again when the content is the same, though the number moved on", async () => {
    const bench = new Bench();
    const screen = new FakeScreen();
    bench.seat(screen);
    await bench.loaded(1, { n: 1 });
    bench.publish(2, { n: 1 });
    await bench.spin();
    expect(screen.seqs).toEqual([1]);
    expect(bench.hub.counters.unchanged).toBe(1);
  });

  test("that is overtaken while it goes out is skipped: the newest view wins", async () => {
    const bench = new Bench();
    const screens = Array.from({ length: 48 }, () => new FakeScreen());
    for (const screen of screens) bench.seat(screen);
    await bench.loaded(1, { n: 1 });
    bench.publish(2, { n: 2 });
    bench.turns.shift()?.();
    bench.publish(3, { n: 3 });
    await bench.spin();
    expect(screens[0]?.seqs).toEqual([1, 2, 3]);
    expect(screens[47]?.seqs).toEqual([1, 3]);
  });

  test("with a lower number than the last is dropped", async () => {
    const bench = new Bench();
    const screen = new FakeScreen();
    bench.seat(screen);
    await bench.loaded(5, { n: 5 });
    bench.publish(4, { n: 4 });
    await bench.spin();
    expect(screen.seqs).toEqual([5]);
  });
});

describe("heartbeats", () => {
  test("come at least every 5 s with the newest number, and pings with them", async () => {
    const bench = new Bench();
    const screen = new FakeScreen();
    const seat = bench.seat(screen);
    bench.hub.start();
    await bench.loaded(1, { n: 1 });
    bench.hub.advance(12);
    for (let i = 0; i < 4; i += 1) {
      bench.clock.advance(5_000);
      bench.hub.alive(seat);
      await bench.spin();
    }
    const beats = screen.messages.filter((message) => message.type === "heartbeat");
    expect(beats.length).toBeGreaterThanOrEqual(4);
    expect(new Set(beats.map((beat) => beat.seq))).toEqual(new Set([12]));
    expect(screen.frames.some((frame) => frame.subarray(-2).equals(Buffer.from([0x89, 0])))).toBe(true);
  });

  test("never let a screen hear a lower number than before, whatever comes in between", async () => {
    const bench = new Bench();
    const screens = Array.from({ length: 40 }, () => new FakeScreen());
    const seats = screens.map((screen) => bench.seat(screen));
    bench.hub.start();
    await bench.loaded(1, { n: 0 });
    let seq = 1;
    // A fixed script of everything that can interleave: beats, views, silent events, late reads.
    for (let round = 0; round < 200; round += 1) {
      seq += 1;
      if (round % 3 === 0) bench.publish(seq, { n: round });
      else if (round % 7 === 0) {
        bench.hub.markStale("hall");
        bench.hub.refresh("hall");
        const asked = seq;
        seq += 1;
        bench.hub.advance(seq);
        for (const { done } of bench.loads.splice(0)) done({ seq: asked, data: JSON.stringify({ n: round }) });
      } else bench.hub.advance(seq);
      if (round % 5 === 0) bench.clock.advance(HEARTBEAT_MS);
      bench.turns.shift()?.();
      if (round % 4 === 0) await bench.spin();
      for (const seat of seats) bench.hub.alive(seat);
    }
    await bench.spin();
    for (const screen of screens) {
      const { seqs } = screen;
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect(seqs.length).toBeGreaterThan(20);
    }
  });
});

describe("a slow screen", () => {
  test("costs one frame at most and gets the newest view when it reads again", async () => {
    const bench = new Bench();
    const slow = new FakeScreen();
    const healthy = new FakeScreen();
    bench.seat(slow);
    bench.seat(healthy);
    await bench.loaded(1, { n: 1 });
    slow.open = false;
    for (let seq = 2; seq <= 500; seq += 1) {
      bench.publish(seq, { n: seq, filler: "等候".repeat(1_000) });
      await bench.spin();
    }
    expect(slow.frames).toHaveLength(2);
    expect(slow.bufferedBytes).toBeLessThan(64 * 1024);
    expect(healthy.frames).toHaveLength(500);
    slow.drain();
    await bench.spin();
    expect(slow.seqs).toEqual([1, 2, 500]);
  });

  test("that stays stuck is cut off, while it is still answering pings", async () => {
    const bench = new Bench();
    const stuck = new FakeScreen();
    const seat = bench.seat(stuck);
    bench.hub.start();
    await bench.loaded(1, { n: 1 });
    stuck.open = false;
    bench.publish(2, { n: 2 });
    await bench.spin();
    bench.publish(3, { n: 3 });
    for (let ms = 0; ms <= STUCK_MS_MAX + HEARTBEAT_MS; ms += HEARTBEAT_MS) {
      bench.clock.advance(HEARTBEAT_MS);
      bench.hub.alive(seat);
      await bench.spin();
    }
    expect(stuck.terminated).toBe(true);
    expect(bench.hub.screens).toBe(0);
  });

  test("that answers no ping is gone within 30 s", async () => {
    const bench = new Bench();
    const silent = new FakeScreen();
    const lively = new FakeScreen();
    bench.seat(silent);
    const seat = bench.seat(lively);
    bench.hub.start();
    await bench.loaded(1, { n: 1 });
    expect(SILENT_MS_MAX).toBeLessThan(30_000);
    for (let ms = 0; ms < 30_000; ms += 1_000) {
      bench.clock.advance(1_000);
      bench.hub.alive(seat);
      await bench.spin();
    }
    expect(silent.terminated).toBe(true);
    expect(lively.terminated).toBe(false);
    expect(bench.hub.screens).toBe(1);
  });
});

test("stopping says goodbye to every screen and leaves no timer behind", async () => {
  const bench = new Bench();
  const screens = [new FakeScreen(), new FakeScreen()];
  for (const screen of screens) bench.seat(screen);
  bench.hub.start();
  await bench.loaded(1, { n: 1 });
  bench.hub.stop();
  expect(screens.map((screen) => screen.closed)).toEqual([1001, 1001]);
  bench.clock.advance(1_000);
  expect(screens.every((screen) => screen.terminated)).toBe(true);
  expect(bench.clock.pending).toBe(0);
  expect(bench.hub.join("hall", new FakeScreen())).toBeNull();
});
