// P1 to P3: durable ticket issue over HTTP against one row per commit, with the same length of every sync.
import { execFileSync } from "node:child_process";
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
  syncCount,
  syncEnv,
} from "./bench-lib.mjs";

const SYNC_MICROS = 2_000;
const ROUNDS = 5;
const LOAD_MS = 2_000;

/** Tickets per second with `inFlight` connections; every answer is checked. */
async function load(port, inFlight, path, body, label) {
  const clients = await Promise.all(Array.from({ length: inFlight }, () => LeanClient.to(port)));
  const untilMs = performance.now() + LOAD_MS;
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

export async function measureIssue() {
  const dir = scratch();
  const shim = buildShim(dir);
  const countFile = join(dir, "syncs");
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const env = syncEnv(shim, SYNC_MICROS, countFile);
    const raw = Number(
      execFileSync(process.execPath, [join(root, "tests/bench/raw-commit.mjs"), dir], {
        env: { ...process.env, ...env },
      }),
    );
    const rawPort = await freePort();
    const trivialServer = spawnOn(0, ["tests/bench/raw-server.mjs", String(rawPort)]);
    await listening(rawPort);
    const body = { serviceId: "general" };
    const trivial = (await load(rawPort, 1, "/trivial", body, "t")).rate;
    await ended(trivialServer);
    const port = await freePort();
    const dataDir = join(dir, `data-${round}`);
    const { child } = await startService(dir, hallConfig(port, 2), {
      env: syncEnv(shim, SYNC_MICROS, countFile),
      dataDir,
    });
    await load(port, 50, "/api/v1/tickets", body, "warm");
    const beforeOne = shim === null ? 0 : syncCount(countFile);
    const one = await load(port, 1, "/api/v1/tickets", body, "one");
    const beforeFifty = shim === null ? 0 : syncCount(countFile);
    const fifty = await load(port, 50, "/api/v1/tickets", body, "fifty");
    const after = shim === null ? 0 : syncCount(countFile);
    await ended(child);
    const floor = 1 / (1 / trivial + 1 / raw);
    rounds.push({
      raw,
      floor,
      one: one.rate,
      fifty: fifty.rate,
      syncsOne: (beforeFifty - beforeOne) / one.count,
      syncsFifty: (after - beforeFifty) / fifty.count,
    });
  }
  forget(dir);
  const of = (pick) => median(rounds.map(pick));
  const perSecond = (value) => `${Math.round(value)}/s`;
  const p1 = of((r) => r.fifty / r.raw);
  const p2 = of((r) => r.one / r.floor);
  const fifty = perSecond(of((r) => r.fifty));
  report(
    "P1",
    "issue, 50 in flight, 2 ms sync",
    fifty,
    perSecond(of((r) => r.raw)),
    `${p1.toFixed(1)}×`,
    "≥ 10×",
    p1 >= 10,
  );
  const one = perSecond(of((r) => r.one));
  report(
    "P2",
    "issue, 1 in flight, of the floor",
    one,
    perSecond(of((r) => r.floor)),
    p2.toFixed(2),
    "≥ 0.70",
    p2 >= 0.7,
  );
  if (shim === null) return;
  const s50 = of((r) => r.syncsFifty);
  const s1 = of((r) => r.syncsOne);
  report("P3", "syncs per ticket, 50 in flight", s50.toFixed(3), "1", s50.toFixed(3), "≤ 0.10", s50 <= 0.1);
  report("P3", "syncs per ticket, 1 in flight", s1.toFixed(2), "1", s1.toFixed(2), "≤ 1.1", s1 <= 1.1);
}
