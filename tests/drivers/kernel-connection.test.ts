// The parts under the link: keeping a line open, hearing oneself, telling trouble in time.
import { describe, expect, test } from "vitest";
import { Connection } from "../../drivers/kernel/connection.ts";
import { createDevice } from "../../drivers/kernel/device.ts";
import { EchoFilter } from "../../drivers/kernel/echo-filter.ts";
import { Link } from "../../drivers/kernel/link.ts";
import type { LedModel } from "../../drivers/kernel/model.ts";
import type { Transport } from "../../drivers/kernel/transport.ts";
import { WireLog } from "../../drivers/kernel/wire-log.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { ackedStrip, decodeFrame, encodeFrame, type Frame, type Settings } from "../helpers/invented-models.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

/** A transport whose opening, closing and writing the test settles by hand. */
function manual(retryMsMax?: number) {
  const calls: string[] = [];
  const settle: Record<string, { resolve: () => void; reject: (reason: unknown) => void }> = {};
  let data: (bytes: Uint8Array) => void = () => undefined;
  let closed: (reason: Error | null) => void = () => undefined;
  const call = (name: string) => () => {
    calls.push(name);
    return new Promise<void>((resolve, reject) => {
      settle[name] = { resolve, reject };
    });
  };
  const transport: Transport = {
    label: "manual",
    ...(retryMsMax === undefined ? {} : { retryMsMax }),
    open: call("open"),
    write: call("write"),
    close: call("close"),
    onData: (listener) => {
      data = listener;
    },
    onClose: (listener) => {
      closed = listener;
    },
  };
  const clock = new VirtualClock();
  const told: string[] = [];
  const connection = new Connection({
    transport,
    clock,
    random: () => 0,
    events: {
      up: () => told.push("up"),
      down: (reason) => told.push(`down ${reason}`),
      data: (bytes) => told.push(`data ${bytes.length}`),
    },
  });
  return {
    clock,
    calls,
    settle,
    told,
    connection,
    data: (n: number) => data(new Uint8Array(n)),
    close: (r: Error | null) => closed(r),
  };
}

describe("a connection", () => {
  test("gives up an opening that never ends, within five seconds, and a closing that never ends", async () => {
    const { clock, calls, told, connection } = manual();
    connection.start();
    connection.start(); // Once is enough.
    await clock.advanceAsync(4_100);
    expect(told).toEqual(["down 打开无应答 no answer to opening"]);
    expect(calls).toEqual(["open", "close"]);
    await clock.advanceAsync(3_300);
    expect(calls).toEqual(["open", "close", "open"]);
  });

  test("an opening that ends after it was given up does not count", async () => {
    const { clock, settle, told, connection } = manual();
    connection.start();
    await clock.advanceAsync(4_100);
    settle.open?.resolve();
    await clock.advanceAsync(10);
    expect(connection.isUp).toBe(false);
    expect(told).toHaveLength(1);
  });

  test("stopped while opening stays closed, and what comes in is nobody's", async () => {
    const { clock, calls, settle, told, connection, data, close } = manual();
    await connection.stop();
    connection.start();
    const stopped = connection.stop();
    settle.open?.resolve();
    settle.close?.reject("a closing that fails is still a closing");
    await clock.advanceAsync(60_000);
    await stopped;
    data(3);
    close(null);
    expect(told).toEqual([]);
    expect(calls).toEqual(["open", "close"]);
    await expect(connection.write(Uint8Array.of(1))).rejects.toThrow("not open");
  });

  test.each(["open", "close"] as const)("stopped while a failed %s is dealt with, it opens no more", async (at) => {
    const { clock, calls, settle, told, connection } = manual();
    connection.start();
    if (at === "close") {
      settle.open?.reject(new Error("no such port"));
      await clock.advanceAsync(0);
      expect(told).toEqual(["down no such port"]);
    }
    const closing = settle.close;
    const stopped = connection.stop();
    settle.open?.reject(new Error("too late to matter"));
    closing?.resolve();
    settle.close?.resolve();
    await clock.advanceAsync(60_000);
    await stopped;
    expect(told).toHaveLength(at === "close" ? 1 : 0);
    expect(calls.filter((call) => call === "open")).toHaveLength(1);
  });

  test("stopped while a dropped line is being closed, it opens no more", async () => {
    const { clock, calls, settle, told, connection, close } = manual();
    connection.start();
    settle.open?.resolve();
    await clock.advanceAsync(0);
    close(new Error("pulled"));
    const closing = settle.close;
    const stopped = connection.stop();
    closing?.resolve();
    settle.close?.resolve();
    await clock.advanceAsync(60_000);
    await stopped;
    expect(told).toEqual(["up", "down pulled"]);
    expect(calls.filter((call) => call === "open")).toHaveLength(1);
  });

  test("a failed write drops the line once, with the reason, and refuses the others under way", async () => {
    const { clock, settle, told, connection } = manual();
    connection.start();
    settle.open?.resolve();
    await clock.advanceAsync(0);
    const first = connection.write(Uint8Array.of(1));
    const failFirst = settle.write?.reject;
    const second = connection.write(Uint8Array.of(2));
    failFirst?.("EIO");
    await expect(first).rejects.toThrow("EIO");
    await expect(second).rejects.toThrow("EIO");
    settle.write?.reject(new Error("too late to matter"));
    await clock.advanceAsync(0);
    expect(told).toEqual(["up", "down EIO"]);
    connection.reopen("again"); // Already on its way.
    expect(told).toHaveLength(2);
  });

  test("a line that opens and closes at once is tried ever more slowly, one that lasted is tried at once", async () => {
    const { clock, calls, settle, connection, close } = manual();
    connection.start();
    const drop = async (upMs: number) => {
      settle.open?.resolve();
      await clock.advanceAsync(upMs);
      close(null);
      settle.close?.resolve();
      await clock.advanceAsync(0);
      const from = clock.monotonicMs();
      const count = calls.filter((name) => name === "open").length;
      await clock.until(() => calls.filter((name) => name === "open").length > count);
      return clock.monotonicMs() - from;
    };
    expect([await drop(1), await drop(1), await drop(1), await drop(6_000)]).toEqual([250, 500, 1_000, 250]);
  });
});

test("a line that asks to be looked for more often is, however long it was away", async () => {
  const { clock, calls, settle, connection } = manual(2_000);
  connection.start();
  const fail = async () => {
    const from = clock.monotonicMs();
    const count = calls.filter((name) => name === "open").length;
    settle.open?.reject(new Error("not plugged in"));
    await clock.advanceAsync(0);
    settle.close?.resolve();
    await clock.until(() => calls.filter((name) => name === "open").length > count);
    return clock.monotonicMs() - from;
  };
  const waits: number[] = [];
  for (let i = 0; i < 12; i++) waits.push(await fail());
  expect(waits.slice(0, 4)).toEqual([250, 500, 1_000, 2_000]);
  expect(Math.max(...waits)).toBe(2_000);
});

describe("the echo filter", () => {
  const frame = Uint8Array.of(1, 2, 3, 4);
  const made = () => {
    const clock = new VirtualClock();
    const filter = new EchoFilter(clock);
    filter.sent(frame, 10);
    return { clock, filter };
  };

  test("drops the echo in any chunks, once", () => {
    for (let cut = 0; cut <= 4; cut++) {
      const { filter } = made();
      const left = [...filter.pass(frame.subarray(0, cut)), ...filter.pass(frame.subarray(cut)), ...filter.pass(frame)];
      expect(left).toEqual([1, 2, 3, 4]);
      expect(filter.dropped).toBe(1);
    }
  });

  test("gives back what began like an echo and was none, in any chunks", () => {
    const other = Uint8Array.of(1, 2, 9, 4);
    for (let cut = 0; cut <= 4; cut++) {
      const { filter } = made();
      expect([...filter.pass(other.subarray(0, cut)), ...filter.pass(other.subarray(cut))]).toEqual([1, 2, 9, 4]);
      expect(filter.dropped).toBe(0);
    }
  });

  test("gives back what it held when the time of the echo is over", () => {
    const { clock, filter } = made();
    expect([...filter.pass(Uint8Array.of(1, 2))]).toEqual([]);
    clock.advance(61);
    expect([...filter.pass(Uint8Array.of(3, 4))]).toEqual([1, 2, 3, 4]);
    expect([...filter.flush()]).toEqual([]);
  });
});

test("the wire log words odd meanings, refuses a crowd, and drops an onlooker that throws", () => {
  const log = new WireLog(new VirtualClock());
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  log.add("rx", Uint8Array.of(0xff), cycle);
  log.add("tx", Uint8Array.of(0x01, 0x02), undefined);
  log.subscribe(() => {
    throw new Error("onlooker");
  });
  log.add("tx", Uint8Array.of(3), "said");
  expect(log.frames().map(({ hex, meaning }) => `${hex} ${meaning}`)).toEqual(["ff (not shown)", "0102 ", "03 said"]);
  const leaving = Array.from({ length: 33 }, () => log.subscribe(() => undefined));
  expect(leaving.filter((leave) => leave === null)).toHaveLength(1);
});

describe("trouble is told within five seconds", () => {
  const bus = (model: LedModel<Settings, Frame, Frame>, count: number, baudRate?: number) => {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock, baudRate === undefined ? {} : { baudRate });
    const link = new Link({ id: "bus", transport, clock, random: seededRandom(1), baudRate });
    const dead = new Set<number>();
    peer.receive = (bytes) => {
      const decoded = decodeFrame(bytes);
      if (decoded.kind !== "message" || dead.has(decoded.message.addr)) return;
      const { addr } = decoded.message;
      clock.after(5, () => peer.send(encodeFrame({ kind: "A", addr, data: "x".repeat(18) })));
    };
    const strips = Array.from({ length: count }, (_, at) =>
      createDevice({ id: `s${at + 1}`, model, settings: { addr: at + 1 }, link, clock }),
    );
    link.start();
    return { clock, dead, strips };
  };

  test("whatever the model's own timing", async () => {
    for (const replyMs of [50, 200, 500, 1_000, 1_500, 3_000]) {
      for (const probeEveryMs of [1_000, 3_000, 10_000, 60_000]) {
        const { clock, dead, strips } = bus(ackedStrip({ replyMs, probeEveryMs }), 1);
        await clock.advanceAsync(30_000 + replyMs);
        expect(strips[0]?.status().state).toBe("online");
        dead.add(1);
        const fromMs = clock.monotonicMs();
        await clock.until(() => strips[0]?.status().state === "offline");
        expect(clock.monotonicMs() - fromMs, `${replyMs} ${probeEveryMs}`).toBeLessThanOrEqual(5_000);
      }
    }
  });

  test("on a 9600 baud bus of 32 boards that ask and answer 23 bytes each, 200 unplugged at random", async () => {
    const model = ackedStrip({ replyMs: 500, lateMsMax: 500, gapMs: 20, probeEveryMs: 3_000 });
    const ask = "p".repeat(18);
    const padded: typeof model = {
      ...model,
      probe: ({ addr }) => ({
        ...model.probe({ addr }),
        message: { kind: "P", addr, data: ask },
        reply: (reply) => (reply.addr === addr && reply.kind === "A" ? { ok: true, detail: "" } : null),
      }),
    };
    const { clock, dead, strips } = bus(padded, 32, 9_600);
    const random = seededRandom(11);
    await clock.advanceAsync(20_000);
    let slowestMs = 0;
    for (let trial = 0; trial < 200; trial++) {
      await clock.advanceAsync(random() * 3_000);
      const at = Math.floor(random() * 32);
      dead.add(at + 1);
      const fromMs = clock.monotonicMs();
      await clock.until(() => strips[at]?.status().state === "offline");
      slowestMs = Math.max(slowestMs, clock.monotonicMs() - fromMs);
      expect(strips.filter((strip) => strip.status().state === "offline")).toHaveLength(1);
      dead.clear();
      await clock.until(() => strips[at]?.status().state === "online");
    }
    expect(slowestMs).toBeGreaterThan(1_000);
    expect(slowestMs).toBeLessThanOrEqual(5_000);
  }, 300_000);
});
