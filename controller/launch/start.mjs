// `npm start`: prepares a fresh checkout, then runs the hall, with simulated devices unless told otherwise.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compileCache, ensureReadyOrExit, root, serviceFlags } from "./setup.mjs";

const STOP_MS_MAX = 5_000;
const PARENT_ASK_MS = 250;

const { values } = (() => {
  try {
    return parseArgs({
      options: {
        config: { type: "string", default: join(root, "config", "demo-hall.yaml") },
        data: { type: "string", default: process.env.HALLKEEPER_DATA ?? join(root, "data") },
        port: { type: "string", ...(process.env.PORT === undefined ? {} : { default: process.env.PORT }) },
        "no-simulators": { type: "boolean", default: false },
        "simulator-port": { type: "string", default: "8090" },
      },
    });
  } catch (error) {
    console.error(
      `${error.message}\nUsage: npm start -- [--config FILE] [--data DIR] [--port N] ` +
        "[--no-simulators] [--simulator-port N]",
    );
    process.exit(2);
  }
})();

await ensureReadyOrExit();

const children = [];
/** Starts a part; `ready` resolves when it says so over IPC, rejects when it ends first. */
function start(name, file, args) {
  // The IPC channel also tells the part when this process is gone, however it died.
  const child = spawn(process.execPath, [...serviceFlags, join(root, "dist", ...file), ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  const exited = new Promise((resolve) =>
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGTERM" ? 0 : 1))),
  );
  const ready = new Promise((resolve) => {
    child.on("message", (message) => message === "ready" && resolve(0));
    void exited.then(resolve);
  });
  const part = { name, child, exited, ready };
  children.unshift(part);
  return part;
}

let stopping = false;
/** The service first, so that strips still hear their closing text; the simulated devices last. */
async function stopAll(code) {
  if (stopping) return;
  stopping = true;
  for (const { child, exited } of children) {
    child.kill("SIGTERM");
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, STOP_MS_MAX))]);
    child.kill("SIGKILL");
  }
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stopAll(0));

// npm passes a signal on to the shell between us, which dies of it without telling: then nobody would stop the hall.
if (process.env.npm_lifecycle_event === "start") {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stopAll(0), PARENT_ASK_MS).unref();
}

const config = ["--config", values.config];
if (!values["no-simulators"]) {
  const simulators = start(
    "simulators",
    ["simulators", "run.js"],
    [
      ...config,
      "--port",
      values["simulator-port"],
      ...(values.port === undefined ? [] : ["--hall", `http://127.0.0.1:${values.port}`]),
    ],
  );
  const code = await simulators.ready;
  if (code !== 0) await stopAll(code);
  void simulators.exited.then((ended) => stopAll(ended));
}
const service = start(
  "service",
  ["controller", "cli.js"],
  [
    "start",
    ...config,
    "--data",
    values.data,
    ...(values.port === undefined ? [] : ["--port", values.port]),
    ...(values["no-simulators"] ? [] : ["--virtual-hall", `http://127.0.0.1:${values["simulator-port"]}`]),
  ],
);
void service.exited.then((ended) => stopAll(ended));
