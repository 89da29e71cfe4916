// The print runner and what can be wrong: states in words, sessions that forget or throw, lines that never open.
import { describe, expect, test } from "vitest";
import type { PrinterEffect, PrinterInput, PrinterModel, PrinterStatus } from "../../drivers/kernel/model.ts";
import { paper, printerModel, printerOnWire, READY } from "./invented-printer.ts";

/** A printer whose session does as told, input by input, and is silent otherwise. */
function scripted(script: { readonly [T in PrinterInput["type"]]?: (input: PrinterInput) => PrinterEffect[] }) {
  const model: PrinterModel<unknown> = {
    ...printerModel,
    session: () => ({ step: (input) => script[input.type]?.(input) ?? [] }),
  };
  return printerOnWire({ model });
}

const write = (text: string): PrinterEffect => ({ do: "write", bytes: Buffer.from(text) });

describe("the state of a printer", () => {
  const said = async (status: PrinterStatus | null, detail = "") => {
    const { clock, printer } = scripted({ opened: () => [{ do: "status", status, detail }] });
    printer.start();
    await clock.advanceAsync(10);
    return `${printer.status().state} ${printer.status().detail}`;
  };

  test("names every cause that stops it, paper first", async () => {
    const all = { online: false, paper: "end", coverOpen: true, cutterError: true, error: true } as const;
    expect(await said(all)).toBe(
      "faulted 缺纸 paper is out；机盖打开 cover is open；切刀故障 cutter fault；打印机故障 printer fault",
    );
    expect(await said({ ...READY, coverOpen: true })).toBe("faulted 机盖打开 cover is open");
    expect(await said({ ...READY, cutterError: true })).toBe("faulted 切刀故障 cutter fault");
    expect(await said({ ...READY, error: true })).toBe("faulted 打印机故障 printer fault");
    expect(await said({ ...READY, online: false })).toBe("faulted 打印机脱机 printer is off line");
    expect(await said(READY, "fine")).toBe("online fine");
  });

  test("is offline when it does not answer, in the session's words or our own", async () => {
    expect(await said(null)).toBe("offline 打印机无应答 the printer does not answer");
    expect(await said(null, "no answer to DLE EOT")).toBe("offline no answer to DLE EOT");
  });

  test("waits for the first answer after opening", async () => {
    const { clock, printer } = scripted({});
    printer.start();
    await clock.advanceAsync(10);
    expect(printer.status()).toMatchObject({
      state: "starting",
      detail: "等待打印机应答 waiting for the printer's first answer",
    });
  });

  test("stays faulted after its session threw until the printer says that it is well", async () => {
    let failing = true;
    const { clock, printer, say } = scripted({
      opened: () => [{ do: "status", status: null, detail: "" }],
      bytes: () => {
        if (failing) throw "a bare word"; // As careless model code may.
        return [{ do: "status", status: READY, detail: "" }];
      },
    });
    printer.start();
    await clock.advanceAsync(10);
    say("?");
    await clock.advanceAsync(1_000);
    expect(printer.status()).toMatchObject({ state: "faulted", detail: "驱动出错 the driver failed: a bare word" });
    failing = false;
    say("?");
    await clock.advanceAsync(10);
    expect(printer.status().state).toBe("online");
  });
});

describe("a paper", () => {
  test("for a printer that was never started fails with no byte sent, and says so", async () => {
    const { clock, printer, printed } = printerOnWire();
    const result = printer.print("j1", paper("A001"));
    await clock.advanceAsync(2_100);
    expect(await result).toMatchObject({ outcome: "failed" });
    printer.start();
    await clock.advanceAsync(1_000);
    expect(printed()).toBe("");
  });

  test("of which nothing was written has failed when the line drops, even if the session forgets it", async () => {
    const { clock, printer, peer } = scripted({});
    printer.start();
    await clock.advanceAsync(10);
    const result = printer.print("j1", paper("A001"));
    await clock.advanceAsync(10);
    peer.cut();
    await clock.advanceAsync(10);
    expect(await result).toEqual({ outcome: "failed", detail: "memory wire was cut" });
  });

  test("of which something was written is in doubt when the line drops, even if the session forgets it", async () => {
    const { clock, printer, peer } = scripted({ print: () => [write(""), write("A001!")] });
    printer.start();
    await clock.advanceAsync(10);
    const result = printer.print("j1", paper("A001"));
    await clock.advanceAsync(10);
    peer.cut();
    await clock.advanceAsync(10);
    expect(await result).toEqual({ outcome: "unconfirmed", detail: "memory wire was cut" });
  });

  test("is in doubt when the session gives the line up right after writing; the rest is not written", async () => {
    const { clock, printer, printed } = scripted({
      print: () => [write("A0"), write("01!")],
      written: () => [{ do: "reopen", reason: "dead line" }],
    });
    printer.start();
    await clock.advanceAsync(10);
    const result = printer.print("j1", paper("A001"));
    await clock.advanceAsync(10_000);
    expect(await result).toEqual({ outcome: "unconfirmed", detail: "dead line" });
    expect(printer.status().counters.framesOut).toBe(1);
    expect(printed()).not.toContain("01!");
  });

  test("what a session would write to a closed line is never written", async () => {
    const { clock, printer, peer, printed } = scripted({ closed: () => [write("ghost!")] });
    printer.start();
    await clock.advanceAsync(10);
    peer.cut();
    await clock.advanceAsync(10);
    peer.restore();
    await clock.advanceAsync(10_000);
    expect(printer.status().state).toBe("starting");
    expect(printed()).toBe("");
  });

  test("a proof for an id that was never asked for counts for nothing: that id is printed when it is", async () => {
    const { clock, printer, say, printed } = printerOnWire();
    const late: string[] = [];
    printer.onLateOutcome((jobId) => {
      late.push(jobId);
      throw new Error("nobody takes it");
    });
    printer.start();
    await clock.advanceAsync(10);
    say("L");
    await clock.advanceAsync(10);
    expect(late).toEqual(["late"]);
    const result = printer.print("late", paper("A001"));
    await clock.advanceAsync(100);
    expect(await result).toMatchObject({ outcome: "printed" });
    expect(printed()).toBe("A001!");
  });

  test("a doubt repeated later is not told again", async () => {
    const doubt: PrinterEffect = { do: "settle", jobId: "j1", outcome: "unconfirmed", detail: "" };
    const { clock, printer, say } = scripted({ print: () => [doubt], bytes: () => [doubt] });
    const late: string[] = [];
    printer.onLateOutcome((jobId, outcome) => late.push(`${jobId} ${outcome}`));
    printer.start();
    await clock.advanceAsync(10);
    expect(await printer.print("j1", paper("A001"))).toMatchObject({ outcome: "unconfirmed" });
    say("?");
    await clock.advanceAsync(10);
    expect(late).toEqual([]);
  });

  test("is remembered while 500 others follow, and no longer", async () => {
    const { clock, printer, printed } = printerOnWire();
    const print = async (jobId: string, number: string) => {
      const result = printer.print(jobId, paper(number));
      await clock.advanceAsync(30);
      expect(await result).toMatchObject({ outcome: "printed" });
    };
    printer.start();
    await clock.advanceAsync(10);
    await print("first", "A001");
    for (let n = 0; n < 499; n++) await print(`j${n}`, "x");
    const before = printed().length;
    await print("first", "A001");
    expect(printed()).toHaveLength(before);
    // The repeat was an answer from memory and made nothing younger.
    await print("one-more", "x");
    await print("first", "A001");
    expect(printed().match(/A001!/g)).toHaveLength(2);
  });
});

describe("closing", () => {
  test("a printer at rest takes no time and no paper", async () => {
    const { clock, printer } = printerOnWire();
    printer.start();
    await clock.advanceAsync(10);
    const closed = printer.close();
    await clock.advanceAsync(0);
    await closed;
    expect(printer.status()).toMatchObject({ state: "offline", detail: "已停止 stopped" });
    expect(await printer.print("j1", paper("A001"))).toMatchObject({ outcome: "failed" });
  });
});
