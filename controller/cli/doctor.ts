// `hallkeeper doctor`: looks at ports, permissions, libraries, disk and clock, and says what to do about each trouble.
import { execFile } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Config } from "../../config/schema.ts";

export interface Finding {
  readonly check: string;
  readonly state: "ok" | "warn" | "fail";
  readonly detail: string;
  /** What to do; empty when all is well. */
  readonly fix: string;
}

const DISK_FREE_BYTES_MIN = 200 * 1024 * 1024;
const DISK_FREE_BYTES_GOOD = 2 * 1024 * 1024 * 1024;
const CONNECT_MS_MAX = 2_000;
const CLOCK_YEAR_MIN = 2025;

const ok = (check: string, detail: string): Finding => ({ check, state: "ok", detail, fix: "" });
const warn = (check: string, detail: string, fix: string): Finding => ({ check, state: "warn", detail, fix });
const fail = (check: string, detail: string, fix: string): Finding => ({ check, state: "fail", detail, fix });

/** Every finding, good or bad. Nothing is changed on the machine. */
export async function examine(config: Config, dataDir: string, port: number): Promise<Finding[]> {
  return [
    ...libraries(),
    ...disk(dataDir),
    await clock(config.hall.timezone),
    await serverPort(config.server.host, port),
    ...(await Promise.all(config.links.map(link))),
  ];
}

function libraries(): Finding[] {
  const require = createRequire(import.meta.url);
  const newNode = Number(process.versions.napi) >= 10;
  const wanted: [string, string][] = [[newNode ? "better-sqlite3-v13" : "better-sqlite3", "the event log"]];
  wanted.push(["serialport", "serial lines"]);
  return wanted.map(([name, what]) => {
    try {
      require(name);
      return ok(`library ${name}`, `loads (Node ${process.versions.node})`);
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      return fail(
        `library ${name}`,
        `${what} cannot work: ${reason}`,
        "run: npm ci (needs g++, make and python3 where no binary ships)",
      );
    }
  });
}

function disk(dataDir: string): Finding[] {
  let at = dataDir;
  while (!existsSync(at)) at = dirname(at);
  const stats = statfsSync(at);
  const free = stats.bavail * stats.bsize;
  const words = `${(free / 1024 ** 3).toFixed(1)} GiB free for ${dataDir}`;
  const space =
    free < DISK_FREE_BYTES_MIN
      ? fail("disk space", words, "free some space: new tickets are refused when the disk is full")
      : free < DISK_FREE_BYTES_GOOD
        ? warn("disk space", words, "free some space soon")
        : ok("disk space", words);
  return [space, writable(at)];
}

function writable(dir: string): Finding {
  const probe = join(dir, `.doctor-${process.pid}`);
  try {
    mkdirSync(dir, { recursive: true });
    const file = openSync(probe, "w");
    writeSync(file, "probe");
    fsyncSync(file);
    closeSync(file);
    rmSync(probe);
    return ok("data directory", `${dir} can be written and synced`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(
      "data directory",
      reason,
      `give ${userInfo().username} the directory: sudo chown ${userInfo().username} ${dir}`,
    );
  }
}

async function clock(timezone: string): Promise<Finding> {
  const now = new Date();
  const local = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(now);
  if (now.getUTCFullYear() < CLOCK_YEAR_MIN)
    return fail("clock", `the machine believes it is ${local}`, "set the clock; check the battery of the mainboard");
  try {
    const { stdout } = await promisify(execFile)("timedatectl", ["show", "-p", "NTPSynchronized", "--value"], {
      timeout: CONNECT_MS_MAX,
    });
    if (stdout.trim() === "no")
      return warn("clock", `${local} in ${timezone}, not synchronised`, "run: sudo timedatectl set-ntp true");
    return ok("clock", `${local} in ${timezone}, synchronised`);
  } catch {
    // No systemd here: whether the clock is kept cannot be asked.
    return warn(
      "clock",
      `${local} in ${timezone}; cannot tell whether it is synchronised`,
      "make sure the machine keeps its time by NTP",
    );
  }
}

/** Opens and closes the device: the transport's own words name what is missing, libraries and rights included. */
async function hid(check: string, config: Extract<Config["links"][number], { type: "hid" }>): Promise<Finding> {
  const { hidTransport } = await import("../../drivers/transports/hid.ts");
  const transport = hidTransport(config);
  try {
    await transport.open();
    await transport.close();
    return ok(check, `${transport.label} can be opened`);
  } catch (error) {
    const hint = "plug the device in, or do what the message says; then run doctor again";
    return fail(check, error instanceof Error ? error.message : String(error), hint);
  }
}

async function stablePath(check: string, id: string, type: "serial" | "file"): Promise<Finding> {
  const { listSerial, resolveSerialPath } = await import("../../drivers/transports/serial-path.ts");
  const { listUsbPrinters } = await import("../../drivers/transports/usb-file.ts");
  const list = () => (type === "serial" ? listSerial() : listUsbPrinters());
  try {
    return path(check, await resolveSerialPath(id, list), type === "serial" ? "dialout" : "lp");
  } catch (error) {
    const hint = "plug the adapter in, or name its physical port as usb:VVVV:PPPP@PORT";
    return fail(check, error instanceof Error ? error.message : String(error), hint);
  }
}

const OTHER_PORT = { taken: "stop it, or start with --port N", never: "choose another with server.port or --port N" };
const OTHER_LINK_PORT = {
  taken: "fine while the hall runs; otherwise stop the other program, or change the link's port",
  never: "change host or port of the link",
};

function serverPort(host: string, port: number, check = `port ${host}:${port}`, fix = OTHER_PORT): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        resolve(warn(check, `${host}:${port} in use, by a running hall or by another program`, fix.taken));
      else resolve(fail(check, error.message, fix.never));
    });
    server.listen(port, host, () => server.close(() => resolve(ok(check, `${host}:${port} free`))));
  });
}

async function link(config: Config["links"][number]): Promise<Finding> {
  const check = `link ${config.id}`;
  if (config.type === "tcp") return reach(check, config.host, config.port);
  if (config.type === "websocket") return serverPort(config.host, config.port, check, OTHER_LINK_PORT);
  if (config.type === "hid") return hid(check, config);
  if (config.path.startsWith("usb:")) return stablePath(check, config.path, config.type);
  return path(check, config.path, config.type === "serial" ? "dialout" : "lp");
}

function reach(check: string, host: string, port: number): Promise<Finding> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS_MAX });
    const end = (finding: Finding) => {
      socket.destroy();
      resolve(finding);
    };
    socket.once("connect", () => end(ok(check, `${host}:${port} answers`)));
    socket.once("timeout", () => end(fail(check, `${host}:${port} does not answer`, "check cable, power and address")));
    socket.once("error", (error) =>
      end(fail(check, error.message, "check address and port, and whether the device is on")),
    );
  });
}

function path(check: string, file: string, usualGroup: string): Finding {
  if (!existsSync(file)) {
    const hint = "plug the adapter in; a name under /dev/serial/by-id/ stays the same when it is plugged in again";
    return fail(check, `${file} does not exist`, hint);
  }
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return ok(check, `${file} may be read and written`);
  } catch {
    const gid = statSync(file).gid;
    const { username } = userInfo();
    return fail(
      check,
      `${username} may not use ${file} (group ${gid})`,
      `run: sudo usermod -aG ${usualGroup} ${username}, then log in again`,
    );
  }
}
