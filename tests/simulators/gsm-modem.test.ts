// Simulated SMS modem: its command line, sending with reports, messages that come in, and its troubles.
import { parse, type Report, Submit } from "node-pdu";
import { describe, expect, test } from "vitest";
import {
  ACK_MS,
  BOOT_MS,
  createSimulator,
  PROMPT_LATE_MS,
  REPORT_MS,
  REPORTS_MAX,
  SEND_MS,
  SENDER_DEFAULT,
} from "../../simulators/modems/gsm.ts";
import { LINE_BYTES_MAX } from "../../simulators/modems/gsm-at.ts";
import { HELD_MAX, INCOMPLETE_MAX, SENT_MAX, SLOTS_MAX } from "../../simulators/modems/gsm-store.ts";
import { turnedClock } from "./turned-clock.ts";

const TO = "+447700900123";

function modem() {
  const clock = turnedClock();
  const device = createSimulator({}, { clock });
  let heard = "";
  device.onSend((bytes) => {
    heard += Buffer.from(bytes).toString("latin1");
  });
  const take = (): string => {
    const said = heard;
    heard = "";
    return said;
  };
  const type = (text: string): string => {
    take();
    device.receive(Buffer.from(text, "latin1"));
    return take();
  };
  return { device, clock, take, type, at: (command: string) => type(`${command}\r`) };
}

type Bench = ReturnType<typeof modem>;

function ready(): Bench {
  const bench = modem();
  for (const command of ["ATE0", "AT+CMGF=0", "AT+CNMI=2,1,0,1,0"]) expect(bench.at(command)).toContain("OK");
  return bench;
}

/** PDUs that ask for a report, and what AT+CMGS has to announce. */
function pdusOf(text: string, withReport = true): { readonly hex: string; readonly octets: number }[] {
  return new Submit(TO, text).getPartStrings().map((hex) => {
    const first = Number.parseInt(hex.slice(2, 4), 16);
    const wanted = withReport ? first | 0x20 : first & ~0x20;
    const pdu = `00${wanted.toString(16).padStart(2, "0")}${hex.slice(4)}`;
    return { hex: pdu, octets: pdu.length / 2 - 1 };
  });
}

/** Sends a text part by part; every answer behind the prompt. */
function send({ at, type, clock, take }: Bench, text: string, withReport = true): string[] {
  return pdusOf(text, withReport).map(({ hex, octets }) => {
    expect(at(`AT+CMGS=${octets}`)).toBe("\r\n> ");
    expect(type(`${hex}\x1a`)).toBe("");
    clock.advance(SEND_MS);
    return take();
  });
}
const smsOf = ({ device }: Bench) =>
  (device.view().sms as { to: string; text: string; parts: number }[]).map(({ to, text, parts }) => ({
    to,
    text,
    parts,
  }));

describe("the command line", () => {
  test("echoes what is typed until it is told not to", () => {
    const { at, type } = modem();
    expect(at("AT")).toBe("AT\r\r\nOK\r\n");
    expect(at("ATE0")).toBe("ATE0\r\r\nOK\r\n");
    expect(at("at")).toBe("\r\nOK\r\n");
    expect(type("AT\r\n")).toBe("\r\nOK\r\n");
    expect(type("AX\b\bAT\r")).toBe("\r\nOK\r\n");
    expect(at("ATE1")).toBe("\r\nOK\r\n");
    expect(at("ATZ")).toContain("ATZ");
  });

  test.each([
    ["AT+CPIN?", "+CPIN: READY"],
    ["AT+CREG?", "+CREG: 0,1"],
    ["AT+CSQ", "+CSQ: 23,99"],
    ["AT+COPS?", '+COPS: 0,0,"HALL TEST NET"'],
    ["AT+CGMR", "SIM-GSM R1.0"],
    ["AT+CMGF?", "+CMGF: 0"],
    ["AT+CSMS?", "+CSMS: 0,1,1,1"],
    ["AT+CPMS?", "+CPMS: 0,20,0,20,0,20"],
  ])("answers %s with %s", (command, said) => {
    expect(ready().at(command)).toBe(`\r\n${said}\r\n\r\nOK\r\n`);
  });

  test.each(["AT+CMGF=1", "AT+NONSENSE", "AT+CMGF=0;+NONSENSE;+CSQ"])("refuses %s", (command) => {
    expect(ready().at(command)).toBe("\r\nERROR\r\n");
  });

  test("takes several commands in a line, and passes over what is no command", () => {
    const { at } = ready();
    expect(at("AT+CMGF=0;+CSQ;+CREG?")).toBe("\r\n+CSQ: 23,99\r\n\r\n+CREG: 0,1\r\n\r\nOK\r\n");
    expect([at("hello"), at(""), at("\x00\x00AT")]).toEqual(["", "", "\r\nOK\r\n"]);
    expect(at("x".repeat(LINE_BYTES_MAX * 3))).toBe("");
    expect(at("AT")).toBe("\r\nOK\r\n");
  });

  test("half a command dies with the host", () => {
    const { device, at, type } = ready();
    type("AT+CMG");
    device.hostGone();
    expect(at("AT")).toBe("\r\nOK\r\n");
    expect(at("AT+CMGS=20")).toBe("\r\n> ");
    device.hostGone();
    expect(at("AT")).toBe("\r\nOK\r\n");
  });
});

describe("a message that is sent", () => {
  test("gets a reference, and a report some seconds later", () => {
    const bench = ready();
    expect(send(bench, "请到三号窗口")).toEqual(["\r\n+CMGS: 1\r\n\r\nOK\r\n"]);
    expect([bench.device.display, smsOf(bench)]).toEqual([
      "请到三号窗口",
      [{ to: TO, text: "请到三号窗口", parts: 1 }],
    ]);
    bench.clock.advance(REPORT_MS - 1);
    expect(bench.take()).toBe("");
    bench.clock.advance(1);
    const [, length, hex = ""] = /^\r\n\+CDS: (\d+)\r\n([0-9A-F]+)\r\n$/.exec(bench.take()) ?? [];
    expect(Number(length)).toBe(hex.length / 2 - 1);
    const report = parse(hex) as Report;
    expect([report.reference, report.address.phone, report.status]).toEqual([1, TO.slice(1), 0]);
    expect(send(bench, "第二条")).toEqual(["\r\n+CMGS: 2\r\n\r\nOK\r\n"]);
  });

  test("has no report when none was asked for", () => {
    const bench = ready();
    send(bench, "1", false);
    bench.clock.advance(REPORT_MS * 10);
    expect([bench.take(), bench.clock.pending]).toEqual(["", 0]);
  });

  test("is joined from its parts, in whatever order, and counted once", () => {
    const bench = ready();
    const text = `${"请到三号窗口，谢谢。".repeat(20)}完`;
    expect(send(bench, text)).toHaveLength(4);
    expect(smsOf(bench)).toEqual([{ to: TO, text, parts: 4 }]);
    expect(bench.device.view().incomplete).toEqual([]);
    const [first, ...others] = pdusOf(text);
    for (const { hex, octets } of [...others.reverse(), ...others]) {
      bench.at(`AT+CMGS=${octets}`);
      bench.type(`${hex}\x1a`);
      bench.clock.advance(SEND_MS);
    }
    expect([smsOf(bench).length, bench.device.view().incomplete]).toEqual([1, [{ to: TO, parts: 3, total: 4 }]]);
    bench.at(`AT+CMGS=${first?.octets}`);
    bench.type(`${first?.hex}\x1a`);
    bench.clock.advance(SEND_MS);
    expect([smsOf(bench).length, smsOf(bench)[1]?.text]).toEqual([2, text]);
  });

  test("is given up with 1B", () => {
    const { at, type, device } = ready();
    at("AT+CMGS=20");
    expect(device.view().entering).toBe(true);
    expect(type("0011\x1b")).toBe("\r\nOK\r\n");
    expect([at("AT"), device.view().entering]).toEqual(["\r\nOK\r\n", false]);
  });

  test("is refused when it is no PDU or not as long as announced", () => {
    const { at, type } = ready();
    const [{ hex, octets } = { hex: "", octets: 0 }] = pdusOf("1");
    at(`AT+CMGS=${octets + 1}`);
    expect(type(`${hex}\x1a`)).toBe("\r\n+CMS ERROR: 304\r\n");
    at("AT+CMGS=3");
    expect(type("hello\x1a")).toBe("\r\n+CMS ERROR: 304\r\n");
    expect(at("AT+CMGS=many")).toBe("\r\n+CMS ERROR: 304\r\n");
  });

  test("is echoed while it is entered, when echo is on", () => {
    const { at, type } = modem();
    expect(at("AT+CMGS=20")).toBe("AT+CMGS=20\r\r\n> ");
    expect(type("00")).toBe("00");
  });

  test("is remembered, but not for ever; nor are reports and missing parts", () => {
    const bench = ready();
    for (let i = 0; i < SENT_MAX + 10; i++) {
      send(bench, `第${i}条`);
      bench.clock.advance(0);
    }
    expect(smsOf(bench)).toHaveLength(SENT_MAX);
    expect(bench.device.view().reportsUnderWay).toBeLessThanOrEqual(REPORTS_MAX);
    const part = (ref: number) => `0051000C9144770091032000080108050003${ref.toString(16).padStart(2, "0")}02014F60`;
    for (let ref = 0; ref < INCOMPLETE_MAX + 10; ref++) {
      bench.at(`AT+CMGS=${part(ref).length / 2 - 1}`);
      bench.type(`${part(ref)}\x1a`);
      bench.clock.advance(SEND_MS);
    }
    expect(bench.device.view().incomplete).toHaveLength(INCOMPLETE_MAX);
  });
});

describe("a message that comes in", () => {
  const pduOf = (said: string): string => /\r\n([0-9A-F]{20,})\r\n/.exec(said)?.[1] ?? "";

  test("is announced, read and deleted", () => {
    const { device, take, at } = ready();
    expect(device.press({ text: "好的" })).toEqual({ ok: true });
    expect(take()).toBe('\r\n+CMTI: "SM",1\r\n');
    const read = at("AT+CMGR=1");
    expect(read).toMatch(/^\r\n\+CMGR: 0,,\d+\r\n[0-9A-F]+\r\n\r\nOK\r\n$/);
    expect(parse(pduOf(read)).address.phone).toBe(SENDER_DEFAULT.slice(1));
    expect(at("AT+CMGR=1")).toContain("+CMGR: 1,,");
    expect(at("AT+CMGL=4")).toContain("+CMGL: 1,1,,");
    expect(at("AT+CMGD=1")).toBe("\r\nOK\r\n");
    expect([at("AT+CMGR=1"), at("AT+CMGD=1")]).toEqual(["\r\n+CMS ERROR: 321\r\n", "\r\n+CMS ERROR: 321\r\n"]);
  });

  test("names its sender, and is told at once with its text when the host wants it so", () => {
    const { device, take, at } = ready();
    at("AT+CSMS=1");
    at("AT+CNMI=2,2,0,1,0");
    device.press({ text: "OK", key: "+447700900789" });
    const said = take();
    expect(said).toMatch(/^\r\n\+CMT: ,\d+\r\n[0-9A-F]+\r\n$/);
    expect(parse(pduOf(said)).address.phone).toBe("447700900789");
    expect([at("AT+CNMA"), at("AT+CNMA")]).toEqual(["\r\nOK\r\n", "\r\n+CMS ERROR: 340\r\n"]);
  });

  test("is not told any more to a host that does not acknowledge", () => {
    const { device, clock, take, at } = ready();
    at("AT+CSMS=1");
    at("AT+CNMI=2,2,0,1,0");
    device.press({ text: "1" });
    clock.advance(ACK_MS);
    take();
    device.press({ text: "2" });
    expect([take(), device.view().stored]).toEqual(["", 1]);
  });

  test("is silent until the host asks for it", () => {
    const { device, take, at } = modem();
    device.press({ text: "1" });
    expect(take()).toBe("");
    expect(at("AT+CMGL=0")).toContain("+CMGL: 1,0,,");
    expect(at("AT+CMGL")).not.toContain("+CMGL: 1");
  });

  test("comes in parts when it is long, and waits in the network when the card is full", () => {
    const { device, take, at } = ready();
    device.press({ text: "请".repeat(100) });
    expect(take()).toBe('\r\n+CMTI: "SM",1\r\n\r\n+CMTI: "SM",2\r\n');
    for (let i = 0; i < SLOTS_MAX + HELD_MAX + 10; i++) device.press({ text: `${i}` });
    expect(device.view().stored).toBe(SLOTS_MAX);
    take();
    expect(at("AT+CMGD=5")).toBe('\r\n+CMTI: "SM",5\r\n\r\nOK\r\n');
    for (let i = 0; i < 10; i++) at("AT+CMGD=1,4");
    expect(device.view().stored).toBe(0);
  });

  test.each([
    [{ key: "+447700900789" }],
    [{ text: "" }],
    [{ text: "a", key: "sipgate" }],
    [{ text: "请".repeat(700) }],
  ])("cannot be %j", (press) => {
    expect(ready().device.press(press)).toEqual({ ok: false, allowed: [] });
  });
});

describe("reports go where the host wants them", () => {
  test("into the card", () => {
    const bench = ready();
    bench.at("AT+CNMI=2,1,0,2,0");
    send(bench, "1");
    bench.clock.advance(REPORT_MS);
    expect(bench.take()).toBe('\r\n+CDSI: "SM",1\r\n');
    expect(bench.at("AT+CMGR=1")).toContain("+CMGR: 0,,");
  });

  test("nowhere", () => {
    const bench = ready();
    bench.at("AT+CNMI=2,1,0,0,0");
    send(bench, "1");
    bench.clock.advance(REPORT_MS);
    expect(bench.take()).toBe("");
  });
});

describe("troubles", () => {
  const [{ hex, octets } = { hex: "", octets: 0 }] = pdusOf("请到窗口");

  test("no card", () => {
    const { device, at, take } = ready();
    device.setFault("no-sim");
    expect(at("AT+CPIN?")).toBe("\r\n+CME ERROR: 10\r\n");
    expect(at("AT+CMGS=20")).toBe("\r\n+CMS ERROR: 310\r\n");
    expect([at("AT+CREG?"), device.press({ text: "1" }), take()]).toEqual([
      "\r\n+CREG: 0,2\r\n\r\nOK\r\n",
      { ok: true },
      "",
    ]);
    at("AT+CMEE=0");
    expect(at("AT+CPIN?")).toBe("\r\nERROR\r\n");
  });

  test("a PIN, and three wrong ones lock the card", () => {
    const { device, at } = ready();
    device.setFault("pin-needed");
    expect(at("AT+CPIN?")).toContain("+CPIN: SIM PIN");
    expect(at("AT+CMGS=20")).toBe("\r\n+CMS ERROR: 311\r\n");
    expect(at('AT+CPIN="0000"')).toBe("\r\n+CME ERROR: 16\r\n");
    expect(at('AT+CPIN="1234"')).toBe("\r\nOK\r\n");
    expect(at("AT+CPIN?")).toContain("READY");
    device.setFault("unplugged");
    device.setFault("pin-needed");
    at("ATE0");
    for (let i = 0; i < 3; i++) at("AT+CPIN=9999");
    expect(at("AT+CPIN?")).toContain("SIM PUK");
    expect(at("AT+CPIN=1234")).toBe("\r\n+CME ERROR: 12\r\n");
  });

  test("no network: the error comes only after the message was taken", () => {
    const bench = ready();
    bench.device.setFault("not-registered");
    expect(bench.at("AT+CSQ")).toContain("99,99");
    expect(bench.at("AT+COPS?")).toContain("+COPS: 0\r\n");
    expect(send(bench, "1")).toEqual(["\r\n+CMS ERROR: 331\r\n"]);
    expect(smsOf(bench)).toEqual([]);
  });

  test("a network that refuses, and one without reports", () => {
    const bench = ready();
    bench.device.setFault("cms-error");
    expect(send(bench, "1")).toEqual(["\r\n+CMS ERROR: 500\r\n"]);
    bench.device.setFault("no-report");
    expect(send(bench, "2")).toEqual(["\r\n+CMGS: 1\r\n\r\nOK\r\n"]);
    bench.clock.advance(REPORT_MS * 10);
    expect([bench.take(), smsOf(bench).length]).toEqual(["", 1]);
  });

  test("a prompt that comes late; meanwhile the modem is deaf", () => {
    const { device, clock, at, take, type } = ready();
    device.setFault("late-prompt");
    expect(at(`AT+CMGS=${octets}`)).toBe("");
    expect(at("AT")).toBe("");
    clock.advance(PROMPT_LATE_MS);
    expect(take()).toBe("\r\n> ");
    type(`${hex}\x1a`);
    clock.advance(SEND_MS);
    expect(take()).toContain("+CMGS: 1");
  });

  test("a restart in the middle of sending forgets everything but the card", () => {
    const { device, clock, at, take, type } = ready();
    device.press({ text: "好" });
    device.setFault("reset-in-send");
    at(`AT+CMGS=${octets}`);
    expect(type(`${hex}\x1a`)).toBe("");
    expect(at("AT")).toBe("");
    clock.advance(BOOT_MS);
    expect(take()).toBe("\r\nRDY\r\n\r\n+CPIN: READY\r\n");
    device.setFault("none");
    expect(at("AT")).toBe("AT\r\r\nOK\r\n");
    expect(device.view()).toMatchObject({ sms: [], stored: 1, echo: true });
    device.press({ text: "好" });
    expect(take()).toBe("");
  });

  test("an echo that cannot be switched off", () => {
    const { device, at } = ready();
    device.setFault("echo");
    expect([at("ATE0"), at("AT")]).toEqual(["ATE0\r\r\nOK\r\n", "AT\r\r\nOK\r\n"]);
  });

  test("without power nothing is under way any more", () => {
    const bench = ready();
    send(bench, "1");
    bench.at(`AT+CMGS=${octets}`);
    bench.type(`${hex}\x1a`);
    bench.device.setFault("unplugged");
    expect([bench.clock.pending, bench.at("AT"), bench.device.display]).toEqual([0, "", ""]);
    bench.device.setFault("none");
    expect([bench.at("AT"), smsOf(bench).length]).toEqual(["AT\r\r\nOK\r\n", 1]);
  });
});
