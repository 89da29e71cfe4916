// The real thing for end-to-end tests: service and simulators as processes, on free ports, in a folder of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { PATIENCE_MS, START_MS_MAX } from "./patience.ts";

const root = resolve(import.meta.dirname, "..", "..");
const STOP_MS_MAX = 20_000;

/** Below those that systems give out by themselves: a port stays its test's own while its process is down. */
const [PORT_MIN, PORTS] = [10_000, 20_000];

/** A loopback port that nobody holds just now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORT_MIN + randomInt(PORTS);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}

/** Waits for a condition, asking again and again; says what it waited for when it gives up. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  maxMs = PATIENCE_MS,
): Promise<T> {
  const until = performance.now() + maxMs;
  let last: unknown = null;
  while (performance.now() < until) {
    try {
      const value = await ask();
      if (value !== null && value !== undefined && value !== false) return value;
      last = null;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 15));
  }
  throw new Error(`gave up waiting: ${what}`, { cause: last });
}

/** A printer's simulator may be slow to answer on a loaded machine; for tests in which the paper must be certain. */
export const PATIENT_PRINTER = { replyMs: 3_000, confirmMs: 20_000 };

export interface HallPlan {
  readonly windows: number;
  /** Overrides of single policy sections. */
  readonly policy?: Record<string, unknown>;
  readonly withPrinter?: boolean;
  readonly withStrips?: boolean;
  readonly services?: readonly { readonly id: string; readonly [key: string]: unknown }[];
  /** Settings of the ticket printer. */
  readonly printer?: Record<string, unknown>;
}

/** The lines of a hall, each a loopback port. */
export interface HallPorts {
  readonly hall: number;
  readonly bus: number;
  readonly strips: number;
  readonly printer: number;
  readonly sim: number;
}

const SERVICES = [
  {
    id: "social-insurance",
    prefix: "A",
    digits: 3,
    name: { "zh-CN": "社会保险", en: "Insurance" },
    caseLimitMinutes: 15,
  },
  { id: "household", prefix: "B", digits: 3, name: { "zh-CN": "户籍业务", en: "Household" } },
];

/** A configuration in the documented form. */
export function hallConfig(plan: HallPlan, ports: HallPorts): Record<string, unknown> {
  const services = plan.services ?? SERVICES;
  const numbers = Array.from({ length: plan.windows }, (_, i) => i + 1);
  const tcp = (id: string, port: number) => ({ id, type: "tcp", host: "127.0.0.1", port });
  const variant = { variant: "jackqchen" };
  const printer = { id: "printer-1", model: "printer/escpos", link: "net-printer", settings: plan.printer ?? {} };
  return {
    version: 1,
    hall: {
      id: "test-hall",
      name: { "zh-CN": "示例大厅", en: "Test Hall" },
      timezone: "Asia/Shanghai",
      languages: ["zh-CN", "en"],
    },
    server: { host: "127.0.0.1", port: ports.hall, publicUrl: null },
    security: { trustLoopback: true },
    services,
    windows: numbers.map((n) => ({
      id: String(n),
      name: { "zh-CN": `${n}号窗口`, en: `Window ${n}` },
      services: services.map((service) => service.id),
    })),
    staff: numbers.map((n) => ({ id: `s${n}`, name: `员工${n}`, number: String(1000 + n) })),
    kiosks: [{ id: "kiosk-1", ...(plan.withPrinter === false ? {} : { printer: "printer-1" }) }],
    links: [tcp("bus-1", ports.bus), tcp("bus-2", ports.strips), tcp("net-printer", ports.printer)],
    devices: [
      ...(plan.withPrinter === false ? [] : [printer]),
      ...(plan.withStrips === false ? [] : numbers).map((n) =>
        device(`strip-${n}`, "led/onbon-bx5k", "bus-2", n, { width: 96, height: 16 }),
      ),
      ...numbers.map((n) => device(`keypad-${n}`, "keypad/ff68", "bus-1", n, variant)),
      ...numbers.map((n) =>
        device(`pad-${n}`, "pad/ff68", "bus-1", n, { ...variant, grades: { 0: 2, 1: 3, 2: 4, 3: 5 } }),
      ),
    ],
    policy: { calls: { max: 3, minimumSecondsBetween: 0, repeatPressSeconds: 0 }, ...plan.policy },
  };
}

/** The configuration on ports that are free now. */
export async function planHall(plan: HallPlan): Promise<{ config: Record<string, unknown>; ports: HallPorts }> {
  const [hall, bus, strips, printer, sim] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const ports = { hall, bus, strips, printer, sim };
  return { config: hallConfig(plan, ports), ports };
}

function device(id: string, model: string, link: string, n: number, settings: Record<string, unknown>) {
  return { id, model, link, window: String(n), settings: { address: n, ...settings } };
}

/** One hall in a temporary folder; service and simulators can be started, killed and started again. */
export class RealHall {
  readonly dir = mkdtempSync(join(tmpdir(), "hallkeeper-"));
  readonly configFile = join(this.dir, "hall.yaml");
  /** A test may put the data elsewhere before the start. */
  dataDir = join(this.dir, "data");
  readonly base: string;
  readonly sim: string;
  readonly #ports: HallPorts;
  service: ChildProcess | null = null;
  simulators: ChildProcess | null = null;
  /** What the service printed, newest last. */
  output = "";

  constructor(config: Record<string, unknown>, ports: HallPorts) {
    this.#ports = ports;
    writeFileSync(this.configFile, stringify(config));
    this.base = `http://127.0.0.1:${ports.hall}`;
    this.sim = `http://127.0.0.1:${ports.sim}`;
  }

  static async planned(plan: HallPlan): Promise<RealHall> {
    const { config, ports } = await planHall(plan);
    return new RealHall(config, ports);
  }

  async startSimulators(): Promise<void> {
    this.simulators = this.#spawn([
      "dist/simulators/run.js",
      "--config",
      this.configFile,
      "--port",
      String(this.#ports.sim),
    ]);
    await eventually(
      "the simulators' control port",
      async () => (await fetch(`${this.sim}/sim/devices`)).ok,
      START_MS_MAX,
    );
  }

  async startService(env: Record<string, string> = {}, wrapper: readonly string[] = []): Promise<void> {
    this.service = this.#spawn(
      ["dist/controller/cli.js", "start", "--config", this.configFile, "--data", this.dataDir],
      env,
      wrapper,
    );
    await eventually("the service to be ready", async () => (await fetch(`${this.base}/readyz`)).ok, START_MS_MAX);
  }

  #spawn(args: string[], env: Record<string, string> = {}, wrapper: readonly string[] = []): ChildProcess {
    const [command = process.execPath, ...before] = [...wrapper, process.execPath];
    const child = spawn(command, [...before, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString("utf8")).slice(-100_000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    return child;
  }

  /** A call of the documented API; the body is JSON on both ways. */
  async call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T }> {
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as T };
  }

  /** A call of the simulators' control interface. */
  async simulate<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.sim}/sim${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async display(id: string): Promise<string> {
    const devices = await this.simulate<{ id: string; display: string }[]>("GET", "/devices");
    return devices.find((device) => device.id === id)?.display ?? "";
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<number | null> {
    return end(this.service, signal);
  }

  async stop(): Promise<void> {
    await end(this.service, "SIGTERM");
    await end(this.simulators, "SIGTERM");
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Ends a process and waits until it is gone; its exit code, or null when a signal ended it. */
async function end(child: ChildProcess | null, signal: NodeJS.Signals): Promise<number | null> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
  const gone = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
  const code = await gone;
  clearTimeout(timer);
  return code;
}
