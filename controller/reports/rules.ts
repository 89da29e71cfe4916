// What reports are measured against, from the configuration.
import type { Config } from "../../config/schema.ts";
import type { ReportRules } from "./desk.ts";

/** The live board's own target, when the configuration names none. */
const WITHIN_MINUTES = 20;

export function reportRules({ reports, targets }: Pick<Config, "reports" | "targets">): ReportRules {
  return { ...reports, waitTargetMinutes: targets?.withinMinutes ?? WITHIN_MINUTES };
}
