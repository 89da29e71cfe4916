// The SMS modem against a scripted one: start-up, sending, and what is logged of it.
import { parse } from "node-pdu";
import { describe, expect, test } from "vitest";
import { ucs2Of } from "../../drivers/modems/sms-text.ts";
import { toHex } from "./adapters/adapter.ts";
import { bcd, deliverOf, ends, logOf, ready, received, reportOf, TEXT, TO } from "./given-modem.ts";
import { ModemRig } from "./scripted-modem.ts";

describe("the start-up", () => {
  test("asks and sets everything once, in order, and tells what the modem says of itself", () => {
    const rig = ready();
    const [attention, ...others] = rig.commands;
    expect(attention).toBe("AT");
    expect(others.filter((text) => text !== "AT")).toEqual([
      ...["ATE0", "AT+CMEE=1", "AT+CPIN?", "AT+CREG?", "AT+CSQ", "AT+COPS?", "AT+CGMR", "AT+CGSN"],
      ...["AT+CMGF=0", "AT+CNMI=2,1,0,1,0", "AT+CMGL=4"],
    ]);
    expect(rig.status.facts).toEqual({
      signal: "-73 dBm (20/31)",
      operator: "HALL TEST NET",
      firmware: "Revision:11.152",
      imei: "****7518",
      registration: "本地网 home network",
    });
  });

  test("asks for network, signal and stored messages every 30 s, and meanwhile whether it is there", () => {
    const rig = ready();
    rig.commands.length = 0;
    rig.run(61_000);
    const round = ["AT+CREG?", "AT+CSQ", "AT+CMGL=4"];
    expect(rig.commands.filter((text) => text !== "AT")).toEqual([...round, ...round]);
    expect(rig.commands.filter((text) => text === "AT").length).toBeGreaterThan(20);
  });

  test("enters the PIN once and hides it", () => {
    const rig = new ModemRig({ pin: "4711" });
    rig.habits.pin = "4711";
    rig.open();
    rig.run(3_000);
    expect(rig.status.state).toBe("online");
    expect(rig.commands.filter((text) => text.startsWith("AT+CPIN="))).toEqual(['AT+CPIN="4711"']);
    expect(logOf(rig)).not.toContain("4711");
    // The SIM was seen open: after a power cut it may be entered again.
    rig.reset();
    rig.run(20_000);
    expect(rig.status.state).toBe("online");
    expect(rig.commands.filter((text) => text.startsWith("AT+CPIN="))).toHaveLength(2);
  });

  test.each([
    ["a wrong PIN", { pin: "1111" }, 1],
    ["no PIN", {}, 0],
  ])("%s is never tried twice, whatever happens", (_name, settings, tries) => {
    const rig = new ModemRig(settings);
    rig.habits.pin = "4711";
    rig.open();
    for (let round = 0; round < 5; round++) {
      rig.run(60_000);
      rig.close();
      rig.open();
      rig.run(10_000);
      rig.reset();
    }
    rig.run(60_000);
    expect(rig.status).toMatchObject({ state: "faulted" });
    expect(rig.status.detail).toContain("PIN");
    expect(rig.commands.filter((text) => text.startsWith("AT+CPIN="))).toHaveLength(tries);
  });

  test("a SIM that has lost a try already is not asked again, even by a new session", () => {
    const rig = new ModemRig({ pin: "1111" });
    rig.habits.pin = "4711";
    rig.habits.answers.set("AT+CPINR=", ["+CPINR: SIM PIN,2,3", "OK"]);
    rig.open();
    rig.run(60_000);
    expect(rig.commands.filter((text) => text.startsWith("AT+CPIN="))).toEqual([]);
    expect(rig.status.state).toBe("faulted");
  });

  test("no SIM is said in words and looked for again", () => {
    const rig = new ModemRig();
    rig.habits.answers.set("AT+CPIN?", ["+CME ERROR: 10"]);
    rig.open();
    rig.run(3_000);
    expect(rig.status).toMatchObject({ state: "faulted", detail: "没有 SIM 卡 no SIM card (CME 10)" });
    rig.habits.answers.clear();
    rig.run(8_000);
    expect(rig.status.state).toBe("online");
  });

  test("a silent modem is noticed within 5 s, and its line opened anew", () => {
    const rig = new ModemRig();
    rig.habits.answers.set("AT", null);
    rig.open();
    rig.run(5_000);
    expect(rig.status.state).toBe("offline");
    rig.run(10_000);
    expect(rig.reopens).toBe(1);
    rig.habits.answers.clear();
    rig.run(20_000);
    expect(rig.status.state).toBe("online");
  });

  test("a command the modem does not know or never answers does not keep it from starting", () => {
    for (const answer of [["ERROR"], null]) {
      const rig = new ModemRig();
      for (const text of ["AT+COPS?", "AT+CGMR", "AT+CMGL=", "AT+CMEE="]) rig.habits.answers.set(text, answer);
      rig.open();
      rig.run(60_000);
      expect(rig.status.state).toBe("online");
    }
  });

  test("waits for the network, and sends when it is there", () => {
    const rig = new ModemRig();
    rig.habits.registration = 2;
    rig.open();
    rig.order("a", TO, TEXT);
    rig.run(30_000);
    expect(rig.status).toMatchObject({ state: "faulted", detail: "正在搜索网络 searching for a network" });
    expect(ends(rig)).toEqual([]);
    rig.habits.registration = 5;
    rig.run(10_000);
    expect(rig.status.state).toBe("online");
    expect(rig.ended("a")).toEqual(["sent"]);
  });
});

describe("sending", () => {
  test.each([
    ["UCS2", TEXT, 1],
    ["7-bit", "Please rate: reply 1 to 5.", 1],
    ["emoji", "谢谢 😀", 1],
    ["long UCS2", `${TEXT}😀`.repeat(8), 3],
    ["long 7-bit", "Dear citizen, ".repeat(30), 3],
  ])("%s arrives as it was meant", (_name, text, parts) => {
    const rig = ready();
    rig.order("a", TO, text);
    rig.run(30_000);
    expect(rig.ended("a")).toEqual(["sent"]);
    expect(rig.taken).toHaveLength(parts);
    const read = rig.taken.map(({ pdu, length }) => {
      expect(pdu.length / 2 - 1).toBe(length);
      return parse(pdu);
    });
    expect(read.map((part) => `+${part.address.phone}`)).toEqual(new Array(parts).fill(TO));
    expect(read.map((part) => ("data" in part ? part.data.getText() : "")).join("")).toBe(text);
    expect(rig.taken[0]?.pdu.slice(2, 4)).toBe(parts > 1 ? "71" : "31");
  });

  test("nothing personal is logged", () => {
    const rig = ready();
    rig.order("a", TO, TEXT);
    rig.run(10_000);
    rig.say("+CDS: 25", reportOf(18));
    rig.habits.memories.set(3, deliverOf("回复 5"));
    rig.say('+CMTI: "SM",3', `+CMT: "${TO}",,"26/01/05"`, "Thanks a lot");
    rig.run(10_000);
    expect(received(rig)).toHaveLength(1);
    const log = logOf(rig);
    for (const secret of [
      TO.slice(4),
      bcd(TO.slice(1)).slice(0, 10),
      bcd("447700900456"),
      toHex(ucs2Of("办件")).toUpperCase(),
    ]) {
      expect(log).not.toContain(secret);
    }
    for (const secret of ["Thanks", "490154203237518", toHex(ucs2Of("回复")).toUpperCase()])
      expect(log).not.toContain(secret);
    expect(log).toContain("<PDU 57 bytes>");
    expect(log).toContain("+44770****0123");
  });

  test.each(["13800001234", "+", "+12", "+0123456789", "+44770090012a", "+447700900123456789", "", "+44 7700 900123"])(
    "the number %j is refused before anything is sent",
    (to) => {
      const rig = ready();
      rig.commands.length = 0;
      rig.order("a", to, TEXT);
      rig.run(1_000);
      expect(rig.events).toMatchObject([{ type: "failed", smsId: "a", permanent: true }]);
      expect(rig.commands).toEqual([]);
      expect(JSON.stringify(rig.events)).not.toContain("900123");
    },
  );

  test("an empty and an endless text are refused", () => {
    const rig = ready();
    rig.order("a", TO, "");
    rig.order("b", TO, "好".repeat(6 * 67 + 1));
    rig.order("c", TO, "x".repeat(1_000_000));
    expect(rig.events.map((event) => event.type)).toEqual(["failed", "failed", "failed"]);
  });

  test("the queue is bounded, and an order under way is not taken twice", () => {
    const rig = new ModemRig({ ordersMax: 3 });
    for (const id of ["a", "b", "b", "c", "d"]) rig.order(id, TO, id);
    expect(rig.events).toMatchObject([{ type: "failed", smsId: "d", permanent: false }]);
    rig.open();
    rig.run(60_000);
    expect(["a", "b", "c"].map((id) => rig.ended(id))).toEqual([["sent"], ["sent"], ["sent"]]);
    expect(rig.taken).toHaveLength(3);
  });

  test("a late prompt is waited for, and one that never comes is left", () => {
    const rig = ready();
    rig.habits.promptMs = 4_000;
    rig.order("a", TO, TEXT);
    rig.run(10_000);
    expect(rig.ended("a")).toEqual(["sent"]);
    rig.habits.promptMs = 20_000;
    rig.order("b", TO, TEXT);
    rig.run(10_000);
    expect(rig.ended("b")).toEqual([]);
    rig.habits.promptMs = 0;
    rig.run(120_000);
    // The old prompt comes as well, while nobody wants it.
    expect(rig.ended("b")).toEqual(["sent"]);
    expect(rig.taken).toHaveLength(2);
    expect(rig.textSends).toBe(0);
  });

  test("line ends and prompts may come in any pieces", () => {
    const rig = new ModemRig();
    rig.habits.route = (bytes) => Array.from(bytes, (byte, i) => ({ bytes: Uint8Array.of(byte), ms: 2 + i }));
    rig.open();
    rig.order("a", TO, TEXT);
    rig.run(30_000);
    expect(rig.ended("a")).toEqual(["sent"]);
  });

  test("temporary errors before the PDU are tried again, three times, ever later", () => {
    const rig = ready();
    rig.habits.answers.set("AT+CMGS=", ["+CMS ERROR: 42"]);
    rig.order("a", TO, TEXT);
    rig.run(60_000);
    expect(rig.commands.filter((text) => text.startsWith("AT+CMGS"))).toHaveLength(4);
    expect(rig.events).toMatchObject([
      { type: "failed", smsId: "a", permanent: false, detail: "网络拥塞 network congested (CMS 42)" },
    ]);
    expect(rig.written).toEqual([]);
  });

  test.each([
    ["+CMS ERROR: 304", true],
    ["+CMS ERROR: 50", true],
    ["+CME ERROR: 4", true],
  ])("%s before the PDU ends it at once", (error, permanent) => {
    const rig = ready();
    rig.habits.answers.set("AT+CMGS=", [error]);
    rig.order("a", TO, TEXT);
    rig.run(60_000);
    expect(rig.commands.filter((text) => text.startsWith("AT+CMGS"))).toHaveLength(1);
    expect(rig.events).toMatchObject([{ type: "failed", permanent }]);
  });

  test.each([
    ["+CMS ERROR: 1", "failed", true],
    ["+CMS ERROR: 38", "failed", false],
    ["+CMS ERROR: 500", "failed", false],
    ["+CME ERROR: 30", "failed", false],
    ["ERROR", "unconfirmed", undefined],
    ["+CMS ERROR: 332", "unconfirmed", undefined],
    ["OK", "unconfirmed", undefined],
  ])("after the PDU %s is %s, and never tried again", (line, type, permanent) => {
    const rig = ready();
    rig.habits.verdict = () => ({ lines: [line], taken: false });
    rig.order("a", TO, TEXT);
    rig.run(120_000);
    expect(rig.events).toMatchObject([permanent === undefined ? { type } : { type, permanent }]);
    expect(rig.written).toHaveLength(1);
    rig.habits.verdict = null;
    rig.order("b", TO, TEXT);
    rig.run(60_000);
    expect(rig.ended("b")).toEqual(["sent"]);
  });

  test("silence after the PDU is doubt, and a late answer changes nothing", () => {
    const rig = ready();
    rig.habits.verdict = () => ({ lines: null, taken: true });
    rig.order("a", TO, TEXT);
    rig.run(40_000);
    rig.say("+CMGS: 99", "OK");
    rig.run(60_000);
    expect(rig.ended("a")).toEqual(["unconfirmed"]);
    expect(rig.written).toHaveLength(1);
    expect(rig.status.state).toBe("online");
  });

  test("a reference without its OK is proof enough", () => {
    const rig = ready();
    rig.habits.verdict = () => ({ lines: ["+CMGS: 40"], taken: true });
    rig.order("a", TO, TEXT);
    rig.run(60_000);
    expect(rig.ended("a")).toEqual(["sent"]);
  });

  test("when a later part fails, nobody says that nothing was sent", () => {
    const rig = ready();
    rig.habits.verdict = (count) =>
      count === 1 ? { lines: ["+CMGS: 1", "OK"], taken: true } : { lines: ["+CMS ERROR: 1"], taken: false };
    rig.order("a", TO, "好".repeat(100));
    rig.run(60_000);
    expect(rig.ended("a")).toEqual(["unconfirmed"]);
  });
});
