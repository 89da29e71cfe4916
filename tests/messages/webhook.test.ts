// Webhooks over real HTTP: judged by node:crypto alone, and by where they refuse to go.
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { forbidden, post } from "../../controller/messages/http-post.ts";
import type { OutboxMessage } from "../../controller/messages/ports.ts";
import { isPrivateAddress } from "../../controller/messages/private-address.ts";
import { WebhookSender, type WebhookTarget } from "../../controller/messages/webhook-sender.ts";
import { bodyOf, matches } from "../../controller/messages/webhooks.ts";
import { loopbackServer } from "./loopback-server.ts";

const BASE64_KEY = Buffer.from("an invented key of 24 by").toString("base64");
const AT_MS = Date.UTC(2026, 0, 5, 1, 2, 3);
const MESSAGE: OutboxMessage = {
  ...{ id: "event.7.0123456789ab.city", channel: "webhook", to: "city" },
  body: { type: "ticket.issued", timestamp: "2026-01-05T09:02:03+08:00", data: { number: "A001", 名: "社会保险" } },
};

function target(url: string, more: Partial<WebhookTarget> = {}): WebhookTarget {
  return { id: "city", url, private: true, timeoutSeconds: 2, secret: `whsec_${BASE64_KEY}`, why: "", ...more };
}

function senderTo(one: WebhookTarget) {
  const gone = new Set<string>();
  const sender = new WebhookSender({
    ...{ targets: [one], nowMs: () => AT_MS },
    gone: ({ id }) => gone.add(id),
    isDisabled: ({ id }) => gone.has(id),
  });
  return { sender, gone };
}

describe("a webhook", () => {
  test("is signed so that anybody with the secret can check it", async () => {
    const server = await loopbackServer();
    const { sender } = senderTo(target(`${server.url}/hook`));
    expect(await sender.send(MESSAGE)).toEqual({ ok: true, detail: "200" });
    const [request] = server.requests;
    const headers = request?.headers ?? {};
    const body = request?.body ?? "";
    expect(request?.path).toBe("/hook");
    expect(headers["content-type"]).toContain("application/json");
    expect(headers["webhook-id"]).toBe(MESSAGE.id);
    expect(headers["webhook-timestamp"]).toBe(String(AT_MS / 1000));
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const wanted = createHmac("sha256", Buffer.from(BASE64_KEY, "base64")).update(signed, "utf8").digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${wanted}`);
    expect(JSON.parse(body)).toEqual(MESSAGE.body);
  });

  test("takes any other text as the secret itself", async () => {
    const server = await loopbackServer();
    const { sender } = senderTo(target(server.url, { secret: "plain words" }));
    await sender.send(MESSAGE);
    const headers = server.requests[0]?.headers ?? {};
    const body = server.requests[0]?.body ?? "";
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const wanted = createHmac("sha256", "plain words").update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${wanted}`);
  });

  test.each([
    [204, { ok: true, detail: "204" }],
    [302, { ok: false, retry: true }],
    [400, { ok: false, retry: true }],
    [500, { ok: false, retry: true }],
    [
      { status: 429, headers: { "retry-after": "7" } },
      { ok: false, retry: true, retryAfterMs: 7000 },
    ],
    ["silent", { ok: false, retry: true }],
  ] as const)("answered %j is %j", async (answer, wanted) => {
    const server = await loopbackServer();
    server.answers.push(answer);
    const { sender } = senderTo(target(server.url, { timeoutSeconds: 0.3 }));
    expect(await sender.send(MESSAGE)).toMatchObject(wanted);
  });

  test("is not sent where a redirect points", async () => {
    const [server, elsewhere] = [await loopbackServer(), await loopbackServer()];
    server.answers.push({ status: 307, headers: { location: elsewhere.url } });
    expect(await senderTo(target(server.url)).sender.send(MESSAGE)).toMatchObject({ ok: false, retry: true });
    expect(elsewhere.requests).toEqual([]);
  });

  test("ends with 410: this one and all after it are dead, without another request", async () => {
    const server = await loopbackServer();
    server.answers.push(410);
    const { sender, gone } = senderTo(target(server.url));
    expect(await sender.send(MESSAGE)).toMatchObject({ ok: false, retry: false });
    expect([...gone]).toEqual(["city"]);
    expect(await sender.send(MESSAGE)).toMatchObject({ ok: false, retry: false });
    expect(server.requests).toHaveLength(1);
  });

  test("without its secret waits, and one that is not configured any more is dead", async () => {
    const server = await loopbackServer();
    const { sender } = senderTo(target(server.url, { secret: null, why: "HOOK is not set" }));
    expect(await sender.send(MESSAGE)).toMatchObject({ ok: false, retry: true });
    expect(await sender.send({ ...MESSAGE, to: "other" })).toMatchObject({ ok: false, retry: false });
    expect(server.requests).toEqual([]);
  });

  test("reads no more of a long answer than its beginning", async () => {
    const server = await loopbackServer();
    server.answers.push({ status: 500, body: "x".repeat(2_000_000) });
    const sent = await senderTo(target(server.url)).sender.send(MESSAGE);
    expect(sent.ok).toBe(false);
    expect(sent.detail.length).toBeLessThan(200);
  });
});

describe("addresses", () => {
  test("inside the building need the configuration's leave, plain http as well", async () => {
    const server = await loopbackServer();
    const { sender } = senderTo(target(server.url, { private: false }));
    expect(await sender.send(MESSAGE)).toMatchObject({ ok: false });
    expect(server.requests).toEqual([]);
    for (const url of ["https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/", "https://192.168.1.1:8443/x"])
      expect(forbidden({ url, private: false }), url).not.toBeNull();
    expect(forbidden({ url: "https://8.8.8.8/", private: false })).toBeNull();
  });

  test("behind a name are looked at before anything is sent", async () => {
    const url = "https://localhost:9/";
    const posted = await post({ url, headers: {}, body: "x", msMax: 2000, private: false });
    expect(posted).toMatchObject({ ok: false, sent: false });
    expect(posted.ok ? "" : posted.detail).toContain("inside");
  });

  test.each([
    ...["0.0.0.0", "10.255.0.1", "100.64.0.1", "127.9.9.9", "169.254.169.254", "172.31.255.255", "192.168.0.1"],
    ...["224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "ff02::1", "nonsense"],
    ...["2001:db8::1", "2002:a00:1::", "64:ff9b::10.0.0.1", "999.1.1.1"],
  ])("%s is not the public internet", (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8"])(
    "%s is",
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );
});

describe("events", () => {
  test("are chosen by pattern", () => {
    expect(matches(["rating.*", "ticket.issued"], "rating.recorded")).toBe(true);
    expect(matches(["rating.*", "ticket.issued"], "ticket.issued")).toBe(true);
    expect(matches(["rating.*", "ticket.issued"], "ticket.issued-late")).toBe(false);
    expect(matches(["*"], "window.opened")).toBe(true);
    expect(matches(["*.opened"], "window.opened")).toBe(true);
    expect(matches(["ticket"], "ticket.issued")).toBe(false);
    expect(matches(["ticket.issued"], "ticketXissued")).toBe(false);
  });

  test("carry number, hall and actor, and neither a person's hash nor a whole day", () => {
    const row = { seq: 9, atMs: AT_MS, actor: "citizen", hash: "ab" };
    const booked = { ...row, type: "appointment.booked", data: { appointmentId: "a1", person: "hash" } };
    expect(bodyOf(booked, "demo", "Asia/Shanghai")).toEqual({
      type: "appointment.booked",
      timestamp: expect.stringContaining("2026-01-05T09:02:03"),
      data: { appointmentId: "a1", hallId: "demo", seq: 9, actor: "citizen" },
    });
    const day = { ...row, type: "day.started", data: { day: "2026-01-05", snapshot: { tickets: [] } } };
    expect(bodyOf(day, "demo", "Asia/Shanghai").data).toEqual({
      ...{ day: "2026-01-05", hallId: "demo", seq: 9, actor: "citizen" },
    });
    const huge = { ...row, type: "x.y", data: { text: "y".repeat(100_000) } };
    expect(bodyOf(huge, "demo", "Asia/Shanghai").data).toMatchObject({ tooLarge: true });
  });
});
