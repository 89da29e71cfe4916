// Booking by phone, page by page and without a script.
import { afterEach, beforeEach, expect, test } from "vitest";
import { House, SETTINGS } from "./house.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const RULES = {
  ...{ slotMinutes: 60, capacity: 1, daysAhead: 2, earlyMinutes: 180, lateMinutes: 30, remindMinutes: 0 },
  hours: { mon: ["09:00-12:00"], tue: ["09:00-11:00"] },
};
let house: House;

beforeEach(async () => {
  house = await House.open({
    ...SETTINGS,
    services: SETTINGS.services.map((service, index) =>
      index === 0
        ? { ...service, documents: [{ "zh-CN": "身份证<b>", en: "ID card<b>" }], appointments: RULES }
        : service,
    ),
  });
});
afterEach(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

async function get(url: string) {
  const { statusCode: status, body, headers } = await house.app.inject({ method: "GET", url });
  return { status, body, headers };
}
let made = 0;
async function post(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  made += 1;
  const payload = new URLSearchParams({ once: `book-once-${made}`, ...fields }).toString();
  const answer = await house.app.inject({ method: "POST", url, headers: { ...FORM, ...headers }, payload });
  return { status: answer.statusCode, location: String(answer.headers.location ?? "") };
}
const linksIn = (page: string) =>
  [...page.matchAll(/class="press" href="([^"]+)"/g)].map(([, href]) => (href ?? "").replaceAll("&amp;", "&"));
const text = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

test("service, day, time, yes: each page leads to the next, and the last shows code and picture", async () => {
  const services = await get("/book?lang=en");
  expect(services.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "same-origin" });
  expect(text(services.body)).toContain("Social insurance");
  expect(text(services.body)).not.toContain("Household");
  const days = await get(linksIn(services.body)[0] ?? "");
  expect(text(days.body)).toContain("2026-01-05 Mon (2 free) 2026-01-06 Tue (2 free) Back");
  const times = await get(linksIn(days.body)[1] ?? "");
  expect(text(times.body)).toContain("09:00 (1 free) 10:00 (1 free) Back");
  const confirm = await get(linksIn(times.body)[1] ?? "");
  expect(text(confirm.body)).toContain("2026-01-06 Tue 10:00");
  expect(confirm.body).toContain("ID card&lt;b&gt;");
  const once = /name="once" value="([^"]+)"/.exec(confirm.body)?.[1] ?? "";
  const fields = { once, service: "social", date: "2026-01-06", time: "10:00" };
  const [booked, again] = await Promise.all([post("/book?lang=en", fields), post("/book?lang=en", fields)]);
  expect(booked.status).toBe(303);
  expect(again.location).toBe(booked.location);
  const { body } = await get(booked.location);
  const { body: known } = await house.get("appointments?date=2026-01-06");
  expect(known).toHaveLength(1);
  expect(text(body)).toContain(`Code ${known[0].code}`);
  expect(text(body)).toContain("between 07:00 and 10:30");
  expect(body).toContain("<svg");
  expect(Buffer.byteLength(body)).toBeLessThan(50_000);
  expect((await get(`/book/${known[0].code}`)).status).toBe(404);
  expect(text((await get("/book?lang=en&service=social&date=2026-01-06")).body)).not.toContain("10:00 (");
  const late = await post("/book?lang=en", { ...fields, once: "another-word" });
  expect(late.location).toContain("said=full");
  expect(text((await get(late.location)).body)).toContain("That time has just been taken");
});

test("an appointment is cancelled from its page, and its place is free again", async () => {
  const booked = await post("/book?lang=en", { service: "social", date: "2026-01-06", time: "09:00" });
  const path = booked.location.split("?")[0];
  const cancelled = await post(`${path}/cancel?lang=en`, {});
  expect(cancelled.location).toContain("said=cancelled");
  const page = await get(cancelled.location);
  expect(text(page.body)).toContain("The appointment is cancelled.");
  expect(page.body).not.toContain("<svg width");
  expect((await post(`${path}/cancel?lang=en`, {})).location).toContain("said=too-late");
  expect(text((await get("/book?lang=en&service=social&date=2026-01-06")).body)).toContain("09:00 (1 free)");
});

test("what does not exist is asked for again; foreign forms and floods are refused", async () => {
  expect(text((await get("/book?lang=en&service=nothing")).body)).toContain("What is it about?");
  expect(text((await get("/book?lang=en&service=social&date=2026-99-99")).body)).toContain("Which day?");
  expect(text((await get("/book?lang=en&service=social&date=2026-01-05&time=09:00")).body)).toContain("What time?");
  expect((await get("/book/unknown")).status).toBe(404);
  const fields = { service: "social", date: "2026-01-06", time: "09:00" };
  expect((await post("/book", fields, { origin: "https://evil.example", host: "localhost" })).status).toBe(403);
  expect((await post("/book?lang=en", { ...fields, time: "9" })).location).toContain("said=failed");
  expect((await post("/book?lang=en", { ...fields, once: "" })).location).toContain("said=failed");
  expect((await post("/book?lang=en", { ...fields, time: "03:00" })).location).toContain("said=gone");
  expect((await post("/book?lang=en", { ...fields, service: "house" })).location).toContain("said=");
  let last = 0;
  for (let i = 0; i < 20; i++) last = (await post("/book", { ...fields, time: "9" })).status;
  expect(last).toBe(429);
  for (const [lang, title] of [
    ["zh-CN", "请选择业务"],
    ["zh-Hant", "請選擇業務"],
    ["ko", "업무를 선택해 주세요"],
  ]) {
    expect((await get(`/book?lang=${lang}`)).body).toContain(`<h1>${title}</h1>`);
  }
});

test("a hall without appointments says so", async () => {
  await house.close();
  house = await House.open();
  expect(text((await get("/book?lang=en")).body)).toContain("No service takes appointments");
});
