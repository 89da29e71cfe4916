// `npm run screenshots [-- NAMES]`: installs and builds what is missing, then takes the pictures of docs/screenshots.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureReadyOrExit, root } from "./setup.mjs";

await ensureReadyOrExit();
const child = spawn(process.execPath, [join(root, "tests", "screenshots", "run.mjs"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
child.on("exit", (code) => process.exit(code ?? 1));
