// Every listed model on a bad line: ten thousand messages of its simulator damaged while people press.
import { expect, test } from "vitest";
import { badDays, inventedMax, MUTATIONS } from "./every-model/bad-days.ts";
import { cases } from "./every-model/cases.ts";
import { isSource } from "./every-model/deeds.ts";

test.each(cases().map((one) => [one.name, one] as const))(
  "%s throws nothing, tells nothing twice or invented, and heals",
  async (_name, one) => {
    const { mutations, damaged, pressed, told, invented, doubled, faults } = await badDays(one, MUTATIONS / one.of);
    expect(mutations).toBeGreaterThanOrEqual(MUTATIONS / one.of);
    expect([...faults]).toEqual([]);
    expect(doubled).toEqual([]);
    const guard = one.checkBits === 0 ? "nothing guards its messages" : `a check of ${one.checkBits} bits`;
    expect(invented, `${guard}, ${damaged} of them damaged`).toBeLessThanOrEqual(inventedMax(one, damaged));
    if (isSource(one)) expect(told, `of ${pressed} presses`).toBeGreaterThan(pressed / 5);
  },
  300_000,
);
