// A month's ratings reach the province exactly once under faults; what cannot be said is listed; nobody's data leak.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { logPath } from "../../controller/store/open-log.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { PROVINCE_FAULTS, type ProvinceFault } from "../../simulators/upward/province.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { GivenMonth, personOf } from "./given-month.ts";

const DAYS = 22;
const VISITS = 8;
const SILENT_MAX = 2;
const HOUR_MS = 3_600_000;
const CHANNELS = ["qr", "sms", "phone", "paper"] as const;
const CODES: Readonly<Record<string, string>> = { window_pad: "4", qr: "3", sms: "6", system_default: "7" };

interface Recorded {
  readonly ratingId: string;
  readonly caseId: string;
  readonly level: number;
  readonly channel: string;
  readonly origin: string;
  readonly supersedes?: string;
}

/** Faults from a seed; silence costs real time, so there is little of it. */
function faults(seed: number, share: number): () => ProvinceFault {
  const random = seededRandom(seed);
  let silences = 0;
  return () => {
    if (random() >= share) return "none";
    const fault = PROVINCE_FAULTS[1 + Math.floor(random() * (PROVINCE_FAULTS.length - 1))] ?? "error";
    if (fault === "silent") silences += 1;
    return fault === "silent" && silences > SILENT_MAX ? "error" : fault;
  };
}

/** Pads of all levels, one corrected; other channels; one that nobody rates; one that another system took. */
async function month(given: GivenMonth, days: number): Promise<number> {
  const rate = { windowId: null, reasons: [], comment: null, deviceId: null } as const;
  let count = 0;
  const unrated: string[] = [];
  for (let day = 0; day < days; day++) {
    await given.done({ type: "open-window", windowId: "1", staffId: "s01" });
    for (let visit = 0; visit < VISITS; visit++) {
      count += 1;
      const { caseId } = await given.visit(count);
      const channel = CHANNELS[(day + visit) % CHANNELS.length] ?? "qr";
      const words = visit === 3 ? given.comments.keep(caseId, personOf(count).words) : {};
      if (visit < 4) {
        const level = 1 + ((day + visit) % 5);
        const press = { ...rate, windowId: "1", caseId: null, level, channel: "window_pad", ...words } as const;
        const { ratingId = "" } = await given.done({ type: "record-rating", ...press });
        await given.later(2_000);
        if (visit === 1) await given.done({ type: "correct-rating", caseId, ratingId, level: 1 + ((level + 1) % 5) });
      } else if (visit < 7) {
        await given.done({ type: "record-rating", ...rate, caseId, level: 1 + ((day * visit) % 5), channel });
      } else if (day % 3 === 0) {
        const imported = { source: "city", sourceId: `x${day}`, level: 4, channel: "web_pc", stage: 2 } as const;
        const givenAtMs = given.house.clock.nowMs();
        await given.done({ type: "import-rating", caseId, ...imported, reasons: [], givenAtMs });
      } else unrated.push(caseId);
    }
    await given.done({ type: "close-window", windowId: "1" });
    if (day === 4) {
      await given.stop();
      given.start();
    }
    await given.nextMorning();
    // People rate after the default was written, inside the period: before it was reported, and after.
    if (day === 7) await given.later(2 * HOUR_MS, 60_000);
    const late = day === 6 ? unrated[0] : day === 7 ? unrated[1] : undefined;
    if (late !== undefined) await given.done({ type: "record-rating", ...rate, caseId: late, level: 2, channel: "qr" });
  }
  return count;
}

/** What the province must hold, worked out from the log alone: id → level and channel code. */
function owed(events: GivenMonth["events"], isThere: (id: string) => boolean) {
  const recorded = events.filter(({ type }) => type === "rating.recorded").map(({ data }) => data as Recorded);
  const levels = new Map(recorded.map(({ ratingId, level }) => [ratingId, level]));
  for (const { type, data } of events) {
    const { ratingId, level } = data as Recorded;
    if (type === "rating.corrected") levels.set(ratingId, level);
  }
  // A default that a person's rating took the place of before it was reported is nobody's any more.
  const replaced = new Set(recorded.map(({ supersedes = "" }) => supersedes).filter((id) => id !== "" && !isThere(id)));
  const told = recorded.filter(
    ({ origin, channel, supersedes = "", ratingId }) =>
      origin !== "imported" && CODES[channel] !== undefined && !isThere(supersedes) && !replaced.has(ratingId),
  );
  const sent = told.map(({ ratingId, channel }) => [ratingId, [String(levels.get(ratingId)), CODES[channel]]] as const);
  const withdrawn = replaced.size;
  return { sent: new Map(sent), refused: recorded.length - told.length - withdrawn, withdrawn, recorded };
}

describe("a month", { timeout: 600_000 }, () => {
  test("arrives exactly once, and nothing else does", async () => {
    const given = await GivenMonth.open("zhejiang", faults(7, 0.4));
    await month(given, DAYS);
    await given.later(8 * 24 * HOUR_MS, 4 * HOUR_MS);
    await given.uploaded();
    const { records, sightings } = given.province;
    const { sent, refused, withdrawn, recorded } = owed(given.events, (id) => records.has(id));
    const arrived = [...records].map(([id, data]) => [id, [data.satisfaction, data.pf]] as const);
    expect(new Map(arrived)).toEqual(sent);
    expect(new Set([...sent.values()].map(([level]) => level))).toEqual(new Set(["1", "2", "3", "4", "5"]));
    expect([...sent.values()].filter(([, code]) => code === "7").length).toBeGreaterThan(5);
    // The faults were real: some records had to be sent more than once.
    expect([...sightings.values()].filter((times) => times > 1).length).toBeGreaterThan(0);
    const { counts, reasons } = given.upward.desk.summary();
    expect(counts).toEqual({ queued: 0, sent: sent.size, refused, rejected: 0, undelivered: 0, withdrawn });
    expect(sent.size + refused + withdrawn).toBe(recorded.length);
    expect(withdrawn).toBe(1);
    const why = new Set(reasons.map(({ reason }) => reason));
    expect(why).toEqual(new Set(["channel-without-code", "origin-without-code", "default-reported-before"]));
    const refusedRows = given.upward.desk.list({ state: "refused" });
    expect(refusedRows).toHaveLength(Math.min(refused, 200));
  });

  test("leaves nobody's data in any file but the sealed ones, and their removal leaves the log whole", async () => {
    const given = await GivenMonth.open("zhejiang", () => "none", {
      ...{ rater: "vault", raterBasis: "示例省实名评价规定", comments: true },
    });
    const people = await month(given, 8);
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
      ["case", 30],
      ["rating", 5],
    ]);
    const intact = verifyLog(logPath(folder), null);
    expect(intact.ok).toBe(true);

    await given.later(40 * 24 * HOUR_MS, 24 * HOUR_MS);
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
  const hits: string[] = [];
  for (const { name, parentPath } of files) {
    const bytes = readFileSync(join(parentPath, name));
    const swapped = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
    for (const needle of needles) {
      const wide = Buffer.from(needle, "utf16le");
      const isThere = bytes.includes(needle) || bytes.includes(wide) || swapped.includes(wide) || shifted(bytes, wide);
      if (isThere || bytes.includes(Buffer.from(needle).toString("base64").replace(/=+$/, "")))
        hits.push(`${name}: ${needle}`);
    }
  }
  return hits;
}

/** Wide text at an odd place, the other way round. */
function shifted(bytes: Buffer, wide: Buffer): boolean {
  return bytes.includes(Buffer.from(wide).swap16());
}
