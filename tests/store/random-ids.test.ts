// Ids and tokens: their form, and that none comes twice, across many refills of the pool.
import { expect, test } from "vitest";
import { newId, newToken } from "../../controller/random-ids.ts";

test("no id and no token comes twice, and each has its form", () => {
  const count = 20_000;
  const ids = Array.from({ length: count }, () => newId("ticket"));
  const tokens = Array.from({ length: count }, () => newToken());
  expect(new Set(ids).size).toBe(count);
  expect(new Set(tokens).size).toBe(count);
  expect(ids.filter((id) => !/^t_[0-9a-z]{8}[\w-]{12}$/.test(id))).toEqual([]);
  expect(tokens.filter((token) => !/^[\w-]{22}$/.test(token))).toEqual([]);
  expect(newId("case")).toMatch(/^c_/);
  expect(newId("rating")).toMatch(/^r_/);
});

test("every place of a token takes every character", () => {
  const seen = Array.from({ length: 21 }, () => new Set<string>());
  for (let i = 0; i < 4_000; i++) {
    const token = newToken();
    for (const [at, characters] of seen.entries()) characters.add(token[at] ?? "");
  }
  expect(seen.map((characters) => characters.size)).toEqual(new Array(21).fill(64));
});
