// `npm test [-- FILES]`: installs and builds what is missing, then runs the tests.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureReadyOrExit, root } from "./setup.mjs";

const given = process.argv.slice(2);
// `npm run sim -- --seed 7` replays one seed of the seeded hall.
const seedAt = given.indexOf("--seed");
const [, seed] = seedAt < 0 ? [] : given.splice(seedAt, 2);
// `npm run test:long` runs the random tests with the counts of a release.
const longAt = given.indexOf("--long");
const long = longAt < 0 ? {} : { HALL_LONG: "1" };
if (longAt >= 0) given.splice(longAt, 1);
await ensureReadyOrExit();
const child = spawn(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...given], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, ...long, ...(seed === undefined ? {} : { HALL_SEED: seed }) },
});
child.on("exit", (code) => process.exit(code ?? 1));
