// `config check|diff|history|rollback` and `init`: the configuration file from the command line.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { type Fault, loadConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { hallTemplate } from "../../config/templates/hall-template.ts";
import { TEMPLATE_SIZES, type TemplateSize } from "../contract/settings.ts";
import type { ConfigChangeView } from "../contract/technician.ts";
import { KEY_HEADER } from "../http/technician-gate.ts";
import { type FolderLock, lockFolder } from "../store/lock.ts";
import { StoreError } from "../store/store-error.ts";
import { ConfigRoom } from "../technician/config-room.ts";

export interface ConfigDesk {
  readonly configFile: string;
  readonly dataDir: string;
  /** As given to `--port`; undefined: the one of the configuration. */
  readonly port: string | undefined;
  readonly words: readonly string[];
  readonly template: string | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
}

export interface ConfigSaid {
  readonly ok: boolean;
  readonly report: Readonly<Record<string, unknown>>;
  readonly words: string;
}

/** Wrong words: the caller says how it is used. */
export class ConfigUsageError extends Error {}

const USAGE = "config check [FILE] | diff [VERSION [VERSION]] | history | rollback VERSION";
const ANSWER_MS_MAX = 20_000;

export async function configCommand(desk: ConfigDesk): Promise<ConfigSaid> {
  const [what, ...rest] = desk.words;
  if (what === "check" && rest.length <= 1) return check(rest[0] ?? desk.configFile);
  if (what === "diff" && rest.length <= 2) return difference(desk, rest);
  if (what === "history" && rest.length === 0) return history(desk);
  if (what === "rollback" && rest.length === 1) return rollback(desk, rest[0] ?? "");
  throw new ConfigUsageError(USAGE);
}

export function faultLine(file: string, fault: Pick<Fault, "place" | "line" | "column" | "message">): string {
  const at = fault.line === 0 ? file : `${file}:${fault.line}:${fault.column}`;
  return `${at}  ${fault.place === "" ? "" : `${fault.place}: `}${fault.message}`;
}

function check(file: string): ConfigSaid {
  const loaded = loadConfig(file);
  if (!loaded.ok) {
    const { faults } = loaded;
    return { ok: false, report: { ok: false, faults }, words: faults.map((one) => faultLine(file, one)).join("\n") };
  }
  const { windows, devices } = loaded.config;
  const { warnings } = loaded;
  return {
    ok: true,
    report: { ok: true, warnings },
    words: [
      ...warnings.map((one) => `warning: ${faultLine(file, one)}`),
      `${file}: ok (${windows.length} windows, ${devices.length} devices)`,
    ].join("\n"),
  };
}

function roomOf({ configFile, dataDir }: ConfigDesk, running: () => Config = () => runningOf(configFile)): ConfigRoom {
  return new ConfigRoom({
    ...{ file: configFile, dataDir, nowMs: Date.now, running },
    // The next start finds another configuration than the one before, and logs that.
    logged: async () => undefined,
    apply: async () => undefined,
  });
}

function runningOf(file: string): Config {
  const loaded = loadConfig(file);
  return loaded.ok ? loaded.config : ({} as Config);
}

/** Of the newest version, of one, or between two. */
function difference(desk: ConfigDesk, [from, to]: readonly string[]): ConfigSaid {
  const room = roomOf(desk);
  const older = from ?? room.versions()[0]?.version;
  if (older === undefined)
    return { ok: true, report: { ok: true, diff: "" }, words: "没有历史版本 no earlier version" };
  const a = room.kept(older);
  const b = to === undefined ? room.read().text : room.kept(to);
  const diff = a === b ? "" : createTwoFilesPatch(older, to ?? desk.configFile, a, b, "", "", { context: 2 });
  return {
    ok: true,
    report: { ok: true, from: older, to: to ?? null, diff },
    words: diff === "" ? "无差异 same" : diff,
  };
}

function history(desk: ConfigDesk): ConfigSaid {
  const versions = roomOf(desk)
    .versions()
    .map(({ version, atMs }) => ({ version, at: new Date(atMs).toISOString() }));
  const lines = versions.map(({ version, at }) => `${version}  ${at}`);
  return { ok: true, report: { ok: true, versions }, words: lines.join("\n") || "没有历史版本 no earlier version" };
}

async function rollback(desk: ConfigDesk, version: string): Promise<ConfigSaid> {
  let lock: FolderLock;
  try {
    lock = lockFolder(desk.dataDir);
  } catch (error) {
    if (error instanceof StoreError && error.code === "LOCKED") return said(await throughService(desk, version), desk);
    throw error;
  }
  try {
    const room = roomOf(desk);
    return said(await room.rollback(version, room.read().digest), desk);
  } finally {
    lock.release();
  }
}

function said(view: ConfigChangeView, { configFile }: ConfigDesk): ConfigSaid {
  const { ok, diff, faults, restart } = view;
  if (!ok) return { ok, report: { ...view }, words: faults.map((one) => faultLine(configFile, one)).join("\n") };
  if (diff === "") return { ok, report: { ...view }, words: "无差异，未改动 the same already: nothing was changed" };
  const hint = restart ? "\n重启后生效 takes effect at the next start" : "";
  return { ok, report: { ...view }, words: `${diff}\n已回退 rolled back${hint}` };
}

/** The running service changes its file itself, so that the change is logged and devices follow at once. */
async function throughService(desk: ConfigDesk, version: string): Promise<ConfigChangeView> {
  const loaded = loadConfig(desk.configFile);
  const port = desk.port ?? (loaded.ok ? String(loaded.config.server.port) : "8080");
  const host = loaded.ok ? loaded.config.server.host : "127.0.0.1";
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  const key = readFileSync(join(desk.dataDir, "technician.key"), "utf8").trim();
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`http://${name}:${port}/api/v1${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { [KEY_HEADER]: key, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const answer = (await response.json()) as T & { code?: string; detail?: string };
    if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`);
    return answer;
  };
  const { digest } = await ask<{ digest: string }>("/technician/config");
  return ask<ConfigChangeView>("/technician/config/rollback", { version, digest });
}

/** Writes a new hall's file; one that is there stays. */
export function initCommand({ template, out, force }: ConfigDesk): ConfigSaid {
  const size = TEMPLATE_SIZES.find((one) => String(one) === template);
  if (size === undefined || out === undefined)
    throw new ConfigUsageError(`init --template ${TEMPLATE_SIZES.join("|")} --out FILE`);
  if (existsSync(out) && !force)
    throw new Error(`${out} 已存在 is there already; choose another name, or --force to write over it`);
  const text = hallTemplate(size as TemplateSize);
  writeFileSync(out, text, { flush: true });
  const words = `${out}: ${size} 个窗口的模板 a template of ${size} windows. 下一步 next: hallkeeper start --config ${out}`;
  return { ok: true, report: { ok: true, file: out, windows: size }, words };
}
