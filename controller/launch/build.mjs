// `npm run build`: builds service and pages anew.
import { ensureReadyOrExit } from "./setup.mjs";

await ensureReadyOrExit({ force: process.argv.includes("--force") });
