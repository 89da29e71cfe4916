// What is malformed or foreign is refused with a code: nothing is stripped, coerced or let in.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { REFUSALS } from "../../controller/contract/refusals.ts";
import { House } from "./house.ts";

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

function problem(status: number, code: keyof typeof REFUSALS) {
  return { status, type: "application/problem+json; charset=utf-8", body: expect.objectContaining({ status, code }) };
}

describe("a malformed request", () => {
  test.each([
    ["a number for a text", { serviceId: 3 }],
    ["null for a text", { serviceId: null }],
    ["an unknown field", { serviceId: "social", colour: "red" }],
    ["a missing field", {}],
    ["a list", [{ serviceId: "social" }]],
    ["a text", "social"],
    ["no body", undefined],
    ["too long a text", { serviceId: "x".repeat(65) }],
  ])("is refused: %s", async (_name, body) => {
    expect(await house.post("tickets", body)).toEqual(problem(400, "BODY_INVALID"));
    expect((await house.get("tickets")).body).toEqual([]);
  });

  test.each([
    [{ level: "3" }],
    [{ level: 3.5 }],
    [{ level: 0 }],
    [{ level: 6 }],
    [{ level: true }],
    [{ level: null }],
    [{}],
  ])("is no rating: %j", async (body) => {
    expect(await house.post("windows/1/rating", body)).toEqual(problem(400, "BODY_INVALID"));
  });

  test("names the place", async () => {
    const { body } = await house.post("windows/1/rating", { level: "3" });
    expect(body.detail).toContain("body/level");
    expect((await house.post("tickets", { serviceId: "social", colour: 1 })).body.detail).toContain("colour");
  });

  test("never becomes a 500: bad JSON, wrong types, sizes, addresses, methods", async () => {
    const send = async (payload: string, type: string) => {
      const response = await house.app.inject({
        method: "POST",
        url: "/api/v1/tickets",
        headers: { "content-type": type },
        payload,
      });
      return [response.statusCode, JSON.parse(response.body).code];
    };
    expect(await send("{", "application/json")).toEqual([400, "BODY_INVALID"]);
    expect(await send('{"__proto__": {"x": 1}, "serviceId": "social"}', "application/json")).toEqual([
      400,
      "BODY_INVALID",
    ]);
    expect(await send("serviceId=social", "application/x-www-form-urlencoded")).toEqual([
      415,
      "MEDIA_TYPE_UNSUPPORTED",
    ]);
    expect(await send("serviceId: social", "text/plain")).toEqual([415, "MEDIA_TYPE_UNSUPPORTED"]);
    expect(await send(`{"serviceId": "${"x".repeat(17_000)}"}`, "application/json")).toEqual([413, "BODY_TOO_LARGE"]);
    expect(await send("[".repeat(16_000), "application/json")).toEqual([400, "BODY_INVALID"]);
    expect(await house.get("/api/v1/nothing")).toEqual(problem(404, "ROUTE_UNKNOWN"));
    expect(await house.get("/nothing/../..")).toEqual(problem(404, "ROUTE_UNKNOWN"));
    expect(await house.get("/api/v1/tickets/%ff")).toEqual(problem(400, "BODY_INVALID"));
    expect(await house.get("/api/v1/tickets/%00")).toEqual(problem(404, "TICKET_UNKNOWN"));
    expect((await house.get(`/api/v1/tickets/${"x".repeat(500)}`)).status).toBe(400);
    expect(await house.get("/api/v1/windows/1/call-next")).toEqual(problem(405, "METHOD_NOT_ALLOWED"));
    expect(await house.post("/healthz")).toEqual(problem(405, "METHOD_NOT_ALLOWED"));
  });
});

describe("the guard", () => {
  const FOREIGN = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { host: "evil.example" },
    { host: "evil.example", origin: "http://evil.example" },
    { origin: "http://localhost:1" },
  ];
  test.each(FOREIGN)("refuses %j on every address", async (headers) => {
    for (const path of ["/api/v1/board", "/healthz", "/docs", "/openapi.json", "/nothing"]) {
      expect([path, await house.get(path, headers as Record<string, string>)]).toEqual([
        path,
        problem(403, "ORIGIN_FOREIGN"),
      ]);
    }
    expect(await house.post("tickets", { serviceId: "social" }, headers as Record<string, string>)).toEqual(
      problem(403, "ORIGIN_FOREIGN"),
    );
    expect((await house.get("tickets")).body).toEqual([]);
  });

  test.each([
    {},
    { host: "127.0.0.1:8080", origin: "http://127.0.0.1:8080" },
    { host: "localhost:8080", origin: "http://127.0.0.1:8080" },
    { host: "[::1]:8080", origin: "http://[::1]:8080" },
    { host: "hall.example:8080", origin: "http://hall.example:8080" },
    { host: "127.0.0.1:8080", origin: "http://hall.example:8080" },
  ])("lets %j in", async (headers) => {
    expect((await house.get("/api/v1/board", headers as Record<string, string>)).status).toBe(200);
  });

  test("sends headers that keep foreign scripts out and force nothing to HTTPS", async () => {
    const { headers } = await house.app.inject({ url: "/docs" });
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
    expect(headers["content-security-policy"]).not.toContain("upgrade-insecure-requests");
    expect(headers["strict-transport-security"]).toBeUndefined();
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });
});
