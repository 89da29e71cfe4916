// PDUs of short messages against an independent reader and writer of them (npm node-pdu).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Deliver, parse, Report, Submit, utils } from "node-pdu";
import { describe, expect, test } from "vitest";
import { maskedGarbage, maskedLine, maskedNumber } from "../../drivers/modems/at-lines.ts";
import { concatHeader, decodePdu, encodeSubmit, submitFirstOctet, validityByte } from "../../drivers/modems/sms-pdu.ts";
import { septetsOf, splitText, type TextPart, textOfSeptets } from "../../drivers/modems/sms-text.ts";
import { fromHex, toHex, type Vector } from "./adapters/adapter.ts";
import { below, seeded } from "./adapters/noise.ts";

const { SCTS } = utils;
const TO = "+447700900123";
const GSM7 =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
  "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€";
const HAN = [..."请对办件进行评价回复非常满意，谢谢！窗口㐀々〇"];
const EMOJI = [..."😀👍🏻🇨🇳𠮷"];

function submitOf(part: TextPart, to = TO, report = true, reference = 7) {
  const { number, total } = part;
  const header = total > 1 ? concatHeader({ reference, total, number }) : new Uint8Array();
  return encodeSubmit({
    ...{ smsc: "", firstOctet: submitFirstOctet({ report, header: total > 1 }), reference: 0, to, protocol: 0 },
    ...{ coding: part.alphabet === "ucs2" ? 8 : 0, validity: Uint8Array.of(169), header, text: part.text },
  });
}

/** What the other implementation reads. */
function judged(hex: string) {
  const read = parse(hex);
  if (!(read instanceof Submit)) throw new Error("no SUBMIT");
  return {
    to: `+${read.address.phone}`,
    // It reads the sign § (code 5F of the alphabet) as an accent that the alphabet does not have.
    text: read.data.getText().replaceAll("`", "§"),
    firstOctet: read.type.getValue(),
  };
}

function checkParts(text: string, to = TO): TextPart[] {
  const parts = splitText(text);
  for (const part of parts) {
    const { bytes, length } = submitOf(part, to);
    expect(length).toBe(bytes.length - 1);
    const read = judged(toHex(bytes));
    expect(read.to).toBe(to);
    expect(read.text).toBe(part.text);
    expect(read.firstOctet).toBe(parts.length > 1 ? 0x71 : 0x31);
  }
  expect(parts.map((part) => part.text).join("")).toBe(text);
  return parts;
}

describe("what is sent", () => {
  test("is read by the other implementation: 7-bit, every character of the alphabet", () => {
    const [part] = checkParts(GSM7.slice(0, 120));
    expect(part?.alphabet).toBe("gsm7");
    checkParts(GSM7.slice(100));
    for (const char of GSM7) checkParts(`${char}x${char}`);
    for (let length = 1; length <= 160; length++) checkParts("a".repeat(length));
  });

  test("UCS2, with emoji", () => {
    for (const text of ["你好!", "€ 你", "ç", "ë", "😀", HAN.join(""), EMOJI.join(""), "\u0000ok"]) {
      expect(checkParts(text)[0]?.alphabet, text).toBe("ucs2");
    }
  });

  test.each([
    ["7-bit", "a", 160, 153],
    ["7-bit with an escape", "€", 80, 76],
    ["UCS2", "好", 70, 67],
    ["pairs", "😀", 35, 33],
  ] as const)("long texts are cut as the standard says: %s", (_name, char, single, part) => {
    expect(checkParts(char.repeat(single))).toHaveLength(1);
    expect(checkParts(char.repeat(single + 1))).toHaveLength(2);
    expect(checkParts(char.repeat(part * 2))).toHaveLength(2);
    expect(checkParts(char.repeat(part * 2 + 1))).toHaveLength(3);
    expect(checkParts(char.repeat(part * 6))).toHaveLength(6);
  });

  test("random texts and numbers", () => {
    const random = seeded(1);
    const chars = [...GSM7];
    for (let round = 0; round < 1500; round++) {
      const from = [chars, [...chars, ...HAN], [...HAN, ...EMOJI]][below(3, random)] ?? chars;
      const text = Array.from({ length: 1 + below(400, random) }, () => from[below(from.length, random)]).join("");
      const digits = Array.from({ length: 7 + below(9, random) }, () => String(1 + below(9, random))).join("");
      checkParts(text, `+${digits}`);
    }
  });

  test("a part says which one it is, and half a pair is not sent", () => {
    const [, second] = splitText("好".repeat(100));
    if (second === undefined) throw new Error("one part only");
    const hex = toHex(submitOf(second, TO, true, 0xc8).bytes);
    expect(hex).toContain(`050003c80202${Buffer.from("好", "utf16le").swap16().toString("hex")}`);
    expect(splitText("a\ud83db")[0]?.text).toBe("a\ufffdb");
  });

  test("first octet and length are those of the published examples", () => {
    expect(submitFirstOctet({ report: false, header: false })).toBe(0x11);
    expect(submitFirstOctet({ report: true, header: false })).toBe(0x31);
    const head = { smsc: "", reference: 0, protocol: 0, header: new Uint8Array() };
    const hello = { ...head, firstOctet: 0x11, to: TO, coding: 8, validity: Uint8Array.of(1), text: "你好!" };
    expect(encodeSubmit(hello).length).toBe(20);
    const one = { ...head, firstOctet: 0x31, to: "+12345678901234567890", coding: 0, text: "1" };
    expect(encodeSubmit({ ...one, validity: Uint8Array.of(0xff) }).length).toBe(19);
  });

  test("the service centre is in front and not counted", () => {
    const [part] = splitText("hi");
    if (part === undefined) throw new Error("no part");
    const submit = { firstOctet: 0x11, reference: 0, to: TO, protocol: 0, coding: 0, header: new Uint8Array() };
    const sent = encodeSubmit({ ...submit, smsc: "+447700900000", validity: Uint8Array.of(0), text: "hi" });
    expect(toHex(sent.bytes).startsWith("07914477000900001100")).toBe(true);
    expect(sent.length).toBe(sent.bytes.length - 8);
    const read = parse(toHex(sent.bytes));
    expect(read.serviceCenterAddress.phone).toBe("447700900000");
  });

  test.each([
    [1, 11],
    [12, 143],
    [24, 167],
    [48, 168],
    [72, 169],
    [168, 173],
    [720, 196],
    [10_584, 255],
  ])("a validity of %d hours is %d", (hours, byte) => expect(validityByte(hours)).toBe(byte));
});

/** Our reading of bytes made by the other implementation. */
function read(hex: string) {
  const decoded = decodePdu(fromHex(hex));
  if (decoded.kind !== "message") throw new Error(`not read: ${JSON.stringify(decoded)}`);
  expect(decoded.used).toBe(hex.length / 2);
  return decoded.message;
}

describe("what comes in", () => {
  const vectors = JSON.parse(
    readFileSync(join(import.meta.dirname, "../vectors/gsm-pdu.json"), "utf8"),
  ) as readonly Vector[];

  test("the published message with a sender of letters", () => {
    const hex = vectors.find(({ name }) => name === "deliver-alnum-sender")?.hex ?? "";
    const other = parse(hex);
    if (!(other instanceof Deliver)) throw new Error("no DELIVER");
    const ours = read(hex);
    expect(ours).toMatchObject({ kind: "deliver", from: "sipgate", text: "Testmail", smsc: "+447785016005" });
    expect(ours).toMatchObject({ from: other.address.phone, text: other.data.getText(), concat: null });
    expect(ours).toMatchObject({ at: other.serviceCenterTimeStamp.getIsoString() });
  });

  test("messages another implementation wrote, long ones in parts", () => {
    const random = seeded(2);
    const chars = [...GSM7.slice(0, 100), ...HAN];
    for (let round = 0; round < 400; round++) {
      const text = Array.from({ length: 1 + below(180, random) }, () => chars[below(chars.length, random)]).join("");
      const deliver = new Deliver("+447700900456", text);
      deliver.setServiceCenterTimeStamp(new SCTS(new Date(Date.UTC(2026, 0, 5, 1, 2, 3)), 480));
      const parts = deliver.getPartStrings().map((hex) => read(hex.toLowerCase()));
      const texts = parts.map((part) => (part.kind === "deliver" ? part.text : ""));
      expect(texts.join("")).toBe(text);
      for (const [i, part] of parts.entries()) {
        expect(part).toMatchObject({ kind: "deliver", from: "+447700900456", at: "2026-01-05T09:02:03+08:00" });
        if (parts.length > 1) expect(part).toMatchObject({ concat: { total: parts.length, number: i + 1 } });
      }
    }
  });

  test("reports, as another implementation reads them", () => {
    const times = [new SCTS(new Date(Date.UTC(2026, 2, 19, 1, 43, 29)), 480), new SCTS(new Date(1e12), -300)] as const;
    for (let status = 0; status < 256; status += 17) {
      const reference = Buffer.of(255 - status).toString("hex");
      const head = `0006${reference}0c91447700091032`;
      const hex = `${head}${times[0]}${times[1]}${Buffer.of(status).toString("hex")}`;
      const theirs = parse(hex);
      if (!(theirs instanceof Report)) throw new Error("no report");
      const ours = read(hex.toLowerCase());
      expect(ours).toMatchObject({ kind: "report", reference: 255 - status, to: "+447700900123", status });
      expect(ours).toMatchObject({ reference: theirs.reference, to: `+${theirs.address.phone}` });
      expect(ours).toMatchObject({ submitted: theirs.dateTime.getIsoString(), done: theirs.discharge.getIsoString() });
      if (ours.kind === "report") expect(Date.parse(ours.done)).toBe(1e12);
    }
  });

  test("time zones of half and quarter hours, west and east", () => {
    const done = ["2a", "25", "85"].map((zone) => {
      const message = read(`0006010c9144770009103262105090203023621050902030${zone}00`);
      return message.kind === "report" ? message.done.slice(-6) : "";
    });
    expect(done).toEqual(["-05:30", "+13:00", "+14:30"]);
  });

  test("7-bit text behind headers of every length", () => {
    for (let spare = 0; spare < 8; spare++) {
      // An element nobody knows, then the text: packed on the next septet border.
      const header = Uint8Array.of(2 + spare, 0x70, spare, ...new Array<number>(spare).fill(0xaa));
      const submit = { smsc: "", firstOctet: 0x51, reference: 0, to: TO, protocol: 0, coding: 0, header };
      const { bytes } = encodeSubmit({ ...submit, validity: Uint8Array.of(0), text: "Hello {8}" });
      const length = bytes[bytes.indexOf(2 + spare, 12) - 1] ?? 0;
      const deliver = [0x00, 0x44, 0x0c, 0x91, 0x44, 0x77, 0x00, 0x09, 0x10, 0x32, 0, 0];
      const time = [0x62, 0x10, 0x50, 0x90, 0x20, 0x30, 0x23];
      const from = bytes.indexOf(2 + spare, 12);
      const message = read(toHex(Uint8Array.from([...deliver, ...time, length, ...bytes.subarray(from)])));
      expect(message).toMatchObject({ kind: "deliver", text: "Hello {8}", concat: null });
    }
  });

  test("data that is no text is no text", () => {
    const deliver = "00040c91447700900123000462105090203023024142";
    expect(read(deliver)).toMatchObject({ kind: "deliver", text: null });
  });

  test("cut PDUs want more, and no damage throws or invents", () => {
    const random = seeded(3);
    const good = vectors.filter(({ direction }) => direction === "device->host").map(({ hex }) => fromHex(hex));
    for (const pdu of good) {
      for (let cut = 0; cut < pdu.length; cut++) expect(decodePdu(pdu.subarray(0, cut)).kind).toBe("need-more");
    }
    for (let round = 0; round < 20_000; round++) {
      const pdu = Uint8Array.from(good[round % good.length] ?? []);
      for (let hits = 1 + below(3, random); hits > 0; hits--) pdu[below(pdu.length, random)] = below(256, random);
      const decoded = decodePdu(pdu);
      if (decoded.kind === "message") expect(decoded.used).toBeLessThanOrEqual(pdu.length);
      if (decoded.kind === "garbage") expect(decoded.skip).toBe(1);
    }
    for (let round = 0; round < 20_000; round++) {
      decodePdu(Uint8Array.from({ length: below(200, random) }, () => below(256, random)));
    }
  });

  test.each(["month 13", "hour 24", "address with a hole", "address not filled", "submit"])("%s is refused", (what) => {
    const report = "079144770009000006750c91447700091032623091903492236230919034442300";
    const damaged: Record<string, string> = {
      "month 13": report.replace("623091903492", "623191903492"),
      "hour 24": report.replace("623091903492", "623091423492"),
      "address with a hole": report.replace("447700091032", "447f00091032"),
      "address not filled": report.replace("0c91", "0b91"),
      submit: report.replace("0006", "0001"),
    };
    expect(decodePdu(fromHex(damaged[what] ?? "")).kind).toBe("garbage");
  });
});

describe("the 7-bit alphabet", () => {
  test("comes back as it went", () => {
    for (const char of GSM7) expect(textOfSeptets(septetsOf(char) ?? [])).toBe(char);
    expect(septetsOf("你")).toBeNull();
    expect(septetsOf("\u001b")).toBeNull();
    expect(textOfSeptets([0x1b, 0x41, 0x1b])).toBe("A");
  });
});

describe("what the log keeps", () => {
  test.each([
    ["+CMGS: 12", "+CMGS: 12"],
    ["079144770009000006750C914477000910326230919034922362309190", "<PDU 29 bytes>"],
    ['+CLIP: "+8613800001234",145', "+CLIP:<21 characters>"],
    ['+CMGR: 1,"张三",34', '+CMGR: 1,"***",34'],
    ['+CMT: "+8613800001234",,"26/01/05,09:00:00+32"', '+CMT: "***",,"***"'],
    ["Dear citizen", "<12 characters>"],
    ['AT+CPIN="1234"', "AT+CPIN=<6 characters>"],
    ["AT+CSQ", "AT+CSQ"],
  ])("%s", (line, masked) => {
    const shown = maskedLine(line);
    expect(shown).toBe(masked);
    expect(shown).not.toContain("1234");
  });

  test("numbers show enough to be told apart and not enough to be called", () => {
    expect(maskedNumber("+8613800001234")).toBe("+86138****1234");
    expect(maskedNumber("10086")).toBe("****86");
    expect(Buffer.from(maskedGarbage(Buffer.from("+86138\u0000\r\n张"))).toString("latin1")).toBe(
      "******\u0000\r\n***",
    );
  });
});
