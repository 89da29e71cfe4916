// From the finished case to the message, the answer, the link and the call-back; through real hall, log and routes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { House } from "../http/house.ts";
import { ASKING, GivenAsking, OTHER_PHONE, PHONE } from "./given-asking.ts";

test("a silent person is asked once by message, answers 5, and the rating stands in the log once", async () => {
  const given = await GivenAsking.open();
  const { caseId, number } = await given.visit();
  await given.later(29);
  expect(given.texts).toEqual([]);
  await given.later(2);
  expect(given.texts).toHaveLength(1);
  const [text = ""] = given.texts;
  expect(text).toMatch(/^【测试大厅】/);
  expect(text).toContain("5非常满意 4满意 3基本满意 2不满意 1非常不满意");
  expect(text).toContain(number);
  expect(text).toContain("/r/private-link");
  expect(text).toContain("回复TD退订");
  expect(await given.says(`+86${PHONE}`, "5 谢谢")).toBe("answer to a rating message");
  const [recorded, ...more] = given.events("rating.recorded");
  expect(more).toEqual([]);
  expect(recorded?.data).toMatchObject({ caseId, level: 5, channel: "sms", origin: "active" });
  // Said again: told once that it is rated already, and nothing changes.
  await given.says(PHONE, "1");
  await given.says(PHONE, "1");
  expect(given.events("rating.recorded")).toHaveLength(1);
  expect(given.texts.slice(1)).toHaveLength(1);
  expect(given.texts.at(-1)).toContain("已收到评价");
  await given.later(3 * 24 * 60);
  expect(given.texts).toHaveLength(2);
});

test("two visits of one number have codes of their own, and a bare figure lands on neither", async () => {
  const given = await GivenAsking.open();
  const first = await given.visit();
  await given.later(31);
  const second = await given.visit();
  await given.later(31);
  expect(given.texts[1]).toContain("25非常满意 24满意 23基本满意 22不满意 21非常不满意");
  await given.says(PHONE, "4");
  expect(given.events("rating.recorded")).toEqual([]);
  expect(given.texts).toHaveLength(3);
  expect(given.texts[2]).toContain(`${first.number}号：5非常满意`);
  expect(given.texts[2]).toContain(`${second.number}号：25非常满意`);
  await given.says(PHONE, "什么");
  expect(given.texts).toHaveLength(3);
  await given.says(PHONE, "24");
  await given.says(PHONE, "12");
  const levels = given.events("rating.recorded").map(({ data }) => [data.caseId, data.level]);
  expect(levels).toEqual([
    [second.caseId, 4],
    [first.caseId, 2],
  ]);
});

test("a press at the pad takes back the message that waits; a reminder comes once, in waking hours", async () => {
  const given = await GivenAsking.open();
  given.modem.state = "offline";
  const rated = await given.visit();
  await given.house.clock.advanceAsync(31 * 60_000);
  await given.house.hall.submit({ type: "tick" }, { actor: "system", render: () => null as never });
  await given.house.post("ratings", { caseId: rated.caseId, level: 3, channel: "qr" });
  given.modem.state = "online";
  await given.later(60);
  expect(given.texts).toEqual([]);
  expect(given.events("rating.ask-ended").map(({ data }) => data.outcome)).toEqual(["cancelled"]);
  await given.visit(OTHER_PHONE);
  await given.later(6 * 24 * 60);
  expect(given.texts).toHaveLength(2);
  expect(given.texts[1]).toContain("提醒");
});

test("who writes TD is neither written to nor rung; an answer after the end of the period is refused", async () => {
  const given = await GivenAsking.open();
  await given.visit();
  await given.visit(OTHER_PHONE);
  await given.later(31);
  expect(given.texts).toHaveLength(2);
  expect(await given.says(PHONE, "TD")).toBe("opted out");
  expect(given.events("contact.removed").map(({ data }) => data.reason)).toEqual(["opted-out"]);
  const ticket = await given.house.ticket();
  const again = await given.house.post(`tickets/${ticket.id}/contact`, { phone: PHONE, consent: true });
  expect(again.body).toEqual({ ticketId: ticket.id, masked: null, kept: false });
  await given.later(8 * 24 * 60);
  expect(given.modem.orders.filter(({ to }) => to.endsWith(PHONE))).toHaveLength(1);
  await given.says(OTHER_PHONE, "5");
  expect(given.events("rating.recorded")).toEqual([]);
  expect(given.events("rating.settled")).toHaveLength(2);
});

test("a report that the message did not arrive brings the person to the list at once", async () => {
  const given = await GivenAsking.open();
  const { caseId, number } = await given.visit();
  await given.later(31);
  const [order] = given.modem.orders;
  const report = { type: "delivered", smsId: order?.smsId ?? "", ok: false, detail: "absent" } as never;
  given.modem.room.event(report);
  given.modem.room.event(report);
  await given.later(1);
  expect(given.events("rating.ask-ended").map(({ data }) => data.outcome)).toEqual(["undelivered"]);
  const own = await given.house.get("callbacks?by=s01");
  expect(own.body).toMatchObject({ rows: [], own: 1 });
  const list = await given.house.get("callbacks?by=s02");
  expect(list.body.rows).toMatchObject([{ caseId, number, why: "not-reached", masked: "138****0000" }]);
  const refused = await given.house.post(`callbacks/${caseId}/claim`, { by: "s01" });
  expect(refused.body.code).toBe("OWN_CASE");
  const early = await given.house.post(`callbacks/${caseId}/result`, { by: "s02", result: "busy" });
  expect(early.body.code).toBe("CALLBACK_NOT_CLAIMED");
  const claimed = await given.house.post(`callbacks/${caseId}/claim`, { by: "s02" }, { "idempotency-key": "ring-1" });
  expect(claimed.body).toMatchObject({ phone: PHONE, row: { caseId, claimedBy: "s02" } });
  const told = await given.house.post(`callbacks/${caseId}/result`, { by: "s02", result: "rated", level: 2 });
  expect(told.status).toBe(200);
  expect(given.events("rating.recorded")[0]?.data).toMatchObject({ caseId, level: 2, channel: "phone", by: "s02" });
  const one = await given.house.get(`cases/${caseId}`);
  expect(one.body.asked).toMatchObject([
    { channel: "window_pad", outcome: "lapsed" },
    { channel: "sms", attempt: 1, outcome: "undelivered" },
    { channel: "phone", attempt: 1, outcome: "rated" },
  ]);
  const over = await given.house.post(`callbacks/${caseId}/claim`, { by: "s02" });
  expect(over.body.code).toBe("CALLBACK_NOT_DUE");
});

test("one caller per person, also when two cases have the same number; a wrong number is rung no more", async () => {
  const given = await GivenAsking.open({ phone: { ...ASKING.phone, afterDays: 0 } as never });
  const one = await given.visit();
  const two = await given.visit();
  await given.later(1);
  expect((await given.house.post(`callbacks/${one.caseId}/claim`, { by: "s02" })).status).toBe(200);
  const taken = await given.house.post(`callbacks/${two.caseId}/claim`, { by: "manager-who-is-none" });
  expect(taken.body.code).toBe("STAFF_UNKNOWN");
  // s01 served both; the same caller takes one after the other, not both at once.
  const same = await given.house.post(`callbacks/${two.caseId}/claim`, { by: "s02" });
  expect(same.body.code).toBe("CALLBACK_TAKEN");
  await given.house.post(`callbacks/${one.caseId}/result`, { by: "s02", result: "no-answer" });
  expect((await given.house.get("callbacks?by=s02")).body).toMatchObject({ later: 1, rows: [{ caseId: two.caseId }] });
  await given.house.post(`callbacks/${two.caseId}/claim`, { by: "s02" });
  await given.house.post(`callbacks/${two.caseId}/result`, { by: "s02", result: "wrong-number" });
  await given.later(2);
  // A stranger's number is rung for no other case either.
  expect([given.asking.phoneOf(one.ticketId), given.asking.phoneOf(two.ticketId)]).toEqual([null, null]);
  await given.later(5 * 60);
  expect((await given.house.get("callbacks?by=s02")).body).toMatchObject({ rows: [], later: 0 });
});

test("the private link opens without log-in, counts once, and says so afterwards", async () => {
  const given = await GivenAsking.open();
  const { caseId } = await given.visit();
  await given.later(31);
  const path = /\/r\/[A-Za-z0-9_-]+/.exec(given.texts[0] ?? "")?.[0] ?? "";
  const page = await given.house.get(path);
  expect(page.status).toBe(200);
  expect([...page.body.matchAll(/name="level" value="([1-5])"/g)].map(([, level]) => level).join("")).toBe("54321");
  expect(page.body).not.toContain(PHONE);
  expect(page.body).not.toContain("<script");
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const send = () => given.house.app.inject({ method: "POST", url: path, headers: form, payload: "level=4" });
  expect((await send()).headers.location).toContain("said=rated");
  expect((await send()).headers.location).toContain("said=already");
  expect(given.events("rating.recorded").map(({ data }) => [data.caseId, data.level, data.channel])).toEqual([
    [caseId, 4, "sms"],
  ]);
  const after = (await given.house.get(path)).body as string;
  expect(after).toContain('role="status"');
  // Why, and how each part was: offered after the level, to whom gave it by this link alone, and only once.
  const once = /name="once" value="([\w-]+)"/.exec(after)?.[1] ?? "";
  const adds = async (action: string, payload: string) => {
    const url = `${path}/${action}`;
    const answer = await given.house.app.inject({ method: "POST", url, headers: form, payload });
    return /said=(\w+)/.exec(String(answer.headers.location))?.[1];
  };
  const code = /name="reason" value="([^"]+)"/.exec(after)?.[1] ?? "";
  expect(await adds("reasons", `reason=${code}&reason=not-on-the-list`)).toBe("again");
  expect(await adds("reasons", `once=${once}&reason=${code}&reason=not-on-the-list`)).toBe("reasons");
  expect(await adds("reasons", `once=${once}&reason=${code}`)).toBe("already");
  expect(given.events("rating.reasons-added").map(({ data }) => [data.caseId, data.reasons])).toEqual([
    [caseId, [code]],
  ]);
  expect((await given.house.get(path)).body).not.toContain('name="reason"');
  expect((await given.house.get("/r/a-token-that-nobody-has-made")).status).toBe(404);
  await given.later(8 * 24 * 60);
  expect((await given.house.get(path)).status).toBe(410);
});

test("figures add up, and no number is in any file or answer that is kept", async () => {
  const given = await GivenAsking.open();
  const { caseId } = await given.visit();
  await given.visit(null);
  await given.house.post("ratings", { caseId, level: 5, channel: "window_pad" });
  const { body } = await given.house.get("callbacks/figures?days=1");
  expect(body).toMatchObject({ finished: 2, asked: 2, active: 1, withDefaults: 1 });
  expect(body.made.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(2);
  const { house } = given;
  const off = await House.open();
  onTestFinished(() => off.close());
  const unwanted = await off.post("tickets/t_none/contact", { phone: PHONE, consent: true });
  expect(unwanted.body.code).toBe("CONTACT_NOT_WANTED");
  const bad = await house.post("tickets/t_none/contact", { phone: "12", consent: true });
  expect(bad.status).toBe(400);
  await given.later(40);
  const files = readdirSync(given.house.folder, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name)).toString("latin1"), name).not.toContain(PHONE);
});

test("after a restart nothing is sent twice, and answers still find their case", async () => {
  const given = await GivenAsking.open();
  const { caseId } = await given.visit();
  await given.later(31);
  await given.stop();
  given.start();
  await given.later(60);
  expect(given.texts).toHaveLength(1);
  await given.says(PHONE, "3");
  expect(given.events("rating.recorded").map(({ data }) => [data.caseId, data.level])).toEqual([[caseId, 3]]);
});
