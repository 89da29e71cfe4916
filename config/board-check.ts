// Zones: each named once, each with windows that exist.
import type { Finding } from "./finding.ts";
import type { Config } from "./schema.ts";
import { nearest } from "./suggest.ts";

/** Faults of `zones`. */
export function zoneFaults(config: Config): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const windows = config.windows.map(({ id }) => id);
  for (const [i, zone] of (config.zones ?? []).entries()) {
    if (seen.has(zone.id)) findings.push({ path: ["zones", i, "id"], message: `id "${zone.id}" is used twice` });
    seen.add(zone.id);
    for (const [j, id] of zone.windows.entries()) {
      if (windows.includes(id)) continue;
      const near = nearest(id, windows);
      const hint = near === null ? `; there are: ${windows.join(", ")}` : `; did you mean "${near}"?`;
      findings.push({ path: ["zones", i, "windows", j], message: `there is no window "${id}"${hint}` });
    }
  }
  return findings;
}
