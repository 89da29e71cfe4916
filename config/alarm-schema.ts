// Alarms: which rules, when and for how long, how serious, and who is told.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
/** `HH:MM-HH:MM` in local wall time; it may run over midnight. */
const Span = Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$" });

/** What rules can watch. */
export const ALARM_KIND_LIST = [
  ...(["longest-wait", "queue-length", "emergency-window", "nobody-serving", "window-idle", "window-absent"] as const),
  ...(["case-near-limit", "case-limit", "not-signed-in", "bad-rating", "bad-ratings", "good-ratings"] as const),
  ...(["loop-deadline-near", "loop-deadline-missed", "coverage-low", "device", "print", "helper"] as const),
  ...(["paper-low", "paper-out", "mute-zone", "calibration", "clock-jump", "disk-low", "log-check"] as const),
  ...(["dead-letters", "webhook-disabled", "emergency", "rule-error"] as const),
  ...(["complaint", "backup"] as const),
] as const;

const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.Union(values.map((value) => Type.Literal(value))));
const Severity = oneOf(["info", "minor", "major", "critical"]);
const Seconds = Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 }));

const Rule = Type.Object(
  {
    /** Missing: the kind. With the id of a rule that is there anyway, that one is changed. */
    id: Type.Optional(Id),
    // One fault for a slip, not one for every kind there is.
    kind: Type.Unsafe<(typeof ALARM_KIND_LIST)[number]>({ type: "string", enum: [...ALARM_KIND_LIST] }),
    enabled: Type.Optional(Type.Boolean()),
    /** In the unit of the kind: minutes, people, percent, count, seconds, megabytes, level. */
    threshold: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000_000 })),
    /** Over when the value has come back to this; it keeps an alarm from flapping. */
    clearAt: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000_000 })),
    /** The second condition: at least so many people, or so many measured. */
    least: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    withinMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440 })),
    forSeconds: Seconds,
    recoverSeconds: Seconds,
    severity: Type.Optional(Severity),
    hours: Type.Optional(oneOf(["open", "always"])),
    /** `board`, `desk`, `sms:<duty id>`, `webhook:<endpoint id>`. */
    sinks: Type.Optional(
      Type.Array(Type.String({ pattern: "^(board|desk|(sms|webhook):[A-Za-z0-9][A-Za-z0-9._-]{0,63})$" }), {
        maxItems: 20,
        uniqueItems: true,
      }),
    ),
    services: Type.Optional(Type.Array(Id, { minItems: 1, uniqueItems: true })),
    windows: Type.Optional(Type.Array(Id, { minItems: 1, uniqueItems: true })),
  },
  strict,
);

/** Somebody who gets messages. The number is not in this file: it is read from the environment or a file. */
const Duty = Type.Object(
  {
    id: Id,
    /** Who it is, when it is one of the staff: a bad rating of theirs is not sent to them. */
    staff: Type.Optional(Id),
    phoneEnv: Type.Optional(Type.String({ pattern: "^[A-Z][A-Z0-9_]{0,63}$" })),
    phoneFile: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    /** Nothing less serious is sent. */
    atLeast: Type.Optional(Severity),
  },
  strict,
);

export const Alarms = Type.Object(
  {
    rules: Type.Array(Rule, { maxItems: 200, default: [] }),
    duty: Type.Array(Duty, { maxItems: 50, default: [] }),
    /** An alarm nobody has acknowledged is sent again after so long; 0: once. */
    repeatMinutes: Type.Integer({ minimum: 0, maximum: 1440, default: 15 }),
    repeatsMax: Type.Integer({ minimum: 0, maximum: 50, default: 8 }),
    /** Only what is critical is sent in these hours. */
    quietHours: Type.Array(Span, { maxItems: 6, default: [] }),
    /** Messages to one receiver within ten minutes; the rest become one: "17 more". */
    messagesMax: Type.Integer({ minimum: 1, maximum: 100, default: 5 }),
    /** Where the free space is measured is the data folder; how often, in seconds. */
    probeSeconds: Type.Integer({ minimum: 1, maximum: 3600, default: 10 }),
  },
  strict,
);
