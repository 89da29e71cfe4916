// The range in which a share lies with 95 % confidence, by Wilson's score: honest for few and near 0 and 1.

/** Two-sided 95 %. */
const Z = 1.959964;

/** Lower and upper end; null without any. */
export function wilsonRange(hits: number, n: number): readonly [number, number] | null {
  if (n === 0) return null;
  const p = hits / n;
  const scale = 1 + (Z * Z) / n;
  const middle = p + (Z * Z) / (2 * n);
  const spread = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}
