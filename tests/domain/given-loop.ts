// A hall for the tests of bad ratings: a clerk at window 1, a named handler, a supervisor; and the way of each kind.
import type { Command } from "../../controller/domain/commands.ts";
import { isClosed } from "../../controller/domain/loop-life.ts";
import {
  LOOP_SETTINGS_DEFAULT,
  type Loop,
  type LoopSettings,
  type LoopStep,
  type LoopText,
  type LoopWay,
} from "../../controller/domain/loop-types.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { GivenHall, ratingOf, settingsWith } from "./given-hall.ts";

export const CLERK = "s01";
export const HANDLER = "s02";
export const BOSS = "s03";

export const text = (what: string): LoopText => ({ ref: `loop-text:${what}`, digest: `digest-of-${what}` });

/** Handler s02 for everything, unless told otherwise. */
export function loopSettings(changes: Partial<LoopSettings> = {}, hall: Partial<HallSettings> = {}): HallSettings {
  const loop = { ...LOOP_SETTINGS_DEFAULT, handlers: [{ staff: HANDLER }], ...changes };
  const staff = ["s01", "s02", "s03", "s04", "s05"].map((id, i) => ({ id, name: id, number: String(1001 + i) }));
  return settingsWith({ loop, staff, ...hall });
}

export class LoopHall extends GivenHall {
  constructor(settings: HallSettings = loopSettings(), nowMs?: number) {
    super(settings, nowMs);
    this.does({ type: "open-window", windowId: "1", staffId: CLERK });
  }

  /** A finished case at window 1. */
  finishes(): string {
    this.issues();
    this.callsNext("1");
    return this.later(60_000).does({ type: "finish", windowId: "1" }).subject?.caseId ?? "";
  }

  /** A case with a bad rating, and its loop. */
  rated(level = 2): Loop {
    const caseId = this.finishes();
    this.does(ratingOf({ caseId, level }));
    const loop = [...this.state.loops.values()].at(-1);
    if (loop === undefined) throw new Error("no loop");
    return loop;
  }

  open(): Loop {
    const found = [...this.state.loops.values()].find((loop) => !isClosed(loop));
    if (found === undefined) throw new Error("no open loop");
    return found;
  }

  loop(loopId: string): Loop {
    const loop = this.state.loops.get(loopId);
    if (loop === undefined) throw new Error(`no loop ${loopId}`);
    return loop;
  }

  complains(caseId: string | null, windowId: string | null = "1"): string {
    const known = caseId === null ? undefined : this.state.cases.get(caseId);
    const { subject } = this.does({
      ...{ type: "open-complaint", caseId, ticketId: known?.ticketId ?? null, number: known?.number ?? null },
      ...{ windowId, serviceId: known?.serviceId ?? null, clerkId: known?.staffId ?? null },
      ...{ channel: "guide", by: null, text: text(`complaint-${this.log.length}`) },
    } as Extract<Command, { type: "open-complaint" }>);
    return subject?.loopId ?? "";
  }

  decide(loopId: string, way: LoopWay, byDate: string | null = null): Command {
    return { type: "decide-loop", loopId, by: HANDLER, text: text("d"), way, byDate };
  }

  /** One step by this person. */
  step(loopId: string, step: LoopStep, by: string): Command {
    const asked = { loopId, by, text: text(step) };
    switch (step) {
      case "verify":
        return { type: "verify-loop", ...asked };
      case "decide":
        return { type: "decide-loop", ...asked, way: "explained", byDate: null };
      case "decide-appeal":
        return { type: "decide-appeal", ...asked, upheld: true, reason: "mistaken" };
      case "fix":
        return { type: "fix-loop", ...asked };
      case "reply":
        return { type: "reply-loop", ...asked };
      case "call-back":
        return { type: "call-back-loop", ...asked, result: "satisfied" };
      case "review":
        return { type: "review-loop", ...asked };
    }
  }

  /** Every step of a way, from receipt to review. */
  way(loopId: string, way: LoopWay): Command[] {
    const step = (name: LoopStep, by = HANDLER) => this.step(loopId, name, by);
    const byDate = way === "fix_by_date" ? "2031-03-20" : null;
    const middle: Readonly<Record<LoopWay, Command[]>> = {
      fix_now: [step("fix"), step("reply")],
      fix_by_date: [step("reply"), step("fix")],
      explained: [step("reply")],
      appealed: [step("decide-appeal", BOSS), step("reply")],
    };
    const begun = [step("verify"), this.decide(loopId, way, byDate)];
    return [...begun, ...middle[way], step("call-back"), step("review", BOSS)];
  }
}
