// `npm run screenshots [-- NAME …]`: takes the pictures of docs/screenshots anew; Node 20 runs TypeScript through Vite.
import { join } from "node:path";
import { runnerImport } from "vite";

const { module } = await runnerImport(join(import.meta.dirname, "take.ts"), { configFile: false, logLevel: "error" });
await module.takeScreenshots(process.argv.slice(2));
