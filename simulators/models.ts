// Which file simulates a model: found by the model's own path, so a new device needs no list here.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SimDevice, SimOptions } from "./lib.ts";

/** Kind of a model id → folder of its simulator. */
const FOLDERS: Readonly<Record<string, string>> = {
  printer: "printers",
  led: "led",
  keypad: "keypads",
  pad: "pads",
  voice: "voice",
  reader: "readers",
  scanner: "scanners",
  modem: "modems",
};

/** What each simulator file exports. Each simulator checks the settings it uses. */
type Create = (settings: never, options: SimOptions) => SimDevice;

/** The maker of simulated devices of this model, or null for a model that is not simulated. */
export async function simulatorOf(model: string): Promise<Create | null> {
  const [kind = "", name = ""] = model.split("/");
  const folder = FOLDERS[kind];
  if (folder === undefined || !/^[a-z0-9-]+$/.test(name)) return null;
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const file = new URL(`./${folder}/${name}.${ending}`, import.meta.url);
  if (!existsSync(fileURLToPath(file))) return null;
  const module = (await import(file.href)) as { readonly createSimulator?: Create };
  return module.createSimulator ?? null;
}
