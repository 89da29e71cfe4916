// A month of reports to each province under every fault: each record arrives once by the province's own count.
import { expect, test } from "vitest";
import type { ProvinceId } from "../../config/upward-schema.ts";
import type { UploadReason, UploadState } from "../../controller/contract/upward.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import type { Data } from "../../simulators/upward/forms.ts";
import { PROVINCE_FAULTS, type ProvinceFault } from "../../simulators/upward/province.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { type Cut, GivenLives } from "./given-lives.ts";
import { DAY_MS, DAYS, HOUR_MS, MONTH_MS, monthLog, type Recorded } from "./given-log.ts";

const FAULT_SHARE = 0.4;
/** A record waits this long before it is sent: until it can no longer change. */
const HOLD_MS = 660_000;
/** The far side is not there for two days, wants another key for one, and knows the item from the fourth on. */
const dayOf = (nowMs: number): number => Math.floor((nowMs - MONTH_MS) / DAY_MS);
const DOWN = new Set([9, 10]);
const KEY_CHANGED = new Set([14]);
const UNKNOWN_ITEM_DAYS = 3;
const CUTS: ReadonlyMap<number, Cut> = new Map([
  [4, "before-the-answer"],
  [5, "between-the-files"],
  [12, "before-the-answer"],
  [17, "between-the-files"],
]);

interface Wanted {
  /** Codes of rating-rules.md §8.2, written out once more; null: reports are about cases. */
  readonly codes: Readonly<Record<string, string>> | null;
  readonly shown: (data: Data) => readonly unknown[];
  /** What the manager is told of those that cannot be said there. */
  readonly refusedFor: readonly (readonly [UploadReason, string])[];
}

const WANTED: Readonly<Record<ProvinceId, Wanted>> = {
  zhejiang: {
    codes: { web_pc: "1", mobile: "2", qr: "3", window_pad: "4", hall_terminal: "5", sms: "6", system_default: "7" },
    shown: ({ satisfaction, pf }) => [satisfaction, pf],
    refusedFor: [
      ["channel-without-code", "pf"],
      ["default-reported-before", ""],
      ["origin-without-code", "pf"],
    ],
  },
  shandong: {
    codes: { paper: "1", web_pc: "2", qr: "3", window_pad: "4", hall_terminal: "5", phone: "6", sms: "7" },
    shown: ({ apprate, channel }) => [apprate, channel],
    refusedFor: [
      ["channel-without-code", "channel"],
      ["origin-without-code", "channel"],
    ],
  },
  anhui: {
    codes: { window_pad: "PJQ" },
    shown: ({ evaluateChannel }) => [null, evaluateChannel],
    refusedFor: [
      ["channel-without-code", "evaluateChannel"],
      ["origin-without-code", "evaluateChannel"],
    ],
  },
  guangdong: { codes: null, shown: ({ evalProcess }) => [evalProcess], refusedFor: [] },
};

const LOG = monthLog();

/** What the province must hold, worked out from the log alone. */
function owed(log: readonly LoggedEvent[], { codes, shown }: Wanted, isThere: (id: string) => boolean) {
  const sent = new Map<string, readonly unknown[]>();
  if (codes === null) {
    for (const { type, data } of log) {
      const { caseId } = data as Recorded;
      if (type === "case.opened") sent.set(`${caseId}-1`, ["1"]);
      if (type === "case.finished") sent.set(`${caseId}-2`, ["2"]);
    }
    return { sent, refused: 0, withdrawn: 0 };
  }
  const recorded = log
    .filter(({ type }) => type === "rating.recorded")
    .map(({ data, atMs }) => ({ ...(data as Recorded), atMs }));
  const levels = new Map(recorded.map(({ ratingId, level }) => [ratingId, level]));
  for (const { type, data } of log) {
    const { ratingId, level } = data as Recorded;
    if (type === "rating.corrected") levels.set(ratingId, level);
  }
  let withdrawn = 0;
  for (const { ratingId, channel, origin, supersedes, atMs } of recorded) {
    const { atMs: replacedMs = Infinity } = recorded.find((other) => other.supersedes === ratingId) ?? {};
    const isUnsent = codes[channel] !== undefined && !isThere(ratingId);
    // A default that a person's rating took the place of before it was reported is nobody's any more.
    const isNobodys = replacedMs - atMs < HOLD_MS || (replacedMs < Infinity && isUnsent);
    if (isNobodys) withdrawn += 1;
    if (isNobodys || origin === "imported" || codes[channel] === undefined) continue;
    if (supersedes !== undefined && isThere(supersedes)) continue;
    sent.set(ratingId, shown === WANTED.anhui.shown ? [null, "PJQ"] : [String(levels.get(ratingId)), codes[channel]]);
  }
  return { sent, refused: recorded.length - sent.size - withdrawn, withdrawn };
}

/** Faults from a seed. */
function faults(seed: number): () => ProvinceFault {
  const random = seededRandom(seed);
  return () => {
    if (random() >= FAULT_SHARE) return "none";
    return PROVINCE_FAULTS[1 + Math.floor(random() * (PROVINCE_FAULTS.length - 1))] ?? "error";
  };
}

test.each(["zhejiang", "guangdong", "anhui", "shandong"] as const)("%s is told of each exactly once", async (id) => {
  const wanted = WANTED[id];
  const lives = new GivenLives(id, LOG, {
    isDown: (nowMs) => DOWN.has(dayOf(nowMs)),
    isKeyChanged: (nowMs) => KEY_CHANGED.has(dayOf(nowMs)),
    province: {
      fault: faults(7),
      refuses: (nowMs) => (dayOf(nowMs) < UNKNOWN_ITEM_DAYS ? [{ field: "", code: "item-unknown" }] : []),
    },
  });
  for (let day = 0; day < DAYS + 8; day++) {
    if (day === 13) {
      await lives.stop();
      lives.start();
    }
    await lives.until(MONTH_MS + day * DAY_MS + 10 * HOUR_MS);
    lives.cut = CUTS.get(day) ?? lives.cut;
    await lives.until(MONTH_MS + (day + 1) * DAY_MS);
  }
  expect([lives.cuts, lives.cut]).toEqual([CUTS.size, "none"]);

  // What a person must look at is named by its cause; with the cause mended it goes again.
  const before = lives.desk.summary();
  const causes = (state: UploadState) =>
    [...new Set(before.reasons.filter((row) => row.state === state).map(({ reason }) => reason))].sort();
  expect(causes("undelivered")).toEqual(expect.arrayContaining(["key-refused", "not-answered"]));
  expect(causes("rejected")).toEqual(["field-refused"]);
  expect(lives.desk.replayAll("undelivered")).toBe(before.counts.undelivered);
  expect(lives.desk.replayAll("rejected")).toBe(before.counts.rejected);
  await lives.until(lives.clock.nowMs() + 2 * DAY_MS);
  for (let again = 0; lives.desk.replayAll("undelivered") > 0 && again < 20; again += 1)
    await lives.until(lives.clock.nowMs() + DAY_MS);

  const { records, sightings } = lives.province;
  const { sent, refused, withdrawn } = owed(LOG, wanted, (one) => records.has(one));
  expect(new Map([...records].map(([one, data]) => [one, wanted.shown(data)]))).toEqual(sent);
  const { counts, reasons } = lives.desk.summary();
  expect(counts).toEqual({ queued: 0, sent: sent.size, refused, rejected: 0, undelivered: 0, withdrawn });
  expect(reasons.map(({ reason, field }) => [reason, field]).sort()).toEqual(wanted.refusedFor);
  // The faults were real: many had to be sent more than once.
  expect([...sightings.values()].filter((times) => times > 1).length).toBeGreaterThan(10);
  // What has arrived is nobody's to send again.
  expect(lives.desk.replayAll("sent")).toBe(0);
});
