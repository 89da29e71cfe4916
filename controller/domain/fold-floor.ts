// The floor's facts folded into the state, and what of them a day begins with.
import type { DaySnapshot, EventType } from "./events.ts";
import type { Folds } from "./fold-table.ts";
import type { HallState } from "./types.ts";

export const FLOOR_FOLDS = {
  "window.assigned": ({ floor }, { data }) => {
    floor.assigned.set(data.windowId, data.services);
  },
  "window.assignment-ended": ({ floor }, { data }) => {
    floor.assigned.delete(data.windowId);
  },
  "clerk.asked-back": ({ floor }, { data, atMs }) => {
    floor.askedBack.set(data.windowId, atMs);
  },
  "clerk.ask-withdrawn": ({ floor }, { data }) => {
    floor.askedBack.delete(data.windowId);
  },
  "clerk.moved": () => undefined,
  "device.out-of-service": ({ floor }, { data, atMs }) => {
    floor.outOfService.set(data.deviceId, { reason: data.reason, sinceMs: atMs });
  },
  "device.back-in-service": ({ floor }, { data }) => {
    floor.outOfService.delete(data.deviceId);
  },
  "numbers.held": ({ floor }, { data, atMs }) => {
    floor.numbersHeld = { reason: data.reason, sinceMs: atMs };
  },
  "numbers.released": ({ floor }) => {
    floor.numbersHeld = null;
  },
  "day.ended": ({ floor }, { data, atMs }) => {
    floor.dayEnded = { reason: data.reason, sinceMs: atMs, waiting: data.waiting, noticeId: data.noticeId };
  },
  "day.reopened": ({ floor }) => {
    floor.dayEnded = null;
  },
} satisfies Partial<Folds<EventType>>;

/** A device stays out of service overnight; everything else ends with its day. */
export function floorSnapshot(state: HallState): Pick<DaySnapshot, "outOfService"> {
  return { outOfService: [...state.floor.outOfService] };
}

/** Reads it back; days logged before there was a floor have none. */
export function loadFloor(state: HallState, { outOfService }: DaySnapshot): void {
  for (const [deviceId, stopped] of outOfService ?? []) state.floor.outOfService.set(deviceId, { ...stopped });
}
