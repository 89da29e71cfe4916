// The kiosk: one tap one ticket, honest words before it, the paper's state after it, a clean page for the next person.
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { TicketView } from "../../controller/contract/views.ts";
import { KioskStore } from "../../kiosk-ui/kiosk/store.ts";
import {
  idleLimits,
  idleStep,
  pageOf,
  paperOf,
  printerNotice,
  resultShown,
  serviceCard,
} from "../../kiosk-ui/kiosk/view.ts";
import type { Answer, SendOptions } from "../../kiosk-ui/shared/api.ts";
import { fakeLive } from "./fake-live.ts";
import { settled } from "./fake-time.ts";
import { kioskView, services, ticket, ticketPage } from "./fixtures.ts";

function kiosk() {
  const nowMs = signal(1_000);
  const posts: { path: string; body: unknown; options: SendOptions; answer: (a: Answer<TicketView>) => void }[] = [];
  const ticketLive = fakeLive<"ticket">(null, () => 0);
  let keys = 0;
  const store = new KioskStore({
    kioskId: "kiosk-1",
    live: fakeLive<"kiosk">(kioskView(), () => 0),
    nowMs,
    origin: "http://10.0.0.5:8080",
    newKey: () => {
      keys += 1;
      return `key-${keys}`;
    },
    post: (path, body, options) => new Promise((answer) => posts.push({ path, body, options, answer })),
    followTicket: () => ticketLive,
  });
  const pass = (ms: number): void => {
    nowMs.value += ms;
    store.tick();
  };
  const issue = async (given: Partial<TicketView> = {}): Promise<void> => {
    void store.take("tax", { zh: "税务", en: "Tax" });
    posts[posts.length - 1]?.answer({ ok: true, status: 201, value: ticket(given) });
    await settled();
  };
  const printed = (state: TicketView["print"]["state"]): void => {
    ticketLive.view.value = ticketPage({ ticket: ticket({ print: { state } }) });
    store.tick();
  };
  return { store, posts, pass, issue, printed, ticketLive };
}

test("a double tap takes one number with one key", () => {
  const { store, posts } = kiosk();
  void store.take("tax", { zh: "税务", en: "Tax" });
  void store.take("tax", { zh: "税务", en: "Tax" });
  expect(posts.map(({ path, options }) => [path, options.key])).toEqual([["/tickets", "key-1"]]);
  expect(store.step.value.name).toBe("issuing");
});

test("the next person's tap has a key of its own", async () => {
  const { store, posts, issue } = kiosk();
  await issue();
  store.reset();
  await issue();
  expect(posts.map(({ options }) => options.key)).toEqual(["key-1", "key-2"]);
});

test("an unanswered request is told in words while the page waits", () => {
  const { store, posts } = kiosk();
  void store.take("tax", { zh: "税务", en: "Tax" });
  posts[0]?.options.onUnanswered?.();
  expect(store.step.value).toMatchObject({ name: "issuing", unanswered: true });
});

test("priority and language travel with the ticket and end with it", async () => {
  const { store, posts, issue } = kiosk();
  store.priority.value = "elderly";
  store.language.value = "en";
  await issue();
  expect(posts[0]?.body).toEqual({ serviceId: "tax", priority: "elderly", kioskId: "kiosk-1", language: "en" });
  store.reset();
  expect([store.priority.value, store.language.value, store.large.value]).toEqual([null, "zh-CN", false]);
});

test("a refusal shows its reason and the way back", async () => {
  const { store, posts } = kiosk();
  void store.take("tax", { zh: "税务", en: "Tax" });
  posts[0]?.answer({ ok: false, status: 409, code: "SERVICE_QUOTA_REACHED", detail: "" });
  await settled();
  expect(store.step.value).toEqual({ name: "refused", code: "SERVICE_QUOTA_REACHED" });
});

test("the result never leaves before the paper is cut, and leaves 10 s after", async () => {
  const { store, pass, issue, printed, ticketLive } = kiosk();
  await issue();
  pass(45_000);
  store.leaveResult();
  expect(store.step.value.name).toBe("result");
  printed("printed");
  store.leaveResult();
  expect(store.step.value.name).toBe("result");
  pass(9_000);
  expect(store.step.value.name).toBe("result");
  pass(1_500);
  expect(store.step.value.name).toBe("services");
  expect(ticketLive.closed).toBe(true);
});

test("a touch leaves the result, but not the touch that was meant for the page before", async () => {
  const { store, pass, issue, printed } = kiosk();
  await issue();
  printed("printed");
  pass(500);
  store.leaveResult();
  expect(store.step.value.name).toBe("result");
  pass(1_500);
  store.leaveResult();
  expect(store.step.value.name).toBe("services");
});

test("after a printer fault the number stays a minute, with the code to scan", async () => {
  const { store, pass, issue, printed } = kiosk();
  await issue();
  printed("failed");
  expect(store.result.value?.qrUrl).toBe("http://10.0.0.5:8080/t/mFzq3l0b9s2pXk1vQeD7yA");
  pass(50_000);
  expect(store.step.value.name).toBe("result");
  pass(11_000);
  expect(store.step.value.name).toBe("services");
});

test("an abandoned question warns, can be extended, and starts anew", () => {
  const { store, pass } = kiosk();
  store.step.value = { name: "priority" };
  pass(31_000);
  expect(store.idle.value.step).toBe("warn");
  store.touched();
  pass(29_000);
  expect(store.idle.value.step).toBe("none");
  pass(20_000);
  expect(store.step.value.name).toBe("services");
});

test("the first page as everybody finds it needs no reset and no warning", () => {
  const { store, pass } = kiosk();
  pass(3_600_000);
  expect(store.idle.value.step).toBe("none");
});

test("nobody is hurried within a minute in large text", () => {
  expect(idleStep(60_000, idleLimits(true))).toBe("none");
  expect(idleStep(75_000, idleLimits(true))).toBe("warn");
  expect(idleStep(60_000, idleLimits(false))).toBe("reset");
});

test("each service tells who waits and how long, or that nobody can say, or why it is shut", () => {
  const cards = services().map(serviceCard);
  expect(cards[0]).toMatchObject({ waiting: 12, estimate: { zh: "约 5–15 分钟" }, available: true, notice: null });
  expect(cards[1]?.estimate.en).toBe("cannot say how long");
  expect(cards[3]).toMatchObject({ available: false });
  expect(cards[3]?.notice?.zh).toContain("已发完");
  expect(cards[4]).toMatchObject({ available: true, estimate: { en: "cannot say how long" } });
  expect(cards[4]?.notice?.en).toContain("No window open");
});

test("no page asks for more than six choices and none is lost", () => {
  const many = Array.from({ length: 14 }, (_, index) => index);
  const seen = [0, 1, 2].flatMap((page) => pageOf(many, page).items);
  expect(seen).toEqual(many);
  expect(pageOf(many, 0)).toMatchObject({ pages: 3, items: { length: 6 } });
  expect(pageOf(many, 99).page).toBe(2);
  expect(pageOf([], 0)).toEqual({ items: [], page: 0, pages: 1 });
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
    serviceName: { zh: "税务", en: "Tax" },
    live: ticketPage({ ticket: ticket({ ahead: 0, print: { state: "printed" } }) }),
    linkLive: true,
    sinceIssueMs: 2_000,
    unhurried: false,
    origin: "http://hall",
  });
  expect(shown.ahead?.zh).toContain("下一位");
  expect(shown).toMatchObject({ paper: "take", qrUrl: null, leaveAfterMs: 10_000 });
});

test("a printer in trouble is told before the number is taken", () => {
  const printer = (state: string, id: string | null = "printer-1") =>
    printerNotice(kioskView({ kiosk: { id: "kiosk-1", printer: id, printerState: state, printerDetail: "" } }));
  expect(printer("online")).toBeNull();
  expect(printer("faulted")?.zh).toContain("打印机");
  expect(printer("none", null)?.en).toContain("No paper");
});
