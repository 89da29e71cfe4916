// The settings over HTTP, on a real file: read, looked at, saved, gone back, refused with places, logged, and for whom.
import { readFileSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fieldsOfConfig } from "../../config/fields.ts";
import type { SettingsEdit, SettingsField, SettingsView } from "../../controller/contract/settings.ts";
import { House, type Reply } from "./house.ts";
import { house as locked, lockHouse, PASSWORD, post as postAt } from "./locked-house.ts";

const TEXT = `# 河湾区的大厅 the hall by the river
version: 1
hall: { id: test-hall, name: { zh-CN: 测试大厅 } } # its name
# what people come for
services:
  # the first one
  - id: social
    prefix: A # letter
    name: { zh-CN: 社会保险, en: Insurance }
    appointments:
      capacity: 2 # two desks
      slotMinutes: 30
  - { id: house, prefix: B, name: { zh-CN: 户籍 } } # the second one
windows: # two of them
  - { id: "1", name: { zh-CN: 1号窗口 }, services: [social, house] }
  # by the door
  - { id: "2", name: { zh-CN: 2号窗口 }, services: [house] }
staff: [] # nobody yet
policy:
  # patience
  calls: { max: 3 } # three
  missed:
    mayReturn: true # they may
alarms: # who is told
  rules:
    # longer here
    - { kind: longest-wait, threshold: 40 } # minutes
pauseReasons:
  - { id: lunch, name: { zh-CN: 午休 } } # noon
# the end
`;
const commentsOf = (text: string) => [...text.matchAll(/#.*$/gm)].map(([comment]) => comment.trim()).sort();

let house: House;
beforeEach(async () => {
  house = await House.open();
  house.settings.startWith(TEXT);
});
afterEach(async () => {
  await house.close();
});

const view = async (): Promise<SettingsView> => (await house.get("settings")).body;
async function change(edits: readonly SettingsEdit[], apply = true, digest?: string): Promise<Reply> {
  return house.post("settings/change", { edits, digest: digest ?? (await view()).digest, apply });
}
const set = (path: string, value: unknown): SettingsEdit => ({ op: "set-value", path: path.split("."), value });
const valueAt = (values: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], values);
const logged = async () =>
  (await house.get("events?limit=500")).body.filter(({ type }: { type: string }) => type === "settings.changed");

describe("reading", () => {
  test("the file, its values with and without defaults, each setting with its meaning, and what is usual", async () => {
    const { status, body } = await house.get("settings");
    expect(status).toBe(200);
    expect(body).toMatchObject({ text: TEXT, faults: [], versions: [], restart: false, safeMode: false });
    expect(body).toMatchObject({ restartPlanned: false, mayRestart: true });
    expect(body.values.policy).toEqual({ calls: { max: 3 }, missed: { mayReturn: true } });
    expect(body.completed.policy.calls).toMatchObject({ max: 3, minimumSecondsBetween: 10 });
    const named = (path: string) => body.fields.find((field: SettingsField) => field.path === path);
    expect(named("services[].appointments")).toMatchObject({ kind: "object", required: false });
    const capacity = { parent: "services[].appointments", kind: "integer", minimum: 1, maximum: 500, default: 1 };
    expect(named("services[].appointments.capacity")).toMatchObject(capacity);
    expect(named("alarms.rules[].severity").choices).toEqual(["info", "minor", "major", "critical"]);
    const wait = body.usual.alarmRules.find(({ kind }: { kind: string }) => kind === "longest-wait");
    expect(wait).toMatchObject({
      threshold: 30,
      unit: "minutes",
      forSeconds: 60,
      sinks: ["board"],
      hasThreshold: true,
    });
    expect(body.usual.pauseReasons).toHaveLength(4);
  });

  test("every setting of a form has a name and a meaning in both languages; none is typed as JSON", () => {
    const fields = fieldsOfConfig();
    const bare = fields.filter(({ name, help }) => ![name.zh, help.zh].every((text) => /[\u4e00-\u9fff]/.test(text)));
    expect(bare.map(({ path }) => path)).toEqual([]);
    expect(fields.filter(({ name, help }) => name.en === "" || help.en === "").map(({ path }) => path)).toEqual([]);
    const parents = new Set(fields.map(({ parent }) => parent));
    const opaque = fields.filter(
      ({ kind, path, of }) => (kind === "object" || (kind === "list" && of === undefined)) && !parents.has(path),
    );
    expect(opaque.map(({ path }) => path)).toEqual(["windows[].profile"]);
  });

  test("templates, labels and backups", async () => {
    for (const windows of [10, 30, 60]) {
      const { body } = await house.get(`settings/template?windows=${windows}`);
      expect(body.text).toContain(`${windows} 个窗口`);
    }
    expect((await house.get("settings/template?windows=11")).status).toBe(400);
    const { body: labels } = await house.get("settings/labels");
    const urls = labels.map(({ url }: { url: string }) => url);
    expect(urls).toContain("http://hall.example:8080/window?id=2");
    expect(labels.every(({ svg }: { svg: string }) => svg.startsWith("<svg"))).toBe(true);
    expect((await house.get("settings/backups")).body.backups).toEqual([]);
    expect((await house.post("settings/backups", {})).body.backups).toHaveLength(1);
    house.settings.backupTrouble = "the disk is full";
    expect((await house.post("settings/backups", {})).body).toMatchObject({ trouble: "the disk is full" });
  });
});

describe("changing", () => {
  test("is looked at first: the diff, each place, when it takes effect; nothing is written or logged", async () => {
    const edits = [set("policy.calls.max", 4), set("speech.readings", 3)];
    const before = (await logged()).length;
    const { body } = await change(edits, false);
    expect(body).toMatchObject({ ok: true, applied: false, restart: true, faults: [], blocks: [] });
    expect(body.diff).toContain("-  calls: { max: 3 } # three\n+  calls: { max: 4 } # three");
    expect(body.differences).toEqual([
      { path: "policy.calls.max", from: "3", to: "4", effect: "restart" },
      { path: "speech.readings", from: "2", to: "3", effect: "now" },
    ]);
    expect(house.settings.text).toBe(TEXT);
    expect(await logged()).toHaveLength(before);
  });

  test("is saved with every remark, kept as a version, and logged with who, when and what", async () => {
    const { body } = await change([set("policy.calls.max", 4)]);
    expect(body).toMatchObject({ ok: true, applied: true, restart: true });
    expect(house.settings.text).toBe(TEXT.replace("max: 3", "max: 4"));
    const { digest, versions, restart, values } = await view();
    expect([digest, versions.length, restart]).toEqual([body.digest, 1, true]);
    expect(values).toMatchObject({ policy: { calls: { max: 4 } } });
    const event = (await logged()).at(-1);
    expect(event).toMatchObject({ actor: "api", at: "2026-01-05T09:00:00.000+08:00" });
    expect(event.data.changes).toEqual([{ path: "policy.calls.max", from: "3", to: "4" }]);
  });

  test("of forms: appointments, a work profile, an alarm rule, reasons, deadlines, the calendar", async () => {
    const { values } = await view();
    const [social] = (values as { services: Record<string, unknown>[] }).services;
    const window = { id: "1", name: { "zh-CN": "1号窗口" }, services: ["social", "house"] };
    const calendar = {
      week: { mon: ["09:00-12:00"] },
      holidays: [{ date: "2031-10-01", name: { "zh-CN": "国庆节" } }],
      workdays: [{ date: "2031-10-11", like: "mon" }],
      extended: [{ weekday: "mon", hours: ["17:00-19:00"] }],
    };
    const wanted = {
      appointments: { capacity: 5, slotMinutes: 15, hours: { tue: ["09:00-11:00"] } },
      profile: { kind: "ratio", shares: { social: 3, house: 1 } },
      rules: [{ kind: "longest-wait", threshold: 25, forSeconds: 120, sinks: ["board", "desk"] }],
      reasons: [
        { id: "lunch", name: { "zh-CN": "午休" } },
        { id: "papers", name: { "zh-CN": "取材料", en: "Papers" } },
      ],
    };
    const { body } = await change([
      { op: "set-entry", list: "services", entry: { ...social, appointments: wanted.appointments } },
      { op: "set-entry", list: "windows", entry: { ...window, profile: wanted.profile } },
      set("alarms.rules", wanted.rules),
      set("pauseReasons", wanted.reasons),
      set("policy.rating.periodDays", 10),
      set("hall.calendar", calendar),
    ]);
    expect([body.faults, body.applied]).toEqual([[], true]);
    const after = (await view()).values as Record<string, Record<string, unknown>[]>;
    expect(after.services?.[0]?.appointments).toEqual(wanted.appointments);
    expect(after.windows?.[0]?.profile).toEqual(wanted.profile);
    expect(valueAt(after, "alarms.rules")).toEqual(wanted.rules);
    expect(after.pauseReasons).toEqual(wanted.reasons);
    expect(valueAt(after, "hall.calendar")).toEqual(calendar);
    expect(commentsOf(house.settings.text)).toEqual(commentsOf(TEXT));
  });

  test("with bad values is refused whole: each fault with its place and line, the file as it was", async () => {
    const { body } = await change([
      set("policy.calls.max", 99),
      set("policy.missed.maxReturns", "many"),
      set("alarms.rules", [{ kind: "longest-wait", threshold: -1 }]),
      { op: "set-entry", list: "windows", entry: { id: "2", name: {}, services: [] } },
    ]);
    expect(body).toMatchObject({ ok: false, applied: false });
    const places = body.faults.map(({ place }: { place: string }) => place);
    expect(places).toContain("policy.calls.max");
    expect(places).toContain("policy.missed.maxReturns");
    expect(places).toContain("alarms.rules[0].threshold");
    expect(places).toContain("windows[1].services");
    expect(body.faults.every(({ line }: { line: number }) => line > 0)).toBe(true);
    const strange = await change([
      { op: "set-entry", list: "windows", entry: { id: "2", name: { en: "2" }, services: ["nowhere"] } },
    ]);
    expect(strange.body.faults).toMatchObject([{ place: "windows[1].services[0]" }]);
    expect(house.settings.text).toBe(TEXT);
    expect((await view()).versions).toEqual([]);
  });

  test("that no form could send is refused at the door", async () => {
    const { digest } = await view();
    for (const body of [
      { edits: [], digest, apply: true },
      { edits: [{ op: "set-value", path: ["__proto__"], value: 1 }], digest, apply: true },
      { edits: [{ op: "set-entry", list: "devices", entry: {} }], digest, apply: true },
      { edits: [set("policy.calls.max", 4)], digest },
    ])
      expect((await house.post("settings/change", body)).body.code).toBe("BODY_INVALID");
  });

  test("made for a file that somebody changed meanwhile is refused, and loses nothing of theirs", async () => {
    const { digest } = await view();
    await change([set("policy.calls.max", 4)]);
    const theirs = house.settings.text;
    const late = await change([set("policy.missed.maxReturns", 2)], true, digest);
    expect([late.status, late.body.code]).toEqual([409, "CONFIG_CHANGED"]);
    expect(house.settings.text).toBe(theirs);
    const again = await change([set("policy.missed.maxReturns", 2)]);
    expect(again.body.applied).toBe(true);
    expect(house.settings.text).toContain("max: 4");
  });

  test("that takes away what open numbers hang on is held up, in words", async () => {
    await house.ticket("house");
    const { body } = await change([
      { op: "remove-entry", list: "services", id: "house" },
      { op: "set-entry", list: "windows", entry: { id: "1", name: { en: "1" }, services: ["social"] } },
      { op: "set-entry", list: "windows", entry: { id: "2", name: { en: "2" }, services: ["social"] } },
    ]);
    expect(body).toMatchObject({ ok: false, applied: false, blocks: [{ path: "services[house]" }] });
    expect(house.settings.text).toBe(TEXT);
  });

  test("personal and secret values are in no difference and in no event", async () => {
    const staff = { id: "s09", name: "某甲一", number: "4711" };
    const { body } = await change([{ op: "set-entry", list: "staff", entry: staff }]);
    expect(body.applied).toBe(true);
    expect(JSON.stringify(body.differences)).not.toMatch(/某甲一|4711/);
    expect(JSON.stringify(await logged())).not.toMatch(/某甲一|4711/);
  });

  test("of a file that is no YAML is refused with its line; the whole text mends it", async () => {
    writeFileSync(house.settings.file, `${TEXT}broken: [`);
    const { values, faults } = await view();
    expect(values).toBeNull();
    expect(faults[0]?.line).toBeGreaterThan(30);
    expect((await change([set("policy.calls.max", 4)])).body).toMatchObject({ ok: false, applied: false });
    const mended = await change([{ op: "set-text", text: TEXT }]);
    expect(mended.body.applied).toBe(true);
    expect((await view()).faults).toEqual([]);
  });
});

describe("history", () => {
  test("each version can be compared with now and gone back to; that is a change like any other", async () => {
    await change([set("policy.calls.max", 4)]);
    house.clock.advance(2_000);
    await change([set("policy.calls.max", 5)]);
    const { versions, digest } = await view();
    expect(versions).toHaveLength(2);
    const oldest = versions.at(-1)?.version ?? "";
    const { body: diff } = await house.get(`settings/versions/${oldest}`);
    expect(diff.diff).toContain("-  calls: { max: 3 } # three\n+  calls: { max: 5 } # three");
    const looked = await house.post("settings/rollback", { version: oldest, digest, apply: false });
    expect(looked.body).toMatchObject({ ok: true, applied: false });
    const back = await house.post("settings/rollback", { version: oldest, digest, apply: true });
    expect(back.body).toMatchObject({ ok: true, applied: true, restart: false });
    expect(house.settings.text).toBe(TEXT);
    expect((await logged()).at(-1).data.changes).toEqual([{ path: "policy.calls.max", from: "5", to: "3" }]);
    const unknown = await house.get("settings/versions/20310101-000000-00000000");
    expect([unknown.status, unknown.body.code]).toEqual([404, "CONFIG_VERSION_UNKNOWN"]);
  });
});

/** Lets time go by in steps, with what is waited for in between. */
async function pass(hours: number): Promise<void> {
  for (let step = 0; step < hours * 4; step += 1) {
    house.clock.advance(15 * 60_000);
    await house.hall.read(() => null);
    await setImmediate();
  }
}

describe("a restart", () => {
  const restart = (body?: object) => house.post("settings/restart", body);

  test("at once: the boards say so first", async () => {
    const { body } = await restart({ when: "now" });
    expect(body).toMatchObject({ restarting: true, planned: false });
    expect(house.settings.restarts).toBe(1);
    const [notice] = (await house.get("notices")).body;
    expect(notice.text["zh-CN"]).toContain("号码和顺序都保留");
    expect(notice.until).toBe("2026-01-05T09:00:45.000+08:00");
  });

  test("after closing: waits while somebody is on the way, and can be taken back", async () => {
    const { id } = await house.ticket();
    expect((await restart({ when: "closed" })).body).toMatchObject({ restarting: false, planned: true });
    expect((await view()).restartPlanned).toBe(true);
    // A hall that never closes is looked at in the small hours.
    await pass(18);
    expect(house.settings.restarts).toBe(0);
    await house.post(`tickets/${id}/leave`);
    await pass(24);
    expect(house.settings.restarts).toBe(1);
    expect((await view()).restartPlanned).toBe(false);
    await restart({ when: "closed" });
    expect((await restart({ when: "never" })).body.planned).toBe(false);
    await pass(24);
    expect(house.settings.restarts).toBe(1);
  });

  test("with a broken file is not made", async () => {
    writeFileSync(house.settings.file, TEXT.replace("max: 3", "max: 99"));
    const { body } = await restart();
    expect(body).toMatchObject({ restarting: false, faults: [{ place: "policy.calls.max" }] });
    expect(house.settings.restarts).toBe(0);
  });
});

describe("whoever is signed in", () => {
  test("a manager's name stands beside the change; a supervisor sees no settings at all", async () => {
    await lockHouse();
    const code = readFileSync(`${locked.folder}/setup.code`, "utf8").trim();
    const made = await postAt("access/set-up", { code, username: "1001", password: PASSWORD });
    const headers = { cookie: made.cookie };
    const { digest } = (await locked.get("settings", headers)).body;
    const edits = [set("policy.calls.max", 4)];
    const { body } = await locked.post("settings/change", { edits, digest, apply: true }, headers);
    expect(body.applied).toBe(true);
    const events = (await locked.get("events?limit=500", headers)).body;
    expect(events.at(-1)).toMatchObject({ type: "settings.changed", actor: "staff:s01" });
    expect((await locked.get("settings")).status).toBe(401);
    await postAt("access/accounts", { staffId: "s03", password: PASSWORD }, made.cookie);
    const other = await postAt("access/sign-in", { username: "1003", password: PASSWORD });
    for (const path of ["settings", "settings/labels", "setup"])
      expect([path, (await locked.get(path, { cookie: other.cookie })).status]).toEqual([path, 403]);
    await locked.close();
  });
});

/** A value that the schema allows for a single setting. */
function valuesFor(field: SettingsField): fc.Arbitrary<unknown> | null {
  const { minimum = 0, maximum = minimum + 1000, kind, choices } = field;
  if (kind === "boolean") return fc.boolean();
  if (kind === "integer") return fc.integer({ min: minimum, max: maximum });
  if (kind === "choice" && choices !== undefined) return fc.constantFrom(...choices);
  if (kind === "words") return fc.record({ "zh-CN": fc.constantFrom("甲", "乙：丙", '"丁" # 戊', "a: b") });
  return null;
}

test("an accepted change reads back as sent, and every remark is there; a refused one changes nothing", async () => {
  const single = (await view()).fields.filter(
    ({ path, parent }) => parent === undefined && !path.includes("[]") && !/^(server|hall\.id)/.test(path),
  );
  const edits = single.flatMap((field) => {
    const value = valuesFor(field as SettingsField);
    return value === null ? [] : [value.map((one) => ({ path: field.path, value: one }))];
  });
  expect(edits.length).toBeGreaterThan(40);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(...edits), { minLength: 1, maxLength: 6 }), async (wanted) => {
      house.settings.startWith(TEXT);
      const sent = new Map(wanted.map(({ path, value }) => [path, value]));
      const { body } = await change([...sent].map(([path, value]) => set(path, value)));
      const { text, values } = await view();
      if (!body.ok) {
        expect([text, body.faults.length > 0]).toEqual([TEXT, true]);
        return;
      }
      for (const [path, value] of sent) expect([path, valueAt(values, path)]).toEqual([path, value]);
      for (const comment of commentsOf(TEXT)) expect(text).toContain(comment);
      expect(text.length).toBeGreaterThanOrEqual(TEXT.length - 40);
    }),
    { numRuns: 25, seed: 20_311_001 },
  );
});
