// The pad in a language of the place, its spoken invitation, marks beside the level, and the stage that is asked about.
import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import type { OptionsView } from "../../controller/contract/ratings.ts";
import { isWithin, PAD_SPOKEN, Prompt } from "../../kiosk-ui/pad/prompt.ts";
import { PadStore } from "../../kiosk-ui/pad/store.ts";
import type { PadShown } from "../../kiosk-ui/pad/view.ts";
import type { Answer } from "../../kiosk-ui/shared/api.ts";
import { menuOf } from "../../kiosk-ui/window/menu.ts";
import { ratingWords } from "../../kiosk-ui/window/view.ts";
import { fakeLive } from "./fake-live.ts";
import { at, consoleView, padView } from "./fixtures.ts";

const hallNowMs = Date.parse(at(0));
const names = (code: string) => ({ "zh-CN": code, en: code, ug: `ug-${code}` });
const UG: NonNullable<OptionsView["pad"]>["languages"][number] = {
  ...{ code: "ug", name: "ئۇيغۇرچە", direction: "rtl" },
  words: { ask: "باھالاڭ", thanks: "رەھمەت", levels: { 5: "a", 4: "b", 3: "c", 2: "d", 1: "e" } },
};
const list = {
  dimensions: [
    { code: "overall", name: names("overall") },
    { code: "attitude", name: names("attitude") },
  ],
  reasons: [{ code: "slow", levels: [1, 2], name: names("slow") }],
};
const OPTIONS: OptionsView = {
  ...{ version: "v1", from: "2031-01-01", onsite: list, online: list, correctionMs: 5_000 },
  pad: { languages: [UG], voice: { hours: "08:30-17:30", volume: 0.5 } },
};
const asked = (caseId: string, stage?: 1) =>
  padView({ invitation: { caseId, number: "A012", until: at(0, 20), ...(stage === 1 ? { stage } : {}) } });

function pad(view = asked("c_1")) {
  const posts: [string, unknown][] = [];
  const live = fakeLive<"pad">(view, () => hallNowMs);
  const nowMs = signal(10_000);
  const stored: Answer<unknown> = { ok: true, status: 201, value: { id: "r_1" } };
  const store = new PadStore({
    ...{ windowId: "1", live, nowMs, options: signal(OPTIONS), newKey: () => "key" },
    post: (path, body) => {
      posts.push([path, body]);
      return Promise.resolve(stored);
    },
  });
  const offered = () => (store.shown.value as Extract<PadShown, { name: "thanks" }>).after ?? null;
  return { store, posts, nowMs, live, offered };
}

describe("a language of the place", () => {
  test("is chosen by a touch, stays for the thanks, and is gone for the next person", async () => {
    const { store, live, nowMs } = pad();
    expect(store.languages.value.map(({ code }) => code)).toEqual(["ug"]);
    expect(store.pack.value).toBeNull();
    store.speak("ug");
    expect(store.pack.value).toMatchObject({ direction: "rtl", words: { thanks: "رەھمەت" } });
    await store.rate("c_1", 4);
    expect(store.pack.value?.code).toBe("ug");
    live.view.value = asked("c_2");
    expect(store.pack.value).toBeNull();
    live.view.value = padView();
    nowMs.value += 60_000;
    store.speak("ug");
    expect(store.pack.value).toBeNull();
  });

  test("costs no level a touch more than another: the first touch is stored as ever", async () => {
    for (const level of [5, 4, 3, 2, 1]) {
      const { store, posts } = pad();
      store.speak("ug");
      await store.rate("c_1", level);
      expect(posts).toEqual([["/windows/1/rating", { level }]]);
    }
  });
});

describe("marks beside the level", () => {
  test("are offered after the reasons to whoever goes on, and never the one that was touched", async () => {
    const { store, posts, offered } = pad();
    await store.rate("c_1", 2);
    expect(offered()).toMatchObject({ mayMark: true, marks: [], reasons: [{ code: "slow" }] });
    store.toMarks();
    expect(offered()).toMatchObject({ reasons: [], marks: [{ code: "attitude", chosen: null }] });
    await store.sendMarks();
    expect(posts).toHaveLength(1);
    store.mark("attitude", 1);
    store.mark("attitude", 1);
    expect(offered()?.marks[0]?.chosen).toBeNull();
    store.mark("attitude", 3);
    await store.sendMarks();
    expect(posts[1]).toEqual(["/cases/c_1/rating/marks", { ratingId: "r_1", dimensions: { attitude: 3 } }]);
    expect(offered()?.marks ?? []).toEqual([]);
  });

  test("a level without reasons of its own asks for them at once; a skip ends everything, time does, too", async () => {
    const { store, offered } = pad();
    await store.rate("c_1", 5);
    expect(offered()).toMatchObject({ reasons: [], marks: [{ code: "attitude" }] });
    store.skip();
    expect(offered()?.marks).toEqual([]);
    const other = pad();
    await other.store.rate("c_1", 2);
    other.store.toggle("slow");
    other.store.toMarks();
    expect(other.posts.at(-1)).toEqual(["/cases/c_1/rating/reasons", { ratingId: "r_1", reasons: ["slow"] }]);
    expect(other.offered()?.marks).toHaveLength(1);
    other.nowMs.value += 20_000;
    expect(other.offered()).toBeNull();
  });
});

describe("the acceptance stage on the pad", () => {
  test("is named with the touch, may be changed, and asks nothing more while the matter goes on", async () => {
    const { store, posts, offered, live } = pad(asked("c_1", 1));
    expect(store.shown.value).toMatchObject({ name: "invited", stage: 1 });
    await store.rate("c_1", 2, 1);
    expect(posts).toEqual([["/windows/1/rating", { level: 2, stage: 1 }]]);
    expect(offered()).toMatchObject({ changeSeconds: 5, reasons: [], marks: [] });
    // The same case is asked about once more when it is done: the first touch does not hide that.
    live.view.value = asked("c_1");
    expect(store.shown.value).toMatchObject({ name: "invited", caseId: "c_1" });
  });

  test("the console offers it only where the hall asks at both stages, and greys it when it was asked", () => {
    const rating = { invited: false, until: null, lastOutcome: null };
    const menu = (mayAccept?: boolean) =>
      menuOf(consoleView({ rating: mayAccept === undefined ? rating : { ...rating, mayAccept } }));
    const entry = (mayAccept?: boolean) => menu(mayAccept).find(({ id }) => id === "accept-case");
    // Every other entry keeps its digit, the silent call for help above all.
    const places = (menuIs: ReturnType<typeof menu>) => menuIs.map(({ id }) => id).filter((_, at) => at !== 6);
    expect(places(menu(true))).toEqual(places(menu()));
    expect(entry()).toBeUndefined();
    expect([entry(true)?.enabled, entry(false)?.enabled]).toEqual([true, false]);
  });
});

describe("where the hardware pad is out", () => {
  test("the page says that it takes its place, and the clerk is told of the code on the paper", () => {
    const idle = pad(padView({ hardware: "down" }));
    expect(idle.store.shown.value).toMatchObject({ name: "idle", takesOver: true });
    expect(pad(padView({ hardware: "working" })).store.shown.value).toMatchObject({ takesOver: false });
    const device = { id: "pad-1", kind: "pad", state: "offline", detail: "" } as const;
    const rating = { invited: true, until: at(0, 20), lastOutcome: null };
    expect(ratingWords(consoleView({ rating, devices: [device] }), hallNowMs)?.zh).toContain("扫小票二维码");
    expect(
      ratingWords(consoleView({ rating, devices: [{ ...device, state: "online" }] }), hallNowMs)?.zh,
    ).not.toContain("扫小票");
  });
});

describe("the spoken invitation", () => {
  const said: string[] = [];
  const prompt = () => new Prompt({ say: (text) => Promise.resolve(void said.push(text)), stop: () => undefined });
  const clock = { nowMs: Date.parse("2026-03-02T10:00:00+08:00"), timezone: "Asia/Shanghai" };
  const shown = (caseId: string, stage?: 1): PadShown => ({
    ...{ name: "invited", caseId, number: "A012", leftSeconds: 20 },
    ...(stage === 1 ? { stage } : {}),
  });

  test("comes once for each question, by its stage, and names no level", () => {
    said.length = 0;
    const voice = prompt();
    for (const one of [shown("c_1", 1), shown("c_1", 1), shown("c_1"), shown("c_1"), null, shown("c_2")])
      voice.follow(one, OPTIONS, clock);
    expect(said).toEqual([PAD_SPOKEN.acceptance, PAD_SPOKEN.ask, PAD_SPOKEN.ask]);
    expect(said.join()).not.toMatch(/满意|[1-5]/);
  });

  test("is silent unless the hall wants it, and in its quiet hours", () => {
    said.length = 0;
    const silent: OptionsView = { ...OPTIONS, pad: { languages: [], voice: null } };
    prompt().follow(shown("c_1"), silent, clock);
    prompt().follow(shown("c_1"), null, clock);
    prompt().follow(shown("c_1"), OPTIONS, { ...clock, nowMs: Date.parse("2026-03-02T18:00:00+08:00") });
    expect(said).toEqual([]);
    expect(isWithin("22:00-06:00", Date.parse("2026-03-02T23:30:00+08:00"), "Asia/Shanghai")).toBe(true);
  });
});
