// Wires the settings page's room, and the backups of the night, into a running hall.
import type { Logger } from "pino";
import type { Config } from "../../config/schema.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import { NightlyBackup } from "../backup/nightly.ts";
import type { Hall } from "../hall.ts";
import type { HallPort } from "../http/ports.ts";
import { digestOf } from "../settings-of-config.ts";
import type { ConfigRoom } from "../technician/config-room.ts";
import { SettingsRoom } from "./settings-room.ts";

export interface SettingsOptions {
  readonly config: Config;
  readonly configFile: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly hall: Hall;
  readonly file: ConfigRoom;
  readonly baseUrl: () => string;
  readonly safeMode: boolean;
  readonly restart: (() => void) | undefined;
}

/** `room` for the routes; `start` once the hall runs. */
export function startSettings(options: SettingsOptions): { room: SettingsRoom; start(): void; stop(): void } {
  const { config, configFile, dataDir, clock, log, hall, file, baseUrl, safeMode, restart } = options;
  const backups = new NightlyBackup({
    ...{ backup: config.backup, hall: config.hall, dataDir, configFile, clock },
    warn: (fields, message) => log.warn(fields, message),
    info: (fields, message) => log.info(fields, message),
  });
  const room = new SettingsRoom({
    ...{ file, hall: hall as HallPort, started: config, safeMode, baseUrl, backups, restart },
    changed: (changed, changes) => ({
      type: "settings-changed",
      digest: digestOf(changed),
      summary: `${changed.windows.length} windows, ${changed.devices.length} devices`,
      changes: changes.map(({ effect: _effect, ...change }) => change),
    }),
  });
  return { room, start: () => backups.start(), stop: () => backups.stop() };
}
