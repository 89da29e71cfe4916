// `device list|test|sniff|replay`: the technician's commands, through the running service.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../../config/schema.ts";
import { FrameReader } from "../../drivers/kernel/frame-reader.ts";
import { isFrameModel } from "../../drivers/kernel/model.ts";
import { modelById } from "../../drivers/models.ts";
import type { WireLogView } from "../contract/technician.ts";
import type { DeviceView } from "../contract/views.ts";
import { KEY_HEADER } from "../http/technician-gate.ts";

const POLL_MS = 300;
const ANSWER_MS_MAX = 15_000;
const HEX_SHOWN = 96;

export interface DeviceCommand {
  readonly config: Config;
  readonly dataDir: string;
  readonly port: number;
  readonly json: boolean;
  /** `list`, `test ID [TEST]`, `sniff ID`, `replay FILE ID`. */
  readonly words: readonly string[];
  /** Sniffing ends by itself after so long; null: when it is interrupted. */
  readonly seconds: number | null;
  readonly out: (text: string) => void;
}

export const DEVICE_USAGE =
  "device list | device test ID [TEST] | device sniff ID [--seconds N] | device replay FILE ID";

/** Wrong words: the caller says how it is used. */
export class DeviceUsageError extends Error {}

/** Resolves to whether all went well. Rejects when the service cannot be reached or refuses. */
export async function deviceCommand(command: DeviceCommand): Promise<boolean> {
  const [what, id, more] = command.words;
  if (what === "list" && id === undefined) return list(command);
  if (what === "test" && id !== undefined) return test(command, id, more ?? "plain");
  if (what === "sniff" && id !== undefined) return sniff(command, id);
  if (what === "replay" && id !== undefined && more !== undefined) return replay(command, id, more);
  throw new DeviceUsageError(DEVICE_USAGE);
}

async function ask<T>({ config, dataDir, port }: DeviceCommand, path: string, body?: unknown): Promise<T> {
  const host = config.server.host === "0.0.0.0" || config.server.host === "::" ? "127.0.0.1" : config.server.host;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/api/v1${path}`;
  const headers = { [KEY_HEADER]: technicianKey(dataDir), "content-type": "application/json" };
  let response: Response;
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    response = await fetch(
      url,
      body === undefined ? { headers, signal } : { method: "POST", headers, signal, body: JSON.stringify(body) },
    );
  } catch (cause) {
    throw new Error(`服务未运行或不可达 no service answers at ${url}; start it first, or name its port with --port N`, {
      cause,
    });
  }
  const answer = (await response.json()) as T & { code?: string; detail?: string };
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

/** Empty where there is none: a hall that trusts its own machine needs no key. */
function technicianKey(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, "technician.key"), "utf8").trim();
  } catch {
    return "";
  }
}

async function list(command: DeviceCommand): Promise<boolean> {
  const devices = await ask<DeviceView[]>(command, "/devices");
  if (command.json) command.out(`${JSON.stringify(devices)}\n`);
  else
    for (const { id, model, link, state, detail, roundTripMs, uptime } of devices) {
      const trip = roundTripMs === null ? "" : `${roundTripMs} ms`;
      const share = uptime === null ? "" : `${(uptime * 100).toFixed(1)} %`;
      const columns = [id.padEnd(16), state.padEnd(9), model.padEnd(20), link.padEnd(14), trip.padStart(9), share];
      command.out(`${columns.join(" ")} ${detail}\n`);
    }
  return devices.every(({ state }) => state === "online");
}

async function test(command: DeviceCommand, id: string, name: string): Promise<boolean> {
  const path = `/technician/devices/${encodeURIComponent(id)}/test`;
  const answer = await ask<{ ok: boolean; detail: string }>(command, path, { test: name });
  command.out(command.json ? `${JSON.stringify(answer)}\n` : `${answer.ok ? "ok" : "FAILED"}  ${answer.detail}\n`);
  return answer.ok;
}

async function sniff(command: DeviceCommand, id: string): Promise<boolean> {
  const untilMs = command.seconds === null ? Number.POSITIVE_INFINITY : performance.now() + command.seconds * 1000;
  let after = 0;
  while (performance.now() < untilMs) {
    const path = `/technician/devices/${encodeURIComponent(id)}/wirelog?after=${after}`;
    const log = await ask<WireLogView>(command, path);
    if (log.lost > 0 && after > 0) command.out(`# ${log.lost} frames were too many to be kept\n`);
    for (const frame of log.frames) {
      if (command.json) command.out(`${JSON.stringify(frame)}\n`);
      else command.out(`${frame.atUs} ${frame.direction} ${frame.hex}  # ${frame.meaning}\n`);
    }
    after = log.next;
    await sleep(POLL_MS);
  }
  return true;
}

/** Reads a wire log as `sniff` or the page wrote it, and says what the device's model makes of it today. */
function replay(command: DeviceCommand, file: string, id: string): boolean {
  const device = command.config.devices.find((candidate) => candidate.id === id);
  const model = device === undefined ? undefined : modelById(device.model);
  if (device === undefined || model === undefined) throw new DeviceUsageError(`there is no device "${id}"`);
  if (!isFrameModel(model)) throw new DeviceUsageError(`${model.id} holds a conversation; its log cannot be replayed`);
  const codec = model.wireFor?.(device.settings as never).codec ?? model.codec;
  let garbage = 0;
  const tell = (atUs: string, bytes: Uint8Array, meaning: unknown) => {
    const hex = Buffer.from(bytes).toString("hex");
    const shown = hex.length > HEX_SHOWN ? `${hex.slice(0, HEX_SHOWN)}…` : hex;
    command.out(command.json ? `${JSON.stringify({ atUs, hex, meaning })}\n` : `${atUs} ${shown}  ${words(meaning)}\n`);
  };
  let now = "";
  const reader = new FrameReader([codec], {
    frame: (readings, bytes) => tell(now, bytes, readings[0]?.message),
    garbage: (bytes, why) => {
      garbage += bytes.length;
      tell(now, bytes, `garbage: ${why}`);
    },
  });
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [, atUs, direction, hex] = /^(\d+) (rx|tx) ([0-9a-f]*)/.exec(line) ?? [];
    if (atUs === undefined || hex === undefined || direction !== "rx") continue;
    now = atUs;
    reader.push(Uint8Array.from(Buffer.from(hex, "hex")));
    reader.flushStale();
  }
  reader.discardStale();
  return garbage === 0;
}

const words = (meaning: unknown) => (typeof meaning === "string" ? meaning : JSON.stringify(meaning));
