// The parts of the door that routes do not show: what a password costs, names of roles, ways back, the command line.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { ROLE_NAMES } from "../../config/staff-schema.ts";
import { AccessStore } from "../../controller/access/access-store.ts";
import { COST_LOG2, isGoodPassword, Passwords } from "../../controller/access/passwords.ts";
import { tokenCommand } from "../../controller/cli/token.ts";
import { userCommand } from "../../controller/cli/user.ts";
import { rightsOfStaff, rightsOfToken, STAFF_ROLES } from "../../controller/contract/roles.ts";

const root = resolve(import.meta.dirname, "..", "..");

describe("passwords", () => {
  test("cost 2^17, are salted, and are right for themselves alone", async () => {
    expect(COST_LOG2).toBe(17);
    const real = await new Passwords().hash("a long enough one");
    expect(real).toMatch(/^scrypt\$17\$[\w-]{22}\$[\w-]{43}$/);
    const passwords = new Passwords(4);
    const [one, two] = await Promise.all([passwords.hash("a long enough one"), passwords.hash("a long enough one")]);
    expect(one).not.toBe(two);
    expect(await passwords.isRight("a long enough one", one ?? "")).toBe(true);
    expect(await passwords.isRight("a long enough On", one ?? "")).toBe(false);
    expect(await passwords.isRight("a long enough one", null)).toBe(false);
    expect(await passwords.isRight("", null)).toBe(false);
  });

  test("short ones, the name and one sign over and over are refused", () => {
    for (const weak of ["short", "wang.ming1", "1001100110011001", "aaaaaaaaaaaa", "x".repeat(201)])
      expect([weak, isGoodPassword(weak, ["wang.ming", "1001"])]).toEqual([weak, false]);
    for (const good of ["correct horse", "三月的雨下了整整一夜", "wang.ming likes rain"])
      expect([good, isGoodPassword(good, ["wang.ming", "1001"])]).toEqual([good, true]);
  });

  test("and codes are compared in the same time, whatever was typed", () => {
    const folder = join(root, "controller", "access");
    const text = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect(text.filter((one) => one.includes("timingSafeEqual("))).toHaveLength(2);
    const gate = readFileSync(join(root, "controller", "http", "technician-gate.ts"), "utf8");
    expect(gate).toContain("timingSafeEqual(");
  });
});

describe("roles", () => {
  test("have the same names in the configuration and in the contract", () => {
    expect([...ROLE_NAMES]).toEqual([...STAFF_ROLES]);
  });

  test("bring what they answer for, and nothing of the machine's", () => {
    expect([...rightsOfStaff(["manager"])].sort()).toEqual(
      ["auditor", "guide", "manager", "public", "staff", "supervisor", "window"].sort(),
    );
    expect([...rightsOfStaff([])]).toEqual(["public"]);
    expect(rightsOfToken(["manager"]).has("staff")).toBe(false);
  });
});

describe("the command line on a stopped hall", () => {
  let dataDir: string;
  let config: Config;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), "hallkeeper-access-"));
    const loaded = loadConfig(join(root, "config", "demo-hall.yaml"));
    if (!loaded.ok) throw new Error("the demo hall is wrong");
    config = loaded.config;
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  const user = (words: string[], typed = "") => userCommand({ config, dataDir, port: 1, words, typed });
  const token = (words: string[]) => tokenCommand({ config, dataDir, port: 1, words });

  test("makes, lists, resets and switches off accounts, and notes it for the log", async () => {
    const made = await user(["add", "auditor-1", "auditor,manager"]);
    expect(made.password).toMatch(/^[\w-]{16}$/);
    const reset = await user(["reset-password", "auditor-1"], "typed by somebody 1\n");
    expect(reset.password).toBeNull();
    const staff = config.staff[0]?.id ?? "";
    await user(["add", staff]);
    expect((await user(["disable", staff])).accounts[0]).toMatchObject({ disabled: true });
    const list = (await user(["list"])).accounts;
    expect(list.find(({ staffId }) => staffId === "auditor-1")).toMatchObject({ roles: ["auditor", "manager"] });
    await expect(user(["disable", "auditor-1"])).rejects.toThrow("LAST_MANAGER");
    await expect(user(["add", "auditor-1", "auditor"])).rejects.toThrow("ACCOUNT_EXISTS");
    await expect(user(["add", "x", "king"])).rejects.toThrow(/no role "king"/);
    await expect(user(["remove", "x"])).rejects.toThrow(/user list/);
    const store = AccessStore.open(dataDir);
    const facts = store.unlogged().map(({ fact }) => JSON.parse(fact) as { data: { change: string } });
    store.close();
    expect(facts.map(({ data }) => data.change)).toEqual(["created", "password", "created", "disabled"]);
  }, 300_000);

  test("makes, lists and revokes tokens", async () => {
    const [made] = await token(["create", "city", "auditor", "30"]);
    expect(made).toMatchObject({ label: "city", rights: ["auditor"] });
    expect(JSON.stringify(await token(["list"]))).not.toContain((made as { token: string }).token);
    expect(await token(["revoke", made?.id ?? ""])).toEqual([]);
    expect(await token(["list"])).toEqual([]);
    await expect(token(["create", "city", "everything"])).rejects.toThrow(/no right "everything"/);
  });
});
