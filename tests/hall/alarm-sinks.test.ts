// Where alarms go, with real processes: board, guide desk, telephone, a city's server; tried again, given up, replayed.
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { eventually, freePort, planHall, RealHall } from "../helpers/real-hall.ts";
import { type LoopbackServer, openLoopbackServer, type Request } from "../messages/loopback-server.ts";

const PHONE = "13912345670";
const SECRET = "an invented secret";
const BUS = 16;
const TEST_MS_MAX = 60_000;

interface AlarmRow {
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly detail: string;
}

let hall: RealHall;
let city: LoopbackServer;
let close: () => void;

beforeAll(async () => {
  ({ server: city, close } = await openLoopbackServer());
  const { config, ports } = await planHall({ windows: 1, withPrinter: false, withStrips: false });
  const [modemPort, nobody] = [await freePort(), await freePort()];
  const { links, devices } = config as { links: object[]; devices: object[] };
  links.push({ id: "line-modem", type: "tcp", host: "127.0.0.1", port: modemPort });
  devices.push({ id: "modem-1", model: "modem/gsm", link: "line-modem" });
  config.messages = {
    sms: { via: "modem", modem: "modem-1", signature: "【示例大厅】", paceSeconds: 0 },
    webhooks: [{ id: "city", url: city.url, events: ["day.ended"], private: true, secretEnv: "CITY_SECRET" }],
  };
  const sinks = ["board", "desk", "sms:duty1", "webhook:city"];
  config.alarms = {
    duty: [{ id: "duty1", phoneEnv: "DUTY_PHONE" }],
    rules: [
      { kind: "queue-length", threshold: 2, clearAt: 1, forSeconds: 0, recoverSeconds: 0, severity: "major", sinks },
      { kind: "complaint", sinks: ["board", "sms:duty1"] },
    ],
  };
  hall = new RealHall(config, ports);
  await hall.startSimulators();
  // Only the service knows of this bus: nothing answers on it.
  links.push({ id: "bus", type: "tcp", host: "127.0.0.1", port: nobody });
  const size = { width: 96, height: 16 };
  for (let at = 1; at <= BUS; at += 1)
    devices.push({
      id: `strip-${at}`,
      model: "led/onbon-bx5k",
      link: "bus",
      window: "1",
      settings: { address: at, ...size },
    });
  writeFileSync(hall.configFile, stringify(config));
  await hall.startService({ CITY_SECRET: SECRET, DUTY_PHONE: PHONE });
  await eventually("the modem to be online", async () => {
    const { body } = await hall.call<{ id: string; state: string }[]>("GET", "/devices");
    return body.find(({ id }) => id === "modem-1")?.state === "online";
  });
}, 120_000);
afterAll(async () => {
  await hall?.stop();
  close?.();
});

const texts = async (): Promise<readonly string[]> => {
  const device = await hall.simulate<{ sms?: { text: string }[]; view?: { sms: { text: string }[] } }>(
    "GET",
    "/devices/modem-1",
  );
  return (device.sms ?? device.view?.sms ?? []).map(({ text }) => text);
};
const atDesk = async () => (await hall.call<{ alarms: AlarmRow[] }>("GET", "/desk")).body.alarms;
const history = async () =>
  (
    await hall.call<{ history: { alarmId: string; kind: string; detail: string; clearedAt: string | null }[] }>(
      "GET",
      "/alarms",
    )
  ).body.history;
const notices = () =>
  city.requests.filter(({ body }) => (JSON.parse(body) as { type: string }).type === "alarm.notice");
const isSigned = ({ headers, body }: Request) => {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = headers;
  return signature === `v1,${createHmac("sha256", SECRET).update(`${id}.${at}.${body}`).digest("base64")}`;
};
const take = () => hall.call("POST", "/tickets", { serviceId: "social-insurance" });

test(
  "a long line is on the board, at the desk, on the telephone and with the city, which is asked again when it fails",
  async () => {
    city.answers.push(503);
    await take();
    await take();
    await eventually("the desk", async () => (await atDesk()).some(({ rule }) => rule === "queue-length"));
    await eventually("the board", async () => (await history()).some(({ kind }) => kind === "queue-length"));
    await eventually("the telephone", async () => (await texts()).some((text) => text.includes("排队过长")));
    const [first, second] = await eventually("the city, twice", () => (notices().length >= 2 ? notices() : null));
    expect([first, second].every((request) => request !== undefined && isSigned(request))).toBe(true);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(JSON.parse(second?.body ?? "{}")).toMatchObject({ data: { alarms: [{ kind: "queue-length", times: 1 }] } });
  },
  TEST_MS_MAX,
);

test(
  "over: both are told so, and the desk shows it no more",
  async () => {
    await hall.call("POST", "/windows/1/open", { staffId: "s1" });
    await hall.call("POST", "/windows/1/call-next");
    await eventually("the telephone", async () => (await texts()).some((text) => text.startsWith("【示例大厅】[解除")));
    await eventually("the city", () => city.requests.some(({ body }) => body.includes('"alarm.over"')));
    expect((await atDesk()).some(({ rule }) => rule === "queue-length")).toBe(false);
  },
  TEST_MS_MAX,
);

test(
  "a bus of sixteen that nobody answers on is sixteen alarms of one cause",
  async () => {
    const up = await eventually("all of the bus", async () => {
      const lines = (await history()).filter(({ kind, clearedAt }) => kind === "device" && clearedAt === null);
      return lines.length >= BUS ? lines : null;
    });
    // The pages put on one card what says the same.
    expect(new Set(up.map(({ detail }) => detail)).size).toBe(1);
  },
  TEST_MS_MAX,
);

test(
  "a complaint is heard of at once, without what was said; never at the desk",
  async () => {
    const answer = await hall.call("POST", "/complaints", { statement: "窗口态度不好，联系13800138000", by: "s1" });
    expect(answer.status).toBe(201);
    await eventually("the telephone", async () => (await texts()).some((text) => text.includes("收到投诉")));
    const [line] = (await history()).filter(({ kind }) => kind === "complaint");
    expect(line?.detail).toContain("no handler yet");
    expect((await atDesk()).some(({ rule }) => rule === "complaint")).toBe(false);
    const events = JSON.stringify((await hall.call("GET", "/events?after=0&limit=1000")).body);
    for (const secret of ["态度不好", "13800138000", PHONE]) expect(events).not.toContain(secret);
  },
  TEST_MS_MAX,
);

test(
  "an endpoint that refuses for good is an alarm, its messages are dead letters, and replayed they arrive",
  async () => {
    city.answers.push(410);
    await take();
    await take();
    const dead = await eventually("a dead letter", async () => {
      const { body } = await hall.call<{ id: string; state: string }[]>("GET", "/messages?channel=webhook&state=dead");
      return body[0];
    });
    await eventually("its alarm", async () => (await history()).some(({ kind }) => kind === "webhook-disabled"));
    const seen = city.requests.length;
    expect((await hall.call("POST", `/messages/${encodeURIComponent(dead.id)}/replay`)).status).toBeLessThan(300);
    await eventually("the city", () => city.requests.length > seen);
    await eventually("the alarm's end", async () =>
      (await history()).some(({ kind, clearedAt }) => kind === "webhook-disabled" && clearedAt !== null),
    );
  },
  TEST_MS_MAX,
);
