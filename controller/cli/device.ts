// `device list|test|sniff|replay`: the technician's commands, through the running service.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../../config/schema.ts";
import { FrameReader } from "../../drivers/kernel/frame-reader.ts";
import { isFrameModel } from "../../drivers/kernel/model.ts";
import { modelById } from "../../drivers/models.ts";
import { TEST_NAMES, type WireLogView } from "../contract/technician.ts";
import type { DeviceView } from "../contract/views.ts";
import { KEY_HEADER } from "../http/technician-gate.ts";

const POLL_MS = 300;
/** A voice's test waits for its turn, up to half a minute. */
const ANSWER_MS_MAX = 40_000;
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
    if ((cause as Error).name === "TimeoutError")
      throw new Error(`服务没有及时回答 the service did not answer within ${ANSWER_MS_MAX / 1000} s`, { cause });
    throw new Error(`服务未运行或不可达 no service answers at ${url}; start it first, or name its port with --port N`, {
      cause,
    });
  }
  return answerOf<T>(response, url);
}

async function answerOf<T>(response: Response, url: string): Promise<T> {
  let answer: T & { code?: string; detail?: string };
  try {
    answer = (await response.json()) as typeof answer;
  } catch (cause) {
    throw new Error(`${url} 不是本服务 is answered by another program (status ${response.status})`, { cause });
  }
  if (response.ok) return answer;
  const hint = response.status === 401 ? "; 请用 --data 指明数据目录 name the hall's folder with --data DIR" : "";
  throw new Error(`${answer.code}: ${answer.detail}${hint}`);
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
  if (!(TEST_NAMES as readonly string[]).includes(name))
    throw new DeviceUsageError(`there is no test "${name}"; there are: ${TEST_NAMES.join(", ")}`);
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
  const frames = framesOf(file);
  if (frames.length === 0) throw new DeviceUsageError(`${file} 没有收到的字节 holds nothing that was received`);
  for (const { atUs, hex } of frames) {
    now = atUs;
    reader.push(Uint8Array.from(Buffer.from(hex, "hex")));
    reader.flushStale();
  }
  reader.discardStale();
  return garbage === 0;
}

/** What came in, from lines of text or of JSON as `sniff` writes them. */
function framesOf(file: string): { readonly atUs: string; readonly hex: string }[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new DeviceUsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  return text.split("\n").flatMap((line) => {
    const [, atUs, direction, hex = ""] = LINE.exec(line) ?? LINE_OF_JSON.exec(line) ?? [];
    return atUs === undefined || direction !== "rx" ? [] : [{ atUs, hex }];
  });
}

const LINE = /^(\d+) (rx|tx) ((?:[0-9a-f]{2})*)(?:\s|$)/;
const LINE_OF_JSON = /"atUs":(\d+),"direction":"(rx|tx)","hex":"((?:[0-9a-f]{2})*)"/;

const words = (meaning: unknown) => (typeof meaning === "string" ? meaning : JSON.stringify(meaning));
