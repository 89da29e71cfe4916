// The first run: what people said about its steps, joined with what the hall itself tells.
import type { Config } from "../../config/schema.ts";
import {
  SETUP_STEPS,
  type SetupDeviceView,
  type SetupMark,
  type SetupStep,
  type SetupVerdict,
} from "../contract/setup.ts";
import type { VerdictView } from "../contract/technician.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { DevicesPort, SettingsPort, SetupPort, TechnicianPort } from "../http/ports.ts";
import { findingsOf } from "./findings.ts";
import { type Said, SetupFile } from "./setup-file.ts";

export interface SetupRoomOptions {
  readonly dataDir: string;
  readonly settings: Pick<SettingsPort, "view" | "backups">;
  readonly technician: Pick<TechnicianPort, "acceptance" | "verdict" | "inputs">;
  readonly devices: DevicesPort;
  readonly nowMs: () => number;
  readonly timezone: string;
}

/** What is pressed by people: read as they press it. */
const PRESSED = new Set(["keypad", "pad"]);

export class SetupRoom implements SetupPort {
  readonly #with: SetupRoomOptions;
  readonly #file: SetupFile;

  constructor(options: SetupRoomOptions) {
    this.#with = options;
    this.#file = new SetupFile(options.dataDir, options.nowMs());
  }

  async view() {
    const { settings } = this.#with;
    const devices = await this.#devices();
    const config = settings.view().completed as unknown as Config | null;
    const findings = findingsOf(config, devices, settings.backups());
    const { marks, finished } = this.#file.notes;
    const steps = SETUP_STEPS.map((id) => {
      const said = marks[id];
      const state = said?.mark ?? (findings[id].done ? ("done" as const) : ("open" as const));
      return { id, state, found: findings[id].found, ...this.#said(said ?? null) };
    });
    return {
      needed: finished === null,
      finished: finished === null ? null : { by: finished.by, at: this.#time(finished.atMs) },
      ...{ steps, devices },
    };
  }

  mark(step: SetupStep, mark: SetupMark | null, actor: string): void {
    this.#file.mark(step, mark, this.#now(actor));
  }

  finish(finished: boolean, actor: string): void {
    this.#file.finish(finished ? this.#now(actor) : null);
  }

  test(deviceId: string) {
    return this.#with.devices.test(deviceId);
  }

  inputs(deviceId: string, after: number) {
    const device = this.#with.devices.list().find(({ id }) => id === deviceId);
    return device !== undefined && PRESSED.has(device.kind) ? this.#with.technician.inputs(deviceId, after) : null;
  }

  verdict(deviceId: string, verdict: SetupVerdict, actor: string) {
    return this.#with.technician.verdict(deviceId, { test: "plain", verdict, note: "首次设置 first run", by: actor });
  }

  async #devices(): Promise<SetupDeviceView[]> {
    const { devices, technician } = this.#with;
    const { verdicts } = await technician.acceptance();
    return devices.list().map(({ id, kind, title, windowId, state, detail }) => ({
      ...{ id, kind, title, windowId, state, detail },
      verdict: newestOf(verdicts.filter(({ deviceId }) => deviceId === id)),
    }));
  }

  #now(by: string): Said {
    return { by, atMs: this.#with.nowMs() };
  }

  #said(said: Said | null): { by: string | null; at: string | null } {
    return said === null ? { by: null, at: null } : { by: said.by, at: this.#time(said.atMs) };
  }

  #time(atMs: number): string {
    return isoWithOffset(Math.floor(atMs), this.#with.timezone);
  }
}

function newestOf(rows: readonly VerdictView[]): SetupDeviceView["verdict"] {
  const newest = rows.at(-1);
  return newest === undefined ? null : { verdict: newest.verdict, by: newest.by, at: newest.at };
}
