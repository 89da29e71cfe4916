// How high a person can reach on this glass, and how many choices fit below that line. Pure.

/** EN 301 549: controls up to this height above the floor. */
export const REACH_MM = 1220;
/** The same behind an obstruction 510 to 635 mm deep, as in front of a wheelchair. */
export const REACH_OBSTRUCTED_MM = 1120;
/** The commonest kiosk, where neither the address nor the configuration says. */
export const INCHES_DEFAULT = 21.5;
/** Below this no band is useful: the kiosk hangs too high, and set-up must be told. */
const BAND_MM_MIN = 170;

export interface Glass {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly diagonalInches: number;
  /** Floor to the lower edge of the picture; null: not set. */
  readonly mountingHeightMm: number | null;
}

export interface ReachLines {
  readonly heightMm: number;
  readonly widthMm: number;
  /** From the upper edge of the picture; 0: all of it is within reach; null: the mounting is unknown. */
  readonly line1220Px: number | null;
  readonly line1120Px: number | null;
  /** Where the lower band begins in reach mode. */
  readonly bandTopPx: number;
  readonly bandMm: number;
  /** Even the band's least size stands above the line. */
  readonly tooHigh: boolean;
}

/** Lines at 1220 and 1120 mm above the floor, as pixels of this glass. */
export function reachLines(glass: Glass): ReachLines {
  const pxPerMm = Math.hypot(glass.widthPx, glass.heightPx) / (glass.diagonalInches * 25.4);
  const heightMm = glass.heightPx / pxPerMm;
  const line = (limitMm: number): number | null =>
    glass.mountingHeightMm === null
      ? null
      : Math.round(Math.min(glass.heightPx, Math.max(0, heightMm - (limitMm - glass.mountingHeightMm)) * pxPerMm));
  const line1120Px = line(REACH_OBSTRUCTED_MM);
  // Without a mounting height the lower half and a little more is a fair guess.
  const wantedMm = line1120Px === null ? heightMm * 0.58 : heightMm - line1120Px / pxPerMm;
  const bandMm = Math.min(heightMm, Math.max(wantedMm, Math.min(BAND_MM_MIN, heightMm)));
  return {
    heightMm,
    widthMm: glass.widthPx / pxPerMm,
    line1220Px: line(REACH_MM),
    line1120Px,
    bandTopPx: Math.round((heightMm - bandMm) * pxPerMm),
    bandMm,
    tooHigh: wantedMm < bandMm - 0.5,
  };
}

/** Title, entries, the bar below and the line under it. */
const FRAME_MM = 104;
const FRAME_WIDE_MM = 78;
const CHOICE_MM = 27;
const CHOICE_LARGE_MM = 32;
const ROW_MM_MAX = 60;
/** Between two choices; part of the room they take. */
const GAP_MM = 3;
const CHOICES_MAX = 6;
const CHOICES_LARGE_REACH_MAX = 4;

export interface Fit {
  readonly columns: number;
  readonly perPage: number;
  /** Height of one choice: as comfortable as there is room for. */
  readonly rowMm: number;
}

/** How many choices of true size fit: never more than six, never fewer than two. */
export function choicesFit(
  lines: Pick<ReachLines, "heightMm" | "widthMm" | "bandMm">,
  large: boolean,
  reach: boolean,
): Fit {
  const heightMm = reach ? lines.bandMm : lines.heightMm;
  const wide = lines.widthMm > lines.heightMm;
  const columns = wide ? (lines.widthMm >= 420 ? 3 : 2) : reach ? 2 : 1;
  const freeMm = heightMm - (wide ? FRAME_WIDE_MM : FRAME_MM);
  const leastMm = large ? CHOICE_LARGE_MM : CHOICE_MM;
  const rows = Math.max(1, Math.floor(freeMm / leastMm));
  // Large print in half the height: fewer choices rather than cut words.
  const most = large && reach ? CHOICES_LARGE_REACH_MAX : CHOICES_MAX;
  const perPage = Math.min(most, Math.max(2, rows * columns));
  const rowMm = Math.max(
    leastMm,
    Math.min(ROW_MM_MAX, heightMm * (wide ? 0.18 : 0.1), freeMm / Math.ceil(perPage / columns)),
  );
  return { columns, perPage, rowMm: rowMm - GAP_MM };
}
