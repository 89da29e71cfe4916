// The print runner: one paper at most once, whatever the line and the session do.
import { describe, expect, test } from "vitest";
import type { DeviceStatus } from "../../drivers/kernel/device-status.ts";
import type { PrinterModel } from "../../drivers/kernel/model.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { paper, printerModel, printerOnWire } from "./invented-printer.ts";

describe("a paper", () => {
  test("is begun only after the start is kept, and is printed once", async () => {
    const order: string[] = [];
    const { clock, printer, printed } = printerOnWire({
      beforeFirstByte: async (jobId) => {
        order.push(`general ${jobId}`);
      },
    });
    printer.start();
    await clock.advanceAsync(10);
    const result = printer.print("j1", paper("A001"), async () => {
      order.push(`kept, on paper: '${printed()}'`);
      await new Promise<void>((resolve) => clock.after(500, resolve));
      order.push(`kept, on paper: '${printed()}'`);
    });
    await clock.advanceAsync(1_000);
    expect(await result).toEqual({ outcome: "printed", detail: "" });
    expect(order).toEqual(["general j1", "kept, on paper: ''", "kept, on paper: ''"]);
    expect(printed()).toBe("A001!");
  });

  test("whose start cannot be kept is not printed", async () => {
    const { clock, printer, printed } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    const refused = printer.print("j1", paper("A001"), () => Promise.reject(new Error("disk full")));
    const next = printer.print("j2", paper("A002"));
    await clock.advanceAsync(100);
    expect(await refused).toMatchObject({ outcome: "failed" });
    expect((await refused).detail).toContain("disk full");
    expect(await next).toMatchObject({ outcome: "printed" });
    expect(printed()).toBe("A002!");
  });

  test("waits its turn: the start of the second is kept after the first is settled", async () => {
    const { clock, printer, printed } = printerOnWire();
    const started: string[] = [];
    printer.start();
    await clock.advanceAsync(10);
    const results = ["A001", "A002", "A003"].map((number) =>
      printer.print(number, paper(number), async () => {
        started.push(`${number} after ${printed()}`);
      }),
    );
    await clock.advanceAsync(200);
    expect((await Promise.all(results)).map(({ outcome }) => outcome)).toEqual(["printed", "printed", "printed"]);
    expect(started).toEqual(["A001 after ", "A002 after A001!", "A003 after A001!A002!"]);
  });

  test("asked for twice under one id is printed once, then and later", async () => {
    const { clock, printer, printed } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    const both = [printer.print("j1", paper("A001")), printer.print("j1", paper("A001"))];
    await clock.advanceAsync(100);
    both.push(printer.print("j1", paper("A001")));
    await clock.advanceAsync(100);
    for (const result of both) expect(await result).toEqual({ outcome: "printed", detail: "" });
    expect(printed()).toBe("A001!");
  });

  test("is in doubt when the line drops after its first byte, and is never sent again", async () => {
    const { clock, printer, peer, beMute, printed } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    beMute(true);
    const result = printer.print("j1", paper("A001"));
    await clock.advanceAsync(100);
    peer.cut();
    await clock.advanceAsync(10);
    expect(await result).toMatchObject({ outcome: "unconfirmed", detail: "memory wire was cut" });
    peer.restore();
    await clock.advanceAsync(60_000);
    expect(printed()).toBe("A001!");
    expect(printer.status().state).toBe("online");
  });

  test("proven after it was in doubt is told once more", async () => {
    const { clock, printer, say, beMute } = printerOnWire();
    const late: string[] = [];
    printer.onLateOutcome((jobId, outcome) => late.push(`${jobId} ${outcome}`));
    printer.start();
    await clock.advanceAsync(10);
    beMute(true);
    const result = printer.print("late", paper("A001"));
    await clock.advanceAsync(3_100);
    expect(await result).toMatchObject({ outcome: "unconfirmed" });
    say("L");
    await clock.advanceAsync(10);
    expect(late).toEqual(["late printed"]);
    expect(await printer.print("late", paper("A001"))).toMatchObject({ outcome: "printed" });
  });

  test("waits two seconds for a line that is just being opened again, then fails with no byte sent", async () => {
    const { clock, printer, peer, printed } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    peer.cut();
    await clock.advanceAsync(1);
    const soon = printer.print("j1", paper("A001"));
    peer.restore();
    await clock.advanceAsync(1_000);
    expect(await soon).toMatchObject({ outcome: "printed" });
    peer.cut();
    await clock.advanceAsync(1);
    let started = false;
    const never = printer.print("j2", paper("A002"), async () => {
      started = true;
    });
    await clock.advanceAsync(2_001);
    expect(await never).toMatchObject({ outcome: "failed" });
    peer.restore();
    await clock.advanceAsync(60_000);
    expect(printed()).toBe("A001!");
    expect(started).toBe(false);
  });

  test("whose line drops while its start is being kept fails with no byte sent", async () => {
    const { clock, printer, peer, printed } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    const result = printer.print(
      "j1",
      paper("A001"),
      () => new Promise((resolve) => clock.after(1_000, () => resolve(0))),
    );
    await clock.advanceAsync(10);
    peer.cut();
    await clock.advanceAsync(10);
    expect(await result).toMatchObject({ outcome: "failed" });
    peer.restore();
    await clock.advanceAsync(10_000);
    expect(printed()).toBe("");
  });

  test("too many waiting are refused, not piled up", async () => {
    const { printer } = printerOnWire();
    const results = Array.from({ length: 60 }, (_, at) => printer.print(`j${at}`, paper("A")));
    expect(await results[59]).toMatchObject({ outcome: "failed" });
  });
});

describe("the printer", () => {
  test("that takes no bytes is offline within 5 s, its paper in doubt, and others are not disturbed", async () => {
    const { clock, printer, peer } = printerOnWire();
    printer.start();
    await clock.advanceAsync(1_000);
    const states: DeviceStatus[] = [];
    printer.onState((status) => states.push(status));
    peer.stall(true);
    const result = printer.print("j1", paper("A001"));
    await clock.advanceAsync(5_000);
    expect(await result).toMatchObject({ outcome: "unconfirmed" });
    expect(states[0]?.state).toBe("offline");
  });

  test("writes a long paper in pieces, each with the write timeout for itself, and in order", async () => {
    const written: number[] = [];
    const long: PrinterModel<unknown> = {
      ...printerModel,
      session: () => ({
        step: (input) => {
          if (input.type === "print") {
            return [
              { do: "write", bytes: new Uint8Array(1_300).fill(0x31) },
              { do: "write", bytes: new Uint8Array(10).fill(0x32) },
            ];
          }
          if (input.type === "written") written.push(0);
          return [];
        },
      }),
    };
    const { clock, printer, peer } = printerOnWire({ model: long });
    const pieces: string[] = [];
    peer.receive = (bytes) => pieces.push(`${bytes.length}×${bytes[0]}`);
    printer.start();
    await clock.advanceAsync(10);
    void printer.print("j1", paper("A001"));
    await clock.advanceAsync(100);
    expect(pieces).toEqual(["512×49", "512×49", "276×49", "10×50"]);
    expect(written).toHaveLength(2);
  });

  test("tells its states: paper out, near end, dead line", async () => {
    const { clock, printer, say } = printerOnWire();
    const states: string[] = [];
    printer.onState(({ state, detail }) => states.push(`${state} ${detail}`));
    printer.start();
    await clock.advanceAsync(10);
    say("x");
    await clock.advanceAsync(1);
    say("n");
    await clock.advanceAsync(1);
    say("r");
    await clock.advanceAsync(1);
    say("d");
    await clock.advanceAsync(1_000);
    expect(states).toEqual([
      "online ",
      "faulted 缺纸 paper is out",
      "online 纸将用完 paper is running low",
      "online ",
      "offline 线路中断 link down: dead line",
      "online ",
    ]);
  });

  test("counts bytes nobody can read", async () => {
    const { clock, printer, say } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    say("%%%");
    await clock.advanceAsync(1);
    expect(printer.status().counters.garbage).toBe(3);
  });

  test("whose session throws is faulted, its paper in doubt, and works again after reopening", async () => {
    const { clock, printer, say, beMute, printed } = printerOnWire();
    const states: string[] = [];
    printer.onState(({ state }) => states.push(state));
    printer.start();
    await clock.advanceAsync(10);
    beMute(true);
    const [first, second] = [printer.print("j1", paper("A001")), printer.print("j2", paper("A002"))];
    await clock.advanceAsync(10);
    beMute(false);
    say("t");
    await clock.advanceAsync(2_000);
    expect(await first).toMatchObject({ outcome: "unconfirmed" });
    expect(await second).toMatchObject({ outcome: "printed" });
    expect(states).toContain("faulted");
    expect(printer.status().state).toBe("online");
    expect(printed()).toBe("A001!A002!");
  });

  test("whose model cannot begin at all is faulted and fails its papers", async () => {
    const broken: PrinterModel<unknown> = {
      ...printerModel,
      session: () => {
        throw new Error("bad settings");
      },
    };
    const { clock, printer, printed } = printerOnWire({ model: broken });
    printer.start();
    await clock.advanceAsync(10);
    const result = printer.print("j1", paper("A001"));
    await clock.advanceAsync(10);
    expect(await result).toMatchObject({ outcome: "failed" });
    expect(printer.status().state).toBe("faulted");
    expect(printed()).toBe("");
  });

  test("prints a test page", async () => {
    const { clock, printer, printed } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    const result = printer.test();
    await clock.advanceAsync(100);
    expect(await result).toEqual({ ok: true, detail: "" });
    expect(printed()).toBe("TEST!");
  });

  test("closes after the paper in progress, fails what waits, and creates no doubt by itself", async () => {
    const { clock, printer, printed } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    const results = ["A001", "A002"].map((number) => printer.print(number, paper(number)));
    await clock.advanceAsync(1);
    const closed = printer.close();
    await clock.advanceAsync(4_100);
    await closed;
    expect((await Promise.all(results)).map(({ outcome }) => outcome)).toEqual(["printed", "failed"]);
    expect(await printer.print("A003", paper("A003"))).toMatchObject({ outcome: "failed" });
    await clock.advanceAsync(60_000);
    expect(printed()).toBe("A001!");
  });
});

test("random cuts and restores: no number is ever on paper twice, every paper is settled, 300 seeds", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = seededRandom(seed);
    const { clock, printer, peer, beMute, printed } = printerOnWire({ random });
    printer.start();
    const results: Promise<{ outcome: string }>[] = [];
    for (let ticket = 0; ticket < 12; ticket++) {
      results.push(printer.print(`j${ticket}`, paper(`<${ticket}>`)));
      await clock.advanceAsync(random() * 600);
      if (random() < 0.3) peer.cut(random() < 0.3 ? { silent: true } : {});
      if (random() < 0.5) peer.restore();
      beMute(random() < 0.2);
      peer.stall(random() < 0.1);
    }
    peer.stall(false);
    peer.restore();
    beMute(false);
    await clock.advanceAsync(120_000);
    const outcomes = (await Promise.all(results)).map(({ outcome }) => outcome);
    outcomes.forEach((outcome, ticket) => {
      const papers = printed().split(`<${ticket}>`).length - 1;
      expect(papers, `seed ${seed} ticket ${ticket}`).toBeLessThanOrEqual(1);
      if (outcome === "printed") expect(papers, `seed ${seed} ticket ${ticket}`).toBe(1);
      if (outcome === "failed") expect(papers, `seed ${seed} ticket ${ticket}`).toBe(0);
    });
  }
}, 300_000);
