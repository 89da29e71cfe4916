// What the measurements share: processes on a core of their own, a lean HTTP client, medians, and the table.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { serviceFlags } from "../../controller/launch/setup.mjs";

export const root = resolve(import.meta.dirname, "..", "..");
const MEMORY_DIR = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const READY_MS_MAX = 30_000;
const hasTaskset = existsSync("/usr/bin/taskset");
/** A round whose raw figure is further from the median than this is made again. */
const RAW_SPREAD_MAX = 0.3;

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

const children = new Set();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Core 0 is the server's, core 1 the load's. No child outlives this process. */
export function spawnOn(core, args, { program = process.execPath, ...options } = {}) {
  const command = hasTaskset ? ["taskset", "-c", String(core), program, ...args] : [program, ...args];
  const child = spawn(command[0], command.slice(1), { cwd: root, stdio: ["ignore", "ignore", "inherit"], ...options });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** The measuring process itself belongs to the load. */
export function pinSelf() {
  if (hasTaskset) execFileSync("taskset", ["-a", "-c", "-p", "1", String(process.pid)], { stdio: "ignore" });
}

/** A process that answers one message with one message. */
export function spawnTalker(core, file, args = []) {
  const child = spawnOn(core, [join("tests", "bench", file), ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let waiting = null;
  const settle = (answer) => {
    const told = waiting;
    waiting = null;
    if (answer.error === undefined) told?.done(answer);
    else told?.fail(new Error(answer.error));
  };
  child.on("message", settle);
  child.on("exit", (code) => settle({ error: `${file} ended with ${code}` }));
  const ask = (message) =>
    new Promise((done, fail) => {
      waiting = { done, fail };
      child.send(message);
    });
  return { child, ask, end: () => ended(child) };
}

/** Rounds with steady raw figures: what deviates is made again, and said so; never dropped in silence. */
export async function steadyRounds(count, makeRound, rawOf) {
  const rounds = [];
  for (let i = 0; i < count; i++) rounds.push(await makeRound(i));
  for (let again = 0; again < count; again++) {
    const middle = median(rounds.map(rawOf));
    const odd = rounds.findIndex((round) => Math.abs(rawOf(round) / middle - 1) > RAW_SPREAD_MAX);
    if (odd < 0) return rounds;
    console.log(
      `  a round again: its raw figure was ${rawOf(rounds[odd]).toFixed(2)}, the median is ${middle.toFixed(2)}`,
    );
    rounds[odd] = await makeRound(count + again);
  }
  console.log("  the raw figures do not settle: the machine is busy, take these figures with care");
  return rounds;
}

/** Processor time of all threads so far, in milliseconds. */
export function cpuMs(pid) {
  let nanos = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    nanos += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  }
  return nanos / 1e6;
}

/** Resident memory now, in MB. */
export function residentMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024;
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
  const args = [...serviceFlags, "dist/controller/cli.js", "start", "--config", file, "--data", dataDir];
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
  #fail = null;

  static async to(port) {
    const client = new LeanClient();
    client.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    await new Promise((done, fail) => {
      client.#socket.once("connect", done);
      client.#socket.once("error", fail);
    });
    client.#socket.on("data", (chunk) => client.#data(chunk));
    client.#socket.on("close", () => client.#fail?.(new Error("the connection closed before the answer")));
    return client;
  }

  post(path, body, key) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const type = text === "" ? "" : "content-type: application/json\r\n";
    const keyed = key === undefined ? "" : `idempotency-key: ${key}\r\n`;
    const length = `content-length: ${Buffer.byteLength(text)}\r\n`;
    const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${length}${type}${keyed}\r\n`;
    return new Promise((done, fail) => {
      this.#answer = done;
      this.#fail = fail;
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
    this.#fail = null;
    this.#socket.destroy();
  }
}

const rows = [];
/** One line of the table: ours, the raw figure beside it, the ratio or count that is aimed at, and the aim. */
export function report(id, measure, ours, raw, result, aim, met) {
  const load = loadavg()[0].toFixed(1);
  rows.push([id, measure, ours, raw, result, aim, met ? "yes" : "NO", load]);
  console.log(`  ${id} ${measure}: ${ours} | raw ${raw} | ${result} (aim ${aim}) | load ${load}`);
}

export function printTable() {
  if (rows.length === 0) return;
  const head = ["id", "measure", "ours", "raw, same run", "result", "aim", "met", "load"];
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  console.log(`\n${all.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join("  ")).join("\n")}\n`);
}

export const ms = (value) => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const times = (value) => `${value.toFixed(2)}×`;
