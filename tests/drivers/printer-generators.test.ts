// Independent generators as judges: their bytes beside ours, and their tickets in the simulated printer.
import { ThermalPrinter, types } from "node-thermal-printer";
import { transform } from "receiptline";
import { expect, test } from "vitest";
import { encodeOps } from "../../drivers/printers/lang-escpos.ts";
import { EscposPrinterSim } from "../../simulators/printers/escpos.ts";

const OPTIONS = { encoding: "gb18030", euro: "none" } as const;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Bytes of the other library; its printer is never connected. */
function thermal(draw: (printer: ThermalPrinter) => void): Buffer {
  const printer = new ThermalPrinter({ type: types.EPSON, interface: "tcp://127.0.0.1:9" });
  draw(printer);
  return printer.getBuffer();
}

function receipt(markdown: string): Buffer {
  const text = transform(markdown, { cpl: 48, encoding: "gb18030", command: "escpos", cutting: true, spacing: false });
  return Buffer.from(text, "binary");
}

test.each([
  ["A001", 6, "M"],
  ["https://hall.example/t/AbCdEf0123456789", 4, "L"],
  ["HALL 7 A001", 8, "H"],
] as const)("the QR commands of %s are those of node-thermal-printer", (data, size, ec) => {
  const theirs = thermal((printer) => printer.printQR(data, { cellSize: size, correction: ec, model: 2 }));
  const ours = encodeOps([{ op: "qr", data, model: 2, size, ec }], OPTIONS);
  expect(hex(theirs)).toContain(hex(ours));
});

test("sizes and alignment are those of node-thermal-printer", () => {
  const theirs = thermal((printer) => {
    printer.alignCenter();
    printer.setTextSize(3, 3);
  });
  const ours = encodeOps(
    [
      { op: "align", to: "center" },
      { op: "size", width: 4, height: 4 },
    ],
    OPTIONS,
  );
  expect(hex(ours)).toBe(hex(theirs));
});

test("CODE128 and Chinese text are those of receiptline", () => {
  const theirs = hex(receipt("社会保险\n{code:A001;option:code128,2,72}"));
  const text = encodeOps([{ op: "text", text: "社会保险" }], OPTIONS);
  const code = encodeOps([{ op: "code128", set: "B", data: "A001" }], OPTIONS);
  expect(theirs).toContain(hex(text));
  expect(theirs).toContain(hex(code));
});

test("the simulated printer reads a ticket of receiptline", () => {
  const printer = new EscposPrinterSim({ dotsPerLine: 576 });
  printer.receive(receipt("^^^A001\n社会保险 前方等待 3 人\n{code:A001;option:code128,2,72}\n="));
  expect(printer.tickets).toHaveLength(1);
  const text = printer.tickets[0]?.text ?? "";
  expect(text).toContain("A001");
  expect(text).toMatch(/社会保险\s*前方等待 3 人/);
});

test("the simulated printer reads a ticket of node-thermal-printer", () => {
  const printer = new EscposPrinterSim({ dotsPerLine: 576 });
  printer.receive(
    thermal((other) => {
      other.alignCenter();
      other.println("A001");
      other.printQR("A001", { cellSize: 6, correction: "M", model: 2 });
      other.cut();
    }),
  );
  expect(printer.tickets.map((ticket) => ticket.text).join()).toContain("A001");
});
