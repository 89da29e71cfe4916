// Appointments: never more than a slot holds, checked in by the published rule, freed when nobody comes.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, newState } from "../../controller/domain/fold.ts";
import { slotsOf, takenIn } from "../../controller/domain/slots.ts";
import { pictureOf, SEEDED } from "./given-hall.ts";
import { BOOKABLE, booking, GivenOffer, offerSettings, TUESDAY, walkIn } from "./given-offer.ts";

const WEDNESDAY = "2031-03-05";
const tick = { type: "tick" } as const;
const checkIn = (code: string, kioskId: string | null = null) =>
  ({ type: "check-in", by: { code }, kioskId, largePrint: false }) as const;

describe("booking", () => {
  test("takes a place of a slot and refuses the one too many", () => {
    const hall = new GivenOffer(offerSettings());
    const first = hall.books();
    expect(first).toMatchObject({ state: "booked", day: TUESDAY, time: "10:00" });
    expect(first.code).toMatch(/^\d{8}$/);
    expect(hall.books().code).not.toBe(first.code);
    expect(hall.refuses(booking(), "SLOT_FULL").detail).toContain("10:00");
    hall.does({ type: "cancel-appointment", appointment: first.code });
    expect(hall.books().state).toBe("booked");
  });

  test("refuses what is no slot: past, lunch, off the grid, closed days, too far ahead, unknown or unbookable", () => {
    const hall = new GivenOffer(offerSettings());
    for (const [day, time] of [
      [TUESDAY, "09:00"],
      [TUESDAY, "12:00"],
      [TUESDAY, "10:15"],
      ["2031-03-08", "10:00"],
      ["2031-03-12", "10:00"],
      ["2031-03-03", "10:00"],
    ] as const) {
      hall.refuses(booking({ day, time }), "SLOT_UNKNOWN");
    }
    hall.refuses(booking({ serviceId: "none" }), "SERVICE_UNKNOWN");
    hall.refuses(booking({ serviceId: "c" }), "SERVICE_NOT_BOOKABLE");
    hall.refuses(booking({ needs: ["a-piano"] }), "NEED_UNKNOWN");
    hall.refuses(booking({ person: "" }), "CARD_UNKNOWN");
  });

  test("one booking per person, service and day; the same wish within ten seconds is the same booking", () => {
    const hall = new GivenOffer(offerSettings());
    const first = hall.books({ person: "p1" });
    expect(hall.later(9_000).books({ person: "p1" }).id).toBe(first.id);
    hall.refuses(booking({ person: "p1", time: "11:00" }), "PERSON_HAS_APPOINTMENT");
    hall.later(2_000).refuses(booking({ person: "p1" }), "PERSON_HAS_APPOINTMENT");
    expect(hall.books({ person: "p1", day: WEDNESDAY }).id).not.toBe(first.id);
    hall.does({ type: "cancel-appointment", appointment: first.id });
    expect(hall.books({ person: "p1", time: "11:00" }).time).toBe("11:00");
  });

  test("keeps a number of the day's quota until its holder comes or is too late", () => {
    const hall = new GivenOffer(offerSettings({ dailyMax: 3 }));
    const first = hall.books();
    hall.books({ time: "11:00" });
    hall.does(walkIn());
    hall.refuses(walkIn(), "SERVICE_QUOTA_REACHED");
    hall.refuses(booking({ time: "11:00" }), "SERVICE_QUOTA_REACHED");
    hall.at("09:30").checksIn(first.code);
    hall.refuses(walkIn(), "SERVICE_QUOTA_REACHED");
    hall.at("11:16").does(tick);
    hall.does(walkIn());
    hall.refuses(walkIn(), "SERVICE_QUOTA_REACHED");
  });

  test("cancelling twice, after the check-in, or nothing at all is refused", () => {
    const hall = new GivenOffer(offerSettings());
    const { id, code } = hall.books();
    hall.does({ type: "cancel-appointment", appointment: id });
    hall.refuses({ type: "cancel-appointment", appointment: code }, "APPOINTMENT_ENDED");
    hall.refuses({ type: "cancel-appointment", appointment: "12345678" }, "APPOINTMENT_UNKNOWN");
    hall.refuses(checkIn(code), "APPOINTMENT_ENDED");
  });
});

describe("check-in", () => {
  test("has a window in time, and says in plain words what is wrong", () => {
    const hall = new GivenOffer(offerSettings());
    const { code } = hall.books({ time: "10:30" });
    const tomorrow = hall.books({ day: WEDNESDAY });
    expect(hall.at("09:29").refuses(checkIn(code), "APPOINTMENT_TOO_EARLY").detail).toMatch(/10:30.*09:30 起/);
    expect(hall.refuses(checkIn(tomorrow.code), "APPOINTMENT_WRONG_DAY").detail).toContain(`${WEDNESDAY} 10:00`);
    hall.refuses(checkIn("00000000"), "APPOINTMENT_UNKNOWN");
    hall.refuses(checkIn(code, "kiosk-9"), "KIOSK_UNKNOWN");
    const ticket = hall.at("10:45").checksIn(code);
    expect(ticket).toMatchObject({ priority: "appointment", serviceId: "a", state: "waiting" });
    expect(hall.later(10_000).refuses(checkIn(code), "APPOINTMENT_ALREADY_HERE").detail).toContain(ticket.number);
  });

  test("the same code twice at once is the same ticket", () => {
    const hall = new GivenOffer(offerSettings());
    const { code } = hall.books();
    const ticket = hall.at("09:50").checksIn(code);
    expect(hall.later(3_000).checksIn(code).id).toBe(ticket.id);
    expect(hall.state.tickets.size).toBe(1);
  });

  test("too late frees the place and says to take an ordinary number", () => {
    const hall = new GivenOffer(offerSettings());
    const { code, id } = hall.books();
    hall.at("10:15").does(tick);
    expect(hall.state.offer.appointments.get(id)?.state).toBe("booked");
    expect(hall.later(1).refuses(checkIn(code), "APPOINTMENT_TOO_LATE").detail).toContain("普通号");
    hall.does(tick);
    expect(hall.state.offer.appointments.get(id)?.state).toBe("no-show");
    expect(takenIn(hall.state.offer, "a", TUESDAY, "10:00")).toBe(0);
    hall.refuses(checkIn(code), "APPOINTMENT_TOO_LATE");
  });

  test("by card takes the earliest of today that can be checked in", () => {
    const hall = new GivenOffer(offerSettings());
    const byCard = { type: "check-in", by: { person: "p1" }, kioskId: null, largePrint: true } as const;
    hall.refuses(byCard, "APPOINTMENT_UNKNOWN");
    hall.books({ person: "p1", time: "11:00" });
    hall.refuses(byCard, "APPOINTMENT_TOO_EARLY");
    hall.at("10:10");
    const ticket = hall.ticket(hall.does(byCard).subject?.ticketId ?? "");
    expect(ticket).toMatchObject({ priority: "appointment", largePrint: true });
    hall.later(20_000).refuses(byCard, "APPOINTMENT_ALREADY_HERE");
    hall.refuses({ ...byCard, by: { person: "" } }, "CARD_UNKNOWN");
  });

  test("waits for its time in the common queue, unless nobody else waits", () => {
    const hall = new GivenOffer(offerSettings()).opens("1");
    const early = hall.books({ time: "10:00" });
    const ordinary = hall.at("09:10").issues();
    const ticket = hall.at("09:20").checksIn(early.code);
    hall.at("09:30");
    expect(hall.callsNext()).toBe(ordinary.number);
    expect(hall.at("09:40").callsNext()).toBe(ticket.number);
  });

  test("goes first once it is due, by the hall's guarantee", () => {
    const hall = new GivenOffer(offerSettings()).opens("1");
    const { code } = hall.books({ time: "09:30" });
    const first = hall.at("09:10").issues();
    const ticket = hall.at("09:15").checksIn(code);
    expect(hall.at("09:30").callsNext()).toBe(ticket.number);
    expect(hall.later(60_000).callsNext()).toBe(first.number);
  });

  test("a service the manager closed takes nobody", () => {
    const hall = new GivenOffer(offerSettings());
    const { code } = hall.books();
    hall.does({ type: "close-service", serviceId: "a", reason: "停电" });
    expect(hall.at("09:50").refuses(checkIn(code), "SERVICE_CLOSED").detail).toContain("停电");
  });
});

test("a reminder goes out once, half an hour before", () => {
  const hall = new GivenOffer(offerSettings());
  const { id } = hall.books();
  expect(hall.at("09:29").does(tick).events).toEqual([]);
  expect(hall.at("09:30").does(tick).events).toMatchObject([
    { type: "appointment.reminded", data: { appointmentId: id } },
  ]);
  expect(hall.at("09:31").does(tick).events).toEqual([]);
});

test("the next day begins with the bookings of today and later; yesterday's absent are closed", () => {
  const hall = new GivenOffer(offerSettings());
  const gone = hall.books({ time: "16:30" });
  const tomorrow = hall.books({ day: WEDNESDAY });
  hall.at("16:31", TUESDAY);
  hall.at("00:00", WEDNESDAY).does(tick);
  expect([...hall.state.offer.appointments.keys()]).toEqual([tomorrow.id]);
  expect(hall.log.filter(({ type }) => type === "appointment.no-show")).toMatchObject([
    { data: { appointmentId: gone.id } },
  ]);
  const again = newState(hall.settings);
  for (const event of hall.log.slice(hall.log.findLastIndex(({ type }) => type === "day.started"))) fold(again, event);
  expect(pictureOf(again)).toEqual(pictureOf(hall.state));
  expect(hall.at("09:30", WEDNESDAY).checksIn(tomorrow.code).priority).toBe("appointment");
});

test("however people book, cancel, come and stay away, no slot ever holds more than its places", () => {
  const times = slotsOf(offerSettings(), offerSettings().services[0] as never, BOOKABLE, TUESDAY).map(
    ({ time }) => time,
  );
  const step = fc.record({
    do: fc.constantFrom("book", "book", "book", "cancel", "come", "wait", "walk-in"),
    time: fc.constantFrom(...times.slice(0, 4)),
    which: fc.nat(20),
    minutes: fc.integer({ min: 0, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const hall = new GivenOffer(offerSettings({ dailyMax: 6 }));
      for (const { do: what, time, which, minutes } of steps) {
        hall.later(minutes * 60_000);
        const known = [...hall.state.offer.appointments.values()];
        const code = known[which % Math.max(1, known.length)]?.code ?? "none";
        if (what === "book") hall.submit(booking({ time }));
        if (what === "cancel") hall.submit({ type: "cancel-appointment", appointment: code });
        if (what === "come") hall.submit(checkIn(code));
        if (what === "walk-in") hall.submit(walkIn());
        if (what === "wait") hall.submit(tick);
        const { appointments } = hall.state.offer;
        for (const slot of times) {
          const held = [...appointments.values()].filter(
            (one) => one.time === slot && (one.state === "booked" || one.state === "checked-in"),
          ).length;
          expect(held).toBeLessThanOrEqual(BOOKABLE.capacity);
          expect(takenIn(hall.state.offer, "a", TUESDAY, slot)).toBe(held);
        }
        const booked = [...appointments.values()].filter((one) => one.state === "booked").length;
        expect(hall.state.tickets.size + booked).toBeLessThanOrEqual(6);
      }
      const again = newState(hall.settings);
      for (const event of hall.log) fold(again, event);
      expect(pictureOf(again)).toEqual(pictureOf(hall.state));
    }),
    { ...SEEDED, numRuns: 300 },
  );
});
