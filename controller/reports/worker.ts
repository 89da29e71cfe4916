// The reports' thread's own program: one question in, one answer out.
import { parentPort, workerData } from "node:worker_threads";
import { ReportRoom, type RoomOptions } from "./room.ts";
import type { ReportAsk, ReportMessage, ReportReply } from "./thread.ts";

const room = new ReportRoom(workerData as RoomOptions, () => Date.now());

function answer(ask: ReportAsk): unknown {
  if (ask.kind === "table") return room.table(ask.query);
  if (ask.kind === "file") return room.file(ask.query, ask.format);
  return room.publicFigures();
}

/** Months are added up one by one while nobody asks. */
const WARM_MS = 100;
let warming: NodeJS.Timeout | null = null;

function warmLater(): void {
  warming = setTimeout(() => {
    warming = null;
    try {
      if (room.warmOne()) warmLater();
    } catch {
      // Whatever it is, the next question meets it as well and says so.
    }
  }, WARM_MS).unref();
}

parentPort?.on("message", async ({ id, ask }: ReportMessage) => {
  const reply: ReportReply = await Promise.resolve()
    .then(() => answer(ask))
    .then(
      (value) => ({ id, value }),
      (error: unknown) => ({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  parentPort?.postMessage(reply);
  if (warming === null) warmLater();
});
