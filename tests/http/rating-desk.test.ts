// Today's ratings, signs to look at, imports, words apart from the log; and the level that the rated window never sees.
import { readFileSync } from "node:fs";
import type { RouteOptions } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { rightsOfStaff } from "../../controller/contract/roles.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import type { Principal } from "../../controller/http/access-port.ts";
import { ratingRows } from "../../controller/http/rating-import.ts";
import { startComments } from "../../controller/notes/comments.ts";
import { contextOf } from "../../controller/views/sources.ts";
import { padView, windowConsoleView } from "../../controller/views/windows.ts";
import { House, SETTINGS } from "./house.ts";

let house: House;
afterEach(() => house.close());

const RULES: HallSettings = { ...SETTINGS, rating: { reasonRequiredBelow: 3, stages: ["acceptance", "completion"] } };

/** Somebody is served at window 1; the answer is the case. */
async function served(): Promise<string> {
  await house.post("windows/1/open", { staffId: "s01" });
  const ticket = await house.ticket();
  house.clock.advance(11_000);
  await house.post("windows/1/call-next");
  await house.post("windows/1/arrived");
  house.clock.advance(60_000);
  await house.post("windows/1/finish");
  const { body } = await house.get("cases");
  return body.find((one: { ticketId: string }) => one.ticketId === ticket.id).id;
}

describe("today's ratings", () => {
  test("three figures side by side, each with n and range, and every record as it came", async () => {
    house = await House.open(RULES);
    const first = await served();
    await house.post("windows/1/rating", { level: 2 });
    await served();
    await house.post("ratings", { caseId: first, level: 4, channel: "mobile", stage: 1 });
    const { body } = await house.get("ratings/today");
    expect(body.figures).toMatchObject({
      finished: 2,
      asked: { n: 2, of: 2, share: 1 },
      active: { n: 1, of: 2, share: 0.5 },
      withDefaults: { n: 1, of: 2 },
      bad: 1,
    });
    expect(body.figures.active.range).toHaveLength(2);
    expect(body.acceptance).toMatchObject({ n: 1, good: { share: 1 } });
    expect(body.windows).toMatchObject([{ windowId: "1", finished: 2, tooFew: true }]);
    expect(body.ratings.map(({ level, stage, flags }: never) => ({ level, stage, flags }))).toEqual([
      { level: 4, stage: 1, flags: [] },
      { level: 2, stage: 2, flags: ["reason-missing"] },
    ]);
  });

  test("the lists that are asked with, for pads", async () => {
    house = await House.open();
    const { body } = await house.get("ratings/options");
    expect(body).toMatchObject({ version: "phone-1", correctionMs: 5000 });
    expect(body.onsite.dimensions.map(({ code }: { code: string }) => code)).toEqual([
      ...["overall", "efficiency", "level", "attitude"],
    ]);
  });

  test("a reason that the named list does not have is a 400; without a list it loses no mark", async () => {
    house = await House.open();
    const caseId = await served();
    const made = { caseId, level: 1, channel: "qr", reasons: ["made-up"] };
    const answer = await house.post("ratings", { ...made, optionsVersion: "phone-1" });
    expect(answer).toMatchObject({ status: 400, body: { code: "REASON_UNKNOWN" } });
    expect(await house.post("ratings", made)).toMatchObject({ status: 201, body: { level: 1, reasons: ["made-up"] } });
  });
});

describe("signs to look at", () => {
  test("are listed, marked as looked at by name, and stay", async () => {
    house = await House.open();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.ticket();
    await house.post("windows/1/call-next");
    await house.post("windows/1/arrived");
    await house.post("windows/1/rating", { level: 5 });
    const [sign] = (await house.get("ratings/signals")).body;
    expect(sign).toMatchObject({ kind: "press-before-end", windowId: "1", checked: null });
    const check = { signalId: sign.id, verdict: "followed-up" };
    const { status, body } = await house.post("ratings/signals/check", check);
    expect([status, body.checked.verdict]).toEqual([200, "followed-up"]);
    expect((await house.get("ratings/signals")).body).toMatchObject([
      { id: sign.id, checked: { verdict: "followed-up" } },
    ]);
    const unknown = await house.post("ratings/signals/check", { signalId: "series:9:x", verdict: "ordinary" });
    expect(unknown).toMatchObject({ status: 404, body: { code: "SIGNAL_UNKNOWN" } });
  });
});

describe("imports", () => {
  test("row by row, once by the other system's id, never active", async () => {
    house = await House.open();
    const caseId = await served();
    const row = { id: "p-1", caseId, level: 3, channel: "web_pc", at: "2026-01-05T09:30:00+08:00" };
    const rows = [row, { ...row, id: "p-2" }, { ...row, id: "p-3", caseId: "c_none" }, { ...row, id: "p-4", at: "?" }];
    const { body } = await house.post("ratings/import", { source: "province", rows });
    expect(body).toMatchObject({ source: "province", stored: 1, known: 0 });
    expect(body.rows.map(({ refusal }: { refusal: string | null }) => refusal)).toEqual([
      ...[null, "CASE_ALREADY_RATED", "CASE_UNKNOWN", "BODY_INVALID"],
    ]);
    expect((await house.post("ratings/import", { source: "province", rows: [row] })).body).toMatchObject({ known: 1 });
    const { figures } = (await house.get("ratings/today")).body;
    expect(figures).toMatchObject({ imported: 1, active: { n: 0 }, withDefaults: { n: 1 } });
  });

  test("a CSV file names its columns and, in the address, its system", async () => {
    house = await House.open();
    const caseId = await served();
    const row = `9,${caseId},1,paper,slow;wait,2026-01-05T09:30:00+08:00`;
    const text = `\uFEFFid,case,level,channel,reasons,at\r\n${row}\r\n`;
    const inject = (url: string, payload: string) =>
      house.app.inject({ method: "POST", url, payload, headers: { "content-type": "text/csv" } });
    const { statusCode } = await inject("/api/v1/ratings/import", text);
    expect(statusCode).toBe(400);
    const stored = await inject("/api/v1/ratings/import?source=book", text);
    expect(stored.json()).toMatchObject({ source: "book", stored: 1 });
    expect((await inject("/api/v1/ratings/import?source=book", "case;level\n1;2")).statusCode).toBe(400);
    expect(ratingRows("id,case,level\n1,c,5")).toBeNull();
  });
});

describe("words beside a rating", () => {
  test("are in the vault, and nowhere in the log or its file", async () => {
    const sealed = new Map<string, unknown>();
    const vault = {
      seal: (ref: string, value: unknown) => void sealed.set(ref, value),
      unseal: (ref: string) => sealed.get(ref),
      forget: (ref: string) => sealed.delete(ref),
    };
    const folder = (await House.open()).folder;
    const comments = startComments({ dataDir: folder, vault, clock: { nowMs: () => 0 }, keepDays: 7 });
    house = await House.open(SETTINGS, undefined, { comments });
    const caseId = await served();
    const words = "王某某女士说得很清楚";
    const given = { caseId, level: 4, channel: "mobile", comment: words };
    expect((await house.post("ratings", given)).status).toBe(201);
    expect((await house.get(`cases/${caseId}`)).body.rating).toMatchObject({ level: 4, comment: words });
    const log = JSON.stringify(house.store.eventsAfter(0, 10_000));
    expect(log).toContain("commentDigest");
    expect(log).not.toContain(words);
    expect(readFileSync(house.store.path).includes(Buffer.from(words))).toBe(false);
    // Purged: the chain is untouched, the reference stays, the words are gone.
    sealed.clear();
    expect((await house.get(`cases/${caseId}`)).body.rating.comment).toBeNull();
  });
});

describe("the rated window", () => {
  test("reads no level of a rating anywhere, on no route and in no view that is for it", async () => {
    const routes: RouteOptions[] = [];
    house = await House.open(undefined, undefined, {}, { listen: (route) => void routes.push(route) });
    const caseId = await served();
    const { body } = await house.post("windows/1/rating", { level: 1, reasons: ["attitude"] });
    expect(body.level).toBe(1);
    const ticketId = (await house.get(`cases/${caseId}`)).body.ticketId;
    const state = contextOf(house.sources, await house.hall.read((seen) => seen));
    for (const view of [windowConsoleView(state, "1"), padView(state, "1")]) {
      expect(view).not.toBeNull();
      expect(JSON.stringify(view)).not.toMatch(/"(level|reasons)":|attitude|不满意/);
    }
    // That it was rated is no secret (P10).
    expect(windowConsoleView(state, "1")?.rating).not.toBeUndefined();
    const clerk: Principal = { kind: "staff", id: "s01", rights: rightsOfStaff(["window"]) };
    house.access.port.principalsOf = () => [clerk];
    const open = routes.filter(({ method, config }) => {
      const isRead = method === "GET" || (Array.isArray(method) && method.includes("GET"));
      return isRead && (config?.may ?? []).some((right) => clerk.rights.has(right));
    });
    expect(open.length).toBeGreaterThan(10);
    const told: string[] = [];
    for (const { url } of open) {
      for (const id of ["1", caseId, ticketId, "s01", "social"]) {
        const address = url.replace(/:[A-Za-z]+/g, id).replace("*", "");
        const answer = await house.app.inject({ method: "GET", url: address });
        // The option lists name levels; they are of no case.
        if (/ratings\/options|openapi|docs/.test(url)) continue;
        if (/"level":|"rating":\{|attitude/.test(answer.body)) told.push(`${address}: ${answer.body.slice(0, 200)}`);
      }
    }
    expect(told).toEqual([]);
    for (const secret of ["ratings/today", "ratings/signals", "cases", `cases/${caseId}`, "events?after=0"]) {
      expect((await house.get(secret)).status).toBe(403);
    }
  });
});
