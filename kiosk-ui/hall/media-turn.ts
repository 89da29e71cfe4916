// Whose turn it is on a board that has nobody to call. Pure.

const SHOWN_MS = 15_000;

/** Which one stands now; null without any. */
export function mediaNow(names: readonly string[], nowMs: number): string | null {
  return names[Math.floor(nowMs / SHOWN_MS) % Math.max(1, names.length)] ?? null;
}
