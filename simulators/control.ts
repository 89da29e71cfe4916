// The control interface of the simulators, and the virtual hall page.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { ServedLink } from "./bus.ts";
import { deviceState, type HallFeed, type HallInfo, type PlacedDevice } from "./hall-feed.ts";
import { hallPageFile } from "./hall-page.ts";
import type { Press } from "./lib.ts";
import { EscposPrinterSim } from "./printers/escpos.ts";

const BODY_BYTES_MAX = 16 * 1024;
/** Pictures sent with the list of tickets; older ones have their own address. */
const PICTURES_MAX = 24;
const POLICY = "default-src 'self'; img-src 'self' data:";
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

export interface ControlOptions {
  readonly info: HallInfo;
  readonly devices: readonly PlacedDevice[];
  readonly feed: HallFeed;
  readonly links: readonly ServedLink[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Parts = readonly string[];

class BadRequest extends Error {
  readonly more: Record<string, unknown>;
  constructor(message: string, more: Record<string, unknown> = {}) {
    super(message);
    this.more = more;
  }
}

/** A server that does not listen yet. Only this machine may ask: the page can press any key in the hall. */
export function controlServer(options: ControlOptions): Server {
  return createServer((request, response) => {
    void answer(request, response, options).catch((error: unknown) => {
      if (error instanceof BadRequest)
        sendJson(response, { status: 400, body: { error: error.message, ...error.more } });
      else sendJson(response, { status: 500, body: { error: String(error) } });
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ControlOptions): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (!isLocal(request)) return sendJson(response, { status: 403, body: { error: "only from this machine" } });
  const parts = pathname.split("/").slice(1).map(decoded);
  if (parts[0] === "sim") return simRoute(request, response, parts.slice(1), options);
  const file = request.method === "GET" ? hallPageFile(pathname) : null;
  if (file === null) return sendJson(response, { status: 404, body: { error: `nothing at ${pathname}` } });
  const headers = { "content-type": file.type, "cache-control": "no-cache", "content-security-policy": POLICY };
  response.writeHead(200, headers).end(file.body);
}

async function simRoute(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
  options: ControlOptions,
): Promise<void> {
  const [what, id, verb, rest] = parts;
  if (request.method === "GET" && what === "changes") return options.feed.watch(response);
  if (request.method === "GET" && what === "hall") return sendJson(response, { status: 200, body: options.info });
  if (what === "links") return linkRoute(request, response, id, verb, options);
  if (what !== "devices") return sendJson(response, { status: 404, body: { error: "unknown address" } });
  if (request.method === "GET" && id === undefined)
    return sendJson(response, { status: 200, body: options.devices.map(deviceState) });
  const placed = options.devices.find(({ device }) => device.id === id);
  if (placed === undefined) return sendJson(response, { status: 404, body: { error: `no device "${id}"` } });
  if (request.method === "POST" && verb === "press") return sendJson(response, press(placed, await body(request)));
  if (request.method === "POST" && verb === "fault") return sendJson(response, fault(placed, await body(request)));
  if (request.method !== "GET")
    return sendJson(response, { status: 405, body: { error: "GET, or POST to press or fault" } });
  if (verb === undefined) {
    const { frames } = placed.device;
    return sendJson(response, { status: 200, body: { ...deviceState(placed), frames } });
  }
  if (verb === "tickets") return tickets(response, placed, rest);
  sendJson(response, { status: 404, body: { error: "unknown address" } });
}

/** `{text}` is a scanned code or a message that came in; a message may name its sender in `key`. */
/** `GET /sim/links`, and `POST /sim/links/{id}/fault` with {collide}. */
async function linkRoute(
  request: IncomingMessage,
  response: ServerResponse,
  id: string | undefined,
  verb: string | undefined,
  { links }: ControlOptions,
): Promise<void> {
  if (request.method === "GET" && id === undefined)
    return sendJson(response, { status: 200, body: links.map(({ view }) => view) });
  const found = links.find(({ link }) => link.id === id);
  if (found === undefined) return sendJson(response, { status: 404, body: { error: `no link "${id}"` } });
  if (request.method !== "POST" || verb !== "fault")
    return sendJson(response, { status: 405, body: { error: "GET the list, or POST to fault" } });
  const { collide } = await body(request);
  if (typeof collide !== "boolean") throw new BadRequest("expected {collide}: true or false");
  if (!found.setCollide(collide)) throw new BadRequest("this line has no speed: nothing on it can collide");
  sendJson(response, { status: 200, body: { ok: true, ...found.view } });
}

function press({ device }: PlacedDevice, { key, grade, text }: Record<string, unknown>): Answer {
  const isText = typeof text === "string" && grade === undefined && (key === undefined || typeof key === "string");
  const isKey = typeof key === "string" && grade === undefined && text === undefined;
  const isGrade = Number.isInteger(grade) && key === undefined && text === undefined;
  if (!isText && !isKey && !isGrade) {
    throw new BadRequest("expected {key}, {grade} or {text}", { allowed: device.keys });
  }
  const wanted: Press = isText ? { text, key } : isKey ? { key } : { grade: grade as number };
  const result = device.press(wanted);
  if (!result.ok) throw new BadRequest("this device has no such key", { allowed: result.allowed });
  return { status: 200, body: { ok: true, display: device.display } };
}

function fault({ device }: PlacedDevice, wanted: Record<string, unknown>): Answer {
  const { fault: name, afterBytes } = wanted;
  if (typeof name !== "string" || !device.faults.includes(name))
    throw new BadRequest("expected {fault}", { allowed: device.faults });
  if (afterBytes !== undefined && !(Number.isInteger(afterBytes) && (afterBytes as number) >= 0))
    throw new BadRequest("afterBytes is a whole number from 0");
  device.setFault(name, afterBytes === undefined ? {} : { afterBytes: afterBytes as number });
  return { status: 200, body: { ok: true, fault: device.fault } };
}

function tickets(response: ServerResponse, { device }: PlacedDevice, picture: string | undefined): void {
  if (!(device instanceof EscposPrinterSim)) {
    sendJson(response, { status: 404, body: { error: `"${device.id}" prints nothing` } });
    return;
  }
  if (picture !== undefined) {
    const found = device.tickets.find((ticket) => `${ticket.n}.png` === picture);
    if (found === undefined) sendJson(response, { status: 404, body: { error: "no such ticket" } });
    else response.writeHead(200, { "content-type": "image/png" }).end(found.png);
    return;
  }
  const older = device.tickets.length - PICTURES_MAX;
  const address = (n: number) => `/sim/devices/${encodeURIComponent(device.id)}/tickets/${n}.png`;
  const list = device.tickets.map(({ n, at, text, cut, png }, i) => ({
    n,
    at,
    text,
    cut,
    png: i < older ? address(n) : png.toString("base64"),
  }));
  sendJson(response, { status: 200, body: list });
}

function sendJson(response: ServerResponse, { status, body: value }: Answer): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new BadRequest("the body is too large");
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below, together with JSON that is no object.
  }
  throw new BadRequest("the body must be a JSON object");
}

function isLocal(request: IncomingMessage): boolean {
  const host = nameOf(request.headers.host ?? "");
  const { origin } = request.headers;
  return LOOPBACK.has(host) && (origin === undefined || LOOPBACK.has(nameOf(origin.replace(/^https?:\/\//, ""))));
}

const nameOf = (hostAndPort: string): string => hostAndPort.toLowerCase().replace(/:\d+$/, "");

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
