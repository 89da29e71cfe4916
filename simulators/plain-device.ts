// Everything a simulated device has in common with every other one, put around what is its own.
import type { FrameRecord, Press, PressResult, SimCore, SimDevice } from "./lib.ts";

/** What one kind of device has of its own. Without power it neither hears nor shows anything. */
export interface DeviceParts {
  readonly id: string;
  readonly model: string;
  readonly core: SimCore;
  /** Names of the keys a person can press; none when missing. */
  readonly keys?: readonly string[];
  /** One line: what a person would read. */
  display(): string;
  view(): Record<string, unknown>;
  /** Bytes from the wire. */
  hear(bytes: Uint8Array): void;
  /** A host has just connected: only for what must know. */
  hostCame?(): void;
  /** The connection is gone: half a frame is worth nothing now. */
  hostGone(): void;
  /** Back to what the device is when it is switched on. */
  powerOff(): void;
  /** What pressing this key does, or null for a key that does not exist. Done only while there is power. */
  press?(press: Press): (() => void) | null;
}

/** A device of the simulated hall, from its parts. */
export function plainDevice(parts: DeviceParts): SimDevice {
  const { id, model, core, keys = [] } = parts;
  const powered = (): boolean => core.fault !== "unplugged";
  const setFault = (fault: string): void => {
    core.setFault(fault);
    if (!powered()) parts.powerOff();
    core.changed();
  };
  return {
    id,
    model,
    keys,
    faults: core.faults,
    get display(): string {
      return powered() ? parts.display() : "";
    },
    get fault(): string {
      return core.fault;
    },
    set fault(fault: string) {
      setFault(fault);
    },
    get plugged(): boolean {
      return powered();
    },
    get reading(): boolean {
      return powered();
    },
    get frames(): readonly FrameRecord[] {
      return core.log.all;
    },
    receive: (bytes) => {
      if (powered()) parts.hear(bytes);
    },
    hostCame: () => parts.hostCame?.(),
    hostGone: () => parts.hostGone(),
    onSend: (listener) => core.onSend(listener),
    onChange: (listener) => core.onChange(listener),
    press: (press): PressResult => pressed(parts, press, keys, powered()),
    setFault: (fault) => setFault(fault),
    view: () => parts.view(),
  };
}

/** A key that exists can be pressed without power, too; nothing comes of it. */
function pressed(parts: DeviceParts, press: Press, keys: readonly string[], powered: boolean): PressResult {
  const act = parts.press?.(press) ?? null;
  if (act === null) return { ok: false, allowed: keys };
  if (powered) {
    act();
    parts.core.changed();
  }
  return { ok: true };
}

/** Longer than any host waits for an acknowledgement. */
const LATE_ACK_MS = 1500;

/** Sends an answer; with the fault "late-ack" long after anybody waits for it. */
export function answer(core: SimCore, bytes: Uint8Array): void {
  if (core.fault === "late-ack") core.clock.after(LATE_ACK_MS, () => core.send(bytes));
  else core.send(bytes);
}
