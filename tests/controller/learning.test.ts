// Listening to a line while a person presses keys: bounded in time and bytes, never in the way of the hall.
import { describe, expect, test } from "vitest";
import type { LinkConfig } from "../../config/schema.ts";
import { Learning, NotListening } from "../../controller/technician/learning.ts";
import type { Transport } from "../../drivers/kernel/transport.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { FleetHall } from "./fleet-hall.ts";

const LINK = { id: "new", type: "tcp", host: "192.0.2.9", port: 9000, echo: false } as const satisfies LinkConfig;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

function bench() {
  const clock = new VirtualClock();
  const wires = [memoryPair(clock)];
  let opened = 0;
  const options = {
    clock,
    lineAt: () => null,
    transportOf: (): Promise<Transport> => {
      const wire = wires[opened] ?? memoryPair(clock);
      wires[opened] = wire;
      opened += 1;
      return Promise.resolve(wire.transport);
    },
  };
  const learning = new Learning(options);
  const open = async () => {
    const id = await learning.open(LINK);
    return { id, peer: wires[opened - 1]?.peer as (typeof wires)[0]["peer"] };
  };
  return { clock, learning, open, options };
}

describe("a press", () => {
  test("is everything from its first byte until the line is quiet", async () => {
    const { clock, learning, open } = bench();
    const { id, peer } = await open();
    const heard = learning.listen(id, 5_000);
    await clock.advanceAsync(2_000);
    for (const byte of [1, 2, 3]) {
      peer.send(Uint8Array.of(byte));
      await clock.advanceAsync(600);
    }
    await clock.advanceAsync(200);
    expect(hex(await heard)).toBe("010203");
  });

  test("that does not come is nothing, after the time that was given", async () => {
    const { clock, learning, open } = bench();
    const { id } = await open();
    const heard = learning.listen(id, 1_500);
    await clock.advanceAsync(1_499);
    let done = false;
    void heard.then(() => {
      done = true;
    });
    await clock.advanceAsync(0);
    expect(done).toBe(false);
    await clock.advanceAsync(2);
    expect(hex(await heard)).toBe("");
  });

  test("on a line that is never quiet ends all the same", async () => {
    const { clock, learning, open } = bench();
    const { id, peer } = await open();
    const heard = learning.listen(id, 2_000);
    for (let i = 0; i < 100; i++) {
      peer.send(Uint8Array.of(0x55));
      await clock.advanceAsync(100);
    }
    expect((await heard).length).toBeGreaterThan(20);
    expect((await heard).length).toBeLessThan(60);
  });

  test("never holds more than four kilobytes", async () => {
    const { clock, learning, open } = bench();
    const { id, peer } = await open();
    const heard = learning.listen(id, 2_000);
    for (let i = 0; i < 10; i++) peer.send(new Uint8Array(1_000).fill(i));
    await clock.advanceAsync(10);
    expect((await heard).length).toBe(4_096);
  });

  test("is told to one listener: a second one ends the first, and hears what comes then", async () => {
    const { clock, learning, open } = bench();
    const { id, peer } = await open();
    const first = learning.listen(id, 5_000);
    await clock.advanceAsync(10);
    peer.send(Uint8Array.of(1));
    await clock.advanceAsync(10);
    const second = learning.listen(id, 5_000);
    expect(hex(await first)).toBe("01");
    await clock.advanceAsync(1_000);
    peer.send(Uint8Array.of(2));
    await clock.advanceAsync(1_000);
    expect(hex(await second)).toBe("02");
  });

  test("between two listenings is not heard", async () => {
    const { clock, learning, open } = bench();
    const { id, peer } = await open();
    peer.send(Uint8Array.of(9));
    await clock.advanceAsync(10);
    const heard = learning.listen(id, 1_000);
    await clock.advanceAsync(1_100);
    expect(hex(await heard)).toBe("");
  });
});

describe("a line", () => {
  test("that is closed tells whoever listens, and is open to nobody any more", async () => {
    const { learning, open } = bench();
    const { id } = await open();
    const heard = learning.listen(id, 5_000);
    await learning.close(id);
    expect(hex(await heard)).toBe("");
    await expect(learning.listen(id, 500)).rejects.toThrow(NotListening);
    await learning.close(id);
  });

  test("that was unplugged is not open any more", async () => {
    const { clock, learning, open } = bench();
    const { id, peer } = await open();
    peer.cut();
    await clock.advanceAsync(10);
    await expect(learning.listen(id, 500)).rejects.toThrow(NotListening);
  });

  test("that nobody asks about for ten minutes is given back", async () => {
    const { clock, learning, open } = bench();
    const { id } = await open();
    await clock.advanceAsync(9 * 60_000);
    const heard = learning.listen(id, 500);
    await clock.advanceAsync(500);
    await heard;
    await clock.advanceAsync(9 * 60_000);
    const still = learning.listen(id, 500);
    await clock.advanceAsync(500);
    expect(hex(await still)).toBe("");
    await clock.advanceAsync(11 * 60_000);
    await expect(learning.listen(id, 500)).rejects.toThrow(NotListening);
  });

  test("is one of four, also when many are opened in the same moment", async () => {
    const { learning, open } = bench();
    const tries = await Promise.allSettled(Array.from({ length: 9 }, () => open()));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
    await learning.closeAll();
    await expect(open()).resolves.toBeDefined();
  });

  test("that cannot be opened, or never answers, leaves no place taken", async () => {
    const { clock, options } = bench();
    const { transport, peer } = memoryPair(clock);
    peer.cut();
    const hanging: Transport = { ...plain(), open: () => new Promise(() => undefined) };
    for (const line of [transport, hanging, null]) {
      const transportOf = () => (line === null ? Promise.reject(new Error("no library")) : Promise.resolve(line));
      const learning = new Learning({ ...options, transportOf });
      for (let i = 0; i < 6; i++) {
        const tried = expect(learning.open(LINK)).rejects.toThrow(NotListening);
        await clock.advanceAsync(5_000);
        await tried;
      }
    }
  });
});

function plain(): Transport {
  const nothing = () => Promise.resolve();
  return {
    ...{ label: "plain", open: nothing, write: nothing, close: nothing },
    ...{ onData: () => undefined, onClose: () => undefined },
  };
}

describe("a line that the hall runs", () => {
  const settings = { address: 1, variant: "jackqchen" };
  const PLAN = {
    links: ["bus-1", "net-printer", "scan", "reader"],
    devices: [
      { id: "keypad-1", model: "keypad/ff68", link: "bus-1", window: "1", settings },
      { id: "printer-1", model: "printer/escpos", link: "net-printer" },
      { id: "scanner-1", model: "scanner/line", link: "scan" },
      { id: "reader-1", model: "reader/samv", link: "reader" },
    ],
  };
  const running = async () => {
    const hall = await FleetHall.open(PLAN);
    const linkOf = (id: string) => hall.fleet.config.links.find((link) => link.id === id) as LinkConfig;
    const learning = new Learning({
      clock: hall.clock,
      lineAt: (link) => hall.fleet.lineAt(link),
      transportOf: () => Promise.reject(new Error("must not be opened a second time")),
    });
    return { hall, linkOf, learning };
  };

  test("is listened to beside the hall, which goes on: no second opening, no press lost", async () => {
    const { hall, linkOf, learning } = await running();
    const id = await learning.open({ ...linkOf("bus-1"), id: "by-another-name" });
    const heard = learning.listen(id, 5_000);
    hall.sim("keypad-1").press({ key: "call" });
    await hall.advance(6_000);
    expect((await heard).length).toBeGreaterThan(0);
    expect(await hall.state((state) => state.windows.get("1")?.state)).toBe("open");
    expect(hall.wire("bus-1").opened).toBe(1);
    await learning.close(id);
    expect(hall.wire("bus-1").opened).toBe(1);
  });

  test.each(["net-printer", "scan", "reader"])(
    "is not listened in on where it carries people's papers (%s)",
    async (id) => {
      const { linkOf, learning } = await running();
      await expect(learning.open(linkOf(id))).rejects.toThrow(/in use by (printer|scanner|reader)-1/);
    },
  );
});
