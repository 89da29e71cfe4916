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

parentPort?.on("message", async ({ id, ask }: ReportMessage) => {
  const reply: ReportReply = await Promise.resolve()
    .then(() => answer(ask))
    .then(
      (value) => ({ id, value }),
      (error: unknown) => ({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  parentPort?.postMessage(reply);
});
