// How long each device was there today: from the events of the log alone.
import type { LoggedEvent } from "../domain/events.ts";

interface Spell {
  /** Since when it has been as it is. */
  sinceMs: number;
  online: boolean;
  /** Online before `sinceMs`, of the time known. */
  onlineMs: number;
  knownMs: number;
}

/** Of the time since a device was first heard of today. */
export interface Uptime {
  readonly onlineMs: number;
  readonly knownMs: number;
}

export class DeviceUptime {
  readonly #spells = new Map<string, Spell>();

  fold(event: LoggedEvent): void {
    switch (event.type) {
      case "day.started":
        this.#spells.clear();
        for (const { id, state } of event.data.snapshot.devices) this.#turn(id, state === "online", event.atMs);
        return;
      case "device.online":
        this.#turn(event.data.deviceId, true, event.atMs);
        return;
      case "device.offline":
      case "device.faulted":
        this.#turn(event.data.deviceId, false, event.atMs);
        return;
      case "device.removed":
        this.#spells.delete(event.data.deviceId);
        return;
      default:
        return;
    }
  }

  /** Null: nothing is known of it today. */
  of(deviceId: string, nowMs: number): Uptime | null {
    const spell = this.#spells.get(deviceId);
    if (spell === undefined) return null;
    const ms = Math.max(0, nowMs - spell.sinceMs);
    return { onlineMs: spell.onlineMs + (spell.online ? ms : 0), knownMs: spell.knownMs + ms };
  }

  #turn(id: string, online: boolean, atMs: number): void {
    const before = this.of(id, atMs) ?? { onlineMs: 0, knownMs: 0 };
    this.#spells.set(id, { ...before, sinceMs: atMs, online });
  }
}
