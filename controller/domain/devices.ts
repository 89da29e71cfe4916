// Devices: what they report, and the alarms of those in trouble.
import { clear, deviceAlarmId, raise } from "./alarms.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment } from "./decision.ts";
import { event } from "./events.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** Logged only when something changed; a device that is starting is no news and no trouble. */
export function deviceChanged({ state }: Moment, command: Of<"device-changed">): Decision {
  const { deviceId, detail } = command;
  const now = command.state;
  const known = state.devices.get(deviceId);
  if (now === "starting" || (known?.state === now && known.detail === detail)) return accept([]);
  const alarmId = deviceAlarmId(deviceId);
  if (now === "online") return accept([event("device.online", { deviceId, detail }), ...clear(state, alarmId)]);
  const changed = event(now === "offline" ? "device.offline" : "device.faulted", { deviceId, detail });
  // Known to be away: nobody is to be called for it.
  if (state.floor.outOfService.has(deviceId)) return accept([changed]);
  return accept([changed, ...raise(state, alarmId, "device", deviceId, detail)]);
}

/** What is no longer configured is nobody's trouble any more; nothing is said of a device that nobody heard of. */
export function deviceRemoved({ state }: Moment, { deviceId }: Of<"device-removed">): Decision {
  const known = state.devices.has(deviceId) ? [event("device.removed", { deviceId })] : [];
  return accept([...known, ...clear(state, deviceAlarmId(deviceId))]);
}

/** A key, a press or a scan, with what became of it. */
export function deviceInput(_at: Moment, command: Of<"device-input">): Decision {
  const { deviceId, windowId, input, became } = command;
  return accept([event("device.input", { deviceId, windowId, input, became })]);
}

/** A test of a device, as a person judged it: a row of the acceptance sheet. */
export function deviceTested(_at: Moment, command: Of<"device-tested">): Decision {
  const { deviceId, test, verdict, by } = command;
  return accept([event("device.tested", { deviceId, test, verdict, by })]);
}
