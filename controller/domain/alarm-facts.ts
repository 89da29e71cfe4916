// What alarm rules look at beside the hall's state, and the shape of what they find.
import type { AlarmFeed } from "./alarm-feed.ts";
import type { AlarmRule } from "./alarm-kinds.ts";
import type { Opening } from "./calendar.ts";
import type { HallState, Words } from "./types.ts";

/** A bad rating or complaint that is to be dealt with by a time. */
export interface LoopDeadline {
  readonly caseId: string;
  readonly dueMs: number;
  readonly state: "open" | "missed" | "done";
}

export interface DeviceFact {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly facts: Readonly<Record<string, string>>;
}

export interface ZoneFact {
  readonly id: string;
  readonly name: Words;
  /** The hall has set up where sound is to come from. */
  readonly wanted: boolean;
  /** Sinks that could speak now. */
  readonly speaking: number;
  readonly sinks: number;
  /** The newest self-check; null: none yet. */
  readonly check: { readonly ok: boolean; readonly detail: string } | null;
}

/** How the nightly backups stand. */
export interface BackupFact {
  /** The newest try ended so; empty: well, or not tried since the start. */
  readonly trouble: string;
  readonly newestMs: number | null;
  /** When the newest one was to be made; null: the hall asks for none, or it was not there yet. */
  readonly dueMs: number | null;
}

/** From probes; null: not known (yet). */
export interface ProbeFacts {
  readonly diskFreeMegabytes: number | null;
  /** The newest jump of the machine's clock. */
  readonly clockJump: { readonly seconds: number; readonly atMs: number } | null;
  /** Why the hash chain does not hold; empty: it does, as far as it was read. */
  readonly logFault: string | null;
  readonly deadLetters: number | null;
  /** Ids of endpoints that refuse for good. */
  readonly disabledWebhooks: readonly string[] | null;
  readonly backup: BackupFact | null;
}

export interface AlarmFacts {
  readonly devices: readonly DeviceFact[];
  readonly zones: readonly ZoneFact[];
  readonly calibration: { readonly n: number; readonly share: number | null } | null;
  readonly coverage: { readonly finished: number; readonly rated: number } | null;
  readonly deadlines: readonly LoopDeadline[];
  readonly probes: ProbeFacts;
  /** Rules whose last measuring failed, with the reason. */
  readonly broken: ReadonlyMap<string, string>;
}

export const NO_PROBES: ProbeFacts = {
  diskFreeMegabytes: null,
  clockJump: null,
  logFault: null,
  deadLetters: null,
  disabledWebhooks: null,
  backup: null,
};
export const NO_FACTS: AlarmFacts = {
  ...{ devices: [], zones: [], calibration: null, coverage: null, deadlines: [] },
  ...{ probes: NO_PROBES, broken: new Map() },
};

/** One look. */
export interface Look {
  readonly state: HallState;
  readonly feed: AlarmFeed;
  readonly facts: AlarmFacts;
  readonly nowMs: number;
  readonly opening: Opening;
}

/** What one rule finds at one subject; a subject that is not named is well. */
export interface Reading {
  /** Tells this subject from others of the rule; stable. */
  readonly subject: string;
  /** What people read instead of it: a number, the name of a window. */
  readonly shown?: string;
  /** Null: nothing to measure. */
  readonly value: number | null;
  /** Chinese first, English beside it. */
  readonly detail: string;
  readonly windowId?: string;
  readonly serviceId?: string;
  readonly staffId?: string;
}

export type Measure = (look: Look, rule: AlarmRule) => Reading[];

/** Chinese where there is Chinese. */
export function named(words: Words | undefined, otherwise: string): string {
  return words?.["zh-CN"] ?? words?.en ?? otherwise;
}

export function serviceIdsOf({ state }: Look, rule: AlarmRule): readonly string[] {
  const all = state.settings.services.map(({ id }) => id);
  return rule.services === null ? all : all.filter((id) => rule.services?.includes(id));
}

/** Windows the rule is for: of its windows, or such that serve one of its services. */
export function windowIdsOf({ state }: Look, rule: AlarmRule): readonly string[] {
  return state.settings.windows
    .filter(({ id }) => rule.windows === null || rule.windows.includes(id))
    .filter(({ services }) => rule.services === null || services.some((id) => rule.services?.includes(id)))
    .map(({ id }) => id);
}
