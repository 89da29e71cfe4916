// Tablets with real WebSocket clients, the server of their lines, and the device behind one.
import { setImmediate } from "node:timers/promises";
import { WebSocket } from "ws";
import { createDevice, type Device, type PadResult } from "../../drivers/kernel/device.ts";
import { Link } from "../../drivers/kernel/link.ts";
import { greet, padJsonWs } from "../../drivers/pads/json-ws.ts";
import { type DeviceServer, type WebsocketServerOptions, websocketServer } from "../../drivers/transports/websocket.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

export const SETTINGS = {
  windowNumber: "1",
  grades: { 5: 5, 4: 4, 3: 3, 2: 2, 1: 1, 非常满意: 5 },
  heartbeatSeconds: 300,
};
export const WINDOWS = [
  { windowNumber: "1", windowName: "一号窗口", key: "pad-1", heartbeatSeconds: 300 },
  { windowNumber: "2", windowName: "二号窗口", key: "pad-2", heartbeatSeconds: 300 },
];
export const LOGIN = { type: "Login", WindowNumber: "1", UserNumber: "1001" };
/** Of real time: sockets are real. */
const PATIENCE_MS = 10_000;

const opened: (() => Promise<void>)[] = [];

/** Ends all that a test opened. */
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close();
}

/** Lets sockets work until it holds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (performance.now() < untilMs) {
    if (holds()) return;
    await setImmediate();
  }
  throw new Error(`never: ${what}`);
}

/** A tablet with a real WebSocket client. */
export class Pad {
  readonly heard: Record<string, unknown>[] = [];
  readonly raw: string[] = [];
  closed: { code: number; reason: string } | null = null;
  readonly socket: WebSocket;
  constructor(port: number, options: { autoPong?: boolean } = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: options.autoPong ?? true });
    this.socket.on("message", (data) => {
      this.raw.push(String(data));
      this.heard.push(JSON.parse(String(data)) as Record<string, unknown>);
    });
    this.socket.on("error", () => undefined);
    this.socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    opened.push(async () => this.socket.terminate());
  }
  say(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }
  async ready(): Promise<this> {
    await until(() => this.socket.readyState !== WebSocket.CONNECTING, "open");
    return this;
  }
  /** Says it, and waits for as many messages as follow. */
  async ask(message: unknown, count = 1): Promise<Record<string, unknown> | undefined> {
    const before = this.heard.length;
    this.say(message);
    await until(() => this.heard.length >= before + count, `an answer to ${JSON.stringify(message)}`);
    return this.heard[before];
  }
}

/** A server on a free port, its clock virtual. */
export async function givenServer(options: Partial<WebsocketServerOptions> = {}) {
  const clock = new VirtualClock();
  const server = websocketServer({ host: "127.0.0.1", port: 0, greet: greet(WINDOWS), clock, ...options });
  await server.start();
  opened.push(() => server.close());
  const pad = (more?: { autoPong?: boolean }) => new Pad(server.port(), more).ready();
  return { clock, server, pad };
}

/** A device on the line of a key, the hall behind it; what it is told is taken once per invitation. */
export function hallWith(server: DeviceServer, clock: VirtualClock, key = "pad-1", windowNumber = "1") {
  const link = new Link({ id: key, transport: server.lineFor(key), clock, random: seededRandom(1) });
  const device: Device = createDevice({
    id: key,
    model: padJsonWs,
    settings: { ...SETTINGS, windowNumber },
    link,
    clock,
  });
  const results: PadResult[] = [];
  const rated = new Set<string>();
  device.onResult((result, done) => {
    results.push(result);
    const fresh = result.invitation !== undefined && !rated.has(result.invitation);
    rated.add(result.invitation ?? "");
    done(fresh ? "ok" : "refused");
  });
  link.start();
  opened.push(async () => {
    const stopped = link.stop();
    await clock.advanceAsync(5_000);
    await stopped;
  });
  return { link, device, results };
}

/** Passes time in steps until it holds, sockets working between. */
export async function passing(clock: VirtualClock, holds: () => boolean, what: string): Promise<void> {
  for (let step = 0; step < 400; step++) {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    if (holds()) return;
    clock.advance(100);
  }
  throw new Error(`never: ${what}`);
}
