// The life cycle by itself: times, hysteresis, no data, errors, and random series that must never flap.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AlarmRule, rulesOf } from "../../controller/domain/alarm-kinds.ts";
import { isCalm, isOver, type Life, type Measured, newLife, step } from "../../controller/domain/alarm-life.ts";
import { MINUTE_MS, SEEDED, settingsWith } from "../domain/given-hall.ts";
import { GivenAlarms } from "./given-alarms.ts";

function ruleWith(changes: object): AlarmRule {
  const rules = rulesOf([
    { kind: "queue-length", threshold: 10, clearAt: 5, forSeconds: 60, recoverSeconds: 30, ...changes },
  ]);
  const rule = rules.find(({ id }) => id === "queue-length");
  if (rule === undefined) throw new Error("no rule");
  return rule;
}

const value = (measured: number): Measured => ({ is: "value", value: measured });
/** One measurement per second, from the given life on. */
function lives(rule: AlarmRule, series: readonly Measured[], from: Life = newLife(0)): Life[] {
  let life = from;
  return series.map((measured, second) => {
    life = step(rule, life, measured, second * 1000);
    return life;
  });
}
const times = (count: number, measured: number) => Array.from({ length: count }, () => value(measured));

describe("one rule at one subject", () => {
  const rule = ruleWith({});

  test("goes from normal over pending, alerting and recovering back to normal, each in its time", () => {
    const all = lives(rule, [...times(1, 0), ...times(61, 12), ...times(31, 4)]);
    expect(all.map(({ at }) => at).filter((at, i, list) => at !== list[i - 1])).toEqual([
      ...["normal", "pending", "alerting", "recovering", "normal"],
    ]);
    expect(all[60]?.up).toBe(false);
    expect(all[61]).toMatchObject({ at: "alerting", up: true, sinceMs: 61_000 });
    expect(all[91]).toMatchObject({ at: "recovering", up: true });
    expect(all[92]).toMatchObject({ at: "normal", up: false });
  });

  test("one moment below the limit starts the waiting anew", () => {
    expect(lives(rule, [...times(59, 12), value(9), ...times(60, 12)]).some(({ up }) => up)).toBe(false);
  });

  test("between its limits an alarm stays up, and a recovery is broken off", () => {
    const up: Life = newLife(0, true);
    expect(lives(rule, times(1000, 7), up).every(({ at }) => at === "alerting")).toBe(true);
    const broken = lives(rule, [...times(20, 5), value(6), ...times(20, 5)], up);
    expect(broken.every((life) => life.up)).toBe(true);
    expect(broken[20]?.at).toBe("alerting");
  });

  test("not knowing neither raises nor clears, and errors are told apart", () => {
    const up = newLife(0, true);
    const unknown: Measured[] = Array.from({ length: 500 }, () => ({ is: "no-data" }));
    expect(lives(rule, unknown).every((life) => life.at === "no-data" && !life.up)).toBe(true);
    expect(lives(rule, unknown, up).every((life) => life.at === "no-data" && life.up)).toBe(true);
    expect(lives(rule, [{ is: "error", why: "x" }], up)[0]).toMatchObject({ at: "error", up: true });
    expect(lives(rule, [...unknown, value(12)], up).at(-1)).toMatchObject({ at: "alerting", up: true });
  });

  test("a limit that is undershot works the other way round", () => {
    const under = rulesOf([]).find(({ id }) => id === "disk-low");
    if (under === undefined) throw new Error("no rule");
    expect([isOver(under, 499), isOver(under, 500), isCalm(under, 600), isCalm(under, 700)]).toEqual([
      ...[true, false, false, true],
    ]);
  });
});

describe("random series", () => {
  const measured: fc.Arbitrary<Measured> = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 20 }).map(value) },
    { weight: 1, arbitrary: fc.constant<Measured>({ is: "no-data" }) },
    { weight: 1, arbitrary: fc.constant<Measured>({ is: "error", why: "x" }) },
  );
  const runs = fc.array(fc.tuple(measured, fc.integer({ min: 1, max: 40 })), { maxLength: 60 });
  const terms = fc.record({
    forSeconds: fc.nat(90),
    recoverSeconds: fc.nat(60),
    clearAt: fc.integer({ min: 0, max: 10 }),
  });

  test("raise only after being over without a break for long enough, clear only after being calm as long", () => {
    fc.assert(
      fc.property(runs, terms, (pieces, changes) => {
        const rule = ruleWith(changes);
        const series = pieces.flatMap(([one, seconds]) => Array.from({ length: seconds }, () => one));
        const wrong: string[] = [];
        let before = newLife(0);
        let over = 0;
        let calm = 0;
        for (const [second, one] of series.entries()) {
          const life = step(rule, before, one, second * 1000);
          const known = one.is === "value" ? one.value : null;
          over = known !== null && isOver(rule, known) ? over + 1 : 0;
          calm = known !== null && isCalm(rule, known) ? calm + 1 : 0;
          // So many measurements span one second less than their count.
          if (life.up && !before.up && over - 1 < rule.forSeconds) wrong.push(`raised too early at ${second}`);
          if (!life.up && before.up && calm - 1 < rule.recoverSeconds) wrong.push(`cleared too early at ${second}`);
          if (known === null && life.up !== before.up) wrong.push(`changed without knowing at ${second}`);
          const says = life.at === "alerting" || life.at === "recovering" ? true : known === null ? life.up : false;
          if (life.up !== says) wrong.push(`${life.at} and up ${life.up} at ${second}`);
          before = life;
        }
        expect(wrong).toEqual([]);
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });

  test("in the log every raise has its clear before the next raise, whatever people do", () => {
    const deeds = fc.array(
      fc.record({
        deed: fc.constantFrom("issue", "call", "look", "wait", "acknowledge", "restart", "open", "close"),
        seconds: fc.integer({ min: 1, max: 400 }),
      }),
      { maxLength: 60 },
    );
    const rules = [{ kind: "queue-length", threshold: 3, clearAt: 1, forSeconds: 5, recoverSeconds: 5 }] as const;
    fc.assert(
      fc.property(deeds, (all) => {
        const hall = new GivenAlarms(rules, settingsWith()).opens("1");
        for (const { deed, seconds } of all) {
          hall.later(seconds * 1000);
          if (deed === "issue") hall.issues("a");
          else if (deed === "call") hall.submit({ type: "call-next", windowId: "1", fromKeypad: true });
          else if (deed === "restart") hall.restarts();
          else if (deed === "open") hall.submit({ type: "open-window", windowId: "2", staffId: null });
          else if (deed === "close") hall.submit({ type: "close-window", windowId: "2" });
          else if (deed === "acknowledge") {
            const [alarmId = "none"] = hall.state.alarms.keys();
            hall.submit({ type: "acknowledge-alarm", alarmId, by: "staff:s01", note: null });
          } else hall.looksFor(deed === "wait" ? 8 : 0);
        }
        const up = new Set<string>();
        for (const event of hall.log) {
          if (event.type === "alarm.raised") {
            expect(up.has(event.data.alarmId)).toBe(false);
            up.add(event.data.alarmId);
          } else if (event.type === "alarm.cleared") expect(up.delete(event.data.alarmId)).toBe(true);
        }
        expect([...hall.state.alarms.keys()].sort()).toEqual([...up].sort());
        expect([...hall.refolds(hall.settings).state.alarms]).toEqual([...hall.state.alarms]);
      }),
      { ...SEEDED, numRuns: 100 },
    );
  });
});

describe("over a start and the turn of the day", () => {
  const rules = [{ kind: "queue-length", threshold: 2, clearAt: 0, forSeconds: 10, recoverSeconds: 10 }] as const;
  const crowded = () => {
    const hall = new GivenAlarms(rules, settingsWith({}, { dayEnd: "keep" })).opens("1");
    hall.issues();
    hall.issues();
    return hall.looksFor(11);
  };

  test("an alarm that is up stays up, is not raised twice, and clears when it is over", () => {
    const hall = crowded().restarts().looksFor(30);
    expect([hall.raised("queue-length"), hall.cleared("queue-length")]).toEqual([1, 0]);
    hall.callsNext();
    hall.later(3000).submit({ type: "call-next", windowId: "1", fromKeypad: true });
    hall.looksFor(11);
    expect([hall.raised("queue-length"), hall.cleared("queue-length")]).toEqual([1, 1]);
  });

  test("who looks after it and until when it is silent lasts as long as the alarm", () => {
    const hall = crowded();
    const alarmId = "queue-length:a";
    hall.does({ type: "acknowledge-alarm", alarmId, by: "staff:s01", note: "已派人，电话 13800001111" });
    hall.does({ type: "silence-alarm", alarmId, by: "staff:s01", minutes: 30 });
    expect(hall.does({ type: "acknowledge-alarm", alarmId, by: "staff:s02", note: null }).events).toEqual([]);
    hall.later(24 * 60 * MINUTE_MS).does({ type: "tick" });
    const kept = hall.refolds(hall.settings).state.alarms.get(alarmId);
    expect(kept).toMatchObject({ acknowledged: { by: "staff:s01", note: "已派人，电话 …" } });
    expect(kept?.silencedUntilMs).toBeDefined();
    expect(JSON.stringify(hall.log)).not.toContain("13800001111");
    hall.refuses({ type: "acknowledge-alarm", alarmId: "none", by: "api", note: null }, "ALARM_UNKNOWN");
    hall.refuses({ type: "silence-alarm", alarmId: "none", by: "api", minutes: 5 }, "ALARM_UNKNOWN");
  });

  test("an alarm whose rule is gone or switched off is taken down", () => {
    const hall = crowded();
    const off = new GivenAlarms([{ kind: "queue-length", enabled: false }], hall.settings, hall.nowMs);
    Object.assign(off, { state: hall.state });
    expect(off.look().up("queue-length")).toEqual([]);
    const own = new GivenAlarms([{ id: "mine", kind: "queue-length", threshold: 1, forSeconds: 0 }], hall.settings);
    own.issues();
    expect(own.look().up("mine")).toEqual(["mine:a"]);
    const without = new GivenAlarms([], hall.settings, own.nowMs);
    Object.assign(without, { state: own.state });
    without.look();
    expect(without.up("mine")).toEqual([]);
    expect(without.log.at(-1)).toMatchObject({ type: "alarm.cleared", data: { reason: "rule-removed" } });
  });
});
