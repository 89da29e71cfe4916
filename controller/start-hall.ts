// Starts a hall from its file: with faults in it on the last good version, and where there is none with a page of them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { UNFINISHED } from "./backup/restore-backup.ts";
import { runService } from "./main.ts";
import { serveFaults } from "./settings/fault-page.ts";
import { keepGood, lastGood } from "./settings/last-good.ts";

export interface StartOptions {
  readonly configFile: string;
  readonly dataDir: string;
  readonly virtualHall: string | null;
  /** The port asked for, of this configuration; of none when there is none. */
  readonly portOf: (config: Config | null) => number;
  /** Says the faults at the console. */
  readonly told: (faults: readonly Fault[]) => void;
}

const LOOK_MS = 1_000;

/** Resolves when the hall runs. It starts itself anew when the settings page asks for it. */
export async function startHall(options: StartOptions): Promise<void> {
  const { configFile, dataDir, told } = options;
  if (existsSync(join(dataDir, UNFINISHED)))
    throw new Error(`上次恢复未完成 a restore into ${dataDir} was interrupted: run hallkeeper restore again`);
  const loaded = loadConfig(configFile);
  if (loaded.ok) return run(options, loaded.config, false);
  told(loaded.faults);
  const good = lastGood(dataDir);
  if (good === null) return run(options, await mended(options, loaded.faults), false);
  process.stderr.write("配置有错，按上次的配置运行 · safe mode: the hall runs on the last good configuration\n");
  return run(options, good, true);
}

async function run(options: StartOptions, config: Config, safeMode: boolean): Promise<void> {
  const { configFile, dataDir, virtualHall, portOf } = options;
  await runService({
    ...{ config, configFile, dataDir, virtualHall, safeMode, port: portOf(config) },
    again: () => startHall(options),
  });
  if (!safeMode) keepGood(dataDir, readFileSync(configFile, "utf8"));
}

/** The configuration, once somebody has mended the file. */
async function mended(options: StartOptions, first: readonly Fault[]): Promise<Config> {
  const { configFile: file, portOf } = options;
  let faults = first;
  const server = await serveFaults({ file, host: "127.0.0.1", port: portOf(null) }, () => faults);
  process.stdout.write(`设置页 set-up page: http://127.0.0.1:${(server.address() as { port: number }).port}/\n`);
  for (;;) {
    await sleep(LOOK_MS);
    const loaded = loadConfig(file);
    if (!loaded.ok) {
      faults = loaded.faults;
      continue;
    }
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    return loaded.config;
  }
}
