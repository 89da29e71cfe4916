// What an SMS modem hands over: delivery reports, messages whole and in parts; and the technician's test.
import { describe, expect, test } from "vitest";
import { delivered, deliverOf, ready, received, reportOf, TEXT, TO } from "./given-modem.ts";
import { ModemRig } from "./scripted-modem.ts";

describe("delivery reports", () => {
  function sent(text = TEXT) {
    const rig = ready();
    rig.order("a", TO, text);
    rig.run(30_000);
    expect(rig.ended("a")).toEqual(["sent"]);
    return { rig, references: rig.taken.map(({ reference }) => reference) };
  }

  test("tell once that it was delivered", () => {
    const { rig, references } = sent();
    for (let times = 0; times < 3; times++) rig.say("+CDS: 25", reportOf(references[0] ?? 0));
    rig.run(1_000);
    expect(delivered(rig)).toEqual([{ type: "delivered", smsId: "a", ok: true, detail: "已送达 delivered" }]);
  });

  test("of all parts make one", () => {
    const { rig, references } = sent("好".repeat(150));
    expect(references).toHaveLength(3);
    for (const reference of [...references].reverse()) {
      expect(delivered(rig)).toEqual([]);
      rig.say("+CDS: 25", reportOf(reference), "+CDS: 25", reportOf(reference));
      rig.run(1_000);
    }
    expect(delivered(rig)).toMatchObject([{ ok: true }]);
  });

  test("of one part that will never arrive decides", () => {
    const { rig, references } = sent("好".repeat(150));
    rig.say("+CDS: 25", reportOf(references[1] ?? 0, 0x46));
    for (const reference of references) rig.say("+CDS: 25", reportOf(reference));
    rig.run(1_000);
    expect(delivered(rig)).toEqual([
      { type: "delivered", smsId: "a", ok: false, detail: "有效期已过 validity period expired (70)" },
    ]);
  });

  test("of other numbers, other references or still trying mean nothing", () => {
    const { rig, references } = sent();
    const reference = references[0] ?? 0;
    rig.say("+CDS: 25", reportOf(reference, 0, "+447700900999"), "+CDS: 25", reportOf(reference + 1));
    rig.say("+CDS: 25", reportOf(reference, 0x30), "+CDS: 25", "ZZ", "+CDS: 25", "OK");
    rig.run(1_000);
    expect(delivered(rig)).toEqual([]);
    rig.say("+CDS: 25", reportOf(reference).replace("0C91", "0C81"));
    rig.run(1_000);
    expect(delivered(rig)).toMatchObject([{ ok: true }]);
  });

  test("that were stored are fetched and deleted", () => {
    const { rig, references } = sent();
    rig.habits.memories.set(4, reportOf(references[0] ?? 0));
    rig.commands.length = 0;
    rig.say('+CDSI: "SR",4');
    rig.run(5_000);
    expect(rig.commands.slice(0, 3)).toEqual(['AT+CPMS="SR"', "AT+CMGR=4", "AT+CMGD=4"]);
    expect(delivered(rig)).toMatchObject([{ ok: true }]);
  });

  test("faster than the modem's own answer are told after `sent`", () => {
    const rig = ready();
    rig.habits.verdict = () => ({ lines: ["+CMGS: 9", "+CDS: 25", reportOf(9), "OK"], taken: true });
    rig.order("a", TO, TEXT);
    rig.run(10_000);
    expect(rig.events.map(({ type }) => type)).toEqual(["sent", "delivered"]);
  });
});

describe("what comes in", () => {
  test("is fetched, told and deleted", () => {
    const rig = ready();
    rig.habits.memories.set(7, deliverOf("5 非常满意"));
    rig.say('+CMTI: "SM",7');
    rig.run(5_000);
    expect(received(rig)).toEqual([{ type: "received", from: "+447700900456", text: "5 非常满意" }]);
    expect(rig.habits.memories.size).toBe(0);
  });

  test("and whose notice was lost on the line is found by itself", () => {
    const rig = ready();
    rig.habits.memories.set(7, deliverOf("5"));
    rig.run(35_000);
    expect(received(rig)).toMatchObject([{ text: "5" }]);
    expect(rig.habits.memories.size).toBe(0);
  });

  test("and cannot be read stays where it is, and is not asked for again and again", () => {
    const rig = ready();
    rig.habits.memories.set(7, "0041FFFFFFFFFFFFFFFF");
    rig.run(200_000);
    expect(received(rig)).toEqual([]);
    expect(rig.commands.filter((text) => text === "AT+CMGR=7")).toHaveLength(3);
    expect(rig.habits.memories.size).toBe(1);
  });

  test("directly, and while a message is being sent", () => {
    const rig = ready();
    rig.order("a", TO, TEXT);
    rig.run(500);
    rig.say("+CMT: ,30", deliverOf("4"));
    rig.habits.memories.set(1, deliverOf("3"));
    rig.say('+CMTI: "ME",1');
    rig.run(10_000);
    expect(received(rig).map((event) => ("text" in event ? event.text : ""))).toEqual(["4", "3"]);
    expect(rig.ended("a")).toEqual(["sent"]);
  });

  test("while the service was away is found at the start", () => {
    const rig = new ModemRig();
    for (let index = 1; index <= 30; index++) rig.habits.memories.set(index, deliverOf(`No ${index}`));
    rig.open();
    rig.run(30_000);
    expect(received(rig)).toHaveLength(30);
    expect(rig.habits.memories.size).toBe(0);
  });

  test("and could not be deleted is told once", () => {
    const rig = ready();
    let resets = 0;
    rig.habits.resetAt = (what) => what === "AT+CMGD=7" && resets++ === 0;
    rig.habits.memories.set(7, deliverOf("5"));
    rig.say('+CMTI: "SM",7');
    rig.run(60_000);
    expect(resets).toBe(1 + 1);
    expect(received(rig)).toHaveLength(1);
    expect(rig.habits.memories.size).toBe(0);
  });

  test("in parts is joined, in any order, mixed and repeated", () => {
    const rig = ready();
    const part = (number: number, text: string, reference = 5) => deliverOf(text, { reference, total: 3, number });
    const other = deliverOf("另", { reference: 5, total: 3, number: 1 }, "447700900789");
    for (const pdu of [part(3, "丙"), part(1, "甲"), other, part(1, "甲"), part(2, "乙")]) rig.say("+CMT: ,30", pdu);
    rig.run(1_000);
    expect(received(rig)).toEqual([{ type: "received", from: "+447700900456", text: "甲乙丙" }]);
  });

  test("in parts of which some never come is handed on with its gaps", () => {
    const rig = ready();
    rig.say("+CMT: ,30", deliverOf("满意", { reference: 5, total: 3, number: 2 }));
    rig.run(9 * 60_000);
    expect(received(rig)).toEqual([]);
    rig.run(3 * 60_000);
    expect(received(rig)).toMatchObject([{ text: "…满意…" }]);
  });

  test("in endless unfinished parts is bounded", () => {
    const rig = ready();
    for (let reference = 0; reference < 200; reference++) {
      rig.say("+CMT: ,30", deliverOf(`n${reference}`, { reference, total: 2, number: 1 }));
      rig.run(10);
    }
    expect(received(rig)).toHaveLength(200 - 32);
  });

  test("and cannot be read is left where it is", () => {
    const rig = ready();
    rig.habits.memories.set(7, "00FF0C91447700900456000862105090");
    rig.say('+CMTI: "SM",7');
    rig.run(60_000);
    expect(rig.commands.filter((text) => text === "AT+CMGR=7")).toHaveLength(3);
    expect(rig.habits.memories.size).toBe(1);
    expect(rig.status.state).toBe("online");
  });
});

describe("a technician's test", () => {
  test("is answered in every state", () => {
    const rig = new ModemRig();
    rig.give({ type: "test", id: "t0" });
    rig.open();
    rig.run(3_000);
    rig.give({ type: "test", id: "t1" });
    rig.run(1_000);
    rig.habits.answers.set("AT+CSQ", null);
    rig.give({ type: "test", id: "t2" });
    rig.run(10_000);
    rig.habits.answers.clear();
    rig.run(10_000);
    rig.give({ type: "test", id: "t3" });
    rig.close();
    expect(rig.events).toMatchObject([
      { type: "tested", id: "t0", ok: false },
      { type: "tested", id: "t1", ok: true, detail: "信号 signal -73 dBm (20/31)" },
      { type: "tested", id: "t2", ok: false },
      { type: "tested", id: "t3", ok: false },
    ]);
  });
});
