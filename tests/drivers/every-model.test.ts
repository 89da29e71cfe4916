// Every listed model is judged alike, by its simulator alone: settings, good days, hostile words, outages.
import { Value } from "typebox/value";
import { describe, expect, test } from "vitest";
import { models } from "../../drivers/models.ts";
import { cases, wants } from "./every-model/cases.ts";
import { arrived, deedAt, deedsOf, isSource, nameOf, numberAt, online, prepared, tell } from "./every-model/deeds.ts";
import { hostileDay, isTold } from "./every-model/hostile.ts";
import { answers, BACK_MS_MAX, outage, REFRESHED_MS_MAX, restores, TOLD_MS_MAX } from "./every-model/outages.ts";
import { rigFor } from "./every-model/rig.ts";

/** Longest frame any of them is sent; printers and modems get pieces of this size. */
const WRITE_BYTES_MAX = 512;

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
    if (isSource(one) && deeds.length > 0) expect(deeds.some(({ event }) => event !== null)).toBe(true);
    const rig = await rigFor(one, 2);
    await online(rig);
    for (let n = 0; n < 6; n++) {
      const number = numberAt(n * 7);
      const ended = tell(rig, number);
      await rig.clock.until(() => arrived(rig, number), 15_000);
      await rig.clock.advanceAsync(6_000);
      expect(["printed", "true", undefined]).toContain((await ended) ?? undefined);
      if (!isSource(one)) continue;
      const deed = deedAt(one, deeds, n, rig.random);
      await prepared(rig, `day-${n}`);
      rig.told.length = 0;
      // Every other acknowledgement is lost on the wire, and the device says it again.
      rig.loseWrites = model.links.includes("serial") ? n % 2 : 0;
      expect(rig.sim.press(deed.press)).toEqual({ ok: true });
      await rig.clock.advanceAsync(6_000);
      rig.loseWrites = 0;
      expect(rig.told.map(nameOf)).toEqual(deed.event === null ? [] : [deed.event]);
    }
    expect(rig.status().state).toBe("online");
  });

  // Scanners and the like are told nothing.
  if (isTold(one))
    test("told anything at all: it takes every frame, and shows the next number", async () => {
      const { faults, longestWrite } = await hostileDay(one);
      expect(faults).toEqual([]);
      expect(longestWrite).toBeLessThanOrEqual(WRITE_BYTES_MAX);
    }, 300_000);

  test.each([
    ["silent", 8_000],
    ["silent", 60_000],
    ["loud", 3_000],
    ["loud", 60_000],
  ] as const)("unplugged (%s, %i ms): known at once, and right again soon after", async (how, lastsMs) => {
    const { toldMs, backMs } = await outage(one, { loud: how === "loud", lastsMs });
    if (how === "loud" || answers(one) !== "never") {
      expect(toldMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(TOLD_MS_MAX);
      expect(backMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(BACK_MS_MAX);
    } else if (restores(one)) {
      // Nobody can know that it was away: it is told again what it shows, now and then.
      expect(backMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(REFRESHED_MS_MAX);
    }
  });
});
