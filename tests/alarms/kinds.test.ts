// Every kind of rule, over the real rules of the hall: raised when it is so, cleared when it is over.
import { describe, expect, test } from "vitest";
import { ALARM_KIND_LIST } from "../../config/alarm-schema.ts";
import { alarmWords, WORDED_KINDS } from "../../controller/contract/alarm-words.ts";
import { ALARM_KIND_NAMES, PRIVATE_KINDS, rulesOf, sinksOf } from "../../controller/domain/alarm-kinds.ts";
import { MINUTE_MS, settingsWith } from "../domain/given-hall.ts";
import { CALENDAR } from "../domain/given-offer.ts";
import { GivenAlarms } from "./given-alarms.ts";

describe("the lines", () => {
  test("longest-wait: a minute beyond the limit, over when the first has been called", () => {
    const hall = new GivenAlarms([{ kind: "longest-wait", threshold: 30 }]).opens("1");
    hall.issues();
    expect(
      hall
        .later(30 * MINUTE_MS)
        .looksFor(59)
        .up("longest-wait"),
    ).toEqual([]);
    expect(hall.at("longest-wait", "a")).toBe("pending");
    expect(hall.looksFor(2).up("longest-wait")).toEqual(["longest-wait:a"]);
    expect(hall.state.alarms.get("longest-wait:a")).toMatchObject({
      kind: "longest-wait",
      serviceId: "a",
      subject: "A",
    });
    hall.callsNext();
    expect(hall.looksFor(30).at("longest-wait", "a")).toBe("recovering");
    expect(hall.looksFor(31).up("longest-wait")).toEqual([]);
  });

  test("queue-length: between its two limits nothing changes", () => {
    const hall = new GivenAlarms([
      { kind: "queue-length", threshold: 5, clearAt: 3, forSeconds: 0, recoverSeconds: 0 },
    ]);
    hall.opens("1");
    for (let person = 0; person < 5; person++) hall.issues();
    expect(hall.look().up("queue-length")).toEqual(["queue-length:a"]);
    hall.callsNext();
    expect(hall.look().up("queue-length")).toEqual(["queue-length:a"]);
    hall.callsNext();
    expect(hall.look().up("queue-length")).toEqual([]);
  });

  test("emergency-window (R19): a long wait alone is not enough, nor are many heads", () => {
    const rule = { kind: "emergency-window", threshold: 30, least: 3, forSeconds: 0, recoverSeconds: 0 } as const;
    const hall = new GivenAlarms([rule]).opens("1");
    hall.issues();
    hall.issues();
    expect(
      hall
        .later(31 * MINUTE_MS)
        .look()
        .up("emergency-window"),
    ).toEqual([]);
    hall.issues();
    expect(hall.look().up("emergency-window")).toEqual(["emergency-window:a"]);
    expect(alarmWords("emergency-window").action?.href).toBe("/manager#live/open-window");
    hall.callsNext();
    expect(hall.look().up("emergency-window")).toEqual([]);
  });

  test("nobody-serving: people wait and no window is open, or the only one pauses", () => {
    const hall = new GivenAlarms([{ kind: "nobody-serving", forSeconds: 120, recoverSeconds: 0 }]).opens("3");
    hall.issues("a");
    expect(hall.looksFor(119).up("nobody-serving")).toEqual([]);
    expect(hall.looksFor(2).up("nobody-serving")).toEqual(["nobody-serving:a"]);
    expect(hall.opens("1").look().up("nobody-serving")).toEqual([]);
    hall.does({ type: "pause-window", windowId: "1", reason: null });
    expect(hall.looksFor(121).up("nobody-serving")).toEqual(["nobody-serving:a"]);
  });
});

describe("windows and cases", () => {
  test("window-idle: open without a ticket while somebody waits for it", () => {
    const hall = new GivenAlarms([{ kind: "window-idle", forSeconds: 180 }]).opens("1", "3");
    hall.issues("a");
    expect(hall.looksFor(181).up("window-idle")).toEqual(["window-idle:1"]);
    hall.callsNext("1");
    expect(hall.look().up("window-idle")).toEqual([]);
  });

  test("window-absent: nothing pressed for ten minutes; serving is no absence, a press ends it", () => {
    const hall = new GivenAlarms([{ kind: "window-absent", threshold: 10 }]).opens("1");
    hall.issues();
    hall.issues();
    hall.callsNext();
    hall.does({ type: "arrived", windowId: "1" });
    expect(
      hall
        .later(15 * MINUTE_MS)
        .look()
        .up("window-absent"),
    ).toEqual([]);
    hall.does({ type: "finish", windowId: "1" });
    expect(
      hall
        .later(10 * MINUTE_MS)
        .look()
        .up("window-absent"),
    ).toEqual(["window-absent:1"]);
    hall.callsNext();
    expect(hall.look().up("window-absent")).toEqual([]);
  });

  test("case-near-limit and case-limit: first the one, then the other, both over with the case", () => {
    const hall = new GivenAlarms().opens("1");
    hall.issues("a");
    hall.callsNext();
    hall.does({ type: "arrived", windowId: "1" });
    const [caseId] = hall.state.cases.keys();
    expect(
      hall
        .later(12 * MINUTE_MS)
        .look()
        .up("case-near-limit"),
    ).toEqual([`case-near-limit:${caseId}`]);
    hall.later(3 * MINUTE_MS).look();
    expect([hall.up("case-near-limit"), hall.up("case-limit")]).toEqual([[], [`case-limit:${caseId}`]]);
    expect(hall.state.alarms.get(`case-limit:${caseId}`)?.subject).toBe("A001");
    hall.does({ type: "finish", windowId: "1" });
    expect(hall.look().up("case-limit")).toEqual([]);
  });

  test("not-signed-in: five minutes after opening, and never in the night", () => {
    const hall = new GivenAlarms([], settingsWith({ calendar: CALENDAR }));
    hall.nowMs = Date.parse("2031-03-04T03:00:00+08:00");
    expect(hall.looksFor(400).up("not-signed-in")).toEqual([]);
    hall.nowMs = Date.parse("2031-03-04T10:00:00+08:00");
    expect(hall.looksFor(301).up("not-signed-in")).toEqual(["not-signed-in:hall"]);
    expect(hall.opens("1").look().up("not-signed-in")).toEqual([]);
    const named = new GivenAlarms(
      [{ kind: "not-signed-in", windows: ["1", "2"] }],
      settingsWith({ calendar: CALENDAR }),
    );
    named.nowMs = Date.parse("2031-03-04T10:00:00+08:00");
    expect(named.opens("1").looksFor(301).up("not-signed-in")).toEqual(["not-signed-in:2"]);
  });

  test("emergency: as long as it lasts", () => {
    const hall = new GivenAlarms();
    hall.hears("emergency.raised", { windowId: "2", kind: "guard" }).look();
    expect(hall.state.alarms.get("emergency:2")).toMatchObject({ severity: "critical", windowId: "2" });
    hall.hears("emergency.answered", { windowId: "2" }).look();
    expect(hall.engine.cellOf("emergency", "2")?.reading.detail).toContain("已有人前往");
    expect(hall.hears("emergency.ended", { windowId: "2" }).look().up("emergency")).toEqual([]);
  });
});

describe("ratings", () => {
  test("bad-rating: at once, with the person it is about, and over when somebody looks after it", () => {
    const hall = new GivenAlarms().opens("1");
    const good = hall.rates(3);
    const bad = hall.rates(2, ["等候时间长"]);
    hall.look();
    expect(hall.up("bad-rating")).toEqual([`bad-rating:${bad}`]);
    expect(hall.state.alarms.get(`bad-rating:${bad}`)).toMatchObject({
      windowId: "1",
      serviceId: "a",
      subject: "A002",
    });
    expect(hall.state.alarms.get(`bad-rating:${bad}`)?.detail).toContain("等候时间长");
    hall.does({ type: "acknowledge-alarm", alarmId: `bad-rating:${bad}`, by: "staff:s02", note: null });
    expect(hall.look().up("bad-rating")).toEqual([]);
    expect(hall.later(60_000).look().raised("bad-rating")).toBe(1);
    expect(hall.restarts().look().raised("bad-rating")).toBe(1);
    expect(good).not.toBe(bad);
  });

  test("bad-rating: one that nobody acknowledged lasts over the turn of the day and a start, but not for ever", () => {
    const hall = new GivenAlarms([], settingsWith(), Date.parse("2031-03-04T20:00:00+08:00")).opens("1");
    const bad = hall.rates(1);
    hall.look();
    hall.nowMs = Date.parse("2031-03-05T00:30:00+08:00");
    hall.does({ type: "tick" });
    const again = new GivenAlarms([], settingsWith(), hall.nowMs);
    Object.assign(again, { state: hall.state });
    expect(again.look().up("bad-rating")).toEqual([`bad-rating:${bad}`]);
    again.nowMs += 8 * 60 * MINUTE_MS;
    expect(again.look().up("bad-rating")).toEqual([]);
  });

  test("bad-ratings and good-ratings: so many within a time, with the three main reasons", () => {
    const rules = [
      { kind: "bad-ratings", threshold: 3, withinMinutes: 60 },
      { kind: "good-ratings", threshold: 2, withinMinutes: 60 },
    ] as const;
    const hall = new GivenAlarms(rules).opens("1");
    hall.rates(1, ["态度", "效率"]);
    hall.rates(2, ["效率", "环境"]);
    expect(hall.look().up("bad-ratings")).toEqual([]);
    hall.rates(2, ["效率", "环境", "设备"]);
    hall.look();
    const detail = hall.state.alarms.get("bad-ratings:hall")?.detail ?? "";
    expect(detail).toContain("效率×3，环境×2，态度×1");
    expect(detail).not.toContain("设备");
    hall.rates(5);
    hall.rates(5);
    expect(hall.look().up("good-ratings")).toEqual(["good-ratings:hall"]);
    hall.later(61 * MINUTE_MS).look();
    expect([hall.up("bad-ratings"), hall.up("good-ratings")]).toEqual([[], []]);
  });

  test("loop deadlines: near, missed, dealt with", () => {
    const hall = new GivenAlarms();
    const dueMs = hall.nowMs + 5 * 60 * MINUTE_MS;
    const loop = (state: "open" | "missed" | "done") => {
      hall.facts = { ...hall.facts, deadlines: [{ caseId: "c1", dueMs, state }] };
      return hall.look();
    };
    expect(loop("open").up("loop-deadline-near")).toEqual([]);
    hall.later(2 * 60 * MINUTE_MS);
    expect(loop("open").up("loop-deadline-near")).toEqual(["loop-deadline-near:c1"]);
    hall.later(3 * 60 * MINUTE_MS);
    loop("open");
    expect([hall.up("loop-deadline-near"), hall.up("loop-deadline-missed")]).toEqual([[], ["loop-deadline-missed:c1"]]);
    expect(loop("done").up("loop-deadline-missed")).toEqual([]);
  });

  test("coverage-low: nothing is said of a few cases", () => {
    const hall = new GivenAlarms([{ kind: "coverage-low", forSeconds: 0, recoverSeconds: 0 }]);
    const rated = (finished: number, count: number) => {
      hall.facts = { ...hall.facts, coverage: { finished, rated: count } };
      return hall.look();
    };
    expect(rated(19, 1).at("coverage-low", "hall")).toBe("no-data");
    expect(rated(20, 11).up("coverage-low")).toEqual(["coverage-low:hall"]);
    expect(rated(20, 12).up("coverage-low")).toEqual(["coverage-low:hall"]);
    expect(rated(20, 13).up("coverage-low")).toEqual([]);
  });
});

describe("devices and the machine", () => {
  const printer = (paper: string, state = "online") => [{ id: "p1", kind: "printer", state, facts: { paper } }];

  test("device and print: raised by the hall's own rules at once, with the usual words and receivers", () => {
    const hall = new GivenAlarms();
    const changed = {
      type: "device-changed",
      deviceId: "printer-1",
      state: "faulted",
      detail: "缺纸 paper end",
    } as const;
    hall.does(changed);
    expect(hall.up("device")).toEqual(["device:printer-1"]);
    const rule = rulesOf([]).find(({ id }) => id === "device");
    if (rule === undefined) throw new Error("no rule");
    expect(sinksOf(rule, changed.detail)).toEqual(["board", "desk"]);
    expect(alarmWords("device", changed.detail).toDo["zh-CN"]).toContain("更换纸卷");
    expect(hall.looksFor(5).up("device")).toEqual(["device:printer-1"]);
    hall.does({ type: "device-changed", deviceId: "printer-1", state: "online", detail: "" });
    expect(hall.up("device")).toEqual([]);
  });

  test("paper-low and paper-out: as the printer tells; one that is off tells nothing", () => {
    const hall = new GivenAlarms([{ id: "paper-out", kind: "paper-out", enabled: true }]);
    const told = (paper: string, state?: string) => {
      hall.facts = { ...hall.facts, devices: printer(paper, state) };
      return hall.look();
    };
    expect(told("near-end").up("paper-low")).toEqual(["paper-low:p1"]);
    expect(told("near-end", "offline").up("paper-low")).toEqual(["paper-low:p1"]);
    expect(hall.at("paper-low", "p1")).toBe("no-data");
    told("end", "faulted").looksFor(30);
    expect([hall.up("paper-low"), hall.up("paper-out")]).toEqual([[], ["paper-out:p1"]]);
    expect(told("ok").looksFor(5).up("paper-out")).toEqual([]);
  });

  test("mute-zone: nothing can speak, or the self-check failed; a hall without sound is not mute", () => {
    const hall = new GivenAlarms([{ kind: "mute-zone", forSeconds: 0, recoverSeconds: 0 }]);
    const zone = (sinks: number, speaking: number, ok: boolean | null, wanted = true) => {
      const check = ok === null ? null : { ok, detail: "voice-1: 无应答" };
      hall.facts = { ...hall.facts, zones: [{ id: "z1", name: { "zh-CN": "东区" }, wanted, speaking, sinks, check }] };
      return hall.look().up("mute-zone");
    };
    expect(zone(0, 0, null, false)).toEqual([]);
    expect(zone(2, 0, null)).toEqual(["mute-zone:z1"]);
    expect(zone(2, 1, true)).toEqual([]);
    expect(zone(2, 1, false)).toEqual(["mute-zone:z1"]);
  });

  test("calibration: too few of the told waits held", () => {
    const hall = new GivenAlarms([{ kind: "calibration", forSeconds: 0, recoverSeconds: 0 }]);
    const held = (n: number, share: number) => {
      hall.facts = { ...hall.facts, calibration: { n, share } };
      return hall.look().up("calibration");
    };
    expect(held(49, 0.1)).toEqual([]);
    expect(held(200, 0.6)).toEqual(["calibration:hall"]);
    expect(held(200, 0.85)).toEqual([]);
  });

  test("disk-low, clock-jump, log-check, dead-letters, webhook-disabled", () => {
    const hall = new GivenAlarms([{ kind: "disk-low", forSeconds: 0, recoverSeconds: 0 }]).look();
    expect([hall.at("disk-low", "machine"), hall.at("log-check", "log")]).toEqual(["no-data", "no-data"]);
    const clockJump = { seconds: -90, atMs: hall.nowMs };
    const bad = {
      diskFreeMegabytes: 300,
      clockJump,
      logFault: "第7条被改动",
      deadLetters: 2,
      disabledWebhooks: ["city"],
    };
    hall.probes(bad).look();
    const rules = ["disk-low", "clock-jump", "log-check", "dead-letters", "webhook-disabled"];
    expect(rules.flatMap((rule) => hall.up(rule))).toEqual([
      ...["disk-low:machine", "clock-jump:machine", "log-check:log", "dead-letters:messages", "webhook-disabled:city"],
    ]);
    const good = { diskFreeMegabytes: 5000, logFault: "", deadLetters: 0, disabledWebhooks: [] };
    hall
      .probes(good)
      .later(31 * MINUTE_MS)
      .look();
    expect(hall.state.alarms.size).toBe(0);
  });

  test("rule-error: a rule that cannot be judged is an alarm itself, and the others go on", () => {
    const hall = new GivenAlarms([{ kind: "queue-length", threshold: 1, forSeconds: 0 }]);
    hall.issues();
    hall.facts = { ...hall.facts, devices: undefined as never };
    hall.looksFor(302);
    expect(hall.up("queue-length")).toEqual(["queue-length:a"]);
    expect(hall.up("rule-error")).toEqual(["rule-error:paper-low"]);
  });
});

test("configuration, rules and words know the same kinds", () => {
  expect([...ALARM_KIND_LIST].sort()).toEqual([...ALARM_KIND_NAMES].sort());
  expect([...WORDED_KINDS].sort()).toEqual([...ALARM_KIND_NAMES].sort());
});

test("what is said of people is never told at the guide desk, whatever the configuration asks for", () => {
  const rules = rulesOf([...PRIVATE_KINDS].map((kind) => ({ kind: kind as "bad-rating", sinks: ["board", "desk"] })));
  for (const rule of rules) if (PRIVATE_KINDS.has(rule.kind)) expect(rule.sinks).toEqual(["board"]);
});
