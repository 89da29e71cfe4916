// One key, one effect: a repeat gets the same answer, another request under the same key is refused.
import { afterAll, beforeAll, expect, test } from "vitest";
import { House } from "./house.ts";

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

const key = (value: string) => ({ "idempotency-key": value });
const tickets = async (query = ""): Promise<{ number: string }[]> => (await house.get(`tickets${query}`)).body;

test("a repeat gets the same status and body and has no second effect", async () => {
  const body = { serviceId: "social", priority: null };
  const before = (await tickets()).length;
  const first = await house.post("tickets", body, key("tap-1"));
  const again = await house.post("tickets", body, key("tap-1"));
  // The same request with its fields in another order.
  const turned = await house.post("tickets", { priority: null, serviceId: "social" }, key("tap-1"));
  expect(first.status).toBe(201);
  expect(again).toEqual(first);
  expect(turned).toEqual(first);
  expect(await tickets()).toHaveLength(before + 1);
  const next = `A${String(Number(first.body.number.slice(1)) + 1).padStart(3, "0")}`;
  expect((await house.post("tickets", body, key("tap-2"))).body.number).toBe(next);
});

test("fifty at the same time have one effect", async () => {
  const before = (await tickets()).length;
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => house.post("tickets", { serviceId: "social" }, key("storm"))),
  );
  for (const reply of replies) expect(reply).toEqual(replies[0]);
  expect(await tickets()).toHaveLength(before + 1);
});

test("a key used for something else is refused: other body, other address", async () => {
  await house.post("tickets", { serviceId: "social" }, key("k"));
  const reused = { status: 409, body: { code: "IDEMPOTENCY_KEY_REUSED" } };
  expect(await house.post("tickets", { serviceId: "house" }, key("k"))).toMatchObject(reused);
  expect(await house.post("windows/2/open", {}, key("k"))).toMatchObject(reused);
  expect((await house.get("windows/2")).body.state).toBe("closed");
});

test("a repeat of nobody-waits and of a refusal is answered as before, though the hall has moved on", async () => {
  expect((await house.post("windows/3/call-next", undefined, key("early"))).body.code).toBe("WINDOW_CLOSED");
  await house.post("windows/3/open", {});
  const nobody = await house.post("windows/3/call-next", undefined, key("empty"));
  expect([nobody.status, nobody.body]).toEqual([204, ""]);
  await house.ticket("house");
  expect(await house.post("windows/3/call-next", undefined, key("empty"))).toEqual(nobody);
  expect((await house.post("windows/3/call-next", undefined, key("early"))).body.code).toBe("WINDOW_CLOSED");
  expect(await tickets("?state=waiting&serviceId=house")).toHaveLength(1);
});

test("a rating under one key is one rating, its repeat is not a second", async () => {
  await house.post("windows/1/open", {});
  await house.ticket();
  await house.post("windows/1/call-next");
  await house.post("windows/1/invite-rating");
  const first = await house.post("windows/1/rating", { level: 2 }, key("press"));
  expect(await house.post("windows/1/rating", { level: 2 }, key("press"))).toEqual(first);
  expect(first.status).toBe(201);
});

test("malformed keys are refused", async () => {
  const before = await tickets();
  for (const bad of ["", " ", "a b", "x".repeat(256), "键"]) {
    const reply = await house.post("tickets", { serviceId: "social" }, key(bad));
    expect([bad, reply.status, reply.body.code]).toEqual([bad, 400, "IDEMPOTENCY_KEY_INVALID"]);
  }
  expect(await tickets()).toEqual(before);
});
