// How large letters must be to be read from the farthest seat, and how many rows of calls then fit. Pure.

/** What a person measures when a screen is hung. */
export interface Hanging {
  readonly diagonalInches: number;
  /** Floor to the lower edge of the picture. */
  readonly mountingHeightMm: number;
  readonly farthestSeatM: number;
}
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** One band of a lettering table: a height that serves up to a distance, and what each further foot adds. */
interface Band {
  readonly letterMm: number;
  readonly upToM: number;
  readonly perFootMm: number;
}

const FOOT_M = 0.305;
const MM_PER_INCH = 25.4;
/** Letters whose baseline lies above this count as high ones. */
const HIGH_MM = 3050;
/** Sign lettering, ADA 703.5.5. */
const SIGN = {
  high: { letterMm: 75, upToM: 6.4, perFootMm: 3.2 },
  low: { letterMm: 51, upToM: 4.57, perFootMm: 3.2 },
} as const;
/** LED dot-matrix lettering, CBC 11B-703.8.4. */
const LED = {
  high: { letterMm: 102, upToM: 6.1, perFootMm: 5.1 },
  low: { letterMm: 76, upToM: 4.57, perFootMm: 5.1 },
} as const;
/** The tables are for Latin capitals: characters with many strokes need a quarter to a half more. */
export const HAN_FACTOR = { low: 1.25, high: 1.5 } as const;
/** From one baseline to the next, in letters. */
const LINE_PITCH = 1.6;
/** The baseline of the uppermost row, as a share of the picture's height. */
const TOP_BASELINE = 0.85;
export const ROWS_MAX = 8;

function needed(band: Band, distanceM: number): number {
  return band.letterMm + (Math.max(0, distanceM - band.upToM) / FOOT_M) * band.perFootMm;
}

/** Height in mm of a Latin capital or a digit on a screen or sign. */
export function letterMm(distanceM: number, baselineMm: number): number {
  return needed(baselineMm > HIGH_MM ? SIGN.high : SIGN.low, distanceM);
}

/** The same for dot-matrix strips. */
export function ledLetterMm(distanceM: number, baselineMm: number): number {
  return needed(baselineMm > HIGH_MM ? LED.high : LED.low, distanceM);
}

/** From how far a dot-matrix strip with letters of this height is read; 0: from nowhere at that height. */
export function ledReachM(heightMm: number, baselineMm: number): number {
  const { letterMm: least, upToM, perFootMm } = baselineMm > HIGH_MM ? LED.high : LED.low;
  if (heightMm < least) return 0;
  return upToM + ((heightMm - least) / perFootMm) * FOOT_M;
}

/** Pixels per millimetre of the picture. */
export function pxPerMm(size: PixelSize, diagonalInches: number): number {
  return Math.hypot(size.width, size.height) / (diagonalInches * MM_PER_INCH);
}

export interface Legibility {
  readonly letterMm: number;
  readonly letterPx: number;
  /** Height of Chinese characters of the same standing, least and best. */
  readonly hanMm: readonly [number, number];
  /** Rows of calls that stay legible; 0: not even one. */
  readonly rows: number;
}

/** The part of the screen that holds the calls, and how close their rows may come in it, in letters. */
export interface CallsPlace {
  readonly px: number;
  readonly rowPitchMin: number;
}

/** What a screen of these pixels, hung like this, can show. */
export function legibility(size: PixelSize, hanging: Hanging, calls: CallsPlace): Legibility {
  const scale = pxPerMm(size, hanging.diagonalInches);
  const top = hanging.mountingHeightMm + (size.height / scale) * TOP_BASELINE;
  const mm = letterMm(hanging.farthestSeatM, top);
  const px = mm * scale;
  const rows = Math.min(Math.floor(size.height / (LINE_PITCH * px)), Math.floor(calls.px / (calls.rowPitchMin * px)));
  return {
    letterMm: mm,
    letterPx: px,
    hanMm: [mm * HAN_FACTOR.low, mm * HAN_FACTOR.high],
    rows: Math.min(ROWS_MAX, Math.max(0, rows)),
  };
}
