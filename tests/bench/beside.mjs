// P14: from a key press to the strip while somebody exports the whole log and asks for long reports, without end.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { buildShim, forget, median, ms, quantile, report, root, scratch, spawnOn, times } from "./bench-lib.mjs";
import { bigLog } from "./cold.mjs";
import { alternate, startBoth } from "./press.mjs";
import { goFirst } from "./wire.mjs";

const GROUPS = ["hall", "service", "window", "kind"];
const AIM_MS = 20;

/** Exports of everything, one after the other, on the other core; reports from the service itself. */
function endlessReaders(port, dir, dataDir) {
  const done = { exports: 0, reports: 0 };
  let goesOn = true;
  let child = null;
  const config = join(dir, "hall.yaml");
  const exporting = async () => {
    while (goesOn) {
      const args = ["dist/controller/cli.js", "export", "events", "--from", "2000-01-01", "--config", config];
      child = spawnOn(1, [...args, "--data", dataDir, "--out", join(dir, "all.csv")], { cwd: root });
      const code = await new Promise((ended) => child.once("exit", ended));
      if (code === 0) done.exports += 1;
      else if (goesOn) throw new Error(`the export ended with ${code}`);
    }
  };
  const asking = async () => {
    for (let i = 0; goesOn; i++) {
      // Another span each time: nothing that is kept answers it.
      const from = new Date(Date.now() - (60 + i) * 86_400_000).toISOString().slice(0, 10);
      const to = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const query = `from=${from}&to=${to}&by=day&group=${GROUPS[i % GROUPS.length]}`;
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/reports/day?${query}`);
      if (!answer.ok) throw new Error(`a report was answered with ${answer.status}`);
      await answer.arrayBuffer();
      done.reports += 1;
    }
  };
  const all = Promise.all([exporting(), asking()]);
  // Whoever waits for it hears of a fault.
  all.catch(() => undefined);
  return {
    done,
    stop: async () => {
      goesOn = false;
      child?.kill("SIGTERM");
      await all;
    },
  };
}

export async function measureBeside(quick) {
  const log = bigLog(quick);
  const dir = scratch();
  process.once("exit", () => forget(dir));
  goFirst(process.pid);
  const dataDir = join(dir, "data-pty");
  cpSync(log.dataDir, dataDir, { recursive: true });
  const [rounds, presses] = quick ? [2, 15] : [5, 24];
  const { hall, bare } = await startBoth(dir, buildShim(dir), { tcp: false, extra: 200 + 2 * rounds * presses });
  const result = [];
  try {
    for (let i = 0; i < rounds; i++) {
      const idle = await alternate(hall.desk, bare, presses);
      const readers = endlessReaders(hall.port, dir, dataDir);
      const busy = await alternate(hall.desk, bare, presses);
      await readers.stop();
      if (readers.done.reports === 0) throw new Error("not one report was answered meanwhile");
      console.log(`  meanwhile ${readers.done.reports} reports and ${readers.done.exports} whole exports`);
      result.push({ idle, busy });
    }
    tell(result, `${(log.events / 1e6).toFixed(1)} M events`);
  } finally {
    await Promise.all([bare.stop(), hall.stop()]);
    forget(dir);
  }
}

function tell(rounds, what) {
  const all = (of, who) => rounds.flatMap((round) => round[of][who]);
  const p99 = (of, who) => quantile(all(of, who), 0.99);
  const ratio = p99("busy", "ours") / p99("idle", "ours");
  const longest = Math.max(...all("busy", "ours"));
  const name = `press → LED while reports and exports run, ${what}`;
  const p50 = median(rounds.map(({ idle, busy }) => median(busy.ours) / median(idle.ours)));
  console.log(`  the middle press takes ${times(p50)} as long as without`);
  console.log(`  the bare program: p99 ${ms(p99("busy", "bare"))}, without ${ms(p99("idle", "bare"))}`);
  report(
    "P14",
    `${name}, p99`,
    ms(p99("busy", "ours")),
    `${ms(p99("idle", "ours"))} idle`,
    times(ratio),
    "≤ 2×",
    ratio <= 2,
  );
  const bareMax = Math.max(...all("busy", "bare"));
  report(
    "P14",
    "the longest of them",
    ms(longest),
    `${ms(bareMax)} bare`,
    ms(longest),
    `≤ ${AIM_MS} ms`,
    longest <= AIM_MS,
  );
}
