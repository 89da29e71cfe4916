// The device runner: trouble is told in time and stays with its device; what people start by hand comes to an end.
import { describe, expect, test } from "vitest";
import type { DeviceStatus } from "../../drivers/kernel/device.ts";
import { StateTeller } from "../../drivers/kernel/device-status.ts";
import type { StripShow } from "../../drivers/kernel/model.ts";
import { ackedStrip, keypad, pad, type Settings } from "../helpers/invented-models.ts";
import { deviceBus, stateOf, words } from "./device-bus.ts";

const fail = (words: string): never => {
  throw new Error(words);
};
/** As careless model code may throw. */
const failWith = (thrown: unknown): never => {
  throw thrown;
};

describe("trouble", () => {
  test("a model that throws faults its device alone, and a good text heals it", async () => {
    const { clock, link, join, shown } = deviceBus();
    const model = ackedStrip();
    const bad = join(
      {
        ...model,
        plan: (show: StripShow, settings: Settings) => {
          if (show.texts.includes("bad")) throw new Error("no such glyph");
          return model.plan(show, settings);
        },
      },
      1,
    );
    const good = join(ackedStrip(), 2);
    link.start();
    await clock.advanceAsync(100);
    bad.show(words("bad"));
    good.show(words("A002"));
    await clock.advanceAsync(100);
    expect(bad.status().state).toBe("faulted");
    expect(bad.status().detail).toContain("no such glyph");
    expect(stateOf(good)).toBe("online");
    bad.show(words("A001"));
    await clock.advanceAsync(100);
    expect(stateOf(bad)).toBe("online");
    expect(shown()).toEqual(["A002", "A001"]);
  });

  test.each([
    ["question", { probe: () => fail("no such address") }],
    ["first frames", { onOpen: () => fail("no such address") }],
    ["first frames, with a bare word", { onOpen: () => failWith("no such address") }],
  ])("a model that throws at its %s faults its device alone, in its words", async (_name, broken) => {
    const { clock, link, join, shown } = deviceBus();
    const bad = join({ ...ackedStrip(), ...broken }, 1);
    const good = join(ackedStrip(), 2);
    const told: DeviceStatus[] = [];
    bad.onState((status) => told.push(status));
    good.show(words("A002"));
    link.start();
    await clock.advanceAsync(100);
    const faulted = told.find((status) => status.state === "faulted");
    expect(faulted?.detail).toContain("the driver failed");
    expect(faulted?.detail).toContain("no such address");
    expect(stateOf(good)).toBe("online");
    expect(shown()).toEqual(["A002"]);
  });

  test("one text without an answer is a question at once, and no trouble when that is answered", async () => {
    const { clock, link, sent, dead, join } = deviceBus();
    const strip = join(ackedStrip({ attemptsMax: 1, lateMsMax: 0 }), 1);
    const told: DeviceStatus[] = [];
    link.start();
    await clock.advanceAsync(100);
    strip.onState((status) => told.push(status));
    dead.add(1);
    strip.show(words("A001"));
    await clock.advanceAsync(150);
    dead.delete(1);
    sent.length = 0;
    await clock.advanceAsync(150);
    expect(sent.map(({ kind }) => kind)[0]).toBe("P");
    await clock.advanceAsync(5_000);
    expect(told).toEqual([]);
    expect(strip.status()).toMatchObject({ state: "online", counters: { timeouts: 1 } });
  });

  test("a device that joins a line that is down says so at once", async () => {
    const { clock, link, peer, join } = deviceBus();
    peer.cut();
    link.start();
    await clock.advanceAsync(1_000);
    const late = join(ackedStrip(), 1);
    expect(late.status().state).toBe("offline");
    expect(late.status().detail).toContain("memory wire is cut");
    peer.restore();
    await clock.advanceAsync(10_000);
    expect(stateOf(late)).toBe("online");
  });

  test("as many listeners as a device has places for are told, one more is not taken", () => {
    const teller = new StateTeller(() => ({
      state: "online",
      detail: "",
      lastSeenMs: null,
      counters: {},
      roundTripMs: null,
      facts: {},
    }));
    let told = 0;
    const taken = Array.from({ length: 17 }, () => teller.listen(() => told++));
    expect(taken).toEqual([...Array(16).fill(true), false]);
    teller.set("online", "");
    expect(told).toBe(16);
  });

  test("a line that cannot be opened is told within 5 s, with the reason", async () => {
    const { clock, link, peer, join } = deviceBus();
    peer.cut();
    const strip = join(ackedStrip(), 1);
    const told: DeviceStatus[] = [];
    strip.onState((status) => told.push(status));
    link.start();
    await clock.advanceAsync(5_000);
    expect(told).toHaveLength(1);
    expect(told[0]?.state).toBe("offline");
    expect(told[0]?.detail).toContain("memory wire is cut");
  });

  test("a half-open line is found by the questions", async () => {
    const { clock, link, peer, join } = deviceBus();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(20_000);
    peer.cut({ silent: true });
    await clock.advanceAsync(5_000);
    expect(stateOf(strip)).toBe("offline");
    peer.restore();
    await clock.advanceAsync(10_000);
    expect(stateOf(strip)).toBe("online");
  });

  test("a listener that throws is dropped and stops nothing", async () => {
    const { clock, link, join, shown } = deviceBus();
    const strip = join(ackedStrip(), 1);
    strip.onState(() => {
      throw new Error("listener");
    });
    strip.show(words("A001"));
    link.start();
    await clock.advanceAsync(100);
    expect(shown()).toEqual(["A001"]);
  });
});

describe("by hand", () => {
  test("a test asks the strip, shows a text and restores what it showed", async () => {
    const { clock, link, dead, join, shown } = deviceBus();
    const strip = join(ackedStrip(), 1);
    strip.show(words("A001"));
    link.start();
    await clock.advanceAsync(100);
    const testing = strip.test();
    await clock.advanceAsync(4_000);
    expect(await testing).toEqual({ ok: true, detail: "正常 ok" });
    expect(shown().at(-1)).toBe("A001");
    expect(shown().length).toBeGreaterThan(2);
    dead.add(1);
    const failing = strip.test();
    await clock.advanceAsync(5_100);
    expect(await failing).toEqual({ ok: false, detail: "无应答 no answer" });
  });

  test("a test of a keypad beeps, of a pad invites, and says when the line is down", async () => {
    const { clock, link, sent, join } = deviceBus();
    const devices = [join(keypad, 1), join(pad, 9)];
    expect((await devices[0]?.test())?.ok).toBe(false);
    link.start();
    await clock.advanceAsync(10);
    const results = devices.map((device) => device.test());
    await clock.advanceAsync(50);
    expect((await Promise.all(results)).every(({ ok }) => ok)).toBe(true);
    expect(sent.map(({ kind, data }) => kind + data)).toEqual(["Bbeep", "I"]);
  });

  test("brightness, clock and clearing reach the strip", async () => {
    const { clock, link, sent, join } = deviceBus();
    const model = ackedStrip();
    const setClock = (atMs: number, timezone: string, settings: Settings) =>
      model.plan({ state: "idle", texts: [`${timezone} ${atMs}`] }, settings);
    const strip = join({ ...model, setClock }, 1);
    link.start();
    await clock.advanceAsync(50);
    sent.length = 0;
    const set = [strip.setBrightness(12), strip.setClock(5_000, "Asia/Shanghai"), strip.clear()];
    await clock.advanceAsync(100);
    for (const outcome of set) expect(await outcome).toEqual({ ok: true, detail: "正常 ok" });
    expect(sent.map(({ kind, data }) => kind + data)).toEqual(["L12", "SAsia/Shanghai 5000", "S"]);
  });

  test("a device without light or clock has nothing to set", async () => {
    const { clock, link, sent, join } = deviceBus();
    const device = join(keypad, 1);
    link.start();
    await clock.advanceAsync(10);
    const set = [device.setBrightness(12), device.setClock(0, "Asia/Shanghai"), device.clear()];
    for (const outcome of set) expect(await outcome).toEqual({ ok: true, detail: "正常 ok" });
    expect(sent).toEqual([]);
  });

  test("what the strip refuses or the model cannot do is told, not thrown", async () => {
    const { clock, link, refusing, join } = deviceBus();
    const strip = join(ackedStrip(), 1);
    const broken = join({ ...ackedStrip(), brightness: () => fail("no such level") }, 2);
    link.start();
    await clock.advanceAsync(50);
    refusing.add(1);
    const refused = strip.setBrightness(12);
    const outcome = await broken.setBrightness(99);
    expect(outcome.ok).toBe(false);
    expect(outcome.detail).toContain("no such level");
    await clock.advanceAsync(50);
    expect(await refused).toEqual({ ok: false, detail: "nak" });
  });

  test("closing shows the last text within two seconds, even on a dead strip, and then nothing more", async () => {
    const { clock, link, dead, sent, join, shown } = deviceBus();
    const [strip, silent] = [join(ackedStrip(), 1), join(ackedStrip(), 2)];
    link.start();
    await clock.advanceAsync(100);
    dead.add(2);
    const closed = [
      strip.close({ state: "closed", texts: ["closed"] }),
      silent.close({ state: "closed", texts: ["bye"] }),
    ];
    await clock.advanceAsync(2_100);
    await Promise.all(closed);
    expect(shown()).toContain("closed");
    sent.length = 0;
    strip.show(words("ghost"));
    await clock.advanceAsync(30_000);
    expect(sent).toEqual([]);
    expect(stateOf(strip)).toBe("offline");
    await strip.close();
    expect(strip.status().detail).toBe("已停止 stopped");
  });

  test("the wire log holds the last 200 frames, as text with three columns, and live", async () => {
    const { clock, link, join } = deviceBus();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(100);
    const live: string[] = [];
    const leave = strip.wireLog.subscribe((frame) => live.push(frame.meaning));
    for (let count = 0; count < 150; count++) {
      strip.show(words(`t${count}`));
      await clock.advanceAsync(20);
    }
    leave?.();
    const lines = strip.wireLog.text().trimEnd().split("\n");
    expect(lines).toHaveLength(200);
    for (const line of lines) expect(line).toMatch(/^\d{16} (tx|rx) [0-9a-f]+$/);
    const times = lines.map((line) => Number(line.split(" ")[0]));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(live).toHaveLength(300);
    expect(live[0]).toContain('"data":"t0"');
    expect(link.wireLog.frames().length).toBe(200);
  });
});
