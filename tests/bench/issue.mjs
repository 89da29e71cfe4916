// P1 to P3: durable ticket issue over HTTP against one row per commit, with the same length of every sync.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  buildShim,
  ended,
  forget,
  freePort,
  hallConfig,
  LeanClient,
  listening,
  median,
  report,
  root,
  scratch,
  spawnOn,
  startService,
  steadyRounds,
  syncCount,
  syncEnv,
} from "./bench-lib.mjs";

const SYNC_MICROS = 2_000;
const ROUNDS = 5;
const LOAD_MS = 2_000;
const BODY = { serviceId: "general" };

/** Tickets per second with `inFlight` connections; every answer is checked. */
export async function load(port, inFlight, path, body, label, loadMs = LOAD_MS) {
  const clients = await Promise.all(Array.from({ length: inFlight }, () => LeanClient.to(port)));
  const untilMs = performance.now() + loadMs;
  const startedMs = performance.now();
  const numbers = new Set();
  let count = 0;
  await Promise.all(
    clients.map(async (client, i) => {
      for (let n = 0; performance.now() < untilMs; n++) {
        const answer = await client.post(path, body, `${label}-${i}-${n}`);
        if (answer.status !== 201) throw new Error(`answer ${answer.status}: ${answer.body}`);
        if (path !== "/trivial") numbers.add(JSON.parse(answer.body).number);
        count += 1;
      }
    }),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  for (const client of clients) client.close();
  if (path !== "/trivial" && numbers.size !== count) throw new Error(`${count} tickets but ${numbers.size} numbers`);
  return { rate: count / seconds, count };
}

/** What one connection can commit, a row at a time. */
function rawCommits(dir, env) {
  const args = [join(root, "tests/bench/raw-commit.mjs"), dir];
  const command = existsSync("/usr/bin/taskset") ? ["taskset", "-c", "0", process.execPath] : [process.execPath];
  return Number(execFileSync(command[0], [...command.slice(1), ...args], { env: { ...process.env, ...env } }));
}

async function trivialRate() {
  const port = await freePort();
  const server = spawnOn(0, ["tests/bench/raw-server.mjs", String(port)]);
  await listening(port);
  await load(port, 1, "/trivial", BODY, "warm");
  const { rate } = await load(port, 1, "/trivial", BODY, "t");
  await ended(server);
  return rate;
}

async function oneRound(dir, shim, number) {
  const countFile = join(dir, "syncs");
  const env = () => syncEnv(shim, SYNC_MICROS, countFile);
  const raw = rawCommits(dir, env());
  const floor = 1 / (1 / (await trivialRate()) + 1 / raw);
  const port = await freePort();
  const dataDir = join(dir, `data-${number}`);
  const { child } = await startService(dir, hallConfig(port, 2), { env: env(), dataDir });
  await load(port, 50, "/api/v1/tickets", BODY, "warm");
  const syncs = () => (shim === null ? 0 : syncCount(countFile));
  const before = syncs();
  const one = await load(port, 1, "/api/v1/tickets", BODY, "one");
  const between = syncs();
  const fifty = await load(port, 50, "/api/v1/tickets", BODY, "fifty");
  const after = syncs();
  await ended(child);
  return {
    ...{ raw, floor, one: one.rate, fifty: fifty.rate },
    syncsOne: (between - before) / one.count,
    syncsFifty: (after - between) / fifty.count,
  };
}

export async function measureIssue(quick) {
  const dir = scratch();
  const shim = buildShim(dir);
  const count = quick ? 2 : ROUNDS;
  const rounds = await steadyRounds(
    count,
    (number) => oneRound(dir, shim, number),
    (round) => round.raw,
  );
  forget(dir);
  const of = (pick) => median(rounds.map(pick));
  const perSecond = (value) => `${Math.round(value)}/s`;
  const sync = shim === null ? "this disk" : "2 ms sync";
  const p1 = of((r) => r.fifty / r.raw);
  const [fifty, raw] = [perSecond(of((r) => r.fifty)), perSecond(of((r) => r.raw))];
  report("P1", `issue, 50 in flight, ${sync}`, fifty, raw, `${p1.toFixed(1)}×`, "≥ 10×", p1 >= 10);
  const p2 = of((r) => r.one / r.floor);
  const [one, floor] = [perSecond(of((r) => r.one)), perSecond(of((r) => r.floor))];
  report("P2", `issue, 1 in flight, ${sync}, of the floor`, one, floor, p2.toFixed(2), "≥ 0.70", p2 >= 0.7);
  if (shim === null) return;
  const [s50, s1] = [of((r) => r.syncsFifty), of((r) => r.syncsOne)];
  report("P3", "syncs per ticket, 50 in flight", s50.toFixed(3), "1", s50.toFixed(3), "≤ 0.10", s50 <= 0.1);
  report("P3", "syncs per ticket, 1 in flight", s1.toFixed(2), "1", s1.toFixed(2), "≤ 1.1", s1 <= 1.1);
}
