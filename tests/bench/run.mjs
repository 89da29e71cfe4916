// Measures the built service against raw ceilings of the same run: `npm run bench [-- issue …] [--quick | --full]`.
import { loadavg } from "node:os";
import { pinSelf, printTable } from "./bench-lib.mjs";

/** Each loads its own file only when it runs; `minutesMax` bounds what a stuck one may take. */
const GROUPS = {
  issue: { minutesMax: 3, run: async (quick) => (await import("./issue.mjs")).measureIssue(quick) },
  fanout: { minutesMax: 3, run: async (quick) => (await import("./fanout.mjs")).measureFanOut(quick) },
  press: { minutesMax: 4, run: async (quick) => (await import("./press.mjs")).measurePress(quick) },
  bus: { minutesMax: 2, run: async (quick) => (await import("./bus.mjs")).measureBus(quick) },
  cold: { minutesMax: 4, run: async (quick) => (await import("./cold.mjs")).measureCold(quick) },
  flat: { minutesMax: 4, run: async (quick) => (await import("./flat.mjs")).measureFlatAndLoop(quick) },
  estimate: { minutesMax: 2, run: async (quick) => (await import("./estimate.mjs")).measureEstimate(quick) },
  reports: { minutesMax: 6, run: async (quick) => (await import("./reports.mjs")).measureReports(quick) },
  beside: { minutesMax: 6, run: async (quick) => (await import("./beside.mjs")).measureBeside(quick) },
  memory: { minutesMax: 4, run: async (quick) => (await import("./memory.mjs")).measureMemory(quick) },
};
const FULL_TAKES = 6;
const EXIT_BROKEN = 1;
const EXIT_USAGE = 2;

function bounded(work, minutesMax) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`took longer than ${minutesMax} minutes`)), minutesMax * 60_000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const args = process.argv.slice(2);
const quick = args.includes("--quick");
// Ten million events instead of one; what is made of them takes minutes.
if (args.includes("--full")) process.env.BENCH_EVENTS = "10000000";
const asked = args.filter((arg) => arg !== "--quick" && arg !== "--full");
const unknown = asked.filter((name) => !Object.hasOwn(GROUPS, name));
if (unknown.length > 0) {
  console.error(
    `no such group: ${unknown.join(", ")}; there are ${Object.keys(GROUPS).join(", ")}, --quick and --full`,
  );
  process.exit(EXIT_USAGE);
}

// Whatever happens here, no child may outlive this process.
process.on("SIGINT", () => process.exit(EXIT_BROKEN));
process.on("SIGTERM", () => process.exit(EXIT_BROKEN));
pinSelf();
console.log(`Node ${process.version}, load ${loadavg()[0].toFixed(1)}${quick ? ", quick" : ""}`);
let broken = false;
for (const name of asked.length > 0 ? asked : Object.keys(GROUPS)) {
  const startedMs = performance.now();
  console.log(`\n${name}`);
  try {
    const longer = args.includes("--full") ? FULL_TAKES : 1;
    await bounded(GROUPS[name].run(quick), GROUPS[name].minutesMax * longer);
  } catch (error) {
    broken = true;
    console.error(`  ${name} broke: ${error.stack}`);
  }
  console.log(`  (${((performance.now() - startedMs) / 1000).toFixed(0)} s)`);
}
printTable();
// Slow is told by the table; only a wrong answer or a crash fails the run.
process.exit(broken ? EXIT_BROKEN : 0);
