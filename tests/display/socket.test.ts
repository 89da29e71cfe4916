// The screens' socket over real TCP on loopback: refusals before the upgrade, floods, slow readers, a full house.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { originGuard } from "../../controller/http/origin.ts";
import { Hub, SLICE_SCREENS_MAX } from "../../display-server/hub.ts";
import { attachSockets, FRAMES_IN_MAX, MESSAGE_BYTES_MAX } from "../../display-server/socket.ts";
import { systemClock } from "../../drivers/kernel/clock.ts";
import { PATIENCE_MS } from "../helpers/patience.ts";

let server: Server;
let hub: Hub;
let port: number;
let detach: () => void;
let content: unknown;
const clients: (WebSocket | Socket)[] = [];

beforeEach(async () => {
  content = { n: 0 };
  hub = new Hub({
    clock: systemClock,
    timeText: (atMs) => new Date(atMs).toISOString(),
    load: async () => ({ seq: 1, data: JSON.stringify(content) }),
  });
  server = createServer();
  const topics = new Set(["hall", "window:1"]);
  detach = attachSockets(server, {
    hub,
    clock: systemClock,
    topicOf: (view, id) => {
      const key = id === null ? view : `${view}:${id}`;
      return topics.has(key) ? key : null;
    },
    allowed: originGuard({ host: "127.0.0.1", publicUrl: "http://hall.example:9000", allowedHosts: ["board.example"] }),
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const client of clients.splice(0)) {
    if (client instanceof WebSocket) client.terminate();
    else client.destroy();
  }
  hub.stop();
  detach();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

interface Heard {
  readonly ws: WebSocket;
  readonly messages: { type: string; seq: number; data: unknown }[];
}

/** Connects and waits for the first message. */
async function screen(path = "/ws?view=hall", headers: Record<string, string> = {}): Promise<Heard> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  clients.push(ws);
  const messages: Heard["messages"] = [];
  await new Promise<void>((done, fail) => {
    ws.once("error", fail);
    ws.on("message", (text) => {
      messages.push(JSON.parse(String(text)));
      done();
    });
  });
  ws.on("error", fail);
  return { ws, messages };
  function fail(): void {
    ws.terminate();
  }
}

/** Status of an upgrade that is refused. */
function refusal(path: string, headers: Record<string, string> = {}): Promise<{ status: number; code: string }> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  clients.push(ws);
  return new Promise((done, fail) => {
    ws.on("open", () => fail(new Error("was let in")));
    ws.on("error", () => undefined);
    ws.on("unexpected-response", (_request, response: IncomingMessage) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => done({ status: response.statusCode ?? 0, code: JSON.parse(body).code }));
    });
  });
}

/** A raw connection after its handshake; reads nothing by itself. */
async function rawScreen(): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  clients.push(socket);
  socket.on("error", () => undefined);
  const key = Buffer.alloc(16, 7).toString("base64");
  socket.write(
    `GET /ws?view=hall HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await new Promise((done) => socket.once("data", done));
  return socket;
}

function masked(opcode: number, payload: Buffer, fin = true): Buffer {
  const head = [(fin ? 0x80 : 0) | opcode];
  if (payload.length < 126) head.push(0x80 | payload.length);
  else head.push(0x80 | 126, payload.length >> 8, payload.length & 255);
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

const closeCode = (ws: WebSocket): Promise<number> => new Promise((done) => ws.once("close", done));

/** Waits for a condition by events of the loop. */
async function until(holds: () => boolean, msMax = PATIENCE_MS): Promise<void> {
  const endMs = performance.now() + msMax;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error("not in time");
    await delay(2);
  }
}

describe("the upgrade", () => {
  const HOST = () => `127.0.0.1:${port}`;

  test("lets the hall's own pages and programs without an Origin in", async () => {
    const own = [
      {},
      { Origin: `http://${HOST()}` },
      { Origin: `http://localhost:${port}`, Host: HOST() },
      { Origin: "http://hall.example:9000" },
      { Host: "hall.example:9000", Origin: "http://hall.example:9000" },
      { Host: "board.example", Origin: "http://board.example" },
    ];
    for (const headers of own) {
      const { messages } = await screen("/ws?view=hall", headers);
      expect(messages[0]).toMatchObject({ type: "view", seq: 1, data: { n: 0 } });
    }
  });

  test("refuses a foreign Origin or Host before it happens", async () => {
    const foreign = [
      { Origin: "http://evil.example" },
      { Origin: "https://evil.example" },
      { Origin: "null" },
      { Origin: `http://127.0.0.1.evil.example:${port}` },
      { Origin: `http://evil.example@127.0.0.1:${port}` },
      { Origin: `http://127.0.0.1:${port + 1}` },
      { Origin: "file://" },
      { Host: "evil.example" },
      { Host: `evil.example:${port}` },
      { Host: `127.0.0.1.evil.example:${port}` },
      { Host: `localhost.evil.example:${port}`, Origin: `http://localhost.evil.example:${port}` },
      { Host: "board.example@evil.example" },
    ];
    for (const headers of foreign) {
      expect([headers, await refusal("/ws?view=hall", headers)]).toEqual([
        headers,
        { status: 403, code: "ORIGIN_FOREIGN" },
      ]);
    }
    expect(hub.screens).toBe(0);
  });

  test("refuses with 503 when nobody else can be seated", async () => {
    hub.stop();
    expect(await refusal("/ws?view=hall")).toEqual({ status: 503, code: "SCREENS_FULL" });
  });

  test("refuses unknown views, ids and paths with 404", async () => {
    for (const path of ["/ws", "/ws?view=", "/ws?view=hall2", "/ws?view=window", "/ws?view=window&id=99"]) {
      expect(await refusal(path)).toEqual({ status: 404, code: "VIEW_UNKNOWN" });
    }
    for (const path of ["/", "/wss?view=hall", "/api/v1/board", "/%00"]) {
      expect(await refusal(path)).toEqual({ status: 404, code: "ROUTE_UNKNOWN" });
    }
  });
});

describe("a thousand screens", () => {
  test("get one change with one frame, no turn of the loop writes to more than a slice", async () => {
    const screens: Heard[] = [];
    for (let i = 0; i < 10; i += 1) {
      screens.push(...(await Promise.all(Array.from({ length: 100 }, () => screen()))));
    }
    expect(hub.screens).toBe(1_000);
    const before = { ...hub.counters };
    content = { calls: Array.from({ length: 40 }, (_, i) => ({ number: `A${i}`, windowName: "1号窗口" })) };
    const receipts = Promise.all(screens.map(({ ws }) => new Promise((done) => ws.once("message", done))));
    hub.publish("hall", { seq: 2, data: JSON.stringify(content) });
    await receipts;
    const frames = hub.counters.framesBuilt - before.framesBuilt;
    const writes = hub.counters.writes - before.writes;
    const slices = hub.counters.slices - before.slices;
    expect([frames, writes, slices]).toEqual([1, 1_000, Math.ceil(1_000 / SLICE_SCREENS_MAX)]);
    for (const { messages } of screens) expect(messages.at(-1)).toMatchObject({ seq: 2, data: content });
  });
});

describe("a screen that never reads", () => {
  test("costs at most 64 KiB of this process while the others keep up", async () => {
    const bad = await Promise.all(Array.from({ length: 5 }, () => rawScreen()));
    for (const socket of bad) socket.pause();
    const good = await screen();
    const filler = "等候".repeat(3_000);
    const seats = [...(hub.topic("hall")?.seats ?? [])];
    let seq = 1;
    const next = async () => {
      seq += 1;
      hub.publish("hall", { seq, data: JSON.stringify({ n: seq, filler }) });
      await until(() => good.messages.at(-1)?.seq === seq);
    };
    // The network's own buffers fill first.
    while (seats.filter((seat) => seat.behind).length < 5) await next();
    for (let more = 0; more < 200; more += 1) await next();
    const buffered = seats.map((seat) => seat.screen.bufferedBytes);
    expect(buffered.filter((bytes) => bytes > 0).length).toBe(5);
    expect(Math.max(...buffered)).toBeLessThanOrEqual(64 * 1024);
  });

  test("reads again and finds the newest view, never an older one after a newer", async () => {
    const slow = await rawScreen();
    slow.pause();
    const filler = "等候".repeat(3_000);
    const seat = [...(hub.topic("hall")?.seats ?? [])][0];
    if (seat === undefined) throw new Error("no seat");
    let seq = 1;
    while (!seat.behind) {
      seq += 1;
      hub.publish("hall", { seq, data: JSON.stringify({ n: seq, filler }) });
      await delay(0);
    }
    for (let i = 0; i < 20; i += 1) {
      seq += 1;
      hub.publish("hall", { seq, data: JSON.stringify({ n: seq, filler }) });
      await delay(0);
    }
    let text = "";
    slow.setEncoding("latin1");
    slow.on("data", (chunk) => (text += chunk));
    slow.resume();
    await until(() => text.includes(`"seq":${seq},`));
    const seqs = [...text.matchAll(/"type":"view","view":"hall","seq":(\d+)/g)].map((match) => Number(match[1]));
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs.at(-1)).toBe(seq);
    expect(seqs.length).toBeLessThan(seq);
  });
});

describe("what a screen sends", () => {
  test("is ignored", async () => {
    const { ws, messages } = await screen();
    ws.send("{}");
    ws.send(Buffer.from([1, 2, 3]));
    hub.publish("hall", { seq: 2, data: '{"n":2}' });
    await until(() => messages.length === 2);
    expect(ws.readyState).toBe(WebSocket.OPEN);
  });

  test("closes it with 1009 when it is too long, in one piece or in many", async () => {
    const whole = await screen();
    whole.ws.send("x".repeat(MESSAGE_BYTES_MAX + 1));
    expect(await closeCode(whole.ws)).toBe(1009);
    const pieces = await screen();
    const code = closeCode(pieces.ws);
    for (let i = 0; i < 8; i += 1) pieces.ws.send("x".repeat(MESSAGE_BYTES_MAX / 4), { fin: false });
    expect(await code).toBe(1009);
  });

  test("closes it when it breaks the protocol: unmasked, reserved, endless fragments", async () => {
    const faults: [string, Buffer][] = [
      ["unmasked", Buffer.from([0x81, 0x01, 0x41])],
      ["reserved bit", masked(0x41, Buffer.from("a"))],
      ["unknown opcode", masked(0x3, Buffer.from("a"))],
      ["long control frame", masked(0x9, Buffer.alloc(126))],
      ["not UTF-8", masked(0x1, Buffer.from([0xff, 0xfe]))],
      [
        "endless fragments",
        Buffer.concat(Array.from({ length: 40 }, (_, i) => masked(i === 0 ? 1 : 0, Buffer.from("a"), false))),
      ],
    ];
    for (const [fault, bytes] of faults) {
      const socket = await rawScreen();
      socket.resume();
      const closed = new Promise((done) => socket.once("close", done));
      socket.write(bytes);
      await closed;
      await until(() => hub.screens === 0);
      expect([fault, hub.screens]).toEqual([fault, 0]);
    }
    expect(hub.counters.faulty).toBe(faults.length);
  });

  test("closes it when it floods, and a flood of pings grows no memory", async () => {
    const { ws } = await screen();
    const code = closeCode(ws);
    for (let i = 0; i <= FRAMES_IN_MAX; i += 1) ws.send("hello");
    expect(await code).toBe(1008);

    const socket = await rawScreen();
    socket.pause();
    const ping = masked(0x9, Buffer.alloc(100));
    for (let i = 0; i < 2_000; i += 1) socket.write(ping);
    await until(() => hub.screens === 0);
  });
});

test("a screen that comes back gets the newest view at once", async () => {
  const first = await screen("/ws?view=window&id=1");
  const staying = await screen("/ws?view=window&id=1");
  first.ws.terminate();
  hub.publish("window:1", { seq: 40, data: '{"n":40}' });
  await until(() => staying.messages.length === 2);
  const again = await screen("/ws?view=window&id=1");
  expect(again.messages[0]).toMatchObject({ view: "window", seq: 40, data: { n: 40 } });
});
