// Names of windows in one short line: numbers that follow one another become a run.

/** Shorter lists are clearer in full. */
const RUN_MIN = 3;

interface Numbered {
  readonly before: string;
  readonly number: number;
  readonly after: string;
}

function numbered(name: string): Numbered | null {
  const found = /^(\D*)([1-9]\d*)(\D*)$/.exec(name);
  return found === null ? null : { before: found[1] ?? "", number: Number(found[2]), after: found[3] ?? "" };
}

/** `1号窗口、2号窗口、3号窗口、5号窗口` → `1–3号窗口、5号窗口`. The order of what is no run stays. */
export function nameRuns(names: readonly string[]): string[] {
  const shown: string[] = [];
  for (let at = 0; at < names.length; ) {
    const first = numbered(names[at] ?? "");
    let length = 1;
    while (first !== null && at + length < names.length) {
      const next = numbered(names[at + length] ?? "");
      const follows = next !== null && next.before === first.before && next.after === first.after;
      if (!follows || next.number !== first.number + length) break;
      length += 1;
    }
    if (first !== null && length >= RUN_MIN) {
      shown.push(`${first.before}${first.number}–${first.number + length - 1}${first.after}`);
    } else {
      length = 1;
      shown.push(names[at] ?? "");
    }
    at += length;
  }
  return shown;
}
