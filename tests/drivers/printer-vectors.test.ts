// The published ESC/POS bytes, one by one: what the driver sends, and what it reads in a printer's answers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeOps } from "../../drivers/printers/lang-escpos.ts";
import { fieldsOf, fromHex, toHex, type Vector } from "./adapters/adapter.ts";
import { escposPrinter } from "./adapters/escpos-printer.ts";

const vectorsOf = (family: string): Vector[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, "..", "vectors", `${family}.json`), "utf8"));

const printer = vectorsOf("escpos-printer");
const sent = printer.filter(({ direction, input }) => direction === "host->device" && input !== undefined);
const answered = printer.filter(({ direction }) => direction === "device->host");

describe("to the printer", () => {
  test.each(sent)("$name", ({ hex, input }) => {
    expect(toHex(escposPrinter.encode("escpos-printer", input) ?? new Uint8Array())).toBe(hex);
  });

  test("PDF417 with the parameters the vector spells out", () => {
    const vector = printer.find(({ name }) => name === "pdf417-1234");
    expect(toHex(encodeOps([{ op: "init" }, { op: "pdf417", data: "1234" }]))).toBe(vector?.hex);
  });

  test("no vector of this direction is left unread but the two without an input", () => {
    const unread = printer.filter(({ direction, input }) => direction === "host->device" && input === undefined);
    expect(unread.map(({ name }) => name)).toEqual(["pdf417-1234", "receiptline-code128"]);
  });
});

describe("from the printer", () => {
  /** Bytes that no table allows: bit 7 set, or wrong fixed bits. */
  const noise = [
    Uint8Array.of(0x80, 0xff, 0xa5, 0x93),
    Uint8Array.of(0x15, 0x17, 0x1b, 0xfe),
    Uint8Array.of(0x10, 0x92),
    Uint8Array.of(0x38, 0x00, 0x00, 0xff),
    Uint8Array.of(0x37, 0x22, 0x41, 0x42, 0x99),
    Uint8Array.of(0x5f, 0x41, 0x99),
  ];

  test.each(answered)("$name, whole, byte by byte, behind noise", ({ hex, input }) => {
    const { note, ...wanted } = fieldsOf(input);
    const { reply, n } = wanted;
    const bytes = fromHex(hex);
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const read = (chunks: Uint8Array[]) => escposPrinter.decode("escpos-printer", chunks, { reply, n });
    expect(read([bytes])).toEqual([wanted]);
    expect(read(single)).toEqual([wanted]);
    for (const bad of noise) {
      // The last byte of these is never a status byte itself.
      expect(read([bad])).toEqual([]);
      expect(read([bad, bytes])).toEqual([wanted]);
      expect(read([...Array.from(bad, (byte) => Uint8Array.of(byte)), ...single])).toEqual([wanted]);
    }
  });

  test("an answer nobody asked for says nothing", () => {
    expect(escposPrinter.decode("escpos-printer", [Uint8Array.of(0x12, 0x00, 0x16)])).toEqual([]);
  });

  test("an ASB block is read with XON and XOFF between its bytes", () => {
    const bytes = Uint8Array.of(0x38, 0x13, 0x00, 0x11, 0x03, 0x13, 0x00);
    expect(escposPrinter.decode("escpos-printer", [bytes])).toEqual([
      { reply: "ASB", set: ["offline", "coverOpen", "nearEnd"] },
    ]);
  });

  test("a process id and a GS I text are read between status bytes", () => {
    const stream = Uint8Array.from(Buffer.from("16372241423432001000000012" + "5f544d2d3800" + "12", "hex"));
    expect(escposPrinter.decode("escpos-printer", [stream], { reply: "DLE EOT", n: 3 })).toEqual([
      { reply: "DLE EOT", n: 3, set: ["recoverable"] },
      { reply: "process id", id: "AB42" },
      { reply: "ASB", set: [] },
      { reply: "DLE EOT", n: 3, set: [] },
      { reply: "GS I", text: "TM-8" },
      { reply: "DLE EOT", n: 3, set: [] },
    ]);
  });
});

describe("text", () => {
  test.each(vectorsOf("text-encoding"))("$name", ({ hex, input }) => {
    expect(toHex(escposPrinter.encode("text-encoding", input) ?? new Uint8Array())).toBe(hex);
  });
});
