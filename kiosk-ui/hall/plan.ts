// How a board is divided: by its shape, what it has to show, and how large letters must be. Pure.
import { type Hanging, type Legibility, legibility, type PixelSize, ROWS_MAX } from "../shared/legibility.ts";

export type Shape = "landscape" | "portrait" | "strip";

/** Noto's digits and capitals are 0.733 em high. */
export const CAP_HEIGHT = 0.733;
/** The picture moves inside this rim, so that no letter burns in. In units. */
export const SHIFT_UNITS = 12;
/** Heights in units: a unit is a pixel of the shape's own picture (1920×1080, 1080×1920, 1920×540). */
const HEAD = { landscape: 92, portrait: 150, strip: 64 } as const;
const FOOT = { landscape: 132, portrait: 330, strip: 78 } as const;
const TICKER = { landscape: 60, portrait: 68, strip: 0 } as const;
/** What lies beside or below the calls keeps at least this; a column beside them is this wide. */
const SIDE = { landscape: 440, portrait: 470, strip: 760 } as const;
const BASE = {
  landscape: { width: 1920, height: 1080 },
  portrait: { width: 1080, height: 1920 },
  strip: { width: 1920, height: 540 },
} as const;
const TITLE = 46;
const EARLIER_ROW = 72;
const DENSE_ROW = 56;
const SERVICE_ROW = { plain: 56, withNext: 88 } as const;
const SIDE_PADDING = 28;
/** Largest number in a row, as a share of it: digits are lower than their type size, signs of two lines are not. */
const NUMBER_SHARE = {
  landscape: { usual: 0.92, most: 1.09 },
  portrait: { usual: 0.9, most: 0.9 },
  strip: { usual: 0.92, most: 1.09 },
} as const;
const EARLIER_MIN = { landscape: 3, portrait: 4, strip: 3 } as const;
const NUMBER_PADDING = 44;

/** What the plan depends on. */
export interface Wanted {
  readonly size: PixelSize;
  readonly hanging: Hanging;
  readonly rows: number | null;
  readonly services: number;
  readonly nextUp: boolean;
  readonly ticker: boolean;
  /** Width of the widest call, in em of its number. */
  readonly callEm: number;
}

export interface BoardPlan {
  readonly shape: Shape;
  /** Pixels per unit. */
  readonly unit: number;
  readonly rows: number;
  /** Type size of the numbers, in pixels. */
  readonly numberPx: number;
  /** Height of the part that holds the calls, in pixels. */
  readonly callsPx: number;
  /** One call's place, in em of its number. */
  readonly rowEm: { readonly width: number; readonly height: number };
  readonly earlierRows: number;
  /** Rows of the two-column list that takes over when more people are on their way. */
  readonly denseRows: number;
  readonly serviceRows: number;
  /** Height of the waiting counts under the earlier calls, in pixels. */
  readonly waitingPx: number;
  /** Whether the numbers are large enough for the farthest seat. */
  readonly isLegible: boolean;
  /** What the farthest seat asks for. */
  readonly legible: Legibility;
}

/** Wider than 2.4 : 1 is a stretched strip, higher than wide a portrait. */
export function shapeOf({ width, height }: PixelSize): Shape {
  const ratio = width / Math.max(1, height);
  if (ratio > 2.4) return "strip";
  return ratio < 0.9 ? "portrait" : "landscape";
}

function unitOf(shape: Shape, size: PixelSize): number {
  return Math.min(size.width / BASE[shape].width, size.height / BASE[shape].height);
}

const serviceRowOf = ({ nextUp }: Wanted): number => (nextUp ? SERVICE_ROW.withNext : SERVICE_ROW.plain);

/** How a list of waiting counts and one of earlier calls share a column. */
function columns(units: number, shape: Shape, wanted: Wanted): { earlier: number; dense: number; services: number } {
  const serviceRow = serviceRowOf(wanted);
  const rowsIn = (height: number, row: number) => Math.max(1, Math.floor(height / row));
  if (shape !== "landscape") {
    const inside = units - SIDE_PADDING - TITLE;
    return {
      earlier: rowsIn(inside, EARLIER_ROW),
      dense: rowsIn(inside, DENSE_ROW),
      services: rowsIn(inside, serviceRow),
    };
  }
  const inside = units - SIDE_PADDING - 2 * TITLE;
  const services = Math.min(
    Math.max(1, wanted.services),
    rowsIn(inside - EARLIER_MIN[shape] * EARLIER_ROW, serviceRow),
  );
  const left = inside - services * serviceRow;
  return { earlier: rowsIn(left, EARLIER_ROW), dense: rowsIn(left, DENSE_ROW), services };
}

/** Divides the board. */
export function boardPlan(wanted: Wanted): BoardPlan {
  const { size } = wanted;
  const shape = shapeOf(size);
  const unit = unitOf(shape, size);
  const height = size.height / unit - SHIFT_UNITS;
  const width = size.width / unit - SHIFT_UNITS;
  const body = height - HEAD[shape] - FOOT[shape] - (wanted.ticker ? TICKER[shape] : 0);
  const callsMax = shape === "portrait" ? body - SIDE.portrait : body;
  const share = NUMBER_SHARE[shape];
  const rowPitchMin = 1 / (CAP_HEIGHT * share.most);
  const legible = legibility(size, wanted.hanging, { px: callsMax * unit, rowPitchMin });
  const rows = Math.min(ROWS_MAX, Math.max(1, wanted.rows ?? legible.rows));
  const calls = shape === "portrait" ? Math.min(callsMax, rows * 300) : body;
  const inside = (shape === "portrait" ? width : width - SIDE[shape]) - NUMBER_PADDING;
  const needed = Math.min((calls / rows) * share.most, legible.letterPx / CAP_HEIGHT / unit);
  const number = Math.min(Math.max((calls / rows) * share.usual, needed), inside / wanted.callEm);
  const side = shape === "portrait" ? body - calls : body;
  const { earlier, dense, services } = columns(side, shape, wanted);
  return {
    shape,
    unit,
    rows,
    numberPx: number * unit,
    callsPx: calls * unit,
    rowEm: { width: inside / number, height: calls / rows / number },
    earlierRows: earlier,
    denseRows: dense,
    serviceRows: services,
    waitingPx: (SIDE_PADDING / 2 + TITLE + services * serviceRowOf(wanted)) * unit,
    isLegible: number * unit * CAP_HEIGHT >= legible.letterPx - 1,
    legible,
  };
}

/** Where the picture stands inside its rim, in units: a slow round, a step every two minutes. */
const ROUND = [
  [0, 0],
  [6, 3],
  [12, 0],
  [9, 6],
  [12, 12],
  [6, 9],
  [0, 12],
  [3, 6],
] as const;
const STEP_MS = 120_000;

/** The picture's place now. */
export function pixelShift(nowMs: number): { readonly x: number; readonly y: number } {
  const [x, y] = ROUND[Math.floor(nowMs / STEP_MS) % ROUND.length] ?? ROUND[0];
  return { x, y };
}
