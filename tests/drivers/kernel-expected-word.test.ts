// Devices that speak by themselves at a known rate: missed when they do not, back with the next word.
import { describe, expect, test } from "vitest";
import { ExpectedWord } from "../../drivers/kernel/expected-word.ts";
import { FleetHall } from "../controller/fleet-hall.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

describe("a word that is expected", () => {
  const bench = (everyMs: number | undefined) => {
    const clock = new VirtualClock();
    let missed = 0;
    const word = new ExpectedWord(clock, everyMs, () => {
      missed += 1;
    });
    return { clock, word, missed: () => missed };
  };

  test("is missed once, at its time and not before, and each word begins the time anew", () => {
    const { clock, word, missed } = bench(1_000);
    word.heard();
    for (let i = 0; i < 5; i++) {
      clock.advance(999);
      expect(word.isOverdue).toBe(false);
      word.heard();
    }
    clock.advance(1_000);
    expect([word.isOverdue, missed()]).toEqual([true, 1]);
    clock.advance(60_000);
    expect(missed()).toBe(1);
    word.heard();
    expect(word.isOverdue).toBe(false);
  });

  test("is not missed before the line is open, nor after it is closed", () => {
    const { clock, word, missed } = bench(1_000);
    clock.advance(10_000);
    word.heard();
    word.stop();
    clock.advance(10_000);
    expect([word.isOverdue, missed(), clock.pending]).toEqual([false, 0, 0]);
  });

  test("is never missed where none is expected", () => {
    const { clock, word, missed } = bench(undefined);
    word.heard();
    clock.advance(10_000_000);
    expect([word.isOverdue, missed(), clock.pending]).toEqual([false, 0, 0]);
  });
});

describe("a device with expectEverySeconds", () => {
  const settings = { terminator: "cr" };
  const scanner = { id: "scan-1", model: "scanner/line", link: "line-1", settings };
  const plan = (more: object) => ({ links: ["line-1"], devices: [{ ...scanner, ...more }] });
  const state = (hall: FleetHall) => hall.fleet.member("scan-1")?.status();

  test("is offline with an alarm when it is silent for longer, and online with its next word", async () => {
    const hall = await FleetHall.open(plan({ expectEverySeconds: 30 }));
    await hall.advance(26_000);
    expect(state(hall)?.state).toBe("online");
    await hall.advance(2_000);
    expect(state(hall)).toMatchObject({ state: "offline" });
    expect(state(hall)?.detail).toContain("silent");
    expect(hall.types().slice(-2)).toEqual(["device.offline", "alarm.raised"]);
    hall.sim("scan-1").press({ text: "A001" });
    await hall.advance(500);
    expect(state(hall)?.state).toBe("online");
    expect(hall.types().slice(-3)).toContain("alarm.cleared");
  });

  test("is not called silent while its line is down: that is said instead", async () => {
    const hall = await FleetHall.open(plan({ expectEverySeconds: 5 }));
    hall.wire("line-1").cut();
    await hall.advance(20_000);
    expect(state(hall)?.detail).toContain("link down");
    hall.wire("line-1").restore();
    await hall.advance(3_000);
    // It has its whole time again from the opening on.
    expect(state(hall)?.state).toBe("online");
  });

  test("without it may be silent for ever", async () => {
    const hall = await FleetHall.open(plan({}));
    await hall.advance(24 * 3_600_000);
    expect(state(hall)?.state).toBe("online");
  });

  test("leaves no timer behind when it is taken away", async () => {
    const hall = await FleetHall.open(plan({ expectEverySeconds: 5 }));
    await hall.apply({ links: ["line-1"], devices: [] });
    await hall.advance(60_000);
    expect(hall.types().filter((type) => type === "device.offline")).toEqual([]);
  });
});
