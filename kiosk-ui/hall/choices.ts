// What a board's own address says of it, over what the hall says of all boards. Pure.
import type { HallView } from "../../controller/contract/views.ts";
import type { Language } from "../shared/i18n/both.ts";
import type { Hanging } from "../shared/legibility.ts";

export interface BoardSetup {
  readonly hanging: Hanging;
  /** Rows of large calls; null: as many as stay legible. */
  readonly rows: number | null;
  readonly theme: "night" | "day";
  readonly silent: boolean;
}

/** Bounds of the figures in an address; outside them the hall's own holds. */
export const BOUNDS = {
  inch: { least: 10, most: 300 },
  seat: { least: 1, most: 60 },
  height: { least: 0, most: 10_000 },
  rows: { least: 1, most: 8 },
} as const;

function figure(query: URLSearchParams, name: keyof typeof BOUNDS): number | null {
  const text = query.get(name);
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return value >= BOUNDS[name].least && value <= BOUNDS[name].most ? value : null;
}

/** A 55-inch screen high on the wall, the last seat 10 m away: before the hall has said anything. */
const UNTOLD: HallView["board"] = {
  rows: null,
  diagonalInches: 55,
  farthestSeatM: 10,
  mountingHeightMm: 3100,
  theme: "night",
  silent: false,
  reloadAt: "03:30",
  staffNames: true,
};

/** `?inch=55&seat=10&height=3100&rows=3&theme=day&silent=1`; what is missing or makes no sense is the hall's. */
export function boardSetup(board: HallView["board"] = UNTOLD, query: URLSearchParams): BoardSetup {
  const theme = query.get("theme");
  const rows = figure(query, "rows");
  return {
    hanging: {
      diagonalInches: figure(query, "inch") ?? board.diagonalInches,
      farthestSeatM: figure(query, "seat") ?? board.farthestSeatM,
      mountingHeightMm: figure(query, "height") ?? board.mountingHeightMm,
    },
    rows: rows === null ? board.rows : Math.floor(rows),
    theme: theme === "day" || theme === "night" ? theme : board.theme,
    silent: query.get("silent") === "1" || (query.get("silent") === null && board.silent),
  };
}

/** `?lang=en` puts English first; otherwise the hall's own first language does. */
export function boardLanguage(query: URLSearchParams, languages: readonly string[]): Language {
  const asked = query.get("lang") ?? languages[0] ?? "zh-CN";
  return asked.startsWith("en") ? "en" : "zh-CN";
}
