// Erlang C: how many windows a service needs for its target, from arrivals and work alone (metric M5).
// Nobody leaves in this formula, so it asks for rather too many windows.

/** More windows than any hall has. */
export const WINDOWS_MAX = 500;

export interface ErlangLoad {
  /** People per minute. */
  readonly perMinute: number;
  /** What one of them takes, in minutes. */
  readonly meanMinutes: number;
}

/** Work on offer, in windows kept busy all the time. */
export function trafficOf({ perMinute, meanMinutes }: ErlangLoad): number {
  return perMinute * meanMinutes;
}

/** The share of people who wait at all; 1 where windows cannot keep up. */
export function waitShare(traffic: number, windows: number): number {
  if (windows <= traffic) return 1;
  let blocked = 1;
  for (let k = 1; k <= windows; k++) blocked = (traffic * blocked) / (k + traffic * blocked);
  return blocked / (1 - (traffic / windows) * (1 - blocked));
}

/** The share called within so many minutes; 0 where windows cannot keep up. */
export function shareWithin(load: ErlangLoad, windows: number, minutes: number): number {
  const traffic = trafficOf(load);
  if (windows <= traffic) return 0;
  return 1 - waitShare(traffic, windows) * Math.exp((-(windows - traffic) * minutes) / load.meanMinutes);
}

/** The mean wait over all who come, in minutes; infinite where windows cannot keep up. */
export function meanWaitMinutes(load: ErlangLoad, windows: number): number {
  const traffic = trafficOf(load);
  if (windows <= traffic) return Number.POSITIVE_INFINITY;
  return (waitShare(traffic, windows) * load.meanMinutes) / (windows - traffic);
}

/** The fewest windows that reach the share; null when even the most cannot. */
export function windowsNeeded(load: ErlangLoad, withinMinutes: number, share: number): number | null {
  if (load.perMinute <= 0) return 0;
  for (let windows = Math.floor(trafficOf(load)) + 1; windows <= WINDOWS_MAX; windows++) {
    if (shareWithin(load, windows, withinMinutes) >= share) return windows;
  }
  return null;
}
