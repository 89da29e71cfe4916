// After the touch on the pad: another level for seconds, reasons with a skip, and nothing in the next person's way.
import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import type { OptionsView } from "../../controller/contract/ratings.ts";
import { REASONS_SHOWN_MS } from "../../kiosk-ui/pad/after-view.ts";
import { PadStore } from "../../kiosk-ui/pad/store.ts";
import type { PadShown } from "../../kiosk-ui/pad/view.ts";
import type { Answer } from "../../kiosk-ui/shared/api.ts";
import { LEVELS } from "../../kiosk-ui/shared/i18n/states.ts";
import { fakeLive } from "./fake-live.ts";
import { at, padView } from "./fixtures.ts";

const hallNowMs = Date.parse(at(0));
const reason = (code: string, levels: number[]) => ({ code, levels, name: { "zh-CN": code, en: code } });
const list = { dimensions: [], reasons: [reason("slow", [1, 2]), reason("fast", [3, 4, 5])] };
const OPTIONS: OptionsView = { version: "v1", from: "2031-01-01", onsite: list, online: list, correctionMs: 5_000 };
const stored: Answer<unknown> = { ok: true, status: 201, value: { id: "r_1" } };

function pad(answers: Answer<unknown>[] = []) {
  const posts: [string, unknown][] = [];
  const live = fakeLive<"pad">(
    padView({ invitation: { caseId: "c_1", number: "A012", until: at(0, 20) } }),
    () => hallNowMs,
  );
  const nowMs = signal(10_000);
  const store = new PadStore({
    ...{ windowId: "1", live, nowMs, options: signal(OPTIONS), newKey: () => "key" },
    post: (path, body) => {
      posts.push([path, body]);
      return Promise.resolve(answers.shift() ?? { ok: true, status: 200, value: {} });
    },
  });
  const offered = () => {
    const shown = store.shown.value as Extract<PadShown, { name: "thanks" }>;
    expect(shown.name).toBe("thanks");
    return shown.after ?? null;
  };
  return { store, posts, nowMs, live, offered };
}

describe("after the touch", () => {
  test("the mark is stored before anything else is asked, at the same cost for every level", async () => {
    for (const { level } of LEVELS) {
      const { store, posts, offered } = pad([stored]);
      await store.rate("c_1", level);
      expect(posts).toEqual([["/windows/1/rating", { level }]]);
      expect(offered()).toMatchObject({ level, changeSeconds: 5 });
      expect(offered()?.reasons.map(({ chosen }) => chosen)).toEqual([false]);
    }
  });

  test("another level is sent for its own rating, for five seconds", async () => {
    const { store, posts, nowMs, offered } = pad([stored]);
    await store.rate("c_1", 2);
    await store.change(2);
    expect(posts).toHaveLength(1);
    await store.change(5);
    expect(posts[1]).toEqual(["/cases/c_1/rating/correct", { ratingId: "r_1", level: 5 }]);
    expect(offered()).toMatchObject({ level: 5, reasons: [{ code: "fast" }] });
    nowMs.value += 5_000;
    expect(offered()?.changeSeconds).toBe(0);
  });

  test("a change that came too late puts the first touch back on the screen", async () => {
    const { store, offered } = pad([stored, { ok: false, status: 409, code: "RATING_FINAL", detail: "" }]);
    await store.rate("c_1", 4);
    await store.change(1);
    expect(offered()?.level).toBe(4);
  });

  test("reasons are sent once, or skipped; then there are thanks alone", async () => {
    const { store, posts, offered } = pad([stored]);
    await store.rate("c_1", 1);
    await store.sendReasons();
    expect(posts).toHaveLength(1);
    store.toggle("slow");
    expect(offered()?.reasons).toMatchObject([{ code: "slow", chosen: true }]);
    await store.sendReasons();
    expect(posts[1]).toEqual(["/cases/c_1/rating/reasons", { ratingId: "r_1", reasons: ["slow"] }]);
    expect(offered()?.reasons).toEqual([]);
    const other = pad([stored]);
    await other.store.rate("c_1", 1);
    other.store.skip();
    expect(other.offered()?.reasons).toEqual([]);
    expect(other.posts).toHaveLength(1);
  });

  test("it ends by itself, and at once when the next person is asked", async () => {
    const { store, nowMs, live, offered } = pad([stored]);
    await store.rate("c_1", 3);
    nowMs.value += REASONS_SHOWN_MS;
    expect(offered()).toBeNull();
    const next = pad([stored]);
    await next.store.rate("c_1", 3);
    next.live.view.value = padView({ invitation: { caseId: "c_2", number: "A013", until: at(0, 20) } });
    expect(next.store.shown.value).toMatchObject({ name: "invited", caseId: "c_2" });
    expect(live.view.value).not.toBeNull();
  });

  test("a rating whose answer was lost is thanked for, and asked nothing more", async () => {
    const { store, offered } = pad([{ ok: false, status: 409, code: "CASE_ALREADY_RATED", detail: "" }]);
    await store.rate("c_1", 2);
    expect(offered()).toBeNull();
  });
});
