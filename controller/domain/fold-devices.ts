// Devices, folded into the state.
import type { EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import type { DeviceState, HallState } from "./types.ts";

type DeviceEvent = LoggedOf<"device.online" | "device.offline" | "device.faulted">;

function reported(state: HallState, { data, atMs }: DeviceEvent, now: DeviceState): void {
  const { deviceId: id, detail } = data;
  const known = state.devices.get(id);
  const sinceMs = known?.state === now ? known.sinceMs : atMs;
  state.devices.set(id, { id, state: now, detail, sinceMs });
}

/** Devices. */
export const DEVICE_FOLDS = {
  "device.online": (state, event) => reported(state, event, "online"),
  "device.offline": (state, event) => reported(state, event, "offline"),
  "device.faulted": (state, event) => reported(state, event, "faulted"),
  "device.removed": (state, { data }) => {
    state.devices.delete(data.deviceId);
  },
  "device.input": () => undefined,
  "device.tested": () => undefined,
} satisfies Partial<Folds<EventType>>;
