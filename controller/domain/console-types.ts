// The nouns of a working window beside tickets and cases: profiles, outcomes, reasons, emergencies.
import type { Words } from "./types.ts";

export interface Named {
  readonly id: string;
  readonly name: Words;
}

/** What "next" draws from at a window. */
export type Profile =
  | { readonly kind: "longest-wait" }
  | { readonly kind: "fixed-order" }
  | { readonly kind: "ratio"; readonly shares: { readonly [serviceId: string]: number } };

/**
 * What a recall beyond the most calls does: calls once more, marks the ticket missed, or puts it back in line as often
 * as missed tickets may return, and then marks it missed. Missing: calls once more.
 */
export type AtMax = "call" | "missed" | "requeue";

/** How many calls of their service people let pass who were transferred to it, or upgraded; their time stays. */
export interface MoveBack {
  readonly transferred: number;
  readonly upgraded: number;
}

export interface ConsolePolicy {
  readonly autoCallSeconds: number | null;
  readonly pingSeconds: number;
  readonly amberFrom: number;
  readonly redFrom: number;
}

/** The part of the settings that consoles work by; what is missing has the usual value. */
export interface ConsoleSettings {
  readonly outcomes?: readonly Named[] | undefined;
  readonly pauseReasons?: readonly Named[] | undefined;
  readonly console?: ConsolePolicy | undefined;
}

export const EMERGENCY_KINDS = ["help", "guard", "manager", "adviser"] as const;
/** Who is wanted at a window without a sound. */
export type EmergencyKind = (typeof EMERGENCY_KINDS)[number];

/** Somebody who said "I am coming": a window, or a member of staff elsewhere. */
export interface Coming {
  readonly windowId: string | null;
  readonly staffId: string | null;
  readonly atMs: number;
}

/** A silent call for help from a window; at most one per window. */
export interface Emergency {
  readonly id: string;
  readonly windowId: string;
  readonly kind: EmergencyKind;
  readonly staffId: string | null;
  readonly raisedAtMs: number;
  readonly coming: readonly Coming[];
}

export const OUTCOMES: readonly Named[] = [
  { id: "done", name: { "zh-CN": "办结", en: "Done" } },
  { id: "papers-missing", name: { "zh-CN": "材料不全", en: "Papers missing" } },
  { id: "sent-elsewhere", name: { "zh-CN": "转他处", en: "Sent elsewhere" } },
  { id: "not-needed", name: { "zh-CN": "无需办理", en: "Nothing to do" } },
];

export const PAUSE_REASONS: readonly Named[] = [
  { id: "back-soon", name: { "zh-CN": "短暂离开", en: "Back soon" } },
  { id: "paperwork", name: { "zh-CN": "整理材料", en: "Paperwork" } },
  { id: "equipment", name: { "zh-CN": "设备故障", en: "Equipment trouble" } },
  { id: "lunch", name: { "zh-CN": "午间休息", en: "Lunch break" } },
];

export const CONSOLE_POLICY: ConsolePolicy = { autoCallSeconds: null, pingSeconds: 10, amberFrom: 10, redFrom: 20 };

/** Outcomes of this hall. */
export const outcomesOf = (settings: ConsoleSettings): readonly Named[] => settings.outcomes ?? OUTCOMES;
/** Reasons of a pause in this hall. */
export const pauseReasonsOf = (settings: ConsoleSettings): readonly Named[] => settings.pauseReasons ?? PAUSE_REASONS;
/** How consoles of this hall nudge. */
export const consolePolicyOf = (settings: ConsoleSettings): ConsolePolicy => settings.console ?? CONSOLE_POLICY;
