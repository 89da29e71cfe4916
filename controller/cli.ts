// The command line: reads arguments and environment, loads the configuration, and hands over.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Fault, loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { DeviceUsageError, deviceCommand } from "./cli/device.ts";
import { examine } from "./cli/doctor.ts";
import { runService } from "./main.ts";
import { projectRoot } from "./project-root.ts";
import { logPath } from "./store/open-log.ts";
import { type Checkpoint, checkpointOf, verifyLog } from "./store/verify.ts";

const EXIT = { ok: 0, failed: 1, usage: 2, internal: 70 } as const;

const HELP = `hallkeeper <command> [options]

  start           run the hall            [--port N] [--virtual-hall URL]
  simulate        serve every device of the configuration as a simulator
                                          [--port N] [--replay FILE --speed N]
  check-config    check a configuration   FILE
  doctor          look at ports, permissions, libraries, disk and clock
  device list | test ID [TEST] | sniff ID [--seconds N] | replay FILE ID
                  what the technician does, through the running service
  voice-pack build | check
                  make the clips of all announcements with espeak-ng, or say
                  which are missing                    [--out DIR]
  verify-log      check the event log for edits, removals, reorders; with a
                  checkpoint also for a cut-off tail   [--checkpoint FILE]
  checkpoint      write the log's newest number and hash   [--out FILE]

Every command takes --config FILE (default config/demo-hall.yaml), --data DIR
(default ./data, or HALLKEEPER_DATA) and --json where a program may read it.
Exit codes: 0 ok, 1 failed, 2 wrong usage or configuration, 70 internal fault.
`;

const OPTIONS = {
  config: { type: "string" },
  data: { type: "string" },
  port: { type: "string" },
  checkpoint: { type: "string" },
  out: { type: "string" },
  seconds: { type: "string" },
  "virtual-hall": { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

interface Arguments {
  readonly command: string;
  readonly rest: readonly string[];
  readonly configFile: string;
  readonly dataDir: string;
  readonly port: string | undefined;
  readonly checkpointFile: string | undefined;
  readonly out: string | undefined;
  readonly seconds: string | undefined;
  readonly virtualHall: string | undefined;
  readonly json: boolean;
}

/** A mistake of the caller: said without a stack, exit 2. */
class UsageError extends Error {}

function readArguments(argv: readonly string[]): Arguments | null {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) return null;
  return {
    command,
    rest,
    configFile: values.config ?? join(projectRoot(), "config", "demo-hall.yaml"),
    dataDir: values.data ?? process.env.HALLKEEPER_DATA ?? "data",
    port: values.port ?? process.env.PORT,
    checkpointFile: values.checkpoint,
    out: values.out,
    seconds: values.seconds,
    virtualHall: values["virtual-hall"],
    json: values.json,
  };
}

function say(value: unknown, json: boolean, words: string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${words}\n`);
}

function faultLine(file: string, fault: Fault): string {
  const at = fault.line === 0 ? file : `${file}:${fault.line}:${fault.column}`;
  return `${at}  ${fault.place === "" ? "" : `${fault.place}: `}${fault.message}`;
}

/** The configuration, or null after all its faults have been listed. */
function configOrFaults(file: string, json: boolean): Config | null {
  const loaded = loadConfig(file);
  if (loaded.ok) {
    for (const warning of loaded.warnings) process.stderr.write(`warning: ${faultLine(file, warning)}\n`);
    return loaded.config;
  }
  if (json) say({ ok: false, faults: loaded.faults }, true, "");
  else process.stderr.write(`${loaded.faults.map((fault) => faultLine(file, fault)).join("\n")}\n`);
  return null;
}

function portOf(args: Arguments, config: Config): number {
  if (args.port === undefined) return config.server.port;
  const port = Number(args.port);
  if (!/^\d{1,5}$/.test(args.port) || port > 65535)
    throw new UsageError(`--port ${args.port}: a port is a number from 0 to 65535`);
  return port;
}

function checkConfig(args: Arguments): number {
  const file = args.rest[0] ?? args.configFile;
  const config = configOrFaults(file, args.json);
  if (config === null) return EXIT.usage;
  say({ ok: true }, args.json, `${file}: ok (${config.windows.length} windows, ${config.devices.length} devices)`);
  return EXIT.ok;
}

async function doctor(args: Arguments): Promise<number> {
  const config = configOrFaults(args.configFile, args.json);
  if (config === null) return EXIT.usage;
  const findings = await examine(config, args.dataDir, portOf(args, config));
  const mark = { ok: "ok  ", warn: "warn", fail: "FAIL" };
  const lines = findings.map(
    ({ check, state, detail, fix }) => `${mark[state]}  ${check}: ${detail}${fix === "" ? "" : `\n      → ${fix}`}`,
  );
  say({ findings }, args.json, lines.join("\n"));
  return findings.some((finding) => finding.state === "fail") ? EXIT.failed : EXIT.ok;
}

async function device(args: Arguments): Promise<number> {
  const config = configOrFaults(args.configFile, args.json);
  if (config === null) return EXIT.usage;
  const seconds = args.seconds === undefined ? null : Number(args.seconds);
  if (seconds !== null && !(seconds > 0)) throw new UsageError(`--seconds ${args.seconds}: a number above 0`);
  const { rest: words, dataDir, json } = args;
  const out = (text: string) => void process.stdout.write(text);
  try {
    const done = await deviceCommand({ config, dataDir, port: portOf(args, config), json, words, seconds, out });
    return done ? EXIT.ok : EXIT.failed;
  } catch (error) {
    throw error instanceof DeviceUsageError ? new UsageError(error.message) : error;
  }
}

async function voices(args: Arguments): Promise<number> {
  const { rest, json, out, dataDir } = args;
  const [what] = rest;
  if (what !== "build" && what !== "check") throw new UsageError("voice-pack build | check");
  const config = configOrFaults(args.configFile, json);
  if (config === null) return EXIT.usage;
  const { packWords, voicePack } = await import("./cli/voice-pack.ts");
  const { voiceFolder } = await import("./announcer/voice-pack.ts");
  const report = await voicePack({ config, folder: out ?? voiceFolder(dataDir), build: what === "build" });
  say(report, json, packWords(report));
  return report.ok ? EXIT.ok : EXIT.failed;
}

function readCheckpoint(file: string): Checkpoint {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`checkpoint ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { seq, hash } = (value ?? {}) as { seq?: unknown; hash?: unknown };
  if (!Number.isSafeInteger(seq) || typeof hash !== "string" || !/^[0-9a-f]{64}$/i.test(hash))
    throw new UsageError(`checkpoint ${file}: expected {"seq": number, "hash": 64 hex digits}`);
  return { seq: seq as number, hash: hash.toLowerCase() };
}

function verify(args: Arguments): number {
  const checkpoint = args.checkpointFile === undefined ? null : readCheckpoint(args.checkpointFile);
  const result = verifyLog(logPath(args.dataDir), checkpoint);
  const lines = result.faults.map((fault) => `event ${fault.seq}: ${fault.kind}: ${fault.detail}`);
  const head = `${result.count} events, head ${result.head.seq} ${result.head.hash}`;
  const hint = checkpoint === null && result.ok ? "\nwithout a checkpoint a cut-off tail cannot be seen" : "";
  say(result, args.json, result.ok ? `log intact: ${head}${hint}` : `LOG DAMAGED: ${head}\n${lines.join("\n")}`);
  return result.ok ? EXIT.ok : EXIT.failed;
}

async function checkpoint(args: Arguments): Promise<number> {
  const value = { ...checkpointOf(logPath(args.dataDir)), at: new Date().toISOString() };
  if (args.out === undefined) say(value, true, "");
  else {
    const { writeFile } = await import("node:fs/promises");
    await writeFile(args.out, `${JSON.stringify(value)}\n`);
    say(value, args.json, `checkpoint of event ${value.seq} written to ${args.out}`);
  }
  return EXIT.ok;
}

async function main(argv: readonly string[]): Promise<number | null> {
  const args = readArguments(argv);
  if (args === null) {
    process.stdout.write(HELP);
    return argv.length === 0 ? EXIT.usage : EXIT.ok;
  }
  switch (args.command) {
    case "start": {
      const config = configOrFaults(args.configFile, args.json);
      if (config === null) return EXIT.usage;
      await runService({
        config,
        configFile: args.configFile,
        dataDir: args.dataDir,
        port: portOf(args, config),
        virtualHall: args.virtualHall ?? null,
      });
      return null;
    }
    case "check-config":
      return checkConfig(args);
    case "doctor":
      return doctor(args);
    case "device":
      return device(args);
    case "voice-pack":
      return voices(args);
    case "verify-log":
      return verify(args);
    case "checkpoint":
      return checkpoint(args);
    default:
      throw new UsageError(`unknown command "${args.command}"\n\n${HELP}`);
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    // A running service ends by itself; setting the code (not exiting) lets long output drain into a pipe.
    if (code !== null) process.exitCode = code;
  },
  (error: unknown) => {
    const usage = error instanceof UsageError;
    process.stderr.write(`hallkeeper: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = usage ? EXIT.usage : EXIT.failed;
  },
);
