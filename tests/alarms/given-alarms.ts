// A hall whose alarms are judged: the real rules, the real decide and fold, a feed fed by its events, no clock.
import { AlarmEngine } from "../../controller/domain/alarm-engine.ts";
import { type AlarmFacts, NO_FACTS, NO_PROBES, type ProbeFacts } from "../../controller/domain/alarm-facts.ts";
import { AlarmFeed } from "../../controller/domain/alarm-feed.ts";
import { type RuleSetting, rulesOf } from "../../controller/domain/alarm-kinds.ts";
import { hallOpening } from "../../controller/domain/calendar.ts";
import type { Command, Decision } from "../../controller/domain/commands.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { fold } from "../../controller/domain/fold.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { GivenHall, NINE_MS, ratingOf, settingsWith } from "../domain/given-hall.ts";

export class GivenAlarms extends GivenHall {
  engine: AlarmEngine;
  feed = new AlarmFeed();
  facts: AlarmFacts = NO_FACTS;
  readonly rules: readonly RuleSetting[];

  constructor(rules: readonly RuleSetting[] = [], settings: HallSettings = settingsWith(), nowMs = NINE_MS) {
    super(settings, nowMs);
    this.rules = rules;
    this.engine = new AlarmEngine(rulesOf(rules));
  }

  override submit(command: Command): Decision {
    const before = this.log.length;
    const decision = super.submit(command);
    for (const event of this.log.slice(before)) this.feed.note(event);
    return decision;
  }

  probes(probes: Partial<ProbeFacts>): this {
    this.facts = { ...this.facts, probes: { ...NO_PROBES, ...this.facts.probes, ...probes } };
    return this;
  }

  /** One look; what it wishes is done. */
  look(): this {
    const { state, feed, facts, nowMs } = this;
    const opening = hallOpening(state.settings, nowMs);
    for (const wish of this.engine.look({ state, feed, facts, nowMs, opening })) this.does(wish);
    return this;
  }

  /** Looks every second for so long. */
  looksFor(seconds: number): this {
    this.look();
    for (let second = 0; second < seconds; second++) this.later(1000).look();
    return this;
  }

  /** As after a start: another engine and a feed of the log's events. */
  restarts(): this {
    this.engine = new AlarmEngine(rulesOf(this.rules));
    this.feed = new AlarmFeed();
    for (const event of this.log) this.feed.note(event);
    return this;
  }

  /** Alarms of a rule that are up. */
  up(rule: string): string[] {
    return [...this.state.alarms.values()].filter((alarm) => alarm.rule === rule).map(({ id }) => id);
  }

  /** How often it was raised. */
  raised(rule: string): number {
    return this.log.filter((event) => event.type === "alarm.raised" && event.data.rule === rule).length;
  }

  cleared(rule: string): number {
    return this.log.filter((event) => event.type === "alarm.cleared" && event.data.alarmId.startsWith(`${rule}:`))
      .length;
  }

  /** A fact of a part that this hall does not have. */
  hears(type: string, data: object): this {
    this.feed.note({ type, data, seq: 0, atMs: this.nowMs, actor: "staff:s01" } as unknown as LoggedEvent);
    return this;
  }

  /** A whole case with a rating by the pad. */
  rates(level: number, reasons: readonly string[] = [], windowId = "1"): string {
    this.issues("a");
    this.callsNext(windowId);
    this.does({ type: "arrived", windowId });
    const { subject } = this.does({ type: "finish", windowId });
    const caseId = subject?.caseId ?? [...this.state.cases.keys()].at(-1) ?? "";
    this.does(ratingOf({ windowId: null, caseId, level, channel: "qr", reasons: [...reasons] }));
    return caseId;
  }

  /** The state of a rule at a subject; `normal` when nothing is kept of it. */
  at(rule: string, subject: string): string {
    return this.engine.cellOf(rule, subject)?.life.at ?? "normal";
  }

  /** Folded anew from its own log. */
  refolds(state: HallSettings): GivenAlarms {
    const again = new GivenAlarms(this.rules, state, this.nowMs);
    for (const event of this.log) {
      fold(again.state, event);
      again.feed.note(event);
      again.log.push(event);
    }
    again.facts = this.facts;
    again.idsFrom(100_000);
    return again;
  }
}
