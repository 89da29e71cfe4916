// Times, spans and estimates as people read them.
import type { EstimateView } from "../../controller/contract/views.ts";
import type { Both } from "./i18n/both.ts";

const DAY_MS = 86_400_000;

/** `14:05` out of an ISO time: it carries the hall's own offset, so the device's time zone does not matter. */
export function clockOf(iso: string): string {
  return iso.slice(11, 16);
}

/** `01-05 14:05` out of such a time; a dash where there is none. */
export function dayAndTime(iso: string | null): string {
  return iso === null ? "—" : `${iso.slice(5, 10)} ${iso.slice(11, 16)}`;
}

/** `14:05:09` out of such a time; a dash where there is none. */
export function clockWithSeconds(iso: string | null): string {
  return iso === null ? "—" : iso.slice(11, 19);
}

/** The day so many days later, or earlier: `2026-03-02` → `2026-03-01` for -1. */
export function dayShifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `3:07` or `1:02:45`. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The wait in words: an interval, or an honest "cannot say". */
export function estimateWords(estimate: EstimateView | null): Both {
  if (estimate === null) return { zh: "等候时间暂无法估计", en: "cannot say how long" };
  const { lowMinutes: low, highMinutes: high } = estimate;
  if (high <= 0) return { zh: "无需等候", en: "no wait" };
  if (low >= high) return { zh: `约 ${high} 分钟`, en: `about ${high} min` };
  return { zh: `约 ${low}–${high} 分钟`, en: `about ${low}–${high} min` };
}

/** For the phone: in steps of 5 minutes, and "stay near" when it is nearly time. */
export function coarseEstimateWords(estimate: EstimateView | null): Both {
  if (estimate === null) return estimateWords(null);
  const low = Math.floor(estimate.lowMinutes / 5) * 5;
  const high = Math.ceil(estimate.highMinutes / 5) * 5;
  if (high <= 5) return { zh: "5 分钟以内，请勿走远", en: "under 5 minutes: please stay near" };
  return estimateWords({ lowMinutes: low, highMinutes: high });
}

export interface WallClock {
  readonly time: string;
  readonly date: Both;
}

/** The hall's clock and date in its own time zone. */
export function wallClock(atMs: number, timezone: string): WallClock {
  const at = new Date(atMs);
  const part = (language: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { timeZone: timezone, ...options }).format(at);
  return {
    time: part("en-GB", { hour: "2-digit", minute: "2-digit" }),
    date: {
      zh: part("zh-CN", { month: "long", day: "numeric", weekday: "long" }),
      en: part("en-GB", { weekday: "short", day: "numeric", month: "short" }),
    },
  };
}
