// The rating pad: one touch, one rating, of the right case, whatever the network does.
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { PadView } from "../../controller/contract/views.ts";
import { PadStore } from "../../kiosk-ui/pad/store.ts";
import { padShown, type Touch } from "../../kiosk-ui/pad/view.ts";
import type { Answer, SendOptions } from "../../kiosk-ui/shared/api.ts";
import { LEVELS } from "../../kiosk-ui/shared/i18n/states.ts";
import { fakeLive } from "./fake-live.ts";
import { settled } from "./fake-time.ts";
import { at, padView } from "./fixtures.ts";

const hallNowMs = Date.parse(at(0));
const invited = padView({ invitation: { caseId: "c_1", number: "A012", until: at(0, 20) } });
const noAnswer: Answer<unknown> = { ok: false, status: 0, code: "NO_ANSWER", detail: "" };
const stored: Answer<unknown> = { ok: true, status: 201, value: {} };

function pad(answers: Answer<unknown>[], link: "live" | "stale" = "live") {
  const posts: { path: string; body: unknown; options: SendOptions }[] = [];
  const live = fakeLive<"pad">(invited, () => hallNowMs);
  live.link.value = link;
  let keys = 0;
  const store = new PadStore({
    windowId: "1",
    live,
    nowMs: signal(5_000),
    newKey: () => {
      keys += 1;
      return `key-${keys}`;
    },
    post: (path, body, options) => {
      posts.push({ path, body, options });
      return Promise.resolve(answers.shift() ?? noAnswer);
    },
  });
  return { store, posts, live };
}

test("each of the five levels costs one touch and one request", async () => {
  for (const { level } of LEVELS) {
    const { store, posts } = pad([stored]);
    await store.rate("c_1", level);
    expect(posts.map(({ path, body }) => [path, body])).toEqual([["/windows/1/rating", { level }]]);
    expect(store.shown.value?.name).toBe("thanks");
  }
});

test("the levels run from 5 to 1 and none is marked beforehand", () => {
  expect(LEVELS.map(({ level, words }) => `${level}${words.zh}`)).toEqual([
    "5非常满意",
    "4满意",
    "3基本满意",
    "2不满意",
    "1非常不满意",
  ]);
});

test("a second touch while the first is under way is not a second rating", async () => {
  const { store, posts } = pad([stored]);
  const first = store.rate("c_1", 5);
  await store.rate("c_1", 1);
  await first;
  expect(posts).toHaveLength(1);
});

test("an unanswered touch is sent again for its own case, so it can never rate the next person's", async () => {
  const { store, posts } = pad([noAnswer, stored]);
  await store.rate("c_1", 2);
  expect(posts.map(({ path, body }) => [path, body])).toEqual([
    ["/windows/1/rating", { level: 2 }],
    ["/ratings", { caseId: "c_1", level: 2, channel: "window_pad" }],
  ]);
  expect(store.touch.value.name).toBe("stored");
});

test("when the first try had arrived after all, the person is thanked, not refused", async () => {
  const { store } = pad([noAnswer, { ok: false, status: 409, code: "CASE_ALREADY_RATED", detail: "" }]);
  await store.rate("c_1", 2);
  expect(store.shown.value?.name).toBe("thanks");
});

test("with the link down the touch names its case from the start and is kept for minutes", async () => {
  const { store, posts } = pad([stored], "stale");
  await store.rate("c_1", 3);
  expect(posts[0]).toMatchObject({ path: "/ratings", body: { caseId: "c_1", level: 3 } });
  expect(posts[0]?.options.giveUpMs).toBeGreaterThanOrEqual(60_000);
});

test("a refusal is told in words and not retried", async () => {
  const { store, posts } = pad([{ ok: false, status: 409, code: "NO_OPEN_INVITATION", detail: "" }]);
  await store.rate("c_1", 4);
  await settled();
  expect(posts).toHaveLength(1);
  expect(store.shown.value).toMatchObject({ name: "refused" });
});

function shown(view: PadView, touch: Touch = { name: "none" }, over: { hallNowMs?: number; nowMs?: number } = {}) {
  return padShown({ view, touch, linkLive: true, hallNowMs, nowMs: 5_000, ...over });
}

test("idle shows who works here; an invitation shows the buttons; silence ends it", () => {
  expect(shown(padView())).toMatchObject({ name: "idle", staffName: "王某" });
  expect(shown(invited)).toMatchObject({ name: "invited", caseId: "c_1", leftSeconds: 20 });
  expect(shown(invited, { name: "none" }, { hallNowMs: hallNowMs + 21_000 }).name).toBe("idle");
});

test("thanks given to one case do not hide the invitation of the next", () => {
  const touch: Touch = { name: "stored", caseId: "c_0", atMs: 4_900 };
  expect(shown(invited, touch).name).toBe("invited");
  expect(shown(padView(), touch).name).toBe("thanks");
  expect(shown(padView(), touch, { nowMs: 60_000 }).name).toBe("idle");
});

test("a case that is rated already is not asked again while its invitation is still on the wire", () => {
  const touch: Touch = { name: "stored", caseId: "c_1", atMs: 4_900 };
  expect(shown(invited, touch, { nowMs: 60_000 }).name).toBe("thanks");
});

test("a rating given on the hardware pad thanks here as well", () => {
  expect(shown(padView({ thanks: { number: "A012", at: at(0, -2) } })).name).toBe("thanks");
  expect(shown(padView({ thanks: { number: "A012", at: at(-2) } })).name).toBe("idle");
});
