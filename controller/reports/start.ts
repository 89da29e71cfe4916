// Reports beside the running service: the thread they are made in, and the roll-up of days that have none yet.
import type { Config } from "../../config/schema.ts";
import type { HallSettings } from "../domain/types.ts";
import type { SqliteStore } from "../store/sqlite-store.ts";
import { reportRules } from "./rules.ts";
import { ReportThread } from "./thread.ts";

/** After an upgrade old days are rolled up one by one: each keeps the hall for some hundredths of a second. */
const NEXT_DAY_MS = 2_000;

export interface ReportsOptions {
  readonly config: Config;
  readonly settings: HallSettings;
  readonly store: SqliteStore;
  readonly version: string;
  readonly onError: (error: unknown) => void;
}

export interface Reports {
  readonly port: ReportThread;
  stop(): Promise<void>;
}

/**
 * Settings are those of the start: of a changed configuration only links and devices come into force without a
 * restart, and no figure depends on them.
 */
export function startReports({ config, settings, store, version, onError }: ReportsOptions): Reports {
  const port = new ReportThread({ path: store.path, settings, rules: reportRules(config), version });
  let timer: NodeJS.Timeout | null = null;
  const next = (): void => {
    timer = null;
    try {
      if (store.rollUpOneDay()) timer = setTimeout(next, NEXT_DAY_MS).unref();
    } catch (error) {
      // The day stays without a roll-up and is added up from its events when somebody asks.
      onError(error);
    }
  };
  timer = setTimeout(next, NEXT_DAY_MS).unref();
  return {
    port,
    async stop() {
      if (timer !== null) clearTimeout(timer);
      await port.stop();
    },
  };
}
