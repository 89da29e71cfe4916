// A hall that is worked through simulated keys gets through a recorded day, whatever fails on the way.
import { describe, expect, test } from "vitest";
import type { PressResult, SimClock } from "../../simulators/lib.ts";
import { type ReplayOptions, runReplay } from "../../simulators/replay.ts";
import type { ReplayWindow } from "../../simulators/replay-clerk.ts";

const HEADER = "day,arrive_s,type,priority,outcome,wait_s,service_s,clerk";
const csvOf = (...lines: string[]): string => [HEADER, ...lines, ""].join("\n");

/** Time that moves only when nothing else is left to do. */
class HandClock implements SimClock {
  #nowMs = 1_000_000;
  #timers: { atMs: number; task: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets everything happen until the promise settles. */
  async until<T>(running: Promise<T>): Promise<T> {
    let over = false;
    const ended = running.finally(() => {
      over = true;
    });
    ended.catch(() => undefined);
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      if (over) break;
      const [next] = this.#timers.toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) continue;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.task();
    }
    return await ended;
  }
}

interface FakeTicket {
  id: string;
  number: string;
  serviceId: string;
  priority: string | null;
  state: "waiting" | "called" | "finished" | "left";
}

/** The API of a hall with two windows, worked by keypad-1, keypad-2 and pad-1. */
class FakeHall {
  readonly tickets: FakeTicket[] = [];
  readonly atWindow = new Map<string, FakeTicket | null>([
    ["1", null],
    ["2", null],
  ]);
  readonly grades: number[] = [];
  readonly bodies: Record<string, unknown>[] = [];
  /** Calls under `path` fail in this way while set. */
  broken: ((path: string) => Response | Error | null) | null = null;
  /** Keys that the wire loses. */
  loseKeys = 0;

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname } = new URL(url);
    const path = pathname.replace("/api/v1", "");
    const failure = this.broken?.(path);
    if (failure instanceof Error) throw failure;
    if (failure) return failure;
    return this.#answer(path, init.body === undefined ? null : JSON.parse(String(init.body)));
  };

  press(deviceId: string, { key, grade }: { key?: string | undefined; grade?: number | undefined }): PressResult {
    if (deviceId.startsWith("pad-") && grade !== undefined) this.grades.push(grade);
    if (this.loseKeys > 0) {
      this.loseKeys--;
      return { ok: true };
    }
    const windowId = deviceId.slice("keypad-".length);
    if (key === "call" || key === "evaluate") {
      const there = this.atWindow.get(windowId);
      if (there) there.state = "finished";
      this.atWindow.set(windowId, null);
    }
    if (key === "call") {
      const next = this.tickets.find((ticket) => ticket.state === "waiting");
      if (next) next.state = "called";
      this.atWindow.set(windowId, next ?? null);
    }
    return { ok: true };
  }

  #answer(path: string, body: Record<string, unknown> | null): Response {
    if (path === "/services") return Response.json([{ id: "first" }, { id: "second" }]);
    if (path === "/kiosks/kiosk-1") return Response.json({ priorityClasses: ["veteran", "parent"] });
    if (path === "/board") return Response.json(this.#board());
    if (path === "/tickets" && body !== null) return this.#issue(body);
    const ticket = this.tickets.find(({ id }) => path === `/tickets/${id}/leave`);
    if (ticket === undefined) return Response.json({ code: "TICKET_UNKNOWN" }, { status: 404 });
    if (ticket.state !== "waiting") return Response.json({ code: "TICKET_NOT_WAITING" }, { status: 409 });
    ticket.state = "left";
    return Response.json(ticket);
  }

  #issue(body: Record<string, unknown>): Response {
    this.bodies.push(body);
    const count = this.tickets.length + 1;
    const { serviceId, priority } = body as { serviceId: string; priority?: string };
    const ticket = {
      id: `t${count}`,
      number: `A${String(count).padStart(3, "0")}`,
      serviceId,
      priority: priority ?? null,
    };
    this.tickets.push({ ...ticket, state: "waiting" });
    return Response.json(ticket, { status: 201 });
  }

  #board(): unknown {
    const services = ["first", "second"];
    const waiting = (id: string): number =>
      this.tickets.filter((ticket) => ticket.serviceId === id && ticket.state === "waiting").length;
    return {
      kiosks: ["kiosk-1"],
      windows: [...this.atWindow].map(([id, ticket]) => ({ id, number: ticket?.number ?? null, services })),
      services: services.map((id) => ({ id, waiting: waiting(id) })),
    };
  }
}

const WINDOWS: readonly ReplayWindow[] = [
  { id: "1", keypad: "keypad-1", pad: "pad-1", grades: [3, 2, 1, 0] },
  { id: "2", keypad: "keypad-2", pad: null, grades: [] },
];

function replaying(hall: FakeHall, options: Partial<ReplayOptions> = {}) {
  const clock = new HandClock();
  const lines: string[] = [];
  const running = runReplay({
    csv: csvOf(),
    speed: 60,
    hall: "http://hall.test/",
    windows: WINDOWS,
    press: (deviceId, press) => hall.press(deviceId, press),
    clock,
    fetch: hall.fetch,
    log: (line) => lines.push(line),
    ...options,
  });
  return { clock, lines, running };
}

describe("the replay in a running hall", () => {
  const busyMorning = csvOf(
    ...Array.from({ length: 40 }, (_, i) => `1,${32_400 + i * 60},PS,${i % 3},served,0,90,clerk-1`),
    "1,34800,PE,0,left,5,0,",
    "1,34800,PE,0,left,0,0,",
  );

  test("everybody gets a number and is served, or leaves", async () => {
    const hall = new FakeHall();
    const { clock, running } = replaying(hall, { csv: busyMorning });
    const totals = await clock.until(running);
    expect(totals).toMatchObject({ people: 42, arrived: 42, issued: 42, waiting: 0, complaints: {} });
    expect(totals.left + totals.calledFirst).toBe(2);
    expect(totals.served).toBe(42 - totals.left);
    expect(hall.tickets.map(({ state }) => state).sort()).toEqual([
      ...Array.from({ length: totals.served }, () => "finished"),
      ...Array.from({ length: totals.left }, () => "left"),
    ]);
  });

  test("grades are pressed now and then, on codes that the pad has", async () => {
    const hall = new FakeHall();
    const { clock, running } = replaying(hall, { csv: busyMorning });
    const totals = await clock.until(running);
    expect(hall.grades).toHaveLength(totals.rated);
    expect(totals.rated).toBeGreaterThan(0);
    expect(totals.rated).toBeLessThan(totals.served);
    expect(hall.grades.every((grade) => [0, 1, 2, 3].includes(grade))).toBe(true);
  });

  test("priority 2 takes the hall's first class and priority 1 the next", async () => {
    const hall = new FakeHall();
    const { clock, running } = replaying(hall, { csv: busyMorning });
    await clock.until(running);
    expect(hall.bodies.slice(0, 3)).toEqual([
      { serviceId: "first" },
      { serviceId: "first", priority: "parent" },
      { serviceId: "first", priority: "veteran" },
    ]);
  });

  test("at a walking pace the numbers come on paper", async () => {
    const hall = new FakeHall();
    const { clock, running } = replaying(hall, { csv: csvOf("1,0,PS,0,served,0,30,c"), speed: 1 });
    await clock.until(running);
    expect(hall.bodies).toEqual([{ serviceId: "first", kioskId: "kiosk-1" }]);
  });

  test("one line per quarter of an hour tells how it goes, and the last one the sum", async () => {
    const hall = new FakeHall();
    const { clock, lines, running } = replaying(hall, { csv: busyMorning });
    await clock.until(running);
    expect(lines[0]).toContain("42 人次");
    expect(lines.filter((line) => /^\d\d:\d\d /.test(line)).map((line) => line.slice(0, 5))).toContain("09:15");
    expect(lines.at(-1)).toContain("到达 arrived 42");
  });

  test("a hall that refuses and fails is counted, and the day goes on", async () => {
    const hall = new FakeHall();
    let asked = 0;
    hall.broken = (path) => {
      if (path !== "/tickets") return null;
      asked++;
      if (asked === 1) return Response.json({ code: "SERVICE_QUOTA_REACHED" }, { status: 409 });
      if (asked === 2) return new Response("gone", { status: 503 });
      return asked === 3 ? new TypeError("fetch failed", { cause: { code: "ECONNRESET" } }) : null;
    };
    const { clock, lines, running } = replaying(hall, { csv: busyMorning });
    const totals = await clock.until(running);
    expect(totals).toMatchObject({ arrived: 42, issued: 39 });
    expect(totals.complaints.SERVICE_QUOTA_REACHED).toBe(1);
    expect(totals.complaints.ECONNRESET).toBe(1);
    expect(Object.values(totals.complaints).reduce((a, b) => a + b, 0)).toBe(3);
    expect(lines.some((line) => line.includes("SERVICE_QUOTA_REACHED: 1"))).toBe(true);
  });

  test("a key that the wire loses is pressed again", async () => {
    const hall = new FakeHall();
    hall.loseKeys = 1;
    const { clock, running } = replaying(hall, { csv: csvOf("1,0,PS,0,served,0,30,c"), windows: WINDOWS.slice(1) });
    const totals = await clock.until(running);
    expect(totals).toMatchObject({ served: 1, complaints: { "key-lost": 1 } });
    expect(hall.tickets[0]?.state).toBe("finished");
  });

  test("a lost EVALUATE does not hold up the window", async () => {
    const hall = new FakeHall();
    const lines = ["1,0,PS,0,served,0,60,c", "1,1,PS,0,served,0,60,c"];
    const windows = WINDOWS.slice(1);
    const press: ReplayOptions["press"] = (deviceId, pressed) => {
      if (pressed.key === "evaluate" && hall.tickets[0]?.state === "called") return { ok: true };
      return hall.press(deviceId, pressed);
    };
    const { clock, running } = replaying(hall, { csv: csvOf(...lines), windows, press });
    expect(await clock.until(running)).toMatchObject({ served: 2, waiting: 0 });
    expect(hall.tickets.map(({ state }) => state)).toEqual(["finished", "finished"]);
  });

  test("it waits for a hall that has not started yet", async () => {
    const hall = new FakeHall();
    let asked = 0;
    hall.broken = () => (asked++ < 5 ? new TypeError("fetch failed") : null);
    const { clock, lines, running } = replaying(hall, { csv: csvOf("1,0,PS,0,served,0,30,c") });
    expect(await clock.until(running)).toMatchObject({ served: 1 });
    expect(lines[0]).toContain("http://hall.test/");
  });

  test("it ends early when told to, also while the hall is away", async () => {
    const hall = new FakeHall();
    hall.broken = () => new TypeError("fetch failed");
    const stop = new AbortController();
    const { clock, running } = replaying(hall, { csv: busyMorning, signal: stop.signal });
    stop.abort();
    expect(await clock.until(running)).toMatchObject({ arrived: 0, issued: 0 });
  });

  test("a file that is no recording is refused before the hall is asked", async () => {
    const hall = new FakeHall();
    hall.broken = () => new Error("must not be asked");
    const { running } = replaying(hall, { csv: "a,b\n1,2" });
    await expect(running).rejects.toThrow(RangeError);
  });

  test("the same seed presses the same grades", async () => {
    const pressed = async (): Promise<number[]> => {
      const hall = new FakeHall();
      const { clock, running } = replaying(hall, { csv: busyMorning });
      await clock.until(running);
      return hall.grades;
    };
    expect(await pressed()).toEqual(await pressed());
  });
});
