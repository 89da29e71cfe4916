// Boards and notices: how the hall's screens are set up, and what is posted on them.
import type { Words } from "./types.ts";

export interface ZoneSettings {
  readonly id: string;
  readonly name: Words;
  /** Windows whose calls its boards show. */
  readonly windows: readonly string[];
}

export interface BoardSettings {
  /** Whether numbers are shown before they are called. */
  readonly nextUp: boolean;
  /** Rows of large calls; missing: as many as stay legible. */
  readonly rows?: number | undefined;
  readonly diagonalInches: number;
  readonly farthestSeatM: number;
  /** Floor to the lower edge of the picture. */
  readonly mountingHeightMm: number;
  readonly theme: "night" | "day";
  /** Numbers flash and nothing rings. */
  readonly silent: boolean;
  /** Local time of the planned reload, `HH:MM`. */
  readonly reloadAt: string;
  readonly staffNames: boolean;
}

/** A 55-inch screen high on the wall, the last seat 10 m away. */
export const BOARD_DEFAULT: BoardSettings = {
  nextUp: false,
  diagonalInches: 55,
  farthestSeatM: 10,
  mountingHeightMm: 3100,
  theme: "night",
  silent: false,
  reloadAt: "03:30",
  staffNames: true,
};

/** What the boards need of the configuration; all of it may be missing. */
export interface ScreenSettings {
  readonly zones?: readonly ZoneSettings[] | undefined;
  readonly board?: BoardSettings | undefined;
}

export interface Notice {
  readonly id: string;
  readonly text: Words;
  readonly postedAtMs: number;
  /** Null: until it is withdrawn. */
  readonly untilMs: number | null;
  /** Empty: the whole hall. */
  readonly zones: readonly string[];
}
