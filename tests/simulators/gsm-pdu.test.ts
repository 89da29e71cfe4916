// PDUs of the simulated modem, against the published ones and against an independent decoder and encoder.
import { Deliver, parse, Report, Submit } from "node-pdu";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../simulators/lib.ts";
import { fromSeptets, packSeptets, toSeptets, unpackSeptets } from "../../simulators/modems/gsm-alphabet.ts";
import { buildDeliver, buildReport, readSubmit } from "../../simulators/modems/gsm-pdu.ts";
import { deliveriesOf, PARTS_MAX } from "../../simulators/modems/gsm-store.ts";

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const NUMBER = "+447700900123";
const SENT = "2026-03-19T09:43:29+08:00";
/** Every character of the alphabet but the escape. */
const ALL_7BIT = fromSeptets(Array.from({ length: 128 }, (_, i) => i).filter((septet) => septet !== 0x1b));

describe("the 7-bit alphabet", () => {
  test("has 127 characters, each of them once, and an extension", () => {
    expect([...ALL_7BIT]).toHaveLength(127);
    expect(new Set(ALL_7BIT).size).toBe(127);
    expect(toSeptets("A€{")).toEqual([0x41, 0x1b, 0x65, 0x1b, 0x28]);
    expect(fromSeptets([0x1b, 0x65, 0x1b, 0x41])).toBe("€A");
    expect(toSeptets("请")).toBeNull();
  });

  test("is packed as published, and unpacked again behind any header", () => {
    expect(hexOf(packSeptets(toSeptets("Testmail") ?? []))).toBe("d4f29cde0ea7d9");
    for (let fill = 0; fill < 7; fill++) {
      const septets = toSeptets(ALL_7BIT) ?? [];
      expect(unpackSeptets(packSeptets(septets, fill), septets.length, fill), `fill ${fill}`).toEqual(septets);
    }
  });
});

describe("what the modem writes", () => {
  test("is the published delivery and the published report", () => {
    const sent = "2008-08-13T12:07:42+01:00";
    expect(hexOf(buildDeliver({ smsc: "+447785016005", from: "sipgate", dcs: 0, sent, text: "Testmail" }))).toBe(
      "0791447758100650040dd0f334fc1ca6970100008080312170244008d4f29cde0ea7d9",
    );
    const done = "2026-03-19T09:43:44+08:00";
    expect(hexOf(buildReport({ smsc: "+447700900000", mr: 117, to: NUMBER, submitted: SENT, done, status: 0 }))).toBe(
      "079144770009000006750c91447700091032623091903492236230919034442300",
    );
  });

  test.each([
    ["7 bits", 0, "Window 3, ticket A007: €5 {ok}"],
    // The other decoder takes the section sign for something else.
    ["nearly every 7-bit character", 0, ALL_7BIT.replace("§", "")],
    ["UCS2", 8, "请到三号窗口 ✓"],
  ])("in %s is what another decoder reads", (_, dcs, text) => {
    const found = parse(hexOf(buildDeliver({ from: NUMBER, dcs, sent: SENT, text })));
    expect(found).toBeInstanceOf(Deliver);
    const deliver = found as Deliver;
    expect(deliver.data.getText()).toBe(text);
    expect(deliver.address.phone).toBe("447700900123");
    expect(deliver.serviceCenterTimeStamp.getIsoString()).toContain("2026-03-19");
  });

  test.each(["2026-03-19T09:43:29-03:30", "2026-12-31T23:59:59Z", "2026-01-01T00:00:00+05:45"])("keeps %s", (sent) => {
    const found = parse(hexOf(buildDeliver({ from: NUMBER, dcs: 0, sent, text: "1" }))) as Deliver;
    expect(found.serviceCenterTimeStamp.time * 1000).toBe(Date.parse(sent));
  });

  test("a report is what another decoder reads", () => {
    const bytes = buildReport({ mr: 7, to: "10086", submitted: SENT, done: SENT, status: 0x46 });
    const report = parse(hexOf(bytes)) as Report;
    expect(report).toBeInstanceOf(Report);
    expect([report.reference, report.address.phone, report.status]).toEqual([7, "10086", 0x46]);
  });

  test("a text that does not fit comes in parts that another decoder joins", () => {
    const latin = `${"Window {3} ".repeat(40)}end`;
    const chinese = `${"请到三号窗口🎫".repeat(20)}完`;
    for (const text of [latin, chinese]) {
      const pdus = deliveriesOf(NUMBER, text, SENT, 300) ?? [];
      expect(pdus.length).toBeGreaterThan(2);
      const [first, ...others] = pdus.map((pdu) => parse(hexOf(pdu)) as Deliver);
      expect(pdus.every((pdu) => pdu.length <= 1 + 1 + 9 + 2 + 7 + 1 + 140)).toBe(true);
      for (const other of others) first?.data.append(other);
      expect(first?.data.getText()).toBe(text);
    }
    expect(deliveriesOf(NUMBER, "请".repeat(67 * PARTS_MAX), SENT, 1)).toHaveLength(PARTS_MAX);
    expect(deliveriesOf(NUMBER, "请".repeat(67 * PARTS_MAX + 1), SENT, 1)).toBeNull();
    expect(deliveriesOf(NUMBER, "请".repeat(70), SENT, 1)).toHaveLength(1);
    expect(deliveriesOf(NUMBER, "a".repeat(161), SENT, 1)).toHaveLength(2);
  });
});

describe("what the modem reads", () => {
  test("are the published submits", () => {
    expect(readSubmit(bytesOf("0011000c91447700091032000801064f60597d0021"))).toMatchObject({
      ...{ firstOctet: 0x11, to: NUMBER, dcs: 8, vp: "01", text: "你好!", octets: 20, smsc: null, part: null },
    });
    expect(readSubmit(bytesOf("0031001491214365870921436587090000ff0131"))).toMatchObject({
      ...{ firstOctet: 0x31, to: "+12345678901234567890", dcs: 0, vp: "ff", text: "1", octets: 19 },
    });
  });

  test.each([
    ["7 bits", ALL_7BIT.slice(0, 120)],
    // The other encoder makes parts too long when a character takes two places.
    ["7 bits in parts", `${"Window 3, ".repeat(60)}end`],
    ["UCS2", "请到三号窗口"],
    ["UCS2 in parts", `${"请到三号窗口，谢谢。".repeat(30)}完`],
  ])("another encoder wrote in %s", (_, text) => {
    const submit = new Submit("+447700900123", text);
    const read = submit.getPartStrings().map((hex) => readSubmit(bytesOf(hex)));
    expect(read.map((one) => one?.text).join("")).toBe(text);
    expect(read.every((one) => one?.to === NUMBER)).toBe(true);
    if (read.length > 1) {
      const parts = read.map((one) => one?.part);
      expect(parts.map((part) => part?.no)).toEqual(parts.map((__, i) => i + 1));
      expect(new Set(parts.map((part) => `${part?.ref}/${part?.total}`)).size).toBe(1);
    }
  });

  test.each([
    ["a national number", "00 01 00 05810180f6 00 08 02 4f60", { to: "10086", vp: null, text: "你" }],
    ["an absolute validity", "00 19 00 05810180f6 00 08 62309190349223 02 4f60", { vp: "62309190349223" }],
    ["a service centre", "0791447700090000 11 00 05810180f6 00 08 a7 02 4f60", { smsc: "+447700900000", octets: 13 }],
    ["eight bits", "00 01 00 05810180f6 00 04 03 010203", { text: "010203" }],
    [
      "a header with two bytes of reference",
      "00 41 00 05810180f6 00 08 09 06080401230201 4f60",
      { text: "你", udh: "080401230201", part: { ref: 0x123, total: 2, no: 1 } },
    ],
  ])("has %s", (_, hex, wanted) => {
    expect(readSubmit(bytesOf(hex.replaceAll(" ", "")))).toMatchObject(wanted);
  });

  test.each([
    ["nothing", ""],
    ["a delivery", "0791447758100650040dd0f334fc1ca6970100008080312170224008d4f29cde0ea7d9"],
    ["a text shorter than announced", "0011000c91447700091032000801064f60597d00"],
    ["a text longer than announced", "0011000c91447700091032000801064f60597d002121"],
    ["half a character", "0011000c91447700091032000801054f60597d00"],
    ["no receiver", "0011000091000801024f60"],
    ["a header longer than its text", "0051000c914477000910320008010405004f60"],
  ])("is refused with %s", (_, hex) => {
    expect(readSubmit(bytesOf(hex))).toBeNull();
  });

  test("survives anything: 20000 mutations give a submit or null", () => {
    const random = seededRandom(8);
    const good = new Submit(NUMBER, "请到三号窗口".repeat(12)).getPartStrings().map(bytesOf);
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from(good[i % good.length] ?? []);
      for (let n = 0; n < 1 + (i % 5); n++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const read = readSubmit(bytes.subarray(0, i % 3 === 0 ? Math.floor(random() * bytes.length) : undefined));
      if (read !== null) expect(read.text.length).toBeLessThanOrEqual(280);
    }
  });
});
