// People at a locked house: the first manager, signing in and out, guesses, accounts.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FIRST_WAIT_MS } from "../../controller/access/lock-out.ts";
import { SESSION_IDLE_MS, SESSION_MS_MAX } from "../../controller/access/people.ts";
import {
  account,
  codeFile,
  firstManager,
  get,
  house,
  lockHouse,
  logged,
  PASSWORD,
  post,
  typesLogged,
} from "./locked-house.ts";

beforeEach(() => lockHouse());
afterEach(() => house.close());

describe("the first run", () => {
  test("makes one manager with the code from the console, and the code is gone", async () => {
    expect((await get("access/me")).body).toMatchObject({ kind: "nobody", setUpNeeded: true });
    const wrong = await post("access/set-up", { code: "AAAA-BBBB-CCCC", username: "1001", password: PASSWORD });
    expect(wrong).toMatchObject({ status: 401, body: { code: "SIGN_IN_REFUSED" } });
    const code = readFileSync(codeFile(), "utf8").trim();
    const weak = await post("access/set-up", { code, username: "1001", password: "1001100110" });
    expect(weak).toMatchObject({ status: 400, body: { code: "PASSWORD_WEAK" } });
    const made = await post("access/set-up", { code: code.toLowerCase(), username: "1001", password: PASSWORD });
    expect(made).toMatchObject({ status: 200, body: { kind: "staff", id: "s01", name: "王某", setUpNeeded: false } });
    expect(made.body.rights).toEqual(expect.arrayContaining(["manager", "technician", "supervisor"]));
    expect(existsSync(codeFile())).toBe(false);
    const again = await post("access/set-up", { code, username: "1002", password: PASSWORD });
    expect(again).toMatchObject({ status: 409, body: { code: "SET_UP_DONE" } });
    expect(typesLogged()).toContain("account.changed");
  });

  test("lets nobody try codes for ever", async () => {
    const codes = [];
    for (let i = 0; i < 6; i += 1) {
      const tried = await post("access/set-up", { code: `AAAA-AAAA-000${i}`, username: "1001", password: PASSWORD });
      codes.push(tried.body.code);
    }
    expect(codes.slice(0, 5)).toEqual(Array(5).fill("SIGN_IN_REFUSED"));
    expect(codes[5]).toBe("SIGN_IN_LOCKED");
  });
});

describe("a session", () => {
  test("opens what the role may, is named in the log, and ends with the sign-out", async () => {
    const manager = await firstManager();
    expect((await get("devices")).body.code).toBe("LOGIN_NEEDED");
    const clerk = await account(manager, "s02");
    expect((await get("devices", clerk)).status).toBe(200);
    expect((await get("access/accounts", clerk)).body.code).toBe("RIGHT_MISSING");
    expect((await post("windows/1/open", { staffId: "s02" }, clerk)).status).toBe(200);
    expect(logged().find(({ type }) => type === "window.opened")?.actor).toBe("staff:s02");
    expect((await post("access/sign-out", {}, clerk)).line).toContain("Max-Age=0");
    expect((await get("devices", clerk)).body.code).toBe("LOGIN_NEEDED");
  });

  test("has a cookie that scripts and other sites cannot use, and only its hash is stored", async () => {
    const manager = await firstManager();
    const inside = await post("access/sign-in", { username: "1001", password: PASSWORD });
    expect(inside.line).toMatch(/^hallkeeper_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const stored = readFileSync(join(house.folder, "access.sqlite"), "latin1");
    for (const secret of [manager, inside.cookie]) expect(stored).not.toContain(secret.split("=")[1]);
    expect(stored).not.toContain(PASSWORD);
  });

  test("over TLS is bound to this host", async () => {
    await house.close();
    await lockHouse({ publicUrl: "https://hall.example" });
    const code = readFileSync(codeFile(), "utf8").trim();
    const made = await post("access/set-up", { code, username: "1001", password: PASSWORD });
    expect(made.line).toMatch(/^__Host-hallkeeper_session=.*; Secure$/);
    expect((await get("devices", made.cookie)).status).toBe(200);
    expect((await get("devices", made.cookie.replace("__Host-", ""))).status).toBe(401);
  });

  test("begins with a new secret: one put into the browser before signs nobody in", async () => {
    await firstManager();
    const planted = `hallkeeper_session=${"x".repeat(43)}`;
    const inside = await post("access/sign-in", { username: "1001", password: PASSWORD }, planted);
    expect(inside.cookie).not.toBe(planted);
    expect((await get("devices", planted)).status).toBe(401);
    const second = await post("access/sign-in", { username: "1001", password: PASSWORD }, inside.cookie);
    expect((await get("devices", inside.cookie)).status).toBe(401);
    expect((await get("devices", second.cookie)).status).toBe(200);
  });

  test("ends after hours without a request, and once a day whatever happens", async () => {
    const manager = await firstManager();
    for (let hours = 0; hours < SESSION_MS_MAX / 3_600_000; hours += 4) {
      expect((await get("devices", manager)).status).toBe(200);
      await house.clock.advance(4 * 3_600_000);
    }
    await house.clock.advance(1_000);
    expect((await get("devices", manager)).status).toBe(401);
    const idle = await post("access/sign-in", { username: "1001", password: PASSWORD });
    await house.clock.advance(SESSION_IDLE_MS + 1_000);
    expect((await get("devices", idle.cookie)).status).toBe(401);
  });

  test("a broken or made-up cookie is nobody's", async () => {
    const manager = await firstManager();
    const value = manager.split("=")[1] ?? "";
    for (const cookie of [
      `hallkeeper_session=${value.slice(0, -1)}`,
      `hallkeeper_session=${value}x`,
      `hallkeeper_device=${value}`,
      "hallkeeper_session=",
      `hallkeeper_session=${"A".repeat(5_000)}`,
    ])
      expect((await get("devices", cookie)).status).toBe(401);
  });

  test("a new password ends all others, and needs the old one", async () => {
    const manager = await firstManager();
    const other = await post("access/sign-in", { username: "1001", password: PASSWORD });
    const wrong = await post("access/password", { old: "not this one", new: `${PASSWORD}8` }, manager);
    expect(wrong.body.code).toBe("SIGN_IN_REFUSED");
    const done = await post("access/password", { old: PASSWORD, new: `${PASSWORD}8` }, manager);
    expect(done.status).toBe(200);
    expect((await get("devices", done.cookie)).status).toBe(200);
    for (const cookie of [manager, other.cookie]) expect((await get("devices", cookie)).status).toBe(401);
  });

  test("can be ended by a manager", async () => {
    const manager = await firstManager();
    const clerk = await account(manager, "s02");
    const rows = (await get("access/sessions", manager)).body as { id: string; staffId: string; own: boolean }[];
    expect(rows.map(({ staffId, own }) => [staffId, own])).toEqual([
      ["s01", true],
      ["s02", false],
    ]);
    expect((await post(`access/sessions/${rows[1]?.id}/end`, {}, manager)).status).toBe(204);
    expect((await get("devices", clerk)).status).toBe(401);
    expect((await post(`access/sessions/${rows[1]?.id}/end`, {}, manager)).body.code).toBe("SESSION_UNKNOWN");
  });
});

describe("guesses", () => {
  test("lock an account for longer and longer, known or not; a right password in between does not help", async () => {
    await firstManager();
    for (const username of ["1001", "nobody-here"]) {
      const wrong = () => post("access/sign-in", { username, password: "wrong wrong wrong" });
      for (let i = 0; i < 5; i += 1) expect((await wrong()).body.code).toBe("SIGN_IN_REFUSED");
      const locked = await post("access/sign-in", { username, password: PASSWORD });
      expect(locked).toMatchObject({ status: 429, body: { code: "SIGN_IN_LOCKED" } });
      await house.clock.advance(FIRST_WAIT_MS + 1);
      expect((await wrong()).body.code).toBe("SIGN_IN_REFUSED");
      await house.clock.advance(FIRST_WAIT_MS + 1);
      expect((await wrong()).body.code).toBe("SIGN_IN_LOCKED");
      await house.clock.advance(FIRST_WAIT_MS);
    }
    expect((await post("access/sign-in", { username: "1001", password: PASSWORD })).status).toBe(200);
    const locks = logged().filter(({ type }) => type === "account.locked");
    expect(locks.map(({ data }) => (data as { staffId: string }).staffId)).toEqual(["s01", "s01"]);
  });

  test("sent side by side count each", async () => {
    await firstManager();
    const tries = Array.from({ length: 12 }, () =>
      post("access/sign-in", { username: "1001", password: "wrong wrong wrong" }),
    );
    const codes = (await Promise.all(tries)).map(({ body }) => body.code);
    expect(codes.filter((code) => code === "SIGN_IN_REFUSED").length).toBeLessThanOrEqual(5);
  });

  test("at many names lock the address", async () => {
    await firstManager();
    let last = "";
    for (let i = 0; i < 31; i += 1) {
      last = (await post("access/sign-in", { username: `name-${i}`, password: "wrong wrong wrong" })).body.code;
    }
    expect(last).toBe("SIGN_IN_LOCKED");
    expect((await post("access/sign-in", { username: "1001", password: PASSWORD })).body.code).toBe("SIGN_IN_LOCKED");
  });
});

describe("accounts", () => {
  test("are made, changed and switched off, but never the last manager", async () => {
    const manager = await firstManager();
    const clerk = await account(manager, "s02");
    expect((await post("access/accounts", { staffId: "s02", password: PASSWORD }, manager)).body.code).toBe(
      "ACCOUNT_EXISTS",
    );
    const stranger = await post("access/accounts", { staffId: "visitor", password: PASSWORD }, manager);
    expect(stranger.body.code).toBe("ACCOUNT_UNKNOWN");
    expect((await post("access/accounts/s03/disable", {}, manager)).body.code).toBe("ACCOUNT_UNKNOWN");
    expect((await post("access/accounts/s01/disable", {}, manager)).body.code).toBe("LAST_MANAGER");
    expect((await post("access/accounts/s01/roles", { roles: ["window"] }, manager)).body.code).toBe("LAST_MANAGER");
    const off = await post("access/accounts/s02/disable", {}, manager);
    expect(off.body).toMatchObject({ staffId: "s02", disabled: true });
    expect((await get("devices", clerk)).status).toBe(401);
    const refused = await post("access/sign-in", { username: "li", password: PASSWORD });
    expect(refused.body.code).toBe("SIGN_IN_REFUSED");
    await post("access/accounts/s02/enable", {}, manager);
    await post("access/accounts/s02/roles", { roles: ["supervisor"] }, manager);
    const back = await post("access/sign-in", { username: "LI", password: PASSWORD });
    expect((await get("cases", back.cookie)).status).toBe(200);
    await post("access/accounts/s02/password", { password: `${PASSWORD}9` }, manager);
    expect((await get("cases", back.cookie)).status).toBe(401);
  });

  test("open a window in their own name alone, unless they answer for the hall", async () => {
    const manager = await firstManager();
    const clerk = await account(manager, "s02");
    expect((await post("windows/1/open", { staffId: "s01" }, clerk)).body.code).toBe("RIGHT_MISSING");
    expect((await post("windows/1/open", {}, clerk)).status).toBe(200);
    expect((await get("windows/1", clerk)).body.staffId ?? (await get("windows/1", clerk)).body.staff).toBeTruthy();
    const supervisor = await account(manager, "s03");
    expect((await post("windows/2/open", { staffId: "s01" }, supervisor)).status).toBe(200);
  });
});
