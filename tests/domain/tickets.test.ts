// Tickets: issue, numbers, leave, void, return; and the paper.
import { describe, expect, test } from "vitest";
import { GivenHall, MINUTE_MS, NINE_MS, settingsWith } from "./given-hall.ts";

const issue = (serviceId: string, more: object = {}) =>
  ({ type: "issue-ticket", serviceId, priority: null, kioskId: null, language: null, ...more }) as const;
const missed = { type: "missed", windowId: "1" } as const;

describe("issuing", () => {
  test("numbers follow each other in the series of the prefix, which two services may share", () => {
    const hall = new GivenHall();
    const numbers = ["a", "c", "b", "a"].map((serviceId) => hall.issues(serviceId).number);
    expect(numbers).toEqual(["A001", "A002", "B001", "A003"]);
  });

  test("past the last number of its digits the series grows and never wraps", () => {
    const hall = new GivenHall();
    for (let count = 0; count < 999; count++) hall.does(issue("a"));
    expect(hall.issues().number).toBe("A1000");
    expect(hall.issues().number).toBe("A1001");
  });

  test("the subject names the ticket, and the ticket knows what it was issued with", () => {
    const hall = new GivenHall();
    const { subject } = hall.does(issue("a", { priority: "elderly", kioskId: "kiosk-1", language: "en" }));
    const ticket = hall.ticket(subject?.ticketId ?? "");
    expect(ticket).toMatchObject({
      number: "A001",
      priority: "elderly",
      language: "en",
      print: "pending",
      state: "waiting",
    });
    expect(hall.state.ticketIdByToken.get(ticket.token)).toBe(ticket.id);
  });

  test("an unknown language falls back to the hall's first", () => {
    const hall = new GivenHall();
    const { subject } = hall.does(issue("a", { language: "tlh" }));
    expect(hall.ticket(subject?.ticketId ?? "").language).toBe("zh-CN");
  });

  test("refuses what the hall does not have", () => {
    const hall = new GivenHall();
    hall.refuses(issue("z"), "SERVICE_UNKNOWN");
    hall.refuses(issue("a", { priority: "vip" }), "PRIORITY_UNKNOWN");
    hall.refuses(issue("a", { kioskId: "kiosk-9" }), "KIOSK_UNKNOWN");
  });

  test("the quota of a service counts today's numbers, also those that left", () => {
    const hall = new GivenHall();
    hall.issues("b");
    hall.does({ type: "leave-ticket", ticketId: hall.issues("b").id });
    hall.refuses(issue("b"), "SERVICE_QUOTA_REACHED");
    hall.issues("a");
    hall.later(24 * 60 * MINUTE_MS);
    expect(hall.issues("b").number).toBe("B001");
  });

  test("costs the same with ten thousand waiting: nothing walks the line", () => {
    const hall = new GivenHall();
    for (let count = 0; count < 10_000; count++) hall.does(issue("a"));
    const line = hall.state.waiting.get("a");
    if (line === undefined) throw new Error("no line");
    let reads = 0;
    const watched = new Proxy(line, {
      get(target, key, receiver) {
        if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(target, key, receiver);
      },
    });
    hall.state.waiting.set("a", watched);
    hall.does(issue("a"));
    expect(hall.state.waiting.get("a")?.length).toBe(10_001);
    expect(reads).toBeLessThan(40);
  });
});

describe("leaving, voiding and returning", () => {
  test("a waiting, missed or held person may give up", () => {
    const hall = new GivenHall().opens("1");
    const [first, second, third] = [hall.issues(), hall.issues(), hall.issues()];
    hall.callsNext();
    hall.does(missed);
    hall.callsNext();
    hall.does({ type: "hold", windowId: "1" });
    for (const { id } of [first, second, third]) hall.does({ type: "leave-ticket", ticketId: id });
    expect([first, second, third].map(({ state }) => state)).toEqual(["left", "left", "left"]);
    expect(hall.caseOf(second.id).status).toBe("finished");
    expect(hall.state.waiting.get("a")).toEqual([]);
  });

  test("who is at a window cannot leave or be voided behind its back; who has ended stays ended", () => {
    const hall = new GivenHall().opens("1");
    const ticketId = hall.issues().id;
    hall.callsNext();
    hall.refuses({ type: "leave-ticket", ticketId }, "TICKET_NOT_WAITING");
    hall.does({ type: "arrived", windowId: "1" });
    hall.refuses({ type: "void-ticket", ticketId, reason: "duplicate" }, "TICKET_NOT_WAITING");
    hall.does({ type: "finish", windowId: "1" });
    for (const type of ["leave-ticket", "return-ticket", "reprint-ticket"] as const) {
      hall.refuses({ type, ticketId }, "TICKET_ENDED");
      hall.refuses({ type, ticketId: "ticket-none" }, "TICKET_UNKNOWN");
    }
    hall.refuses({ type: "void-ticket", ticketId: "ticket-none", reason: "duplicate" }, "TICKET_UNKNOWN");
  });

  test("a voided ticket keeps its number used", () => {
    const hall = new GivenHall();
    hall.does({ type: "void-ticket", ticketId: hall.issues().id, reason: "misprint" });
    expect(hall.issues().number).toBe("A002");
  });

  test("who returns keeps the arrival time and waits for three further calls of the service", () => {
    const hall = new GivenHall().opens("1");
    const late = hall.issues();
    for (let count = 0; count < 5; count++) hall.issues();
    hall.callsNext();
    hall.does(missed);
    hall.does({ type: "return-ticket", ticketId: late.id });
    expect(late).toMatchObject({ state: "waiting", returns: 1, arrivalMs: late.issuedAtMs });
    const calls = [1, 2, 3, 4, 5].map(() => hall.callsNext());
    expect(calls).toEqual(["A002", "A003", "A004", "A001", "A005"]);
  });

  test("who returns is called at once when nobody else waits", () => {
    const hall = new GivenHall().opens("1");
    const late = hall.issues();
    hall.callsNext();
    hall.does(missed);
    hall.does({ type: "return-ticket", ticketId: late.id });
    expect(hall.callsNext()).toBe("A001");
  });

  test("who returns to a service nobody else needs does not starve behind another service", () => {
    const hall = new GivenHall(settingsWith({}, { missed: { returnAfterCalls: 50 } })).opens("2");
    const late = hall.issues("a");
    hall.callsNext("2");
    hall.does({ type: "missed", windowId: "2" });
    hall.does({ type: "return-ticket", ticketId: late.id });
    hall.issues("b");
    hall.issues("b");
    expect(hall.callsNext("2")).toBe("A001");
  });

  test("who was directed to a window and returns waits for no calls there", () => {
    const hall = new GivenHall().opens("1", "3");
    const late = hall.issues();
    hall.callsNext();
    hall.does({ type: "transfer", windowId: "1", to: { windowId: "3" } });
    hall.issues("c");
    hall.callsNext("3");
    hall.does({ type: "missed", windowId: "3" });
    hall.does({ type: "return-ticket", ticketId: late.id });
    expect(late.notBeforeCall).toBeNull();
    expect([hall.callsNext("3"), hall.callsNext("3")]).toEqual([late.number, "A002"]);
  });

  test("several who return are free again each after calls of its own", () => {
    const hall = new GivenHall().opens("1");
    const [first, second] = [hall.issues(), hall.issues()];
    for (let count = 0; count < 8; count++) hall.issues();
    for (const late of [first, second]) {
      hall.callsNext();
      hall.does(missed);
      hall.does({ type: "return-ticket", ticketId: late.id });
    }
    const calls = [1, 2, 3, 4, 5, 6].map(() => hall.callsNext());
    expect(calls).toEqual(["A003", "A004", "A001", "A002", "A005", "A006"]);
  });

  test("only missed tickets return, as often as the policy lets them", () => {
    const hall = new GivenHall().opens("1");
    const late = hall.issues();
    hall.refuses({ type: "return-ticket", ticketId: late.id }, "TICKET_NOT_MISSED");
    for (let round = 0; round < 2; round++) {
      hall.callsNext();
      hall.does(missed);
      if (round === 0) hall.does({ type: "return-ticket", ticketId: late.id });
    }
    hall.refuses({ type: "return-ticket", ticketId: late.id }, "RETURN_NOT_ALLOWED");
    const strict = new GivenHall(settingsWith({}, { missed: { mayReturn: false } })).opens("1");
    const { id } = strict.issues();
    strict.callsNext();
    strict.does(missed);
    strict.refuses({ type: "return-ticket", ticketId: id }, "RETURN_NOT_ALLOWED");
    strict.refuses(
      { type: "call-ticket", windowId: "1", ticket: { ticketId: id }, fromKeypad: false },
      "RETURN_NOT_ALLOWED",
    );
  });
});

describe("paper", () => {
  const printer = { deviceId: "printer-1" };
  const ended = (ticketId: string, outcome: "printed" | "failed" | "unconfirmed") =>
    ({ type: "print-ended", ticketId, ...printer, outcome, reason: "paper-out" }) as const;
  const started = (ticketId: string) => ({ type: "print-started", ticketId, ...printer }) as const;

  test("goes from asked for to printed, once", () => {
    const hall = new GivenHall();
    const ticket = hall.issues("a", null, "kiosk-1");
    hall.does(started(ticket.id));
    hall.does(ended(ticket.id, "printed"));
    expect(ticket).toMatchObject({ print: "printed", printAttempts: 1 });
    for (const outcome of ["printed", "failed", "unconfirmed"] as const) {
      hall.refuses(ended(ticket.id, outcome), "PRINT_UNKNOWN");
    }
    hall.refuses(started(ticket.id), "PRINT_UNKNOWN");
    hall.refuses(started(hall.issues().id), "PRINT_UNKNOWN");
    hall.refuses(ended("ticket-none", "printed"), "PRINT_UNKNOWN");
  });

  test("that failed with no byte sent leaves no mark on the next; one in doubt does", () => {
    const hall = new GivenHall();
    const ticket = hall.issues("a", null, "kiosk-1");
    const attempts: number[] = [];
    for (const outcome of ["failed", "unconfirmed", "printed"] as const) {
      hall.does(started(ticket.id));
      attempts.push(ticket.printAttempts);
      hall.does(ended(ticket.id, outcome));
      if (outcome !== "printed") hall.does({ type: "reprint-ticket", ticketId: ticket.id });
    }
    expect(attempts).toEqual([1, 1, 2]);
  });

  test("that could not even be started is failed without an attempt", () => {
    const hall = new GivenHall();
    const ticket = hall.issues("a", null, "kiosk-1");
    hall.does(ended(ticket.id, "failed"));
    expect(ticket).toMatchObject({ print: "failed", printAttempts: 0 });
  });

  test("in doubt is lifted by a late proof and by nothing else; the alarm goes with it", () => {
    const hall = new GivenHall();
    const ticket = hall.issues("a", null, "kiosk-1");
    hall.does(started(ticket.id));
    hall.does(ended(ticket.id, "unconfirmed"));
    const alarmId = `print:${ticket.id}`;
    expect(hall.state.alarms.get(alarmId)).toMatchObject({ rule: "print", subject: "A001", detail: "paper-out" });
    hall.refuses(ended(ticket.id, "failed"), "PRINT_UNKNOWN");
    hall.does(ended(ticket.id, "printed"));
    expect(ticket).toMatchObject({ print: "printed", printAttempts: 1 });
    expect(hall.state.alarms.has(alarmId)).toBe(false);
  });

  test("in trouble is nobody's trouble once the ticket has ended", () => {
    const hall = new GivenHall().opens("1");
    const ticket = hall.issues("a", null, "kiosk-1");
    hall.does(ended(ticket.id, "failed"));
    hall.callsNext();
    hall.does({ type: "finish", windowId: "1" });
    expect(hall.state.alarms.size).toBe(0);
  });

  test("that fails after its person has left raises no alarm: nobody waits for it", () => {
    const hall = new GivenHall();
    for (const outcome of ["failed", "unconfirmed"] as const) {
      const ticket = hall.issues("a", null, "kiosk-1");
      hall.does(started(ticket.id));
      hall.does({ type: "leave-ticket", ticketId: ticket.id });
      expect(GivenHall.types(hall.does(ended(ticket.id, outcome)))).toEqual([`ticket.print-${outcome}`]);
      expect(ticket).toMatchObject({ state: "left", print: outcome });
    }
    expect(hall.state.alarms.size).toBe(0);
  });

  test("is reprinted only where there is a printer and none is on its way", () => {
    const hall = new GivenHall();
    const ticket = hall.issues("a", null, "kiosk-1");
    hall.refuses({ type: "reprint-ticket", ticketId: ticket.id }, "TICKET_PRINTING");
    for (const kioskId of [null, "kiosk-2"]) {
      hall.refuses({ type: "reprint-ticket", ticketId: hall.issues("a", null, kioskId).id }, "KIOSK_HAS_NO_PRINTER");
    }
  });

  test("that failed voids a waiting ticket where the hall wants it so, and not one in doubt", () => {
    const hall = new GivenHall(settingsWith({}, { printFailure: "void" }), NINE_MS);
    const [failed, doubtful] = [hall.issues("a", null, "kiosk-1"), hall.issues("a", null, "kiosk-1")];
    hall.does(ended(failed.id, "failed"));
    hall.does(ended(doubtful.id, "unconfirmed"));
    expect([failed.state, doubtful.state]).toEqual(["void", "waiting"]);
    expect([...hall.state.alarms.keys()]).toEqual([`print:${doubtful.id}`]);
  });
});
