// Handlers of bad ratings that name what is not there.
import type { Finding, Path } from "./finding.ts";
import type { Config } from "./schema.ts";
import { nearest } from "./suggest.ts";

/** Faults of `rating.loop`. */
export function loopFaults(config: Config): Finding[] {
  const handlers = config.rating?.loop?.handlers ?? [];
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  const [staff, services, windows] = [ids(config.staff), ids(config.services), ids(config.windows)];
  const findings: Finding[] = [];
  const look = (path: Path, what: string, id: string, known: readonly string[]) => {
    if (known.includes(id)) return;
    const near = nearest(id, known);
    const hint = near === null ? `; there are: ${known.join(", ") || "none"}` : `; did you mean "${near}"?`;
    findings.push({ path, message: `there is no ${what} "${id}"${hint}` });
  };
  for (const [i, handler] of handlers.entries()) {
    const at = (...more: Path): Path => ["rating", "loop", "handlers", i, ...more];
    look(at("staff"), "member of staff", handler.staff, staff);
    for (const [j, id] of (handler.services ?? []).entries()) look(at("services", j), "service", id, services);
    for (const [j, id] of (handler.windows ?? []).entries()) look(at("windows", j), "window", id, windows);
  }
  for (const [i, id] of (config.rating?.loop?.notices?.supervisors ?? []).entries())
    look(["rating", "loop", "notices", "supervisors", i], "member of staff", id, staff);
  return findings;
}
