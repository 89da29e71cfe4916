// What the phone notices between two views of its ticket. Pure.

/** What the page carries of its ticket. */
export interface TicketMoment {
  readonly state: string;
  readonly calls: number;
  readonly phase: string;
}

/** Rings and vibrates when the state turns to "called", and again at each further call. */
export function callsAloud(before: TicketMoment | null, now: TicketMoment): boolean {
  if (before === null || now.state !== "called") return false;
  return before.state !== "called" || now.calls > before.calls;
}

/** A softer sign when it is nearly time, once. */
export function soonAloud(before: TicketMoment | null, now: TicketMoment): boolean {
  return before !== null && before.phase !== "soon" && now.phase === "soon";
}

/** After this long without a word from the hall the page says so instead of an age. */
export const STALE_MS = 30_000;

/** Seconds since the hall was last heard; null: too long ago to be called an age. */
export function ageSeconds(heardMs: number, nowMs: number): number | null {
  const ageMs = Math.max(0, nowMs - heardMs);
  return ageMs >= STALE_MS ? null : Math.floor(ageMs / 1000);
}

/** Where the newest page is asked for: without the message of the step before, without a question that is over. */
export function freshSearch(search: string, isOver: boolean): string {
  const query = new URLSearchParams(search);
  query.delete("said");
  if (isOver) query.delete("ask");
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
