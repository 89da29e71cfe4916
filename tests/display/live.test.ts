// From a command to the screens: real rules, log, views and sockets.
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { originGuard } from "../../controller/http/origin.ts";
import { attachSockets } from "../../display-server/socket.ts";
import { House } from "../http/house.ts";

interface Message {
  readonly type: string;
  readonly view: string;
  readonly seq: number;
  readonly at: string;
  // biome-ignore lint/suspicious/noExplicitAny: views of every shape.
  readonly data: any;
}

let house: House;
let port: number;
let detach: () => void;
const screens: WebSocket[] = [];

beforeEach(async () => {
  house = await House.open();
  detach = attachSockets(house.app.server, {
    hub: house.live.hub,
    clock: house.clock,
    topicOf: (view, id) => house.live.topicOf(view, id),
    allowed: originGuard({ host: "127.0.0.1", publicUrl: null, allowedHosts: [] }),
  });
  await house.app.listen({ host: "127.0.0.1", port: 0 });
  port = (house.app.server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const ws of screens.splice(0)) ws.terminate();
  detach();
  expect(house.errors).toEqual([]);
  await house.close();
});

async function screen(query: string): Promise<Message[]> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/ws?${query}`);
  screens.push(ws);
  const messages: Message[] = [];
  ws.on("message", (text) => messages.push(JSON.parse(String(text))));
  await new Promise((done, fail) => {
    ws.once("message", done);
    ws.once("error", fail);
  });
  return messages;
}

/** Lets real I/O and virtual timers run until the condition holds. */
async function until(holds: () => boolean, stepMs = 10): Promise<void> {
  for (let turn = 0; turn < 2_000; turn += 1) {
    if (holds()) return;
    await delay(1);
    house.clock.advance(stepMs);
  }
  throw new Error("not in time");
}

const last = (messages: Message[]): Message => {
  const found = messages.filter((message) => message.type === "view").at(-1);
  if (found === undefined) throw new Error("no view yet");
  return found;
};

test("the first message is the whole view, equal to what HTTP answers", async () => {
  await house.ticket();
  const messages = await screen("view=hall");
  expect(last(messages)).toMatchObject({ type: "view", view: "hall", seq: house.hall.seq });
  expect(last(messages).data).toEqual((await house.get("board")).body);
  expect(last(messages).at).toMatch(/\+08:00$/);
});

test("a call reaches hall, window, pad, ticket, kiosk and manager", async () => {
  const ticket = await house.ticket();
  const token = ticket.url.split("/t/")[1];
  const hall = await screen("view=hall");
  const window = await screen("view=window&id=1");
  const pad = await screen("view=pad&id=1");
  const page = await screen(`view=ticket&id=${token}`);
  const byId = await screen(`view=ticket&id=${ticket.id}`);
  const kiosk = await screen("view=kiosk&id=kiosk-1");
  const manager = await screen("view=manager");
  await house.post("windows/1/open", { staffId: "s01" });
  await house.post("windows/1/call-next");
  await until(() => last(hall).data.calls.length === 1);
  expect(last(hall).data.calls[0]).toMatchObject({ number: "A001", windowId: "1", times: 1 });
  await until(() => last(window).data.ticket !== null);
  expect(last(window).data).toMatchObject({
    window: { activity: "calling", staffName: "王某" },
    ticket: { number: "A001" },
    waiting: { total: 0, rows: [] },
    undo: { action: expect.any(String), number: "A001" },
  });
  await until(() => last(page).data.ticket.state === "called" && last(byId).data.ticket.state === "called");
  expect(last(page).data).toMatchObject({ windowName: { en: "Window 1" }, mayRate: false });
  await until(() => last(kiosk).data.services[0].openWindows === 1 && last(kiosk).data.services[0].waiting === 0);
  await until(() => last(manager).data.figures.waiting === 0 && last(manager).data.figures.openWindows === 1);
  expect(last(manager).data.events[0].text).toContain("A001");

  await house.post("windows/1/finish");
  await until(() => last(pad).data.invitation !== null);
  expect(last(pad).data.invitation).toMatchObject({ number: "A001" });
  await house.post("windows/1/rating", { level: 1 });
  await until(() => last(pad).data.thanks !== null);
  expect(last(pad).data).toMatchObject({ invitation: null, thanks: { number: "A001" } });
  await until(() => last(window).data.rating.lastOutcome !== null);
  // The rated window learns that it was rated, not how (D2).
  expect(last(window).data.rating).toEqual({
    invited: false,
    until: null,
    lastOutcome: { number: "A001", outcome: "rated" },
  });
  expect(JSON.stringify(last(window).data)).not.toContain('"level"');
  await until(() => last(manager).data.figures.rated === 1);
  expect(last(manager).data.figures).toMatchObject({
    issued: 1,
    finished: 1,
    invited: 1,
    rated: 1,
    badRatings: 1,
    averageLevel: 1,
  });
  expect(last(manager).data.ratings).toMatchObject([{ number: "A001", level: 1, windowId: "1" }]);
  await until(() => last(page).data.rated === true);
});

test("an event that changes nothing sends nothing, and who joins later gets the newest number", async () => {
  const hall = await screen("view=hall");
  const first = hall.length;
  await house.hall.submit(
    { type: "device-input", deviceId: "keypad-1", windowId: null, input: "F9", became: "nothing" },
    { actor: "device:keypad-1", render: () => null },
  );
  const later = await screen("view=hall");
  expect(later[0]?.seq).toBe(house.hall.seq);
  expect(hall).toHaveLength(first);
});

test("a rush of arrivals is rendered a few times, not once per ticket, and ends with the right count", async () => {
  const hall = await screen("view=hall");
  const manager = await screen("view=manager");
  const rendered = house.live.serialisations;
  for (let n = 0; n < 60; n += 1) await house.ticket();
  await until(() => last(hall).data.services[0].waiting === 60 && last(manager).data.figures.waiting === 60);
  expect(house.live.serialisations - rendered).toBeLessThan(60);
  for (const messages of [hall, manager]) {
    const seqs = messages.map((message) => message.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  }
});

test("a view that cannot be made stops no other view and is reported", async () => {
  await house.ticket();
  const hall = await screen("view=hall");
  const manager = await screen("view=manager");
  Object.defineProperty(house.sources.index, "ratings", {
    get: () => {
      throw new Error("a broken view");
    },
  });
  house.clock.advance(1_000);
  await house.post("windows/1/open", {});
  await until(() => last(hall).data.windows[0].state === "open");
  expect(last(manager).data.windows[0].state).toBe("closed");
  expect(house.errors.splice(0)).toMatchObject([{ message: "The view manager could not be made" }]);
});

test("only watched views are rendered", async () => {
  await house.post("windows/1/open", {});
  await house.ticket();
  await house.post("windows/1/call-next");
  expect(house.live.serialisations).toBe(0);
});

test("heartbeats come at least every 5 s with the newest number", async () => {
  const hall = await screen("view=hall");
  await house.ticket();
  house.clock.advance(5_000);
  await until(() => hall.some((message) => message.type === "heartbeat"));
  const beat = hall.find((message) => message.type === "heartbeat");
  expect(beat).toMatchObject({ seq: house.hall.seq, at: expect.stringMatching(/\+08:00$/) });
});

test("waited minutes grow on a console without any event", async () => {
  await house.ticket();
  const window = await screen("view=window&id=1");
  expect(last(window).data.waiting.rows[0].waitedMinutes).toBe(0);
  await until(() => last(window).data.waiting.rows[0].waitedMinutes === 1, 500);
});

test("a ticket of an earlier day keeps its page", async () => {
  const ticket = await house.ticket();
  const token = ticket.url.split("/t/")[1];
  house.clock.advance(26 * 3_600_000);
  await house.ticket();
  const page = await screen(`view=ticket&id=${token}`);
  expect(last(page).data.ticket).toMatchObject({ id: ticket.id, state: "left" });
  await expect(screen("view=ticket&id=unknown")).rejects.toThrow();
});
