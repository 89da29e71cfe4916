// Preloaded into the measured service: how long its loop was busy in one go, from a SIGUSR2 on, told at the end.
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** The probe's own timer: what it measures is this and the turn that kept it waiting. */
const RESOLUTION_MS = 1;
const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
process.on("SIGUSR2", () => {
  histogram.reset();
  histogram.enable();
});
process.on("exit", () => {
  const turnMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  const told = {
    p50: turnMs(histogram.percentile(50)),
    p99: turnMs(histogram.percentile(99)),
    max: turnMs(histogram.max),
  };
  if (process.env.LOOP_FILE !== undefined) writeFileSync(process.env.LOOP_FILE, JSON.stringify(told));
});
