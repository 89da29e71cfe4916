// The log's commitments against what the vault holds: the same, removed by rule, or not what was kept then.
import type { PrivacyReport } from "../contract/privacy.ts";
import { openLogForReading } from "../store/open-log.ts";

/** The newest commitment of each reference. */
export function committed(path: string): ReadonlyMap<string, string> {
  const db = openLogForReading(path);
  try {
    const rows = db.prepare("SELECT data FROM events WHERE type = 'privacy.contact-committed' ORDER BY seq");
    const found = new Map<string, string>();
    for (const row of rows.iterate()) {
      const { ref, commitment } = JSON.parse((row as { data: string }).data) as { ref: string; commitment: string };
      found.set(ref, commitment);
    }
    return found;
  } finally {
    db.close();
  }
}

export function compare(
  logged: ReadonlyMap<string, string>,
  held: (ref: string) => string | null,
): PrivacyReport["commitments"] {
  const counts = { logged: logged.size, matching: 0, removed: 0, differing: 0 };
  for (const [ref, commitment] of logged) {
    const now = held(ref);
    if (now === null) counts.removed += 1;
    else if (now === commitment) counts.matching += 1;
    else counts.differing += 1;
  }
  return counts;
}
