// P8, P9, P12: from a key press to the strip, over pseudo-terminals, beside a bare program on lines of the same kind.
import { join } from "node:path";
import {
  buildShim,
  ended,
  forget,
  freePort,
  hallConfig,
  median,
  ms,
  quantile,
  report,
  scratch,
  sleep,
  spawnTalker,
  startService,
  syncEnv,
  times,
} from "./bench-lib.mjs";
import { Desk, KEYS } from "./desk.mjs";
import { prepareHall } from "./fanout.mjs";
import { goFirst, keyFrame, makeLine, SOCAT, wireMs } from "./wire.mjs";

const SCREENS = 1_000;
const CALLS_PER_SECOND = 20;
const WINDOWS = 12;
/** Fast lines for the program's own time, slow ones for what a person waits. */
const FAST_BAUD = 115_200;
const SLOW_BAUD = 9_600;
const BETWEEN_MS = 150;
const SLOW_BETWEEN_MS = 360;
/** What the bare program writes: as long as a strip's frame. */
const BARE_BYTES = 70;
const SERVICE = { id: "general", prefix: "A", digits: 4, name: { "zh-CN": "综合业务", en: "General" } };

/** The service with one keypad and one strip, each on a line of its own. */
async function startHall(dir, name, { baud, micros, shim, extra, tcp }) {
  const line = (end) => makeLine(dir, `${name}-${end}`, baud, tcp);
  const [keys, strip] = [await line("k"), await line("s")];
  const paced = baud === SLOW_BAUD;
  const fast = paced ? {} : { gapMs: 0 };
  const port = await freePort();
  const config = hallConfig(port, WINDOWS, {
    links: [
      { id: "keys", ...keys.link, ...fast },
      { id: "strips", ...strip.link, ...fast },
    ],
    devices: [
      {
        id: "keypad-1",
        model: "keypad/ff68",
        link: "keys",
        window: "1",
        settings: { address: 1, variant: "jackqchen" },
      },
      { id: "strip-1", model: "led/onbon-bx5k", link: "strips", window: "1", settings: { address: 1 } },
    ],
  });
  const desk = new Desk(keys.end, strip.end, paced ? baud : null);
  const { child } = await startService(
    dir,
    { ...config, services: [SERVICE] },
    {
      env: syncEnv(shim, micros),
      dataDir: join(dir, `data-${name}`),
    },
  );
  await prepareHall(port, extra, WINDOWS);
  // The strip is told what its window shows now; let that pass.
  await sleep(1_500);
  for (let i = 0; i < KEYS.length * 4; i++) {
    await desk.press();
    await sleep(paced ? SLOW_BETWEEN_MS : BETWEEN_MS);
  }
  const stop = async () => {
    await ended(child);
    keys.close();
    strip.close();
  };
  return { port, desk, stop };
}

/** The same lines with a program between them that does nothing but wait for the key frame and write a frame. */
async function startBare(dir, bytes, tcp) {
  const line = (end) => makeLine(dir, `bare-${end}`, FAST_BAUD, tcp);
  const [keys, strip] = [await line("k"), await line("s")];
  const args = [keys.spec, strip.spec, "10", Buffer.alloc(bytes, 0x31).toString("hex"), String(FAST_BAUD)];
  const program = spawnTalker(0, "press-bare.mjs", args);
  await program.ask({});
  let told = null;
  strip.end.onData(() => told?.(performance.now()));
  const press = async () => {
    const lit = new Promise((done) => {
      told = done;
    });
    const fromMs = performance.now();
    keys.end.write(keyFrame(0x0c));
    const tookMs = (await lit) - fromMs;
    told = null;
    return tookMs;
  };
  for (let i = 0; i < 10; i++) {
    await press();
    await sleep(20);
  }
  const stop = async () => {
    await program.end();
    keys.close();
    strip.close();
  };
  return { press, stop };
}

/** Presses of ours and of the bare program in turn, so that both meet the same disturbances. */
export async function alternate(desk, bare, presses) {
  const result = { ours: [], bare: [] };
  for (let i = 0; i < presses; i++) {
    result.ours.push((await desk.press()).firstMs);
    await sleep(BETWEEN_MS / 2);
    result.bare.push(await bare.press());
    await sleep(BETWEEN_MS / 2);
  }
  return result;
}

/** Both kinds of press, on lines of one kind, in the service's own time: no sync, fast lines. */
export async function startBoth(dir, shim, { tcp, extra }) {
  const name = tcp ? "tcp" : "pty";
  const hall = await startHall(dir, name, { baud: FAST_BAUD, micros: 0, shim, extra, tcp });
  return { hall, bare: await startBare(dir, BARE_BYTES, tcp) };
}

async function pressAlone(dir, shim, { rounds, presses }) {
  const { hall, bare } = await startBoth(dir, shim, { tcp: false, extra: 100 + rounds * presses });
  const result = [];
  for (let i = 0; i < rounds; i++) result.push(await alternate(hall.desk, bare, presses));
  await Promise.all([bare.stop(), hall.stop()]);
  return result;
}

async function pressUnderLoad(dir, shim, { rounds, presses }) {
  const seconds = (rounds * presses * (BETWEEN_MS + 15)) / 1000 + rounds * 2;
  const { hall, bare } = await startBoth(dir, shim, { tcp: true, extra: 200 + seconds * CALLS_PER_SECOND * 2 });
  const screens = spawnTalker(1, "screens.mjs");
  await screens.ask({ do: "yield" });
  const windows = Array.from({ length: WINDOWS - 1 }, (_, i) => String(i + 2));
  const result = [];
  for (let i = 0; i < rounds; i++) {
    const quiet = await alternate(hall.desk, bare, presses);
    await screens.ask({ do: "open", group: "ours", port: hall.port, count: SCREENS });
    await screens.ask({ do: "callAll", port: hall.port, perSecond: CALLS_PER_SECOND, windows });
    await sleep(500);
    const busy = await alternate(hall.desk, bare, presses);
    await screens.ask({ do: "stopCalling" });
    await screens.ask({ do: "close", group: "ours" });
    await sleep(300);
    result.push({ quiet, busy });
  }
  await Promise.all([screens.end(), bare.stop(), hall.stop()]);
  return result;
}

async function pressOnSlowWire(dir, shim, presses) {
  const hall = await startHall(dir, "slow", { baud: SLOW_BAUD, micros: 2_000, shim, extra: 200 + presses });
  const result = [];
  for (let i = 0; i < presses; i++) {
    const { firstMs, bytes } = await hall.desk.press();
    const litMs = wireMs(bytes, SLOW_BAUD);
    const floorMs = wireMs(10, SLOW_BAUD) + litMs + 2;
    result.push({ bytes, totalMs: firstMs + litMs, overMs: firstMs + litMs - floorMs, floorMs });
    await sleep(SLOW_BETWEEN_MS);
  }
  await hall.stop();
  return result;
}

export async function measurePress(quick) {
  const dir = scratch();
  // Service, bare program and lines inherit it; the screens step back. So the rest of the machine stays out of it.
  goFirst(process.pid);
  if (SOCAT === null) console.log("  socat is missing: TCP lines instead of pseudo-terminals");
  const shim = buildShim(dir);
  try {
    reportAlone(await pressAlone(dir, shim, quick ? { rounds: 2, presses: 15 } : { rounds: 5, presses: 24 }));
    reportLoad(await pressUnderLoad(dir, shim, quick ? { rounds: 2, presses: 15 } : { rounds: 4, presses: 24 }));
    reportWire(await pressOnSlowWire(dir, shim, quick ? 12 : 40));
  } finally {
    forget(dir);
  }
}

function reportAlone(rounds) {
  const all = (who, q) =>
    quantile(
      rounds.flatMap((round) => round[who]),
      q,
    );
  const p50 = median(rounds.map(({ ours, bare }) => median(ours) / median(bare)));
  const name = "press → first LED byte, no screens";
  report("P8", `${name}, p50`, ms(all("ours", 0.5)), ms(all("bare", 0.5)), times(p50), "≤ 2×", p50 <= 2);
  const [ours, bare] = [all("ours", 0.99), all("bare", 0.99)];
  const over = ours - bare;
  report("P8", "the same, p99", ms(ours), ms(bare), `${over < 0 ? "" : "+"}${ms(over)}`, "≤ +3 ms", over <= 3);
}

function reportLoad(rounds) {
  const all = (of, who, q) =>
    quantile(
      rounds.flatMap((round) => round[of][who]),
      q,
    );
  const name = `with ${SCREENS} screens and ${CALLS_PER_SECOND} calls/s, TCP lines`;
  const aims = { p90: [0.9, 2], p99: [0.99, 6] };
  for (const [label, [q, aim]] of Object.entries(aims)) {
    const [busy, quiet] = [all("busy", "ours", q), all("quiet", "ours", q)];
    const ratio = busy / quiet;
    report("P9", `${name}, ${label}`, ms(busy), `${ms(quiet)} without`, times(ratio), `≤ ${aim}×`, ratio <= aim);
    const bare = all("busy", "bare", q);
    console.log(
      `     the bare program meanwhile: ${ms(bare)}, ${times(bare / all("quiet", "bare", q))} of its own without`,
    );
  }
}

function reportWire(presses) {
  const p90 = (pick) => quantile(presses.map(pick), 0.9);
  const total = p90((press) => press.totalMs);
  const bytes = p90((press) => press.bytes);
  const floor = p90((press) => press.floorMs);
  report(
    "P12",
    `press-in → lit at 9600, ${bytes} B, p90`,
    ms(total),
    `${ms(floor)} wire + 2 ms`,
    ms(total),
    "≤ 78 ms",
    total <= 78,
  );
  const over = p90((press) => press.overMs);
  // 78 ms is 5.2 ms over the wire and the sync of a 58-byte frame.
  report("P12", "the same, beyond wire and sync", ms(over), "0", `+${ms(over)}`, "≤ +5.2 ms", over <= 5.2);
}
