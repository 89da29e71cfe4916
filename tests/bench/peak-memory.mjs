// Loaded into a measured process: writes at its end the most memory it ever held, in MB.
import { readFileSync, writeFileSync } from "node:fs";

process.once("exit", () => {
  const status = readFileSync("/proc/self/status", "utf8");
  writeFileSync(process.env.PEAK_FILE, String(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024));
});
