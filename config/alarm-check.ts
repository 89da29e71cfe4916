// Rules of alarms that name what is not there: a service, a window, somebody on duty, an endpoint.
import type { Finding, Path } from "./finding.ts";
import type { Config } from "./schema.ts";
import { nearest } from "./suggest.ts";

function missing(path: Path, what: string, id: string, known: readonly string[]): Finding {
  const near = nearest(id, known);
  const hint = near === null ? `; there are: ${known.join(", ") || "none"}` : `; did you mean "${near}"?`;
  return { path, message: `there is no ${what} "${id}"${hint}` };
}

/** Faults of `alarms`. */
export function alarmFaults(config: Config): Finding[] {
  const { alarms } = config;
  if (alarms === undefined) return [];
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  const known = { service: ids(config.services), window: ids(config.windows), staff: ids(config.staff) };
  const receivers = { sms: ids(alarms.duty), webhook: ids(config.messages.webhooks) };
  const findings: Finding[] = [];
  for (const [i, { services = [], windows = [], sinks = [] }] of alarms.rules.entries()) {
    const at = (name: string, j: number): Path => ["alarms", "rules", i, name, j];
    for (const [j, id] of services.entries())
      if (!known.service.includes(id)) findings.push(missing(at("services", j), "service", id, known.service));
    for (const [j, id] of windows.entries())
      if (!known.window.includes(id)) findings.push(missing(at("windows", j), "window", id, known.window));
    for (const [j, sink] of sinks.entries()) {
      const [kind = "", id = ""] = sink.split(":", 2);
      if (kind === "sms" && !receivers.sms.includes(id))
        findings.push(missing(at("sinks", j), "person on duty", id, receivers.sms));
      if (kind === "webhook" && !receivers.webhook.includes(id))
        findings.push(missing(at("sinks", j), "webhook", id, receivers.webhook));
    }
  }
  for (const [i, { staff }] of alarms.duty.entries()) {
    if (staff === undefined || known.staff.includes(staff)) continue;
    findings.push(missing(["alarms", "duty", i, "staff"], "member of staff", staff, known.staff));
  }
  return findings;
}
