// What a kiosk is told: opening, tree, needs, calendar, closing time, what was presented, helpers.

import Value from "typebox/value";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KioskView } from "../../controller/contract/views.ts";
import { idCard, OFFER, SECRET } from "./given-offer-house.ts";
import { House } from "./house.ts";

let house: House;
beforeEach(async () => {
  house = await House.open(OFFER);
});
afterEach(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

const kiosk = async (id = "kiosk-1") => (await house.get(`kiosks/${id}`)).body;
const service = async (id = "social") => (await kiosk()).services.find((one: { id: string }) => one.id === id);
const refused = (code: string) => expect.objectContaining({ code });

test("everything the contract names is there and of the right shape", async () => {
  house.presented.card("kiosk-1", idCard(), SECRET);
  const view = await kiosk();
  expect([...Value.Errors(KioskView, view)]).toEqual([]);
  expect(view).toMatchObject({
    kiosk: { reader: true, scanner: true, diagonalInches: 21.5, elderlyFirst: true, keypadOnly: false },
    groups: [
      { id: "people", services: [], groups: [{ id: "in", services: ["social"] }] },
      { id: "homes", services: ["house"], groups: [] },
    ],
    priorities: [{ id: "elderly", name: { "zh-CN": "老年人" }, prefix: null }],
    needs: [{ id: "sign-language", name: { "zh-CN": "手语服务", en: "Sign language" } }],
    calendar: {
      openNow: true,
      closesAt: "2026-01-05T17:00:00.000+08:00",
      nextOpening: null,
      today: { hours: [{ from: "09:00", to: "12:00", extended: false }, { from: "13:30" }] },
      next: [{ date: "2026-01-06", hours: [], name: { "zh-CN": "停业一天" } }, {}, {}, {}, {}, {}, {}],
    },
    site: { lockScreen: { "zh-CN": "明天见" }, ticketFooter: {} },
    helperCalledAt: null,
  });
  expect(view.calendar.next[1].hours.at(-1)).toEqual({ from: "17:00", to: "19:00", extended: true });
  expect(view.site.keeps["zh-CN"]).toContain("我们保存");
  expect([...Value.Errors(KioskView, await kiosk("kiosk-2"))]).toEqual([]);
});

test("a service says whether it is open, why not, and when again", async () => {
  expect((await service()).openState).toMatchObject({ open: false, mayIssue: true, code: "no-window" });
  await house.post("windows/1/open", {});
  expect((await service()).openState).toEqual({
    open: true,
    mayIssue: true,
    code: "open",
    reason: {},
    nextOpening: null,
  });
  expect(await service()).toMatchObject({
    cardNeeded: true,
    bookable: true,
    crowded: false,
    needsOffered: ["sign-language"],
  });
  expect(await service()).toMatchObject({ nextBookableDay: "2026-01-05", documents: [{ "zh-CN": "身份证" }] });
  const closed = await house.post("services/social/close", { reason: "系统维护" });
  expect(closed).toMatchObject({ status: 200, body: { id: "social", open: false } });
  expect((await service()).openState).toMatchObject({ mayIssue: false, code: "closed-by-manager" });
  expect((await service()).openState.reason["zh-CN"]).toContain("系统维护");
  expect((await house.post("tickets", { serviceId: "social" })).body).toEqual(refused("SERVICE_CLOSED"));
  expect((await house.post("services/social/open")).body).toMatchObject({ open: true });
  expect((await house.post("services/none/close")).status).toBe(404);
  await house.clock.advance(8 * 3_600_000);
  expect((await service()).openState).toMatchObject({
    mayIssue: false,
    code: "closed-hours",
    nextOpening: "2026-01-07T09:00:00.000+08:00",
  });
  expect((await house.post("tickets", { serviceId: "social" })).body).toEqual(refused("SERVICE_CLOSED"));
});

test("tickets take needs and large print along", async () => {
  expect((await house.post("tickets", { serviceId: "social", needs: ["a-piano"] })).body).toEqual(
    refused("NEED_UNKNOWN"),
  );
  expect((await house.post("tickets", { serviceId: "social", kioskId: "kiosk-1" })).body).toEqual(
    refused("CARD_NEEDED"),
  );
  const { id } = await house.ticket("social", { needs: ["sign-language"], largePrint: true });
  const kept = await house.hall.read((state) => ({ ...state.tickets.get(id) }));
  expect(kept).toMatchObject({ needs: ["sign-language"], largePrint: true });
  expect(await service()).toMatchObject({ waiting: 1, crowded: true });
});

test("a card is shown masked, limits its person, and is gone after a minute or when the page is left", async () => {
  house.presented.card("kiosk-1", idCard(), SECRET);
  const { presented } = await kiosk();
  expect(presented).toMatchObject({ kind: "card", masked: "王** 110*************11", birthYearClass: "elderly" });
  expect((await kiosk("kiosk-2")).presented).toBeNull();
  const tap = { serviceId: "social", kioskId: "kiosk-1", cardHandle: presented.handle };
  const key = { "idempotency-key": "tap-1" };
  const first = await house.post("tickets", tap, key);
  expect(first.status).toBe(201);
  expect((await house.post("tickets", tap)).body.id).toBe(first.body.id);
  await house.clock.advance(10_000);
  expect((await house.post("tickets", tap)).body).toEqual(refused("PERSON_LIMIT_REACHED"));
  expect((await house.post("kiosks/kiosk-1/clear")).status).toBe(204);
  expect((await kiosk()).presented).toBeNull();
  expect((await house.post("tickets", tap)).body).toEqual(refused("CARD_UNKNOWN"));
  // The answer of a tap that took effect is given again, with or without the card.
  expect((await house.post("tickets", tap, key)).body.id).toBe(first.body.id);
  house.presented.card("kiosk-1", idCard({ birth: "20150101", idNumber: "110000201501010022" }), SECRET);
  expect((await kiosk()).presented.birthYearClass).toBe("minor");
  await house.clock.advance(60_000);
  expect((await kiosk()).presented).toBeNull();
  expect((await house.post("kiosks/none/clear")).body).toEqual(refused("KIOSK_UNKNOWN"));
});

test("a ticket, an appointment and a stranger's code are told apart", async () => {
  const { id, number } = await house.ticket("house");
  house.presented.thing("kiosk-1", { kind: "ticket", ticketId: id, returned: false, refusal: null });
  expect((await kiosk()).presented).toMatchObject({ kind: "ticket", number, state: "waiting", ahead: 0 });
  const booked = await house.post("appointments", { serviceId: "social", date: "2026-01-07", time: "10:00" });
  house.presented.thing("kiosk-1", { kind: "appointment", appointmentId: booked.body.id });
  expect((await kiosk()).presented).toMatchObject({ kind: "appointment", appointment: { code: booked.body.code } });
  house.presented.thing("kiosk-1", { kind: "unknown", what: "foreign" });
  expect((await kiosk()).presented).toMatchObject({ kind: "unknown", what: "foreign" });
});

test("a helper is rung, seen, and answered", async () => {
  const rung = await house.post("kiosks/kiosk-1/helper");
  expect(rung).toMatchObject({ status: 200, body: { kioskId: "kiosk-1", calledAt: "2026-01-05T09:00:00.000+08:00" } });
  expect((await kiosk()).helperCalledAt).toBe(rung.body.calledAt);
  expect((await house.post("kiosks/kiosk-1/helper-came")).body.calledAt).toBeNull();
  expect((await house.post("kiosks/kiosk-1/helper-came")).body).toEqual(refused("HELPER_NOT_CALLED"));
});
