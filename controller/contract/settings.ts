// What the settings page and the set-up pages see: the file, its fields with their meaning, changes, versions, backups.
import { type Static, Type } from "typebox";
import { Nullable, oneOf, strict, WordsView } from "./schemas.ts";
import { ConfigVersionView, FaultView } from "./technician.ts";

const Id = Type.String({ minLength: 1, maxLength: 64 });
export const FIELD_KINDS = [
  ...(["text", "number", "integer", "boolean", "choice", "words", "list", "week", "record", "object"] as const),
] as const;
const Both = Type.Object({ zh: Type.String(), en: Type.String() });

/** Lists of the file whose entries have ids. */
export const ENTRY_LISTS = ["services", "windows", "staff", "kiosks"] as const;
export type EntryList = (typeof ENTRY_LISTS)[number];

/** Leads through maps, e.g. `policy`, `calls`, `max`. */
const ValuePath = Type.Array(Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }), {
  minItems: 1,
  maxItems: 6,
});

/** One change of the file. What it does not name stays as it stands, comments included. */
export const SettingsEdit = Type.Union([
  Type.Object(
    {
      op: Type.Literal("set-entry"),
      list: Type.Unsafe<EntryList>(Type.Union(ENTRY_LISTS.map((list) => Type.Literal(list)))),
      /** With the id of an entry that is there, that one is changed; otherwise it is added at the end. */
      entry: Type.Record(Type.String(), Type.Unknown()),
    },
    strict,
  ),
  Type.Object(
    {
      op: Type.Literal("remove-entry"),
      list: Type.Unsafe<EntryList>(Type.Union(ENTRY_LISTS.map((list) => Type.Literal(list)))),
      id: Id,
    },
    strict,
  ),
  Type.Object({ op: Type.Literal("set-value"), path: ValuePath, value: Type.Unknown() }, strict),
  /** Its default holds again. */
  Type.Object({ op: Type.Literal("remove-value"), path: ValuePath }, strict),
  /** The whole text: a template, or a file mended by hand. */
  Type.Object({ op: Type.Literal("set-text"), text: Type.String({ maxLength: 1_048_576 }) }, strict),
]);
export type SettingsEdit = Static<typeof SettingsEdit>;
export const SETTINGS_EDITS_MAX = 50;

export const SettingsChangeBody = Type.Object(
  {
    edits: Type.Array(SettingsEdit, { minItems: 1, maxItems: SETTINGS_EDITS_MAX }),
    /** Digest of the file the edits were made for; another one is refused with CONFIG_CHANGED. */
    digest: Type.String({ maxLength: 64 }),
    /** False: only show what would change. */
    apply: Type.Boolean(),
  },
  strict,
);
export type SettingsChangeBody = Static<typeof SettingsChangeBody>;
export const SettingsRollbackBody = Type.Object(
  { version: Id, digest: Type.String({ maxLength: 64 }), apply: Type.Boolean() },
  strict,
);
export type SettingsRollbackBody = Static<typeof SettingsRollbackBody>;

/** When a change takes effect: at once, or when the service starts next (see `POST /settings/restart`). */
export const SettingsEffect = Type.Union([Type.Literal("now"), Type.Literal("restart")]);

/** One place that differs. Values are left out where they are personal or secret. */
export const SettingsDifference = Type.Object({
  path: Type.String(),
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  effect: SettingsEffect,
});
export type SettingsDifference = Static<typeof SettingsDifference>;

/** What runs and cannot spare an entry that would go away, in words. */
export const SettingsBlock = Type.Object({ path: Type.String(), zh: Type.String(), en: Type.String() });
export type SettingsBlock = Static<typeof SettingsBlock>;

export const SettingsChangeView = Type.Object({
  /** Free of faults: it may be applied. */
  ok: Type.Boolean(),
  applied: Type.Boolean(),
  /** Unified diff of the file. */
  diff: Type.String(),
  differences: Type.Array(SettingsDifference),
  faults: Type.Array(FaultView),
  warnings: Type.Array(FaultView),
  /** Tickets or open windows that hang on what would go away: not while they are there. */
  blocks: Type.Array(SettingsBlock),
  digest: Type.String(),
  /** Something takes effect at the next start only. */
  restart: Type.Boolean(),
});
export type SettingsChangeView = Static<typeof SettingsChangeView>;

/** One setting: what it means, its bounds and default, and where its figure comes from. */
export const SettingsField = Type.Object({
  /** Dotted, as in the file: `policy.calls.max`; of an entry of a list `services[].prefix`. */
  path: Type.String(),
  name: Both,
  help: Both,
  kind: oneOf(FIELD_KINDS),
  /** Missing in the file, this holds. */
  default: Type.Optional(Type.Unknown()),
  minimum: Type.Optional(Type.Number()),
  maximum: Type.Optional(Type.Number()),
  pattern: Type.Optional(Type.String()),
  choices: Type.Optional(Type.Array(Type.Unknown())),
  required: Type.Boolean(),
  /** May be null: none. */
  nullable: Type.Boolean(),
  /** Where the figure comes from. */
  source: Both,
  effect: SettingsEffect,
  /** The group or list it is part of; missing: it stands by itself. */
  parent: Type.Optional(Type.String()),
  /** Of a list without parts, and of a record: what each value is. */
  of: Type.Optional(oneOf(FIELD_KINDS)),
  itemsMax: Type.Optional(Type.Integer()),
});
export type SettingsField = Static<typeof SettingsField>;

/** What holds where the file says nothing, for forms that change it. */
export const SettingsUsual = Type.Object({
  alarmRules: Type.Array(
    Type.Object({
      ...{ kind: Type.String(), title: Both, unit: Type.String(), enabled: Type.Boolean() },
      ...{ threshold: Type.Number(), clearAt: Type.Number(), least: Type.Integer(), withinMinutes: Type.Integer() },
      ...{ forSeconds: Type.Integer(), recoverSeconds: Type.Integer(), severity: Type.String(), hours: Type.String() },
      sinks: Type.Array(Type.String()),
      /** Something is so or not, or others raise it: a threshold means nothing. */
      hasThreshold: Type.Boolean(),
      /** Raised and cleared at once, by others. */
      isDirect: Type.Boolean(),
    }),
  ),
  outcomes: Type.Array(Type.Object({ id: Type.String(), name: WordsView })),
  pauseReasons: Type.Array(Type.Object({ id: Type.String(), name: WordsView })),
});
export type SettingsUsual = Static<typeof SettingsUsual>;

export const SettingsView = Type.Object({
  file: Type.String(),
  text: Type.String(),
  digest: Type.String(),
  /** What the file says, without defaults; null: it is no YAML. */
  values: Nullable(Type.Record(Type.String(), Type.Unknown())),
  /** With every default; null: it has faults. */
  completed: Nullable(Type.Record(Type.String(), Type.Unknown())),
  faults: Type.Array(FaultView),
  fields: Type.Array(SettingsField),
  usual: SettingsUsual,
  /** Newest first. */
  versions: Type.Array(ConfigVersionView),
  /** The file waits for the next start. */
  restart: Type.Boolean(),
  /** The hall runs on the last good version, because the file has faults. */
  safeMode: Type.Boolean(),
  /** A restart is planned for when the hall has closed. */
  restartPlanned: Type.Boolean(),
  /** False: this service cannot start itself anew; whoever runs it does. */
  mayRestart: Type.Boolean(),
});
export type SettingsView = Static<typeof SettingsView>;

/** `now`: told on the boards first. `closed`: when the hall has closed and nobody waits. `never`: not after all. */
export const SettingsRestartBody = Type.Union([
  Type.Object({ when: Type.Optional(oneOf(["now", "closed", "never"])) }, strict),
  Type.Null(),
]);
export const SettingsRestartView = Type.Object({
  restarting: Type.Boolean(),
  /** It waits until the hall has closed. */
  planned: Type.Boolean(),
  blocks: Type.Array(SettingsBlock),
  faults: Type.Array(FaultView),
});
export type SettingsRestartView = Static<typeof SettingsRestartView>;

export const SettingsDiffView = Type.Object({ diff: Type.String() });
export type SettingsDiffView = Static<typeof SettingsDiffView>;

export const TEMPLATE_SIZES = [10, 30, 60] as const;
export type TemplateSize = (typeof TEMPLATE_SIZES)[number];
export const TemplateQuery = Type.Object(
  { windows: Type.Unsafe<`${TemplateSize}`>(Type.Union(TEMPLATE_SIZES.map((size) => Type.Literal(String(size))))) },
  strict,
);
export const TemplateView = Type.Object({ text: Type.String() });
export type TemplateView = Static<typeof TemplateView>;

/** A page of the hall and its address, for a sheet of labels. */
export const LabelView = Type.Object({
  kind: oneOf(["kiosk", "window", "pad", "board", "screen", "desk"] as const),
  name: Both,
  url: Type.String(),
  /** The code as a picture. */
  svg: Type.String(),
});
export type LabelView = Static<typeof LabelView>;

export const BackupView = Type.Object({
  name: Type.String(),
  at: Type.String(),
  bytes: Type.Integer(),
});
export type BackupView = Static<typeof BackupView>;
export const BackupsView = Type.Object({
  folder: Type.String(),
  /** `HH:MM` in the hall's time; null: none by itself. */
  nightlyAt: Nullable(Type.String()),
  keep: Type.Integer(),
  /** Newest first. */
  backups: Type.Array(BackupView),
  /** Why the newest try failed; empty: it did not. */
  trouble: Type.String(),
});
export type BackupsView = Static<typeof BackupsView>;
