// Slots, bookings, check-in, cancelling and import over HTTP.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { REFUSALS } from "../../controller/contract/refusals.ts";
import { idCard, MONDAY, OFFER, SECRET } from "./given-offer-house.ts";
import { House, type Reply } from "./house.ts";

const HOUR_MS = 3_600_000;
let house: House;
beforeEach(async () => {
  house = await House.open(OFFER);
});
afterEach(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

const refused = (code: keyof typeof REFUSALS) => expect.objectContaining({ code });
const book = (more: object = {}, headers = {}) =>
  house.post("appointments", { serviceId: "social", date: MONDAY, time: "10:00", ...more }, headers);
const checkIn = (more: object) => house.post("appointments/check-in", more);

/** The file as another system sends it. */
async function sends(csv: string, key?: string): Promise<Reply> {
  const response = await house.app.inject({
    method: "POST",
    url: "/api/v1/appointments/import",
    headers: { "content-type": "text/csv", ...(key === undefined ? {} : { "idempotency-key": key }) },
    payload: csv,
  });
  return { status: response.statusCode, type: "", body: JSON.parse(response.body) };
}

function handleAt(kioskId: string): string {
  const presented = house.presented.at(kioskId);
  return presented?.kind === "card" ? presented.handle : "";
}

test("slots are listed with their free places; a booking takes one, once per key", async () => {
  const before = await house.get(`slots?serviceId=social&date=${MONDAY}`);
  expect(before.body).toMatchObject({ firstDay: MONDAY, lastDay: "2026-01-12" });
  expect(before.body.slots).toHaveLength(13);
  expect(before.body.slots[0]).toMatchObject({ time: "09:00", free: 0, capacity: 1 });
  const key = { "idempotency-key": "one-tap" };
  const first = await book({}, key);
  expect(first).toMatchObject({ status: 201, body: { date: MONDAY, time: "10:00", state: "booked", ticketId: null } });
  expect((await book({}, key)).body).toEqual(first.body);
  expect(await book()).toMatchObject({ status: 409, body: refused("SLOT_FULL") });
  const after = await house.get("slots?serviceId=social");
  expect(after.body.slots[2]).toMatchObject({ time: "10:00", free: 0 });
  expect((await house.get("appointments")).body).toEqual([first.body]);
  expect((await house.get(`appointments?date=2026-01-07`)).body).toEqual([]);
  expect((await house.get(`appointments/${first.body.code}`)).body).toEqual(first.body);
});

test("what cannot be asked is refused by name", async () => {
  expect((await house.get("slots?serviceId=none")).body).toEqual(refused("SERVICE_UNKNOWN"));
  expect((await house.get("slots?serviceId=house")).body).toEqual(refused("SERVICE_NOT_BOOKABLE"));
  expect((await house.get("slots?serviceId=social&date=2026-02-30")).body).toEqual(refused("DAY_INVALID"));
  expect((await house.get("slots?serviceId=social&date=2027-01-04")).body.slots).toEqual([]);
  expect((await house.get("appointments?date=monday")).body).toEqual(refused("DAY_INVALID"));
  expect((await house.get("appointments/12345678")).body).toEqual(refused("APPOINTMENT_UNKNOWN"));
  expect((await book({ date: "2026-02-30" })).body).toEqual(refused("DAY_INVALID"));
  expect((await book({ date: "2026-01-06" })).body).toEqual(refused("SLOT_UNKNOWN"));
  expect((await book({ time: "10:00:00" })).body).toEqual(refused("BODY_INVALID"));
  expect((await book({ name: "王小明" })).body).toEqual(refused("BODY_INVALID"));
  expect((await checkIn({ code: "123" })).body).toEqual(refused("BODY_INVALID"));
});

test("check-in gives a number of the common queue, early and late are said in words", async () => {
  const { code } = (await book({ time: "11:00" })).body;
  const early = await checkIn({ code, kioskId: "kiosk-2" });
  expect(early).toMatchObject({ status: 409, body: { code: "APPOINTMENT_TOO_EARLY" } });
  expect(early.body.detail).toContain("10:00 起");
  await house.clock.advance(1.5 * HOUR_MS);
  const here = await checkIn({ code, kioskId: "kiosk-2", largePrint: true });
  expect(here).toMatchObject({
    status: 201,
    body: {
      ticket: { priority: "appointment", serviceId: "social", state: "waiting" },
      appointment: { state: "checked-in", code },
    },
  });
  expect(here.body.appointment.number).toBe(here.body.ticket.number);
  await house.clock.advance(11_000);
  expect((await checkIn({ code })).body).toEqual(refused("APPOINTMENT_ALREADY_HERE"));
  expect((await house.post(`appointments/${code}/cancel`)).body).toEqual(refused("APPOINTMENT_ENDED"));
});

test("too late is too late, and the place is free again", async () => {
  const { code, id } = (await book()).body;
  await house.clock.advance(HOUR_MS + 16 * 60_000);
  expect((await checkIn({ code })).body).toEqual(refused("APPOINTMENT_TOO_LATE"));
  await house.hall.submit({ type: "tick" }, { actor: "system", render: () => null });
  expect((await house.get(`appointments/${id}`)).body.state).toBe("no-show");
});

test("a cancelled place can be booked again", async () => {
  const { id } = (await book()).body;
  expect((await house.post(`appointments/${id}/cancel`)).body).toMatchObject({ id, state: "cancelled" });
  expect((await book()).status).toBe(201);
});

describe("with an ID card", () => {
  test("the booking belongs to the person, who checks in by card; the log holds no name and no number", async () => {
    house.presented.card("kiosk-1", idCard(), SECRET);
    const cardHandle = handleAt("kiosk-1");
    const booked = await book({ cardHandle, kioskId: "kiosk-1" });
    expect(booked.status).toBe(201);
    await house.clock.advance(11_000);
    const again = await book({ cardHandle, kioskId: "kiosk-1", time: "11:00" });
    expect(again.body).toEqual(refused("PERSON_HAS_APPOINTMENT"));
    expect((await house.get("kiosks/kiosk-1")).body.presented.appointments).toMatchObject([{ id: booked.body.id }]);
    const here = await checkIn({ cardHandle, kioskId: "kiosk-1" });
    expect(here.body).toMatchObject({ appointment: { id: booked.body.id, state: "checked-in" } });
    const log = JSON.stringify((await house.get("events?limit=1000")).body);
    expect(log).not.toMatch(/王|11000019|19600105/);
  });

  test("a card that is gone, never was, or lies at another kiosk is refused", async () => {
    house.presented.card("kiosk-1", idCard(), SECRET);
    const cardHandle = handleAt("kiosk-1");
    for (const body of [
      { cardHandle: "made-up", kioskId: "kiosk-1" },
      { cardHandle, kioskId: "kiosk-2" },
    ]) {
      expect((await checkIn(body)).body).toEqual(refused("CARD_UNKNOWN"));
      expect((await book(body)).body).toEqual(refused("CARD_UNKNOWN"));
    }
    await house.clock.advance(180_000);
    expect((await checkIn({ cardHandle })).body).toEqual(refused("CARD_UNKNOWN"));
  });
});

describe("a file of bookings", () => {
  test("is booked row by row, once per key", async () => {
    const csv = [
      "service,date,time,needs",
      "social,2026-01-05,10:00,",
      "social,2026-01-05,10:00,",
      "social,2026-01-07,18:00,sign-language",
      "social,tomorrow,10:00,",
      "social,2026-01-05,25:00,",
      "none,2026-01-05,10:00,",
    ].join("\r\n");
    const first = await sends(csv, "file-1");
    expect(first.body).toMatchObject({ booked: 2, refused: 4 });
    expect(first.body.rows.map(({ refusal }: { refusal: string }) => refusal)).toEqual([
      null,
      "SLOT_FULL",
      null,
      "BODY_INVALID",
      "BODY_INVALID",
      "SERVICE_UNKNOWN",
    ]);
    expect(first.body.rows[0].code).toMatch(/^\d{8}$/);
    expect((await sends(csv, "file-1")).body).toEqual(first.body);
    expect((await house.get("appointments")).body).toHaveLength(1);
  });

  test("without its heading, too long, or as JSON is refused whole", async () => {
    expect((await sends("when,what\n10:00,social")).body).toEqual(refused("BODY_INVALID"));
    expect((await sends(`service,date,time\n${"x,y,z\n".repeat(500)}`)).body).toEqual(refused("BODY_INVALID"));
    expect((await sends(`service,date,time\n${" ".repeat(20_000)}`)).status).toBe(413);
    expect((await house.post("appointments/import", { csv: "" })).body).toEqual(refused("BODY_INVALID"));
  });
});
