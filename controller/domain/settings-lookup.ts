// Look-ups in the hall's settings.
import type { HallSettings, ServiceSettings, WindowSettings } from "./types.ts";

interface Lookup {
  readonly services: ReadonlyMap<string, ServiceSettings>;
  readonly windows: ReadonlyMap<string, WindowSettings>;
}
/** Settings never change while they are in use; a hundred windows are looked up for every estimate. */
const lookups = new WeakMap<HallSettings, Lookup>();

function lookupOf(settings: HallSettings): Lookup {
  const known = lookups.get(settings);
  if (known !== undefined) return known;
  const lookup = {
    services: new Map(settings.services.map((service) => [service.id, service])),
    windows: new Map(settings.windows.map((window) => [window.id, window])),
  };
  lookups.set(settings, lookup);
  return lookup;
}

/** The service, or undefined when the hall has none of that id. */
export function serviceOf(settings: HallSettings, serviceId: string): ServiceSettings | undefined {
  return lookupOf(settings).services.get(serviceId);
}

/** The window, or undefined when the hall has none of that id. */
export function windowOf(settings: HallSettings, windowId: string): WindowSettings | undefined {
  return lookupOf(settings).windows.get(windowId);
}

/** Every printer that papers may come out of: the kiosks' and the guide desk's. */
export function printersOf({ kiosks, deskPrinter }: HallSettings): string[] {
  const all = [...kiosks.map(({ printer }) => printer), deskPrinter ?? null];
  return [...new Set(all.filter((printer): printer is string => printer !== null))];
}

/** The printer of a kiosk, or null when there is no such kiosk or it has none. */
export function printerOf(settings: HallSettings, kioskId: string | null): string | null {
  return settings.kiosks.find((kiosk) => kiosk.id === kioskId)?.printer ?? null;
}
