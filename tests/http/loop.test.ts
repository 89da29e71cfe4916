// Bad ratings and complaints over HTTP: no words or numbers in the log, a person for each step, a reply for the rater.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SqliteVault } from "../../controller/messages/sqlite-vault.ts";
import { LoopHouse } from "./given-loop-house.ts";
import type { House } from "./house.ts";
import { Phone, pathOf, textOf } from "./phone-forms.ts";

const WORDS = "窗口人员态度生硬";
const PHONE = "13800001111";
let house: House;
let vault: SqliteVault;
let given: LoopHouse;

beforeEach(async () => {
  given = await LoopHouse.open();
  ({ house, vault } = given);
});

afterEach(() => given.close());

/** Served at window 1 by s01 and rated from the phone. */
async function rated(level: number) {
  const ticket = await house.ticket();
  await house.post("windows/1/open", { staffId: "s01" });
  await house.post("windows/1/call-next");
  await house.post("windows/1/finish");
  const [found] = (await house.get("cases")).body as { id: string }[];
  const answer = await house.post("ratings", { caseId: found?.id, level, channel: "qr" });
  expect(answer.status).toBe(201);
  const [loop] = (await house.get("loops")).body.loops;
  return { ticket, caseId: found?.id ?? "", loop };
}

const step = (id: string, name: string, by: string, body: object = {}) =>
  house.post(`loops/${id}/${name}`, { ...body, by });

/** What the log's own file holds, whole. */
const logFile = () => Buffer.concat([".", "-wal"].map((end) => read(end === "." ? "" : end))).toString("latin1");
const read = (end: string) => readFileSync(`${house.store.path}${end}`);
const inLog = (text: string) => logFile().includes(Buffer.from(text).toString("latin1"));

describe("a bad rating", () => {
  test("goes from the touch to the review; the rater reads the reply by the token alone", async () => {
    const { ticket, loop } = await rated(1);
    expect(loop).toMatchObject({ source: "rating", level: 1, state: "received", clerk: { id: "s01" }, handler: null });
    expect(await step(loop.id, "verify", "s02")).toMatchObject({ status: 409, body: { code: "LOOP_NOT_YOURS" } });
    expect((await step(loop.id, "assign", "s03", { handlerId: "s02" })).status).toBe(200);
    expect((await step(loop.id, "verify", "s02", { statement: "已看监控" })).status).toBe(200);
    expect((await step(loop.id, "decide", "s02", { way: "fix_now", statement: "重新受理" })).body.state).toBe(
      "fix_now",
    );
    expect((await step(loop.id, "fix", "s02")).body.due).toEqual(["reply"]);
    const phone = new Phone(house);
    const before = textOf((await phone.get(pathOf(ticket))).text);
    expect(before).toContain("已整改");
    expect(before).toContain("您现在满意吗");
    expect((await step(loop.id, "reply", "s02", { statement: "已为您重新受理，抱歉" })).status).toBe(200);
    expect(textOf((await phone.get(pathOf(ticket))).text)).toContain("已为您重新受理，抱歉");
    await phone.post(`${pathOf(ticket)}/second`, "once=abcdefgh12&level=4");
    expect((await step(loop.id, "call-back", "s02", { result: "satisfied" })).body.due).toEqual(["review"]);
    expect(await step(loop.id, "review", "s02")).toMatchObject({ status: 409, body: { code: "LOOP_OTHER_PERSON" } });
    expect((await step(loop.id, "review", "s03", { statement: "属实" })).body.state).toBe("reviewed");
    const whole = (await house.get(`loops/${loop.id}?by=s03`)).body;
    expect(whole).toMatchObject({ second: 4, level: 1, closedAt: expect.any(String) });
    expect(whole.trail.map((entry: { words: string | null }) => entry.words)).toContain("属实");
    const { body } = await house.get("public-loops");
    expect(body).toMatchObject({ received: 1, closed: 1, rows: [{ result: "fixed", inTime: true }] });
    expect(JSON.stringify(body)).not.toMatch(/A001|s01|王某|抱歉/);
  });

  test("a good one opens nothing, and the rated clerk sees nothing of a bad one", async () => {
    const { loop, caseId } = await rated(2);
    expect((await house.get("loops?by=s01")).body.loops).toEqual([]);
    expect((await house.get(`loops/${loop.id}?by=s01`)).body.code).toBe("LOOP_OWN_CASE");
    expect((await house.get("loops/none")).body.code).toBe("LOOP_UNKNOWN");
    expect((await step(loop.id, "note", "s01", { statement: "x" })).body.code).toBe("LOOP_OWN_CASE");
    expect(vault.refs("loop-text")).toEqual([]);
    expect(caseId).not.toBe("");
  });

  test("every step has a person by name, in its turn, with a day where one is promised", async () => {
    const { loop } = await rated(2);
    expect((await house.post(`loops/${loop.id}/verify`, {})).body.code).toBe("LOOP_PERSON_NEEDED");
    expect((await step(loop.id, "verify", "nobody")).body.code).toBe("LOOP_PERSON_NEEDED");
    expect((await step(loop.id, "reply", "s02", { statement: "x" })).body.code).toBe("LOOP_STEP_NOT_DUE");
    await step(loop.id, "assign", "s03", { handlerId: "s02" });
    await step(loop.id, "verify", "s02");
    const past = { way: "fix_by_date", byDate: "2020-01-01", statement: "x" };
    expect((await step(loop.id, "decide", "s02", past)).body.code).toBe("LOOP_DATE_INVALID");
    expect((await step(loop.id, "decide", "s02", { way: "explained" })).body.code).toBe("BODY_INVALID");
  });

  test("the set-aside of an upheld appeal shows in the adjusted figure, the raw one stays", async () => {
    const { loop } = await rated(1);
    await step(loop.id, "assign", "s03", { handlerId: "s02" });
    await step(loop.id, "verify", "s02");
    await step(loop.id, "decide", "s02", { way: "appealed", statement: "评错窗口" });
    const own = await step(loop.id, "appeal", "s02", { upheld: true, reason: "mistaken", statement: "x" });
    expect(own.body.code).toBe("LOOP_OTHER_PERSON");
    await step(loop.id, "appeal", "s03", { upheld: true, reason: "mistaken", statement: "情况属实" });
    const { body } = await house.get("loops/ledger");
    expect(body.figures).toMatchObject({ bad: 1, setAside: 1, raw: { n: 0, of: 1 }, adjusted: { n: 0, of: 0 } });
    expect(body.rows[0].setAside).toBe("mistaken");
    const csv = await house.get("loops/ledger?format=csv");
    expect(csv.body).toContain("领导批示");
    expect(csv.body).toContain("1 非常不满意");
    expect((await house.get("loops/ledger?from=2030-01-01&to=2029-01-01")).body.code).toBe("SPAN_INVALID");
  });
});

describe("a complaint", () => {
  test("is kept out of the log, words and number, also as an answer or a fingerprint", async () => {
    const body = { statement: WORDS, windowId: "2", phone: PHONE, consent: true };
    const made = await house.post("complaints", body, { "idempotency-key": "one" });
    expect(made).toMatchObject({ status: 201, body: { state: "received" } });
    expect((await house.post("complaints", body, { "idempotency-key": "one" })).body.id).toBe(made.body.id);
    const other = { ...body, statement: "另一件事" };
    const reused = await house.post("complaints", other, { "idempotency-key": "one" });
    expect(reused.body.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(vault.refs("loop-text")).toHaveLength(1);
    const whole = (await house.get(`loops/${made.body.id}?by=s03`)).body;
    expect(whole).toMatchObject({ source: "complaint", level: null, hasContact: true, windowId: "2" });
    expect(whole.trail[1].words).toBe(WORDS);
    const contact = await step(made.body.id, "contact", "s03");
    expect(contact.body.phone).toContain(PHONE);
    expect(inLog(WORDS)).toBe(false);
    expect(inLog(PHONE)).toBe(false);
    expect(inLog("contact.revealed")).toBe(true);
    const looks = house.store.eventsAfter(0, 100).filter(({ type }) => type === "contact.revealed");
    expect(looks).toMatchObject([{ actor: "staff:s03", data: { by: "s03" } }]);
  });

  test("is refused about what is not there, or with what is no number", async () => {
    const said = (more: object) => house.post("complaints", { statement: WORDS, ...more });
    expect((await said({ caseId: "none" })).body.code).toBe("CASE_UNKNOWN");
    expect((await said({ ticketId: "none" })).body.code).toBe("TICKET_UNKNOWN");
    expect((await said({ windowId: "none" })).body.code).toBe("WINDOW_UNKNOWN");
    expect((await said({ serviceId: "none" })).body.code).toBe("SERVICE_UNKNOWN");
    expect((await said({ phone: "+00000000", consent: true })).body.code).toBe("PHONE_INVALID");
    const { body } = await said({});
    expect((await step(body.id, "contact", "s03")).body.code).toBe("CONTACT_UNKNOWN");
    expect((await step("none", "contact", "s03")).body.code).toBe("LOOP_UNKNOWN");
  });

  test("comes from the phone page of a served ticket, and a second word joins it", async () => {
    const { ticket } = await rated(5);
    const phone = new Phone(house);
    expect(textOf((await phone.get(pathOf(ticket))).text)).toContain("我要投诉或提意见");
    const form = (once: string) => `once=${once}&statement=${encodeURIComponent(WORDS)}&phone=${PHONE}`;
    await phone.post(`${pathOf(ticket)}/complain`, form("aaaabbbb11"));
    await phone.post(`${pathOf(ticket)}/complain`, form("aaaabbbb11"));
    await phone.post(`${pathOf(ticket)}/complain`, form("aaaabbbb22"));
    const { loops } = (await house.get("loops")).body;
    expect(loops).toHaveLength(1);
    const whole = (await house.get(`loops/${loops[0].id}`)).body;
    expect(whole.trail.filter(({ what }: { what: string }) => what === "noted")).toHaveLength(2);
    expect(textOf((await phone.get(pathOf(ticket))).text)).toContain("已收到");
    expect(inLog(PHONE)).toBe(false);
  });
});

test("the ledger is the same when it is made anew from the log", async () => {
  const { loop } = await rated(1);
  await step(loop.id, "assign", "s03", { handlerId: "s02" });
  await step(loop.id, "verify", "s02", { statement: "x" });
  const before = house.store.loops.between(0, Number.MAX_SAFE_INTEGER);
  house.store.rebuildProjections();
  expect(house.store.loops.between(0, Number.MAX_SAFE_INTEGER)).toEqual(before);
  const state = await house.hall.read((now) => [...now.loops.values()]);
  expect(before).toEqual(state);
});
