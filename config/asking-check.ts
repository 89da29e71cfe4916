// What the schema of asking cannot say: hours that are none, messages nobody can send or answer, links too short.
import type { Finding } from "./finding.ts";
import type { Config } from "./schema.ts";

export function askingFaults({ rating, messages, server, policy }: Config): Finding[] {
  const asking = rating?.asking;
  if (asking === undefined) return [];
  const path = ["rating", "asking"];
  const findings: Finding[] = [];
  for (const part of ["sms", "phone"] as const) {
    const [from, to] = asking[part]?.hours.split("-") ?? ["0", "1"];
    if (from === to) findings.push({ path: [...path, part, "hours"], message: "begin and end are the same time" });
  }
  const { sms } = asking;
  if (sms === undefined) return findings;
  const { via } = messages.sms;
  if (via === "none")
    findings.push({ path: [...path, "sms"], message: `"messages.sms.via" is none: nobody can be asked by message` });
  if (via === "gateway" && server.publicUrl === null)
    findings.push({
      path: [...path, "sms"],
      message: `a gateway brings no answers back: set "server.publicUrl", so that messages can carry a link`,
    });
  const leastDays = rating?.defaults?.on === true ? rating.defaults.days : 0;
  if (sms.expiresDays < Math.min(leastDays, policy.rating.periodDays))
    findings.push({
      path: [...path, "sms", "expiresDays"],
      message: `a default is written after ${leastDays} days: the link must not end before`,
    });
  return findings;
}
