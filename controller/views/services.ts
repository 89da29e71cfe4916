// Services as kiosks and outside programs see them.

import type { KioskView, ServiceView } from "../contract/views.ts";
import { estimateFor } from "../domain/estimate.ts";
import type { ServiceSettings } from "../domain/types.ts";
import { hallName, type ViewContext, wordsOf } from "./context.ts";
import { waitingIn } from "./tickets.ts";
import { missedRule } from "./words.ts";

/** A service with its queue; `open` while a window that serves it is manned, be it paused for a moment. */
export function serviceView(context: ViewContext, service: ServiceSettings): ServiceView {
  const { state } = context;
  let openWindows = 0;
  let manned = 0;
  for (const settings of state.settings.windows) {
    if (!settings.services.includes(service.id)) continue;
    const window = state.windows.get(settings.id);
    if (window === undefined || window.state === "closed") continue;
    manned += 1;
    if (window.state === "open") openWindows += 1;
  }
  const waiting = waitingIn(state, service.id).length;
  const estimate = estimateFor(state, service.id, waiting, context.nowMs);
  const issued = state.issuedToday.get(service.id) ?? 0;
  return {
    id: service.id,
    name: wordsOf(service.name),
    open: manned > 0,
    waiting,
    estimate: estimate === null ? null : { lowMinutes: estimate.lowMinutes, highMinutes: estimate.highMinutes },
    openWindows,
    remaining: service.dailyMax === null ? null : Math.max(0, service.dailyMax - issued),
  };
}

/** All services, in the order of the configuration. */
export function serviceViews(context: ViewContext): ServiceView[] {
  return context.state.settings.services.map((service) => serviceView(context, service));
}

/** What a kiosk page offers, or null for a kiosk that is not configured. */
export function kioskView(context: ViewContext, kioskId: string): KioskView | null {
  const { settings } = context.state;
  const kiosk = settings.kiosks.find((candidate) => candidate.id === kioskId);
  if (kiosk === undefined) return null;
  const device = kiosk.printer === null ? undefined : context.devices.find((row) => row.id === kiosk.printer);
  const record = kiosk.printer === null ? undefined : context.state.devices.get(kiosk.printer);
  return {
    hall: hallName(context),
    kiosk: {
      id: kiosk.id,
      printer: kiosk.printer,
      printerState: kiosk.printer === null ? "none" : (record?.state ?? device?.state ?? "starting"),
      printerDetail: record?.detail ?? device?.detail ?? "",
    },
    services: serviceViews(context),
    priorityClasses: [...settings.policy.priority.classes],
    missedRule: missedRule(settings.policy),
  };
}
