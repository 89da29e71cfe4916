// The rating on the citizen's page: one touch, its receipt, its correction, its reasons, and the log behind it.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLog } from "../../controller/store/open-log.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { House } from "./house.ts";
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

const get: Phone["get"] = (...asked) => phone.get(...asked);
const send: Phone["send"] = (...asked) => phone.send(...asked);
const served: Phone["served"] = (ticket) => phone.served(ticket);

describe("the rating", () => {
  test("five equal ways, stored at the first touch, with its place in the log", async () => {
    const ticket = await house.ticket();
    const caseId = await served(ticket);
    const asks = (await get(`${pathOf(ticket)}?lang=en`)).text;
    const buttons = [...asks.matchAll(/<button class="press" name="level" value="(\d)">/g)];
    expect(buttons.map(([, level]) => level)).toEqual(["5", "4", "3", "2", "1"]);
    const thanked = await send(ticket, "rate", { level: "2" });
    expect(thanked.location).toContain("said=rated");
    const { body: rows } = await house.get("events?limit=1000");
    const row = rows.find((one: { type: string }) => one.type === "rating.recorded");
    expect(textOf(thanked.text)).toContain(`Your rating is entry ${row.seq} of the log`);
    expect(thanked.text).toContain(row.hash);
    expect((await house.get(`cases/${caseId}`)).body.rating).toMatchObject({ level: 2, channel: "qr" });
    expect((await send(ticket, "rate", { level: "5" })).location).toContain("said=rated-already");
  });

  test("can be corrected for five seconds, and the receipt is that of the correction", async () => {
    const ticket = await house.ticket();
    const caseId = await served(ticket);
    const touched = await send(ticket, "rate", { level: "1" });
    expect(touched.text.match(/name="level"/g)).toHaveLength(4);
    expect((await send(ticket, "change", { level: "4" })).location).toContain("said=changed");
    expect((await house.get(`cases/${caseId}`)).body.rating.level).toBe(4);
    const { body: rows } = await house.get("events?limit=1000");
    const row = rows.find((one: { type: string }) => one.type === "rating.corrected");
    expect(row.data).toMatchObject({ from: 1, level: 4, channel: "qr" });
    expect((await get(pathOf(ticket))).text).toContain(row.hash);
    house.clock.advance(5_100);
    expect((await send(ticket, "change", { level: "5" })).location).toContain("said=too-late");
    expect((await get(pathOf(ticket))).text).not.toContain('id="change"');
    house.store.rebuildProjections();
    const kept = house.store.records.caseById(caseId);
    expect(kept?.rating).toMatchObject({ level: 4 });
  });

  test("corrected or explained, it agrees with the log; put back or made up in the tables, it does not", async () => {
    const ticket = await house.ticket();
    await served(ticket);
    await send(ticket, "rate", { level: "1" });
    await send(ticket, "change", { level: "4" });
    await send(ticket, "reasons", { reason: "phone-1:fast" });
    const { path } = house.store;
    expect(verifyLog(path)).toMatchObject({ ok: true });
    const db = openLog(path);
    const row = db.prepare("SELECT changed_seq AS changed, reasons_seq AS said FROM ratings").get();
    const { changed, said } = row as { changed: number; said: number };
    for (const [harm, repair] of [
      ["changed_seq = NULL, level = 1", `changed_seq = ${changed}, level = 4`],
      ["level = 5", "level = 4"],
      ["changed_seq = 1", `changed_seq = ${changed}`],
      ["reasons_seq = NULL", `reasons_seq = ${said}`],
    ]) {
      db.exec(`UPDATE ratings SET ${harm}`);
      expect(verifyLog(path).faults, harm).toMatchObject([{ kind: "rating" }]);
      db.exec(`UPDATE ratings SET ${repair}`);
      expect(verifyLog(path), repair).toMatchObject({ ok: true });
    }
    db.close();
  });

  test("takes reasons afterwards, from the list alone, and they can be skipped", async () => {
    const ticket = await house.ticket();
    const caseId = await served(ticket);
    const touched = await send(ticket, "rate", { level: "2" });
    const codes = [...touched.text.matchAll(/name="reason" value="([^"]+)"/g)].map(([, code]) => code);
    expect(codes).toContain("phone-1:slow");
    expect((await get(`${pathOf(ticket)}?ask=skip`)).text).not.toContain('name="reason"');
    const fields = "once=word-of-this-test&reason=phone-1%3Aslow&reason=%3Cb%3E&reason=phone-1%3Aslow";
    expect((await send(ticket, "reasons", fields)).location).toContain("said=reasons");
    expect((await house.get(`cases/${caseId}`)).body.rating.reasons).toEqual(["phone-1:slow"]);
    expect(house.store.records.caseById(caseId)?.rating).toMatchObject({ level: 2, reasons: ["phone-1:slow"] });
  });

  test("the same over the API, by the id of the rating", async () => {
    const ticket = await house.ticket();
    const caseId = await served(ticket);
    const given = await house.post("ratings", { caseId, level: 5, channel: "mobile" });
    const change = (body: unknown) => house.post(`cases/${caseId}/rating/correct`, body);
    expect((await change({ ratingId: "r_other", level: 1 })).body.code).toBe("RATING_FINAL");
    expect((await change({ ratingId: given.body.id, level: 3 })).body).toMatchObject({ level: 3, channel: "mobile" });
    const reasons = { ratingId: given.body.id, reasons: ["slow"], comment: "…" };
    const added = await house.post(`cases/${caseId}/rating/reasons`, reasons);
    expect(added).toMatchObject({ status: 200, body: { level: 3, reasons: ["slow"], comment: null } });
    // A rating given elsewhere is not this page's to change.
    expect((await get(pathOf(ticket))).text).not.toContain('id="change"');
  });
});
