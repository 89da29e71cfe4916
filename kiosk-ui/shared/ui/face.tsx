// Five faces of one drawing: only the mouth differs, so that no level looks dearer than another.
import type { JSX } from "preact";

const MOUTHS: Readonly<Record<1 | 2 | 3 | 4 | 5, string>> = {
  5: "M26 58 Q50 90 74 58 Z",
  4: "M28 61 Q50 79 72 61",
  3: "M30 66 H70",
  2: "M28 72 Q50 55 72 72",
  1: "M26 78 Q50 46 74 78 Z",
};

/** The face of one level, in the colour of the text. */
export function Face(props: { level: 1 | 2 | 3 | 4 | 5 }): JSX.Element {
  return (
    <svg class="face" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="45" fill="none" stroke="currentColor" stroke-width="5" />
      <circle cx="34" cy="40" r="5.5" fill="currentColor" />
      <circle cx="66" cy="40" r="5.5" fill="currentColor" />
      <path d={MOUTHS[props.level]} fill="none" stroke="currentColor" stroke-width="5" stroke-linejoin="round" />
    </svg>
  );
}
