// Asking with real processes: service, simulated modem on a socket; the service is killed before the answer comes in.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, freePort, planHall, RealHall } from "../helpers/real-hall.ts";

const PHONE = "13912345678";

interface Sms {
  readonly to: string;
  readonly text: string;
}
interface Row {
  readonly seq: number;
  readonly type: string;
  readonly data: { readonly caseId?: string; readonly channel?: string; readonly level?: number };
}
let hall: RealHall;

beforeAll(async () => {
  const { config, ports } = await planHall({ windows: 1, withPrinter: false, withStrips: false });
  const modemPort = await freePort();
  const { links, devices } = config as { links: object[]; devices: object[] };
  links.push({ id: "line-modem", type: "tcp", host: "127.0.0.1", port: modemPort });
  devices.push({ id: "modem-1", model: "modem/gsm", link: "line-modem" });
  config.messages = { sms: { via: "modem", modem: "modem-1", signature: "【示例大厅】", paceSeconds: 0 } };
  // The test runs at any hour; a minute is the least that a hall may wait before it asks.
  config.rating = { asking: { sms: { afterMinutes: 1, hours: "00:00-23:59" } } };
  config.policy = { ...(config.policy as object), rating: { inviteSeconds: 5 } };
  hall = new RealHall(config, ports);
  await hall.startSimulators();
  await hall.startService();
  await modemOnline();
}, 120_000);
afterAll(() => hall?.stop());

const modemOnline = () =>
  eventually("the modem to be online", async () => {
    const { body } = await hall.call<{ id: string; state: string }[]>("GET", "/devices");
    return body.find(({ id }) => id === "modem-1")?.state === "online";
  });

async function smsSent(): Promise<readonly Sms[]> {
  const device = await hall.simulate<{ sms?: Sms[]; view?: { sms: Sms[] } }>("GET", "/devices/modem-1");
  return device.sms ?? device.view?.sms ?? [];
}

async function rows(type: string): Promise<Row[]> {
  const { body } = await hall.call<Row[]>("GET", "/events?after=0&limit=1000");
  return body.filter((row) => row.type === type);
}

test("a finished case is asked by message, the answer is read after a kill -9, and it counts once", async () => {
  const [service] = (await hall.call<{ id: string }[]>("GET", "/services")).body;
  const ticket = (await hall.call<{ id: string }>("POST", "/tickets", { serviceId: service?.id })).body;
  const left = await hall.call("POST", `/tickets/${ticket.id}/contact`, { phone: PHONE, consent: true });
  expect(left.status, JSON.stringify(left.body)).toBe(200);
  expect(left.body).toMatchObject({ masked: "139****5678", kept: true });
  await hall.call("POST", "/windows/1/open", {});
  for (const step of ["call-next", "arrived", "finish"]) {
    const answer = await hall.call("POST", `/windows/1/${step}`);
    expect(answer.status, `${step}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  }
  const [finished] = await rows("case.finished");
  const caseId = finished?.data.caseId ?? "";
  const sms = await eventually("the message", async () => (await smsSent())[0], 100_000);
  expect(sms.to.replace(/^\+/, "")).toBe(`86${PHONE}`);
  expect(sms.text).toContain("5非常满意 4满意 3基本满意 2不满意 1非常不满意");

  await hall.kill("SIGKILL");
  // It comes while nobody listens: the modem keeps it.
  await hall.simulate("POST", "/devices/modem-1/press", { key: `+86${PHONE}`, text: "4 谢谢" });
  await hall.startService();
  await modemOnline();
  await eventually("the rating", async () => (await rows("rating.recorded")).length > 0);
  await hall.simulate("POST", "/devices/modem-1/press", { key: `+86${PHONE}`, text: "1" });
  await eventually("the answer to the second", async () => (await smsSent()).length > 1);
  const ratings = await rows("rating.recorded");
  expect(ratings.map(({ data }) => [data.caseId, data.level, data.channel])).toEqual([[caseId, 4, "sms"]]);
  const all = await smsSent();
  expect(all.map(({ text }) => text).filter((text) => text.includes("请您评价"))).toHaveLength(1);
  expect(all.at(-1)?.text).toContain("已收到评价");
  const one = await hall.call<{ asked: object[] }>("GET", `/cases/${caseId}`);
  expect(one.body.asked).toContainEqual(expect.objectContaining({ channel: "sms", outcome: "rated" }));
  const files = readdirSync(hall.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name)).toString("latin1"), name).not.toContain(PHONE);
  expect(hall.output).not.toContain(PHONE);
}, 240_000);
