// The staff console: what is offered in each state, keys, undo, refusals in words.
import { expect, test } from "vitest";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import type { Answer, SendOptions } from "../../kiosk-ui/shared/api.ts";
import { ConsoleStore } from "../../kiosk-ui/window/store.ts";
import {
  actionOfKey,
  deviceTroubles,
  keyNumber,
  primaryAction,
  ratingWords,
  recallWait,
  secondaryActions,
  timerOf,
  transferTargets,
  undoBar,
} from "../../kiosk-ui/window/view.ts";
import { fakeLive } from "./fake-live.ts";
import { settled } from "./fake-time.ts";
import { at, consoleView, ticket, windowView } from "./fixtures.ts";

const nowMs = Date.parse(at(0));

const openCase = {
  ...{ id: "c_1", openedAt: at(-16), limitMinutes: 15, serviceId: "social-insurance", outcome: null },
  ...{ quantity: 1, timeFlagged: false, hasNote: false, inVisit: 1 },
};

function during(activity: WindowConsoleView["window"]["activity"], over: Partial<WindowConsoleView> = {}) {
  const state = activity === "closed" || activity === "paused" ? activity : "open";
  const busy = activity === "calling" || activity === "serving";
  return consoleView({
    window: windowView("1", { activity, state, number: busy ? "A012" : null }),
    ticket: busy
      ? ticket({ state: activity === "calling" ? "called" : "serving", calledAt: at(0, -4), calls: 1 })
      : null,
    case: activity === "serving" ? openCase : null,
    ...over,
  });
}

function consoleStore(view: WindowConsoleView, monotonicMs = () => nowMs) {
  const posts: { path: string; body: unknown; options: SendOptions }[] = [];
  let answer: Answer<unknown> = { ok: true, status: 200, value: {} };
  let keys = 0;
  const live = fakeLive<"window">(view, () => nowMs);
  const store = new ConsoleStore({
    windowId: "1",
    live,
    monotonicMs,
    newKey: () => {
      keys += 1;
      return `key-${keys}`;
    },
    post: (path, body, options) => {
      posts.push({ path, body, options });
      return Promise.resolve(answer);
    },
  });
  const answering = (next: Answer<unknown>): void => {
    answer = next;
  };
  return { store, posts, live, answering };
}

test("the primary button follows the state and stays on F1", () => {
  const states = ["closed", "idle", "calling", "serving", "paused"] as const;
  const actions = states.map((activity) => primaryAction(during(activity)));
  expect(actions.map(({ id }) => id)).toEqual(["open", "call-next", "arrived", "finish", "resume"]);
  expect(new Set(actions.map(({ key }) => key))).toEqual(new Set([1]));
});

test("the next number and why it is next stand on the button before it is pressed", () => {
  expect(primaryAction(during("idle")).note).toEqual({
    zh: "下一位 A013 · 等候最久，24 分钟",
    en: "longest wait: 24 min",
  });
  expect(primaryAction(during("idle", { next: null })).note?.zh).toContain("无人等候");
});

test("what cannot be done now is greyed, never moved", () => {
  const enabled = (view: WindowConsoleView, wait = 0) =>
    secondaryActions(view, wait)
      .filter((action) => action.enabled)
      .map(({ id }) => id);
  expect(enabled(during("closed"))).toEqual(["more"]);
  expect(enabled(during("idle"))).toEqual(["call", "more", "pause"]);
  expect(enabled(during("calling"))).toEqual(["recall", "missed", "hold", "transfer", "call", "more", "pause"]);
  expect(enabled(during("calling"), 6)).not.toContain("recall");
  expect(enabled(during("serving"))).toEqual(["hold", "transfer", "call", "more", "pause"]);
  expect(enabled(during("paused"))).toEqual(["more", "resume"]);
  for (const state of ["closed", "idle", "calling", "serving", "paused"] as const)
    expect(secondaryActions(during(state), 0).map(({ key }) => key)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a recall counts down the minimum time, from the page's own recall as well", () => {
  const view = during("calling");
  expect(recallWait(view, 0, nowMs)).toBe(6);
  expect(recallWait(view, 0, nowMs + 6_000)).toBe(0);
  expect(recallWait(view, nowMs + 5_000, nowMs + 6_000)).toBe(9);
});

test("F-keys and plain digits are the same, combinations are the browser's", () => {
  const key = (name: string, ctrlKey = false) => keyNumber({ key: name, ctrlKey, altKey: false, metaKey: false });
  expect([key("F5"), key("5"), key("0"), key("F10"), key("F12"), key("a")]).toEqual([5, 5, null, null, null, null]);
  expect(key("5", true)).toBeNull();
});

test("a key whose action is greyed does nothing", () => {
  const view = during("idle");
  const actions = [primaryAction(view), ...secondaryActions(view, 0)];
  expect(actionOfKey(actions, 1)?.id).toBe("call-next");
  expect(actionOfKey(actions, 3)).toBeNull();
});

test("the timer runs from the call, then from the start of the case, and says when the limit is passed", () => {
  expect(timerOf(during("idle"), nowMs)).toBeNull();
  expect(timerOf(during("calling"), nowMs)).toMatchObject({ ms: 4_000, late: false });
  expect(timerOf(during("serving"), nowMs)).toMatchObject({
    ms: 16 * 60_000,
    limitMinutes: 15,
    late: true,
    pace: "over",
    leftMs: -60_000,
  });
});

test("the undo bar stands for 15 s and names what it takes back", () => {
  const view = during("calling", { undo: { seq: 7, action: "call", number: "A012", at: at(0, -3) } });
  expect(undoBar(view, nowMs)).toEqual({ words: { zh: "叫号 A012", en: "call A012" }, leftSeconds: 12 });
  expect(undoBar(view, nowMs + 12_000)).toBeNull();
  expect(undoBar(during("idle"), nowMs)).toBeNull();
});

test("the console tells that a rating was given, never which", () => {
  const rating = (over: Partial<WindowConsoleView["rating"]>) =>
    ratingWords(during("idle", { rating: { invited: false, until: null, lastOutcome: null, ...over } }), nowMs);
  expect(rating({})).toBeNull();
  expect(rating({ invited: true, until: at(0, 20) })?.zh).toContain("20 秒");
  expect(rating({ lastOutcome: { number: "A012", outcome: "rated" } })?.zh).toBe("A012 已评价");
  expect(rating({ lastOutcome: { number: "A012", outcome: "lapsed" } })?.en).toBe("A012 was not rated");
});

test("only devices in trouble are named", () => {
  const devices = [
    { id: "keypad-1", kind: "keypad", state: "online", detail: "" },
    { id: "strip-1", kind: "led", state: "offline", detail: "no reply" },
  ];
  expect(deviceTroubles(during("idle", { devices })).map(({ zh }) => zh)).toEqual(["条屏 strip-1 离线：no reply"]);
});

test("a ticket can be transferred anywhere but to where it is", () => {
  const targets = transferTargets(during("serving"));
  expect(targets.some(({ body }) => "serviceId" in body && body.serviceId === "social-insurance")).toBe(false);
  expect(targets.some(({ body }) => "windowId" in body && body.windowId === "1")).toBe(false);
  expect(targets.filter(({ body }) => "staffId" in body).map(({ words }) => words.zh)).toEqual([
    "李某（3号窗口）",
    "赵某某（到岗后）",
  ]);
  expect(targets).toHaveLength(5 + 5 + 2);
});

test("each press is one write with its own key, and none while an answer is awaited", async () => {
  const { store, posts } = consoleStore(during("idle"));
  store.act("call-next");
  store.act("call-next");
  expect(posts).toHaveLength(1);
  await settled();
  store.act("call-next");
  expect(posts.map(({ options }) => options.key)).toEqual(["key-1", "key-2"]);
  expect(posts[0]?.path).toBe("/windows/1/call-next");
});

test("finishing asks for the rating", () => {
  const { store, posts } = consoleStore(during("serving"));
  store.act("finish");
  expect(posts[0]?.path).toBe("/windows/1/invite-rating");
});

test("a conflict is told in words with who is next", async () => {
  const { store, answering } = consoleStore(during("idle"));
  answering({ ok: false, status: 409, code: "TICKET_ALREADY_CALLED", detail: "" });
  store.call({ ticketId: "t_A001", number: "A001" });
  await settled();
  expect(store.message.value).toEqual({
    words: { zh: "该号已被其他窗口叫走；下一位是 A013", en: "Another window has called this number; next is A013" },
    tone: "trouble",
  });
});

test("an empty line is a note, not a fault", async () => {
  const { store, answering } = consoleStore(during("idle"));
  answering({ ok: true, status: 204, value: null });
  store.act("call-next");
  await settled();
  expect(store.message.value).toMatchObject({ tone: "note", words: { zh: "现在无人等候" } });
});

test("calling somebody else while serving asks first, then finishes and calls", async () => {
  const { store, posts, live } = consoleStore(during("serving"));
  store.call({ number: "a015" });
  expect(posts).toHaveLength(0);
  expect(store.dialog.value?.name).toBe("finish-first");
  await store.finishAndCall({ number: "a015" });
  expect(posts.map(({ path, body }) => [path, body])).toEqual([
    ["/windows/1/invite-rating", {}],
    ["/windows/1/call", { number: "A015" }],
  ]);
  live.view.value = during("calling");
  await store.finishAndCall({ ticketId: "t_2", number: "A016" });
  expect(posts.slice(2).map(({ path }) => path)).toEqual(["/windows/1/missed", "/windows/1/call"]);
});

test("when finishing is refused nobody else is called", async () => {
  const { store, posts, answering } = consoleStore(during("serving"));
  answering({ ok: false, status: 409, code: "WINDOW_HAS_NO_TICKET", detail: "" });
  await store.finishAndCall({ number: "A015" });
  expect(posts).toHaveLength(1);
});

test("undo is one press while the bar stands and asks for a reason later", () => {
  const fresh = consoleStore(during("calling", { undo: { seq: 7, action: "call", number: "A012", at: at(0, -3) } }));
  fresh.store.act("undo");
  expect(fresh.posts[0]?.path).toBe("/windows/1/undo");
  const old = consoleStore(during("serving", { undo: { seq: 7, action: "arrived", number: "A012", at: at(-3) } }));
  old.store.act("undo");
  expect(old.posts).toHaveLength(0);
  expect(old.store.dialog.value).toEqual({ name: "undo" });
});

test("opening asks who signs in, unless the hall keeps no staff list", () => {
  const asked = consoleStore(during("closed"));
  asked.store.act("open");
  expect(asked.store.dialog.value).toEqual({ name: "open" });
  const free = consoleStore(during("closed", { staff: [] }));
  free.store.act("open");
  expect(free.posts[0]?.path).toBe("/windows/1/open");
});

test("a recall too soon is not even sent", async () => {
  const { store, posts } = consoleStore(during("calling"));
  store.act("recall");
  await settled();
  expect(posts).toHaveLength(0);
});

test("a double press does one thing, however fast the hall answers between the two", async () => {
  let now = nowMs;
  const { store, posts, live } = consoleStore(during("calling"), () => now);
  const paths = () => posts.map(({ path }) => path.split("/").at(-1));
  store.act("arrived");
  await settled();
  // The answer and the new view are there: the same key means something else now.
  live.view.value = during("serving");
  now += 180;
  store.act("finish");
  await settled();
  expect(paths()).toEqual(["arrived"]);
  now += 400;
  store.act("finish");
  await settled();
  expect(paths()).toEqual(["arrived", "invite-rating"]);
});
