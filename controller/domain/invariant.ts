// Broken invariants end the process: state is folded anew from the log.

/** The value, or an end with a clear message: only for what earlier checks or events guarantee. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`broken invariant: no ${what}`);
  return value;
}
