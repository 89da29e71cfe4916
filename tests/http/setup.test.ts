// The first run over HTTP: steps as the hall finds them and as people say, tests of devices, and what a start keeps.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SetupView } from "../../controller/contract/setup.ts";
import { SetupFile } from "../../controller/setup/setup-file.ts";
import { House } from "./house.ts";

const STEPS = ["languages", "hall", "services", "staff", "devices", "labels", "backup"];

describe("the steps", () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());
  const view = async (): Promise<SetupView> => (await house.get("setup")).body;
  const stateOf = async (id: string) => (await view()).steps.find((step) => step.id === id);

  test("are found as the hall is: named, without a backup, with a printer that nobody tried", async () => {
    const { steps, opens, finished, devices } = await view();
    expect(steps.map(({ id }) => id)).toEqual(STEPS);
    // At the machine itself nobody is led.
    expect([opens, finished]).toEqual([false, null]);
    expect(steps.filter(({ state }) => state === "done").map(({ id }) => id)).toEqual(["hall"]);
    expect(devices).toMatchObject([{ id: "printer-1", state: "online", verdict: null }]);
    expect((await stateOf("devices"))?.found.zh).toContain("还没试过：打印机");
    await house.post("settings/backups", {});
    expect(await stateOf("backup")).toMatchObject({ state: "done", by: null });
    house.settings.backupTrouble = "the disk is full";
    expect(await stateOf("backup")).toMatchObject({ state: "open" });
  });

  test("a template's names are not taken for a hall's own; a broken file is said at each step", async () => {
    const text = house.settings.text;
    writeFileSync(house.settings.file, text.replace("测试大厅", "新政务服务大厅"));
    expect(await stateOf("hall")).toMatchObject({ state: "open" });
    writeFileSync(house.settings.file, `${text}strange: 1\n`);
    for (const id of ["languages", "hall", "services", "staff"])
      expect((await stateOf(id))?.found.en).toContain("faults");
  });

  test("bear what people say, with who and when, until it is taken back", async () => {
    const marked = await house.post("setup/steps/staff", { mark: "skipped" });
    expect(marked.status).toBe(200);
    const at = "2026-01-05T09:00:00.000+08:00";
    expect(await stateOf("staff")).toMatchObject({ state: "skipped", by: "api", at });
    await house.post("setup/steps/staff", { mark: "done" });
    expect((await stateOf("staff"))?.state).toBe("done");
    await house.post("setup/steps/staff", { mark: null });
    expect(await stateOf("staff")).toMatchObject({ state: "open", by: null });
    for (const [path, body] of [
      ["setup/steps/nothing", { mark: "done" }],
      ["setup/steps/staff", { mark: "perhaps" }],
      ["setup/finish", {}],
    ] as const)
      expect([path, (await house.post(path, body)).status]).toEqual([path, 400]);
  });

  test("are finished once, and walked again when somebody wants to", async () => {
    expect((await house.post("setup/finish", { finished: true })).body.finished).toMatchObject({ by: "api" });
    expect((await house.post("setup/finish", { finished: false })).body.finished).toBeNull();
  });

  test("a device answers its test itself; of one that is not there nothing is kept", async () => {
    expect((await house.post("setup/devices/printer-1/test", {})).body).toEqual({ ok: true, detail: "printed" });
    for (const [path, body] of [
      ["setup/devices/ghost/test", {}],
      ["setup/devices/ghost/verdict", { verdict: "good" }],
    ] as const)
      expect((await house.post(path, body)).body.code).toBe("DEVICE_UNKNOWN");
    // Nobody presses a printer: what it sends is no business of this page.
    expect((await house.get("setup/devices/printer-1/inputs")).body.code).toBe("DEVICE_UNKNOWN");
  });
});

describe("the file of the steps", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "hallkeeper-setup-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const file = () => join(dir, "setup.json");

  test("outlives a start, and knows that the hall was new", () => {
    const first = new SetupFile(dir, 1);
    expect(first.notes.finished).toBeNull();
    first.mark("hall", "done", { by: "staff:s01", atMs: 5 });
    // Left by the first start that went well.
    writeFileSync(join(dir, "config-good.yaml"), "version: 1\n");
    expect(new SetupFile(dir, 9).notes).toEqual({
      marks: { hall: { mark: "done", by: "staff:s01", atMs: 5 } },
      finished: null,
    });
  });

  test("is finished from the beginning in a folder where a hall ran before there were steps", () => {
    writeFileSync(join(dir, "config-good.yaml"), "version: 1\n");
    expect(new SetupFile(dir, 7).notes.finished).toEqual({ by: "system", atMs: 7 });
  });

  test("that is damaged is put aside, whatever is in it", () => {
    for (const text of ["", "{", "[]", "null", '{"marks":{"nothing":{"by":"x","atMs":1}},"finished":null}']) {
      writeFileSync(file(), text);
      expect(new SetupFile(dir, 1).notes).toEqual({ marks: {}, finished: null });
      expect(readFileSync(`${file()}.damaged`, "utf8")).toBe(text);
      expect(existsSync(file())).toBe(true);
    }
  });
});
