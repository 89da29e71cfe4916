// A day of the log at one of its moments.
import { type Static, Type } from "typebox";
import { DaySeries, StoryLine } from "./floor.ts";
import { ManagerView } from "./views.ts";

/** `YYYY-MM-DD`, newest first. */
export const ReplayDays = Type.Array(Type.String());

/** `GET /replay?date=&at=`: the manager's page as it was, told from the log alone. */
export const ReplayAnswer = Type.Object({
  day: Type.String(),
  at: Type.String(),
  /** First and last moment that can be asked for. */
  from: Type.String(),
  to: Type.String(),
  /** Last event before the moment. */
  seq: Type.Integer(),
  /** Devices as the log knew them; no advice, no sound: these are not in the log. Waits by the formula. */
  view: ManagerView,
  series: DaySeries,
  /** What came right after. */
  next: Type.Array(StoryLine),
});
export type ReplayAnswer = Static<typeof ReplayAnswer>;
