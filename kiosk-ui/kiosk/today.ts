// The hall's local day at an instant.

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-03-02` in the hall's time zone, whatever this machine's zone is. */
export function localDay(atMs: number, timezone: string): string {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: timezone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formats.set(timezone, format);
  }
  return format.format(atMs);
}
