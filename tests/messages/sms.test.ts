// Short messages of the hall: reminders to who left a number, once each, and no trace of the number but in the vault.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isOptOut } from "../../controller/messages/opt-out.ts";
import { internationalNumber } from "../../controller/messages/phone-number.ts";
import { GivenMessages } from "./given-messages.ts";
import { loopbackServer } from "./loopback-server.ts";

const PHONE = "139 1234 5678";
const NUMBER = "+8613912345678";
const BOOKING = { serviceId: "social", date: "2026-01-05", time: "14:00", language: "zh-CN", phone: "13912345678" };

async function booked(given: GivenMessages, more: object = {}) {
  const { status, body } = await given.house.post("appointments", { ...BOOKING, ...more });
  expect(status, JSON.stringify(body)).toBe(201);
  return body as { id: string; code: string };
}

describe("a reminder", () => {
  test("reaches who left a number with the booking, when it is time, in the language of the booking", async () => {
    const given = await GivenMessages.open();
    const { code } = await booked(given);
    await booked(given, { language: "en", phone: "+447700900123" });
    await booked(given, { phone: undefined });
    await given.later(170);
    expect(given.modem.orders).toEqual([]);
    await given.later(20);
    expect(given.modem.orders.map(({ to }) => to)).toEqual([NUMBER, "+447700900123"]);
    const [chinese, english] = given.modem.orders.map(({ text }) => text);
    expect(chinese).toMatch(/^【测试大厅】/);
    for (const part of ["2026-01-05 14:00", "社会保险", code, "测试大厅"]) expect(chinese).toContain(part);
    expect(english).toContain("Social insurance is on 2026-01-05 at 14:00");
    await given.later(120);
    expect(given.modem.orders).toHaveLength(2);
  });

  test("leaves the number in the vault alone: not in the log, the outbox or any answer", async () => {
    const given = await GivenMessages.open();
    const { id } = await booked(given);
    await given.later(190);
    expect(given.modem.orders).toHaveLength(1);
    const { body } = await given.house.get("messages");
    expect(body).toMatchObject([
      {
        id: `reminder:${id}`,
        channel: "sms",
        to: `contact:appointment:${id}`,
        state: "sent",
        about: "appointment.reminded",
      },
    ]);
    expect(JSON.stringify(body)).not.toContain("13912345678");
    const { folder } = given.house;
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).toString("latin1"), name).not.toContain("13912345678");
  });

  test("is taken back with the appointment, and the number is forgotten", async () => {
    const given = await GivenMessages.open();
    const { id } = await booked(given);
    given.modem.state = "offline";
    await given.later(185);
    expect(given.messages.outbox.get(`reminder:${id}`)?.state).toBe("queued");
    expect((await given.house.post(`appointments/${id}/cancel`)).status).toBe(200);
    given.modem.state = "online";
    await given.later(30);
    expect(given.messages.outbox.get(`reminder:${id}`)?.state).toBe("cancelled");
    expect(given.messages.vault.get(`appointment:${id}`)).toBeNull();
    expect(given.modem.orders).toEqual([]);
  });

  test("waits for a modem that is away, and is not sent once the appointment has begun", async () => {
    const given = await GivenMessages.open();
    const first = await booked(given);
    given.modem.state = "offline";
    await given.later(182);
    given.modem.state = "online";
    await given.later(3);
    expect(given.modem.orders).toHaveLength(1);
    expect(given.messages.outbox.get(`reminder:${first.id}`)?.state).toBe("sent");
    const second = await booked(given, { time: "16:00" });
    given.modem.state = "offline";
    await given.later(240);
    given.modem.state = "online";
    await given.later(60);
    expect(given.modem.orders).toHaveLength(1);
    expect(given.messages.outbox.get(`reminder:${second.id}`)?.state).toBe("dead");
  });

  test("in doubt is never sent again by itself", async () => {
    const given = await GivenMessages.open();
    const { id } = await booked(given);
    given.modem.tells = ({ smsId }) => ({ type: "unconfirmed", smsId, detail: "reset" });
    await given.later(300);
    expect(given.modem.orders).toHaveLength(1);
    expect(given.messages.outbox.get(`reminder:${id}`)).toMatchObject({ state: "dead", attempts: 1 });
  });

  test("of a modem that says nothing is in doubt after some minutes", async () => {
    const given = await GivenMessages.open();
    const { id } = await booked(given);
    given.modem.tells = null;
    await given.later(200);
    expect(given.modem.orders).toHaveLength(1);
    expect(given.messages.outbox.get(`reminder:${id}`)).toMatchObject({ state: "dead" });
  });

  test("decided by the log before the messages ran is sent when they run", async () => {
    const given = await GivenMessages.open();
    await booked(given);
    await given.stop();
    await given.later(190);
    expect(given.modem.orders).toEqual([]);
    given.start();
    await given.later(1);
    expect(given.modem.orders).toHaveLength(1);
    await given.stop();
    given.start();
    await given.later(5);
    expect(given.modem.orders).toHaveLength(1);
  });

  test("is told whether it was delivered", async () => {
    const given = await GivenMessages.open();
    const { id } = await booked(given);
    await given.later(190);
    given.modem.room.event({ type: "delivered", smsId: `reminder:${id}`, ok: true, detail: "已送达" });
    expect((await given.house.get("messages?channel=sms&state=sent")).body[0].delivery).toContain("delivered");
    given.modem.room.event({ type: "delivered", smsId: "nobody", ok: true, detail: "" });
  });
});

describe("numbers", () => {
  test("that cannot be are refused, and kept nowhere where nobody is reminded", async () => {
    const given = await GivenMessages.open();
    const refused = await given.house.post("appointments", { ...BOOKING, phone: "12345678901234" });
    expect(refused).toMatchObject({ status: 400, body: { code: "PHONE_INVALID" } });
    const letters = await given.house.post("appointments", { ...BOOKING, phone: "call me" });
    expect(letters).toMatchObject({ status: 400, body: { code: "BODY_INVALID" } });
    const silent = await GivenMessages.open({});
    const { id } = await booked(silent);
    expect(silent.messages.vault.get(`appointment:${id}`)).toBeNull();
  });

  test("of a request with a key leave no mark in its fingerprint", async () => {
    const given = await GivenMessages.open();
    const key = { "idempotency-key": "one-tap" };
    const first = await given.house.post("appointments", BOOKING, key);
    const again = await given.house.post("appointments", { ...BOOKING, phone: "13800000000" }, key);
    expect(again.body).toEqual(first.body);
    expect(given.messages.vault.get(`appointment:${first.body.id}`)).toEqual({ phone: "13912345678" });
  });

  test.each([
    [PHONE, NUMBER],
    ["008613912345678", NUMBER],
    ["+44 7700 900123", "+447700900123"],
    ["010-12345678", "+861012345678"],
    ["abc", null],
    ["123", null],
    ["+123456789012345678", null],
  ])("%s is %s", (written, wanted) => expect(internationalNumber(written, "86")).toBe(wanted));
});

describe("what people write back", () => {
  test("a word of refusal puts them on the list: nothing is sent to them any more", async () => {
    const given = await GivenMessages.open();
    const { id } = await booked(given);
    expect(given.modem.room.event({ type: "received", from: NUMBER, text: "ｔｄ。" })).toBe("opted out");
    await given.later(200);
    expect(given.modem.orders).toEqual([]);
    expect(given.messages.outbox.get(`reminder:${id}`)?.detail).toContain("asked not to be");
    expect((await given.house.get("messages/summary")).body.privacy.optedOut).toBe(1);
  });

  test("anything else goes to those who listen, until one takes it", async () => {
    const given = await GivenMessages.open();
    const heard: string[] = [];
    given.messages.onSms((_from, text) => {
      heard.push(text);
      return text === "5" ? "rating" : null;
    });
    expect(given.modem.room.event({ type: "received", from: NUMBER, text: "5" })).toBe("rating");
    expect(given.modem.room.event({ type: "received", from: NUMBER, text: "退订" })).toBe("opted out");
    expect(given.modem.room.event({ type: "received", from: NUMBER, text: "hello" })).toBeNull();
    expect(heard).toEqual(["5", "hello"]);
  });

  test.each(["TD", " td ", "退订", "退订。", "Stop!", "ＳＴＯＰ"])("%s is a refusal", (text) =>
    expect(isOptOut(text, ["退订", "TD", "STOP"])).toBe(true),
  );
  test.each(["", "TDX", "我不退订", "stop it", "5"])("%j is none", (text) =>
    expect(isOptOut(text, ["退订", "TD", "STOP"])).toBe(false),
  );
});

describe("a gateway", () => {
  const gatewayAt = (url: string, more: object = {}) => ({
    sms: {
      ...{ via: "gateway", paceSeconds: 0, signature: "【测试大厅】" },
      gateway: {
        ...{ url: `${url}/sms`, private: true, secretEnv: "SMS_KEY" },
        headers: { "content-type": "application/json", authorization: "Bearer {secret}" },
        body: '{"mobile":"{to}","content":"{text}","ref":"{id}"}',
        ...more,
      },
    },
  });

  test("gets number and text as its template says, with the secret from outside the configuration", async () => {
    const server = await loopbackServer();
    const given = await GivenMessages.open(gatewayAt(server.url), { SMS_KEY: "k-1" });
    const { id } = await booked(given);
    await given.later(185);
    const [request] = await settled(() => server.requests, given);
    expect(request?.path).toBe("/sms");
    expect(request?.headers.authorization).toBe("Bearer k-1");
    const body = JSON.parse(request?.body ?? "") as { mobile: string; content: string; ref: string };
    expect(body.mobile).toBe(NUMBER);
    expect(body.ref).toBe(`reminder:${id}`);
    expect(body.content).toContain("【测试大厅】");
    await settled(() => given.messages.outbox.list({ state: "sent", limit: 1 }), given);
  });

  test.each([
    [400, "dead"],
    [500, "dead"],
    [{ status: 200, body: '{"code":"E1"}' }, "dead"],
    [{ status: 200, body: '{"code":"OK"}' }, "sent"],
  ] as const)("that answers %j leaves it %s, sent once", async (answer, state) => {
    const server = await loopbackServer();
    server.answers.push(answer);
    const given = await GivenMessages.open(gatewayAt(server.url, { accepted: '"OK"' }), { SMS_KEY: "k-1" });
    await booked(given);
    await given.later(185);
    await settled(() => given.messages.outbox.list({ state, limit: 1 }), given);
    expect(server.requests).toHaveLength(1);
  });

  test("whose secret is missing is not asked; the message waits", async () => {
    const server = await loopbackServer();
    const given = await GivenMessages.open(gatewayAt(server.url));
    await booked(given);
    await given.later(183);
    expect(server.requests).toEqual([]);
    expect(given.messages.outbox.list({ limit: 1 })[0]).toMatchObject({ state: "queued" });
  });
});

/** Sockets are real: waits, in turns of the loop and of the hall's clock, until there is something. */
async function settled<T>(ask: () => readonly T[], given: GivenMessages): Promise<readonly T[]> {
  for (let turn = 0; turn < 2000; turn++) {
    if (ask().length > 0) return ask();
    await new Promise((done) => setImmediate(done));
    await given.house.clock.advanceAsync(1);
  }
  throw new Error("nothing came");
}
