// Counts inside one process what a call costs the screens: texts made, frames built, writes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadConfig } from "../../dist/config/load.js";
import { decide, decideTimeMs } from "../../dist/controller/domain/decide.js";
import { fold, newState } from "../../dist/controller/domain/fold.js";
import { Hall } from "../../dist/controller/hall.js";
import { Live } from "../../dist/controller/live.js";
import { settingsOf } from "../../dist/controller/settings-of-config.js";
import { MemoryStore } from "../../dist/controller/store/memory-store.js";
import { indexOf } from "../../dist/controller/views/day-index.js";
import { systemClock } from "../../dist/drivers/kernel/clock.js";
import { hallConfig, sleep } from "./bench-lib.mjs";

const SYSTEM = { actor: "system", render: () => null };

/** A configuration as the service itself reads it. */
export function loadedConfig(dir, config) {
  const file = join(dir, "loaded.yaml");
  writeFileSync(file, stringify(config));
  const loaded = loadConfig(file);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

let made = 0;
const newId = (kind) => `${kind[0]}_${(++made).toString(36).padStart(12, "0")}`;
const newToken = () => (++made).toString(36).padStart(22, "0");
export const rules = { newState, fold, decide, decideTimeMs, newId, newToken };

class QuietScreen {
  bufferedBytes = 0;
  writes = 0;
  write(_frame, flushed) {
    this.writes += 1;
    flushed();
  }
  close() {
    throw new Error("a screen was closed");
  }
  terminate() {
    throw new Error("a screen was cut off");
  }
}

/** One call, seen by that many screens on the hall view. */
export async function countSerialisations(dir, count) {
  const settings = settingsOf(loadedConfig(dir, hallConfig(0, 2)));
  const fail = (error) => {
    throw error;
  };
  const nowMs = () => Date.now();
  const store = new MemoryStore();
  const hall = new Hall({ settings, store, rules, nowMs, newId, newToken, onFatal: fail, onObserverError: fail });
  const sources = { settings, index: indexOf([]), clock: systemClock, baseUrl: () => "", devices: () => [] };
  const live = new Live({ hall, sources, clock: systemClock });
  hall.observe({ capture: (state, events) => live.capture(state, events), publish: (views) => live.publish(views) });
  const ask = (command) => hall.submit(command, SYSTEM);
  await ask({ type: "tick" });
  await ask({ type: "open-window", windowId: "1", staffId: null });
  await ask({ type: "issue-ticket", serviceId: "general", priority: null, kioskId: null, language: null });
  const screens = Array.from({ length: count }, () => new QuietScreen());
  for (const screen of screens) live.hub.join("hall", screen);
  await sleep(200);
  const before = { texts: live.serialisations, ...live.hub.counters };
  await ask({ type: "call-next", windowId: "1", fromKeypad: false });
  await sleep(200);
  const { framesBuilt, writes } = live.hub.counters;
  await hall.stop();
  if (screens.some((screen) => screen.writes !== 2)) throw new Error("a screen missed the call or got it twice");
  return {
    serialisations: live.serialisations - before.texts,
    frames: framesBuilt - before.framesBuilt,
    writes: (writes - before.writes) / count,
  };
}
