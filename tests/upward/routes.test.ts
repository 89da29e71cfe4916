// The routes of reports and of personal data: what they show, what they log first, and what they keep no copy of.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { House } from "../http/house.ts";
import { GivenMonth, personOf } from "./given-month.ts";

test("a hall that reports nowhere says so", async () => {
  const house = await House.open();
  onTestFinished(() => house.close());
  for (const path of ["upward", "upward/records"])
    expect(await house.get(path)).toMatchObject({ status: 404, body: { code: "UPWARD_OFF" } });
  expect(await house.post("upward/records/a/replay", {})).toMatchObject({ status: 404, body: { code: "UPWARD_OFF" } });
  expect(await house.get("privacy")).toMatchObject({ status: 404, body: { code: "MESSAGES_OFF" } });
});

test("refused records are listed with their reasons and can be sent again", async () => {
  const given = await GivenMonth.open("zhejiang", () => "none");
  const { house } = given;
  await given.done({ type: "open-window", windowId: "1", staffId: "s01" });
  const { caseId } = await given.visit(1);
  const press = { windowId: null, caseId, level: 3, channel: "paper", reasons: [], comment: null, deviceId: null };
  await given.done({ type: "record-rating", ...press, channel: "paper" });
  await given.later(20 * 60_000, 60_000);
  const { body } = await house.get("upward");
  expect(body).toMatchObject({ province: "zhejiang", uploads: true, trouble: "", counts: { refused: 1, sent: 0 } });
  expect(body.reasons).toEqual([{ state: "refused", reason: "channel-without-code", field: "pf", count: 1 }]);
  const { body: rows } = await house.get("upward/records?state=refused");
  expect(rows).toMatchObject([{ caseId, faults: [{ field: "pf", reason: "channel-without-code" }] }]);
  expect(await house.post("upward/replay", { state: "refused" })).toMatchObject({ status: 200, body: { replayed: 1 } });
  expect(await house.post("upward/replay", { state: "sent" })).toMatchObject({ status: 400 });
  expect(await house.post("upward/records/nobody/replay", {})).toMatchObject({ body: { code: "MESSAGE_UNKNOWN" } });
  // The file for hand-over leaves out what cannot be said there, too; it is of today, or of a month at most.
  expect(await house.get("upward/file")).toMatchObject({ status: 200, body: [] });
  const { caseId: other } = await given.visit(2);
  await given.done({ type: "record-rating", ...press, caseId: other, channel: "qr" });
  const { type, body: file } = await house.get("upward/file?from=2026-01-05&to=2026-01-05");
  expect([type, file.length, file[0].projectNo]).toEqual(["application/json; charset=utf-8", 1, other]);
  expect(JSON.stringify(file)).not.toContain(personOf(2).name);
  for (const span of ["from=2026-01-06&to=2026-01-05", "from=2025-12-01&to=2026-01-05", "to=2026-02-30"])
    expect(await house.get(`upward/file?${span}`)).toMatchObject({ status: 400, body: { code: "SPAN_INVALID" } });
});

test("who looks at a contact says why, is logged first, and no copy stays", async () => {
  const given = await GivenMonth.open("zhejiang");
  const { house } = given;
  await given.done({ type: "open-window", windowId: "1", staffId: "s01" });
  const { caseId } = await given.visit(1);
  const asked = { subject: "case", id: caseId, reason: "complaint" };
  const key = { "idempotency-key": "look-1" };
  const shown = await house.post("privacy/contact", asked, key);
  const { name, phone, idNumber } = personOf(1);
  expect(shown).toMatchObject({ status: 200, body: { name, phone, idNumber } });
  const looks = () => given.events.filter(({ type }) => type === "privacy.contact-shown");
  expect(looks().map(({ data }) => data)).toEqual([asked]);
  expect(await house.post("privacy/contact", { ...asked, reason: "curious" })).toMatchObject({ status: 400 });
  const nobody = { ...asked, id: "c_nobody" };
  expect(await house.post("privacy/contact", nobody)).toMatchObject({ status: 404, body: { code: "CONTACT_UNKNOWN" } });
  expect(looks()).toHaveLength(1);
  for (const file of ["hall.db", "hall.db-wal"]) {
    const bytes = readFileSync(join(house.folder, file));
    expect(bytes.includes(phone) || bytes.includes(name)).toBe(false);
  }
});
