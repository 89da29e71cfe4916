// How well told waits held: of the intervals told at issue, the share in which the first call fell.
import { type Static, Type } from "typebox";

const Tally = {
  /** Called tickets that had been told an interval. */
  n: Type.Integer(),
  /** Of these, first called within it. */
  inside: Type.Integer(),
  /** `inside` ÷ `n`, 0…1; null while n is 0. */
  share: Type.Union([Type.Number(), Type.Null()]),
};

/** The newest 200 called tickets, and today's. Part of the manager's view. */
export const CalibrationView = Type.Object({ ...Tally, today: Type.Object(Tally) });
export type CalibrationView = Static<typeof CalibrationView>;

/** `GET /reports/calibration`. */
export const CalibrationReport = Type.Object({
  ...Tally,
  /** Called before the interval began, and after it had ended. */
  early: Type.Integer(),
  late: Type.Integer(),
  medianWidthMinutes: Type.Union([Type.Number(), Type.Null()]),
  /** What is aimed at. */
  goal: Type.Object({ low: Type.Number(), high: Type.Number() }),
  today: Type.Object({
    ...Tally,
    /** Called tickets for which nothing could be said at issue. */
    untold: Type.Integer(),
  }),
  services: Type.Array(
    Type.Object({ id: Type.String(), ...Tally, medianWidthMinutes: Type.Union([Type.Number(), Type.Null()]) }),
  ),
});
export type CalibrationReport = Static<typeof CalibrationReport>;
