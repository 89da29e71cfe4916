// P4 and P10: what a long log and a long queue cost an issue, and how long the loop is ever busy in one go.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  buildShim,
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
  spawnTalker,
  startService,
  syncEnv,
} from "./bench-lib.mjs";
import { bigHall, bigLog } from "./cold.mjs";
import { prepareHall } from "./fanout.mjs";
import { load } from "./issue.mjs";

const SYNC_MICROS = 2_000;
const IN_FLIGHT = 50;
const WAITING = 10_000;
const ROUND_MS = 1_500;
const SCREENS = 1_000;
const CALLS_PER_SECOND = 20;
const WINDOWS = 20;
const BODY = { serviceId: "general" };
const PATH = "/api/v1/tickets";

async function fillQueue(port) {
  let waiting = 0;
  for (let round = 0; waiting < WAITING; round++)
    waiting += (await load(port, IN_FLIGHT, PATH, BODY, `fill-${round}`, 1_000)).count;
}

async function measureFlat(dir, shim, quick) {
  const log = bigLog(quick);
  const dataDir = join(dir, "big");
  cpSync(log.dataDir, dataDir, { recursive: true });
  const env = syncEnv(shim, SYNC_MICROS);
  const bigPort = await freePort();
  const big = await startService(dir, bigHall(bigPort), { env, dataDir });
  await fillQueue(bigPort);
  const ratios = [];
  const rates = [];
  for (let round = 0; round < (quick ? 3 : 5); round++) {
    const port = await freePort();
    const empty = await startService(dir, bigHall(port), { env, dataDir: join(dir, `empty-${round}`) });
    await load(port, IN_FLIGHT, PATH, BODY, "warm", 500);
    const bare = (await load(port, IN_FLIGHT, PATH, BODY, "empty", ROUND_MS)).rate;
    await ended(empty.child);
    const full = (await load(bigPort, IN_FLIGHT, PATH, BODY, `full-${round}`, ROUND_MS)).rate;
    ratios.push(full / bare);
    rates.push({ full, bare });
  }
  await ended(big.child);
  const of = (pick) => `${Math.round(median(rates.map(pick)))}/s`;
  const ratio = median(ratios);
  const name = `issue with ${(log.events / 1e6).toFixed(1)} M events and ${WAITING} waiting, of an empty hall`;
  report(
    "P4",
    name,
    of((rate) => rate.full),
    of((rate) => rate.bare),
    ratio.toFixed(2),
    "≥ 0.90",
    ratio >= 0.9,
  );
}

async function measureLoop(dir, shim, seconds) {
  const loopFile = join(dir, "loop.json");
  const probe = pathToFileURL(join(root, "tests/bench/loop-probe.mjs")).href;
  const env = { ...syncEnv(shim, SYNC_MICROS), NODE_OPTIONS: `--import ${probe}`, LOOP_FILE: loopFile };
  const port = await freePort();
  const { child } = await startService(dir, hallConfig(port, WINDOWS), { env, dataDir: join(dir, "loop") });
  const windows = Array.from({ length: WINDOWS }, (_, i) => String(i + 1));
  await prepareHall(port, (seconds + 4) * CALLS_PER_SECOND, WINDOWS);
  const screens = spawnTalker(1, "screens.mjs");
  await screens.ask({ do: "open", group: "ours", port, count: SCREENS });
  await screens.ask({ do: "callAll", port, perSecond: CALLS_PER_SECOND, windows });
  await sleep(1_000);
  process.kill(child.pid, "SIGUSR2");
  await sleep(seconds * 1_000);
  await screens.ask({ do: "stopCalling" });
  await screens.ask({ do: "close", group: "ours" });
  await screens.end();
  await ended(child);
  const told = JSON.parse(readFileSync(loopFile, "utf8"));
  const name = `longest turn of the loop, ${SCREENS} screens, ${CALLS_PER_SECOND} calls/s`;
  report("P10", `${name}, p99`, ms(told.p99), `max ${ms(told.max)}`, ms(told.p99), "≤ 2 ms", told.p99 <= 2);
}

export async function measureFlatAndLoop(quick) {
  const dir = scratch();
  const shim = buildShim(dir);
  try {
    await measureFlat(dir, shim, quick);
    await measureLoop(dir, shim, quick ? 4 : 10);
  } finally {
    forget(dir);
  }
}
