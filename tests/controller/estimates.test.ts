// The keeper of forecasts: reads the past from the log, learns from every batch, survives faults.
import { afterEach, beforeEach, expect, test } from "vitest";
import { bandsOf } from "../../controller/domain/forecast/bands.ts";
import type { Model } from "../../controller/domain/forecast/model.ts";
import { scratchHall, simulate } from "../../controller/domain/forecast/simulate.ts";
import { ForecastTeller } from "../../controller/domain/forecast/teller.ts";
import { Estimates } from "../../controller/estimates.ts";
import { House, SETTINGS } from "../http/house.ts";

let house: House;
let estimates: Estimates;
let models: Model[];
let errors: unknown[];
let fault: Error | null;

function keeper(): { estimates: Estimates; teller: ForecastTeller } {
  const scratch = scratchHall(SETTINGS);
  const teller = new ForecastTeller();
  const made = new Estimates({
    ...{ settings: SETTINGS, hall: house.hall, log: house.store, clock: house.clock, teller },
    engine: {
      run: (model) => {
        models.push(model);
        return fault === null ? Promise.resolve(bandsOf(simulate(model, scratch), model)) : Promise.reject(fault);
      },
      stop: () => Promise.resolve(),
    },
    onError: (error) => errors.push(error),
  });
  return { estimates: made, teller };
}

beforeEach(async () => {
  [models, errors, fault] = [[], [], null];
  house = await House.open();
  ({ estimates } = keeper());
  house.hall.observe({ capture: (_state, events) => estimates.note(events), publish: () => undefined });
  estimates.start(house.store.head.seq);
});
afterEach(async () => {
  await estimates.stop();
  await house.close();
});

async function serve(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await house.ticket();
    await house.post("windows/1/call-next");
    house.clock.advance(6 * 60_000);
    await house.post("windows/1/finish");
  }
}

test("nothing is forecast while nothing can be said, and then at most every ten seconds", async () => {
  await house.clock.advanceAsync(120_000);
  expect(models).toHaveLength(0);
  await house.post("windows/1/open", { staffId: "s01" });
  await serve(6);
  await house.clock.advanceAsync(15_000);
  models.length = 0;
  for (let second = 0; second < 60; second++) {
    await house.ticket();
    await house.clock.advanceAsync(1_000);
  }
  expect(models.length).toBeGreaterThanOrEqual(5);
  expect(models.length).toBeLessThanOrEqual(8);
});

test("a fault of the simulation is told, and forecasts go on", async () => {
  await house.post("windows/1/open", { staffId: "s01" });
  await serve(6);
  fault = new Error("no thread");
  await house.ticket();
  await house.clock.advanceAsync(30_000);
  expect(errors).toContain(fault);
  fault = null;
  const before = models.length;
  await house.ticket();
  await house.clock.advanceAsync(30_000);
  expect(models.length).toBeGreaterThan(before);
});

test("after a restart the days before still count", async () => {
  await house.post("windows/1/open", { staffId: "s01" });
  await serve(8);
  house.clock.advance(26 * 3_600_000);
  await house.hall.submit({ type: "tick" }, { actor: "system", render: () => null });
  const again = keeper().estimates;
  again.start(house.store.head.seq);
  await house.clock.advanceAsync(5_000);
  expect(again.experience.seq).toBe(house.store.head.seq);
  expect(again.experience.work).toEqual(estimates.experience.work);
  expect(again.experience.correction).toEqual(estimates.experience.correction);
  expect(again.experience.work.get("social")).toHaveLength(8);
  await again.stop();
});

test("the manager reads how well told waits held", async () => {
  const { status, body } = await house.get("reports/calibration");
  expect(status).toBe(200);
  expect(body).toMatchObject({ n: 0, inside: 0, share: null, goal: { low: 0.8, high: 0.9 }, today: { untold: 0 } });
  expect(estimates.calibration()).toEqual({ n: 0, inside: 0, share: null, today: { n: 0, inside: 0, share: null } });
  await house.post("windows/1/open", { staffId: "s01" });
  await serve(3);
  expect(estimates.report()).toMatchObject({ n: 0, today: { n: 0, untold: 3 } });
});
