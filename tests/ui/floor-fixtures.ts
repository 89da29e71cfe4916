// A floor as the manager's page gets it: a busy morning.
import type { FloorView } from "../../controller/contract/floor.ts";

const at = (minutes: number): string => {
  const text = new Date(Date.parse("2026-03-02T10:30:00Z") + minutes * 60_000).toISOString().slice(0, 19);
  return `${text}+08:00`;
};

export function floorView(over: Partial<FloorView> = {}): FloorView {
  return {
    targets: { longestWaitMinutes: 30, withinMinutes: 20, withinShare: 0.8, pausedWindowsMax: 2 },
    within: { n: 80, inside: 54, share: 0.675 },
    idleWindows: 1,
    badOpen: 1,
    services: [
      { id: "social", longestWaitMinutes: 38, idleWindows: 0, pausedWindows: 1, closed: null },
      { id: "household", longestWaitMinutes: 12, idleWindows: 0, pausedWindows: 0, closed: null },
    ],
    windows: [
      {
        id: "1",
        activitySince: at(-7),
        case: { openedAt: at(-20), limitMinutes: 15 },
        assigned: true,
        askedBackAt: null,
      },
      { id: "2", activitySince: at(-3), case: null, assigned: false, askedBackAt: at(-1) },
    ],
    fairness: {
      overtaken: { number: "A013", serviceId: "social", count: 4, inRow: 1, limit: 2, waitedMinutes: 38 },
      longestOrdinary: { number: "A013", serviceId: "social", waitedMinutes: 38 },
      outOfOrder: [{ windowId: "1", count: 4, reasons: { class: 3, "by-number": 1 } }],
    },
    numbersHeld: null,
    dayEnded: null,
    outOfService: [],
    advice: {
      at: at(-1),
      until: at(60),
      lines: [
        {
          kind: "open",
          windowId: "4",
          serviceId: "social",
          services: null,
          before: { low: 51, mid: 62, high: 74 },
          after: { low: 27, mid: 35, high: 44 },
        },
      ],
      why: null,
      needed: [{ serviceId: "social", perHour: 24, meanMinutes: 7.5, windows: 4 }],
    },
    ...over,
  };
}
