// The whole journey over real processes and real sockets: tap, paper, press, strip, screen, rating, log.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { allowedMs } from "../helpers/patience.ts";
import { eventually, RealHall } from "../helpers/real-hall.ts";

const root = resolve(import.meta.dirname, "..", "..");

interface TicketJson {
  id: string;
  number: string;
  state: string;
  windowId: string | null;
  print: { state: string };
  url: string;
}
interface EventJson {
  seq: number;
  type: string;
  actor: string;
  data: Record<string, unknown>;
  hash: string;
}

let hall: RealHall;

beforeAll(async () => {
  hall = await RealHall.planned({ windows: 2 });
  await hall.startSimulators();
  await hall.startService();
  await eventually("every device to be online", async () => {
    const { body } = await hall.call<{ state: string }[]>("GET", "/devices");
    return body.length === 7 && body.every((device) => device.state === "online");
  });
});

afterAll(async () => {
  await hall.stop();
});

async function events(): Promise<EventJson[]> {
  return (await hall.call<EventJson[]>("GET", "/events?limit=1000")).body;
}

async function ticket(id: string): Promise<TicketJson> {
  return (await hall.call<TicketJson>("GET", `/tickets/${id}`)).body;
}

async function issue(): Promise<TicketJson> {
  const { status, body } = await hall.call<TicketJson>("POST", "/tickets", {
    serviceId: "social-insurance",
    kioskId: "kiosk-1",
  });
  expect(status).toBe(201);
  return body;
}

function press(device: string, body: Record<string, unknown>): Promise<unknown> {
  return hall.simulate("POST", `/devices/${device}/press`, body);
}

describe("one citizen's way through the hall", () => {
  test("from the tap to the stored rating, with keypad and pad alone", async () => {
    const issued = await issue();
    expect(issued.number).toBe("A001");
    expect(issued.state).toBe("waiting");

    await eventually("the paper to be confirmed", async () => (await ticket(issued.id)).print.state === "printed");
    const papers = await hall.simulate<{ text: string; png: string }[]>("GET", "/devices/printer-1/tickets");
    expect(papers).toHaveLength(1);
    expect(papers[0]?.text).toContain("A001");
    expect(papers[0]?.text).toContain("社会保险");
    expect(papers[0]?.text).toMatch(/前方等待\s*0\s*人/);

    await press("keypad-1", { key: "call" });
    await eventually("the strip to call", async () => (await hall.display("strip-1")).includes("请A001号办理"));
    await eventually("the keypad to show the ticket", async () => (await hall.display("keypad-1")).includes("001"));
    const board = (await hall.call<{ calls: { number: string; windowId: string }[] }>("GET", "/board")).body;
    expect(board.calls[0]).toMatchObject({ number: "A001", windowId: "1" });

    await press("keypad-1", { key: "evaluate" });
    await eventually("the case to be finished", async () => (await ticket(issued.id)).state === "finished");
    await press("pad-1", { grade: 3 });
    const rated = await eventually("the rating", async () => {
      const { body } = await hall.call<{ number: string; rating: { level: number; channel: string } | null }[]>(
        "GET",
        "/cases",
      );
      return body.find((one) => one.number === "A001" && one.rating !== null);
    });
    expect(rated.rating).toMatchObject({ level: 5, channel: "window_pad" });

    await press("pad-1", { grade: 0 });
    await eventually("the second press to be logged as refused", async () =>
      (await events()).some((event) => event.type === "rating.refused"),
    );
    expect((await events()).filter((event) => event.type === "rating.recorded")).toHaveLength(1);
  });

  test("the log tells the story in order, each event once, and the chain holds", async () => {
    const story = (await events()).filter(
      (event) => !event.type.startsWith("device.") && !event.type.startsWith("alarm."),
    );
    const kinds = story.map((event) => event.type);
    const wanted = [
      "day.started",
      "ticket.issued",
      "ticket.printed",
      "ticket.called",
      "ticket.arrived",
      "case.opened",
      "case.finished",
      "ticket.finished",
      "rating.invited",
      "rating.recorded",
      "rating.refused",
    ];
    const places = wanted.map((type) => kinds.indexOf(type));
    expect(places.every((place) => place >= 0)).toBe(true);
    const earlier = (a: string, b: string) => kinds.indexOf(a) < kinds.indexOf(b);
    expect(earlier("ticket.called", "ticket.arrived") && earlier("case.opened", "case.finished")).toBe(true);
    expect(earlier("rating.invited", "rating.recorded") && earlier("ticket.issued", "ticket.printed")).toBe(true);

    const output = execFileSync(process.execPath, [
      join(root, "dist/controller/cli.js"),
      "verify-log",
      "--data",
      hall.dataDir,
      "--json",
    ]);
    expect(JSON.parse(output.toString())).toMatchObject({ ok: true });
  });

  test("an unasked press, a foreign window's pad and noise on the bus make no rating", async () => {
    const recorded = async () => (await events()).filter((event) => event.type === "rating.recorded").length;
    const before = await recorded();
    await press("pad-2", { grade: 3 });
    await eventually("the orphan press to be logged", async () =>
      (await events()).some((event) => event.type === "rating.refused" && event.data.windowId === "2"),
    );
    await hall.simulate("POST", "/devices/pad-1/fault", { fault: "bad-sum" });
    await press("pad-1", { grade: 3 });
    await hall.simulate("POST", "/devices/pad-1/fault", { fault: "none" });
    expect(await recorded()).toBe(before);
  });

  test("screens hear of a call by WebSocket and see it whole on a new connection", async () => {
    const views: { seq: number; data: { calls: { number: string; times: number }[] } }[] = [];
    const socket = new WebSocket(`${hall.base.replace("http", "ws")}/ws?view=hall`);
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { type: string } & (typeof views)[number];
      if (message.type === "view") views.push(message);
    });
    await eventually("the first view", () => views.length > 0);
    const issued = await issue();
    await press("keypad-2", { key: "call" });
    await eventually("the call on the screen", () => views.at(-1)?.data.calls[0]?.number === issued.number);
    await press("keypad-2", { key: "recall" });
    await eventually("the recall to count", () => views.at(-1)?.data.calls[0]?.times === 2);
    expect(views.map((view) => view.seq)).toEqual([...views.map((view) => view.seq)].sort((a, b) => a - b));
    socket.terminate();
  });

  test("an idempotency key gives one ticket and the same answer, also after a restart", async () => {
    const key = { "idempotency-key": "tap-0001" };
    const body = { serviceId: "household", kioskId: "kiosk-1" };
    const first = await hall.call<TicketJson>("POST", "/tickets", body, key);
    const again = await hall.call<TicketJson>("POST", "/tickets", body, key);
    expect(again).toEqual(first);
    await hall.kill("SIGKILL");
    await hall.startService();
    const after = await hall.call<TicketJson>("POST", "/tickets", body, key);
    expect(after).toEqual(first);
    const other = await hall.call("POST", "/tickets", { serviceId: "social-insurance" }, key);
    expect(other.status).toBe(409);
    const all = await hall.call<TicketJson[]>("GET", "/tickets");
    expect(all.body.filter((one) => one.number === first.body.number)).toHaveLength(1);
  });

  test("a second service on the same data refuses to start and says why", async () => {
    let message = "";
    try {
      execFileSync(
        process.execPath,
        [
          join(root, "dist/controller/cli.js"),
          "start",
          "--config",
          hall.configFile,
          "--data",
          hall.dataDir,
          "--port",
          "0",
        ],
        { stdio: "pipe", timeout: 15_000 },
      );
    } catch (error) {
      message = String((error as { stderr?: Buffer }).stderr);
    }
    expect(message).toMatch(/in use|another|running/i);
  });

  test("a cut-off tail is found with a checkpoint", async () => {
    const cli = (...args: string[]) =>
      execFileSync(process.execPath, [join(root, "dist/controller/cli.js"), ...args, "--data", hall.dataDir], {
        stdio: "pipe",
      }).toString();
    const file = join(hall.dir, "checkpoint.json");
    cli("checkpoint", "--out", file);
    expect(cli("verify-log", "--checkpoint", file)).toMatch(/intact/);
    writeFileSync(file, JSON.stringify({ seq: 1_000_000, hash: "0".repeat(64) }));
    expect(() => cli("verify-log", "--checkpoint", file)).toThrow();
  });
});

describe("when the service stops", () => {
  test("strips show their closed text within 5 s and never a number", async () => {
    const startedMs = performance.now();
    const code = await hall.kill("SIGTERM");
    expect(code).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(allowedMs(5_000));
    expect(await hall.display("strip-1")).toMatch(/关闭/);
    expect(await hall.display("strip-2")).toMatch(/关闭/);
    expect(await hall.display("strip-2")).not.toMatch(/[A-Z]\d/);
  });
});
