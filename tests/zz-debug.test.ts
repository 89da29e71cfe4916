// Debug.
import { test } from "vitest";
import { badDays } from "./drivers/every-model/bad-days.ts";
import { cases } from "./drivers/every-model/cases.ts";
test("x", async () => {
  const one = cases().find((c) => c.name === process.env.CASE);
  if (one !== undefined) console.log(await badDays(one, Number(process.env.N ?? 2000)));
}, 60000);
