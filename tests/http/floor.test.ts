// Actions on the floor, the day in quarters, replay and stories over HTTP: a whole house, virtual time.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ManagerView } from "../../controller/contract/views.ts";
import { managerView } from "../../controller/views/overview.ts";
import { contextOf } from "../../controller/views/sources.ts";
import { House } from "./house.ts";

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

const post = (path: string, body?: unknown) => house.call("POST", `/api/v1${path}`, body);
const get = (path: string) => house.call("GET", `/api/v1${path}`);
const view = (): Promise<ManagerView> => house.hall.read((state) => managerView(contextOf(house.sources, state)));

describe("actions", () => {
  test("a window is assigned, shown so, and put back", async () => {
    expect((await post("/actions/windows/3/assign", { services: ["social"] })).body.services).toEqual(["social"]);
    const shown = await view();
    expect(shown.floor.windows.find(({ id }) => id === "3")?.assigned).toBe(true);
    expect((await post("/actions/windows/3/assign", { services: null })).body.services).toEqual(["house"]);
    expect((await post("/actions/windows/9/assign", { services: null })).body.code).toBe("WINDOW_UNKNOWN");
    expect((await post("/actions/windows/3/assign", { services: ["nope"] })).body.code).toBe("SERVICE_UNKNOWN");
    expect((await post("/actions/windows/3/assign", { services: [] })).status).toBe(400);
  });

  test("a spare window opens at once, its clerk moves on", async () => {
    const opened = await post("/actions/windows/3/open-spare", { services: ["social"], staffId: "s01" });
    expect(opened.body).toMatchObject({ state: "open", staffId: "s01", services: ["social"] });
    const moved = await post("/actions/windows/3/move-clerk", { toWindowId: "1" });
    expect(moved.body).toMatchObject({ id: "1", state: "open", staffId: "s01" });
    expect((await post("/actions/windows/3/move-clerk", { toWindowId: "1" })).body.code).toBe("WINDOW_CLOSED");
  });

  test("who pauses is asked back, on the console as well", async () => {
    await post("/windows/1/open", { staffId: "s01" });
    await post("/windows/1/pause", {});
    expect((await post("/actions/windows/1/ask-back")).status).toBe(200);
    expect((await view()).floor.windows[0]?.askedBackAt).not.toBeNull();
    await post("/actions/windows/1/withdraw-ask");
    expect((await view()).floor.windows[0]?.askedBackAt).toBeNull();
    await post("/windows/1/resume");
    expect((await post("/actions/windows/1/ask-back")).body.code).toBe("WINDOW_NOT_PAUSED");
  });

  test("a device is out of service and back; an unknown one is refused", async () => {
    const out = await post("/actions/devices/printer-1/out-of-service", { reason: "维修" });
    expect(out.body.outOfService).toEqual([{ deviceId: "printer-1", reason: "维修", since: expect.any(String) }]);
    expect((await post("/actions/devices/printer-1/back-in-service")).body.outOfService).toEqual([]);
    expect((await post("/actions/devices/nope/out-of-service", {})).body.code).toBe("DEVICE_UNKNOWN");
  });

  test("numbers are held and released, the day ended and reopened", async () => {
    await post("/actions/numbers/hold", { reason: "演练" });
    expect((await post("/tickets", { serviceId: "social" })).body.code).toBe("SERVICE_CLOSED");
    await post("/actions/numbers/release");
    expect((await post("/tickets", { serviceId: "social" })).status).toBe(201);
    const ended = await post("/actions/day/end", { waiting: "close" });
    expect(ended.body.dayEnded).not.toBeNull();
    expect((await get("/tickets?state=waiting")).body).toEqual([]);
    expect((await get("/notices")).body).toHaveLength(1);
    expect((await post("/tickets", { serviceId: "social" })).body.code).toBe("SERVICE_CLOSED");
    expect((await post("/actions/day/reopen")).body.dayEnded).toBeNull();
    expect((await post("/tickets", { serviceId: "social" })).status).toBe(201);
  });

  test("the same key has one effect", async () => {
    const send = () =>
      house.call("POST", "/api/v1/actions/numbers/hold", { reason: "x" }, { "idempotency-key": "hold-1" });
    await send();
    await post("/actions/numbers/release");
    await send();
    expect((await view()).floor.numbersHeld).toBeNull();
  });
});

/** A short day with priority, a miss, an undo, a pause, ratings; what the page showed is kept after each step. */
async function aDay(kept: { at: string; view: ManagerView }[]): Promise<void> {
  const step = async (run: () => Promise<unknown>): Promise<void> => {
    await run();
    kept.push({ at: new Date(house.clock.nowMs()).toISOString(), view: await view() });
    await house.clock.advance(67_000);
  };
  await step(() => post("/windows/1/open", { staffId: "s01" }));
  await step(() => post("/windows/2/open", { staffId: "s02" }));
  for (let i = 0; i < 6; i++) {
    await step(() => post("/tickets", { serviceId: "social", ...(i % 3 === 2 ? { priority: "elderly" } : {}) }));
  }
  await step(() => post("/windows/1/call-next"));
  await step(() => post("/windows/2/call-next"));
  await step(() => post("/windows/1/undo", { reason: "slip" }));
  await step(() => post("/windows/1/call-next"));
  await step(() => post("/windows/1/arrived"));
  await step(() => post("/windows/1/finish"));
  await step(() => post("/windows/1/rating", { level: 1 }));
  await step(() => post("/windows/2/missed"));
  await step(() => post("/windows/2/pause", { reason: "lunch" }));
  await step(() => post("/actions/windows/2/ask-back"));
  await step(() => post("/actions/windows/3/assign", { services: ["social"] }));
  await step(() => post("/services/house/close", {}));
  await step(() => post("/actions/devices/printer-1/out-of-service", {}));
  await step(() => post("/actions/numbers/hold", {}));
  await step(() => post("/actions/day/end", { waiting: "serve" }));
}

/** What is in the log alone: devices are told by it differently, a wall clock of a line is not. */
function fromTheLog({ devices: _devices, calibration: _calibration, sound: _sound, ...rest }: ManagerView) {
  return rest;
}

const clockText = (iso: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", timeStyle: "medium" }).format(new Date(iso));

describe("replay", () => {
  test("shows at every moment what the page showed then, forwards and back", async () => {
    const kept: { at: string; view: ManagerView }[] = [];
    await aDay(kept);
    const [day] = (await get("/replay/days")).body as string[];
    const order = [...kept, ...[...kept].reverse()];
    for (const { at, view: was } of order) {
      const { status, body } = await get(`/replay?date=${day}&at=${clockText(at)}`);
      expect(status).toBe(200);
      expect(fromTheLog(body.view)).toEqual(JSON.parse(JSON.stringify(fromTheLog(was))));
    }
    const { body } = await get(`/replay?date=${day}&at=00:00`);
    expect(body.view.figures.issued).toBe(0);
    expect(body.next.length).toBeGreaterThan(0);
  });

  test("a day that is not in the log is refused, and so is what is no day", async () => {
    expect((await get("/replay?date=2020-01-01")).body.code).toBe("DAY_INVALID");
    expect((await get("/replay?date=yesterday")).body.code).toBe("DAY_INVALID");
    expect((await get("/replay?date=2026-01-05&at=noon")).status).toBe(400);
  });

  test("a ticket is found by day and number and tells its story without secrets", async () => {
    await aDay([]);
    const [day] = (await get("/replay/days")).body as string[];
    const { body: found } = await get(`/replay/ticket?date=${day}&number=a001`);
    const { body: story } = await get(`/tickets/${found.ticketId}/story`);
    const seen = story.lines.map(({ type }: { type: string }) => type);
    expect(seen[0]).toBe("ticket.issued");
    expect(seen).toContain("ticket.called");
    expect(story.before.overtook.priority).toBeGreaterThan(0);
    expect(JSON.stringify(story)).not.toContain("token");
    expect((await get(`/replay/ticket?date=${day}&number=Z999`)).body.code).toBe("TICKET_UNKNOWN");
    expect((await get("/tickets/nobody/story")).body.code).toBe("TICKET_UNKNOWN");
  });
});

test("the day in quarters counts numbers, calls and most waiting; an undone call was made all the same", async () => {
  await aDay([]);
  const { body } = await get("/day-series");
  const sum = (key: string) =>
    body.quarters.reduce((all: number, one: Record<string, number>) => all + (one[key] ?? 0), 0);
  expect(sum("issued")).toBe(6);
  expect(sum("calls")).toBe(3);
  expect(Math.max(...body.quarters.map((one: { waitingMax: number }) => one.waitingMax))).toBe(6);
});

test("the share within target counts the newest call, and an undone one not at all", async () => {
  await post("/windows/1/open", {});
  await post("/tickets", { serviceId: "social" });
  await house.clock.advance(25 * 60_000);
  await post("/tickets", { serviceId: "social" });
  await post("/windows/1/call-next");
  expect((await view()).floor.within).toEqual({ n: 1, inside: 0, share: 0 });
  await post("/windows/1/undo", {});
  expect((await view()).floor.within).toEqual({ n: 0, inside: 0, share: null });
  await post("/windows/1/call-next");
  await post("/windows/1/call-next");
  expect((await view()).floor.within).toEqual({ n: 2, inside: 1, share: 0.5 });
});

test("fairness: who was passed most, and which window passed whom by what rule", async () => {
  await post("/windows/1/open", {});
  const { body: first } = await post("/tickets", { serviceId: "social" });
  await house.clock.advance(60_000);
  await post("/tickets", { serviceId: "social", priority: "elderly" });
  await post("/windows/1/call-next");
  const { fairness } = (await view()).floor;
  expect(fairness.overtaken).toMatchObject({ number: first.number, count: 1, inRow: 1, limit: 2 });
  expect(fairness.longestOrdinary?.number).toBe(first.number);
  expect(fairness.outOfOrder).toEqual([{ windowId: "1", count: 1, reasons: { class: 1 } }]);
  await post("/windows/1/undo", {});
  expect((await view()).floor.fairness.outOfOrder).toEqual([]);
});
