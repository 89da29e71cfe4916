// Tickets, windows and visits over HTTP: every call of the contract with its answer and its refusals.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { REFUSALS } from "../../controller/contract/refusals.ts";
import { House } from "./house.ts";

let house: House;
const open = async () => {
  house = await House.open();
};
const close = async () => {
  expect(house.errors).toEqual([]);
  await house.close();
};

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/;

function problem(status: number, code: keyof typeof REFUSALS) {
  return { status, type: "application/problem+json; charset=utf-8", body: expect.objectContaining({ status, code }) };
}

describe("tickets", () => {
  beforeEach(open);
  afterEach(close);

  test("are issued with number, place, page and paper", async () => {
    const first = await house.post("tickets", { serviceId: "social", kioskId: "kiosk-1", language: "en" });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: expect.any(String),
      number: "A001",
      serviceId: "social",
      priority: null,
      state: "waiting",
      windowId: null,
      issuedAt: expect.stringMatching(ISO),
      calledAt: null,
      calls: 0,
      startedAt: null,
      finishedAt: null,
      ahead: 0,
      estimate: null,
      print: { state: "pending" },
      url: expect.stringMatching(/^http:\/\/hall\.example:8080\/t\/[A-Za-z0-9_-]{22,}$/),
    });
    const second = await house.ticket("social", { priority: null, kioskId: null, language: null });
    expect(second).toMatchObject({ number: "A002", ahead: 1, print: { state: "none" } });
    const old = await house.ticket("social", { priority: "elderly" });
    expect(old).toMatchObject({ number: "A003", priority: "elderly", ahead: 0 });
  });

  test("are found by id, by token, by state and by number", async () => {
    const a = await house.ticket();
    const b = await house.ticket("house");
    expect((await house.get(`tickets/${a.id}`)).body).toEqual(a);
    expect((await house.get(`tickets/${a.url.split("/t/")[1]}`)).body).toEqual(a);
    expect((await house.get("tickets")).body).toEqual([a, b]);
    expect((await house.get("tickets?state=waiting")).body).toHaveLength(2);
    expect((await house.get("tickets?state=finished")).body).toEqual([]);
    expect((await house.get("tickets?serviceId=house")).body).toEqual([b]);
    expect((await house.get("tickets?number=A001")).body).toEqual([a]);
    expect((await house.get("tickets?number=A001&state=called")).body).toEqual([]);
    expect(await house.get("tickets/A001")).toEqual(problem(404, "TICKET_UNKNOWN"));
    expect(await house.get("tickets?state=lost")).toEqual(problem(400, "BODY_INVALID"));
    expect(await house.get("tickets?colour=red")).toEqual(problem(400, "BODY_INVALID"));
  });

  test("can be left, voided and reprinted, each once where it makes sense", async () => {
    const a = await house.ticket();
    expect((await house.post(`tickets/${a.id}/leave`)).body).toMatchObject({ id: a.id, state: "left", ahead: null });
    expect(await house.post(`tickets/${a.id}/leave`)).toEqual(problem(409, "TICKET_ENDED"));
    const b = await house.ticket();
    expect(await house.post(`tickets/${b.id}/void`)).toEqual(problem(400, "BODY_INVALID"));
    expect((await house.post(`tickets/${b.id}/void`, { reason: "重复" })).body).toMatchObject({ state: "void" });
    const c = await house.ticket();
    expect(await house.post(`tickets/${c.id}/reprint`)).toEqual(problem(409, "KIOSK_HAS_NO_PRINTER"));
    expect(await house.post("tickets/nobody/reprint")).toEqual(problem(404, "TICKET_UNKNOWN"));
    expect(await house.post(`tickets/${c.id}/return`)).toEqual(problem(409, "TICKET_NOT_MISSED"));
  });

  test("are refused for what the hall does not have", async () => {
    expect(await house.post("tickets", { serviceId: "nothing" })).toEqual(problem(404, "SERVICE_UNKNOWN"));
    expect(await house.post("tickets", { serviceId: "social", priority: "king" })).toEqual(
      problem(400, "PRIORITY_UNKNOWN"),
    );
    expect(await house.post("tickets", { serviceId: "social", kioskId: "x" })).toEqual(problem(404, "KIOSK_UNKNOWN"));
    await house.ticket("house");
    await house.ticket("house");
    expect(await house.post("tickets", { serviceId: "house" })).toEqual(problem(409, "SERVICE_QUOTA_REACHED"));
  });

  test("show the citizen's page", async () => {
    const a = await house.ticket();
    const page = await house.get(`tickets/${a.url.split("/t/")[1]}/page`);
    expect(page.body).toMatchObject({
      ticket: a,
      serviceName: { "zh-CN": "社会保险" },
      windowName: null,
      priorityAhead: 0,
      mayRate: false,
      caseId: null,
      rated: false,
      missedRule: { "zh-CN": expect.stringContaining("过号"), en: expect.stringContaining("missed") },
    });
    await house.ticket("social", { priority: "elderly" });
    expect((await house.get(`tickets/${a.id}/page`)).body).toMatchObject({ priorityAhead: 1, ticket: { ahead: 1 } });
  });
});

describe("windows", () => {
  beforeAll(open);
  afterAll(close);

  test("open, pause, resume and close", async () => {
    const open = await house.post("windows/1/open", { staffId: "s01" });
    expect(open.status).toBe(200);
    expect(open.body).toEqual({
      id: "1",
      name: { "zh-CN": "1号窗口", en: "Window 1" },
      state: "open",
      activity: "idle",
      number: null,
      staffId: "s01",
      staffName: "王某",
      staffNumber: "1001",
      pauseReason: null,
      services: ["social"],
    });
    expect(await house.post("windows/1/open", {})).toEqual(problem(409, "WINDOW_NOT_CLOSED"));
    expect((await house.post("windows/1/pause", { reason: "午休" })).body).toMatchObject({
      state: "paused",
      activity: "paused",
      pauseReason: "午休",
    });
    expect(await house.post("windows/1/pause")).toEqual(problem(409, "WINDOW_PAUSED"));
    expect((await house.post("windows/1/resume")).body).toMatchObject({ state: "open" });
    expect(await house.post("windows/1/resume")).toEqual(problem(409, "WINDOW_NOT_PAUSED"));
    expect((await house.post("windows/1/close")).body).toMatchObject({ state: "closed", staffId: null });
    expect(await house.post("windows/1/close")).toEqual(problem(409, "WINDOW_CLOSED"));
    expect(await house.post("windows/9/open", {})).toEqual(problem(404, "WINDOW_UNKNOWN"));
    expect(await house.post("windows/1/open", { staffId: "s99" })).toEqual(problem(404, "STAFF_UNKNOWN"));
    await house.post("windows/1/open", { staffId: "s01" });
    expect(await house.post("windows/2/open", { staffId: "s01" })).toEqual(problem(409, "STAFF_AT_OTHER_WINDOW"));
  });

  test("are listed and looked up", async () => {
    const all = await house.get("windows");
    expect(all.body.map((window: { id: string }) => window.id)).toEqual(["1", "2", "3"]);
    expect((await house.get("windows/2")).body).toEqual(all.body[1]);
    expect(await house.get("windows/9")).toEqual(problem(404, "WINDOW_UNKNOWN"));
  });

  test("take an empty body as no body, whatever the content type says", async () => {
    const response = await house.app.inject({
      method: "POST",
      url: "/api/v1/windows/3/open",
      headers: { "content-type": "application/json" },
      payload: "",
    });
    expect(response.statusCode).toBe(200);
    expect((await house.post("windows/3/close", {})).status).toBe(200);
    expect((await house.post("windows/3/open")).status).toBe(200);
    expect((await house.post("windows/3/close", null)).status).toBe(200);
  });
});

describe("a visit", () => {
  beforeEach(open);
  afterEach(close);

  test("goes from call to rating, and the case is rated once", async () => {
    const a = await house.ticket();
    expect(await house.post("windows/1/call-next")).toEqual(problem(409, "WINDOW_CLOSED"));
    await house.post("windows/1/open", { staffId: "s01" });
    const called = await house.post("windows/1/call-next");
    expect(called.status).toBe(200);
    expect(called.body).toMatchObject({
      ticket: { id: a.id, state: "called", windowId: "1", calls: 1 },
      why: expect.any(String),
    });
    expect(await house.post("windows/1/recall")).toEqual(problem(409, "RECALL_TOO_SOON"));
    house.clock.advance(11_000);
    expect((await house.post("windows/1/recall")).body).toMatchObject({ ticket: { calls: 2 } });
    expect((await house.post("windows/1/arrived")).body).toMatchObject({ ticket: { state: "serving" } });
    const finished = await house.post("windows/1/finish");
    expect(finished.body).toMatchObject({ ticket: { state: "finished", finishedAt: expect.stringMatching(ISO) } });
    const rated = await house.post("windows/1/rating", { level: 5, reasons: ["attitude"], comment: "谢谢" });
    expect(rated.status).toBe(201);
    expect(rated.body).toEqual({
      id: expect.any(String),
      caseId: expect.any(String),
      level: 5,
      channel: "window_pad",
      origin: "active",
      reasons: ["attitude"],
      // Words are kept apart from the log, or not at all.
      comment: null,
      at: expect.stringMatching(ISO),
      optionsVersion: "phone-1",
    });
    expect(await house.post("windows/1/rating", { level: 5 })).toEqual(problem(409, "NO_OPEN_INVITATION"));
    const { caseId } = rated.body;
    expect(await house.post("ratings", { caseId, level: 1, channel: "qr" })).toEqual(
      problem(409, "CASE_ALREADY_RATED"),
    );
    const cases = await house.get("cases");
    expect(cases.body).toEqual([
      {
        id: caseId,
        ticketId: a.id,
        number: "A001",
        serviceId: "social",
        windowId: "1",
        staffId: "s01",
        status: "finished",
        openedAt: expect.stringMatching(ISO),
        finishedAt: expect.stringMatching(ISO),
        late: false,
        rating: rated.body,
        notRated: null,
      },
    ]);
    expect((await house.get(`cases/${caseId}`)).body).toMatchObject(cases.body[0]);
    expect(await house.get("cases/none")).toEqual(problem(404, "CASE_UNKNOWN"));
    const events = (await house.get("events?limit=1000")).body as { type: string; actor: string }[];
    expect(events.find((row) => row.type === "ticket.called")?.actor).toBe("staff:s01");
    expect(events.find((row) => row.type === "rating.recorded")?.actor).toBe("pad:1");
  });

  test("may be rated through every open channel, and the rule's own channel is refused", async () => {
    await house.post("windows/1/open", { staffId: "s01" });
    const channels = ["window_pad", "hall_terminal", "qr", "sms", "phone", "web_pc", "mobile", "paper"];
    for (const [at, channel] of channels.entries()) {
      await house.ticket();
      await house.post("windows/1/call-next");
      const invited = await house.post("windows/1/invite-rating");
      const level = (at % 5) + 1;
      const rated = await house.post("ratings", { caseId: invited.body.case.id, level, channel });
      expect(rated).toMatchObject({ status: 201, body: { level, channel } });
    }
    const caseId = (await house.get("cases?limit=1")).body[0].id;
    expect(await house.post("ratings", { caseId, level: 3, channel: "system_default" })).toEqual(
      problem(400, "BODY_INVALID"),
    );
    expect((await house.get(`cases?after=${caseId}`)).body).toHaveLength(channels.length - 1);
    expect((await house.get("cases?windowId=2")).body).toEqual([]);
    expect(await house.get("cases?date=2026-02-30")).toEqual(problem(400, "DAY_INVALID"));
    expect((await house.get("cases?date=2020-01-01")).body).toEqual([]);
  });

  test("answers 204 when nobody waits", async () => {
    await house.post("windows/1/open", { staffId: "s01" });
    const response = await house.app.inject({ method: "POST", url: "/api/v1/windows/1/call-next" });
    expect([response.statusCode, response.body]).toEqual([204, ""]);
  });

  test("is called by name, missed, returned, held, resumed, transferred and undone", async () => {
    const a = await house.ticket();
    const b = await house.ticket();
    await house.post("windows/2/open", { staffId: "s02" });
    expect((await house.post("windows/2/call", { number: "A002" })).body).toMatchObject({ ticket: { id: b.id } });
    expect(await house.post("windows/2/call", { number: "Z999" })).toEqual(problem(404, "TICKET_UNKNOWN"));
    expect(await house.post("windows/2/call", { number: "A001", ticketId: a.id })).toEqual(
      problem(400, "BODY_INVALID"),
    );
    expect((await house.post("windows/2/missed")).body).toMatchObject({ ticket: { id: b.id, state: "missed" } });
    expect((await house.get("board")).body.missed).toEqual([
      {
        number: "A002",
        windowId: "2",
        windowName: { "zh-CN": "2号窗口", en: "Window 2" },
        missedAt: expect.stringMatching(ISO),
      },
    ]);
    expect((await house.post(`tickets/${b.id}/return`)).body).toMatchObject({ state: "waiting", calls: 1 });
    expect((await house.get("board")).body.missed).toEqual([]);
    expect((await house.post("windows/2/call", { ticketId: a.id })).body).toMatchObject({ ticket: { id: a.id } });
    expect((await house.post("windows/2/hold")).body).toMatchObject({ ticket: { id: a.id, state: "held" } });
    expect((await house.post("windows/2/resume-ticket", { ticketId: a.id })).body).toMatchObject({
      ticket: { state: "serving" },
    });
    const moved = await house.post("windows/2/transfer", { serviceId: "house" });
    expect(moved.body).toMatchObject({ ticket: { state: "waiting", serviceId: "house", issuedAt: a.issuedAt } });
    const undone = await house.post("windows/2/undo", { reason: "按错" });
    expect(undone.body).toMatchObject({ ticket: { id: a.id, state: "serving", serviceId: "social" } });
    expect(await house.post("windows/1/undo")).toEqual(problem(409, "NOTHING_TO_UNDO"));
    expect((await house.post("windows/2/transfer", { windowId: "3" })).body).toMatchObject({
      ticket: { state: "waiting" },
    });
  });

  test("of an earlier day is still found by its token and can be rated from its page", async () => {
    const a = await house.ticket();
    const token = a.url.split("/t/")[1];
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next");
    await house.post("windows/1/finish");
    house.clock.advance(26 * 3_600_000);
    await house.ticket();
    const page = (await house.get(`tickets/${token}/page`)).body;
    expect(page).toMatchObject({
      ticket: { id: a.id, number: "A001", state: "finished" },
      mayRate: true,
      rated: false,
    });
    const { caseId } = page;
    expect((await house.post("ratings", { caseId, level: 4, channel: "qr" })).status).toBe(201);
    expect((await house.get(`tickets/${token}/page`)).body).toMatchObject({ mayRate: false, rated: true });
    expect((await house.get(`cases/${caseId}`)).body).toMatchObject({
      rating: { level: 4, channel: "qr" },
      notRated: null,
    });
  });
});
