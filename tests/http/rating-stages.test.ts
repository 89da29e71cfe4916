// Over HTTP and on the citizen's page: the acceptance stage, marks, who may enter what was said, numbers left.
import { afterEach, describe, expect, test } from "vitest";
import type { HallSettings } from "../../controller/domain/types.ts";
import { openLog } from "../../controller/store/open-log.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { contextOf } from "../../controller/views/sources.ts";
import { padView } from "../../controller/views/windows.ts";
import { GivenAsking, PHONE } from "../asking/given-asking.ts";
import { House, SETTINGS } from "./house.ts";
import { account, firstManager, get, house as lockedHouse, lockHouse, post } from "./locked-house.ts";
import { Phone, pathOf, textOf } from "./phone-forms.ts";

const TWICE: HallSettings = { ...SETTINGS, rating: { stages: ["acceptance", "completion"] } };

let open: House | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

/** Somebody is being served at window 1. */
async function serving(settings: HallSettings = TWICE) {
  open = await House.open(settings);
  const house = open;
  await house.post("windows/1/open", { staffId: "s01" });
  const ticket = await house.ticket();
  await house.post("windows/1/call", { ticketId: ticket.id });
  await house.post("windows/1/arrived");
  const pad = () => house.hall.read((state) => padView(contextOf(house.sources, state), "1")?.invitation ?? null);
  return { house, ticket, pad, phone: new Phone(house) };
}

describe("taken in, and asked about that", () => {
  test("the window says so; pad and phone ask for that stage by name, and for the completion later", async () => {
    const { house, ticket, pad, phone } = await serving();
    expect((await phone.get(`${pathOf(ticket)}?lang=en`)).text).not.toContain('id="accept"');
    const taken = await house.post("windows/1/accept-case");
    expect(taken).toMatchObject({ status: 200, body: { case: { status: "open" } } });
    const caseId = taken.body.case.id;
    expect(await pad()).toMatchObject({ caseId, stage: 1 });
    const asks = (await phone.get(`${pathOf(ticket)}?lang=en`)).text;
    expect(textOf(asks)).toContain("Please rate how your matter was taken in");
    const rated = await phone.send(ticket, "accept", { level: "2" });
    expect(textOf(rated.text)).toContain("Your rating of the acceptance: Dissatisfied");
    expect((await phone.send(ticket, "accept-change", { level: "4" })).location).toContain("said=changed");
    expect(await pad()).toBeNull();
    await house.post("windows/1/finish");
    expect(await pad()).toMatchObject({ caseId });
    expect((await pad())?.stage).toBeUndefined();
    const again = (await phone.get(`${pathOf(ticket)}?lang=en`)).text;
    expect(textOf(again)).toContain("This is about the completed matter.");
    expect((await house.post("windows/1/rating", { level: 5, stage: 2 })).status).toBe(201);
    const { body } = await house.get("ratings/today");
    expect(body.figures).toMatchObject({ finished: 1, active: { n: 1 }, levels: { 5: 1 } });
    expect(body.acceptance).toMatchObject({ n: 1, good: { n: 1 } });
  });

  test("a touch for the other stage is refused and logged, and never counted", async () => {
    const { house } = await serving();
    await house.post("windows/1/accept-case");
    const wrong = await house.post("windows/1/rating", { level: 1, stage: 2 });
    expect(wrong.body.code).toBe("NO_OPEN_INVITATION");
    expect((await house.post("windows/1/rating", { level: 4 })).body).toMatchObject({ level: 4, stage: 1 });
  });

  test("a change and marks agree with the log, survive a rebuild, and made up in the tables they do not", async () => {
    const { house, ticket, phone } = await serving();
    await house.post("windows/1/accept-case");
    await phone.send(ticket, "accept", { level: "1" });
    await phone.send(ticket, "accept-change", { level: "3" });
    await house.post("windows/1/finish");
    await phone.send(ticket, "rate", { level: "5" });
    expect((await phone.send(ticket, "marks", { "mark-attitude": "2", "mark-mood": "9" })).location).toContain("said=");
    const { path, records } = house.store;
    const caseId = (await house.get("cases")).body[0].id;
    const kept = () => records.caseById(caseId)?.rating;
    expect(kept()).toMatchObject({ level: 5, dimensions: { attitude: 2 } });
    expect(verifyLog(path)).toMatchObject({ ok: true });
    const db = openLog(path);
    for (const harm of ["marks_seq = 1 WHERE stage = 2", "level = 5 WHERE stage = 1"]) {
      db.exec(`UPDATE ratings SET ${harm}`);
      expect(verifyLog(path).faults, harm).toMatchObject([{ kind: "rating" }]);
      house.store.rebuildProjections();
      expect(verifyLog(path), harm).toMatchObject({ ok: true });
    }
    db.close();
    expect(kept()).toMatchObject({ level: 5, dimensions: { attitude: 2 } });
  });
});

describe("marks on the citizen's page", () => {
  test("come after reasons or a skip, none is chosen beforehand, and each may be left out", async () => {
    const { house, ticket, phone } = await serving(SETTINGS);
    await house.post("windows/1/finish");
    const rated = await phone.send(ticket, "rate", { level: "1" });
    expect(rated.text).not.toContain('name="mark-');
    const marks = (await phone.get(`${pathOf(ticket)}?lang=en&ask=skip`)).text;
    for (const code of ["efficiency", "level", "attitude"]) {
      expect(marks.match(new RegExp(`name="mark-${code}"`, "g"))).toHaveLength(5);
    }
    expect(marks).not.toContain('name="mark-overall"');
    expect(marks).not.toContain("checked");
    expect((await phone.get(`${pathOf(ticket)}?ask=done`)).text).not.toContain('name="mark-');
    await phone.send(ticket, "marks", { "mark-efficiency": "4" });
    const { body } = await house.get("ratings/today");
    expect(body.dimensions).toMatchObject([{ code: "efficiency", n: 1, average: 4 }]);
    expect((await phone.get(`${pathOf(ticket)}?ask=skip`)).text).not.toContain('name="mark-');
  });

  test("over the API they are refused twice, and what the list does not have", async () => {
    const { house } = await serving(SETTINGS);
    await house.post("windows/1/finish");
    const { id: ratingId, caseId } = (await house.post("windows/1/rating", { level: 5 })).body;
    const send = (dimensions: object) => house.post(`cases/${caseId}/rating/marks`, { ratingId, dimensions });
    expect((await send({ mood: 3 })).body.code).toBe("DIMENSION_UNKNOWN");
    expect(await send({ attitude: 3 })).toMatchObject({ status: 200, body: { dimensions: { attitude: 3 } } });
    expect((await send({ attitude: 5 })).body.code).toBe("RATING_FINAL");
  });
});

describe("a rating by telephone", () => {
  test("names who is signed in, never the rated one, and never comes from a device", async () => {
    await lockHouse();
    open = lockedHouse;
    const manager = await firstManager();
    const cookie = await account(manager, "s02", ["supervisor"]);
    expect((await post("windows/1/open", { staffId: "s02" }, manager)).status).toBe(200);
    const ticket = (await post("tickets", { serviceId: "social" }, manager)).body;
    await post("windows/1/call", { ticketId: ticket.id }, manager);
    expect((await post("windows/1/finish", {}, manager)).status).toBe(200);
    const [served] = (await get("cases", manager)).body;
    const said = { caseId: served.id, level: 5, channel: "phone" };
    expect((await post("ratings", said, cookie)).body.code).toBe("OWN_CASE");
    // Naming somebody else does not help.
    expect((await post("ratings", { ...said, by: "s01" }, cookie)).body.code).toBe("OWN_CASE");
    expect((await post("ratings", said)).status).toBe(401);
    const { code, secret } = (await post("access/pairing", { role: "kiosk" })).body;
    await post("access/pairing/approve", { code, role: "kiosk", place: "kiosk-1" }, manager);
    const kiosk = (await post("access/pairing/claim", { secret })).cookie;
    expect((await post("ratings", said, kiosk)).body.code).toBe("RIGHT_MISSING");
    expect((await post("ratings", { ...said, channel: "hall_terminal" }, kiosk)).status).toBe(201);
  });

  test("a program of the machine itself may name who called, and is refused for their own case", async () => {
    const { house } = await serving(SETTINGS);
    await house.post("windows/1/finish");
    const [served] = (await house.get("cases")).body;
    const said = { caseId: served.id, level: 2, channel: "phone" };
    expect((await house.post("ratings", { ...said, by: "s01" })).body.code).toBe("OWN_CASE");
    expect((await house.post("ratings", { ...said, by: "s02" })).status).toBe(201);
  });
});

describe("a number left on the citizen's page", () => {
  test("needs consent, is sealed, is never shown again in full, and goes at once when asked", async () => {
    const given = await GivenAsking.open();
    const { house } = given;
    const phone = new Phone(house);
    const ticket = await house.ticket();
    const path = `${pathOf(ticket)}?lang=en`;
    expect((await phone.get(path)).text).toContain('name="phone"');
    expect((await phone.send(ticket, "contact", { phone: PHONE })).location).toContain("said=failed");
    const bad = await phone.send(ticket, "contact", { phone: "+999", agree: "1" });
    expect(bad.location).toContain("said=contact-invalid");
    const kept = await phone.send(ticket, "contact", { phone: PHONE, agree: "1" });
    expect(textOf(kept.text)).toContain("The number 138****0000 is kept");
    expect(kept.text).not.toContain(PHONE);
    expect(given.events("contact.left")).toMatchObject([{ data: { ticketId: ticket.id, place: "phone" } }]);
    expect(JSON.stringify(house.store.eventsAfter(0, 1000))).not.toContain(PHONE);
    expect(given.asking.phoneOf(ticket.id)).toBe(PHONE);
    await phone.send(ticket, "contact-forget");
    expect(given.asking.phoneOf(ticket.id)).toBeNull();
    expect(given.events("contact.removed")).toMatchObject([{ data: { reason: "asked" } }]);
  });

  test("is not asked for where nobody asks, and not taken a hundred times", async () => {
    const none = await House.open();
    open = none;
    const off = await none.ticket();
    expect((await new Phone(none).get(pathOf(off))).text).not.toContain('name="phone" inputmode');
    const given = await GivenAsking.open();
    const phone = new Phone(given.house);
    const ticket = await given.house.ticket();
    const said: string[] = [];
    for (let i = 0; i < 8; i++) {
      said.push((await phone.send(ticket, "contact", { phone: `1390000000${i}`, agree: "1" })).location);
    }
    expect(said.at(0)).toContain("said=contact-kept");
    expect(said.at(-1)).toContain("said=contact-many");
    const api = await given.house.post(`tickets/${ticket.id}/contact`, { phone: PHONE, consent: true });
    expect(api).toMatchObject({ status: 429, body: { code: "REQUESTS_TOO_MANY" } });
  });
});
