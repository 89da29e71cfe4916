// A kiosk of an invented hall, and a store on it whose world the test sets by hand.
import { signal } from "@preact/signals";
import type { AppointmentView, PresentedView } from "../../controller/contract/kiosk.ts";
import type { KioskServiceView, KioskView, TicketView } from "../../controller/contract/views.ts";
import type { KioskDeps } from "../../kiosk-ui/kiosk/deps.ts";
import { KioskStore } from "../../kiosk-ui/kiosk/store.ts";
import type { Answer, SendOptions } from "../../kiosk-ui/shared/api.ts";
import { fakeLive } from "./fake-live.ts";
import { settled } from "./fake-time.ts";
import { at, hall, services, ticket, ticketPage } from "./fixtures.ts";

export const NOW_MS = Date.parse("2026-03-02T10:00:00+08:00");

export function offered(over: Partial<KioskServiceView> = {}): KioskServiceView {
  const plain = services()[0];
  if (plain === undefined) throw new Error("no service");
  return {
    ...plain,
    openState: { open: true, mayIssue: true, code: "open", reason: {}, nextOpening: null },
    documents: [],
    needsOffered: [],
    closing: null,
    cardNeeded: false,
    bookable: false,
    nextBookableDay: null,
    crowded: false,
    ...over,
  };
}

const openState = (code: KioskServiceView["openState"]["code"], nextOpening: string | null = null) => ({
  open: code === "open",
  mayIssue: code === "open" || code === "no-window",
  code,
  reason: {},
  nextOpening,
});

/** Six services: plain, with documents, late, quota used, no window, with a card. */
export function sixServices(): KioskServiceView[] {
  const extra: Partial<KioskServiceView>[] = [
    {},
    { documents: [{ "zh-CN": "户口簿", "zh-Hant": "戶口簿", en: "household register" }] },
    {
      waiting: 23,
      closing: {
        closesAt: "2026-03-02T17:00:00+08:00",
        likelyLow: "2026-03-02T16:50:00+08:00",
        likelyHigh: "2026-03-02T17:30:00+08:00",
        late: true,
      },
      bookable: true,
      nextBookableDay: "2026-03-03",
    },
    { openState: openState("quota", "2026-03-03T09:00:00+08:00") },
    { openState: openState("no-window") },
    { cardNeeded: true },
  ];
  return services().map((service, index) => offered({ ...service, ...extra[index] }));
}

export function kioskView(over: Partial<KioskView> = {}): KioskView {
  return {
    hall,
    kiosk: {
      ...{ id: "kiosk-1", printer: "printer-1", printerState: "online", printerDetail: "" },
      ...{ mountingHeightMm: null, diagonalInches: 21.5, elderlyFirst: false, keypadOnly: false },
      ...{ languages: ["zh-CN", "zh-Hant", "en"], reader: true, scanner: true },
    },
    services: sixServices(),
    priorityClasses: ["elderly", "disabled", "appointment"],
    missedRule: ticketPage().missedRule,
    groups: [],
    priorities: [
      { id: "elderly", name: { "zh-CN": "老年人", en: "Elderly" }, prefix: "P" },
      { id: "disabled", name: { "zh-CN": "残疾人", en: "Disabled" }, prefix: null },
    ],
    needs: [
      { id: "sign-language", name: { "zh-CN": "手语", en: "Sign language" } },
      { id: "low-counter", name: { "zh-CN": "低位柜台", en: "Low counter" } },
    ],
    calendar: null,
    site: { lockScreen: {}, ticketFooter: {}, keeps: {} },
    presented: null,
    helperCalledAt: null,
    ...over,
  };
}

export function appointment(over: Partial<AppointmentView> = {}): AppointmentView {
  return {
    id: "ap_1",
    code: "40271836",
    serviceId: "household",
    serviceName: { "zh-CN": "户籍业务", en: "Household registration" },
    date: "2026-03-02",
    time: "10:30",
    start: at(30),
    end: at(60),
    state: "booked",
    checkIn: { from: at(-60), until: at(60) },
    needs: [],
    language: "zh-CN",
    ticketId: null,
    number: null,
    bookedAt: at(-600),
    ...over,
  };
}

type Shown<K extends PresentedView["kind"]> = Extract<PresentedView, { kind: K }>;

export function shownTicket(over: Partial<Shown<"ticket">> = {}): Shown<"ticket"> {
  return {
    ...{ kind: "ticket", at: at(0), until: at(1), ticketId: "t_9", number: "A009", serviceId: "tax" },
    ...{ state: "waiting", returned: true, refusal: null, ahead: 3, windowName: null },
    ...over,
  };
}

export function shownCard(over: Partial<Shown<"card">> = {}): Shown<"card"> {
  return {
    ...{ kind: "card", at: at(0), until: at(1), masked: "王** 110***********34", handle: "h_1" },
    ...{ birthYearClass: "elderly", appointments: [appointment()] },
    ...over,
  };
}

interface Post {
  readonly path: string;
  readonly body: unknown;
  readonly options: SendOptions;
  answer(answer: Answer<unknown>): void;
}

/** A store, its posts waiting for answers, and its clocks. */
export function kiosk(over: Partial<KioskView> = {}, deps: Partial<KioskDeps> = {}) {
  const nowMs = signal(1_000);
  let extraMs = 0;
  const posts: Post[] = [];
  const gets: { path: string; answer(answer: Answer<unknown>): void }[] = [];
  const live = fakeLive<"kiosk">(kioskView(over), () => NOW_MS);
  const ticketLive = fakeLive<"ticket">(null, () => NOW_MS);
  const kept: { text: string | null } = { text: null };
  let keys = 0;
  const store = new KioskStore({
    kioskId: "kiosk-1",
    live,
    nowMs,
    origin: "http://10.0.0.5:8080",
    memory: {
      read: () => kept.text,
      write: (text) => {
        kept.text = text;
      },
    },
    glass: { widthPx: 1080, heightPx: 1920, askedInches: null },
    monotonicMs: () => nowMs.value + extraMs,
    wallMs: () => NOW_MS + nowMs.value,
    newKey: () => {
      keys += 1;
      return `key-${keys}`;
    },
    post: <T>(path: string, body: unknown, options: SendOptions) =>
      new Promise<Answer<T>>((done) => {
        posts.push({ path, body, options, answer: (answer) => done(answer as Answer<T>) });
      }),
    get: <T>(path: string) =>
      new Promise<Answer<T>>((done) => {
        gets.push({ path, answer: (answer) => done(answer as Answer<T>) });
      }),
    followTicket: () => ticketLive,
    ...deps,
  });
  /** Long enough for a press to count. */
  const settle = (): void => {
    extraMs += 2_000;
  };
  const pass = (ms: number): void => {
    nowMs.value += ms;
    store.tick();
  };
  const last = (): Post => {
    const post = posts[posts.length - 1];
    if (post === undefined) throw new Error("nothing was asked");
    return post;
  };
  const answer = async (given: Answer<unknown>): Promise<void> => {
    last().answer(given);
    await settled();
  };
  const issue = async (given: Partial<TicketView> = {}): Promise<void> => {
    settle();
    store.act({ do: "take", serviceId: "tax" });
    await answer({ ok: true, status: 201, value: ticket(given) });
  };
  const printed = (state: TicketView["print"]["state"]): void => {
    ticketLive.view.value = ticketPage({ ticket: ticket({ print: { state } }) });
    store.tick();
  };
  const see = (change: Partial<KioskView>): void => {
    live.view.value = { ...kioskView(over), ...change };
  };
  return { store, posts, gets, pass, settle, issue, answer, printed, see, last, live, ticketLive, kept };
}
