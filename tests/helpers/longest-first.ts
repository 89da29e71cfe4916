// The order of test files: those that take longest first, so that none of them runs on alone at the end.
import { relative } from "node:path";
import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/** Seconds of a worker, roughly, of files that take long; the rest follow as vitest has them. */
const SECONDS: Readonly<Record<string, number>> = {
  "tests/hall/axe.test.ts": 120,
  "tests/hall/axe-staff.test.ts": 110,
  "tests/hall/axe-kiosk.test.ts": 150,
  "tests/hall/kiosk-flows.test.ts": 100,
  "tests/hall/sound-browser.test.ts": 80,
  "tests/hall/asking.test.ts": 75,
  "tests/hall/boards-picture.test.ts": 60,
  "tests/hall/device-cli.test.ts": 60,
  "tests/hall/upward-browser.test.ts": 50,
  "tests/hall/kiosk-cards.test.ts": 55,
  "tests/hall/export-cli.test.ts": 45,
  "tests/hall/browser.test.ts": 45,
  "tests/hall/phone.test.ts": 40,
  "tests/hall/wizard-browser.test.ts": 35,
  "tests/hall/kill.test.ts": 25,
  "tests/drivers/add-a-device.test.ts": 55,
  "tests/upward/month.test.ts": 30,
  "tests/sim/told-waits.test.ts": 50,
  "tests/sim/recorded-day.test.ts": 30,
  "tests/domain/rating-random.test.ts": 30,
  "tests/drivers/every-model-bad-days.test.ts": 30,
  "tests/reports/recount.test.ts": 25,
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const weight = ({ moduleId }: TestSpecification) =>
      SECONDS[relative(this.ctx.config.root, moduleId).replaceAll("\\", "/")] ?? 0;
    return sorted.sort((a, b) => weight(b) - weight(a));
  }
}
