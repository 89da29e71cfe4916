// The same hall on serial lines and a printer file: pseudo-terminals, the real serialport module, a cable pulled.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allowedMs } from "../helpers/patience.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const hasSocat = ["/usr/bin/socat", "/usr/local/bin/socat"].some((path) => existsSync(path));
if (!hasSocat) {
  if (process.env.CI) throw new Error("socat is missing: apt-get install socat");
  console.warn("WITHOUT PSEUDO-TERMINALS: serial lines were not tried. Install socat and run the tests again.");
}

const lines = mkdtempSync(join(tmpdir(), "hallkeeper-lines-"));
let hall: RealHall;

beforeAll(async () => {
  if (!hasSocat) return;
  const { config, ports } = await planHall({ windows: 2 });
  const serial = (id: string) => ({ id, type: "serial", path: join(lines, id), baudRate: 9600 });
  const links = [serial("bus-1"), serial("bus-2"), { id: "net-printer", type: "file", path: join(lines, "lp0") }];
  hall = new RealHall({ ...config, links }, ports);
  await hall.startSimulators();
  await hall.startService();
  await eventually("every device to be online", async () => {
    const { body } = await hall.call<{ state: string }[]>("GET", "/devices");
    return body.every((device) => device.state === "online");
  });
});

afterAll(async () => {
  if (hasSocat) await hall.stop();
  rmSync(lines, { recursive: true, force: true });
});

const press = (device: string, body: Record<string, unknown>) =>
  hall.simulate("POST", `/devices/${device}/press`, body);
const issue = async () => {
  const body = { serviceId: "household", kioskId: "kiosk-1" };
  return (await hall.call<{ id: string; number: string }>("POST", "/tickets", body)).body;
};
const printState = async (id: string) =>
  (await hall.call<{ print: { state: string } }>("GET", `/tickets/${id}`)).body.print.state;

test.runIf(hasSocat)("paper, call, strip and rating work over serial lines and a printer file", async () => {
  const ticket = await issue();
  await eventually("the paper", async () => (await printState(ticket.id)) === "printed");
  await press("keypad-2", { key: "call" });
  await eventually("the strip", async () => (await hall.display("strip-2")).includes(`请${ticket.number}号办理`));
  await press("keypad-2", { key: "evaluate" });
  await eventually("the pad to ask", async () => (await hall.display("pad-2")).includes("请评价"));
  await press("pad-2", { grade: 0 });
  await eventually("the rating", async () => {
    const { body } = await hall.call<{ rating: { level: number } | null }[]>("GET", "/cases");
    return body.some((one) => one.rating?.level === 2);
  });
});

test.runIf(hasSocat)(
  "a printer unplugged in the middle of work: the number is valid, the alarm rises in 5 s, nothing is printed twice",
  async () => {
    await hall.simulate("POST", "/devices/printer-1/fault", { fault: "unplugged", afterBytes: 60 });
    const ticket = await issue();
    const startedMs = performance.now();
    await eventually("an outcome that is not a proof", async () =>
      ["failed", "unconfirmed"].includes(await printState(ticket.id)),
    );
    await eventually("the alarm", async () => {
      const { body } = await hall.call<{ type: string; data: { subject: string } }[]>("GET", "/events?limit=1000");
      return body.some((event) => event.type === "alarm.raised" && event.data.subject === "printer-1");
    });
    expect(performance.now() - startedMs).toBeLessThan(allowedMs(5_000));
    expect((await hall.call<{ state: string }>("GET", `/tickets/${ticket.id}`)).body.state).toBe("waiting");
    await hall.simulate("POST", "/devices/printer-1/fault", { fault: "none" });
    await eventually("the printer to be back", async () => {
      const { body } = await hall.call<{ id: string; state: string }[]>("GET", "/devices");
      return body.find((device) => device.id === "printer-1")?.state === "online";
    });
    const next = await issue();
    await eventually("the next paper", async () => (await printState(next.id)) === "printed");
    const papers = await hall.simulate<{ text: string }[]>("GET", "/devices/printer-1/tickets");
    expect(papers.filter(({ text }) => text.includes(ticket.number)).length).toBeLessThanOrEqual(1);
    expect(papers.filter(({ text }) => text.includes(next.number))).toHaveLength(1);
  },
  120_000,
);

test.runIf(hasSocat)(
  "a dead strip never stops a call, is reported in 5 s, and comes back with the present text",
  async () => {
    await hall.simulate("POST", "/devices/strip-1/fault", { fault: "mute" });
    const startedMs = performance.now();
    await issue();
    await press("keypad-1", { key: "call" });
    await eventually("the call", async () => {
      const { body } = await hall.call<{ calls: { windowId: string }[] }>("GET", "/board");
      return body.calls.some((call) => call.windowId === "1");
    });
    await eventually("the report", async () => {
      const { body } = await hall.call<{ id: string; state: string }[]>("GET", "/devices");
      return body.find((device) => device.id === "strip-1")?.state === "offline";
    });
    expect(performance.now() - startedMs).toBeLessThan(allowedMs(5_500));
    await press("keypad-1", { key: "evaluate" });
    await hall.simulate("POST", "/devices/strip-1/fault", { fault: "none" });
    await eventually("the present text", async () => (await hall.display("strip-1")).includes("1号窗口"));
  },
  120_000,
);
