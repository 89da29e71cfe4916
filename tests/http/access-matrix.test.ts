// Every route says who may call it, and every kind of caller is tried at every route.
import type { RouteOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  DEVICE_ROLES,
  type Right,
  rightsOfDevice,
  rightsOfStaff,
  rightsOfToken,
  STAFF_ROLES,
} from "../../controller/contract/roles.ts";
import type { Principal } from "../../controller/http/access-port.ts";
import { mayWatch, VIEW_RIGHTS } from "../../controller/http/view-rights.ts";
import { House } from "./house.ts";

interface Route {
  readonly method: string;
  readonly url: string;
  readonly may: readonly Right[] | undefined;
}

const as = (kind: Principal["kind"], id: string | null, rights: ReadonlySet<Right>, more: object = {}): Principal => ({
  ...{ kind, id, rights },
  ...more,
});

/** Everybody there is. */
const CALLERS: readonly (readonly [string, Principal | null])[] = [
  ["nobody", null],
  ...STAFF_ROLES.map((role) => [`staff ${role}`, as("staff", "s01", rightsOfStaff([role]))] as const),
  ["staff without a role", as("staff", "s09", rightsOfStaff([]))],
  ...DEVICE_ROLES.map(
    (role) => [`device ${role}`, as("device", "d_1", rightsOfDevice(role), { role, place: null })] as const,
  ),
  ["token without a right", as("token", "k_1", rightsOfToken([]))],
  ["token with auditor", as("token", "k_2", rightsOfToken(["auditor"]))],
];

const routes: Route[] = [];
let house: House;
let caller: Principal | null = null;

beforeAll(async () => {
  house = await House.open(
    undefined,
    undefined,
    {},
    { locked: true, listen: (route) => void routes.push(...of(route)) },
  );
  house.access.port.principalsOf = () => (caller === null ? [] : [caller]);
});
afterAll(() => house.close());

/** A scope may add its rights after the route was announced: they are read when they are needed. */
function of(route: RouteOptions): Route[] {
  const { method, url } = route;
  const methods = (Array.isArray(method) ? method : [method]).filter((one) => one === "GET" || one === "POST");
  return methods.map((one) => ({
    method: one,
    url,
    get may() {
      return route.config?.may;
    },
  }));
}

describe("every route", () => {
  test("says who may call it", () => {
    expect(routes.length).toBeGreaterThan(80);
    expect(routes.filter(({ may }) => may === undefined || may.length === 0).map(({ url }) => url)).toEqual([]);
  });

  test("of the interface that is public is one of these", () => {
    const open = routes.filter(({ url, may }) => url.startsWith("/api/") && may?.includes("public"));
    const own = open.map(({ method, url }) => `${method} ${url}`).filter((one) => !/push|subscri/.test(one));
    expect(own.sort()).toEqual([
      "GET /api/v1/access/me",
      // What is published so that anybody can check it.
      "GET /api/v1/checkpoints",
      "GET /api/v1/checkpoints/consistency",
      "GET /api/v1/checkpoints/newest",
      "GET /api/v1/evidence/key",
      "POST /api/v1/access/pairing",
      "POST /api/v1/access/pairing/claim",
      "POST /api/v1/access/set-up",
      "POST /api/v1/access/sign-in",
      "POST /api/v1/access/sign-out",
    ]);
  });

  test.each(CALLERS)("lets %s in where it says so, and nowhere else", async (_name, who) => {
    caller = who;
    const wrong: string[] = [];
    for (const route of routes) {
      const expected =
        (route.may ?? []).includes("public") ||
        (who !== null && (route.may ?? []).some((right) => who.rights.has(right)));
      const url = route.url.replace(/:[A-Za-z]+/g, "t_nothing");
      // No body that any route takes: who gets past the door is told so there, and nothing happens.
      const payload =
        route.method === "POST" ? { payload: "[7]", headers: { "content-type": "application/json" } } : {};
      if (expected && route.method === "GET" && /listen|candidates|check/.test(url)) continue;
      const answer = await house.app.inject({ method: route.method as "GET" | "POST", url, ...payload });
      const code = (answer.headers["content-type"] ?? "").toString().includes("problem") ? answer.json().code : "";
      const refused = ["LOGIN_NEEDED", "RIGHT_MISSING", "TECHNICIAN_KEY_NEEDED"].includes(code);
      if (refused === expected) wrong.push(`${route.method} ${url}: ${answer.statusCode} ${code}`);
      if (!expected && answer.statusCode !== (who === null ? 401 : 403)) wrong.push(`${url}: ${answer.statusCode}`);
    }
    caller = null;
    expect(wrong).toEqual([]);
  });
});

describe("every view", () => {
  test("is watched by those it is for alone", () => {
    for (const [view, wanted] of Object.entries(VIEW_RIGHTS)) {
      for (const [, who] of CALLERS) {
        const expected = who !== null && wanted.some((right) => who.rights.has(right));
        const found = mayWatch(who === null ? [] : [who], view, "1", () => false);
        expect([view, who?.id, found === null]).toEqual([view, who?.id, expected]);
      }
    }
  });

  test("that nobody listed is for the machine itself", () => {
    const manager = as("staff", "s01", rightsOfStaff(["manager"]));
    expect(mayWatch([manager], "invented", null, () => true)).toBe("RIGHT_MISSING");
    expect(mayWatch([], "invented", null, () => true)).toBe("LOGIN_NEEDED");
  });

  test("of a ticket opens by its token, not by its id", () => {
    expect(mayWatch([], "ticket", "token", (id) => id === "token")).toBeNull();
    expect(mayWatch([], "ticket", "t_1", (id) => id === "token")).toBe("LOGIN_NEEDED");
  });

  test("of another kiosk or window is not for a device that stands elsewhere", () => {
    const kiosk = as("device", "d_1", rightsOfDevice("kiosk"), { role: "kiosk", place: "kiosk-1" });
    const pad = as("device", "d_2", rightsOfDevice("pad"), { role: "pad", place: "3" });
    expect(mayWatch([kiosk], "kiosk", "kiosk-1", () => false)).toBeNull();
    expect(mayWatch([kiosk], "kiosk", "kiosk-2", () => false)).toBe("RIGHT_MISSING");
    expect(mayWatch([pad], "pad", "3", () => false)).toBeNull();
    expect(mayWatch([pad], "pad", "4", () => false)).toBe("RIGHT_MISSING");
  });
});
