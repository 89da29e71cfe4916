// The simulating thread's own program: one model in, the figures of its bands out.
import { parentPort, workerData } from "node:worker_threads";
import { bandsOf } from "./domain/forecast/bands.ts";
import { type PackedModel, unpacked } from "./domain/forecast/packed.ts";
import { scratchHall, simulate } from "./domain/forecast/simulate.ts";
import type { HallSettings } from "./domain/types.ts";

const scratch = scratchHall(workerData as HallSettings);

parentPort?.on("message", (posted: PackedModel) => {
  const model = unpacked(posted);
  const waits = simulate(model, scratch);
  if (model.outlook !== undefined) {
    parentPort?.postMessage(waits.outlook, [waits.outlook.buffer as ArrayBuffer]);
    return;
  }
  const bands = bandsOf(waits, model);
  const figures = new Float64Array(
    bands.flatMap(({ lowMinutes, highMinutes, midMinutes, share }) => [lowMinutes, highMinutes, midMinutes, share]),
  );
  parentPort?.postMessage(figures, [figures.buffer]);
});
