// Moments of a replayed day: the clock under the scrubber, steps of the keyboard, the address. Pure.

/** Play goes sixty times as fast as the day did. */
export const SPEED = 60;
export const STEP_MS = 60_000;
export const BIG_STEP_MS = 15 * 60_000;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Kept within the day. */
export function within({ fromMs, toMs }: Span, atMs: number): number {
  return Math.min(toMs, Math.max(fromMs, atMs));
}

/** Where a key moves to; null: it means nothing here. */
export function moved(span: Span, atMs: number, key: string): number | null {
  switch (key) {
    case "ArrowRight":
      return within(span, atMs + STEP_MS);
    case "ArrowLeft":
      return within(span, atMs - STEP_MS);
    case "PageUp":
      return within(span, atMs + BIG_STEP_MS);
    case "PageDown":
      return within(span, atMs - BIG_STEP_MS);
    case "Home":
      return span.fromMs;
    case "End":
      return span.toMs;
    default:
      return null;
  }
}

/** `10:42:05` in the hall's zone: what the service is asked for. */
export function clockAt(atMs: number, timezone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(new Date(atMs));
}

/** The part of `#replay/2026-11-22/10:42` that names a moment. */
export function placeOf(hash: string): { readonly date: string | null; readonly at: string | null } {
  const [, date, at] = hash.replace(/^#/, "").split("/");
  return {
    date: date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : null,
    at: at !== undefined && /^[0-2]\d:[0-5]\d(:[0-5]\d)?$/.test(at) ? at : null,
  };
}
