// Notices to phones: sealed as the standards say, signed by the hall, sent in time or not at all, forgotten at once.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import { isPushOn } from "../../controller/push/start-push.ts";
import { isPushAddress } from "../../controller/push/subscription.ts";
import { House } from "../http/house.ts";
import { pathOf } from "../http/phone-forms.ts";
import { configOf, GivenPush } from "./given-push.ts";
import { PushPhone, SERVICE, vapidOf } from "./push-phone.ts";

const HOSTS = configOf().messages.push?.hosts ?? [];

test("a call reaches the phone: sealed for it alone, signed by the hall, urgent, and worth a minute", async () => {
  const given = await GivenPush.open();
  const [phone, other] = [new PushPhone(), new PushPhone()];
  const ticket = await given.subscribed(phone);
  await given.house.post("windows/1/call-next");
  const [notice] = await given.received(1);
  if (notice === undefined) throw new Error("none");
  expect(`${SERVICE}${notice.path}`).toBe(phone.endpoint);
  expect(notice.headers).toMatchObject({ ttl: "60", urgency: "high", "content-encoding": "aes128gcm" });
  expect(notice.headers.topic).toMatch(/^[A-Za-z0-9_-]{1,32}$/);
  expect(phone.read(notice)).toEqual({
    ...{ title: `${ticket.number} 请到1号窗口`, body: "测试大厅", lang: "zh-CN", tag: ticket.id },
    url: `${pathOf(ticket)}?lang=zh-CN`,
  });
  expect(() => other.read(notice)).toThrow();
  const { key, claims } = vapidOf(notice);
  expect(key).toBe(given.push.port.key);
  expect(claims).toMatchObject({ aud: SERVICE, sub: "mailto:hall@city.example" });
  const hours = (Number(claims.exp) - Date.now() / 1000) / 3600;
  expect(hours).toBeGreaterThan(0);
  expect(hours).toBeLessThanOrEqual(24);
  const broken = String(notice.headers.authorization).replace(/\.[^.]+,/, ".AAAA,");
  expect(() => vapidOf({ ...notice, headers: { authorization: broken } })).toThrow();
  expect(given.states()).toEqual(["turn sent"]);
});

test.each([
  ["zh-Hant", "請到1号窗口", "快到您了"],
  ["en", "please go to Window 1", "soon your turn"],
  ["ko", "Window 1(으)로 오십시오", "곧 순서입니다"],
])("in the language of the page: %s", async (language, turn, soon) => {
  const given = await GivenPush.open();
  for (let i = 0; i < 3; i++) await given.house.ticket();
  const phone = new PushPhone();
  const ticket = await given.subscribed(phone, language);
  await given.house.post("windows/1/call-next");
  const [notice] = await given.received(1);
  if (notice === undefined) throw new Error("none");
  expect(phone.read(notice)).toMatchObject({ lang: language, title: expect.stringContaining(soon) });
  await given.house.post("windows/1/call", { ticketId: ticket.id });
  const [, call] = await given.received(2);
  if (call === undefined) throw new Error("none");
  expect(phone.read(call).title).toContain(turn);
});

test("soon is said once for a place in the queue, and not to who reads it on the page already", async () => {
  const given = await GivenPush.open();
  const early = new PushPhone();
  await given.subscribed(early);
  for (let i = 0; i < 2; i++) await given.house.ticket();
  const late = new PushPhone();
  await given.subscribed(late);
  await given.received(0);
  await given.house.post("windows/1/call-next");
  const notices = await given.received(2);
  expect(early.read(notices[0] as never).title).toContain("请到");
  expect(late.read(notices[1] as never)).toMatchObject({ title: "A004 快到您了", body: "前面还有 2 位，请回到大厅" });
  await given.house.post("windows/1/call-next");
  await given.house.post("windows/1/call-next");
  await given.received(2);
  await given.house.post("windows/1/call-next");
  expect(late.read((await given.received(3))[2] as never).title).toBe("A004 请到1号窗口");
});

test("each recall is told again; nobody is told who has come, or whose call was taken back", async () => {
  const given = await GivenPush.open();
  const phone = new PushPhone();
  await given.subscribed(phone);
  await given.house.post("windows/1/call-next");
  await given.received(1);
  await given.house.clock.advanceAsync(15_000);
  await given.house.post("windows/1/recall");
  await given.received(2);
  // The push service is in trouble: what is tried again later is of no use by then.
  given.service.answers.push(503);
  await given.house.clock.advanceAsync(15_000);
  await given.house.post("windows/1/recall");
  await given.received(3);
  await given.house.post("windows/1/arrived");
  await given.settled(120_000);
  await given.received(3);
  expect(given.states().sort()).toEqual(["turn cancelled", "turn sent", "turn sent"]);
});

test("a call taken back before it went out is not sent; one that was told is told back", async () => {
  const given = await GivenPush.open();
  const phone = new PushPhone();
  const ticket = await given.subscribed(phone);
  given.service.answers.push(503);
  await given.house.post("windows/1/call-next");
  await given.received(1);
  await given.house.post("windows/1/undo");
  await given.settled(120_000);
  await given.received(1);
  expect(given.states()).toEqual(["turn cancelled"]);
  await given.house.post("windows/1/call-next");
  await given.received(2);
  await given.house.post("windows/1/undo");
  const notices = await given.received(3);
  expect(phone.read(notices[2] as never)).toMatchObject({ title: `${ticket.number} 叫号已撤回`, tag: ticket.id });
  expect(notices[2]?.headers.topic).toBe(notices[1]?.headers.topic);
});

test("a notice that could not go out within its minute is given up", async () => {
  const given = await GivenPush.open();
  await given.subscribed(new PushPhone());
  given.service.answers.push(503, 503, 503, 503);
  await given.house.post("windows/1/call-next");
  for (let i = 0; i < 20; i++) await given.settled(10_000);
  expect(given.service.received.length).toBeLessThanOrEqual(3);
  expect(given.states()).toEqual(["turn dead"]);
});

test.each(["finish", "leave", "off", "gone"] as const)("the address is forgotten at once: %s", async (how) => {
  const given = await GivenPush.open();
  const phone = new PushPhone();
  const ticket = await given.subscribed(phone);
  const vault = given.messages.vault;
  expect(vault.refs("push")).toEqual([`push:${ticket.id}`]);
  if (how === "leave") await given.house.post(`tickets/${ticket.id}/leave`);
  if (how === "off") expect(await given.leave(ticket, {}, "DELETE")).toMatchObject({ status: 204 });
  if (how === "gone") given.service.answers.push(410);
  if (how === "finish" || how === "gone") await given.house.post("windows/1/call-next");
  if (how === "finish") await given.house.post("windows/1/finish");
  await given.settled();
  expect(vault.refs("push")).toEqual([]);
  expect(given.push.port.markOf(ticket.id)).toBeNull();
  const count = given.service.received.length;
  await given.house.clock.advanceAsync(15_000);
  await given.house.post("windows/1/recall");
  await given.received(count);
  if (how === "finish")
    expect(await given.leave(ticket, phone.body())).toMatchObject({ body: { code: "TICKET_ENDED" } });
});

test("addresses and keys lie sealed, and in no file, log line, message or answer in the clear", async () => {
  const given = await GivenPush.open();
  const phone = new PushPhone();
  const ticket = await given.subscribed(phone);
  await given.house.post("windows/1/call-next");
  await given.received(1);
  const { endpoint, keys } = phone.body();
  const parts = [endpoint.slice(-30), keys.auth, keys.p256dh];
  const files = readdirSync(given.house.folder).map((name) => join(given.house.folder, name));
  expect(files.some((name) => name.endsWith("private.sqlite"))).toBe(true);
  for (const file of files.filter((name) => /\.(sqlite|db|key)|-wal$/.test(name))) {
    const bytes = readFileSync(file);
    for (const part of parts) expect(bytes.includes(part), file).toBe(false);
  }
  const page = await given.house.app.inject({ url: pathOf(ticket) });
  const told = JSON.stringify([given.house.store.eventsAfter(0, 1000), given.messages.desk.list({}), given.warnings]);
  for (const part of parts) expect(told + page.body).not.toContain(part);
  expect(told).toContain(`contact:push:${ticket.id}`);
});

test("the page offers it, knows its own phone again, and stays small", async () => {
  const given = await GivenPush.open();
  const ticket = await given.house.ticket();
  const shown = async (lang: string) => (await given.house.app.inject({ url: `${pathOf(ticket)}?lang=${lang}` })).body;
  for (const [lang, words] of [
    ["zh-CN", "用手机通知提醒我"],
    ["zh-Hant", "用手機通知提醒我"],
    ["en", "Tell me by notification"],
    ["ko", "휴대전화 알림 받기"],
  ] as const) {
    const page = await shown(lang);
    expect(page).toContain(words);
    expect(page).toMatch(/<div id="push" hidden data-key="[A-Za-z0-9_-]{87}" data-mark=""/);
    expect(Buffer.byteLength(page)).toBeLessThan(20_000);
  }
  await given.subscribed(new PushPhone(), "zh-CN", ticket);
  expect(await shown("en")).toMatch(/data-mark="[A-Za-z0-9_-]{16}"/);
  await given.house.post("windows/1/call-next");
  await given.house.post("windows/1/arrived");
  expect(await shown("en")).not.toContain('id="push"');
});

test("only push services of the list are written to", () => {
  expect(isPushAddress(HOSTS, "https://fcm.googleapis.com/fcm/send/abc")).toBe(true);
  expect(isPushAddress(HOSTS, "https://wns2-pn1p.notify.windows.com/w/?token=abc")).toBe(true);
  for (const endpoint of [
    ...["http://fcm.googleapis.com/fcm/send/abc", "https://127.0.0.1/a", "https://[::1]/a", "https://10.0.0.1/a"],
    ...["https://evil.example/fcm.googleapis.com", "https://fcm.googleapis.com.evil.example/", "https://localhost/"],
    ...["https://user:word@fcm.googleapis.com/", "https://notify.windows.com.cn/", "https://0x7f000001/", "nonsense"],
  ])
    expect(isPushAddress(HOSTS, endpoint), endpoint).toBe(false);
});

test("what no phone would leave is refused, and nobody may leave addresses without end", async () => {
  const given = await GivenPush.open();
  const ticket = await given.house.ticket();
  const good = new PushPhone().body();
  const off = Buffer.alloc(65, 4).toString("base64url");
  for (const body of [
    { ...good, endpoint: "https://city.example/a" },
    { ...good, keys: { ...good.keys, p256dh: off } },
    { ...good, keys: { ...good.keys, auth: "short" } },
    { ...good, more: 1 },
    { ...good, language: "xx" },
  ])
    expect(await given.leave(ticket, body)).toMatchObject({ status: 400, body: { code: "BODY_INVALID" } });
  const unknown = { id: "x", url: "/t/token00000000000009999", number: "" };
  expect(await given.leave(unknown, good)).toMatchObject({ status: 404, body: { code: "TICKET_UNKNOWN" } });
  const other = await given.house.ticket();
  const statuses: number[] = [];
  for (let i = 0; i < 8; i++) statuses.push((await given.leave(other, good)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  expect((await given.leave(other, good)).headers["retry-after"]).toBeDefined();
});

test("addresses outlive a restart; those of tickets that ended meanwhile do not", async () => {
  const given = await GivenPush.open();
  const phone = new PushPhone();
  const [ended, waiting] = [await given.subscribed(new PushPhone()), await given.subscribed(phone)];
  const key = given.push.port.key;
  await given.stop();
  await given.house.post(`tickets/${ended.id}/leave`);
  given.start();
  await given.settled();
  expect(given.push.port.key).toBe(key);
  expect(given.messages.vault.refs("push")).toEqual([`push:${waiting.id}`]);
  await given.house.post("windows/1/call-next");
  const notices = await given.received(1);
  expect(phone.read(notices[0] as never).tag).toBe(waiting.id);
});

test("without a trusted address, or unless the file says so, there is nothing of it", async () => {
  const file = {
    version: 1,
    hall: { id: "test-hall", name: { "zh-CN": "测试大厅" } },
    services: [{ id: "social", prefix: "A", name: { "zh-CN": "社会保险" } }],
    windows: [{ id: "1", name: { "zh-CN": "1号窗口" }, services: ["social"] }],
  };
  const plain = parseConfig(stringify(file));
  expect(plain.ok && isPushOn(plain.config)).toBe(false);
  for (const publicUrl of [null, "http://hall.example"]) {
    const faulty = parseConfig(
      stringify({ ...file, server: { publicUrl }, messages: { push: { subject: "mailto:a@b.cn" } } }),
    );
    expect(faulty.ok ? [] : faulty.faults.map((fault) => JSON.stringify(fault)).join()).toContain("https");
  }
  const house = await House.open();
  try {
    const ticket = await house.ticket();
    expect((await house.app.inject({ url: pathOf(ticket) })).body).not.toContain('id="push"');
    const payload = new PushPhone().body();
    const answer = await house.app.inject({ method: "POST", url: `${pathOf(ticket)}/push`, payload });
    expect(answer.json()).toMatchObject({ code: "MESSAGES_OFF" });
  } finally {
    await house.close();
  }
});
