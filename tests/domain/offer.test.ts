// Who gets a number: hours, the manager's switch, limits per person, ranges, prefixes; and who goes to which window.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closingOf, standingOf } from "../../controller/domain/opening.ts";
import { MINUTE_MS, SEEDED } from "./given-hall.ts";
import { GivenOffer, offerSettings, walkIn } from "./given-offer.ts";

describe("a service gives out numbers", () => {
  const codeOf = (hall: GivenOffer) => {
    const [service] = hall.settings.services;
    return service === undefined ? "" : standingOf(hall.state, service, hall.nowMs).code;
  };

  test("in its hours and while the manager lets it; before the first window opens, too", () => {
    const hall = new GivenOffer(offerSettings());
    hall.does(walkIn());
    expect(codeOf(hall)).toBe("no-window");
    expect(codeOf(hall.opens("1"))).toBe("open");
    hall.does({ type: "close-service", serviceId: "a", reason: "系统维护" });
    expect(codeOf(hall)).toBe("closed-by-manager");
    expect(hall.refuses(walkIn(), "SERVICE_CLOSED").detail).toContain("系统维护");
    expect(hall.does({ type: "close-service", serviceId: "a", reason: "系统维护" }).events).toEqual([]);
    hall.does({ type: "open-service", serviceId: "a" });
    expect(hall.does({ type: "open-service", serviceId: "a" }).events).toEqual([]);
    expect(codeOf(hall.at("12:00"))).toBe("closed-hours");
    hall.refuses(walkIn(), "SERVICE_CLOSED");
    expect(codeOf(hall.at("10:00", "2031-03-08"))).toBe("closed-day");
    hall.refuses({ type: "close-service", serviceId: "none", reason: null }, "SERVICE_UNKNOWN");
    hall.refuses({ type: "open-service", serviceId: "none" }, "SERVICE_UNKNOWN");
  });

  test("a closing by the manager lasts over the night", () => {
    const hall = new GivenOffer(offerSettings());
    hall.does({ type: "close-service", serviceId: "a", reason: null });
    hall.at("09:00", "2031-03-05").refuses(walkIn(), "SERVICE_CLOSED");
  });

  test("from its own range, and not one more", () => {
    const hall = new GivenOffer(offerSettings({ numberRange: { from: 501, to: 502 } }));
    expect([hall.issues().number, hall.issues("c").number, hall.issues().number]).toEqual(["A501", "A001", "A502"]);
    hall.refuses(walkIn(), "SERVICE_QUOTA_REACHED");
    expect(hall.issues("c").number).toBe("A002");
  });

  test("with a prefix of the class where it has one", () => {
    const usual = offerSettings();
    const priority = { classes: ["elderly", "appointment"], overtakeMax: 2, prefixes: { elderly: "Y" } };
    const hall = new GivenOffer({ ...usual, policy: { ...usual.policy, priority } });
    const numbers = [hall.issues("a", "elderly"), hall.issues("c", "elderly"), hall.issues()].map((one) => one.number);
    expect(numbers).toEqual(["Y001", "Y002", "A001"]);
  });

  test("says when a number taken now would be called, breaks included", () => {
    const hall = new GivenOffer(offerSettings());
    const [service] = hall.settings.services;
    if (service === undefined) throw new Error("no service");
    const likely = (clock: string, lowMinutes: number, highMinutes: number) => {
      const { opening } = standingOf(hall.at(clock).state, service, hall.nowMs);
      const closing = closingOf(opening, { lowMinutes, highMinutes }, hall.nowMs);
      const at = (ms = 0) => new Date(ms + 8 * 3_600_000).toISOString().slice(11, 16);
      return closing === null ? null : [at(closing.lowMs), at(closing.highMs), closing.late];
    };
    expect(likely("10:00", 20, 40)).toEqual(["10:20", "10:40", false]);
    expect(likely("11:50", 20, 40)).toEqual(["13:40", "14:00", false]);
    expect(likely("16:30", 20, 60)).toEqual(["16:50", "17:30", true]);
    expect(likely("17:00", 20, 60)).toBeNull();
  });
});

describe("numbers per person", () => {
  const limited = () => new GivenOffer(offerSettings({ perPersonDaily: 2 }));

  test("the same wish within ten seconds is the same ticket, later it is another", () => {
    const hall = limited();
    const first = hall.issuesTo("p1");
    expect(hall.later(9_999).issuesTo("p1").id).toBe(first.id);
    expect(hall.issuesTo("p2").id).not.toBe(first.id);
    expect(hall.later(1).issuesTo("p1").id).not.toBe(first.id);
    hall.later(60_000).refuses(walkIn({ person: "p1" }), "PERSON_LIMIT_REACHED");
    expect(hall.issuesTo("p1", "c").serviceId).toBe("c");
  });

  test("a misprint made void does not count; the next day is a new one", () => {
    const hall = limited();
    const first = hall.issuesTo("p1");
    hall.later(60_000).issuesTo("p1");
    hall.later(60_000).refuses(walkIn({ person: "p1" }), "PERSON_LIMIT_REACHED");
    hall.does({ type: "void-ticket", ticketId: first.id, reason: "卡纸" });
    expect(hall.issuesTo("p1").state).toBe("waiting");
    expect(hall.at("09:00", "2031-03-05").issuesTo("p1").state).toBe("waiting");
  });

  test("a kiosk with a reader asks for the card, one without and the desk do not", () => {
    const hall = limited();
    hall.refuses(walkIn({ kioskId: "kiosk-1" }), "CARD_NEEDED");
    hall.refuses(walkIn({ kioskId: "kiosk-1", person: "" }), "CARD_UNKNOWN");
    hall.does(walkIn({ kioskId: "kiosk-1", person: "p1" }));
    hall.does(walkIn({ kioskId: "kiosk-2" }));
    hall.does(walkIn());
  });

  test("nobody ever gets more than the limit, in whatever order people press", () => {
    const presses = fc.record({
      person: fc.constantFrom("p1", "p2", "p3"),
      serviceId: fc.constantFrom("a", "c"),
      seconds: fc.nat(30),
      voids: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(presses, { maxLength: 50 }), (all) => {
        const hall = limited();
        const given = new Map<string, number>();
        for (const { person, serviceId, seconds, voids } of all) {
          hall.later(seconds * 1000);
          const before = hall.state.tickets.size;
          const decision = hall.submit(walkIn({ person, serviceId }));
          if (hall.state.tickets.size === before || !decision.ok) continue;
          const key = `${person} ${serviceId}`;
          given.set(key, (given.get(key) ?? 0) + 1);
          if (!voids) continue;
          hall.does({ type: "void-ticket", ticketId: decision.subject?.ticketId ?? "", reason: "test" });
          given.set(key, (given.get(key) ?? 0) - 1);
        }
        for (const [key, count] of given) if (key.endsWith(" a")) expect(count).toBeLessThanOrEqual(2);
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });
});

describe("needs", () => {
  const signing = walkIn({ needs: ["sign-language"] });

  test("are kept for a fit window for ten minutes, then anybody calls", () => {
    const hall = new GivenOffer(offerSettings()).opens("1", "2");
    const { subject } = hall.does(signing);
    const waits = hall.ticket(subject?.ticketId ?? "");
    expect(waits.needs).toEqual(["sign-language"]);
    const next = hall.issues();
    expect(hall.callsNext("1")).toBe(next.number);
    expect(hall.callsNext("1")).toBeNull();
    expect(hall.later(10 * MINUTE_MS).callsNext("1")).toBe(waits.number);
  });

  test("go in turn at the fit window, and to anybody while none is open", () => {
    const hall = new GivenOffer(offerSettings()).opens("1", "2");
    const first = hall.issues();
    hall.does(signing);
    expect(hall.callsNext("2")).toBe(first.number);
    expect(hall.callsNext("2")).toBe("A002");
    hall.does(signing);
    hall.does({ type: "pause-window", windowId: "2", reason: null });
    expect(hall.callsNext("1")).toBe("A003");
    hall.refuses(walkIn({ needs: ["a-piano"] }), "NEED_UNKNOWN");
  });

  test("do not spoil the guarantee of the others", () => {
    const hall = new GivenOffer(offerSettings()).opens("1", "2");
    hall.does(signing);
    const ordinary = hall.issues();
    const elderly = [hall.issues("a", "elderly"), hall.issues("a", "elderly"), hall.issues("a", "elderly")];
    const called = Array.from({ length: 4 }, () => hall.callsNext("1"));
    expect(called).toEqual([elderly[0], elderly[1], ordinary, elderly[2]].map((one) => one?.number));
  });

  test("nobody waits for ever: with anybody calling, every ticket is called", () => {
    const arrivals = fc.record({
      needy: fc.boolean(),
      priority: fc.constantFrom(null, "elderly"),
      calls: fc.nat(2),
      window: fc.constantFrom("1", "2"),
      seconds: fc.nat(90),
    });
    fc.assert(
      fc.property(fc.array(arrivals, { maxLength: 40 }), (all) => {
        const hall = new GivenOffer(offerSettings()).opens("1", "2");
        for (const { needy, priority, calls, window, seconds } of all) {
          hall.later(seconds * 1000);
          hall.does({ ...walkIn(needy ? { needs: ["sign-language"] } : {}), priority });
          for (let i = 0; i < calls; i++) hall.callsNext(window);
        }
        hall.later(10 * MINUTE_MS);
        for (let i = 0; i < all.length; i++) hall.callsNext("1");
        expect(hall.state.waiting.get("a")).toEqual([]);
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });
});

describe("a helper at a kiosk", () => {
  const call = { type: "call-helper", kioskId: "kiosk-1" } as const;
  const came = { type: "helper-came", kioskId: "kiosk-1" } as const;

  test("is rung once and goes when somebody came", () => {
    const hall = new GivenOffer(offerSettings());
    expect(hall.does(call).events.at(-1)).toMatchObject({ type: "alarm.raised", data: { rule: "helper" } });
    expect(hall.does(call).events).toEqual([]);
    hall.does(came);
    expect(hall.state.alarms.size).toBe(0);
    hall.refuses(came, "HELPER_NOT_CALLED");
    hall.refuses({ ...call, kioskId: "kiosk-9" }, "KIOSK_UNKNOWN");
  });

  test("a call nobody answered ends after a quarter of an hour", () => {
    const hall = new GivenOffer(offerSettings());
    hall.does(call);
    hall.later(15 * MINUTE_MS - 1).does({ type: "tick" });
    expect(hall.state.alarms.size).toBe(1);
    hall.later(1).does({ type: "tick" });
    expect(hall.state.alarms.size).toBe(0);
  });
});
