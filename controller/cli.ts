// The command line: reads arguments and environment, loads the configuration, and hands over.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Fault, loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { DeviceUsageError, deviceCommand } from "./cli/device.ts";
import { examine } from "./cli/doctor.ts";
import type { EvidenceArguments } from "./cli/evidence.ts";
import { ExportUsageError, exportCommand } from "./cli/export.ts";
import { projectRoot } from "./project-root.ts";

const EXIT = { ok: 0, failed: 1, usage: 2, internal: 70 } as const;

const HELP = `hallkeeper <command> [options]

  start           run the hall            [--port N] [--virtual-hall URL]
  simulate        serve every device of the configuration as a simulator
                                          [--port N] [--replay FILE --speed N]
  init            write the file of a new hall
                                          --template 10|30|60 --out FILE
  check-config    check a configuration   FILE
  config check [FILE] | diff [VERSION [VERSION]] | history | rollback VERSION
                  faults, and what was changed when; back to an earlier version
  backup [FILE]   log, accounts, files and configuration in one verified file,
                  beside the running service            [--out FILE]
  restore FILE    put a backup into an empty data folder; with --force what is
                  there is put aside         [--force --checkpoint FILE]
  verify-backup FILE
                  read a backup from end to end             [--checkpoint FILE]
  doctor          look at ports, permissions, libraries, disk and clock
  device list | test ID [TEST] | sniff ID [--seconds N] | replay FILE ID
                  what the technician does, through the running service
  user list | add ID [ROLES] | reset-password ID | disable ID | enable ID
                  accounts, with the service running or not; a password is
                  made and shown once, or read with --password-stdin
  token list | create LABEL RIGHTS [DAYS] | revoke ID
                  keys of programs
  voice-pack build | check
                  make the clips of all announcements with espeak-ng, or say
                  which are missing                    [--out DIR]
  verify-log      check the event log for edits, removals, reorders; with a
                  checkpoint also for a cut-off tail or a log written anew
                  [--checkpoint FILE]... [--public-key FILE]
  verify-receipt FILE
                  check a citizen's receipt, without the hall
                  [--public-key FILE] [--checkpoint LATER --consistency FILE]
  compare-checkpoints FILE FILE
                  whether one log is the beginning of the other
                  [--consistency FILE] [--public-key FILE]
  export-log      every row as it is hashed, as lines of JSON (holds the tokens
                  of citizens' pages: for auditors)          [--out FILE]
  export NAME     a report, or all events, cases or tickets of a span of days
                  [--from DAY --to DAY --by PERIOD --group WHAT --full]
                  [--format csv|xlsx|json] [--out FILE]
  upward export   what is reported to the province, as a file; nobody's data
                  without --full  [--province P --from DAY --to DAY --out FILE]
  privacy report | purge
                  personal data held, per kind; remove what is due now
  checkpoint      sign the log's newest number, hash and root   [--out FILE]

Every command takes --config FILE (default config/demo-hall.yaml), --data DIR
(default ./data, or HALLKEEPER_DATA) and --json where a program may read it.
Exit codes: 0 ok, 1 failed, 2 wrong usage or configuration, 70 internal fault.
`;

const OPTIONS = {
  config: { type: "string" },
  data: { type: "string" },
  port: { type: "string" },
  checkpoint: { type: "string", multiple: true },
  "public-key": { type: "string" },
  consistency: { type: "string" },
  out: { type: "string" },
  seconds: { type: "string" },
  "virtual-hall": { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  by: { type: "string" },
  group: { type: "string" },
  format: { type: "string" },
  province: { type: "string" },
  full: { type: "boolean", default: false },
  force: { type: "boolean", default: false },
  template: { type: "string" },
  "password-stdin": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

interface Arguments {
  readonly command: string;
  readonly rest: readonly string[];
  readonly configFile: string;
  readonly configNamed: boolean;
  readonly dataDir: string;
  readonly port: string | undefined;
  readonly force: boolean;
  readonly template: string | undefined;
  readonly evidence: EvidenceArguments;
  readonly out: string | undefined;
  readonly seconds: string | undefined;
  readonly virtualHall: string | undefined;
  readonly json: boolean;
  readonly passwordStdin: boolean;
  readonly span: {
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly by: string | undefined;
    readonly group: string | undefined;
    readonly format: string | undefined;
    readonly full: boolean;
    readonly province: string | undefined;
  };
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
  const dataDir = values.data ?? process.env.HALLKEEPER_DATA ?? "data";
  return {
    command,
    rest,
    configFile: values.config ?? join(projectRoot(), "config", "demo-hall.yaml"),
    configNamed: values.config !== undefined,
    ...{ force: values.force, template: values.template },
    dataDir,
    port: values.port ?? process.env.PORT,
    evidence: {
      ...{ dataDir, words: rest, checkpoints: values.checkpoint ?? [], consistency: values.consistency },
      publicKey: values["public-key"],
    },
    out: values.out,
    seconds: values.seconds,
    virtualHall: values["virtual-hall"],
    passwordStdin: values["password-stdin"],
    json: values.json,
    span: {
      ...{ from: values.from, to: values.to, by: values.by },
      ...{ group: values.group, format: values.format, full: values.full, province: values.province },
    },
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

async function access(args: Arguments): Promise<number> {
  const config = configOrFaults(args.configFile, args.json);
  if (config === null) return EXIT.usage;
  const { rest: words, dataDir, json } = args;
  const desk = { config, dataDir, port: portOf(args, config), words };
  const { AccessUsageError } = await import("./cli/access-desk.ts");
  try {
    if (args.command === "user") {
      const { userCommand, userWords } = await import("./cli/user.ts");
      const report = await userCommand({ ...desk, typed: args.passwordStdin ? readFileSync(0, "utf8") : "" });
      say(report, json, userWords(report));
    } else {
      const { tokenCommand, tokenWords } = await import("./cli/token.ts");
      const tokens = await tokenCommand(desk);
      say(tokens, json, tokenWords(tokens));
    }
    return EXIT.ok;
  } catch (error) {
    throw error instanceof AccessUsageError ? new UsageError(error.message) : error;
  }
}

async function backups(args: Arguments): Promise<number> {
  const desk = await import("./cli/backup-desk.ts");
  const { EvidenceUsageError, oneCheckpoint } = await import("./cli/evidence.ts");
  const commands = {
    backup: desk.backupCommand,
    restore: desk.restoreCommand,
    "verify-backup": desk.verifyBackupCommand,
  };
  try {
    const asked = { ...args, words: args.rest, version: packageVersion(), checkpoint: oneCheckpoint(args.evidence) };
    const { report, words } = await commands[args.command as keyof typeof commands](asked);
    say(report, args.json, words);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof desk.BackupUsageError || error instanceof EvidenceUsageError)
      throw new UsageError(error.message);
    const { code, message } = error as Error & { code?: string };
    if (args.json) say({ ok: false, code: code ?? "INTERNAL", detail: message }, true, "");
    throw error;
  }
}

async function configuration(args: Arguments): Promise<number> {
  const desk = await import("./cli/config-desk.ts");
  const asked = { ...args, words: args.rest };
  try {
    const { ok, report, words } = await (args.command === "init" ? desk.initCommand(asked) : desk.configCommand(asked));
    if (ok || args.json) say(report, args.json, words);
    else process.stderr.write(`${words}\n`);
    return ok ? EXIT.ok : EXIT.usage;
  } catch (error) {
    throw error instanceof desk.ConfigUsageError ? new UsageError(error.message) : error;
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

async function exported(args: Arguments): Promise<number> {
  const config = configOrFaults(args.configFile, args.json);
  if (config === null) return EXIT.usage;
  const { dataDir, out, rest, span } = args;
  try {
    const version = packageVersion();
    const asked = { config, dataDir, out, what: rest[0], ...span, version, nowMs: Date.now };
    const { rows } = await exportCommand(asked);
    if (out !== undefined) say({ rows, out }, args.json, `${rows} rows written to ${out}`);
    return EXIT.ok;
  } catch (error) {
    throw error instanceof ExportUsageError ? new UsageError(error.message) : error;
  }
}

async function provincial(args: Arguments): Promise<number> {
  const config = configOrFaults(args.configFile, args.json);
  if (config === null) return EXIT.usage;
  const { provincialCommand, UpwardUsageError } = await import("./cli/upward.ts");
  try {
    const port = portOf(args, config);
    const { ok, report, words } = await provincialCommand({ ...args, ...args.span, config, port });
    if (words !== "") say(report, args.json, words);
    return ok ? EXIT.ok : EXIT.failed;
  } catch (error) {
    throw error instanceof UpwardUsageError ? new UsageError(error.message) : error;
  }
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")) as { version: string }).version;
}

async function evidence({ command, evidence: asked, json, out }: Arguments): Promise<number> {
  const { EvidenceUsageError, evidenceCommand } = await import("./cli/evidence.ts");
  try {
    const { ok, report, words } = await evidenceCommand(command, asked, out);
    if (report !== null) say(report, json || words === "", words);
    return ok ? EXIT.ok : EXIT.failed;
  } catch (error) {
    throw error instanceof EvidenceUsageError ? new UsageError(error.message) : error;
  }
}

async function main(argv: readonly string[]): Promise<number | null> {
  const args = readArguments(argv);
  if (args === null) {
    process.stdout.write(HELP);
    return argv.length === 0 ? EXIT.usage : EXIT.ok;
  }
  switch (args.command) {
    case "start": {
      const { configFile, dataDir, virtualHall = null } = args;
      // The whole service is loaded for this command alone.
      const { startHall } = await import("./start-hall.ts");
      const runs = await startHall({
        ...{ configFile, dataDir, virtualHall },
        portOf: (config) => portOf(args, config),
        told: (faults) => process.stderr.write(`${faults.map((one) => faultLine(configFile, one)).join("\n")}\n`),
      });
      return runs ? null : EXIT.usage;
    }
    case "check-config":
      return checkConfig(args);
    case "doctor":
      return doctor(args);
    case "device":
      return device(args);
    case "user":
    case "token":
      return access(args);
    case "voice-pack":
      return voices(args);
    case "backup":
    case "restore":
    case "verify-backup":
      return backups(args);
    case "config":
    case "init":
      return configuration(args);
    case "verify-log":
    case "verify-receipt":
    case "compare-checkpoints":
    case "export-log":
    case "checkpoint":
      return evidence(args);
    case "upward":
    case "privacy":
      return provincial(args);
    case "export":
      return exported(args);
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
    // What was started before the fault (timers, files) must not keep a hall that does not run.
    process.exit(usage ? EXIT.usage : EXIT.failed);
  },
);
