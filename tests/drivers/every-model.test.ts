// Every listed model is judged alike, by its simulator alone: settings, a working day, bad lines, hostile words, outages.
import { Value } from "typebox/value";
import { describe, expect, test } from "vitest";
import { models } from "../../drivers/models.ts";
import { badDays } from "./every-model/bad-days.ts";
import { cases, wants } from "./every-model/cases.ts";
import { arrived, deedAt, deedsOf, isSource, nameOf, numberAt, online, prepared, tell } from "./every-model/deeds.ts";
import { hostileDay } from "./every-model/hostile.ts";
import { answers, outage } from "./every-model/outages.ts";
import { rigFor } from "./every-model/rig.ts";

test.each(models.map((model) => [model.id, model] as const))("%s has all this judge needs to know", (_id, model) => {
  expect(wants(model)).toEqual([]);
});

describe.each(cases().map((one) => [one.name, one] as const))("%s", (_name, one) => {
  const { model, settings } = one;

  test("takes its settings", () => {
    expect([...Value.Errors(model.settings, settings)]).toEqual([]);
    expect(model.check?.(settings as never) ?? []).toEqual([]);
  });

  test("on a good day: online, each press told once, each order carried out once", async () => {
    const deeds = await deedsOf(one);
    const rig = await rigFor(one, 2);
    await online(rig);
    for (let n = 0; n < 6; n++) {
      const number = numberAt(n * 7);
      const ended = tell(rig, number);
      await rig.clock.until(() => arrived(rig, number), 15_000);
      await rig.clock.advanceAsync(6_000);
      expect(["printed", "true", undefined]).toContain((await ended) ?? undefined);
      if (!isSource(one)) continue;
      rig.told.length = 0;
      const deed = deedAt(one, deeds, n, rig.random);
      await prepared(rig, `day-${n}`);
      // Every other acknowledgement is lost on the wire, and the device says it again.
      rig.loseWrites = model.links.includes("serial") ? n % 2 : 0;
      expect(rig.sim.press(deed.press)).toEqual({ ok: true });
      await rig.clock.advanceAsync(6_000);
      rig.loseWrites = 0;
      expect(rig.told.map(nameOf)).toEqual(deed.event === null ? [] : [deed.event]);
    }
    expect(rig.status().state).toBe("online");
  });

  test("on bad days: nothing throws, nothing is told twice or invented, and it heals", async () => {
    const tally = await badDays(one);
    console.log(JSON.stringify({ name: one.name, ...tally, doubled: tally.doubled.slice(0, 3), doubledN: tally.doubled.length, faults: [...tally.faults] }));
  }, 60_000);

  test("told anything at all: nothing throws, the device reads every frame and shows the next number", async () => {
    const { faults, longestWrite } = await hostileDay(one);
    console.log(JSON.stringify({ name: one.name, longestWrite, faults }));
  }, 60_000);

  test.each([
    ["silent", 8_000],
    ["silent", 60_000],
    ["loud", 3_000],
    ["loud", 60_000],
  ] as const)("unplugged, %s, %i ms", async (how, lastsMs) => {
    const { toldMs, backMs } = await outage(one, { loud: how === "loud", lastsMs });
    console.log(JSON.stringify({ outage: one.name, answers: answers(one), how, lastsMs, toldMs, backMs }));
  });
});
