// An SMS modem that is unplugged or loses its power in the middle: nothing is sent twice, nothing as plain text.
import { describe, expect, test } from "vitest";
import { ready, TEXT, TO } from "./given-modem.ts";
import { ModemRig } from "./scripted-modem.ts";

describe("a pulled plug", () => {
  test("before the prompt: sent later, once", () => {
    const rig = ready();
    rig.habits.promptMs = 4_000;
    rig.order("a", TO, TEXT);
    rig.run(1_000);
    rig.close();
    rig.habits.promptMs = 0;
    rig.run(5_000);
    rig.open();
    rig.run(60_000);
    expect(rig.ended("a")).toEqual(["sent"]);
    expect(rig.taken).toHaveLength(1);
  });

  test("after the PDU: unconfirmed, and never again", () => {
    const rig = ready();
    rig.order("a", TO, TEXT);
    rig.run(500);
    expect(rig.written).toHaveLength(1);
    rig.close();
    rig.open();
    rig.run(60_000);
    expect(rig.ended("a")).toEqual(["unconfirmed"]);
    expect(rig.written).toHaveLength(1);
  });

  test("between two parts: unconfirmed at once, since the line may stay away", () => {
    const rig = ready();
    rig.habits.verdict = (count) => {
      rig.habits.promptMs = 4_000;
      return { lines: [`+CMGS: ${count}`, "OK"], taken: true };
    };
    rig.order("a", TO, "好".repeat(100));
    rig.run(3_000);
    rig.close();
    expect(rig.ended("a")).toEqual(["unconfirmed"]);
  });

  test("the queue waits while the line is away", () => {
    const rig = new ModemRig();
    rig.order("a", TO, TEXT);
    rig.open();
    rig.close();
    rig.order("b", TO, TEXT);
    rig.open();
    rig.run(60_000);
    expect([rig.ended("a"), rig.ended("b")]).toEqual([["sent"], ["sent"]]);
  });
});

describe("a reset of the modem", () => {
  const STEPS = ["AT", "ATE0", "AT+CPIN?", "AT+CREG?", "AT+CSQ", "AT+CMGF=0", "AT+CNMI=2,1,0,1,0", "AT+CMGL=4"];
  test.each([...STEPS, "AT+CMGS"])("at %s: all begins anew, and everything is sent once", (at) => {
    const rig = new ModemRig();
    let resets = 0;
    rig.habits.resetAt = (what) => what.startsWith(at) && (at !== "AT" || what === "AT") && resets++ === 0;
    rig.open();
    rig.order("a", TO, TEXT);
    rig.run(120_000);
    expect(resets).toBeGreaterThan(0);
    expect(rig.ended("a")).toEqual(["sent"]);
    expect(rig.taken).toHaveLength(1);
    expect(rig.textSends).toBe(0);
    expect(rig.status.state).toBe("online");
  });

  test("after the PDU: unconfirmed, and never again", () => {
    const rig = ready();
    let resets = 0;
    rig.habits.resetAt = (what) => what === "PDU" && resets++ === 0;
    rig.order("a", TO, TEXT);
    rig.order("b", TO, "second");
    rig.run(120_000);
    expect(rig.ended("a")).toEqual(["unconfirmed"]);
    expect(rig.ended("b")).toEqual(["sent"]);
    expect(rig.written).toHaveLength(2);
  });

  test.each([[["RDY"]], [["^BOOT:1,0"]], [["+CPIN: READY"]], [["+CFUN: 1", "Call Ready"]]])(
    "is known by %j while nothing is under way",
    (words) => {
      const rig = ready();
      rig.commands.length = 0;
      rig.reset(words);
      rig.run(10_000);
      expect(rig.commands.slice(0, 2)).toEqual(["AT", "ATE0"]);
      expect(rig.commands).toContain("AT+CMGF=0");
    },
  );

  test("that nobody announced is known by its echo, and no PDU goes into its text mode", () => {
    const rig = ready();
    rig.reset([]);
    rig.run(3_000);
    rig.order("a", TO, TEXT);
    rig.run(60_000);
    expect(rig.textSends).toBe(0);
    expect(rig.ended("a")).toEqual(["sent"]);
    expect(rig.taken).toHaveLength(1);
  });
});
