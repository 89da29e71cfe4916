// The silent emergency button: raised at a window, seen at every other desk, answered, ended. Nothing is shown or
// heard where citizens are.
import type { Command, Decision } from "./commands.ts";
import type { Emergency } from "./console-types.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { knownWindow } from "./windows.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** At a closed window too: whoever is in need does not sign in first. Pressed twice it is one emergency. */
export function raiseEmergency({ state }: Moment, { windowId, kind }: Of<"raise-emergency">): Decision {
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  const open = state.emergencies.get(windowId);
  if (open !== undefined && open.kind === kind) return accept([], { windowId });
  const { staffId } = window;
  // Another kind wanted: the first ends, so that everybody sees who is needed now.
  const before = open === undefined ? [] : [event("emergency.ended", { emergencyId: open.id, windowId, staffId })];
  const emergencyId = `emergency-${windowId}-${state.seq + 1}`;
  return accept([...before, event("emergency.raised", { emergencyId, windowId, kind, staffId })], { windowId });
}

function openAt(at: Moment, windowId: string): Emergency | Decision {
  const window = knownWindow(at.state, windowId);
  if ("ok" in window) return window;
  return at.state.emergencies.get(windowId) ?? refuse("NO_EMERGENCY", `no emergency is open at window ${windowId}`);
}

/** "I am coming": once per window or person is enough. */
export function answerEmergency(at: Moment, command: Of<"answer-emergency">): Decision {
  const { windowId, byWindowId } = command;
  const open = openAt(at, windowId);
  if ("ok" in open) return open;
  if (byWindowId !== null) {
    const from = knownWindow(at.state, byWindowId);
    if ("ok" in from) return from;
  }
  const { staff } = at.state.settings;
  if (command.staffId !== null && !staff.some(({ id }) => id === command.staffId)) {
    return refuse("STAFF_UNKNOWN", `there is no member of staff ${command.staffId}`);
  }
  const sitting = byWindowId === null ? null : (at.state.windows.get(byWindowId)?.staffId ?? null);
  const staffId = command.staffId ?? sitting;
  const said = open.coming.some((one) => one.windowId === byWindowId && one.staffId === staffId);
  if (said) return accept([], { windowId });
  return accept([event("emergency.answered", { emergencyId: open.id, windowId, byWindowId, staffId })], { windowId });
}

/** Over, by whoever sees that it is. */
export function endEmergency(at: Moment, { windowId, staffId }: Of<"end-emergency">): Decision {
  const open = openAt(at, windowId);
  if ("ok" in open) return open;
  return accept([event("emergency.ended", { emergencyId: open.id, windowId, staffId })], { windowId });
}
