// Starts a hall from its file: with faults in it on the last good version, and where there is none not at all.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { UNFINISHED } from "./backup/restore-backup.ts";
import { runService } from "./main.ts";
import { keepGood, lastGood } from "./settings/last-good.ts";

export interface StartOptions {
  readonly configFile: string;
  readonly dataDir: string;
  readonly virtualHall: string | null;
  /** The port asked for, else that of the configuration. */
  readonly portOf: (config: Config) => number;
  /** Says the faults at the console. */
  readonly told: (faults: readonly Fault[]) => void;
}

/**
 * Resolves when the hall runs, with false when there is no configuration to run it on. It starts itself anew when the
 * settings page asks for it.
 */
export async function startHall(options: StartOptions): Promise<boolean> {
  const { configFile, dataDir, told } = options;
  if (existsSync(join(dataDir, UNFINISHED)))
    throw new Error(`上次恢复未完成 a restore into ${dataDir} was interrupted: run hallkeeper restore again`);
  const loaded = loadConfig(configFile);
  if (loaded.ok) return run(options, loaded.config, false);
  told(loaded.faults);
  const good = lastGood(dataDir);
  if (good === null) return false;
  process.stderr.write("配置有错，按上次的配置运行 · safe mode: the hall runs on the last good configuration\n");
  return run(options, good, true);
}

async function run(options: StartOptions, config: Config, safeMode: boolean): Promise<true> {
  const { configFile, dataDir, virtualHall, portOf } = options;
  await runService({
    ...{ config, configFile, dataDir, virtualHall, safeMode, port: portOf(config) },
    again: async () => {
      // It ran on something a moment ago: that is a version to fall back on.
      if (!(await startHall(options))) throw new Error(`${configFile}: no configuration to run the hall on`);
    },
  });
  if (!safeMode) keepGood(dataDir, readFileSync(configFile, "utf8"));
  return true;
}
