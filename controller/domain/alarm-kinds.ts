// What rules can watch: each kind with its unit, limits, times, severity and receivers unless a hall says otherwise.

export type AlarmSeverity = "info" | "minor" | "major" | "critical";

/**
 * `over`, `under`: a limit and, apart from it, the value at which it is over again. `fact`: something is so or not.
 * `direct`: raised and cleared by the rules of the hall at once; severity, receivers and words come from here.
 */
export type AlarmSense = "over" | "under" | "fact" | "direct";

/** Unit of the limit, for words. */
export type AlarmUnit = "minutes" | "people" | "percent" | "count" | "seconds" | "megabytes" | "level" | "none";

export interface KindTerms {
  readonly sense: AlarmSense;
  readonly unit: AlarmUnit;
  readonly threshold: number;
  /** Over again when it has come back to this. */
  readonly clearAt: number;
  readonly forSeconds: number;
  readonly recoverSeconds: number;
  readonly severity: AlarmSeverity;
  /** `open`: only while the hall is open. */
  readonly hours: "open" | "always";
  readonly sinks: readonly string[];
  /** Off unless a hall asks for it; missing: on. */
  readonly off?: true;
  /** A second condition, in people or numbers measured. */
  readonly least?: number;
  /** The stretch of time things are counted in, or how long a single fact stands. */
  readonly withinMinutes?: number;
}

const BOARD = ["board"] as const;
const DESK = ["board", "desk"] as const;

const over = (unit: AlarmUnit, threshold: number, clearAt: number, forSeconds: number, recoverSeconds: number) =>
  ({ sense: "over", unit, threshold, clearAt, forSeconds, recoverSeconds }) as const;
const under = (unit: AlarmUnit, threshold: number, clearAt: number, forSeconds: number, recoverSeconds: number) =>
  ({ ...over(unit, threshold, clearAt, forSeconds, recoverSeconds), sense: "under" }) as const;
const fact = (forSeconds: number, recoverSeconds: number) =>
  ({ ...over("none", 1, 0, forSeconds, recoverSeconds), sense: "fact" }) as const;
const direct = { ...fact(0, 0), sense: "direct", hours: "always" } as const;

const KINDS = {
  "longest-wait": { ...over("minutes", 30, 25, 60, 60), severity: "minor", hours: "open", sinks: BOARD },
  "queue-length": { ...over("people", 30, 24, 60, 60), severity: "minor", hours: "open", sinks: BOARD },
  // R19 of the rating rules: a long wait and many heads together.
  "emergency-window": { ...over("minutes", 30, 25, 60, 120), severity: "major", hours: "open", sinks: DESK, least: 20 },
  "nobody-serving": { ...fact(120, 30), severity: "major", hours: "open", sinks: DESK },
  "window-idle": { ...fact(180, 0), severity: "info", hours: "open", sinks: BOARD, least: 1 },
  "window-absent": { ...over("minutes", 10, 1, 0, 0), severity: "minor", hours: "open", sinks: DESK, least: 1 },
  "case-near-limit": { ...over("percent", 80, 80, 0, 0), severity: "info", hours: "always", sinks: BOARD },
  "case-limit": { ...over("percent", 100, 100, 0, 0), severity: "minor", hours: "always", sinks: BOARD },
  "not-signed-in": { ...fact(300, 0), severity: "major", hours: "open", sinks: DESK },
  "bad-rating": {
    ...{ ...over("level", 2, 2, 0, 0), sense: "fact" },
    ...{ severity: "minor", hours: "always", sinks: BOARD, withinMinutes: 480 },
  },
  // Received by the hall and taken up by nobody: somebody has it, or it is acknowledged.
  complaint: { ...fact(0, 0), severity: "major", hours: "always", sinks: BOARD, withinMinutes: 1_440 },
  "bad-ratings": { ...over("count", 3, 1, 0, 0), severity: "major", hours: "always", sinks: BOARD, withinMinutes: 60 },
  "good-ratings": { ...over("count", 10, 5, 0, 0), severity: "info", hours: "always", sinks: BOARD, withinMinutes: 60 },
  "loop-deadline-near": { ...under("minutes", 240, 240, 0, 0), severity: "minor", hours: "always", sinks: BOARD },
  "loop-deadline-missed": { ...fact(0, 0), severity: "major", hours: "always", sinks: BOARD },
  "coverage-low": { ...under("percent", 60, 65, 600, 600), severity: "info", hours: "open", sinks: BOARD, least: 20 },
  device: { ...direct, severity: "major", sinks: BOARD },
  print: { ...direct, severity: "minor", sinks: DESK },
  helper: { ...direct, severity: "minor", sinks: DESK },
  "paper-low": { ...fact(0, 30), severity: "minor", hours: "always", sinks: DESK },
  // The printer's own alarm says so already; for halls that want other people told of it.
  "paper-out": { ...fact(0, 5), severity: "major", hours: "always", sinks: DESK, off: true },
  "mute-zone": { ...fact(60, 30), severity: "major", hours: "open", sinks: BOARD },
  calibration: { ...under("percent", 70, 75, 600, 600), severity: "info", hours: "open", sinks: BOARD, least: 50 },
  "clock-jump": { ...over("seconds", 5, 5, 0, 0), severity: "major", hours: "always", sinks: BOARD, withinMinutes: 30 },
  "disk-low": { ...under("megabytes", 500, 700, 30, 60), severity: "critical", hours: "always", sinks: BOARD },
  "log-check": { ...fact(0, 0), severity: "critical", hours: "always", sinks: BOARD },
  // `withinMinutes`: how long after its hour last night's copy may take.
  backup: { ...fact(0, 0), severity: "major", hours: "always", sinks: BOARD, withinMinutes: 60 },
  "dead-letters": { ...over("count", 1, 0, 0, 0), severity: "minor", hours: "always", sinks: BOARD },
  "webhook-disabled": { ...fact(0, 0), severity: "minor", hours: "always", sinks: BOARD },
  emergency: { ...fact(0, 0), severity: "critical", hours: "always", sinks: DESK },
  "rule-error": { ...fact(300, 60), severity: "minor", hours: "always", sinks: BOARD },
} as const satisfies Record<string, KindTerms>;

export type AlarmKind = keyof typeof KINDS;
export const ALARM_KINDS: Readonly<Record<AlarmKind, KindTerms>> = KINDS;
export const ALARM_KIND_NAMES = Object.keys(KINDS) as readonly AlarmKind[];

/** Ratings and staff: for supervisors, never for the guide desk, where citizens may look on. */
export const PRIVATE_KINDS: ReadonlySet<string> = new Set([
  "bad-rating",
  "complaint",
  "bad-ratings",
  "good-ratings",
  "loop-deadline-near",
  "loop-deadline-missed",
  "coverage-low",
]);

/** One rule of the configuration; what is missing comes from its kind. */
export interface RuleSetting {
  /** Missing: the kind. The same id as a rule that exists anyway changes that one. */
  readonly id?: string | undefined;
  readonly kind: AlarmKind;
  readonly enabled?: boolean | undefined;
  readonly threshold?: number | undefined;
  readonly clearAt?: number | undefined;
  readonly least?: number | undefined;
  readonly withinMinutes?: number | undefined;
  readonly forSeconds?: number | undefined;
  readonly recoverSeconds?: number | undefined;
  readonly severity?: AlarmSeverity | undefined;
  readonly hours?: "open" | "always" | undefined;
  readonly sinks?: readonly string[] | undefined;
  /** Only these; missing: all. */
  readonly services?: readonly string[] | undefined;
  readonly windows?: readonly string[] | undefined;
}

/** A rule with nothing left open. */
export interface AlarmRule extends Required<Omit<KindTerms, "least" | "withinMinutes" | "off">> {
  readonly id: string;
  readonly kind: AlarmKind;
  readonly enabled: boolean;
  readonly least: number;
  readonly withinMinutes: number;
  readonly services: readonly string[] | null;
  readonly windows: readonly string[] | null;
}

/** On the far side of the threshold a value can never come back: then it clears where it is raised. */
function clearOf(terms: KindTerms, threshold: number, asked: number | undefined): number {
  if (asked !== undefined) return terms.sense === "under" ? Math.max(asked, threshold) : Math.min(asked, threshold);
  if (terms.threshold === 0) return threshold;
  const kept = (terms.clearAt / terms.threshold) * threshold;
  return terms.unit === "count" ? Math.floor(kept) : kept;
}

function completed(setting: RuleSetting): AlarmRule {
  const terms = ALARM_KINDS[setting.kind];
  const threshold = setting.threshold ?? terms.threshold;
  const isPrivate = PRIVATE_KINDS.has(setting.kind);
  return {
    id: setting.id ?? setting.kind,
    kind: setting.kind,
    enabled: setting.enabled ?? (terms.off === undefined || setting.id !== undefined),
    sense: terms.sense,
    unit: terms.unit,
    threshold,
    clearAt: clearOf(terms, threshold, setting.clearAt),
    forSeconds: setting.forSeconds ?? terms.forSeconds,
    recoverSeconds: setting.recoverSeconds ?? terms.recoverSeconds,
    severity: setting.severity ?? terms.severity,
    hours: setting.hours ?? terms.hours,
    sinks: (setting.sinks ?? terms.sinks).filter((sink) => !(isPrivate && sink === "desk")),
    least: setting.least ?? terms.least ?? 0,
    withinMinutes: setting.withinMinutes ?? terms.withinMinutes ?? 0,
    services: setting.services ?? null,
    windows: setting.windows ?? null,
  };
}

/** Paper is for whoever is nearest: the guide desk hears of it, whatever alarm speaks of it. */
const ABOUT_PAPER = /纸|paper/i;

/** Who is told of an alarm. */
export function sinksOf(rule: AlarmRule, detail: string): readonly string[] {
  const isPaper = rule.kind === "device" && ABOUT_PAPER.test(detail);
  return isPaper && !rule.sinks.includes("desk") ? [...rule.sinks, "desk"] : rule.sinks;
}

/** The rules in force: one of every kind, changed and added to by the configuration. */
export function rulesOf(settings: readonly RuleSetting[]): readonly AlarmRule[] {
  const rules = new Map<string, AlarmRule>();
  for (const kind of ALARM_KIND_NAMES) rules.set(kind, completed({ kind }));
  for (const setting of settings) {
    const rule = completed(setting);
    rules.set(rule.id, rule);
  }
  return [...rules.values()];
}
