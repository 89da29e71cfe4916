// What the set-up page of a board says about the figures a person has measured. Pure.
import type { Both } from "../shared/i18n/both.ts";
import type { Hanging, Legibility, PixelSize } from "../shared/legibility.ts";
import { boardSetup } from "./choices.ts";
import { boardPlan, shapeOf } from "./plan.ts";

export type Measured = Hanging;

/** A call as wide as most: four signs and a window of two digits. */
const USUAL_CALL_EM = { landscape: 5.5, portrait: 4.3, strip: 5.5 } as const;

export interface Advice extends Legibility {
  readonly warnings: readonly Both[];
}

/** The figures of the address, or the usual ones. */
export function measuredFrom(query: URLSearchParams): Measured {
  return boardSetup(undefined, query).hanging;
}

/** How many rows fit on this screen, and what is wrong with it. */
export function setupAdvice(size: PixelSize, measured: Measured): Advice {
  const plan = boardPlan({
    size,
    hanging: measured,
    rows: null,
    services: 4,
    nextUp: false,
    ticker: false,
    callEm: USUAL_CALL_EM[shapeOf(size)],
  });
  const warnings: Both[] = [];
  if (!plan.isLegible) {
    warnings.push({
      zh: "屏幕太小：最远座位看不清号码。请换更大的屏幕、挂近一些，或在远处加一块屏。",
      en: "Too small: numbers cannot be read from the farthest seat. Use a larger screen, or a second one nearer.",
    });
  }
  if (measured.mountingHeightMm < 1780) {
    warnings.push({
      zh: "下沿低于 1.78 m：站着的人会挡住画面。",
      en: "The lower edge is below 1.78 m: people who stand will hide it.",
    });
  }
  return { ...plan.legible, rows: plan.rows, warnings };
}

/** For the configuration file. */
export function yamlLines({ diagonalInches, mountingHeightMm, farthestSeatM }: Measured): string {
  return [
    "board:",
    `  diagonalInches: ${diagonalInches}`,
    `  mountingHeightMm: ${mountingHeightMm}`,
    `  farthestSeatM: ${farthestSeatM}`,
  ].join("\n");
}

/** The board for this one screen, where the hall has screens of several sizes. */
export function boardAddress({ diagonalInches, mountingHeightMm, farthestSeatM }: Measured): string {
  return `/hall?inch=${diagonalInches}&height=${mountingHeightMm}&seat=${farthestSeatM}`;
}
