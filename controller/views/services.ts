// Services as kiosks and outside programs see them.

import type { ServiceView } from "../contract/views.ts";
import { remainingNumbers } from "../domain/numbering.ts";
import { standingOf } from "../domain/opening.ts";
import type { ServiceSettings } from "../domain/types.ts";
import { servicesAt } from "../domain/window-services.ts";
import { type ViewContext, wordsOf } from "./context.ts";
import { waitingIn } from "./tickets.ts";

/** A service with its queue; `open` while it gives out numbers and a window that serves it is manned. */
export function serviceView(context: ViewContext, service: ServiceSettings): ServiceView {
  const { state } = context;
  let openWindows = 0;
  for (const settings of state.settings.windows) {
    if (!servicesAt(state, settings.id).includes(service.id)) continue;
    if (state.windows.get(settings.id)?.state === "open") openWindows += 1;
  }
  const waiting = waitingIn(state, service.id).length;
  const estimate = context.waits.forNew(state, service.id, null, context.nowMs);
  return {
    id: service.id,
    name: wordsOf(service.name),
    open: standingOf(state, service, context.nowMs).code === "open",
    waiting,
    estimate: estimate === null ? null : { lowMinutes: estimate.lowMinutes, highMinutes: estimate.highMinutes },
    openWindows,
    remaining: remainingNumbers(state, service),
  };
}

/** All services, in the order of the configuration. */
export function serviceViews(context: ViewContext): ServiceView[] {
  return context.state.settings.services.map((service) => serviceView(context, service));
}
