// How long windows were open or paused, staff signed in and devices connected: spans between events of one day.
import type { DaySnapshot, EventData } from "../domain/events.ts";
import { type Cell, put } from "./report-cells.ts";
import type { DaySheet } from "./report-sheet.ts";

interface Session {
  staffId: string | null;
  state: string;
  reason: string | null;
  sinceMs: number;
}
type Kept = DaySnapshot["windows"][number];

/** A pause for which nobody gave a reason. */
const NO_REASON = "";

/** Windows and the staff at them; each event first settles the time up to it. */
export class Sessions {
  readonly #sheet: DaySheet;
  readonly #windows = new Map<string, Session>();
  readonly #attended = new Set<string>();

  constructor(sheet: DaySheet, kept: readonly Kept[], startMs: number) {
    this.#sheet = sheet;
    for (const { id, state, staffId, pauseReason } of kept) {
      if (state === "closed") continue;
      this.#windows.set(id, { staffId, state, reason: pauseReason, sinceMs: startMs });
      // Nobody signed out yesterday: there is no first sign-in today.
      if (staffId !== null) for (const cell of this.#cells(null, staffId)) put(cell, "overnight", 1);
    }
  }

  /** Who sits at a window now. */
  staffAt(windowId: string | null): string | null {
    return this.#windows.get(windowId ?? "")?.staffId ?? null;
  }

  opened(data: EventData["window.opened"], atMs: number): void {
    this.#settle(data.windowId, atMs);
    this.#windows.set(data.windowId, { staffId: data.staffId, state: "open", reason: null, sinceMs: atMs });
    for (const cell of this.#cells(data.windowId, data.staffId)) put(cell, "opened", 1);
  }

  paused(data: EventData["window.paused"], atMs: number): void {
    const session = this.#settle(data.windowId, atMs);
    session.state = "paused";
    session.reason = data.reason;
    for (const cell of this.#cells(data.windowId, session.staffId)) put(cell, "pauses", 1);
  }

  resumed(windowId: string, atMs: number): void {
    const session = this.#settle(windowId, atMs);
    session.state = "open";
    session.reason = null;
  }

  closed(windowId: string, atMs: number): void {
    this.#settle(windowId, atMs);
    this.#windows.delete(windowId);
  }

  signedIn({ staffId, windowId }: EventData["staff.signed-in"], atMs: number): void {
    this.#settle(windowId, atMs).staffId = staffId;
    const isFirst = !this.#attended.has(staffId);
    this.#attended.add(staffId);
    for (const cell of this.#cells(null, staffId)) {
      put(cell, "signIns", 1);
      if (isFirst) put(cell, "attended", 1);
      put(cell, "min:in", this.#sheet.minuteOf(atMs));
    }
  }

  signedOut({ staffId, windowId }: EventData["staff.signed-out"], atMs: number): void {
    const session = this.#windows.get(windowId);
    if (session !== undefined) this.#settle(windowId, atMs).staffId = null;
    for (const cell of this.#cells(null, staffId)) put(cell, "max:out", this.#sheet.minuteOf(atMs));
  }

  /** The last event of the day. */
  end(atMs: number): void {
    for (const windowId of this.#windows.keys()) this.#settle(windowId, atMs);
  }

  #settle(windowId: string, atMs: number): Session {
    const known = this.#windows.get(windowId);
    if (known === undefined) {
      const fresh = { staffId: null, state: "closed", reason: null, sinceMs: atMs };
      this.#windows.set(windowId, fresh);
      return fresh;
    }
    const ms = Math.max(0, atMs - known.sinceMs);
    known.sinceMs = atMs;
    if (ms === 0 || known.state === "closed") return known;
    for (const cell of this.#cells(windowId, known.staffId)) {
      if (known.state === "open") put(cell, "openMs", ms);
      else {
        put(cell, "pausedMs", ms);
        put(cell, `pause:${known.reason ?? NO_REASON}`, ms);
      }
    }
    return known;
  }

  #cells(windowId: string | null, staffId: string | null): readonly Cell[] {
    return this.#sheet.at({ window: windowId, staff: staffId }, null);
  }
}

/** Connected and disconnected time of each device, and how often the connection broke (M10). */
export class DeviceTimes {
  readonly #sheet: DaySheet;
  readonly #devices = new Map<string, { state: string; sinceMs: number }>();

  constructor(sheet: DaySheet, kept: DaySnapshot["devices"], startMs: number) {
    this.#sheet = sheet;
    for (const { id, state } of kept) this.#devices.set(id, { state, sinceMs: startMs });
  }

  /** `null`: the device is no longer in the configuration. */
  became(deviceId: string, state: "online" | "offline" | "faulted" | null, atMs: number): void {
    const before = this.#settle(deviceId, atMs);
    if (state === null) this.#devices.delete(deviceId);
    else this.#devices.set(deviceId, { state, sinceMs: atMs });
    if (state === null || state === before) return;
    if (state === "offline" && before !== null && before !== "starting") this.#put(deviceId, "drops", 1);
    if (state === "faulted") this.#put(deviceId, "faults", 1);
  }

  end(atMs: number): void {
    for (const deviceId of this.#devices.keys()) this.#settle(deviceId, atMs);
  }

  #settle(deviceId: string, atMs: number): string | null {
    const known = this.#devices.get(deviceId);
    if (known === undefined) return null;
    const ms = Math.max(0, atMs - known.sinceMs);
    known.sinceMs = atMs;
    if (known.state === "online") this.#put(deviceId, "upMs", ms);
    else if (known.state === "faulted") this.#put(deviceId, "faultMs", ms);
    else if (known.state === "offline") this.#put(deviceId, "downMs", ms);
    return known.state;
  }

  #put(deviceId: string, name: string, value: number): void {
    if (value === 0) return;
    for (const cell of this.#sheet.at({ device: deviceId }, null)) put(cell, name, value);
  }
}
