// What the measurements share: processes on a core of their own, a lean HTTP client, medians, and the table.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";

export const root = resolve(import.meta.dirname, "..", "..");
const MEMORY_DIR = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const READY_MS_MAX = 30_000;
const hasTaskset = existsSync("/usr/bin/taskset");

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const scratch = () => mkdtempSync(join(MEMORY_DIR, "hallkeeper-bench-"));
export const forget = (dir) => rmSync(dir, { recursive: true, force: true });

export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
export const median = (values) => quantile(values, 0.5);

export function freePort() {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Core 0 is the server's, core 1 the load's. */
export function spawnOn(core, args, options = {}) {
  const command = hasTaskset ? ["taskset", "-c", String(core), process.execPath, ...args] : [process.execPath, ...args];
  return spawn(command[0], command.slice(1), { cwd: root, stdio: ["ignore", "ignore", "inherit"], ...options });
}

export async function ended(child, signal = "SIGTERM") {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  await gone;
}

/** The shim that gives every sync the same length; null where there is no compiler. */
export function buildShim(dir) {
  const library = join(dir, "fixed-sync.so");
  const source = join(root, "tests", "bench", "fixed-sync.c");
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O2", "-o", library, source], { stdio: "pipe" });
    return library;
  } catch (error) {
    console.log(`no C compiler, so the real disk decides: ${error.message.split("\n")[0]}`);
    return null;
  }
}

export function syncEnv(shim, micros, countFile) {
  if (shim === null) return {};
  if (countFile !== undefined) writeFileSync(countFile, Buffer.alloc(8));
  const counted = countFile === undefined ? {} : { SYNC_COUNT_FILE: countFile };
  return { LD_PRELOAD: shim, SYNC_MICROS: String(micros), ...counted };
}
export const syncCount = (file) => Number(readFileSync(file).readBigUInt64LE(0));

/** A hall with as many windows as asked for, and the devices given. */
export function hallConfig(port, windows, { links = [], devices = [], policy = {} } = {}) {
  const service = { id: "general", prefix: "A", digits: 3, name: { "zh-CN": "综合业务", en: "General" } };
  return {
    version: 1,
    hall: { id: "bench", name: { "zh-CN": "测试大厅", en: "Bench" }, timezone: "Asia/Shanghai", languages: ["zh-CN"] },
    server: { host: "127.0.0.1", port, publicUrl: null },
    security: { trustLoopback: true },
    services: [service],
    windows: Array.from({ length: windows }, (_, i) => ({
      id: String(i + 1),
      name: { "zh-CN": `${i + 1}号窗口`, en: `Window ${i + 1}` },
      services: ["general"],
    })),
    links,
    devices,
    policy: { calls: { minimumSecondsBetween: 0, repeatPressSeconds: 0 }, ...policy },
  };
}

/** Starts the built service on core 0 and waits until it is ready. */
export async function startService(dir, config, { env = {}, dataDir = join(dir, "data") } = {}) {
  const file = join(dir, "hall.yaml");
  writeFileSync(file, stringify(config));
  const args = ["dist/controller/cli.js", "start", "--config", file, "--data", dataDir];
  const child = spawnOn(0, args, { env: { ...process.env, HALLKEEPER_LOG: "error", ...env } });
  const startedMs = performance.now();
  while (performance.now() - startedMs < READY_MS_MAX) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    const ok = await fetch(`http://127.0.0.1:${config.server.port}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return { child, readyMs: performance.now() - startedMs };
    await sleep(5);
  }
  throw new Error("the service did not become ready");
}

/** Waits until something listens on the port. */
export async function listening(port) {
  const untilMs = performance.now() + READY_MS_MAX;
  while (performance.now() < untilMs) {
    const open = await new Promise((done) => {
      const socket = connect({ host: "127.0.0.1", port });
      socket.once("connect", () => done(true));
      socket.once("error", () => done(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    await sleep(10);
  }
  throw new Error(`nothing listens on ${port}`);
}

/** One keep-alive connection that speaks just enough HTTP for a load: no parsing beyond status and length. */
export class LeanClient {
  #socket;
  #buffer = Buffer.alloc(0);
  #answer = null;

  static async to(port) {
    const client = new LeanClient();
    client.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    await new Promise((done, fail) => {
      client.#socket.once("connect", done);
      client.#socket.once("error", fail);
    });
    client.#socket.on("data", (chunk) => client.#data(chunk));
    return client;
  }

  post(path, body, key) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const head =
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${Buffer.byteLength(text)}\r\n` +
      `${text === "" ? "" : "content-type: application/json\r\n"}${key === undefined ? "" : `idempotency-key: ${key}\r\n`}\r\n`;
    return new Promise((done) => {
      this.#answer = done;
      this.#socket.write(head + text);
    });
  }

  #data(chunk) {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const end = this.#buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#buffer.toString("latin1", 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#buffer.length < end + 4 + length) return;
    const body = this.#buffer.toString("utf8", end + 4, end + 4 + length);
    this.#buffer = this.#buffer.subarray(end + 4 + length);
    this.#answer?.({ status: Number(head.slice(9, 12)), body });
  }

  close() {
    this.#socket.destroy();
  }
}

const rows = [];
/** One line of the table: ours, the raw figure beside it, the ratio or count that is aimed at, and the aim. */
export function report(id, measure, ours, raw, result, aim, met) {
  rows.push([id, measure, ours, raw, result, aim, met ? "yes" : "NO"]);
  console.log(`  ${id} ${measure}: ${ours} | raw ${raw} | ${result} (aim ${aim})`);
}

export function printTable() {
  const head = ["id", "measure", "ours", "raw, same run", "result", "aim", "met"];
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  console.log(`\n${all.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join("  ")).join("\n")}\n`);
}
