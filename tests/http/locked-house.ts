// A house where nobody is trusted for sitting at the machine, and what people do at its door.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { House } from "./house.ts";
import type { DoorOptions } from "./house-access.ts";

export const PASSWORD = "绿色的门要慢慢开 7";
export const STAFF = [
  { id: "s01", name: "王某", number: "1001", roles: ["manager" as const] },
  { id: "s02", name: "李某", number: "1002", username: "li" },
  { id: "s03", name: "赵某", number: "1003", roles: ["supervisor" as const] },
];

/** The house of the test that runs. */
export let house: House;

/** Opens it locked; the one before is closed. */
export async function lockHouse(door: DoorOptions = {}): Promise<void> {
  house = await House.open(undefined, undefined, {}, { locked: true, staff: STAFF, ...door });
}

/** One that was opened elsewhere. */
export function useHouse(opened: House): void {
  house = opened;
}

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
  /** What the browser would send from now on. */
  readonly cookie: string;
  readonly line: string;
}

export async function post(
  path: string,
  body: object,
  cookie = "",
  headers: Record<string, string> = {},
): Promise<Answered> {
  const answer = await house.app.inject({
    method: "POST",
    url: `/api/v1/${path}`,
    payload: body,
    headers: { ...(cookie === "" ? {} : { cookie }), ...headers },
  });
  const line = String(answer.headers["set-cookie"] ?? "");
  return {
    status: answer.statusCode,
    body: answer.body === "" ? null : answer.json(),
    cookie: line.split(";", 1)[0] ?? "",
    line,
  };
}
export async function get(path: string, cookie = "", headers: Record<string, string> = {}): Promise<Answered> {
  const answer = await house.app.inject({
    url: path.startsWith("/") ? path : `/api/v1/${path}`,
    headers: { ...(cookie === "" ? {} : { cookie }), ...headers },
  });
  const line = String(answer.headers["set-cookie"] ?? "");
  const text = answer.body;
  return {
    status: answer.statusCode,
    body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text,
    cookie: line.split(";", 1)[0] ?? "",
    line,
  };
}
export const codeFile = () => join(house.folder, "setup.code");

/** The first manager, signed in. */
export async function firstManager(): Promise<string> {
  const code = readFileSync(codeFile(), "utf8").trim();
  const made = await post("access/set-up", { code, username: "1001", password: PASSWORD });
  expect(made.status).toBe(200);
  return made.cookie;
}
export async function account(manager: string, staffId: string, roles?: string[]): Promise<string> {
  const made = await post("access/accounts", { staffId, password: PASSWORD, ...(roles ? { roles } : {}) }, manager);
  expect(made.status).toBe(201);
  const inside = await post("access/sign-in", { username: staffId, password: PASSWORD });
  expect(inside.status).toBe(200);
  return inside.cookie;
}
export const logged = () => house.store.eventsAfter(0, 1_000);
export const typesLogged = () => logged().map(({ type }) => type);
