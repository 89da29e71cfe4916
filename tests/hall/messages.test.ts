// Messages with real processes: service, simulated modem, a webhook's server; and the service is killed while it sends.
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, freePort, planHall, RealHall } from "../helpers/real-hall.ts";
import { type LoopbackServer, openLoopbackServer } from "../messages/loopback-server.ts";

const PHONE = "13912345678";
const SECRET = "an invented secret";
const APPOINTMENTS = { slotMinutes: 60, capacity: 20, daysAhead: 1, remindMinutes: 2880 };

interface Sms {
  readonly to: string;
  readonly text: string;
}
interface Row {
  readonly id: string;
  readonly state: string;
  readonly detail: string;
}
let hall: RealHall;
let city: LoopbackServer;
let close: () => void;

beforeAll(async () => {
  ({ server: city, close } = await openLoopbackServer());
  const plan = { windows: 1, withPrinter: false, withStrips: false };
  const { config, ports } = await planHall({
    ...plan,
    services: [{ id: "social", prefix: "A", name: { "zh-CN": "社会保险" }, appointments: APPOINTMENTS }],
  });
  const modemPort = await freePort();
  const { links, devices } = config as { links: object[]; devices: object[] };
  links.push({ id: "line-modem", type: "tcp", host: "127.0.0.1", port: modemPort });
  devices.push({ id: "modem-1", model: "modem/gsm", link: "line-modem" });
  config.messages = {
    sms: { via: "modem", modem: "modem-1", signature: "【示例大厅】", paceSeconds: 0 },
    webhooks: [{ id: "city", url: city.url, events: ["appointment.*"], private: true, secretEnv: "CITY_SECRET" }],
  };
  hall = new RealHall(config, ports);
  await hall.startSimulators();
  await hall.startService({ CITY_SECRET: SECRET });
  await modemOnline();
});
afterAll(async () => {
  await hall?.stop();
  close?.();
});

async function modemOnline(): Promise<void> {
  await eventually("the modem to be online", async () => {
    const { body } = await hall.call<{ id: string; state: string }[]>("GET", "/devices");
    return body.find(({ id }) => id === "modem-1")?.state === "online";
  });
}

async function smsSent(): Promise<readonly Sms[]> {
  const device = await hall.simulate<{ sms?: Sms[]; view?: { sms: Sms[] } }>("GET", "/devices/modem-1");
  return device.sms ?? device.view?.sms ?? [];
}

async function book(phone?: string): Promise<{ id: string; code: string }> {
  const { body: slots } = await hall.call<{ date: string; slots: { time: string; free: number }[]; lastDay: string }>(
    "GET",
    "/slots?serviceId=social",
  );
  const day = await hall.call<typeof slots>("GET", `/slots?serviceId=social&date=${slots.lastDay}`);
  const time = day.body.slots.findLast(({ free }) => free > 0)?.time;
  const body = { serviceId: "social", date: slots.lastDay, time, ...(phone === undefined ? {} : { phone }) };
  const answer = await hall.call<{ id: string; code: string }>("POST", "/appointments", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

const rowOf = async (id: string): Promise<Row | undefined> =>
  (await hall.call<Row[]>("GET", "/messages?channel=sms")).body.find((row) => row.id === id);

test("a booking's reminder is read on the simulated telephone, and its events by the city", async () => {
  const { id, code } = await book(PHONE);
  const [sms] = await eventually("a short message", async () => {
    const all = await smsSent();
    return all.length > 0 ? all : null;
  });
  expect(sms?.to.replace(/^\+/, "")).toBe(`86${PHONE}`);
  expect(sms?.text).toContain(`预约码${code}`);
  expect(sms?.text).toMatch(/^【示例大厅】/);
  await eventually("the reminder to be sent", async () => (await rowOf(`reminder:${id}`))?.state === "sent");
  const wire = await hall.call("GET", "/technician/devices/modem-1/wirelog");
  expect((wire.body as { frames: unknown[] }).frames.length).toBeGreaterThan(5);
  expect(JSON.stringify(wire.body)).not.toContain(PHONE);
  const request = await eventually("the booking at the city", () => city.requests[0]);
  const { "webhook-id": messageId, "webhook-timestamp": at, "webhook-signature": signature } = request.headers;
  const wanted = createHmac("sha256", SECRET).update(`${messageId}.${at}.${request.body}`).digest("base64");
  expect(signature).toBe(`v1,${wanted}`);
  expect(JSON.parse(request.body)).toMatchObject({ type: "appointment.booked", data: { appointmentId: id } });
});

test("killed while the modem sends and the city is silent: one message, and the same webhook again", async () => {
  const before = (await smsSent()).length;
  const seen = city.requests.length;
  city.answers.push("silent", "silent", "silent");
  const { id } = await book(PHONE);
  await eventually("the attempt to begin", async () => {
    const frames = await hall.call<{ state: string; attempts: number }[]>("GET", "/messages?channel=sms");
    return frames.body.some((row) => (row as unknown as Row).id === `reminder:${id}` && row.attempts === 1);
  });
  await eventually("the city to be asked", () => city.requests.length > seen);
  await hall.kill("SIGKILL");
  const [cut] = city.requests.slice(seen);
  city.answers.length = 0;
  await hall.startService({ CITY_SECRET: SECRET });
  await modemOnline();
  const row = await eventually("the message's end", async () => {
    const found = await rowOf(`reminder:${id}`);
    return found?.state === "queued" ? null : found;
  });
  expect(["dead", "sent"]).toContain(row.state);
  if (row.state === "dead") expect(row.detail).toContain("unknown");
  const again = await eventually("the webhook again", () =>
    city.requests.slice(seen + 1).find(({ headers }) => headers["webhook-id"] === cut?.headers["webhook-id"]),
  );
  expect(JSON.parse(again.body)).toEqual(JSON.parse(cut?.body ?? ""));
  // Long enough for a second message to have gone out, had one been ordered.
  await book();
  await eventually("a later booking at the city", () => city.requests.length > seen + 2);
  expect((await smsSent()).length - before).toBeLessThanOrEqual(1);
}, 120_000);

test("who answers TD is on the list of those not written to, and nobody's number is in any file", async () => {
  await hall.simulate("POST", "/devices/modem-1/press", { key: `+86${PHONE}`, text: "TD" });
  await eventually("the refusal", async () => {
    const { body } = await hall.call<{ privacy: { optedOut: number } }>("GET", "/messages/summary");
    return body.privacy.optedOut === 1;
  });
  const { id } = await book(PHONE);
  await eventually("the end of the next", async () => (await rowOf(`reminder:${id}`))?.state === "dead");
  expect((await rowOf(`reminder:${id}`))?.detail).toContain("asked not to be");
  const files = readdirSync(hall.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name)).toString("latin1"), name).not.toContain(PHONE);
  expect(hall.output).not.toContain(PHONE);
});
