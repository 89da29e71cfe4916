// The device runner: desired state, presence, presses counted once, trouble told in time.
import { describe, expect, test } from "vitest";
import { createDevice, type Device, type DeviceStatus, type Done } from "../../drivers/kernel/device.ts";
import { Link, type LinkOptions } from "../../drivers/kernel/link.ts";
import type { FrameModel } from "../../drivers/kernel/link-member.ts";
import type { StripShow } from "../../drivers/kernel/model.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import {
  ackedStrip,
  decodeFrame,
  encodeFrame,
  type Frame,
  keypad,
  muteStrip,
  pad,
  type Settings,
} from "../helpers/invented-models.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

function setUp(options: Partial<LinkOptions> = {}) {
  const clock = new VirtualClock();
  const wire = options.baudRate === undefined ? {} : { baudRate: options.baudRate };
  const { transport, peer } = memoryPair(clock, wire);
  const link = new Link({ id: "bus", transport, clock, random: seededRandom(1), ...options });
  const sent: Frame[] = [];
  const dead = new Set<number>();
  const refusing = new Set<number>();
  peer.receive = (bytes) => {
    const decoded = decodeFrame(bytes);
    if (decoded.kind !== "message") throw new Error("no whole frame was sent");
    const { addr, kind } = decoded.message;
    sent.push(decoded.message);
    if (dead.has(addr) || !"SPL".includes(kind)) return;
    const answer = { kind: refusing.has(addr) ? "N" : "A", addr, data: "" };
    clock.after(5, () => peer.send(encodeFrame(answer)));
  };
  const join = (model: FrameModel, addr: number) =>
    createDevice({ id: `d${addr}`, model, settings: { addr }, link, clock });
  const shown = () => sent.filter(({ kind }) => kind === "S").map(({ data }) => data);
  return { clock, link, peer, sent, dead, refusing, join, shown };
}

const words = (text: string) => ({ state: "calling", texts: [text] }) as const;
const state = (device: Device) => device.status().state;

describe("desired state", () => {
  test("is sent when the link opens, once, and again only when it differs", async () => {
    const { clock, link, join, shown } = setUp();
    const strip = join(ackedStrip(), 1);
    strip.show(words("A001"));
    link.start();
    await clock.advanceAsync(2_000);
    strip.show(words("A001"));
    await clock.advanceAsync(2_000);
    expect(shown()).toEqual(["A001"]);
    strip.show(words("A002"));
    await clock.advanceAsync(20);
    expect(shown()).toEqual(["A001", "A002"]);
    expect(state(strip)).toBe("online");
  });

  test("a recall shows the same words again", async () => {
    const { clock, link, join, shown } = setUp();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(10);
    strip.show({ ...words("A001"), call: 1 });
    await clock.advanceAsync(50);
    strip.show({ ...words("A001"), call: 2 });
    await clock.advanceAsync(50);
    expect(shown()).toEqual(["A001", "A001"]);
  });

  test("back to what it showed while another text was on its way: the last wish stands on the strip", async () => {
    const { clock, link, join, shown } = setUp();
    const strip = join(ackedStrip(), 1);
    strip.show(words("A"));
    link.start();
    await clock.advanceAsync(100);
    strip.show(words("B"));
    strip.show(words("A"));
    await clock.advanceAsync(100);
    expect(shown().at(-1)).toBe("A");
  });

  test("after the link was down the strip gets the current text, not the backlog", async () => {
    const { clock, link, peer, join, shown } = setUp();
    const strip = join(ackedStrip(), 1);
    strip.show(words("A001"));
    link.start();
    await clock.advanceAsync(100);
    peer.cut();
    await clock.advanceAsync(100);
    expect(state(strip)).toBe("offline");
    for (const text of ["A002", "A003", "A004"]) strip.show(words(text));
    await clock.advanceAsync(5_000);
    peer.restore();
    await clock.advanceAsync(10_000);
    expect(shown()).toEqual(["A001", "A004"]);
    expect(state(strip)).toBe("online");
  });

  test("a strip that was unplugged alone is offline within 5 s and gets the current text on its return", async () => {
    const { clock, link, dead, join, shown } = setUp();
    const strip = join(ackedStrip(), 1);
    const opened: string[] = [];
    const other = join(
      { ...ackedStrip(), onOpen: ({ addr }) => [{ message: { kind: "O", addr, data: "" }, reply: null }] },
      2,
    );
    strip.show(words("A001"));
    link.start();
    await clock.advanceAsync(20_000);
    strip.onState(({ state: now }) => opened.push(now));
    dead.add(1);
    await clock.advanceAsync(5_000);
    expect(opened).toEqual(["offline"]);
    expect(state(other)).toBe("online");
    for (const text of ["A002", "A003"]) strip.show(words(text));
    await clock.advanceAsync(60_000);
    expect(strip.status().counters.timeouts).toBeGreaterThan(3);
    dead.delete(1);
    await clock.advanceAsync(11_000);
    expect(state(strip)).toBe("online");
    expect(shown().at(-1)).toBe("A003");
    expect(shown()).not.toContain("A002");
  });

  test("a dead strip costs its bus less and less: questions grow rarer, up to ten seconds", async () => {
    const { clock, link, dead, sent, join } = setUp();
    join(ackedStrip(), 1);
    dead.add(1);
    link.start();
    await clock.advanceAsync(60_000);
    sent.length = 0;
    await clock.advanceAsync(60_000);
    expect(sent.length).toBeGreaterThanOrEqual(5);
    expect(sent.length).toBeLessThanOrEqual(7);
  });

  test("what is to be sent once after opening goes before everything else of the device", async () => {
    const { clock, link, peer, sent, join } = setUp();
    const model = ackedStrip();
    const strip = join(
      { ...model, onOpen: ({ addr }) => [{ message: { kind: "O", addr, data: "" }, reply: null }] },
      1,
    );
    strip.show(words("A001"));
    link.start();
    await clock.advanceAsync(100);
    peer.cut();
    await clock.advanceAsync(10);
    peer.restore();
    await clock.advanceAsync(1_000);
    expect(sent.filter(({ kind }) => kind !== "P").map(({ kind }) => kind)).toEqual(["O", "S", "O", "S"]);
  });

  test("a refusing strip is faulted, is tried again, and recovers", async () => {
    const { clock, link, refusing, join } = setUp();
    const strip = join({ ...ackedStrip(), probe: () => null }, 1);
    refusing.add(1);
    strip.show(words("A001"));
    link.start();
    await clock.advanceAsync(5_000);
    expect(strip.status()).toMatchObject({ state: "faulted" });
    expect(strip.status().counters.naks).toBeGreaterThan(2);
    refusing.delete(1);
    await clock.advanceAsync(10_000);
    expect(strip.status()).toMatchObject({ state: "online", detail: "" });
  });

  test("a strip that cannot be asked is offline when its text stays unanswered, and its text is the question", async () => {
    const { clock, link, dead, join, shown } = setUp();
    const strip = join({ ...ackedStrip(), probe: () => null }, 1);
    link.start();
    await clock.advanceAsync(100);
    expect(state(strip)).toBe("online");
    dead.add(1);
    strip.show(words("A001"));
    await clock.advanceAsync(5_000);
    expect(state(strip)).toBe("offline");
    strip.show(words("A002"));
    dead.delete(1);
    await clock.advanceAsync(11_000);
    expect(state(strip)).toBe("online");
    expect(shown().at(-1)).toBe("A002");
  });

  test("a strip that never answers is online while its link is", async () => {
    const { clock, link, peer, join } = setUp();
    const strip = join(muteStrip(), 1);
    strip.show(words("A001"));
    expect(state(strip)).toBe("starting");
    link.start();
    await clock.advanceAsync(100);
    expect(state(strip)).toBe("online");
    peer.cut();
    await clock.advanceAsync(1);
    expect(strip.status().detail).toContain("memory wire was cut");
  });

  test("32 strips, random outages: in the end each shows its current text", async () => {
    const { clock, link, peer, dead, sent, join } = setUp({ baudRate: 57_600 });
    const strips = Array.from({ length: 32 }, (_, at) => join(ackedStrip(), at + 1));
    const random = seededRandom(3);
    const wanted = new Map<number, string>();
    link.start();
    for (let step = 0; step < 400; step++) {
      await clock.advanceAsync(random() * 200);
      const addr = 1 + Math.floor(random() * 32);
      wanted.set(addr, `t${step}`);
      strips[addr - 1]?.show(words(`t${step}`));
      if (random() < 0.05) dead.add(addr);
      if (random() < 0.05) dead.clear();
      if (random() < 0.01) peer.cut();
      if (random() < 0.1) peer.restore();
    }
    dead.clear();
    peer.restore();
    await clock.advanceAsync(60_000);
    for (const [addr, text] of wanted) {
      expect(sent.filter((frame) => frame.addr === addr && frame.kind === "S").at(-1)?.data).toBe(text);
    }
    expect(strips.map(state)).toEqual(strips.map(() => "online"));
  });
});

describe("trouble", () => {
  test("a model that throws faults its device alone, and a good text heals it", async () => {
    const { clock, link, join, shown } = setUp();
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
    expect(state(good)).toBe("online");
    bad.show(words("A001"));
    await clock.advanceAsync(100);
    expect(state(bad)).toBe("online");
    expect(shown()).toEqual(["A002", "A001"]);
  });

  test("a line that cannot be opened is told within 5 s, with the reason", async () => {
    const { clock, link, peer, join } = setUp();
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
    const { clock, link, peer, join } = setUp();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(20_000);
    peer.cut({ silent: true });
    await clock.advanceAsync(5_000);
    expect(state(strip)).toBe("offline");
    peer.restore();
    await clock.advanceAsync(10_000);
    expect(state(strip)).toBe("online");
  });

  test("a listener that throws is dropped and stops nothing", async () => {
    const { clock, link, join, shown } = setUp();
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

describe("a keypad", () => {
  const press = encodeFrame({ kind: "K", addr: 1, data: "next" });
  async function withKeypad() {
    const made = setUp();
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
    const { clock, link, peer, sent, join } = setUp();
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
    expect(state(device)).toBe("faulted");
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
    const { clock, link, peer, sent, join } = setUp();
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

  test("gives its result once, and is acknowledged after it is kept", async () => {
    const { clock, link, peer, sent, join } = setUp();
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

describe("by hand", () => {
  test("a test asks the strip, shows a text and restores what it showed", async () => {
    const { clock, link, dead, join, shown } = setUp();
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
    const { clock, link, sent, join } = setUp();
    const devices = [join(keypad, 1), join(pad, 9)];
    expect((await devices[0]?.test())?.ok).toBe(false);
    link.start();
    await clock.advanceAsync(10);
    const results = devices.map((device) => device.test());
    await clock.advanceAsync(50);
    expect((await Promise.all(results)).every(({ ok }) => ok)).toBe(true);
    expect(sent.map(({ kind, data }) => kind + data)).toEqual(["Bbeep", "I"]);
  });

  test("brightness reaches the strip", async () => {
    const { clock, link, sent, join } = setUp();
    const strip = join(ackedStrip(), 1);
    link.start();
    await clock.advanceAsync(50);
    const set = strip.setBrightness(12);
    await clock.advanceAsync(50);
    expect(await set).toEqual({ ok: true, detail: "正常 ok" });
    expect(sent.at(-1)).toEqual({ kind: "L", addr: 1, data: "12" });
  });

  test("closing shows the last text within two seconds, even on a dead strip, and then nothing more", async () => {
    const { clock, link, dead, sent, join, shown } = setUp();
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
    expect(state(strip)).toBe("offline");
  });

  test("the wire log holds the last 200 frames, as text with three columns, and live", async () => {
    const { clock, link, join } = setUp();
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
