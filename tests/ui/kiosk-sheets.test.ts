// The kiosk's pages as data: what each asks, what it tells before the number, keys, reach, voice, languages.
import { expect, test } from "vitest";
import { choiceOf, pressKey } from "../../kiosk-ui/kiosk/keyboard.ts";
import { keyMeaning } from "../../kiosk-ui/kiosk/keys.ts";
import type { Sheet } from "../../kiosk-ui/kiosk/model.ts";
import { appointmentProblem } from "../../kiosk-ui/kiosk/presented-sheets.ts";
import { type Heard, promptFor } from "../../kiosk-ui/kiosk/prompter.ts";
import { choicesFit, reachLines } from "../../kiosk-ui/kiosk/reach.ts";
import { pageOf } from "../../kiosk-ui/kiosk/sheet-parts.ts";
import { localDay } from "../../kiosk-ui/kiosk/today.ts";
import { type Manner, type Mouth, sentences, Voice } from "../../kiosk-ui/kiosk/voice.ts";
import { KIOSK_WORDS, refusalText } from "../../kiosk-ui/shared/i18n/kiosk.ts";
import { dayText, fromWords, joined, lines, STOPS, tongueOf } from "../../kiosk-ui/shared/i18n/text.ts";
import { settled } from "./fake-time.ts";
import { at } from "./fixtures.ts";
import { appointment, kiosk, kioskView, NOW_MS, offered, shownCard, shownTicket } from "./kiosk-fixtures.ts";

const sheetOf = (store: ReturnType<typeof kiosk>["store"]): Sheet => {
  const { value } = store.sheet;
  if (value === null) throw new Error("no page");
  return value;
};

test("each service tells who waits and how long, or that nobody can say, or why it is shut and when it opens", () => {
  const { choices } = sheetOf(kiosk().store);
  expect(choices.map(({ digit }) => digit)).toEqual(["1", "2", "3", "4", "5", "6"]);
  expect(choices[0]?.details.map((detail) => detail["zh-CN"])).toEqual(["等候 12 人", "约 5–15 分钟"]);
  expect(choices[1]?.details[1]?.en).toBe("cannot say how long");
  expect(choices[3]).toMatchObject({ shut: true, details: [] });
  expect(choices[3]?.notice?.["zh-CN"]).toMatch(/已发完.*3月3日.*09:00/);
  expect(choices[4]?.notice?.en).toContain("No window open");
  expect(choices[4]?.shut).toBe(false);
});

test("one tap takes the number, except where something must be known first", () => {
  const { choices } = sheetOf(kiosk().store);
  expect(choices.map(({ act }) => act.do)).toEqual(["take", "go", "go", "go", "take", "go"]);
});

test("a page about a service says what to bring, and offers no number where none can be had", () => {
  const { store, settle } = kiosk();
  store.act({ do: "go", to: { name: "service", serviceId: "household" } });
  expect(sheetOf(store).list.map((point) => point["zh-Hant"])).toEqual(["戶口簿"]);
  settle();
  store.act({ do: "go", to: { name: "service", serviceId: "property" } });
  expect(sheetOf(store).choices.map(({ id }) => id)).toEqual(["other-service"]);
  expect(sheetOf(store).hints[0]?.en).toContain("No number");
  settle();
  store.act({ do: "back" });
  expect(sheetOf(store).id).toContain("household");
});

test("a service that wants a card sends people to the desk where there is no reader", () => {
  const settings = kioskView().kiosk;
  const { store } = kiosk({ kiosk: { ...settings, reader: false } });
  store.act({ do: "go", to: { name: "service", serviceId: "general" } });
  expect(sheetOf(store).choices.map(({ id }) => id)).toEqual(["other-service"]);
  expect(
    sheetOf(store)
      .notices.map((notice) => notice.en)
      .join(),
  ).toContain("ask at the desk");
});

test("the tree asks one question per page, three deep, and loses no service that stands in no group", () => {
  const groups = [
    {
      ...{ id: "work", name: { "zh-CN": "企业", en: "Business" }, services: ["tax"] },
      groups: [{ id: "reg", name: { "zh-CN": "登记", en: "Registration" }, services: ["property", "market"] }],
    },
  ];
  const { store, settle } = kiosk({ groups });
  expect(sheetOf(store).choices.map(({ id }) => id)).toEqual([
    "group:work",
    "service:social-insurance",
    "service:household",
    "service:general",
  ]);
  pressKey(store, { is: "digit", digit: "1" });
  expect(sheetOf(store).choices.map(({ id }) => id)).toEqual(["group:reg", "service:tax"]);
  settle();
  pressKey(store, { is: "digit", digit: "1" });
  expect(sheetOf(store).choices.map(({ id }) => id)).toEqual(["service:property", "service:market"]);
  settle();
  pressKey(store, { is: "digit", digit: "0" });
  settle();
  pressKey(store, { is: "digit", digit: "0" });
  expect(sheetOf(store).mayGoBack).toBe(false);
});

test("no page asks for more than six choices and none is lost", () => {
  const many = Array.from({ length: 14 }, (_, index) => index);
  expect([0, 1, 2].flatMap((page) => pageOf(many, page, 6).items)).toEqual(many);
  expect(pageOf(many, 3, 6).page).toBe(0);
  expect(pageOf(many, 0, 99).items).toHaveLength(6);
  expect(pageOf([], 0, 6)).toEqual({ items: [], page: 0, pages: 1 });
  const all = Array.from({ length: 14 }, (_, index) => offered({ id: `s${index}` }));
  const { store, settle } = kiosk({ services: all });
  const seen = new Set<string>();
  for (let page = 0; page < 3; page += 1) {
    for (const { id } of sheetOf(store).choices) seen.add(id);
    settle();
    pressKey(store, { is: "digit", digit: "7" });
  }
  expect(seen.size).toBe(14);
});

test("no two choices of a page share a digit, in any mode and on every page", () => {
  const all = Array.from({ length: 14 }, (_, index) => offered({ id: `s${index}` }));
  for (const elderly of [false, true]) {
    const { store, settle } = kiosk({ services: all });
    if (elderly) store.act({ do: "elderly" });
    for (const to of ["home", "priority", "check-in", "needs", "help", "language"] as const) {
      settle();
      store.act({ do: "go", to: { name: to } });
      const { choices, entries, more } = sheetOf(store);
      const digits = [...choices, ...entries, ...(more === null ? [] : [more])].map(({ digit }) => digit);
      expect(new Set(digits).size, `${to} ${elderly}`).toBe(digits.length);
      expect(choices.length).toBeLessThanOrEqual(6);
    }
  }
});

test("elderly mode keeps the helper on the first page", () => {
  const { store, posts, settle } = kiosk();
  pressKey(store, { is: "star" });
  settle();
  pressKey(store, { is: "digit", digit: "6" });
  expect(posts.map(({ path }) => path)).toEqual(["/kiosks/kiosk-1/helper"]);
});

test("a closed hall shows its own text, its hours and what can be booked, and no numbers", () => {
  const shut = { open: false, mayIssue: false, code: "closed-hours", reason: {}, nextOpening: null } as const;
  const services = [offered({ openState: shut, bookable: true, nextBookableDay: "2026-03-03" })];
  const day = (date: string) => ({ date, hours: [{ from: "09:00", to: "17:00", extended: false }], name: null });
  const calendar = { openNow: false, closesAt: null, nextOpening: null, today: day("2026-03-02"), next: [] };
  const site = { lockScreen: { "zh-CN": "明天见", en: "See you tomorrow" }, ticketFooter: {}, keeps: {} };
  const page = sheetOf(kiosk({ services, calendar, site }).store);
  expect(page.title["zh-CN"]).toBe("明天见");
  expect(page.days).toHaveLength(1);
  expect(page.choices.map(({ act }) => act)).toEqual([
    { do: "go", to: { name: "book", serviceId: "social-insurance", date: "2026-03-03" } },
  ]);
});

test("an appointment has plain words for too early, too late, wrong day and already here", () => {
  const words = (over: Parameters<typeof appointment>[0]) =>
    appointmentProblem(appointment(over), "2026-03-02", NOW_MS)?.["zh-CN"] ?? null;
  expect(words({})).toBeNull();
  expect(words({ checkIn: { from: at(30), until: at(90) } })).toContain("10:30 起可以签到");
  expect(words({ checkIn: { from: at(-90), until: at(-30) } })).toContain("09:30 截止");
  expect(words({ date: "2026-03-05" })).toContain("3月5日");
  expect(words({ state: "checked-in", number: "Y003" })).toContain("Y003");
  expect(words({ state: "cancelled" })).toContain("取消");
});

test("a late appointment can become an ordinary number, an early one cannot be forced", () => {
  const { store, see } = kiosk();
  const shown = { kind: "appointment", at: at(0), until: at(1) } as const;
  see({ presented: { ...shown, appointment: appointment({ checkIn: { from: at(-90), until: at(-30) } }) } });
  expect(sheetOf(store).choices.map(({ id }) => id)).toEqual(["ordinary"]);
  see({ presented: { ...shown, at: at(0, 5), appointment: appointment() } });
  expect(sheetOf(store).main?.act).toEqual({ do: "check-in", by: { code: "40271836" } });
});

test("an own ticket tells its state; a card shows a masked name and what may be done", () => {
  const called = kiosk({
    presented: shownTicket({ state: "called", returned: false, windowName: { "zh-CN": "3号窗口", en: "Window 3" } }),
  });
  expect(sheetOf(called.store).badges.map((badge) => badge["zh-CN"])).toContain("已叫号，请到3号窗口");
  const missed = kiosk({ presented: shownTicket({ state: "missed", returned: false, refusal: "RETURN_NOT_ALLOWED" }) });
  expect(sheetOf(missed.store).notices[0]?.["zh-CN"]).toContain("重新取号");
  const card = kiosk({ presented: shownCard() });
  expect(sheetOf(card.store).choices.map(({ id }) => id)).toEqual(["appointment:ap_1", "choose-service", "exit"]);
});

test("a printer in trouble is told before the number is taken", () => {
  const settings = kioskView().kiosk;
  const notice = (state: string, printer: string | null = "printer-1") =>
    sheetOf(kiosk({ kiosk: { ...settings, printer, printerState: state } }).store).notices[0]?.en;
  expect(notice("online")).toBeUndefined();
  expect(notice("faulted")).toContain("printer");
  expect(notice("none", null)).toContain("No paper");
});

test("every key of a numeric pad has a meaning, and names of objects have none", () => {
  const pad = ["0", "1", "9", "Enter", "*", "+", "-", "/", ".", "#", "ArrowUp", "Backspace", "Escape"];
  for (const name of pad) expect(keyMeaning(name), name).not.toBeNull();
  expect(keyMeaning("ArrowLeft", "Numpad4")).toEqual({ is: "digit", digit: "4" });
  expect(keyMeaning("Delete", "NumpadDecimal")).toEqual({ is: "erase" });
  expect(keyMeaning("ArrowLeft", "ArrowLeft")).toEqual({ is: "previous" });
  for (const name of ["a", "F5", "constructor", "toString", "12", ""]) expect(keyMeaning(name), name).toBeNull();
});

test("a digit that no choice carries does nothing", () => {
  const { store, posts } = kiosk();
  store.act({ do: "go", to: { name: "priority" } });
  expect(choiceOf(sheetOf(store), "6")).toBeNull();
  pressKey(store, { is: "digit", digit: "6" });
  expect([store.where.place.value.name, posts.length]).toEqual(["priority", 0]);
});

test("the reach lines are 1220 and 1120 mm above the floor, true to the glass", () => {
  const glass = { widthPx: 1080, heightPx: 1920, diagonalInches: 32, mountingHeightMm: 700 };
  const lines32 = reachLines(glass);
  expect(lines32.heightMm).toBeCloseTo(708.4, 0);
  const pxPerMm = 1920 / lines32.heightMm;
  expect(1920 - (lines32.line1220Px ?? 0)).toBeCloseTo(520 * pxPerMm, -1);
  expect(1920 - lines32.bandTopPx).toBeCloseTo(420 * pxPerMm, -1);
  expect(lines32.tooHigh).toBe(false);
  expect(reachLines({ ...glass, diagonalInches: 21.5, mountingHeightMm: 500 }).line1220Px).toBe(0);
  expect(reachLines({ ...glass, mountingHeightMm: 1100 })).toMatchObject({ tooHigh: true });
  expect(reachLines({ ...glass, mountingHeightMm: null }).line1220Px).toBeNull();
});

test("choices keep their size: a small glass shows fewer, never more than six", () => {
  const of = (widthPx: number, heightPx: number, diagonalInches: number, large = false, reach = false) =>
    choicesFit(reachLines({ widthPx, heightPx, diagonalInches, mountingHeightMm: 800 }), large, reach);
  expect(of(1080, 1920, 21.5)).toMatchObject({ columns: 1, perPage: 6 });
  expect(of(1920, 1080, 21.5)).toMatchObject({ columns: 3, perPage: 6 });
  expect(of(1280, 800, 10.1).perPage).toBeLessThan(6);
  for (const fit of [of(1080, 1920, 21.5, true, true), of(1280, 800, 10.1, true), of(1080, 1920, 32)])
    expect(fit.rowMm).toBeGreaterThanOrEqual(20);
});

test("the hall's own day is asked for in the hall's zone", () => {
  expect(localDay(Date.parse("2026-03-01T16:30:00Z"), "Asia/Shanghai")).toBe("2026-03-02");
  expect(localDay(Date.parse("2026-03-08T07:30:00Z"), "America/New_York")).toBe("2026-03-08");
});

test("all three languages say the same things, and traditional Chinese holds no simplified characters", () => {
  const flat = (value: unknown, path: string): [string, string][] =>
    typeof value === "string"
      ? [[path, value]]
      : typeof value === "function"
        ? [[path, String((value as (...a: unknown[]) => string)("1", "2", "3", "4"))]]
        : Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${path}.${key}`));
  const keys = Object.values(KIOSK_WORDS).map((words) => flat(words, "").map(([path]) => path));
  expect(keys[1]).toEqual(keys[0]);
  expect(keys[2]).toEqual(keys[0]);
  // Characters that only simplified Chinese writes so.
  const simplified = /[们这时间请号码预约证张业务为优过还没样扫继续关开门东应当处认识语听书选择数确无显银员讯钟]/u;
  for (const [path, text] of flat(KIOSK_WORDS["zh-Hant"], ""))
    expect(text.match(simplified)?.[0], path).toBeUndefined();
  for (const [path, text] of flat(KIOSK_WORDS.en, "")) expect(text, path).not.toMatch(/[\u4e00-\u9fff]/u);
});

test("a refusal has words in every language, also one that no dictionary knows", () => {
  for (const code of ["PERSON_LIMIT_REACHED", "WINDOW_BUSY", "BRAND_NEW"])
    for (const text of Object.values(refusalText(code))) expect(text.length, code).toBeGreaterThan(3);
});

test("configured words fall back to the nearest language, and names are never shown twice", () => {
  expect(fromWords({ "zh-TW": "戶籍", en: "Household" })).toEqual({
    ...{ "zh-CN": "戶籍", "zh-Hant": "戶籍", en: "Household" },
  });
  expect(lines(fromWords({ "zh-CN": "税务" }), "en")).toMatchObject({ main: "税务", mainTongue: "zh-CN", side: "" });
  expect(fromWords({})).toEqual({ "zh-CN": "", "zh-Hant": "", en: "" });
  expect([tongueOf("zh-HK"), tongueOf("zh"), tongueOf("EN-gb"), tongueOf("ko")]).toEqual([
    "zh-Hant",
    "zh-CN",
    "en",
    null,
  ]);
  expect(dayText("2026-03-03").en).toContain("Tue");
  expect(dayText("never")["zh-CN"]).toBe("never");
  const sentence = { "zh-CN": "甲。", "zh-Hant": "甲。", en: "A." };
  expect(joined([sentence, sentence], STOPS)["zh-CN"]).toBe("甲。甲");
});

function heard(over: Partial<Heard> = {}): Heard {
  const spoken = { "zh-CN": "页", "zh-Hant": "頁", en: "page" };
  const plain = { guide: false, elderly: false, warning: false, repeats: 0, result: null };
  return { sheetId: "home", spoken, ...plain, ...over };
}

test("the kiosk is quiet until asked: then each page is said once, and again on demand", () => {
  expect(promptFor(null, heard())).toBeNull();
  expect(promptFor(heard(), heard({ sheetId: "b" }))).toBeNull();
  expect(promptFor(heard({ elderly: true }), heard({ sheetId: "b", elderly: true }))?.en).toBe("page");
  expect(promptFor(heard({ elderly: true }), heard({ elderly: true }))).toBeNull();
  expect(promptFor(heard(), heard({ guide: true }))?.en).toContain("Voice guide is on");
  expect(promptFor(heard({ guide: true }), heard({ guide: true, repeats: 1 }))?.en).toBe("page");
});

test("the number is always said, then the paper; the warning is said once", () => {
  const result = (paper: "printing" | "take") => ({
    ...{ number: "A005", ahead: null, aheadCount: 3, estimate: null, paper },
    ...{ trouble: false, mayReprint: false, qrUrl: "", leaveAfterMs: null },
  });
  const printing = heard({ sheetId: "result", result: result("printing") });
  expect(promptFor(heard(), printing)?.["zh-CN"]).toBe("您已领取A005号，前方等待3人");
  expect(promptFor(printing, printing)).toBeNull();
  expect(promptFor(printing, { ...printing, result: result("take") })?.["zh-CN"]).toContain("小票");
  expect(promptFor(heard(), heard({ warning: true }))?.en).toContain("more time");
  expect(promptFor(heard({ warning: true }), heard({ warning: true }))).toBeNull();
});

test("the newest sentence interrupts, and what the first voice cannot say the second one does", async () => {
  const said: string[] = [];
  const pending: (() => void)[] = [];
  const mouth = (name: string, can: (sentence: string) => boolean): Mouth => ({
    say: (sentence: string, _manner: Manner) => {
      if (!can(sentence)) return Promise.resolve(false);
      said.push(`${name}:${sentence}`);
      return new Promise((done) => pending.push(() => done(true)));
    },
    stop: () => {
      for (const end of pending.splice(0)) end();
    },
  });
  const voice = new Voice([mouth("clip", (text) => text.startsWith("clip")), mouth("synth", () => true)]);
  const manner = { tongue: "zh-CN", volume: 1, slow: false } as const;
  void voice.say("clip one。two。three", manner);
  await settled();
  pending.splice(0)[0]?.();
  await settled();
  expect(said).toEqual(["clip:clip one", "synth:two"]);
  void voice.say("clip four", manner);
  await settled();
  expect(said).toEqual(["clip:clip one", "synth:two", "clip:clip four"]);
  expect(sentences("一。二. 三。")).toEqual(["一", "二", "三"]);
});
