// The last configuration a hall started with: it runs on when somebody has broken the file.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { replaceFile } from "../store/durable-file.ts";

const FILE = "config-good.yaml";

/** Null: this folder never ran a hall, or that file does not fit this program any more. */
export function lastGood(dataDir: string): Config | null {
  const file = join(dataDir, FILE);
  if (!existsSync(file)) return null;
  const loaded = parseConfig(readFileSync(file, "utf8"));
  return loaded.ok ? loaded.config : null;
}

/** Kept once a hall runs with it. */
export function keepGood(dataDir: string, text: string): void {
  const file = join(dataDir, FILE);
  mkdirSync(dataDir, { recursive: true });
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  // A new file is for the service alone, as the data are.
  if (!existsSync(file)) writeFileSync(file, "", { mode: 0o600 });
  try {
    replaceFile(file, text);
  } catch (error) {
    // An empty one would be taken for a broken hall.
    if (readFileSync(file, "utf8") === "") rmSync(file, { force: true });
    throw error;
  }
}
