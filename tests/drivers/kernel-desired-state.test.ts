// Desired state by itself: what is sent when, and what an answer to an older sending may no longer say.
import { describe, expect, test } from "vitest";
import { DesiredState } from "../../drivers/kernel/desired-state.ts";
import type { Order, Priority, Settled } from "../../drivers/kernel/link-member.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

const result = (outcome: Settled["outcome"]): Settled => ({ outcome, detail: "", unanswered: 0 });

function setUp(refreshMs?: number) {
  const clock = new VirtualClock();
  const orders: Order[] = [];
  const told: Settled[] = [];
  const dropped: string[] = [];
  let mayTalk = true;
  const state = new DesiredState({
    clock,
    slot: "show",
    mayTalk: () => mayTalk,
    submit: (order) => orders.push(order),
    drop: (slot) => dropped.push(slot),
    guard: (_where, call) => call(),
    settled: (settled) => told.push(settled),
    ...(refreshMs === undefined ? {} : { refreshMs }),
  });
  const mute = (key: string) => state.set({ key, priority: 1, plan: () => [{ message: key, reply: null }] });
  const want = (key: string, priority: Priority = 1) => state.set({ key, priority, plan: () => [] });
  const settle = (at: number, outcome: Settled["outcome"]) => orders[at]?.settled(result(outcome));
  const beSilent = (silent: boolean) => {
    mayTalk = !silent;
  };
  return { clock, orders, told, dropped, state, want, mute, settle, beSilent };
}

describe("after the device was lost", () => {
  test("an answer to what it was told before settles nothing: the same show goes out again", () => {
    const { orders, told, state, want, settle } = setUp();
    want("A001");
    state.lose();
    settle(0, "ok");
    expect(told).toHaveLength(1);
    want("A001");
    expect(orders).toHaveLength(2);
    settle(1, "ok");
    want("A001");
    expect(orders).toHaveLength(2);
  });

  test("what it had confirmed is shown again when it is back", () => {
    const { orders, state, want, settle } = setUp();
    want("A001");
    settle(0, "ok");
    state.lose();
    state.resync();
    expect(orders).toHaveLength(2);
  });

  test("a refusal of what it was told before starts no retry of its own", () => {
    const { clock, orders, state, want, settle } = setUp();
    want("A001");
    state.lose();
    settle(0, "nak");
    expect([orders.length, clock.pending]).toEqual([1, 0]);
    state.resync();
    expect(orders).toHaveLength(2);
  });

  test("a wish made meanwhile waits for its return", () => {
    const { orders, state, want, beSilent } = setUp();
    beSilent(true);
    want("A001");
    expect(orders).toEqual([]);
    beSilent(false);
    state.resync();
    expect(orders).toHaveLength(1);
  });
});

describe("a resync", () => {
  test.each([
    [1, 2],
    [2, 2],
    [3, 3],
  ] as const)("sends a wish of priority %i with priority %i: calls made meanwhile go before", (wished, sent) => {
    const { orders, state, want, settle } = setUp();
    want("A001", wished);
    settle(0, "ok");
    state.resync();
    expect(orders.map(({ priority }) => priority)).toEqual([wished, sent]);
  });

  test("of nothing sends nothing", () => {
    const { orders, state } = setUp();
    state.resync();
    expect(orders).toEqual([]);
    expect(state.ask(() => undefined)).toBe(false);
  });
});

describe("a refused wish", () => {
  test("is tried again ever more rarely, with its own priority, and no more once it is taken", async () => {
    const { clock, orders, state, want, settle } = setUp();
    want("A001");
    settle(0, "ok");
    state.resync();
    const sentAtMs: number[] = [];
    for (let round = 1; round <= 8; round++) {
      settle(round, "nak");
      await clock.until(() => orders.length === round + 2);
      sentAtMs.push(clock.monotonicMs());
    }
    const delays = sentAtMs.map((ms, at) => ms - (sentAtMs[at - 1] ?? 0));
    expect(delays).toEqual([300, 600, 1_200, 2_400, 4_800, 9_600, 10_000, 10_000]);
    expect(orders.slice(2).every(({ priority }) => priority === 1)).toBe(true);
    settle(9, "ok");
    await clock.advanceAsync(60_000);
    expect(orders).toHaveLength(10);
  });

  test("that is withdrawn or replaced is not tried again", async () => {
    const { clock, orders, dropped, state, want, settle } = setUp();
    want("A001");
    settle(0, "nak");
    want("A002");
    settle(1, "nak");
    state.set(null);
    await clock.advanceAsync(60_000);
    expect([orders.length, dropped, state.want]).toEqual([2, ["show"], null]);
  });
});

describe("a device that never answers", () => {
  test("is told again every so often, behind everything else, because it may have lost its power unseen", async () => {
    const { clock, orders, mute, settle } = setUp(30_000);
    mute("A001");
    settle(0, "ok");
    await clock.advance(29_999);
    expect(orders).toHaveLength(1);
    await clock.advance(1);
    expect(orders.map(({ priority }) => priority)).toEqual([1, 3]);
    settle(1, "ok");
    await clock.advance(30_000);
    expect(orders).toHaveLength(3);
  });

  test("is told the newest wish, and an older one no more", async () => {
    const { clock, orders, mute, settle } = setUp(30_000);
    mute("A001");
    settle(0, "ok");
    mute("A002");
    settle(1, "ok");
    await clock.advance(60_000);
    expect(orders.slice(2).map(({ exchanges }) => exchanges[0]?.message)).toEqual(["A002"]);
  });

  test("one that answers is not: its answer says that it shows it", async () => {
    const { clock, orders, state, settle } = setUp(30_000);
    const reply = () => ({ ok: true, detail: "" });
    state.set({ key: "A001", priority: 1, plan: () => [{ message: "A001", reply }] });
    settle(0, "ok");
    await clock.advance(90_000);
    expect(orders).toHaveLength(1);
  });
});
