// A wall clock that never runs back: a clock set back by hand or by NTP must not stop what runs by time.
import type { Clock } from "../drivers/kernel/clock.ts";

/**
 * Follows the machine's clock forward; when that one is set back, goes on at the pace of the monotonic clock until the
 * machine's clock has caught up (or the service is started again).
 */
export function steadyClock(machine: Clock): Clock {
  let aheadMs = machine.nowMs() - machine.monotonicMs();
  return {
    nowMs() {
      const monotonicMs = machine.monotonicMs();
      aheadMs = Math.max(aheadMs, machine.nowMs() - monotonicMs);
      return Math.round(monotonicMs + aheadMs);
    },
    monotonicMs: () => machine.monotonicMs(),
    after: (delayMs, run) => machine.after(delayMs, run),
  };
}
