// The part of the configuration that the rules look at.
import { createHash } from "node:crypto";
import type { Config } from "../config/schema.ts";
import type { HallSettings } from "./domain/types.ts";

/** Pure mapping; the configuration has been checked before. */
export function settingsOf(config: Config): HallSettings {
  const { hall, services, windows, staff, kiosks, policy } = config;
  return {
    hallId: hall.id,
    name: hall.name,
    timezone: hall.timezone,
    languages: hall.languages,
    services,
    windows,
    staff,
    kiosks: kiosks.map((kiosk) => ({ id: kiosk.id, printer: kiosk.printer ?? null })),
    policy,
  };
}

/** Tells whether the service starts with other settings than before. */
export function digestOf(config: Config): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, 16);
}
