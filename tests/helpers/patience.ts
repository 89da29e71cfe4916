// How long a test waits for a state before it gives up. A green run never waits it out; a loaded machine needs it.
import { availableParallelism, loadavg } from "node:os";

/** For one state of a page, a process or a device. */
export const PATIENCE_MS = 30_000;
/** For a process to start: the first one of a machine reads everything from the disk. */
export const START_MS_MAX = 90_000;

/**
 * A promise in seconds, kept by real processes: where more wants to run than there are cores, everything takes longer
 * by as much. What the promise itself is worth is held on virtual clocks.
 */
export const allowedMs = (promisedMs: number): number =>
  promisedMs * Math.max(1, (loadavg()[0] ?? 1) / availableParallelism());
