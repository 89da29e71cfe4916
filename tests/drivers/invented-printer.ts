// An invented printer, its session and its wire: enough of a protocol to prove the print runner.
import { Type } from "typebox";
import type {
  PrinterEffect,
  PrinterInput,
  PrinterModel,
  PrinterStatus,
  TicketPaper,
} from "../../drivers/kernel/model.ts";
import { createPrinter } from "../../drivers/kernel/print-runner.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

/** A paper that is nothing but its number. */
export const paper = (number: string): TicketPaper => ({
  hall: "",
  number,
  service: "",
  ahead: "",
  estimate: "",
  time: "",
  place: "",
  notes: [],
  qr: "",
  shortCode: "",
  reprint: false,
});
/** What a printer in good order says. */
export const READY: PrinterStatus = { online: true, paper: "ok", coverOpen: false, cutterError: false, error: false };

/** Writes the number and `!`; the printer says `k` when printed, `?` asks, `x` and `n` are its moods. */
function session() {
  let job: string | null = null;
  const settle = (outcome: "printed" | "failed" | "unconfirmed", detail: string): PrinterEffect[] => {
    const jobId = job;
    job = null;
    return jobId === null ? [] : [{ do: "disarm" }, { do: "settle", jobId, outcome, detail }];
  };
  const bytes = (text: string): PrinterEffect => ({ do: "write", bytes: Buffer.from(text) });
  const answers: Record<string, () => PrinterEffect[]> = {
    k: () => settle("printed", ""),
    r: () => [{ do: "status", status: READY, detail: "" }],
    n: () => [{ do: "status", status: { ...READY, paper: "near-end" }, detail: "" }],
    x: () => [{ do: "status", status: { ...READY, online: false, paper: "end" }, detail: "" }],
    L: () => [{ do: "settle", jobId: "late", outcome: "printed", detail: "" }],
    d: () => [{ do: "reopen", reason: "dead line" }],
    t: () => {
      throw new Error("session bug");
    },
  };
  return {
    step(input: PrinterInput): PrinterEffect[] {
      switch (input.type) {
        case "opened":
          return [bytes("?"), { do: "status", status: READY, detail: "" }];
        case "closed":
          return settle("unconfirmed", input.reason);
        case "timer":
          return settle("unconfirmed", "no answer");
        case "written":
          return [];
        case "print":
        case "test":
          job = input.jobId;
          return [bytes(`${input.type === "print" ? input.paper.number : "TEST"}!`), { do: "arm", ms: 3_000 }];
        case "bytes":
          return [...Buffer.from(input.bytes).toString()].flatMap(
            (letter) => answers[letter]?.() ?? [{ do: "garbage", count: 1, why: "unknown" } as const],
          );
      }
    },
  };
}

/** The invented printer as the runner takes it. */
export const printerModel: PrinterModel<unknown> = {
  id: "printers/invented",
  kind: "printer",
  title: "invented",
  links: ["memory"],
  settings: Type.Object({}),
  session,
};

/** A printer on a wire that a test may cut, stall or make mute. */
export function printerOnWire(more: Partial<Parameters<typeof createPrinter>[0]> = {}) {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock);
  const printer = createPrinter({
    id: "p1",
    model: printerModel,
    settings: {},
    transport,
    clock,
    random: seededRandom(1),
    ...more,
  });
  let printed = "";
  let mute = false;
  peer.receive = (bytes) => {
    const text = Buffer.from(bytes).toString();
    printed += text.replaceAll("?", "");
    if (text.includes("!") && !mute) clock.after(20, () => peer.send(Buffer.from("k")));
  };
  const say = (text: string) => peer.send(Buffer.from(text));
  const beMute = (now: boolean) => {
    mute = now;
  };
  return { clock, printer, peer, say, beMute, printed: () => printed };
}
