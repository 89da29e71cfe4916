// The guide desk over HTTP: search, detail with history, walk-ins, and the preview of a file of bookings.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BOOKABLE, CALENDAR } from "../domain/given-offer.ts";
import { House, SETTINGS } from "./house.ts";

let house: House;
const settings = {
  ...SETTINGS,
  deskPrinter: "printer-9",
  calendar: CALENDAR,
  services: SETTINGS.services.map((one) => (one.id === "social" ? { ...one, appointments: BOOKABLE } : one)),
};

beforeEach(async () => {
  house = await House.open(settings);
});
afterEach(() => house.close());

const found = async (q: string) => (await house.get(`desk/search?q=${encodeURIComponent(q)}`)).body;
const numbers = async (q: string) => (await found(q)).tickets.map(({ number }: { number: string }) => number);

describe("one field", () => {
  test("finds by last digits, exact ones first, by number however it is typed, and by letters", async () => {
    for (let i = 0; i < 12; i++) await house.ticket();
    await house.ticket("house");
    expect((await numbers("2")).slice(0, 1)).toEqual(["A002"]);
    expect(await numbers("2")).toContain("A012");
    expect((await numbers("Ａ００２"))[0]).toBe("A002");
    expect((await numbers(" a-002 "))[0]).toBe("A002");
    expect(await numbers("b")).toEqual(["B001"]);
    expect(await found("zzz9")).toEqual({ tickets: [], appointments: [], roll: null, more: false });
  });

  test("finds by the short code on the paper, and only that ticket", async () => {
    const ticket = await house.ticket();
    await house.ticket();
    const { body } = await house.get(`desk/tickets/${ticket.id}`);
    expect(await numbers(body.ticket.shortCode)).toEqual(["A001"]);
  });

  test("finds a paper number that nobody has used, and not one that was", async () => {
    const roll = { serviceId: "house", prefix: "P", from: 1, to: 3 };
    expect(await house.post("desk/rolls", roll)).toMatchObject({ status: 201, body: { id: "P-1-3", left: 3 } });
    expect((await found("p2")).roll).toEqual({ rollId: "P-1-3", number: "P002", serviceId: "house" });
    expect(await house.post("desk/rolls/enter", { number: "P002" })).toMatchObject({ status: 201 });
    expect((await found("P002")).roll).toBeNull();
    expect(await numbers("P002")).toEqual(["P002"]);
    expect((await house.get("desk/rolls")).body).toMatchObject([{ used: 1, left: 2, next: "P001" }]);
    expect(await house.post("desk/rolls/P-1-3/close", {})).toMatchObject({ status: 200, body: { open: false } });
  });
});

describe("a ticket at the desk", () => {
  test("shows its history, who was called since, and what may be its duplicate", async () => {
    const [first, second] = [await house.ticket(), await house.ticket()];
    await house.post("windows/1/open", {});
    await house.post("windows/1/call-next", {});
    const { body } = await house.get(`desk/tickets/${second.id}`);
    expect(body.since.called).toEqual({ appointment: 0, priority: 0, ordinary: 1 });
    expect(body.history.map(({ type }: { type: string }) => type)).toEqual(["ticket.issued"]);
    expect(body.others).toEqual([]);
    const third = await house.ticket();
    expect((await house.get(`desk/tickets/${second.id}`)).body.others[0].number).toBe(third.number);
    expect((await house.get(`desk/tickets/${first.id}`)).body.ticket.windowName["zh-CN"]).toBe("1号窗口");
    expect((await house.get("desk/tickets/none")).body.code).toBe("TICKET_UNKNOWN");
  });

  test("is upgraded for a reason of the list alone: free text is refused before it is logged", async () => {
    const ticket = await house.ticket();
    const path = `desk/tickets/${ticket.id}/upgrade`;
    const free = { priority: "elderly", reason: "张三 110101194001011234" };
    expect((await house.post(path, free)).body.code).toBe("BODY_INVALID");
    const answer = await house.post(path, { priority: "elderly", reason: "shown-card" });
    expect(answer).toMatchObject({ status: 200, body: { priority: "elderly", number: ticket.number } });
    expect((await house.post(path, { priority: "elderly", reason: "seen" })).body.code).toBe("PRIORITY_SAME");
  });

  test("merges, and the same key merges once", async () => {
    const [first, second] = [await house.ticket(), await house.ticket()];
    const key = { "idempotency-key": "merge-1" };
    const path = `desk/tickets/${second.id}/merge`;
    const once = await house.post(path, { otherId: first.id }, key);
    expect(once).toMatchObject({ status: 200, body: { number: "A002", ahead: 0 } });
    expect(await house.post(path, { otherId: first.id }, key)).toEqual(once);
    expect((await house.get(`tickets/${first.id}`)).body.state).toBe("void");
  });
});

test("a walk-in prints at the desk unless paper is declined, and at another printer when asked", async () => {
  const walkIn = (more: object) => house.post("desk/tickets", { serviceId: "social", ...more });
  expect(await walkIn({})).toMatchObject({ status: 201, body: { print: { state: "pending" } } });
  expect(await walkIn({ printer: null })).toMatchObject({ status: 201, body: { print: { state: "none" } } });
  expect((await walkIn({ printer: "toaster" })).body.code).toBe("PRINTER_UNKNOWN");
  const { body } = await walkIn({ printer: "printer-1", priority: "elderly", language: "en", largePrint: true });
  const shown = (await house.get(`desk/tickets/${body.id}`)).body.ticket;
  expect(shown).toMatchObject({ priority: "elderly", language: "en", largePrint: true, kioskId: null });
});

test("the desk's view names helpers first and where paper can come out", async () => {
  await house.post("kiosks/kiosk-2/helper", {});
  const { body } = await house.get("desk");
  expect(body.alarms[0]).toMatchObject({ rule: "helper", kioskId: "kiosk-2" });
  expect(body.printers.map(({ id }: { id: string }) => id)).toEqual(["printer-1", "printer-9"]);
  expect(body.deskPrinter).toBe("printer-9");
});

test("the desk hears of paper and lines, and never of ratings", async () => {
  const raise = (rule: string, subject: string, detail: string) =>
    house.hall.submit(
      {
        ...({ type: "raise-alarm", alarmId: `${rule}:${subject}`, rule, kind: rule, severity: "major" } as const),
        ...{ subject, detail },
      },
      { actor: "system", render: () => null },
    );
  await raise("bad-rating", "A001", "非常不满意 level 1");
  await raise("loop-deadline-missed", "A001", "overdue");
  await raise("paper-low", "printer-1", "纸将尽 paper low");
  const rules = (await house.get("desk")).body.alarms.map(({ rule }: { rule: string }) => rule);
  expect(rules).toContain("paper-low");
  expect(rules.filter((rule: string) => rule !== "paper-low" && rule !== "helper")).toEqual([]);
});

test("a file of bookings is looked through: every faulty row says why, and nothing is booked", async () => {
  const rows = [
    "service,date,time",
    "social,2026-01-05,10:00",
    "social,2026-01-05,10:00",
    "social,2026-01-05,10:00",
    "social,2026-01-05,10:07",
    "social,5.1.2026,10:00",
    "house,2026-01-05,10:00",
  ];
  const headers = { "content-type": "text/csv" };
  const url = "/api/v1/appointments/import/preview";
  const answer = await house.app.inject({ method: "POST", url, headers, payload: rows.join("\n") });
  const body = JSON.parse(answer.body);
  expect([body.good, body.faulty]).toEqual([2, 4]);
  expect(body.rows.map(({ refusal }: { refusal: string | null }) => refusal)).toEqual([
    ...[null, null, "SLOT_FULL", "SLOT_UNKNOWN", "BODY_INVALID", "SERVICE_NOT_BOOKABLE"],
  ]);
  expect((await house.get("appointments?date=2026-01-05")).body).toEqual([]);
  const wrong = await house.app.inject({ method: "POST", url, headers, payload: "a,b\n1,2" });
  expect(JSON.parse(wrong.body).code).toBe("BODY_INVALID");
});

test("wrong codes typed at one kiosk make that kiosk wait, and no other", async () => {
  const { id } = await house.ticket();
  const code = (await house.get(`desk/tickets/${id}`)).body.ticket.shortCode;
  const look = (kioskId: string, typed: string) => house.get(`tickets/code/${typed}?kioskId=${kioskId}`);
  for (let i = 0; i < 12; i++) expect((await look("kiosk-1", "99999999")).status).toBe(404);
  expect((await look("kiosk-1", code)).body.code).toBe("REQUESTS_TOO_MANY");
  expect((await look("kiosk-2", code)).body.number).toBe("A001");
  house.clock.advance(30_000);
  expect((await look("kiosk-1", code)).status).toBe(200);
});
