// The parts with clocks and files: a whole hall that is watched, probes of the machine, the log's chain in slices.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { type LogCheck, Probes } from "../../controller/alarms/probes.ts";
import { AlarmWatch } from "../../controller/alarms/watch.ts";
import { AlarmEngine } from "../../controller/domain/alarm-engine.ts";
import { NO_FACTS } from "../../controller/domain/alarm-facts.ts";
import { AlarmFeed } from "../../controller/domain/alarm-feed.ts";
import { rulesOf } from "../../controller/domain/alarm-kinds.ts";
import type { Outbox } from "../../controller/messages/ports.ts";
import { LogSlices } from "../../controller/store/log-slices.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { House } from "../http/house.ts";

describe("a hall that is watched", () => {
  let house: House;
  let watch: AlarmWatch;
  beforeEach(async () => {
    house = await House.open();
    const engine = new AlarmEngine(
      rulesOf([{ kind: "queue-length", threshold: 2, clearAt: 1, forSeconds: 10, recoverSeconds: 5 }]),
    );
    watch = new AlarmWatch({
      ...{ hall: house.hall, clock: house.clock, feed: new AlarmFeed(), engine, facts: () => NO_FACTS },
      onError: (error) => house.errors.push(error),
    });
    house.hall.observe({ capture: (_state, events) => watch.note(events), publish: () => undefined });
    Object.assign(house.sources, {
      alarms: {
        rules: engine.rules,
        cellsOf: (id: string) => engine.cellsOf(id),
        cellOf: (id: string, subject: string) => engine.cellOf(id, subject),
        ...{ repeatMinutes: 15, quietHours: ["22:00-07:00"], duty: ["chief"] },
      },
    });
    watch.start();
  });
  afterEach(async () => {
    watch.stop();
    await house.close();
    expect(house.errors).toEqual([]);
  });
  const rule = async () =>
    (await house.get("alarms")).body.rules.find(({ id }: { id: string }) => id === "queue-length");
  const ups = () => house.hall.read((state) => [...state.alarms.keys()]);

  test("raises after its time, shows how it stands, is looked after, and recovers", async () => {
    await house.ticket();
    await house.ticket();
    await house.clock.advanceAsync(5_000);
    expect((await rule()).cells).toMatchObject([{ subject: "社会保险", state: "pending", value: 2 }]);
    await house.clock.advanceAsync(7_000);
    expect(await ups()).toEqual(["queue-length:social"]);
    const id = encodeURIComponent("queue-length:social");
    const { status, body } = await house.post(`alarms/${id}/acknowledge`, { note: "已安排" });
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { id: "queue-length:social", rule: "queue-length", subject: "社会保险", kind: "queue-length", state: "alerting" },
    ]);
    expect(body[0]).toMatchObject({
      severity: "minor",
      repeats: 1,
      sinks: ["board"],
      acknowledged: { note: "已安排" },
    });
    expect(body[0].action.href).toBe("/manager#live/open-window");
    expect((await house.post(`alarms/${id}/silence`, { minutes: 10 })).body[0].silencedUntil).not.toBeNull();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next", {});
    await house.clock.advanceAsync(3_000);
    expect((await rule()).cells).toMatchObject([{ state: "recovering" }]);
    await house.clock.advanceAsync(5_000);
    expect(await ups()).toEqual([]);
    const { history, duty } = (await house.get("alarms")).body;
    expect(history).toMatchObject([{ alarmId: "queue-length:social", acknowledged: { note: "已安排" } }]);
    expect(history[0].clearedAt).not.toBeNull();
    expect(duty).toEqual(["chief"]);
  });

  test("is told of an emergency or a bad rating within a second, of other things within two", async () => {
    await house.post("windows/1/open", { staffId: "s01" });
    await house.ticket();
    await house.post("windows/1/call-next", {});
    await house.post("windows/1/arrived", {});
    const done = await house.post("windows/1/invite-rating", {});
    await house.post("ratings", { caseId: done.body.case.id, level: 1, channel: "qr" });
    await house.clock.advanceAsync(100);
    expect(await ups()).toEqual([`bad-rating:${done.body.case.id}`]);
    // Nothing of it is at the window that was rated (D2).
    const view = await house.hall.read(() => null).then(() => house.get("board"));
    expect(JSON.stringify(view.body)).not.toContain("bad-rating");
  });

  test("refuses to speak of alarms that are not up, and of long silences", async () => {
    expect((await house.post("alarms/none/acknowledge", {})).body.code).toBe("ALARM_UNKNOWN");
    expect((await house.post("alarms/none/silence", { minutes: 5 })).body.code).toBe("ALARM_UNKNOWN");
    expect((await house.post("alarms/none/silence", { minutes: 0 })).status).toBe(400);
    expect((await house.post("alarms/none/silence", { minutes: 100_000 })).status).toBe(400);
  });
});

describe("probes", () => {
  const probesWith = (more: { logCheck?: LogCheck; free?: () => Promise<number>; dead?: number } = {}) => {
    const machine = new VirtualClock();
    const errors: string[] = [];
    const rows = Array.from({ length: more.dead ?? 0 }, () => ({}) as never);
    // Notices to phones that did not go out are nothing anybody could mend: they lie there, too, and do not count.
    const list: Outbox["list"] = ({ channel }) => (channel === "sms" ? rows : channel === "push" ? [{} as never] : []);
    const probes = new Probes({
      ...{ machine, logCheck: more.logCheck ?? null, outbox: { list }, everySeconds: 10 },
      freeMegabytes: more.free ?? (() => Promise.resolve(1234)),
      onError: (_error, probe) => errors.push(probe),
    });
    probes.start();
    return { machine, probes, errors };
  };

  test("notice a clock that is set forward or back, and not one that runs", async () => {
    const { machine, probes } = probesWith();
    await machine.advanceAsync(3_600_000);
    expect(probes.facts.clockJump).toBeNull();
    machine.jumpWall(-90_000);
    await machine.advanceAsync(1_000);
    expect(probes.facts.clockJump?.seconds).toBe(-90);
    machine.jumpWall(600_000);
    await machine.advanceAsync(1_000);
    expect(probes.facts.clockJump?.seconds).toBe(600);
    probes.stop();
  });

  test("say what is free and how many letters are dead; a disk that cannot be asked is not a full one", async () => {
    let answers = true;
    const free = () => (answers ? Promise.resolve(88) : Promise.reject(new Error("stale handle")));
    const { machine, probes, errors } = probesWith({ free, dead: 3 });
    await machine.advanceAsync(1_000);
    expect(probes.facts).toMatchObject({ diskFreeMegabytes: 88, deadLetters: 3, logFault: null });
    answers = false;
    await machine.advanceAsync(11_000);
    expect([probes.facts.diskFreeMegabytes, errors[0]]).toEqual([null, "disk"]);
    probes.stop();
  });

  test("read the log again from its beginning every six hours", async () => {
    let restarts = 0;
    const check = () => ({ fault: "" });
    const logCheck = { check, restart: () => (restarts += 1), close: () => undefined };
    const { machine, probes } = probesWith({ logCheck });
    await machine.advanceAsync(6 * 3_600_000 + 2_000);
    expect([probes.facts.logFault, restarts]).toEqual(["", 1]);
    probes.stop();
  });
});

describe("the chain in slices", () => {
  let house: House;
  let elapsedMs = 0;
  const tick = () => elapsedMs++;
  beforeEach(async () => {
    house = await House.open();
    for (let person = 0; person < 60; person++) await house.ticket();
  });
  afterEach(() => house.close());
  const whole = (slices: LogSlices) => {
    for (let slice = 0; slice < 50; slice++) slices.check(3);
    return slices.result;
  };
  const tamper = (sql: string) => {
    const db = new Database(house.store.path);
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
      name: string;
    }[])
      db.exec(`DROP TRIGGER "${name}"`);
    db.exec(sql);
    db.close();
  };

  test("holds row by row, and goes on with what comes", async () => {
    const slices = new LogSlices(house.store.path, tick);
    expect(slices.check(1).checked).toBeLessThan(house.store.head.seq);
    expect(whole(slices)).toMatchObject({ checked: house.store.head.seq, fault: "", rounds: 1 });
    await house.ticket();
    expect(whole(slices)).toMatchObject({ checked: house.store.head.seq, fault: "" });
    slices.close();
  });

  test.each([
    ["an edit", `UPDATE events SET data = replace(data, 'A0', 'B0') WHERE seq = 20`, /第20条被改动/],
    ["a removal", "DELETE FROM events WHERE seq = 30", /第30条缺失/],
  ])("finds %s", (_what, sql, fault) => {
    tamper(sql);
    const slices = new LogSlices(house.store.path, tick);
    expect(whole(slices).fault).toMatch(fault);
    slices.close();
  });

  test("finds what was cut off or edited behind its back, at once at the end and else in the next round", () => {
    const slices = new LogSlices(house.store.path, tick);
    expect(whole(slices).fault).toBe("");
    tamper("UPDATE events SET actor = 'somebody' WHERE seq = 10");
    expect(whole(slices).fault).toBe("");
    slices.restart();
    expect(whole(slices).fault).toMatch(/第10条被改动/);
    slices.close();
    const other = new LogSlices(house.store.path, tick);
    tamper(`DELETE FROM events WHERE seq > 5; UPDATE events SET seq = seq`);
    expect(whole(other).checked).toBe(5);
    tamper("DELETE FROM events WHERE seq > 4");
    expect(whole(other).fault).toMatch(/截断/);
    other.close();
  });
});

test("a configuration says its rules in full or in part, and a slip is a fault with its place", () => {
  const hall = `version: 1
hall: { id: h, name: { zh-CN: 厅 } }
services: [{ id: s, prefix: A, name: { zh-CN: 业务 } }]
windows: [{ id: "1", name: { zh-CN: 1号 }, services: [s] }]
`;
  const folder = mkdtempSync(join(tmpdir(), "hallkeeper-alarms-"));
  rmSync(folder, { recursive: true });
  const loaded = parseConfig(`${hall}alarms:
  duty: [{ id: chief, phoneEnv: DUTY_PHONE }]
  rules:
    - { kind: longest-wait, threshold: 20, forSeconds: 30, severity: major, sinks: [board, "sms:chief"] }
    - { id: s-line, kind: queue-length, threshold: 5, services: [s] }
`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const rules = rulesOf(loaded.config.alarms?.rules ?? []);
  expect(rules.find(({ id }) => id === "longest-wait")).toMatchObject({ threshold: 20, clearAt: 20 * (25 / 30) });
  expect(rules.find(({ id }) => id === "s-line")).toMatchObject({ kind: "queue-length", services: ["s"] });
  const wrong = parseConfig(`${hall}alarms: { rules: [{ kind: longest-weight }] }\n`);
  expect(wrong.ok ? [] : wrong.faults.map(({ place }) => place)).toEqual(["alarms.rules[0].kind"]);
  const lost = parseConfig(
    `${hall}alarms: { rules: [{ kind: device, sinks: ["sms:nobody"] }, { kind: print, windows: ["9"] }] }\n`,
  );
  expect(lost.ok ? [] : lost.faults.map(({ place }) => place)).toEqual([
    ...["alarms.rules[0].sinks[0]", "alarms.rules[1].windows[0]"],
  ]);
});
