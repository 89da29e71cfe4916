// Wires the settings page's room, and the backups of the night, into a running hall.
import type { Logger } from "pino";
import type { Config } from "../../config/schema.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import { NightlyBackup } from "../backup/nightly.ts";
import type { SettingsDifference } from "../contract/settings.ts";
import type { BackupFact } from "../domain/alarm-facts.ts";
import type { Command } from "../domain/commands.ts";
import type { Hall } from "../hall.ts";
import type { DevicesPort, HallPort, TechnicianPort } from "../http/ports.ts";
import { digestOf } from "../settings-of-config.ts";
import { SetupRoom } from "../setup/setup-room.ts";
import type { ConfigRoom } from "../technician/config-room.ts";
import { RestartPlan } from "./restart-plan.ts";
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
  /** For the first run: devices that are tried, and what was seen. */
  readonly technician: TechnicianPort;
  readonly devices: DevicesPort;
}

/** The command that logs a change of the file; values that are personal or secret are left out already. */
export function settingsChanged(config: Config, changes: readonly SettingsDifference[]): Command {
  return {
    type: "settings-changed",
    digest: digestOf(config),
    summary: `${config.windows.length} windows, ${config.devices.length} devices`,
    changes: changes.map(({ effect: _effect, ...change }) => change),
  };
}

/** `ports` for the routes; `start` once the hall runs. */
export function startSettings(options: SettingsOptions): {
  ports: { settings: SettingsRoom; setup: SetupRoom };
  /** For the alarms. */
  backups(): BackupFact;
  start(): void;
  stop(): void;
} {
  const { config, configFile, dataDir, clock, log, hall, file, baseUrl, safeMode, restart } = options;
  const backups = new NightlyBackup({
    ...{ backup: config.backup, hall: config.hall, dataDir, configFile, clock },
    warn: (fields, message) => log.warn(fields, message),
    info: (fields, message) => log.info(fields, message),
  });
  const warn = (fields: object, message: string) => log.warn(fields, message);
  const plan =
    restart === undefined ? undefined : new RestartPlan({ clock, warn, read: (look) => hall.read(look), go: restart });
  const room = new SettingsRoom({
    ...{ file, hall: hall as HallPort, started: config, safeMode, baseUrl, backups, restart, plan },
    nowMs: () => Math.floor(clock.nowMs()),
    changed: settingsChanged,
  });
  const { technician, devices } = options;
  const setup = new SetupRoom({
    ...{ dataDir, settings: room, technician, devices, timezone: config.hall.timezone },
    nowMs: () => Math.floor(clock.nowMs()),
  });
  return {
    ports: { settings: room, setup },
    backups: () => backups.fact,
    start: () => backups.start(),
    stop: () => {
      backups.stop();
      plan?.drop();
    },
  };
}
