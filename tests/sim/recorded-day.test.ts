// A recorded day, with arrivals, priorities, patience and service times nobody here invented, through the whole hall.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { windowIntents } from "../../controller/domain/plan.ts";
import { stripShow } from "../../controller/strip-texts.ts";
import { inLongRun } from "../helpers/long-run.ts";
import { hallConfig } from "../helpers/real-hall.ts";
import { LogChecker } from "./log-checker.ts";
import { SimHall } from "./sim-hall.ts";

const CSV = join(import.meta.dirname, "..", "workloads", "anonymous-bank-1999-02-a.csv");
const DAY = 3;
const TYPES = ["PS", "PE", "NE", "NW", "IN", "TT"];
const WINDOWS = 10;
const STEP_MS = 2_000;
const RATES = 0.6;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The whole day, or its forenoon and those who wait then. */
const [FROM_MS, UNTIL_MS, PEOPLE_MIN] = inLongRun([0, DAY_MS, 500], [9 * HOUR_MS, 12 * HOUR_MS, 300]);
/** Those who came late are served past midnight, through the turn of the day. */
const OVERTIME_MS = 2 * 3_600_000;
/** Midnight of the recorded day in the hall's time zone. */
const MIDNIGHT_MS = Date.UTC(1999, 1, DAY) - 8 * 3_600_000;

interface Person {
  readonly arriveMs: number;
  readonly serviceId: string;
  readonly priority: string | null;
  readonly served: boolean;
  readonly waitMs: number;
  readonly serviceMs: number;
  ticketId: string | null;
}

function people(): Person[] {
  const rows = readFileSync(CSV, "utf8").trim().split("\n").slice(1);
  return rows
    .map((row) => row.split(","))
    .filter(([day]) => Number(day) === DAY)
    .map(([, arrive, type, priority, outcome, wait, service]) => ({
      arriveMs: Number(arrive) * 1000,
      serviceId: `service-${type}`,
      priority: [null, "silver", "gold"][Number(priority)] ?? null,
      served: outcome === "served",
      waitMs: Number(wait) * 1000,
      serviceMs: Number(service) * 1000,
      ticketId: null,
    }))
    .filter(({ arriveMs }) => arriveMs >= FROM_MS && arriveMs < UNTIL_MS)
    .sort((a, b) => a.arriveMs - b.arriveMs);
}

/** A clerk works with the keypad alone; the citizen at the window presses the pad or does not. */
class Clerk {
  busyUntilMs = 0;
  /** EVALUATE is due, then a press on the pad, then the next call. */
  todo: "call" | "evaluate" | "rate" = "call";
}

function hallOfTheDay(): SimHall {
  const services = TYPES.map((type, i) => ({
    id: `service-${type}`,
    prefix: "ABCDEF"[i],
    digits: 3,
    name: { "zh-CN": `业务${type}`, en: type },
  }));
  const policy = { priority: { classes: ["gold", "silver"], overtakeMax: 2 } };
  const ports = { hall: 0, bus: 1, strips: 2, printer: 3, sim: 0 };
  const config = hallConfig({ windows: WINDOWS, services, policy }, ports);
  return new SimHall(1999, config, MIDNIGHT_MS + FROM_MS + 60_000);
}

test("a recorded day from the kiosk to the stored rating", async () => {
  const hall = hallOfTheDay();
  const checker = new LogChecker();
  await hall.start();
  const crowd = people();
  expect(crowd.length).toBeGreaterThan(PEOPLE_MIN);
  const byTicket = new Map<string, Person>();
  const clerks = Array.from({ length: WINDOWS }, () => new Clerk());
  const impatient: { atMs: number; person: Person }[] = [];
  let next = 0;

  const arrive = async (person: Person): Promise<void> => {
    const { serviceId, priority } = person;
    const issue = { type: "issue-ticket", serviceId, priority, kioskId: "kiosk-1", language: null } as const;
    const { ok, ticketId } = await hall.submit(issue, "kiosk:kiosk-1");
    expect(ok && ticketId !== null).toBe(true);
    if (ticketId === null) return;
    person.ticketId = ticketId;
    byTicket.set(ticketId, person);
    if (!person.served) impatient.push({ atMs: person.arriveMs + person.waitMs, person });
  };

  const work = async (clerk: Clerk, windowId: string, nowMs: number): Promise<void> => {
    if (nowMs < clerk.busyUntilMs) return;
    const at = await hall.peek((state) => state.windows.get(windowId)?.ticketId ?? null);
    const waiting = await hall.peek((state) => [...state.waiting.values()].some((queue) => queue.length > 0));
    if (clerk.todo === "evaluate" && at !== null) {
      hall.device(`keypad-${windowId}`).press({ key: "evaluate" });
      clerk.todo = "rate";
      clerk.busyUntilMs = nowMs + 4_000;
    } else if (clerk.todo === "rate") {
      if (hall.random() < RATES) hall.device(`pad-${windowId}`).press({ grade: Math.floor(hall.random() * 4) });
      clerk.todo = "call";
    } else if (at !== null) {
      // The call has come through: the person is served for as long as it took on that day.
      clerk.todo = "evaluate";
      clerk.busyUntilMs = nowMs + (byTicket.get(at)?.serviceMs ?? 0);
    } else if (waiting) {
      hall.device(`keypad-${windowId}`).press({ key: "call" });
    }
  };

  const idle = (): boolean => next >= crowd.length && clerks.every((clerk) => clerk.todo === "call");
  for (let nowMs = FROM_MS + 60_000; nowMs < DAY_MS + OVERTIME_MS; nowMs += STEP_MS) {
    for (; next < crowd.length && (crowd[next]?.arriveMs ?? 0) <= nowMs; next++) await arrive(crowd[next] as Person);
    for (const { person } of impatient.filter(({ atMs }) => atMs <= nowMs))
      await hall.submit({ type: "leave-ticket", ticketId: person.ticketId ?? "" }, "citizen");
    impatient.splice(0, impatient.length, ...impatient.filter(({ atMs }) => atMs > nowMs));
    for (const [i, clerk] of clerks.entries()) await work(clerk, String(i + 1), nowMs);
    await hall.advance(STEP_MS);
    checker.read(hall.store.eventsAfter(checker.seq, 10_000));
    if (hall.fatal !== null) throw hall.fatal;
    if (idle() && (await hall.peek((state) => [...state.windows.values()].every((window) => window.ticketId === null))))
      break;
  }
  await hall.advance(60_000);

  const events = hall.store.eventsAfter(0, 1_000_000);
  const count = (type: string) => events.filter((event) => event.type === type).length;
  expect(count("ticket.issued")).toBe(crowd.length);
  expect(count("ticket.printed")).toBe(crowd.length);
  expect(hall.device("printer-1").view().tickets).toBeDefined();
  // Everybody was served or left, as on that day; those the recorded day lost may be served here and no others.
  expect(count("ticket.finished") + count("ticket.left")).toBe(crowd.length);
  expect(count("case.finished")).toBe(count("ticket.finished"));
  expect(count("rating.recorded") + count("rating.lapsed")).toBe(count("rating.invited"));
  expect(count("rating.recorded")).toBeGreaterThan(count("ticket.finished") * 0.4);
  expect(checker.ratings.size).toBe(count("rating.recorded"));
  const shown = await hall.peek((state) =>
    hall.config.windows.map(
      (window) =>
        [
          window.id,
          stripShow(windowIntents(state, window.id).strip, window.name["zh-CN"] ?? "", hall.config.texts.strip).texts,
        ] as const,
    ),
  );
  for (const [id, texts] of shown) expect(texts).toContain(hall.device(`strip-${id}`).display.trim());
}, 300_000);
