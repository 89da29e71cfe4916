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
    // What somebody may do and types to sign in is no business of the rules.
    staff: staff.map(({ id, name, number }) => ({ id, name, number })),
    kiosks: kiosks.map((kiosk) => kioskOf(config, kiosk)),
    calendar: hall.calendar,
    serviceGroups: config.serviceGroups,
    needs: config.needs,
    site: config.site,
    zones: config.zones,
    board: config.board,
    deskPrinter: config.desk?.printer,
    targets: config.targets,
    outcomes: config.outcomes,
    pauseReasons: config.pauseReasons,
    console: config.console,
    policy,
    rating: config.rating,
    loop: config.rating?.loop,
  };
}

/** Whether a device of this kind stands at the kiosk, by its own word or the kiosk's. */
export function standsAt(config: Config, kioskId: string, kind: "reader" | "scanner"): string | undefined {
  const named = config.kiosks.find((kiosk) => kiosk.id === kioskId)?.[kind];
  return named ?? config.devices.find(({ model, kiosk }) => kiosk === kioskId && model.startsWith(`${kind}/`))?.id;
}

function kioskOf(config: Config, kiosk: Config["kiosks"][number]): HallSettings["kiosks"][number] {
  const { reader: _reader, scanner: _scanner, ...rest } = kiosk;
  return {
    ...rest,
    printer: kiosk.printer ?? null,
    hasReader: standsAt(config, kiosk.id, "reader") !== undefined,
    hasScanner: standsAt(config, kiosk.id, "scanner") !== undefined,
  };
}

/** Tells whether the service starts with other settings than before. */
export function digestOf(config: Config): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, 16);
}
