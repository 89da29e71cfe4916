// Schemas of requests are compiled with a route's first request: every one of them must compile, and then check.
import type { RouteOptions } from "fastify";
import { expect, test } from "vitest";
import { CHECK_OPTIONS, schemaCompilers } from "../../controller/http/lazy-schemas.ts";
import { House, SETTINGS } from "./house.ts";

const PARTS = ["body", "querystring", "params", "headers"] as const;
const ROUTES_LEAST = 120;

/** As fastify hands it out: compiles nothing until the first value comes. */
function compiler() {
  const { buildValidator } = schemaCompilers();
  const build = buildValidator as unknown as (shared: object, options: object) => (part: object) => Check;
  return build({}, { customOptions: CHECK_OPTIONS });
}
type Check = ((value: unknown) => boolean) & { errors?: readonly { message: string }[] | null };

/** What does not compile. */
function faultsOf(routes: readonly Pick<RouteOptions, "method" | "url" | "schema">[]): string[] {
  const compile = compiler();
  const faults: string[] = [];
  for (const { method, url, schema } of routes)
    for (const httpPart of PARTS) {
      if (schema?.[httpPart] === undefined) continue;
      try {
        compile({ schema: schema[httpPart], method, url, httpPart })({});
      } catch (error) {
        faults.push(`${String(method)} ${url} ${httpPart}: ${String(error)}`);
      }
    }
  return faults;
}

test("every schema of every route compiles", async () => {
  const routes: RouteOptions[] = [];
  const house = await House.open(SETTINGS, undefined, {}, { listen: (route) => routes.push(route) });
  expect(routes.length).toBeGreaterThan(ROUTES_LEAST);
  expect(faultsOf(routes)).toEqual([]);
  await house.close();
});

test("one that does not compile is told with its route", () => {
  const schema = { body: { type: "object", properties: { level: { type: "numeral" } } } };
  expect(faultsOf([{ method: "POST", url: "/ratings", schema }])).toEqual([
    expect.stringMatching(/^POST \/ratings body: .*type/),
  ]);
});

test("the first request is checked like all others, and says what is wrong with it", () => {
  const schema = { type: "object", properties: { level: { type: "integer" } }, additionalProperties: false };
  const check = compiler()({ schema, method: "POST", url: "/ratings", httpPart: "body" });
  expect([check({ level: "3" }), check.errors?.[0]?.message]).toEqual([false, "must be integer"]);
  expect([check({ level: 3 }), check.errors]).toEqual([true, null]);
  const unknown = { level: 3, more: 1 };
  expect(check(unknown)).toBe(false);
  expect(unknown).toEqual({ level: 3, more: 1 });
});

test("nothing is compiled until the first value comes", () => {
  const check = compiler()({ schema: { type: "numeral" }, method: "GET", url: "/", httpPart: "querystring" });
  expect(() => check({})).toThrow();
});
