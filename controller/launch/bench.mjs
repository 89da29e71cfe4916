// `npm run bench [-- NAMES]`: installs and builds what is missing, then measures against raw ceilings of the same run.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureReadyOrExit, root } from "./setup.mjs";

await ensureReadyOrExit();
const child = spawn(process.execPath, [join(root, "tests", "bench", "run.mjs"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
child.on("exit", (code) => process.exit(code ?? 1));
