// One hall with a device of every kind, as real processes: all come online, and each does what a person would see.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyDeviceHall } from "../helpers/every-device-hall.ts";
import { eventually, type RealHall } from "../helpers/real-hall.ts";

interface DeviceJson {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly detail: string;
  readonly roundTripMs: number | null;
  readonly facts: Record<string, string>;
  readonly uptime: number | null;
}
interface EventJson {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

let hall: RealHall;
const devices = async () => (await hall.call<DeviceJson[]>("GET", "/devices")).body;
const press = (id: string, body: Record<string, unknown>) => hall.simulate("POST", `/devices/${id}/press`, body);
const fault = (id: string, name: string) => hall.simulate("POST", `/devices/${id}/fault`, { fault: name });
const view = async (id: string) =>
  (await hall.simulate<{ view: Record<string, unknown> }>("GET", `/devices/${id}`)).view;
const post = (path: string, body: unknown = {}) => hall.call("POST", path, body);
const events = async () => (await hall.call<EventJson[]>("GET", "/events?limit=1000")).body;

beforeAll(async () => {
  hall = await everyDeviceHall();
  await hall.startSimulators();
  await hall.startService();
}, 120_000);

afterAll(async () => {
  await hall.stop();
});

async function called(windowId: string): Promise<string> {
  await post("/tickets", { serviceId: "general" });
  const path = `/windows/${windowId}/call-next`;
  const { status, body } = await hall.call<{ ticket: { number: string } }>("POST", path, {});
  expect(status).toBe(200);
  return body.ticket.number;
}

describe("a device of every kind", () => {
  test("comes online", async () => {
    await eventually("every device to be online", async () => {
      const bad = (await devices()).filter(({ state }) => state !== "online");
      if (bad.length > 0) throw new Error(JSON.stringify(bad));
      return true;
    });
    expect((await devices()).length).toBe(16);
  });

  test("every window's strip or board shows its call, whatever it can show", async () => {
    for (const id of ["1", "2", "3", "4", "5", "6", "7"]) await post(`/windows/${id}/open`, { staffId: null });
    const numbers: string[] = [];
    for (const id of ["1", "2", "3", "4", "5", "6"]) numbers.push(await called(id));
    expect(numbers).toEqual(["A001", "A002", "A003", "A004", "A005", "A006"]);
    const shown = (id: string, words: RegExp) =>
      eventually(`${id} to show ${words}`, async () => {
        const display = await hall.display(id);
        if (!words.test(display)) throw new Error(display);
        return true;
      });
    await shown("strip-1", /请A001号办理/);
    await shown("strip-2", /A002/);
    await shown("board-3", /^0*3$/);
    await shown("board-4", /^0*4$/);
    await shown("board-5", /^0*5$/);
    await shown("sign-6", /A006/);
  });

  test("the voices say each call of their own windows twice, never one over the other", async () => {
    const said = async (id: string) => (await view(id)).spoken as { text: string; cutOff: boolean }[];
    const bothTwice = async () => (await said("voice-2")).length >= 4;
    await eventually("the second voice to have said its two calls twice", bothTwice, 40_000);
    const texts = (await said("voice-2")).map(({ text }) => text);
    expect(texts.filter((text) => /五号窗口/.test(text))).toHaveLength(2);
    expect(texts.filter((text) => /六号窗口/.test(text))).toHaveLength(2);
    expect((await said("voice-2")).every(({ cutOff }) => !cutOff)).toBe(true);
  }, 120_000);

  test("a card is read, and nothing of it is kept but a key", async () => {
    await press("reader-1", { key: "card-1" });
    const event = await eventually("the card to be logged", async () =>
      (await events()).find(({ type, data }) => type === "device.input" && data.deviceId === "reader-1"),
    );
    expect(event.data.input).toMatch(/^card [0-9a-f]{12}$/);
    const inputs = await hall.call<{ inputs: { what: string }[] }>("GET", "/technician/devices/reader-1/inputs");
    expect(inputs.body.inputs.at(-1)?.what).toMatch(/^.\*+ \S+\*+\S+$/);
    const log = await hall.call<{ frames: { hex: string; meaning: string }[] }>(
      "GET",
      "/technician/devices/reader-1/wirelog",
    );
    const all = JSON.stringify([log.body, await events(), hall.output]);
    // The simulated people's ID numbers begin with an invented region.
    expect(all).not.toMatch(/990000\d{11}/);
    expect(log.body.frames.some(({ hex }) => hex.includes(Buffer.from("990000", "utf16le").toString("hex")))).toBe(
      false,
    );
  });

  test("a scanned ticket at its window counts as arrived", async () => {
    const tickets = (await hall.call<{ id: string; number: string; url: string }[]>("GET", "/tickets?state=called"))
      .body;
    const mine = tickets.find(({ number }) => number === "A002");
    await hall.simulate("POST", "/devices/scanner-2/press", { text: mine?.url });
    await eventually("the arrival", async () =>
      (await events()).some(({ type, data }) => type === "ticket.arrived" && data.number === "A002"),
    );
  });

  test("an Android pad is asked, and its answer is the rating of that case alone", async () => {
    const number = await called("7");
    await post("/windows/7/arrived");
    await post("/windows/7/finish");
    await eventually("the pad to ask", async () => /评价/.test(await hall.display("pad-7")));
    await press("pad-7", { grade: 4 });
    const rated = await eventually("the rating", async () =>
      (await events()).find(({ type, data }) => type === "rating.recorded" && data.number === number),
    );
    expect(rated.data).toMatchObject({ level: 4, channel: "window_pad", deviceId: "pad-7" });
  });

  test("those that answer questions tell how long they take, and what they are", async () => {
    const list = await devices();
    const of = (id: string) => list.find((device) => device.id === id);
    expect(of("strip-1")?.roundTripMs).toBeGreaterThanOrEqual(0);
    expect(of("printer-1")?.facts.paper).toBe("ok");
    expect(Object.keys(of("modem-1")?.facts ?? {})).toContain("signal");
    expect(of("strip-1")?.uptime).toBeGreaterThan(0.5);
  });

  test("trouble raises an alarm within 5 s and its end clears it", async () => {
    await fault("sign-6", "unplugged");
    await fault("voice-1", "unplugged");
    const raised = (id: string) => async () =>
      (await events()).some(({ type, data }) => type === "alarm.raised" && data.subject === id);
    await eventually("an alarm for the voice", raised("voice-1"), 5_500);
    await eventually("an alarm for the sign", raised("sign-6"), 5_500);
    await fault("voice-1", "none");
    await fault("sign-6", "none");
    const cleared = (id: string) => async () =>
      (await events()).some(({ type, data }) => type === "alarm.cleared" && String(data.alarmId).includes(id));
    await eventually("the voice's alarm to clear", cleared("voice-1"));
    await eventually("the sign's alarm to clear", cleared("sign-6"));
  }, 120_000);
});
