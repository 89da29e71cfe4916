// What the guide desk's bell hears of: whoever wants somebody to come, and what is serious. Pure.
import type { DeskView } from "../../controller/contract/desk.ts";
import type { HeardAlarm } from "../shared/alarm-bell.ts";

/** What the desk is wanted for, as the bell hears it: a helper and an emergency ring whatever their rule says. */
export function heardAtDesk(view: Pick<DeskView, "alarms" | "emergencies"> | null): readonly HeardAlarm[] {
  if (view === null) return [];
  const heard = { sinks: ["desk"], silencedUntil: null };
  const looked = { by: "", at: "", note: null };
  return [
    ...view.emergencies.map(({ id, raisedAt, coming }) => ({
      ...{ id, raisedAt, severity: "critical" as const, ...heard },
      acknowledged: coming.length > 0 ? looked : null,
    })),
    ...view.alarms.map(({ id, raisedAt, severity, quiet, kioskId }) => ({
      ...{ id, raisedAt, severity: kioskId === null ? severity : ("major" as const), ...heard },
      acknowledged: quiet ? looked : null,
    })),
  ];
}
