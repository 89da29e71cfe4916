// What proves that a ticket was printed, and what does not: process ids and barriers, late, doubled, lost.
import { describe, expect, test } from "vitest";
import { AnswerCount } from "../../drivers/printers/answer-count.ts";
import { toHex } from "./adapters/adapter.ts";
import { expectHonest, opened, type Rig } from "./scripted-printer.ts";

describe("process ids", () => {
  const own = (rig: Rig) =>
    toHex(rig.rawWrites.findLast((write) => write[0] === 0x1d && write[2] === 0x48) ?? new Uint8Array());

  test("an id of no job of ours proves nothing", () => {
    const rig = opened({ confirm: "process-id" });
    rig.route = (bytes) => (bytes[0] === 0x37 ? [] : [3]);
    rig.print("A001");
    rig.run(400);
    rig.inject(Uint8Array.from(Buffer.from("372239393938" + "00", "hex")));
    rig.run(6000);
    expect(rig.outcomes("A001")).toEqual(["unconfirmed"]);
    expect(rig.garbage).toBe(7);
  });

  test("a late answer turns doubt into proof, once", () => {
    const rig = opened({ confirm: "process-id" });
    rig.route = (bytes) => (bytes[0] === 0x37 ? [7000, 7500] : [3]);
    rig.print("A001");
    rig.run(20_000);
    expect(rig.outcomes("A001")).toEqual(["unconfirmed", "printed"]);
  });

  test("a newer ticket's id proves the older one whose answer was lost", () => {
    const rig = opened({ confirm: "process-id" });
    let lost = 1;
    rig.route = (bytes) => (bytes[0] === 0x37 && lost-- > 0 ? [] : [3]);
    rig.print("A001");
    rig.run(6000);
    rig.print("A002");
    rig.run(3000);
    expect(rig.outcomes("A001")).toEqual(["unconfirmed", "printed"]);
    expect(rig.outcomes("A002")).toEqual(["printed"]);
    expectHonest(rig);
  });

  test("are four printable characters, different for every job", () => {
    const rig = opened({ confirm: "process-id" });
    const seen = new Set<string>();
    for (let job = 0; job < 20; job++) {
      rig.print(`C${String(job).padStart(3, "0")}`);
      rig.run(1000);
      expect(own(rig)).toMatch(/^1d28480600303[0](3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]){4}$/);
      seen.add(own(rig));
    }
    expect(seen.size).toBe(20);
  });
});

describe("proof", () => {
  const isBarrier = (bytes: Uint8Array) => bytes[0] === 0x1d && bytes[1] === 0x72;
  const isTicket = (bytes: Uint8Array) => bytes.length > 60;

  test("is not asked for before the system took the whole ticket, however late it reports the writes before", () => {
    const rig = opened();
    rig.writtenMs = 50;
    rig.print("A001");
    rig.run(3000);
    const ticketMs = rig.writeTimesMs[rig.rawWrites.findIndex(isTicket)] ?? 0;
    const barrierMs = rig.writeTimesMs[rig.rawWrites.findIndex(isBarrier)] ?? 0;
    expect(barrierMs - ticketMs).toBeGreaterThanOrEqual(50);
    expect(rig.outcomes("A001")).toEqual(["printed"]);
  });

  test("of an old question, late and doubled, is none for the next ticket", () => {
    for (let lateMs = 5100; lateMs < 8000; lateMs += 50) {
      const rig = opened();
      rig.printMs = 2500;
      let first = true;
      rig.route = (bytes) => {
        const isFirstBarrier = first && bytes[0] === 0x00;
        if (isFirstBarrier) first = false;
        return isFirstBarrier ? [lateMs - 2500, lateMs - 2490] : [3];
      };
      rig.print("A001");
      rig.run(5000);
      rig.print("A002");
      rig.run(10_000);
      expectHonest(rig);
      expect(rig.outcomes("A002")).toEqual(["printed"]);
    }
  });

  test("is taken with a state asked after it, never with one asked before", () => {
    const rig = opened();
    rig.printMs = 560;
    rig.route = (bytes) => [bytes[0] === 0x00 ? 3 : 100];
    rig.print("A001");
    rig.run(5000);
    expect(rig.outcomes("A001")).toEqual(["printed"]);
    const printedMs = rig.settled[0]?.atMs ?? 0;
    const writes = rig.rawWrites.filter((_, at) => (rig.writeTimesMs[at] ?? 0) < printedMs).map(toHex);
    const afterBarrier = writes.slice(writes.lastIndexOf("1d7201") + 1);
    expect(afterBarrier.slice(-4)).toEqual(["100401", "100402", "100403", "100404"]);
    expect(rig.garbage).toBe(0);
  });

  test("by process id between a question and its answer leaves that answer its place", () => {
    const rig = opened({ confirm: "process-id" });
    rig.printMs = 560;
    rig.route = (bytes) => [bytes[0] === 0x37 ? 3 : 100];
    rig.print("A001");
    rig.print("A002");
    rig.run(6000);
    expect(rig.settled.map(({ outcome }) => outcome)).toEqual(["printed", "printed"]);
    expect(rig.garbage).toBe(0);
  });

  test("that comes late with a fault beside it leaves the doubt", () => {
    const rig = opened();
    rig.strike = { offset: 60, fault: "paper-end" };
    rig.print("A001");
    rig.run(4700);
    rig.mend();
    rig.after(310, () => {
      rig.cover = true;
    });
    rig.run(6000);
    expect(rig.outcomes("A001")).toEqual(["unconfirmed"]);
  });

  test("does not come from a stray byte after a silence that may have emptied the buffer", () => {
    const rig = opened({}, false);
    rig.bootMs = 1500;
    rig.strike = { offset: 60, fault: "paper-end" };
    rig.print("A001");
    rig.run(2000);
    expect(rig.outcomes("A001")).toEqual(["unconfirmed"]);
    rig.powerCycle();
    rig.mend();
    rig.run(6000);
    rig.inject(Uint8Array.of(0x00));
    rig.run(6000);
    expect(rig.outcomes("A001")).toEqual(["unconfirmed"]);
  });
});

test("what was lost for good costs one more question, and then none", () => {
  const count = new AnswerCount();
  count.begin(2);
  count.asked();
  count.abandon(); // Lost for good.
  count.begin(2);
  count.asked();
  expect(count.answered()).toBe("more");
  count.asked();
  expect(count.answered()).toBe("more");
  count.asked();
  expect(count.answered()).toBe("done");
  count.quiet();
  expect(count.answered()).toBe("stray");
  count.begin(2);
  count.asked();
  count.answered();
  count.asked();
  expect(count.answered()).toBe("done");
});
