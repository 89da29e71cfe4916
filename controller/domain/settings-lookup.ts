// Look-ups in the hall's settings.
import type { HallSettings, ServiceSettings, WindowSettings } from "./types.ts";

/** The service, or undefined when the hall has none of that id. */
export function serviceOf(settings: HallSettings, serviceId: string): ServiceSettings | undefined {
  return settings.services.find((service) => service.id === serviceId);
}

/** The window, or undefined when the hall has none of that id. */
export function windowOf(settings: HallSettings, windowId: string): WindowSettings | undefined {
  return settings.windows.find((window) => window.id === windowId);
}

/** The printer of a kiosk, or null when there is no such kiosk or it has none. */
export function printerOf(settings: HallSettings, kioskId: string | null): string | null {
  return settings.kiosks.find((kiosk) => kiosk.id === kioskId)?.printer ?? null;
}
