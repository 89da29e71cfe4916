#!/usr/bin/env node
// `npx hallkeeper <command>`: builds what is missing, then hands over to the service or to the simulators.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { compileCache, ensureReadyOrExit, root, serviceFlags } from "./setup.mjs";

const [command, ...rest] = process.argv.slice(2);
// Progress of a build must not mix with output a program may read.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
await ensureReadyOrExit();
process.stdout.write = write;
const entry = command === "simulate" ? ["simulators", "run.js"] : ["controller", "cli.js"];
const args = command === "simulate" ? rest : process.argv.slice(2);
const child = spawn(process.execPath, [...serviceFlags, join(root, "dist", ...entry), ...args], {
  stdio: "inherit",
  env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
