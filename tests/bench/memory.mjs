// P18 and P20: memory and processor time of an idle big hall, and what a screen that never reads costs.
import { createServer } from "node:net";
import {
  cpuMs,
  ended,
  forget,
  freePort,
  listening,
  median,
  ms,
  report,
  residentMb,
  scratch,
  sleep,
  spawnOn,
  spawnTalker,
  startService,
  times,
} from "./bench-lib.mjs";
import { bigHall, bigLog, WINDOWS } from "./cold.mjs";
import { CardInput, cardAck } from "./wire.mjs";

const SCREENS = 1_000;
const HEALTHY = 200;
const STUCK = 120;
const SETTLE_MS = 4_000;
const IDLE_MS = 10_000;
/** Until the system's own buffers of a stuck screen are full and ours would grow. */
const CALLS = 150;
const CALLS_COMPARED = 40;

/** A strip behind a port of its own for each window: each answers as a card does. */
function stripServers() {
  return Promise.all(
    Array.from({ length: WINDOWS }, async () => {
      const server = createServer({ noDelay: true }, (socket) => {
        const input = new CardInput(({ address }) => socket.write(cardAck(address)));
        socket.on("data", (bytes) => input.push(bytes));
        socket.on("error", () => socket.destroy());
      });
      await new Promise((done) => server.listen(0, "127.0.0.1", done));
      return server;
    }),
  );
}

function hallWithStrips(port, strips) {
  return bigHall(port, {
    links: strips.map((strip, i) => ({ id: `net-${i}`, type: "tcp", host: "127.0.0.1", port: strip.address().port })),
    devices: strips.map((_, i) => ({
      ...{ id: `strip-${i}`, model: "led/onbon-bx5k", link: `net-${i}`, window: String(i + 1) },
      settings: { address: 1 },
    })),
  });
}

/** Idle: connected and told everything, and nothing happens. */
async function idleHall(child, screens, port) {
  await screens.ask({ do: "open", group: "ours", port, count: SCREENS });
  await sleep(SETTLE_MS);
  const fromMs = cpuMs(child.pid);
  await sleep(IDLE_MS);
  const cpu = ((cpuMs(child.pid) - fromMs) / IDLE_MS) * 100;
  const { heartbeats } = await screens.ask({ do: "count", group: "ours" });
  if (heartbeats < SCREENS * 2) throw new Error(`${heartbeats} heartbeats for ${SCREENS} screens`);
  return { cpu, rssMb: residentMb(child.pid) };
}

/** Recalls at window 1 until every healthy screen has each; tells how long that took. */
async function calls(screens, port, count) {
  const tookMs = [];
  for (let i = 0; i < count; i++) {
    const path = `/api/v1/windows/${(i % 2) + 1}/recall`;
    const answer = await screens.ask({ do: "postAndWait", group: "ours", port, path, text: '"type":"view"' });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    tookMs.push(answer.lastMs);
    await sleep(10);
  }
  return tookMs;
}

async function stuckScreens(child, screens, port) {
  await screens.ask({ do: "close", group: "ours" });
  await screens.ask({ do: "open", group: "ours", port, count: HEALTHY });
  for (const id of [1, 2]) {
    await screens.ask({ do: "post", port, path: "/api/v1/tickets", body: { serviceId: "general" } });
    await screens.ask({ do: "post", port, path: `/api/v1/windows/${id}/open`, body: {} });
    const called = await screens.ask({ do: "post", port, path: `/api/v1/windows/${id}/call-next` });
    if (called.status !== 200) throw new Error(`call: ${called.status} ${called.body}`);
  }
  // Twice: what calls alone add to the memory must not be counted for the screens.
  await calls(screens, port, 2 * CALLS);
  const before = await calls(screens, port, CALLS_COMPARED);
  const fromMb = residentMb(child.pid);
  const stuck = spawnTalker(1, "stuck-screens.mjs");
  await stuck.ask({ do: "open", port, count: STUCK });
  await sleep(200);
  await calls(screens, port, CALLS);
  const toMb = residentMb(child.pid);
  const withStuck = await calls(screens, port, CALLS_COMPARED);
  // A screen that was cut off meanwhile would cost nothing.
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const seated = Number(/^hall_screens (\d+)/m.exec(metrics)?.[1]);
  if (seated !== HEALTHY + STUCK) throw new Error(`${seated} screens, not ${HEALTHY + STUCK}`);
  await stuck.end();
  await sleep(500);
  const without = [...before, ...(await calls(screens, port, CALLS_COMPARED))];
  return { perScreenKb: ((toMb - fromMb) * 1024) / STUCK, without, withStuck };
}

/** A process that has only loaded the packages, for comparison. */
async function bareMemory() {
  const port = await freePort();
  const child = spawnOn(0, ["tests/bench/cold-bare.mjs", String(port)]);
  await listening(port);
  const rssMb = residentMb(child.pid);
  await ended(child, "SIGKILL");
  return rssMb;
}

export async function measureMemory(quick) {
  const log = bigLog(quick);
  const bareMb = await bareMemory();
  const strips = await stripServers();
  const port = await freePort();
  const config = hallWithStrips(port, strips);
  const dir = scratch();
  // A log left behind by a kill -9 is closed in good order first.
  await ended((await startService(dir, config, { dataDir: log.dataDir })).child);
  const { child } = await startService(dir, config, { dataDir: log.dataDir });
  const screens = spawnTalker(1, "screens.mjs");
  const { cpu, rssMb } = await idleHall(child, screens, port);
  const name = `idle, ${WINDOWS} windows and strips, ${SCREENS} screens`;
  report(
    "P18",
    `memory, ${name}`,
    `${rssMb.toFixed(0)} MB`,
    `${bareMb.toFixed(0)} MB`,
    `${rssMb.toFixed(0)} MB`,
    "≤ 130 MB",
    rssMb <= 130,
  );
  report("P18", `processor, ${name}`, `${cpu.toFixed(1)} %`, "0 %", `${cpu.toFixed(1)} %`, "≤ 3 %", cpu <= 3);
  const { perScreenKb, without, withStuck } = await stuckScreens(child, screens, port);
  const each = `${Math.max(0, perScreenKb).toFixed(0)} KB`;
  report("P20", `memory per screen that never reads (${STUCK})`, each, "0 KB", each, "≤ 64 KB", perScreenKb <= 64);
  const ratio = median(withStuck) / median(without);
  const last = `last of ${HEALTHY} healthy, ${STUCK} stuck / none`;
  report("P20", last, ms(median(withStuck)), ms(median(without)), times(ratio), "≤ 1.1×", ratio <= 1.1);
  await Promise.all([screens.end(), ended(child)]);
  for (const strip of strips) strip.close();
  forget(dir);
}
