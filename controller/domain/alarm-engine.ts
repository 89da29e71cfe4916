// Judges every rule at every subject and says what is to be raised and cleared. No clock, no I/O: one look at a time.
import type { AlarmCommand } from "./alarm-commands.ts";
import type { Look, Measure, Reading } from "./alarm-facts.ts";
import type { AlarmKind, AlarmRule } from "./alarm-kinds.ts";
import { type Life, type Measured, newLife, step } from "./alarm-life.ts";
import { MACHINE_MEASURES } from "./alarm-machine-measures.ts";
import { QUEUE_MEASURES } from "./alarm-queue-measures.ts";
import { RATING_MEASURES } from "./alarm-rating-measures.ts";
import type { HallState } from "./types.ts";

type MeasuredKind = Exclude<AlarmKind, "device" | "print" | "helper">;
const MEASURES: Readonly<Record<MeasuredKind, Measure>> = {
  ...QUEUE_MEASURES,
  ...RATING_MEASURES,
  ...MACHINE_MEASURES,
};

/** Subjects of one rule beyond this are not looked at: something is wrong with the rule. */
export const SUBJECTS_MAX = 500;

/** One rule at one subject. */
export interface Cell {
  readonly rule: AlarmRule;
  readonly alarmId: string;
  life: Life;
  reading: Reading;
}

type Wish = Extract<AlarmCommand, { type: "raise-alarm" | "clear-alarm" }>;

/** Stable while the trouble lasts, and after a restart. */
export function alarmIdOf(rule: AlarmRule, subject: string): string {
  return `${rule.id}:${subject}`;
}

/** A value that is well within the limit. */
function calmValue({ sense }: AlarmRule): number {
  return sense === "under" ? Number.POSITIVE_INFINITY : 0;
}

export class AlarmEngine {
  readonly #rules: readonly AlarmRule[];
  readonly #measures: Readonly<Record<string, Measure>>;
  /** By rule, then by subject. */
  readonly #cells = new Map<string, Map<string, Cell>>();
  readonly #broken = new Map<string, string>();

  constructor(rules: readonly AlarmRule[], measures: Readonly<Record<string, Measure>> = MEASURES) {
    this.#rules = rules;
    this.#measures = measures;
    for (const { id } of rules) this.#cells.set(id, new Map());
  }

  get rules(): readonly AlarmRule[] {
    return this.#rules;
  }

  /** What is not simply well, by rule. */
  cellsOf(ruleId: string): readonly Cell[] {
    return [...(this.#cells.get(ruleId)?.values() ?? [])];
  }

  cellOf(ruleId: string, subject: string): Cell | null {
    return this.#cells.get(ruleId)?.get(subject) ?? null;
  }

  /**
   * Looks once. What comes back makes the log agree with what was found; asked again before it was logged it comes
   * again, so nothing is lost when the log could not be written.
   */
  look(look: Look): Wish[] {
    const seen: Look = { ...look, facts: { ...look.facts, broken: this.#broken } };
    const wishes: Wish[] = [];
    const known = standing(look.state);
    for (const rule of this.#rules) {
      if (rule.sense === "direct") continue;
      if (rule.enabled) this.#judge(rule, seen, known.get(rule.id) ?? NONE);
      else this.#cells.get(rule.id)?.clear();
      for (const cell of this.#cells.get(rule.id)?.values() ?? []) wishes.push(...wishOf(cell, look.state));
      for (const [subject, alarmId] of known.get(rule.id) ?? NONE) {
        if (!this.#cells.get(rule.id)?.has(subject)) wishes.push({ type: "clear-alarm", alarmId, reason: null });
      }
    }
    return [...wishes, ...this.#orphans(look.state)];
  }

  #judge(rule: AlarmRule, look: Look, known: ReadonlyMap<string, string>): void {
    const cells = this.#cells.get(rule.id) ?? new Map<string, Cell>();
    const found = this.#measured(rule, look);
    const readings = new Map(found?.map((reading) => [reading.subject, reading]));
    for (const [subject, alarmId] of known) {
      // After a start: it stands in the log, so it is up here.
      if (!cells.has(subject))
        cells.set(subject, cellOf(rule, subject, alarmId, newLife(look.nowMs, true), look.state));
    }
    for (const [subject, cell] of cells) {
      const reading = readings.get(subject);
      if (reading !== undefined) continue;
      const calm: Measured = { is: "value", value: calmValue(rule) };
      const why = this.#broken.get(rule.id);
      cell.life = step(rule, cell.life, why === undefined ? calm : { is: "error", why }, look.nowMs);
      if (cell.life.at === "normal") cells.delete(subject);
    }
    for (const reading of readings.values()) this.#take(rule, cells, reading, look);
  }

  #take(rule: AlarmRule, cells: Map<string, Cell>, reading: Reading, look: Look): void {
    const { subject, value } = reading;
    const measured: Measured = value === null ? { is: "no-data" } : { is: "value", value };
    const known = cells.get(subject);
    const life = step(rule, known?.life ?? newLife(look.nowMs), measured, look.nowMs);
    if (life.at === "normal") cells.delete(subject);
    else if (known !== undefined) Object.assign(known, { life, reading });
    else if (cells.size < SUBJECTS_MAX) {
      cells.set(subject, { rule, alarmId: alarmIdOf(rule, subject), life, reading });
    }
  }

  /** Null: it failed, and why is kept. Outside its hours a rule finds everything well. */
  #measured(rule: AlarmRule, look: Look): Reading[] | null {
    if (rule.hours === "open" && !look.opening.open) return [];
    try {
      const readings = this.#measures[rule.kind]?.(look, rule) ?? [];
      this.#broken.delete(rule.id);
      return readings;
    } catch (error) {
      // One rule's trouble stays its own: the others are judged, and this one becomes an alarm itself.
      this.#broken.set(rule.id, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Alarms of rules that the configuration no longer has. */
  #orphans(state: HallState): Wish[] {
    const rules = new Set(this.#rules.map(({ id }) => id));
    return [...state.alarms.values()]
      .filter(({ kind, rule }) => kind !== undefined && !rules.has(rule))
      .map(({ id: alarmId }) => ({ type: "clear-alarm", alarmId, reason: "rule-removed" }));
  }
}

const NONE: ReadonlyMap<string, string> = new Map();

/** Alarms of rules in the log: rule → subject → id. */
function standing(state: HallState): Map<string, Map<string, string>> {
  const all = new Map<string, Map<string, string>>();
  for (const { id, rule, kind } of state.alarms.values()) {
    if (kind === undefined) continue;
    const subjects = all.get(rule) ?? new Map<string, string>();
    all.set(rule, subjects.set(id.slice(rule.length + 1), id));
  }
  return all;
}

function cellOf(rule: AlarmRule, subject: string, alarmId: string, life: Life, state: HallState): Cell {
  const { detail = "", windowId, serviceId, staffId } = state.alarms.get(alarmId) ?? {};
  const whose = { windowId, serviceId, staffId };
  const given = Object.fromEntries(Object.entries(whose).filter(([, id]) => id !== undefined));
  return { rule, alarmId, life, reading: { subject, value: null, detail, ...given } };
}

function wishOf({ rule, alarmId, life, reading }: Cell, state: HallState): Wish[] {
  const isUp = state.alarms.has(alarmId);
  if (life.up === isUp) return [];
  if (!life.up) return [{ type: "clear-alarm", alarmId, reason: null }];
  const { detail, windowId, serviceId, staffId, shown } = reading;
  const { id, kind, severity } = rule;
  const subject = shown ?? reading.subject;
  return [{ type: "raise-alarm", alarmId, rule: id, kind, severity, subject, detail, windowId, serviceId, staffId }];
}
