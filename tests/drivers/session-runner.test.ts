// The session runner: one conversation over a line that comes and goes, and a session that may fail.
import { describe, expect, test } from "vitest";
import type { DeviceStatus } from "../../drivers/kernel/device-status.ts";
import type { TestedEvent, TestOrder } from "../../drivers/kernel/model.ts";
import type { Session, SessionEffect, SessionInput } from "../../drivers/kernel/session.ts";
import { createSessionDevice, type SessionModelOf } from "../../drivers/kernel/session-runner.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

type Order = TestOrder | { readonly type: "say"; readonly text: string };
type Event = TestedEvent | { readonly type: "noted"; readonly text: string };
type Input = SessionInput<Order>;
type Effect = SessionEffect<Event>;
type Script = (input: Input) => Effect[];

const ascii = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const write = (text: string): Effect => ({ do: "write", bytes: ascii(text), meaning: text });
const note = (text: string): Effect => ({ do: "tell", event: { type: "noted", text } });
const isType = (type: Input["type"]) => (input: Input) => input.type === type;

/** A session made of a script; every input it hears is kept. */
function scripted(script: Script) {
  const heard: Input[] = [];
  let made = 0;
  const session = (): Session<Order, Event> => {
    made += 1;
    return {
      step: (input) => {
        // The runner may wipe bytes behind the step.
        heard.push(input.type === "bytes" ? { ...input, bytes: input.bytes.slice() } : input);
        return script(input);
      },
    };
  };
  const model: SessionModelOf<Order, Event> = { id: "modem/invented", kind: "modem", session };
  return { model, heard, made: () => made, types: () => heard.map(({ type }) => type) };
}

function deviceOn(script: Script, kind: "reader" | "modem" = "modem") {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock);
  const { model, ...session } = scripted(script);
  const errors: object[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (fields: object) => void errors.push(fields) };
  const options = {
    id: "dev",
    model: { ...model, kind },
    settings: {},
    transport,
    clock,
    random: seededRandom(1),
    log,
  };
  const device = createSessionDevice(options);
  const sent: string[] = [];
  peer.receive = (bytes) => void sent.push(Buffer.from(bytes).toString("latin1"));
  const events: Event[] = [];
  device.onEvent((event) => events.push(event));
  const states: string[] = [];
  device.onState((status: DeviceStatus) => states.push(status.state));
  const start = async () => {
    device.start();
    await clock.advanceAsync(10);
  };
  return { clock, peer, device, sent, events, states, errors, start, ...session };
}

const online: Effect = { do: "status", state: "online", detail: "", facts: { firmware: "1.2" } };

describe("a session", () => {
  test("hears when its line opens, what comes in and when its writes have left", async () => {
    const { clock, peer, sent, types, heard, start, device } = deviceOn((input) =>
      input.type === "opened" ? [write("hello")] : input.type === "bytes" ? [online] : [],
    );
    expect(device.status()).toMatchObject({ state: "starting", detail: expect.stringContaining("opening") });
    await start();
    expect(sent).toEqual(["hello"]);
    expect(device.status()).toMatchObject({ state: "starting", detail: expect.stringContaining("first answer") });
    peer.send(ascii("hi"));
    await clock.advanceAsync(1);
    expect(types()).toEqual(["opened", "written", "bytes"]);
    expect(heard[2]).toMatchObject({ bytes: ascii("hi") });
    expect(device.status()).toMatchObject({
      state: "online",
      facts: { firmware: "1.2" },
      lastSeenMs: clock.nowMs() - 1,
    });
  });

  test("has one timer: arming replaces, disarming stops", async () => {
    const { clock, device, types, start } = deviceOn((input) => {
      if (input.type !== "order" || input.order.type !== "say") return [];
      return input.order.text === "stop" ? [{ do: "disarm" }] : [{ do: "arm", ms: Number(input.order.text) }];
    });
    await start();
    device.order({ type: "say", text: "100" });
    device.order({ type: "say", text: "300" });
    await clock.advanceAsync(299);
    expect(types().filter((type) => type === "timer")).toEqual([]);
    await clock.advanceAsync(2);
    expect(types().filter((type) => type === "timer")).toHaveLength(1);
    device.order({ type: "say", text: "50" });
    device.order({ type: "say", text: "stop" });
    await clock.advanceAsync(1_000);
    expect(types().filter((type) => type === "timer")).toHaveLength(1);
  });

  test("keeps its memory over a lost line, and nothing of the old line goes out on the new one", async () => {
    let opened = 0;
    const { clock, peer, device, sent, made, types, start, states } = deviceOn((input) => {
      if (input.type === "opened") opened += 1;
      if (input.type === "opened") return [online, write(`opening ${opened}`)];
      return input.type === "order" ? [write("lost")] : [];
    });
    await start();
    peer.stall(true);
    device.order({ type: "say", text: "x" });
    peer.cut();
    await clock.advanceAsync(100);
    expect(device.status()).toMatchObject({ state: "offline", detail: expect.stringContaining("memory wire was cut") });
    peer.stall(false);
    peer.restore();
    await clock.advanceAsync(20_000);
    expect(sent).toEqual(["opening 1", "opening 2"]);
    expect(made()).toBe(1);
    expect(types().filter((type) => type === "opened" || type === "closed")).toEqual(["opened", "closed", "opened"]);
    expect(states).toEqual(["online", "offline", "online"]);
  });

  test("is disarmed before it hears that the line is gone, and may arm again then", async () => {
    const { clock, peer, types, start } = deviceOn((input) => {
      if (input.type === "opened") return [{ do: "arm", ms: 500 }];
      return input.type === "closed" ? [{ do: "arm", ms: 900 }] : [];
    });
    await start();
    peer.cut();
    await clock.advanceAsync(800);
    expect(types()).toEqual(["opened", "closed"]);
    await clock.advanceAsync(200);
    expect(types()).toEqual(["opened", "closed", "timer"]);
  });

  test("may ask for a new line; what stands beside it in the same step is done as well", async () => {
    const { clock, peer, device, types, events, start } = deviceOn((input) =>
      input.type === "order" ? [{ do: "reopen", reason: "no answer" }, note("in doubt")] : [],
    );
    await start();
    device.order({ type: "say", text: "x" });
    expect(types()).toEqual(["opened", "order", "closed"]);
    expect(events).toEqual([{ type: "noted", text: "in doubt" }]);
    expect(device.status()).toMatchObject({ state: "offline", detail: expect.stringContaining("no answer") });
    await clock.advanceAsync(20_000);
    expect(peer.opened).toBe(2);
  });

  test("hears an order given inside a listener after everything of the step in progress", async () => {
    const steps: string[] = [];
    const { device, sent, clock, start } = deviceOn((input) => {
      if (input.type !== "order" || input.order.type !== "say") return [];
      steps.push(input.order.text);
      return input.order.text === "first" ? [note("told"), write("A"), write("B")] : [write("C")];
    });
    device.onEvent(() => device.order({ type: "say", text: "second" }));
    await start();
    device.order({ type: "say", text: "first" });
    await clock.advanceAsync(10);
    expect(sent).toEqual(["A", "B", "C"]);
    expect(steps).toEqual(["first", "second"]);
  });

  test("gets an order while the line is down too, because it decides what becomes of it", () => {
    const { device, types } = deviceOn(() => []);
    expect(device.order({ type: "say", text: "x" })).toBe(true);
    expect(types()).toEqual(["order"]);
  });
});

describe("a session that throws", () => {
  const secret = "card of WANG";
  const throwsOnSay: Script = (input) => {
    if (input.type === "order" && input.order.type === "say") throw new TypeError(secret);
    return input.type === "bytes" ? [online] : [];
  };

  test("is replaced, its device is faulted and its line opened anew; others hear of it", async () => {
    const { clock, peer, device, made, start, errors } = deviceOn(throwsOnSay);
    const restarts: string[] = [];
    device.onRestart((reason) => restarts.push(reason));
    await start();
    expect(() => device.order({ type: "say", text: "x" })).not.toThrow();
    expect(device.status()).toMatchObject({ state: "faulted", counters: { restarts: 1 } });
    expect(made()).toBe(2);
    expect(restarts).toHaveLength(1);
    expect(errors).toHaveLength(1);
    await clock.advanceAsync(1_000);
    expect(peer.opened).toBe(2);
    expect(device.status().state).toBe("faulted");
    peer.send(ascii("hi"));
    await clock.advanceAsync(1);
    expect(device.status().state).toBe("online");
  });

  test("leaves no word of its error's message behind: it may quote a card", async () => {
    const { device, start, errors } = deviceOn(throwsOnSay);
    await start();
    device.order({ type: "say", text: "x" });
    const everything = JSON.stringify([errors, device.status(), device.wireLog.frames()]);
    expect(everything).not.toContain("WANG");
    expect(everything).toContain("TypeError");
  });

  test("at every opening says so once in the log, and tries for ever", async () => {
    const { clock, device, errors, made, start } = deviceOn((input) => {
      if (input.type === "opened") throw new Error("always");
      return [];
    });
    await start();
    await clock.advanceAsync(120_000);
    expect(made()).toBeGreaterThan(5);
    expect(errors).toHaveLength(1);
    expect(device.status().counters.restarts).toBe(made() - 1);
  });

  test("in its making leaves a faulted device", async () => {
    const clock = new VirtualClock();
    const { transport } = memoryPair(clock);
    const session = () => {
      throw new Error("no such mode");
    };
    const model: SessionModelOf<Order, Event> = { id: "modem/broken", kind: "modem", session };
    const device = createSessionDevice({ id: "d", model, settings: {}, transport, clock, random: () => 0 });
    device.start();
    await clock.advanceAsync(100);
    expect(device.status().state).toBe("faulted");
    await device.close();
  });

  test("a listener that throws disturbs nobody", async () => {
    const { device, start, events, errors } = deviceOn((input) => (input.type === "order" ? [note("a")] : []));
    await start();
    device.onEvent(() => {
      throw new Error("onlooker");
    });
    expect(device.order({ type: "say", text: "x" })).toBe(true);
    expect(errors).toHaveLength(1);
    expect(events).toEqual([]);
    expect(device.status().state).toBe("starting");
  });
});

describe("the wire log", () => {
  test("keeps what the session says of its messages, and no raw byte", async () => {
    const { clock, peer, device, start } = deviceOn((input) => {
      if (input.type === "opened") {
        return [{ do: "write", bytes: ascii("PIN 1234"), logged: ascii("PIN ****"), meaning: "PIN" }];
      }
      if (input.type !== "bytes") return [];
      return [
        { do: "heard", bytes: ascii("ok"), meaning: "accepted" },
        { do: "garbage", bytes: new Uint8Array(3), why: "noise" },
      ];
    });
    await start();
    await clock.advanceAsync(20);
    peer.send(ascii("secret"));
    await clock.advanceAsync(1);
    const frames = device.wireLog.frames().map(({ direction, hex, meaning }) => [direction, hex, meaning]);
    expect(frames).toEqual([
      ["tx", Buffer.from("PIN ****").toString("hex"), "PIN"],
      ["rx", Buffer.from("ok").toString("hex"), "accepted"],
      ["rx", "000000", "garbage: noise"],
    ]);
    expect(device.status().counters).toMatchObject({ framesIn: 1, framesOut: 1, garbage: 3 });
    expect(device.status().roundTripMs).toBeGreaterThan(0);
  });

  test("bytes of a card reader are overwritten behind the step, those of a modem are left alone", async () => {
    for (const [kind, left] of [
      ["reader", "\0\0\0\0"],
      ["modem", "card"],
    ] as const) {
      const kept: Uint8Array[] = [];
      const { clock, peer, start } = deviceOn((input) => {
        if (input.type === "bytes") kept.push(input.bytes);
        return [];
      }, kind);
      await start();
      peer.send(ascii("card"));
      await clock.advanceAsync(1);
      expect(kept.map((bytes) => Buffer.from(bytes).toString("latin1"))).toEqual([left]);
    }
  });

  test("a session that writes without end loses its line, not the memory", async () => {
    const many = Array.from({ length: 1_000 }, () => write("x".repeat(100)));
    const { device, types, start } = deviceOn((input) => (input.type === "order" ? many : []));
    await start();
    device.order({ type: "say", text: "x" });
    expect(types()).toEqual(["opened", "order", "closed"]);
    expect(device.status()).toMatchObject({ state: "offline" });
  });
});

describe("a test", () => {
  const answers: Script = (input) => {
    if (!isType("order")(input) || input.type !== "order" || input.order.type !== "test") return [];
    return [{ do: "tell", event: { type: "tested", id: input.order.id, ok: true, detail: "正常 ok" } }];
  };

  test("ends with the session's answer, which is no event for others", async () => {
    const { device, events, start } = deviceOn(answers);
    await start();
    expect(await device.test()).toEqual({ ok: true, detail: "正常 ok" });
    expect(events).toEqual([]);
  });

  test("ends after 10 s without one", async () => {
    const { clock, device, start } = deviceOn(() => []);
    await start();
    const result = device.test();
    await clock.advanceAsync(10_000);
    expect(await result).toMatchObject({ ok: false, detail: expect.stringContaining("10 s") });
  });

  test("on a line that is down says why at once, and so does one cut short by the end", async () => {
    const { clock, peer, device, start } = deviceOn(() => []);
    await start();
    peer.cut();
    await clock.advanceAsync(1);
    expect(await device.test()).toMatchObject({ ok: false, detail: expect.stringContaining("cut") });
    peer.restore();
    await clock.advanceAsync(20_000);
    const result = device.test();
    await device.close();
    expect(await result).toMatchObject({ ok: false });
  });
});

describe("closing", () => {
  test("tells the session first, hands on what it says of its orders, and takes no more", async () => {
    const { clock, device, events, types, start } = deviceOn((input) =>
      input.type === "closed" ? [note("unconfirmed")] : [],
    );
    await start();
    await device.close();
    expect(types()).toEqual(["opened", "closed"]);
    expect(events).toEqual([{ type: "noted", text: "unconfirmed" }]);
    expect(device.order({ type: "say", text: "x" })).toBe(false);
    expect(device.status()).toMatchObject({ state: "offline", detail: expect.stringContaining("stopped") });
    await clock.advanceAsync(60_000);
    expect(types()).toEqual(["opened", "closed"]);
    expect(clock.pending).toBe(0);
  });
});
