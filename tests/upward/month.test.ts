// Days of ratings with their raters' data, over the real hall: the province is told, and nobody's data leak or stay.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { logPath } from "../../controller/store/open-log.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { GivenMonth, personOf } from "./given-month.ts";

const DAYS = 3;
const VISITS = 6;
const HOUR_MS = 3_600_000;
const CHANNELS = ["qr", "sms", "phone"] as const;
/** Of every needle the last so many characters tell one person from another. */
const OWN_CHARS = 4;

/** Pads with words, one corrected; other channels; one that nobody rates. The service is restarted in between. */
async function days(given: GivenMonth): Promise<number> {
  const rate = { windowId: null, reasons: [], comment: null, deviceId: null } as const;
  let count = 0;
  for (let day = 0; day < DAYS; day++) {
    await given.done({ type: "open-window", windowId: "1", staffId: "s01" });
    for (let visit = 0; visit < VISITS; visit++) {
      count += 1;
      const { caseId } = await given.visit(count);
      const words = visit === 3 ? given.comments.keep(caseId, personOf(count).words, `visit-${count}`) : {};
      const level = 1 + ((day + visit) % 5);
      if (visit < 4) {
        const press = { ...rate, windowId: "1", caseId: null, level, channel: "window_pad", ...words } as const;
        const { ratingId = "" } = await given.done({ type: "record-rating", ...press });
        await given.later(2_000);
        if (visit === 1) await given.done({ type: "correct-rating", caseId, ratingId, level: 1 + ((level + 1) % 5) });
      } else if (visit < VISITS - 1)
        await given.done({ type: "record-rating", ...rate, caseId, level, channel: CHANNELS[day] ?? "qr" });
    }
    await given.done({ type: "close-window", windowId: "1" });
    if (day === 1) {
      await given.stop();
      given.start();
    }
    await given.nextMorning();
  }
  return count;
}

describe("some days", { timeout: 300_000 }, () => {
  test("leaves nobody's data in any file but the sealed ones, and their removal leaves the log whole", async () => {
    const given = await GivenMonth.open("zhejiang", () => "none", {
      ...{ rater: "vault", raterBasis: "示例省实名评价规定", comments: true },
    });
    const people = await days(given);
    await given.uploaded();
    // The province was told, so there was something to leak.
    const told = JSON.stringify([...given.province.records.values()]);
    expect(told).toContain(personOf(1).name);
    expect(told).toContain(personOf(1).idNumber);
    expect(told).toContain(personOf(4).words);
    const { folder } = given.house;
    writeFileSync(join(folder, "service.log"), given.warnings.join("\n"));
    const found = (needles: readonly string[]) => leaks(folder, needles);
    expect(found(["A001"])).not.toEqual([]);
    const needles = Array.from({ length: people }, (_, at) => Object.values(personOf(at + 1))).flat();
    expect(found(needles)).toEqual([]);

    const before = given.privacy.report();
    expect(before.unreadable).toBe(0);
    expect(before.commitments).toMatchObject({ removed: 0, differing: 0 });
    expect(before.commitments.matching).toBe(before.commitments.logged);
    expect(before.commitments.logged).toBeGreaterThan(people);
    expect(before.classes.map(({ kind, days }) => [kind, days])).toEqual([
      ["case", 7],
      ["rating", 5],
    ]);
    const intact = verifyLog(logPath(folder), null);
    expect(intact.ok).toBe(true);

    await given.later(14 * 24 * HOUR_MS, 24 * HOUR_MS);
    const purged = await given.privacy.purge("staff:s01");
    const after = given.privacy.report();
    expect(after.classes).toEqual([]);
    expect(after.commitments).toEqual({
      logged: before.commitments.logged,
      matching: 0,
      removed: before.commitments.logged,
      differing: 0,
    });
    const again = verifyLog(logPath(folder), { seq: intact.head.seq, hash: intact.head.hash });
    expect(again).toMatchObject({ ok: true, faults: [] });
    const logged = given.events
      .filter(({ type }) => type === "privacy.purged")
      .map(({ data }) => data as { counts: Record<string, number> });
    const removed = logged.flatMap(({ counts }) => Object.values(counts)).reduce((sum, one) => sum + one, 0);
    expect(removed).toBe(before.commitments.logged);
    expect(purged.total).toBeGreaterThanOrEqual(0);
    expect(found(needles)).toEqual([]);
  });
});

/** Files that hold one of these texts, in any of the usual encodings. */
function leaks(folder: string, needles: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  // What all of them begin with is looked for first: most files hold none of it.
  const stems = new Map(needles.map((needle) => [needle.slice(0, -OWN_CHARS), [] as string[]]));
  for (const needle of needles) stems.get(needle.slice(0, -OWN_CHARS))?.push(needle);
  const hits: string[] = [];
  for (const { name, parentPath } of files) {
    const bytes = readFileSync(join(parentPath, name));
    for (const [stem, ofStem] of stems) {
      if (stem !== "" && !holds(bytes, stem)) continue;
      for (const needle of ofStem) if (holds(bytes, needle)) hits.push(`${name}: ${needle}`);
    }
  }
  return hits;
}

/** As UTF-8, as UTF-16 of either order at any place, or in base64 from the text's own beginning. */
function holds(bytes: Buffer, text: string): boolean {
  const wide = Buffer.from(text, "utf16le");
  if (bytes.includes(text) || bytes.includes(wide) || bytes.includes(Buffer.from(wide).swap16())) return true;
  const whole = Buffer.from(text);
  const threes = whole.subarray(0, whole.length - (whole.length % 3)).toString("base64");
  return threes !== "" && bytes.includes(threes);
}
