// The technician's routes: who may pass, the configuration file changed and put back, advice, learning, acceptance.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { problemOf } from "../../controller/contract/refusals.ts";
import { House, MAINTAINER, type Reply } from "./house.ts";

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(async () => {
  await house.close();
  expect(house.errors).toEqual([]);
});

const file = () => join(house.folder, "hall.yaml");
const fileText = () => readFileSync(file(), "utf8");
const get = (path: string) => house.get(`technician/${path}`, MAINTAINER);
const post = (path: string, body: unknown = {}) => house.post(`technician/${path}`, body, MAINTAINER);
const digest = async (): Promise<string> => (await get("config")).body.digest;
const change = async (edits: unknown[], apply = true, of?: string) =>
  post("config", { edits, apply, digest: of ?? (await digest()) });
const strip = (more: object = {}) => ({
  op: "set-device",
  device: { id: "strip-1", model: "led/onbon-bx5k", link: "net-1", window: "1", settings: { address: 1 }, ...more },
});
const events = async () => (await house.get("events?limit=1000")).body as { type: string; data: { digest?: string } }[];

interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
}

/** Every technician route there is, by the documentation that is made of the routes themselves. */
async function routes(): Promise<Route[]> {
  const { paths } = (await house.get("/openapi.json")).body as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths)
    .filter(([path]) => path.startsWith("/api/v1/technician/"))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({
        method: method.toUpperCase() as Route["method"],
        path: path.replace("{id}", "strip-1"),
      })),
    );
}

describe("the gate", () => {
  test("stands before every technician route, whatever is sent, with one answer", async () => {
    const all = await routes();
    expect(all.length).toBeGreaterThanOrEqual(17);
    const wrong = ["", "x", `${MAINTAINER["x-technician-key"]} `.repeat(2), "technician-key-of-this-tesT"];
    for (const { method, path } of all) {
      const tries: Record<string, string>[] = [{}, ...wrong.map((key) => ({ "x-technician-key": key }))];
      for (const headers of tries)
        for (const body of method === "POST" ? [undefined, {}, { no: "such field" }] : [undefined]) {
          const reply = await house.call(method, path, body, headers);
          expect([method, path, reply.status]).toEqual([method, path, 401]);
          expect(reply.body).toEqual(problemOf("TECHNICIAN_KEY_NEEDED"));
          expect(reply.type).toMatch(/^application\/problem\+json/);
        }
    }
    expect(await events()).toEqual([]);
  });

  test("says how to pass, in a way that no browser asks a person for", async () => {
    const { headers } = await house.app.inject({ url: "/api/v1/technician/models" });
    expect(headers["www-authenticate"]).toMatch(/^Technician-Key /);
  });

  test("lets the key pass on every route: what then is wrong is something else", async () => {
    for (const { method, path } of await routes()) {
      const { status } = await house.call(method, path, method === "POST" ? { no: 1 } : undefined, MAINTAINER);
      expect([method, path, status]).not.toEqual([method, path, 401]);
      expect(status).toBeLessThan(500);
    }
  });
});

describe("a change of the configuration", () => {
  test("is shown first, and nothing is touched", async () => {
    const before = fileText();
    const { status, body } = await change([strip()], false);
    expect([status, body.ok, body.applied, body.faults]).toEqual([200, true, false, []]);
    expect(body.diff).toContain("+devices:");
    expect(body.diff).toContain("strip-1");
    expect(body.digest).toBe(await digest());
    expect(fileText()).toBe(before);
    expect((await get("config")).body).toMatchObject({ devices: [], versions: [] });
  });

  test("is made, keeps every comment, runs at once, and the old file becomes a version", async () => {
    const before = fileText();
    const { body } = await change([strip()]);
    expect(body).toMatchObject({ ok: true, applied: true, restart: false });
    expect(fileText()).toContain("# a hall without devices");
    expect(parse(fileText()).devices).toEqual([strip().device]);
    const now = (await get("config")).body;
    expect(now.digest).toBe(body.digest);
    expect(now.devices).toMatchObject([{ id: "strip-1" }]);
    expect(now.versions).toHaveLength(1);
    const [{ version }] = now.versions;
    expect(readFileSync(join(house.folder, "config-versions", `${version}.yaml`), "utf8")).toBe(before);
    // The line of this house cannot be opened: the device says why, and nothing else is disturbed.
    await house.clock.advanceAsync(100);
    expect((await get("devices/strip-1/wirelog")).status).toBe(200);
  });

  test("made twice is one change", async () => {
    await change([strip()]);
    const again = await change([strip()]);
    expect(again.body).toMatchObject({ ok: true, applied: false, diff: "" });
    expect((await get("config")).body.versions).toHaveLength(1);
  });

  test("made for an older file is refused", async () => {
    const old = await digest();
    writeFileSync(file(), `${fileText()}# somebody else was here\n`);
    for (const apply of [false, true]) {
      const { status, body } = await change([strip()], apply, old);
      expect([status, body.code]).toEqual([409, "CONFIG_CHANGED"]);
    }
    expect(fileText()).not.toContain("strip-1");
    expect((await get("config")).body.versions).toEqual([]);
  });

  test.each([
    ["a model that does not exist", strip({ model: "led/none" }), /no model "led\/none"/],
    ["a link that does not exist", strip({ link: "net-9" }), /no link "net-9"/],
    ["a window that does not exist", strip({ window: "9" }), /no window "9"/],
    ["settings out of range", strip({ settings: { address: 1, width: -1 } }), /width|>=|minimum/],
    ["an unknown key", strip({ colour: "red" }), /unknown key "colour"/],
    ["a link without an address", { op: "set-link", link: { id: "net-2", type: "tcp" } }, /"host" is missing/],
    ["an id that is no text", { op: "set-device", device: { id: { a: 1 } } }, /./],
    ["a device without anything", { op: "set-device", device: {} }, /./],
  ])("with %s is answered with its faults and changes nothing", async (_what, edit, words) => {
    const before = fileText();
    const { status, body } = await change([edit]);
    expect([status, body.ok, body.applied]).toEqual([200, false, false]);
    const messages = body.faults.map((fault: { place: string; message: string }) => `${fault.place} ${fault.message}`);
    expect(messages.join("\n")).toMatch(words);
    expect(fileText()).toBe(before);
    expect((await get("config")).body).toMatchObject({ devices: [], versions: [] });
  });

  test("of a file that is no YAML any more says where it is broken", async () => {
    writeFileSync(file(), "version: 1\nhall: { id: x\nlinks: [\n");
    const { status, body } = await change([strip()]);
    expect([status, body.ok]).toEqual([200, false]);
    expect(body.faults[0].message).toMatch(/^YAML: /);
    expect(body.faults[0].line).toBeGreaterThan(0);
  });

  test("is one of many at once: exactly one of them is made", async () => {
    const of = await digest();
    const many = Array.from({ length: 8 }, (_, i) => strip({ settings: { address: i + 1 } }));
    const replies = await Promise.all(many.map((edit) => change([edit], true, of)));
    const codes = replies.map(({ status, body }) => (status === 200 ? "made" : body.code)).sort();
    expect(codes).toEqual([...Array(7).fill("CONFIG_CHANGED"), "made"]);
    expect((await get("config")).body.versions).toHaveLength(1);
    expect(parse(fileText()).devices).toHaveLength(1);
  });

  test("that cannot be written says so and changes nothing", async () => {
    const before = fileText();
    const of = await digest();
    // As a read-only folder would, also for a test that runs as root.
    mkdirSync(`${file()}.new`);
    const refused = await change([strip()], true, of);
    expect([refused.status, refused.body.code]).toEqual([500, "CONFIG_UNAVAILABLE"]);
    expect(refused.body.detail).toContain("hall.yaml.new");
    expect(fileText()).toBe(before);
    expect((await get("config")).body).toMatchObject({ digest: of, devices: [], versions: [] });
    rmdirSync(`${file()}.new`);
    expect((await change([strip()], true, of)).body.applied).toBe(true);
  });

  test("whose old file cannot be kept is not made", async () => {
    const before = fileText();
    writeFileSync(join(house.folder, "config-versions"), "in the way");
    const of = createHash("sha256").update(before).digest("hex");
    for (const reply of [await change([strip()], true, of), await get("config")])
      expect([reply.status, reply.body.code]).toEqual([500, "CONFIG_UNAVAILABLE"]);
    expect(fileText()).toBe(before);
  });

  test("that the log cannot take is put back", async () => {
    const before = fileText();
    house.refuseSettings = Object.assign(new Error("no room"), { code: "STORAGE_FULL" });
    const { status, body } = await change([strip()]);
    expect([status, body.code]).toEqual([507, "STORAGE_FULL"]);
    expect(fileText()).toBe(before);
    expect((await get("config")).body).toMatchObject({ devices: [], versions: [] });
  });

  test("of a file that is gone says so", async () => {
    const of = await digest();
    // A folder in its place cannot be read, whoever asks.
    rmSync(file());
    mkdirSync(file());
    for (const reply of [await get("config"), await change([strip()], true, of), await get("acceptance")])
      expect([reply.status, reply.body.code]).toEqual([500, "CONFIG_UNAVAILABLE"]);
  });
});

describe("going back", () => {
  const rollback = async (version: string): Promise<Reply> =>
    post("config/rollback", { version, digest: await digest() });

  test("brings the old file back to the letter, and can itself be gone back from", async () => {
    const first = fileText();
    await change([strip()]);
    const second = fileText();
    const [{ version }] = (await get("config")).body.versions;
    expect((await rollback(version)).body).toMatchObject({ ok: true, applied: true });
    expect(fileText()).toBe(first);
    expect((await get("config")).body.devices).toEqual([]);
    const versions = (await get("config")).body.versions as { version: string; at: string }[];
    expect(versions).toHaveLength(2);
    await rollback(versions[0]?.version ?? "");
    expect(fileText()).toBe(second);
    expect((await get("config")).body.devices).toMatchObject([{ id: "strip-1" }]);
  });

  test("lists the newest first, however fast the changes follow each other and whatever the clock does", async () => {
    for (let address = 1; address <= 3; address++) {
      await change([strip({ settings: { address } })]);
      house.clock.jumpWall(-3_600_000);
    }
    const versions = (await get("config")).body.versions as { version: string }[];
    const texts = versions.map(({ version }) =>
      readFileSync(join(house.folder, "config-versions", `${version}.yaml`), "utf8"),
    );
    expect(texts.map((text) => /address: (\d)/.exec(text)?.[1])).toEqual(["2", "1", undefined]);
  });

  test.each([
    "20260105-010000-00000000",
    "../hall",
    "..%2fhall",
    "../../../../etc/passwd",
    "/etc/passwd",
    "hall.yaml",
    "20260105-010000-0000000g",
    "20260105-010000-00000000/../../hall",
    "20260105-010000-00000000\u0000",
  ])("to %j is refused: there is no such version", async (version) => {
    await change([strip()]);
    const before = fileText();
    const { status, body } = await rollback(version);
    expect([status, body.code]).toEqual([404, "CONFIG_VERSION_UNKNOWN"]);
    expect(fileText()).toBe(before);
  });

  test("to a version that fits this hall no more is answered with its faults", async () => {
    await change([strip()]);
    const folder = join(house.folder, "config-versions");
    const [name = ""] = readdirSync(folder);
    writeFileSync(join(folder, name), "version: 2\n");
    const before = fileText();
    const { body } = await rollback(name.replace(".yaml", ""));
    expect([body.ok, body.applied]).toEqual([false, false]);
    expect(body.faults.length).toBeGreaterThan(0);
    expect(fileText()).toBe(before);
  });

  test("to other windows waits for the next start, and goes on saying so", async () => {
    await change([strip()]);
    const folder = join(house.folder, "config-versions");
    const [name = ""] = readdirSync(folder);
    const other = readFileSync(join(folder, name), "utf8").replace(
      "windows:\n",
      'windows:\n  - { id: "2", name: { zh-CN: 2号窗口 }, services: [social] }\n',
    );
    writeFileSync(join(folder, name), other);
    expect((await rollback(name.replace(".yaml", ""))).body).toMatchObject({ ok: true, applied: true, restart: true });
    // A device at a window that only the next start brings: accepted, and nothing falls over meanwhile.
    const { body } = await change([strip({ window: "2" })]);
    expect(body).toMatchObject({ ok: true, applied: true, restart: true });
    expect((await get("config")).body.windows.map(({ id }: { id: string }) => id)).toEqual(["1"]);
    expect((await house.post("tickets", { serviceId: "social" })).status).toBe(201);
  });
});

describe("a device", () => {
  test("that nobody knows is unknown on every route about one", async () => {
    const replies = [
      await get("devices/none/wirelog"),
      await get("devices/none/inputs?after=3"),
      await post("devices/none/test", { test: "plain" }),
      await post("devices/none/verdicts", { test: "plain", verdict: "good", note: "", by: "王某" }),
      await post("advice", { deviceId: "none", verdict: "garbage" }),
    ];
    for (const { status, body } of replies) expect([status, body.code]).toEqual([404, "DEVICE_UNKNOWN"]);
  });

  test("has a wire log and inputs that can be asked for piece by piece", async () => {
    await change([strip()]);
    expect((await get("devices/strip-1/wirelog?after=0")).body).toEqual({ frames: [], next: 0, lost: 0 });
    expect((await get("devices/strip-1/inputs")).body).toEqual({ inputs: [], next: 0 });
    for (const query of ["?after=-1", "?after=x", "?before=1", "?after=1&after=2"])
      expect((await get(`devices/strip-1/wirelog${query}`)).status).toBe(400);
  });

  test("answers a test, and refuses one that its kind does not have", async () => {
    await change([strip()]);
    const running = post("devices/strip-1/test", { test: "brightness", level: 3 });
    await house.clock.advanceAsync(6_000);
    expect((await running).body).toMatchObject({ ok: false });
    const { status, body } = await post("devices/strip-1/test", { test: "speak" });
    expect([status, body.ok]).toEqual([200, false]);
    expect(body.detail).toContain("no such test");
  });

  test("is judged by a person: a row of the sheet and an event of the log", async () => {
    await change([strip()]);
    const row = { test: "all-dots", verdict: "nothing", note: "只有背光亮", by: "王某" };
    expect((await post("devices/strip-1/verdicts", row)).body).toMatchObject({ deviceId: "strip-1", ...row });
    expect((await post("devices/strip-1/verdicts", { ...row, verdict: "good", note: "" })).status).toBe(201);
    const sheet = (await get("acceptance")).body;
    expect(sheet.verdicts).toHaveLength(1);
    expect(sheet.verdicts[0]).toMatchObject({ test: "all-dots", verdict: "good" });
    expect(sheet.digest).toBe(await digest());
    const log = await events();
    expect(log.filter(({ type }) => type === "device.tested")).toHaveLength(2);
    expect(sheet.checkpoint.seq).toBe(log.length);
    expect(JSON.stringify(log)).not.toContain("只有背光亮");
  });

  test("that came out wrong is mended by an edit that the file takes", async () => {
    await change([strip()]);
    const { steps } = (await post("advice", { deviceId: "strip-1", verdict: "wrong-width" })).body;
    expect(steps.length).toBeGreaterThan(0);
    const edit = steps.find((step: { edit: unknown }) => step.edit !== null)?.edit;
    expect((await change([edit])).body).toMatchObject({ ok: true, applied: true });
  });
});

describe("a sheet of acceptance", () => {
  test("that was damaged is put aside, and the next verdict is kept", async () => {
    await change([strip()]);
    for (const damaged of ["{", "[null]", '[{"deviceId":"x"}]', '{"rows":[]}']) {
      writeFileSync(join(house.folder, "acceptance.json"), damaged);
      const room = house.anotherRoom();
      expect((await room.acceptance()).verdicts).toEqual([]);
      expect(readFileSync(join(house.folder, "acceptance.json.damaged"), "utf8")).toBe(damaged);
    }
  });
});

describe("lists", () => {
  test("tell every model with its settings, candidates and strips", async () => {
    const models = (await get("models")).body as { id: string; kind: string; tests: string[]; links: string[] }[];
    expect(models.find(({ id }) => id === "led/onbon-bx5k")?.tests).toContain("all-dots");
    expect(models.every(({ tests, links }) => tests.includes("plain") && links.length > 0)).toBe(true);
    expect((await get("candidates")).body).toEqual([]);
    await change([strip({ settings: { address: 1, width: 32 } })]);
    const [preview] = (await get("strips")).body;
    expect(preview).toMatchObject({ deviceId: "strip-1", cells: 2 });
    const calling = preview.shows.find(({ state }: { state: string }) => state === "calling");
    expect(calling).toMatchObject({ text: "A001", cells: 2, fits: true, missing: [] });
  });
});

test("a body of bottomless settings is refused, not followed", async () => {
  const deep = JSON.parse(`${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`);
  const bodies: [string, unknown][] = [
    ["config", { edits: [{ op: "set-device", device: deep }], digest: "", apply: true }],
    ["learn/open", { link: deep }],
    ["learn/check", { kind: "pad", settings: deep, hex: "" }],
  ];
  for (const [path, body] of bodies) expect((await post(path, body)).body.code).toBe("BODY_INVALID");
});
