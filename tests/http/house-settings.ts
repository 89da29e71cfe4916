// The settings and the first run of a house for tests, over the real file in its folder; restarts are only counted.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import type { BackupsView } from "../../controller/contract/settings.ts";
import type { Hall } from "../../controller/hall.ts";
import type { DevicesPort, HallPort } from "../../controller/http/ports.ts";
import { RestartPlan } from "../../controller/settings/restart-plan.ts";
import { SettingsRoom } from "../../controller/settings/settings-room.ts";
import { settingsChanged } from "../../controller/settings/start-settings.ts";
import { SetupRoom } from "../../controller/setup/setup-room.ts";
import type { TechnicianRoom } from "../../controller/technician/room.ts";
import type { VirtualClock } from "../helpers/virtual-clock.ts";

export interface HouseParts {
  readonly folder: string;
  readonly clock: VirtualClock;
  readonly hall: Hall;
  readonly technician: TechnicianRoom;
  readonly devices: DevicesPort;
}

/** What the settings of a house did beside answering. */
export class SettingsDesk {
  readonly #parts: HouseParts;
  readonly file: string;
  restarts = 0;
  /** What the next backup says; empty: it is made. */
  backupTrouble = "";
  readonly made: BackupsView["backups"] = [];
  #started: Config;

  constructor(parts: HouseParts) {
    this.#parts = parts;
    this.file = join(parts.folder, "hall.yaml");
    this.#started = this.#read();
  }

  get text(): string {
    return readFileSync(this.file, "utf8");
  }

  /** As if the house had started with this file. */
  startWith(text: string): void {
    writeFileSync(this.file, text);
    this.#started = this.#read();
  }

  ports(): { settings: SettingsRoom; setup: SetupRoom } {
    const { folder, clock, hall, technician, devices } = this.#parts;
    const started = () => this.#started;
    const go = () => {
      this.restarts += 1;
    };
    const nowMs = () => Math.floor(clock.nowMs());
    const settings = new SettingsRoom({
      ...{ file: technician.configRoom, hall: hall as HallPort, safeMode: false, nowMs, restart: go },
      get started() {
        return started();
      },
      baseUrl: () => "http://hall.example:8080",
      backups: this.#backups(),
      plan: new RestartPlan({ clock, go, warn: () => undefined, read: (look) => hall.read(look) }),
      changed: settingsChanged,
    });
    const setup = new SetupRoom({
      ...{ dataDir: folder, settings, technician, devices, nowMs },
      timezone: "Asia/Shanghai",
    });
    return { settings, setup };
  }

  #read(): Config {
    const loaded = parseConfig(this.text);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    return loaded.config;
  }

  #backups() {
    const view = (): BackupsView => ({
      ...{ folder: join(this.#parts.folder, "backups"), nightlyAt: this.#started.backup.nightlyAt, keep: 14 },
      ...{ backups: this.made, trouble: this.backupTrouble },
    });
    return {
      get view() {
        return view();
      },
      makeNow: () => {
        if (this.backupTrouble !== "") return Promise.reject(new Error(this.backupTrouble));
        this.made.unshift({ name: "hall-backup.zip", at: "2026-01-05T09:00:00+08:00", bytes: 4_096 });
        return Promise.resolve();
      },
    };
  }
}
