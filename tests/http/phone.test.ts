// The citizen's page over HTTP: what it says in every state, its forms, its limits, and what it never shows.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { House, SETTINGS } from "./house.ts";
import { Phone, pathOf, textOf } from "./phone-forms.ts";

let house: House;
let phone: Phone;

beforeEach(async () => {
  house = await House.open();
  phone = new Phone(house);
});
afterEach(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

const DAY_MS = 86_400_000;
const get: Phone["get"] = (...asked) => phone.get(...asked);
const send: Phone["send"] = (...asked) => phone.send(...asked);
const served: Phone["served"] = (ticket) => phone.served(ticket);
const onceIn = (page: string) => /name="once" value="([^"]+)"/.exec(page)?.[1] ?? "";

describe("what the page says", () => {
  test("waiting: the place, who is ahead by kind, how long, when it was said", async () => {
    await house.post("windows/1/open", { staffId: "s01" });
    for (let i = 0; i < 3; i++) await house.ticket();
    await house.ticket("social", { priority: "elderly" });
    const ticket = await house.ticket();
    const { status, text: page, headers } = await get(`${pathOf(ticket)}?lang=en`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "same-origin" });
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(String(headers["content-security-policy"])).toContain("script-src 'self'");
    expect(textOf(page)).toMatch(
      /A005 waiting Please wait for your number Ahead of you 4 people 1 priority, 3 ordinary/,
    );
    expect(textOf(page)).toContain("Expected wait cannot say");
    expect(textOf(page)).toContain("Updated 09:00:00");
    expect(page).not.toMatch(/王某|A001|A002|s01/);
  });

  test("each state in the one vocabulary and in four languages", async () => {
    const ticket = await house.ticket();
    const states: [string, string, string, string][] = [];
    const note = async () => {
      const words: string[] = [];
      for (const lang of ["zh-CN", "zh-Hant", "en", "ko"]) {
        const { text: page } = await get(`${pathOf(ticket)}?lang=${lang}`);
        expect(page).toContain(`<html lang="${lang}"`);
        words.push(/class="state">([^<]+)/.exec(page)?.[1] ?? "");
      }
      states.push(words as [string, string, string, string]);
    };
    await note();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next");
    await note();
    await house.post("windows/1/arrived");
    await note();
    await house.post("windows/1/hold");
    await note();
    await house.post("windows/1/resume-ticket", { ticketId: ticket.id });
    await house.post("windows/1/finish");
    await note();
    const missed = await house.ticket();
    await house.post("windows/1/call-next");
    await house.post("windows/1/missed");
    expect((await get(`${pathOf(missed)}?lang=zh-CN`)).text).toContain('class="state">已过号<');
    expect(states).toEqual([
      ["等候 · 快到您了", "等候 · 快到您了", "waiting · soon your turn", "대기 · 곧 순서입니다"],
      ["已叫号", "已叫號", "called", "호출됨"],
      ["办理中", "辦理中", "serving", "처리 중"],
      ["挂起", "暫緩", "held", "보류"],
      ["已办结", "已辦結", "finished", "완료"],
    ]);
  });

  test("your turn names the window, large, and asks for nothing else", async () => {
    const ticket = await house.ticket();
    await house.post("windows/2/open", { staffId: "s01" });
    await house.post("windows/2/call-next");
    const { text: page } = await get(`${pathOf(ticket)}?lang=zh-CN`);
    expect(page).toContain('<p class="line">请到2号窗口</p>');
    expect(page).toMatch(/<main id="ticket" class="called"/);
    expect(page).not.toContain("/leave");
  });

  test("the language: chosen, else the kiosk's, else the phone's, else Chinese", async () => {
    const plain = await house.ticket();
    const english = await house.ticket("social", { language: "en" });
    const langOf = async (ticket: { url: string }, query: string, accept?: string) => {
      const headers: Record<string, string> = accept === undefined ? {} : { "accept-language": accept };
      return /<html lang="([^"]+)"/.exec((await get(pathOf(ticket) + query, headers)).text)?.[1];
    };
    expect(await langOf(plain, "")).toBe("zh-CN");
    expect(await langOf(plain, "", "ko-KR,ko;q=0.9,en;q=0.8")).toBe("ko");
    expect(await langOf(plain, "", "fr;q=1,zh-TW;q=0.4,en;q=0.2")).toBe("zh-Hant");
    expect(await langOf(english, "", "zh-CN")).toBe("en");
    expect(await langOf(english, "?lang=ko")).toBe("ko");
    expect(await langOf(plain, "?lang=%3Cscript%3E")).toBe("zh-CN");
    const large = (await get(`${pathOf(plain)}?big=1`)).text;
    expect(large).toContain('class="big"');
    expect(large).toContain("big=1");
  });

  test("works without a script, and stays far below 50 KB", async () => {
    for (let i = 0; i < 8; i++) await house.ticket();
    const ticket = await house.ticket();
    const { text: page } = await get(pathOf(ticket));
    expect(page).toMatch(/<noscript><meta http-equiv="refresh" content="30;url=/);
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script src="/phone/page.js" type="module">']);
    expect(page).not.toMatch(/ on[a-z]+="|@font-face|<img|url\(/);
    expect(Buffer.byteLength(page)).toBeLessThan(20_000);
    // A page that asks something does not change under the finger.
    expect((await get(`${pathOf(ticket)}?ask=leave`)).text).not.toContain('http-equiv="refresh"');
  });

  test("names of the configuration are text, never markup", async () => {
    await house.close();
    const evil = `<script>alert(1)</script>"'&`;
    const named = { "zh-CN": evil, en: evil };
    house = await House.open({
      ...SETTINGS,
      name: named,
      services: SETTINGS.services.map((service) => ({ ...service, name: named })),
      windows: SETTINGS.windows.map((window) => ({ ...window, name: named })),
    });
    phone = new Phone(house);
    const ticket = await house.ticket();
    await house.ticket();
    await house.post("windows/1/open", { staffId: "s01" });
    for (const more of ["", "/history", "?said=%3Cscript%3E", "?ask=%22%3E%3Cscript%3E&big=%22%3E"]) {
      const { text: page } = await get(pathOf(ticket) + more);
      expect(page).not.toMatch(/<script>|alert\(1\)<\//);
    }
    await house.post("windows/1/call-next");
    expect((await get(pathOf(ticket))).text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
  });
});

describe("the forms", () => {
  test("leaving is asked about first, done by POST, and answered by a way back", async () => {
    const ticket = await house.ticket();
    const asked = await get(`${pathOf(ticket)}?lang=en&ask=leave`);
    expect(asked.text).toMatch(/<form method="post" action="\/t\/[^"]+\/leave\?lang=en">/);
    const left = await send(ticket, "leave");
    expect([left.status, left.location]).toEqual([303, `${pathOf(ticket)}?lang=en&said=left`]);
    expect(textOf(left.text)).toContain("You have left the line");
    expect((await house.get(`tickets/${ticket.id}`)).body.state).toBe("left");
    expect((await send(ticket, "leave")).location).toContain("said=ended");
  });

  test("more time: at most twice, a doubled tap counts once, and words say why not", async () => {
    const ticket = await house.ticket();
    await house.ticket();
    expect((await get(`${pathOf(ticket)}?lang=en`)).text).toContain("I need more time");
    const question = (await get(`${pathOf(ticket)}?lang=en&ask=time`)).text;
    expect(question.match(/name="places"/g)).toHaveLength(1);
    const once = onceIn(question);
    const [first, again] = await Promise.all([1, 2].map(() => send(ticket, "yield", { once, places: "1" })));
    expect([first?.location, again?.location]).toEqual(Array(2).fill(`${pathOf(ticket)}?lang=en&said=yielded`));
    expect((await house.get(`tickets/${ticket.id}`)).body.ahead).toBe(1);
    expect((await send(ticket, "yield", { places: "1" })).location).toContain("said=nobody-behind");
    await house.ticket();
    await send(ticket, "yield", { places: "1" });
    await house.ticket();
    expect((await send(ticket, "yield", { places: "1" })).location).toContain("said=again");
    expect((await get(`${pathOf(ticket)}?lang=en`)).text).not.toContain("I need more time");
    await house.post("windows/1/open", { staffId: "s01" });
    for (let i = 0; i < 3; i++) await house.post("windows/1/call-next");
    expect((await send(ticket, "yield", { places: "1" })).location).toContain("said=not-waiting");
  });

  test("the same over the API", async () => {
    const ticket = await house.ticket();
    await house.ticket();
    const over = (places: unknown) => house.post(`tickets/${ticket.id}/yield`, { places });
    expect((await over(1)).body).toMatchObject({ number: "A001", ahead: 1 });
    expect((await over(1)).body.code).toBe("NOBODY_BEHIND");
    expect((await over(9)).body.code).toBe("YIELD_NOT_ALLOWED");
    expect((await over("1")).body.code).toBe("BODY_INVALID");
  });

  test("missed: how to come back, and the way back", async () => {
    const ticket = await house.ticket();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next");
    await house.post("windows/1/missed");
    expect(textOf((await get(`${pathOf(ticket)}?lang=en`)).text)).toContain("I am back");
    expect((await send(ticket, "return")).location).toContain("said=returned");
    expect((await house.get(`tickets/${ticket.id}`)).body.state).toBe("waiting");
    await house.post("windows/1/call-next");
    house.clock.advance(11_000);
    await house.post("windows/1/missed");
    expect((await get(`${pathOf(ticket)}?lang=en`)).text).not.toContain("I am back");
    expect((await send(ticket, "return")).location).toContain("said=no-return");
  });

  test("a foreign origin, a word that is missing, unknown actions and other bodies change nothing", async () => {
    const ticket = await house.ticket();
    expect((await send(ticket, "leave", {}, { origin: "https://evil.example", host: "localhost" })).status).toBe(403);
    expect((await send(ticket, "leave", {}, { origin: "null", host: "localhost" })).status).toBe(403);
    expect((await send(ticket, "leave", "once=")).location).toContain("said=failed");
    expect((await send(ticket, "leave", "")).location).toContain("said=failed");
    expect((await send(ticket, "steal")).location).toContain("said=failed");
    expect((await send(ticket, "rate", { level: "5" })).location).toContain("said=failed");
    expect((await send(ticket, "yield", { places: "1e3" })).location).toContain("said=failed");
    expect((await send(ticket, "leave", "{}", { "content-type": "text/plain" })).status).toBe(415);
    expect((await send(ticket, "leave", `once=${"a".repeat(20_000)}`)).status).toBe(413);
    expect((await get(`${pathOf(ticket)}/leave`)).status).toBe(405);
    expect((await house.get(`tickets/${ticket.id}`)).body.state).toBe("waiting");
  });
});

describe("the line can be checked", () => {
  test("who was called since and why, what the rule promises, and the entries with their hashes", async () => {
    await house.ticket();
    const ticket = await house.ticket();
    await house.ticket();
    await house.ticket("social", { priority: "elderly" });
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next");
    await house.post("windows/1/call-next");
    const page = textOf((await get(`${pathOf(ticket)}?lang=en`)).text);
    expect(page).toContain("Called since you arrived: 1 priority, 1 ordinary.");
    expect(page).toContain("Came after you and were called before you: 1 priority.");
    expect(page).toContain("an ordinary number is overtaken at most 2 times in a row");
    await send(ticket, "yield", { places: "1" });
    const { text: history, status } = await get(`${pathOf(ticket)}/history?lang=en`);
    expect(status).toBe(200);
    const { body: rows } = await house.get("events?limit=1000");
    const own = rows.filter((one: { data: { ticketId?: string } }) => one.data.ticketId === ticket.id);
    expect(own.map(({ type }: { type: string }) => type)).toEqual(["ticket.issued", "ticket.yielded"]);
    for (const { hash, seq } of own) expect(history).toMatch(new RegExp(`Entry ${seq}<.*${hash}`, "s"));
    expect(textOf(history)).toContain("1 in order of arrival 1 priority The rule");
    expect(textOf(history)).toContain("gave up places (1)");
    expect(history).not.toMatch(/A001|A003|A004|王某|staff/);
    await house.post("windows/1/call-next");
    expect(textOf((await get(`${pathOf(ticket)}?lang=en`)).text)).toContain("1 of those you let go first");
  });

  test("an undone call is not counted", async () => {
    await house.ticket();
    const ticket = await house.ticket();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/1/call-next");
    await house.post("windows/1/undo", { reason: "slip" });
    expect(textOf((await get(`${pathOf(ticket)}?lang=en`)).text)).toContain("Nobody has been called since you arrived");
  });
});

describe("who may look, how often, how long", () => {
  test("only the token opens the page", async () => {
    const ticket = await house.ticket();
    for (const wrong of [ticket.number, ticket.id, "token000", "x".repeat(22), "..%2f..", "%00", "a".repeat(64)]) {
      const { status, text: page, headers } = await get(`/t/${wrong}`);
      expect([wrong, status]).toEqual([wrong, 404]);
      expect(page).toContain("Number not found");
      expect(headers["cache-control"]).toBe("no-store");
    }
  });

  test("the page closes when the rating period is over, in words", async () => {
    const ticket = await house.ticket();
    const other = await house.ticket();
    await served(ticket);
    await send(other, "leave");
    house.clock.advance(6.9 * DAY_MS);
    await house.ticket();
    expect((await get(`${pathOf(ticket)}?lang=en`)).text).toContain("Please rate this service");
    expect((await get(pathOf(other))).status).toBe(200);
    house.clock.advance(0.2 * DAY_MS);
    await house.ticket();
    for (const one of [ticket, other]) {
      const { status, text: page } = await get(`${pathOf(one)}?lang=en`);
      expect([status, page.includes("This page is closed")]).toEqual([410, true]);
    }
    expect((await send(ticket, "rate", { level: "5" })).status).toBe(410);
  });

  test("one token, guessed tokens and one address are limited, each in words and with a time", async () => {
    const ticket = await house.ticket();
    const other = await house.ticket();
    let last = await get(pathOf(ticket));
    for (let i = 0; i < 30; i++) last = await get(pathOf(ticket));
    expect([last.status, last.headers["retry-after"]]).toEqual([429, "1"]);
    expect(last.text).toContain("Too many requests");
    expect((await get(pathOf(other))).status).toBe(200);
    house.clock.advance(2_000);
    expect((await get(pathOf(ticket))).status).toBe(200);
    for (let i = 0; i < 20; i++) await get(`/t/${"g".repeat(20)}${i + 10}`);
    expect((await get(`/t/${"h".repeat(22)}`)).status).toBe(429);
    expect((await get(pathOf(other))).status).toBe(200);
    const asked = await Promise.all(Array.from({ length: 700 }, (_, i) => get(`/t/${"k".repeat(20)}${i + 100}`)));
    expect(asked.every(({ status }) => status === 429)).toBe(true);
    expect((await get(pathOf(other))).status).toBe(429);
    house.clock.advance(60_000);
    expect((await get(pathOf(other))).status).toBe(200);
  });
});
