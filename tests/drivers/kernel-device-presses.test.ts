// The device runner: presses of keypads and pads are told once and acknowledged when they are kept.
import { describe, expect, test } from "vitest";
import type { Done } from "../../drivers/kernel/device.ts";
import { ackedStrip, encodeFrame, type Frame, keypad, pad } from "../helpers/invented-models.ts";
import { deviceBus, stateOf } from "./device-bus.ts";

describe("a keypad", () => {
  const press = encodeFrame({ kind: "K", addr: 1, data: "next" });
  async function withKeypad() {
    const made = deviceBus();
    const device = made.join(keypad, 1);
    const presses: { press: unknown; done: Done }[] = [];
    device.onPress((what, done) => presses.push({ press: what, done }));
    made.link.start();
    await made.clock.advanceAsync(10);
    return { ...made, device, presses };
  }

  test("hears its acknowledgement only after the press is kept, then the feedback", async () => {
    const { clock, peer, sent, presses } = await withKeypad();
    peer.send(press);
    await clock.advanceAsync(100);
    expect(presses.map((each) => each.press)).toEqual([{ action: "call-next" }]);
    expect(sent).toEqual([]);
    presses[0]?.done("ok");
    await clock.advanceAsync(50);
    expect(sent.map(({ kind, data }) => kind + data)).toEqual(["Knext", "Bok"]);
  });

  test("a refused press is acknowledged too, and told", async () => {
    const { clock, peer, sent, presses } = await withKeypad();
    peer.send(press);
    await clock.advanceAsync(1);
    presses[0]?.done("refused");
    presses[0]?.done("ok"); // Too late: it is settled once.
    await clock.advanceAsync(50);
    expect(sent.map(({ kind, data }) => kind + data)).toEqual(["Knext", "Brefused"]);
  });

  test("repeats while it is pending and within 400 ms after are one press, acknowledged again", async () => {
    const { clock, peer, sent, presses, device } = await withKeypad();
    peer.send(press);
    await clock.advanceAsync(150);
    peer.send(press);
    await clock.advanceAsync(10);
    expect(sent).toEqual([]);
    presses[0]?.done("ok");
    await clock.advanceAsync(350);
    peer.send(press);
    await clock.advanceAsync(50);
    expect(presses).toHaveLength(1);
    expect(sent.filter(({ kind }) => kind === "K")).toHaveLength(2);
    expect(device.status().counters.duplicates).toBe(2);
    await clock.advanceAsync(450);
    peer.send(press);
    await clock.advanceAsync(10);
    expect(presses).toHaveLength(2);
  });

  test("a line that is slow to take the acknowledgement does not make two presses of one", async () => {
    const { clock, peer, sent, presses } = await withKeypad();
    peer.stall(true);
    peer.send(press);
    await clock.advanceAsync(1);
    presses[0]?.done("ok");
    await clock.advanceAsync(900);
    peer.send(press);
    await clock.advanceAsync(50);
    expect(presses).toHaveLength(1);
    peer.stall(false);
    await clock.advanceAsync(50);
    expect(sent.some(({ kind }) => kind === "K")).toBe(true);
  });

  test("another key meanwhile is another press", async () => {
    const { clock, peer, presses } = await withKeypad();
    peer.send(press);
    peer.send(encodeFrame({ kind: "K", addr: 1, data: "7" }));
    await clock.advanceAsync(10);
    expect(presses.map((each) => each.press)).toEqual([{ action: "call-next" }, { action: "none", code: "7" }]);
  });

  test("a press that nobody settles is not acknowledged, and after ten seconds its repeat counts", async () => {
    const { clock, peer, sent, presses } = await withKeypad();
    peer.send(press);
    await clock.advanceAsync(10_100);
    peer.send(press);
    await clock.advanceAsync(10);
    expect(presses).toHaveLength(2);
    expect(sent).toEqual([]);
    presses[0]?.done("ok"); // The old one has no say any more.
    await clock.advanceAsync(10);
    expect(sent).toEqual([]);
  });

  test("the line drops before the acknowledgement: the repeat on the new line is the same press", async () => {
    const { clock, peer, sent, presses } = await withKeypad();
    peer.send(press);
    await clock.advanceAsync(10);
    peer.cut();
    await clock.advanceAsync(10);
    presses[0]?.done("ok");
    peer.restore();
    await clock.advanceAsync(1_500);
    peer.send(press);
    await clock.advanceAsync(50);
    expect(presses).toHaveLength(1);
    expect(sent.map(({ kind }) => kind)).toEqual(["K"]);
  });

  test("presses come through while another device's answer is awaited", async () => {
    const { clock, peer, dead, join, presses } = await withKeypad();
    dead.add(2);
    join(ackedStrip(), 2);
    await clock.advanceAsync(20);
    peer.send(press);
    await clock.advanceAsync(1);
    expect(presses).toHaveLength(1);
  });

  test("without a listener nothing is acknowledged, and a listener that throws faults the keypad", async () => {
    const { clock, link, peer, sent, join } = deviceBus();
    const device = join(keypad, 1);
    link.start();
    await clock.advanceAsync(10);
    peer.send(press);
    await clock.advanceAsync(500);
    expect(sent).toEqual([]);
    device.onPress(() => {
      throw new Error("hall");
    });
    peer.send(press);
    await clock.advanceAsync(500);
    expect(sent).toEqual([]);
    expect(stateOf(device)).toBe("faulted");
  });

  test("whose acknowledgement or feedback cannot be made says so, and its presses count all the same", async () => {
    const boom = (): never => {
      throw new Error("no such code");
    };
    for (const broken of [{ ack: boom }, { feedback: boom }]) {
      const { clock, link, peer, sent, join } = deviceBus();
      const device = join({ ...keypad, ...broken }, 1);
      let presses = 0;
      const details: string[] = [];
      device.onState(({ detail }) => details.push(detail));
      device.onPress((_what, done) => {
        presses += 1;
        done("ok");
      });
      link.start();
      await clock.advanceAsync(10);
      peer.send(press);
      await clock.advanceAsync(50);
      expect(presses).toBe(1);
      expect(details.join()).toContain("no such code");
      expect(sent.map(({ kind }) => kind)).toEqual("ack" in broken ? ["B"] : ["K"]);
    }
  });

  test("that wants no acknowledgement gets none, only the feedback", async () => {
    const { clock, link, peer, sent, join } = deviceBus();
    const device = join({ ...keypad, ack: () => null }, 1);
    device.onPress((_what, done) => done("ok"));
    link.start();
    await clock.advanceAsync(10);
    peer.send(press);
    await clock.advanceAsync(50);
    expect(sent.map(({ kind }) => kind)).toEqual(["B"]);
  });

  test("with many presses unsettled takes no more until one is; the device says the others again", async () => {
    const { clock, peer, presses } = await withKeypad();
    const key = (n: number) => encodeFrame({ kind: "K", addr: 1, data: String(n) });
    for (let n = 1; n <= 20; n++) peer.send(key(n));
    await clock.advanceAsync(10);
    expect(presses).toHaveLength(16);
    for (const { done } of presses) done("ok");
    await clock.advanceAsync(500);
    peer.send(key(17));
    await clock.advanceAsync(10);
    expect(presses.at(-1)?.press).toEqual({ action: "none", code: "17" });
  });

  test("shows ticket and queue, and is seen when it talks", async () => {
    const { clock, peer, sent, device } = await withKeypad();
    expect(device.status()).toMatchObject({ state: "online", lastSeenMs: null });
    device.show({ ticket: "A001", waiting: 4 });
    await clock.advanceAsync(20);
    expect(sent.map(({ data }) => data)).toEqual(["A001/4"]);
    peer.send(press);
    await clock.advanceAsync(1);
    expect(device.status().lastSeenMs).toBe(clock.nowMs() - 1);
  });
});

describe("a pad", () => {
  test("is invited when armed, anew for another case and after an outage, and not when disarmed", async () => {
    const { clock, link, peer, sent, join } = deviceBus();
    const device = join(pad, 9);
    const invitations = () => sent.filter(({ kind }) => kind === "I").length;
    link.start();
    await clock.advanceAsync(10);
    expect(invitations()).toBe(0);
    device.arm("case-1");
    device.arm("case-1");
    await clock.advanceAsync(50);
    expect(invitations()).toBe(1);
    device.arm("case-2");
    await clock.advanceAsync(50);
    expect(invitations()).toBe(2);
    peer.cut();
    await clock.advanceAsync(10);
    peer.restore();
    await clock.advanceAsync(1_000);
    expect(invitations()).toBe(3);
    device.arm(null);
    peer.cut();
    await clock.advanceAsync(10);
    peer.restore();
    await clock.advanceAsync(1_000);
    expect(invitations()).toBe(3);
    device.arm("case-2");
    await clock.advanceAsync(50);
    expect(invitations()).toBe(4);
  });

  test("that must answer its invitation is offline without an answer, and is invited until it is back", async () => {
    const { clock, link, dead, sent, join } = deviceBus();
    const reply = ({ addr, kind }: Frame) => (addr === 9 && kind === "A" ? { ok: true, detail: "" } : null);
    const owns = ({ addr, kind }: Frame) => addr === 9 && "AR".includes(kind);
    // A strip's letter, because those are answered on this bus.
    const invite = () => [{ message: { kind: "S", addr: 9, data: "rate" }, reply }];
    const device = join({ ...pad, owns, invite }, 9);
    link.start();
    await clock.advanceAsync(10);
    dead.add(9);
    device.arm("case-1");
    await clock.advanceAsync(5_000);
    expect(stateOf(device)).toBe("offline");
    // Disarmed, there is nothing to ask; armed again, there is.
    device.arm(null);
    sent.length = 0;
    await clock.advanceAsync(30_000);
    expect(sent).toEqual([]);
    dead.delete(9);
    device.arm("case-2");
    await clock.advanceAsync(11_000);
    expect(stateOf(device)).toBe("online");
    expect(sent.at(-1)).toMatchObject({ data: "rate" });
  });

  test("gives its result once, and is acknowledged after it is kept", async () => {
    const { clock, link, peer, sent, join } = deviceBus();
    const device = join(pad, 9);
    const results: unknown[] = [];
    device.onResult((result, done) => {
      results.push(result);
      clock.after(30, () => done("ok"));
    });
    link.start();
    await clock.advanceAsync(10);
    const frame = encodeFrame({ kind: "R", addr: 9, data: "4" });
    peer.send(frame);
    peer.send(frame);
    await clock.advanceAsync(20);
    expect(sent).toEqual([]);
    await clock.advanceAsync(50);
    expect(results).toEqual([{ grade: 4, level: 4 }]);
    expect(sent).toEqual([{ kind: "A", addr: 9, data: "4" }]);
  });
});
