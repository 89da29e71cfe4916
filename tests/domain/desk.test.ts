// The guide desk: upgrades with a reason, needs, merged duplicates, walk-ins on a chosen printer.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overtakenBy } from "../../controller/domain/dispatch.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import { snapshotOf } from "../../controller/domain/snapshot.ts";
import type { Ticket } from "../../controller/domain/types.ts";
import { GivenHall, MINUTE_MS, pictureOf, SEEDED, settingsWith } from "./given-hall.ts";
import { GivenOffer, offerSettings } from "./given-offer.ts";

const REASON = "seen";
const upgrade = (ticket: Ticket, priority = "elderly") =>
  ({ type: "upgrade-ticket", ticketId: ticket.id, priority, reason: REASON }) as const;
const merge = (kept: Ticket, other: Ticket) =>
  ({ type: "merge-tickets", ticketId: kept.id, otherId: other.id }) as const;

describe("a ticket upgraded to a class", () => {
  test("keeps number and arrival, and is called before ordinary ones that came earlier", () => {
    const hall = new GivenHall().opens("1");
    const [first, second] = [hall.issues(), hall.issues()];
    const { events } = hall.does(upgrade(second));
    const change = { number: second.number, from: null, priority: "elderly", reason: REASON };
    expect(events).toMatchObject([{ type: "ticket.upgraded", data: change }]);
    expect([hall.callsNext(), hall.callsNext()]).toEqual([second.number, first.number]);
  });

  test("stands behind those of its class who came before it", () => {
    const hall = new GivenHall().opens("1");
    const early = hall.issues("a", "elderly");
    const late = hall.issues();
    hall.does(upgrade(late));
    expect([hall.callsNext(), hall.callsNext()]).toEqual([early.number, late.number]);
  });

  test("is refused for a class the hall does not have, for its own class, and for whoever is at a window", () => {
    const hall = new GivenHall().opens("1");
    const ticket = hall.issues();
    hall.refuses(upgrade(ticket, "royal"), "PRIORITY_UNKNOWN");
    hall.does(upgrade(ticket));
    hall.refuses(upgrade(ticket), "PRIORITY_SAME");
    hall.callsNext();
    hall.refuses(upgrade(ticket, "disabled"), "TICKET_NOT_WAITING");
    hall.refuses(upgrade({ ...ticket, id: "nobody" }), "TICKET_UNKNOWN");
  });

  test("of a held ticket leaves it where its window finds it", () => {
    const hall = new GivenHall().opens("1");
    const [held, other] = [hall.issues(), hall.issues()];
    hall.callsNext();
    hall.does({ type: "arrived", windowId: "1" });
    hall.does({ type: "hold", windowId: "1" });
    hall.does(upgrade(held));
    hall.does({ type: "change-needs", ticketId: held.id, needs: [] });
    expect(hall.callsNext()).toBe(other.number);
    hall.does({ type: "finish", windowId: "1" });
    hall.does({ type: "resume-ticket", windowId: "1", ticketId: held.id });
    expect(hall.window().ticketId).toBe(held.id);
  });

  test("breaks the guarantee for nobody, whoever is upgraded when", () => {
    const steps = fc.array(fc.tuple(fc.constantFrom("come", "prior", "up", "call", "call"), fc.nat(20)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (deeds) => {
        const hall = new GivenHall().opens("1");
        let row = 0;
        let oldest: string | null = null;
        for (const [deed, which] of deeds) {
          if (deed === "come") hall.issues();
          else if (deed === "prior") hall.issues("a", "elderly");
          else if (deed === "up") {
            const ordinary = [...(hall.state.lanes.get("a")?.get("") ?? [])];
            const chosen = ordinary[which % Math.max(1, ordinary.length)];
            if (chosen !== undefined) hall.does(upgrade(chosen));
          } else {
            const head = hall.state.lanes.get("a")?.get("")?.[0] ?? null;
            const number = hall.callsNext();
            hall.later(MINUTE_MS);
            if (head === null || number === null) row = 0;
            else if (number === head.number) row = 0;
            else {
              const called = hall.ticket(hall.state.ticketIdByNumber.get(number) ?? "");
              const passed = called.arrivalMs > head.arrivalMs;
              row = oldest === head.id ? row + Number(passed) : Number(passed);
            }
            oldest = head?.id ?? null;
            expect(row).toBeLessThanOrEqual(2);
          }
        }
      }),
      { ...SEEDED, numRuns: 150 },
    );
  });
});

describe("needs seen at the desk", () => {
  test("travel with the ticket to a fit window", () => {
    const hall = new GivenOffer(offerSettings()).opens("1", "2");
    const [deaf, other] = [hall.issues(), hall.issues()];
    hall.does({ type: "change-needs", ticketId: deaf.id, needs: ["sign-language"] });
    expect(hall.callsNext("1")).toBe(other.number);
    expect(hall.callsNext("2")).toBe(deaf.number);
  });

  test("the hall does not know are refused, and the same ones again change nothing", () => {
    const hall = new GivenOffer(offerSettings());
    const ticket = hall.issues();
    hall.refuses({ type: "change-needs", ticketId: ticket.id, needs: ["a-throne"] }, "NEED_UNKNOWN");
    hall.does({ type: "change-needs", ticketId: ticket.id, needs: ["sign-language"] });
    const again = hall.does({ type: "change-needs", ticketId: ticket.id, needs: ["sign-language"] });
    expect(again.events).toEqual([]);
  });
});

describe("two tickets of one person", () => {
  test("become one with the earlier place; the other is void and never called", () => {
    const hall = new GivenHall().opens("1");
    const [first, between, second] = [hall.issues(), hall.issues(), hall.issues()];
    const { events } = hall.does(merge(second, first));
    expect(events.map(({ type }) => type)).toEqual(["ticket.merged", "ticket.voided"]);
    expect(events[1]).toMatchObject({ data: { ticketId: first.id, reason: "merged" } });
    expect([hall.callsNext(), hall.callsNext(), hall.callsNext()]).toEqual([second.number, between.number, null]);
    expect(hall.ticket(first.id).state).toBe("void");
  });

  test("of two classes keep their own places: nobody gains a better one by it", () => {
    const hall = new GivenHall().opens("1");
    const [first, between, second] = [hall.issues(), hall.issues("a", "elderly"), hall.issues("a", "elderly")];
    hall.does(merge(second, first));
    expect([hall.callsNext(), hall.callsNext(), hall.callsNext()]).toEqual([between.number, second.number, null]);
  });

  test("for two services, or one and the same, are refused; so is one at a window or parked there", () => {
    const hall = new GivenHall().opens("1", "2");
    const [here, there, mine] = [hall.issues("a"), hall.issues("b"), hall.issues("a")];
    hall.refuses(merge(here, there), "TICKETS_DIFFER");
    hall.refuses(merge(here, here), "TICKETS_DIFFER");
    hall.callsNext("1");
    hall.refuses(merge(mine, here), "TICKET_NOT_WAITING");
    hall.does({ type: "arrived", windowId: "1" });
    hall.does({ type: "hold", windowId: "1" });
    hall.refuses(merge(mine, here), "TICKET_NOT_WAITING");
  });

  test("are called once, whatever is merged when, and the row of overtaking calls goes on", () => {
    const steps = fc.array(fc.tuple(fc.constantFrom("come", "prior", "merge", "call", "miss"), fc.nat(), fc.nat()), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (deeds) => {
        const hall = new GivenHall().opens("1");
        const calls = new Map<string, number>();
        const merged = new Set<string>();
        for (const [deed, one, two] of deeds) {
          const all = [...hall.state.tickets.values()];
          if (deed === "come") hall.issues();
          else if (deed === "prior") hall.issues("a", "elderly");
          else if (deed === "miss") hall.submit({ type: "missed", windowId: "1" });
          else if (deed === "merge" && all.length > 1) {
            const [kept, other] = [all[one % all.length], all[two % all.length]];
            if (kept === undefined || other === undefined) continue;
            const before = overtakenBy(hall.state, "1", kept);
            const done = hall.submit(merge(kept, other));
            if (done.ok) merged.add(other.number);
            expect(before.length).toBeLessThanOrEqual(1);
          } else {
            const number = hall.callsNext();
            if (number !== null) calls.set(number, (calls.get(number) ?? 0) + 1);
            hall.later(MINUTE_MS);
          }
        }
        for (;;) {
          const number = hall.callsNext();
          if (number === null) break;
          calls.set(number, (calls.get(number) ?? 0) + 1);
          expect(merged.has(number)).toBe(false);
        }
        expect([...calls.values()].every((count) => count === 1)).toBe(true);
      }),
      { ...SEEDED, numRuns: 150 },
    );
  });
});

describe("papers of the desk", () => {
  const withDesk = () => new GivenHall(settingsWith({ deskPrinter: "printer-9" }));
  const walkIn = { type: "issue-ticket", serviceId: "a", priority: null, kioskId: null, language: null } as const;

  test("come out of the chosen printer, and so does the next one of the same ticket", () => {
    const hall = withDesk();
    const { events, subject } = hall.does({ ...walkIn, printer: "printer-9" });
    expect(events.at(-1)).toMatchObject({ type: "ticket.issued", data: { deviceId: "printer-9", kioskId: null } });
    const ticketId = subject?.ticketId ?? "";
    hall.does({ type: "print-started", ticketId, deviceId: "printer-9" });
    hall.does({ type: "print-ended", ticketId, deviceId: "printer-9", outcome: "printed", reason: "" });
    const again = hall.does({ type: "reprint-ticket", ticketId });
    expect(again.events).toMatchObject([{ data: { deviceId: "printer-9" } }]);
  });

  test("may be worded anew and set large, at another printer", () => {
    const hall = withDesk();
    const ticket = hall.issues("a", null, "kiosk-2");
    const asked = { type: "reprint-ticket", ticketId: ticket.id, printer: "printer-1" } as const;
    hall.does({ ...asked, language: "en", largePrint: true });
    const { language, largePrint, printer, print } = hall.ticket(ticket.id);
    expect([language, largePrint, printer, print]).toEqual(["en", true, "printer-1", "pending"]);
  });

  test("of a printer the hall does not have are refused; without one there is none", () => {
    const hall = withDesk();
    hall.refuses({ ...walkIn, printer: "printer-x" }, "PRINTER_UNKNOWN");
    const { subject } = hall.does({ ...walkIn, printer: null });
    const ticketId = subject?.ticketId ?? "";
    expect(hall.ticket(ticketId).print).toBe("none");
    hall.refuses({ type: "reprint-ticket", ticketId }, "KIOSK_HAS_NO_PRINTER");
    hall.refuses({ type: "reprint-ticket", ticketId, printer: "printer-x" }, "PRINTER_UNKNOWN");
  });
});

test("a log folded again gives the same hall, and a day that begins remembers the desk's changes", () => {
  const hall = new GivenHall(settingsWith({ deskPrinter: "printer-9" })).opens("1");
  const [first, second, third] = [hall.issues(), hall.issues(), hall.issues()];
  hall.does(merge(second, first));
  hall.does(upgrade(third));
  hall.does({ type: "open-roll", serviceId: "a", prefix: "P", from: 1, to: 5 });
  hall.callsNext();
  const again = newState(hall.settings);
  for (const event of hall.log) fold(again, event);
  expect(pictureOf(again)).toEqual(pictureOf(hall.state));
  expect(snapshotOf(hall.state).tickets.find(({ id }) => id === third.id)?.priority).toBe("elderly");
});
