// The device runner: what a strip is to show is sent once, the latest wins, and it returns after every outage.
import { describe, expect, test } from "vitest";
import { ackedStrip, muteStrip } from "../helpers/invented-models.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { deviceBus, stateOf, words } from "./device-bus.ts";

describe("desired state", () => {
  test("is sent when the link opens, once, and again only when it differs", async () => {
    const { clock, link, join, shown } = deviceBus();
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
    expect(stateOf(strip)).toBe("online");
  });

  test("a recall shows the same words again", async () => {
    const { clock, link, join, shown } = deviceBus();
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
    const { clock, link, join, shown } = deviceBus();
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
    const { clock, link, peer, join, shown } = deviceBus();
    const strip = join(ackedStrip(), 1);
    strip.show(words("A001"));
    link.start();
    await clock.advanceAsync(100);
    peer.cut();
    await clock.advanceAsync(100);
    expect(stateOf(strip)).toBe("offline");
    for (const text of ["A002", "A003", "A004"]) strip.show(words(text));
    await clock.advanceAsync(5_000);
    peer.restore();
    await clock.advanceAsync(10_000);
    expect(shown()).toEqual(["A001", "A004"]);
    expect(stateOf(strip)).toBe("online");
  });

  test("a strip that was unplugged alone is offline within 5 s and gets the current text on its return", async () => {
    const { clock, link, dead, join, shown } = deviceBus();
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
    expect(stateOf(other)).toBe("online");
    for (const text of ["A002", "A003"]) strip.show(words(text));
    await clock.advanceAsync(60_000);
    expect(strip.status().counters.timeouts).toBeGreaterThan(3);
    dead.delete(1);
    await clock.advanceAsync(11_000);
    expect(stateOf(strip)).toBe("online");
    expect(shown().at(-1)).toBe("A003");
    expect(shown()).not.toContain("A002");
  });

  test("a dead strip costs its bus less and less: questions grow rarer, up to three and a half seconds", async () => {
    const { clock, link, dead, sent, join } = deviceBus();
    join(ackedStrip(), 1);
    dead.add(1);
    link.start();
    await clock.advanceAsync(60_000);
    sent.length = 0;
    await clock.advanceAsync(60_000);
    expect(sent.length).toBeGreaterThanOrEqual(13);
    expect(sent.length).toBeLessThanOrEqual(17);
  });

  test("what is to be sent once after opening goes before everything else of the device", async () => {
    const { clock, link, peer, sent, join } = deviceBus();
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
    const { clock, link, refusing, join } = deviceBus();
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

  test("a strip that cannot be asked is offline when its text stays unanswered; its text is the question", async () => {
    const { clock, link, dead, join, shown } = deviceBus();
    const strip = join({ ...ackedStrip(), probe: () => null }, 1);
    link.start();
    await clock.advanceAsync(100);
    expect(stateOf(strip)).toBe("online");
    dead.add(1);
    strip.show(words("A001"));
    await clock.advanceAsync(5_000);
    expect(stateOf(strip)).toBe("offline");
    strip.show(words("A002"));
    dead.delete(1);
    await clock.advanceAsync(11_000);
    expect(stateOf(strip)).toBe("online");
    expect(shown().at(-1)).toBe("A002");
  });

  test("a strip that never answers is online while its link is", async () => {
    const { clock, link, peer, join } = deviceBus();
    const strip = join(muteStrip(), 1);
    strip.show(words("A001"));
    expect(stateOf(strip)).toBe("starting");
    link.start();
    await clock.advanceAsync(100);
    expect(stateOf(strip)).toBe("online");
    peer.cut();
    await clock.advanceAsync(1);
    expect(strip.status().detail).toContain("memory wire was cut");
  });

  test("32 strips, random outages: in the end each shows its current text", async () => {
    const { clock, link, peer, dead, sent, join } = deviceBus({ baudRate: 57_600 });
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
    expect(strips.map(stateOf)).toEqual(strips.map(() => "online"));
  });
});
