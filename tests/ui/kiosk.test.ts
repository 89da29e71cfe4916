// The kiosk's behaviour: one tap one ticket, nothing lost over a bad line, a clean page for the next person.
import { expect, test } from "vitest";
import { pressKey } from "../../kiosk-ui/kiosk/keyboard.ts";
import { keyMeaning } from "../../kiosk-ui/kiosk/keys.ts";
import { NO_ERRAND } from "../../kiosk-ui/kiosk/model.ts";
import { paperOf, resultShown } from "../../kiosk-ui/kiosk/outcome-view.ts";
import type { KioskStore } from "../../kiosk-ui/kiosk/store.ts";
import { settled } from "./fake-time.ts";
import { at, ticket, ticketPage } from "./fixtures.ts";
import { appointment, kiosk, NOW_MS, shownCard, shownTicket } from "./kiosk-fixtures.ts";

const place = (store: KioskStore): string => store.where.place.value.name;
const key = (store: KioskStore, name: string): void => {
  const meaning = keyMeaning(name);
  const left = meaning === null ? null : pressKey(store, meaning);
  if (left === "ok") store.act({ do: "enter" }, "key");
};

test("a double tap takes one number with one key", () => {
  const { store, posts } = kiosk();
  store.act({ do: "take", serviceId: "tax" });
  store.act({ do: "take", serviceId: "tax" });
  expect(posts.map(({ path, options }) => [path, options.key])).toEqual([["/tickets", "key-1"]]);
  expect(place(store)).toBe("working");
});

test("the second tap of a double tap chooses nothing on the page that the first one opened", () => {
  const { store, posts, settle } = kiosk();
  store.act({ do: "go", to: { name: "service", serviceId: "household" } });
  store.act({ do: "take", serviceId: "household" });
  expect(posts).toEqual([]);
  settle();
  store.act({ do: "take", serviceId: "household" });
  expect(posts.map(({ path }) => path)).toEqual(["/tickets"]);
});

test("the next person's tap has a key of its own", async () => {
  const { store, posts, issue } = kiosk();
  await issue();
  store.reset();
  await issue();
  expect(posts.filter(({ path }) => path === "/tickets").map(({ options }) => options.key)).toEqual(["key-1", "key-2"]);
});

test("an unanswered request is told in words while the page waits", () => {
  const { store, last } = kiosk();
  store.act({ do: "take", serviceId: "tax" });
  last().options.onUnanswered?.();
  expect(store.where.place.value).toMatchObject({ name: "working", unanswered: true });
  expect(store.sheet.value?.notices[0]?.["zh-CN"]).toContain("不会重复取号");
});

test("after no answer at all, trying again uses the same key: still one number", async () => {
  const { store, posts, answer, settle } = kiosk();
  store.act({ do: "take", serviceId: "tax" });
  await answer({ ok: false, status: 0, code: "NO_ANSWER", detail: "" });
  expect(store.sheet.value?.main?.act).toEqual({ do: "retry" });
  settle();
  store.act({ do: "retry" });
  expect(posts.map(({ options }) => options.key)).toEqual(["key-1", "key-1"]);
  expect(posts[1]?.body).toEqual(posts[0]?.body);
});

test("a page loaded anew while a request is under way asks again with its key, unless it is long ago", async () => {
  const first = kiosk();
  first.store.act({ do: "take", serviceId: "tax" });
  const kept = first.kept.text;
  const memory = (text: string | null) => ({ read: () => text, write: () => undefined });
  const second = kiosk({}, { memory: memory(kept) });
  second.store.resume();
  expect(second.posts.map(({ path, options }) => [path, options.key])).toEqual([["/tickets", "key-1"]]);
  const late = kiosk({}, { memory: memory(kept), wallMs: () => NOW_MS + 600_000 });
  late.store.resume();
  const torn = kiosk({}, { memory: memory('{"path":"/tick') });
  torn.store.resume();
  expect([late.posts.length, torn.posts.length]).toEqual([0, 0]);
  await first.answer({ ok: true, status: 201, value: ticket() });
  expect(first.kept.text).toBeNull();
});

test("priority, needs, language and large print travel with the ticket and end with it", async () => {
  const { store, posts, answer, settle } = kiosk();
  store.act({ do: "tongue", tongue: "zh-Hant" });
  store.act({ do: "elderly" });
  store.act({ do: "need", id: "low-counter" });
  store.act({ do: "priority", id: "elderly" });
  settle();
  store.act({ do: "take", serviceId: "tax" });
  expect(posts[0]?.body).toEqual({
    ...{ serviceId: "tax", priority: "elderly", kioskId: "kiosk-1", language: "zh-Hant" },
    ...{ needs: ["low-counter"], largePrint: true },
  });
  await answer({ ok: true, status: 201, value: ticket() });
  store.reset();
  settle();
  expect([store.tongue.value, store.elderly.value]).toEqual(["zh-CN", false]);
  store.act({ do: "take", serviceId: "tax" });
  expect(posts[1]?.body).toEqual({ serviceId: "tax", priority: null, kioskId: "kiosk-1", language: "zh-CN" });
});

test("a refusal shows its reason and the way back", async () => {
  const { store, answer } = kiosk();
  store.act({ do: "take", serviceId: "tax" });
  await answer({ ok: false, status: 409, code: "SERVICE_QUOTA_REACHED", detail: "" });
  expect(store.sheet.value?.notices[0]?.en).toContain("all given out");
  expect(store.sheet.value?.mayGoBack).toBe(true);
});

test("the result never leaves before the paper is cut, and leaves 10 s after", async () => {
  const { store, pass, issue, printed, ticketLive } = kiosk();
  await issue();
  pass(45_000);
  store.leaveResult();
  expect(place(store)).toBe("result");
  printed("printed");
  store.leaveResult();
  expect(place(store)).toBe("result");
  pass(9_000);
  expect(place(store)).toBe("result");
  pass(1_500);
  expect(place(store)).toBe("home");
  expect(ticketLive.closed).toBe(true);
});

test("a touch leaves the result, but not the touch that was meant for the page before", async () => {
  const { store, pass, issue, printed } = kiosk();
  await issue();
  printed("printed");
  pass(500);
  store.leaveResult();
  expect(place(store)).toBe("result");
  pass(1_500);
  store.leaveResult();
  expect(place(store)).toBe("home");
});

test("after a printer fault the number stays a minute with its code, and another paper can be asked for", async () => {
  const { store, pass, issue, printed, posts, answer, settle } = kiosk();
  await issue();
  printed("failed");
  expect(store.result.value).toMatchObject({ qrUrl: "http://10.0.0.5:8080/t/mFzq3l0b9s2pXk1vQeD7yA", trouble: true });
  pass(50_000);
  expect(place(store)).toBe("result");
  settle();
  key(store, "2");
  expect(posts[1]?.path).toBe("/tickets/t_1/reprint");
  await answer({ ok: false, status: 409, code: "TICKET_PRINTING", detail: "" });
  expect(store.sheet.value?.notices[0]?.en).toContain("being printed");
  printed("pending");
  pass(100_000);
  expect(place(store)).toBe("result");
  printed("printed");
  pass(10_500);
  expect(place(store)).toBe("home");
});

test("an abandoned question warns, can be extended by any key, and starts anew", () => {
  const { store, pass, settle } = kiosk();
  store.act({ do: "go", to: { name: "priority" } });
  settle();
  pass(31_000);
  expect(store.idle.value.step).toBe("warn");
  key(store, "1");
  expect(place(store)).toBe("priority");
  pass(29_000);
  expect(store.idle.value.step).toBe("none");
  pass(25_000);
  expect(place(store)).toBe("home");
});

test("the page as everybody finds it needs no reset; a kiosk that begins in elderly mode neither", () => {
  for (const elderlyFirst of [false, true]) {
    const { store, pass } = kiosk();
    const { kiosk: settings } = store.view.value ?? {};
    if (settings === undefined) throw new Error("no view");
    const other = kiosk({ kiosk: { ...settings, elderlyFirst } });
    pass(3_600_000);
    other.pass(3_600_000);
    expect([store.idle.value.step, other.store.idle.value.step]).toEqual(["none", "none"]);
    expect(other.store.elderly.value).toBe(elderlyFirst);
  }
});

test("nobody is hurried within a minute in elderly or eyes-free mode", () => {
  for (const mode of ["elderly", "guide"] as const) {
    const { store, pass } = kiosk();
    store.act({ do: mode });
    pass(60_000);
    expect(store.idle.value.step).toBe("none");
    pass(15_000);
    expect(store.idle.value.step).toBe("warn");
  }
});

test("an own ticket shown to the scanner opens its page; the same showing does not open it twice", () => {
  const { store, see, settle } = kiosk();
  const shown = shownTicket();
  see({ presented: shown });
  expect(store.sheet.value?.badges.map((badge) => badge.en)).toContain("You are back in the queue");
  settle();
  store.act({ do: "back" });
  see({ presented: shown });
  expect(place(store)).toBe("home");
});

test("a card opens the person's page, is cleared on leaving, and its handle goes with the request only", async () => {
  const { store, see, posts, settle } = kiosk();
  const card = shownCard();
  store.act({ do: "go", to: { name: "card-wanted", serviceId: "general" } });
  see({ presented: card });
  expect(posts[0]?.body).toMatchObject({ serviceId: "general", cardHandle: "h_1" });
  expect(JSON.stringify(posts[0]?.body)).not.toContain("王");
  const second = kiosk();
  second.see({ presented: card });
  expect(second.store.sheet.value?.title["zh-CN"]).toContain("王**");
  second.settle();
  second.store.act({ do: "leave" });
  expect(second.posts.map(({ path }) => path)).toEqual(["/kiosks/kiosk-1/clear"]);
  expect(second.store.errand.value.card).toBeNull();
  settle();
  await settled();
});

const PERSON_LIMIT = { ok: false, status: 409, code: "PERSON_LIMIT_REACHED", detail: "" } as const;

test.each(["refused", "no answer", "a word", "the number"] as const)(
  "done is done: the card and all that was said leave at once after %s",
  async (page) => {
    const { store, see, posts, answer, settle, issue, printed, pass } = kiosk();
    store.act({ do: "tongue", tongue: "en" });
    see({ presented: shownCard() });
    see({ presented: null });
    settle();
    if (page === "the number") {
      await issue();
      printed("printed");
      pass(2_000);
    } else if (page === "a word") {
      store.where.show(
        {
          name: "said",
          title: { "zh-CN": "x", "zh-Hant": "x", en: "x" },
          hint: { "zh-CN": "", "zh-Hant": "", en: "" },
        },
        [],
      );
    } else {
      store.act({ do: "take", serviceId: "tax" });
      await answer(page === "refused" ? PERSON_LIMIT : { ok: false, status: 0, code: "NO_ANSWER", detail: "" });
    }
    settle();
    const done = store.sheet.value?.choices.find(({ id }) => id === "done");
    expect(done?.text["zh-CN"]).toBe("完成");
    if (done !== undefined) store.act(done.act);
    expect(posts.at(-1)?.path).toBe("/kiosks/kiosk-1/clear");
    expect([place(store), store.errand.value, store.tongue.value]).toEqual(["home", NO_ERRAND, "zh-CN"]);
    expect(store.sheet.value?.mayGoBack).toBe(false);
  },
);

test("a card serves somebody who reads slowly after its showing is over, and idleness clears it", () => {
  const { store, see, pass, posts } = kiosk();
  see({ presented: shownCard() });
  see({ presented: null });
  expect(store.errand.value.card?.handle).toBe("h_1");
  pass(51_000);
  expect([place(store), store.errand.value.card]).toEqual(["home", null]);
  expect(posts.map(({ path }) => path)).toEqual(["/kiosks/kiosk-1/clear"]);
});

test("what is shown to the scanner never wipes a number whose paper is not cut", async () => {
  const { store, see, issue, printed, pass } = kiosk();
  await issue();
  const presented = { kind: "unknown", at: at(2), until: at(3), what: "foreign" } as const;
  see({ presented });
  expect(place(store)).toBe("result");
  printed("printed");
  pass(100);
  see({ presented: { ...presented, at: at(2, 5) } });
  expect(place(store)).toBe("presented");
});

test("a check-in by code asks once and gives the number; digits beyond the eighth are not taken", async () => {
  const { store, posts, gets, answer, settle } = kiosk();
  store.act({ do: "go", to: { name: "check-in" } });
  for (const digit of "402718369") key(store, digit);
  expect(store.where.typed.value).toBe("40271836");
  key(store, "Backspace");
  key(store, "6");
  settle();
  key(store, "Enter");
  key(store, "Enter");
  // No ticket has this short code: it is an appointment's.
  expect(gets.map(({ path }) => path)).toEqual(["/tickets/code/40271836?kioskId=kiosk-1"]);
  gets[0]?.answer({ ok: false, status: 404, code: "TICKET_UNKNOWN", detail: "" });
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  expect(posts.map(({ path, body }) => [path, body])).toEqual([
    ["/appointments/check-in", { code: "40271836", kioskId: "kiosk-1" }],
  ]);
  await answer({ ok: true, status: 201, value: { ticket: ticket({ number: "Y001" }), appointment: appointment() } });
  expect(store.result.value?.number).toBe("Y001");
});

test("a number that would come after closing can be a booking instead", async () => {
  const { store, gets, posts, answer, settle } = kiosk();
  key(store, "3");
  expect(store.sheet.value?.notices.map((notice) => notice["zh-CN"]).join()).toContain("16:50–17:30");
  settle();
  key(store, "2");
  expect(gets[0]?.path).toBe("/slots?serviceId=tax&date=2026-03-03");
  const slot = { time: "09:30", start: at(0), end: at(30), capacity: 4, free: 2 };
  const slots = { serviceId: "tax", date: "2026-03-03", firstDay: "2026-03-02", lastDay: "2026-03-09", slots: [slot] };
  gets[0]?.answer({ ok: true, status: 200, value: slots });
  await settled();
  settle();
  key(store, "1");
  expect(posts[0]).toMatchObject({
    path: "/appointments",
    body: { serviceId: "tax", date: "2026-03-03", time: "09:30" },
  });
  await answer({ ok: true, status: 201, value: appointment({ date: "2026-03-03", time: "09:30" }) });
  expect(place(store)).toBe("booked");
});

test("each state of the paper has its own page, and a lost link frees the citizen in the end", () => {
  const states = ["none", "pending", "printed", "unconfirmed", "failed"] as const;
  expect(states.map((state) => paperOf(state, true, 60_000))).toEqual(["none", "printing", "take", "unsure", "failed"]);
  expect(paperOf("pending", false, 5_000)).toBe("printing");
  expect(paperOf("pending", false, 25_000)).toBe("lost");
});

test("the newest word about the ticket wins over the answer of the tap", () => {
  const shown = resultShown({
    ticket: ticket({ ahead: 7 }),
    live: ticketPage({ ticket: ticket({ ahead: 0, print: { state: "printed" } }) }),
    ...{ linkLive: true, sinceIssueMs: 2_000, unhurried: false, origin: "http://hall" },
  });
  expect(shown.ahead?.["zh-CN"]).toContain("下一位");
  expect(shown).toMatchObject({ paper: "take", leaveAfterMs: 10_000 });
});
