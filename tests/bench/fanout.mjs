// P5 to P7: a call seen by the last of a thousand screens, against the same bytes written to plain sockets.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildShim,
  cpuMs,
  ended,
  forget,
  freePort,
  hallConfig,
  LeanClient,
  listening,
  median,
  ms,
  quantile,
  report,
  scratch,
  sleep,
  spawnOn,
  spawnTalker,
  startService,
  steadyRounds,
  syncEnv,
  times,
} from "./bench-lib.mjs";
import { countSerialisations } from "./serialisations.mjs";

const SCREENS = 1_000;
const WINDOWS = 20;
const SYNC_MICROS = 2_000;
const CALLS_PER_ROUND = 10;
const BETWEEN_MS = 25;

/** Tickets for all calls, every window open and busy, so that the board has its usual size. */
export async function prepareHall(port, tickets, windows) {
  const clients = await Promise.all(Array.from({ length: 20 }, () => LeanClient.to(port)));
  const post = async (client, path, status, body) => {
    const answer = await client.post(path, body);
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return answer;
  };
  let left = tickets;
  await Promise.all(
    clients.map(async (client) => {
      while (left-- > 0) await post(client, "/api/v1/tickets", 201, { serviceId: "general" });
    }),
  );
  for (let i = 1; i <= windows; i++) {
    await post(clients[0], `/api/v1/windows/${i}/open`, 200, {});
    await post(clients[0], `/api/v1/windows/${i}/call-next`, 200);
  }
  for (const client of clients) client.close();
}

/** One server with its screens, called at its windows in turn. */
class CalledHall {
  #screens;
  #port;
  #next;
  constructor(screens, port, called) {
    this.#screens = screens;
    this.#port = port;
    this.#next = called + 1;
  }

  /** Milliseconds from the request until the last screen shows the number, which must be the next in line. */
  async call() {
    const number = `A${String(this.#next).padStart(4, "0")}`;
    const path = `/api/v1/windows/${(this.#next % WINDOWS) + 1}/call-next`;
    const text = `"number":"${number}"`;
    const answer = await this.#screens.ask({ do: "postAndWait", group: "ours", port: this.#port, path, text });
    if (answer.status !== 200 || JSON.parse(answer.body).ticket.number !== number) {
      throw new Error(`expected ${number}: ${answer.status} ${answer.body}`);
    }
    this.#next += 1;
    return answer.lastMs;
  }
}

/** The same bytes to as many sockets: with the request, and from the first write on. */
async function rawFanOut(screens, port, text) {
  const answer = await screens.ask({ do: "postAndWait", group: "raw", port, path: "/fan-out", text });
  const { sent, fromNs } = JSON.parse(answer.body);
  if (sent !== SCREENS) throw new Error(`raw: ${sent} sockets`);
  return { wholeMs: answer.lastMs, fanMs: Number(BigInt(answer.lastNs) - BigInt(fromNs)) / 1e6 };
}

async function oneRound(hall, raw, pids, calls) {
  const round = { ours: [], whole: [], fan: [], trivial: [], ourCpu: 0, rawCpu: 0 };
  const fromMs = [cpuMs(pids.ours), cpuMs(pids.raw)];
  for (let i = 0; i < calls; i++) {
    round.ours.push(await hall.call());
    await sleep(BETWEEN_MS);
    const { wholeMs, fanMs } = await raw();
    round.whole.push(wholeMs);
    round.fan.push(fanMs);
    await sleep(BETWEEN_MS);
  }
  round.ourCpu = (cpuMs(pids.ours) - fromMs[0]) / calls;
  round.rawCpu = (cpuMs(pids.raw) - fromMs[1]) / calls;
  return round;
}

/** Rounds against one service whose syncs take the given time. */
async function series(dir, shim, micros, { rounds, calls }) {
  const screens = spawnTalker(1, "screens.mjs");
  const bytesFile = join(dir, `frame-${micros}`);
  const port = await freePort();
  const { child } = await startService(
    dir,
    { ...hallConfig(port, WINDOWS), services: [SERVICE] },
    {
      env: syncEnv(shim, micros),
      dataDir: join(dir, `data-${micros}`),
    },
  );
  await prepareHall(port, rounds * 3 * calls + WINDOWS + 100, WINDOWS);
  const rawPort = await freePort();
  const rawServer = spawnOn(0, ["tests/bench/raw-server.mjs", String(rawPort), bytesFile]);
  await listening(rawPort);
  await screens.ask({ do: "open", group: "ours", port, count: SCREENS });
  await screens.ask({ do: "open", group: "raw", port: rawPort, count: SCREENS });
  const hall = new CalledHall(screens, port, WINDOWS);
  for (let i = 0; i < 5; i++) await hall.call();
  const frame = Buffer.from((await screens.ask({ do: "newest", group: "ours" })).frame, "base64");
  writeFileSync(bytesFile, frame);
  await screens.ask({ do: "post", port: rawPort, path: "/load" });
  const raw = () => rawFanOut(screens, rawPort, '"type":"view"');
  for (let i = 0; i < 5; i++) await raw();
  const pids = { ours: child.pid, raw: rawServer.pid };
  const result = await steadyRounds(
    rounds,
    async () => {
      const round = await oneRound(hall, raw, pids, calls);
      for (let i = 0; i < 20; i++) {
        round.trivial.push((await screens.ask({ do: "post", port: rawPort, path: "/trivial", body: {} })).tookMs);
      }
      return round;
    },
    (round) => median(round.fan),
  );
  const counts = await countFrames(screens, hall);
  await Promise.all([screens.end(), ended(rawServer), ended(child)]);
  return { rounds: result, counts, bytes: frame.length };
}

const SERVICE = { id: "general", prefix: "A", digits: 4, name: { "zh-CN": "综合业务", en: "General" } };

/** Views that each screen got per call, when nothing else happens. */
async function countFrames(screens, hall) {
  const calls = 10;
  await sleep(300);
  const before = await screens.ask({ do: "count", group: "ours" });
  for (let i = 0; i < calls; i++) {
    await hall.call();
    await sleep(200);
  }
  const after = await screens.ask({ do: "count", group: "ours" });
  return (after.views - before.views) / calls / SCREENS;
}

export async function measureFanOut(quick) {
  const dir = scratch();
  const shim = buildShim(dir);
  const size = quick ? { rounds: 3, calls: 5 } : { rounds: 9, calls: CALLS_PER_ROUND };
  try {
    const plain = await series(dir, shim, 0, size);
    const synced = shim === null ? null : await series(dir, shim, SYNC_MICROS, size);
    reportBroadcast(plain);
    if (synced !== null) reportCall(synced);
    reportCounts(plain, await countSerialisations(dir, SCREENS));
  } finally {
    forget(dir);
  }
}

const pooled = (rounds, pick, q) => quantile(rounds.flatMap(pick), q);

function reportBroadcast({ rounds, bytes }) {
  const p50 = median(rounds.map((r) => median(r.ours) / median(r.whole)));
  const ours = pooled(rounds, (r) => r.ours, 0.5);
  const raw = pooled(rounds, (r) => r.whole, 0.5);
  const name = `call → last of ${SCREENS}, ${bytes} B, no sync`;
  report("P5", `${name}, p50`, ms(ours), ms(raw), times(p50), "≤ 1.15×", p50 <= 1.15);
  const [ours99, raw99] = [pooled(rounds, (r) => r.ours, 0.99), pooled(rounds, (r) => r.whole, 0.99)];
  report("P5", `${name}, p99`, ms(ours99), ms(raw99), times(ours99 / raw99), "≤ 1.4×", ours99 <= 1.4 * raw99);
  const cpu = median(rounds.map((r) => r.ourCpu / r.rawCpu));
  const [ourCpu, rawCpu] = [median(rounds.map((r) => r.ourCpu)), median(rounds.map((r) => r.rawCpu))];
  report("P5", "processor time per call, server", ms(ourCpu), ms(rawCpu), times(cpu), "≤ 1.12×", cpu <= 1.12);
}

function reportCall({ rounds }) {
  const floors = rounds.map((r) => ({ ...r, floor: (q) => quantile(r.fan, q) + 2 + quantile(r.trivial, 0.5) }));
  const p50 = median(floors.map((r) => median(r.ours) / r.floor(0.5)));
  const raw = median(floors.map((r) => r.floor(0.5)));
  const name = `call over HTTP → last of ${SCREENS}, 2 ms sync`;
  report("P6", `${name}, p50`, ms(pooled(rounds, (r) => r.ours, 0.5)), ms(raw), times(p50), "≤ 1.3×", p50 <= 1.3);
  const ours99 = pooled(rounds, (r) => r.ours, 0.99);
  const raw99 = pooled(rounds, (r) => r.fan, 0.99) + 2 + pooled(rounds, (r) => r.trivial, 0.5);
  report("P6", `${name}, p99`, ms(ours99), ms(raw99), times(ours99 / raw99), "≤ 1.5×", ours99 <= 1.5 * raw99);
}

function reportCounts({ counts }, { serialisations, frames, writes }) {
  const perScreen = counts.toFixed(3);
  report("P7", "views received per screen and call", perScreen, "1", perScreen, "≤ 1.05", counts <= 1.05);
  const made = `${serialisations} / ${frames} / ${writes.toFixed(3)}`;
  const met = serialisations === 1 && frames === 1 && writes <= 1.05;
  report("P7", "serialisations / frames / writes per screen", made, "1 / 1 / 1", made, "1 / 1 / ≤ 1.05", met);
}
