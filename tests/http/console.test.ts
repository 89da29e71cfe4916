// The console over HTTP: fifty windows at once, one effect per request, walk-ins, cases, notes, help, and who may not.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { CaseNotes } from "../../controller/notes/case-notes.ts";
import { House, SETTINGS } from "./house.ts";

const folders: string[] = [];
const houses: House[] = [];

afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function opened(settings = SETTINGS, more: Parameters<typeof House.open>[2] = {}): Promise<House> {
  const house = await House.open(settings, undefined, more);
  houses.push(house);
  return house;
}

async function serving(house: House): Promise<void> {
  await house.post("windows/1/open", {});
  await house.ticket();
  await house.post("windows/1/call-next");
  await house.post("windows/1/arrived");
}

function notesIn(): { readonly notes: CaseNotes; readonly file: string } {
  const dataDir = mkdtempSync(join(tmpdir(), "hallkeeper-notes-"));
  folders.push(dataDir);
  const clock = { nowMs: () => Date.parse("2031-03-04T09:00:00+08:00") };
  const notes = new CaseNotes({ dataDir, clock, keepDays: 7, warn: () => undefined });
  return { notes, file: join(dataDir, "notes.sqlite") };
}

test("fifty windows call at once: fifty tickets, none twice; a repeated request has one effect", async () => {
  const windows = Array.from({ length: 50 }, (_, index) => ({
    id: String(index + 1),
    name: { en: `Window ${index + 1}` },
    services: ["social"],
  }));
  const house = await opened({ ...SETTINGS, windows });
  for (const { id } of windows) await house.post(`windows/${id}/open`, {});
  for (let count = 0; count < 60; count++) await house.ticket();
  const call = (id: string) => house.post(`windows/${id}/call-next`, undefined, { "idempotency-key": `next-${id}` });
  const all = windows.flatMap(({ id }) => [call(id), call(id), call(id)]);
  const numbers = (await Promise.all(all)).map(({ body }) => body.ticket.number as string);
  expect(new Set(numbers).size).toBe(50);
  const state = await house.hall.read(({ tickets }) =>
    [...tickets.values()].map(({ state: now, calls }) => [now, calls]),
  );
  expect(state.filter(([now]) => now === "called")).toHaveLength(50);
  expect(state.filter(([now]) => now === "waiting")).toHaveLength(10);
  expect(state.every(([now, calls]) => (now === "called" ? calls === 1 : calls === 0))).toBe(true);
});

test("a walk-in is served at once, and its repeat is the same one", async () => {
  const house = await opened();
  await house.post("windows/1/open", {});
  const key = { "idempotency-key": "walk-1" };
  const [first, again] = await Promise.all([
    house.post("windows/1/walk-in", { serviceId: "social" }, key),
    house.post("windows/1/walk-in", { serviceId: "social" }, key),
  ]);
  expect(first.body.ticket).toMatchObject({ state: "serving", windowId: "1", calls: 0, print: { state: "none" } });
  expect(again.body).toEqual(first.body);
});

test("several cases: outcomes on the way, a note that no event tells, a list of what is done", async () => {
  const { notes, file } = notesIn();
  const house = await opened(SETTINGS, { notes });
  await serving(house);
  const secret = "缺张某的户口本复印件";
  const next = await house.post("windows/1/next-case", {
    ...{ serviceId: "social", outcome: "papers-missing", quantity: 2, notes: secret },
  });
  expect(next.status).toBe(200);
  const view = await house.hall.read((state) => [...state.cases.values()]);
  const [first] = view;
  expect(first).toMatchObject({ outcome: "papers-missing", quantity: 2, hasNote: true });
  expect((await house.get(`cases/${first?.id}/note`)).body).toEqual({ text: secret });
  const log = JSON.stringify((await house.get("events?limit=200")).body);
  expect(log).not.toContain(secret);
  expect(log).toContain("case.note-set");
  expect(readFileSync(file).includes(Buffer.from(secret, "utf8"))).toBe(false);
  expect((await house.post("windows/1/note", { caseId: first?.id, text: "" })).body).toEqual({ text: null });
  expect((await house.post("windows/2/note", { caseId: first?.id, text: "x" })).body.code).toBe("CASE_UNKNOWN");
  expect((await house.post("windows/1/outcome", { outcome: "eaten" })).body.code).toBe("OUTCOME_UNKNOWN");
  expect((await house.post("windows/1/flag-time", { flagged: true })).status).toBe(200);
  expect((await house.post("windows/1/finish", { invite: false, outcome: "done" })).status).toBe(200);
  notes.close();
});

test("a repeated finish puts no note on a later case", async () => {
  const { notes } = notesIn();
  const house = await opened(SETTINGS, { notes });
  await serving(house);
  const key = { "idempotency-key": "finish-1" };
  await house.post("windows/1/finish", { notes: "first" }, key);
  await house.post("windows/1/walk-in", { serviceId: "social" });
  await house.post("windows/1/finish", {});
  await house.post("windows/1/finish", { notes: "first" }, key);
  const noted = await house.hall.read((state) => [...state.cases.values()].map(({ hasNote }) => hasNote ?? false));
  expect(noted).toEqual([true, false]);
  notes.close();
});

test("a pause from the list, a planned closing, and a refusal for people sent there", async () => {
  const house = await opened();
  await serving(house);
  await house.post("windows/2/open", {});
  expect((await house.post("windows/2/pause", { reasonId: "gone" })).body.code).toBe("PAUSE_REASON_UNKNOWN");
  const paused = await house.post("windows/2/pause", { reasonId: "lunch", backInMinutes: 30 });
  expect(paused.body).toMatchObject({ pauseReason: "午间休息", pauseWords: { en: "Lunch break" } });
  expect(paused.body.backAt).toMatch(/^2031|T/);
  await house.post("windows/2/resume");
  await house.ticket();
  expect((await house.post("windows/2/close", { whenEmpty: true })).body).toMatchObject({
    state: "open",
    closing: true,
  });
  expect((await house.post("windows/1/transfer", { windowId: "2" })).body.code).toBe("WINDOW_CLOSING");
  expect((await house.post("windows/2/stay-open")).body.closing).toBeUndefined();
  expect((await house.post("windows/1/transfer", { windowId: "2" })).status).toBe(200);
});

test("help is wanted without a sound: every desk hears of it, no board does", async () => {
  const house = await opened();
  await house.post("windows/1/open", {});
  expect((await house.post("windows/1/emergency/end")).body.code).toBe("NO_EMERGENCY");
  const raised = await house.post("windows/1/emergency", { kind: "guard" });
  expect(raised.body.emergencies).toMatchObject([{ windowId: "1", kind: "guard", coming: [] }]);
  const coming = await house.post("windows/1/emergency/coming", { windowId: "2" });
  expect(coming.body.emergencies[0].coming).toMatchObject([{ windowId: "2" }]);
  expect(JSON.stringify((await house.get("board")).body)).not.toContain("emergenc");
  expect((await house.post("windows/1/emergency/end")).body.emergencies).toEqual([]);
});

test("a number in digits alone is found among the window's own, and an undo names what it takes back", async () => {
  const house = await opened();
  await house.post("windows/1/open", {});
  const { number } = await house.ticket();
  const digits = String(Number(String(number).replace(/\D/g, "")));
  expect((await house.post("windows/1/call", { number: digits })).body.ticket.number).toBe(number);
  expect((await house.post("windows/1/undo", { seq: 999_999 })).body.code).toBe("UNDO_TOO_LATE");
  expect((await house.post("windows/1/undo", {})).status).toBe(200);
});
