// The life of one rule at one subject: normal, pending, alerting, recovering; no data and error beside them. Pure.
import type { AlarmRule } from "./alarm-kinds.ts";

export type LifeState = "normal" | "pending" | "alerting" | "recovering" | "no-data" | "error";

/** What was measured of one subject: a value, nothing to measure, or why it failed. */
export type Measured =
  | { readonly is: "value"; readonly value: number }
  | { readonly is: "no-data" }
  | { readonly is: "error"; readonly why: string };

export interface Life {
  readonly at: LifeState;
  /** Since when it is in that state, by the clock that never runs back. */
  readonly sinceMs: number;
  /** Raised and not cleared; stays so while nothing can be measured. */
  readonly up: boolean;
}

/** Quiet since then. */
export function newLife(nowMs: number, up = false): Life {
  return { at: up ? "alerting" : "normal", sinceMs: nowMs, up };
}

export function isOver(rule: AlarmRule, value: number): boolean {
  if (rule.sense === "under") return value < rule.threshold;
  return rule.sense === "over" ? value >= rule.threshold : value >= 1;
}

/** Back far enough; between the two limits nothing changes. */
export function isCalm(rule: AlarmRule, value: number): boolean {
  if (isOver(rule, value)) return false;
  if (rule.sense === "under") return value >= rule.clearAt;
  return rule.sense === "over" ? value <= rule.clearAt : true;
}

/**
 * One measurement later. Raised only after being over the limit without a break for `forSeconds`; cleared only after
 * being calm without a break for `recoverSeconds`; ignorance neither raises nor clears.
 */
export function step(rule: AlarmRule, life: Life, measured: Measured, nowMs: number): Life {
  if (measured.is !== "value") return moved(life, measured.is, life.up, nowMs);
  const { value } = measured;
  if (life.up) return whileUp(rule, life, value, nowMs);
  if (!isOver(rule, value)) return moved(life, "normal", false, nowMs);
  const pending = moved(life, "pending", false, nowMs);
  if (nowMs - pending.sinceMs < rule.forSeconds * 1000) return pending;
  return moved(life, "alerting", true, nowMs);
}

function whileUp(rule: AlarmRule, life: Life, value: number, nowMs: number): Life {
  // Between the limits an alarm that is recovering goes on doing so only while it is calm.
  if (!isCalm(rule, value)) return moved(life, "alerting", true, nowMs);
  const recovering = moved(life, "recovering", true, nowMs);
  if (nowMs - recovering.sinceMs < rule.recoverSeconds * 1000) return recovering;
  return moved(life, "normal", false, nowMs);
}

function moved(life: Life, at: LifeState, up: boolean, nowMs: number): Life {
  return life.at === at && life.up === up ? life : { at, sinceMs: nowMs, up };
}
