// A ticket is printed at most once, called printed only on proof, and trouble is told within seconds.
import { describe, expect, test } from "vitest";
import type { EscposSettings } from "../../drivers/printers/escpos.ts";
import { toHex } from "./adapters/adapter.ts";
import { type AnswerRoute, expectHonest, type Fault, opened, paperOf, Rig } from "./scripted-printer.ts";

const MODES: readonly (readonly [string, Partial<EscposSettings>])[] = [
  ["DLE EOT and barrier", {}],
  ["ASB and barrier", { status: "asb" }],
  ["DLE EOT and process id", { confirm: "process-id" }],
  ["GS r and barrier", { status: "gs-r" }],
];

/** Settled once; a second time only upwards, from doubt to proof. */
function expectSettled(rig: Rig, number: string): void {
  const outcomes = rig.outcomes(number);
  expect([["printed"], ["failed"], ["unconfirmed"], ["unconfirmed", "printed"]]).toContainEqual(outcomes);
}

describe.each(MODES)("%s", (_name, settings) => {
  test("prints tickets one after the other and confirms each", () => {
    const rig = opened(settings);
    for (const number of ["A001", "A002", "A003"]) rig.print(number);
    rig.run(5000);
    expect(rig.printed).toEqual(["A001", "A002", "A003"]);
    expect(rig.settled.map(({ outcome }) => outcome)).toEqual(["printed", "printed", "printed"]);
    expect(rig.garbage).toBe(0);
    expectHonest(rig);
  });

  test("is quiet and well for half an hour", () => {
    const rig = opened(settings);
    for (let minute = 0; minute < 30; minute++) rig.run(60_000);
    expect(rig.statuses).toHaveLength(1);
    expect(rig.reopens).toEqual([]);
  });

  test("sends nothing when the paper is out", () => {
    const rig = opened(settings);
    rig.paperEnd = true;
    rig.sensed();
    rig.print("A001");
    rig.run(4000);
    expect(rig.outcomes("A001")).toEqual(["failed"]);
    expect(rig.jobWrites).toEqual([]);
  });

  test.each<Fault>(["paper-end", "cover", "cutter"])(
    "%s in the middle is doubt, and proof when it came out after all",
    (fault) => {
      const rig = opened(settings);
      rig.strike = { offset: 60, fault };
      rig.print("A001");
      rig.run(4700);
      expect(rig.outcomes("A001")).toEqual(["unconfirmed"]);
      rig.mend();
      rig.run(6000);
      // A paper sensor that is asked in stream order cannot tell a late proof from a poll's answer.
      const late = settings.status === "gs-r" ? ["unconfirmed"] : ["unconfirmed", "printed"];
      expect(rig.outcomes("A001")).toEqual(late);
      rig.print("A002");
      rig.run(5000);
      expect(rig.outcomes("A002")).toEqual(["printed"]);
      expectHonest(rig);
    },
  );

  test.each([
    ["on the network", true],
    ["on a serial line", false],
  ])("a power cycle in the middle, %s, never becomes printed, and the next ticket comes out", (_where, network) => {
    const rig = opened(settings, network);
    rig.strike = { offset: 60, fault: "power-cycle" };
    rig.print("A001");
    rig.run(12_000);
    expect(rig.outcomes("A001")).toEqual(["unconfirmed"]);
    rig.print("A002");
    rig.run(8000);
    expect(rig.outcomes("A002")).toEqual(["printed"]);
    expectHonest(rig);
  });

  test("every byte offset, every fault: no false proof, no second paper, doubt within 5 s", () => {
    const bytes = opened(settings);
    bytes.print("A001");
    bytes.run(1000);
    const length = Math.max(...bytes.rawWrites.map((write) => write.length));
    const faults: readonly Fault[] = ["paper-end", "cover", "cutter", "power-cycle", "unplug", "hang"];
    const step = settings.status === undefined && settings.confirm === undefined ? 1 : 9;
    for (const fault of faults) {
      for (let offset = 0; offset < length; offset += step) {
        const rig = opened(settings, offset % 2 === 0);
        rig.strike = { offset, fault };
        rig.print("A001");
        rig.run(5000);
        expect(rig.outcomes("A001"), `${fault} at ${offset}`).toEqual(["unconfirmed"]);
        rig.mend();
        rig.print("A002");
        rig.run(12_000);
        expectSettled(rig, "A001");
        expectSettled(rig, "A002");
        expectHonest(rig);
      }
    }
  });

  test("answers lost, late, doubled or in a burst: never printed without proof", () => {
    const routes: ((at: number) => AnswerRoute)[] = [
      (at) => (_bytes, index) => (index === at ? [] : [3]),
      (at) => (_bytes, index) => (index === at ? [1500] : [3]),
      (at) => (_bytes, index) => (index === at ? [3, 40] : [3]),
      (at) => (_bytes, index) => (index === at ? [3, 3000] : [3]),
      (at) => (_bytes, index) => (index >= at ? [] : [3]),
      (at) => (_bytes, index) => (index >= at ? [900] : [3]),
    ];
    for (const routeFrom of routes) {
      for (let at = 0; at < 24; at++) {
        const rig = new Rig(settings);
        rig.route = routeFrom(at);
        rig.open();
        rig.run(50);
        rig.print("A001");
        rig.run(3000);
        rig.print("A002");
        rig.run(15_000);
        expectSettled(rig, "A001");
        expectSettled(rig, "A002");
        expectHonest(rig);
      }
    }
  });

  test("one stray byte, whatever its value and moment, proves nothing", () => {
    const every = settings.status === undefined && settings.confirm === undefined ? 1 : 7;
    for (let byte = 0; byte < 256; byte += every) {
      for (const atMs of [4, 8, 14, 18, 25, 200]) {
        const rig = opened(settings);
        rig.strike = { offset: 10, fault: byte % 2 === 0 ? "paper-end" : "power-cycle" };
        rig.after(atMs, () => rig.inject(Uint8Array.of(byte)));
        rig.print("A001");
        rig.run(6000);
        expectHonest(rig);
      }
    }
  });
});

describe("the state of the printer", () => {
  test.each([
    ["near end", { nearEnd: true }, { paper: "near-end" }],
    ["paper end", { paperEnd: true }, { paper: "end", online: false }],
    ["cover", { cover: true }, { coverOpen: true, online: false }],
    ["cutter", { cutter: true }, { cutterError: true, online: false }],
  ] as const)("%s is told within 5 s", (_name, happen, wanted) => {
    const rig = opened();
    Object.assign(rig, happen);
    rig.run(5000);
    expect(rig.statuses.at(-1)).toMatchObject(wanted);
  });

  test("near end prints on", () => {
    const rig = opened();
    rig.nearEnd = true;
    rig.print("A001");
    rig.run(3000);
    expect(rig.outcomes("A001")).toEqual(["printed"]);
  });

  test("an ASB printer says so at once", () => {
    const rig = opened({ status: "asb" });
    rig.cover = true;
    rig.sensed();
    rig.run(50);
    expect(rig.statuses.at(-1)).toMatchObject({ coverOpen: true });
  });

  test("three unanswered polls: no answer, and the line is opened anew", () => {
    const rig = opened();
    rig.route = () => [];
    rig.run(5000);
    expect(rig.statuses.at(-1)).toBeNull();
    expect(rig.reopens).toHaveLength(1);
    rig.route = () => [3];
    rig.run(3000);
    expect(rig.statuses.at(-1)).toMatchObject({ online: true, paper: "ok" });
  });

  test("noise while the state is asked is counted and asked again, not believed", () => {
    const rig = opened();
    // The second byte looks like "waiting for recovery, feed button": a believer would call the printer off line.
    rig.after(1927, () => rig.inject(Uint8Array.of(0x80, 0x72)));
    rig.run(6000);
    expect(rig.garbage).toBeGreaterThan(0);
    expect(rig.statuses).toEqual([{ online: true, paper: "ok", coverOpen: false, cutterError: false, error: false }]);
  });
});

describe("jobs", () => {
  test("without a line fail at once, with nothing sent", () => {
    const rig = new Rig();
    rig.print("A001");
    expect(rig.settled).toMatchObject([{ outcome: "failed", jobId: "job-A001" }]);
  });

  test("beyond the bound fail at once; those before them are printed", () => {
    const rig = opened();
    for (let job = 0; job < 40; job++) rig.print(`B${String(job).padStart(3, "0")}`);
    expect(rig.settled).toHaveLength(7);
    rig.run(60_000);
    expect(rig.settled.filter(({ outcome }) => outcome === "failed")).toHaveLength(7);
    expect(rig.printed).toHaveLength(33);
    expectHonest(rig);
  });

  test("waiting behind a lost line fail with nothing sent; the one under way is doubt", () => {
    const rig = opened();
    rig.print("A001");
    rig.print("A002");
    rig.run(100);
    rig.close("cable out");
    expect(rig.outcomes("A001")).toEqual(["unconfirmed"]);
    expect(rig.outcomes("A002")).toEqual(["failed"]);
    expect(rig.statuses.at(-1)).toBeNull();
  });

  test("a printer without status: the system taking the bytes must do, and the detail says so", () => {
    const rig = opened({ status: "none" });
    rig.print("A001");
    rig.run(100);
    expect(rig.settled).toMatchObject([{ outcome: "printed" }]);
    expect(rig.settled[0]?.detail).toContain("cannot report");
    expect(rig.rawWrites).toHaveLength(1);
    expect(rig.statuses).toMatchObject([{ online: true, paper: "unknown" }]);
  });

  test("confirm none asks the state after the ticket; a fault then is doubt", () => {
    const good = opened({ confirm: "none" });
    good.print("A001");
    good.run(3000);
    expect(good.outcomes("A001")).toEqual(["printed"]);
    const bad = opened({ confirm: "none" });
    bad.strike = { offset: 5, fault: "cover" };
    bad.print("A001");
    bad.run(3000);
    expect(bad.outcomes("A001")).toEqual(["unconfirmed"]);
  });

  test("after a ticket that broke off, its rest is filled up and cut away before the next", () => {
    const rig = opened();
    rig.strike = { offset: 30, fault: "unplug" };
    rig.print("A001");
    rig.run(3000);
    const broken = rig.rawWrites.find((write) => write.length > 60)?.length ?? 0;
    rig.print("A002");
    rig.run(3000);
    const next = toHex(rig.rawWrites.findLast((write) => write.length > 60) ?? new Uint8Array());
    expect(next.startsWith(`${"00".repeat(broken)}1b400a1d5642281b401c26`)).toBe(true);
    expect(rig.outcomes("A002")).toEqual(["printed"]);
    rig.print("A003");
    rig.run(3000);
    const third = toHex(rig.rawWrites.findLast((write) => write.length > 60) ?? new Uint8Array());
    expect(third.startsWith("1b401c26")).toBe(true);
  });

  test("the test page is a job like any other", () => {
    const rig = opened();
    rig.feed({ type: "test", jobId: "job-test" });
    rig.run(5000);
    expect(rig.settled).toMatchObject([{ jobId: "job-test", outcome: "printed" }]);
  });

  test("status questions never go out between a ticket's first byte and its last", () => {
    const rig = opened();
    rig.writtenMs = 3900;
    rig.print("A001");
    rig.run(60);
    const before = rig.rawWrites.length;
    rig.run(1500);
    expect(rig.rawWrites).toHaveLength(before);
  });
});

test("the same inputs give the same bytes", () => {
  const run = () => {
    const rig = opened({ confirm: "process-id", status: "asb" });
    rig.print("A001");
    rig.run(3000);
    return rig.rawWrites.map(toHex);
  };
  expect(run()).toEqual(run());
  expect(paperOf("A001").number).toBe("A001");
});
