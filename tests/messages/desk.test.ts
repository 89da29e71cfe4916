// What the manager sees and may do; and that the rule of retention is kept and leaves its mark.
import { expect, test } from "vitest";
import { GivenMessages } from "./given-messages.ts";

const BOOKING = { serviceId: "social", date: "2026-01-05", time: "14:00", phone: "13912345678" };

test("dead letters are listed, counted and sent again by one call", async () => {
  const given = await GivenMessages.open();
  const { body: booking } = await given.house.post("appointments", BOOKING);
  given.modem.tells = ({ smsId }) => ({ type: "failed", smsId, detail: "+CMS ERROR: 28", permanent: true });
  await given.later(185);
  const id = `reminder:${booking.id}`;
  const listed = await given.house.get("messages?state=dead");
  expect(listed.body).toMatchObject([{ id, state: "dead", attempts: 1, nextAt: null, detail: "+CMS ERROR: 28" }]);
  const sms = async () =>
    (await given.house.get("messages/summary")).body.channels.find(
      ({ channel }: { channel: string }) => channel === "sms",
    );
  expect(await sms()).toMatchObject({ served: true, queued: 0, dead: 1, sent: 0, oldestQueuedAt: null });
  given.modem.tells = ({ smsId }) => ({ type: "sent", smsId });
  const path = `messages/${encodeURIComponent(id)}/replay`;
  expect(await given.house.post(path)).toMatchObject({ status: 200, body: { id, state: "queued" } });
  await given.later(1);
  expect(await sms()).toMatchObject({ dead: 0, sent: 1 });
  expect(await given.house.post(path)).toMatchObject({ status: 409, body: { code: "MESSAGE_NOT_DEAD" } });
});

test("messages nobody knows, and questions that make no sense, are refused", async () => {
  const given = await GivenMessages.open();
  expect(await given.house.post("messages/nobody/replay")).toMatchObject({
    status: 404,
    body: { code: "MESSAGE_UNKNOWN" },
  });
  expect(await given.house.get("messages?state=lost")).toMatchObject({ status: 400, body: { code: "BODY_INVALID" } });
  expect((await given.house.get("messages")).body).toEqual([]);
});

test("a house without an outbox says so", async () => {
  const { House } = await import("../http/house.ts");
  const house = await House.open();
  try {
    expect((await house.get("messages")).body).toEqual([]);
    expect(await house.get("messages/summary")).toMatchObject({ status: 404, body: { code: "MESSAGES_OFF" } });
    expect(await house.post("messages/a/replay")).toMatchObject({ status: 404, body: { code: "MESSAGES_OFF" } });
  } finally {
    await house.close();
  }
});

test("personal data leave when their time is over, and the log says each day how many", async () => {
  const given = await GivenMessages.open();
  const { body: booking } = await given.house.post("appointments", BOOKING);
  const ref = `appointment:${booking.id}`;
  const { clock } = given.house;
  const purges = () =>
    given.house.store.eventsAfter(0, 1000).flatMap(({ type, data }) => (type === "privacy.purged" ? [data] : []));
  const HOUR_MS = 3_600_000;
  await clock.advanceAsync(2 * HOUR_MS);
  expect(purges()).toEqual([{ counts: {}, contactDays: 30 }]);
  clock.jumpWall(30 * 86_400_000);
  await clock.advanceAsync(HOUR_MS);
  expect(given.messages.vault.get(ref)).toEqual({ phone: "13912345678" });
  clock.jumpWall(86_400_000);
  await clock.advanceAsync(HOUR_MS);
  expect(given.messages.vault.get(ref)).toBeNull();
  expect(purges().slice(1)).toEqual([
    { counts: {}, contactDays: 30 },
    { counts: { appointment: 1 }, contactDays: 30 },
  ]);
  expect((await given.house.get("messages/summary")).body.privacy).toMatchObject({ contacts: 0, oldestAt: null });
  // Not twice on one day, whatever is started anew.
  await given.stop();
  given.start();
  await clock.advanceAsync(1000);
  expect(purges()).toHaveLength(3);
});

test("the booking page asks for a number only where reminders are sent, and says what for", async () => {
  const FORM = { "content-type": "application/x-www-form-urlencoded" };
  const confirm = "/book?lang=zh-CN&service=social&date=2026-01-05&time=14%3A00";
  const silent = await GivenMessages.open({});
  expect((await silent.house.app.inject({ url: confirm })).body).not.toContain('name="phone"');
  const given = await GivenMessages.open();
  const page = (await given.house.app.inject({ url: confirm })).body;
  for (const words of ['type="tel"', "选填", "30 天内删除", "不作他用"]) expect(page).toContain(words);
  expect(Buffer.byteLength(page)).toBeLessThan(50_000);
  const send = (phone: string, once: string) =>
    given.house.app.inject({
      ...{ method: "POST", url: "/book?lang=zh-CN", headers: FORM },
      payload: new URLSearchParams({ once, service: "social", date: "2026-01-05", time: "14:00", phone }).toString(),
    });
  const wrong = await send("12", "once-word-1");
  expect(wrong.headers.location).toContain("said=bad-number");
  const told = (await given.house.app.inject({ url: String(wrong.headers.location) })).body;
  expect(told).toContain("手机号码有误");
  const { headers } = await send("139 1234 5678", "once-word-2");
  const id = /\/book\/([^?]+)/.exec(String(headers.location))?.[1] ?? "";
  expect(given.messages.vault.get(`appointment:${id}`)).toEqual({ phone: "139 1234 5678" });
});
