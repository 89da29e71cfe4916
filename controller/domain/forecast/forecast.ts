// A finished simulation as it is looked up: a band for each waiting ticket, and one for whoever comes next.
import { aheadOfNew, openWindowsOf } from "../estimate.ts";
import type { HallState } from "../types.ts";
import type { Band } from "./bands.ts";
import { lineOf } from "./calibration.ts";
import type { Model } from "./model.ts";

/** The band of somebody who comes now, with so many ahead. */
export interface Tail {
  readonly band: Band;
  readonly ahead: number;
  /** A window was free for this one: made for another situation than a line. */
  readonly atOnce: boolean;
}

export interface Forecast {
  readonly atMs: number;
  /** From this moment on, by ticket. */
  readonly bands: ReadonlyMap<string, Band>;
  readonly tails: ReadonlyMap<string, Tail>;
  /** Windows open for a service when it was made. */
  readonly open: ReadonlyMap<string, string>;
}

/** What is noted of the state when the model is made, to be put together with the result. */
export interface Outline {
  readonly model: Model;
  readonly aheads: readonly { readonly ahead: number; readonly atOnce: boolean }[];
  readonly open: ReadonlyMap<string, string>;
}

/** Which windows are open for a service, as one text to compare. */
export function openMark(state: HallState, serviceId: string): string {
  let mark = "";
  for (const { id } of openWindowsOf(state, serviceId)) mark += `${id},`;
  return mark;
}

/** Open windows of a service with nobody at them. */
export function freeWindowsOf(state: HallState, serviceId: string): number {
  return openWindowsOf(state, serviceId).filter(({ ticketId }) => ticketId === null).length;
}

/** Where newcomers stand and which windows are open, as the model has it. */
export function outlineOf(state: HallState, model: Model): Outline {
  const simulated = new Map<string, number>();
  for (const { serviceId } of model.tickets) simulated.set(serviceId, (simulated.get(serviceId) ?? 0) + 1);
  const open = new Map<string, string>();
  const aheads = model.newcomers.map(({ serviceId, priority }) => {
    if (!open.has(serviceId)) open.set(serviceId, openMark(state, serviceId));
    // Newcomers of a very long line were simulated behind its first part alone.
    const cut = (state.waiting.get(serviceId)?.length ?? 0) - (simulated.get(serviceId) ?? 0);
    const ahead = aheadOfNew(state, serviceId, priority, model.atMs);
    const atOnce = ahead < freeWindowsOf(state, serviceId);
    return { ahead: priority === null ? Math.max(0, ahead - cut) : ahead, atOnce };
  });
  return { model, aheads, open };
}

/** The forecast, from the bands in the order of the model. */
export function forecastOf({ model, aheads, open }: Outline, told: readonly Band[]): Forecast {
  const { tickets, newcomers, atMs } = model;
  const bands = new Map<string, Band>();
  tickets.forEach(({ id }, i) => {
    const band = told[i];
    if (band !== undefined) bands.set(id, band);
  });
  const tails = new Map<string, Tail>();
  newcomers.forEach(({ serviceId, priority }, i) => {
    const band = told[tickets.length + i];
    const place = aheads[i];
    if (band !== undefined && place !== undefined) tails.set(lineOf(serviceId, priority), { band, ...place });
  });
  return { atMs, bands, tails, open };
}
