// Bad ratings and complaints with people who are signed in: the session says who acts, and roles say who sees what.
import type { RouteOptions } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LOOP_SETTINGS_DEFAULT } from "../../controller/domain/loop-types.ts";
import { LoopHouse } from "./given-loop-house.ts";
import { SETTINGS } from "./house.ts";
import { account, firstManager, get, logged, post, useHouse } from "./locked-house.ts";

const PEOPLE = [
  { id: "s01", name: "王某", number: "1001", roles: ["manager" as const] },
  { id: "s02", name: "李某", number: "1002", roles: ["window" as const, "supervisor" as const] },
  { id: "s03", name: "赵某", number: "1003", roles: ["supervisor" as const] },
  { id: "s04", name: "钱某", number: "1004", roles: ["supervisor" as const] },
  { id: "s05", name: "孙某", number: "1005", roles: ["guide" as const] },
  { id: "s06", name: "周某", number: "1006", roles: ["auditor" as const] },
  { id: "s07", name: "吴某", number: "1007", roles: ["window" as const] },
];
const [RATED, HANDLER, BOSS, GUIDE, AUDITOR, CLERK] = ["s02", "s03", "s04", "s05", "s06", "s07"] as const;
const PHONE = "13800001111";
const COMMENT = "等了两个小时没有人说明";
const REPLY = "已为您重新受理，抱歉";

let given: LoopHouse;
let routes: RouteOptions[];
/** Cookies by person. */
let as: Record<string, string>;

beforeEach(async () => {
  routes = [];
  const staff = PEOPLE.map(({ id, name, number }) => ({ id, name, number }));
  const loop = { ...LOOP_SETTINGS_DEFAULT, handlers: [{ staff: HANDLER }], callBackByOthers: true };
  given = await LoopHouse.open(
    { ...SETTINGS, staff, loop },
    { locked: true, staff: PEOPLE, listen: (route) => void routes.push(route) },
  );
  useHouse(given.house);
  const manager = await firstManager();
  as = { s01: manager };
  for (const { id } of PEOPLE.slice(1)) as[id] = await account(manager, id);
});

afterEach(() => given.close());

const cookie = (who: string): string => as[who] ?? "";
const step = (loopId: string, name: string, who: string, body: object = {}) =>
  post(`loops/${loopId}/${name}`, body, cookie(who));

/** Served by s02 at window 1 and rated badly, with words. */
async function rated(): Promise<{ loopId: string; ticketId: string; caseId: string }> {
  const ticket = await post("tickets", { serviceId: "social" }, cookie("s01"));
  await post("windows/1/open", { staffId: RATED }, cookie("s01"));
  await post("windows/1/call-next", {}, cookie("s01"));
  await post("windows/1/finish", {}, cookie("s01"));
  const cases = (await get("cases", cookie("s01"))).body;
  const caseId = cases.at(-1).id;
  const press = { caseId, level: 1, channel: "mobile", comment: COMMENT };
  expect((await post("ratings", press, cookie(BOSS))).status).toBe(201);
  const list = (await get("loops", cookie(BOSS))).body;
  return { loopId: list.loops[0].id, ticketId: ticket.body.id, caseId };
}

/** Put right and answered, with a number to ring. */
async function handled(): Promise<string> {
  const { loopId, ticketId } = await rated();
  given.vault.keep(`ticket:${ticketId}`, { phone: PHONE }, given.house.clock.nowMs());
  await step(loopId, "verify", HANDLER);
  await step(loopId, "decide", HANDLER, { way: "fix_now", statement: "重新受理" });
  await step(loopId, "fix", HANDLER);
  expect((await step(loopId, "reply", HANDLER, { statement: REPLY })).status).toBe(200);
  return loopId;
}

describe("a step", () => {
  test("is of the person who is signed in, whatever the body says", async () => {
    const { loopId } = await rated();
    expect((await step(loopId, "verify", HANDLER, { by: BOSS })).body.code).toBe("LOOP_PERSON_NEEDED");
    expect((await step(loopId, "verify", BOSS)).body.code).toBe("LOOP_NOT_YOURS");
    expect((await step(loopId, "verify", HANDLER)).status).toBe(200);
    const verified = logged().find(({ type }) => type === "loop.verified");
    expect(verified).toMatchObject({ actor: `staff:${HANDLER}`, data: { by: HANDLER } });
    expect((await get("loops", cookie(BOSS))).body.me).toEqual({ id: BOSS, name: "钱某" });
  });

  test("an appeal is decided by somebody who had no part in it", async () => {
    const { loopId } = await rated();
    await step(loopId, "verify", HANDLER);
    await step(loopId, "decide", HANDLER, { way: "appealed", statement: "评错了人" });
    const verdict = { upheld: true, reason: "mistaken", statement: "情况属实" };
    expect((await step(loopId, "appeal", HANDLER, verdict)).body.code).toBe("LOOP_OTHER_PERSON");
    expect((await step(loopId, "appeal", RATED, verdict)).body.code).toBe("LOOP_OWN_CASE");
    expect((await step(loopId, "appeal", BOSS, verdict)).status).toBe(200);
    const decided = logged().find(({ type }) => type === "loop.appeal-decided");
    expect(decided).toMatchObject({ actor: `staff:${BOSS}`, data: { by: BOSS, upheld: true } });
  });

  test("roles: the clerk and the guide read none, the auditor takes none, a stranger is sent away", async () => {
    const { loopId } = await rated();
    for (const who of [CLERK, GUIDE]) {
      expect((await get("loops", cookie(who))).status).toBe(403);
      expect((await get(`loops/${loopId}`, cookie(who))).status).toBe(403);
      expect((await step(loopId, "verify", who)).status).toBe(403);
    }
    expect((await get(`loops/${loopId}`, cookie(AUDITOR))).status).toBe(200);
    expect((await step(loopId, "verify", AUDITOR)).status).toBe(403);
    expect((await step(loopId, "contact", AUDITOR)).status).toBe(403);
    expect((await step(loopId, "verify", "nobody")).status).toBe(401);
    // A supervisor who was rated reads and does nothing about their own.
    expect((await get("loops", cookie(RATED))).body.loops).toEqual([]);
    expect((await get(`loops/${loopId}`, cookie(RATED))).body.code).toBe("LOOP_OWN_CASE");
    expect((await step(loopId, "note", RATED, { statement: "x" })).body.code).toBe("LOOP_OWN_CASE");
    expect((await get("loops/ledger", cookie(RATED))).body.rows).toEqual([]);
  });

  test("a complaint is written down at the desk by its own name; consent goes with a number", async () => {
    const said = { statement: "窗口无人", windowId: "1", phone: PHONE };
    expect((await post("complaints", said, cookie(GUIDE))).body.code).toBe("BODY_INVALID");
    const made = await post("complaints", { ...said, consent: true }, cookie(GUIDE));
    expect(made.status).toBe(201);
    const received = logged().find(({ type }) => type === "loop.received");
    expect(received).toMatchObject({ actor: `staff:${GUIDE}`, data: { by: GUIDE, level: null, source: "complaint" } });
    // A clerk may write one down, and reads none.
    const atWindow = await post("complaints", { statement: "只有一句话" }, cookie(CLERK));
    expect(atWindow.status).toBe(201);
    expect((await get(`loops/${atWindow.body.id}`, cookie(BOSS))).body).toMatchObject({ channel: "window" });
    expect((await get(`loops/${atWindow.body.id}`, cookie(CLERK))).status).toBe(403);
    expect((await post("complaints", said, cookie(AUDITOR))).status).toBe(403);
  });
});

describe("a call after handling", () => {
  test("is in the list, apart; the caller sees number and answer, the level is the second record", async () => {
    const loopId = await handled();
    const list = (await get("callbacks", cookie(GUIDE))).body;
    expect(list).toMatchObject({ waiting: { rate: 0, loop: 1 }, own: 0, open: true });
    expect(list.rows).toMatchObject([
      { id: loopId, kind: "loop", why: "bad-rating", mayRateAgain: true, late: false, masked: "138****1111" },
    ]);
    expect((await get("callbacks?kind=rate", cookie(GUIDE))).body.rows).toEqual([]);
    expect(JSON.stringify(list)).not.toContain(REPLY);
    // Neither the one it is about nor (the setting) the one who handled it.
    for (const [who, code] of [
      [RATED, "LOOP_OWN_CASE"],
      [HANDLER, "LOOP_OTHER_PERSON"],
    ] as const) {
      expect((await get("callbacks", cookie(who))).body).toMatchObject({ rows: [], own: 1 });
      expect((await post(`callbacks/${loopId}/claim`, {}, cookie(who))).body.code).toBe(code);
    }
    const before = (await get("callbacks/figures?days=1", cookie(BOSS))).body;
    expect(before.after).toMatchObject({ owed: 1, reached: 0, waiting: 1 });
    const claimed = await post(`callbacks/${loopId}/claim`, {}, cookie(GUIDE), { "idempotency-key": "ring" });
    expect(claimed.body).toMatchObject({ phone: PHONE, reply: REPLY, row: { id: loopId, claimedBy: GUIDE } });
    expect((await post(`callbacks/${loopId}/claim`, {}, cookie(BOSS))).body.code).toBe("CALLBACK_TAKEN");
    const result = { result: "satisfied", level: 4, statement: "这次办得很快" };
    const told = await post(`callbacks/${loopId}/loop-result`, result, cookie(GUIDE));
    expect(told).toMatchObject({ status: 200, body: { row: null, phone: null, reply: null } });
    const whole = (await get(`loops/${loopId}`, cookie(BOSS))).body;
    expect(whole).toMatchObject({ state: "called_back", level: 1, second: 4, due: ["review"] });
    const called = whole.trail.find(({ what }: { what: string }) => what === "called-back");
    expect(called).toMatchObject({ by: { id: GUIDE }, detail: "satisfied", words: "这次办得很快" });
    const figures = (await get("callbacks/figures?days=1", cookie(BOSS))).body;
    expect(figures.after).toMatchObject({ owed: 1, reached: 1, satisfied: 1, secondRated: 1, waiting: 0 });
    const log = JSON.stringify(logged());
    for (const secret of [PHONE, REPLY, "这次办得很快", COMMENT]) expect(log).not.toContain(secret);
  });

  test("a wrong number is used for nothing any more; nobody to ring is said only where it is true", async () => {
    const loopId = await handled();
    const early = await post(`callbacks/${loopId}/loop-result`, { result: "no-contact" }, cookie(GUIDE));
    expect(early.body.code).toBe("CALLBACK_NOT_DUE");
    const wrong = await post(`callbacks/${loopId}/loop-result`, { result: "wrong-number" }, cookie(GUIDE));
    expect(wrong.status).toBe(200);
    expect(given.vault.refs("ticket")).toEqual([]);
    expect((await step(loopId, "contact", BOSS)).body.code).toBe("CONTACT_UNKNOWN");
  });

  test("who asked to be left in peace is not rung", async () => {
    const loopId = await handled();
    given.vault.optOut(PHONE);
    expect((await get("callbacks", cookie(GUIDE))).body.rows).toMatchObject([{ id: loopId, masked: null }]);
    expect((await post(`callbacks/${loopId}/claim`, {}, cookie(GUIDE))).body.phone).toBeNull();
    const told = await post(`callbacks/${loopId}/loop-result`, { result: "no-contact" }, cookie(GUIDE));
    expect(told.status).toBe(200);
    expect((await get("callbacks/figures?days=1", cookie(BOSS))).body.after).toMatchObject({ notReached: 1 });
  });
});

test("the window reads neither level nor words before the day is over, on no route that is for it", async () => {
  const { loopId, ticketId, caseId } = await rated();
  const isRead = ({ method }: RouteOptions) => method === "GET" || (Array.isArray(method) && method.includes("GET"));
  const open = routes.filter((route) => {
    return isRead(route) && ["window", "staff", "public"].some((right) => route.config?.may?.includes(right as never));
  });
  expect(open.length).toBeGreaterThan(10);
  const told: string[] = [];
  for (const { url } of open) {
    if (/ratings\/options|openapi|docs/.test(url)) continue;
    for (const id of ["1", caseId, ticketId, loopId]) {
      const address = url.replace(/:[A-Za-z]+/g, id).replace("*", "");
      const { body } = await get(address, cookie(CLERK));
      const text = typeof body === "string" ? body : JSON.stringify(body);
      if (/"level":|"rating":\{/.test(text) || text.includes(COMMENT)) told.push(`${address}: ${text.slice(0, 200)}`);
    }
  }
  expect(told).toEqual([]);
});
