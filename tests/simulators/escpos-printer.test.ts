// The simulated ticket printer: when it prints, what it answers, and what it loses.
import { describe, expect, test } from "vitest";
import { BUFFER_BYTES_MAX, EscposPrinterSim, LINE_BYTES_MAX, TICKETS_MAX } from "../../simulators/printers/escpos.ts";
import {
  asbStatus,
  cashinoStatus,
  NO_FLAGS,
  type PrinterFlags,
  paperStatus,
  realTimeStatus,
} from "../../simulators/printers/escpos-status.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

function printer() {
  const clock = turnedClock();
  const device = new EscposPrinterSim({}, { clock });
  return { device, clock, wire: new Wire(device) };
}

const latin = (text: string): string => Buffer.from(text, "latin1").toString("hex");
const LF = "0a";
const CUT = "1d564200";
const ticket = (text: string): string => latin(text) + LF + CUT;
const eot = (n: number): string => `10040${n}`;
const texts = (device: EscposPrinterSim) => device.tickets.map(({ text }) => text);

type Flag = keyof PrinterFlags;
const flags = (...names: Flag[]): PrinterFlags => ({
  ...NO_FLAGS,
  ...Object.fromEntries(names.map((name) => [name, true])),
});
const hex = (...bytes: number[]) => Buffer.from(bytes).toString("hex");

describe("the tables of the manual, entry by entry", () => {
  test.each<[number, Flag[], number]>([
    [1, [], 0x12],
    [1, ["drawerHigh"], 0x16],
    [1, ["offline"], 0x1a],
    [1, ["waiting"], 0x32],
    [1, ["feedButton"], 0x52],
    [1, ["drawerHigh", "offline"], 0x1e],
    [2, [], 0x12],
    [2, ["coverOpen"], 0x16],
    [2, ["feedButton"], 0x1a],
    [2, ["stoppedByPaperEnd"], 0x32],
    [2, ["error"], 0x52],
    [3, [], 0x12],
    [3, ["mechanical"], 0x16],
    [3, ["cutter"], 0x1a],
    [3, ["unrecoverable"], 0x32],
    [3, ["autoRecoverable"], 0x52],
    [4, [], 0x12],
    [4, ["nearEnd"], 0x1e],
    [4, ["end"], 0x72],
    [4, ["nearEnd", "end"], 0x7e],
  ])("DLE EOT %i with %j", (n, names, byte) => {
    expect(realTimeStatus(n, flags(...names))).toBe(byte);
  });

  test("an n that no table has gets no answer", () => {
    expect([0, 5, 6, 255].map((n) => realTimeStatus(n, NO_FLAGS))).toEqual([null, null, null, null]);
  });

  test("a flag of another table changes nothing", () => {
    const all = Object.keys(NO_FLAGS) as Flag[];
    const others = (own: readonly Flag[]) => flags(...all.filter((name) => !own.includes(name)));
    expect(realTimeStatus(1, others(["drawerHigh", "offline", "waiting", "feedButton"]))).toBe(0x12);
    expect(realTimeStatus(2, others(["coverOpen", "feedButton", "stoppedByPaperEnd", "error"]))).toBe(0x12);
    expect(realTimeStatus(3, others(["mechanical", "cutter", "unrecoverable", "autoRecoverable"]))).toBe(0x12);
    expect(realTimeStatus(4, others(["nearEnd", "end"]))).toBe(0x12);
  });

  test.each<[Flag[], string]>([
    [[], "10000000"],
    [["drawerHigh"], "14000000"],
    [["offline"], "18000000"],
    [["coverOpen"], "30000000"],
    [["feedButton"], "50000000"],
    [["offline", "coverOpen"], "38000000"],
    [["waiting"], "10010000"],
    [["mechanical"], "10040000"],
    [["cutter"], "10080000"],
    [["unrecoverable"], "10200000"],
    [["autoRecoverable"], "10400000"],
    [["nearEnd"], "10000300"],
    [["end"], "10000c00"],
    [["nearEnd", "end"], "10000f00"],
  ])("automatic status with %j", (names, bytes) => {
    expect(hex(...asbStatus(flags(...names)))).toBe(bytes);
  });

  test.each<[Flag[], number, number]>([
    [[], 0, 0],
    [["nearEnd"], 3, 0],
    [["end"], 0x0c, 4],
    [["nearEnd", "end"], 0x0f, 4],
    [["error"], 0, 8],
    [["autoRecoverable"], 0, 0x40],
  ])("GS r 1 and ESC v with %j", (names, paper, cashino) => {
    expect(paperStatus(flags(...names))).toBe(paper);
    expect(cashinoStatus(flags(...names))).toBe(cashino);
  });
});

describe("status on the wire", () => {
  test.each([
    ["none", ["16", "12", "12", "12"]],
    ["paper-near-end", ["16", "12", "12", "1e"]],
    ["paper-out", ["1e", "32", "12", "72"]],
    ["cover-open", ["1e", "16", "12", "12"]],
    ["cutter-jam", ["1e", "52", "1a", "12"]],
    ["offline", ["1e", "12", "12", "12"]],
  ])("with %s DLE EOT 1 to 4 are answered at once, whatever waits to be printed", (fault, answers) => {
    const { device, wire } = printer();
    device.setFault(fault);
    wire.hear(ticket("waits"));
    expect([1, 2, 3, 4].flatMap((n) => wire.ask(eot(n)))).toEqual(answers);
  });

  test("it is answered in the middle of a line, and 10 04 inside a picture is a picture", () => {
    const { wire } = printer();
    expect(wire.ask(`${latin("half a li")}${eot(4)}`)).toEqual(["12"]);
    expect(wire.ask(`1d763000 0300 0100 ${eot(1)}`)).toEqual([]);
  });

  test("automatic status: once when asked for, then at every change that was asked for", () => {
    const { device, wire } = printer();
    expect(wire.ask("1d61ff")).toEqual(["10000000"]);
    const sentAt = (fault: string) => {
      device.setFault(fault);
      return wire.take();
    };
    expect(sentAt("cover-open")).toEqual(["38000000"]);
    expect(sentAt("cover-open")).toEqual([]);
    expect(sentAt("paper-out")).toEqual(["18000c00"]);
    expect(sentAt("paper-near-end")).toEqual(["10000300"]);
    expect(sentAt("cutter-jam")).toEqual(["18080000"]);
    expect(sentAt("none")).toEqual(["10000000"]);
    expect(wire.ask("1d6100")).toEqual([]);
    expect(sentAt("paper-out")).toEqual([]);
  });

  test.each([
    ["08", "paper-near-end", ["10000300"]],
    ["08", "cover-open", []],
    ["02", "cover-open", ["38000000"]],
    ["02", "paper-near-end", []],
    ["04", "cutter-jam", ["18080000"]],
    ["04", "offline", []],
    ["01", "paper-out", []],
  ] as const)("mask %s hears of %s: %j", (mask, fault, sent) => {
    const { device, wire } = printer();
    wire.hear(`1d61${mask}`);
    wire.take();
    device.setFault(fault);
    expect(wire.take()).toEqual(sent);
  });

  test("GS r, ESC v and GS I wait in the buffer, so a printer that stands still does not answer", () => {
    const { device, wire } = printer();
    expect(wire.ask("1d7201 1d7231 1b76 1d4943")).toEqual(["00", "00", "00", `5f${latin("SIM-80")}00`]);
    device.setFault("paper-near-end");
    expect(wire.ask("1d7201")).toEqual(["03"]);
    device.setFault("paper-out");
    expect(wire.ask("1d7201 1b76")).toEqual([]);
    device.setFault("none");
    expect(wire.take()).toEqual(["00", "00"]);
  });

  test("XON and XOFF look-alikes and unknown commands are swallowed with their parameters", () => {
    const { device, wire } = printer();
    // §1.2: what real generators send besides.
    wire.hear(`1b20001b2400001b7b001c2d001c5300001c2841020030001b4d30 ${ticket("A001")}`);
    expect(texts(device)).toEqual(["A001"]);
    expect(wire.take()).toEqual([]);
  });
});

describe("proof of printing", () => {
  const mark = (id: string): string => `1d284806003030${latin(id)}`;
  const proof = (id: string): string => `3722${latin(id)}00`;

  test("the process id comes back when everything before it is printed", () => {
    const { device, wire } = printer();
    expect(wire.ask(ticket("A001") + mark("0001"))).toEqual([proof("0001")]);
    expect(texts(device)).toEqual(["A001"]);
  });

  test("not while the paper is out, and not when the buffer was cleared", () => {
    const { device, wire } = printer();
    device.setFault("paper-out");
    expect(wire.ask(ticket("A001") + mark("0001"))).toEqual([]);
    device.setFault("none");
    expect(wire.take()).toEqual([proof("0001")]);
    device.setFault("cover-open");
    wire.hear(`${ticket("A002")}${mark("0002")}10140801031401060208`);
    device.setFault("none");
    expect(wire.take()).toEqual([]);
    expect(texts(device)).toEqual(["A001"]);
    expect(wire.ask(ticket("A003") + mark("0003"))).toEqual([proof("0003")]);
  });

  test("a slow printer proves late, and only what is on paper", () => {
    const { device, clock, wire } = printer();
    device.setFault("slow");
    wire.hear(ticket("x".repeat(400)) + mark("0001"));
    clock.advance(200);
    expect([wire.take(), texts(device)]).toEqual([[], []]);
    expect(device.display).toContain("打印中");
    clock.advance(2_000);
    expect([wire.take(), texts(device).length]).toEqual([[proof("0001")], 1]);
  });
});

describe("paper", () => {
  test.each(["paper-out", "cover-open", "cutter-jam", "offline"])(
    "%s in the middle of a ticket: the rest comes out afterwards, once, in order",
    (fault) => {
      const { device, wire } = printer();
      device.setFault(fault, { afterBytes: 6 });
      wire.hear(`${latin("first")}${LF}${latin("second")}${LF}${CUT}${ticket("next")}`);
      expect(device.fault).toBe(fault);
      expect(texts(device)).toEqual([]);
      expect(device.view()).toMatchObject({ onPaper: "first", printedBytes: 6 });
      wire.hear(ticket("last"));
      device.setFault("none");
      expect(texts(device)).toEqual(["first\nsecond", "next", "last"]);
      expect(device.view()).toMatchObject({ waitingBytes: 0, onPaper: "" });
    },
  );

  test("without power the buffer is lost; what had come out is torn off", () => {
    const { device, wire } = printer();
    wire.hear("1d61ff");
    device.setFault("unplugged", { afterBytes: 6 });
    wire.hear(`${latin("first")}${LF}${latin("second")}${LF}${CUT}${ticket("next")}`);
    expect(device.tickets).toMatchObject([{ n: 1, text: "first", cut: "torn" }]);
    expect([device.plugged, device.display, wire.ask(eot(1))]).toEqual([false, "", []]);
    wire.hear(ticket("nobody hears"));
    device.setFault("none");
    expect(texts(device)).toEqual(["first"]);
    expect(device.view()).toMatchObject({ waitingBytes: 0, automaticStatus: 0 });
    wire.hear(ticket("after"));
    expect(texts(device)).toEqual(["first", "after"]);
  });

  test("half a command dies with the connection, whole ones do not", () => {
    const { device, wire } = printer();
    wire.hear(`${latin("A001")}${LF}1d76300002`);
    device.hostGone();
    wire.hear(latin("B") + LF + CUT);
    expect(texts(device)).toEqual(["A001\nB"]);
  });

  test.each([
    ["1d5600", "full"],
    ["1d5630", "full"],
    ["1d5601", "partial"],
    ["1d5631", "partial"],
    ["1d564103", "full"],
    ["1d564200", "partial"],
    ["1b69", "full"],
    ["1b6d", "partial"],
    ["0c", "form-feed"],
    ["1b71", "form-feed"],
  ])("%s ends a ticket: %s", (bytes, cut) => {
    const { device, wire } = printer();
    wire.hear(latin("A001") + bytes + latin("B") + LF);
    expect(device.tickets).toMatchObject([{ n: 1, text: "A001", cut }]);
    expect(device.view()).toMatchObject({ onPaper: "B" });
  });

  test("a cut on white paper makes no ticket", () => {
    const { device, wire } = printer();
    wire.hear(`${CUT}1b6405${CUT}${ticket("A001")}${CUT}`);
    expect(texts(device)).toEqual(["A001"]);
  });

  test("tickets have their time and numbers of their own, and the oldest are forgotten", () => {
    const { device, clock, wire } = printer();
    wire.hear(ticket("first"));
    clock.advance(1_000);
    expect(device.tickets).toMatchObject([{ n: 1, at: "2026-01-05T01:00:00.000Z" }]);
    for (let i = 0; i < TICKETS_MAX; i++) wire.hear(ticket(String(i)));
    expect(device.tickets).toHaveLength(TICKETS_MAX);
    expect(device.tickets[0]).toMatchObject({ n: 2, text: "0", at: "2026-01-05T01:00:01.000Z" });
    expect(device.display).toBe(`就绪 已打印 ${TICKETS_MAX + 1} 张`);
  });

  test("the feed button feeds, and is the only key", () => {
    const { device } = printer();
    expect(device.press({ key: "feed" })).toEqual({ ok: true });
    expect(device.press({ key: "call" })).toEqual({ ok: false, allowed: ["feed"] });
  });
});

describe("in trouble", () => {
  test("mute it prints, and says nothing", () => {
    const { device, wire } = printer();
    device.setFault("mute");
    expect(wire.ask(ticket("A001") + eot(1))).toEqual([]);
    expect(texts(device)).toEqual(["A001"]);
  });

  test("hanging it takes nothing, answers nothing, and goes on afterwards", () => {
    const { device, wire } = printer();
    device.setFault("hang");
    expect(device.reading).toBe(false);
    expect(wire.ask(ticket("A001") + eot(1))).toEqual([]);
    expect(texts(device)).toEqual([]);
    device.setFault("none");
    expect([device.reading, texts(device)]).toEqual([true, ["A001"]]);
  });

  test("garbage changes the status byte and puts noise around it", () => {
    const { device, wire } = printer();
    device.setFault("garbage");
    const [noise = ""] = wire.ask(eot(4));
    expect(noise).toHaveLength(14);
    expect(noise.slice(6, 8)).not.toBe("12");
  });

  test("standing still it takes what its memory holds and no more, and prints just that", () => {
    const { device, wire } = printer();
    device.setFault("paper-out");
    const line = `${"x".repeat(47)}\n`;
    const block = latin(line.repeat(1024));
    for (let taken = 0; taken < BUFFER_BYTES_MAX; taken += 48 * 1024) {
      expect(device.reading).toBe(true);
      wire.hear(block);
    }
    expect(device.reading).toBe(false);
    expect(wire.ask(eot(4))).toEqual(["72"]);
    for (let i = 0; i < 8; i++) wire.hear(block);
    expect(device.view().waitingBytes).toBeLessThanOrEqual(LINE_BYTES_MAX);
    device.setFault("none");
    expect([device.reading, device.view().waitingBytes]).toEqual([true, 0]);
  });

  test("only the faults it has", () => {
    const { device } = printer();
    expect(() => device.setFault("late-ack")).toThrow(/paper-out/);
    expect(device.fault).toBe("none");
  });
});
