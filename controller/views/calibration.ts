// How well told waits held, as the manager reads it.
import type { CalibrationReport, CalibrationView } from "../contract/calibration.ts";
import { type Share, shareOf, sideOf, type ToldWait } from "../domain/forecast/calibration.ts";
import type { Experience } from "../domain/forecast/experience.ts";
import type { HallSettings } from "../domain/types.ts";

/** The share of waits that is to fall inside. */
export const GOAL = { low: 0.8, high: 0.9 } as const;
export const NO_CALIBRATION: CalibrationView = tally({ n: 0, inside: 0 });

function counted({ n, inside }: Share): { n: number; inside: number; share: number | null } {
  return { n, inside, share: n === 0 ? null : Math.round((inside / n) * 1000) / 1000 };
}

function tally(all: Share, today: Share = { n: 0, inside: 0 }): CalibrationView {
  return { ...counted(all), today: counted(today) };
}

function medianWidth(waits: readonly ToldWait[]): number | null {
  const widths = waits.map(({ told }) => told.highMinutes - told.lowMinutes).sort((left, right) => left - right);
  return widths[Math.floor(widths.length / 2)] ?? null;
}

/** For the live page. */
export function calibrationView({ toldWaits, today }: Experience): CalibrationView {
  return tally(shareOf(toldWaits), today);
}

/** Before anything was measured. */
export const NO_REPORT: CalibrationReport = {
  ...counted({ n: 0, inside: 0 }),
  ...{ early: 0, late: 0, medianWidthMinutes: null, goal: GOAL, services: [] },
  today: { ...counted({ n: 0, inside: 0 }), untold: 0 },
};

/** In full, by service. */
export function calibrationReport({ toldWaits, today }: Experience, settings: HallSettings): CalibrationReport {
  const { untold } = today;
  return {
    ...counted(shareOf(toldWaits)),
    early: toldWaits.filter((wait) => sideOf(wait) < 0).length,
    late: toldWaits.filter((wait) => sideOf(wait) > 0).length,
    medianWidthMinutes: medianWidth(toldWaits),
    goal: GOAL,
    today: { ...counted(today), untold },
    services: settings.services.map(({ id }) => {
      const own = toldWaits.filter(({ serviceId }) => serviceId === id);
      return { id, ...counted(shareOf(own)), medianWidthMinutes: medianWidth(own) };
    }),
  };
}
