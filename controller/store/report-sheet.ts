// One local day's figures while they are added up: who a fact concerns, and in which hour of the hall's clock.
import { isoWithOffset, localDay, localDayRange } from "../domain/time.ts";
import type { LocalDay } from "../domain/types.ts";
import { type Cell, merge, newCell, type ReportDim } from "./report-cells.ts";

/** The figures of one thing on one day, in all and by hour. */
export interface DayCells {
  readonly total: Cell;
  readonly hours: Map<number, Cell>;
}

/** Whom a fact concerns, beside the hall itself. */
export type Where = Partial<Record<Exclude<ReportDim, "hall">, string | null>>;

const LAST_HOUR = 23;

/** What every source of figures writes to. */
export class DaySheet {
  readonly cells = new Map<ReportDim, Map<string, DayCells>>();
  readonly day: LocalDay;
  /** First moment of the next local day. */
  readonly endMs: number;
  readonly #timezone: string;

  constructor(day: LocalDay, timezone: string) {
    this.day = day;
    this.#timezone = timezone;
    this.endMs = localDayRange(day, timezone).endMs;
  }

  /** The cells of a fact; `atMs` null: it belongs to no hour. */
  at(where: Where, atMs: number | null): readonly Cell[] {
    const hour = atMs === null ? null : this.#hourOf(atMs);
    const cells = [this.#cell("hall", "", hour)];
    for (const dim in where) {
      const id = where[dim as keyof Where];
      if (id !== null && id !== undefined) cells.push(this.#cell(dim as ReportDim, id, hour));
    }
    return cells;
  }

  /** Minutes after midnight on the hall's clock, 0 before the day and 1439 after it. */
  minuteOf(atMs: number): number {
    const day = localDay(atMs, this.#timezone);
    if (day !== this.day) return day < this.day ? 0 : 1439;
    const shown = isoWithOffset(atMs, this.#timezone);
    return Number(shown.slice(11, 13)) * 60 + Number(shown.slice(14, 16));
  }

  /** Adds the hours up; the sheet takes nothing after it. */
  finish(): this {
    for (const things of this.cells.values()) {
      for (const { total, hours } of things.values()) for (const cell of hours.values()) merge(total, cell);
    }
    return this;
  }

  /** An hour that a change of the clocks brings twice is one. What the turn of the day ended is in the last one. */
  #hourOf(atMs: number): number {
    return Math.min(LAST_HOUR, Math.floor(this.minuteOf(atMs) / 60));
  }

  #cell(dim: ReportDim, id: string, hour: number | null): Cell {
    const things = kept(this.cells, dim, () => new Map<string, DayCells>());
    const cells = kept(things, id, () => ({ total: newCell(), hours: new Map<number, Cell>() }));
    return hour === null ? cells.total : kept(cells.hours, hour, newCell);
  }
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
