// Double and long presses, bouncing contacts and stuck keys: the pure reader, the runner, and a keypad on its wire.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDevice, type Done } from "../../drivers/kernel/device.ts";
import {
  type Gesture,
  type GestureInput,
  type GestureRules,
  type GestureState,
  type GestureTimes,
  joinMs,
  readGesture,
} from "../../drivers/kernel/gesture-reader.ts";
import { KeyTrains } from "../../drivers/kernel/key-train.ts";
import { Link } from "../../drivers/kernel/link.ts";
import type { KeypadAction, KeypadModel } from "../../drivers/kernel/model.ts";
import { type Ff68KeypadSettings, keypadFf68 } from "../../drivers/keypads/ff68.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { Ff68KeypadSim } from "../../simulators/keypads/ff68.ts";
import { encodeFrame, type Frame, keypad } from "../helpers/invented-models.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";
import { deviceBus, stateOf } from "./device-bus.ts";

const SEEDED = { seed: 20310304, numRuns: 300 } as const;
const TIMES: GestureTimes = { bounceMs: 120, doubleMs: 600, longMs: 1200, heldEveryMs: 200, releases: false };
const ALL = { double: true, long: true };

/** Everything that was told for these inputs, time running on to the end of all doubt. */
function toldFor(inputs: readonly GestureInput[], times: GestureTimes): { key: string; gesture: Gesture }[] {
  const told: { key: string; gesture: Gesture }[] = [];
  let state: GestureState = null;
  let wakeAtMs: number | null = null;
  const give = (input: GestureInput) => {
    const step = readGesture(state, input, times);
    state = step.state;
    wakeAtMs = step.wakeAtMs;
    told.push(...step.told);
  };
  for (const input of inputs) {
    while (wakeAtMs !== null && wakeAtMs < input.atMs) give({ type: "time", atMs: wakeAtMs });
    give(input);
  }
  for (let round = 0; wakeAtMs !== null && round < 10; round++) give({ type: "time", atMs: wakeAtMs });
  return told;
}

const intended = fc.record({
  key: fc.constantFrom("a", "b"),
  gesture: fc.constantFrom<Gesture>("short", "double", "long"),
  bounces: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
  pauseMs: fc.integer({ min: 0, max: 3000 }),
  between: fc.integer({ min: 1, max: 290 }),
});

/** What a hand does, as frames: each press bounces, a held key repeats its frame. */
function framesOf(
  plan: readonly (typeof intended extends fc.Arbitrary<infer T> ? T : never)[],
  times: GestureTimes,
): GestureInput[] {
  const inputs: GestureInput[] = [];
  let atMs = 0;
  for (const { key, gesture, bounces, pauseMs, between } of plan) {
    const press = (heldMs: number) => {
      const down = () => inputs.push({ type: "down", key, means: ALL, atMs });
      down();
      for (const gap of bounces) {
        atMs += gap;
        down();
      }
      const untilMs = atMs + heldMs;
      while (!times.releases && atMs < untilMs) {
        atMs += times.heldEveryMs ?? heldMs;
        down();
      }
      atMs = Math.max(atMs, untilMs);
      if (times.releases) inputs.push({ type: "up", atMs });
    };
    press(gesture === "long" ? times.longMs + 1 : 0);
    if (gesture === "double") {
      atMs += joinMs(times) + between;
      press(0);
    }
    atMs += times.doubleMs + joinMs(times) + 1 + pauseMs;
  }
  return inputs;
}

describe("the reader of gestures", () => {
  test.each([
    ["a keypad whose held keys repeat", TIMES],
    ["a keypad that tells of released keys", { ...TIMES, heldEveryMs: null, releases: true }],
  ])("reads what the hand meant, however contacts bounce: %s", (_name, times) => {
    fc.assert(
      fc.property(fc.array(intended, { maxLength: 8 }), (plan) => {
        const meant = plan.map(({ key, gesture }) => ({ key, gesture }));
        expect(toldFor(framesOf(plan, times), times)).toEqual(meant);
      }),
      SEEDED,
    );
  });

  test("never tells more than was pressed, nor what a key does not mean, whoever looks meanwhile", () => {
    const frame = fc.record({
      kind: fc.constantFrom("down", "down", "up", "time"),
      key: fc.constantFrom("a", "b"),
      gapMs: fc.integer({ min: 0, max: 900 }),
      means: fc.record({ double: fc.boolean(), long: fc.boolean() }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 40 }), fc.boolean(), (frames, releases) => {
        const means = { a: frames[0]?.means ?? ALL, b: frames[1]?.means ?? ALL };
        let atMs = 0;
        const inputs = frames.map(({ kind, key, gapMs }): GestureInput => {
          atMs += gapMs;
          if (kind === "down") return { type: "down", key, means: means[key], atMs };
          return { type: kind === "up" ? "up" : "time", atMs };
        });
        const times = { ...TIMES, releases };
        const told = toldFor(inputs, times);
        expect(told.length).toBeLessThanOrEqual(inputs.filter(({ type }) => type === "down").length);
        for (const { key, gesture } of told) {
          if (gesture !== "short") expect(means[key as "a" | "b"][gesture]).toBe(true);
        }
        const unwatched = inputs.filter(({ type }) => type !== "time");
        expect(toldFor(unwatched, times)).toEqual(told);
      }),
      SEEDED,
    );
  });

  test("tells a key that can mean one thing only at once", () => {
    const plain = { double: false, long: false };
    const step = readGesture(null, { type: "down", key: "a", means: plain, atMs: 5 }, TIMES);
    expect(step.told).toEqual([{ key: "a", gesture: "short" }]);
    expect(step.wakeAtMs).toBeNull();
  });
});

describe("trains of one key", () => {
  const run = (gaps: readonly number[]) => {
    const trains = new KeyTrains(10_000);
    let atMs = 0;
    return [0, ...gaps].map((gap) => {
      atMs += gap;
      return trains.frame("a", atMs);
    });
  };

  test("an even row is a machine: three presses of it count; a person's presses all do", () => {
    expect(run([500, 500, 500, 510, 490]).map(({ isRepeat }) => isRepeat)).toEqual([
      ...[false, false, false],
      ...[true, true, true],
    ]);
    expect(run([700, 450, 900, 520, 640]).some(({ isRepeat }) => isRepeat)).toBe(false);
    expect(run(new Array(30).fill(1_500)).some(({ isRepeat }) => isRepeat)).toBe(false);
  });

  test("a key that does not stop for ten seconds is stuck, in whatever rhythm, and so is a chattering one", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20, max: 900 }), { minLength: 800, maxLength: 800 }), (gaps) => {
        let atMs = 0;
        for (const [index, verdict] of run(gaps).entries()) {
          expect(verdict.isStuck).toBe(atMs >= 10_000);
          atMs += gaps[index] ?? 0;
        }
      }),
      { ...SEEDED, numRuns: 20 },
    );
  });
});

const RULES: GestureRules = {
  ...TIMES,
  others: new Map([["call-next", { double: { action: "recall" }, long: { action: "pause" } }]]),
};
const gestureKeypad: KeypadModel<{ addr: number }, Frame, Frame> = { ...keypad, gestures: () => RULES };
const PRESS = encodeFrame({ kind: "K", addr: 1, data: "next" });

async function onBus(model: typeof gestureKeypad) {
  const made = deviceBus();
  const device = made.join(model, 1);
  const presses: { press: KeypadAction; done: Done }[] = [];
  const states: string[] = [];
  device.onPress((press, done) => presses.push({ press, done }));
  device.onState(({ state }) => states.push(state));
  made.link.start();
  await made.clock.advanceAsync(10);
  const actions = () => presses.map(({ press }) => press.action);
  const said = () => made.sent.map(({ kind, data }) => kind + data);
  return { ...made, device, presses, states, actions, said };
}

describe("a keypad with gestures", () => {
  test("hears its acknowledgement at once, and the press is told when no second one can follow", async () => {
    const { clock, peer, actions, said, presses } = await onBus(gestureKeypad);
    peer.send(PRESS);
    await clock.advanceAsync(50);
    expect([actions(), said()]).toEqual([[], ["Knext"]]);
    await clock.advanceAsync(900);
    expect(actions()).toEqual(["call-next"]);
    presses[0]?.done("ok");
    await clock.advanceAsync(50);
    expect(said()).toEqual(["Knext", "Bok"]);
  });

  test("pressed twice it means the other thing, and beeps before it is decided", async () => {
    const { clock, peer, actions, said, presses } = await onBus(gestureKeypad);
    peer.send(PRESS);
    await clock.advanceAsync(400);
    peer.send(PRESS);
    await clock.advanceAsync(60);
    expect(actions()).toEqual(["recall"]);
    expect(said().at(-1)).toBe("Bbeep");
    presses[0]?.done("refused");
    await clock.advanceAsync(2_000);
    expect(said().at(-1)).toBe("Brefused");
    expect(actions()).toEqual(["recall"]);
  });

  test("held it means the third thing, once, for as long as it is held", async () => {
    const { clock, peer, actions } = await onBus(gestureKeypad);
    for (let frames = 0; frames < 20; frames++) {
      peer.send(PRESS);
      await clock.advanceAsync(200);
    }
    await clock.advanceAsync(2_000);
    expect(actions()).toEqual(["pause"]);
  });

  test("a device that asks again before its acknowledgement could leave has pressed once", async () => {
    const { clock, peer, actions } = await onBus(gestureKeypad);
    peer.stall(true);
    peer.send(PRESS);
    await clock.advanceAsync(300);
    peer.send(PRESS);
    await clock.advanceAsync(10);
    peer.stall(false);
    await clock.advanceAsync(2_000);
    expect(actions()).toEqual(["call-next"]);
  });

  test("another key ends the doubt: both are told, in their order", async () => {
    const { clock, peer, actions } = await onBus(gestureKeypad);
    peer.send(PRESS);
    await clock.advanceAsync(150);
    peer.send(encodeFrame({ kind: "K", addr: 1, data: "7" }));
    await clock.advanceAsync(2_000);
    expect(actions()).toEqual(["call-next", "none"]);
  });
});

describe("a stuck key", () => {
  test.each([150, 450, 700, 950])(
    "sent every %i ms is at most three presses, one fault, and free again",
    async (gap) => {
      const { clock, peer, device, presses, states } = await onBus(keypad);
      let answered = 0;
      for (let atMs = 0; atMs < 30_000; atMs += gap) {
        peer.send(PRESS);
        await clock.advanceAsync(gap);
        while (answered < presses.length) presses[answered++]?.done("ok");
      }
      expect(presses.length).toBeLessThanOrEqual(3);
      expect(device.status()).toMatchObject({ state: "faulted" });
      expect(device.status().detail).toContain("call-next");
      expect(states.filter((state) => state === "faulted")).toHaveLength(1);
      const before = presses.length;
      await clock.advanceAsync(2_500);
      expect(stateOf(device)).toBe("online");
      peer.send(PRESS);
      await clock.advanceAsync(50);
      expect(presses).toHaveLength(before + 1);
    },
  );

  test("leaves the other keys of its keypad alone", async () => {
    const { clock, peer, actions, presses } = await onBus(keypad);
    for (let frames = 0; frames < 60; frames++) {
      peer.send(PRESS);
      if (frames === 50) peer.send(encodeFrame({ kind: "K", addr: 1, data: "7" }));
      await clock.advanceAsync(300);
      for (const { done } of presses) done("ok");
    }
    expect(actions().filter((action) => action === "none")).toHaveLength(1);
  });

  test("a hall that is slow to answer is no stuck key: the device asks again, and rightly so", async () => {
    const { clock, peer, device, presses } = await onBus(keypad);
    for (let frames = 0; frames < 30; frames++) {
      peer.send(PRESS);
      await clock.advanceAsync(300);
    }
    expect(stateOf(device)).toBe("online");
    expect(presses.length).toBe(1);
  });
});

describe("FF 68 on its wire", () => {
  async function wired(own: Partial<Ff68KeypadSettings>) {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock, { baudRate: 9600 });
    const link = new Link({ id: "bus", transport, clock, random: seededRandom(1), baudRate: 9600 });
    const simClock = {
      now: () => clock.monotonicMs(),
      after: (ms: number, run: () => void) => {
        const timer = clock.after(ms, run);
        return () => timer.cancel();
      },
    };
    const sim = new Ff68KeypadSim({ address: 1 }, { clock: simClock });
    sim.onSend((bytes) => peer.send(bytes));
    peer.receive = (bytes) => sim.receive(bytes);
    const settings: Ff68KeypadSettings = { address: 1, variant: "jackqchen", ...own };
    const device = createDevice({ id: "keypad-1", model: keypadFf68, settings, link, clock });
    const actions: string[] = [];
    device.onPress(({ action }, done) => {
      actions.push(action);
      done("ok");
    });
    link.start();
    await clock.advanceAsync(500);
    return { clock, sim, device, actions };
  }
  const gestures = {
    ...{ bounceMs: 120, doubleMs: 600, longMs: 1200, heldEveryMs: 260 },
    keys: { "call-next": { double: "recall", long: "missed" } },
  } as const;

  test("one call key calls, recalls and says that nobody came; the keypad itself echoes it", async () => {
    const { clock, sim, actions } = await wired({ gestures });
    sim.press({ key: "call" });
    await clock.advanceAsync(2_000);
    expect(actions).toEqual(["call-next"]);
    sim.press({ key: "call" });
    await clock.advanceAsync(480);
    sim.press({ key: "call" });
    await clock.advanceAsync(500);
    expect(actions).toEqual(["call-next", "recall"]);
    expect([sim.view().beeps, sim.display.includes("成功")]).toEqual([1, true]);
    await clock.advanceAsync(3_000);
    sim.setFault("stuck-key");
    sim.press({ key: "call" });
    await clock.advanceAsync(1_700);
    sim.setFault("none");
    await clock.advanceAsync(3_000);
    expect(actions).toEqual(["call-next", "recall", "missed"]);
    expect(sim.view().beeps).toBe(2);
  });

  test("a key stuck for a minute is one press and one fault", async () => {
    const { clock, sim, device, actions } = await wired({});
    sim.setFault("stuck-key");
    sim.press({ key: "call" });
    await clock.advanceAsync(60_000);
    expect(actions).toEqual(["call-next"]);
    expect(stateOf(device)).toBe("faulted");
    sim.setFault("none");
    await clock.advanceAsync(3_000);
    expect(stateOf(device)).toBe("online");
  });

  test("a map that means two things at once, or can never be pressed, is refused", () => {
    const check = (own: Partial<Ff68KeypadSettings>) =>
      keypadFf68.check?.({ address: 1, variant: "jackqchen", ...own }) ?? [];
    const { heldEveryMs: _held, ...unheld } = gestures;
    expect(check({ gestures })).toEqual([]);
    expect(check({ gestures, missedWithinSeconds: 10 }).join()).toContain("missedWithinSeconds");
    expect(check({ gestures: unheld }).join()).toContain("heldEveryMs");
    expect(check({ gestures: unheld, keys: { "8C": "released" } })).toEqual([]);
    expect(check({ gestures: { ...gestures, keys: { undo: { double: "recall" } } } }).join()).toContain("undo");
    expect(check({ gestures: { ...gestures, keys: { recall: { double: "sign-in" } } } }).join()).toContain("sign-in");
    expect(check({ gestures: { ...gestures, doubleMs: 300 } }).join()).toContain("doubleMs");
  });
});
