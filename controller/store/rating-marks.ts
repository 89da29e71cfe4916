// What is said to a rating after its touch, beside level and reasons: marks, and changes at the acceptance stage.
import type { EventData, EventType, LoggedEvent } from "../domain/events.ts";
import type { Database } from "./sqlite.ts";

/** One migration step. */
export const MARKS_SCHEMA = "ALTER TABLE ratings ADD COLUMN marks_seq INTEGER;";

type MarkType = "rating.marks-added" | `rating.acceptance-${string}`;
export type MarkAppliers = {
  [T in EventType & MarkType]: ((data: EventData[T], event: LoggedEvent) => void) | null;
};

const OF_CASE = "case_seq = (SELECT seq FROM cases WHERE id = ?) AND sequence = 1";

export function markAppliers(db: Database): MarkAppliers {
  const mark = db.prepare(
    `UPDATE ratings SET marks_seq = ? WHERE seq = (SELECT max(seq) FROM ratings WHERE ${OF_CASE} AND stage = 2)`,
  );
  const correct = db.prepare(`UPDATE ratings SET level = ?, changed_seq = ? WHERE ${OF_CASE} AND stage = 1`);
  return {
    "rating.marks-added": ({ caseId }, { seq }) => {
      mark.run(seq, caseId);
    },
    "rating.acceptance-corrected": ({ caseId, level }, { seq }) => {
      correct.run(level, seq, caseId);
    },
    // Whether the pads ask at acceptance is of the moment: the log alone keeps it.
    "rating.acceptance-invited": null,
    "rating.acceptance-lapsed": null,
  };
}
