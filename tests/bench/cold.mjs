// P17: from the start of the process to the first answer, on a log of a million events; also after a kill -9.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import {
  ended,
  forget,
  freePort,
  hallConfig,
  median,
  ms,
  report,
  root,
  scratch,
  sleep,
  spawnOn,
  times,
} from "./bench-lib.mjs";

export const WINDOWS = 100;
const EVENTS = 1_000_000;
/** Days decided one by one; a longer log repeats them further back. */
const DECIDED_MAX = 1_000_000;
const WAL_MB = 64;
const READY_MS_MAX = 20_000;
const ASK_EVERY_MS = 2;

export const bigHall = (port, more = {}) => hallConfig(port, WINDOWS, more);

/** The log, made once per run for all who need it. */
let made = null;
export function bigLog(quick) {
  if (made !== null) return made;
  const dir = scratch();
  const config = join(dir, "hall.yaml");
  const dataDir = join(dir, "data");
  writeFileSync(config, stringify(bigHall(0)));
  const startedMs = performance.now();
  const events = quick ? EVENTS / 10 : Number(process.env.BENCH_EVENTS ?? EVENTS);
  const told = events > DECIDED_MAX ? repeated(dir, dataDir, config, events) : writeLog(dataDir, config, events, 0);
  const seconds = (performance.now() - startedMs) / 1000;
  const mb = statSync(join(dataDir, "hall.db")).size / 1e6;
  console.log(`  log: ${told} events, ${mb.toFixed(0)} MB, made in ${seconds.toFixed(0)} s`);
  made = { dir, dataDir, config, events: Number(told), mb };
  process.once("exit", () => forget(dir));
  return made;
}

/** Some hundred thousand events by the rules, repeated further and further back with ids and hashes of their own. */
function repeated(dir, dataDir, config, events) {
  const decided = join(dir, "decided", "data");
  mkdirSync(decided, { recursive: true });
  writeLog(decided, config, DECIDED_MAX / 2, 0);
  const args = [join(root, "tests/bench/long-log.mjs"), decided, dataDir, String(events)];
  const told = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  rmSync(decided, { recursive: true, force: true });
  return told.split(" ")[0];
}

function writeLog(dataDir, config, events, walMb) {
  const args = [join(root, "tests/bench/big-log.mjs"), dataDir, config, String(events), String(walMb)];
  try {
    return execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).split(
      " ",
    )[0];
  } catch (error) {
    // The one that leaves a WAL behind ends itself the hard way.
    if (walMb === 0 || error.signal !== "SIGKILL") throw error;
    return error.stdout.split(" ")[0];
  }
}

/** Whether the health address answers 200, by the cheapest question there is. */
function healthy(port) {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("error", () => done(false));
    socket.once("data", (bytes) => {
      socket.destroy();
      done(bytes.toString("latin1", 9, 12) === "200");
    });
    socket.once("connect", () => socket.write("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"));
  });
}

async function firstAnswer(args, port) {
  const startedMs = performance.now();
  const child = spawnOn(0, args, { env: { ...process.env, HALLKEEPER_LOG: "error" } });
  while (!(await healthy(port))) {
    if (child.exitCode !== null) throw new Error(`${args[0]} ended with ${child.exitCode}`);
    if (performance.now() - startedMs > READY_MS_MAX) throw new Error(`${args[0]} never answered`);
    await sleep(ASK_EVERY_MS);
  }
  return { tookMs: performance.now() - startedMs, child };
}

async function bareStart() {
  const port = await freePort();
  const { tookMs, child } = await firstAnswer(["tests/bench/cold-bare.mjs", String(port)], port);
  await ended(child, "SIGKILL");
  return tookMs;
}

/** Starts of the service and of the bare imports in turn; `signal` ends each service. */
async function starts({ dataDir, config }, count, signal) {
  const rounds = [];
  for (let i = 0; i < count; i++) {
    const port = await freePort();
    const args = ["dist/controller/cli.js", "start", "--config", config, "--data", dataDir, "--port", String(port)];
    const { tookMs, child } = await firstAnswer(args, port);
    const seq = (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()).seq;
    await ended(child, signal);
    rounds.push({ ours: tookMs, bare: await bareStart(), seq });
  }
  // The first run finds cold files.
  return rounds.slice(1);
}

export async function measureCold(quick) {
  const log = bigLog(quick);
  const count = quick ? 4 : 7;
  const clean = await starts(log, count, "SIGTERM");
  check(clean, log.events);
  const name = `start → first 200, ${(log.events / 1e6).toFixed(1)} M events, ${WINDOWS} windows`;
  const ours = median(clean.map((round) => round.ours));
  const bare = median(clean.map((round) => round.bare));
  const ratio = median(clean.map((round) => round.ours / round.bare));
  report("P17", name, ms(ours), ms(bare), times(ratio), "≤ 700 ms, ≤ 3×", ours <= 700 && ratio <= 3);
  const added = Number(writeLog(log.dataDir, log.config, 0, quick ? 8 : WAL_MB));
  if (!existsSync(`${log.dataDir}/hall.db-wal`)) throw new Error("the kill left no WAL behind");
  const walMb = statSync(`${log.dataDir}/hall.db-wal`).size / 1e6;
  const killed = await starts(log, count, "SIGKILL");
  check(killed, log.events + added);
  const after = median(killed.map((round) => round.ours));
  const again = median(killed.map((round) => round.ours / round.bare));
  const what = `the same after kill -9, WAL of ${walMb.toFixed(0)} MB`;
  report("P17", what, ms(after), ms(median(killed.map((round) => round.bare))), times(again), "≤ 2 s", after <= 2_000);
}

/** A start that lost events would be quick as well. */
function check(rounds, events) {
  const lost = rounds.find((round) => !(round.seq >= events));
  if (lost !== undefined) throw new Error(`the log ends at ${lost.seq}, written were ${events}`);
}
