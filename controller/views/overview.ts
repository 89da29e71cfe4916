// The manager's live page.

import type { DeviceView, ManagerView } from "../contract/views.ts";
import { alarmViews } from "./alarms.ts";
import { hallName, minutesSince, timeOf, timeOrNull, type ViewContext } from "./context.ts";
import { eventText } from "./event-text.ts";
import { floorView } from "./floor.ts";
import { serviceViews } from "./services.ts";
import { waitingIn } from "./tickets.ts";
import { windowView } from "./windows.ts";

/** The devices as the link layer sees them, with the state the log knows. */
export function deviceViews(context: ViewContext): DeviceView[] {
  return context.devices.map((device) => ({ ...device, counters: { ...device.counters } }));
}

/** Figures, queues, windows, alarms, devices and the newest events. */
export function managerView(context: ViewContext): ManagerView {
  const { state, index } = context;
  return {
    hall: hallName(context),
    day: state.day ?? index.figures.day ?? "",
    figures: figuresOf(context),
    services: serviceViews(context),
    windows: state.settings.windows.map((settings) => {
      const { served, rated } = index.figures.window(settings.id);
      const since = timeOrNull(context, state.windows.get(settings.id)?.openedAtMs ?? null);
      return { ...windowView(context, settings), since, servedToday: served, ratedToday: rated };
    }),
    calibration: context.calibration(),
    alarms: alarmViews(context),
    devices: deviceViews(context),
    ratings: index.ratings.map(({ number, windowId, level, channel, atMs }) => ({
      number,
      windowId,
      level,
      channel,
      at: timeOf(context, atMs),
    })),
    events: index.events.map((event) => ({
      seq: event.seq,
      at: timeOf(context, event.atMs),
      type: event.type,
      text: eventText(event),
    })),
    sound: context.sound?.overview() ?? null,
    floor: floorView(context),
  };
}

function figuresOf(context: ViewContext): ManagerView["figures"] {
  const { state } = context;
  const { issued, finished, missed, left, late, rated, invited, badRatings, averageLevel } = context.index.figures;
  const { asked, withDefaults } = context.index.figures;
  let waiting = 0;
  let oldestMs: number | null = null;
  for (const service of state.settings.services) {
    const queue = waitingIn(state, service.id);
    waiting += queue.length;
    const first = queue[0];
    if (first !== undefined && (oldestMs === null || first.arrivalMs < oldestMs)) oldestMs = first.arrivalMs;
  }
  let openWindows = 0;
  let pausedWindows = 0;
  for (const window of state.windows.values()) {
    if (window.state === "open") openWindows += 1;
    if (window.state === "paused") pausedWindows += 1;
  }
  return {
    waiting,
    longestWaitMinutes: oldestMs === null ? 0 : minutesSince(context, oldestMs),
    openWindows,
    pausedWindows,
    issued,
    finished,
    missed,
    left,
    late,
    rated,
    invited,
    asked,
    withDefaults,
    badRatings,
    averageLevel,
  };
}
